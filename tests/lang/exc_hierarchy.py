pairs = [(KeyError, LookupError), (IndexError, LookupError), (ZeroDivisionError, ArithmeticError), (OverflowError, ArithmeticError),
    (UnicodeDecodeError, UnicodeError), (UnicodeError, ValueError), (FileNotFoundError, OSError), (ModuleNotFoundError, ImportError),
    (RecursionError, RuntimeError), (NotImplementedError, RuntimeError), (UnboundLocalError, NameError), (TabError, IndentationError),
    (IndentationError, SyntaxError), (StopIteration, Exception), (KeyboardInterrupt, BaseException), (SystemExit, BaseException), (GeneratorExit, BaseException),
    (BrokenPipeError, ConnectionError), (TimeoutError, OSError), (JSON := ValueError, Exception), (DeprecationWarning, Warning), (BlockingIOError, OSError), (InterruptedError, OSError)]
for a, b in pairs:
    print(a.__name__, b.__name__, issubclass(a, b))
print(issubclass(KeyboardInterrupt, Exception), IOError is OSError, EnvironmentError is OSError)
print([c.__name__ for c in FileNotFoundError.__mro__])
