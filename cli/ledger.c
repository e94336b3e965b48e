/* ledger.c: from events to spans, holds, waits and blame. See ledger.h.
 *
 * One walk over the events opens and closes spans: a thread has one open span at any time, and the
 * event that closes it opens the next at the same nanosecond. A second walk, over the spans, makes
 * the sums, and charges each wait to the turns with the lock (or with the script lock) that lie
 * within it; what is left of the wait is charged to the hand-over.
 */
#include "cli/ledger.h"

#include <stdlib.h>
#include <string.h>

const char *const span_names[SPAN_STATES] = {"holding", "wanting", "lock", "notify", "join",
                                             "sleep",   "fd",      "call", "other"};
const char *const span_words[SPAN_STATES] = {
    "holds the lock",         "wants the lock",           "waits for a script lock",
    "waits to be notified",   "waits for a thread's end", "sleeps",
    "waits for a descriptor", "in a blocking call",       "waits"};

/* What the walk knows about a script lock. */
typedef struct lock_state {
    uint32_t owner;   /* thread index + 1; 0: nobody */
    uint32_t open;    /* its open owning, + 1; 0 none */
    const char *name; /* NULL: none */
} lock_state;

typedef struct walk {
    ledger *l;
    uint32_t *index; /* thread id -> index, LEDGER_NOBODY */
    uint32_t max_id;
    uint32_t *open;    /* of each thread: its open span + 1; 0 none */
    lock_state *locks; /* by id */
    uint32_t n_locks;
    uint32_t last_holder; /* index */
} walk;

/* ---- making room ---- */

/* What there will be at most is counted before anything is made, so that nothing grows later. */
typedef struct counts {
    uint32_t spans, holds, points, ownings, max_lock;
} counts;

static bool opens_span(uint16_t kind) {
    return kind == GIL_EV_STARTED || kind == GIL_EV_ACQUIRED || kind == GIL_EV_DROPPED ||
           kind == GIL_EV_BLOCKED || kind == GIL_EV_UNBLOCKED;
}

static counts count(const trace *tr, uint32_t *spans_of) {
    counts c = {0};
    for (size_t i = 0; i < tr->n; i++) {
        const gil_event *e = &tr->events[i];
        if (opens_span(e->kind)) {
            c.spans++;
            spans_of[e->thread]++;
            c.holds += e->kind == GIL_EV_ACQUIRED;
        } else if (e->kind == GIL_EV_TAKEN || e->kind == GIL_EV_LET || e->kind == GIL_EV_CALLED) {
            c.ownings += e->kind == GIL_EV_TAKEN;
            c.max_lock = e->on > c.max_lock ? e->on : c.max_lock;
        } else {
            c.points++;
        }
        if (e->kind == GIL_EV_BLOCKED && e->why == GIL_WHY_LOCK && e->on > c.max_lock) {
            c.max_lock = e->on;
        }
    }
    return c;
}

static void *make(uint32_t n, size_t size, bool *ok) {
    void *p = calloc((size_t)n + 1, size);
    *ok = *ok && p != NULL;
    return p;
}

/* Threads by id, each with its stretch of the spans. */
static bool make_threads(walk *w, const uint32_t *spans_of) {
    ledger *l = w->l;
    bool ok = true;
    l->threads = make(w->max_id, sizeof *l->threads, &ok);
    uint32_t at = 0;
    for (uint32_t id = 0; ok && id <= w->max_id; id++) {
        w->index[id] = LEDGER_NOBODY;
        if (spans_of[id] > 0) {
            w->index[id] = l->n_threads;
            l->threads[l->n_threads++] = (thread_row){.id = id, .first_span = at, .lost = true};
            at += spans_of[id];
        }
    }
    w->open = make(l->n_threads, sizeof *w->open, &ok);
    l->n_spans = at;
    return ok;
}

static bool make_room(walk *w) {
    const trace *tr = w->l->tr;
    ledger *l = w->l;
    bool ok = true;
    for (size_t i = 0; i < tr->n; i++) {
        w->max_id = tr->events[i].thread > w->max_id ? tr->events[i].thread : w->max_id;
    }
    uint32_t *spans_of = make(w->max_id, sizeof *spans_of, &ok);
    w->index = make(w->max_id, sizeof *w->index, &ok);
    if (ok) {
        counts c = count(tr, spans_of);
        l->spans = make(c.spans, sizeof *l->spans, &ok);
        l->holds = make(c.holds, sizeof *l->holds, &ok);
        l->points = make(c.points, sizeof *l->points, &ok);
        l->ownings = make(c.ownings, sizeof *l->ownings, &ok);
        w->locks = make(c.max_lock, sizeof *w->locks, &ok);
        w->n_locks = c.max_lock;
        ok = ok && make_threads(w, spans_of);
    }
    free(spans_of);
    w->last_holder = LEDGER_NOBODY;
    return ok;
}

