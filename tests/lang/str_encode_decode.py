print("é中😀".encode(), "abc".encode("ascii"), "é".encode("latin-1"), "é中".encode("ascii", "ignore"), "é中".encode("ascii", "replace"), "é中".encode("ascii", "backslashreplace"), "é".encode("ascii", "xmlcharrefreplace"))
print("中".encode("utf-16-le"), "a".encode("utf-32-be"), len("a".encode("utf-16")), "é".encode("utf8"), "x".encode(encoding="UTF-8", errors="strict"))
print(b"\xc3\xa9".decode(), b"\xe9".decode("latin1"), b"a\xffb".decode("utf-8", "replace"), b"a\xffb".decode("utf-8", "ignore"), b"a\xffb".decode("ascii", "backslashreplace"), str(b"\xe4\xb8\xad", "utf-8"))
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: "é".encode("ascii"))
attempt(lambda: "a中文b".encode("latin-1"))
attempt(lambda: "\ud800".encode())
attempt(lambda: b"\xff".decode())
attempt(lambda: b"ab\xe4\xb8".decode())
attempt(lambda: b"\x80".decode("ascii"))
attempt(lambda: "a".encode("no-such-codec"))
attempt(lambda: b"\xe4a".decode())
attempt(lambda: b"\xc0\x80".decode())
attempt(lambda: b"\xed\xa0\x80".decode())
attempt(lambda: b"\xf5\x80\x80\x80".decode())
