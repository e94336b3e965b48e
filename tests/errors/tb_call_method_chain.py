class A:
    def go(self, n):
        if n == 0:
            raise RuntimeError("end of chain")
        return self
A().go(2).go(1).go(0).go(5)
