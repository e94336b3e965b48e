/* obj_dict.c: dict. Its views and iterators are in dict_views.c.
 *
 * The table (struct dict in object.h, look-ups in dict.h) has CPython's probe order, growth policy
 * and iteration order. entries, hashes and index are one block of memory, so that growth without
 * deletions is one realloc, after which only the hashes are moved and the index is written anew:
 * keys are never hashed twice.
 *
 * A look-up of a key whose type is not int or str may run a script's __hash__ and __eq__, which may
 * change this very dict. So find_slow compares what it held before the call with what is there
 * after it, and begins again if anything moved; code that loops over entries re-reads `fill` and
 * `entries` after anything that can call back.
 */
#include "vm/dict.h"

#include "vm/iter.h"
#include "vm/seq.h"

#include <stddef.h>

enum { MIN_LOG2 = 3, MAX_LOG2 = 31 };

/* ---- the table ---- */

static size_t room_of(unsigned log2_slots) {
    return ((size_t)2 << log2_slots) / 3;
}

static unsigned index_bytes_of(unsigned log2_slots) {
    return log2_slots <= 8 ? 1 : log2_slots <= 16 ? 2 : 4;
}

static size_t block_size(unsigned log2_slots) {
    size_t room = room_of(log2_slots);
    return room * (sizeof(dict_entry) + sizeof(uint32_t)) +
           ((size_t)index_bytes_of(log2_slots) << log2_slots);
}

static void set_slot(dict *d, size_t slot, size_t e) {
    if (d->index_bytes == 1) {
        ((uint8_t *)d->index)[slot] = (uint8_t)e;
    } else if (d->index_bytes == 2) {
        ((uint16_t *)d->index)[slot] = (uint16_t)e;
    } else {
        ((uint32_t *)d->index)[slot] = (uint32_t)e;
    }
}

/* A free slot on the probe path of h. */
static size_t free_slot(const dict *d, uint32_t h) {
    size_t mask = ((size_t)1 << d->log2_slots) - 1;
    uint32_t perturb = h;
    size_t i = h & mask;
    while (dict_slot(d, i) != DICT_FREE) {
        perturb >>= 5;
        i = (i * 5 + perturb + 1) & mask;
    }
    return i;
}

/* Lays out a block for log2_slots; the contents are the caller's. */
static void use_block(dict *d, char *block, unsigned log2_slots) {
    d->room = (uint32_t)room_of(log2_slots);
    d->first = 0;
    d->log2_slots = (uint8_t)log2_slots;
    d->index_bytes = (uint8_t)index_bytes_of(log2_slots);
    d->entries = (dict_entry *)block;
    d->hashes = (uint32_t *)(block + d->room * sizeof(dict_entry));
    d->index = d->hashes + d->room;
}

static void write_index(dict *d) {
    memset(d->index, 0xFF, (size_t)d->index_bytes << d->log2_slots);
    if (d->index_bytes < 4) {
        for (size_t e = 0; e < d->fill; e++) {
            set_slot(d, free_slot(d, d->hashes[e]), e);
        }
        return;
    }
    uint32_t *index = d->index; /* the same, for tables that are worth a tight loop */
    size_t mask = ((size_t)1 << d->log2_slots) - 1;
    for (size_t e = 0; e < d->fill; e++) {
        uint32_t perturb = d->hashes[e];
        size_t i = perturb & mask;
        while (index[i] != UINT32_MAX) {
            perturb >>= 5;
            i = (i * 5 + perturb + 1) & mask;
        }
        index[i] = (uint32_t)e;
    }
}

