assert True
assert 1, "not shown"
try:
    assert 1 == 2, ("a", 3)
except AssertionError as e:
    print(repr(e), e.args)
try:
    assert []
except AssertionError as e:
    print(repr(e), str(e) == "")
