from collections import ChainMap, UserDict, UserList, UserString
a, b = {"x": 1}, {"x": 2, "y": 3}
c = ChainMap(a, b)
c["z"] = 9
print(c["x"], c["y"], a, len(c), sorted(c), c.maps, c.new_child({"x": 0})["x"], c.parents["x"], "q" in c, c.get("q"), c)
class U(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
u = U({"a": 1})
u["b"] = 2
print(u, u.data, "a" in u, len(u))
l = UserList([3, 1])
l.append(2); l.sort()
print(l, l + [9], l[0:2], type(l[0:2]).__name__, UserString("abc").upper(), UserString("a") + "b", len(UserString("xyz")))