static bool resize(thread *t, dict *d, unsigned log2_slots) {
    if (log2_slots > MAX_LOG2) {
        raise_error(t, E_MEMORY_ERROR, "");
        return false;
    }
    size_t size = block_size(log2_slots);
    thread_work(t, d->fill);
    if (d->fill == d->used && log2_slots >= d->log2_slots && d->log2_slots != 0) {
        size_t old_room = d->room;
        char *block = mem_realloc_table(t, d->entries, block_size(d->log2_slots), size);
        if (block == NULL) {
            return false;
        }
        char *old_hashes = block + old_room * sizeof(dict_entry);
        use_block(d, block, log2_slots);
        memmove(d->hashes, old_hashes, d->fill * sizeof(uint32_t));
    } else {
        char *block = mem_alloc_table(t, size);
        if (block == NULL) {
            return false;
        }
        dict old = *d;
        use_block(d, block, log2_slots);
        size_t n = 0;
        for (size_t e = 0; e < old.fill; e++) {
            if (old.entries[e].key != NIL) {
                d->entries[n] = old.entries[e];
                d->hashes[n++] = old.hashes[e];
            }
        }
        d->fill = n;
        if (old.log2_slots != 0) {
            mem_free(t->vm, old.entries, block_size(old.log2_slots));
        }
    }
    d->h.aux = 0;
    d->keys_version = 0;
    write_index(d);
    return true;
}

static bool grow(thread *t, dict *d) {
    size_t want = d->used * 3;
    unsigned log2_slots = MIN_LOG2;
    while ((size_t)1 << log2_slots < want) {
        log2_slots++;
    }
    return resize(t, d, log2_slots);
}

static bool dict_reserve(thread *t, dict *d, size_t n) {
    unsigned log2_slots = MIN_LOG2;
    while (room_of(log2_slots) < n) {
        if (++log2_slots > MAX_LOG2) {
            raise_error(t, E_MEMORY_ERROR, "");
            return false;
        }
    }
    return log2_slots <= d->log2_slots || resize(t, d, log2_slots);
}

static bool insert_new(thread *t, dict *d, value key, value v, uint32_t h) {
    if (d->fill + d->h.aux >= d->room && !grow(t, d)) {
        return false;
    }
    size_t e = d->fill;
    set_slot(d, free_slot(d, h), e);
    d->entries[e] = (dict_entry){key, v};
    d->hashes[e] = h;
    d->fill++;
    d->used++;
    d->keys_version = 0;
    return true;
}

static void remove_entry(dict *d, size_t e) {
    d->entries[e] = (dict_entry){NIL, NIL};
    while (d->first < d->fill && d->entries[d->first].key == NIL) {
        d->first++;
    }
    d->used--;
    d->keys_version = 0;
}

/* ---- look-up ---- */

static bool key_hash(thread *t, value key, uint32_t *h) {
    if (is_int(key)) {
        *h = dict_hash_int(key);
        return true;
    }
    if (is_exact(key, T_STR)) {
        *h = dict_hash_str(t->vm, (str *)as_obj(key));
        return true;
    }
    int64_t full;
    if (!op_hash(t, key, &full)) {
        return false;
    }
    *h = dict_mix(full);
    return true;
}

/* The entry of key, DICT_MISSING, or -3 = failed. May run a script's __eq__. */
static int64_t find_slow(thread *t, dict *d, value key, uint32_t h) {
restart:
    if (d->log2_slots == 0) {
        return DICT_MISSING;
    }
    size_t mask = ((size_t)1 << d->log2_slots) - 1;
    uint32_t perturb = h;
    for (size_t i = h & mask;; i = (i * 5 + perturb + 1) & mask) {
        size_t e = dict_slot(d, i);
        if (e == DICT_FREE) {
            return DICT_MISSING;
        }
        if (e != DICT_LOST) {
            value k = d->entries[e].key;
            if (k == key) {
                return (int64_t)e;
            }
            if (k != NIL && d->hashes[e] == h) {
                const dict_entry *entries = d->entries;
                size_t fill = d->fill;
                unsigned log2_slots = d->log2_slots;
                int same = op_eq(t, k, key);
                if (same < 0) {
                    return -3;
                }
                if (d->entries != entries || d->log2_slots != log2_slots || d->fill < fill ||
                    d->entries[e].key != k) {
                    goto restart;
                }
                if (same) {
                    return (int64_t)e;
                }
            }
        }
        perturb >>= 5;
    }
}

static int64_t find(thread *t, dict *d, value key, uint32_t h) {
    int64_t e = is_int(key)            ? dict_find_int(d, key)
                : is_exact(key, T_STR) ? dict_find_key_str(d, (str *)as_obj(key), h)
                                       : DICT_ASK;
    return e != DICT_ASK ? e : find_slow(t, d, key, h);
}

