print(pow(3, 5, 7), pow(2, 100, 1000000007), pow(3, -1, 7), pow(38, -1, 97), pow(-2, 3, 5), pow(2, 3, -5), pow(10, 0, 1), pow(0, 0, 3), pow(7, 10 ** 20, 13), pow(2, 5), pow(2.0, 3), pow(base=2, exp=3, mod=5), pow(123456789, 987654321, 10 ** 18 + 9))
for a in ((2, -1, 4), (2, 2, 0), (2.0, 2, 3), (2, -1, 0), (2, 3, 1.5)):
    try:
        print(pow(*a))
    except Exception as e:
        print(type(e).__name__, e)
