def t(x):
    print("eval", x)
    return x
print(f"{t(1)} {t(2):{t(3)}} {t(4)!r}")
try:
    f"{t('a')} {1/0} {t('never')}"
except ZeroDivisionError as e:
    print(e)
