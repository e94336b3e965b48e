# gilvm only: the command line of gilvm's own commands
# steps vary: it waits for other programs
# Words that a command cannot take: what is wrong, the usage of that very command, exit code 2.
import os
import subprocess
import sys
import tempfile

ENV = {k: v for k, v in os.environ.items() if not k.startswith(("GILVM_", "PYTHON"))}


def gilvm(*words):
    p = subprocess.run([sys.executable, *words], cwd=folder, env=ENV, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, text=True)
    return p.returncode, p.stdout.replace(os.path.realpath(folder), "DIR")


def show(*words):
    code, text = gilvm(*words)
    print("$ gilvm", *words)
    print(text + "[%d]" % code)


def write(name, text):
    with open(os.path.join(folder, name), "w") as f:
        f.write(text)


with tempfile.TemporaryDirectory() as folder:
    write("letter.txt", "Dear all,\n")
    write("run.py", "print('ran')\n")

    print("--- what is missing")
    for command in "dis", "trace", "doctor", "top", "compare", "replay":
        show(command)
    show("compare", "one.trace")
    show("trace", "-c")

    print("--- values")
    show("trace", "--width=abc", "run.py")
    show("trace", "--from=soon", "run.py")
    show("doctor", "--ring=0", "run.py")
    show("sim", "--cores=0", "run.py")
    show("replay", "--until=7", "letter.txt")
    show("--max-heap=big", "run.py")
    show("trace", "--gil=tick:few", "run.py")

    print("--- names that there are not")
    show("doctor", "--gil=fast", "run.py")
    show("--like=pypy", "run.py")
    show("sim", "--machine=mine", "run.py")
    show("trace", "--sim=mine", "run.py")

    print("--- options that there are not")
    show("trace", "--widht=100", "run.py")
    show("compare", "--outptu", "a", "b")
    show("--verison")
    show("--width=100", "run.py")
    show("trace", "--record=x", "run.py")
    show("top", "--colour", "run.py")
    show("top", "-z", "run.py")
    show("policies", "all")

    print("--- files that there are not, and foreign ones")
    show("doctr", "run.py")
    show("nothing_like_it", "run.py")
    show("dis", "none.py")
    show("trace", "none.py")
    show("doctor", "none.py")
    show("trace", ".")
    show("trace", "none.trace")
    show("compare", "letter.txt", "letter.txt")
    show("replay", "letter.txt")
    show("replay", "none.rec")

    print("--- help")
    print(gilvm("help") == gilvm("--help"), gilvm("help")[0])
    for command in "trace", "compare", "bench":
        print(gilvm("help", command) == gilvm(command, "--help"), gilvm("help", command)[1].split()[:3])
    show("help", "comapre")
    os.mkdir(os.path.join(folder, "help"))
    print(gilvm("help")[0])
    os.rmdir(os.path.join(folder, "help"))
    write("help", "import sys\nprint('a script', sys.argv)\n")
    show("help", "trace")
