/* dict.h: the look-ups of a dict that must be fast, for the loop and for natives.
 *
 * The table is described at struct dict in object.h. A slot of `index` holds an entry's number, or
 * all ones when it is free; one whose entry was deleted keeps the number (the entry's key is then
 * NIL), or has the "lost" number when that entry was given back by popitem. h.aux counts the lost
 * ones. Fill and lost slots together never exceed `room`, which is two thirds of the slots, so a
 * probe always meets a free one.
 *
 * A key's hash here is 32 bits: the two halves of its full hash mixed (dict_mix). For ints and strs
 * it is computed without calling anything. The probes dict_find_int and dict_find_key_str run no
 * code of a script; where a key of another type has the same hash they give up (DICT_ASK) and the
 * caller takes the slow road, dict_get.
 */
#ifndef GILVM_VM_DICT_H
#define GILVM_VM_DICT_H

#include "vm/ops.h"

enum { DICT_MISSING = -1, DICT_ASK = -2 };

static inline uint32_t dict_mix(int64_t h) {
    return (uint32_t)h ^ (uint32_t)((uint64_t)h >> 32) * 0x9E3779B1u;
}

static inline uint32_t dict_hash_int(value key) {
    int64_t i = as_int(key);
    return dict_mix(i == -1 ? -2 : i);
}

static inline uint32_t dict_hash_str(vm *m, str *key) {
    return key->h.aux != 0 ? key->h.aux : str_hash(m, key);
}

/* The entry number in a slot of the index; free and lost ones come out as SIZE_MAX and one less. */
static inline size_t dict_slot(const dict *d, size_t slot) {
    if (d->index_bytes == 1) {
        uint8_t e = ((const uint8_t *)d->index)[slot];
        return e < 0xFE ? e : e | ~(size_t)0xFF;
    }
    if (d->index_bytes == 2) {
        uint16_t e = ((const uint16_t *)d->index)[slot];
        return e < 0xFFFE ? e : e | ~(size_t)0xFFFF;
    }
    uint32_t e = ((const uint32_t *)d->index)[slot];
    return e < 0xFFFFFFFE ? e : e | ~(size_t)0xFFFFFFFF;
}
#define DICT_FREE SIZE_MAX
#define DICT_LOST (SIZE_MAX - 1)

/* The entry of a small int key, DICT_MISSING or DICT_ASK. */
static inline int64_t dict_find_int(const dict *d, value key) {
    if (d->log2_slots == 0) {
        return DICT_MISSING;
    }
    uint32_t h = dict_hash_int(key);
    size_t mask = ((size_t)1 << d->log2_slots) - 1;
    uint32_t perturb = h;
    for (size_t i = h & mask;; i = (i * 5 + perturb + 1) & mask) {
        size_t e = dict_slot(d, i);
        if (e >= DICT_LOST) {
            if (e == DICT_FREE) {
                return DICT_MISSING;
            }
        } else {
            value k = d->entries[e].key;
            if (k == key) {
                return (int64_t)e;
            }
            /* Another small int is another number; anything else might be equal to it if the hash
             * is. */
            if (!is_int(k) && k != NIL && d->hashes[e] == h && !is_exact(k, T_STR)) {
                return DICT_ASK;
            }
        }
        perturb >>= 5;
    }
}

/* The entry of a str key with hash h, DICT_MISSING or DICT_ASK. */
static inline int64_t dict_find_key_str(const dict *d, const str *key, uint32_t h) {
    if (d->log2_slots == 0) {
        return DICT_MISSING;
    }
    size_t mask = ((size_t)1 << d->log2_slots) - 1;
    uint32_t perturb = h;
    for (size_t i = h & mask;; i = (i * 5 + perturb + 1) & mask) {
        size_t e = dict_slot(d, i);
        if (e >= DICT_LOST) {
            if (e == DICT_FREE) {
                return DICT_MISSING;
            }
        } else {
            value k = d->entries[e].key;
            if (k == from_obj(key)) {
                return (int64_t)e;
            }
            if (d->hashes[e] == h && k != NIL) {
                if (is_exact(k, T_STR)) {
                    if (str_equal((const str *)as_obj(k), key)) {
                        return (int64_t)e;
                    }
                } else if (is_obj(k)) {
                    return DICT_ASK;
                }
            }
        }
        perturb >>= 5;
    }
}

/* The entry of any key whose look-up runs no code of a script; else DICT_ASK. */
static inline int64_t dict_find_fast(thread *t, const dict *d, value key) {
    if (is_int(key)) {
        return dict_find_int(d, key);
    }
    if (is_exact(key, T_STR)) {
        str *s = (str *)as_obj(key);
        return dict_find_key_str(d, s, dict_hash_str(t->vm, s));
    }
    return DICT_ASK;
}

/* d[key], as dict_get: NIL = missing, or failed with t->exc set. */
static inline value dict_get_inline(thread *t, dict *d, value key) {
    int64_t e = dict_find_fast(t, d, key);
    return e >= 0 ? d->entries[e].val : e == DICT_MISSING ? NIL : dict_get(t, d, key);
}

/* d[key] = v, as dict_set. */
static inline bool dict_set_inline(thread *t, dict *d, value key, value v) {
    int64_t e = dict_find_fast(t, d, key);
    if (e >= 0) {
        d->entries[e].val = v;
        return true;
    }
    return dict_set(t, d, key, v);
}

/* ---- obj_dict.c, for natives that act as dicts ---- */

/* The value of key; if it has none, dflt is put there. NIL = failed. */
value dict_setdefault(thread *t, dict *d, value key, value dflt);
int dict_contains(thread *t, value d, value key); /* 1, 0, -1 */
/* The arguments of dict(...) and d.update(...): a[0..n) with keywords behind. `name` is for the
 * message. */
bool dict_update_args(thread *t, dict *d, const char *name, value *a, int n,
                      value kwnames) MUST_USE;
value dict_items_list(thread *t, dict *d, int what); /* a list of 0 keys, 1 values, 2 pairs */

/* ---- dict_views.c ---- */
value dict_iter_new(thread *t, enum type_id kind, dict *d, bool reversed);
value dict_view_new(thread *t, enum type_id kind, value d);

#endif
