import os
print(os.sep, os.linesep == "\n", os.name, os.curdir, os.pardir, os.path.basename(os.getcwd()), isinstance(os.getpid(), int), os.getppid() > 0, os.cpu_count() >= 1, os.devnull, os.extsep, os.pathsep)
os.environ["GIL_TEST_X"] = "1"
print(os.environ["GIL_TEST_X"], os.getenv("GIL_TEST_X"), os.getenv("GIL_TEST_NONE"), os.getenv("GIL_TEST_NONE", "d"), "GIL_TEST_X" in os.environ, os.environ.get("nope_x"), os.environ.pop("GIL_TEST_X"))
try:
    os.environ["nope_x"]
except KeyError as e:
    print("KeyError", e)
try:
    os.environ["a"] = 5
except TypeError as e:
    print(e)
print(len(os.urandom(8)), os.strerror(2), os.fspath("a"))
