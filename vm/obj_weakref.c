/* obj_weakref.c: weak references. They do not keep their target alive; when a collection finds it
 * dead they answer None, and callbacks are called at the next poll (a known difference from
 * CPython, where that happens at the last reference).
 *
 * All references of a target are chained, and the chains stand in a hash table by the target's
 * address, which is malloc'ed: the collector must not see it. A target in the table carries
 * OBJ_WEAKREFS. Callbacks are called in an order that depends on no address: of the target that
 * was referred to first, first; of one target, as in CPython, the newest reference's first.
 */
#include "vm/weakref.h"

#include <stdio.h>
#include <stdlib.h>

#include "vm/gc.h"
#include "vm/ops.h"
#include "vm/type.h"

typedef struct entry {
    struct entry *next;  /* in its bucket */
    struct entry *later; /* the entry made next */
    object *target;
    weakref *first;
} entry;

struct weakref_table {
    entry **buckets;
    size_t mask, used;
    entry *oldest, *newest;
};

static size_t bucket_of(const struct weakref_table *w, const object *o) {
    return ((uintptr_t)o >> 3) * 0x9E3779B97F4A7C15u >> 20 & w->mask;
}

static entry *find(vm *m, object *target) {
    struct weakref_table *w = m->weakrefs;
    if (w == NULL || !(target->flags & OBJ_WEAKREFS)) {
        return NULL;
    }
    entry *e = w->buckets[bucket_of(w, target)];
    while (e != NULL && e->target != target) {
        e = e->next;
    }
    return e;
}

static bool grow(thread *t, struct weakref_table *w) {
    size_t size = w->buckets == NULL ? 64 : (w->mask + 1) * 4;
    entry **buckets = mem_alloc(t, size * sizeof *buckets);
    if (buckets == NULL) {
        return false;
    }
    memset(buckets, 0, size * sizeof *buckets);
    if (w->buckets != NULL) {
        mem_free(t->vm, w->buckets, (w->mask + 1) * sizeof *buckets);
    }
    w->buckets = buckets;
    w->mask = size - 1;
    for (entry *e = w->oldest; e != NULL; e = e->later) {
        size_t b = bucket_of(w, e->target);
        e->next = buckets[b];
        buckets[b] = e;
    }
    return true;
}

static void unlink_entry(struct weakref_table *w, entry *e, entry *before) {
    entry **link = &w->buckets[bucket_of(w, e->target)];
    while (*link != e) {
        link = &(*link)->next;
    }
    *link = e->next;
    *(before == NULL ? &w->oldest : &before->later) = e->later;
    if (w->newest == e) {
        w->newest = before;
    }
    w->used--;
}

static entry *make_entry(thread *t, object *target) {
    vm *m = t->vm;
    if (m->weakrefs == NULL) {
        m->weakrefs = mem_alloc(t, sizeof *m->weakrefs);
        if (m->weakrefs == NULL) {
            return NULL;
        }
        memset(m->weakrefs, 0, sizeof *m->weakrefs);
    }
    struct weakref_table *w = m->weakrefs;
    if ((w->buckets == NULL || w->used > w->mask) && !grow(t, w)) {
        return NULL;
    }
    entry *e = mem_alloc(t, sizeof *e);
    if (e == NULL) {
        return NULL;
    }
    size_t b = bucket_of(w, target);
    e->next = w->buckets[b];
    e->target = target;
    e->first = NULL;
    w->buckets[b] = e;
    e->later = NULL;
    *(w->newest == NULL ? &w->oldest : &w->newest->later) = e;
    w->newest = e;
    w->used++;
    target->flags |= OBJ_WEAKREFS;
    return e;
}

static bool weakref_possible(value target) {
    return is_obj(target) && !(as_obj(target)->type->flags & TYPE_NO_WEAKREF);
}

