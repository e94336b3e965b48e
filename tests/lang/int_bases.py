print(bin(10), bin(-10), bin(0), oct(64), oct(-8), hex(255), hex(-255), hex(2 ** 70), bin(True), f"{10:b} {10:o} {10:x} {10:X} {10:#b} {-10:#x}", int(bin(1234), 2), "%x %o" % (2 ** 65, 2 ** 65))
for f in (lambda: bin(1.5), lambda: hex("a"), lambda: oct(None)):
    try:
        f()
    except TypeError as e:
        print(e)
