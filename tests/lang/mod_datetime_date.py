from datetime import date, timedelta
d = date(2024, 2, 29)
print(d, repr(d), d.year, d.month, d.day, d.weekday(), d.isoweekday(), d.isoformat(), d.isocalendar(), d.toordinal(), date.fromordinal(738000), d.replace(year=2023, day=1), d + timedelta(days=1), d - timedelta(weeks=1), d - date(2024, 1, 1), (d - date(2023, 2, 28)).days, d < date(2024, 3, 1), d == date(2024, 2, 29), hash(d) == hash(date(2024, 2, 29)), date.min, date.max, date.fromisoformat("2020-01-31"), d.timetuple().tm_yday, d.strftime("%d/%m/%y %A %j"), f"{d:%Y年%m月%d日}", d.ctime(), isinstance(date.today(), date), date.fromtimestamp(0))
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: date(2023, 2, 29))
attempt(lambda: date(2023, 13, 1))
attempt(lambda: date(0, 1, 1))
attempt(lambda: date.fromisoformat("2020-1-1"))
attempt(lambda: d + 1)
attempt(lambda: d < 5)
attempt(lambda: date.max + timedelta(1))
attempt(lambda: date("2020"))
