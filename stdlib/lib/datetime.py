"""Dates and times: date, time, datetime, timedelta, timezone.

A date is counted in days from 1 January of the year 1 (its "ordinal"); a timedelta is days, seconds
and microseconds with only the days below zero.  Arithmetic goes by way of these.
"""

import time as _time
from _types import qualified as _qualified

__all__ = ['date', 'datetime', 'time', 'timedelta', 'timezone', 'tzinfo', 'MINYEAR', 'MAXYEAR', 'UTC']

MINYEAR = 1
MAXYEAR = 9999
_MAXORDINAL = 3652059
_EPOCH = 719163            # the ordinal of 1 January 1970
_DAYS_IN_MONTH = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_BEFORE_MONTH = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_MONTHS = (None, 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')
_WEEKDAYS = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
_FULL_MONTHS = ('', 'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
                'October', 'November', 'December')
_FULL_WEEKDAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')


# The calendar

def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_before_year(year):
    y = year - 1
    return y * 365 + y // 4 - y // 100 + y // 400


def _days_in_month(year, month):
    return 29 if month == 2 and _is_leap(year) else _DAYS_IN_MONTH[month]


def _days_before_month(year, month):
    return _DAYS_BEFORE_MONTH[month] + (month > 2 and _is_leap(year))


def _ymd_to_ordinal(year, month, day):
    return _days_before_year(year) + _days_before_month(year, month) + day


def _ordinal_to_ymd(n):
    n -= 1
    n400, n = divmod(n, 146097)          # days in 400 years, 100 years, 4 years
    n100, n = divmod(n, 36524)
    n4, n = divmod(n, 1461)
    n1, n = divmod(n, 365)
    year = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1
    if n1 == 4 or n100 == 4:             # the last day of a leap year
        return year - 1, 12, 31
    month = n + 50 >> 5                  # right, or one too many
    before = _days_before_month(year, month)
    if before > n:
        month -= 1
        before = _days_before_month(year, month)
    return year, month, n - before + 1


def _iso_week1_monday(year):
    """The ordinal of the Monday of the week with the year's first Thursday."""
    first = _ymd_to_ordinal(year, 1, 1)
    weekday = (first + 6) % 7
    return first - weekday + (7 if weekday > 3 else 0)


def _iso_to_ordinal(year, week, day):
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f'Year is out of range: {year}')
    if not 0 < week < 53:
        long_year = week == 53 and _iso_week1_monday(year + 1) - _iso_week1_monday(year) == 371
        if not long_year:
            raise ValueError(f'Invalid week: {week}')
    if not 0 < day < 8:
        raise ValueError(f'Invalid weekday: {day} (range is [1, 7])')
    return _iso_week1_monday(year) + (week - 1) * 7 + day - 1


# Checks

def _index(value):
    if isinstance(value, int):
        return int(value)
    index = getattr(type(value), '__index__', None)
    if index is None:
        if isinstance(value, float):
            raise TypeError("'float' object cannot be interpreted as an integer")
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    return index(value)


def _check_date(year, month, day):
    year, month, day = _index(year), _index(month), _index(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f'year {year} is out of range')
    if not 1 <= month <= 12:
        raise ValueError('month must be in 1..12')
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError('day is out of range for month')
    return year, month, day


def _check_time(hour, minute, second, microsecond, fold):
    hour, minute, second, microsecond = _index(hour), _index(minute), _index(second), _index(microsecond)
    if not 0 <= hour <= 23:
        raise ValueError('hour must be in 0..23')
    if not 0 <= minute <= 59:
        raise ValueError('minute must be in 0..59')
    if not 0 <= second <= 59:
        raise ValueError('second must be in 0..59')
    if not 0 <= microsecond <= 999999:
        raise ValueError('microsecond must be in 0..999999')
    if fold not in (0, 1):
        raise ValueError('fold must be either 0 or 1')
    return hour, minute, second, microsecond, fold


def _check_tzinfo(tz):
    if tz is not None and not isinstance(tz, tzinfo):
        raise TypeError(f"tzinfo argument must be None or of a tzinfo subclass, not type '{type(tz).__name__}'")


def _check_offset(name, offset):
    if offset is not None:
        if not isinstance(offset, timedelta):
            raise TypeError(f"tzinfo.{name}() must return None or a timedelta, not '{type(offset).__name__}'")
        if not -timedelta(1) < offset < timedelta(1):
            raise ValueError(f'offset must be a timedelta strictly between -timedelta(hours=24) and '
                             f'timedelta(hours=24), not {offset!r}.')
    return offset


def _check_tzname(name):
    if name is not None and not isinstance(name, str):
        raise TypeError(f"tzinfo.tzname() must return None or a string, not '{type(name).__name__}'")
    return name


def _compare_error(a, b):
    raise TypeError(f"can't compare {type(a).__module__}.{type(a).__name__} to {_type_name(b)}")


def _type_name(x):
    cls = type(x)
    return cls.__name__ if cls.__module__ == 'builtins' else f'{cls.__module__}.{cls.__name__}'


def _class_name(x):
    """The class as reprs show it: subclasses go without their module."""
    cls = type(x)
    return f'datetime.{cls.__name__}' if cls.__module__ == __name__ else cls.__name__


# Text

def _format_offset(offset, colon=':'):
    """+hh:mm, with seconds and microseconds if there are any."""
    if offset is None:
        return ''
    sign = '+'
    if offset.days < 0:
        sign, offset = '-', -offset
    minutes, seconds = divmod(offset.seconds, 60)
    text = f'{sign}{minutes // 60:02d}{colon}{minutes % 60:02d}'
    if seconds or offset.microseconds:
        text += f'{colon}{seconds:02d}'
        if offset.microseconds:
            text += f'.{offset.microseconds:06d}'
    return text


def _format_time(hour, minute, second, microsecond, timespec='auto'):
    formats = {
        'hours': f'{hour:02d}',
        'minutes': f'{hour:02d}:{minute:02d}',
        'seconds': f'{hour:02d}:{minute:02d}:{second:02d}',
        'milliseconds': f'{hour:02d}:{minute:02d}:{second:02d}.{microsecond // 1000:03d}',
        'microseconds': f'{hour:02d}:{minute:02d}:{second:02d}.{microsecond:06d}',
    }
    if timespec == 'auto':
        timespec = 'microseconds' if microsecond else 'seconds'
    if timespec not in formats:
        raise ValueError('Unknown timespec value')
    return formats[timespec]


