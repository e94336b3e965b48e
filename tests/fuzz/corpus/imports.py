import math, os.path as p
from math import (sqrt, pi as P,)
try: from . import nope
except ImportError as e: print(e)
print(sqrt(4), p.join("a", "b"))