value dict_get(thread *t, dict *d, value key) {
    uint32_t h;
    if (!key_hash(t, key, &h)) {
        return NIL;
    }
    int64_t e = find(t, d, key, h);
    return e >= 0 ? d->entries[e].val : NIL;
}

int64_t dict_find_str(dict *d, str *key) {
    int64_t e = dict_find_key_str(d, key, key->h.aux);
    return e >= 0 ? e : -1;
}

value dict_get_str(dict *d, str *key) {
    int64_t e = dict_find_key_str(d, key, key->h.aux);
    return e >= 0 ? d->entries[e].val : NIL;
}

uint32_t dict_version(vm *m, dict *d) {
    if (d->keys_version == 0) {
        if (++m->next_dict_version == 0) {
            return 0; /* numbers are used up: no more caching */
        }
        d->keys_version = m->next_dict_version;
    }
    return d->keys_version;
}

static bool set_hashed(thread *t, dict *d, value key, value v, uint32_t h) {
    int64_t e = find(t, d, key, h);
    if (e >= 0) {
        d->entries[e].val = v;
        return true;
    }
    return e == DICT_MISSING && insert_new(t, d, key, v, h);
}

/* A small int key: look-up and insertion with one probe. */
static bool set_int(thread *t, dict *d, value key, value v) {
    uint32_t h = dict_hash_int(key);
    if (d->log2_slots != 0 && d->fill + d->h.aux < d->room) {
        size_t mask = ((size_t)1 << d->log2_slots) - 1;
        uint32_t perturb = h;
        for (size_t i = h & mask;; i = (i * 5 + perturb + 1) & mask) {
            size_t e = dict_slot(d, i);
            if (e == DICT_FREE) {
                e = d->fill++;
                set_slot(d, i, e);
                d->entries[e] = (dict_entry){key, v};
                d->hashes[e] = h;
                d->used++;
                d->keys_version = 0;
                return true;
            }
            if (e != DICT_LOST) {
                value k = d->entries[e].key;
                if (k == key) {
                    d->entries[e].val = v;
                    return true;
                }
                if (!is_int(k) && k != NIL && d->hashes[e] == h) {
                    break;
                }
            }
            perturb >>= 5;
        }
    }
    return set_hashed(t, d, key, v, h);
}

bool dict_set(thread *t, dict *d, value key, value v) {
    if (is_int(key)) {
        return set_int(t, d, key, v);
    }
    uint32_t h;
    return key_hash(t, key, &h) && set_hashed(t, d, key, v, h);
}

bool dict_set_str(thread *t, dict *d, str *key, value v) {
    return set_hashed(t, d, from_obj(key), v, dict_hash_str(t->vm, key));
}

int dict_del(thread *t, dict *d, value key) {
    uint32_t h;
    if (!key_hash(t, key, &h)) {
        return -1;
    }
    int64_t e = find(t, d, key, h);
    if (e < 0) {
        return e == DICT_MISSING ? 0 : -1;
    }
    remove_entry(d, (size_t)e);
    return 1;
}

value dict_pop(thread *t, dict *d, value key) {
    uint32_t h;
    if (!key_hash(t, key, &h)) {
        return NIL;
    }
    int64_t e = find(t, d, key, h);
    if (e < 0) {
        return NIL;
    }
    value v = d->entries[e].val;
    remove_entry(d, (size_t)e);
    return v;
}

value dict_setdefault(thread *t, dict *d, value key, value dflt) {
    uint32_t h;
    if (!key_hash(t, key, &h)) {
        return NIL;
    }
    int64_t e = find(t, d, key, h);
    if (e >= 0) {
        return d->entries[e].val;
    }
    return e == DICT_MISSING && insert_new(t, d, key, dflt, h) ? dflt : NIL;
}

bool dict_next(dict *d, size_t *pos, value *key, value *val) {
    for (size_t e = *pos < d->first ? d->first : *pos; e < d->fill; e++) {
        if (d->entries[e].key != NIL) {
            *pos = e + 1;
            *key = d->entries[e].key;
            *val = d->entries[e].val;
            return true;
        }
    }
    *pos = d->fill;
    return false;
}

