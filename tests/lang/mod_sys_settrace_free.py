import sys
print(sys.gettrace(), sys.getprofile(), sys.getswitchinterval() > 0)
print(sys.call_tracing if 0 else "ok")
