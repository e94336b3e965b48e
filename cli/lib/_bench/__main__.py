"""The command line of gilvm bench."""
import argparse
import os
import sys
from gil import policies

from _bench import fidelity, page, report, runner, suite

WRITERS = {".html": page.html, ".json": report.as_json, ".csv": report.csv, ".md": report.markdown}
DEFAULT = ["counter", "cpu", "io", "mixed", "handover"]


def listing():
    lines = ["what there is to measure:"]
    for b in suite.BENCHES:
        lines.append("  %-11s %s" % (b.name, b.doc))
    lines.append("  %-11s %s" % ("fidelity", "the presets (--like) against the interpreters that they stand for, signature by signature; words behind it choose some"))
    lines.append("  %-11s %s" % ("all", "all of them but fidelity"))
    lines.append("  %-11s %s" % ("SCRIPT.py", "your own, its arguments behind it: time, switches, longest wait under each policy"))
    lines.append("Without a name: " + ", ".join(DEFAULT) + ".")
    return "\n".join(lines)


def options():
    p = argparse.ArgumentParser(prog="gilvm bench", description="The same scripts under several policies and interpreters, in one table.",
                                epilog=listing(), formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    p.add_argument("--gil", default="tick,interval,fifo,priority", metavar="P,...", help="policies (default: %(default)s)")
    p.add_argument("--polls", choices=["every", "branch"], help="where a switch may happen, for all of them")
    p.add_argument("--cores", metavar="N,...", help="numbers of cores to pin to, such as 1,2 (default: as it is)")
    p.add_argument("--peers", default="", metavar="NAME,...", help="other interpreters by name or path: python2.7,python3.11")
    p.add_argument("--runs", type=int, default=3, metavar="N", help="runs of each case (default: 3)")
    p.add_argument("-o", metavar="FILE", help="write the results to FILE: .html, .json, .csv or .md")
    return p


def is_script(word):
    return word.endswith(".py") or os.path.sep in word


def parse(argv):
    """The parser, the options, the names, and one's own script with its arguments, if there is one. Our options may stand behind the
    script too; what we do not know is the script's, and everything behind a --."""
    words, behind = (argv[:argv.index("--")], argv[argv.index("--") + 1:]) if "--" in argv else (argv, [])
    p = options()
    whole = options()
    p.add_argument("names", nargs="*", metavar="NAME", help="see below")
    o, strange = p.parse_known_args(words)
    own = next((n for n in o.names if is_script(n)), None)
    if own is not None:
        at = words.index(own)
        o = p.parse_args(words[:at])
        o, args = whole.parse_known_args(words[at + 1:], o)
        own = [own] + args + behind
    elif strange or behind:
        p.error("unrecognized arguments: " + " ".join(strange + behind))
    if o.runs < 1:
        p.error("argument --runs: must be 1 or more")
    if o.o is not None and os.path.splitext(o.o)[1] not in WRITERS:
        p.error("argument -o: %s: the suffix must be one of %s" % (o.o, ", ".join(sorted(WRITERS))))
    if o.o is not None and not os.path.isdir(os.path.dirname(o.o) or "."):
        p.error("argument -o: %s: there is no such folder" % o.o)
    return p, o, own


def chosen(p, o, own):
    """The benchmarks that the names stand for."""
    found = []
    for n in o.names or ([] if own is not None else DEFAULT):
        if n == "all":
            found += suite.BENCHES
        elif n in suite.BY_NAME:
            found.append(suite.BY_NAME[n])
        else:
            p.error("there is no benchmark '%s': one of %s, fidelity, all, or a script" % (n, ", ".join(suite.BY_NAME)))
    if own is not None:
        if not os.path.isfile(own[0]):
            p.error("can't open file '%s'" % own[0])
        found.append(suite.own_script(own[0], own[1:]))
    return list(dict.fromkeys(found))


def subjects(p, o):
    base = [sys.executable] + (["--polls=" + o.polls] if o.polls else [])
    found = []
    for gil in o.gil.split(","):
        if not runner.works(base + ["--gil=" + gil]):
            known = [name for name, arg, doc in policies()]
            if gil.split(":")[0] in known:
                p.error("argument --gil: %s: see `gilvm policies` for what may be behind the colon" % gil)
            p.error("argument --gil: no policy is called '%s'; there are %s" % (gil, ", ".join(known)))
        found.append(runner.Subject(gil, base, gil))
    for name in filter(None, o.peers.split(",")):
        command = runner.find_peer(name)
        if command is None:
            sys.stderr.write("gilvm bench: this machine has no %s that starts; it is left out\n" % name)
        else:
            found.append(runner.Subject(os.path.basename(name), command))
    return found


def core_counts(p, o):
    if not o.cores:
        return [None]
    try:
        counts = [int(n) for n in o.cores.split(",")]
    except ValueError:
        counts = [0]
    have = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    if min(counts) < 1 or max(counts) > have:
        p.error("argument --cores: numbers from 1 to %d, with commas between them" % have if have else "argument --cores: this system cannot pin processes")
    return counts


def main(argv):
    p, o, own = parse(argv)
    try:
        return bench(p, o, own)
    except KeyboardInterrupt:
        sys.stderr.write("\r\x1b[K" * sys.stderr.isatty() + "gilvm bench: interrupted\n")
        return 130


def bench(p, o, own):
    if o.names[:1] == ["fidelity"]:
        for name in ("polls", "cores", "peers"):
            if getattr(o, name):
                p.error("argument --%s: not with fidelity: each preset has its own" % name)
        if o.o is not None and o.o.endswith(".html"):
            p.error("argument -o: fidelity writes .json, .csv or .md")
        return fidelity.main(o, o.names[1:])
    benches = chosen(p, o, own)
    who, counts = subjects(p, o), core_counts(p, o)
    idle = runner.idle_share()
    cells = runner.measure(benches, who, counts, o.runs)
    report.text(cells, o.runs, idle)
    if o.o is not None:
        try:
            with open(o.o, "w", encoding="utf-8") as f:
                WRITERS[os.path.splitext(o.o)[1]](cells, o.runs, idle, f)
        except OSError as e:
            p.error("argument -o: %s: %s" % (o.o, e.strerror))
        print("\nwritten: " + o.o)
    return 1 if any(c.errors for c in cells) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
