print("a\n\x41\u4e2d\N{DIGIT ONE}", r"\n", b"\x00a", """t
q""", 'a' "b", "中文"[1], "é".encode())
