z = 3 + 4j
print(z, z.real, z.imag, abs(z), z.conjugate(), -z, z + 1, z * 2j, z / (1 - 1j), z ** 2, z == 3 + 4j, z != 3, complex(1, 2), complex("1+2j"), complex("-j"), complex(" 3 "), 1j * 1j, 2j, -2j, 0j, -0j, (1 + 0j) == 1, z - z, bool(0j), complex(), complex(1.5), complex(1j, 1j), 1j ** 2, 2 ** 1j, z ** 0.5)
print(repr(complex(0, -1)), repr(complex(-0.0, 1)), complex(float("inf"), float("nan")), 1e20 + 1e-5j, 1.5j, f"{z}", f"{z:.2f}", "%s" % z, (1 + 2j).__class__.__name__, complex("1e3-2.5j"), complex(real=1, imag=-1))
for f in (lambda: z < 1, lambda: int(z), lambda: float(z), lambda: z % 2, lambda: z // 2, lambda: complex("1 + 2j"), lambda: complex("a"), lambda: 1 / 0j, lambda: complex("1", 2), lambda: complex(1, "2"), lambda: 0j ** -1, lambda: divmod(z, 1)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
