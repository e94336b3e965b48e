/* record_write.c: a recording as it is written.
 *
 *     gilvm recording 2
 *     KEY "TEXT"                     the head; what the keys are is the caller's
 *     --
 *     KIND STEPS[.OPERATION] ...     entries: of the holder, STEPS after its last entry
 *     = COUNT PERIOD                 the next COUNT hand-overs: each as the one PERIOD before it
 *     end STATUS HANDOVERS HASH SUM
 *
 * Entries are collected in a buffer; each time it goes to the file an end is written behind it, so
 * that the file is whole whenever the process dies. SUM is over all bytes before its line.
 */
#include "gil/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HIGH_FD = 200 };

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

void record_flush(gil_record *r, const char *status) {
    char end[160];
    write_all(r, r->buffer, r->used, r->offset);
    r->sum = record_sum_bytes(r->sum, r->buffer, r->used);
    r->offset += r->used;
    r->used = 0;
    int n = snprintf(end, sizeof end, "end %s %" PRIu64 " %016" PRIx64 " %016" PRIx64 "\n", status,
                     r->n, r->hash, r->sum);
    write_all(r, end, (size_t)n, r->offset);
    if (ftruncate(r->fd, (off_t)r->offset + n) != 0) { /* the end before may have been longer */
        r->failed = true;
    }
}

void record_put(gil_record *r, const char *p, size_t n) {
    if (r->used + n > RECORD_BUFFER) {
        int saved = errno;
        record_flush(r, "running");
        errno = saved;
    }
    while (n > RECORD_BUFFER) { /* a long text */
        memcpy(r->buffer, p, RECORD_BUFFER);
        r->used = RECORD_BUFFER;
        record_flush(r, "running");
        p += RECORD_BUFFER;
        n -= RECORD_BUFFER;
    }
    memcpy(r->buffer + r->used, p, n);
    r->used += n;
}

void record_put_char(gil_record *r, char c) {
    record_put(r, &c, 1);
}

static void put_number(gil_record *r, uint64_t v) {
    char digits[20];
    unsigned n = sizeof digits;
    do {
        digits[--n] = (char)('0' + v % 10);
        v /= 10;
    } while (v != 0);
    record_put(r, digits + n, sizeof digits - n);
}

void record_put_signed(gil_record *r, int64_t v) {
    if (v < 0) {
        record_put_char(r, '-');
    }
    put_number(r, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* What is not printable ASCII as \xHH. */
void record_put_text(gil_record *r, const char *p, size_t n) {
    record_put_char(r, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        char code[5];
        if (c == '"' || c == '\\') {
            record_put_char(r, '\\');
            record_put_char(r, (char)c);
        } else if (c == '\n') {
            record_put(r, "\\n", 2);
        } else if (c >= ' ' && c < 0x7f) {
            record_put_char(r, (char)c);
        } else {
            snprintf(code, sizeof code, "\\x%02x", c);
            record_put(r, code, 4);
        }
    }
    record_put_char(r, '"');
}

/* "KIND STEPS.OP": operation `usual_op` goes without saying. */
void record_put_place(gil_record *r, const char *kind, size_t len, uint64_t steps, uint32_t op,
                      uint32_t usual_op) {
    record_put(r, kind, len);
    record_put_char(r, ' ');
    put_number(r, steps);
    if (op != usual_op) {
        record_put_char(r, '.');
        put_number(r, op);
    }
}

static void put_hand_over(gil_record *r, const hand_over *h) {
    record_put_place(r, &h->kind, 1, h->steps, h->op, h->kind != 'p');
    record_put_char(r, ' ');
    put_number(r, h->to);
    record_put_char(r, '\n');
}

static bool same(const hand_over *a, const hand_over *b) {
    return a->steps == b->steps && a->op == b->op && a->to == b->to && a->kind == b->kind;
}

/* A few repeated hand-overs are written out, many are counted. */
void record_put_repeats(gil_record *r) {
    if (r->repeats > 3) {
        record_put(r, "= ", 2);
        put_number(r, r->repeats);
        record_put_char(r, ' ');
        put_number(r, r->period);
        record_put_char(r, '\n');
    } else {
        for (; r->repeats > 0; r->repeats--) {
            put_hand_over(r, record_history(r, r->n - r->repeats));
        }
    }
    r->repeats = 0;
}

void record_add_hand_over(gil_record *r, const hand_over *h) {
    if (r->repeats > 0) {
        if (!same(h, record_history(r, r->n - r->period))) {
            record_put_repeats(r);
        }
    }
    if (r->repeats == 0) {
        unsigned most = r->n < RECORD_PERIOD_MAX ? (unsigned)r->n : RECORD_PERIOD_MAX;
        for (r->period = 1; r->period <= most && !same(h, record_history(r, r->n - r->period));) {
            r->period++;
        }
        if (r->period > most) {
            put_hand_over(r, h);
            *record_history(r, r->n++) = *h;
            return;
        }
    }
    r->repeats++;
    *record_history(r, r->n++) = *h;
}

gil_record *gil_record_create(const char *path, char *err, size_t errlen) {
    gil_record *r = calloc(1, sizeof *r);
    char *buffer = malloc(RECORD_BUFFER);
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
    r->sum = RECORD_SUM_START;
    record_put(r, RECORD_MAGIC, sizeof RECORD_MAGIC - 1);
    return r;
}

void gil_record_put_head(gil_record *r, const char *key, const char *text) {
    record_put(r, key, strlen(key));
    record_put_char(r, ' ');
    record_put_text(r, text, strlen(text));
    record_put_char(r, '\n');
}
