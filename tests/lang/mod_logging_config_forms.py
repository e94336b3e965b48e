# dictConfig: factories that call it `format` or `fmt`, classes of one's own, whole sections by cfg://, and
# names that are no keywords.
import logging
import logging.config
import sys


class Loud(logging.Formatter):
    def __init__(self, fmt=None, datefmt=None, style='%'):
        super().__init__(fmt, datefmt, style)

    def format(self, record):
        return super().format(record).upper()


def quoted(format):
    return logging.Formatter('"' + format + '"')


class Told(logging.StreamHandler):
    def __init__(self, stream=None, **more):
        super().__init__(stream)
        print('made with', more)


def use(formatter, **handler):
    logging.config.dictConfig({
        'version': 1,
        'formatters': 'cfg://parts.formatters',
        'handlers': {'out': 'cfg://parts[handler]'},
        'root': {'handlers': ['out'], 'level': 'INFO'},
        'parts': {'formatters': {'f': formatter},
                  'handler': {'class': '__main__.Told', 'stream': 'ext://sys.stdout', 'formatter': 'f', **handler}}})
    logging.info('message')


FORMAT = '%(levelname)s %(message)s'
use({'format': FORMAT})
use({'class': '__main__.Loud', 'format': FORMAT})
use({'()': Loud, 'format': FORMAT})
use({'()': Loud, 'fmt': FORMAT})
use({'()': '__main__.quoted', 'format': FORMAT}, extra=1)
use({'format': '{message}', 'style': '{', 'validate': True}, **{'.': {'terminator': '!\n'}})
for wrong in (dict(formatter={'format': FORMAT}, **{'9': 1}),
              dict(formatter={'class': '__main__.Loud', 'format': FORMAT, 'validate': False}),
              dict(formatter={'()': Loud, 'other': 1}),
              dict(formatter={'format': 'nothing', 'validate': True})):
    try:
        use(**wrong)
    except ValueError as e:
        print(e, '/', type(e.__cause__).__name__, e.__cause__)
