# A child's logger of multiprocessing has the level that the parent's has, and writes if that does.
import logging
import multiprocessing
from multiprocessing import util

LEVELS = util.NOTSET, util.SUBDEBUG, util.DEBUG, util.INFO, util.SUBWARNING


def tell(queue):
    logger = multiprocessing.get_logger()
    queue.put((logger.getEffectiveLevel(), [type(h).__name__ for h in logger.handlers], logger.propagate))


def child(context):
    queue = context.SimpleQueue()
    process = context.Process(target=tell, args=(queue,))
    process.start()
    told = queue.get()
    process.join()
    return told


if __name__ == '__main__':
    context = multiprocessing.get_context('spawn')
    print(LEVELS, multiprocessing.SUBDEBUG, multiprocessing.SUBWARNING)
    print(child(context))
    multiprocessing.get_logger().setLevel(logging.ERROR)
    print(child(context))
    multiprocessing.log_to_stderr(logging.CRITICAL)
    print(child(context))
