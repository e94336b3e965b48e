print(",".join(["a", "b"]), "".join("xyz"), "-".join([]), "-".join(["one"]), ", ".join(str(i) for i in range(3)), "ab".join({"k": 1, "l": 2}))
for bad in ([1], ["a", None], 5):
    try:
        ",".join(bad)
    except TypeError as e:
        print(e)