def _strftime(obj, format, timetuple):
    """time.strftime(), with %f, %z and %Z done here."""
    out = []
    i, n = 0, len(format)
    while i < n:
        ch = format[i]
        i += 1
        if ch != '%' or i >= n:
            out.append(ch)
            continue
        code = format[i]
        i += 1
        if code == 'f':
            out.append(f"{getattr(obj, 'microsecond', 0):06d}")
        elif code == 'z':
            out.append(_format_offset(obj.utcoffset(), '') if hasattr(obj, 'utcoffset') else '')
        elif code == 'Z':
            name = obj.tzname() if hasattr(obj, 'tzname') else None
            out.append((name or '').replace('%', '%%'))
        else:
            out.append('%' + code)
    return _time.strftime(''.join(out), timetuple)


def _parse_digits(text):
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _parse_iso_date(text):
    """YYYY-MM-DD, YYYYMMDD, YYYY-Www-D and shorter forms of it."""
    year = _parse_digits(text[:4])
    dash = text[4:5] == '-'
    pos = 4 + dash
    if text[pos:pos + 1] == 'W':
        week = _parse_digits(text[pos + 1:pos + 3])
        rest = text[pos + 3:]
        if rest:
            if (rest[0] == '-') != dash:
                raise ValueError(text)
            rest = rest[dash:]
        day = 1 if not rest else _parse_digits(rest)
        if len(text[pos + 1:pos + 3]) != 2 or len(rest) > 1:
            raise ValueError(text)
        return _ordinal_to_ymd(_iso_to_ordinal(year, week, day))
    month, rest = text[pos:pos + 2], text[pos + 2:]
    if (rest[:1] == '-') != dash:
        raise ValueError(text)
    day = rest[dash:]
    if len(text) < 7 or len(month) != 2 or len(day) != 2:
        raise ValueError(text)
    return year, _parse_digits(month), _parse_digits(day)


def _parse_clock(text):
    """hh[:mm[:ss[.ffffff]]] as four numbers."""
    fraction = 0
    for mark in '.,':
        if mark in text:
            text, _, digits = text.partition(mark)
            fraction = _parse_digits(digits[:6])
            fraction *= 10 ** (6 - len(digits[:6]))
            if digits[6:]:
                _parse_digits(digits[6:])
            if len(text) not in (6, 8):
                raise ValueError(text)
            break
    parts = text.split(':') if ':' in text else [text[i:i + 2] for i in range(0, len(text), 2)]
    if not 1 <= len(parts) <= 3 or any(len(part) != 2 for part in parts):
        raise ValueError(text)
    numbers = [_parse_digits(part) for part in parts]
    return (*numbers, *[0] * (3 - len(numbers)), fraction)


def _parse_iso_time(text):
    """A time with an optional time zone: (hour, minute, second, microsecond, tzinfo)."""
    tz = None
    if text.endswith('Z'):
        text, tz = text[:-1], timezone.utc
    else:
        mark = max(text.find('+'), text.find('-'))
        if mark >= 0:
            hours, minutes, seconds, micros = _parse_clock(text[mark + 1:])
            delta = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=micros)
            tz = timezone(-delta if text[mark] == '-' else delta) if delta else timezone.utc
            text = text[:mark]
    return (*_parse_clock(text), tz)


# strptime

def _take_number(text, pos, width):
    end = pos
    while end < len(text) and end - pos < width and text[end] in '0123456789':
        end += 1
    if end == pos:
        raise _NoMatch
    return int(text[pos:end]), end


def _take_name(text, pos, names):
    found = [name for name in names if name and text[pos:pos + len(name)].lower() == name.lower()]
    if not found:
        raise _NoMatch
    name = max(found, key=len)
    return names.index(name), pos + len(name)


class _NoMatch(Exception):
    pass


_EXPANSIONS = {'c': '%a %b %d %H:%M:%S %Y', 'x': '%m/%d/%y', 'X': '%H:%M:%S'}
# directive -> (field, digits, lowest, highest)
_NUMBERS = {'d': ('day', 2, 1, 31), 'm': ('month', 2, 1, 12), 'H': ('hour', 2, 0, 23), 'I': ('hour12', 2, 1, 12),
            'M': ('minute', 2, 0, 59), 'S': ('second', 2, 0, 61), 'j': ('yday', 3, 1, 366), 'w': ('wday', 1, 0, 6),
            'u': ('iso_day', 1, 1, 7), 'U': ('week_u', 2, 0, 53), 'W': ('week_w', 2, 0, 53),
            'V': ('iso_week', 2, 1, 53), 'G': ('iso_year', 4, 0, 9999)}


def _match(text, pos, format, i, fields):
    """Match text[pos:] with format[i:], filling `fields`; returns the index behind the match."""
    while i < len(format):
        ch = format[i]
        i += 1
        if ch.isspace():
            while i < len(format) and format[i].isspace():
                i += 1
            if pos >= len(text) or not text[pos].isspace():
                raise _NoMatch
            while pos < len(text) and text[pos].isspace():
                pos += 1
            continue
        if ch != '%':
            if text[pos:pos + 1].lower() != ch.lower():
                raise _NoMatch
            pos += 1
            continue
        code = format[i]
        i += 1
        if code in _NUMBERS:
            # Take as many digits as possible, fewer if the rest does not match then.
            name, width, low, high = _NUMBERS[code]
            for digits in range(width, 0, -1):
                value, end = _take_number(text, pos, digits)
                if end - pos < digits or not low <= value <= high:
                    continue
                try:
                    trial = dict(fields)
                    trial[name] = value
                    end = _match(text, end, format, i, trial)
                except _NoMatch:
                    continue
                fields.update(trial)
                return end
            raise _NoMatch
        pos = _match_other(text, pos, code, fields)
    return pos