value weakref_new(thread *t, type *cls, value target, value callback) {
    vm *m = t->vm;
    if (!weakref_possible(target)) {
        return raise_error(t, E_TYPE_ERROR, "cannot create weak reference to '%T' object", target);
    }
    entry *e = find(m, as_obj(target));
    bool plain = callback == NIL && !(cls->flags & TYPE_HEAP);
    for (weakref *r = e == NULL || !plain ? NULL : e->first; r != NULL; r = r->next) {
        if (r->callback == NIL && r->h.type == cls) {
            return from_obj(r);
        }
    }
    value v = instance_new(t, cls);
    if (v == NIL || (e == NULL && (e = make_entry(t, as_obj(target))) == NULL)) {
        return NIL;
    }
    weakref *r = (weakref *)as_obj(v);
    r->target = target;
    r->callback = callback;
    r->hash = -1;
    r->next = e->first;
    e->first = r;
    return v;
}

static value weakref_get(value ref) {
    value v = ((weakref *)as_obj(ref))->target;
    return v == NIL ? NONE : v;
}

int64_t weakref_count(vm *m, value target, list *into, thread *t) {
    entry *e = is_obj(target) ? find(m, as_obj(target)) : NULL;
    int64_t n = 0;
    for (weakref *r = e == NULL ? NULL : e->first; r != NULL; r = r->next) {
        n++;
        if (into != NULL && !list_append(t, into, from_obj(r))) {
            return -1;
        }
    }
    return n;
}

/* ---- what the collector asks ---- */

/* The target is dead: its references let go; live ones with a callback are to be heard, the last
 * in the chain that ends at *end. Returns its new end. */
static weakref **cut(vm *m, weakref *r, bool (*dead)(vm *m, void *o), weakref **end) {
    while (r != NULL) {
        weakref *next = r->next;
        r->target = NIL;
        r->next = NULL;
        if (r->callback != NIL && !dead(m, r)) {
            *end = r;
            end = &r->next;
        }
        r = next;
    }
    return end;
}

/* The target lives: forget references that do not. */
static void forget_dead(vm *m, entry *e, bool (*dead)(vm *m, void *o)) {
    for (weakref **at = &e->first; *at != NULL;) {
        if (dead(m, *at)) {
            *at = (*at)->next;
        } else {
            at = &(*at)->next;
        }
    }
}

void weakrefs_clear(vm *m, bool (*dead)(vm *m, void *o), bool last) {
    struct weakref_table *w = m->weakrefs;
    weakref **end = &m->weakref_calls;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    entry *before = NULL;
    for (entry *e = w == NULL ? NULL : w->oldest, *later; e != NULL; e = later) {
        later = e->later;
        if (dead(m, e->target)) {
            end = cut(m, e->first, dead, end);
            e->first = NULL;
        } else if (last) {
            forget_dead(m, e, dead);
        }
        if (e->first == NULL) {
            /* Also of the dead: a __del__ may bring it back. */
            e->target->flags &= (uint8_t)~OBJ_WEAKREFS;
            unlink_entry(w, e, before);
            mem_free(m, e, sizeof *e);
        } else {
            before = e;
        }
    }
}

void weakrefs_mark(gc *g, vm *m) {
    for (weakref *r = m->weakref_calls; r != NULL; r = r->next) {
        gc_object(g, r);
    }
}

static void report(thread *t, value callback) {
    value exc = t->exc;
    t->exc = NIL;
    value what = str_format(t, "Exception ignored in: %R\n", callback);
    value text = exc_format(t, exc);
    t->exc = NIL;
    fflush(stdout);
    if (what != NIL) {
        fwrite(((str *)as_obj(what))->data, 1, ((str *)as_obj(what))->len, stderr);
    }
    if (text != NIL) {
        fwrite(((str *)as_obj(text))->data, 1, ((str *)as_obj(text))->len, stderr);
    }
}

void weakrefs_run_callbacks(thread *t) {
    vm *m = t->vm;
    value pending = t->exc;
    t->exc = NIL;
    while (m->weakref_calls != NULL) {
        weakref *r = m->weakref_calls;
        m->weakref_calls = r->next;
        r->next = NULL;
        value callback = r->callback;
        r->callback = NIL;
        if (callback != NIL && call1(t, callback, from_obj(r)) == NIL) {
            report(t, callback);
        }
    }
    t->exc = pending;
}

