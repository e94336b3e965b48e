import _helper
_helper.call(3)