static void drop_table(vm *m, dict *d) {
    if (d->log2_slots != 0) {
        mem_free(m, d->entries, block_size(d->log2_slots));
    }
    d->log2_slots = 0;
    d->index_bytes = 0;
    d->h.aux = 0;
    d->used = d->fill = 0;
    d->room = d->first = 0;
    d->entries = NULL;
    d->hashes = NULL;
    d->index = NULL;
    d->keys_version = 0;
}

void dict_clear(thread *t, dict *d) {
    drop_table(t->vm, d);
}

dict *dict_new(thread *t) {
    return heap_new(t, T_DICT, sizeof(dict));
}

/* Fills an empty dict with what another has. */
static bool copy_table(thread *t, dict *to, dict *from) {
    if (from->used == 0) {
        return true;
    }
    thread_work(t, from->fill);
    if (from->used * 3 < from->fill * 2) { /* many holes: smaller and without them */
        if (!dict_reserve(t, to, from->used)) {
            return false;
        }
        for (size_t e = 0; e < from->fill; e++) {
            if (from->entries[e].key != NIL &&
                !insert_new(t, to, from->entries[e].key, from->entries[e].val, from->hashes[e])) {
                return false;
            }
        }
        return true;
    }
    size_t size = block_size(from->log2_slots);
    char *block = mem_alloc_table(t, size);
    if (block == NULL) {
        return false;
    }
    memcpy(block, from->entries, size);
    use_block(to, block, from->log2_slots);
    to->used = from->used;
    to->fill = from->fill;
    to->h.aux = from->h.aux;
    return true;
}

dict *dict_copy(thread *t, dict *d) {
    dict *c = dict_new(t);
    return c != NULL && copy_table(t, c, d) ? c : NULL;
}

/* ---- update ---- */

static bool update_from_dict(thread *t, dict *d, dict *other, bool override_) {
    if (other == d || other->used == 0) {
        return true;
    }
    if (d->fill == 0 && d->log2_slots == 0) {
        return copy_table(t, d, other);
    }
    if (other->used > d->used && !dict_reserve(t, d, d->used + other->used)) {
        return false;
    }
    size_t used = other->used;
    thread_work(t, other->fill);
    for (size_t e = 0; e < other->fill; e++) {
        value key = other->entries[e].key, v = other->entries[e].val;
        if (key == NIL) {
            continue;
        }
        uint32_t h = other->hashes[e];
        int64_t at = find(t, d, key, h);
        if (at >= 0) {
            if (override_) {
                d->entries[at].val = v;
            }
        } else if (at != DICT_MISSING || !insert_new(t, d, key, v, h)) {
            return false;
        }
        if (other->used != used) {
            raise_error(t, E_RUNTIME_ERROR, "dict mutated during update");
            return false;
        }
    }
    return true;
}

static bool update_one(thread *t, dict *d, value key, value v, bool override_) {
    return override_ ? dict_set(t, d, key, v) : dict_setdefault(t, d, key, v) != NIL;
}

static bool update_from_keys(thread *t, dict *d, value other, bool override_) {
    iter it;
    value keys = call_method(t, other, N(t, keys), NULL, 0);
    if (keys == NIL || !iter_start(t, &it, keys)) {
        return false;
    }
    value key;
    while ((key = iter_step(t, &it)) != NIL) {
        value v = op_getitem(t, other, key);
        if (v == NIL || !update_one(t, d, key, v, override_)) {
            return false;
        }
    }
    return t->exc == NIL;
}

static bool update_from_pairs(thread *t, dict *d, value other, bool override_) {
    iter it;
    if (!iter_start(t, &it, other)) {
        return false;
    }
    value item;
    for (size_t i = 0; (item = iter_step(t, &it)) != NIL; i++) {
        value pair = is_kind(item, T_TUPLE) || is_kind(item, T_LIST) ? item : list_from(t, item);
        if (pair == NIL) {
            if (exc_is(t, E_TYPE_ERROR)) {
                exc_clear(t);
                raise_error(t, E_TYPE_ERROR,
                            "cannot convert dictionary update sequence element #%zu to a sequence",
                            i);
            }
            return false;
        }
        bool is_tuple = is_kind(pair, T_TUPLE);
        size_t len = is_tuple ? ((tuple *)as_obj(pair))->len : ((list *)as_obj(pair))->len;
        if (len != 2) {
            raise_error(t, E_VALUE_ERROR,
                        "dictionary update sequence element #%zu has length %zu; 2 is required", i,
                        len);
            return false;
        }
        const value *kv = is_tuple ? ((tuple *)as_obj(pair))->items : ((list *)as_obj(pair))->items;
        if (!update_one(t, d, kv[0], kv[1], override_)) {
            return false;
        }
    }
    return t->exc == NIL;
}

