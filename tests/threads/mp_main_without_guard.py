# A main module that starts a process whoever imports it: the child, which imports it, is refused, and does
# not start another that would start another.
import multiprocessing

context = multiprocessing.get_context('spawn')
print(__name__, flush=True)
process = context.Process(target=print, args=('never',))
try:
    process.start()
except RuntimeError as e:
    print(e, flush=True)
    raise
process.join()
print(process.exitcode, flush=True)
if __name__ == '__main__':
    multiprocessing.set_start_method('spawn', force=True)
    for refused in (lambda: multiprocessing.set_start_method('spawn'), multiprocessing.Process(target=print).join):
        try:
            refused()
        except (RuntimeError, AssertionError) as e:
            print(e)