def _match_other(text, pos, code, fields):
    if code == '%':
        if text[pos:pos + 1] != '%':
            raise _NoMatch
        return pos + 1
    if code == 'Y':
        fields['year'], end = _take_number(text, pos, 4)
        if end - pos != 4:
            raise _NoMatch
    elif code == 'y':
        value, end = _take_number(text, pos, 2)
        if end - pos != 2:
            raise _NoMatch
        fields['year'] = value + (2000 if value <= 68 else 1900)
    elif code == 'f':
        value, end = _take_number(text, pos, 6)
        fields['microsecond'] = value * 10 ** (6 - (end - pos))
    elif code in 'bB':
        fields['month'], end = _take_name(text, pos, _MONTHS if code == 'b' else _FULL_MONTHS)
    elif code in 'aA':
        value, end = _take_name(text, pos, _WEEKDAYS if code == 'a' else _FULL_WEEKDAYS)
        fields['wday'] = (value + 1) % 7
    elif code == 'p':
        fields['pm'], end = _take_name(text, pos, ('am', 'pm'))
    elif code == 'z':
        end = _match_offset(text, pos, fields)
    elif code == 'Z':
        index, end = _take_name(text, pos, ('utc', 'gmt', *_time.tzname))
        fields['tzname'] = text[pos:end]
    else:
        raise _NoMatch
    return end


def _match_offset(text, pos, fields):
    if text[pos:pos + 1] == 'Z':
        fields['offset'] = timedelta(0)
        return pos + 1
    if text[pos:pos + 1] not in ('+', '-'):
        raise _NoMatch
    end = pos + 1
    while end < len(text) and text[end] in '0123456789:.':
        end += 1
    try:
        hours, minutes, seconds, micros = _parse_clock(text[pos + 1:end])
    except ValueError:
        raise _NoMatch from None
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=micros)
    fields['offset'] = -offset if text[pos] == '-' else offset
    return end


def _strptime(cls, text, format):
    """datetime.strptime()."""
    for what, value in (('1', text), ('2', format)):
        if not isinstance(value, str):
            raise TypeError(f'strptime() argument {what} must be str, not {type(value).__name__}')
    expanded, i = '', 0
    while i < len(format):
        if format[i] != '%':
            expanded += format[i]
            i += 1
            continue
        code = format[i + 1:i + 2]
        if not code:
            raise ValueError(f'stray % in format {format!r}')
        if code not in _NUMBERS and code not in _EXPANSIONS and code not in '%YyfbBaApzZ':
            raise ValueError(f"'{code}' is a bad directive in format {format!r}")
        expanded += _EXPANSIONS.get(code, '%' + code)
        i += 2
    fields = {}
    try:
        end = _match(text, 0, expanded, 0, fields)
    except _NoMatch:
        raise ValueError(f'time data {text!r} does not match format {format!r}') from None
    if end != len(text):
        raise ValueError(f'unconverted data remains: {text[end:]}')
    return _assemble(cls, fields)


def _assemble(cls, fields):
    """The datetime that the fields found by _match() make."""
    year = fields.get('year', 1900)
    month, day = fields.get('month', 1), fields.get('day', 1)
    hour = fields.get('hour', 0)
    if 'hour12' in fields:
        hour = fields['hour12'] % 12 + 12 * fields.get('pm', 0)
    weekday = fields.get('wday')                  # 0 is Sunday
    if 'iso_day' in fields:
        weekday = fields['iso_day'] % 7
    if 'iso_year' in fields:
        if 'iso_week' not in fields or weekday is None:
            raise ValueError("ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday "
                             "directive ('%A', '%a', '%w', or '%u').")
        monday = _iso_week1_monday(fields['iso_year'])
        year, month, day = _ordinal_to_ymd(monday + (fields['iso_week'] - 1) * 7 + (weekday + 6) % 7)
    elif 'iso_week' in fields:
        raise ValueError("ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year "
                         "'%G' instead.")
    elif 'yday' in fields and 'month' not in fields:
        year, month, day = _ordinal_to_ymd(_ymd_to_ordinal(year, 1, 1) + fields['yday'] - 1)
    elif weekday is not None and ('week_u' in fields or 'week_w' in fields):
        first = (_ymd_to_ordinal(year, 1, 1) + (0 if 'week_u' in fields else 6)) % 7
        in_week = weekday if 'week_u' in fields else (weekday + 6) % 7
        week = fields['week_u'] if 'week_u' in fields else fields['week_w']
        offset = (week - 1) * 7 + in_week + (7 - first) % 7 if week else in_week - first
        if week and first == 0:
            offset = (week - 1) * 7 + in_week
        year, month, day = _ordinal_to_ymd(_ymd_to_ordinal(year, 1, 1) + offset)
    tz = None
    if 'offset' in fields:
        tz = timezone(fields['offset'], fields['tzname']) if 'tzname' in fields else timezone(fields['offset'])
    return cls(year, month, day, hour, fields.get('minute', 0), fields.get('second', 0),
               fields.get('microsecond', 0), tz)


# Durations

def _divide_nearest(a, b):
    """a / b, rounded to the nearest int, halves to even."""
    q, r = divmod(a, b)
    r *= 2
    if (r > b if b > 0 else r < b) or r == b and q % 2 == 1:
        q += 1
    return q


