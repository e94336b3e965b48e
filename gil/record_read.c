/* record_read.c: reading a recording: is it one, whole and unchanged? Then its head, and its
 * entries one after the other; and the hand-overs in it as a schedule. record_write.c tells the
 * format.
 */
#include "gil/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *read_file(const char *path, size_t *len) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = NULL;
    size_t n = 0;
    if (fd < 0) {
        return NULL;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        text = malloc((size_t)st.st_size + 1);
    } else {
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
    }
    while (text != NULL && n < (size_t)st.st_size) {
        ssize_t got = read(fd, text + n, (size_t)st.st_size - n);
        if (got <= 0) {
            break;
        }
        n += (size_t)got;
    }
    close(fd);
    if (text != NULL) {
        text[n] = '\0';
    }
    *len = n;
    return text;
}

const char *record_line_end(const char *p, const char *end) {
    const char *n = memchr(p, '\n', (size_t)(end - p));
    return n != NULL ? n : end;
}

/* The sentence that refuses a file whose end is missing or does not fit. NULL: all is well. */
static const char *check_file(gil_record *r, size_t len) {
    if (len < sizeof RECORD_MAGIC - 1 || memcmp(r->text, "gilvm recording ", 16) != 0) {
        return "is not a recording";
    }
    if (memcmp(r->text, RECORD_MAGIC, sizeof RECORD_MAGIC - 1) != 0) {
        return "is a recording of another version of the format";
    }
    const char *last = r->text + len - 1;
    if (*last != '\n' || memchr(r->text, '\0', len) != NULL) {
        return "is truncated or damaged: its last line is not whole";
    }
    while (last > r->text && last[-1] != '\n') {
        last--;
    }
    uint64_t hand_overs, hash, sum;
    if (sscanf(last, "end %*s %" SCNu64 " %" SCNx64 " %" SCNx64, &hand_overs, &hash, &sum) != 3) {
        return "is truncated: it has no end";
    }
    if (sum != record_sum_bytes(RECORD_SUM_START, r->text, (size_t)(last - r->text))) {
        return "was changed: its sum is not right";
    }
    r->last_line = last;
    r->end = last;
    const char *body = strstr(r->text, "\n--\n");
    if (body == NULL || body > last) {
        return "is damaged: it has no entries";
    }
    r->at = body + 4;
    for (const char *p = r->text; p < r->at; p++) {
        r->number += *p == '\n';
    }
    return NULL;
}

static bool read_number(const char **p, uint64_t *v) {
    char *end;
    if (**p < '0' || **p > '9') {
        return false;
    }
    *v = strtoull(*p, &end, 10);
    *p = end;
    return true;
}

/* One line of the body. False: it is not one. */
static bool parse_line(gil_record *r, record_line *l) {
    const char *end = record_line_end(r->at, r->end), *p = r->at;
    size_t len = strcspn(p, " \n");
    uint64_t v = 0;
    if (len == 0 || len >= RECORD_KIND || p[len] != ' ') {
        return false;
    }
    memcpy(l->kind, p, len);
    l->kind[len] = '\0';
    l->is_hand_over = len == 1 && strchr("pyowe", *p) != NULL;
    p += len + 1;
    if (!read_number(&p, &l->steps)) {
        return false;
    }
    l->op = !l->is_hand_over || l->kind[0] != 'p';
    if (*p == '.') {
        p++;
        if (!read_number(&p, &v)) {
            return false;
        }
        l->op = (uint32_t)v;
    }
    l->rest = p + (*p == ' ');
    l->number = ++r->number;
    r->at = end + 1;
    if (l->is_hand_over) {
        p = l->rest;
        if (!read_number(&p, &v) || v == 0 || v > UINT32_MAX) {
            return false;
        }
        l->to = (uint32_t)v;
    }
    return true;
}

/* Reads the next entry into r->next. False: the line makes no sense. */
bool record_advance(gil_record *r) {
    record_line *l = &r->next;
    if (r->repeats == 0 && r->at < r->end && *r->at == '=') {
        const char *p = r->at + 2;
        uint64_t period;
        if (r->at[1] != ' ' || !read_number(&p, &r->repeats) || *p++ != ' ' ||
            !read_number(&p, &period) || period == 0 || period > RECORD_HISTORY || period > r->n) {
            return false;
        }
        r->period = (unsigned)period;
        r->number++;
        r->at = record_line_end(p, r->end) + 1;
    }
    if (r->repeats > 0) {
        const hand_over *h = record_history(r, r->n - r->period);
        r->repeats--;
        *l = (record_line){.kind = {h->kind},
                           .steps = h->steps,
                           .op = h->op,
                           .to = h->to,
                           .is_hand_over = true,
                           .rest = "",
                           .number = r->number};
    } else if (r->at >= r->end) {
        *l = (record_line){.rest = r->last_line, .steps = GIL_NEVER, .number = r->number + 1};
        return true;
    } else if (!parse_line(r, l)) {
        return false;
    }
    if (l->is_hand_over) {
        *record_history(r, r->n++) = (hand_over){l->steps, l->op, l->to, l->kind[0]};
    }
    return true;
}

