/* heap.c: where objects live, and the collector that takes them back.
 *
 * Small objects stand in blocks of 16 KiB, one size class a block; a block is aligned to its size,
 * so the mark bits of an object are found from its address. Blocks are cut out of 1 MiB chunks. A
 * free cell has 0 where an object has its type, and the next free cell behind it. Objects over
 * LARGE bytes get a block of their own.
 *
 * Collection is mark and sweep, at polls only. Marking goes depth-first over an explicit stack,
 * with a short queue between the stack and the objects so that their memory is on its way when they
 * are looked at. Sweeping is lazy: a block is swept when the allocator needs a cell of its class,
 * and what is left before the next marking.
 *
 * Roots: the VM's own fields; every thread's value stack and frames; and every thread's C stack and
 * registers, scanned conservatively, because native code keeps bare pointers there while it calls
 * back. The precise roots are marked first and counted apart: the next collection is due by that
 * count, which is the same on every compiler and machine.
 *
 * `__del__` and weak references: after marking, objects with a `__del__` that were not reached are
 * moved to vm->doomed and marked from there; their `__del__` runs at the poll. Weak references to
 * unreached objects are cleared before that.
 */
#include "vm/heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "gil/record.h"
#include "vm/call.h"
#include "vm/gc.h"
#include "vm/ops.h"
#include "vm/image.h"
#include "vm/weakref.h"

enum {
    BLOCK = 16 * 1024,
    CHUNK = 1024 * 1024,
    GRANULE = 8,
    MARK_WORDS = BLOCK / GRANULE / 64,
    LARGE = 16072, /* one cell in a block */
    CLASSES = 33,
    PREFETCH = 32, /* length of the queue between mark stack and objects: a power of two */
    SPAN = 4096,   /* values of a longer array are pushed by so many */
    MARK_ROOM = 4096,
};

/* Collections start when this much was allocated since the last one, or as much as was alive then,
 * if that is more. */
#define MIN_GROWTH ((size_t)2 << 20)
/* In steps, so that it does not hang on the length of the script's path. */
#define COARSE ((size_t)64 << 10)
#define MIN_RESERVE ((size_t)256 << 10)
/* Less than this is not expected by heap_expect. */
#define MIN_EXPECTED ((size_t)1 << 20)

typedef struct block {
    struct block *next; /* of the same class and kind */
    uint32_t cell;      /* size of a cell */
    uint32_t first;     /* offset of the first cell */
    uint32_t count;     /* cells */
    bool has_free;      /* objects in it have parts to give back */
    bool unswept;
    bool large;
    size_t size; /* large: of the object */
    uint64_t marks[MARK_WORDS];
} block;

typedef struct cell_free {
    type *none; /* 0: not an object */
    struct cell_free *next;
} cell_free;

/* The blocks of a size class. Objects whose types have parts to free are kept apart from those that
 * do not, so that sweeping the latter needs no look at their types. */
typedef struct size_class {
    cell_free *free;
    char *bump, *bump_end; /* cells of the newest block that were never used */
    block *blocks;
    block *unswept; /* the rest of `blocks`, from here on, is not swept yet */
} size_class;

/* The values of a list or dict that are not on the mark stack yet: all of them at once would make
 * it as large as the list. */
typedef struct span {
    const value *v;
    size_t n;
} span;

struct heap {
    vm *vm;
    size_t allocated; /* bytes in objects and buffers */
    size_t buffers;   /* of those, in buffers */
    int64_t since_gc; /* allocated since the last collection, less buffers given back */
    int64_t growth;   /* the next collection is due when since_gc reaches this */
    size_t to_scan;   /* what the last collection had to look at, a buffer's byte being an eighth of
                         an object's */
    size_t max;       /* --max-heap */
    size_t reserve;   /* beyond max, from a MemoryError to the collection that makes room: to handle
                         and report it */
    size_t reserved;  /* in chunks */
    bool asked;       /* a collection was asked for */
    bool overdue;     /* ... and is put off no longer */
    size_class classes[2][CLASSES];
    block *large;
    char **chunks; /* sorted by address */
    size_t nchunks, chunk_room;
    char *fresh, *fresh_end; /* blocks never used yet in the newest chunk */
    block *spare;            /* blocks in which nothing was left alive, for any class */
    object **stack;          /* mark stack */
    size_t depth, stack_room;
    span *spans; /* to be pushed when the mark stack is empty */
    size_t nspans, spans_room;
    block **larges; /* sorted, while marking C stacks */
    size_t nlarges;
    size_t freed;                    /* objects, by the last sweep */
    uintptr_t next_map;              /* where the next mapping goes; 0 = anywhere */
    char *exact_at, *exact_end;      /* take_exact's newest chunk */
    block *exact[CHUNK / 4 / BLOCK]; /* and what was given back, by the number of blocks */
};

/* What trace functions see of a collection. */
struct gc {
    struct heap *heap;
    size_t objects; /* reached */
    size_t live;    /* bytes of them */
    size_t extra;   /* bytes of buffers that they own */
};

static const uint16_t class_sizes[CLASSES] = {
    16,  24,  32,  40,  48,  56,  64,   72,   80,   96,   112,  128,  144,  160,  192,  224,  256,
    320, 384, 448, 512, 640, 768, 1024, 1280, 1536, 2048, 2672, 3208, 4016, 5352, 8032, LARGE};

