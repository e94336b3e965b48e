/* strptime.c: times out of text, by a format: what time.strptime and datetime.strptime share.
 *
 * CPython turns the format into a regular expression; here a recursive matcher tries, for each
 * directive, the readings in the order in which that expression would, longest first, and goes back
 * when the rest does not fit. The fields that the text leaves out are computed from the others as
 * in CPython's _strptime.py.
 */
#include <ctype.h>
#include <strings.h>
#include <time.h>

#include "stdlib/stdlib.h"
#include "vm/int.h"

typedef struct fields {
    int year, month, day, hour, minute, second, us;
    int weekday, julian;          /* -1: not known; Monday is 0 */
    int week, iso_year, iso_week; /* -1: not given */
    int century_year;             /* %y */
    bool has_year, week_monday, pm, twelve;
    int dst;
    const char *zone; /* in the text, NULL = none */
    size_t zone_len;
    bool has_offset;
    int offset, offset_us;
} fields;

typedef struct matcher {
    const char *format, *text;
    int depth;
    bool too_deep;
    const char *rest; /* where the text goes on behind the match */
} matcher;

static const char *const day_names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
static const char *const month_names[] = {"january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december"};

static bool match(matcher *m, const char *f, const char *s, fields *out);

/* A number of min to max digits, at most `high`: the readings longest first. Sets *field and goes
 * on matching. */
static bool match_number(matcher *m, const char *f, const char *s, fields *out, int *field, int min,
                         int max, int low, int high) {
    int digits = 0;
    while (digits < max && isdigit((unsigned char)s[digits])) {
        digits++;
    }
    for (; digits >= min; digits--) {
        int v = 0;
        for (int i = 0; i < digits; i++) {
            v = v * 10 + (s[i] - '0');
        }
        fields keep = *out;
        if (v >= low && v <= high) {
            *field = v;
            if (match(m, f, s + digits, out)) {
                return true;
            }
            *out = keep;
        }
    }
    return false;
}

static bool match_name(matcher *m, const char *f, const char *s, fields *out, int *field,
                       const char *const *words, int n, size_t len, int first) {
    for (int i = 0; i < n; i++) {
        size_t k = len != 0 ? len : strlen(words[i]);
        if (strncasecmp(s, words[i], k) == 0) {
            fields keep = *out;
            *field = i + first;
            if (match(m, f, s + k, out)) {
                return true;
            }
            *out = keep;
        }
    }
    return false;
}

static bool match_zone(matcher *m, const char *f, const char *s, fields *out) {
    const char *zones[4] = {"utc", "gmt", tzname[0], tzname[1]};
    bool same = strcasecmp(tzname[0], tzname[1]) == 0; /* then the name does not tell summer time */
    for (int i = daylight ? 3 : 2; i >= 0; i--) {
        size_t n = strlen(zones[i]);
        if (n > 0 && strncasecmp(s, zones[i], n) == 0) {
            fields keep = *out;
            out->zone = s;
            out->zone_len = n;
            out->dst = i < 2 ? 0 : same && daylight ? -1 : i == 3;
            if (match(m, f, s + n, out)) {
                return true;
            }
            *out = keep;
        }
    }
    return match(m, f, s, out); /* the zone may be missing */
}

static bool two_digits(const char *s, int high, int *v) {
    if (!isdigit((unsigned char)s[0]) || !isdigit((unsigned char)s[1])) {
        return false;
    }
    *v = (s[0] - '0') * 10 + (s[1] - '0');
    return *v <= high;
}

/* +HHMM, +HH:MM, +HH:MM:SS.ffffff, Z */
static bool match_offset(matcher *m, const char *f, const char *s, fields *out) {
    fields keep = *out;
    out->has_offset = true;
    out->offset = out->offset_us = 0;
    if (*s == 'Z') {
        return match(m, f, s + 1, out);
    }
    int h, min, sec;
    if ((*s != '+' && *s != '-') || !two_digits(s + 1, 99, &h)) {
        *out = keep;
        return false;
    }
    bool neg = *s == '-', colon = s[3] == ':';
    const char *p = s + 3 + colon;
    if (!two_digits(p, 59, &min)) {
        *out = keep;
        return false;
    }
    p += 2;
    out->offset = h * 3600 + min * 60;
    if (two_digits(p + colon, 59, &sec) && (!colon || *p == ':')) {
        p += 2 + colon;
        out->offset += sec;
        if (*p == '.' && isdigit((unsigned char)p[1])) {
            p++;
            for (int i = 0, unit = 100000; i < 6 && isdigit((unsigned char)*p); i++, unit /= 10) {
                out->offset_us += (*p++ - '0') * unit;
            }
        }
    }
    if (neg) {
        out->offset = -out->offset;
        out->offset_us = -out->offset_us;
    }
    if (match(m, f, p, out)) {
        return true;
    }
    *out = keep;
    return false;
}

