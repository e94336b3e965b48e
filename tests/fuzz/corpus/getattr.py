class A:
    def __getattr__(s, n): return n
    def __setattr__(s, n, v): s.__dict__[n] = v
a = A(); a.x = 1; print(a.x, a.y)
