# Of a source in bytes, comments may hold what is no UTF-8; tokens may not.
for source in (b"# \xff", b"x = 1 # \xff\xfe\nprint(x) # \xc3", b"print('#') # \xff\n'\xe4'", b"'''\n\xff'''", b"print((1, # \xff\n2))",
               b"x\xff = 1", b"# \xff\n'never closed", b"\xef\xbb\xbf# \xff\nprint('bom')", b"x = '\xe4\xb8'", b"x = '\xe4b'"):
    try:
        exec(source, {})
        print(source, "ran")
    except SyntaxError as e:
        print(source, e.msg, e.lineno)
