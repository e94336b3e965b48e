import pkg_ns.mod
print(pkg_ns.mod.Q, pkg_ns.__name__, hasattr(pkg_ns, "__path__"))
