"""How long a collection stops the script, with a live heap of small objects: 100 MiB unless told otherwise.

    ./gilvm bench/gc_pause.py [MIB]

Prints, for a few kinds of heap, the least CPU time and the longest time of the clock of ten collections: the latter is what a
script feels, and holds what else the machine was doing. (Under CPython the
figures are those of its own collector, which looks at containers only.)
"""
import gc
import sys
import time


class Node:
    def __init__(self, left, right):
        self.left, self.right = left, right


def tree(depth):
    return Node(None, None) if depth == 0 else Node(tree(depth - 1), tree(depth - 1))


# What is kept, and about how many bytes each of them takes.
KINDS = {
    'tuples in a list': (lambda n: [(i, i) for i in range(n)], 48),
    'strings in a list': (lambda n: [str(i) * 2 for i in range(n)], 64),
    'instances in trees': (lambda n: [tree(9) for _ in range(n // 1023)], 48),
    'lists in a dict': (lambda n: {i: [i] for i in range(n)}, 120),
}


def main():
    mib = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for name, (make, size) in KINDS.items():
        kept = make(mib * (1 << 20) // size)
        took, cpu = [], []
        for _ in range(10):
            start, start_cpu = time.perf_counter(), time.process_time()
            gc.collect()
            cpu.append((time.process_time() - start_cpu) * 1000)
            took.append((time.perf_counter() - start) * 1000)
        print(f'{name:20} {len(kept):9,} items   CPU {min(cpu):6.1f} ms   longest {max(took):6.1f} ms', flush=True)
        del kept


main()
