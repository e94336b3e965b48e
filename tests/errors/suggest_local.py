def f(argument):
    local_value = argument
    return locl_value
f(1)
