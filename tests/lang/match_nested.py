cmds = ["go north", "go", "get red key", "drop", "quit now please", "look"]
def run(c):
    match c.split():
        case ["go", ("north" | "south" | "east" | "west") as d]: return f"going {d}"
        case ["go", *_]: return "go where?"
        case ["get", *obj]: return "getting " + " ".join(obj)
        case ["quit", *args] if len(args) > 1: return f"quit with {args}"
        case [single]: return f"single {single}"
for c in cmds: print(run(c))
tree = ("+", 1, ("*", 2, ("-", 5, 3)))
def ev(t):
    match t:
        case int(): return t
        case ("+", a, b): return ev(a) + ev(b)
        case ("*", a, b): return ev(a) * ev(b)
        case ("-", a, b): return ev(a) - ev(b)
print(ev(tree))
