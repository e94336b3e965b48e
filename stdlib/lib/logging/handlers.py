"""More handlers: files that are replaced when they grow, a buffer in memory, and a queue to another thread."""

import copy
import logging
import os
import threading
import time

_MIDNIGHT = 24 * 60 * 60


class BaseRotatingHandler(logging.FileHandler):
    """A file that is put aside from time to time: subclasses say when, and what happens then."""

    namer = None
    rotator = None

    def __init__(self, filename, mode, encoding=None, delay=False, errors=None):
        logging.FileHandler.__init__(self, filename, mode=mode, encoding=encoding, delay=delay, errors=errors)
        self.mode = mode
        self.encoding = encoding
        self.errors = errors

    def emit(self, record):
        try:
            if self.shouldRollover(record):
                self.doRollover()
            logging.FileHandler.emit(self, record)
        except Exception:
            self.handleError(record)

    def rotation_filename(self, default_name):
        return self.namer(default_name) if callable(self.namer) else default_name

    def rotate(self, source, dest):
        if callable(self.rotator):
            self.rotator(source, dest)
        elif os.path.exists(source):
            os.rename(source, dest)

    def _close_stream(self):
        if self.stream:
            self.stream.close()
            self.stream = None


class RotatingFileHandler(BaseRotatingHandler):
    """Puts the file aside before it gets longer than `maxBytes`, and keeps `backupCount` of the old ones."""

    def __init__(self, filename, mode='a', maxBytes=0, backupCount=0, encoding=None, delay=False, errors=None):
        if maxBytes > 0:
            mode = 'a'
        BaseRotatingHandler.__init__(self, filename, mode, encoding=encoding, delay=delay, errors=errors)
        self.maxBytes = maxBytes
        self.backupCount = backupCount

    def doRollover(self):
        """name.1 becomes name.2, and so on; name becomes name.1; a new name is begun."""
        self._close_stream()
        if self.backupCount > 0:
            for i in range(self.backupCount - 1, 0, -1):
                source = self.rotation_filename(f'{self.baseFilename}.{i}')
                dest = self.rotation_filename(f'{self.baseFilename}.{i + 1}')
                if os.path.exists(source):
                    if os.path.exists(dest):
                        os.remove(dest)
                    os.rename(source, dest)
            dest = self.rotation_filename(self.baseFilename + '.1')
            if os.path.exists(dest):
                os.remove(dest)
            self.rotate(self.baseFilename, dest)
        if not self.delay:
            self.stream = self._open()

    def shouldRollover(self, record):
        if os.path.exists(self.baseFilename) and not os.path.isfile(self.baseFilename):
            return False
        if self.stream is None:
            self.stream = self._open()
        if self.maxBytes > 0:
            text = f'{self.format(record)}\n'
            self.stream.seek(0, 2)
            return self.stream.tell() + len(text) >= self.maxBytes
        return False


class TimedRotatingFileHandler(BaseRotatingHandler):
    """Puts the file aside every so many seconds, minutes, hours or days, at midnight or on a day of the week."""

    _UNITS = {'S': (1, '%Y-%m-%d_%H-%M-%S'), 'M': (60, '%Y-%m-%d_%H-%M'), 'H': (60 * 60, '%Y-%m-%d_%H'),
              'D': (_MIDNIGHT, '%Y-%m-%d'), 'MIDNIGHT': (_MIDNIGHT, '%Y-%m-%d'), 'W': (7 * _MIDNIGHT, '%Y-%m-%d')}

    def __init__(self, filename, when='h', interval=1, backupCount=0, encoding=None, delay=False, utc=False,
                 atTime=None, errors=None):
        BaseRotatingHandler.__init__(self, filename, 'a', encoding=encoding, delay=delay, errors=errors)
        self.when = when.upper()
        self.backupCount = backupCount
        self.utc = utc
        self.atTime = atTime
        unit = 'W' if self.when.startswith('W') else self.when
        if unit not in self._UNITS:
            raise ValueError(f'Invalid rollover interval specified: {self.when}')
        if unit == 'W':
            if len(self.when) != 2:
                raise ValueError('You must specify a day for weekly rollover from 0 to 6 (0 is Monday): '
                                 f'{self.when}')
            if not '0' <= self.when[1] <= '6':
                raise ValueError(f'Invalid day specified for weekly rollover: {self.when}')
            self.dayOfWeek = int(self.when[1])
        seconds, self.suffix = self._UNITS[unit]
        self.interval = seconds * interval
        filename = self.baseFilename
        start = int(os.stat(filename).st_mtime if os.path.exists(filename) else time.time())
        self.rolloverAt = self.computeRollover(start)

    def _local(self, when):
        return time.gmtime(when) if self.utc else time.localtime(when)

    def computeRollover(self, currentTime):
        """When the file that is begun at `currentTime` shall be put aside."""
        if self.when != 'MIDNIGHT' and not self.when.startswith('W'):
            return currentTime + self.interval
        now = self._local(currentTime)
        at = _MIDNIGHT
        if self.atTime is not None:
            at = (self.atTime.hour * 60 + self.atTime.minute) * 60 + self.atTime.second
        left = at - ((now.tm_hour * 60 + now.tm_min) * 60 + now.tm_sec)
        day = now.tm_wday
        if left <= 0:                    # today's time is over
            left += _MIDNIGHT
            day = (day + 1) % 7
        result = currentTime + left
        if self.when.startswith('W'):
            result += (self.dayOfWeek - day) % 7 * _MIDNIGHT
        if not self.utc:                 # a clock that is put forward or back in between
            then = time.localtime(result)
            if now.tm_isdst != then.tm_isdst:
                result += 3600 if now.tm_isdst else -3600
        return result

    def shouldRollover(self, record):
        if int(time.time()) < self.rolloverAt:
            return False
        if os.path.exists(self.baseFilename) and not os.path.isfile(self.baseFilename):
            self.rolloverAt = self.computeRollover(int(time.time()))
            return False
        return True

    def getFilesToDelete(self):
        """The old files beyond `backupCount`."""
        folder, base = os.path.split(self.baseFilename)
        found = []
        for name in os.listdir(folder):
            if name.startswith(base + '.'):
                try:
                    time.strptime(name[len(base) + 1:], self.suffix)
                except ValueError:
                    continue
                found.append(os.path.join(folder, name))
        found.sort()
        return found[:max(len(found) - self.backupCount, 0)]

    def doRollover(self):
        now = int(time.time())
        began = self._local(self.rolloverAt - self.interval)
        dest = self.rotation_filename(f'{self.baseFilename}.{time.strftime(self.suffix, began)}')
        if os.path.exists(dest):
            return
        self._close_stream()
        self.rotate(self.baseFilename, dest)
        if self.backupCount > 0:
            for name in self.getFilesToDelete():
                os.remove(name)
        if not self.delay:
            self.stream = self._open()
        self.rolloverAt = self.computeRollover(now)
        while self.rolloverAt <= now:
            self.rolloverAt += self.interval


