def t(x):
    print(x, end=" ")
    return x
{t("k1"): t("v1"), t("k2"): t("v2")}
{t(k): t(v) for k, v in ["ab", "cd"]}
[t(1), t(2), *[t(3)]]
t(4) + t(5) * t(6)
print()
r = [i for i in t([1, 2]) for j in t("x")]
print()
