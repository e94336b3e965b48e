import json
print(json.loads('{"a": [1, 2.5, null, "\\u4e2d"]}'), json.dumps({"x": [None, True]}, indent=1))