gil_record *gil_record_open(const char *path, char *err, size_t errlen) {
    gil_record *r = calloc(1, sizeof *r);
    size_t len;
    if (r == NULL) {
        snprintf(err, errlen, "no memory for the recording");
        return NULL;
    }
    r->follows = true;
    r->text = read_file(path, &len);
    if (r->text == NULL) {
        snprintf(err, errlen, "cannot read the recording '%s': %s", path, strerror(errno));
        gil_record_drop(r);
        return NULL;
    }
    const char *wrong = check_file(r, len);
    if (wrong == NULL && !record_advance(r)) {
        wrong = "is damaged: its first entry makes no sense";
    }
    if (wrong != NULL) {
        snprintf(err, errlen, "'%s' %s", path, wrong);
        gil_record_drop(r);
        return NULL;
    }
    return r;
}

static int hex(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Takes the text in quotes at p into r->data. NULL: it is none. */
const char *record_read_text(gil_record *r, const char *p, size_t *len) {
    size_t n = 0, most = (size_t)(record_line_end(p, r->last_line) - p) + 1;
    if (most > r->data_size) {
        char *more = realloc(r->data, most);
        if (more == NULL) {
            return NULL;
        }
        r->data = more;
        r->data_size = most;
    }
    if (*p++ != '"') {
        return NULL;
    }
    for (; *p != '"'; p++) {
        if (*p == '\n') {
            return NULL;
        }
        if (*p != '\\') {
            r->data[n++] = *p;
        } else if (*++p == 'x') {
            int high = hex(p[1]), low = high < 0 ? -1 : hex(p[2]);
            if (low < 0) {
                return NULL;
            }
            r->data[n++] = (char)(high << 4 | low);
            p += 2;
        } else {
            r->data[n++] = *p == 'n' ? '\n' : *p;
        }
    }
    r->data[n] = '\0';
    *len = n;
    return r->data;
}

const char *gil_record_head(gil_record *r, const char *key, size_t nth) {
    size_t len = strlen(key), n;
    for (const char *p = r->text; strncmp(p, "--\n", 3) != 0; p = record_line_end(p, r->end) + 1) {
        if (strncmp(p, key, len) == 0 && p[len] == ' ' && nth-- == 0) {
            return record_read_text(r, p + len + 1, &n);
        }
    }
    return NULL;
}

bool gil_record_is(const char *path) {
    char head[16] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
              memcmp(head, RECORD_MAGIC, sizeof head) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return is;
}

/* The steps of each thread at its last entry, for turning differences into places. */
typedef struct marks {
    uint64_t *at;
    size_t size;
} marks;

static bool marks_room(marks *m, uint32_t id) {
    if (id >= m->size) {
        size_t size = 2 * ((size_t)id + 8);
        uint64_t *more = realloc(m->at, size * sizeof *more);
        if (more == NULL) {
            return false;
        }
        memset(more + m->size, 0, (size - m->size) * sizeof *more);
        m->at = more;
        m->size = size;
    }
    return true;
}

bool gil_record_schedule(const char *path, bool (*add)(void *arg, uint32_t thread, uint64_t steps),
                         void *arg, char *err, size_t errlen) {
    gil_record *r = gil_record_open(path, err, errlen);
    marks m = {0};
    uint32_t who = 1;
    bool ok = r != NULL;
    while (ok && r->next.kind[0] != '\0') {
        const record_line *l = &r->next;
        ok = marks_room(&m, who) && marks_room(&m, l->to);
        if (ok) {
            m.at[who] += l->steps;
        }
        if (ok && l->is_hand_over) {
            ok = add(arg, who, l->kind[0] == 'p' ? m.at[who] : GIL_NEVER);
            who = l->to;
        }
        if (ok && !record_advance(r)) {
            snprintf(err, errlen, "'%s' makes no sense at line %u", path, r->number + 1);
            free(m.at);
            gil_record_drop(r);
            return false;
        }
    }
    if (r != NULL && !ok) {
        snprintf(err, errlen, "no memory for the schedule");
    }
    free(m.at);
    gil_record_drop(r);
    return ok;
}
