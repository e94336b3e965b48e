raise ExceptionGroup("group", [ValueError(1), TypeError("two")])
