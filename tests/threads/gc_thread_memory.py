# gilvm only: the collector as a thread of its own is gilvm's
# flags: --gil=cooperative --gc=thread --max-heap=24M
"""Under `cooperative` the collector's thread never gets its turn while this one runs: then who
allocates collects itself, before the heap is full."""
import gc

kept = None
for i in range(400000):
    kept = [i, kept if i % 100 else None, 'x' * 100]
print(len(kept), gc.get_stats()[2]['collections'] > 3)
