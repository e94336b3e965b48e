/* mod_time.c: the module time. Clocks come from the lock's host, so that on the simulated machine
 * all of them are virtual; sleep parks the thread there. The calendar is the C library's.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "stdlib/stdlib.h"
#include "stdlib/outside.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/type.h"

static const getset_def struct_time_fields[] = {
    STRUCTSEQ_FIELD(0, "tm_year", "year, for example, 1993"),
    STRUCTSEQ_FIELD(1, "tm_mon", "month of year, range [1, 12]"),
    STRUCTSEQ_FIELD(2, "tm_mday", "day of month, range [1, 31]"),
    STRUCTSEQ_FIELD(3, "tm_hour", "hours, range [0, 23]"),
    STRUCTSEQ_FIELD(4, "tm_min", "minutes, range [0, 59]"),
    STRUCTSEQ_FIELD(5, "tm_sec", "seconds, range [0, 61])"),
    STRUCTSEQ_FIELD(6, "tm_wday", "day of week, range [0, 6], Monday is 0"),
    STRUCTSEQ_FIELD(7, "tm_yday", "day of year, range [1, 366]"),
    STRUCTSEQ_FIELD(8, "tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown"),
    STRUCTSEQ_FIELD(9, "tm_zone", "abbreviation of timezone name"),
    STRUCTSEQ_FIELD(10, "tm_gmtoff", "offset from UTC in seconds"),
    {0},
};
static const type_spec struct_time_spec =
    STRUCTSEQ_SPEC("time.struct_time", struct_time_fields,
                   "The time value as returned by gmtime(), localtime(), and strptime(), and\n "
                   "accepted by asctime(), mktime() and strftime().  "
                   "May be considered as a\n sequence of 9 integers.");

/* ---- clocks ---- */

static uint64_t cpu_clock(thread *t, clockid_t id) {
    struct timespec ts;
    if (gil_is_simulated(t->vm->gil)) {
        return gil_cpu(t->gil, id == CLOCK_PROCESS_CPUTIME_ID);
    }
    if (clock_gettime(id, &ts) != 0) {
        return gil_now(t->gil);
    }
    uint64_t ns = (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
    return gil_input_number(t->gil, "cpu", ns);
}

static uint64_t read_clock(thread *t, clockid_t id) {
    return id == CLOCK_REALTIME                                              ? gil_wall(t->gil)
           : id == CLOCK_PROCESS_CPUTIME_ID || id == CLOCK_THREAD_CPUTIME_ID ? cpu_clock(t, id)
                                                                             : gil_now(t->gil);
}

/* CPython divides too; multiplying by 1e-9 would round differently. */
static value in_seconds(uint64_t ns) {
    return from_double((double)ns / 1e9);
}

#define CLOCK(name, id)                                         \
    static value time_##name(thread *t, value *a, int n) {      \
        (void)a;                                                \
        (void)n;                                                \
        return in_seconds(read_clock(t, id));                   \
    }                                                           \
    static value time_##name##_ns(thread *t, value *a, int n) { \
        (void)a;                                                \
        (void)n;                                                \
        return int_new_u64(t, read_clock(t, id));               \
    }
CLOCK(time, CLOCK_REALTIME)
CLOCK(monotonic, CLOCK_MONOTONIC)
CLOCK(perf_counter, CLOCK_MONOTONIC)
CLOCK(process_time, CLOCK_PROCESS_CPUTIME_ID)
CLOCK(thread_time, CLOCK_THREAD_CPUTIME_ID)
#undef CLOCK

static bool clock_id(thread *t, value v, clockid_t *out) {
    int64_t id;
    struct timespec ts;
    if (!op_to_int64(t, v, &id)) {
        return false;
    }
    *out = (clockid_t)id;
    if (clock_getres(*out, &ts) != 0) {
        raise_os_error(t, EINVAL, NIL);
        return false;
    }
    return true;
}

static value time_clock_gettime(thread *t, value *a, int n) {
    (void)n;
    clockid_t id;
    return clock_id(t, a[0], &id) ? in_seconds(read_clock(t, id)) : NIL;
}

