# Bodies of all kinds, sent whole or in chunks; an answer's peek(); what set_debuglevel() shows; a request
# whose data is changed; the title of a folder.
import contextlib
import http.client
import http.server
import io
import threading
import urllib.request


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.path != '/chunks':
            return super().do_GET()
        self.send_response(200)
        self.send_header('Transfer-Encoding', 'chunked')
        self.end_headers()
        for part in (b'first line\nsec', b'ond line\n', b''):
            self.wfile.write(b'%x\r\n%s\r\n' % (len(part), part))

    def do_POST(self):
        """Tell what came."""
        how, body = self.headers['Transfer-Encoding'], b''
        if how:
            while n := int(self.rfile.readline(), 16):
                body += self.rfile.read(n)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers['Content-Length']))
        answer = ascii((how, self.headers['Content-Length'], body)).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
thread = threading.Thread(target=server.serve_forever)
thread.start()
c = http.client.HTTPConnection('127.0.0.1', server.server_port)

c.request('GET', '/chunks')
r = c.getresponse()
print(r.peek(), r.read(3), r.peek(5), r.readline(), r.peek(), r.read(), r.peek())

for body in (io.StringIO('h\xf6her'), io.BytesIO(b'bytes'), iter([b'a', b'b']), 'text \xe9'):
    c.request('POST', '/', body)
    r = c.getresponse()
    print(r.read(2), r.peek()[:5], r.read())

with contextlib.redirect_stdout(io.StringIO()) as out:
    c.set_debuglevel(1)
    c.request('POST', '/', 'x')
    c.getresponse().read()
    c.set_debuglevel(0)
print(out.getvalue().replace(str(server.server_port), 'PORT').split('header: Server')[0])

c.request('GET', '/?x=1%201')
print([line for line in c.getresponse().read().split(b'\n') if line.startswith(b'<title>')])
c.close()

request = urllib.request.Request(f'http://127.0.0.1:{server.server_port}/', data=b'0123456789')
with urllib.request.urlopen(request) as r:
    print(r.read())
request.data = b'1'
print(request.has_header('Content-length'))
with urllib.request.urlopen(request) as r:
    print(r.read())
server.shutdown()
thread.join()
server.server_close()
