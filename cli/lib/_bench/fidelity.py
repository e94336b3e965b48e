"""gilvm bench fidelity: does a preset (--like) show what the interpreter shows that it stands for?

A signature is a ratio or a time that tells one lock from another. Each is measured under the real interpreter, where this machine has
it, and under the preset, run by run in turn; `accepted` is the range in which an emulation counts as faithful on a two-core machine.
Counting loops run for the same time, not for the same number of turns: gilvm is several times as fast, and what a lock does depends
on time. Where the two are more than a quarter apart, both run more often, and it is computed whether the quartiles of the two overlap
(then chance decides) and, for the old lock, what comes out with a check as often as in the real one's loop (then speed does).
"""
import statistics
import sys
import tempfile

from _bench import report, runner
from _bench.suite import Bench, Case

NEAR = 0.25         # what counts as the same
SURE = 5            # so many runs for a figure that is not near
TICKS = 3           # of Python 2, in a turn of the counting loop, and
STEPS = 8           # gilvm's instructions in it


class Turns(int):
    """So many turns of a loop for the real interpreter, and for gilvm as many as take the same time."""


class Signature:
    """`value(run)` computes it, where run(script, *args) answers the figures of one process."""

    def __init__(self, like, title, low, high, value, unit="x", cores=2):
        self.like, self.title, self.cores, self.low, self.high, self.value = like, title, cores, low, high, value
        self.unit = unit

    def accepts(self, x):
        return (self.low is None or x >= self.low) and (self.high is None or x <= self.high)

    def range(self):
        if self.low is None or self.high is None:
            return "at most %g" % self.high if self.low is None else "at least %g" % self.low
        return "%g" % self.low if self.low == self.high else "%g to %g" % (self.low, self.high)

    def has(self, wanted):
        return not wanted or any(w in self.like + " " + self.title for w in wanted)


def ratio(script, above, below, figure="wall"):
    """The figure with some arguments, divided by the same with others."""
    def value(run):
        b = run(script, *below)[figure]
        return run(script, *above)[figure] / b if b else float("inf")
    return value


def plain(script, figure, *args):
    return lambda run: run(script, *args)[figure]


def at_once(threads):
    return ratio("cpu", (threads, Turns(4000000)), (1, Turns(4000000)))


def per(figure, below):
    """One figure of two counting threads over another."""
    def value(run):
        f = run("cpu", 2, Turns(4000000))
        return f[figure] / f[below]
    return value


def replies(counters, interval, of=0):
    return ratio("convoy", (counters, 0.6) + interval, (of, 0.6) + interval, "replies")


