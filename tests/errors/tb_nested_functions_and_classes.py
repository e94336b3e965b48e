class A:
    def m(self):
        def inner():
            return (lambda: self.zero / 0)()
        return inner()
    zero = 0
A().m()