bool dict_update(thread *t, dict *d, value other, bool override_) {
    if (is_kind(other, T_DICT) &&
        as_obj(other)->type->slots.iter == t->vm->types[T_DICT]->slots.iter) {
        return update_from_dict(t, d, (dict *)as_obj(other), override_);
    }
    bool failed = false;
    value keys = op_getattr_opt(t, other, N(t, keys), &failed);
    if (failed) {
        return false;
    }
    return keys != NIL ? update_from_keys(t, d, other, override_)
                       : update_from_pairs(t, d, other, override_);
}

bool dict_update_args(thread *t, dict *d, const char *name, value *a, int n, value kwnames) {
    if (n > 1) {
        raise_error(t, E_TYPE_ERROR, "%s expected at most 1 argument, got %d", name, n);
        return false;
    }
    if (n == 1 && !dict_update(t, d, a[0], true)) {
        return false;
    }
    if (kwnames != NIL) {
        tuple *kw = (tuple *)as_obj(kwnames);
        for (size_t i = 0; i < kw->len; i++) {
            if (!dict_set(t, d, kw->items[i], a[n + (int)i])) {
                return false;
            }
        }
    }
    return true;
}

/* ---- the type's functions ---- */

static dict *self_dict(value v) {
    return (dict *)as_obj(v);
}

static value dict_alloc(thread *t, type *cls, value *a, int n) {
    (void)a, (void)n;
    return from_obj(heap_alloc(t, cls, cls->size));
}

static bool dict_init(thread *t, value self, value *a, int n) {
    return dict_update_args(t, self_dict(self), "dict", a, n, t->kwnames);
}

static void dict_trace(gc *g, object *o) {
    dict *d = (dict *)o;
    gc_value(g, d->attrs);
    gc_values(g, (const value *)d->entries, d->fill * 2);
}

static void dict_free(vm *m, object *o) {
    drop_table(m, (dict *)o);
}

static value dict_repr(thread *t, value v) {
    dict *d = self_dict(v);
    if (d->used == 0) {
        return str_from(t, "{}");
    }
    if (!repr_enter(t, v)) {
        return t->exc != NIL ? NIL : str_from(t, "{...}");
    }
    sb b;
    sb_init(&b, t);
    sb_text(&b, "{");
    size_t pos = 0;
    value key, val;
    bool first = true, ok = true;
    while (ok && dict_next(d, &pos, &key, &val)) {
        ok = (first || sb_text(&b, ", ")) && sb_repr(&b, key) && sb_text(&b, ": ") &&
             sb_repr(&b, val);
        first = false;
    }
    repr_leave(t);
    if (!ok) {
        sb_drop(&b);
        return NIL;
    }
    sb_text(&b, "}");
    return sb_take(&b);
}

/* 1, 0, -1 */
static int equal(thread *t, dict *a, dict *b) {
    if (a == b) {
        return 1;
    }
    if (a->used != b->used) {
        return 0;
    }
    if (!c_stack_ok(t)) {
        return -1;
    }
    thread_work(t, a->fill);
    for (size_t e = 0; e < a->fill; e++) {
        value key = a->entries[e].key, v = a->entries[e].val;
        if (key == NIL) {
            continue;
        }
        int64_t at = find(t, b, key, a->hashes[e]);
        if (at < 0) {
            return at == DICT_MISSING ? 0 : -1;
        }
        int same = op_eq(t, b->entries[at].val, v);
        if (same <= 0) {
            return same;
        }
    }
    return 1;
}

static value dict_compare(thread *t, value a, value b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_kind(a, T_DICT) || !is_kind(b, T_DICT)) {
        return NOTIMPL;
    }
    int same = equal(t, self_dict(a), self_dict(b));
    return same < 0 ? NIL : from_bool((op == CMP_EQ) == same);
}

