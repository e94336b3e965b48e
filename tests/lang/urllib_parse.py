# urllib.parse: splitting, joining, quoting, queries.
from urllib.parse import *
for u in ("http://user:pw@Host.com:80/a/b;p?q=1&r=2#frag", "//x/y", "mailto:a@b", "a?b#c", "http://[::1]:8080/x", "HTTP://A/%20", "http:g", "", "file:///etc/x", "http://h:99999/", "http://h:x/", "http://h/a;b/c;d"):
    s = urlsplit(u); p = urlparse(u)
    print(s, p, s.geturl(), p.geturl(), s.hostname, s.username, s.password)
    try: print(s.port)
    except ValueError as e: print(e)
base = "http://a/b/c/d;p?q"
for r in ("g:h g ./g g/ /g //g ?y g?y #s g#s g?y#s ;x g;x g;x?y#s . ./ .. ../ ../g ../.. ../../ ../../g ../../../g ../../../../g /./g /../g g. .g g.. ..g ./../g ./g/. g/./h g/../h g;x=1/./y g;x=1/../y g?y/./x g#s/../x http:g").split() + [""]:
    print(r, urljoin(base, r))
print(quote("a b/ü?&=~"), quote("a/b", safe=""), quote_plus("a b+c/"), unquote("a%20b%C3%BC%zz%"), unquote_plus("a+b%2B"), unquote("ü%41"), unquote_to_bytes("a%00%ff%4"))
print(urlencode({"a": 1, "b c": "d&e", "ü": None}), urlencode([("a", [1, 2])], doseq=True), urlencode({"a": (1, 2)}))
print(parse_qs("a=1&b=2&a=3&c=&d"), parse_qsl("a=1&c=&d", keep_blank_values=True), parse_qs(b"x=%41+b"))
for bad in (lambda: urlencode(1), lambda: urlencode("ab"), lambda: parse_qsl("a", strict_parsing=True), lambda: urlsplit("http://[x/"), lambda: urljoin("a", b"b"), lambda: quote_from_bytes("x")):
    try: print(bad())
    except Exception as e: print(repr(e))
print(urldefrag("http://a/b#c"), urlunsplit(("http", "h", "p", "q", "f")), urlsplit(b"http://a/b?c"))
