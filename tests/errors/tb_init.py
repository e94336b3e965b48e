class A:
    def __init__(self, n):
        self.n = int(n)
A("not a number")