static int64_t dict_length(thread *t, value v) {
    (void)t;
    return (int64_t)self_dict(v)->used;
}

static value dict_getitem(thread *t, value v, value key) {
    value x = dict_get_inline(t, self_dict(v), key);
    if (x != NIL || t->exc != NIL) {
        return x;
    }
    if (as_obj(v)->flags & OBJ_SUBCLASS) {
        bool found = false;
        x = call_special(t, v, N(t, __missing__), &key, 1, &found);
        if (found) {
            return x;
        }
    }
    return raise_key_error(t, key);
}

static bool dict_setitem(thread *t, value v, value key, value x) {
    if (x != NIL) {
        return dict_set(t, self_dict(v), key, x);
    }
    int found = dict_del(t, self_dict(v), key);
    if (found == 0) {
        raise_key_error(t, key);
    }
    return found > 0;
}

int dict_contains(thread *t, value v, value key) {
    int64_t e = dict_find_fast(t, self_dict(v), key);
    if (e != DICT_ASK) {
        return e >= 0;
    }
    uint32_t h;
    if (!key_hash(t, key, &h)) {
        return -1;
    }
    e = find(t, self_dict(v), key, h);
    return e >= 0 ? 1 : e == DICT_MISSING ? 0 : -1;
}

static value dict_or(thread *t, value a, value b) {
    if (!is_kind(a, T_DICT) || !is_kind(b, T_DICT)) {
        return NOTIMPL;
    }
    dict *d = dict_copy(t, self_dict(a));
    return d != NULL && update_from_dict(t, d, self_dict(b), true) ? from_obj(d) : NIL;
}

static value dict_ior(thread *t, value a, value b) {
    return dict_update(t, self_dict(a), b, true) ? a : NIL;
}

static value dict_iter_keys(thread *t, value v) {
    return dict_iter_new(t, T_DICT_KEYITER, self_dict(v), false);
}

value dict_items_list(thread *t, dict *d, int what) {
    value out = list_new(t, d->used);
    if (out == NIL) {
        return NIL;
    }
    size_t pos = 0;
    value key, val;
    while (dict_next(d, &pos, &key, &val)) {
        value x = what == 0 ? key : what == 1 ? val : tuple_pair(t, key, val);
        if (x == NIL || !list_append(t, (list *)as_obj(out), x)) {
            return NIL;
        }
    }
    return out;
}

/* ---- methods ---- */

static value dict_get_method(thread *t, value *a, int n) {
    (void)n;
    value v = dict_get_inline(t, self_dict(a[0]), a[1]);
    if (v != NIL || t->exc != NIL) {
        return v;
    }
    return a[2] == NIL ? NONE : a[2];
}

static value dict_setdefault_method(thread *t, value *a, int n) {
    (void)n;
    return dict_setdefault(t, self_dict(a[0]), a[1], a[2] == NIL ? NONE : a[2]);
}

static value dict_pop_method(thread *t, value *a, int n) {
    (void)n;
    value v = dict_pop(t, self_dict(a[0]), a[1]);
    if (v != NIL || t->exc != NIL) {
        return v;
    }
    return a[2] != NIL ? a[2] : raise_key_error(t, a[1]);
}

/* Takes entry e's number out of the index. */
static void lose(dict *d, size_t e) {
    size_t mask = ((size_t)1 << d->log2_slots) - 1;
    uint32_t perturb = d->hashes[e];
    size_t i = perturb & mask;
    while (dict_slot(d, i) != e) {
        perturb >>= 5;
        i = (i * 5 + perturb + 1) & mask;
    }
    set_slot(d, i, DICT_LOST);
    d->h.aux++;
}

/* Gives the last entry's place back: whatever is popped from the end costs no room, so popitem
 * loops stay linear. */
static void lose_last(dict *d) {
    lose(d, d->fill - 1);
    d->fill--;
    d->first = d->first > d->fill ? (uint32_t)d->fill : d->first;
}

/* Makes a table with half as many free places in front as there are entries, so that putting
 * entries there one after the other takes constant time each. */