static value time_clock_gettime_ns(thread *t, value *a, int n) {
    (void)n;
    clockid_t id;
    return clock_id(t, a[0], &id) ? int_new_u64(t, read_clock(t, id)) : NIL;
}

static value time_clock_getres(thread *t, value *a, int n) {
    (void)n;
    clockid_t id;
    struct timespec ts;
    if (!clock_id(t, a[0], &id)) {
        return NIL;
    }
    clock_getres(id, &ts);
    return from_double((double)ts.tv_sec + (double)ts.tv_nsec * 1e-9);
}

static value time_get_clock_info(thread *t, value *a, int n) {
    (void)n;
    static const struct {
        const char *name, *call;
        bool monotonic, adjustable;
    } rows[] = {
        {"time", "clock_gettime(CLOCK_REALTIME)", false, true},
        {"monotonic", "clock_gettime(CLOCK_MONOTONIC)", true, false},
        {"perf_counter", "clock_gettime(CLOCK_MONOTONIC)", true, false},
        {"process_time", "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false},
        {"thread_time", "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false},
    };
    if (!is_kind(a[0], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "get_clock_info() argument 1 must be str, not %T",
                           a[0]);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, ((str *)as_obj(a[0]))->data) != 0) {
            continue;
        }
        value info = namespace_new(t), call = str_from(t, rows[i].call);
        const struct {
            const char *name;
            value v;
        } attrs[] = {{"implementation", call},
                     {"monotonic", from_bool(rows[i].monotonic)},
                     {"adjustable", from_bool(rows[i].adjustable)},
                     {"resolution", from_double(1e-9)}};
        for (size_t k = 0; info != NIL && k < 4; k++) {
            str *name = str_intern(t, attrs[k].name);
            if (name == NULL || attrs[k].v == NIL || !op_setattr(t, info, name, attrs[k].v)) {
                return NIL;
            }
        }
        return info;
    }
    return raise_error(t, E_VALUE_ERROR, "unknown clock");
}

/* ---- sleep ---- */

/* Seconds as nanoseconds, rounded away from 0: a sleep is never too short. False = exception. */
static bool sleep_length(thread *t, value v, int64_t *ns) {
    if (is_any_float(v)) {
        double d = float_of(v);
        if (isnan(d)) {
            raise_error(t, E_VALUE_ERROR, "Invalid value NaN (not a number)");
            return false;
        }
        if (d >= 9223372036.0 || d <= -9223372036.0) {
            raise_error(t, E_OVERFLOW_ERROR, "timestamp too large to convert to C _PyTime_t");
            return false;
        }
        *ns = (int64_t)(d < 0 ? floor(d * 1e9) : ceil(d * 1e9));
        return true;
    }
    value i = op_index(t, v);
    int64_t seconds;
    if (i == NIL) {
        return false;
    }
    if (!int_to_int64(i, &seconds) || __builtin_mul_overflow(seconds, 1000000000, ns)) {
        raise_error(t, E_OVERFLOW_ERROR, "timestamp too large to convert to C _PyTime_t");
        return false;
    }
    return true;
}

static value time_sleep(thread *t, value *a, int n) {
    (void)n;
    int64_t ns;
    if (!sleep_length(t, a[0], &ns)) {
        return NIL;
    }
    if (ns < 0) {
        return raise_error(t, E_VALUE_ERROR, "sleep length must be non-negative");
    }
    uint64_t end = gil_now(t->gil) + (uint64_t)ns;
    while (gil_sleep(t->gil, ns) == GIL_INTERRUPTED) {
        if (!thread_poll(t)) { /* the signal's handler raised */
            return NIL;
        }
        uint64_t now = gil_now(t->gil);
        if (now >= end) {
            break;
        }
        ns = (int64_t)(end - now);
    }
    return NONE;
}

/* ---- calendar ---- */

static value struct_time_class(thread *t) {
    return stdlib_import_attr(t, "time", "struct_time");
}

