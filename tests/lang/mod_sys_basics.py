import sys
print(sys.argv[0].endswith("mod_sys_basics.py"), len(sys.argv), sys.maxsize, sys.byteorder, sys.version_info[:2], sys.version_info >= (3, 8), sys.version_info.major, sys.maxunicode, sys.platform)
print(sys.getrecursionlimit(), type(sys.version).__name__, sys.float_info.max, sys.float_info.epsilon, sys.float_info.dig, sys.int_info.bits_per_digit > 0)
print(type(sys.path).__name__, isinstance(sys.executable, str), sys.stdout.encoding, sys.getdefaultencoding(), sys.getfilesystemencoding(), "sys" in sys.modules, sys.__name__, sys.flags.optimize, sys.dont_write_bytecode in (True, False))
sys.stdout.write("written\n")
print(sys.stdout.write(""), sys.intern("a") == "a", sys.getsizeof(1) > 0, sys.getrefcount(object()) > 0, sys.hash_info.modulus, sys.exc_info(), sys.implementation.name in ("cpython", "gilvm"))
