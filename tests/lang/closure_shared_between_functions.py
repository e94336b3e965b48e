def account(balance):
    def deposit(n):
        nonlocal balance
        balance += n
        return balance
    def show(): return f"balance {balance}"
    return deposit, show
d1, s1 = account(10)
d2, s2 = account(0)
d1(5); d2(1)
print(s1(), s2())
print(d1.__closure__[0].cell_contents, d1.__code__.co_freevars)
print(account.__closure__)
