"""Breaks real programs at random and compares the front end's errors (or trees) with CPython 3.11's.

    python3.11 tests/unit/ast_fuzz.py AST_DUMP [SEED [ROUNDS]] < LIST      LIST: paths of .py files, one a line

Each round takes pieces of those files, drops, doubles, swaps or inserts a token or a character, and compares kind,
message, line, columns and text of the error. Prints what differs, at most once per pair of messages, and a count.
"""
import collections
import io
import random
import re
import subprocess
import sys
import tokenize
import warnings

import ast_diff

warnings.simplefilter("ignore")

WORDS = """( ) [ ] { } , : ; . = == := + - * ** / // @ -> ... ! $ ? \\ # ' " ''' \"\"\" f' f" b' \n \t
    if else elif for while in is not and or lambda def class return yield from import as try except finally with
    raise assert del global nonlocal pass break continue None True False print exec async await match case _
    x y 1 0 07 1e 0x 1_ 1.5 1j 'a' "b" b'c' f'{x}' f'{' f'{x!r:>{y}}' f'{x y}' += *= = 1 x for x in y
    (x, y) [x] {x} {x: y} *x **x x=1 é 你 ， \u00a0 \x0c""".split(" ")
WORDS = [w for w in re.split(r" +|\n    ", " ".join(WORDS)) if w] + ["\n", "\n    ", "\t", " ", "\x00a"[1:]]


def pieces(paths):
    """Chunks of one to some statements: top-level pieces of up to 40 lines."""
    found = []
    for path in paths:
        try:
            text = open(path, encoding="utf-8").read()
        except (UnicodeDecodeError, OSError):
            continue
        lines = text.split("\n")
        starts = [i for i, line in enumerate(lines) if re.match(r"[A-Za-z@]", line)]
        for a, b in zip(starts, starts[1:] + [len(lines)]):
            if b - a < 40 and "async" not in text and "await" not in text:
                found.append("\n".join(lines[a:b]) + "\n")
    return found


def tokens(text):
    return re.findall(r"\w+|[ \t]+|\n[ \t]*|[^\w\s]+?|\s", text)


def mutate(rng, piece, other):
    parts = tokens(piece)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if not parts:
            return piece
        i = rng.randrange(len(parts))
        how = rng.randrange(8)
        if how == 0:
            del parts[i]
        elif how == 1:
            parts.insert(i, parts[i])
        elif how == 2:
            parts.insert(i, rng.choice(WORDS))
        elif how == 3:
            parts[i] = rng.choice(WORDS)
        elif how == 4:
            j = rng.randrange(len(parts))
            parts[i], parts[j] = parts[j], parts[i]
        elif how == 5:
            parts.insert(i, " " + rng.choice(WORDS) + " ")
        elif how == 6:
            del parts[i + rng.randrange(4):]
        else:
            parts[i] = rng.choice(tokens(other) or [" "])
    return "".join(parts)


def theirs(source, mode):
    try:
        return ast_diff.dump(compile(source, "<string>", mode, ast_diff.ast.PyCF_ONLY_AST))
    except (SyntaxError, MemoryError, RecursionError) as e:
        return ast_diff.error(e)
    except ValueError as e:
        return "ERROR ValueError|%s" % e


def ours(program, sources, flags):
    data = b"".join(b"%d\n%s" % (len(s), s) for s in sources)
    out = subprocess.run([program, "--batch", "--str"] + flags, input=data, capture_output=True)
    if out.returncode or out.stderr:
        print("!!", out.returncode, out.stderr.decode()[-2000:])
    # Messages and text may hold line ends of other kinds; only \n separates records, and text holds none.
    return out.stdout.decode("utf-8", "surrogateescape").split("\n")[:-1]


ASYNC = re.compile(r"\b(AsyncFunctionDef|AsyncFor|AsyncWith|Await|TryStar)\(|is_async=1")


def main():
    program = sys.argv[1]
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    stock = pieces(sys.stdin.read().split("\n"))
    seen = collections.Counter()
    count = errors = bad = 0
    for _ in range(rounds):
        sources = [mutate(rng, rng.choice(stock), rng.choice(stock)) for _ in range(1000)]
        sources = [s for s in sources if "\0" not in s and "\r" not in s]
        mine = ours(program, [s.encode() for s in sources], [])
        assert len(mine) == len(sources), (len(mine), len(sources))
        for source, a in zip(sources, mine):
            b = theirs(source, "exec")
            a = ast_diff.without_incomplete(a)
            count += 1
            errors += b.startswith("ERROR")
            if a == b or ("gilvm has no" in a and ASYNC.search(b)):
                continue
            if b.startswith("ERROR") and a.split("|")[:6] == b.split("|")[:6]:
                continue  # only the text differs: CPython sometimes shows several lines
            bad += 1
            key = (a.split("|")[1] if "|" in a else "tree", b.split("|")[1] if "|" in b else "tree")
            seen[key] += 1
            if seen[key] == 1:
                print("-" * 70)
                print(source[-1500:])
                print("  ours  ", a[:300])
                print("  theirs", b[:300])
    print(count, "programs,", errors, "wrong ones,", bad, "differences")
    for (a, b), n in seen.most_common(40):
        print("%5d  %s  //  %s" % (n, a[:70], b[:70]))
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
