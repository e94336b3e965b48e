raise ValueError("main") from KeyError("never raised")
