"""Heap queues: a list whose item k is never greater than its items 2k+1 and 2k+2.

So heap[0] is the smallest item.  A pop moves the last item to the root, lets it sink along the
smaller children all the way down, and then rise to its place: that needs fewer comparisons than
stopping on the way, as an item from the end mostly belongs near the end.
"""

__all__ = ['heappush', 'heappop', 'heapify', 'heapreplace', 'merge', 'nlargest', 'nsmallest', 'heappushpop']


def heappush(heap, item, /):
    """Push item onto heap, maintaining the heap invariant."""
    _check(heap, 'heappush() argument 1')
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)


def heappop(heap, /):
    """Pop the smallest item off the heap, maintaining the heap invariant."""
    _check(heap, 'heappop() argument')
    if not heap:
        raise IndexError('index out of range')
    last = heap.pop()
    if not heap:
        return last
    smallest = heap[0]
    heap[0] = last
    _sink(heap, 0)
    return smallest


def heapreplace(heap, item, /):
    """Pop and return the smallest item, then push item: the heap must not be empty."""
    _check(heap, 'heapreplace() argument 1')
    if not heap:
        raise IndexError('index out of range')
    smallest = heap[0]
    heap[0] = item
    _sink(heap, 0)
    return smallest


def heappushpop(heap, item, /):
    """Push item, then pop and return the smallest."""
    _check(heap, 'heappushpop() argument 1')
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _sink(heap, 0)
    return item


def heapify(heap, /):
    """Transform list into a heap, in-place, in O(len(heap)) time."""
    _check(heap, 'heapify() argument')
    for i in range(len(heap) // 2 - 1, -1, -1):
        _sink(heap, i)


def _check(heap, name):
    if not isinstance(heap, list):
        raise TypeError(f'{name} must be list, not {type(heap).__name__}')


def _rise(heap, start, pos):
    """Move the item at `pos` up towards `start`, to where its parent is not greater."""
    item = heap[pos]
    while pos > start:
        parent = pos - 1 >> 1
        other = heap[parent]
        if not item < other:
            break
        heap[pos] = other
        pos = parent
    heap[pos] = item


def _sink(heap, pos):
    """Move the item at `pos` down to its place."""
    end = len(heap)
    start = pos
    item = heap[pos]
    child = 2 * pos + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[pos] = heap[child]
        pos = child
        child = 2 * pos + 1
    heap[pos] = item
    _rise(heap, start, pos)


# A max-heap has the opposite order.  Only these two operations need it.

class _Reversed:
    """Wraps a key so that the greatest comes first."""
    __slots__ = ('key',)

    def __init__(self, key):
        self.key = key

    def __lt__(self, other):
        return other.key < self.key

    def __eq__(self, other):
        return self.key == other.key


def merge(*iterables, key=None, reverse=False):
    """Merge sorted inputs into one sorted iterator, without reading them ahead.

    Entries are [key, order, value, next]; `order` is the input's number, so that equal keys come
    in the order of the inputs and values are never compared.
    """
    heap = []
    for order, it in enumerate(map(iter, iterables)):
        step = it.__next__
        try:
            value = step()
        except StopIteration:
            continue
        sort_key = value if key is None else key(value)
        heap.append([_Reversed(sort_key) if reverse else sort_key, order, value, step])
    heapify(heap)
    while heap:
        entry = heap[0]
        step = entry[3]
        yield entry[2]
        try:
            value = entry[2] = step()
        except StopIteration:
            heappop(heap)
            continue
        sort_key = value if key is None else key(value)
        entry[0] = _Reversed(sort_key) if reverse else sort_key
        _sink(heap, 0)


def nsmallest(n, iterable, key=None):
    """The n smallest items, smallest first: like sorted(iterable, key=key)[:n]."""
    if n <= 0:
        return []
    if n == 1:
        missing = object()
        result = min(iterable, default=missing, key=key)
        return [] if result is missing else [result]
    return sorted(iterable, key=key)[:n]


def nlargest(n, iterable, key=None):
    """The n largest items, largest first: like sorted(iterable, key=key, reverse=True)[:n]."""
    if n <= 0:
        return []
    if n == 1:
        missing = object()
        result = max(iterable, default=missing, key=key)
        return [] if result is missing else [result]
    return sorted(iterable, key=key, reverse=True)[:n]
