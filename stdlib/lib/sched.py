"""An event scheduler: calls functions at given times, in order of time, then priority.

The time and the way to wait are given to it, so that it can run on a real or a made-up clock.
"""

import heapq
import threading
import time
from collections import namedtuple
from itertools import count

__all__ = ['scheduler']

_Fields = namedtuple('Event', 'time, priority, sequence, action, argument, kwargs')


class Event(_Fields):
    """One planned call; `sequence` keeps the order of events for the same time and priority."""
    __slots__ = ()

    def __lt__(self, other):
        return self[:3] < other[:3]

    def __le__(self, other):
        return self[:3] <= other[:3]

    def __gt__(self, other):
        return self[:3] > other[:3]

    def __ge__(self, other):
        return self[:3] >= other[:3]

    def __eq__(self, other):
        return self[:3] == other[:3]

    __hash__ = tuple.__hash__


_sentinel = object()


class scheduler:
    """Plans calls with enter() and enterabs(), makes them with run()."""

    def __init__(self, timefunc=time.monotonic, delayfunc=time.sleep):
        self._queue = []
        self._lock = threading.RLock()
        self.timefunc = timefunc
        self.delayfunc = delayfunc
        self._sequence = count()

    def enterabs(self, time, priority, action, argument=(), kwargs=_sentinel):
        """Plan a call at an absolute time; returns an event for cancel()."""
        if kwargs is _sentinel:
            kwargs = {}
        with self._lock:
            event = Event(time, priority, next(self._sequence), action, argument, kwargs)
            heapq.heappush(self._queue, event)
        return event

    def enter(self, delay, priority, action, argument=(), kwargs=_sentinel):
        """Plan a call after a delay."""
        return self.enterabs(self.timefunc() + delay, priority, action, argument, kwargs)

    def cancel(self, event):
        """Take an event out; it is a ValueError if it is not planned."""
        with self._lock:
            self._queue.remove(event)
            heapq.heapify(self._queue)

    def empty(self):
        """Whether nothing is planned."""
        with self._lock:
            return not self._queue

    def run(self, blocking=True):
        """Make the calls as their times come; without `blocking`, those that are due, and return the wait."""
        while True:
            with self._lock:
                if not self._queue:
                    break
                event = self._queue[0]
                now = self.timefunc()
                delay = event.time > now
                if not delay:
                    heapq.heappop(self._queue)
            if delay:
                if not blocking:
                    return event.time - now
                self.delayfunc(event.time - now)
            else:
                event.action(*event.argument, **event.kwargs)
                self.delayfunc(0)        # let other threads run

    @property
    def queue(self):
        """The planned events, in the order in which they will run."""
        with self._lock:
            events = self._queue[:]
        return list(map(heapq.heappop, [events] * len(events)))
