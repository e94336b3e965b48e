print("init sub", __name__)
from .. import VALUE as up
