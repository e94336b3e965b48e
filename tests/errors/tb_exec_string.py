# The source of an exec'd string is not available.
exec("a = 1\nb = a / 0\n")
