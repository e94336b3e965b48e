# An f-string is no pattern, and no key of one, wherever it stands.
for pattern in ('f"x"', '"a" f"x"', '{f"x": 1}', '[f"{x}", 2]', 'f"x" | 2', 'A(f"x")', 'A(k=f"x")', '{"k": f"x"}'):
    try:
        compile(f"match x:\n    case {pattern}: pass", "f", "exec")
    except SyntaxError as e:
        print(e, e.lineno, e.offset, e.end_offset)
