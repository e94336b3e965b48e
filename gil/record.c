/* record.c: the file of a recording: writing it, checking and reading it, and the inputs in it.
 *
 *     gilvm recording 1
 *     KEY "TEXT"                     the head; what the keys are is the caller's
 *     --
 *     KIND STEPS[.OPERATION] ...     entries: of the holder, STEPS after its last entry
 *     = COUNT PERIOD                 the next COUNT hand-overs: each as the one PERIOD before it
 *     end STATUS HANDOVERS HASH SUM
 *
 * Entries are collected in a buffer; each time it goes to the file an end is written behind it, so
 * that the file is whole whenever the process dies. SUM is over all bytes before its line. Writing
 * happens on the holder alone, so nothing here needs a lock.
 */
#include "gil/record.h"

#include "gil/policy.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HISTORY = 64, PERIOD_MAX = 32, BUFFER = 1 << 16, KIND = 24, HIGH_FD = 200, FLUSH_NS = 1000000000 };

static const char magic[] = "gilvm recording 1\n";

/* A hand-over as it stands in the file. */
typedef struct hand_over {
    uint64_t steps; /* since the leaver's last entry */
    uint32_t op;
    uint32_t to;
    char kind;
} hand_over;

/* A line that has been read and not yet used. */
typedef struct line {
    char kind[KIND]; /* "" at the end of the recording */
    uint64_t steps;
    uint32_t op;
    bool is_hand_over;
    uint32_t to;
    const char *rest; /* behind the place, up to the end of the line */
    unsigned number;
} line;

struct gil_record {
    bool follows; /* set once: made by gil_record_open */
    bool over;    /* nothing is written or checked any more */

    hand_over history[HISTORY]; /* the last ones, at [n % HISTORY] */
    uint64_t n;                 /* how many there were */
    uint64_t hash;
    uint64_t clocks[2]; /* the last reading of each */

    /* Writing. */
    int fd;
    char *buffer;
    size_t used;
    uint64_t offset, sum; /* of what is in the file without its end */
    uint64_t repeats;     /* hand-overs that were like the one `period` before, not yet written */
    unsigned period;
    struct { /* who let the lock go last, and where */
        gil_th *t;
        uint32_t id;
        uint64_t steps;
        uint32_t op;
        char kind;
    } left;
    uint64_t flushed_ns; /* when it went to the file last */
    bool failed; /* the disk is full: said once, at the end */

    /* Reading. */
    char *text;
    const char *at, *end;
    const char *last_line; /* "end ..." */
    unsigned number;
    line next;
    char *data; /* of gil_input_text */
    size_t data_size;
    gil_th **threads; /* living ones by id */
    size_t threads_size;
    uint32_t until_id;
    uint64_t until_steps;
};

/* FNV-1a. */
static uint64_t sum_bytes(uint64_t h, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
    }
    return h;
}

#define FNV_START 0xcbf29ce484222325u

