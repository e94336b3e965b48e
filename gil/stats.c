/* stats.c: each thread's figures. Every nanosecond of a thread's life belongs to one state;
 * gil_account closes one state and opens the next at the same moment, so that the sums have no gap.
 */
#include "gil/policy.h"

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
    case GIL_READY:
        s->waited_ns += spent;
        break;
    case GIL_PARKED:
    case GIL_OUTSIDE:
        s->blocked_ns[t->why] += spent;
        break;
    case GIL_NEW:
    case GIL_STARTING:
    case GIL_EXITED:
        break;
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

void gil_stats_thread(gil_thread *pt, gil_thread *whom, gil_stats *out) {
    gil *g = gil_of(pt);
    uint64_t now = gil_core_now(gil_th_of(pt));
    g->ops->lock(g->host);
    *out = snapshot(gil_th_of(whom), now);
    percentiles(out, gil_th_of(whom)->hist);
    g->ops->unlock(g->host);
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
}
