"""gilvm bench fidelity: does a preset (--like) show what the interpreter shows that it stands for?

A signature is a ratio or a time that tells one lock from another. Each is measured under the real interpreter, where this machine has
it, and under the preset, run by run in turn; `accepted` is the range in which an emulation counts as faithful on a two-core machine. They need an
idle machine with two cores: the table says how idle it was.
"""
import statistics
import sys
import tempfile

from _bench import report, runner
from _bench.suite import Bench, Case


class Signature:
    """`value(run)` computes it, where run(script, *args) answers the figures of one process."""

    def __init__(self, like, title, cores, low, high, value, unit="x"):
        self.like, self.title, self.cores, self.low, self.high, self.value, self.unit = like, title, cores, low, high, value, unit

    def accepts(self, x):
        return (self.low is None or x >= self.low) and (self.high is None or x <= self.high)

    def range(self):
        if self.low is None or self.high is None:
            return "at most %g" % self.high if self.low is None else "at least %g" % self.low
        return "%g" % self.low if self.low == self.high else "%g to %g" % (self.low, self.high)


def ratio(script, above, below, figure="wall"):
    """The figure with some arguments, divided by the same with others."""
    def value(run):
        b = run(script, *below)[figure]
        return run(script, *above)[figure] / b if b else float("inf")
    return value


def plain(script, figure, *args):
    return lambda run: run(script, *args)[figure]


N = 6000000
SIGNATURES = [
    Signature("python2.7", "2 counting threads : 1, two cores", 2, 1.3, 3, ratio("cpu", (2, N), (1, N))),
    Signature("python2.7", "4 counting threads : 1, two cores", 2, 1.3, 8, ratio("cpu", (4, N), (1, N))),
    Signature("python2.7", "2 counting threads : 1, one core", 1, 0.85, 1.2, ratio("cpu", (2, N), (1, N))),
    Signature("python2.7", "turns, setcheckinterval 1000 : 100", 2, 100, None, ratio("turns", (2, 0.8, 1000), (2, 0.8, 100), "p50")),
    Signature("python2.7", "turns, setcheckinterval 100 : 10", 2, None, 3, ratio("turns", (2, 0.8, 100), (2, 0.8, 10), "p50")),
    Signature("python2.7", "replies beside 1 counter : alone, interval 10", 2, 0.1, None, ratio("convoy", (1, 0.6, 10), (0, 0.6, 10), "replies")),
    Signature("python2.7", "... interval 1000", 2, None, 0.02, ratio("convoy", (1, 0.6, 1000), (0, 0.6, 1000), "replies")),
    Signature("python2.7", "signal storm: worker with a signal : without", 2, 2, None, ratio("storm", (1, N), (0, N))),
    Signature("python2.7", "deaf main thread: signal at 0.2 s handled at", 2, 0.95, 1.1, plain("deaf", "handled"), "s"),
    Signature("python2.7", "updates lost by x = x + 1", 2, 5, None, plain("lost", "lost", "plain", 600000), "%"),
    Signature("python2.7", "1000 sleepers", 2, None, 0.4, plain("sleepers", "wall", 1000), "s"),
    Signature("python3.11", "2 counting threads : 1, two cores", 2, 0.85, 1.3, ratio("cpu", (2, N), (1, N))),
    Signature("python3.11", "4 counting threads : 1, two cores", 2, 0.8, 1.3, ratio("cpu", (4, N), (1, N))),
    Signature("python3.11", "turn of a counting thread", 2, 5000, 5300, plain("turns", "p50", 2, 0.8), "us"),
    Signature("python3.11", "99 % of turns within", 2, None, 11000, plain("turns", "p99", 2, 0.8), "us"),
    Signature("python3.11", "replies beside 1 counter : alone", 2, 0.002, 0.01, ratio("convoy", (1, 0.8), (0, 0.8), "replies")),
    Signature("python3.11", "... a reply takes", 2, 5000, 10500, plain("convoy", "p50", 1, 0.8), "us"),
    Signature("python3.11", "... interval 0.5 ms : 5 ms", 2, 6, 16, ratio("convoy", (1, 0.8, 0.0005), (1, 0.8), "replies")),
    Signature("python3.11", "signal storm: worker with a signal : without", 2, 0.85, 1.2, ratio("storm", (1, N), (0, N))),
    Signature("python3.11", "deaf main thread: signal at 0.2 s handled at", 2, 0.19, 0.25, plain("deaf", "handled"), "s"),
    Signature("python3.11", "updates lost by x = x + 1", 2, 0, 0, plain("lost", "lost", "plain", 600000), "%"),
    Signature("python3.11", "updates lost by x = x + one()", 2, 0.01, None, plain("lost", "lost", "call", 600000), "%"),
    Signature("python3.11", "1000 sleepers", 2, None, 0.4, plain("sleepers", "wall", 1000), "s"),
    Signature("python3.9", "updates lost by x = x + 1", 2, 0.01, None, plain("lost", "lost", "plain", 600000), "%"),
    Signature("python3.9", "turn of a counting thread", 2, 5000, 5300, plain("turns", "p50", 2, 0.8), "us"),
]


class Failed(Exception):
    pass


def runner_for(subject, cores, folder):
    def run(script, *args):
        bench = Bench(script, "", script, [], [])
        outcome = runner.run_one(subject, Case("", args), runner.script_file(folder, bench), cores, folder)
        if outcome.error is not None:
            raise Failed(outcome.error)
        return outcome.figures
    return run


def sample(values, signature, subject, folder):
    try:
        values.append(signature.value(runner_for(subject, signature.cores, folder)))
    except Failed as e:
        return str(e)


def show(x):
    return "-" if x is None else "%.4g" % x


def row_of(s, real, ours, error):
    if not ours:
        return [s.like, s.title, "-", "-", "", s.range(), "failed: " + (error or "")]
    m = statistics.median(ours)
    r = statistics.median(real) if real else None
    apart = "%+.0f %%" % (100 * (m / r - 1)) if r else "-"
    return [s.like, s.title + ", " + s.unit if s.unit != "x" else s.title, show(r), show(m), apart, s.range(), "yes" if s.accepts(m) else "NO"]


def main(o):
    idle = runner.idle_share()
    peers = {}
    for like in sorted({s.like for s in SIGNATURES}):
        command = runner.find_peer(like)
        peers[like] = runner.Subject(like, command) if command else None
    ours = {like: runner.Subject("gilvm --like=" + like, [sys.executable, "--like=" + like]) for like in peers}
    progress = runner.Progress(len(SIGNATURES) * o.runs)
    rows = []
    with tempfile.TemporaryDirectory(prefix="gilvm-bench-") as folder:
        for s in SIGNATURES:
            real, mine, error = [], [], None
            for _ in range(o.runs):
                progress.step(s.like + ": " + s.title)
                if peers[s.like]:
                    sample(real, s, peers[s.like], folder)
                error = sample(mine, s, ours[s.like], folder) or error
            rows.append(row_of(s, real, mine, error))
    progress.end()
    for line in report.heading([], o.runs, idle):
        print(line)
    print()
    report.table(["like", "signature", "real", "gilvm", "apart", "accepted", "within"], rows, sys.stdout)
    within = sum(row[-1] == "yes" for row in rows)
    print("\n%d of %d signatures within their range" % (within, len(rows)))
    return 0