static uint64_t mix(uint64_t h, uint64_t v) {
    h = (h ^ v) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

/* --- Writing --------------------------------------------------------------------------------- */

static void write_all(gil_record *r, const char *p, size_t n, uint64_t at) {
    while (n > 0) {
        ssize_t w = pwrite(r->fd, p, n, (off_t)at);
        if (w < 0 && errno == EINTR) {
            continue;
        }
        if (w <= 0) {
            r->failed = true;
            return;
        }
        p += w;
        n -= (size_t)w;
        at += (uint64_t)w;
    }
}

static void put_repeats(gil_record *r);

/* `status`: text for the end line. */
static void flush(gil_record *r, const char *status) {
    char end[160];
    write_all(r, r->buffer, r->used, r->offset);
    r->sum = sum_bytes(r->sum, r->buffer, r->used);
    r->offset += r->used;
    r->used = 0;
    int n = snprintf(end, sizeof end, "end %s %" PRIu64 " %016" PRIx64 " %016" PRIx64 "\n", status,
                     r->n, r->hash, r->sum);
    write_all(r, end, (size_t)n, r->offset);
}

static void put(gil_record *r, const char *p, size_t n) {
    if (r->used + n > BUFFER) {
        int saved = errno;
        flush(r, "running");
        errno = saved;
    }
    while (n > BUFFER) { /* a long text */
        memcpy(r->buffer, p, BUFFER);
        r->used = BUFFER;
        flush(r, "running");
        p += BUFFER;
        n -= BUFFER;
    }
    memcpy(r->buffer + r->used, p, n);
    r->used += n;
}

static void put_char(gil_record *r, char c) {
    put(r, &c, 1);
}

static void put_number(gil_record *r, uint64_t v) {
    char digits[20];
    unsigned n = sizeof digits;
    do {
        digits[--n] = (char)('0' + v % 10);
        v /= 10;
    } while (v != 0);
    put(r, digits + n, sizeof digits - n);
}

static void put_signed(gil_record *r, int64_t v) {
    if (v < 0) {
        put_char(r, '-');
    }
    put_number(r, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* In quotes; what is not printable ASCII as \xHH. */
static void put_text(gil_record *r, const char *p, size_t n) {
    put_char(r, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        char code[5];
        if (c == '"' || c == '\\') {
            put_char(r, '\\');
            put_char(r, (char)c);
        } else if (c == '\n') {
            put(r, "\\n", 2);
        } else if (c >= ' ' && c < 0x7f) {
            put_char(r, (char)c);
        } else {
            snprintf(code, sizeof code, "\\x%02x", c);
            put(r, code, 4);
        }
    }
    put_char(r, '"');
}

/* "KIND STEPS.OP": operation `usual_op` goes without saying. */
static void put_place(gil_record *r, const char *kind, size_t len, uint64_t steps, uint32_t op,
                      uint32_t usual_op) {
    put(r, kind, len);
    put_char(r, ' ');
    put_number(r, steps);
    if (op != usual_op) {
        put_char(r, '.');
        put_number(r, op);
    }
}

static void put_hand_over(gil_record *r, const hand_over *h) {
    put_place(r, &h->kind, 1, h->steps, h->op, h->kind != 'p');
    put_char(r, ' ');
    put_number(r, h->to);
    put_char(r, '\n');
}

static bool same(const hand_over *a, const hand_over *b) {
    return a->steps == b->steps && a->op == b->op && a->to == b->to && a->kind == b->kind;
}

static hand_over *history(gil_record *r, uint64_t n) {
    return &r->history[n % HISTORY];
}

/* A few repeated hand-overs are written out, many are counted. */
static void put_repeats(gil_record *r) {
    if (r->repeats > 3) {
        put(r, "= ", 2);
        put_number(r, r->repeats);
        put_char(r, ' ');
        put_number(r, r->period);
        put_char(r, '\n');
    } else {
        for (; r->repeats > 0; r->repeats--) {
            put_hand_over(r, history(r, r->n - r->repeats));
        }
    }
    r->repeats = 0;
}

static void add_hand_over(gil_record *r, const hand_over *h) {
    if (r->repeats > 0) {
        if (!same(h, history(r, r->n - r->period))) {
            put_repeats(r);
        }
    }
    if (r->repeats == 0) {
        unsigned most = r->n < PERIOD_MAX ? (unsigned)r->n : PERIOD_MAX;
        for (r->period = 1; r->period <= most && !same(h, history(r, r->n - r->period));) {
            r->period++;
        }
        if (r->period > most) {
            put_hand_over(r, h);
            *history(r, r->n++) = *h;
            return;
        }
    }
    r->repeats++;
    *history(r, r->n++) = *h;
}

gil_record *gil_record_create(const char *path, char *err, size_t errlen) {
    gil_record *r = calloc(1, sizeof *r);
    char *buffer = malloc(BUFFER);
    int fd = r == NULL || buffer == NULL
                 ? -1
                 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        snprintf(err, errlen, "cannot write the recording '%s': %s", path, strerror(errno));
        free(buffer);
        free(r);
        return NULL;
    }
    /* Out of the way: the script's descriptors get the numbers that they always have. */
    r->fd = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_FD);
    if (r->fd >= 0) {
        close(fd);
    } else {
        r->fd = fd;
    }
    r->buffer = buffer;
    r->sum = FNV_START;
    put(r, magic, sizeof magic - 1);
    return r;
}

void gil_record_put_head(gil_record *r, const char *key, const char *text) {
    put(r, key, strlen(key));
    put_char(r, ' ');
    put_text(r, text, strlen(text));
    put_char(r, '\n');
}

void gil_record_drop(gil_record *r) {
    if (r != NULL) {
        if (r->buffer != NULL) {
            close(r->fd);
        }
        free(r->buffer);
        free(r->text);
        free(r->data);
        free(r->threads);
        free(r);
    }
}

/* --- Reading --------------------------------------------------------------------------------- */

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

static const char *line_end(const char *p, const char *end) {
    const char *n = memchr(p, '\n', (size_t)(end - p));
    return n != NULL ? n : end;
}

/* The sentence that refuses a file whose end is missing or does not fit. NULL: all is well. */
static const char *check_file(gil_record *r, size_t len) {
    if (len < sizeof magic - 1 || memcmp(r->text, "gilvm recording ", 16) != 0) {
        return "is not a recording";
    }
    if (memcmp(r->text, magic, sizeof magic - 1) != 0) {
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
    if (sum != sum_bytes(FNV_START, r->text, (size_t)(last - r->text))) {
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
static bool parse_line(gil_record *r, line *l) {
    const char *end = line_end(r->at, r->end), *p = r->at;
    size_t len = strcspn(p, " \n");
    uint64_t v = 0;
    if (len == 0 || len >= KIND || p[len] != ' ') {
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
static bool advance(gil_record *r) {
    line *l = &r->next;
    if (r->repeats == 0 && r->at < r->end && *r->at == '=') {
        const char *p = r->at + 2;
        uint64_t period;
        if (r->at[1] != ' ' || !read_number(&p, &r->repeats) || *p++ != ' ' ||
            !read_number(&p, &period) || period == 0 || period > HISTORY || period > r->n) {
            return false;
        }
        r->period = (unsigned)period;
        r->number++;
        r->at = line_end(p, r->end) + 1;
    }
    if (r->repeats > 0) {
        const hand_over *h = history(r, r->n - r->period);
        r->repeats--;
        *l = (line){.kind = {h->kind}, .steps = h->steps, .op = h->op, .to = h->to,
                    .is_hand_over = true, .rest = "", .number = r->number};
    } else if (r->at >= r->end) {
        *l = (line){.rest = r->last_line, .steps = GIL_NEVER, .number = r->number + 1};
        return true;
    } else if (!parse_line(r, l)) {
        return false;
    }
    if (l->is_hand_over) {
        *history(r, r->n++) = (hand_over){l->steps, l->op, l->to, l->kind[0]};
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
    if (wrong == NULL && !advance(r)) {
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
static const char *read_text(gil_record *r, const char *p, size_t *len) {
    size_t n = 0, most = (size_t)(line_end(p, r->last_line) - p) + 1;
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
    for (const char *p = r->text; strncmp(p, "--\n", 3) != 0; p = line_end(p, r->end) + 1) {
        if (strncmp(p, key, len) == 0 && p[len] == ' ' && nth-- == 0) {
            return read_text(r, p + len + 1, &n);
        }
    }
    return NULL;
}

bool gil_record_is(const char *path) {
    char head[16] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
              memcmp(head, magic, sizeof head) == 0;
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
        const line *l = &r->next;
        ok = marks_room(&m, who) && marks_room(&m, l->to);
        if (ok) {
            m.at[who] += l->steps;
        }
        if (ok && l->is_hand_over) {
            ok = add(arg, who, l->kind[0] == 'p' ? m.at[who] : GIL_NEVER);
            who = l->to;
        }
        if (ok && !advance(r)) {
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

/* --- Places ---------------------------------------------------------------------------------- */

bool gil_record_follows(const gil_record *r) {
    return r != NULL && r->follows;
}

bool gil_recorded(const gil *g) {
    return g->record != NULL;
}

bool gil_following(const gil *g) {
    return g->following;
}

/* Operations begun at this step, this thread. */
static uint32_t ops_here(gil_th *t) {
    if (t->op_steps != t->pub.steps) {
        t->op_steps = t->pub.steps;
        t->ops = 0;
    }
    return t->ops;
}

void gil_record_op(gil_th *t) {
    ops_here(t);
    t->ops++;
}

/* Is the next entry of t, here? */
static bool is_here(gil_th *t, uint32_t op) {
    const line *l = &t->g->record->next;
    return l->op == op && l->steps == t->pub.steps - t->mark;
}

static bool is_kind(const gil_record *r, const char *kind) {
    return strcmp(r->next.kind, kind) == 0;
}

static _Noreturn void stop_following(gil_th *t, const char *text) {
    gil *g = t->g;
    g->following = false;
    g->record->over = true;
    g->record = NULL;
    if (g->opt.on_diverged != NULL) {
        g->opt.on_diverged(g->opt.hook_arg, t->user, text);
    }
    fputs(text, stderr);
    abort();
}

static const char *hand_over_name(char kind) {
    return kind == 'p'   ? "it is made to stop"
           : kind == 'y' ? "it gives way"
           : kind == 'o' ? "it leaves for a blocking call"
           : kind == 'w' ? "it waits"
                         : "it ends";
}

_Noreturn void gil_diverged(gil_thread *pt, const char *came) {
    gil_th *t = gil_th_of(pt);
    gil_record *r = t->g->record;
    const line *l = &r->next;
    char text[1024], place[64] = "";
    int shown = (int)(line_end(l->rest, r->last_line + strlen(r->last_line)) - l->rest);
    if (l->op > 0) {
        snprintf(place, sizeof place, ", operation %u", l->op);
    }
    int n = snprintf(text, sizeof text,
                     "gilvm: replay: the run is not the recorded one\n"
                     "  thread %u '%s' at step %" PRIu64 ", operation %u\n  came:     %s\n",
                     pt->id, t->name, pt->steps, ops_here(t), came);
    if (l->kind[0] == '\0') {
        snprintf(text + n, sizeof text - (size_t)n, "  recorded: the end of the run (line %u)\n",
                 l->number);
    } else if (l->is_hand_over) {
        snprintf(text + n, sizeof text - (size_t)n,
                 "  recorded: at step %" PRIu64 "%s %s, thread %u is next (line %u)\n",
                 t->mark + l->steps, place, hand_over_name(l->kind[0]), l->to, l->number);
    } else {
        snprintf(text + n, sizeof text - (size_t)n,
                 "  recorded: at step %" PRIu64 "%s: %s %.*s (line %u)\n", t->mark + l->steps,
                 place, l->kind, shown < 200 ? shown : 200, l->rest, l->number);
    }
    stop_following(t, text);
}

/* The entry has been used: the next one. */
static void used(gil_th *t) {
    gil_record *r = t->g->record;
    t->mark += r->next.steps;
    if (!advance(r)) {
        char text[80];
        snprintf(text, sizeof text, "gilvm: replay: line %u of the recording makes no sense\n",
                 r->number + 1);
        stop_following(t, text);
    }
}

/* Is the next entry of this kind and here? One that should have come by now is a divergence. */
static bool expect(gil_th *t, const char *kind, const char *came) {
    gil_record *r = t->g->record;
    uint64_t steps = t->pub.steps - t->mark;
    if (r->next.steps < steps || (r->next.steps == steps && r->next.op < ops_here(t))) {
        gil_diverged(&t->pub, came);
    }
    return is_here(t, t->ops) && is_kind(r, kind);
}

/* An entry that is always there. */
static void must(gil_th *t, const char *kind) {
    char came[64];
    snprintf(came, sizeof came, "%s", kind);
    if (!expect(t, kind, came)) {
        gil_diverged(&t->pub, came);
    }
}

static gil_record *put_entry(gil_th *t, const char *kind) {
    gil_record *r = t->g->record;
    put_repeats(r);
    put_place(r, kind, strlen(kind), t->pub.steps - t->mark, t->ops, 1);
    put_char(r, ' ');
    t->mark = t->pub.steps;
    return r;
}

static void put_value(gil_th *t, const char *kind, int64_t v) {
    gil_record *r = put_entry(t, kind);
    put_signed(r, v);
    put_char(r, '\n');
}

static int64_t take_value(gil_th *t) {
    int64_t v = strtoll(t->g->record->next.rest, NULL, 10);
    used(t);
    return v;
}

/* --- Inputs ---------------------------------------------------------------------------------- */

uint64_t gil_input_number(gil_thread *pt, const char *kind, uint64_t v) {
    gil_th *t = gil_th_of(pt);
    if (t->g->record == NULL) {
        return v;
    }
    gil_record_op(t);
    if (t->g->following) {
        must(t, kind);
        return (uint64_t)take_value(t);
    }
    put_value(t, kind, (int64_t)v);
    return v;
}

uint64_t gil_input_clock(gil_th *t, unsigned which, uint64_t v) {
    static const char *const kinds[] = {"now", "wall"};
    gil_record *r = t->g->record;
    gil_record_op(t);
    if (t->g->following) {
        must(t, kinds[which]);
        v = r->clocks[which] + (uint64_t)take_value(t);
    } else {
        put_value(t, kinds[which], (int64_t)(v - r->clocks[which]));
    }
    return r->clocks[which] = v;
}

int64_t gil_input_usual(gil_thread *pt, const char *kind, int64_t v, int64_t usual) {
    gil_th *t = gil_th_of(pt);
    if (t->g->record == NULL) {
        return v;
    }
    gil_record_op(t);
    if (t->g->following) {
        return expect(t, kind, kind) ? take_value(t) : usual;
    }
    if (v != usual) {
        put_value(t, kind, v);
    }
    return v;
}

int64_t gil_input_call(gil_thread *t, const char *kind, int64_t result, int64_t usual) {
    if (gil_th_of(t)->g->record == NULL) {
        return result;
    }
    int err = errno;
    result = gil_input_usual(t, kind, result < 0 ? -err : result, usual);
    errno = result < 0 ? (int)-result : err;
    return result < 0 ? -1 : result;
}

const char *gil_input_text(gil_thread *pt, const char *kind, int64_t *result, const char *data,
                           size_t *len) {
    gil_th *t = gil_th_of(pt);
    gil_record *r = t->g->record;
    if (r == NULL) {
        return data;
    }
    gil_record_op(t);
    if (t->g->following) {
        char *end;
        must(t, kind);
        *result = strtoll(r->next.rest, &end, 10);
        data = read_text(r, end + (*end == ' '), len);
        if (data == NULL) {
            gil_diverged(pt, "an entry without its bytes");
        }
        used(t);
        return data;
    }
    put_entry(t, kind);
    put_signed(r, *result);
    put_char(r, ' ');
    put_text(r, data, *len);
    put_char(r, '\n');
    return data;
}

void gil_input(gil_thread *pt, const char *kind, int64_t *result, void *data, size_t room,
               size_t *len) {
    gil_th *t = gil_th_of(pt);
    if (t->g->record == NULL) {
        return;
    }
    const char *p = gil_input_text(pt, kind, result, data, len);
    if (t->g->following) {
        if (*len > room) {
            gil_diverged(pt, "room for fewer bytes");
        }
        memcpy(data, p, *len);
    }
}

/* --- Recording the core ---------------------------------------------------------------------- */

void gil_record_left(gil_th *t, char kind) {
    gil_record *r = t->g->record;
    r->left.t = t;
    r->left.id = t->pub.id;
    r->left.steps = t->pub.steps;
    r->left.op = ops_here(t);
    r->left.kind = kind;
}

static void count_hand_over(gil_record *r, uint64_t left_steps, const gil_th *to) {
    r->hash = mix(mix(mix(r->hash, left_steps), to->pub.id), to->pub.steps);
}

void gil_record_got(gil_th *t, uint64_t now) {
    gil_record *r = t->g->record;
    if (now - r->flushed_ns > FLUSH_NS) {
        r->flushed_ns = now;
        gil_record_flush(t->g);
    }
    if (r->left.id == t->pub.id || r->left.id == 0) {
        return;
    }
    /* The leaver's struct is still its own: only a holder frees it, and we are the first since. */
    hand_over h = {r->left.steps - r->left.t->mark, r->left.op, t->pub.id, r->left.kind};
    r->left.t->mark = r->left.steps;
    add_hand_over(r, &h);
    count_hand_over(r, r->left.steps, t);
}

static const char *const result_names[] = {"ok", "timeout", "interrupted", "deadlock", "error"};

gil_result gil_record_result(gil_th *t, gil_result result, gil_result usual) {
    static const char kind[] = "wait";
    gil_record *r = t->g->record;
    if (t->g->following) {
        if (!expect(t, kind, "the end of a wait")) {
            return usual;
        }
        for (unsigned i = 0; i < sizeof result_names / sizeof result_names[0]; i++) {
            size_t len = strlen(result_names[i]);
            if (strncmp(r->next.rest, result_names[i], len) == 0 && r->next.rest[len] == '\n') {
                used(t);
                return (gil_result)i;
            }
        }
        gil_diverged(&t->pub, "the end of a wait");
    }
    if (result != usual) {
        put_entry(t, kind);
        put(r, result_names[result], strlen(result_names[result]));
        put_char(r, '\n');
    }
    return result;
}

void gil_record_signal(gil_th *t) {
    gil_record *r = put_entry(t, "attention");
    put(r, "signal\n", 7);
    t->signal_told = true;
}

bool gil_record_deadlock(gil_th *t, bool is) {
    return gil_input_usual(&t->pub, "deadlock", is, false) != 0;
}

/* --- For follow.c ---------------------------------------------------------------------------- */

bool gil_follow_signal(gil_th *t) {
    if (!is_kind(t->g->record, "attention") || !is_here(t, ops_here(t))) {
        return false;
    }
    used(t);
    return true;
}

bool gil_follow_signal_next(gil_th *t) {
    return is_kind(t->g->record, "attention") && is_here(t, ops_here(t) + 1);
}

bool gil_follow_is_preempted(gil_th *t) {
    return t->g->record->next.kind[0] == 'p' && t->g->record->next.is_hand_over &&
           is_here(t, ops_here(t));
}

uint32_t gil_follow_leaves(gil_th *t, char kind, const char *came) {
    gil_record *r = t->g->record;
    uint32_t op = ops_here(t);
    if (r->next.steps < t->pub.steps - t->mark ||
        (r->next.steps == t->pub.steps - t->mark && r->next.op < op)) {
        gil_diverged(&t->pub, came);
    }
    if (!r->next.is_hand_over || r->next.kind[0] != kind || !is_here(t, op)) {
        return 0;
    }
    uint32_t to = r->next.to;
    used(t);
    return to;
}

uint64_t gil_follow_stop(gil_th *t) {
    gil_record *r = t->g->record;
    uint64_t stop = r->next.kind[0] == '\0' ? GIL_NEVER : t->mark + r->next.steps;
    if (r->until_id == t->pub.id && r->until_steps < stop && r->until_steps >= t->pub.steps) {
        stop = r->until_steps;
    }
    return stop;
}

bool gil_follow_is_until(gil_th *t) {
    gil_record *r = t->g->record;
    if (r->until_id != t->pub.id || t->pub.steps < r->until_steps) {
        return false;
    }
    r->until_id = 0;
    return true;
}

bool gil_record_at_end(const gil *g) {
    return g->following && g->record->next.kind[0] == '\0';
}

void gil_follow_until(gil *g, uint32_t id, uint64_t steps) {
    g->record->until_id = id;
    g->record->until_steps = steps;
}

void gil_follow_got(gil_th *t, uint64_t left_steps) {
    count_hand_over(t->g->record, left_steps, t);
}

gil_th **gil_follow_slot(gil *g, uint32_t id) {
    gil_record *r = g->record;
    if (id >= r->threads_size) {
        size_t size = 2 * ((size_t)id + 8);
        gil_th **more = realloc(r->threads, size * sizeof *more);
        if (more == NULL) {
            return NULL;
        }
        memset(more + r->threads_size, 0, (size - r->threads_size) * sizeof *more);
        r->threads = more;
        r->threads_size = size;
    }
    return &r->threads[id];
}

/* --- The end --------------------------------------------------------------------------------- */

void gil_record_begin(gil *g) {
    if (!g->record->follows) {
        put(g->record, "--\n", 3);
    }
}

void gil_record_flush(gil *g) {
    if (g->record != NULL && !g->following) {
        put_repeats(g->record);
        flush(g->record, "running");
    }
}

uint64_t gil_record_hash(gil *g, uint64_t *count) {
    *count = g->record != NULL ? g->record->n : 0;
    return g->record != NULL ? g->record->hash : 0;
}

void gil_record_forget(gil *g) {
    g->record = NULL;
}

/* Did the same hand-overs happen, and is the end the same? */
static void check_end(gil_th *t, const char *status) {
    gil_record *r = t->g->record;
    uint64_t n = 0, hash = 0;
    char was[32] = "", text[256];
    if (r->next.kind[0] != '\0') {
        gil_diverged(&t->pub, "the end of the run");
    }
    sscanf(r->last_line, "end %31s %" SCNu64 " %" SCNx64, was, &n, &hash);
    if (n == r->n && hash == r->hash && (strcmp(was, status) == 0 || strcmp(was, "running") == 0)) {
        return;
    }
    snprintf(text, sizeof text,
             "gilvm: replay: the run is not the recorded one\n"
             "  recorded: %" PRIu64 " hand-overs, their hash %016" PRIx64 ", status %s\n"
             "  came:     %" PRIu64 " hand-overs, their hash %016" PRIx64 ", status %s\n",
             n, hash, was, r->n, r->hash, status);
    stop_following(t, text);
}

void gil_record_end(gil_thread *pt, int status) {
    gil *g = gil_of(pt);
    gil_record *r = g->record;
    char text[16];
    if (r == NULL) {
        return;
    }
    snprintf(text, sizeof text, "%d", status);
    if (g->following) {
        check_end(gil_th_of(pt), text);
        g->following = false;
    } else {
        put_repeats(r);
        flush(r, text);
        if (r->failed) {
            fputs("gilvm: the recording could not be written to its end\n", stderr);
        }
    }
    g->record = NULL; /* gil_free drops it: it is g->opt.record still */
}
