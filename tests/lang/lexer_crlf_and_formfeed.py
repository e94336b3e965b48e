exec("a = 1\r\nif a:\r\n    print('crlf', a)\r\n")
exec("\x0cprint('formfeed')\n")
exec("print('cr only')\rprint('second')")
print(repr("""x
y"""))
