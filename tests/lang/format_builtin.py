print(format(255, "x"), format(3.5, ".2f"), format("a", ">3"), format(5), format(True, "d"), format(1234.5, ",.1f"), format(1 + 2j, ".1f"), format(-1, "b"))
for spec in ("", "d", "5", "<5", "^5", ">5", "=5", "05", "+", " ", ",", "_", "b", "#b", "o", "x", "X", "#X", "c", "e", "f", "g", "%", "n", "*^+10,d", "010_x", ".1f"):
    print(spec, "|", format(1234, spec) if spec != "c" else repr(format(1234, spec)), "|", sep="")
