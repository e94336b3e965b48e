# html.escape and unescape, the entities of HTML 4, numbers; mimetypes.guess_type; http.HTTPStatus.
import html
import html.entities
import mimetypes
from http import HTTPMethod, HTTPStatus

print(html.escape("<a href=\"x\">'&'</a>"), html.escape("<'\">", quote=False))
for s in ("&lt;b&gt; &amp;amp; &quot;x&quot; &apos; &#39; &#x27; &#X41;", "&eacute;&euro;&hearts;&alpha;", "&#0; &#128; &#xD800; &#1114112;",
          "&nothing; & &; &# &#x; &#xg; AT&T", "&copy2024 &ltx &gt", "a&amp", "&AMP &amp;lt;"):
    print(ascii(html.unescape(s)))
print(len(html.entities.name2codepoint), html.entities.codepoint2name[0xe9], html.entities.entitydefs["euro"])
for name in ("a.html", "a.txt", "a.tar.gz", "a.tgz", "a.PNG", "http://h/x.json", "a", ".bashrc", "a.py", "a.css", "a.js", "x.svg"):
    print(name, mimetypes.guess_type(name))
print(HTTPStatus.NOT_FOUND, repr(HTTPStatus(418)), HTTPStatus.OK.phrase, HTTPStatus.OK == 200, HTTPStatus["FOUND"].value)
print(repr(HTTPMethod.GET), HTTPMethod.POST, [m.value for m in HTTPMethod], len(HTTPStatus))
