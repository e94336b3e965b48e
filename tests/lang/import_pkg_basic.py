import pkg_basic
import pkg_basic.sub.deep
from pkg_basic import helper, VALUE
from pkg_basic.sub import deep as d, up
print(pkg_basic.__name__, VALUE, helper.double(4), d.where(), up, pkg_basic.sub.deep is d, pkg_basic.helper is helper)
print(pkg_basic.__package__, helper.__package__, d.__package__, helper.__name__, d.__name__)
import sys
print(sorted(m for m in sys.modules if m.startswith("pkg_basic")))
import pkg_basic as again
print(again is pkg_basic)