/* ---- the walk over the events ---- */

static void close_span(walk *w, uint32_t thread, uint64_t time, uint8_t left) {
    if (w->open[thread] != 0) {
        span *s = &w->l->spans[w->open[thread] - 1];
        s->end = time;
        s->left = left;
        if (s->state == SPAN_HOLDING) {
            /* The last one made: only one thread has the lock. */
            w->l->holds[w->l->n_holds - 1].end = time;
        }
        w->open[thread] = 0;
    }
}

static span *open_span(walk *w, uint32_t thread, uint64_t time, span_state state, uint32_t place,
                       uint32_t on) {
    ledger *l = w->l;
    thread_row *row = &l->threads[thread];
    uint32_t at = row->first_span + row->n_spans++;
    l->spans[at] =
        (span){.start = time, .thread = thread, .place = place, .on = on, .state = (uint8_t)state};
    w->open[thread] = at + 1;
    if (row->n_spans == 1) {
        row->start = time;
    }
    if (state == SPAN_HOLDING) {
        l->holds[l->n_holds++] = (hold){.span = at, .thread = thread, .start = time};
    }
    return &l->spans[at];
}

/* The state that a BLOCKED event begins. */
static span_state blocked_state(const walk *w, const gil_event *e, uint32_t thread) {
    switch (e->why) {
    case GIL_WHY_LOCK:
        return e->on == 0 || w->locks[e->on].owner == thread + 1 ? SPAN_NOTIFY : SPAN_LOCK;
    case GIL_WHY_JOIN: return SPAN_JOIN;
    case GIL_WHY_SLEEP: return SPAN_SLEEP;
    case GIL_WHY_FD: return SPAN_FD;
    case GIL_WHY_CALL: return SPAN_CALL;
    default: return SPAN_OTHER;
    }
}

static void acquired(walk *w, const gil_event *e, uint32_t thread) {
    thread_row *row = &w->l->threads[thread];
    uint32_t place = w->open[thread] != 0 ? w->l->spans[w->open[thread] - 1].place : 0;
    close_span(w, thread, e->time_ns, GIL_OK);
    open_span(w, thread, e->time_ns, SPAN_HOLDING, place, 0);
    if (w->last_holder != LEDGER_NOBODY && w->last_holder != thread) {
        row->switches++;
        w->l->hand_overs++;
    }
    w->last_holder = thread;
}

/* The holder leaves: the hold ends at this place, and the next state begins there. */
static void left(walk *w, const gil_event *e, uint32_t thread, uint8_t why) {
    thread_row *row = &w->l->threads[thread];
    if (w->open[thread] != 0) {
        w->l->spans[w->open[thread] - 1].place = e->where;
    }
    close_span(w, thread, e->time_ns, why);
    if (why == GIL_LEAVE_TICK || why == GIL_LEAVE_REQUEST) {
        row->forced++;
    } else {
        row->voluntary++;
    }
}

static void state_event(walk *w, const gil_event *e, uint32_t thread) {
    thread_row *row = &w->l->threads[thread];
    uint32_t place = w->open[thread] != 0 ? w->l->spans[w->open[thread] - 1].place : 0;
    switch (e->kind) {
    case GIL_EV_STARTED:
        row->lost = false;
        open_span(w, thread, e->time_ns, SPAN_WANTING, 0, e->on);
        break;
    case GIL_EV_ACQUIRED: acquired(w, e, thread); break;
    case GIL_EV_DROPPED:
        left(w, e, thread, (uint8_t)e->why);
        open_span(w, thread, e->time_ns, SPAN_WANTING, e->where, 0);
        break;
    case GIL_EV_BLOCKED:
        left(w, e, thread, GIL_LEAVE_BLOCKED);
        open_span(w, thread, e->time_ns, blocked_state(w, e, thread), e->where, e->on);
        break;
    case GIL_EV_UNBLOCKED:
        if (w->open[thread] != 0) {
            w->l->spans[w->open[thread] - 1].by = e->on;
        }
        close_span(w, thread, e->time_ns, (uint8_t)e->why);
        open_span(w, thread, e->time_ns, SPAN_WANTING, place, e->on);
        break;
    case GIL_EV_EXITED:
        left(w, e, thread, GIL_LEAVE_END);
        row->exited = true;
        row->end = e->time_ns;
        break;
    }
}

