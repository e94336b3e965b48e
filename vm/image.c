/* image.c: memory of one VM that can be put back as it was; see image.h.
 *
 * Two ranges of addresses, reserved at the start. Mappings for objects (the heap's chunks, large
 * objects) are cut from one; all other memory of the VM, the vm struct first, from the other, by
 * size class with a free list each. Whatever changes during a run and decides where the next bytes
 * come from stands in `live`.
 *
 * image_take copies what is in use; of the blocks of objects not the cells that were never given
 * out, which are most of a young heap. They are zero, and the collector relies on it: so
 * image_restore clears those that have been given out since, then copies all back. That is a third
 * of a megabyte, which takes less time than finding out what has changed.
 */
#include "vm/image.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "vm/gc.h"

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

enum {
    STEP = 16,    /* buffers: alignment, and the distance between the small classes */
    SMALL = 1024, /* up to here by STEP, then by powers of two */
    CLASSES = SMALL / STEP + 40,
    MAPS = 1 << 12,
    CLEAR = 1 << 20, /* more than this goes back to the system instead */
};

typedef struct buffer {
    struct buffer *next;
} buffer;

typedef struct map {
    char *base;
    size_t size;
    bool unused;
} map;

typedef struct extent {
    char *to;
    size_t at, size; /* in image.copy */
} extent;

struct image {
    char *objects, *buffers; /* the ranges */
    size_t room;
    vm *m;
    struct live {
        char *objects_top, *buffers_top;
        buffer *free[CLASSES];
        size_t nmaps;
    } live, taken;
    map *maps; /* by address; of those made before image_take `unused` is kept in taken_unused */
    bool *taken_unused;
    char **taken_used; /* heap_used of each */
    heap_rest rests[HEAP_RESTS];
    extent *extents;
    size_t nextents, extent_room;
    char *copy;
    size_t size, copy_room;
    uint32_t lock_ids;
    thread main;
    frame bottom;
    thread *spare; /* by next */
};

/* ---- memory for the VM ---- */

