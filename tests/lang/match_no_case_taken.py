def f(x):
    match x:
        case 1: return "one"
print(f(1), f(2))
match 3:
    case 1: print("a")
    case 2: print("b")
print("fell through")
