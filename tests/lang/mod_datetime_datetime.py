from datetime import datetime, date, time, timedelta, timezone
d = datetime(2024, 5, 17, 13, 45, 30, 123456)
print(d, repr(d), d.date(), d.time(), d.hour, d.microsecond, d.isoformat(), d.isoformat(" ", "minutes"), d.replace(hour=0, microsecond=0), d + timedelta(hours=12), d - datetime(2024, 1, 1), d.strftime("%Y-%m-%d %H:%M:%S.%f %p %I %B %b %a %U"), datetime.strptime("17/05/2024 08:05", "%d/%m/%Y %H:%M"), datetime.fromisoformat("2024-05-17T13:45:30.5"), datetime.fromtimestamp(0, timezone.utc), datetime.combine(date(2020, 1, 1), time(5, 6)), d.timestamp() == d.timestamp(), d.weekday(), d > datetime(2000, 1, 1), d == d.replace(), datetime(2020, 1, 1), f"{d:%H:%M}", d.ctime())
u = datetime(2020, 1, 1, tzinfo=timezone.utc)
print(u, repr(u), u.tzinfo, u.utcoffset(), u.astimezone(timezone(timedelta(hours=8))), u.timestamp(), u.isoformat(), timezone(timedelta(hours=-5, minutes=-30)), u == u.astimezone(timezone(timedelta(hours=8))), u.tzname())
print(time(13, 5), repr(time(1, 2, 3, 4)), time(1) < time(2), time.fromisoformat("04:23:01"), time(1, 2).replace(minute=30), time(23, 59).strftime("%H-%M"), time.max, time(1, 2, 3).isoformat(), type(datetime.now() - datetime.now()).__name__, datetime.min, datetime.strptime("Jan 5 2021 3PM", "%b %d %Y %I%p"))
def attempt(f):
    try:
        f()
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
attempt(lambda: datetime.strptime("x", "%Y"))
attempt(lambda: datetime.strptime("2020 extra", "%Y"))
attempt(lambda: datetime(2020, 1, 1, 25))
attempt(lambda: d < u)
attempt(lambda: d - u)
attempt(lambda: datetime.fromisoformat("nope"))
attempt(lambda: time(24))
attempt(lambda: d < date(2020, 1, 1))