static void *reserve(size_t size) {
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

image *image_new(size_t room) {
    image *im = calloc(1, sizeof *im);
    if (im == NULL) {
        return NULL;
    }
    im->room = (room + (4 << 20)) & ~(size_t)4095;
    im->objects = reserve(im->room);
    im->buffers = reserve(im->room);
    im->maps = calloc(MAPS, sizeof *im->maps);
    im->live.objects_top = im->objects;
    im->live.buffers_top = im->buffers;
    if (im->objects == NULL || im->buffers == NULL || im->maps == NULL) {
        image_drop(im);
        return NULL;
    }
    return im;
}

void image_drop(image *im) {
    if (im->objects != NULL) {
        munmap(im->objects, im->room);
    }
    if (im->buffers != NULL) {
        munmap(im->buffers, im->room);
    }
    for (thread *t; (t = im->spare) != NULL;) {
        im->spare = t->next;
        thread_drop(t);
    }
    free(im->maps);
    free(im->taken_unused);
    free(im->taken_used);
    free(im->extents);
    free(im->copy);
    free(im);
}

static size_t class_of(size_t size, size_t *rounded) {
    if (size <= SMALL) {
        size_t n = size == 0 ? 0 : (size - 1) / STEP;
        *rounded = (n + 1) * STEP;
        return n;
    }
    /* Of the power of two that it fits in. */
    unsigned bits = 64 - (unsigned)__builtin_clzll((unsigned long long)size - 1);
    *rounded = (size_t)1 << bits;
    return SMALL / STEP + bits - 11;
}

void *image_alloc(image *im, size_t size) {
    size_t rounded;
    if (size > im->room) {
        return NULL;
    }
    size_t c = class_of(size, &rounded);
    buffer *b = im->live.free[c];
    if (b != NULL) {
        im->live.free[c] = b->next;
        return b;
    }
    if ((size_t)(im->buffers + im->room - im->live.buffers_top) < rounded) {
        return NULL;
    }
    char *p = im->live.buffers_top;
    im->live.buffers_top += rounded;
    return p;
}

void image_free(image *im, void *p, size_t size) {
    size_t rounded;
    if (p != NULL) {
        size_t c = class_of(size, &rounded);
        buffer *b = p;
        b->next = im->live.free[c];
        im->live.free[c] = b;
    }
}

void *image_realloc(image *im, void *p, size_t old, size_t size) {
    size_t had, wanted;
    if (p != NULL && size <= im->room && class_of(old, &had) == class_of(size, &wanted)) {
        return p;
    }
    void *q = image_alloc(im, size);
    if (q != NULL && p != NULL) {
        memcpy(q, p, old < size ? old : size);
        image_free(im, p, old);
    }
    return q;
}

void *image_vm(image *im) {
    im->m = image_alloc(im, sizeof *im->m);
    return im->m == NULL ? NULL : memset(im->m, 0, sizeof *im->m);
}

void *image_map(image *im, size_t size, size_t align) {
    struct live *l = &im->live;
    for (size_t i = 0; i < l->nmaps; i++) {
        map *x = &im->maps[i];
        if (x->unused && x->size == size && ((uintptr_t)x->base & (align - 1)) == 0) {
            x->unused = false;
            return x->base;
        }
    }
    char *p = (char *)(((uintptr_t)l->objects_top + align - 1) & ~(uintptr_t)(align - 1));
    size_t left = (size_t)(im->objects + im->room - l->objects_top);
    if (l->nmaps == MAPS || size > left || (size_t)(p - l->objects_top) > left - size) {
        return NULL;
    }
    im->maps[l->nmaps++] = (map){p, size, false};
    l->objects_top = p + size;
    return p;
}

void image_unmap(image *im, void *p, size_t size) {
    size_t i = 0;
    while (im->maps[i].base != p) {
        i++;
    }
    madvise(p, size, MADV_DONTNEED); /* whoever has it next finds zeros */
    im->maps[i].unused = true;
}

thread *image_spare(image *im) {
    thread *t = im->spare;
    if (t != NULL) {
        im->spare = t->next;
        thread_renew(t);
    }
    return t;
}

void image_keep(image *im, thread *t) {
    t->next = im->spare;
    im->spare = t;
}

/* ---- taking it ---- */

static bool is_quiet(const vm *m) {
    return m->threads == m->main && m->main->next == NULL && m->main->top == m->main->frames &&
           m->main->top->sp == m->main->stack && m->main->exc == NIL && m->simulated &&
           !gil_recorded(m->gil);
}

static bool add_extent(image *im, char *from, char *end) {
    size_t n = (size_t)(end - from);
    if (im->nextents == im->extent_room) {
        size_t room = im->extent_room * 2 + 64;
        extent *more = realloc(im->extents, room * sizeof *more);
        if (more == NULL) {
            return false;
        }
        im->extents = more;
        im->extent_room = room;
    }
    if (im->size + n > im->copy_room) {
        size_t room = (im->size + n) * 2;
        char *more = realloc(im->copy, room);
        if (more == NULL) {
            return false;
        }
        im->copy = more;
        im->copy_room = room;
    }
    memcpy(im->copy + im->size, from, n);
    im->extents[im->nextents++] = (extent){from, im->size, n};
    im->size += n;
    return true;
}

static int by_address(const void *a, const void *b) {
    const heap_rest *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* What is in use of the mappings. */
static bool copy_objects(image *im) {
    heap_rest rests[HEAP_RESTS];
    memcpy(rests, im->rests, sizeof rests);
    qsort(rests, HEAP_RESTS, sizeof rests[0], by_address);
    for (size_t i = 0; i < im->live.nmaps; i++) {
        const map *x = &im->maps[i];
        char *from = x->base, *end = heap_used(im->m, x->base, x->size);
        im->taken_unused[i] = x->unused;
        im->taken_used[i] = x->unused ? x->base : end;
        for (size_t k = 0; k < HEAP_RESTS && !x->unused; k++) {
            if (rests[k].from != rests[k].end && rests[k].from >= from && rests[k].from < end) {
                if (!add_extent(im, from, rests[k].from)) {
                    return false;
                }
                from = rests[k].end;
            }
        }
        if (!x->unused && from < end && !add_extent(im, from, end)) {
            return false;
        }
    }
    return true;
}

bool image_take(image *im) {
    vm *m = im->m;
    if (!is_quiet(m)) {
        return false;
    }
    im->nextents = im->size = 0;
    free(im->taken_unused);
    free(im->taken_used);
    im->taken_unused = calloc(im->live.nmaps, sizeof *im->taken_unused);
    im->taken_used = calloc(im->live.nmaps, sizeof *im->taken_used);
    im->taken = im->live;
    im->lock_ids = gil_lock_ids(m->gil);
    im->main = *m->main;
    im->bottom = *m->main->top;
    heap_rests(m, im->rests);
    return im->taken_unused != NULL && im->taken_used != NULL && copy_objects(im) &&
           add_extent(im, im->buffers, im->live.buffers_top);
}

size_t image_size(const image *im) {
    return im->size;
}

/* ---- putting it back ---- */

static void clear(char *from, char *end) {
    size_t n = from < end ? (size_t)(end - from) : 0;
    if (n <= CLEAR) {
        memset(from, 0, n);
    } else {
        char *page = (char *)(((uintptr_t)from + 4095) & ~(uintptr_t)4095);
        memset(from, 0, (size_t)(page - from));
        madvise(page, (size_t)(end - page), MADV_DONTNEED);
    }
}

/* What was given out since image_take. */
static void clear_new(image *im) {
    heap_rest now[HEAP_RESTS];
    heap_rests(im->m, now);
    for (size_t k = 0; k < HEAP_RESTS; k++) {
        const heap_rest *then = &im->rests[k];
        if (then->from != then->end) {
            /* Else the class has gone on to another block. */
            bool same = now[k].end == then->end && now[k].from >= then->from;
            clear(then->from, same ? now[k].from : then->end);
        }
    }
    for (size_t i = 0; i < im->live.nmaps; i++) {
        const map *x = &im->maps[i];
        if (!x->unused) {
            clear(i < im->taken.nmaps ? im->taken_used[i] : x->base,
                  heap_used(im->m, x->base, x->size));
        }
    }
}

static void drop_threads(image *im) {
    for (thread *t = im->m->threads, *next; t != NULL; t = next) {
        next = t->next;
        if (t != im->m->main) {
            image_keep(im, t);
        }
    }
}

bool image_restore(image *im) {
    vm *m = im->m;
    drop_threads(im);
    clear_new(im);
    for (size_t i = 0; i < im->taken.nmaps; i++) {
        im->maps[i].unused = im->taken_unused[i];
    }
    for (size_t i = 0; i < im->nextents; i++) {
        memcpy(im->extents[i].to, im->copy + im->extents[i].at, im->extents[i].size);
    }
    im->live = im->taken;
    *m->main = im->main;
    *m->main->top = im->bottom;
    if (!gil_reset(m->gil, im->lock_ids)) {
        return false;
    }
    m->main->gil = gil_attach(m->gil, m->main);
    if (m->main->gil != NULL) {
        thread_set_c_stack(m->main);
    }
    return m->main->gil != NULL;
}
