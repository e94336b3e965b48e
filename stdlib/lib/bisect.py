"""Binary search in sorted lists, and insertion that keeps them sorted.

`key` is applied to the items of the list, not to `x` (but insort applies it to the new item).
"""


def bisect_right(a, x, lo=0, hi=None, *, key=None):
    """The index behind the last item of `a` that is <= x."""
    lo, hi = _range(a, lo, hi)
    if key is None:
        while lo < hi:
            mid = lo + hi >> 1
            if x < a[mid]:
                hi = mid
            else:
                lo = mid + 1
    else:
        while lo < hi:
            mid = lo + hi >> 1
            if x < key(a[mid]):
                hi = mid
            else:
                lo = mid + 1
    return lo


def bisect_left(a, x, lo=0, hi=None, *, key=None):
    """The index of the first item of `a` that is >= x."""
    lo, hi = _range(a, lo, hi)
    if key is None:
        while lo < hi:
            mid = lo + hi >> 1
            if a[mid] < x:
                lo = mid + 1
            else:
                hi = mid
    else:
        while lo < hi:
            mid = lo + hi >> 1
            if key(a[mid]) < x:
                lo = mid + 1
            else:
                hi = mid
    return lo


def _range(a, lo, hi):
    if lo < 0:
        raise ValueError('lo must be non-negative')
    return lo, len(a) if hi is None else hi


def insort_right(a, x, lo=0, hi=None, *, key=None):
    """Insert x into a, behind the items equal to it."""
    i = bisect_right(a, x if key is None else key(x), lo, hi, key=key)
    a.insert(i, x)


def insort_left(a, x, lo=0, hi=None, *, key=None):
    """Insert x into a, before the items equal to it."""
    i = bisect_left(a, x if key is None else key(x), lo, hi, key=key)
    a.insert(i, x)


bisect = bisect_right
insort = insort_right