static value struct_time_of(thread *t, const struct tm *tm) {
    value cls = struct_time_class(t);
    value zone = cls == NIL ? NIL
                 : tm->tm_zone == NULL
                     ? NONE
                     : str_decode(t, tm->tm_zone, strlen(tm->tm_zone), "surrogateescape");
    if (zone == NIL) {
        return NIL;
    }
    value f[11] = {from_small((int64_t)tm->tm_year + 1900),
                   from_small(tm->tm_mon + 1),
                   from_small(tm->tm_mday),
                   from_small(tm->tm_hour),
                   from_small(tm->tm_min),
                   from_small(tm->tm_sec),
                   from_small((tm->tm_wday + 6) % 7),
                   from_small(tm->tm_yday + 1),
                   from_small(tm->tm_isdst),
                   zone,
                   from_small(tm->tm_gmtoff)};
    return structseq_new(t, (type *)as_obj(cls), f);
}

/* An optional time stamp; now if there is none. */
static bool seconds_arg(thread *t, value v, time_t *out) {
    if (v == NIL || v == NONE) {
        *out = (time_t)(gil_wall(t->gil) / 1000000000u);
        return true;
    }
    if (is_any_float(v)) {
        double d = floor(float_of(v));
        if (isnan(d)) {
            raise_error(t, E_VALUE_ERROR, "Invalid value NaN (not a number)");
            return false;
        }
        if (!(d >= -9.2e18 && d <= 9.2e18)) {
            raise_error(t, E_OVERFLOW_ERROR, "timestamp out of range for platform time_t");
            return false;
        }
        *out = (time_t)d;
        return true;
    }
    value i = op_index(t, v);
    int64_t seconds;
    if (i == NIL) {
        return false;
    }
    if (!int_to_int64(i, &seconds)) {
        raise_error(t, E_OVERFLOW_ERROR, "timestamp out of range for platform time_t");
        return false;
    }
    *out = (time_t)seconds;
    return true;
}

static value calendar(thread *t, value v, bool local) {
    time_t when;
    struct tm tm;
    if (!seconds_arg(t, v, &when)) {
        return NIL;
    }
    errno = 0;
    if ((local ? localtime_r(&when, &tm) : gmtime_r(&when, &tm)) == NULL) {
        return raise_os_error(t, errno == 0 ? EINVAL : errno, NIL);
    }
    if (!local) {
        tm.tm_zone = "UTC";
    }
    return struct_time_of(t, &tm);
}

static value time_localtime(thread *t, value *a, int n) {
    (void)n;
    return calendar(t, a[0], true);
}

static value time_gmtime(thread *t, value *a, int n) {
    (void)n;
    return calendar(t, a[0], false);
}

/* A tuple of nine numbers as a struct tm. */
static bool tuple_to_tm(thread *t, value v, const char *fname, struct tm *tm) {
    if (!is_kind(v, T_TUPLE)) {
        raise_error(t, E_TYPE_ERROR, "Tuple or struct_time argument required");
        return false;
    }
    const tuple *items = (const tuple *)as_obj(v);
    if (items->len != 9) {
        raise_error(t, E_TYPE_ERROR, "%s(): illegal time tuple argument", fname);
        return false;
    }
    int64_t x[9];
    for (int i = 0; i < 9; i++) {
        if (!op_to_int64(t, items->items[i], &x[i])) {
            return false;
        }
        if (x[i] > INT32_MAX || x[i] < INT32_MIN + 1900) {
            raise_error(t, E_OVERFLOW_ERROR, "year out of range");
            return false;
        }
    }
    *tm = (struct tm){.tm_year = (int)(x[0] - 1900),
                      .tm_mon = (int)x[1] - 1,
                      .tm_mday = (int)x[2],
                      .tm_hour = (int)x[3],
                      .tm_min = (int)x[4],
                      .tm_sec = (int)x[5],
                      .tm_wday = (int)((x[6] + 1) % 7),
                      .tm_yday = (int)x[7] - 1,
                      .tm_isdst = (int)x[8]};
    if (is_exact(v, T_TUPLE) || items->h.spare != 2) {
        return true;
    }
    value zone = items->items[9], offset = items->items[10];
    int64_t seconds;
    if (is_kind(zone, T_STR) && (tm->tm_zone = str_terminated(t, (str *)as_obj(zone))) == NULL) {
        return false;
    }
    if (is_any_int(offset) && int_to_int64(offset, &seconds)) {
        tm->tm_gmtoff = seconds;
    }
    return true;
}

