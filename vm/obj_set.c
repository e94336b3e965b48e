/* obj_set.c: set, frozenset and their iterator.
 *
 * Table, probe order (runs of LINEAR_PROBES, then a jump), growth and the choice of which operand
 * is walked are CPython 3.11's, so that sets of numbers, and of tuples of them, iterate in the same
 * order as there. h.aux is where the next pop() begins.
 *
 * A comparison may run a script's __eq__, which may change the set: find() begins again if it did,
 * and loops over a table go through next_entry, which looks at the table afresh each time.
 */
#include "vm/iter.h"
#include "vm/seq.h"

#include "vm/dict.h"

#include <stddef.h>

enum { LINEAR_PROBES = 9, MIN_SIZE = 8 };

static set *self_set(value v) {
    return (set *)as_obj(v);
}

static bool is_any_set(value v) {
    return is_kind(v, T_SET) || is_kind(v, T_FROZENSET);
}

/* ---- the table ---- */

static void drop_table(vm *m, set *s) {
    if (s->table != s->small && s->table != NULL) {
        mem_free(m, s->table, (s->mask + 1) * sizeof(set_entry));
    }
}

static void make_empty(set *s) {
    memset(s->small, 0, sizeof s->small);
    s->table = s->small;
    s->mask = MIN_SIZE - 1;
    s->used = s->fill = 0;
    s->hash = -1;
}

static value alloc(thread *t, type *cls) {
    set *s = heap_alloc(t, cls, cls->size);
    if (s == NULL) {
        return NIL;
    }
    make_empty(s);
    return from_obj(s);
}

value set_new(thread *t, enum type_id id) {
    return alloc(t, t->vm->types[id]);
}

