/* The arena: see arena.h. Blocks are chained so that arena_fini can find them; the bytes of a block
 * follow its header. A request larger than a quarter of a block gets a block of its own, put behind
 * the newest one, so that the rest of the newest is not thrown away. */
#include "compiler/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 8 * 1024, LARGEST_BLOCK = 256 * 1024 };

struct arena_block {
    struct arena_block *previous;
    size_t size; /* of the bytes that follow */
};

void arena_init(arena *a) {
    *a = (arena){.block_size = FIRST_BLOCK};
}

void arena_fini(arena *a) {
    struct arena_block *block = a->head;
    while (block) {
        struct arena_block *previous = block->previous;
        free(block);
        block = previous;
    }
    arena_init(a);
}

static struct arena_block *block_new(arena *a, size_t size) {
    struct arena_block *block = malloc(sizeof(*block) + size);
    if (!block) {
        return NULL;
    }
    block->size = size;
    a->used += sizeof(*block) + size;
    return block;
}

void *arena_alloc(arena *a, size_t size) {
    if (size > SIZE_MAX / 2) {
        return NULL;
    }
    size = (size + 7) & ~(size_t)7;
    if (a->next && size <= (size_t)(a->limit - a->next)) {
        void *p = a->next;
        a->next += size;
        return p;
    }
    if (size > a->block_size / 4 && a->head) {
        struct arena_block *own = block_new(a, size);
        if (!own) {
            return NULL;
        }
        own->previous = a->head->previous;
        a->head->previous = own;
        return own + 1;
    }
    struct arena_block *block = block_new(a, size > a->block_size ? size : a->block_size);
    if (!block) {
        return NULL;
    }
    block->previous = a->head;
    a->head = block;
    a->next = (char *)(block + 1) + size;
    a->limit = (char *)(block + 1) + block->size;
    if (a->block_size < LARGEST_BLOCK) {
        a->block_size *= 2;
    }
    return block + 1;
}

void *arena_zalloc(arena *a, size_t size) {
    void *p = arena_alloc(a, size);
    return p ? memset(p, 0, size) : NULL;
}

char *arena_strndup(arena *a, const char *s, size_t len) {
    char *copy = arena_alloc(a, len + 1);
    if (!copy) {
        return NULL;
    }
    memcpy(copy, s, len);
    copy[len] = '\0';
    return copy;
}