/* Class of (size + 7) / 8. */
static uint8_t class_of_size(size_t size) {
    static const uint8_t table[] = {
        0,  0,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  9,  10, 10, 11, 11, 12, 12, 13, 13, 14,
        14, 14, 14, 15, 15, 15, 15, 16, 16, 16, 16, 17, 17, 17, 17, 17, 17, 17, 17, 18, 18, 18,
        18, 18, 18, 18, 18, 19, 19, 19, 19, 19, 19, 19, 19, 20, 20, 20, 20, 20, 20, 20, 20};
    if (size <= 512) {
        return table[(size + 7) / 8];
    }
    for (uint8_t c = 21;; c++) {
        if (size <= class_sizes[c]) {
            return c;
        }
    }
}

_Static_assert(((sizeof(block) + 15) & ~(size_t)15) + LARGE <= BLOCK, "the longest cell fits");

static block *block_of(const void *p) {
    return (block *)((uintptr_t)p & ~(uintptr_t)(BLOCK - 1));
}

/* ---- getting memory from the system ---- */

static void insist(thread *t);

static void *no_memory(thread *t) {
    struct heap *h = t->vm->heap;
    if (h->allocated <= h->max) {
        h->reserve = h->max / 64 > MIN_RESERVE ? h->max / 64 : MIN_RESERVE;
    }
    insist(t); /* it may be garbage that fills the heap */
    t->exc = t->vm->memory_error;
    return NULL;
}

/* Where objects are decides what id() and hash() answer, so a run that is to be repeated has them
 * at the same addresses each time: one mapping behind the other from here on, where no system puts
 * anything by itself. The thread sanitizer has its shadow there, and leaves programs another
 * range. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define EXACT_BIT 38
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define EXACT_BIT 38
#endif
#ifndef EXACT_BIT
#define EXACT_BIT 45
#endif
#define EXACT_START ((uintptr_t)1 << EXACT_BIT)

static void *map_aligned(struct heap *h, size_t size, size_t align) {
    if (h->vm->image != NULL) {
        return image_map(h->vm->image, size, align);
    }
    void *hint = (void *)h->next_map; /* NULL: anywhere */
    char *p = mmap(hint, size + align, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        return NULL;
    }
    if (hint != NULL) {
        if (p != hint) {
            gil_fatal(h->vm->gil, NULL, "the addresses that a recorded run needs are taken");
        }
        h->next_map += (size + 2 * align - 1) & ~(align - 1);
    }
    char *start = (char *)(((uintptr_t)p + align - 1) & ~(uintptr_t)(align - 1));
    if (start > p) {
        munmap(p, (size_t)(start - p));
    }
    if (p + align > start) {
        munmap(start + size, (size_t)(p + align - start));
    }
    return start;
}

static void unmap(struct heap *h, void *p, size_t size) {
    if (h->vm->image != NULL) {
        image_unmap(h->vm->image, p, size);
    } else {
        munmap(p, size);
    }
}

static bool add_chunk(struct heap *h) {
    if (h->nchunks == h->chunk_room) {
        size_t room = h->chunk_room ? h->chunk_room * 2 : 16;
        char **more =
            raw_realloc(h->vm, h->chunks, h->chunk_room * sizeof *more, room * sizeof *more);
        if (more == NULL) {
            return false;
        }
        h->chunks = more;
        h->chunk_room = room;
    }
    char *c = map_aligned(h, CHUNK, CHUNK);
    if (c == NULL) {
        return false;
    }
    size_t i = h->nchunks++;
    for (; i > 0 && h->chunks[i - 1] > c; i--) {
        h->chunks[i] = h->chunks[i - 1];
    }
    h->chunks[i] = c;
    h->fresh = c;
    h->fresh_end = c + CHUNK;
    h->reserved += CHUNK;
    return true;
}

/* A block for a class: its cells are given out one after the other, so that memory is touched as it
 * is used. */
static bool add_block(struct heap *h, size_class *sc, uint32_t size, bool has_free) {
    block *b = h->spare;
    if (b != NULL) {
        h->spare = b->next;
    } else {
        if (h->fresh == h->fresh_end && !add_chunk(h)) {
            return false;
        }
        b = (block *)h->fresh;
        h->fresh += BLOCK;
    }
    b->cell = size;
    b->first = (uint32_t)((sizeof *b + 15) & ~(size_t)15);
    b->count = (BLOCK - b->first) / size;
    b->has_free = has_free;
    /* Swept and in front: the unswept part of the list stays a tail. */
    b->next = sc->blocks;
    sc->blocks = b;
    sc->bump = (char *)b + b->first;
    sc->bump_end = sc->bump + (size_t)b->count * size;
    return true;
}

static __attribute__((noinline)) void ask_for_collection(thread *t) {
    struct heap *h = t->vm->heap;
    if (t->vm->gc_disabled || t->vm->exiting) {
        return;
    }
    if (!h->asked) {
        h->asked = true;
        gil_attention(t->gil, GIL_ATT_COLLECT);
    } else if (!h->overdue && h->since_gc >= h->growth + h->growth / 2) {
        insist(t);
    }
}

/* The collector's own thread, if there is one, has not come to it in time. */
static void insist(thread *t) {
    struct heap *h = t->vm->heap;
    if (!h->overdue && !t->vm->gc_disabled && !t->vm->exiting) {
        h->asked = true;
        h->overdue = true;
        gil_attention(t->gil, GIL_ATT_COLLECT);
    }
}

