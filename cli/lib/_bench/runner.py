"""Running cases: interleaved, one process at a time, so that all subjects meet the same weather."""
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from _bench.suite import LOCK, MEASURED, add_printed

TIME_LIMIT = 120


class Subject:
    """Who runs the scripts: gilvm under a policy, or another interpreter."""

    def __init__(self, name, command, gil=None):
        self.name, self.command, self.gil = name, command, gil

    def words(self, case):
        if self.gil is None:
            return self.command
        return self.command + ["--gil=" + (case.gil or self.gil)]


def works(command):
    try:
        p = subprocess.run(command + ["-c", "import threading"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, timeout=20)
        return p.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def behind(path):
    """The interpreter itself, where `path` is a script that starts it (pyenv's): that script's processes would be measured, too."""
    try:
        found = subprocess.run([path, "-c", "import sys; print(sys.executable)"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=20)
        real = found.stdout.decode().strip()
    except (OSError, subprocess.TimeoutExpired):
        return path
    return real if os.path.isfile(real) else path


def find_peer(name):
    """The command of an interpreter by its name, "python3.11", or its path; None if this machine has none that starts."""
    path = shutil.which(name)
    if path is not None and works([path]):
        return [behind(path)]
    if name.startswith("python"):
        root = os.path.join(os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv"), "versions")
        wanted = name[len("python"):]
        for version in sorted(os.listdir(root)) if os.path.isdir(root) else []:
            path = os.path.join(root, version, "bin", "python")
            if (version == wanted or version.startswith(wanted + ".")) and works([path]):
                return [path]
    return None


def script_file(folder, bench):
    """The path of a benchmark's script; ours is laid down where interpreters that do not have it built in can read it."""
    if bench.own:
        return os.path.abspath(bench.script)
    path = os.path.join(folder, bench.script + ".py")
    if not os.path.exists(path):
        with open(path, "w", encoding="utf-8") as f:
            f.write(source(bench.script))
    return path


def source(script):
    import _imp
    try:
        return _imp.source("_bench.scripts." + script)
    except AttributeError:          # CPython
        with open(os.path.join(os.path.dirname(__file__), "scripts", script + ".py"), encoding="utf-8") as f:
            return f.read()


class Outcome:
    """What one process did: its figures by name, or why there are none."""

    def __init__(self, figures=None, error=None):
        self.figures, self.error = figures or {}, error


def pin(cores):
    """So many of the cores that we may use, for the children; answers what to give back."""
    if cores is None or not hasattr(os, "sched_setaffinity"):
        return None
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:cores])
    return before


def run_one(subject, case, path, cores, folder):
    out_path, err_path, stats = (os.path.join(folder, n) for n in ("out", "err", "stats"))
    env = dict(os.environ)
    for name in [n for n in env if n.startswith("GILVM_")]:
        del env[name]
    if subject.gil is not None:
        env["GILVM_STATS"] = stats
        if os.path.exists(stats):
            os.unlink(stats)
    before = pin(cores)
    try:
        with open(out_path, "wb") as out, open(err_path, "wb") as err:
            began = time.perf_counter()
            p = subprocess.Popen(subject.words(case) + [path] + case.args, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env,
                                 start_new_session=True)
            try:
                status, usage = wait_for(p)
            except BaseException:
                end(p)
                os.waitpid(p.pid, 0)
                p.returncode = -signal.SIGKILL
                raise
            wall = time.perf_counter() - began
    finally:
        if before is not None:
            os.sched_setaffinity(0, before)
    if status != 0:
        with open(err_path, encoding="utf-8", errors="replace") as f:
            last = f.read().strip().splitlines()
        return Outcome(error="exit code %s: %s" % (status, last[-1] if last else ""))
    figures = {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "user": usage.ru_utime, "sys": usage.ru_stime,
               "vol": usage.ru_nvcsw, "invol": usage.ru_nivcsw, "rss": usage.ru_maxrss}
    with open(out_path, encoding="utf-8", errors="replace") as f:
        figures.update(words(f.read()))
    if subject.gil is not None and os.path.exists(stats):
        with open(stats, encoding="utf-8") as f:
            figures.update(words(f.read(), {s.name for s in LOCK} | {"steps"}))
        figures["steps_s"] = figures.get("steps", 0) / wall
    return Outcome(figures)


def end(p):
    """The process and those that it started: they are a session of their own."""
    try:
        os.killpg(p.pid, signal.SIGKILL)
    except OSError:
        p.kill()


def wait_for(p):
    """The exit code of a process and what it used; it is killed when it takes too long."""
    until = time.monotonic() + TIME_LIMIT
    pause = 0.0005
    while True:
        pid, status, usage = os.wait4(p.pid, os.WNOHANG)
        if pid != 0:
            p.returncode = os.waitstatus_to_exitcode(status)    # so that Popen does not wait again
            return p.returncode, usage
        if time.monotonic() > until:
            end(p)
            until = float("inf")
        time.sleep(pause)
        pause = min(0.02, pause * 1.3)


def words(text, only=None):
    """The name=value words with a number in them."""
    found = {}
    for word in text.split():
        name, eq, value = word.partition("=")
        if eq and (only is None or name in only):
            try:
                found[name] = float(value)
            except ValueError:
                pass
    return found


class Cell:
    """All runs of one case by one subject on so many cores."""

    def __init__(self, bench, case, subject, cores):
        self.bench, self.case, self.subject, self.cores = bench, case, subject, cores
        self.values = {}
        self.errors = []

    def add(self, outcome):
        if outcome.error is not None:
            self.errors.append(outcome.error)
        for name, value in outcome.figures.items():
            self.values.setdefault(name, []).append(value)

    def median(self, name):
        v = self.values.get(name)
        return statistics.median(v) if v else None

    def spread(self, name):
        """(max - min) / median: how much the weather did."""
        v = self.values.get(name)
        m = self.median(name)
        return (max(v) - min(v)) / m if v and m else 0.0


class Progress:
    """A line on standard error with the time that is left; nothing if that is no terminal."""

    def __init__(self, total):
        self.total, self.done, self.began = total, 0, time.monotonic()
        self.shown = sys.stderr.isatty()

    def step(self, text):
        if self.shown:
            spent = time.monotonic() - self.began
            left = "" if self.done == 0 else ", %d s left" % round(spent / self.done * (self.total - self.done))
            sys.stderr.write("\r\x1b[K%d of %d: %s%s" % (self.done + 1, self.total, text, left))
            sys.stderr.flush()
        self.done += 1

    def end(self):
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def idle_share(seconds=0.2):
    """How much of the machine others leave to us, 0 to 1; None where the kernel does not say."""
    def look():
        try:
            with open("/proc/stat", encoding="ascii") as f:
                n = [int(w) for w in f.readline().split()[1:]]
            return n[3] + n[4], sum(n[:8])
        except OSError:
            return None
    a = look()
    time.sleep(seconds)
    b = look()
    return (b[0] - a[0]) / (b[1] - a[1]) if a and b and b[1] > a[1] else None


def measure(benches, subjects, core_counts, runs, quiet=False):
    """All cells, in the order of the table; each round runs every cell once."""
    cells = [Cell(b, c, s, k) for b in benches for c in b.cases for k in core_counts for s in subjects
             if not (c.gil and s.gil is None) and not (c.gil and s is not first_gilvm(subjects))]
    progress = Progress(len(cells) * runs)
    with tempfile.TemporaryDirectory(prefix="gilvm-bench-") as folder:
        for _ in range(runs):
            for cell in cells:
                if not quiet:
                    progress.step(" ".join([cell.bench.name, cell.case.label, cell.subject.name]))
                cell.add(run_one(cell.subject, cell.case, script_file(folder, cell.bench), cell.cores, folder))
    progress.end()
    for bench in benches:
        if bench.own:
            names = [n for c in cells if c.bench is bench for n in c.values if n not in MEASURED]
            add_printed(bench, list(dict.fromkeys(names)))
    return cells


def first_gilvm(subjects):
    """A case that brings its own policy needs one gilvm only."""
    return next((s for s in subjects if s.gil is not None), None)