def signatures():
    old, new, mid = "python2.7", "python3.11", "python3.9"
    storm = ratio("storm", (1, Turns(4000000)), (0, Turns(4000000)))
    return [
        Signature(old, "2 counting threads : 1", 1.3, 3, at_once(2)),
        Signature(old, "4 counting threads : 1", 1.5, 8, at_once(4)),
        Signature(old, "2 counting threads : 1, one core", 0.85, 1.2, at_once(2), cores=1),
        Signature(old, "2 counting threads, context switches", 10000, None, per("vol", "wall"), "/s"),
        Signature(old, "2 counting threads, CPU in the system : in the program", 0.3, None, per("sys", "user")),
        Signature(old, "turns, setcheckinterval 1000 : 100", 100, None, ratio("turns", (2, 0.8, 1000), (2, 0.8, 100), "p50")),
        Signature(old, "turns, setcheckinterval 100 : 10", None, 3, ratio("turns", (2, 0.8, 100), (2, 0.8, 10), "p50")),
        Signature(old, "replies beside 1 counter : alone, interval 10", 0.1, None, replies(1, (10,))),
        Signature(old, "... interval 100", 0.05, 0.7, replies(1, (100,))),
        Signature(old, "... interval 1000", None, 0.02, replies(1, (1000,))),
        Signature(old, "signal storm: worker with a signal : without", 2, None, storm),
        Signature(old, "signal storm: handler runs after, share of the worker's time", 0.9, None, plain("storm", "share", 1, Turns(4000000))),
        Signature(old, "signal at 0.1 s, join until 0.4 s: handled at", 0.39, 0.45, plain("deaf", "handled"), "s"),
        Signature(old, "signals beside 1 counter: delay", None, 200, plain("signals", "p50", 1), "us"),
        Signature(old, "updates lost by x = x + 1", 5, 60, plain("lost", "lost", "plain", Turns(500000)), "%"),
        Signature(old, "updates lost by x = x + one()", 5, 60, plain("lost", "lost", "call", Turns(500000)), "%"),
        Signature(old, "hand-overs by locks", 50000, None, plain("handover", "rate", "lock", 20000), "/s"),
        Signature(old, "100 sleepers", None, 0.12, plain("sleepers", "wall", 100), "s"),
        Signature(old, "1000 sleepers", None, 0.4, plain("sleepers", "wall", 1000), "s"),
        Signature(new, "2 counting threads : 1", 0.85, 1.3, at_once(2)),
        Signature(new, "4 counting threads : 1", 0.8, 1.3, at_once(4)),
        Signature(new, "turn of a counting thread", 5050, 5300, plain("turns", "p50", 2, 0.8), "us"),
        Signature(new, "99 % of turns within", 5050, 11000, plain("turns", "p99", 2, 0.8), "us"),
        Signature(new, "turn, setswitchinterval(0.0005)", 550, 800, plain("turns", "p50", 2, 0.8, 0.0005), "us"),
        Signature(new, "replies beside 1 counter : alone", 0.002, 0.01, replies(1, ())),
        Signature(new, "... beside 2 : beside 1", 0.2, 0.8, replies(2, (), 1)),
        Signature(new, "... a reply takes", 5000, 10500, plain("convoy", "p50", 1, 0.8), "us"),
        Signature(new, "... replies at 0.5 ms : at 5 ms", 6, 16, ratio("convoy", (1, 0.8, 0.0005), (1, 0.8), "replies")),
        Signature(new, "signal storm: worker with a signal : without", 0.85, 1.2, storm),
        Signature(new, "signal after 20 ms beside a counter: handled at", 20, 27, plain("storm", "handled", 1, Turns(4000000)), "ms"),
        Signature(new, "signal at 0.1 s, join until 0.4 s: handled at", 0.095, 0.12, plain("deaf", "handled"), "s"),
        Signature(new, "signals beside 1 counter: delay", 5000, 5300, plain("signals", "p50", 1), "us"),
        Signature(new, "signals beside 2 counters: handled of 20", 1, 19, plain("signals", "handled", 2), ""),
        Signature(new, "updates lost by x = x + 1", 0, 0, plain("lost", "lost", "plain", Turns(500000)), "%"),
        Signature(new, "updates lost by x = x + one()", 0.001, 60, plain("lost", "lost", "call", Turns(500000)), "%"),
        Signature(new, "hand-overs by locks", 50000, None, plain("handover", "rate", "lock", 20000), "/s"),
        Signature(new, "100 sleepers", None, 0.12, plain("sleepers", "wall", 100), "s"),
        Signature(new, "1000 sleepers", None, 0.4, plain("sleepers", "wall", 1000), "s"),
        Signature(mid, "updates lost by x = x + 1", 0.001, 60, plain("lost", "lost", "plain", Turns(500000)), "%"),
        Signature(mid, "turn of a counting thread", 5050, 5300, plain("turns", "p50", 2, 0.8), "us"),
        Signature("ruby3", "turn of a counting thread", 99000, 104000, plain("turns", "p50", 2, 1.5), "us"),
        Signature("ruby3", "4 counting threads : 1", 0.8, 1.3, at_once(4)),
        Signature("micropython", "updates lost by x = x + one()", 0, 60, plain("lost", "lost", "call", Turns(500000)), "%"),
    ]


class Failed(Exception):
    pass


class Pair:
    """A preset, the interpreter that it stands for (if there is one here), and how many times as fast the preset counts."""

    def __init__(self, like):
        command = runner.find_peer(like)
        self.real = runner.Subject(like, command) if command else None
        self.ours = runner.Subject("gilvm --like=" + like, [sys.executable, "--like=" + like])
        self.times = 6.0
        self.equal = None   # the preset with a check as often as the real one has it; the old lock's

    def calibrate(self, folder):
        """Counting alone, for as long as it takes to be sure."""
        if self.real:
            a, b = (max(runner_for(s, 1, folder, 1)("cpu", 1, n)["rate"] for _ in range(3)) for s, n in ((self.real, 1500000), (self.ours, 8000000)))
            self.times = max(1.0, b / a)
            if self.real.name == "python2.7":
                self.equal = runner.Subject("", self.ours.command + ["--gil=tick:100x%d" % round(self.times * STEPS / TICKS)])


def runner_for(subject, cores, folder, times):
    def run(script, *args):
        words = [int(a * times) if isinstance(a, Turns) else a for a in args]
        outcome = runner.run_one(subject, Case("", words), runner.script_file(folder, Bench(script, "", script, [], [])), cores, folder)
        if outcome.error is not None:
            raise Failed(outcome.error)
        return outcome.figures
    return run


def sample(values, signature, subject, folder, times):
    try:
        values.append(signature.value(runner_for(subject, signature.cores, folder, times)))
    except Failed as e:
        return str(e)


def show(x):
    return "-" if x is None else "%.0f" % x if x >= 10000 else "%.4g" % x


def apart(real, ours):
    if real == ours:
        return 0.0
    return ours / real - 1 if real else float("inf")


