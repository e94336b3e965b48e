# gilvm only: the sentence names gilvm and its document
for m in ("re", "asyncio", "decimal"):
    try:
        __import__(m)
    except ModuleNotFoundError as e:
        print(e)
try:
    import no_such_module_at_all
except ModuleNotFoundError as e:
    print(e)
