try: raise ExceptionGroup("g", [ValueError(1), KeyError(2)])
except* ValueError as e: print(e.exceptions)
except* KeyError: pass