static void let_go(walk *w, uint32_t lock, uint64_t time) {
    lock_state *s = &w->locks[lock];
    if (s->open != 0) {
        w->l->ownings[s->open - 1].end = time;
        w->l->ownings[s->open - 1].open = false;
    }
    s->open = 0;
    s->owner = 0;
}

static void lock_event(walk *w, const gil_event *e) {
    ledger *l = w->l;
    lock_state *s = &w->locks[e->on];
    if (e->kind == GIL_EV_CALLED) {
        s->name = trace_text(l->tr, e->where);
    } else if (e->kind == GIL_EV_LET) {
        let_go(w, e->on, e->time_ns);
    } else {
        let_go(w, e->on, e->time_ns);
        s->owner = w->index[e->thread] + 1;
        l->ownings[l->n_ownings] = (owning){.lock = e->on,
                                            .thread = w->index[e->thread],
                                            .place = e->where,
                                            .open = true,
                                            .start = e->time_ns,
                                            .end = l->tr->ended};
        s->open = ++l->n_ownings;
    }
}

static void point_event(walk *w, const gil_event *e, uint32_t thread) {
    ledger *l = w->l;
    thread_row *row = thread == LEDGER_NOBODY ? NULL : &l->threads[thread];
    switch (e->kind) {
    case GIL_EV_NAMED:
        if (row != NULL) {
            row->name = trace_text(l->tr, e->on);
        }
        return;
    case GIL_EV_KEPT:
        if (row != NULL && w->open[thread] != 0) {
            l->spans[w->open[thread] - 1].on += e->on;
            row->forced += e->on;
            row->kept += e->on;
        }
        return;
    case GIL_EV_VAIN:
        l->vain++;
        row != NULL ? row->vain++ : 0;
        break;
    case GIL_EV_REQUEST:
        l->requests++;
        row != NULL ? row->requests++ : 0;
        break;
    case GIL_EV_COLLECTED:
        l->collections++;
        l->collected_us += e->on;
        break;
    case GIL_EV_MARK: l->marks++; break;
    }
    l->points[l->n_points++] = (point){e->time_ns, thread, e->kind, e->on};
}

static void walk_events(walk *w) {
    const trace *tr = w->l->tr;
    for (size_t i = 0; i < tr->n; i++) {
        const gil_event *e = &tr->events[i];
        uint32_t thread = w->index[e->thread];
        if (e->kind == GIL_EV_TAKEN || e->kind == GIL_EV_LET || e->kind == GIL_EV_CALLED) {
            lock_event(w, e);
        } else if (opens_span(e->kind) || e->kind == GIL_EV_EXITED) {
            if (thread != LEDGER_NOBODY) {
                state_event(w, e, thread);
            }
        } else {
            point_event(w, e, thread);
        }
    }
    for (uint32_t t = 0; t < w->l->n_threads; t++) {
        thread_row *row = &w->l->threads[t];
        close_span(w, t, tr->ended, SPAN_OPEN);
        row->end = row->exited ? row->end : tr->ended;
        row->name = row->name != NULL && row->name[0] != '\0' ? row->name
                    : row->id == 1                            ? "MainThread"
                                                              : "?";
    }
}

/* ---- sums ---- */