static bool open_front(thread *t, dict *d) {
    size_t gap = d->used / 2 + 2;
    unsigned log2_slots = MIN_LOG2;
    while (room_of(log2_slots) < d->used * 2 + gap) {
        if (++log2_slots > MAX_LOG2) {
            raise_error(t, E_MEMORY_ERROR, "");
            return false;
        }
    }
    char *block = mem_alloc_table(t, block_size(log2_slots));
    if (block == NULL) {
        return false;
    }
    thread_work(t, d->fill);
    dict old = *d;
    use_block(d, block, log2_slots);
    size_t n = 0;
    for (; n < gap; n++) { /* as if something had been there */
        d->entries[n] = (dict_entry){NIL, NIL};
        d->hashes[n] = (uint32_t)n;
    }
    for (size_t e = 0; e < old.fill; e++) {
        if (old.entries[e].key != NIL) {
            d->entries[n] = old.entries[e];
            d->hashes[n++] = old.hashes[e];
        }
    }
    d->fill = n;
    d->first = (uint32_t)gap;
    d->h.aux = 0;
    d->keys_version = 0;
    mem_free(t->vm, old.entries, block_size(old.log2_slots));
    write_index(d);
    return true;
}

bool dict_to_front(thread *t, dict *d, value key) {
    uint32_t h;
    if (!key_hash(t, key, &h)) {
        return false;
    }
    int64_t e = find(t, d, key, h);
    if (e < 0) {
        if (e == DICT_MISSING) {
            raise_key_error(t, key);
        }
        return false;
    }
    dict_entry moved = d->entries[e];
    if (d->first == 0 || d->fill + d->h.aux >= d->room) {
        size_t before = 0; /* live entries before it: where it stands in the new table */
        for (int64_t i = 0; i < e; i++) {
            before += d->entries[i].key != NIL;
        }
        if (before == 0) {
            return true;
        }
        if (!open_front(t, d)) {
            return false;
        }
        e = (int64_t)(d->first + before);
    }
    if (e == d->first) {
        return true;
    }
    remove_entry(d, (size_t)e);
    size_t to = --d->first;
    lose(d, to);
    set_slot(d, free_slot(d, h), to);
    d->entries[to] = moved;
    d->hashes[to] = h;
    d->used++;
    return true;
}

static value dict_popitem(thread *t, value *a, int n) {
    (void)n;
    dict *d = self_dict(a[0]);
    if (d->used == 0) {
        return raise_error(t, E_KEY_ERROR, "popitem(): dictionary is empty");
    }
    value pair = tuple_new(t, 2);
    if (pair == NIL) {
        return NIL;
    }
    while (d->entries[d->fill - 1].key == NIL) {
        lose_last(d);
    }
    tuple *p = (tuple *)as_obj(pair);
    p->items[0] = d->entries[d->fill - 1].key;
    p->items[1] = d->entries[d->fill - 1].val;
    remove_entry(d, d->fill - 1);
    lose_last(d);
    return pair;
}

static value dict_clear_method(thread *t, value *a, int n) {
    (void)n;
    dict_clear(t, self_dict(a[0]));
    return NONE;
}

static value dict_copy_method(thread *t, value *a, int n) {
    (void)n;
    return from_obj(dict_copy(t, self_dict(a[0])));
}

static value dict_update_method(thread *t, value *a, int n) {
    value kwnames = t->kwnames;
    return dict_update_args(t, self_dict(a[0]), "update", a + 1, n - 1, kwnames) ? NONE : NIL;
}

static value dict_keys(thread *t, value *a, int n) {
    (void)n;
    return dict_view_new(t, T_DICT_KEYS, a[0]);
}

static value dict_values(thread *t, value *a, int n) {
    (void)n;
    return dict_view_new(t, T_DICT_VALUES, a[0]);
}

static value dict_items(thread *t, value *a, int n) {
    (void)n;
    return dict_view_new(t, T_DICT_ITEMS, a[0]);
}

static value dict_reversed(thread *t, value *a, int n) {
    (void)n;
    return dict_iter_new(t, T_DICT_REVKEYITER, self_dict(a[0]), true);
}