/* When the next collection is due: well before the heap is full, too, but not again and again for
 * the last bytes, since each looks at everything: a heap that is full of what lives is soon said
 * to be so. */
static int64_t growth_after(const struct heap *h, size_t live) {
    size_t max = h->max + h->reserve,
           growth = live > MIN_GROWTH ? (live + COARSE - 1) / COARSE * COARSE : MIN_GROWTH;
    size_t left = max > h->allocated ? (max - h->allocated) / 2 : 0, least = max / 256 + 1;
    return (int64_t)(growth < left ? growth : left > least ? left : least);
}

static inline bool count_in(thread *t, size_t size) {
    struct heap *h = t->vm->heap;
    size_t max = h->max + h->reserve;
    if (size > max || h->allocated > max - size) {
        return false;
    }
    h->allocated += size;
    h->since_gc += (int64_t)size;
    if (h->since_gc >= h->growth) {
        ask_for_collection(t);
    }
    return true;
}

/* ---- allocation ---- */

static void sweep_block(struct heap *h, size_class *sc, block *b);

/* A cell, when the free list is empty. */
static cell_free *refill(thread *t, size_class *sc, uint32_t size, bool has_free) {
    struct heap *h = t->vm->heap;
    while (sc->bump == sc->bump_end && sc->unswept != NULL) {
        block *b = sc->unswept;
        sc->unswept = b->next;
        sweep_block(h, sc, b);
        if (sc->free != NULL) {
            cell_free *f = sc->free;
            sc->free = f->next;
            return f;
        }
    }
    if (sc->bump == sc->bump_end && !add_block(h, sc, size, has_free)) {
        return NULL;
    }
    cell_free *f = (cell_free *)sc->bump;
    sc->bump += size;
    return f;
}

/* In a run that is to be repeated, and in an image, these too are in mappings of the heap: cut from
 * chunks, never given back. */
static bool has_exact(const struct heap *h) {
    return h->next_map != 0 || h->vm->image != NULL;
}

static block *take_exact(struct heap *h, size_t n) {
    block *b = h->exact[n];
    if (b != NULL) {
        h->exact[n] = b->next;
        return b;
    }
    if ((size_t)(h->exact_end - h->exact_at) < n * BLOCK) {
        char *c = map_aligned(h, CHUNK, CHUNK);
        if (c == NULL) {
            return NULL;
        }
        h->exact_at = c;
        h->exact_end = c + CHUNK;
    }
    b = (block *)h->exact_at;
    h->exact_at += n * BLOCK;
    return b;
}

static object *alloc_large(thread *t, size_t size, bool has_free) {
    struct heap *h = t->vm->heap;
    size_t header = (sizeof(block) + 15) & ~(size_t)15;
    if (size > SIZE_MAX / 2) {
        return NULL;
    }
    size_t total = (header + size + BLOCK - 1) & ~(size_t)(BLOCK - 1);
    block *b;
    if (total >= CHUNK / 4) {
        /* The system gives it zeroed, page by page as it is touched. */
        b = map_aligned(h, total, BLOCK);
    } else {
        b = has_exact(h) ? take_exact(h, total / BLOCK) : aligned_alloc(BLOCK, total);
        if (b != NULL) {
            memset(b, 0, header + size);
        }
    }
    if (b == NULL) {
        return NULL;
    }
    b->large = true;
    b->has_free = has_free;
    b->size = size;
    b->first = (uint32_t)header;
    b->cell = 0;
    b->count = 1;
    b->next = h->large;
    h->large = b;
    return (object *)((char *)b + header);
}

static void free_large(struct heap *h, block *b) {
    size_t total = (b->first + b->size + BLOCK - 1) & ~(size_t)(BLOCK - 1);
    if (total >= CHUNK / 4) {
        unmap(h, b, total);
    } else if (has_exact(h)) {
        b->next = h->exact[total / BLOCK];
        h->exact[total / BLOCK] = b;
    } else {
        free(b);
    }
}

/* Most objects are a few words long: a call of memset costs more than writing them. */
static inline void zero(void *p, size_t n) {
    char *at = p, *end = at + n;
    if (n > 96 || n % 8 != 0) {
        memset(p, 0, n);
        return;
    }
    if (n & 8) {
        memset(at, 0, 8);
        at += 8;
    }
    for (; at < end; at += 16) {
        memset(at, 0, 16);
        __asm__("" : "+r"(at)); /* or the compiler makes a call of memset of it */
    }
}

/* Who asks for memory fills it: on the simulated machine that takes time. */
static void charge_bytes(thread *t, size_t size) {
    thread_work(t, size / 16);
}

