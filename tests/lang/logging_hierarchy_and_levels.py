import logging
import sys

print(logging.getLogger(), logging.getLogger('root') is logging.getLogger(), logging.root.manager.disable)
logging.basicConfig(stream=sys.stdout, level=logging.INFO)
logging.basicConfig(level=logging.DEBUG)             # has a handler already: nothing happens
print(logging.root.handlers, logging.root.level)
a = logging.getLogger('a')
abc = logging.getLogger('a.b.c')
print(abc.parent is a, list(logging.root.manager.loggerDict))
ab = logging.getLogger('a.b')
print(abc.parent is ab, ab.parent is a, a.parent is logging.root, a.getChild('b.c') is abc)
for logger in (a, ab, abc):
    print(logger, logger.level, logger.getEffectiveLevel(), logger.isEnabledFor(logging.DEBUG), logger.hasHandlers())
abc.debug('not heard')
abc.info('heard %s', 'once')
ab.setLevel('DEBUG')
abc.debug('now heard, %d and %r', 2, 'x')
abc.warning('%(k)s by name', {'k': 'v'})
abc.warning('100% without arguments')
abc.error('a %s')
abc.critical('critical')
abc.fatal('fatal is critical')
abc.log(35, 'between')
logging.addLevelName(35, 'NOTE')
abc.log(35, 'named')
ab.propagate = False
abc.info('nobody hears this')
print(abc.hasHandlers())
ab.propagate = True
logging.disable(logging.WARNING)
abc.warning('silenced')
abc.error('above')
logging.disable(logging.NOTSET)
abc.disabled = True
abc.error('disabled')
abc.disabled = False
for level in (10, 'INFO', 'x', 35, 17):
    print(repr(logging.getLevelName(level)))
print(logging.getLevelNamesMapping())
for bad in ('LOUD', 1.5, None):
    try:
        a.setLevel(bad)
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
try:
    a.log('x', 'y')
except TypeError as e:
    print(e)
try:
    logging.getLogger(3)
except TypeError as e:
    print(e)


class Mine(logging.Logger):
    def shout(self, text):
        self.warning('%s', text.upper())


logging.setLoggerClass(Mine)
logging.getLogger('mine').shout('hello')
print(logging.getLogger('mine'), logging.getLoggerClass().__name__)
try:
    logging.setLoggerClass(int)
except TypeError as e:
    print(e)
for options in ({'stream': 1, 'filename': 'x', 'force': True}, {'handlers': [], 'stream': 1, 'force': True},
                {'nonsense': 1, 'force': True}, {'style': '?', 'force': True}):
    try:
        logging.basicConfig(**options)
    except ValueError as e:
        print(e)
logging.basicConfig(stream=sys.stdout, format='{levelname:>8}|{message}', style='{', force=True)
logging.warning('module function %s', 'works')
logging.info('level stays: %s', logging.root.level)
logging.log(logging.ERROR, 'log')
