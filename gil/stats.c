/* stats.c: each thread's figures. Every nanosecond of a thread's life belongs to one state;
 * gil_account closes one state and opens the next at the same moment, so that the sums have no gap.
 */
#include "gil/policy.h"
#include "gil/record.h"

#include <string.h>

#include <stdio.h>
#include <time.h>

/* Waits go to 4 buckets for each power of two: within 20 %. */
static unsigned bucket_of(uint64_t ns) {
    unsigned log = 0;
    if (ns < 4) {
        return (unsigned)ns;
    }
    while (ns >> log >= 8) {
        log++;
    }
    unsigned b = 4 * log + (unsigned)(ns >> log); /* ns >> log is 4 to 7 */
    return b < GIL_HIST ? b : GIL_HIST - 1;
}

static uint64_t middle_of(unsigned bucket) {
    if (bucket < 8) {
        return bucket;
    }
    unsigned log = bucket / 4 - 1;
    return ((uint64_t)(4 + bucket % 4) << log) + ((uint64_t)1 << log) / 2;
}

void gil_count_wait(gil_th *t, uint64_t ns) {
    t->hist[bucket_of(ns)]++;
    if (ns > t->stats.wait_max_ns) {
        t->stats.wait_max_ns = ns;
    }
}

/* Adds `spent` ns in t's present state. */
static void spend(gil_stats *s, const gil_th *t, uint64_t spent) {
    switch (gil_state_of(t)) {
    case GIL_HOLDING:
        s->held_ns += spent;
        s->held_max_ns = spent > s->held_max_ns ? spent : s->held_max_ns;
        break;
    case GIL_READY: s->waited_ns += spent; break;
    case GIL_PARKED:
    case GIL_OUTSIDE: s->blocked_ns[t->why] += spent; break;
    case GIL_NEW:
    case GIL_STARTING:
    case GIL_EXITED: break;
    }
}

void gil_account(gil_th *t, gil_state next, uint64_t now) {
    spend(&t->stats, t, now - t->since);
    gil_state_set(t, next);
    t->since = now;
}

static void percentiles(gil_stats *s, const uint32_t *hist) {
    uint64_t total = 0;
    uint64_t seen = 0;
    s->wait_p50_ns = s->wait_p99_ns = 0;
    for (unsigned i = 0; i < GIL_HIST; i++) {
        total += hist[i];
    }
    for (unsigned i = 0; i < GIL_HIST; i++) {
        bool half = seen * 2 >= total;
        bool most = seen * 100 >= total * 99;
        seen += hist[i];
        if (!half && seen * 2 >= total) {
            s->wait_p50_ns = middle_of(i);
        }
        if (!most && seen * 100 >= total * 99) {
            s->wait_p99_ns = middle_of(i);
        }
    }
    s->wait_p50_ns = s->wait_p50_ns < s->wait_max_ns ? s->wait_p50_ns : s->wait_max_ns;
    s->wait_p99_ns = s->wait_p99_ns < s->wait_max_ns ? s->wait_p99_ns : s->wait_max_ns;
}

static void add(gil_stats *to, uint32_t *to_hist, const gil_stats *from, const uint32_t *hist) {
    to->held_ns += from->held_ns;
    to->waited_ns += from->waited_ns;
    for (unsigned i = 0; i < GIL_WHY_COUNT; i++) {
        to->blocked_ns[i] += from->blocked_ns[i];
    }
    to->acquired += from->acquired;
    to->switches += from->switches;
    to->forced += from->forced;
    to->voluntary += from->voluntary;
    to->kept += from->kept;
    to->vain += from->vain;
    to->steps += from->steps;
    to->wait_max_ns = from->wait_max_ns > to->wait_max_ns ? from->wait_max_ns : to->wait_max_ns;
    to->held_max_ns = from->held_max_ns > to->held_max_ns ? from->held_max_ns : to->held_max_ns;
    for (unsigned i = 0; i < GIL_HIST; i++) {
        to_hist[i] += hist[i];
    }
}

/* A copy up to now. Mutex held. Steps of a thread that is running are its own: only `self` may read
 * them. */
static gil_stats snapshot(gil_th *t, uint64_t now) {
    gil_stats s = t->stats;
    spend(&s, t, now - t->since);
    s.steps = t->pub.steps;
    return s;
}

void gil_stats_leave(gil_th *t) {
    t->stats.steps = t->pub.steps;
    add(&t->g->gone, t->g->gone_hist, &t->stats, t->hist);
}