@_qualified
class timedelta:
    """A duration."""
    __slots__ = ('_days', '_seconds', '_microseconds', '_hash')

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        # In microseconds, exactly; what floats leave over is added up and rounded once, at the end.
        total, left = 0, 0.0
        for name, value, factor in (('days', days, 86400000000), ('seconds', seconds, 1000000),
                                    ('microseconds', microseconds, 1), ('milliseconds', milliseconds, 1000),
                                    ('minutes', minutes, 60000000), ('hours', hours, 3600000000),
                                    ('weeks', weeks, 604800000000)):
            if isinstance(value, int):
                total += value * factor
            elif isinstance(value, float):
                whole = int(value)
                total += whole * factor
                fraction = (value - whole) * factor
                total += int(fraction)
                left += fraction - int(fraction)
            else:
                raise TypeError(f'unsupported type for timedelta {name} component: {type(value).__name__}')
        if left:
            whole = round(left)
            if abs(whole - left) == 0.5:     # a half goes to the even total
                whole = 2 * round((left + (total & 1)) * 0.5) - (total & 1)
            total += whole
        return cls._from_microseconds(total)

    @classmethod
    def _from_microseconds(cls, total):
        seconds, microseconds = divmod(total, 1000000)
        days, seconds = divmod(seconds, 86400)
        if not -999999999 <= days <= 999999999:
            if not -1 << 31 <= days < 1 << 31:
                raise OverflowError('Python int too large to convert to C int')
            raise OverflowError(f'days={days}; must have magnitude <= 999999999')
        self = object.__new__(cls)
        self._days = days
        self._seconds = seconds
        self._microseconds = microseconds
        self._hash = None
        return self

    def _total(self):
        """All of it in microseconds."""
        return (self._days * 86400 + self._seconds) * 1000000 + self._microseconds

    @property
    def days(self):
        """Number of days."""
        return self._days

    @property
    def seconds(self):
        """Number of seconds (>= 0 and less than 1 day)."""
        return self._seconds

    @property
    def microseconds(self):
        """Number of microseconds (>= 0 and less than 1 second)."""
        return self._microseconds

    def total_seconds(self):
        """Total seconds in the duration."""
        return self._total() / 1000000

    def __repr__(self):
        args = [f'{name}={value}' for name, value in (('days', self._days), ('seconds', self._seconds),
                                                      ('microseconds', self._microseconds)) if value]
        return f"{_class_name(self)}({', '.join(args) or '0'})"

    def __str__(self):
        minutes, seconds = divmod(self._seconds, 60)
        text = f'{minutes // 60}:{minutes % 60:02d}:{seconds:02d}'
        if self._days:
            text = f"{self._days} day{'' if abs(self._days) == 1 else 's'}, {text}"
        if self._microseconds:
            text += f'.{self._microseconds:06d}'
        return text

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_microseconds(self._total() + other._total())
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_microseconds(self._total() - other._total())
        return NotImplemented

    def __rsub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_microseconds(other._total() - self._total())
        return NotImplemented

    def __neg__(self):
        return timedelta._from_microseconds(-self._total())

    def __pos__(self):
        return timedelta._from_microseconds(self._total())

    def __abs__(self):
        return -self if self._days < 0 else +self

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._from_microseconds(self._total() * other)
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta._from_microseconds(_divide_nearest(self._total() * a, b))
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._total() // other._total()
        if isinstance(other, int):
            return timedelta._from_microseconds(self._total() // other)
        return NotImplemented

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._total() / other._total()
        if isinstance(other, int):
            if other == 0:
                raise ZeroDivisionError('integer division or modulo by zero')
            return timedelta._from_microseconds(_divide_nearest(self._total(), other))
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            if a == 0:
                raise ZeroDivisionError('division by zero')
            return timedelta._from_microseconds(_divide_nearest(b * self._total(), a))
        return NotImplemented

    def __mod__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_microseconds(self._total() % other._total())
        return NotImplemented

    def __divmod__(self, other):
        if isinstance(other, timedelta):
            q, r = divmod(self._total(), other._total())
            return q, timedelta._from_microseconds(r)
        return NotImplemented

    def __eq__(self, other):
        return self._total() == other._total() if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return self._total() < other._total() if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other):
        return self._total() <= other._total() if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other):
        return self._total() > other._total() if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other):
        return self._total() >= other._total() if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        if self._hash is None:
            self._hash = hash((self._days, self._seconds, self._microseconds))
        return self._hash

    def __bool__(self):
        return self._total() != 0

    def __reduce__(self):
        return self.__class__, (self._days, self._seconds, self._microseconds)


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(days=999999999, hours=23, minutes=59, seconds=59, microseconds=999999)
timedelta.resolution = timedelta(microseconds=1)


# Dates

class IsoCalendarDate(tuple):
    """What isocalendar() returns: year, week, weekday."""
    __slots__ = ()

    def __new__(cls, year, week, weekday):
        return tuple.__new__(cls, (year, week, weekday))

    year = property(lambda self: self[0])
    week = property(lambda self: self[1])
    weekday = property(lambda self: self[2])

    def __repr__(self):
        return f'datetime.IsoCalendarDate(year={self[0]}, week={self[1]}, weekday={self[2]})'

    def __reduce__(self):
        return tuple, (tuple(self),)


def _is_state(value, length, month_at):
    """Is it the state of a pickled date or time, given to the class as its only argument?"""
    return (isinstance(value, bytes) and len(value) == length
            and (month_at is None or 1 <= value[month_at] & 127 <= 12))


def _missing(**values):
    """Complains about the first that is not given, or is no int."""
    for at, name in enumerate(values, 1):
        if values[name] is not None:
            _index(values[name])
        else:
            raise TypeError(f'function missing required argument {name!r} (pos {at})')