static int by_length(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static waits measure(uint64_t *ns, uint64_t n) {
    waits w = {.n = n};
    qsort(ns, n, sizeof *ns, by_length);
    for (uint64_t i = 0; i < n; i++) {
        w.total_ns += ns[i];
    }
    if (n > 0) {
        w.p50_ns = ns[(n * 50 + 99) / 100 - 1];
        w.p99_ns = ns[(n * 99 + 99) / 100 - 1];
        w.max_ns = ns[n - 1];
    }
    return w;
}

/* The waits of one state in spans [from, to). */
static waits waits_in(const ledger *l, uint32_t from, uint32_t to, span_state state,
                      uint64_t *scratch) {
    uint64_t n = 0;
    for (uint32_t i = from; i < to; i++) {
        if (l->spans[i].state == state) {
            scratch[n++] = l->spans[i].end - l->spans[i].start;
        }
    }
    return measure(scratch, n);
}

static void sum_threads(ledger *l, uint64_t *scratch) {
    for (uint32_t t = 0; t < l->n_threads; t++) {
        thread_row *row = &l->threads[t];
        uint32_t end = row->first_span + row->n_spans;
        for (uint32_t i = row->first_span; i < end; i++) {
            const span *s = &l->spans[i];
            uint64_t ns = s->end - s->start;
            row->ns[s->state] += ns;
            row->spans[s->state]++;
            l->total[s->state] += ns;
            if (s->state == SPAN_HOLDING && ns > row->max_hold_ns) {
                row->max_hold_ns = ns;
            }
        }
        row->gil = waits_in(l, row->first_span, end, SPAN_WANTING, scratch);
        row->lock = waits_in(l, row->first_span, end, SPAN_LOCK, scratch);
    }
    l->gil = waits_in(l, 0, l->n_spans, SPAN_WANTING, scratch);
    l->lock = waits_in(l, 0, l->n_spans, SPAN_LOCK, scratch);
}

typedef struct edge {
    uint64_t time;
    int change;
} edge;

static int by_edge(const void *a, const void *b) {
    const edge *x = a, *y = b;
    return x->time != y->time ? (x->time > y->time) - (x->time < y->time) : x->change - y->change;
}

/* The free time in which nobody wanted the lock: sweeps over all waits and holds at once. False: no
 * memory. */
static bool sum_idle(ledger *l) {
    edge *edges = malloc(((size_t)l->n_spans * 2 + 1) * sizeof *edges);
    if (edges == NULL) {
        return false;
    }
    size_t n = 0;
    for (uint32_t i = 0; i < l->n_spans; i++) {
        const span *s = &l->spans[i];
        if (s->state <= SPAN_WANTING && s->end > s->start) {
            edges[n++] = (edge){s->start, 1};
            edges[n++] = (edge){s->end, -1};
        }
    }
    qsort(edges, n, sizeof *edges, by_edge);
    int busy = 0;
    uint64_t since = l->tr->began;
    for (size_t i = 0; i < n; i++) {
        l->idle_ns += busy == 0 ? edges[i].time - since : 0;
        busy += edges[i].change;
        since = edges[i].time;
    }
    l->idle_ns += busy == 0 ? l->tr->ended - since : 0;
    free(edges);
    return true;
}

static void sum_holds(ledger *l) {
    for (uint32_t i = 0; i < l->n_holds; i++) {
        uint64_t ns = l->holds[i].end - l->holds[i].start;
        l->held_ns += ns;
        if (ns > l->max_hold_ns) {
            l->max_hold_ns = ns;
            l->max_hold = i;
        }
    }
    l->wall_ns = l->tr->ended - l->tr->began;
    l->free_ns = l->wall_ns - l->held_ns;
}

/* ---- script locks ---- */

static int by_lock(const void *a, const void *b) {
    const owning *x = a, *y = b;
    return x->lock != y->lock ? (x->lock > y->lock) - (x->lock < y->lock)
                              : (x->start > y->start) - (x->start < y->start);
}

static int by_wait(const void *a, const void *b) {
    const lock_row *x = a, *y = b;
    return x->wait.total_ns != y->wait.total_ns
               ? (x->wait.total_ns < y->wait.total_ns) - (x->wait.total_ns > y->wait.total_ns)
               : (x->id > y->id) - (x->id < y->id);
}

/* Spans of SPAN_LOCK by the lock's id, then by thread. */
static int by_on(const void *a, const void *b) {
    const span *x = *(span *const *)a, *y = *(span *const *)b;
    return x->on != y->on
               ? (x->on > y->on) - (x->on < y->on)
               : (x->thread != y->thread ? (x->thread > y->thread) - (x->thread < y->thread)
                                         : (x->start > y->start) - (x->start < y->start));
}

static void fill_lock(ledger *l, lock_row *row, span *const *of, uint32_t n, uint64_t *scratch) {
    for (uint32_t i = 0; i < n; i++) {
        scratch[i] = of[i]->end - of[i]->start;
        row->waiters += i == 0 || of[i]->thread != of[i - 1]->thread;
    }
    row->wait = measure(scratch, n);
    uint32_t lo = 0, hi = l->n_ownings;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (l->ownings[mid].lock < row->id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    row->first_owning = lo;
    for (; lo < l->n_ownings && l->ownings[lo].lock == row->id; lo++) {
        uint64_t ns = l->ownings[lo].end - l->ownings[lo].start;
        row->n_owning++;
        row->held_ns += ns;
        row->max_held_ns = ns > row->max_held_ns ? ns : row->max_held_ns;
    }
}

static bool make_locks(walk *w, uint64_t *scratch) {
    ledger *l = w->l;
    bool ok = true;
    uint32_t n = 0;
    span **of = make(l->n_spans, sizeof *of, &ok);
    for (uint32_t i = 0; ok && i < l->n_spans; i++) {
        if (l->spans[i].state == SPAN_LOCK) {
            of[n++] = &l->spans[i];
        }
    }
    l->locks = make(n, sizeof *l->locks, &ok);
    l->max_lock = w->n_locks;
    l->lock_index = make(l->max_lock, sizeof *l->lock_index, &ok);
    if (ok) {
        qsort(l->ownings, l->n_ownings, sizeof *l->ownings, by_lock);
        qsort(of, n, sizeof *of, by_on);
        for (uint32_t i = 0, end; i < n; i = end) {
            for (end = i; end < n && of[end]->on == of[i]->on; end++) {
            }
            lock_row *row = &l->locks[l->n_locks++];
            row->id = of[i]->on;
            row->name = w->locks[row->id].name != NULL ? w->locks[row->id].name : "";
            fill_lock(l, row, of + i, end - i, scratch);
        }
        qsort(l->locks, l->n_locks, sizeof *l->locks, by_wait);
        for (uint32_t i = 0; i < l->n_locks; i++) {
            l->lock_index[l->locks[i].id] = i + 1;
        }
    }
    free(of);
    return ok;
}

/* ---- blame ---- */

/* Rows by their key: open addressing, rebuilt when half full. */
typedef struct blame_table {
    blame *rows;
    uint32_t n, mask;
    bool failed;
} blame_table;

static uint32_t blame_hash(const blame *b) {
    uint64_t h = b->lock;
    h = h * 0x9E3779B97F4A7C15u + b->holder;
    h = h * 0x9E3779B97F4A7C15u + b->place;
    h = h * 0x9E3779B97F4A7C15u + b->waiter;
    h = h * 0x9E3779B97F4A7C15u + b->at;
    return (uint32_t)((h * 0x9E3779B97F4A7C15u) >> 32);
}

static bool same_blame(const blame *a, const blame *b) {
    return a->lock == b->lock && a->holder == b->holder && a->place == b->place &&
           a->waiter == b->waiter && a->at == b->at;
}

static blame *find_blame(const blame_table *t, const blame *key) {
    uint32_t i = blame_hash(key) & t->mask;
    while (t->rows[i].n != 0 && !same_blame(&t->rows[i], key)) {
        i = (i + 1) & t->mask;
    }
    return &t->rows[i];
}

static void grow_blames(blame_table *t) {
    blame_table more = {calloc((size_t)(t->mask + 1) * 2, sizeof *t->rows), t->n, t->mask * 2 + 1,
                        false};
    if (more.rows == NULL) {
        t->failed = true;
        return;
    }
    for (uint32_t i = 0; i <= t->mask; i++) {
        if (t->rows[i].n != 0) {
            *find_blame(&more, &t->rows[i]) = t->rows[i];
        }
    }
    free(t->rows);
    *t = more;
}

static void charge(blame_table *t, const blame *key, uint64_t ns) {
    if (ns == 0 || t->failed) {
        return;
    }
    if (t->n * 2 > t->mask) {
        grow_blames(t);
        if (t->failed) {
            return;
        }
    }
    blame *row = find_blame(t, key);
    if (row->n == 0) {
        *row = *key;
        t->n++;
    }
    row->ns += ns;
    row->n++;
}

/* The part of [from, to) that lies in [start, end). */
static uint64_t overlap(uint64_t from, uint64_t to, uint64_t start, uint64_t end) {
    from = from > start ? from : start;
    to = to < end ? to : end;
    return to > from ? to - from : 0;
}

uint32_t ledger_hold_after(const ledger *l, uint64_t time) {
    uint32_t lo = 0, hi = l->n_holds;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (l->holds[mid].end <= time) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

static void blame_gil(ledger *l, blame_table *t, const span *s) {
    uint64_t left_over = s->end - s->start;
    blame key = {.waiter = s->thread, .at = s->place};
    for (uint32_t i = ledger_hold_after(l, s->start); i < l->n_holds && l->holds[i].start < s->end;
         i++) {
        const hold *h = &l->holds[i];
        uint64_t ns = overlap(s->start, s->end, h->start, h->end);
        key.holder = h->thread;
        key.place = l->spans[h->span].place;
        charge(t, &key, ns);
        l->threads[h->thread].caused_ns += ns;
        left_over -= ns;
    }
    key.holder = LEDGER_NOBODY;
    key.place = 0;
    charge(t, &key, left_over);
}

static void blame_lock(ledger *l, blame_table *t, const span *s) {
    const lock_row *row = ledger_lock(l, s->on);
    uint64_t left_over = s->end - s->start;
    blame key = {.lock = s->on, .waiter = s->thread, .at = s->place};
    uint32_t lo = 0, hi = row->n_owning;
    const owning *o = l->ownings + row->first_owning;
    while (lo < hi) { /* the first that ends after the wait begins */
        uint32_t mid = lo + (hi - lo) / 2;
        if (o[mid].end <= s->start) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    for (; lo < row->n_owning && o[lo].start < s->end; lo++) {
        uint64_t ns = overlap(s->start, s->end, o[lo].start, o[lo].end);
        key.holder = o[lo].thread;
        key.place = o[lo].place;
        charge(t, &key, ns);
        left_over -= ns;
    }
    key.holder = LEDGER_NOBODY;
    key.place = 0;
    charge(t, &key, left_over);
}

static int by_blame(const void *a, const void *b) {
    const blame *x = a, *y = b;
    if (x->ns != y->ns) {
        return x->ns < y->ns ? 1 : -1;
    }
    uint32_t p[] = {x->lock, x->holder, x->place, x->waiter, x->at},
             q[] = {y->lock, y->holder, y->place, y->waiter, y->at};
    for (int i = 0; i < 5; i++) {
        if (p[i] != q[i]) {
            return p[i] > q[i] ? 1 : -1;
        }
    }
    return 0;
}

static bool make_blames(ledger *l) {
    blame_table t = {calloc(64, sizeof *t.rows), 0, 63, false};
    t.failed = t.rows == NULL;
    for (uint32_t i = 0; i < l->n_spans && !t.failed; i++) {
        const span *s = &l->spans[i];
        if (s->state == SPAN_WANTING) {
            blame_gil(l, &t, s);
        } else if (s->state == SPAN_LOCK) {
            blame_lock(l, &t, s);
        }
    }
    for (uint32_t i = 0; !t.failed && i <= t.mask; i++) {
        if (t.rows[i].n != 0) {
            t.rows[l->n_blames++] = t.rows[i];
        }
    }
    if (!t.failed) {
        qsort(t.rows, l->n_blames, sizeof *t.rows, by_blame);
    }
    l->blames = t.rows;
    return !t.failed;
}

/* ---- all of it ---- */

static bool add_children(ledger *l) {
    bool ok = true;
    l->children = make(l->tr->n_children, sizeof *l->children, &ok);
    for (uint32_t i = 0; ok && i < l->tr->n_children; i++) {
        ok = (l->children[i] = ledger_new(l->tr->children[i])) != NULL;
    }
    return ok;
}

ledger *ledger_new(const trace *tr) {
    ledger *l = calloc(1, sizeof *l);
    walk w = {.l = l};
    bool ok = l != NULL;
    uint64_t *scratch = NULL;
    if (ok) {
        l->tr = tr;
        ok = make_room(&w);
    }
    if (ok) {
        walk_events(&w);
        scratch = make(l->n_spans, sizeof *scratch, &ok);
    }
    if (ok) {
        sum_threads(l, scratch);
        sum_holds(l);
        ok = sum_idle(l) && make_locks(&w, scratch) && make_blames(l) && add_children(l);
    }
    free(scratch);
    free(w.index);
    free(w.open);
    free(w.locks);
    if (!ok) {
        ledger_free(l);
    }
    return ok ? l : NULL;
}

void ledger_free(ledger *l) {
    if (l != NULL) {
        free(l->spans);
        free(l->threads);
        free(l->holds);
        free(l->points);
        free(l->ownings);
        free(l->locks);
        free(l->lock_index);
        free(l->blames);
        for (uint32_t i = 0; l->children != NULL && i < l->tr->n_children; i++) {
            ledger_free(l->children[i]);
        }
        free(l->children);
        free(l);
    }
}

const thread_row *ledger_thread(const ledger *l, uint32_t id) {
    uint32_t lo = 0, hi = l->n_threads;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (l->threads[mid].id < id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < l->n_threads && l->threads[lo].id == id ? &l->threads[lo] : NULL;
}

const lock_row *ledger_lock(const ledger *l, uint32_t id) {
    return id <= l->max_lock && l->lock_index[id] != 0 ? &l->locks[l->lock_index[id] - 1] : NULL;
}