static inline __attribute__((always_inline)) void *alloc_zeroed(thread *t, type *cls, size_t size,
                                                                size_t head) {
    struct heap *h = t->vm->heap;
    bool has_free = cls->free != NULL;
    object *o;
    if (cls->flags & TYPE_TAIL_DICT) {
        size = (size + 15) & ~(size_t)7;
    }
    if (size <= LARGE) {
        uint8_t c = class_of_size(size);
        size_class *sc = &h->classes[has_free][c];
        size_t room = class_sizes[c];
        if (!count_in(t, room)) {
            return no_memory(t);
        }
        cell_free *f = sc->free;
        if (f != NULL) {
            sc->free = f->next;
        } else if ((f = refill(t, sc, (uint32_t)room, has_free)) == NULL) {
            h->allocated -= room;
            return no_memory(t);
        }
        o = (object *)f;
        /* Of a long cell only what was asked for, unless its last word matters. */
        size_t used = head != 0 ? head : room <= 512 || cls->flags & TYPE_TAIL_DICT ? room : size;
        zero((char *)o + sizeof *o, used - sizeof *o);
    } else {
        if (!count_in(t, size)) {
            return no_memory(t);
        }
        o = alloc_large(t, size, has_free);
        if (o == NULL) {
            h->allocated -= size;
            return no_memory(t);
        }
        charge_bytes(t, size);
    }
    o->type = cls;
    o->kind = cls->kind;
    o->flags = cls->flags & (TYPE_HEAP | TYPE_DERIVED) ? OBJ_SUBCLASS : 0;
    o->spare = 0;
    o->aux = 0;
    return o;
}

void *heap_alloc(thread *t, type *cls, size_t size) {
    return alloc_zeroed(t, cls, size, 0);
}

void *heap_alloc_head(thread *t, type *cls, size_t size, size_t head) {
    return cls->flags & TYPE_TAIL_DICT ? alloc_zeroed(t, cls, size, 0)
                                       : alloc_zeroed(t, cls, size, head);
}

void *heap_new(thread *t, enum type_id id, size_t size) {
    return heap_alloc(t, t->vm->types[id], size);
}

static void uncount(struct heap *h, size_t size) {
    h->allocated -= size;
    h->buffers -= size;
    h->since_gc -= (int64_t)size;
}

void *raw_alloc(vm *m, size_t size) {
    void *p = m->image == NULL ? calloc(1, size) : image_alloc(m->image, size);
    return m->image == NULL || p == NULL ? p : memset(p, 0, size);
}

void *raw_realloc(vm *m, void *p, size_t old, size_t size) {
    return m->image == NULL ? realloc(p, size) : image_realloc(m->image, p, old, size);
}

void raw_free(vm *m, void *p, size_t size) {
    if (m->image == NULL) {
        free(p);
    } else {
        image_free(m->image, p, size);
    }
}

void *mem_alloc_table(thread *t, size_t size) {
    if (!count_in(t, size)) {
        return no_memory(t);
    }
    image *im = t->vm->image;
    void *p = im == NULL ? malloc(size ? size : 1) : image_alloc(im, size);
    if (p == NULL) {
        t->vm->heap->allocated -= size;
        return no_memory(t);
    }
    t->vm->heap->buffers += size;
    return p;
}

void *mem_alloc(thread *t, size_t size) {
    void *p = mem_alloc_table(t, size);
    if (p != NULL) {
        charge_bytes(t, size);
    }
    return p;
}

void *mem_realloc_table(thread *t, void *p, size_t old, size_t size) {
    if (size > old && !count_in(t, size - old)) {
        return no_memory(t);
    }
    void *q = raw_realloc(t->vm, p, old, size ? size : 1);
    if (q == NULL) {
        if (size > old) {
            t->vm->heap->allocated -= size - old;
        }
        return no_memory(t);
    }
    if (size < old) {
        uncount(t->vm->heap, old - size);
    } else {
        t->vm->heap->buffers += size - old;
    }
    return q;
}

void *mem_realloc(thread *t, void *p, size_t old, size_t size) {
    void *q = mem_realloc_table(t, p, old, size);
    if (q != NULL && size > old) {
        charge_bytes(t, size - old);
    }
    return q;
}

void mem_free(vm *m, void *p, size_t size) {
    if (p != NULL) {
        uncount(m->heap, size);
        raw_free(m, p, size);
    }
}

size_t heap_size(const object *o) {
    const block *b = block_of(o);
    return b->large ? (b->size + 7) & ~(size_t)7 : b->cell;
}

heap_aside heap_aside_begin(vm *m) {
    heap_aside a = {m->charging, m->heap->since_gc};
    m->charging = false;
    return a;
}

void heap_aside_end(vm *m, heap_aside a) {
    m->charging = a.charging;
    if (a.charging) {
        m->heap->since_gc = a.since_gc;
    }
}

void heap_begin(vm *m) {
    m->heap->since_gc = 0;
}

bool heap_wants_collection(vm *m) {
    return m->heap->asked;
}

bool heap_overdue(vm *m) {
    return m->heap->overdue;
}

/* ---- marking ---- */

static void out_of_mark_stack(void) {
    fputs("gilvm: no memory left to collect garbage with\n", stderr);
    abort();
}

static inline void push(struct heap *h, object *o) {
    if (h->depth == h->stack_room) {
        size_t room = h->stack_room ? h->stack_room * 2 : MARK_ROOM;
        object **more =
            raw_realloc(h->vm, h->stack, h->stack_room * sizeof *more, room * sizeof *more);
        if (more == NULL) {
            out_of_mark_stack();
        }
        h->stack = more;
        h->stack_room = room;
    }
    h->stack[h->depth++] = o;
}

static inline bool is_marked(const object *o) {
    block *b = block_of(o);
    size_t bit = b->large ? 0 : ((uintptr_t)o & (BLOCK - 1)) / GRANULE;
    return b->marks[bit / 64] >> (bit % 64) & 1;
}