/* Figures that a script asks for are an input of a recorded run: most are times. */
static void tell(gil_thread *t, gil_stats *s) {
    enum { FIELDS = sizeof *s / sizeof(uint64_t) };
    uint64_t f[FIELDS];
    if (gil_recorded(gil_of(t))) {
        memcpy(f, s, sizeof f);
        for (unsigned i = 0; i < FIELDS; i++) {
            f[i] = gil_input_number(t, "figure", f[i]);
        }
        memcpy(s, f, sizeof f);
    }
}

void gil_stats_thread(gil_thread *pt, gil_thread *whom, gil_stats *out) {
    gil *g = gil_of(pt);
    uint64_t now = gil_core_now(gil_th_of(pt));
    g->ops->lock(g->host);
    *out = snapshot(gil_th_of(whom), now);
    percentiles(out, gil_th_of(whom)->hist);
    g->ops->unlock(g->host);
    tell(pt, out);
}

void gil_stats_total(gil_thread *pt, gil_stats *out) {
    gil *g = gil_of(pt);
    uint64_t now = gil_core_now(gil_th_of(pt));
    uint32_t hist[GIL_HIST] = {0};
    *out = (gil_stats){0};
    g->ops->lock(g->host);
    add(out, hist, &g->gone, g->gone_hist);
    for (gil_thread *t = gil_thread_next(g, NULL); t != NULL; t = gil_thread_next(g, t)) {
        gil_stats s = snapshot(gil_th_of(t), now);
        add(out, hist, &s, gil_th_of(t)->hist);
    }
    g->ops->unlock(g->host);
    percentiles(out, hist);
    tell(pt, out);
}

/* --- From outside ---------------------------------------------------------------------------- */

typedef struct gil_request {
    gil_row *rows;
    size_t max, n;
    uint64_t now;
    bool done;
} gil_request;

/* Mutex held, and by the holder, or while nobody can take the lock: so nothing changes
 * meanwhile. */
static void answer(gil *g, gil_request *r) {
    r->now = gil_time(g);
    r->n = 0;
    for (gil_thread *p = gil_thread_next(g, NULL); p != NULL; p = gil_thread_next(g, p)) {
        gil_th *t = gil_th_of(p);
        if (r->n < r->max) {
            gil_row *row = &r->rows[r->n];
            *row = (gil_row){
                .id = p->id,
                .holds = t->state == GIL_HOLDING,
                .wants = t->state == GIL_READY || t->state == GIL_STARTING,
                .why = t->state == GIL_PARKED || t->state == GIL_OUTSIDE ? t->why : GIL_WHY_NONE,
                .stats = snapshot(t, r->now)};
            snprintf(row->name, sizeof row->name, "%s", t->name);
        }
        r->n++;
    }
    r->done = true;
    g->look = NULL;
}

void gil_looked(gil_th *t) {
    gil *g = t->g;
    g->ops->lock(g->host);
    /* Under the mutex. */
    atomic_fetch_and_explicit(&t->want, ~(unsigned)WANT_LOOK, memory_order_relaxed);
    if (g->look != NULL) {
        answer(g, g->look);
    }
    g->ops->unlock(g->host);
}

/* Nobody has the lock: shuts the fast road to it, so that whoever comes needs the mutex, which we
 * have. False: somebody was faster. Mutex held. */
static bool answer_idle(gil *g, gil_request *r) {
    uintptr_t word = 0;
    /* Acquire: we see what the last holder wrote. */
    bool shut = atomic_compare_exchange_strong_explicit(&g->word, &word, GIL_SLOW,
                                                        memory_order_acq_rel, memory_order_acquire);
    if (!shut && word != GIL_SLOW) {
        return false;
    }
    answer(g, r);
    if (shut) {
        atomic_store_explicit(&g->word, 0, memory_order_release);
    }
    return true;
}

size_t gil_look(gil *g, gil_row *rows, size_t max, uint64_t *now) {
    enum { TRIES = 100 }; /* a millisecond apart */
    gil_request r = {.rows = rows, .max = max};
    bool over = false;
    for (int i = 0; !over; i++) {
        g->ops->lock(g->host);
        gil_th *h = gil_holder(g);
        if (!r.done && (h != NULL || !answer_idle(g, &r))) {
            /* At last it is taken back: nobody writes to `r` later. */
            g->look = i < TRIES ? &r : NULL;
            h = gil_holder(g);
            if (h != NULL) {
                gil_ask(h, WANT_LOOK);
            }
        }
        over = r.done || i == TRIES;
        g->ops->unlock(g->host);
        if (!over) {
            nanosleep(&(struct timespec){0, 1000000}, NULL);
        }
    }
    *now = r.now;
    return r.done ? r.n : 0;
}
