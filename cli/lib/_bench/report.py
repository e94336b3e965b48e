"""The results as a table for the terminal, Markdown, CSV, JSON."""
import json
import platform
import sys

from _bench import suite

NOISY = 0.25        # a spread beyond this is marked


def groups(cells):
    """Cells by benchmark, in order."""
    found = []
    for c in cells:
        if not found or found[-1][0] is not c.bench:
            found.append((c.bench, []))
        found[-1][1].append(c)
    return found


def rows_of(bench, cells):
    """A head and rows of texts. The last column is the ratio of the leading figure to that of the first subject."""
    several_cores = len({c.cores for c in cells}) > 1
    head = ["case"] + (["cores"] if several_cores else []) + ["under"]
    shown = [f for f in bench.figures if any(c.median(f.name) is not None for c in cells)]
    for f in shown:
        head += [f.title + (", " + f.unit if f.unit else "")]
    lead = (suite.WALL if bench.own else shown[0]) if shown else None
    head += ["ratio" if lead is None else lead.title.split(" :")[0] + " ratio"]
    rows = []
    first = {}
    for c in cells:
        row = [c.case.label] + ([str(c.cores or "all")] if several_cores else []) + [c.case.gil or c.subject.name]
        if c.errors:
            rows.append(row + ["failed: " + c.errors[0]] + [""] * len(shown))
            continue
        for f in shown:
            m = c.median(f.name)
            row.append(f.show(m) + ("~" if m and c.spread(f.name) > NOISY else ""))
        key = (c.case.label, c.cores) if c.case.gil is None else c.cores
        base = first.setdefault(key, c)
        a, b = (c.median(lead.name), base.median(lead.name)) if lead else (None, None)
        row.append("" if base is c else "%.2f" % (a / b) if a is not None and b else "-")
        rows.append(row)
    return head, rows


WIDE = [(0x1100, 0x115f), (0x2e80, 0xa4cf), (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe30, 0xfe6f), (0xff00, 0xff60), (0xffe0, 0xffe6),
        (0x1f300, 0x1f64f), (0x1f900, 0x1f9ff), (0x20000, 0x3fffd)]


def width(text):
    """Columns of a terminal: East Asian characters and pictures have two."""
    return sum(2 if any(a <= ord(ch) <= b for a, b in WIDE) else 1 for ch in text)


def table(head, rows, out):
    widths = [max(width(r[i]) for r in [head] + rows if i < len(r)) for i in range(len(head))]
    for n, row in enumerate([head] + rows):
        line = []
        for i, text in enumerate(row):
            pad = " " * (widths[i] - width(text))
            line.append(text + pad if i < 2 or i == len(head) - 1 and head[i] == "why" else pad + text)
        out.write("  " + "  ".join(line).rstrip() + "\n")
        if n == 0:
            out.write("  " + "  ".join("-" * w for w in widths) + "\n")


def heading(cells, runs, idle):
    system = "%s, %d cores" % (platform.platform(), _cores())
    lines = ["%s; %s; ~ marks a spread of over %d %%." % (
        system, "one run of each" if runs == 1 else "medians of %d runs, interleaved" % runs, NOISY * 100)]
    if idle is not None and idle < 0.9:
        lines.append("Others use %d %% of this machine: ratios between cores and latencies cannot be trusted." % round(100 * (1 - idle)))
    return lines


def _cores():
    import os
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def text(cells, runs, idle, out=sys.stdout):
    for line in heading(cells, runs, idle):
        out.write(line + "\n")
    for bench, some in groups(cells):
        out.write("\n%s: %s\n" % (bench.name, bench.doc))
        head, rows = rows_of(bench, some)
        table(head, rows, out)


def markdown(cells, runs, idle, out):
    out.write("\n".join(heading(cells, runs, idle)) + "\n")
    for bench, some in groups(cells):
        head, rows = rows_of(bench, some)
        out.write("\n### %s\n\n%s\n\n| %s |\n|%s\n" % (bench.name, bench.doc, " | ".join(head), " --- |" * len(head)))
        for row in rows:
            out.write("| %s |\n" % " | ".join(cell.replace("|", "\\|") for cell in row))


def csv_row(row):
    return ",".join('"%s"' % w.replace('"', '""') if "," in w or '"' in w else w for w in row) + "\n"


def csv(cells, runs, idle, out):
    out.write("bench,case,cores,under,figure,median,min,max,runs\n")
    for c in cells:
        for name, v in c.values.items():
            row = [c.bench.name, c.case.label, str(c.cores or ""), c.case.gil or c.subject.name, name, repr(c.median(name)),
                   repr(min(v)), repr(max(v)), str(len(v))]
            out.write(csv_row(row))


def rows_to(path, head, rows, notes):
    """A table of texts to a file, in the format that its suffix names: .md, .csv or .json."""
    with open(path, "w", encoding="utf-8") as out:
        if path.endswith(".json"):
            json.dump({"version": 1, "notes": notes, "rows": [dict(zip(head, row)) for row in rows]}, out, indent=1)
            out.write("\n")
        elif path.endswith(".csv"):
            out.write("".join(csv_row(row) for row in [head] + rows))
        else:
            out.write("".join("%s\n" % n for n in notes) + "\n")
            for row in [head, ["---"] * len(head)] + rows:
                out.write("| %s |\n" % " | ".join(cell.replace("|", "\\|") for cell in row))


def data(cells, runs, idle):
    """All of it, for programs and for the page."""
    return {
        "version": 1, "machine": " ".join(heading(cells, runs, idle)), "idle": idle, "runs": runs,
        "benches": [{
            "name": b.name, "doc": b.doc, "axis": b.axis, "spreads": [x for x in ([(n, t) for n, t in s if n in {f.name for f in b.figures}] for s in suite.SPREADS) if len(x) > 2],
            "figures": [{"name": f.name, "title": f.title, "unit": f.unit, "less": f.less, "scale": f.scale, "digits": f.digits}
                        for f in b.figures],
            "cells": [{"case": c.case.label, "x": c.case.x, "cores": c.cores, "under": c.case.gil or c.subject.name,
                       "errors": c.errors, "values": c.values} for c in some],
        } for b, some in groups(cells)],
    }


def as_json(cells, runs, idle, out):
    json.dump(data(cells, runs, idle), out, indent=1)
    out.write("\n")