/* True if it was not marked before. */
static inline bool set_mark(gc *g, object *o) {
    block *b = block_of(o);
    size_t bit = b->large ? 0 : ((uintptr_t)o & (BLOCK - 1)) / GRANULE;
    uint64_t m = (uint64_t)1 << (bit % 64);
    if (b->marks[bit / 64] & m) {
        return false;
    }
    b->marks[bit / 64] |= m;
    g->live += b->large ? b->size : b->cell;
    g->objects++;
    return true;
}

void gc_object(gc *g, void *o) {
    if (o != NULL) {
        push(g->heap, o);
    }
}

void gc_value(gc *g, value v) {
    if (is_obj(v)) {
        push(g->heap, as_obj(v));
    }
}

static void push_span(struct heap *h, const value *v, size_t n) {
    if (h->nspans == h->spans_room) {
        size_t room = h->spans_room ? h->spans_room * 2 : 64;
        span *more =
            raw_realloc(h->vm, h->spans, h->spans_room * sizeof *more, room * sizeof *more);
        if (more == NULL) {
            out_of_mark_stack();
        }
        h->spans = more;
        h->spans_room = room;
    }
    h->spans[h->nspans++] = (span){v, n};
}

void gc_values(gc *g, const value *v, size_t n) {
    if (n > SPAN) {
        push_span(g->heap, v + SPAN, n - SPAN);
        n = SPAN;
    }
    for (size_t i = 0; i < n; i++) {
        gc_value(g, v[i]);
    }
}

/* Bytes of the buffers that an object owns: they count when the next collection is fixed. */
static size_t buffer_size(const object *o) {
    switch (o->kind) {
    case T_LIST: return ((const list *)o)->cap * sizeof(value);
    case T_DICT: return ((const dict *)o)->room * (sizeof(dict_entry) + 8);
    case T_SET:
    case T_FROZENSET: return ((const set *)o)->mask * sizeof(set_entry);
    case T_BYTEARRAY: return ((const bytearray *)o)->cap;
    default: return 0;
    }
}

static void trace_object(gc *g, object *o) {
    type *cls = o->type;
    if (!is_marked(&cls->h)) { /* it nearly always is: not worth a turn on the stack */
        push(g->heap, &cls->h);
    }
    g->extra += buffer_size(o);
    if (cls->trace != NULL) {
        cls->trace(g, o);
    }
    if (cls->dict_offset != 0) {
        value d;
        memcpy(&d, (char *)o + cls->dict_offset, sizeof d);
        gc_value(g, d);
    } else if (cls->flags & TYPE_TAIL_DICT) {
        value d;
        memcpy(&d, (char *)o + heap_size(o) - sizeof d, sizeof d);
        gc_value(g, d);
    }
}

/* Marks everything reachable from the stack. Objects wait in a short ring while their memory is
 * fetched. */
static void drain(gc *g) {
    struct heap *h = g->heap;
    object *ring[PREFETCH] = {0};
    unsigned at = 0, waiting = 0;
    while (h->depth > 0 || waiting > 0 || h->nspans > 0) {
        object *next = NULL;
        if (h->depth == 0 && h->nspans > 0) {
            span s = h->spans[--h->nspans];
            gc_values(g, s.v, s.n);
        }
        if (h->depth > 0) {
            next = h->stack[--h->depth];
            const block *b = block_of(next);
            __builtin_prefetch(next);
            __builtin_prefetch(b);
            __builtin_prefetch(&b->marks[((uintptr_t)next & (BLOCK - 1)) / GRANULE / 64], 1);
        }
        object *o = ring[at];
        ring[at] = next;
        at = (at + 1) % PREFETCH;
        waiting += next != NULL;
        if (o != NULL) {
            waiting--;
            if (set_mark(g, o)) {
                trace_object(g, o);
            }
        }
    }
}

/* ---- conservative scanning ---- */

static int by_address(const void *a, const void *b) {
    uintptr_t x = (uintptr_t) * (block *const *)a, y = (uintptr_t) * (block *const *)b;
    return x < y ? -1 : x > y;
}

/* The object that a word points to or into, or NULL. */
static object *object_at(struct heap *h, uintptr_t p) {
    size_t lo = 0, hi = h->nchunks;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if ((uintptr_t)h->chunks[mid] <= p) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    if (lo > 0 && p < (uintptr_t)h->chunks[lo - 1] + CHUNK) {
        block *b = block_of((void *)p);
        if (b->cell == 0) {
            return NULL; /* never used */
        }
        size_t off = p & (BLOCK - 1);
        if (off < b->first || (off - b->first) / b->cell >= b->count) {
            return NULL;
        }
        object *o = (object *)((char *)b + b->first + (off - b->first) / b->cell * b->cell);
        return o->type != NULL ? o : NULL;
    }
    lo = 0;
    hi = h->nlarges;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if ((uintptr_t)h->larges[mid] <= p) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    if (lo > 0) {
        block *b = h->larges[lo - 1];
        object *o = (object *)((char *)b + b->first);
        if (p >= (uintptr_t)o && p <= (uintptr_t)o + b->size && o->type != NULL) {
            return o;
        }
    }
    return NULL;
}

/* Sanitizers are told to look away: it reads all words of a stack, those of other functions and
 * threads too. */