/* Brings zeros that stand for "not given" into range, and refuses the rest. */
static bool check_tm(thread *t, struct tm *tm) {
    if (tm->tm_mon == -1) {
        tm->tm_mon = 0;
    }
    if (tm->tm_mday == 0) {
        tm->tm_mday = 1;
    }
    if (tm->tm_yday == -1) {
        tm->tm_yday = 0;
    }
    const char *what = tm->tm_mon < 0 || tm->tm_mon > 11      ? "month"
                       : tm->tm_mday < 0 || tm->tm_mday > 31  ? "day of month"
                       : tm->tm_hour < 0 || tm->tm_hour > 23  ? "hour"
                       : tm->tm_min < 0 || tm->tm_min > 59    ? "minute"
                       : tm->tm_sec < 0 || tm->tm_sec > 61    ? "seconds"
                       : tm->tm_wday < 0                      ? "day of week"
                       : tm->tm_yday < 0 || tm->tm_yday > 365 ? "day of year"
                                                              : NULL;
    if (what != NULL) {
        raise_error(t, E_VALUE_ERROR, "%s out of range", what);
        return false;
    }
    tm->tm_isdst = tm->tm_isdst < -1 ? -1 : tm->tm_isdst > 1 ? 1 : tm->tm_isdst;
    return true;
}

static value time_mktime(thread *t, value *a, int n) {
    (void)n;
    struct tm tm;
    if (!tuple_to_tm(t, a[0], "mktime", &tm)) {
        return NIL;
    }
    tm.tm_wday = -1; /* stays so if it fails: -1 is also a valid time */
    time_t when = mktime(&tm);
    if (when == (time_t)-1 && tm.tm_wday == -1) {
        return raise_error(t, E_OVERFLOW_ERROR, "mktime argument out of range");
    }
    return from_double((double)when);
}

static value time_text(thread *t, const struct tm *tm) {
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char buf[80];
    snprintf(buf, sizeof buf, "%s %s%3d %.2d:%.2d:%.2d %lld", days[tm->tm_wday], months[tm->tm_mon],
             tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec, 1900 + (long long)tm->tm_year);
    return str_from(t, buf);
}

static bool local_now(thread *t, struct tm *tm) {
    time_t when = (time_t)(gil_wall(t->gil) / 1000000000u);
    if (localtime_r(&when, tm) == NULL) {
        raise_os_error(t, errno, NIL);
        return false;
    }
    return true;
}

static value time_asctime(thread *t, value *a, int n) {
    (void)n;
    struct tm tm;
    bool ok =
        a[0] == NIL ? local_now(t, &tm) : tuple_to_tm(t, a[0], "asctime", &tm) && check_tm(t, &tm);
    return ok ? time_text(t, &tm) : NIL;
}

static value time_ctime(thread *t, value *a, int n) {
    (void)n;
    time_t when;
    struct tm tm;
    if (!seconds_arg(t, a[0], &when)) {
        return NIL;
    }
    if (localtime_r(&when, &tm) == NULL) {
        return raise_os_error(t, errno, NIL);
    }
    return time_text(t, &tm);
}

static value time_format(thread *t, const char *format, size_t len, const struct tm *tm) {
    if (len == 0) {
        return from_obj(t->vm->empty_str);
    }
    /* A result of no bytes and one that does not fit look the same: give up when the buffer is far
     * larger than the format. */
    for (size_t room = 1024;; room *= 2) {
        char *buf = mem_alloc(t, room);
        if (buf == NULL) {
            return NIL;
        }
        size_t n = strftime(buf, room, format, tm);
        bool done = n > 0 || room >= 256 * len + 1024;
        value s = done ? str_decode(t, buf, n, "surrogateescape") : NIL;
        mem_free(t->vm, buf, room);
        if (done) {
            return s;
        }
    }
}

