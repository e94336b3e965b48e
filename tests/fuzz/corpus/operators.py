class N:
    def __add__(s, o): return 1
    def __radd__(s, o): return 2
    def __lt__(s, o): return True
    def __getitem__(s, i): return i
print(N() + 1, 1 + N(), N() < 1, N()[1:2])
