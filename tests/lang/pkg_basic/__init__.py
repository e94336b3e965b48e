print("init pkg_basic", __name__)
from .helper import double
VALUE = double(21)