@_qualified
class date:
    """A day of the Gregorian calendar, extended into the past."""
    __slots__ = ('_year', '_month', '_day', '_hash')

    def __new__(cls, year=None, month=None, day=None):
        if day is None:
            if month is None and _is_state(year, 4, 2):
                year, month, day = year[0] * 256 + year[1], year[2], year[3]
            else:
                _missing(year=year, month=month, day=day)
        year, month, day = _check_date(year, month, day)
        self = object.__new__(cls)
        self._year = year
        self._month = month
        self._day = day
        self._hash = None
        return self

    @classmethod
    def fromtimestamp(cls, timestamp, /):
        """The local date of a POSIX timestamp."""
        t = _time.localtime(timestamp)
        return cls(t[0], t[1], t[2])

    @classmethod
    def today(cls):
        """The current local date."""
        return cls.fromtimestamp(_time.time())

    @classmethod
    def fromordinal(cls, ordinal, /):
        """The date of a day number; 1 January of the year 1 is day 1."""
        if not 1 <= ordinal:
            raise ValueError('ordinal must be >= 1')
        if ordinal > _MAXORDINAL:
            raise ValueError(f'year {_ordinal_to_ymd(ordinal)[0]} is out of range')
        return cls(*_ordinal_to_ymd(ordinal))

    @classmethod
    def fromisoformat(cls, date_string, /):
        """The date that an ISO 8601 string names."""
        if not isinstance(date_string, str):
            raise TypeError('fromisoformat: argument must be str')
        try:
            return cls(*_parse_iso_date(date_string)) if len(date_string) in (7, 8, 10) else _invalid(date_string)
        except ValueError as exc:
            if exc.args == (date_string,) or not str(exc).startswith(('year', 'month', 'day', 'Inv')):
                raise ValueError(f'Invalid isoformat string: {date_string!r}') from None
            raise

    @classmethod
    def fromisocalendar(cls, year, week, day):
        """The date of a day of an ISO week."""
        return cls.fromordinal(_iso_to_ordinal(year, week, day))

    @property
    def year(self):
        return self._year

    @property
    def month(self):
        return self._month

    @property
    def day(self):
        return self._day

    def __repr__(self):
        return f'{_class_name(self)}({self._year}, {self._month}, {self._day})'

    def ctime(self):
        """Like time.ctime()."""
        return (f'{_WEEKDAYS[self.weekday()]} {_MONTHS[self._month]} {self._day:2d} 00:00:00 {self._year:04d}')

    def strftime(self, format):
        """The date by a format, as time.strftime() knows it."""
        return _strftime(self, format, self.timetuple())

    def __format__(self, format):
        if not isinstance(format, str):
            raise TypeError(f'must be str, not {type(format).__name__}')
        return self.strftime(format) if format else str(self)

    def isoformat(self):
        """YYYY-MM-DD."""
        return f'{self._year:04d}-{self._month:02d}-{self._day:02d}'

    def __str__(self):
        return self.isoformat()

    def timetuple(self):
        """As time.localtime() gives it."""
        return _time.struct_time((self._year, self._month, self._day, 0, 0, 0, self.weekday(), self._yday(), -1))

    def _yday(self):
        return _days_before_month(self._year, self._month) + self._day

    def toordinal(self):
        """The number of the day; 1 January of the year 1 is day 1."""
        return _ymd_to_ordinal(self._year, self._month, self._day)

    def replace(self, year=None, month=None, day=None):
        """The date with some parts changed."""
        return type(self)(self._year if year is None else year, self._month if month is None else month,
                          self._day if day is None else day)

    def weekday(self):
        """Monday is 0."""
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        """Monday is 1."""
        return self.toordinal() % 7 or 7

    def isocalendar(self):
        """ISO year, week and weekday."""
        year = self._year
        today = self.toordinal()
        monday = _iso_week1_monday(year)
        if today < monday:
            year -= 1
            monday = _iso_week1_monday(year)
        elif today >= _iso_week1_monday(year + 1):
            year += 1
            monday = _iso_week1_monday(year)
        week, day = divmod(today - monday, 7)
        return IsoCalendarDate(year, week + 1, day + 1)

    def _key(self):
        return self._year, self._month, self._day

    def __eq__(self, other):
        return date._key(self) == date._key(other) if isinstance(other, date) else NotImplemented

    def __lt__(self, other):
        return date._key(self) < date._key(other) if isinstance(other, date) else NotImplemented

    def __le__(self, other):
        return date._key(self) <= date._key(other) if isinstance(other, date) else NotImplemented

    def __gt__(self, other):
        return date._key(self) > date._key(other) if isinstance(other, date) else NotImplemented

    def __ge__(self, other):
        return date._key(self) >= date._key(other) if isinstance(other, date) else NotImplemented

    def __hash__(self):
        if self._hash is None:
            self._hash = hash(self._key())
        return self._hash

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        ordinal = self.toordinal() + other.days
        if not 0 < ordinal <= _MAXORDINAL:
            raise OverflowError('date value out of range')
        return type(self).fromordinal(ordinal)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def __reduce__(self):
        return self.__class__, (bytes([*divmod(self._year, 256), self._month, self._day]),)


def _invalid(text):
    raise ValueError(text)


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(days=1)


# Time zones

@_qualified
class tzinfo:
    """A time zone: subclasses say utcoffset(), dst() and tzname()."""
    __slots__ = ()

    def tzname(self, dt):
        raise NotImplementedError('a tzinfo subclass must implement tzname()')

    def utcoffset(self, dt):
        raise NotImplementedError('a tzinfo subclass must implement utcoffset()')

    def dst(self, dt):
        raise NotImplementedError('a tzinfo subclass must implement dst()')

    def fromutc(self, dt):
        """The local time of a UTC time."""
        if not isinstance(dt, datetime):
            raise TypeError('fromutc: argument must be a datetime')
        if dt.tzinfo is not self:
            raise ValueError('fromutc: dt.tzinfo is not self')
        offset = dt.utcoffset()
        if offset is None:
            raise ValueError('fromutc: non-None utcoffset() result required')
        dst = dt.dst()
        if dst is None:
            raise ValueError('fromutc: non-None dst() result required')
        delta = offset - dst
        if delta:
            dt += delta
            dst = dt.dst()
            if dst is None:
                raise ValueError('fromutc: tz.dst() gave inconsistent results; cannot convert')
        return dt + dst


@_qualified
class timezone(tzinfo):
    """A time zone with a fixed offset from UTC."""
    __slots__ = ('_offset', '_name')

    _omitted = object()

    def __new__(cls, offset, name=_omitted):
        if not isinstance(offset, timedelta):
            raise TypeError(f'timezone() argument 1 must be datetime.timedelta, not {type(offset).__name__}')
        if name is cls._omitted:
            name = None
            if not offset and cls is timezone and hasattr(cls, 'utc'):
                return cls.utc
        elif not isinstance(name, str):
            raise TypeError(f'timezone() argument 2 must be str, not {type(name).__name__}')
        if not -timedelta(1) < offset < timedelta(1):
            raise ValueError('offset must be a timedelta strictly between -timedelta(hours=24) and '
                             f'timedelta(hours=24), not {offset!r}.')
        self = object.__new__(cls)
        self._offset = offset
        self._name = name
        return self

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is self.utc:
            return 'datetime.timezone.utc'
        name = '' if self._name is None else f', {self._name!r}'
        return f'{_class_name(self)}({self._offset!r}{name})'

    def __str__(self):
        return self.tzname(None)

    def utcoffset(self, dt):
        _check_dt('utcoffset', dt)
        return self._offset

    def tzname(self, dt):
        _check_dt('tzname', dt)
        if self._name is not None:
            return self._name
        return 'UTC' + _format_offset(self._offset) if self._offset else 'UTC'

    def dst(self, dt):
        _check_dt('dst', dt)
        return None

    def fromutc(self, dt):
        if not isinstance(dt, datetime):
            raise TypeError('fromutc: argument must be a datetime instance, not ' + type(dt).__name__)
        if dt.tzinfo is not self:
            raise ValueError('fromutc: dt.tzinfo is not self')
        return dt + self._offset

    def __reduce__(self):
        return self.__class__, (self._offset,) if self._name is None else (self._offset, self._name)


