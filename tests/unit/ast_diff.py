"""Compares the front end's trees with CPython 3.11's, places included, over many files.

    python3.11 tests/unit/ast_diff.py AST_DUMP PATH...        PATH: files or folders

AST_DUMP is the program made from ast_dump.c. Prints each difference and a count; exits 1 if there was one.
"""
import ast
import multiprocessing
import os
import re
import struct
import subprocess
import sys

sys.setrecursionlimit(100000)


def constant(value):
    if isinstance(value, bool) or value is None or value is Ellipsis:
        return repr(value)
    if isinstance(value, str):
        return "s:" + value.encode("utf-8", "surrogatepass").hex()
    if isinstance(value, bytes):
        return "b:" + value.hex()
    if isinstance(value, int):
        return "i:%x" % value
    if isinstance(value, float):
        return "f:" + struct.pack(">d", value).hex()
    return "j:" + struct.pack(">d", value.imag).hex()


def dump(node):
    if isinstance(node, list):
        return "[" + ", ".join(map(dump, node)) + "]"
    if not isinstance(node, ast.AST):
        return "'" + node + "'" if isinstance(node, str) else repr(node)
    cls = type(node)
    parts = []
    for name in node._fields:
        value = getattr(node, name)
        if value is None and getattr(cls, name, ...) is None:
            continue
        is_constant = cls is ast.Constant and name == "value"
        parts.append(name + "=" + (constant(value) if is_constant else dump(value)))
    for name in node._attributes:
        parts.append("%s=%r" % (name, getattr(node, name)))
    return "%s(%s)" % (cls.__name__, ", ".join(parts))


def error(e):
    if type(e) in (MemoryError, RecursionError):
        return "ERROR MemoryError"
    text = e.text.rstrip("\n") if e.text else ""
    return "ERROR %s|%s|%s|%s|%s|%s|%s" % (type(e).__name__, e.msg, e.lineno, e.offset,
                                           e.end_lineno, e.end_offset, text)


def python_says(path, mode="exec"):
    with open(path, "rb") as f:
        source = f.read()
    try:
        import warnings
        warnings.simplefilter("ignore")
        return dump(ast.parse(source, path, mode))
    except (SyntaxError, MemoryError, RecursionError) as e:
        return error(e)
    except ValueError as e:
        return "ERROR ValueError|%s" % e


def without_incomplete(line):
    if not line.startswith("ERROR "):
        return line
    parts = line.split("|", 7)
    return "|".join(parts[:6] + parts[7:])


def check(job):
    program, path = job
    ours = subprocess.run([program], input=path.encode() + b"\n", capture_output=True)
    mine = ours.stdout.decode("utf-8", "surrogateescape").rstrip("\n")
    theirs = python_says(path)
    if re.search(r"\b(AsyncFunctionDef|AsyncFor|AsyncWith|Await|TryStar)\(|is_async=1", theirs):
        return path, "refused" if "gilvm has no" in mine else "not refused: " + mine[:200]
    mine = without_incomplete(mine)
    if theirs.startswith("ERROR"):
        return path, "error" if mine == theirs else "\n  ours   %s\n  theirs %s" % (mine[:300], theirs[:300])
    if mine == theirs:
        return path, "same"
    i = next((i for i in range(min(len(mine), len(theirs))) if mine[i] != theirs[i]), -1)
    return path, "\n  ours   ...%s\n  theirs ...%s" % (mine[max(0, i - 150):i + 100],
                                                    theirs[max(0, i - 150):i + 100])


def main():
    program = os.path.abspath(sys.argv[1])
    paths = []
    for path in sys.argv[2:]:
        if os.path.isdir(path):
            for folder, _, files in os.walk(path):
                paths += [os.path.join(folder, f) for f in sorted(files) if f.endswith(".py")]
        else:
            paths.append(path)
    counts = {}
    with multiprocessing.Pool() as pool:
        for path, result in pool.imap_unordered(check, [(program, p) for p in paths], 8):
            kind = result if result in ("same", "refused", "error") else "different"
            counts[kind] = counts.get(kind, 0) + 1
            if kind == "different":
                print(path, result)
    print(len(paths), "files:", ", ".join("%d %s" % (n, k) for k, n in sorted(counts.items())))
    sys.exit("different" in counts)


if __name__ == "__main__":
    main()