static value dict_fromkeys(thread *t, value *a, int n) {
    (void)n;
    value v = a[2] == NIL ? NONE : a[2];
    value d = call0(t, a[0]);
    iter it;
    if (d == NIL || !iter_start(t, &it, a[1])) {
        return NIL;
    }
    bool plain = is_exact(d, T_DICT);
    value key;
    while ((key = iter_step(t, &it)) != NIL) {
        if (!(plain ? dict_set(t, self_dict(d), key, v) : op_setitem(t, d, key, v))) {
            return NIL;
        }
    }
    return t->exc != NIL ? NIL : d;
}

static value dict_sizeof(thread *t, value *a, int n) {
    (void)n;
    dict *d = self_dict(a[0]);
    size_t size = 48, entry = 16;
    if (d->log2_slots != 0) {
        for (size_t e = 0; e < d->fill && entry == 16; e++) {
            entry = d->entries[e].key == NIL || is_exact(d->entries[e].key, T_STR) ? 16 : 24;
        }
        /* What it takes in CPython. */
        size += 32 + ((size_t)d->index_bytes << d->log2_slots) + d->room * entry;
    }
    return int_new(t, (int64_t)size);
}

static const native_def dict_methods[] = {
    {"get", dict_get_method, "self, key, default=None, /", 0,
     "Return the value for key if key is in the dictionary, else default."},
    {"setdefault", dict_setdefault_method, "self, key, default=None, /", 0,
     "Insert key with a value of default if key is not in the dictionary.\n\n"
     "Return the value for key if key is in the dictionary, else default."},
    {"pop", dict_pop_method, "self, key, default=None, /", 0,
     "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\n"
     "If the key is not found, return the default if given; otherwise,\nraise a KeyError."},
    {"popitem", dict_popitem, "self, /", 0,
     "Remove and return a (key, value) pair as a 2-tuple.\n\n"
     "Pairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is "
     "empty."},
    {"keys", dict_keys, "self, /", 0, "D.keys() -> a set-like object providing a view on D's keys"},
    {"items", dict_items, "self, /", 0,
     "D.items() -> a set-like object providing a view on D's items"},
    {"values", dict_values, "self, /", 0, "D.values() -> an object providing a view on D's values"},
    {"update", dict_update_method, NULL, 0,
     "D.update([E, ]**F) -> None.  Update D from dict/iterable E and F."},
    {"fromkeys", dict_fromkeys, "cls, iterable, value=None, /", NATIVE_CLASS,
     "Create a new dictionary with keys from iterable and values set to value."},
    {"clear", dict_clear_method, "self, /", 0, "D.clear() -> None.  Remove all items from D."},
    {"copy", dict_copy_method, "self, /", 0, "D.copy() -> a shallow copy of D"},
    {"__reversed__", dict_reversed, "self, /", 0, "Return a reverse iterator over the dict keys."},
    {"__sizeof__", dict_sizeof, "self, /", 0, "D.__sizeof__() -> size of D in memory, in bytes"},
    {"__class_getitem__", alias_class_getitem, "cls, object, /", NATIVE_CLASS, "See PEP 585"},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec dict_spec = {
    .name = "dict",
    .size = sizeof(dict),
    .flags = TYPE_BASE | TYPE_MAPPING | TYPE_MATCH_SELF | TYPE_NO_WEAKREF,
    .dict_offset = offsetof(dict, attrs),
    .trace = dict_trace,
    .free = dict_free,
    .slots = {.repr = dict_repr,
              .compare = dict_compare,
              .length = dict_length,
              .getitem = dict_getitem,
              .setitem = dict_setitem,
              .contains = dict_contains,
              .iter = dict_iter_keys,
              .binary[BIN_OR] = dict_or,
              .inplace[BIN_OR] = dict_ior,
              .new = dict_alloc,
              .init = dict_init},
    .methods = dict_methods,
    .doc = "dict() -> new empty dictionary\n"
           "dict(mapping) -> new dictionary initialized from a mapping object's\n"
           "    (key, value) pairs\n"
           "dict(iterable) -> new dictionary initialized as if via:\n"
           "    d = {}\n"
           "    for k, v in iterable:\n"
           "        d[k] = v\n"
           "dict(**kwargs) -> new dictionary initialized with the name=value pairs\n"
           "    in the keyword argument list.  For example:  dict(one=1, two=2)",
};
