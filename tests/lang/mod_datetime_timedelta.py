from datetime import timedelta as T
a = T(days=1, hours=2, minutes=3, seconds=4, milliseconds=5, microseconds=6, weeks=1)
print(a, repr(a), a.days, a.seconds, a.microseconds, a.total_seconds(), -a, abs(-a), a + a, a * 2, a / 2, a // 2, a / T(hours=1), a // T(hours=1), a % T(hours=1), divmod(a, T(days=3)), a > T(), T(0) == T(), bool(T()), T(seconds=-1), repr(T(seconds=-1)), T(hours=25), T(1.5), T(microseconds=-1), str(T(days=-1, hours=5)), T.max, T.min, T.resolution, hash(T(1)) == hash(T(hours=24)), T(seconds=90061.5), 3 * T(1), T(1) * 0.5, sum([T(1), T(2)], T()), T(minutes=5) < T(hours=1))
for f in (lambda: T(1) + 1, lambda: T("a"), lambda: T(10 ** 10), lambda: T(1) / 0, lambda: T(1) < 5):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
