name, n = "World", 42
print(f"Hello {name}! {n} {n + 1} {n!r} {name!r} {name!s:>10}|{{literal}} {{{n}}}")
print(f"{'nested quotes'} {n if n > 5 else 0} {[i for i in range(3)]} {(lambda x: x * 2)(4)} { {'a': 1}['a'] }")
print(f'{name.upper()}' f"{n}" "plain" rf"\n{n}" F"{n}")
print(f"""multi
{n}
line""")
print(f"" == "", f"{''}|", f"{n,}", f"{n, 1}", f"{*[1, 2],}")
print(f"{'中文'} 你好 {name}")
