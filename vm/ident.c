/* ident.c: what id() answers and hashes are made of where objects have no hash of their own.
 *
 * On the real host that is the address. On the simulated machine the same script must print the
 * same numbers and walk its sets in the same order on every run and every build, so there it is a
 * number in order of asking, kept in a table by address; the collector takes out the dead.
 */
#include "vm/vm.h"

#include <stdio.h>
#include <stdlib.h>

#include "vm/gc.h"

enum { FIRST_SIZE = 256 };
#define FIRST_ID 0x7F1000000000u /* as addresses look */

struct ident_table {
    const void **keys; /* NULL: free; open addressing */
    uint64_t *ids;
    size_t mask, used;
    uint64_t next;
};

static size_t place_of(const struct ident_table *w, const void *o) {
    size_t i = ((uintptr_t)o >> 3) * 0x9E3779B97F4A7C15u >> 20 & w->mask;
    while (w->keys[i] != NULL && w->keys[i] != o) {
        i = (i + 1) & w->mask;
    }
    return i;
}

static void no_memory(void) {
    fputs("gilvm: no memory left for the numbers of objects\n", stderr);
    abort();
}

/* The table anew with room for `size`, without those that `dead` names. */
static void rebuild(vm *m, struct ident_table *w, size_t size, bool (*dead)(vm *m, void *o)) {
    struct ident_table old = *w;
    size_t n = old.keys != NULL ? old.mask + 1 : 0;
    w->keys = raw_alloc(m, size * sizeof *w->keys);
    w->ids = raw_alloc(m, size * sizeof *w->ids);
    if (w->keys == NULL || w->ids == NULL) {
        no_memory();
    }
    w->mask = size - 1;
    w->used = 0;
    for (size_t i = 0; i < n; i++) {
        if (old.keys[i] != NULL && (dead == NULL || !dead(m, (void *)(uintptr_t)old.keys[i]))) {
            size_t at = place_of(w, old.keys[i]);
            w->keys[at] = old.keys[i];
            w->ids[at] = old.ids[i];
            w->used++;
        }
    }
    raw_free(m, old.keys, n * sizeof *old.keys);
    raw_free(m, old.ids, n * sizeof *old.ids);
}

uint64_t object_id_virtual(vm *m, const void *o) {
    if (m->idents == NULL && (m->idents = raw_alloc(m, sizeof *m->idents)) == NULL) {
        no_memory();
    }
    struct ident_table *w = m->idents;
    if (w->keys == NULL || w->used * 2 > w->mask) {
        rebuild(m, w, w->keys == NULL ? FIRST_SIZE : (w->mask + 1) * 2, NULL);
    }
    size_t at = place_of(w, o);
    if (w->keys[at] == NULL) {
        w->keys[at] = o;
        w->ids[at] = FIRST_ID + w->next++ * 16;
        w->used++;
    }
    return w->ids[at];
}

void idents_sweep(vm *m, bool (*dead)(vm *m, void *o)) {
    if (m->idents != NULL) {
        rebuild(m, m->idents, m->idents->mask + 1, dead);
    }
}

void idents_free(vm *m) {
    if (m->idents != NULL) {
        struct ident_table *w = m->idents;
        size_t n = w->keys != NULL ? w->mask + 1 : 0;
        raw_free(m, w->keys, n * sizeof *w->keys);
        raw_free(m, w->ids, n * sizeof *w->ids);
        raw_free(m, w, sizeof *w);
        m->idents = NULL;
    }
}