static value time_strftime(thread *t, value *a, int n) {
    (void)n;
    struct tm tm;
    if (!is_kind(a[0], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "strftime() argument 1 must be str, not %T", a[0]);
    }
    const str *format = (const str *)as_obj(a[0]);
    bool ok =
        a[1] == NIL ? local_now(t, &tm) : tuple_to_tm(t, a[1], "strftime", &tm) && check_tm(t, &tm);
    if (!ok) {
        return NIL;
    }
    if (memchr(format->data, 0, format->len) != NULL) {
        return raise_error(t, E_VALUE_ERROR, "embedded null character");
    }
    return time_format(t, format->data, format->len, &tm);
}

static bool two_strings(thread *t, value *a) {
    for (int i = 0; i < 2; i++) {
        if (!is_kind(a[i], T_STR)) {
            raise_error(t, E_TYPE_ERROR, "strptime() argument %d must be str, not <class '%T'>", i,
                        a[i]);
            return false;
        }
    }
    return true;
}

static value time_raw_strptime(thread *t, value *a, int n) {
    (void)n;
    return two_strings(t, a) ? time_parse(t, (str *)as_obj(a[0]), (str *)as_obj(a[1])) : NIL;
}

static value time_strptime(thread *t, value *a, int n) {
    (void)n;
    if (a[1] == NIL) {
        a[1] = str_from(t, "%a %b %d %H:%M:%S %Y");
    }
    value all = a[1] == NIL ? NIL : time_raw_strptime(t, a, 2),
          cls = all == NIL ? NIL : struct_time_class(t);
    if (cls == NIL) {
        return NIL;
    }
    tuple *row = (tuple *)as_obj(((tuple *)as_obj(all))->items[0]);
    return structseq_new(t, (type *)as_obj(cls), row->items);
}

/* ---- the time zone ---- */

/* timezone, altzone, daylight, tzname: from what the clocks say in January and in July. */
static bool set_zone(thread *t, module *m) {
    const time_t year = (365 * 24 + 6) * 3600;
    time_t january = (time_t)(gil_wall(t->gil) / 1000000000u) / year * year,
           july = january + year / 2;
    struct tm tm;
    char zone_names[2][64];
    long zone[2];
    tzset();
    for (int i = 0; i < 2; i++) {
        if (localtime_r(i == 0 ? &january : &july, &tm) == NULL) {
            memset(&tm, 0, sizeof tm);
        }
        snprintf(zone_names[i], sizeof zone_names[i], "%.60s",
                 tm.tm_zone != NULL ? tm.tm_zone : "UTC");
        zone[i] = -tm.tm_gmtoff;
    }
    int south = zone[0] < zone[1]; /* there January is in summer */
    value standard = str_from(t, zone_names[south]), summer = str_from(t, zone_names[!south]);
    value pair = standard == NIL || summer == NIL ? NIL : tuple_pair(t, standard, summer);
    return module_set_int(t, m, "timezone", zone[south]) &&
           module_set_int(t, m, "altzone", zone[!south]) &&
           module_set_int(t, m, "daylight", zone[0] != zone[1]) && module_set(t, m, "tzname", pair);
}

static value time_tzset(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    value m = stdlib_import(t, "time");
    return m != NIL && set_zone(t, (module *)as_obj(m)) ? NONE : NIL;
}

