d = {}
for _ in range(5000): d = {1: d}
for f in (repr, str, lambda v: f"{v}", lambda v: "%s" % v, lambda v: "{}".format(v), print, ascii):
    try:
        f(d)
        print("done")
    except RecursionError:
        print("RecursionError")
import copy, json
for f in (copy.deepcopy, json.dumps):
    try:
        f(d)
        print("done")
    except RecursionError:
        print("RecursionError")
try:
    json.loads("[" * 100000)
except RecursionError:
    print("RecursionError json")