class WatchedFileHandler(logging.FileHandler):
    """Opens its file again when somebody has moved or removed it."""

    def __init__(self, filename, mode='a', encoding=None, delay=False, errors=None):
        logging.FileHandler.__init__(self, filename, mode=mode, encoding=encoding, delay=delay, errors=errors)
        self.dev, self.ino = -1, -1
        self._statstream()

    def _statstream(self):
        if self.stream:
            st = os.fstat(self.stream.fileno())
            self.dev, self.ino = st.st_dev, st.st_ino

    def reopenIfNeeded(self):
        try:
            st = os.stat(self.baseFilename)
        except FileNotFoundError:
            st = None
        if st is None or (st.st_dev, st.st_ino) != (self.dev, self.ino):
            if self.stream is not None:
                self.stream.flush()
                self.stream.close()
                self.stream = None
                self.stream = self._open()
                self._statstream()

    def emit(self, record):
        self.reopenIfNeeded()
        logging.FileHandler.emit(self, record)


class BufferingHandler(logging.Handler):
    """Keeps records until there are `capacity` of them."""

    def __init__(self, capacity):
        logging.Handler.__init__(self)
        self.capacity = capacity
        self.buffer = []

    def shouldFlush(self, record):
        return len(self.buffer) >= self.capacity

    def emit(self, record):
        self.buffer.append(record)
        if self.shouldFlush(record):
            self.flush()

    def flush(self):
        self.acquire()
        try:
            self.buffer.clear()
        finally:
            self.release()

    def close(self):
        try:
            self.flush()
        finally:
            logging.Handler.close(self)


class MemoryHandler(BufferingHandler):
    """Keeps records, and gives them to `target` when there are many or when one of `flushLevel` comes."""

    def __init__(self, capacity, flushLevel=logging.ERROR, target=None, flushOnClose=True):
        BufferingHandler.__init__(self, capacity)
        self.flushLevel = flushLevel
        self.target = target
        self.flushOnClose = flushOnClose

    def shouldFlush(self, record):
        return len(self.buffer) >= self.capacity or record.levelno >= self.flushLevel

    def setTarget(self, target):
        self.acquire()
        try:
            self.target = target
        finally:
            self.release()

    def flush(self):
        self.acquire()
        try:
            if self.target:
                for record in self.buffer:
                    self.target.handle(record)
                self.buffer.clear()
        finally:
            self.release()

    def close(self):
        try:
            if self.flushOnClose:
                self.flush()
        finally:
            self.acquire()
            try:
                self.target = None
                BufferingHandler.close(self)
            finally:
                self.release()


class QueueHandler(logging.Handler):
    """Puts records into a queue, so that whoever logs never waits for a slow handler."""

    def __init__(self, queue):
        logging.Handler.__init__(self)
        self.queue = queue

    def enqueue(self, record):
        self.queue.put_nowait(record)

    def prepare(self, record):
        """A copy that can travel: the message is formatted, the exception is text."""
        text = self.format(record)
        record = copy.copy(record)
        record.message = record.msg = text
        record.args = record.exc_info = record.exc_text = record.stack_info = None
        return record

    def emit(self, record):
        try:
            self.enqueue(self.prepare(record))
        except Exception:
            self.handleError(record)


class QueueListener:
    """A thread that takes records out of a queue and gives them to handlers."""

    _sentinel = None

    def __init__(self, queue, *handlers, respect_handler_level=False):
        self.queue = queue
        self.handlers = handlers
        self._thread = None
        self.respect_handler_level = respect_handler_level

    def dequeue(self, block):
        return self.queue.get(block)

    def start(self):
        self._thread = t = threading.Thread(target=self._monitor)
        t.daemon = True
        t.start()

    def prepare(self, record):
        return record

    def handle(self, record):
        record = self.prepare(record)
        for handler in self.handlers:
            if not self.respect_handler_level or record.levelno >= handler.level:
                handler.handle(record)

    def _monitor(self):
        has_task_done = hasattr(self.queue, 'task_done')
        while True:
            record = self.dequeue(True)
            if record is not self._sentinel:
                self.handle(record)
            if has_task_done:
                self.queue.task_done()
            if record is self._sentinel:
                break

    def enqueue_sentinel(self):
        self.queue.put_nowait(self._sentinel)

    def stop(self):
        """Let the thread handle what is in the queue and end."""
        if self._thread:
            self.enqueue_sentinel()
            self._thread.join()
            self._thread = None
