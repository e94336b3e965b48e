import logging
import sys
import warnings

logging.basicConfig(stream=sys.stdout, format='%(name)s|%(message)s', level=logging.DEBUG)
handler = logging.root.handlers[0]
only = logging.Filter('a.b')
handler.addFilter(only)
handler.addFilter(only)
print(len(handler.filters))
for name in ('a', 'a.b', 'a.b.c', 'a.bc'):
    logging.getLogger(name).info('from %s', name)
handler.removeFilter(only)
handler.removeFilter(only)


class Redact(logging.Filter):
    def filter(self, record):
        record.msg = record.msg.replace('secret', '***')
        return True


log = logging.getLogger('log')
log.addFilter(Redact())
log.info('a secret word')
log.addFilter(lambda record: record.levelno > logging.INFO)
log.info('dropped')
log.warning('passes')


class Numbered(logging.LoggerAdapter):
    def process(self, msg, kwargs):
        return f'[{self.extra["n"]}] {msg}', kwargs


adapter = Numbered(logging.getLogger('numbered'), {'n': 7})
adapter.info('hello %s', 'x')
adapter.warning('careful')
adapter.error('error')
adapter.critical('critical')
adapter.debug('debug')
adapter.log(logging.INFO, 'log')
print(adapter, adapter.name, adapter.isEnabledFor(10), adapter.getEffectiveLevel(), adapter.hasHandlers())
adapter.setLevel(logging.ERROR)
adapter.warning('no')
plain = logging.LoggerAdapter(logging.getLogger('plain'), {'who': 'me'})
handler.setFormatter(logging.Formatter('%(message)s by %(who)s', defaults={'who': 'nobody'}))
plain.info('done')
logging.info('also done')

handler.setFormatter(logging.Formatter('%(levelname)s %(name)s: %(message)s'))
logging.captureWarnings(True)
warnings.simplefilter('always')
warnings.warn_explicit('use something else 100%', UserWarning, 'somewhere.py', 3)
logging.captureWarnings(False)


def factory(*args, **kwargs):
    record = logging.LogRecord(*args, **kwargs)
    record.msg = 'factory: ' + record.msg
    return record


logging.setLogRecordFactory(factory)
logging.warning('made')
print(logging.getLogRecordFactory() is factory)
logging.setLogRecordFactory(logging.LogRecord)
