# run, Popen and their relatives: output, input, exit codes, errors.
# steps vary: it waits for other programs
import os
import subprocess as sp
import sys


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def loud():
    os.write(1, b"before\n")


show(lambda: sp.run(["echo", "hi"], capture_output=True, text=True))
show(lambda: sp.run("echo $X; exit 3", shell=True, env={"X": "y"}, stdout=sp.PIPE, stderr=sp.STDOUT))
show(lambda: len(sp.check_output(["cat"], input=b"abc" * 100000)))
show(lambda: sp.run(["cat"], input="é\r\n", text=True, capture_output=True))
show(lambda: sp.check_call(["false"]))
show(lambda: sp.check_call("kill -9 $$", shell=True))
show(lambda: sp.call(["no such program"]))
show(lambda: sp.call(["/tmp"]))
show(lambda: sp.call(["ls"], cwd="/no/such/folder"))
show(lambda: sp.getoutput("echo x; false"))
show(lambda: sp.getstatusoutput("echo x; exit 2"))
show(lambda: sp.run(["echo", "x"], stdout=sp.DEVNULL))
show(lambda: sp.run([sys.executable, "-c", "print(1 + 1)"], capture_output=True).stdout)
show(lambda: sp.run(["echo", "x"], stdout=sp.PIPE, preexec_fn=loud, cwd="/"))
show(lambda: sp.run(["no such program"], stdout=sp.PIPE, preexec_fn=loud))
show(lambda: sp.run(["pwd"], cwd="/", stdout=sp.PIPE, start_new_session=True).stdout)
show(lambda: sp.Popen(5))
show(lambda: sp.run(["a\0b"]))
show(lambda: sp.run(["echo"], input=b"", stdin=sp.PIPE))
show(lambda: sp.list2cmdline(["a b", 'c"d', "", "e\\"]))
show(lambda: os.popen("echo popen").read())

p = sp.Popen(["cat"], stdin=sp.PIPE, stdout=sp.PIPE, text=True, bufsize=1)
p.stdin.write("line\n")
show(p.stdout.readline)
p.stdin.close()
show(p.wait)
print(p, p.poll())
with sp.Popen(["echo", "q"], stdout=sp.PIPE, universal_newlines=True) as p:
    for line in p.stdout:
        print(repr(line))
print(p.returncode)

r, w = os.pipe()
show(lambda: sp.run("echo through >&%d" % w, shell=True, pass_fds=[w]).returncode)
show(lambda: os.read(r, 100))
show(lambda: sp.run("echo x >&%d" % w, shell=True, stderr=sp.DEVNULL).returncode != 0)
