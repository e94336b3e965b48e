import pkg_cycle.a
print(pkg_cycle.a.value(), pkg_cycle.b.value())