static bool match_fraction(matcher *m, const char *f, const char *s, fields *out) {
    int digits = 0;
    while (digits < 6 && isdigit((unsigned char)s[digits])) {
        digits++;
    }
    for (; digits >= 1; digits--) {
        int us = 0;
        for (int i = 0; i < 6; i++) {
            us = us * 10 + (i < digits ? s[i] - '0' : 0);
        }
        fields keep = *out;
        out->us = us;
        if (match(m, f, s + digits, out)) {
            return true;
        }
        *out = keep;
    }
    return false;
}

static bool match_part(matcher *m, const char *expansion, const char *f, const char *s,
                       fields *out) {
    char whole[160];
    size_t n = strlen(expansion), rest = strlen(f) + 1;
    if (n + rest > sizeof whole) {
        m->too_deep = true;
        return false;
    }
    memcpy(whole, expansion, n);
    memcpy(whole + n, f, rest);
    return match(m, whole, s, out);
}

static bool match_directive(matcher *m, char c, const char *f, const char *s, fields *out) {
    fields keep = *out;
    bool ok;
    switch (c) {
    case 'a': return match_name(m, f, s, out, &out->weekday, day_names, 7, 3, 0);
    case 'A': return match_name(m, f, s, out, &out->weekday, day_names, 7, 0, 0);
    case 'b': return match_name(m, f, s, out, &out->month, month_names, 12, 3, 1);
    case 'B': return match_name(m, f, s, out, &out->month, month_names, 12, 0, 1);
    case 'd':
        return match_number(m, f, s + (*s == ' '), out, &out->day, 1, *s == ' ' ? 1 : 2, 1, 31);
    case 'f': return match_fraction(m, f, s, out);
    case 'H': return match_number(m, f, s, out, &out->hour, 1, 2, 0, 23);
    case 'I': out->twelve = true; return match_number(m, f, s, out, &out->hour, 1, 2, 1, 12);
    case 'j': return match_number(m, f, s, out, &out->julian, 1, 3, 1, 366);
    case 'm': return match_number(m, f, s, out, &out->month, 1, 2, 1, 12);
    case 'M': return match_number(m, f, s, out, &out->minute, 1, 2, 0, 59);
    case 'p':
        out->pm = strncasecmp(s, "pm", 2) == 0;
        ok = (out->pm || strncasecmp(s, "am", 2) == 0) && match(m, f, s + 2, out);
        break;
    case 'S': return match_number(m, f, s, out, &out->second, 1, 2, 0, 61);
    case 'U':
    case 'W':
        out->week_monday = c == 'W';
        return match_number(m, f, s, out, &out->week, 1, 2, 0, 53);
    case 'w':
    case 'u':
        if (!isdigit((unsigned char)*s) || *s > (c == 'w' ? '6' : '7') ||
            *s < (c == 'w' ? '0' : '1')) {
            return false;
        }
        out->weekday = (*s - '0' + 6) % 7;
        ok = match(m, f, s + 1, out);
        break;
    case 'y':
        out->has_year = true;
        return match_number(m, f, s, out, &out->century_year, 2, 2, 0, 99);
    case 'Y': out->has_year = true; return match_number(m, f, s, out, &out->year, 4, 4, 0, 9999);
    case 'G': return match_number(m, f, s, out, &out->iso_year, 4, 4, 0, 9999);
    case 'V': return match_number(m, f, s, out, &out->iso_week, 1, 2, 1, 53);
    case 'z': return match_offset(m, f, s, out);
    case 'Z': return match_zone(m, f, s, out);
    case 'c': return match_part(m, "%a %b %d %H:%M:%S %Y", f, s, out);
    case 'x': return match_part(m, "%m/%d/%y", f, s, out);
    case 'X': return match_part(m, "%H:%M:%S", f, s, out);
    default: /* '%' */ return *s == c && match(m, f, s + 1, out);
    }
    if (!ok) {
        *out = keep;
    }
    return ok;
}

