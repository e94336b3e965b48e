print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(-7.5, 2), 2.0 ** 0.5, (-8.0) ** (1 / 3), 0.1 * 3, 1e308 * 10, -1e308 * 10, 1e-320 / 1e10, 5.0 - 5, 1 + 1.5, 3 * 0.5, 1e16 + 1, 2 ** 0.5, 4 ** -0.5, 0.0 == -0.0, -0.0, 0.0 * -1, 5 % float("inf"), -5 % float("inf"), 5.0 // float("inf"), -1 // float("inf"))
inf, nan = float("inf"), float("nan")
print(inf - inf, inf * 0, inf / inf, inf // 1, nan == nan, nan < 1, nan != nan, inf > 10 ** 400, inf == inf, -inf, max(nan, 1), max(1, nan), min(1, nan), inf % 2, nan ** 0, 1 ** nan, inf ** -1, 0.0 ** inf)
for f in (lambda: 2.0 ** 10000, lambda: 10.0 ** 400, lambda: int(inf), lambda: round(nan), lambda: inf % 0, lambda: 0.0 ** -1):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
