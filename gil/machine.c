/* machine.c: reads and writes machines in words; see machine.h. A table of offsets is made from
 * gil/machine.def, so that a new number of the machine is one line there and one in the struct.
 */
#include "gil/machine.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct field {
    const char *key;
    size_t at, size; /* in gil_machine */
    uint64_t unit;   /* the key's, in the field's */
    uint64_t least, most;
    const char *doc;
} field;

static const field fields[] = {
#define FIELD(NAME, KEY, UNIT, LEAST, MOST, DOC) \
    {KEY, offsetof(gil_machine, NAME), sizeof(((gil_machine *)NULL)->NAME), UNIT, LEAST, MOST, DOC},
#include "gil/machine.def"
#undef FIELD
};
enum { N_FIELDS = sizeof fields / sizeof fields[0] };

static const char *const os_names[] = {"fair", "boost"};

const gil_machine_doc *gil_machines(size_t *count) {
    static const gil_machine_doc rows[] = {
#define MACHINE(NAME, WORDS, DOC) {NAME, WORDS, DOC},
#include "gil/machines.def"
#undef MACHINE
    };
    *count = sizeof rows / sizeof rows[0];
    return rows;
}

static uint64_t get(const gil_machine *m, const field *f) {
    const char *p = (const char *)m + f->at;
    uint32_t small;
    uint64_t large;
    if (f->size == sizeof small) {
        memcpy(&small, p, sizeof small);
        return small;
    }
    memcpy(&large, p, sizeof large);
    return large;
}

static void put(gil_machine *m, const field *f, uint64_t v) {
    char *p = (char *)m + f->at;
    uint32_t small = (uint32_t)v;
    memcpy(p, f->size == sizeof small ? (void *)&small : (void *)&v, f->size);
}

/* Digits, and a fraction where the unit has room for one: exact, without floating point, so that
 * every machine reads the same. */
static bool number(const char *s, uint64_t unit, uint64_t *out) {
    char *end;
    if (*s < '0' || *s > '9') {
        return false;
    }
    errno = 0;
    uint64_t whole = strtoull(s, &end, 10);
    uint64_t scale = unit;
    if (errno != 0 || whole > UINT64_MAX / scale) {
        return false;
    }
    *out = whole * scale;
    if (*end == '.' && unit > 1) {
        for (end++; *end >= '0' && *end <= '9'; end++) {
            scale /= 10;
            *out += (uint64_t)(*end - '0') * scale;
        }
    }
    return *end == '\0';
}

/* Days from 1970-01-01 in the Gregorian calendar: March is the first month, so that leap days come
 * last. */
