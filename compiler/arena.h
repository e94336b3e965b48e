/* A growing region of memory, freed in one call.
 *
 * Everything the front end makes (identifiers, literals, tree nodes, error texts) lives in one
 * arena, so nobody frees a node and a failed parse leaks nothing. Memory comes from malloc in
 * blocks that double up to a limit; a request that fits in no block gets one of its own. Pointers
 * stay valid until arena_fini. An arena belongs to one thread at a time.
 */
#ifndef GILVM_COMPILER_ARENA_H
#define GILVM_COMPILER_ARENA_H

#include <stddef.h>

struct arena_block;

typedef struct arena {
    char *next;               /* first free byte of the newest block */
    char *limit;              /* one past its last byte */
    struct arena_block *head; /* newest block; each points to the one before */
    size_t block_size;        /* size of the next block */
    size_t used;              /* bytes taken from malloc so far */
} arena;

/* Makes `a` empty; takes no memory yet. */
void arena_init(arena *a);

/* Frees every block. `a` is empty afterwards and can be used again. */
void arena_fini(arena *a);

/* Returns `size` bytes, aligned to 8, contents undefined; NULL when malloc says no. */
void *arena_alloc(arena *a, size_t size);

/* The same, all bytes zero. */
void *arena_zalloc(arena *a, size_t size);

/* Copies `len` bytes and adds a NUL; NULL when malloc says no. */
char *arena_strndup(arena *a, const char *s, size_t len);

#endif