__attribute__((no_sanitize("address", "thread"), noinline)) static void
scan_stack(gc *g, const char *from, const char *to) {
    const uintptr_t *p = (const uintptr_t *)(((uintptr_t)from + 7) & ~(uintptr_t)7);
    for (; (const char *)(p + 1) <= to; p++) {
        object *o = object_at(g->heap, *p);
        if (o != NULL) {
            push(g->heap, o);
        }
    }
}

static int objects_by_address(const void *a, const void *b) {
    uintptr_t x = (uintptr_t) * (object *const *)a, y = (uintptr_t) * (object *const *)b;
    return x < y ? -1 : x > y;
}

/* What else the C stacks keep alive depends on what old calls left in them, and a script can see
 * it: by __del__ and weak references, and by what is used again. So it is an input of a recorded
 * run. The mark stack holds what the scan found; a followed run finds what the recorded one found,
 * which includes all that is really in use: native code is at the same places in both. */
static void tell_hits(gc *g, thread *self) {
    struct heap *h = g->heap;
    size_t n = 0, len = 0;
    for (size_t i = 0; i < h->depth; i++) {
        if (!is_marked(h->stack[i])) {
            h->stack[n++] = h->stack[i];
        }
    }
    qsort(h->stack, n, sizeof *h->stack, objects_by_address);
    char *text = malloc(n * 20 + 1);
    if (text == NULL) {
        out_of_mark_stack();
    }
    uintptr_t last = EXACT_START;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || h->stack[i] != h->stack[i - 1]) {
            len += (size_t)sprintf(text + len, "%s%lx", len > 0 ? " " : "",
                                   (unsigned long)((uintptr_t)h->stack[i] - last));
            last = (uintptr_t)h->stack[i];
        }
    }
    int64_t found = (int64_t)n;
    const char *told = gil_input_text(self->gil, "kept", &found, text, &len);
    if (gil_following(h->vm->gil)) {
        char *at = (char *)(uintptr_t)told;
        h->depth = 0;
        for (last = EXACT_START; *at != '\0';) {
            last += strtoul(at, &at, 16);
            if (object_at(h, last) != (object *)last) {
                gil_diverged(self->gil, "other objects");
            }
            push(h, (object *)last);
        }
    }
    free(text);
}

static void scan_c_stacks(gc *g, thread *self, char *own_low) {
    struct heap *h = g->heap;
    h->nlarges = 0;
    for (block *b = h->large; b != NULL; b = b->next) {
        h->nlarges++;
    }
    h->larges = malloc((h->nlarges + 1) * sizeof *h->larges);
    if (h->larges == NULL) {
        out_of_mark_stack();
    }
    size_t i = 0;
    for (block *b = h->large; b != NULL; b = b->next) {
        h->larges[i++] = b;
    }
    qsort(h->larges, h->nlarges, sizeof *h->larges, by_address);
    for (thread *t = h->vm->threads; t != NULL; t = t->next) {
        char *low = t == self ? own_low : t->c_saved;
        if (low != NULL && t->c_base != NULL && low < t->c_base) {
            scan_stack(g, low, t->c_base);
        }
    }
    if (gil_recorded(h->vm->gil)) {
        tell_hits(g, self);
    }
    free(h->larges);
    h->larges = NULL;
    drain(g);
}

/* ---- roots ---- */

static void mark_thread(gc *g, thread *t) {
    gc_value(g, t->exc);
    gc_value(g, t->handled);
    gc_value(g, t->kwnames);
    gc_value(g, t->object);
    gc_value(g, t->trace_fn);
    gc_value(g, t->profile_fn);
    gc_value(g, t->async_exc);
    gc_value(g, t->start_fn);
    gc_value(g, t->start_args);
    gc_value(g, t->start_kwargs);
    gc_value(g, t->locals);
    gc_value(g, t->sentinel);
    gc_value(g, t->repr_stack);
    if (t->stack == NULL) {
        return;
    }
    gc_values(g, t->stack, (size_t)(t->top->sp - t->stack));
    for (frame *f = t->frames; f <= t->top; f++) {
        gc_object(g, f->fn);
        gc_object(g, f->code);
        gc_value(g, f->names);
        gc_value(g, f->gen);
        gc_value(g, f->outer_handled);
        gc_value(g, f->object);
    }
}

static void mark_roots(gc *g) {
    vm *m = g->heap->vm;
    for (int i = 0; i < T_COUNT; i++) {
        gc_object(g, m->types[i]);
    }
    for (int i = 0; i < E_COUNT; i++) {
        gc_object(g, m->exc[i]);
    }
    str **interned = (str **)&m->names;
    for (size_t i = 0; i < sizeof m->names / sizeof(str *); i++) {
        gc_object(g, interned[i]);
    }
    gc_object(g, m->modules);
    gc_object(g, m->builtins);
    gc_object(g, m->sys_dict);
    gc_object(g, m->empty_tuple);
    gc_object(g, m->empty_str);
    gc_value(g, m->empty_bytes);
    gc_value(g, m->empty_frozenset);
    for (int i = 0; i < 128; i++) {
        gc_object(g, m->ascii[i]);
    }
    gc_values(g, m->char_bytes, 256);
    weakrefs_mark(g, m);
    gc_object(g, m->doomed);
    gc_value(g, m->memory_error);
    gc_value(g, m->atexit);
    gc_values(g, m->roots, (size_t)m->nroots);
    for (thread *t = m->threads; t != NULL; t = t->next) {
        mark_thread(g, t);
    }
}

/* ---- what dies: weak references, finalizers, interned names ---- */

