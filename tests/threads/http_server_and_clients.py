# An HTTP server in a thread: GET, HEAD, POST, JSON, chunks, errors, redirects and a time-out, by http.client and by urlopen.
import http.client
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, body, kind="text/plain", code=200, **headers):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/hello":
            name = urllib.parse.parse_qs(url.query).get("name", ["world"])[0]
            self.answer(b"hello " + name.encode())
        elif url.path == "/chunks":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in b"one ", b"two ", b"three":
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
        elif url.path == "/away":
            self.answer(b"", code=302, Location="/hello?name=there")
        elif url.path == "/round":
            self.answer(b"", code=301, Location="/round")
        elif url.path == "/slow":
            gate.wait()
            self.answer(b"at last")
        else:
            self.send_error(404)

    do_HEAD = do_GET

    def do_POST(self):
        data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(json.dumps({"sum": sum(data["numbers"]), "by": self.headers.get("X-By")}).encode(), "application/json")

    def log_message(self, *args):
        pass


gate = threading.Event()
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.handle_error = lambda *args: None  # who timed out has gone
thread = threading.Thread(target=server.serve_forever, args=(0.01,))
thread.start()
port = server.server_port
base = "http://127.0.0.1:%d" % port

c = http.client.HTTPConnection("127.0.0.1", port)
for method, path in (("GET", "/hello"), ("HEAD", "/hello?name=x"), ("GET", "/chunks"), ("GET", "/nothing"), ("PUT", "/hello")):
    c.request(method, path)
    r = c.getresponse()
    body = r.read()
    print(method, path, r.status, r.reason, r.version, r.getheader("Content-Length"), r.will_close, body[:40])
c.request("POST", "/sum", json.dumps({"numbers": [1, 2, 3]}), {"X-By": "client"})
print(json.load(c.getresponse()))
try:
    c.request("GET", "/a b")
except http.client.InvalidURL as e:
    print(e)
c.close()

with urllib.request.urlopen(base + "/hello?" + urllib.parse.urlencode({"name": "Zoë"})) as f:
    print(f.status, f.headers["content-type"], f.read().decode())
with urllib.request.urlopen(base + "/away") as f:
    print(f.geturl().replace(str(port), "PORT"), f.read())
request = urllib.request.Request(base + "/sum", data=b'{"numbers": [40, 2]}', headers={"X-By": "urllib"})
print(request.get_method(), json.load(urllib.request.urlopen(request)))
for path in "/nothing", "/round":
    try:
        urllib.request.urlopen(base + path)
    except urllib.error.HTTPError as e:
        print(repr(e), e.code, e.reason, str(e).splitlines()[0], b"Error code: 404" in e.read())
try:
    urllib.request.urlopen(base + "/slow", timeout=0.05)
except OSError as e:
    print(type(e).__name__, e)
gate.set()
for bad in "nothing", "gopher://x", "https:///":
    try:
        print(urllib.request.urlopen(bad))
    except (ValueError, OSError) as e:
        print(type(e).__name__, e) if "https" not in bad else print("no")
print(urllib.request.urlopen("data:text/plain;base64,aGk=").read())


def many(i, answers):
    with urllib.request.urlopen(base + "/hello?name=%d" % i) as f:
        answers[i] = f.read()


answers = {}
threads = [threading.Thread(target=many, args=(i, answers)) for i in range(20)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(all(answers[i] == b"hello %d" % i for i in range(20)))
server.shutdown()
thread.join()
server.server_close()
try:
    urllib.request.urlopen(base)
except urllib.error.URLError as e:
    print(e, e.reason)
