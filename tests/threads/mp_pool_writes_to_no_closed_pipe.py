# Who wakes the threads of a pool that is about to end does not write into a pipe that they have closed.
import multiprocessing.pool
import os
import time

failed = []


class SlowWrites:
    """The module os, whose write() gives others the time to do what they want."""

    def __getattr__(self, name):
        return getattr(os, name)

    def write(self, fd, data):
        time.sleep(0.01)
        try:
            return os.write(fd, data)
        except OSError as e:
            if e.errno != 32:            # nobody reads: no harm
                failed.append(str(e))
            raise


multiprocessing.pool.os = SlowWrites()
for _ in range(3):
    pool = multiprocessing.pool.ThreadPool(1)
    print(pool.map(abs, [-1, 2]))
    pool.close()
    pool.join()
    with multiprocessing.pool.ThreadPool(1) as pool:
        print(pool.apply(abs, (-3,)))
print(failed)