static bool is_dead(vm *m, void *o) {
    (void)m;
    return !is_marked(o);
}

/* Moves unreached objects with a __del__, and generators to be closed, to vm->doomed and keeps
 * them, and all that they refer to, for this time. */
static void doom(gc *g) {
    vm *m = g->heap->vm;
    list *l = m->finalizable;
    if (l == NULL) {
        return;
    }
    list *d = m->doomed;
    size_t kept = 0, first = d->len;
    for (size_t i = 0; i < l->len; i++) {
        object *o = as_obj(l->items[i]);
        if (is_marked(o)) {
            l->items[kept++] = l->items[i];
        } else if (o->kind != T_GENERATOR || ((generator *)o)->state != GEN_CLOSED) {
            if (d->len == d->cap) { /* room was made when the object was registered */
                l->items[kept++] = l->items[i];
            } else {
                d->items[d->len++] = l->items[i];
            }
            push(g->heap, o);
        }
    }
    l->len = kept;
    for (size_t end = d->len; first + 1 < end;) { /* taken from its end: the oldest first */
        value oldest = d->items[first];
        d->items[first++] = d->items[--end];
        d->items[end] = oldest;
    }
    /* The list itself is not a root by its items: they would never die. */
    set_mark(g, &l->h);
    drain(g);
}

/* ---- sweeping ---- */

static void sweep_block(struct heap *h, size_class *sc, block *b) {
    char *p = (char *)b + b->first + (size_t)(b->count - 1) * b->cell;
    cell_free *head = sc->free;
    size_t freed = 0;
    for (uint32_t i = b->count; i-- > 0; p -= b->cell) {
        size_t bit = (size_t)(p - (char *)b) / GRANULE;
        if (b->marks[bit / 64] >> (bit % 64) & 1) {
            continue;
        }
        object *o = (object *)p;
        if (o->type != NULL) {
            if (b->has_free) {
                o->type->free(h->vm, o);
            }
            o->type = NULL;
            freed++;
        }
        cell_free *f = (cell_free *)p;
        f->next = head;
        head = f;
    }
    sc->free = head;
    h->freed += freed;
    b->unswept = false;
}

static void sweep_rest(struct heap *h) {
    for (int k = 0; k < 2; k++) {
        for (int c = 0; c < CLASSES; c++) {
            size_class *sc = &h->classes[k][c];
            while (sc->unswept != NULL) {
                block *b = sc->unswept;
                sc->unswept = b->next;
                sweep_block(h, sc, b);
            }
        }
    }
}

static void sweep_large(struct heap *h) {
    block **link = &h->large;
    while (*link != NULL) {
        block *b = *link;
        if (b->marks[0] & 1) {
            link = &b->next;
            continue;
        }
        *link = b->next;
        object *o = (object *)((char *)b + b->first);
        if (b->has_free) {
            o->type->free(h->vm, o);
        }
        h->freed++;
        free_large(h, b);
    }
}

/* Takes the blocks in which nothing is alive from a class whose objects have no parts to give
 * back. */
static void recycle_blocks(struct heap *h, size_class *sc) {
    block **link = &sc->blocks;
    while (*link != NULL) {
        block *b = *link;
        uint64_t any = 0;
        for (int i = 0; i < MARK_WORDS; i++) {
            any |= b->marks[i];
        }
        if (any != 0) {
            link = &b->next;
            continue;
        }
        *link = b->next;
        char *p = (char *)b + b->first;
        for (uint32_t i = 0; i < b->count; i++, p += b->cell) {
            h->freed += ((object *)p)->type != NULL;
        }
        memset(b, 0, BLOCK);
        b->next = h->spare;
        h->spare = b;
    }
}

/* A type must outlive its instances until they are swept, since sweeping calls type->free. Types
 * are few: blocks with parts to free are swept at once when any heap type died. Simplest is to
 * always sweep those blocks at once; they are the smaller part of a heap. */
static void sweep_begin(struct heap *h) {
    for (int k = 0; k < 2; k++) {
        for (int c = 0; c < CLASSES; c++) {
            size_class *sc = &h->classes[k][c];
            sc->free = NULL;
            sc->bump = sc->bump_end = NULL;
            if (k == 0) {
                recycle_blocks(h, sc);
            }
            sc->unswept = sc->blocks;
            for (block *b = sc->blocks; b != NULL; b = b->next) {
                b->unswept = true;
            }
        }
    }
    for (int c = 0; c < CLASSES; c++) {
        size_class *sc = &h->classes[1][c];
        while (sc->unswept != NULL) {
            block *b = sc->unswept;
            sc->unswept = b->next;
            sweep_block(h, sc, b);
        }
    }
    sweep_large(h);
}

static void clear_marks(struct heap *h) {
    for (int k = 0; k < 2; k++) {
        for (int c = 0; c < CLASSES; c++) {
            for (block *b = h->classes[k][c].blocks; b != NULL; b = b->next) {
                memset(b->marks, 0, sizeof b->marks);
            }
        }
    }
    for (block *b = h->large; b != NULL; b = b->next) {
        b->marks[0] = 0;
    }
}

/* A deep structure may have made the mark stack long. */
static void give_back_stack(struct heap *h) {
    if (h->stack_room > 16 * MARK_ROOM) {
        raw_free(h->vm, h->stack, h->stack_room * sizeof *h->stack);
        h->stack = NULL;
        h->stack_room = 0;
    }
}

