/* ring.c: the memory in which events are kept. See trace.h.
 *
 * A ring is a row of cells of 8 bytes, nearly always one a record: a cell has what its record adds
 * to the time and the number of the one before it, and the ring has those of the newest. So records
 * are read from the newest back, and the oldest can go at any time. Likewise `on` and `where`: the
 * ring has those of the newest record of each kind, and one that changes them takes a cell more,
 * before its own, for what they were. A thread stops at the same few places all the time. Two cells
 * more take a distance that does not fit, or another thread.
 *
 * Small records are most of what events cost less now than they might: threads that pass a turn to
 * each other pay above all for memory that is new to them.
 *
 * The cells lie in chunks. The first is small and doubles up to RING_CHUNK cells, so that a thread
 * with few events costs little; the others are cut from slabs that all threads share. A slab
 * is as large and aligned as a huge page: to touch memory for the first time costs a fault for each
 * page, and with small ones that was most of what events cost threads that pass a turn to each
 * other. Nothing is freed before the gil is: a struct's ring serves the next thread.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* madvise */
#endif
#include "gil/policy.h"

#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

enum { RING_START = 64, RING_CHUNK = 8192, SLAB_CHUNKS = 32 };
enum { NUMBER_BITS = 20, KIND_BITS = 5, WHY_BITS = 4 };
#define CHUNK_BYTES (RING_CHUNK * sizeof(gil_cell))
#define SLAB_BYTES (SLAB_CHUNKS * CHUNK_BYTES) /* 2 MiB */

union gil_cell {
    struct {
        uint32_t ns; /* since the record before */
        uint32_t numbers : NUMBER_BITS, kind : KIND_BITS, why : WHY_BITS;
        uint32_t is_other : 1; /* of the thread `on`; what it is on is the thread of the others */
        uint32_t is_moved : 1; /* the cell before this one: `what` */
        uint32_t is_far : 1;   /* the cells before that: `upper` and `thread` */
    } record;
    gil_what what; /* of the record of this kind before */
    struct {
        uint32_t ns, numbers; /* the upper parts of the distance */
    } upper;
    uint32_t thread; /* of the record before */
};
_Static_assert(sizeof(gil_cell) == 8, "a cell is a word");
_Static_assert(GIL_EV_COUNT <= 1 << KIND_BITS, "a kind fits");
_Static_assert(GIL_WHY_COUNT <= 1 << WHY_BITS && GIL_LEAVE_COUNT <= 1 << WHY_BITS, "a why fits");

struct gil_slab {
    void *at;
    unsigned used; /* chunks */
    struct gil_slab *next;
};

static struct gil_slab *slab_new(struct gil_slab *next) {
    struct gil_slab *s = malloc(sizeof *s);
    void *at = NULL;
    if (s == NULL || posix_memalign(&at, SLAB_BYTES, SLAB_BYTES) != 0) {
        free(s);
        return NULL;
    }
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    madvise(at, SLAB_BYTES, MADV_HUGEPAGE); /* a wish: without it all works as well */
#endif
    *s = (struct gil_slab){.at = at, .next = next};
    return s;
}

/* The holder and a thread that has the mutex may ask at the same time; both seldom. */
static gil_cell *chunk_new(gil *g) {
    gil_cell *chunk = NULL;
    while (atomic_flag_test_and_set_explicit(&g->slab_busy, memory_order_acquire)) {
    }
    struct gil_slab *s = g->slabs;
    if (s == NULL || s->used == SLAB_CHUNKS) {
        s = slab_new(s);
    }
    if (s != NULL) {
        g->slabs = s;
        chunk = (gil_cell *)s->at + (size_t)s->used++ * RING_CHUNK;
    }
    atomic_flag_clear_explicit(&g->slab_busy, memory_order_release);
    return chunk;
}