def _check_dt(name, dt):
    if dt is not None and not isinstance(dt, datetime):
        raise TypeError(f'{name}(dt) argument must be a datetime instance or None, not {type(dt).__name__}')


timezone.utc = UTC = timezone(timedelta(0))
timezone.min = timezone(-timedelta(hours=23, minutes=59))
timezone.max = timezone(timedelta(hours=23, minutes=59))


# Times of day

@_qualified
class time:
    """A time of day, with or without a time zone."""
    __slots__ = ('_hour', '_minute', '_second', '_microsecond', '_tzinfo', '_fold')

    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        if _is_state(hour, 6, None):
            state, tzinfo = hour, minute or None
            hour, minute, second = state[0] & 127, state[1], state[2]
            microsecond, fold = int.from_bytes(state[3:], 'big'), state[0] >> 7
        hour, minute, second, microsecond, fold = _check_time(hour, minute, second, microsecond, fold)
        _check_tzinfo(tzinfo)
        self = object.__new__(cls)
        self._hour = hour
        self._minute = minute
        self._second = second
        self._microsecond = microsecond
        self._tzinfo = tzinfo
        self._fold = fold
        return self

    @property
    def hour(self):
        return self._hour

    @property
    def minute(self):
        return self._minute

    @property
    def second(self):
        return self._second

    @property
    def microsecond(self):
        return self._microsecond

    @property
    def tzinfo(self):
        return self._tzinfo

    @property
    def fold(self):
        return self._fold

    @classmethod
    def fromisoformat(cls, time_string, /):
        """The time that an ISO 8601 string names."""
        if not isinstance(time_string, str):
            raise TypeError('fromisoformat: argument must be str')
        try:
            parts = _parse_iso_time(time_string.removeprefix('T'))
        except ValueError:
            raise ValueError(f'Invalid isoformat string: {time_string!r}') from None
        return cls(*parts)

    def _parts(self):
        return self._hour, self._minute, self._second, self._microsecond

    def _compare(self, other, what):
        """Both as something to compare with each other; with zones, in UTC. None if the other is no time."""
        if not isinstance(other, time):
            return None
        if self._tzinfo is other._tzinfo:
            return self._parts(), other._parts()
        mine, its = self.utcoffset(), other.utcoffset()
        if mine == its:
            return self._parts(), other._parts()
        if mine is None or its is None:
            if what == '==':
                return 0, 1
            raise TypeError("can't compare offset-naive and offset-aware times")
        return self._delta() - mine, other._delta() - its

    def _delta(self):
        return timedelta(hours=self._hour, minutes=self._minute, seconds=self._second,
                         microseconds=self._microsecond)

    def __eq__(self, other):
        pair = self._compare(other, '==')
        return NotImplemented if pair is None else pair[0] == pair[1]

    def __lt__(self, other):
        pair = self._compare(other, '<')
        return NotImplemented if pair is None else pair[0] < pair[1]

    def __le__(self, other):
        pair = self._compare(other, '<=')
        return NotImplemented if pair is None else pair[0] <= pair[1]

    def __gt__(self, other):
        pair = self._compare(other, '>')
        return NotImplemented if pair is None else pair[0] > pair[1]

    def __ge__(self, other):
        pair = self._compare(other, '>=')
        return NotImplemented if pair is None else pair[0] >= pair[1]

    def __hash__(self):
        offset = self.replace(fold=0).utcoffset() if self._fold else self.utcoffset()
        if not offset:
            return hash(self._parts())
        utc = self._delta() - offset
        minutes, seconds = divmod(utc.seconds, 60)
        parts = (*divmod(minutes, 60), seconds, utc.microseconds)
        return hash((utc.days, *parts) if utc.days else parts)

    def __repr__(self):
        return f'{_class_name(self)}({_repr_tail(self, [self._hour, self._minute])})'

    def isoformat(self, timespec='auto'):
        """hh:mm:ss, with microseconds and zone if there are any."""
        return _format_time(*self._parts(), timespec) + _format_offset(self.utcoffset())

    def __str__(self):
        return self.isoformat()

    def strftime(self, format):
        """The time by a format; dates in it are 1 January 1900."""
        return _strftime(self, format, (1900, 1, 1, self._hour, self._minute, self._second, 0, 1, -1))

    __format__ = date.__format__

    def utcoffset(self):
        """The offset from UTC, or None."""
        return None if self._tzinfo is None else _check_offset('utcoffset', self._tzinfo.utcoffset(None))

    def tzname(self):
        """The time zone's name, or None."""
        return None if self._tzinfo is None else _check_tzname(self._tzinfo.tzname(None))

    def dst(self):
        """How much the clock is put forward for daylight saving, or None."""
        return None if self._tzinfo is None else _check_offset('dst', self._tzinfo.dst(None))

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *, fold=None):
        """The time with some parts changed."""
        return type(self)(self._hour if hour is None else hour, self._minute if minute is None else minute,
                          self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def __reduce_ex__(self, protocol):
        fold = self._fold << 7 if protocol > 3 else 0
        state = bytes([self._hour | fold, self._minute, self._second]) + self._microsecond.to_bytes(3, 'big')
        return self.__class__, (state,) if self._tzinfo is None else (state, self._tzinfo)

    def __reduce__(self):
        return self.__reduce_ex__(2)


def _repr_tail(self, args):
    """The arguments of a repr from the minutes on, seconds only if there are any."""
    if self._microsecond:
        args += [self._second, self._microsecond]
    elif self._second:
        args.append(self._second)
    args = list(map(str, args))
    if self._tzinfo is not None:
        args.append(f'tzinfo={self._tzinfo!r}')
    if self._fold:
        args.append('fold=1')
    return ', '.join(args)


time.min = time(0, 0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)

_time_class = time
_tzinfo_class = tzinfo


# Both

@_qualified
class datetime(date):
    """A date and a time of day."""
    __slots__ = ('_hour', '_minute', '_second', '_microsecond', '_tzinfo', '_fold')

    def __new__(cls, year=None, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        if day is None:
            if _is_state(year, 10, 2):
                state, tzinfo = year, month
                year, month, day, hour, minute, second = state[0] * 256 + state[1], state[2] & 127, *state[3:7]
                microsecond, fold = int.from_bytes(state[7:], 'big'), state[2] >> 7
            else:
                _missing(year=year, month=month, day=day)
        year, month, day = _check_date(year, month, day)
        hour, minute, second, microsecond, fold = _check_time(hour, minute, second, microsecond, fold)
        _check_tzinfo(tzinfo)
        self = object.__new__(cls)
        self._year = year
        self._month = month
        self._day = day
        self._hash = None
        self._hour = hour
        self._minute = minute
        self._second = second
        self._microsecond = microsecond
        self._tzinfo = tzinfo
        self._fold = fold
        return self

    hour, minute, second, microsecond = time.hour, time.minute, time.second, time.microsecond
    tzinfo, fold = time.tzinfo, time.fold

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        """The time of a POSIX timestamp: local, or in a given zone."""
        _check_tzinfo(tz)
        result = cls._from_timestamp(timestamp, _time.localtime if tz is None else _time.gmtime)
        return result if tz is None else tz.fromutc(result.replace(tzinfo=tz))

    @classmethod
    def utcfromtimestamp(cls, timestamp, /):
        """The UTC time of a POSIX timestamp, without a zone."""
        return cls._from_timestamp(timestamp, _time.gmtime)

    @classmethod
    def _from_timestamp(cls, timestamp, convert):
        if isinstance(timestamp, float):
            whole = int(timestamp // 1)
            micros = round((timestamp - whole) * 1e6)
            if micros == 1000000:
                whole, micros = whole + 1, 0
        else:
            whole, micros = timestamp, 0
        t = convert(whole)
        result = cls(t[0], t[1], t[2], t[3], t[4], min(t[5], 59), micros)
        if convert is _time.localtime and whole >= 86400:
            # Was the clock set back within the last day, so that it shows this time again?
            back = result - cls(*convert(whole - 86400)[:5], min(t[5], 59), micros) - timedelta(1)
            if back.days < 0:
                before = convert(whole + back // timedelta(seconds=1))
                if tuple(before)[:6] == tuple(t)[:6]:
                    result._fold = 1
        return result

    @classmethod
    def now(cls, tz=None):
        """The current time: local, or in a given zone."""
        return cls.fromtimestamp(_time.time(), tz)

    @classmethod
    def utcnow(cls):
        """The current UTC time, without a zone."""
        return cls.utcfromtimestamp(_time.time())

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        """A date and a time put together."""
        if not isinstance(date, _date_class):
            raise TypeError(f'combine() argument 1 must be datetime.date, not {type(date).__name__}')
        if not isinstance(time, _time_class):
            raise TypeError(f'combine() argument 2 must be datetime.time, not {type(time).__name__}')
        return cls(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond,
                   time.tzinfo if tzinfo is True else tzinfo, fold=time.fold)

    @classmethod
    def fromisoformat(cls, date_string, /):
        """The time that an ISO 8601 string names."""
        if not isinstance(date_string, str):
            raise TypeError('fromisoformat: argument must be str')
        try:
            end = _date_end(date_string)
            day = _parse_iso_date(date_string[:end])
            clock = (0, 0, 0, 0, None)
            if end < len(date_string):
                clock = _parse_iso_time(date_string[end + 1:])
        except ValueError:
            raise ValueError(f'Invalid isoformat string: {date_string!r}') from None
        return cls(*day, *clock)

    @classmethod
    def strptime(cls, date_string, format, /):
        """The time that a string names in a given format."""
        return _strptime(cls, date_string, format)

    def _parts(self):
        return self._hour, self._minute, self._second, self._microsecond

    def timetuple(self):
        """As time.localtime() gives it."""
        dst = self.dst()
        dst = -1 if dst is None else int(bool(dst))
        return _time.struct_time((*date._key(self), self._hour, self._minute, self._second, self.weekday(),
                                  self._yday(), dst))

    def utctimetuple(self):
        """The UTC time, as time.gmtime() gives it."""
        offset = self.utcoffset()
        t = self - offset if offset else self
        return _time.struct_time((*date._key(t), t._hour, t._minute, t._second, t.weekday(), t._yday(), 0))

    def timestamp(self):
        """POSIX timestamp; without a zone, the time is taken as local."""
        if self._tzinfo is None:
            return self._mktime() + self._microsecond / 1e6
        return (self - _UNIX_EPOCH).total_seconds()

    def _mktime(self):
        """The POSIX timestamp of a local time: it is shown once, twice (see fold) or, in a gap, never."""
        def local(u):
            t = _time.localtime(u)
            return ((_ymd_to_ordinal(t[0], t[1], t[2]) - _EPOCH) * 24 + t[3]) * 3600 + t[4] * 60 + t[5]

        t = ((self.toordinal() - _EPOCH) * 24 + self._hour) * 3600 + self._minute * 60 + self._second
        a = local(t) - t
        u1 = t - a
        if local(u1) == t:
            u2 = u1 + (86400 if self._fold else -86400)
            b = local(u2) - u2               # the offset on the other side of a possible change
            if a == b:
                return u1
        else:
            b = local(u1) - u1
        u2 = t - b
        if local(u2) == t:
            return u2
        if local(u1) == t:
            return u1
        return min(u1, u2) if self._fold else max(u1, u2)

    def date(self):
        """The date alone."""
        return _date_class(self._year, self._month, self._day)

    def time(self):
        """The time alone, without the zone."""
        return _time_class(*self._parts(), fold=self._fold)

    def timetz(self):
        """The time alone, with the zone."""
        return _time_class(*self._parts(), self._tzinfo, fold=self._fold)

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None,
                tzinfo=True, *, fold=None):
        """The time with some parts changed."""
        return type(self)(self._year if year is None else year, self._month if month is None else month,
                          self._day if day is None else day, self._hour if hour is None else hour,
                          self._minute if minute is None else minute, self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def _local_timezone(self):
        seconds = self._mktime() if self._tzinfo is None else (self - _UNIX_EPOCH) // timedelta(seconds=1)
        local = _time.localtime(seconds)
        return timezone(timedelta(seconds=local.tm_gmtoff), local.tm_zone)

    def astimezone(self, tz=None):
        """The same moment in another zone."""
        if tz is None:
            tz = self._local_timezone()
        elif not isinstance(tz, _tzinfo_class):
            raise TypeError("tzinfo argument must be None or of a tzinfo subclass, "
                            f"not type '{type(tz).__name__}'")
        mine = self._tzinfo
        offset = None if mine is None else self.utcoffset()
        if offset is None:
            mine = self.replace(tzinfo=None)._local_timezone()        # the time is taken as local
            offset = mine.utcoffset(self)
        elif tz is mine:
            return self
        return tz.fromutc((self - offset).replace(tzinfo=tz))

    def ctime(self):
        """Like time.ctime()."""
        return (f'{_WEEKDAYS[self.weekday()]} {_MONTHS[self._month]} {self._day:2d} '
                f'{self._hour:02d}:{self._minute:02d}:{self._second:02d} {self._year:04d}')

    def isoformat(self, sep='T', timespec='auto'):
        """YYYY-MM-DDThh:mm:ss, with microseconds and zone if there are any."""
        return (f'{self._year:04d}-{self._month:02d}-{self._day:02d}{sep}'
                + _format_time(*self._parts(), timespec) + _format_offset(self.utcoffset()))

    def __repr__(self):
        args = [*date._key(self), self._hour, self._minute]
        return f'{_class_name(self)}({_repr_tail(self, args)})'

    def __str__(self):
        return self.isoformat(sep=' ')

    def utcoffset(self):
        """The offset from UTC, or None."""
        return None if self._tzinfo is None else _check_offset('utcoffset', self._tzinfo.utcoffset(self))

    def tzname(self):
        """The time zone's name, or None."""
        return None if self._tzinfo is None else _check_tzname(self._tzinfo.tzname(self))

    def dst(self):
        """How much the clock is put forward for daylight saving, or None."""
        return None if self._tzinfo is None else _check_offset('dst', self._tzinfo.dst(self))

    def _naive_delta(self):
        return timedelta(self.toordinal(), self._second, self._microsecond, 0, self._minute, self._hour)

    def _key(self):
        return (self._year, self._month, self._day, *self._parts())

    def _compare(self, other, what):
        """Both as something to compare with each other; with zones, in UTC."""
        if not isinstance(other, datetime):
            if isinstance(other, date) and what != '==':
                _compare_error(self, other)
            return None
        if self._tzinfo is other._tzinfo:
            return self._key(), other._key()
        mine, its = self.utcoffset(), other.utcoffset()
        if mine == its and (what != '==' or mine is None):
            return self._key(), other._key()
        if mine is None or its is None:
            if what == '==':
                return 0, 1
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        if what == '==' and (mine != self.replace(fold=not self._fold).utcoffset()
                             or its != other.replace(fold=not other._fold).utcoffset()):
            return 0, 1                  # a time that the clock shows twice or never equals none in another zone
        return self._naive_delta() - mine, other._naive_delta() - its

    def __eq__(self, other):
        pair = self._compare(other, '==')
        if pair is None:
            return False if isinstance(other, date) else NotImplemented
        return pair[0] == pair[1]

    def __lt__(self, other):
        pair = self._compare(other, '<')
        return NotImplemented if pair is None else pair[0] < pair[1]

    def __le__(self, other):
        pair = self._compare(other, '<=')
        return NotImplemented if pair is None else pair[0] <= pair[1]

    def __gt__(self, other):
        pair = self._compare(other, '>')
        return NotImplemented if pair is None else pair[0] > pair[1]

    def __ge__(self, other):
        pair = self._compare(other, '>=')
        return NotImplemented if pair is None else pair[0] >= pair[1]

    def __hash__(self):
        if self._hash is None:
            offset = (self.replace(fold=0) if self._fold else self).utcoffset()
            self._hash = hash(self._key()) if offset is None else hash(self._naive_delta() - offset)
        return self._hash

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        delta = self._naive_delta() + other
        if not 0 < delta.days <= _MAXORDINAL:
            raise OverflowError('date value out of range')
        minutes, second = divmod(delta.seconds, 60)
        return type(self)(*_ordinal_to_ymd(delta.days), minutes // 60, minutes % 60, second, delta.microseconds,
                          self._tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + -other
        if not isinstance(other, datetime):
            return NotImplemented
        delta = self._naive_delta() - other._naive_delta()
        if self._tzinfo is other._tzinfo:
            return delta
        mine, its = self.utcoffset(), other.utcoffset()
        if mine == its:
            return delta
        if mine is None or its is None:
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return delta + its - mine

    def __reduce_ex__(self, protocol):
        fold = self._fold << 7 if protocol > 3 else 0
        state = bytes([*divmod(self._year, 256), self._month | fold, self._day, self._hour, self._minute,
                       self._second]) + self._microsecond.to_bytes(3, 'big')
        return self.__class__, (state,) if self._tzinfo is None else (state, self._tzinfo)

    def __reduce__(self):
        return self.__reduce_ex__(2)


def _date_end(text):
    """Where the date in an ISO string ends."""
    if len(text) < 7:
        raise ValueError(text)
    if text[4] == '-':
        if text[5] != 'W':
            return 10
        return 10 if text[8:9] == '-' and not '0' <= text[10:11] <= '9' else 8      # else - is the separator
    if text[4] != 'W':
        return 8
    pos = 7                              # YYYYWww or YYYYWwwD: the time behind it has an even number of digits
    while '0' <= text[pos:pos + 1] <= '9':
        pos += 1
    return pos if pos < 9 else 8 - (pos % 2 == 0)


_date_class = date
datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# In CPython the class's name and the module's are two objects, which pickles show.
datetime.__qualname__ = b'datetime'.decode()
