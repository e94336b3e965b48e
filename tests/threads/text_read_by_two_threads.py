# gilvm only: CPython hands what is there to who asked first
# flags: --sim=default
# A thread that waits for more of a text file counts anew when another has had what there was.
import os
import threading
import time

for call, last in (lambda f: f.read(1000), 'd'), (lambda f: f.readline(), 'd\n'):
    r, w = os.pipe()
    f = os.fdopen(r, encoding='utf-8')
    os.write(w, 'äbc'.encode())
    got = []
    reader = threading.Thread(target=lambda: got.append(call(f)))
    reader.start()
    time.sleep(0.1)
    print(f.read(3))
    os.write(w, last.encode())
    os.close(w)
    reader.join()
    print(got)