def quartiles(values):
    v = sorted(values)
    return v[len(v) // 4], v[-1 - len(v) // 4]


def verdict(s, real, ours):
    """Is gilvm within the range? The ranges were drawn on one machine: on another the real one may lie outside or at the edge of
    its own, and then gilvm is measured by it."""
    if s.accepts(ours):
        return "yes"
    if real is not None and near(real, ours):
        return "as the real one"
    return "NO" if real is None or s.accepts(real) else "nor is the real one"


def reason(s, real, ours, equal):
    """What was measured of figures that are apart: do the two overlap, and what comes out at equal speed? Empty if they are near."""
    if not real or near(statistics.median(real), statistics.median(ours)):
        return ""
    (a, b), (c, d) = quartiles(real), quartiles(ours)
    found = ["quartiles %s to %s and %s to %s %s" % (show(a), show(b), show(c), show(d), "overlap" if a <= d and c <= b else "lie apart")]
    if equal:
        m = statistics.median(equal)
        found.append("at equal speed %s, %+.0f %%" % (show(m), 100 * apart(statistics.median(real), m)))
    return "; ".join(found)


def near(real, ours):
    return abs(apart(real, ours)) <= NEAR


def explained(why):
    """The reason is shown: chance, or speed."""
    return "overlap" in why or any(abs(float(x.split(", ")[-1].rstrip(" %"))) <= 100 * NEAR for x in why.split("; ")[1:])


def row_of(s, real, ours, equal, error):
    title = s.title + ", " + s.unit if s.unit not in ("x", "") else s.title
    r = statistics.median(real) if real else None
    if not ours:
        return [s.like, title, show(r), "-", "", s.range(), "NO", "failed: " + (error or "")]
    m = statistics.median(ours)
    return [s.like, title, show(r), show(m), "-" if r is None else "%+.0f %%" % (100 * apart(r, m)), s.range(), verdict(s, r, m),
            reason(s, real, ours, equal)]


HEAD = ["like", "signature", "real", "gilvm", "apart", "accepted", "within", "why"]


def measure_one(s, pair, runs, folder):
    """The figures of the real one, of the preset, and of the preset at equal speed; why there are none."""
    real, ours, equal, error = [], [], [], None

    def rounds(n):
        nonlocal error
        for _ in range(n):
            if pair.real:
                sample(real, s, pair.real, folder, 1)
            error = sample(ours, s, pair.ours, folder, pair.times) or error

    rounds(runs)
    if runs > 1 and real and ours and not near(statistics.median(real), statistics.median(ours)):
        rounds(SURE - runs)
        for _ in range(runs if pair.equal else 0):
            sample(equal, s, pair.equal, folder, pair.times)
    return real, ours, equal, error


def measure(chosen, runs):
    """The table's rows, and how many times as fast gilvm counts by preset."""
    pairs = {s.like: None for s in chosen}
    progress = runner.Progress(len(chosen))
    rows = []
    with tempfile.TemporaryDirectory(prefix="gilvm-bench-") as folder:
        for like in pairs:
            pairs[like] = Pair(like)
            pairs[like].calibrate(folder)
        for s in chosen:
            progress.step(s.like + ": " + s.title)
            rows.append(row_of(s, *measure_one(s, pairs[s.like], runs, folder)))
    progress.end()
    return rows, {like: pair.times for like, pair in pairs.items() if pair.real}


def summary(rows, speeds):
    lines = ["gilvm --like=%s counts %.1f times as fast as %s." % (like, times, like) for like, times in speeds.items()]
    lines.append("%d of %d signatures within their range." % (sum(row[6] == "yes" for row in rows), len(rows)))
    said = [row[6] for row in rows]
    if "as the real one" in said:
        lines.append("%d outside, but within %d %% of the real one on this machine." % (said.count("as the real one"), NEAR * 100))
    if "nor is the real one" in said:
        lines.append("%d where the real one is not within it, either, on this machine." % said.count("nor is the real one"))
    known = [row for row in rows if row[4] not in ("-", "")]
    if known:
        far = [row for row in known if row[7]]
        lines.append("%d of %d within %d %% of the real one; of the others %d overlap with it or are near at equal speed." % (
            len(known) - len(far), len(known), NEAR * 100, sum(explained(row[7]) for row in far)))
    return lines


def main(o, wanted):
    """`wanted`: only signatures that have one of these words in them."""
    chosen = [s for s in signatures() if s.has(wanted)]
    if not chosen:
        sys.stderr.write("gilvm bench: no signature has '%s' in it\n" % "' or '".join(wanted))
        return 2
    idle = runner.idle_share()
    rows, speeds = measure(chosen, o.runs)
    for line in report.heading([], o.runs, idle):
        print(line)
    print()
    report.table(HEAD, rows, sys.stdout)
    print()
    for line in summary(rows, speeds):
        print(line)
    if o.o is not None:
        report.rows_to(o.o, HEAD, rows, report.heading([], o.runs, idle) + summary(rows, speeds))
        print("\nwritten: " + o.o)
    return 1 if any(row[6] == "NO" for row in rows) else 0
