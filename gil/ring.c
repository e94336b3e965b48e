/* ring.c: the memory in which events are kept. See trace.h.
 *
 * A ring is a row of chunks. The first is small and doubles up to RING_CHUNK records, so that a
 * thread with few events costs little; the others are cut from slabs that all threads share. A slab
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

enum { RING_START = 64, RING_CHUNK = 2048, SLAB_CHUNKS = 32 };
#define CHUNK_BYTES (RING_CHUNK * sizeof(gil_event))
#define SLAB_BYTES (SLAB_CHUNKS * CHUNK_BYTES) /* 2 MiB */

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
static gil_event *chunk_new(gil *g) {
    gil_event *chunk = NULL;
    while (atomic_flag_test_and_set_explicit(&g->slab_busy, memory_order_acquire)) {
    }
    struct gil_slab *s = g->slabs;
    if (s == NULL || s->used == SLAB_CHUNKS) {
        s = slab_new(s);
    }
    if (s != NULL) {
        g->slabs = s;
        chunk = (gil_event *)s->at + (size_t)s->used++ * RING_CHUNK;
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
    gil_event **chunks = r->chunks != NULL ? r->chunks : malloc(sizeof(gil_event *));
    if (chunks == NULL) {
        return false;
    }
    gil_event *at = realloc(r->room == 0 ? NULL : chunks[0], room * sizeof *at);
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
    gil_event **chunks = r->chunks;
    if ((n & (n - 1)) == 0) { /* the table grows at powers of two */
        chunks = realloc(chunks, 2 * n * sizeof(gil_event *));
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

bool gil_ring_more(gil *g, gil_ring *r) {
    size_t limit = g->opt.ring_size;
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

size_t gil_ring_count(const gil_ring *r) {
    return r->written < r->room ? (size_t)r->written : r->room;
}

size_t gil_ring_copy(const gil_ring *r, gil_event *to) {
    size_t n = gil_ring_count(r);
    for (size_t i = 0; i < n; i++) {
        size_t at = (size_t)((r->written - n + i) % r->room);
        to[i] = r->chunks[at / RING_CHUNK][at % RING_CHUNK];
    }
    return n;
}

void gil_ring_empty(gil_ring *r) {
    r->written = r->lost = 0;
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
