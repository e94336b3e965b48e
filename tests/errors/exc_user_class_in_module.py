import _helper_exc
raise _helper_exc.ModError("from module")
