/* record.c: recordings, in both directions: places, the inputs from outside, and what the core
 * tells of waits and hand-overs. Each function writes an entry when a run is recorded, and answers
 * from the entry that is next when one is followed. The file itself: record_write.c, record_read.c.
 */
#include "gil/recording.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FLUSH_NS = 1000000000,
    /* A recorded run's clocks are true to this much, and a 32nd of the time since their last entry:
     * processors are not steadier than that. */
    NEAR_NS = 10000,
    NEAR_PART = 32,
    NEAR_MOST_NS = 100000,
    ENTRY_NS = 1000, /* the unit of an entry */
    STEP_UNIT = 1024,
};

static uint64_t mix(uint64_t h, uint64_t v) {
    h = (h ^ v) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
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
uint32_t record_ops_here(gil_th *t) {
    if (t->op_steps != t->pub.steps) {
        t->op_steps = t->pub.steps;
        t->ops = 0;
    }
    return t->ops;
}

void gil_record_op(gil_th *t) {
    record_ops_here(t);
    t->ops++;
}

static gil_record *put_entry(gil_th *t, const char *kind) {
    gil_record *r = t->g->record;
    record_put_repeats(r);
    record_put_place(r, kind, strlen(kind), t->pub.steps - t->mark, t->ops, 1);
    record_put_char(r, ' ');
    t->mark = t->pub.steps;
    return r;
}

static void put_value(gil_th *t, const char *kind, int64_t v) {
    gil_record *r = put_entry(t, kind);
    record_put_signed(r, v);
    record_put_char(r, '\n');
}

/* --- Inputs ---------------------------------------------------------------------------------- */

uint64_t gil_input_number(gil_thread *pt, const char *kind, uint64_t v) {
    gil_th *t = gil_th_of(pt);
    if (t->g->record == NULL) {
        return v;
    }
    gil_record_op(t);
    if (t->g->following) {
        record_must(t, kind);
        return (uint64_t)record_take_value(t);
    }
    put_value(t, kind, (int64_t)v);
    return v;
}

static bool is_near(const record_clock *c, uint64_t v, uint64_t guess, unsigned times) {
    uint64_t near = NEAR_NS + (guess - c->base) / NEAR_PART;
    near = times * (near < NEAR_MOST_NS ? near : NEAR_MOST_NS);
    return v - guess + near <= 2 * near;
}

/* A reading that was no guess: what does it teach? Off by little: the step was not quite right. Off
 * by much: something came between, unless it goes on like that. */
static void learn(record_clock *c, uint64_t v, uint64_t guess) {
    c->wild = c->since > 1 ? 0 : c->wild + 1;
    if (is_near(c, v, guess, 2) || c->wild > 2) {
        c->step = (int64_t)((v - c->base) * STEP_UNIT) / c->since;
    }
    c->base = v;
    c->since = 0;
}

/* Guesses may have been ahead of v: no clock goes back for that. */
static uint64_t answer(record_clock *c, uint64_t v) {
    return c->last = c->last - v <= 2 * NEAR_MOST_NS ? c->last + 1 : v;
}

uint64_t gil_input_clock(gil_th *t, unsigned which, uint64_t v) {
    static const char *const kinds[] = {"now", "wall"};
    record_clock *c = &t->g->record->clocks[which];
    /* Unsigned products: a file that was made by hand may hold anything. */
    uint64_t ahead = (uint64_t)++c->since * (uint64_t)c->step;
    uint64_t guess = c->base + (uint64_t)((int64_t)ahead / STEP_UNIT);
    int64_t off;
    gil_record_op(t);
    if (t->g->following) {
        if (!record_expect(t, kinds[which], kinds[which])) {
            return answer(c, guess);
        }
        off = record_take_value(t);
    } else if (is_near(c, v, guess, 1)) {
        return answer(c, guess);
    } else {
        off = ((int64_t)(v - guess) + ENTRY_NS / 2) / ENTRY_NS;
        put_value(t, kinds[which], off);
    }
    v = guess + (uint64_t)off * ENTRY_NS;
    learn(c, v, guess);
    return answer(c, v);
}

int64_t gil_input_usual(gil_thread *pt, const char *kind, int64_t v, int64_t usual) {
    gil_th *t = gil_th_of(pt);
    if (t->g->record == NULL) {
        return v;
    }
    gil_record_op(t);
    if (t->g->following) {
        return record_expect(t, kind, kind) ? record_take_value(t) : usual;
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
        record_must(t, kind);
        *result = strtoll(r->next.rest, &end, 10);
        data = record_read_text(r, end + (*end == ' '), len);
        if (data == NULL) {
            gil_diverged(pt, "an entry without its bytes");
        }
        record_used(t);
        return data;
    }
    put_entry(t, kind);
    record_put_signed(r, *result);
    record_put_char(r, ' ');
    record_put_text(r, data, *len);
    record_put_char(r, '\n');
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
    r->left.op = record_ops_here(t);
    r->left.kind = kind;
}

void record_count_hand_over(gil_record *r, uint64_t left_steps, const gil_th *to) {
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
    record_add_hand_over(r, &h);
    record_count_hand_over(r, r->left.steps, t);
}

static const char *const result_names[] = {"ok", "timeout", "interrupted", "deadlock", "error"};

gil_result gil_record_result(gil_th *t, gil_result result, gil_result usual) {
    static const char kind[] = "wait";
    gil_record *r = t->g->record;
    if (t->g->following) {
        if (!record_expect(t, kind, "the end of a wait")) {
            return usual;
        }
        for (unsigned i = 0; i < sizeof result_names / sizeof result_names[0]; i++) {
            size_t len = strlen(result_names[i]);
            if (strncmp(r->next.rest, result_names[i], len) == 0 && r->next.rest[len] == '\n') {
                record_used(t);
                return (gil_result)i;
            }
        }
        gil_diverged(&t->pub, "the end of a wait");
    }
    if (result != usual) {
        put_entry(t, kind);
        record_put(r, result_names[result], strlen(result_names[result]));
        record_put_char(r, '\n');
    }
    return result;
}

void gil_record_signal(gil_th *t) {
    gil_record *r = put_entry(t, "attention");
    record_put(r, "signal\n", 7);
    t->signal_told = true;
}

bool gil_record_deadlock(gil_th *t, bool is) {
    return gil_input_usual(&t->pub, "deadlock", is, false) != 0;
}

/* --- The end --------------------------------------------------------------------------------- */

void gil_record_begin(gil *g) {
    if (!g->record->follows) {
        record_put(g->record, "--\n", 3);
    }
}

void gil_record_flush(gil *g) {
    if (g->record != NULL && !g->following) {
        record_put_repeats(g->record);
        record_flush(g->record, "running");
    }
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
    record_stop_following(t, text);
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
        record_put_repeats(r);
        record_flush(r, text);
        if (r->failed) {
            fputs("gilvm: the recording could not be written to its end\n", stderr);
        }
    }
    g->record = NULL; /* gil_free drops it: it is g->opt.record still */
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
