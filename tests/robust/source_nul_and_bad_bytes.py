for src in (b"x = 1\0", "x = 1\0", b"\xff\xfe", b"# \xff\n", b"x = '\xc3'", "x = '\ud800'", b"", b"\n\n\n", "\x0c", "\x1a", b"\xef\xbb\xbf", b"\xef\xbb\xbfx = 1", "\ufeffx = 1", "x\u00a0= 1", "\u3000x = 1", "x = 1 \u2028 y = 2", "🙂 = 1", "x = 1\r\ny = 2\rz = 3", "if 1:\r\n\tx = 1\r\n        y = 2", "\\", "\\\n", "'\\", "'''\\", "0x", "1e", "1.e", "0b2", "08", "1__0", "@", "$", "?", "!", "`"):
    try:
        exec(src, {})
        r = "ok"
    except Exception as e:
        r = type(e).__name__
    print(ascii(src), r)
