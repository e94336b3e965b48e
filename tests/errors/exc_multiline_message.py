raise RuntimeError("line one\nline two\n\nline four")
