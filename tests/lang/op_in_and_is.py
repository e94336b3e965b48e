print(1 in [1, 2], 3 not in (1, 2), "b" in "abc", "" in "", "k" in {"k": 1}, 1 in {1}, 5 in range(0, 10, 5), b"a" in b"ba", 97 in b"a")
print([] is [], None is None, () is (), type(1) is int)
nan = float("nan")
print(nan in [nan], nan == nan, [nan] == [nan])
for f in (lambda: 1 in 5, lambda: 1 in "abc", lambda: "a" in b"abc"):
    try:
        f()
    except TypeError as e:
        print("TypeError:", e)
