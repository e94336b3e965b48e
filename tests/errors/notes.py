e = ValueError("with notes")
e.add_note("note one")
e.add_note("note two\nsecond line 中文")
raise e
