code = compile("\n\nraise KeyError('compiled')", "<my code>", "exec")
exec(code)