/* Puts a key that is not there into a table without deleted entries. */
static void insert_clean(set_entry *table, size_t mask, value key, int64_t hash) {
    size_t perturb = (size_t)hash, i = (size_t)hash & mask;
    for (;;) {
        set_entry *e = &table[i];
        int probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        do {
            if (e->key == NIL) {
                *e = (set_entry){key, hash};
                return;
            }
            e++;
        } while (probes-- > 0);
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

static bool resize(thread *t, set *s, size_t min_used) {
    size_t size = MIN_SIZE;
    while (size <= min_used) {
        size <<= 1;
        if (size > SIZE_MAX / 64) {
            raise_error(t, E_MEMORY_ERROR, "");
            return false;
        }
    }
    set_entry *old = s->table, kept[MIN_SIZE];
    size_t old_mask = s->mask;
    bool was_small = old == s->small;
    if (size == MIN_SIZE) {
        if (was_small) {
            if (s->fill == s->used) {
                return true;
            }
            memcpy(kept, old, sizeof kept);
            old = kept;
        }
        memset(s->small, 0, sizeof s->small);
        s->table = s->small;
    } else {
        set_entry *fresh = mem_alloc_table(t, size * sizeof(set_entry));
        if (fresh == NULL) {
            return false;
        }
        memset(fresh, 0, size * sizeof(set_entry));
        s->table = fresh;
    }
    s->mask = size - 1;
    thread_work(t, s->used);
    for (size_t i = 0; i <= old_mask; i++) {
        if (old[i].key != NIL && old[i].key != SET_DUMMY) {
            insert_clean(s->table, s->mask, old[i].key, old[i].hash);
        }
    }
    s->fill = s->used;
    if (!was_small) {
        mem_free(t->vm, old, (old_mask + 1) * sizeof(set_entry));
    }
    return true;
}

static size_t growth(const set *s) {
    return s->used > 50000 ? s->used * 2 : s->used * 4;
}

static bool key_hash(thread *t, value key, int64_t *hash) {
    if (is_int(key)) {
        int64_t i = as_int(key);
        *hash = i == -1 ? -2 : i;
        return true;
    }
    return op_hash(t, key, hash);
}

/* Can two different words of equal hash be known to differ, or be compared without a script's code?
 * 1, 0, -1 = ask. */
static int same_plain(value a, value b) {
    if (is_int(a) && is_int(b)) {
        return 0;
    }
    if (is_exact(a, T_STR) && is_exact(b, T_STR)) {
        return str_equal((str *)as_obj(a), (str *)as_obj(b));
    }
    return -1;
}

/* The entry of key, or the free one where the search ended (key NIL); NULL = failed. *dummy: the
 * last deleted entry that was passed, or NULL. */
static set_entry *find(thread *t, set *s, value key, int64_t hash, set_entry **dummy) {
restart:
    *dummy = NULL;
    size_t perturb = (size_t)hash, i = (size_t)hash & s->mask;
    for (;;) {
        set_entry *e = &s->table[i];
        int probes = i + LINEAR_PROBES <= s->mask ? LINEAR_PROBES : 0;
        do {
            if (e->key == NIL || e->key == key) {
                return e;
            }
            if (e->key == SET_DUMMY) {
                *dummy = e;
            } else if (e->hash == hash) {
                value k = e->key;
                int same = same_plain(k, key);
                if (same < 0) {
                    set_entry *table = s->table;
                    size_t mask = s->mask;
                    same = op_eq(t, k, key);
                    if (same < 0) {
                        return NULL;
                    }
                    if (s->table != table || s->mask != mask || e->key != k) {
                        goto restart;
                    }
                }
                if (same > 0) {
                    return e;
                }
            }
            e++;
        } while (probes-- > 0);
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & s->mask;
    }
}

static bool add_hashed(thread *t, set *s, value key, int64_t hash) {
    set_entry *dummy, *e = find(t, s, key, hash, &dummy);
    if (e == NULL) {
        return false;
    }
    if (e->key != NIL) {
        return true;
    }
    if (dummy != NULL) {
        *dummy = (set_entry){key, hash};
        s->used++;
        return true;
    }
    *e = (set_entry){key, hash};
    s->fill++;
    s->used++;
    return s->fill * 5 < s->mask * 3 || resize(t, s, growth(s));
}

/* 1, 0, -1 */
static int has_hashed(thread *t, set *s, value key, int64_t hash) {
    set_entry *dummy, *e = find(t, s, key, hash, &dummy);
    return e == NULL ? -1 : e->key != NIL;
}

/* 1, 0 = was not there, -1 */
static int discard_hashed(thread *t, set *s, value key, int64_t hash) {
    set_entry *dummy, *e = find(t, s, key, hash, &dummy);
    if (e == NULL) {
        return -1;
    }
    if (e->key == NIL) {
        return 0;
    }
    *e = (set_entry){SET_DUMMY, -1};
    s->used--;
    return 1;
}

int set_has(thread *t, set *s, value v) {
    int64_t hash;
    return key_hash(t, v, &hash) ? has_hashed(t, s, v, hash) : -1;
}

bool set_add(thread *t, set *s, value v) {
    int64_t hash;
    return key_hash(t, v, &hash) && add_hashed(t, s, v, hash);
}

int set_discard(thread *t, set *s, value v) {
    int64_t hash;
    return key_hash(t, v, &hash) ? discard_hashed(t, s, v, hash) : -1;
}

static bool next_entry(set *s, size_t *pos, value *key, int64_t *hash) {
    for (size_t i = *pos; i <= s->mask; i++) {
        if (s->table[i].key != NIL && s->table[i].key != SET_DUMMY) {
            *key = s->table[i].key;
            *hash = s->table[i].hash;
            *pos = i + 1;
            return true;
        }
    }
    *pos = s->mask + 1;
    return false;
}

bool set_next(set *s, size_t *pos, value *key) {
    int64_t hash;
    return next_entry(s, pos, key, &hash);
}

static void clear(thread *t, set *s) {
    drop_table(t->vm, s);
    make_empty(s);
}

/* ---- the operations, in place and fresh ---- */

static bool merge(thread *t, set *s, set *other) {
    if (other == s || other->used == 0) {
        return true;
    }
    thread_work(t, other->used);
    if ((s->fill + other->used) * 5 >= s->mask * 3 && !resize(t, s, (s->used + other->used) * 2)) {
        return false;
    }
    if (s->fill == 0 && s->mask == other->mask && other->fill == other->used) {
        memcpy(s->table, other->table, (s->mask + 1) * sizeof(set_entry));
        s->fill = s->used = other->used;
        return true;
    }
    bool clean = s->fill == 0;
    size_t pos = 0;
    value key;
    int64_t hash;
    if (clean) {
        s->fill = s->used = other->used;
    }
    while (next_entry(other, &pos, &key, &hash)) {
        if (clean) {
            insert_clean(s->table, s->mask, key, hash);
        } else if (!add_hashed(t, s, key, hash)) {
            return false;
        }
    }
    return true;
}

bool set_update(thread *t, set *s, value iterable) {
    if (is_any_set(iterable)) {
        return merge(t, s, self_set(iterable));
    }
    if (is_exact(iterable, T_DICT)) {
        size_t n = ((dict *)as_obj(iterable))->used;
        if ((s->fill + n) * 5 >= s->mask * 3 && !resize(t, s, (s->used + n) * 2)) {
            return false;
        }
    }
    iter it;
    if (!iter_start(t, &it, iterable)) {
        return false;
    }
    value key;
    while ((key = iter_step(t, &it)) != NIL) {
        if (!set_add(t, s, key)) {
            return false;
        }
    }
    return t->exc == NIL;
}

/* set or frozenset: what a subclass is at bottom. */
static type *base_type(thread *t, set *s) {
    return t->vm->types[s->h.kind];
}

static value new_from(thread *t, type *cls, value iterable) {
    value v = alloc(t, cls);
    return v != NIL && (iterable == NIL || set_update(t, self_set(v), iterable)) ? v : NIL;
}

static value copy(thread *t, set *s) {
    return new_from(t, base_type(t, s), from_obj(s));
}

/* Is a key of known hash in a set or an exact dict? */
static int in_other(thread *t, value other, value key, int64_t hash) {
    return is_any_set(other) ? has_hashed(t, self_set(other), key, hash)
                             : dict_contains(t, other, key);
}

static value intersection(thread *t, set *s, value other) {
    if (other == from_obj(s)) {
        return copy(t, s);
    }
    value out = alloc(t, base_type(t, s));
    if (out == NIL) {
        return NIL;
    }
    value key;
    int64_t hash;
    if (is_any_set(other)) {
        set *o = self_set(other);
        if (o->used > s->used) {
            set *swap = s;
            s = o;
            o = swap;
        }
        thread_work(t, o->used);
        size_t pos = 0;
        while (next_entry(o, &pos, &key, &hash)) {
            int in = has_hashed(t, s, key, hash);
            if (in < 0 || (in && !add_hashed(t, self_set(out), key, hash))) {
                return NIL;
            }
        }
        return out;
    }
    iter it;
    if (!iter_start(t, &it, other)) {
        return NIL;
    }
    while ((key = iter_step(t, &it)) != NIL) {
        int in = key_hash(t, key, &hash) ? has_hashed(t, s, key, hash) : -1;
        if (in < 0 || (in && !add_hashed(t, self_set(out), key, hash))) {
            return NIL;
        }
    }
    return t->exc != NIL ? NIL : out;
}

static bool difference_update(thread *t, set *s, value other) {
    if (other == from_obj(s)) {
        clear(t, s);
        return true;
    }
    if (is_any_set(other)) {
        if (self_set(other)->used >> 3 > s->used) {
            other = intersection(t, s, other);
            if (other == NIL) {
                return false;
            }
        }
        thread_work(t, self_set(other)->used);
        size_t pos = 0;
        value key;
        int64_t hash;
        while (next_entry(self_set(other), &pos, &key, &hash)) {
            if (discard_hashed(t, s, key, hash) < 0) {
                return false;
            }
        }
    } else {
        iter it;
        if (!iter_start(t, &it, other)) {
            return false;
        }
        value key;
        while ((key = iter_step(t, &it)) != NIL) {
            if (set_discard(t, s, key) < 0) {
                return false;
            }
        }
        if (t->exc != NIL) {
            return false;
        }
    }
    return s->fill - s->used <= s->mask / 4 || resize(t, s, growth(s));
}

static value difference(thread *t, set *s, value other) {
    bool sized = is_any_set(other) || is_exact(other, T_DICT);
    size_t other_used = !sized              ? 0
                        : is_any_set(other) ? self_set(other)->used
                                            : ((dict *)as_obj(other))->used;
    if (!sized || s->used >> 2 > other_used) {
        value out = copy(t, s);
        return out != NIL && difference_update(t, self_set(out), other) ? out : NIL;
    }
    thread_work(t, s->used);
    value out = alloc(t, base_type(t, s));
    size_t pos = 0;
    value key;
    int64_t hash;
    while (out != NIL && next_entry(s, &pos, &key, &hash)) {
        int in = in_other(t, other, key, hash);
        if (in < 0 || (!in && !add_hashed(t, self_set(out), key, hash))) {
            return NIL;
        }
    }
    return out;
}

static bool symmetric_update(thread *t, set *s, value other) {
    if (other == from_obj(s)) {
        clear(t, s);
        return true;
    }
    if (!is_any_set(other)) {
        other = is_exact(other, T_DICT) ? new_from(t, t->vm->types[T_SET], other)
                                        : new_from(t, base_type(t, s), other);
        if (other == NIL) {
            return false;
        }
    }
    thread_work(t, self_set(other)->used);
    size_t pos = 0;
    value key;
    int64_t hash;
    while (next_entry(self_set(other), &pos, &key, &hash)) {
        int was = discard_hashed(t, s, key, hash);
        if (was < 0 || (was == 0 && !add_hashed(t, s, key, hash))) {
            return false;
        }
    }
    return true;
}

static value symmetric(thread *t, set *s, value other) {
    value out = new_from(t, base_type(t, s), other);
    return out != NIL && symmetric_update(t, self_set(out), from_obj(s)) ? out : NIL;
}

/* Is every member of a in b? 1, 0, -1. */
static int subset(thread *t, set *a, set *b) {
    if (a->used > b->used) {
        return 0;
    }
    size_t pos = 0;
    value key;
    int64_t hash;
    while (next_entry(a, &pos, &key, &hash)) {
        int in = has_hashed(t, b, key, hash);
        if (in <= 0) {
            return in;
        }
    }
    thread_work(t, a->used);
    return 1;
}

/* ---- the type's functions ---- */

static void set_trace(gc *g, object *o) {
    set *s = (set *)o;
    gc_value(g, s->attrs);
    for (size_t i = 0; s->table != NULL && i <= s->mask; i++) {
        if (s->table[i].key != SET_DUMMY) {
            gc_value(g, s->table[i].key);
        }
    }
}

static void set_free(vm *m, object *o) {
    drop_table(m, (set *)o);
}

static value set_alloc(thread *t, type *cls, value *a, int n) {
    (void)a, (void)n;
    return alloc(t, cls);
}

static bool set_init(thread *t, value self, value *a, int n) {
    if (!no_keywords(t, "set") || !check_args(t, "set", n, 0, 1)) {
        return false;
    }
    set *s = self_set(self);
    if (s->fill > 0) {
        clear(t, s);
    }
    s->hash = -1;
    return n == 0 || set_update(t, s, a[0]);
}

static value frozenset_make(thread *t, type *cls, value *a, int n) {
    type *mine = t->vm->types[T_FROZENSET];
    bool exact = cls == mine;
    /* A subclass may take keywords in __init__. */
    if ((cls->slots.init == mine->slots.init && !no_keywords(t, "frozenset")) ||
        !check_args(t, "frozenset", n, 0, 1)) {
        return NIL;
    }
    if (exact && n == 1 && is_exact(a[0], T_FROZENSET)) {
        return a[0];
    }
    return new_from(t, cls, n == 1 ? a[0] : NIL);
}

static value set_repr(thread *t, value v) {
    set *s = self_set(v);
    if (s->used == 0) {
        return str_format(t, "%T()", v);
    }
    if (!repr_enter(t, v)) {
        return t->exc != NIL ? NIL : str_format(t, "%T(...)", v);
    }
    /* A list of the members first, as CPython: a member's repr may change the set. */
    value items = list_from(t, v);
    sb b;
    sb_init(&b, t);
    bool plain = is_exact(v, T_SET);
    bool ok = items != NIL && (plain ? sb_text(&b, "{") : sb_fmt(&b, "%T({", v));
    for (size_t i = 0; ok && i < ((list *)as_obj(items))->len; i++) {
        ok = (i == 0 || sb_text(&b, ", ")) && sb_repr(&b, ((list *)as_obj(items))->items[i]);
    }
    repr_leave(t);
    if (!ok) {
        sb_drop(&b);
        return NIL;
    }
    sb_text(&b, plain ? "}" : "})");
    return sb_take(&b);
}

static uint64_t shuffle(uint64_t h) {
    return ((h ^ 89869747u) ^ (h << 16)) * 3644798167u;
}

static bool frozenset_hash(thread *t, value v, int64_t *out) {
    (void)t;
    set *s = self_set(v);
    if (s->hash != -1) {
        *out = s->hash;
        return true;
    }
    uint64_t h = 0;
    size_t pos = 0;
    value key;
    int64_t one;
    while (next_entry(s, &pos, &key, &one)) {
        h ^= shuffle((uint64_t)one);
    }
    h ^= ((uint64_t)s->used + 1) * 1927868237u;
    h ^= (h >> 11) ^ (h >> 25);
    h = h * 69069u + 907133923u;
    s->hash = h == UINT64_MAX ? 590923713 : (int64_t)h;
    *out = s->hash;
    return true;
}

static value set_compare(thread *t, value va, value vb, int op) {
    if (!is_any_set(va) || !is_any_set(vb)) {
        return NOTIMPL;
    }
    set *a = self_set(va), *b = self_set(vb);
    int ok;
    switch (op) {
    case CMP_EQ:
    case CMP_NE:
        ok = a->used != b->used || (a->hash != -1 && b->hash != -1 && a->hash != b->hash)
                 ? 0
                 : subset(t, a, b);
        ok = ok >= 0 && op == CMP_NE ? !ok : ok;
        break;
    case CMP_LE: ok = subset(t, a, b); break;
    case CMP_GE: ok = subset(t, b, a); break;
    case CMP_LT: ok = a->used < b->used ? subset(t, a, b) : 0; break;
    default: ok = a->used > b->used ? subset(t, b, a) : 0; break;
    }
    return ok < 0 ? NIL : from_bool(ok);
}

static int64_t set_length(thread *t, value v) {
    (void)t;
    return (int64_t)self_set(v)->used;
}

/* A set as a key to look for stands for the frozenset of its members. Tells whether to try again,
 * with *key. */
static bool retry_as_frozen(thread *t, value *key) {
    if (!is_kind(*key, T_SET) || !exc_is(t, E_TYPE_ERROR)) {
        return false;
    }
    exc_clear(t);
    *key = new_from(t, t->vm->types[T_FROZENSET], *key);
    return *key != NIL;
}

static int set_contains(thread *t, value v, value key) {
    int in = set_has(t, self_set(v), key);
    if (in < 0 && retry_as_frozen(t, &key)) {
        in = set_has(t, self_set(v), key);
    }
    return in;
}

static value set_iter_new(thread *t, value v) {
    set_iter *it = heap_new(t, T_SET_ITER, sizeof *it);
    if (it == NULL) {
        return NIL;
    }
    it->s = self_set(v);
    it->used = it->left = it->s->used;
    return from_obj(it);
}

static value set_and(thread *t, value a, value b) {
    return is_any_set(a) && is_any_set(b) ? intersection(t, self_set(a), b) : NOTIMPL;
}

static value set_or(thread *t, value a, value b) {
    if (!is_any_set(a) || !is_any_set(b)) {
        return NOTIMPL;
    }
    value out = copy(t, self_set(a));
    return out != NIL && merge(t, self_set(out), self_set(b)) ? out : NIL;
}

static value set_sub(thread *t, value a, value b) {
    return is_any_set(a) && is_any_set(b) ? difference(t, self_set(a), b) : NOTIMPL;
}

static value set_xor(thread *t, value a, value b) {
    return is_any_set(a) && is_any_set(b) ? symmetric(t, self_set(a), b) : NOTIMPL;
}

/* The set takes over the other's table. */
static void take_body(thread *t, set *s, set *from) {
    drop_table(t->vm, s);
    s->used = from->used;
    s->fill = from->fill;
    s->mask = from->mask;
    if (from->table == from->small) {
        memcpy(s->small, from->small, sizeof s->small);
        s->table = s->small;
    } else {
        s->table = from->table;
    }
    make_empty(from);
}

static value set_iand(thread *t, value a, value b) {
    if (!is_any_set(b)) {
        return NOTIMPL;
    }
    value out = intersection(t, self_set(a), b);
    if (out == NIL) {
        return NIL;
    }
    take_body(t, self_set(a), self_set(out));
    return a;
}

static value set_ior(thread *t, value a, value b) {
    return !is_any_set(b) ? NOTIMPL : merge(t, self_set(a), self_set(b)) ? a : NIL;
}

static value set_isub(thread *t, value a, value b) {
    return !is_any_set(b) ? NOTIMPL : difference_update(t, self_set(a), b) ? a : NIL;
}

static value set_ixor(thread *t, value a, value b) {
    return !is_any_set(b) ? NOTIMPL : symmetric_update(t, self_set(a), b) ? a : NIL;
}

/* ---- methods ---- */

static value set_add_method(thread *t, value *a, int n) {
    (void)n;
    return set_add(t, self_set(a[0]), a[1]) ? NONE : NIL;
}

static value set_clear(thread *t, value *a, int n) {
    (void)n;
    clear(t, self_set(a[0]));
    return NONE;
}

static value set_copy(thread *t, value *a, int n) {
    (void)n;
    return copy(t, self_set(a[0]));
}

static value frozenset_copy(thread *t, value *a, int n) {
    (void)n;
    return is_exact(a[0], T_FROZENSET) ? a[0] : copy(t, self_set(a[0]));
}

static value set_discard_method(thread *t, value *a, int n) {
    (void)n;
    value key = a[1];
    int was = set_discard(t, self_set(a[0]), key);
    if (was < 0 && retry_as_frozen(t, &key)) {
        was = set_discard(t, self_set(a[0]), key);
    }
    return was < 0 ? NIL : NONE;
}

static value set_remove(thread *t, value *a, int n) {
    (void)n;
    value key = a[1];
    int was = set_discard(t, self_set(a[0]), key);
    if (was < 0 && retry_as_frozen(t, &key)) {
        was = set_discard(t, self_set(a[0]), key);
    }
    return was < 0 ? NIL : was ? NONE : raise_key_error(t, a[1]);
}

static value set_pop(thread *t, value *a, int n) {
    (void)n;
    set *s = self_set(a[0]);
    if (s->used == 0) {
        return raise_error(t, E_KEY_ERROR, "pop from an empty set");
    }
    size_t i = s->h.aux & s->mask;
    while (s->table[i].key == NIL || s->table[i].key == SET_DUMMY) {
        i = i == s->mask ? 0 : i + 1;
    }
    value key = s->table[i].key;
    s->table[i] = (set_entry){SET_DUMMY, -1};
    s->used--;
    s->h.aux = (uint32_t)(i + 1);
    return key;
}

static value set_update_method(thread *t, value *a, int n) {
    if (!no_keywords(t, "set.update")) {
        return NIL;
    }
    for (int i = 1; i < n; i++) {
        if (!set_update(t, self_set(a[0]), a[i])) {
            return NIL;
        }
    }
    return NONE;
}

static value set_union(thread *t, value *a, int n) {
    if (!no_keywords(t, as_obj(a[0])->kind == T_SET ? "set.union" : "frozenset.union")) {
        return NIL;
    }
    value out = copy(t, self_set(a[0]));
    for (int i = 1; out != NIL && i < n; i++) {
        if (a[i] != a[0] && !set_update(t, self_set(out), a[i])) {
            return NIL;
        }
    }
    return out;
}

static value set_intersection(thread *t, value *a, int n) {
    if (!no_keywords(t,
                     as_obj(a[0])->kind == T_SET ? "set.intersection" : "frozenset.intersection")) {
        return NIL;
    }
    if (n == 1) {
        return copy(t, self_set(a[0]));
    }
    value out = a[0];
    for (int i = 1; out != NIL && i < n; i++) {
        out = intersection(t, self_set(out), a[i]);
    }
    return out;
}

static value set_intersection_update(thread *t, value *a, int n) {
    value out = set_intersection(t, a, n);
    if (out == NIL) {
        return NIL;
    }
    take_body(t, self_set(a[0]), self_set(out));
    return NONE;
}

static value set_difference(thread *t, value *a, int n) {
    if (!no_keywords(t, as_obj(a[0])->kind == T_SET ? "set.difference" : "frozenset.difference")) {
        return NIL;
    }
    if (n == 1) {
        return copy(t, self_set(a[0]));
    }
    value out = difference(t, self_set(a[0]), a[1]);
    for (int i = 2; out != NIL && i < n; i++) {
        if (!difference_update(t, self_set(out), a[i])) {
            return NIL;
        }
    }
    return out;
}

static value set_difference_update(thread *t, value *a, int n) {
    if (!no_keywords(t, "set.difference_update")) {
        return NIL;
    }
    for (int i = 1; i < n; i++) {
        if (!difference_update(t, self_set(a[0]), a[i])) {
            return NIL;
        }
    }
    return NONE;
}

static value set_symmetric_difference(thread *t, value *a, int n) {
    (void)n;
    return symmetric(t, self_set(a[0]), a[1]);
}

static value set_symmetric_difference_update(thread *t, value *a, int n) {
    (void)n;
    return symmetric_update(t, self_set(a[0]), a[1]) ? NONE : NIL;
}

static value set_isdisjoint(thread *t, value *a, int n) {
    (void)n;
    set *s = self_set(a[0]);
    value key;
    int64_t hash;
    if (a[0] == a[1]) {
        return from_bool(s->used == 0);
    }
    if (is_exact(a[1], T_SET) || is_exact(a[1], T_FROZENSET)) {
        set *o = self_set(a[1]);
        if (o->used > s->used) {
            set *swap = s;
            s = o;
            o = swap;
        }
        size_t pos = 0;
        while (next_entry(o, &pos, &key, &hash)) {
            int in = has_hashed(t, s, key, hash);
            if (in != 0) {
                return in < 0 ? NIL : V_FALSE;
            }
        }
        thread_work(t, o->used);
        return V_TRUE;
    }
    iter it;
    if (!iter_start(t, &it, a[1])) {
        return NIL;
    }
    while ((key = iter_step(t, &it)) != NIL) {
        int in = set_has(t, s, key);
        if (in != 0) {
            return in < 0 ? NIL : V_FALSE;
        }
    }
    return t->exc != NIL ? NIL : V_TRUE;
}

static value set_issubset(thread *t, value *a, int n) {
    (void)n;
    value other = is_any_set(a[1]) ? a[1] : new_from(t, t->vm->types[T_SET], a[1]);
    int ok = other == NIL ? -1 : subset(t, self_set(a[0]), self_set(other));
    return ok < 0 ? NIL : from_bool(ok);
}

static value set_issuperset(thread *t, value *a, int n) {
    (void)n;
    if (is_any_set(a[1])) {
        int ok = subset(t, self_set(a[1]), self_set(a[0]));
        return ok < 0 ? NIL : from_bool(ok);
    }
    iter it;
    if (!iter_start(t, &it, a[1])) {
        return NIL;
    }
    value key;
    while ((key = iter_step(t, &it)) != NIL) {
        int in = set_has(t, self_set(a[0]), key);
        if (in <= 0) {
            return in < 0 ? NIL : V_FALSE;
        }
    }
    return t->exc != NIL ? NIL : V_TRUE;
}

static value set_reduce(thread *t, value *a, int n) {
    (void)n;
    value items = list_from(t, a[0]);
    value args = items == NIL ? NIL : tuple_of(t, &items, 1);
    value state = args == NIL ? NIL : call_method(t, a[0], N(t, __getstate__), NULL, 0);
    if (state == NIL) {
        return NIL;
    }
    value parts[3] = {from_obj(as_obj(a[0])->type), args, state};
    return tuple_of(t, parts, 3);
}

static value set_sizeof(thread *t, value *a, int n) {
    (void)n;
    set *s = self_set(a[0]);
    return int_new(t,
                   (int64_t)(200 + (s->table == s->small ? 0 : (s->mask + 1) * sizeof(set_entry))));
}

#define COMMON_METHODS(copy_fn)                                                                 \
    {"copy", copy_fn, "self, /", 0, "Return a shallow copy of a set."},                         \
        {"difference", set_difference, NULL, 0,                                                 \
         "Return the difference of two or more sets as a new set.\n\n"                          \
         "(i.e. all elements that are in this set but not the others.)"},                       \
        {"intersection", set_intersection, NULL, 0,                                             \
         "Return the intersection of two sets as a new set.\n\n"                                \
         "(i.e. all elements that are in both sets.)"},                                         \
        {"isdisjoint", set_isdisjoint, "self, other, /", 0,                                     \
         "Return True if two sets have a null intersection."},                                  \
        {"issubset", set_issubset, "self, other, /", 0,                                         \
         "Test whether every element in the set is in other."},                                 \
        {"issuperset", set_issuperset, "self, other, /", 0,                                     \
         "Test whether every element in other is in the set."},                                 \
        {"symmetric_difference", set_symmetric_difference, "self, other, /", 0,                 \
         "Return the symmetric difference of two sets as a new set.\n\n"                        \
         "(i.e. all elements that are in exactly one of the sets.)"},                           \
        {"union", set_union, NULL, 0,                                                           \
         "Return the union of sets as a new set.\n\n"                                           \
         "(i.e. all elements that are in either set.)"},                                        \
        {"__reduce__", set_reduce, "self, /", 0, "Return state information for pickling."},     \
        {"__sizeof__", set_sizeof, "self, /", 0,                                                \
         "S.__sizeof__() -> size of S in memory, in bytes"},                                    \
    {                                                                                           \
        "__class_getitem__", alias_class_getitem, "cls, object, /", NATIVE_CLASS, "See PEP 585" \
    }

static const native_def set_methods[] = {
    COMMON_METHODS(set_copy),
    {"add", set_add_method, "self, element, /", 0,
     "Add an element to a set.\n\nThis has no effect if the element is already present."},
    {"clear", set_clear, "self, /", 0, "Remove all elements from this set."},
    {"discard", set_discard_method, "self, element, /", 0,
     "Remove an element from a set if it is a member.\n\n"
     "Unlike set.remove(), the discard() method does not raise\n"
     "an exception when an element is missing from the set."},
    {"remove", set_remove, "self, element, /", 0,
     "Remove an element from a set; it must be a member.\n\n"
     "If the element is not a member, raise a KeyError."},
    {"pop", set_pop, "self, /", 0,
     "Remove and return an arbitrary set element.\nRaises KeyError if the set is empty."},
    {"update", set_update_method, NULL, 0, "Update a set with the union of itself and others."},
    {"difference_update", set_difference_update, NULL, 0,
     "Remove all elements of another set from this set."},
    {"intersection_update", set_intersection_update, NULL, 0,
     "Update a set with the intersection of itself and another."},
    {"symmetric_difference_update", set_symmetric_difference_update, "self, other, /", 0,
     "Update a set with the symmetric difference of itself and another."},
    {NULL, NULL, NULL, 0, NULL},
};

static const native_def frozenset_methods[] = {
    COMMON_METHODS(frozenset_copy),
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec set_spec = {
    .name = "set",
    .size = sizeof(set),
    .flags = TYPE_BASE | TYPE_MATCH_SELF | TYPE_WEAKREF,
    .dict_offset = offsetof(set, attrs),
    .trace = set_trace,
    .free = set_free,
    .slots =
        {.repr = set_repr,
         .compare = set_compare,
         .length = set_length,
         .contains = set_contains,
         .iter = set_iter_new,
         .binary =
             {[BIN_AND] = set_and, [BIN_OR] = set_or, [BIN_SUB] = set_sub, [BIN_XOR] = set_xor},
         .inplace =
             {[BIN_AND] = set_iand, [BIN_OR] = set_ior, [BIN_SUB] = set_isub, [BIN_XOR] = set_ixor},
         .new = set_alloc,
         .init = set_init},
    .methods = set_methods,
    .doc = "set() -> new empty set object\nset(iterable) -> new set object\n\n"
           "Build an unordered collection of unique elements.",
};

const type_spec frozenset_spec = {
    .name = "frozenset",
    .size = sizeof(set),
    .flags = TYPE_BASE | TYPE_MATCH_SELF | TYPE_WEAKREF,
    .dict_offset = offsetof(set, attrs),
    .trace = set_trace,
    .free = set_free,
    .slots =
        {.repr = set_repr,
         .hash = frozenset_hash,
         .compare = set_compare,
         .length = set_length,
         .contains = set_contains,
         .iter = set_iter_new,
         .binary =
             {[BIN_AND] = set_and, [BIN_OR] = set_or, [BIN_SUB] = set_sub, [BIN_XOR] = set_xor},
         .new = frozenset_make},
    .methods = frozenset_methods,
    .doc = "frozenset() -> empty frozenset object\nfrozenset(iterable) -> frozenset object\n\n"
           "Build an immutable unordered collection of unique elements.",
};

/* ---- the iterator ---- */

static void iter_trace(gc *g, object *o) {
    gc_object(g, ((set_iter *)o)->s);
}

static value set_iter_next(thread *t, value v) {
    set_iter *it = (set_iter *)as_obj(v);
    set *s = it->s;
    if (s == NULL) {
        return NIL;
    }
    if (it->used != s->used) {
        it->used = SIZE_MAX; /* this state is sticky */
        return raise_error(t, E_RUNTIME_ERROR, "Set changed size during iteration");
    }
    value key;
    if (!set_next(s, &it->pos, &key)) {
        it->s = NULL;
        return NIL;
    }
    it->left--;
    return key;
}

static value iter_length_hint(thread *t, value *a, int n) {
    (void)t, (void)n;
    set_iter *it = (set_iter *)as_obj(a[0]);
    return from_small(it->s != NULL && it->used == it->s->used ? (int64_t)it->left : 0);
}

static value iter_reduce(thread *t, value *a, int n) {
    (void)n;
    set_iter *it = (set_iter *)as_obj(a[0]);
    value rest = list_new(t, 0);
    size_t pos = it->pos;
    value key;
    while (rest != NIL && it->s != NULL && set_next(it->s, &pos, &key)) {
        if (!list_append(t, (list *)as_obj(rest), key)) {
            return NIL;
        }
    }
    value args = rest == NIL ? NIL : tuple_of(t, &rest, 1);
    value fn = builtin_named(t, "iter");
    return args == NIL || fn == NIL ? NIL : tuple_pair(t, fn, args);
}

static const native_def iter_methods[] = {
    {"__length_hint__", iter_length_hint, "self, /", 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", iter_reduce, "self, /", 0, "Return state information for pickling."},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec set_iter_spec = {
    .name = "set_iterator",
    .size = sizeof(set_iter),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = iter_trace,
    .slots = {.iter = iter_return_self, .next = set_iter_next},
    .methods = iter_methods,
};
