import json, io
print(json.loads('{"a": [1, 2.5, null, true, false, "x\\n\\u00e9\\ud83d\\ude00"], "b": {"c": -1e3}}'), json.loads(" [ ] "), json.loads("5"), json.loads('"s"'), json.loads("-0.5"), json.loads("1E400"), json.loads("123456789012345678901234567890"), json.loads("NaN"), json.loads("[-Infinity]"), json.loads(b'{"x": "\xc3\xa9"}'), json.loads('{"a":1,"a":2}'), json.loads("1.0"))
print(json.loads("[1.5]", parse_float=str), json.loads('{"a": 1}', object_hook=lambda d: list(d.items())), json.loads('{"a": 1, "a": 2}', object_pairs_hook=list), json.load(io.StringIO("[1]")))
f = io.StringIO()
json.dump({"k": [1]}, f)
print(f.getvalue())
for s in ("", "{", "[1,", "[1,]", '{"a"}', '{"a":}', "{'a': 1}", "nul", '"abc', "[1 2]", "1 2", '{"a": 1,}', '"\\x"', '"a\nb"', "01", "+1", ".5", "[1]\n\n x", '"\\u12"'):
    try:
        json.loads(s)
    except json.JSONDecodeError as e:
        print(repr(s), "->", e, e.pos, e.lineno, e.colno)
try:
    json.loads(5)
except TypeError as e:
    print(e)
d = json.JSONDecoder()
print(d.raw_decode("[1] rest"), json.JSONEncoder().encode([1]), json.loads(json.dumps({"深": ["度"]})))
