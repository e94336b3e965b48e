import sys, os
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "pkg_path"))
import only_on_path
print(only_on_path.V, os.path.basename(only_on_path.__file__))
