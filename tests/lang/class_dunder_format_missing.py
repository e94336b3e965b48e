for v in ([1], (1,), {1: 2}, None, object, {1}):
    print(f"{v}", format(v, ""), end=" ")
    try:
        format(v, "5")
    except TypeError as e:
        print(e)