void weakrefs_fini(vm *m) {
    struct weakref_table *w = m->weakrefs;
    if (w == NULL) {
        return;
    }
    for (entry *e = w->oldest, *later; e != NULL; e = later) {
        later = e->later;
        mem_free(m, e, sizeof *e);
    }
    if (w->buckets != NULL) {
        mem_free(m, w->buckets, (w->mask + 1) * sizeof *w->buckets);
    }
    mem_free(m, w, sizeof *w);
    m->weakrefs = NULL;
}

/* ---- weakref.ref ---- */

static weakref *as_ref(value v) {
    return (weakref *)as_obj(v);
}

static value ref_make(thread *t, type *cls, value *a, int n) {
    value kw = t->kwnames;
    t->kwnames = NIL;
    if (cls == t->vm->types[T_WEAKREF] && kw != NIL && ((tuple *)as_obj(kw))->len > 0) {
        return raise_error(t, E_TYPE_ERROR, "ref() takes no keyword arguments");
    }
    if (n < 1 || (n > 2 && !(cls->flags & TYPE_HEAP))) {
        return raise_error(t, E_TYPE_ERROR, "__new__ expected at %s %d argument%s, got %d",
                           n < 1 ? "least" : "most", n < 1 ? 1 : 2, n < 1 ? "" : "s", n);
    }
    return weakref_new(t, cls, a[0], n > 1 && a[1] != NONE ? a[1] : NIL);
}

static bool ref_init(thread *t, value self, value *a, int n) {
    (void)self;
    (void)a;
    (void)n;
    t->kwnames = NIL;
    return true;
}

static value ref_call(thread *t, value f, value *a, int n) {
    (void)a;
    value kw = t->kwnames;
    t->kwnames = NIL;
    if (n > 0 || (kw != NIL && ((tuple *)as_obj(kw))->len > 0)) {
        return raise_error(t, E_TYPE_ERROR, "ref() takes no arguments");
    }
    return weakref_get(f);
}

static value ref_repr(thread *t, value v) {
    char at[32], to[32];
    value target = as_ref(v)->target;
    snprintf(at, sizeof at, "0x%llx", (unsigned long long)object_id(t->vm, as_obj(v)));
    if (target == NIL) {
        return str_format(t, "<weakref at %s; dead>", at);
    }
    snprintf(to, sizeof to, "0x%llx", (unsigned long long)object_id(t->vm, as_obj(target)));
    bool failed;
    value name = op_getattr_opt(t, target, N(t, __name__), &failed);
    if (failed) {
        return NIL;
    }
    return is_kind(name, T_STR)
               ? str_format(t, "<weakref at %s; to '%T' at %s (%S)>", at, target, to, name)
               : str_format(t, "<weakref at %s; to '%T' at %s>", at, target, to);
}

static bool ref_hash(thread *t, value v, int64_t *out) {
    weakref *r = as_ref(v);
    if (r->hash == -1) {
        if (r->target == NIL) {
            raise_error(t, E_TYPE_ERROR, "weak object has gone away");
            return false;
        }
        if (!op_hash(t, r->target, &r->hash)) {
            return false;
        }
    }
    *out = r->hash;
    return true;
}

static value ref_compare(thread *t, value a, value b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_kind(b, T_WEAKREF)) {
        return NOTIMPL;
    }
    value x = as_ref(a)->target, y = as_ref(b)->target;
    if (x == NIL || y == NIL) {
        return from_bool((a == b) == (op == CMP_EQ));
    }
    return op_compare(t, x, y, op);
}

static value ref_callback(thread *t, value self) {
    (void)t;
    value c = as_ref(self)->callback;
    return c == NIL ? NONE : c;
}

static void ref_trace(gc *g, object *o) {
    gc_value(g, ((weakref *)o)->callback);
}

static const getset_def ref_getset[] = {
    {"__callback__", ref_callback, attr_readonly, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec weakref_spec = {
    .name = "weakref.ReferenceType",
    .size = sizeof(weakref),
    .flags = TYPE_BASE,
    .dict_offset = offsetof(weakref, attrs),
    .trace = ref_trace,
    .slots = {.repr = ref_repr,
              .hash = ref_hash,
              .compare = ref_compare,
              .call = ref_call,
              .new = ref_make,
              .init = ref_init},
    .getset = ref_getset,
};
