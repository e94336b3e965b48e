"""The walk: each stop is a script under a policy on a simulated machine, its picture, and two sentences."""
import argparse
import os
import subprocess
import sys
import tempfile

import _imp

STOPS = [
    ("One core: two threads that count share it fairly", "counters", ["--sim=cores=1", "--gil=tick:100"],
     "Every 100 instructions the holder drops the lock and takes it back at once. On one core nobody else is awake at that moment,\n"
     "so it costs next to nothing: the operating system decides who counts."),
    ("Two cores: the same script, and it is slower", "counters", ["--sim=cores=2", "--gil=tick:100"],
     "Now each drop wakes the other thread on the idle core; it arrives, finds the lock taken again, and goes back to sleep. That is the\n"
     "row of wasted wake-ups: adding a core made the program slower. This was Python up to 3.1."),
    ("The lock of Python 3.2 and later", "counters", ["--sim=cores=2", "--gil=interval:500"],
     "A waiter asks for the lock only after an interval (5 ms in Python; 0.5 ms here, to fit the picture), and the holder must then let\n"
     "another have it. No wasted wake-ups; still no gain from the second core."),
    ("The convoy: a thread with little to do waits for one with much", "convoy", ["--sim=cores=2", "--gil=interval:5000"],
     "The asker needs the lock for a few microseconds a reply, but each time it comes back the counter has it and keeps it for a whole\n"
     "interval: 20 replies take 20 times 5 ms and more. Every thread that does I/O beside one that computes meets this."),
    ("... and its cure", "convoy", ["--sim=cores=2", "--gil=priority"],
     "Under `priority` a thread that comes back from waiting goes ahead of one that has to be stopped. The replies come through, and the\n"
     "counter has all the time in between."),
    ("Threads do gain when they wait for something else", "sleepers", ["--sim=cores=2", "--gil=tick:100"],
     "Four threads that mostly wait: the lock is free most of the time, and their waits overlap."),
    ("x += 1 is not one step", "lost", ["--sim=cores=2", "--gil=random:1"],
     "Reading, adding and storing are three instructions; a switch in between loses what the other thread stored. The same seed loses\n"
     "the same additions, every time: `gilvm dis` marks where a switch can happen."),
]


def source_file(folder, name):
    path = os.path.join(folder, name + ".py")
    if not os.path.exists(path):
        with open(path, "w", encoding="utf-8") as f:
            f.write(_imp.source("_demo.scripts." + name))
    return path


def bold(text):
    return "\x1b[1m%s\x1b[0m" % text if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else text


def head(number, title, words):
    print("\n%s\n  $ %s\n" % (bold("%d. %s" % (number, title)), " ".join(words)), flush=True)


def show(number, stop, folder):
    title, script, how, text = stop
    head(number, title, ["gilvm", "trace", "--picture"] + how + [script + ".py"])
    subprocess.run([sys.executable, "trace", "--picture"] + how + [source_file(folder, script)])
    print("\n" + text, flush=True)


def deadlock(number, folder):
    head(number, "Two locks in opposite order", ["gilvm", "dinner.py"])
    subprocess.run([sys.executable, source_file(folder, "dinner")], stderr=subprocess.STDOUT)
    print("\nA program that can never go on is not left hanging: the lock knows who waits for whom.", flush=True)


def here(number):
    head(number, "And on this computer", ["gilvm", "bench", "counter", "--gil=tick,interval", "--peers=python2.7,python3"])
    subprocess.run([sys.executable, "bench", "counter", "--gil=tick,interval", "--peers=python2.7,python3", "--runs=3"],
                   stderr=subprocess.DEVNULL)
    print("\nTwo threads at once against the same work twice in a row: 1 would mean that threads cost nothing, 0.5 that two cores were used.", flush=True)


def page(path, folder):
    """All pictures on one page."""
    traces = []
    for i, (_, script, how, _) in enumerate(STOPS):
        traces.append(os.path.join(folder, "%d-%s.trace" % (i + 1, script)))
        subprocess.run([sys.executable, "trace", "-o", traces[-1]] + how + [source_file(folder, script)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return subprocess.run([sys.executable, "compare", "-o", path] + traces, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


def main(argv):
    p = argparse.ArgumentParser(prog="gilvm demo", description="The pathologies of a global interpreter lock, in a minute.")
    p.add_argument("-o", metavar="FILE", default="demo.html", help="where the pictures go as a page (default: %(default)s)")
    o = p.parse_args(argv)
    if not o.o.endswith(".html"):
        p.error("argument -o: %s: it can write an .html page only" % o.o)
    if not os.path.isdir(os.path.dirname(o.o) or "."):
        p.error("argument -o: %s: there is no such folder" % o.o)
    with tempfile.TemporaryDirectory(prefix="gilvm-demo-") as folder:
        for number, stop in enumerate(STOPS, 1):
            show(number, stop, folder)
        deadlock(len(STOPS) + 1, folder)
        here(len(STOPS) + 2)
        status = page(o.o, folder)
    if status == 0:
        print("\n%s\n  %s: open it in a browser, zoom in with W, point at what you wonder about." % (bold("All pictures on one page"), o.o))
    print("\nNext: gilvm trace YOUR_SCRIPT.py, gilvm doctor YOUR_SCRIPT.py, gilvm bench YOUR_SCRIPT.py, and docs/tour.md.")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