static const native_def time_functions[] = {
    {"time", time_time, "", 0,
     "time() -> floating point number\n\nReturn the current time in seconds since the "
     "Epoch.\nFractions of a second may be present if the system clock provides them."},
    {"time_ns", time_time_ns, "", 0,
     "time_ns() -> int\n\nReturn the current time in nanoseconds since the Epoch."},
    {"perf_counter", time_perf_counter, "", 0,
     "perf_counter() -> float\n\nPerformance counter for benchmarking."},
    {"perf_counter_ns", time_perf_counter_ns, "", 0,
     "perf_counter_ns() -> int\n\nPerformance counter for benchmarking as nanoseconds."},
    {"monotonic", time_monotonic, "", 0,
     "monotonic() -> float\n\nMonotonic clock, cannot go backward."},
    {"monotonic_ns", time_monotonic_ns, "", 0,
     "monotonic_ns() -> int\n\nMonotonic clock, cannot go backward, as nanoseconds."},
    {"process_time", time_process_time, "", 0,
     "process_time() -> float\n\nProcess time for profiling: sum of the kernel and user-space CPU "
     "time."},
    {"process_time_ns", time_process_time_ns, "", 0,
     "process_time_ns() -> int\n\nProcess time for profiling as nanoseconds."},
    {"thread_time", time_thread_time, "", 0,
     "thread_time() -> float\n\nThread time for profiling: sum of the kernel and user-space CPU "
     "time."},
    {"thread_time_ns", time_thread_time_ns, "", 0,
     "thread_time_ns() -> int\n\nThread time for profiling as nanoseconds."},
    {"clock_gettime", time_clock_gettime, "clk_id, /", 0,
     "clock_gettime(clk_id) -> float\n\nReturn the time of the specified clock clk_id."},
    {"clock_gettime_ns", time_clock_gettime_ns, "clk_id, /", 0,
     "clock_gettime_ns(clk_id) -> int\n\nReturn the time of the specified clock clk_id as "
     "nanoseconds."},
    {"clock_getres", time_clock_getres, "clk_id, /", 0,
     "clock_getres(clk_id) -> floating point number\n\nReturn the resolution (precision) of the "
     "specified clock clk_id."},
    {"get_clock_info", time_get_clock_info, "name, /", 0,
     "get_clock_info(name: str) -> dict\n\nGet information of the specified clock."},
    {"sleep", time_sleep, "seconds, /", 0,
     "sleep(seconds)\n\nDelay execution for a given number of seconds.  The argument may be\na "
     "floating point number for subsecond precision."},
    {"localtime", time_localtime, "seconds=None, /", NATIVE_COUNTED,
     "localtime([seconds]) -> (tm_year,tm_mon,tm_mday,tm_hour,tm_min,\n                          "
     "tm_sec,tm_wday,tm_yday,tm_isdst)\n\nConvert seconds since the Epoch to a time tuple "
     "expressing local time.\nWhen 'seconds' is not passed in, convert the current time instead."},
    {"gmtime", time_gmtime, "seconds=None, /", NATIVE_COUNTED,
     "gmtime([seconds]) -> (tm_year, tm_mon, tm_mday, tm_hour, tm_min,\n                       "
     "tm_sec, tm_wday, tm_yday, tm_isdst)\n\nConvert seconds since the Epoch to a time tuple "
     "expressing UTC (a.k.a.\nGMT).  When 'seconds' is not passed in, convert the current time "
     "instead."},
    {"mktime", time_mktime, "tuple, /", 0,
     "mktime(tuple) -> floating point number\n\nConvert a time tuple in local time to seconds "
     "since the Epoch."},
    {"asctime", time_asctime, "tuple=None, /", 0,
     "asctime([tuple]) -> string\n\nConvert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 "
     "1998'."},
    {"ctime", time_ctime, "seconds=None, /", 0,
     "ctime(seconds) -> string\n\nConvert a time in seconds since the Epoch to a string in local "
     "time."},
    {"strftime", time_strftime, "format, tuple=None, /", 0,
     "strftime(format[, tuple]) -> string\n\nConvert a time tuple to a string according to a "
     "format specification."},
    {"strptime", time_strptime, "string, format='%a %b %d %H:%M:%S %Y', /", 0,
     "strptime(string, format) -> struct_time\n\nParse a string to a time tuple according to a "
     "format specification."},
    {"_strptime", time_raw_strptime, "string, format, /", 0,
     "The fields, microseconds included, for datetime."},
    {"tzset", time_tzset, "", 0,
     "tzset()\n\nInitialize, or reinitialize, the local timezone to the value stored "
     "in\nos.environ['TZ']."},
    {0},
};

static bool time_init(thread *t, module *m) {
    type *cls = structseq_type(t, &struct_time_spec, 9);
    return cls != NULL && module_set(t, m, "struct_time", from_obj(cls)) && set_zone(t, m) &&
           module_set_int(t, m, "CLOCK_REALTIME", CLOCK_REALTIME) &&
           module_set_int(t, m, "CLOCK_MONOTONIC", CLOCK_MONOTONIC) &&
           module_set_int(t, m, "CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID) &&
           module_set_int(t, m, "CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID);
}

const module_def time_module = {
    "time",
    "This module provides various functions to manipulate time values.",
    time_functions,
    time_init,
};
