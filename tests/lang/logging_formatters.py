import logging
import os
import sys
import time

record = logging.LogRecord('a.b', logging.WARNING, '/some/where/file.py', 12, 'hello %s', ('世界',), None, 'func')
record.created = 1700000000.25
record.msecs = 250.0
print(record, record.filename, record.module, record.funcName, record.getMessage())
print(record.threadName, record.processName, record.thread is not None, record.process is not None)
formats = [
    ('%', '%(levelname)s:%(name)s:%(message)s'), ('%', '%(levelname)-10s|%(lineno)5d|%(funcName)s'),
    ('%', '%(asctime)s %(message)s'), ('{', '{levelname:>10}|{name!r}|{message}'), ('{', '{asctime} {lineno:04d}'),
    ('$', '$levelname ${name} $$ $message'), ('$', '${asctime} $filename'), ('%', '%(threadName)s %(processName)s')]
for style, fmt in formats:
    f = logging.Formatter(fmt, style=style)
    f.converter = time.gmtime
    print(f.format(record), f.usesTime())
f = logging.Formatter('%(asctime)s', '%H:%M')
f.converter = time.gmtime
print(f.format(record))
f.datefmt = None
f.default_msec_format = '%s.%03d'
print(f.format(record))
f.default_msec_format = None
print(f.format(record))
print(logging.Formatter('%(who)s %(message)s', defaults={'who': 'somebody'}).format(record))
for style, fmt in [('%', 'no field'), ('%', '%(x)'), ('{', 'none'), ('{', '{a b}'), ('{', '{a!z}'), ('{', '{a:???}'),
                   ('{', '{'), ('$', 'none'), ('$', '$'), ('?', 'x'), ('{', '{a.b[c]:>{w}.{p}f}'), ('{', '{a:*^+#010,.3f}'),
                   ('%', '%(a)*.*d'), ('{', '{a..b}'), ('{', '{message!r:10}')]:
    try:
        print(logging.Formatter(fmt, style=style)._fmt)
    except ValueError as e:
        print('ValueError:', e)
print(logging.Formatter('anything', validate=False)._fmt)
try:
    logging.Formatter('%(nothing)s').format(record)
except ValueError as e:
    print(e)


def fail():
    return 1 / 0


class Stdout:
    """Standard output without the folder that this file is in."""

    def write(self, text):
        sys.stdout.write(text.replace(os.path.dirname(os.path.abspath(__file__)), '.'))


out = logging.StreamHandler(Stdout())
log = logging.getLogger('x')
log.addHandler(out)
try:
    fail()
except ZeroDivisionError as e:
    log.exception('it failed: %s', e)
    log.error('with', exc_info=e)
    log.warning('as a tuple', exc_info=(type(e), e, e.__traceback__))
log.warning('no exception', exc_info=True)


def inner():
    log.warning('stack', stack_info=True)


inner()
out.setFormatter(logging.Formatter('%(funcName)s:%(lineno)d %(message)s %(extra)s'))


def helper():
    log.warning('caller', extra={'extra': 1}, stacklevel=2)


helper()
log.warning('direct', extra={'extra': 2})
for name in ('message', 'name', 'asctime'):
    try:
        log.warning('x', extra={name: 1})
    except KeyError as e:
        print(e)
b = logging.BufferingFormatter(logging.Formatter('<%(message)s>'))
print(repr(b.format([record, record])), repr(b.format([])))
made = logging.makeLogRecord({'msg': 'made', 'name': 'n', 'levelname': 'L'})
print(logging.Formatter(logging.BASIC_FORMAT).format(made))