static int64_t days(int64_t y, int64_t m, int64_t d) {
    y -= m <= 2;
    int64_t century = y / 400;
    int64_t year = y - century * 400;
    int64_t day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return century * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static bool set_epoch(gil_machine *m, const char *text) {
    unsigned y, mon, d;
    int used = 0;
    uint64_t seconds;
    if (sscanf(text, "%4u-%2u-%2u%n", &y, &mon, &d, &used) == 3 && text[used] == '\0') {
        if (y < 1970 || y > 2500 || mon < 1 || mon > 12 || d < 1 || d > 31) {
            return false;
        }
        m->epoch_ns = (uint64_t)days(y, mon, d) * 86400 * 1000000000u;
    } else if (number(text, 1000000000, &seconds)) {
        m->epoch_ns = seconds;
    } else {
        return false;
    }
    m->epoch_ns += m->epoch_ns == 0; /* 0 means the default */
    return true;
}

static bool wrong(char *err, size_t errlen, const char *key, const char *value, const char *must) {
    snprintf(err, errlen, "%s=%s: must be %s", key, value, must);
    return false;
}

bool gil_machine_set(gil_machine *m, const char *key, const char *value, char *err, size_t errlen) {
    char must[96];
    for (size_t i = 0; i < N_FIELDS; i++) {
        const field *f = &fields[i];
        uint64_t v;
        if (strcmp(f->key, key) != 0) {
            continue;
        }
        if (!number(value, f->unit, &v) || v < f->least || v > f->most) {
            snprintf(must, sizeof must, "a number from %" PRIu64 " to %" PRIu64,
                     (f->least + f->unit - 1) / f->unit, f->most / f->unit);
            return wrong(err, errlen, key, value, must);
        }
        put(m, f, v);
        return true;
    }
    if (strcmp(key, "os") == 0) {
        bool boost = strcmp(value, "boost") == 0;
        m->os = boost ? GIL_OS_BOOST : GIL_OS_FAIR;
        return boost || strcmp(value, "fair") == 0 ||
               wrong(err, errlen, key, value, "fair or boost");
    }
    if (strcmp(key, "epoch") == 0) {
        return set_epoch(m, value) ||
               wrong(err, errlen, key, value, "seconds since 1970, or YYYY-MM-DD up to 2500");
    }
    snprintf(err, errlen, "a machine has no '%s'", key);
    return false;
}

static bool set_named(gil_machine *m, const char *name, char *err, size_t errlen) {
    static const gil_machine preset = GIL_MACHINE_DEFAULT;
    size_t n;
    const gil_machine_doc *rows = gil_machines(&n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            uint64_t seed = m->seed;
            uint64_t epoch = m->epoch_ns;
            gil_chooser choose = m->choose;
            void *arg = m->choose_arg;
            *m = preset;
            m->seed = seed;
            m->epoch_ns = epoch;
            m->choose = choose;
            m->choose_arg = arg;
            return gil_machine_parse(m, rows[i].words, err, errlen);
        }
    }
    size_t used = (size_t)snprintf(err, errlen, "no machine is called '%s'; there are", name);
    for (size_t i = 0; i < n && used < errlen; i++) {
        used +=
            (size_t)snprintf(err + used, errlen - used, "%s %s", i == 0 ? "" : ",", rows[i].name);
    }
    return false;
}

static bool parse_word(gil_machine *m, char *word, char *err, size_t errlen) {
    char *value = strchr(word, '=');
    if (value == NULL) {
        return set_named(m, word, err, errlen);
    }
    *value++ = '\0';
    return strcmp(word, "machine") == 0 ? set_named(m, value, err, errlen)
                                        : gil_machine_set(m, word, value, err, errlen);
}

bool gil_machine_parse(gil_machine *m, const char *text, char *err, size_t errlen) {
    static const char gaps[] = " \t\r\n,";
    char word[128];
    for (const char *p = text + strspn(text, gaps); *p != '\0'; p += strspn(p, gaps)) {
        if (*p == '#') {
            p += strcspn(p, "\n");
            continue;
        }
        size_t n = strcspn(p, " \t\r\n,#");
        if (n >= sizeof word) {
            snprintf(err, errlen, "'%.40s...' is too long", p);
            return false;
        }
        memcpy(word, p, n);
        word[n] = '\0';
        if (!parse_word(m, word, err, errlen)) {
            return false;
        }
        p += n;
    }
    return true;
}

size_t gil_machine_print(const gil_machine *m, char *buf, size_t len) {
    size_t used = 0;
    char number_text[64];
    for (size_t i = 0; i < N_FIELDS; i++) {
        const field *f = &fields[i];
        uint64_t v = get(m, f);
        int n = snprintf(number_text, sizeof number_text, "%s=%" PRIu64, f->key, v / f->unit);
        if (v % f->unit != 0) {
            snprintf(number_text + n, sizeof number_text - (size_t)n, ".%0*" PRIu64,
                     f->unit == 1000 ? 3 : 6, v % f->unit);
        }
        n = snprintf(used < len ? buf + used : NULL, used < len ? len - used : 0, "%-24s # %s\n",
                     number_text, f->doc);
        used += n > 0 ? (size_t)n : 0;
    }
    int n = snprintf(used < len ? buf + used : NULL, used < len ? len - used : 0, "os=%s\n",
                     os_names[m->os]);
    return used + (n > 0 ? (size_t)n : 0);
}
