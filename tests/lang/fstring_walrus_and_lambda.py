print(f"{(x := 5)} {x:=5} {(lambda: 3)()} {x:{(y := 4)}} {y}")
print(f"{x if x else 'no'} {x > 3} {x >= 3} {x <= 3} {not x}")
print(f'{"a" "b"} {"{}"} {"}" + "{"} {dict(a=1)["a"]}')
