import time
t = time.gmtime(0)
print(t.tm_year, t.tm_mon, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, t.tm_wday, t.tm_yday, t.tm_isdst, t[0], len(t), tuple(t))
print(time.strftime("%Y-%m-%d %H:%M:%S %j %a %A %b %B %y %p %I %w %U %%", time.gmtime(1e9)), time.asctime(time.gmtime(86400 * 365)), time.ctime(0), time.mktime(time.localtime(12345)), time.localtime(5).tm_sec, time.timezone)
t = time.strptime("2024-02-29 13:45:10", "%Y-%m-%d %H:%M:%S")
print(t.tm_year, t.tm_yday, t.tm_wday, t)
try:
    time.strptime("xx", "%Y")
except ValueError as e:
    print(e)
