"""What there is to measure. A benchmark has cases (rows of arguments); a script of its own prints the figures."""


class Figure:
    """A number that a script prints: how it is shown (`digits` None: six significant ones), and whether less is better (None: who knows)."""

    def __init__(self, name, title, unit, less=True, scale=1.0, digits=1):
        self.name, self.title, self.unit, self.less, self.scale, self.digits = name, title, unit, less, scale, digits

    def show(self, x):
        if x is None:
            return "-"
        return "%.6g" % x if self.digits is None else "%.*f" % (self.digits, x * self.scale)


WALL = Figure("wall", "wall", "ms", scale=1e3)
CPU = Figure("cpu", "CPU", "ms", scale=1e3)
SWITCHES = Figure("vol", "context switches", "", digits=0)
# What gilvm says about its lock at the end (--stats); other interpreters cannot say.
LOCK = [Figure("switches", "hand-overs", "", digits=0), Figure("vain", "wasted wake-ups", "", digits=0),
        Figure("wait_p50_ns", "wait p50", "us", scale=1e-3), Figure("wait_p99_ns", "wait p99", "us", scale=1e-3),
        Figure("wait_max_ns", "longest wait", "ms", scale=1e-6, digits=2)]
SPEED = Figure("steps_s", "instructions", "M/s", less=False, scale=1e-6)
# What run_one() knows of every process; any other name is a figure that the script printed.
MEASURED = {"wall", "cpu", "user", "sys", "vol", "invol", "rss", "steps", "steps_s"} | {f.name for f in LOCK}


class Bench:
    def __init__(self, name, doc, script, cases, figures, axis=None, own=False):
        self.name, self.doc, self.script, self.cases, self.figures = name, doc, script, cases, figures
        self.axis = axis        # what cases' x means; the page draws lines then
        self.own = own          # `script` is the path of the user's, not the name of one of ours


class Case:
    """One row of arguments. `gil`: a policy that it needs, whatever --gil says. `x`: where it stands on the benchmark's axis."""

    def __init__(self, label, args, gil=None, x=None):
        self.label, self.args, self.gil, self.x = label, [str(a) for a in args], gil, x


LATENCY = [Figure("p50", "p50", "us"), Figure("p90", "p90", "us"), Figure("p99", "p99", "us"), Figure("max", "max", "us", digits=0)]
# Figures that are one distribution: the page draws them as such. By the share of the cases that are below.
SPREADS = [[("p50", "50 %"), ("p90", "90 %"), ("p99", "99 %"), ("max", "all")],
           [("wait_p50_ns", "50 %"), ("wait_p99_ns", "99 %"), ("wait_max_ns", "all")]]
RATE = Figure("rate", "turns", "M/s", less=False, scale=1e-6)
COUNTS = Figure("counts", "counted", "M/s", less=False, scale=1e-6)

BENCHES = [
    Bench("counter", "a counting loop twice in a row, then in two threads at once: the ratio of the two", "counter",
          [Case("3 M turns", [3000000])], [Figure("ratio", "threaded : serial", "x", digits=2), WALL, CPU]),
    Bench("cpu", "the same counting, shared out among threads", "cpu",
          [Case("%d threads" % n if n > 1 else "1 thread", [n, 4000000], x=n) for n in (1, 2, 4)], [RATE, WALL, CPU, SWITCHES]),
    Bench("io", "the same naps, shared out among threads", "io",
          [Case("%d threads" % n if n > 1 else "1 thread", [n, 64], x=n) for n in (1, 2, 8)], [WALL, CPU]),
    Bench("mixed", "a thread that naps for 1 ms beside threads that count: how late it comes back", "mixed",
          [Case("beside %d" % n, [n, 0.5], x=n) for n in (0, 1, 4)], LATENCY + [COUNTS]),
    Bench("convoy", "a thread that asks another process to echo a byte, beside threads that count", "convoy",
          [Case("beside %d" % n, [n, 0.5], x=n) for n in (0, 1, 2, 4)],
          [Figure("replies", "replies", "/s", less=False, digits=0)] + LATENCY + [COUNTS]),
    Bench("handover", "two threads that hand a turn to each other", "handover",
          [Case(m, [m, 10000]) for m in ("lock", "condition", "queue")], [Figure("rate", "hand-overs", "/s", less=False, digits=0)]),
    Bench("ticks", "two counting threads under tick:N, for several N", "cpu",
          [Case("N=%d" % n, [2, 2000000], gil="tick:%d" % n, x=n) for n in (1, 10, 100, 1000, 10000, 100000)],
          [RATE, WALL, CPU, SWITCHES], axis="N, instructions between two drops of the lock"),
    Bench("threads", "the same counting by 1 to 32 threads", "cpu",
          [Case("%d" % n, [n, 3200000], x=n) for n in (1, 2, 4, 8, 16, 32)], [RATE, WALL, CPU, SWITCHES], axis="threads"),
    Bench("sleepers", "threads that only sleep, 10 ms ten times: 100 ms if nothing is in the way", "sleepers",
          [Case("%d threads" % n, [n], x=n) for n in (10, 100, 1000)], [WALL, CPU]),
    Bench("processes", "four tasks that compute or wait: in a row, as threads, as processes", "tasks",
          [Case("%s, %s" % (what, how), [how, what]) for what in ("cpu", "io") for how in ("row", "threads", "processes")],
          [WALL, CPU, Figure("rss", "peak memory", "MiB", scale=1 / 1024.0)]),
]
BY_NAME = {b.name: b for b in BENCHES}


def own_script(path, args):
    """A benchmark of somebody's own script: its figures, and what the operating system and the lock say of it."""
    return Bench(path, "your script", path, [Case(" ".join(args), args)], [SPEED, WALL, CPU, SWITCHES] + LOCK, own=True)


def add_printed(bench, names):
    """The figures that one's own script printed as name=value come first."""
    known = {f.name for f in bench.figures}
    bench.figures = [Figure(n, n, "", less=None, digits=None) for n in names if n not in known] + bench.figures
