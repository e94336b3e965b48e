/* trace.c: event rings, merging, and the names of things in events. See trace.h. */
#include "gil/trace.h"

#include "gil/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_KEPT = 1 << 30 }; /* in one record */

const gil_kind_doc gil_kinds[GIL_EV_COUNT] = {
#define EVENT(KIND, NAME, WHY, ON, DOC) {NAME, #WHY, #ON, DOC},
#include "gil/events.def"
#undef EVENT
};

const char *const gil_why_names[GIL_WHY_COUNT] = {"nothing", "lock", "join", "sleep",
                                                  "fd",      "call", "other"};
const char *const gil_leave_names[GIL_LEAVE_COUNT] = {"tick",    "request", "yield",
                                                      "blocked", "end",     "arrival"};

/* The drops that t won back at once are told of when its turn ends, and when events are taken out.
 */
static void tell_kept(gil_th *t, uint64_t now) {
    while (t->kept_told < t->stats.kept) {
        uint64_t n = t->stats.kept - t->kept_told;
        n = n < MOST_KEPT ? n : MOST_KEPT;
        t->kept_told += n;
        gil_emit_at(t, t->pub.id, GIL_EV_KEPT, 0, (uint32_t)n, 0, now);
    }
}

void gil_emit(gil_th *t, gil_kind kind, unsigned why, uint32_t on, uint64_t now) {
    bool leaves = kind == GIL_EV_DROPPED || kind == GIL_EV_BLOCKED || kind == GIL_EV_EXITED;
    if (leaves && t->g->tracing) {
        tell_kept(t, now);
    }
    gil_emit_at(t, t->pub.id, kind, why, on, leaves ? t->where : 0, now);
}

static int by_seq(const void *a, const void *b) {
    uint64_t x = ((const gil_event *)a)->seq;
    uint64_t y = ((const gil_event *)b)->seq;
    return (x > y) - (x < y);
}

/* All rings: first those of threads in the list, then those in the pool. */
static gil_th *next_ring(gil *g, gil_th *t, bool *pooled) {
    t = t == NULL ? g->all : *pooled ? t->next : t->all_next;
    if (t == NULL && !*pooled) {
        *pooled = true;
        t = g->pool;
    }
    return t;
}

static size_t merge(gil *g, gil_event **events) {
    size_t total = 0;
    bool pooled = false;
    *events = NULL;
    for (gil_th *t = next_ring(g, NULL, &pooled); t != NULL; t = next_ring(g, t, &pooled)) {
        total += gil_ring_count(g, &t->ring);
    }
    if (total == 0 || (*events = malloc(total * sizeof **events)) == NULL) {
        return 0;
    }
    total = 0;
    pooled = false;
    for (gil_th *t = next_ring(g, NULL, &pooled); t != NULL; t = next_ring(g, t, &pooled)) {
        total += gil_ring_copy(g, &t->ring, *events + total);
    }
    qsort(*events, total, sizeof **events, by_seq);
    return total;
}

size_t gil_trace_take(gil_thread *t, gil_event **events, uint64_t *dropped) {
    gil *g = gil_of(t);
    uint64_t emitted = 0;
    bool pooled = false;
    uint64_t now = gil_core_now(gil_th_of(t));
    g->ops->lock(g->host);
    if (g->tracing) {
        tell_kept(gil_th_of(t), now);
    }
    size_t n = merge(g, events);
    for (gil_th *r = next_ring(g, NULL, &pooled); r != NULL; r = next_ring(g, r, &pooled)) {
        emitted += gil_ring_emitted(&r->ring);
        gil_ring_empty(&r->ring);
    }
    g->ops->unlock(g->host);
    if (dropped != NULL) {
        *dropped = emitted - n;
    }
    return n;
}

size_t gil_trace_tail(gil *g, char *buf, size_t len, unsigned n) {
    gil_event *events;
    size_t total = merge(g, &events);
    size_t used = 0;
    for (size_t i = total > n ? total - n : 0; i < total && used < len; i++) {
        const gil_event *e = &events[i];
        int w = snprintf(buf + used, len - used, "  %llu ns  thread %u %s why=%u on=%u\n",
                         (unsigned long long)e->time_ns, e->thread, gil_kinds[e->kind].name, e->why,
                         e->on);
        used += w > 0 ? (size_t)w : 0;
    }
    free(events);
    return used < len ? used : len - 1;
}

/* FNV-1a over the fields, not the bytes: the same on every machine. */
static uint64_t mix(uint64_t h, uint64_t v) {
    for (int i = 0; i < 8; i++) {
        h = (h ^ (v >> (8 * i) & 0xff)) * 0x100000001b3u;
    }
    return h;
}

uint64_t gil_trace_hash(uint64_t hash, const gil_event *events, size_t n) {
    uint64_t h = hash == 0 ? 0xcbf29ce484222325u : hash;
    for (size_t i = 0; i < n; i++) {
        const gil_event *e = &events[i];
        if (e->kind == GIL_EV_COLLECTED) {
            continue;
        }
        h = mix(h, e->time_ns);
        h = mix(h, (uint64_t)e->thread << 32 | e->where);
        h = mix(h, (uint64_t)e->on << 32 | (uint64_t)e->kind << 16 | e->why);
    }
    return h;
}

/* --- Texts ----------------------------------------------------------------------------------- */

/* Number 0 is "no text": out of memory. The array grows at powers of two. */
uint32_t gil_text_add(gil *g, const char *text) {
    uint32_t n = g->n_texts;
    size_t len = strlen(text) + 1;
    if ((n & (n - 1)) == 0) {
        char **more = realloc(g->texts, (n == 0 ? 1 : (size_t)n * 2) * sizeof *more);
        if (more == NULL) {
            return 0;
        }
        g->texts = more;
    }
    char *copy = malloc(len);
    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, text, len);
    g->texts[n] = copy;
    g->n_texts = n + 1;
    return n + 1;
}

const char *gil_trace_text(gil *g, uint32_t n) {
    return n > 0 && n <= g->n_texts ? g->texts[n - 1] : "";
}

void gil_mark(gil_thread *t, const char *text) {
    gil *g = gil_of(t);
    if (g->tracing) {
        gil_emit(gil_th_of(t), GIL_EV_MARK, 0, gil_text_add(g, text), gil_core_now(gil_th_of(t)));
    }
}

void gil_note_collection(gil_thread *t, uint64_t began) {
    uint64_t now = gil_core_now(gil_th_of(t));
    uint64_t us = (now - began) / 1000;
    gil_emit(gil_th_of(t), GIL_EV_COLLECTED, 0, us > UINT32_MAX ? UINT32_MAX : (uint32_t)us, now);
}
