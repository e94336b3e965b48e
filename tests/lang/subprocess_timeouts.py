# Time-outs and signals: the program is ended, what it wrote so far is kept.
# steps vary: it waits for other programs
import signal
import subprocess as sp

try:
    sp.run("echo a; echo b >&2; exec sleep 60", shell=True, timeout=0.3, capture_output=True)
except sp.TimeoutExpired as e:
    print(e, e.output, e.stderr)
try:
    sp.call(["sleep", "60"], timeout=0.01)
except sp.TimeoutExpired as e:
    print("call", e.cmd)
p = sp.Popen(["sleep", "60"])
print(p.poll())
try:
    p.wait(0)
except sp.TimeoutExpired as e:
    print(e)
p.terminate()
print(p.wait(), p.returncode == -signal.SIGTERM)
p.kill()
p = sp.Popen(["cat"], stdin=sp.PIPE, stdout=sp.PIPE)
try:
    p.communicate(b"x" * 100000, timeout=0.01)
except sp.TimeoutExpired:
    pass
out, err = p.communicate()
print(len(out), err, p.returncode)