static bool match(matcher *m, const char *f, const char *s, fields *out) {
    if (++m->depth > 2000) { /* a format of thousands of directives */
        m->too_deep = true;
        return false;
    }
    bool ok;
    while (*f != '%' && *f != 0 && !isspace((unsigned char)*f)) {
        if (tolower((unsigned char)*f) != tolower((unsigned char)*s)) {
            m->depth--;
            return false;
        }
        f++;
        s++;
    }
    if (*f == 0) {
        m->rest = s;
        ok = true;
    } else if (*f == '%') {
        ok = match_directive(m, f[1], f + 2, s, out);
    } else {
        while (isspace((unsigned char)*f)) {
            f++;
        }
        const char *end = s;
        while (isspace((unsigned char)*end)) {
            end++;
        }
        for (ok = false; !ok && end > s; end--) { /* "%d" may want a space of its own */
            ok = match(m, f, end, out);
        }
    }
    m->depth--;
    return ok;
}

/* ---- calendar ---- */

static bool is_leap(int y) {
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int days_before_year(int y) {
    y--;
    return y * 365 + y / 4 - y / 100 + y / 400;
}

static const int month_days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static int days_in_month(int y, int month) {
    return month == 2 && is_leap(y) ? 29 : month_days[month];
}

/* 1 = 1 January of year 1, a Monday. */
static int ordinal(int y, int month, int day) {
    int n = days_before_year(y) + day;
    for (int i = 1; i < month; i++) {
        n += days_in_month(y, i);
    }
    return n;
}

static void from_ordinal(int n, int *y, int *month, int *day) {
    *y = n / 366 + 1;
    while (days_before_year(*y + 1) < n) {
        (*y)++;
    }
    n -= days_before_year(*y);
    *month = 1;
    while (n > days_in_month(*y, *month)) {
        n -= days_in_month(*y, (*month)++);
    }
    *day = n;
}

static int julian_of_week(int year, int week, int weekday, bool monday_first) {
    int first = (ordinal(year, 1, 1) + 6) % 7;
    if (!monday_first) {
        first = (first + 1) % 7;
        weekday = (weekday + 1) % 7;
    }
    int week0 = (7 - first) % 7;
    return week == 0 ? 1 + weekday - first : 1 + week0 + 7 * (week - 1) + weekday;
}

static bool complete(thread *t, fields *x) {
    bool year_missing = !x->has_year && x->iso_year < 0;
    if (x->century_year >= 0) {
        x->year = x->century_year + (x->century_year <= 68 ? 2000 : 1900);
    }
    if (x->twelve) { /* without AM or PM it is AM */
        x->hour = x->hour % 12 + (x->pm ? 12 : 0);
    }
    int year = x->year;
    bool fix = false;
    if (year_missing && x->month == 2 && x->day == 29) {
        year = 1904;
        fix = true;
    } else if (year_missing) {
        year = 1900;
    }
    if (x->julian < 0 && x->weekday >= 0) {
        if (x->week >= 0 && !year_missing) {
            x->julian = julian_of_week(year, x->week, x->weekday, x->week_monday);
        } else if (x->iso_year >= 0 && x->iso_week >= 0) {
            /* As CPython: a day beyond the year's end keeps its number. */
            year = x->iso_year;
            x->julian = x->iso_week * 7 + x->weekday + 1 - ((ordinal(year, 1, 4) + 6) % 7 + 1 + 3);
            if (x->julian < 1) {
                x->julian += ordinal(year, 1, 1) - ordinal(year - 1, 1, 1);
                year--;
            }
        }
        if (x->julian != -1 && x->julian <= 0) {
            year--;
            x->julian += is_leap(year) ? 366 : 365;
        }
    }
    if (year < 1) {
        raise_error(t, E_VALUE_ERROR, "year %d is out of range", year);
        return false;
    }
    if (x->julian < 0) {
        if (x->day > days_in_month(year, x->month)) {
            raise_error(t, E_VALUE_ERROR, "day is out of range for month");
            return false;
        }
        x->julian = ordinal(year, x->month, x->day) - days_before_year(year);
    } else {
        int y;
        from_ordinal(days_before_year(year) + x->julian, &y, &x->month, &x->day);
        year = y;
    }
    if (x->weekday < 0) {
        x->weekday = (ordinal(year, x->month, x->day) + 6) % 7;
    }
    x->year = fix ? 1900 : year;
    return true;
}

/* Complains about directives that do not exist, and about ISO ones without their company. */
static bool check_format(thread *t, str *format) {
    bool iso_year = false, iso_week = false, weekday = false, year = false;
    for (const char *f = format->data; *f != 0; f++) {
        if (*f != '%') {
            continue;
        }
        f++;
        if (*f == 0) {
            raise_error(t, E_VALUE_ERROR, "stray %% in format '%U'", format);
            return false;
        }
        if (strchr("aAbBcdfGHIjmMpSuUVwWxXyYzZ%", *f) == NULL) {
            raise_error(t, E_VALUE_ERROR, "'%c' is a bad directive in format '%U'", *f, format);
            return false;
        }
        iso_year = iso_year || *f == 'G';
        iso_week = iso_week || *f == 'V';
        weekday = weekday || strchr("aAwu", *f) != NULL;
        year = year || *f == 'Y';
    }
    if (iso_year && !(iso_week && weekday)) {
        raise_error(t, E_VALUE_ERROR,
                    "ISO year directive '%%G' must be used with the ISO week directive '%%V' and a "
                    "weekday directive "
                    "('%%A', '%%a', '%%w', or '%%u').");
        return false;
    }
    if (iso_week && !iso_year) {
        raise_error(t, E_VALUE_ERROR,
                    year && weekday ? "ISO week directive '%%V' is incompatible with the year "
                                      "directive '%%Y'. Use the ISO year '%%G' instead."
                                    : "ISO week directive '%%V' must be used with the ISO year "
                                      "directive '%%G' and a weekday directive "
                                      "('%%A', '%%a', '%%w', or '%%u').");
        return false;
    }
    return true;
}

value time_parse(thread *t, str *text, str *format) {
    fields x = {.year = 1900,
                .month = 1,
                .day = 1,
                .weekday = -1,
                .julian = -1,
                .week = -1,
                .iso_year = -1,
                .iso_week = -1,
                .century_year = -1,
                .dst = -1};
    if (str_terminated(t, format) == NULL || str_terminated(t, text) == NULL) {
        return NIL;
    }
    matcher m = {.format = format->data, .text = text->data};
    if (!check_format(t, format)) {
        return NIL;
    }
    if (!match(&m, format->data, text->data, &x)) {
        if (m.too_deep) {
            return raise_error(t, E_VALUE_ERROR, "format too long");
        }
        return raise_error(t, E_VALUE_ERROR, "time data %R does not match format %R",
                           from_obj(text), from_obj(format));
    }
    size_t used = (size_t)(m.rest - text->data);
    if (used != text->len) {
        value rest = str_new(t, m.rest, text->len - used);
        return rest == NIL ? NIL
                           : raise_error(t, E_VALUE_ERROR, "unconverted data remains: %S", rest);
    }
    if (!complete(t, &x)) {
        return NIL;
    }
    value zone = x.zone == NULL ? NONE : str_new(t, x.zone, x.zone_len);
    value offset = x.has_offset ? from_small(x.offset) : NONE;
    value row[11] = {from_small(x.year),
                     from_small(x.month),
                     from_small(x.day),
                     from_small(x.hour),
                     from_small(x.minute),
                     from_small(x.second),
                     from_small(x.weekday),
                     from_small(x.julian),
                     from_small(x.dst),
                     zone,
                     offset};
    value all = zone == NIL ? NIL : tuple_of(t, row, 11);
    return all == NIL ? NIL
                      : tuple_of(t, (value[]){all, from_small(x.us), from_small(x.offset_us)}, 3);
}
