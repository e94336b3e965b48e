import io
import logging
import logging.handlers
import os
import shutil
import sys
import tempfile

folder = tempfile.mkdtemp()
path = os.path.join(folder, 'log.txt')
log = logging.getLogger('files')
log.setLevel(logging.DEBUG)
log.propagate = False

h = logging.FileHandler(path, 'w', encoding='utf-8')
print(repr(h).replace(folder, 'DIR'))
h.setFormatter(logging.Formatter('%(levelname)s %(message)s'))
log.addHandler(h)
log.info('一 %d', 1)
log.debug('two')
h.close()
log.removeHandler(h)
print(open(path, encoding='utf-8').read())

h = logging.FileHandler(path, delay=True)
print(h.stream)
h.close()
os.remove(path)

h = logging.handlers.RotatingFileHandler(path, maxBytes=40, backupCount=2)
log.addHandler(h)
for i in range(8):
    log.info('message number %d', i)
h.close()
log.removeHandler(h)
for name in sorted(os.listdir(folder)):
    print(name, open(os.path.join(folder, name)).read().split('\n'))

text = io.StringIO()
target = logging.StreamHandler(text)
memory = logging.handlers.MemoryHandler(3, logging.ERROR, target)
log.addHandler(memory)
log.info('1')
log.info('2')
print(repr(text.getvalue()), len(memory.buffer))
log.info('3')
print(repr(text.getvalue()), len(memory.buffer))
log.error('4 at once')
log.info('5 at close')
print(repr(text.getvalue()))
memory.close()
print(repr(text.getvalue()), memory.target)
log.removeHandler(memory)

print(logging.NullHandler(), logging.StreamHandler(), logging.StreamHandler(sys.stdout), logging.StreamHandler(text))
h = logging.StreamHandler(text)
print(h.setStream(text), h.setStream(sys.stdout) is text, h.setStream(text) is sys.stdout)
h.set_name('first')
print(h.name, h.get_name(), logging._handlers['first'] is h)
h.close()
print('first' in logging._handlers)
try:
    logging.Handler().emit(None)
except NotImplementedError as e:
    print(e)


class Rude(logging.Handler):
    def emit(self, record):
        try:
            1 / 0
        except ZeroDivisionError:
            self.handleError(record)


saved, sys.stderr = sys.stderr, io.StringIO()
rude = Rude()
log.addHandler(rude)
log.warning('message %s', 'arg')
log.removeHandler(rude)
h = logging.StreamHandler(text)
log.addHandler(h)
log.warning('too few %s %s', 'x')
log.removeHandler(h)
lines = sys.stderr.getvalue().splitlines()
logging.raiseExceptions = False
log.addHandler(rude)
log.warning('silent')
print(len(lines) == len(sys.stderr.getvalue().splitlines()))
logging.raiseExceptions = True
sys.stderr = saved
log.removeHandler(rude)
for line in lines:
    if not line.startswith('  '):
        print(line)

# A program without any configuration
bare = logging.getLogger('bare')
sys.stderr = io.StringIO()
bare.info('not heard')
bare.warning('last resort')
print(repr(sys.stderr.getvalue()), logging.lastResort)
logging.lastResort = None
bare.warning('x')
bare.warning('y')
print(repr(sys.stderr.getvalue()))
sys.stderr = saved
shutil.rmtree(folder)
