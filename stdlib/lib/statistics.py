"""Averages, spread, and the normal distribution.

Sums are exact: every number is taken as a ratio of integers (`_ratio`), and only the result is
rounded.  Without decimal and fractions, data are ints and floats.
"""

import math

__all__ = ['NormalDist', 'StatisticsError', 'correlation', 'covariance', 'fmean', 'geometric_mean',
           'harmonic_mean', 'linear_regression', 'mean', 'median', 'median_grouped', 'median_high', 'median_low',
           'mode', 'multimode', 'pstdev', 'pvariance', 'quantiles', 'stdev', 'variance']


class StatisticsError(ValueError):
    pass


# Exact sums

def _ratio(x):
    """x as (numerator, denominator); (x, None) for infinities and NaN."""
    try:
        return x.as_integer_ratio()
    except AttributeError:
        raise TypeError(f"can't convert type '{type(x).__name__}' to numerator/denominator") from None
    except (OverflowError, ValueError):
        return x, None


def _exact_sum(data, power=1):
    """(is all int, numerator, denominator, count) of the sum of data ** power."""
    partials = {}                        # denominator -> sum of numerators
    count = 0
    all_int = True
    for x in data:
        count += 1
        if not isinstance(x, int):
            all_int = False
        n, d = _ratio(x)
        if d is not None:
            n, d = n ** power, d ** power
        partials[d] = partials.get(d, 0) + n
    if None in partials:
        return False, partials[None], None, count
    denominator = math.lcm(*partials)
    return all_int, sum([n * (denominator // d) for d, n in partials.items()]), denominator, count


def _convert(all_int, numerator, denominator):
    """The ratio as an int if all data were ints and it is whole, else as a float."""
    if denominator is None:
        return numerator
    if all_int and numerator % denominator == 0:
        return numerator // denominator
    return numerator / denominator


def _mean(data):
    all_int, numerator, denominator, n = _exact_sum(data)
    return _convert(all_int, numerator, None if denominator is None else denominator * n)


def _sum_of_squares(data, c=None):
    """(is all int, numerator, denominator, count) of the squared deviations from c, or from the mean."""
    if c is not None:
        return _exact_sum([x - c for x in data], 2)
    data = list(data)
    all_int, sx, dx, n = _exact_sum(data)
    _, sxx, dxx, _ = _exact_sum(data, 2)
    if dx is None or dxx is None:
        return False, abs(sx), None, n
    if not n:
        return all_int, 0, 1, 0
    # sxx - sx ** 2 / n
    return all_int, n * sxx * dx * dx - sx * sx * dxx, n * dxx * dx * dx, n


def _sqrt_of_ratio(n, m):
    """The square root of n / m as a float, rounded once."""
    shift = (n.bit_length() - m.bit_length() - 109) // 2
    if shift >= 0:
        m <<= 2 * shift
    else:
        n <<= -2 * shift
    root = math.isqrt(n // m)
    root |= root * root * m != n         # a sticky bit, so that the division below rounds right
    return float(root << shift) if shift >= 0 else root / (1 << -shift)


def _counted(data):
    return list(data) if iter(data) is data else data


# Averages

def mean(data):
    """The arithmetic mean."""
    data = _counted(data)
    if len(data) < 1:
        raise StatisticsError('mean requires at least one data point')
    return _mean(data)


def fmean(data, weights=None):
    """The arithmetic mean in floats: faster."""
    data = list(data)
    if not data:
        raise StatisticsError('fmean requires at least one data point')
    if weights is None:
        return math.fsum(data) / len(data)
    weights = list(weights)
    if len(weights) != len(data):
        raise StatisticsError('data and weights must be the same length')
    total = math.fsum(weights)
    if not total:
        raise StatisticsError('sum of weights must be non-zero')
    return math.fsum([x * w for x, w in zip(data, weights)]) / total


def geometric_mean(data):
    """The n-th root of the product."""
    try:
        return math.exp(fmean(map(math.log, data)))
    except ValueError:
        raise StatisticsError('geometric mean requires a non-empty dataset containing positive numbers') from None


def harmonic_mean(data, weights=None):
    """The reciprocal of the mean of the reciprocals."""
    data = _counted(data)
    n = len(data)
    if n < 1:
        raise StatisticsError('harmonic_mean requires at least one data point')
    if n == 1 and weights is None:
        if not isinstance(data[0], (int, float)):
            raise TypeError('unsupported type')
        if data[0] < 0:
            raise StatisticsError('harmonic mean does not support negative values')
        return data[0]
    weights = [1] * n if weights is None else _counted(weights)
    if len(weights) != n:
        raise StatisticsError('Number of weights does not match data size')
    if any(x < 0 for x in data) or any(w < 0 for w in weights):
        raise StatisticsError('harmonic mean does not support negative values')
    if any(x == 0 for x in data):
        return 0
    _, wn, wd, _ = _exact_sum(weights)
    _, rn, rd, _ = _exact_sum([w / x if w else 0 for w, x in zip(weights, data)])
    if rd is None:                       # an infinity or NaN
        return wn / wd / rn
    if not rn:
        raise StatisticsError('Weighted sum must be positive')
    return wn * rd / (wd * rn)


def _sorted(data):
    data = sorted(data)
    if not data:
        raise StatisticsError('no median for empty data')
    return data


def median(data):
    """The middle value, or the mean of the two middle values."""
    data = _sorted(data)
    i = len(data) // 2
    return data[i] if len(data) % 2 else (data[i - 1] + data[i]) / 2


def median_low(data):
    """The middle value, or the lower of the two."""
    data = _sorted(data)
    return data[(len(data) - 1) // 2]


def median_high(data):
    """The middle value, or the higher of the two."""
    data = _sorted(data)
    return data[len(data) // 2]


def median_grouped(data, interval=1.0):
    """The median of data that stand for the middles of intervals."""
    from bisect import bisect_left, bisect_right
    data = _sorted(data)
    n = len(data)
    x = data[n // 2]
    i = bisect_left(data, x)
    j = bisect_right(data, x, lo=i)
    try:
        interval, x = float(interval), float(x)
    except ValueError:
        raise TypeError('Value cannot be converted to a float')
    return x - interval / 2.0 + interval * (n / 2 - i) / (j - i)


def mode(data):
    """The most common value, of several the first."""
    from collections import Counter
    pairs = Counter(iter(data)).most_common(1)
    if not pairs:
        raise StatisticsError('no mode for empty data')
    return pairs[0][0]


def multimode(data):
    """All most common values."""
    from collections import Counter
    counts = Counter(iter(data))
    highest = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == highest]


def quantiles(data, *, n=4, method='exclusive'):
    """The n - 1 values that cut the data into n parts of equal size."""
    if n < 1:
        raise StatisticsError('n must be at least 1')
    data = sorted(data)
    size = len(data)
    if size < 2:
        raise StatisticsError('must have at least two data points')
    result = []
    if method == 'inclusive':
        m = size - 1
        for i in range(1, n):
            j, delta = divmod(i * m, n)
            result.append((data[j] * (n - delta) + data[j + 1] * delta) / n)
        return result
    if method == 'exclusive':
        m = size + 1
        for i in range(1, n):
            j = min(max(i * m // n, 1), size - 1)
            delta = i * m - j * n
            result.append((data[j - 1] * (n - delta) + data[j] * delta) / n)
        return result
    raise ValueError(f'Unknown method: {method!r}')


# Spread

def _variance(data, center, fewer, name):
    all_int, numerator, denominator, n = _sum_of_squares(data, center)
    if n < 1 + fewer:
        least = 'two data points' if fewer else 'one data point'
        raise StatisticsError(f'{name} requires at least {least}')
    return all_int, numerator, None if denominator is None else denominator * (n - fewer)


def variance(data, xbar=None):
    """The variance of a population of which the data are a sample."""
    return _convert(*_variance(data, xbar, 1, 'variance'))


def pvariance(data, mu=None):
    """The variance of data that are the whole population."""
    return _convert(*_variance(data, mu, 0, 'pvariance'))


def stdev(data, xbar=None):
    """The square root of variance()."""
    _, numerator, denominator = _variance(data, xbar, 1, 'stdev')
    return numerator if denominator is None else _sqrt_of_ratio(numerator, denominator)


def pstdev(data, mu=None):
    """The square root of pvariance()."""
    _, numerator, denominator = _variance(data, mu, 0, 'pstdev')
    return numerator if denominator is None else _sqrt_of_ratio(numerator, denominator)


# Two variables

def covariance(x, y, /):
    """How much two variables go together."""
    n = len(x)
    if len(y) != n:
        raise StatisticsError('covariance requires that both inputs have same number of data points')
    if n < 2:
        raise StatisticsError('covariance requires at least two data points')
    xbar, ybar = math.fsum(x) / n, math.fsum(y) / n
    return math.fsum([(a - xbar) * (b - ybar) for a, b in zip(x, y)]) / (n - 1)


def correlation(x, y, /):
    """Pearson's correlation coefficient, from -1 to 1."""
    n = len(x)
    if len(y) != n:
        raise StatisticsError('correlation requires that both inputs have same number of data points')
    if n < 2:
        raise StatisticsError('correlation requires at least two data points')
    xbar, ybar = math.fsum(x) / n, math.fsum(y) / n
    sxy = math.fsum([(a - xbar) * (b - ybar) for a, b in zip(x, y)])
    sxx = math.fsum([(a - xbar) ** 2.0 for a in x])
    syy = math.fsum([(b - ybar) ** 2.0 for b in y])
    try:
        return sxy / math.sqrt(sxx * syy)
    except ZeroDivisionError:
        raise StatisticsError('at least one of the inputs is constant')


def linear_regression(x, y, /, *, proportional=False):
    """(slope, intercept) of the line with the least squared distances."""
    from collections import namedtuple
    n = len(x)
    if len(y) != n:
        raise StatisticsError('linear regression requires that both inputs have same number of data points')
    if n < 2:
        raise StatisticsError('linear regression requires at least two data points')
    if proportional:
        sxy = math.fsum([a * b for a, b in zip(x, y)])
        sxx = math.fsum([a * a for a in x])
    else:
        xbar, ybar = math.fsum(x) / n, math.fsum(y) / n
        sxy = math.fsum([(a - xbar) * (b - ybar) for a, b in zip(x, y)])
        sxx = math.fsum([(a - xbar) ** 2.0 for a in x])
    try:
        slope = sxy / sxx
    except ZeroDivisionError:
        raise StatisticsError('x is constant')
    intercept = 0.0 if proportional else ybar - slope * xbar
    return namedtuple('LinearRegression', 'slope intercept', module=__name__)(slope=slope, intercept=intercept)


# The normal distribution

class NormalDist:
    """A normally distributed variable, with arithmetic."""
    __slots__ = {'_mu': 'Arithmetic mean of a normal distribution',
                 '_sigma': 'Standard deviation of a normal distribution'}

    def __init__(self, mu=0.0, sigma=1.0):
        if sigma < 0.0:
            raise StatisticsError('sigma must be non-negative')
        self._mu = float(mu)
        self._sigma = float(sigma)

    @classmethod
    def from_samples(cls, data):
        """The distribution that data are a sample of."""
        data = list(data)
        return cls(mean(data), stdev(data))

    def samples(self, n, *, seed=None):
        """n random values."""
        import random
        gauss = random.gauss if seed is None else random.Random(seed).gauss
        return [gauss(self._mu, self._sigma) for _ in range(n)]

    def pdf(self, x):
        """The density at x."""
        variance = self._sigma * self._sigma
        if not variance:
            raise StatisticsError('pdf() not defined when sigma is zero')
        diff = x - self._mu
        return math.exp(diff * diff / (-2.0 * variance)) / math.sqrt(math.tau * variance)

    def cdf(self, x):
        """The probability of a value up to x."""
        if not self._sigma:
            raise StatisticsError('cdf() not defined when sigma is zero')
        return 0.5 * (1.0 + math.erf((x - self._mu) / (self._sigma * math.sqrt(2.0))))

    def inv_cdf(self, p):
        """The x of which cdf(x) is p."""
        if p <= 0.0 or p >= 1.0:
            raise StatisticsError('p must be in the range 0.0 < p < 1.0')
        if self._sigma <= 0.0:
            raise StatisticsError('cdf() not defined when sigma at or below zero')
        return self._mu + self._sigma * _standard_inv_cdf(p)

    def quantiles(self, n=4):
        """The n - 1 points that cut the distribution into n parts of equal probability."""
        return [self.inv_cdf(i / n) for i in range(1, n)]

    def overlap(self, other):
        """The area that two distributions share."""
        if not isinstance(other, NormalDist):
            raise TypeError('Expected another NormalDist instance')
        X, Y = self, other
        if (Y._sigma, Y._mu) < (X._sigma, X._mu):
            X, Y = Y, X
        x_var, y_var = X.variance, Y.variance
        if not x_var or not y_var:
            raise StatisticsError('overlap() not defined when sigma is zero')
        dv = y_var - x_var
        dm = abs(Y._mu - X._mu)
        if not dv:
            return 1.0 - math.erf(dm / (2.0 * X._sigma * math.sqrt(2.0)))
        a = X._mu * y_var - Y._mu * x_var
        b = X._sigma * Y._sigma * math.sqrt(dm * dm + dv * math.log(y_var / x_var))
        x1, x2 = (a + b) / dv, (a - b) / dv
        return 1.0 - (abs(Y.cdf(x1) - X.cdf(x1)) + abs(Y.cdf(x2) - X.cdf(x2)))

    def zscore(self, x):
        """How many standard deviations x is from the mean."""
        if not self._sigma:
            raise StatisticsError('zscore() not defined when sigma is zero')
        return (x - self._mu) / self._sigma

    mean = median = mode = property(lambda self: self._mu)
    stdev = property(lambda self: self._sigma)
    variance = property(lambda self: self._sigma * self._sigma)

    def __add__(x1, x2):
        if isinstance(x2, NormalDist):
            return NormalDist(x1._mu + x2._mu, math.hypot(x1._sigma, x2._sigma))
        return NormalDist(x1._mu + x2, x1._sigma)

    def __sub__(x1, x2):
        if isinstance(x2, NormalDist):
            return NormalDist(x1._mu - x2._mu, math.hypot(x1._sigma, x2._sigma))
        return NormalDist(x1._mu - x2, x1._sigma)

    def __mul__(x1, x2):
        return NormalDist(x1._mu * x2, x1._sigma * math.fabs(x2))

    def __truediv__(x1, x2):
        return NormalDist(x1._mu / x2, x1._sigma / math.fabs(x2))

    def __pos__(x1):
        return NormalDist(x1._mu, x1._sigma)

    def __neg__(x1):
        return NormalDist(-x1._mu, x1._sigma)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(x1, x2):
        return -(x1 - x2)

    def __eq__(x1, x2):
        if not isinstance(x2, NormalDist):
            return NotImplemented
        return x1._mu == x2._mu and x1._sigma == x2._sigma

    def __hash__(self):
        return hash((self._mu, self._sigma))

    def __repr__(self):
        return f'{type(self).__name__}(mu={self._mu!r}, sigma={self._sigma!r})'


def _polynomial(coefficients, x):
    result = 0.0
    for c in coefficients:
        result = result * x + c
    return result


# Wichura's algorithm AS 241 (1988): numerators and denominators of three rational approximations.
_CENTRAL = ((2.50908_09287_30122_6727e+3, 3.34305_75583_58812_8105e+4, 6.72657_70927_00870_0853e+4,
             4.59219_53931_54987_1457e+4, 1.37316_93765_50946_1125e+4, 1.97159_09503_06551_4427e+3,
             1.33141_66789_17843_7745e+2, 3.38713_28727_96366_6080e+0),
            (5.22649_52788_52854_5610e+3, 2.87290_85735_72194_2674e+4, 3.93078_95800_09271_0610e+4,
             2.12137_94301_58659_5867e+4, 5.39419_60214_24751_1077e+3, 6.87187_00749_20579_0830e+2,
             4.23133_30701_60091_1252e+1, 1.0))
_TAIL = ((7.74545_01427_83414_07640e-4, 2.27238_44989_26918_45833e-2, 2.41780_72517_74506_11770e-1,
          1.27045_82524_52368_38258e+0, 3.64784_83247_63204_60504e+0, 5.76949_72214_60691_40550e+0,
          4.63033_78461_56545_29590e+0, 1.42343_71107_49683_57734e+0),
         (1.05075_00716_44416_84324e-9, 5.47593_80849_95344_94600e-4, 1.51986_66563_61645_71966e-2,
          1.48103_97642_74800_74590e-1, 6.89767_33498_51000_04550e-1, 1.67638_48301_83803_84940e+0,
          2.05319_16266_37758_82187e+0, 1.0))
_FAR_TAIL = ((2.01033_43992_92288_13265e-7, 2.71155_55687_43487_57815e-5, 1.24266_09473_88078_43860e-3,
              2.65321_89526_57612_30930e-2, 2.96560_57182_85048_91230e-1, 1.78482_65399_17291_33580e+0,
              5.46378_49111_64114_36990e+0, 6.65790_46435_01103_77720e+0),
             (2.04426_31033_89939_78564e-15, 1.42151_17583_16445_88870e-7, 1.84631_83175_10054_68180e-5,
              7.86869_13114_56132_59100e-4, 1.48753_61290_85061_48525e-2, 1.36929_88092_27358_05310e-1,
              5.99832_20655_58879_37690e-1, 1.0))


def _standard_inv_cdf(p):
    q = p - 0.5
    if math.fabs(q) <= 0.425:
        r = 0.180625 - q * q
        num, den = _CENTRAL
        return _polynomial(num, r) * q / _polynomial(den, r)
    r = math.sqrt(-math.log(p if q <= 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        num, den = _TAIL
    else:
        r -= 5.0
        num, den = _FAR_TAIL
    x = _polynomial(num, r) / _polynomial(den, r)
    return -x if q < 0.0 else x