void gil_slabs_free(gil *g) {
    while (g->slabs != NULL) {
        struct gil_slab *s = g->slabs;
        g->slabs = s->next;
        free(s->at);
        free(s);
    }
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* From now on records go to the n-th chunk, from its beginning. */
static void fill(gil_ring *r, size_t n) {
    size_t before = n * RING_CHUNK;
    r->filling = n;
    r->next = r->room > 0 ? r->chunks[n] : NULL;
    r->end = r->room > 0 ? r->next + least(r->room - before, RING_CHUNK) : NULL;
}

/* The first chunk, larger; what is in it stays. */
static bool grow_first(gil_ring *r, size_t limit) {
    size_t room = least(r->room == 0 ? RING_START : r->room * 2, least(limit, RING_CHUNK));
    gil_cell **chunks = r->chunks != NULL ? r->chunks : malloc(sizeof(gil_cell *));
    if (chunks == NULL) {
        return false;
    }
    gil_cell *at = realloc(r->room == 0 ? NULL : chunks[0], room * sizeof *at);
    r->chunks = chunks;
    if (at == NULL) {
        return false;
    }
    size_t used = r->room;
    chunks[0] = at;
    r->room = room;
    fill(r, 0);
    r->next = at + used;
    return true;
}

static bool add_chunk(gil *g, gil_ring *r, size_t limit) {
    size_t n = r->room / RING_CHUNK;
    gil_cell **chunks = r->chunks;
    if ((n & (n - 1)) == 0) { /* the table grows at powers of two */
        chunks = realloc(chunks, 2 * n * sizeof(gil_cell *));
        if (chunks == NULL) {
            return false;
        }
        r->chunks = chunks;
    }
    chunks[n] = chunk_new(g);
    if (chunks[n] == NULL) {
        return false;
    }
    r->room += least(limit - r->room, RING_CHUNK);
    fill(r, n);
    return true;
}

/* Makes room at `next`. False: no memory. */
static bool more(gil *g, gil_ring *r) {
    size_t limit = 2 * g->opt.ring_size; /* cells: some records take two */
    size_t past = (r->filling + 1) * RING_CHUNK;
    if (past < r->room) { /* been here before */
        fill(r, r->filling + 1);
        return true;
    }
    bool may_grow = !r->full && r->room < limit;
    if (!may_grow ||
        !(r->room < RING_CHUNK
              ? grow_first(r, limit)
              : add_chunk(g, r, limit))) { /* round again; out of memory: it stays as it is */
        r->full = true;
        fill(r, 0);
    }
    return r->room > 0;
}

static gil_cell *next_cell(gil *g, gil_ring *r) {
    if (r->next == r->end && !more(g, r)) {
        return NULL;
    }
    r->written++;
    return r->next++;
}

/* A cell before a record's own. None is needed before the first record, and then there may be no
 * memory. */
static bool extra(gil *g, gil_ring *r, gil_cell cell) {
    if (r->written == 0) {
        return false;
    }
    r->extra++;
    *next_cell(g, r) = cell;
    return true;
}

static bool far(gil *g, gil_ring *r, uint64_t ns, uint64_t numbers) {
    gil_cell upper = {.upper = {(uint32_t)(ns >> 32), (uint32_t)(numbers >> NUMBER_BITS)}};
    return extra(g, r, upper) && extra(g, r, (gil_cell){.thread = r->thread});
}

void gil_emit_at(gil_th *t, uint32_t thread, gil_kind kind, unsigned why, uint32_t on,
                 uint32_t where, uint64_t now) {
    gil *g = t->g;
    if (!g->tracing) {
        return;
    }
    gil_ring *r = &t->ring;
    /* Relaxed: a number drawn while holding the lock or the mutex is larger than all drawn before
     * it was given on. */
    uint64_t seq = atomic_fetch_add_explicit(&g->seq, 1, memory_order_relaxed);
    uint64_t ns = now - r->time_ns, numbers = seq - r->seq;
    bool is_other = on == r->thread && thread != on;
    uint32_t of = is_other ? on : thread;
    gil_what what = {is_other ? thread : on, where}, was = r->what[kind];
    bool is_far =
        (ns >> 32 | numbers >> NUMBER_BITS | (of ^ r->thread)) != 0 && far(g, r, ns, numbers);
    bool is_moved =
        (was.on != what.on || was.where != what.where) && extra(g, r, (gil_cell){.what = was});
    gil_cell *c = next_cell(g, r);
    if (c == NULL) {
        r->lost++;
        return;
    }
    *c = (gil_cell){.record = {.ns = (uint32_t)ns,
                               .numbers = numbers & ((1u << NUMBER_BITS) - 1),
                               .kind = kind & ((1u << KIND_BITS) - 1),
                               .why = why & ((1u << WHY_BITS) - 1),
                               .is_other = is_other,
                               .is_moved = is_moved,
                               .is_far = is_far}};
    r->time_ns = now;
    r->seq = seq;
    r->thread = of;
    r->what[kind] = what;
}

uint64_t gil_ring_emitted(const gil_ring *r) {
    return r->written - r->extra + r->lost;
}

static size_t cells_of(const gil_ring *r) {
    return r->written < r->room ? (size_t)r->written : r->room;
}

size_t gil_ring_count(const gil *g, const gil_ring *r) {
    return least(cells_of(r), g->opt.ring_size);
}

/* Goes back through a ring. */
typedef struct reader {
    const gil_ring *r;
    size_t left; /* cells */
    uint64_t at; /* after this one */
    gil_event e; /* the record before it, as far as it is known */
    gil_what what[GIL_EV_COUNT];
} reader;

/* The cell before; NULL: that one is gone. */
static const gil_cell *cell_before(reader *b) {
    if (b->left == 0) {
        return NULL;
    }
    b->left--;
    size_t at = (size_t)(--b->at % b->r->room);
    return &b->r->chunks[at / RING_CHUNK][at % RING_CHUNK];
}

/* Fills in the record before; then the reader stands before that. */
static bool event_before(reader *b, gil_event *to) {
    const gil_cell *c = cell_before(b), *x;
    if (c == NULL) {
        return false;
    }
    gil_what *what = &b->what[c->record.kind];
    *to = b->e;
    to->kind = c->record.kind;
    to->why = c->record.why;
    to->where = what->where;
    to->thread = c->record.is_other ? what->on : b->e.thread;
    to->on = c->record.is_other ? b->e.thread : what->on;
    b->e.time_ns -= c->record.ns;
    b->e.seq -= c->record.numbers;
    if (c->record.is_moved && (x = cell_before(b)) != NULL) {
        *what = x->what;
    }
    if (c->record.is_far && (x = cell_before(b)) != NULL) {
        b->e.thread = x->thread;
        if ((x = cell_before(b)) != NULL) {
            b->e.time_ns -= (uint64_t)x->upper.ns << 32;
            b->e.seq -= (uint64_t)x->upper.numbers << NUMBER_BITS;
        }
    }
    return true;
}

size_t gil_ring_copy(const gil *g, const gil_ring *r, gil_event *to) {
    size_t n = 0;
    reader b = {.r = r,
                .left = cells_of(r),
                .at = r->written,
                .e = {.seq = r->seq, .time_ns = r->time_ns, .thread = r->thread}};
    memcpy(b.what, r->what, sizeof b.what);
    while (n < g->opt.ring_size && event_before(&b, &to[n])) {
        n++;
    }
    for (size_t i = 0; i < n / 2; i++) { /* the oldest first */
        gil_event newer = to[i];
        to[i] = to[n - 1 - i];
        to[n - 1 - i] = newer;
    }
    return n;
}

void gil_ring_empty(gil_ring *r) {
    r->written = r->extra = r->lost = 0;
    r->full = false;
    fill(r, 0);
}

void gil_ring_drop(gil_ring *r) {
    if (r->room > 0) {
        free(r->chunks[0]);
    }
    free(r->chunks);
    *r = (gil_ring){0};
}