/* What earlier calls left below the caller's frame: nobody uses it, and it is not to keep anything
 * alive. */
__attribute__((noinline)) static void wipe_dead_stack(void) {
    char dead[1024];
    memset(dead, 0, sizeof dead);
    __asm__ volatile("" : : "r"(dead) : "memory"); /* so that it is done */
}

size_t gc_collect(thread *t) {
    wipe_dead_stack();
    __builtin_unwind_init(); /* callee-saved registers onto the stack */
    return gc_collect_from(t, (char *)__builtin_frame_address(0) - 512);
}

size_t gc_collect_from(thread *t, char *low) {
    vm *m = t->vm;
    struct heap *h = m->heap;
    uint64_t began = gil_clock(t->gil);
    /* Cells that the last collection found dead must not be met by the conservative scan. */
    sweep_rest(h);
    h->freed = 0;
    clear_marks(h);
    gc g = {.heap = h};
    mark_roots(&g);
    if (m->finalizable != NULL) {
        set_mark(&g, &m->finalizable->h);
    }
    drain(&g);
    size_t precise = g.live + g.extra;
    h->to_scan = g.live + g.extra / 8;
    thread_work(t, 2 * g.objects); /* of marking and sweeping; on every compiler the same ones are
                                      reached so far */
    scan_c_stacks(&g, t, low);
    weakrefs_clear(m, is_dead, false);
    doom(&g);
    weakrefs_clear(m, is_dead, true);
    str_intern_sweep(m, is_dead);
    types_sweep(m, is_dead);
    idents_sweep(m, is_dead);
    sweep_begin(h);
    h->allocated = g.live + h->buffers; /* what is not swept yet counts as gone */
    h->since_gc = 0;
    if (h->allocated < h->max - h->max / 8) {
        h->reserve = 0;
    }
    h->growth = growth_after(h, precise);
    h->asked = h->overdue = false;
    give_back_stack(h);
    m->gc_count++;
    gil_attention_clear(t->gil, GIL_ATT_COLLECT);
    gil_note_collection(t->gil, began);
    return h->freed;
}

void heap_expect(thread *t, size_t size) {
    struct heap *h = t->vm->heap;
    size_t enough = h->to_scan > MIN_GROWTH ? h->to_scan : MIN_GROWTH;
    if (size >= MIN_EXPECTED && h->since_gc + (int64_t)size >= (int64_t)enough &&
        !t->vm->gc_disabled && !t->vm->exiting) {
        gc_collect(t);
        gc_run_finalizers(t);
    }
}

/* ---- start and end ---- */

bool heap_init(vm *m, size_t max) {
    struct heap *h = raw_alloc(m, sizeof *h);
    if (h == NULL) {
        return false;
    }
    h->vm = m;
    h->max = max;
    h->growth = MIN_GROWTH;
    h->next_map = gil_recorded(m->gil) ? EXACT_START : 0;
    m->heap = h;
    return true;
}

/* Gives all back; objects give their parts back first. No script code runs. */
void heap_fini(vm *m) {
    struct heap *h = m->heap;
    if (h == NULL) {
        return;
    }
    sweep_rest(h);
    clear_marks(h);
    for (int c = 0; c < CLASSES; c++) {
        for (block *b = h->classes[1][c].blocks; b != NULL; b = b->next) {
            sweep_block(h, &h->classes[1][c], b);
        }
    }
    sweep_large(h);
    for (size_t i = 0; i < h->nchunks; i++) {
        unmap(h, h->chunks[i], CHUNK);
    }
    raw_free(m, h->chunks, h->chunk_room * sizeof *h->chunks);
    raw_free(m, h->stack, h->stack_room * sizeof *h->stack);
    raw_free(m, h->spans, h->spans_room * sizeof *h->spans);
    raw_free(m, h, sizeof *h);
    m->heap = NULL;
}

char *heap_used(vm *m, char *base, size_t size) {
    const struct heap *h = m->heap;
    char *end = base + size;
    return end == h->fresh_end ? h->fresh : end == h->exact_end ? h->exact_at : end;
}

_Static_assert(HEAP_RESTS == 2 * CLASSES, "one for each class of each kind");

void heap_rests(vm *m, heap_rest out[HEAP_RESTS]) {
    for (int i = 0; i < HEAP_RESTS; i++) {
        const size_class *sc = &m->heap->classes[i / CLASSES][i % CLASSES];
        bool any = sc->bump != sc->bump_end;
        out[i] = (heap_rest){sc->bump, any ? (char *)block_of(sc->bump) + BLOCK : sc->bump};
    }
}

/* Calls f for every object of a kind (unreached ones that wait for the sweep are left out). */
void heap_each(vm *m, enum type_id kind, void (*f)(vm *m, object *o, void *arg), void *arg) {
    struct heap *h = m->heap;
    sweep_rest(h);
    for (int k = 0; k < 2; k++) {
        for (int c = 0; c < CLASSES; c++) {
            for (block *b = h->classes[k][c].blocks; b != NULL; b = b->next) {
                char *p = (char *)b + b->first;
                for (uint32_t i = 0; i < b->count; i++, p += b->cell) {
                    object *o = (object *)p;
                    if (o->type != NULL && o->kind == kind) {
                        f(m, o, arg);
                    }
                }
            }
        }
    }
}
