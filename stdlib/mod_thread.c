/* mod_thread.c: the module _thread: starting threads, locks, data of one's own per thread. What
 * scripts use, threading, is built on it in stdlib/lib/threading.py.
 *
 * A thread's life: start_new_thread makes a VM thread and its seat at the lock, and starts it in
 * thread_entry. That calls the function, prints what it raised, releases the sentinel lock that
 * threading's join() waits for, and returns, which ends the thread. Its memory cannot go while its
 * own C stack still runs on it: it stands in a list, and the next start gives it back.
 *
 * Locks embed a gil_lock, so that the lock's core knows who waits for whom. Waits are ended by
 * signals: then the handlers run (in the main thread) and the wait goes on, unless one raised.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* gettid */
#endif
#include <math.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stdlib/stdlib.h"
#include "stdlib/outside.h"
#include "vm/code.h"
#include "vm/int.h"
#include "vm/place.h"
#include "vm/seq.h"
#include "vm/shape.h"
#include "vm/str.h"
#include "vm/type.h"

/* Seconds: what an int64_t of nanoseconds holds, as in CPython. */
#define TIMEOUT_MAX 9223372036.0

/* ---- idents ---- */

/* Numbers that look like CPython's (which are addresses), never come twice, and are the same in
 * each run. */
static uint64_t ident_of(const gil_thread *seat) {
    return 0x7F0000000000u + (uint64_t)gil_thread_id(seat) * 0x801000u;
}

static uint64_t thread_ident(thread *t) {
    if (t->ident == 0) {
        t->ident = ident_of(t->gil);
    }
    return t->ident;
}

static value thread_get_ident(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return int_new_u64(t, thread_ident(t));
}

thread *thread_by_ident(thread *t, uint64_t ident) {
    for (thread *x = t->vm->threads; x != NULL; x = x->next) {
        if (x->gil != NULL && x->c_base != NULL && thread_ident(x) == ident) {
            return x;
        }
    }
    return NULL;
}

/* On the simulated machine all threads are one of the system's. */
static uint64_t native_id(thread *t) {
    if (gil_is_simulated(t->vm->gil)) {
        return VIRTUAL_PID + gil_thread_id(t->gil) - 1;
    }
#ifdef __linux__
    return gil_input_number(t->gil, "native-id", (uint64_t)gettid());
#else
    return (uint64_t)getpid() + gil_thread_id(t->gil) - 1;
#endif
}

static value thread_get_native_id(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    if (t->native_id == 0) {
        t->native_id = native_id(t);
    }
    return int_new_u64(t, t->native_id);
}

/* ---- locks ---- */

/* Lock.where: the code object (48 bits) and the unit in it (16) of the acquire. The object keeps
 * the code alive. */
static const code *place_code(const gil_lock *l) {
    return (const code *)(uintptr_t)(l->where >> 16);
}

static void note_place(thread *t, gil_lock *l) {
    const frame *f = t->top;
    if (f > t->frames && f->code != NULL) {
        uint64_t unit = (uint64_t)(f->ip - f->code->units);
        l->where = (uint64_t)(uintptr_t)f->code << 16 | (unit < 0xFFFF ? unit : 0xFFFF);
    }
    if (t->vm->places != NULL) {
        ((lock_object *)l->cookie)->taken_at = place_now(t);
    }
}

bool lock_place(const gil_lock *l, str **filename, int *line) {
    const code *c = place_code(l);
    if (c == NULL) {
        return false;
    }
    *filename = c->filename;
    *line = code_line(c, (uint32_t)(l->where & 0xFFFF));
    return true;
}

/* Is `v` the lock, or has it (an instance, or a list) the lock in it? Then its name for people,
 * after the name of the variable. */
static bool names_lock(thread *t, value v, value lock, const char *variable, char *name,
                       size_t len) {
    if (v == lock) {
        snprintf(name, len, "%s", variable);
        return true;
    }
    if (is_kind(v, T_LIST)) {
        const list *l = (const list *)as_obj(v);
        for (size_t i = 0; i < l->len; i++) {
            if (l->items[i] == lock) {
                snprintf(name, len, "%s[%zu]", variable, i);
                return true;
            }
        }
    } else if (is_kind(v, T_OBJECT) && !shape_is_dict(t->vm, as_obj(v)->aux)) {
        const instance *x = (const instance *)as_obj(v);
        const shape *s = t->vm->shapes.items[x->h.aux];
        for (; s != NULL && s->name != NULL; s = s->parent) {
            if (s->count <= x->h.spare && x->slots[s->count - 1] == lock) {
                snprintf(name, len, "%s.%s", variable, s->name->data);
                return true;
            }
        }
    }
    return false;
}

uint32_t lock_contended(void *user, const gil_lock *l, char *name, size_t len) {
    thread *t = user;
    const lock_object *lock = l->cookie;
    if (lock == NULL) {
        return 0; /* of a file or an import */
    }
    value v = dict_get_str(t->vm->modules, N(t, __main__));
    const dict *d =
        is_kind(v, T_MODULE) ? (const dict *)as_obj(((module *)as_obj(v))->attrs) : NULL;
    for (size_t i = 0; d != NULL && i < d->fill; i++) {
        value key = d->entries[i].key;
        if (is_kind(key, T_STR) &&
            names_lock(t, d->entries[i].val, from_obj((void *)(uintptr_t)lock),
                       ((str *)as_obj(key))->data, name, len)) {
            return lock->taken_at;
        }
    }
    if (lock->made_at != 0) {
        const place *p = place_at(t->vm, lock->made_at);
        const char *base = strrchr(p->file, '/');
        snprintf(name, len, "lock of %s:%u", base != NULL ? base + 1 : p->file, p->line);
    }
    return lock->taken_at;
}

static gil_lock *lock_of(value v) {
    return &((lock_object *)as_obj(v))->lock;
}

void lock_mark(gc *g, const gil_lock *l) {
    gc_object(g, (void *)(uintptr_t)place_code(l));
}

static void lock_trace(gc *g, object *o) {
    lock_mark(g, &((lock_object *)o)->lock);
}

value lock_new(thread *t) {
    lock_object *l = heap_alloc(t, stdlib_of(t->vm)->lock_type, sizeof *l);
    if (l == NULL) {
        return NIL;
    }
    l->lock.cookie = l;
    l->made_at = place_now(t);
    return from_obj(l);
}

bool lock_take(thread *t, gil_lock *l, bool again, int64_t timeout_ns, bool *got) {
    /* The main thread of a script with a handler may be waiting for what that does: a time-out,
     * even of centuries, tells the lock's core that there is hope. */
    if (timeout_ns < 0 && l->owner != NULL && signals_expected(t) &&
        !gil_is_simulated(t->vm->gil)) {
        timeout_ns = INT64_MAX / 2;
    }
    uint64_t end = timeout_ns > 0 ? gil_now(t->gil) + (uint64_t)timeout_ns : 0;
    gil_result r;
    for (;;) {
        r = again ? gil_rlock_acquire(t->gil, l, timeout_ns)
                  : gil_lock_acquire(t->gil, l, timeout_ns);
        if (r != GIL_INTERRUPTED) {
            break;
        }
        if (!thread_poll(t)) {
            return false;
        }
        if (timeout_ns > 0) {
            uint64_t now = gil_now(t->gil);
            timeout_ns = now < end ? (int64_t)(end - now) : 0;
        }
    }
    *got = r == GIL_OK;
    if (*got) {
        note_place(t, l);
    } else if (r == GIL_DEADLOCK) {
        raise_error(t, E_RUNTIME_ERROR, "deadlock: nobody can release this lock");
        return false;
    }
    return true;
}

/* Rounded away from 0. */
bool lock_timeout(thread *t, value v, int64_t *ns) {
    if (is_any_float(v)) {
        double d = float_of(v);
        if (isnan(d)) {
            raise_error(t, E_VALUE_ERROR, "Invalid value NaN (not a number)");
            return false;
        }
        d = d < 0 ? floor(d * 1e9) : ceil(d * 1e9);
        if (d < 9223372036854775808.0 && d >= -9223372036854775808.0) {
            *ns = (int64_t)d;
            return true;
        }
    } else {
        value i = op_index(t, v);
        int64_t seconds;
        if (i == NIL) {
            return false;
        }
        if (int_to_int64(i, &seconds) && !__builtin_mul_overflow(seconds, 1000000000, ns)) {
            return true;
        }
    }
    raise_error(t, E_OVERFLOW_ERROR, "timestamp too large to convert to C _PyTime_t");
    return false;
}

static bool is_in_range(thread *t, int64_t ns) {
    if ((double)ns > TIMEOUT_MAX * 1e9) {
        raise_error(t, E_OVERFLOW_ERROR, "timeout value is too large");
        return false;
    }
    return true;
}

bool lock_timeout_in_range(thread *t, value v, int64_t *ns) {
    return lock_timeout(t, v, ns) && is_in_range(t, *ns);
}

/* The arguments of acquire(blocking=True, timeout=-1); *ns < 0: for ever. */
static bool acquire_args(thread *t, value *a, int n, int64_t *ns) {
    const int64_t unset = -1000000000;
    value args[2];
    int64_t blocking = 1;
    *ns = -1;
    if (n == 1 && t->kwnames == NIL) {
        return true; /* acquire() */
    }
    if (!named_args(t, "acquire", "blocking\0timeout\0", 0, 2, a + 1, n - 1, args)) {
        return false;
    }
    *ns = unset;
    if ((args[0] != NIL && !int_arg(t, args[0], &blocking)) ||
        (args[1] != NIL && !lock_timeout(t, args[1], ns))) {
        return false;
    }
    if (!blocking && *ns != unset) {
        raise_error(t, E_VALUE_ERROR, "can't specify a timeout for a non-blocking call");
        return false;
    }
    if (*ns < 0 && *ns != unset) {
        raise_error(t, E_VALUE_ERROR, "timeout value must be positive");
        return false;
    }
    if (!blocking) {
        *ns = 0;
        return true;
    }
    return is_in_range(t, *ns);
}

static value lock_acquire(thread *t, value *a, int n) {
    int64_t ns;
    bool got;
    return acquire_args(t, a, n, &ns) && lock_take(t, lock_of(a[0]), false, ns, &got)
               ? from_bool(got)
               : NIL;
}

static value lock_release(thread *t, value *a, int n) {
    (void)n;
    return gil_lock_release(t->gil, lock_of(a[0]))
               ? NONE
               : raise_error(t, E_RUNTIME_ERROR, "release unlocked lock");
}

static value lock_exit(thread *t, value *a, int n) {
    t->kwnames = NIL;
    return lock_release(t, a, n);
}

static value lock_locked(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    return from_bool(lock_of(a[0])->owner != NULL);
}

/* In the child of a fork nobody else holds or waits for anything. */
static value lock_at_fork_reinit(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    gil_lock *l = lock_of(a[0]);
    *l = (gil_lock){.cookie = l->cookie};
    return NONE;
}

static const char *locked_text(const gil_lock *l) {
    return l->owner != NULL ? "locked" : "unlocked";
}

static value lock_repr(thread *t, value v) {
    return str_format(t, "<%s %T object at 0x%llx>", locked_text(lock_of(v)), v,
                      (unsigned long long)object_id(t->vm, as_obj(v)));
}

static const native_def lock_methods[] = {
    {"acquire", lock_acquire, NULL, 0,
     "acquire(blocking=True, timeout=-1) -> bool\n"
     "(acquire_lock() is an obsolete synonym)\n\n"
     "Lock the lock.  Without argument, this blocks if the lock is already\n"
     "locked (even by the same thread), waiting for another thread to release\n"
     "the lock, and return True once the lock is acquired.\n"
     "With an argument, this will only block if the argument is true,\n"
     "and the return value reflects whether the lock is acquired.\n"
     "The blocking operation is interruptible."},
    {"acquire_lock", lock_acquire, NULL, 0, "An obsolete synonym of acquire()."},
    {"release", lock_release, "self, /", 0,
     "release()\n(release_lock() is an obsolete synonym)\n\n"
     "Release the lock, allowing another thread that is blocked waiting for\n"
     "the lock to acquire the lock.  The lock must be in the locked state,\n"
     "but it needn't be locked by the same thread that unlocks it."},
    {"release_lock", lock_release, "self, /", 0, "An obsolete synonym of release()."},
    {"locked", lock_locked, "self, /", 0,
     "locked() -> bool\n(locked_lock() is an obsolete synonym)\n\nReturn whether the lock is in "
     "the locked state."},
    {"locked_lock", lock_locked, "self, /", 0, "An obsolete synonym of locked()."},
    {"__enter__", lock_acquire, NULL, 0, "Lock the lock."},
    {"__exit__", lock_exit, NULL, 0, "Release the lock."},
    {"_at_fork_reinit", lock_at_fork_reinit, "self, /", 0, NULL},
    {0},
};

static const type_spec lock_spec = {
    .name = "_thread.lock",
    .size = sizeof(lock_object),
    .flags = TYPE_NO_NEW | TYPE_WEAKREF,
    .trace = lock_trace,
    .slots = {.repr = lock_repr},
    .methods = lock_methods,
    .doc = "A lock object is a synchronization primitive.  To create a lock,\n"
           "call threading.Lock().  Methods are:\n\n"
           "acquire() -- lock the lock, possibly blocking until it can be obtained\n"
           "release() -- unlock of the lock\n"
           "locked() -- test whether the lock is currently locked\n\n"
           "A lock is not owned by the thread that locked it; another thread may\n"
           "unlock it.  A thread attempting to lock a lock that it has already locked\n"
           "will block until another thread unlocks it.  Deadlocks may ensue.",
};

static value thread_allocate_lock(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return lock_new(t);
}

/* ---- RLock ---- */

static value rlock_new(thread *t, type *cls, value *a, int n) {
    (void)a;
    (void)n;
    t->kwnames = NIL; /* any arguments are let pass, as in CPython 3.11 */
    value v = instance_new(t, cls);
    if (v != NIL) {
        lock_of(v)->cookie = as_obj(v);
        ((lock_object *)as_obj(v))->made_at = place_now(t);
    }
    return v;
}

static bool rlock_init(thread *t, value self, value *a, int n) {
    (void)self;
    (void)a;
    (void)n;
    t->kwnames = NIL;
    return true;
}

static value rlock_acquire(thread *t, value *a, int n) {
    int64_t ns;
    bool got;
    if (!acquire_args(t, a, n, &ns)) {
        return NIL;
    }
    gil_lock *l = lock_of(a[0]);
    if (l->owner == t->gil && l->count == UINT32_MAX) {
        return raise_error(t, E_OVERFLOW_ERROR, "Internal lock count overflowed");
    }
    return lock_take(t, l, true, ns, &got) ? from_bool(got) : NIL;
}

static value rlock_release(thread *t, value *a, int n) {
    (void)n;
    return gil_rlock_release(t->gil, lock_of(a[0]))
               ? NONE
               : raise_error(t, E_RUNTIME_ERROR, "cannot release un-acquired lock");
}

static value rlock_exit(thread *t, value *a, int n) {
    t->kwnames = NIL;
    return rlock_release(t, a, n);
}

static value rlock_is_owned(thread *t, value *a, int n) {
    (void)n;
    return from_bool(lock_of(a[0])->owner == t->gil);
}

/* For Condition.wait(): lets go of it however often it was taken; the answer is for
 * _acquire_restore. */
static value rlock_release_save(thread *t, value *a, int n) {
    (void)n;
    gil_lock *l = lock_of(a[0]);
    if (l->owner == NULL) {
        return raise_error(t, E_RUNTIME_ERROR, "cannot release un-acquired lock");
    }
    uint32_t count = l->count;
    value owner = int_new_u64(t, ident_of(l->owner));
    value state = owner == NIL ? NIL : tuple_pair(t, int_new(t, (int64_t)count + 1), owner);
    if (state != NIL) {
        l->count = 0;
        gil_lock_release(t->gil, l);
    }
    return state;
}

static value rlock_acquire_restore(thread *t, value *a, int n) {
    (void)n;
    int64_t count;
    bool got;
    if (!is_kind(a[1], T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR,
                           "_acquire_restore() argument 1 must be 2-item sequence, not %T", a[1]);
    }
    if (((tuple *)as_obj(a[1]))->len != 2) {
        return raise_error(t, E_TYPE_ERROR,
                           "_acquire_restore() argument 1 must be sequence of length 2, not %zu",
                           ((tuple *)as_obj(a[1]))->len);
    }
    if (!op_to_int64(t, ((tuple *)as_obj(a[1]))->items[0], &count) ||
        !lock_take(t, lock_of(a[0]), false, -1, &got)) {
        return NIL;
    }
    lock_of(a[0])->count = count > 0 ? (uint32_t)(count - 1) : 0;
    return NONE;
}

static value rlock_repr(thread *t, value v) {
    const gil_lock *l = lock_of(v);
    bool taken = l->owner != NULL;
    return str_format(t, "<%s %T object owner=%llu count=%u at 0x%llx>", locked_text(l), v,
                      taken ? (unsigned long long)ident_of(l->owner) : 0, taken ? l->count + 1 : 0,
                      (unsigned long long)object_id(t->vm, as_obj(v)));
}

static const native_def rlock_methods[] = {
    {"acquire", rlock_acquire, NULL, 0,
     "acquire(blocking=True) -> bool\n\n"
     "Lock the lock.  `blocking` indicates whether we should wait\n"
     "for the lock to be available or not.  If `blocking` is False\n"
     "and another thread holds the lock, the method will return False\n"
     "immediately.  If `blocking` is True and another thread holds\n"
     "the lock, the method will wait for the lock to be released,\n"
     "take it and then return True.\n"
     "(note: the blocking operation is interruptible.)"},
    {"release", rlock_release, "self, /", 0,
     "release()\n\n"
     "Release the lock, allowing another thread that is blocked waiting for\n"
     "the lock to acquire the lock.  The lock must be in the locked state,\n"
     "and must be locked by the same thread that unlocks it; otherwise a\n"
     "`RuntimeError` is raised."},
    {"_is_owned", rlock_is_owned, "self, /", 0,
     "_is_owned() -> bool\n\nFor internal use by `threading.Condition`."},
    {"_release_save", rlock_release_save, "self, /", 0,
     "_release_save() -> tuple\n\nFor internal use by `threading.Condition`."},
    {"_acquire_restore", rlock_acquire_restore, "self, state, /", 0,
     "_acquire_restore(state) -> None\n\nFor internal use by `threading.Condition`."},
    {"__enter__", rlock_acquire, NULL, 0, "Lock the lock."},
    {"__exit__", rlock_exit, NULL, 0, "Release the lock."},
    {"_at_fork_reinit", lock_at_fork_reinit, "self, /", 0, NULL},
    {0},
};

static const type_spec rlock_spec = {
    .name = "_thread.RLock",
    .size = sizeof(lock_object),
    .flags = TYPE_BASE | TYPE_WEAKREF,
    .trace = lock_trace,
    .slots = {.repr = rlock_repr, .new = rlock_new, .init = rlock_init},
    .methods = rlock_methods,
};

/* ---- _local ----
 *
 * The word at dict_offset holds the attribute dict of the thread that used the object last; every
 * access through an attribute first puts the right one there. Nothing else can run between that and
 * the use. The dicts of all threads are in by_thread; names in a subclass's __slots__ are in
 * `shared`, for all threads. */

typedef struct local_object {
    object h;
    value attrs; /* the dict of the thread `current` */
    uint64_t current;
    value args; /* tuple: what the class was called with; __init__ gets it again in each thread */
    value kwnames;   /* tuple or NIL: names of the last of them */
    value by_thread; /* dict: ident -> dict */
    value shared;    /* dict or NIL */
} local_object;

static void local_trace(gc *g, object *o) {
    local_object *l = (local_object *)o;
    gc_value(g, l->attrs);
    gc_value(g, l->args);
    gc_value(g, l->kwnames);
    gc_value(g, l->by_thread);
    gc_value(g, l->shared);
}

/* Drops the dicts of threads that have ended, once they outnumber the living. */
static bool local_forget_ended(thread *t, dict *by_thread) {
    size_t living = 0, pos = 0;
    value key, d;
    for (thread *x = t->vm->threads; x != NULL; x = x->next) {
        living++;
    }
    if (by_thread->used < 2 * living + 8) {
        return true;
    }
    dict *kept = dict_new(t);
    if (kept == NULL) {
        return false;
    }
    for (thread *x = t->vm->threads; x != NULL; x = x->next) {
        key = int_new_u64(t, thread_ident(x));
        d = dict_get(t, by_thread, key);
        if (d != NIL && !dict_set(t, kept, key, d)) {
            return false;
        }
    }
    dict_clear(t, by_thread);
    while (dict_next(kept, &pos, &key, &d)) {
        if (!dict_set(t, by_thread, key, d)) {
            return false;
        }
    }
    return true;
}

static bool local_add_thread(thread *t, local_object *l) {
    dict *by_thread = (dict *)as_obj(l->by_thread), *d = dict_new(t);
    value key = int_new_u64(t, thread_ident(t));
    if (d == NULL || key == NIL || !local_forget_ended(t, by_thread) ||
        !dict_set(t, by_thread, key, from_obj(d))) {
        return false;
    }
    l->attrs = from_obj(d);
    l->current = thread_ident(t);
    return true;
}

/* self.__init__ with the arguments of old, for a thread that is new to the object. */
static bool local_init_again(thread *t, local_object *l) {
    tuple *args = (tuple *)as_obj(l->args);
    value init = type_lookup(l->h.type, N(t, __init__));
    size_t nkw = l->kwnames == NIL ? 0 : ((tuple *)as_obj(l->kwnames))->len;
    value all = tuple_new(t, args->len + 1);
    if (all == NIL) {
        return false;
    }
    value *a = ((tuple *)as_obj(all))->items;
    a[0] = from_obj(l);
    memcpy(a + 1, args->items, args->len * sizeof(value));
    value r = call_values(t, init, a, (int)(args->len + 1 - nkw), l->kwnames);
    if (r != NIL && r != NONE) {
        raise_error(t, E_TYPE_ERROR, "__init__() should return None, not '%T'", r);
        r = NIL;
    }
    if (r != NIL) {
        return true;
    }
    value exc = t->exc; /* the next access tries again */
    t->exc = NIL;
    dict_del(t, (dict *)as_obj(l->by_thread), int_new_u64(t, thread_ident(t)));
    l->current = 0;
    t->exc = exc;
    return false;
}

/* Puts the calling thread's dict in place. */
static bool local_turn(thread *t, local_object *l) {
    if (l->current == thread_ident(t)) {
        return true;
    }
    value d = dict_get(t, (dict *)as_obj(l->by_thread), int_new_u64(t, thread_ident(t)));
    if (d != NIL) {
        l->attrs = d;
        l->current = thread_ident(t);
        return true;
    }
    if (!local_add_thread(t, l)) {
        return false;
    }
    if (l->h.type->slots.init == t->vm->types[T_OBJECT]->slots.init) {
        return true;
    }
    return local_init_again(t, l) && local_turn(t, l); /* others may have used it meanwhile */
}

/* Puts the dict in place in which `name` is to be looked for. */
static bool local_turn_for(thread *t, local_object *l, str *name) {
    if (!local_turn(t, l)) {
        return false;
    }
    if (l->h.type->spec != NULL || !is_kind(type_lookup(l->h.type, name), T_MEMBER)) {
        return true;
    }
    if (l->shared == NIL) {
        dict *d = dict_new(t);
        if (d == NULL) {
            return false;
        }
        l->shared = from_obj(d);
    }
    l->attrs = l->shared;
    l->current = 0;
    return true;
}

static value local_getattr(thread *t, value v, str *name) {
    return local_turn_for(t, (local_object *)as_obj(v), name) ? generic_getattr(t, v, name) : NIL;
}

static bool local_setattr(thread *t, value v, str *name, value x) {
    if (!local_turn_for(t, (local_object *)as_obj(v), name)) {
        return false;
    }
    if (name == N(t, __dict__)) {
        raise_error(t, E_ATTRIBUTE_ERROR, "'%T' object attribute '__dict__' is read-only", v);
        return false;
    }
    return generic_setattr(t, v, name, x);
}

static value local_new(thread *t, type *cls, value *a, int n) {
    value kwnames = t->kwnames;
    size_t nkw = kwnames == NIL ? 0 : ((tuple *)as_obj(kwnames))->len;
    t->kwnames = NIL;
    if ((n > 0 || nkw > 0) && cls->slots.init == t->vm->types[T_OBJECT]->slots.init) {
        return raise_error(t, E_TYPE_ERROR, "Initialization arguments are not supported");
    }
    dict *by_thread = dict_new(t);
    value args = tuple_of(t, a, (size_t)n + nkw);
    value v = by_thread == NULL || args == NIL ? NIL : instance_new(t, cls);
    if (v == NIL) {
        return NIL;
    }
    local_object *l = (local_object *)as_obj(v);
    l->args = args;
    l->kwnames = nkw > 0 ? kwnames : NIL;
    l->by_thread = from_obj(by_thread);
    return local_add_thread(t, l) ? v : NIL;
}

static const getset_def local_getset[] = {
    {"__dict__", object_get_dict, NULL, NULL},
    {0},
};

static const type_spec local_spec = {
    .name = "_thread._local",
    .size = sizeof(local_object),
    .flags = TYPE_BASE | TYPE_HAS_DICT | TYPE_WEAKREF,
    .dict_offset = offsetof(local_object, attrs),
    .trace = local_trace,
    .slots = {.getattr = local_getattr, .setattr = local_setattr, .new = local_new},
    .getset = local_getset,
    .doc = "Thread-local data",
};

/* ---- a thread's life ---- */

/* The function of start_new_thread raised. */
static void report_uncaught(thread *t) {
    if (exc_matches(t, t->exc, t->vm->exc[E_SYSTEM_EXIT])) {
        t->exc = NIL;
        return;
    }
    write_unraisable(t, "Exception ignored in thread started by", t->start_fn);
}

static void run_start_fn(thread *t) {
    tuple *args = (tuple *)as_obj(t->start_args);
    if (t->start_kwargs == NIL) {
        if (call_values(t, t->start_fn, args->items, (int)args->len, NIL) == NIL) {
            report_uncaught(t);
        }
        return;
    }
    dict *kw = (dict *)as_obj(t->start_kwargs);
    size_t nkw = kw->used, pos = 0;
    value all = tuple_new(t, args->len + nkw), kwnames = all == NIL ? NIL : tuple_new(t, nkw);
    value key, v, r = NIL;
    if (kwnames != NIL) {
        value *to = ((tuple *)as_obj(all))->items;
        memcpy(to, args->items, args->len * sizeof(value));
        for (size_t i = 0; i < nkw && dict_next(kw, &pos, &key, &v); i++) {
            to[args->len + i] = v;
            ((tuple *)as_obj(kwnames))->items[i] = key;
        }
        r = call_values(t, t->start_fn, to, (int)args->len, nkw > 0 ? kwnames : NIL);
    }
    if (r == NIL) {
        report_uncaught(t);
    }
}

static void forget_values(thread *t) {
    t->exc = t->handled = t->kwnames = t->object = NIL;
    t->trace_fn = t->profile_fn = t->async_exc = NIL;
    t->start_fn = t->start_args = t->start_kwargs = NIL;
    t->locals = t->sentinel = t->repr_stack = NIL;
}

static void thread_entry(gil_thread *seat, void *arg) {
    thread *t = arg;
    thread_set_c_stack(t);
    t->native_id = native_id(t);
    signals_thread_begins(t);
    run_start_fn(t);
    signals_thread_ends(t);
    value sentinel = t->sentinel;
    if (sentinel != NIL) {
        gil_lock_release(seat, lock_of(sentinel));
    }
    forget_values(t);
    t->c_base = t->c_saved = NULL; /* nothing to scan from here on: the C stack goes */
    stdlib_state *s = stdlib_of(t->vm);
    *(s->ended != NULL ? s->ended_tail : &s->ended) = t;
    s->ended_tail = &t->next_ended;
}

/* Gives the memory of ended threads back. They had the lock when they joined the list, so they have
 * left it by the time another has it. */
static void reap(thread *t) {
    stdlib_state *s = stdlib_of(t->vm);
    for (thread *x; (x = s->ended) != NULL;) {
        gil_thread *seat = x->gil;
        s->ended = x->next_ended;
        thread_free(x);
        gil_thread_free(seat);
    }
}

/* A threading.Thread starts itself by a bound method: then it is known what to call it in
 * reports. */
static bool note_thread_object(thread *t, thread *child, value fn) {
    if (!is_exact(fn, T_METHOD)) {
        return true;
    }
    bool failed;
    value self = ((method *)as_obj(fn))->self;
    value name = op_getattr_opt(t, self, str_intern(t, "_name"), &failed);
    if (failed) {
        return false;
    }
    if (is_kind(name, T_STR)) {
        const char *s = str_terminated(t, (str *)as_obj(name));
        if (s == NULL) {
            return false;
        }
        child->object = self;
        gil_thread_set_name(child->gil, s);
    }
    value daemon = op_getattr_opt(t, self, str_intern(t, "_daemonic"), &failed);
    child->daemon = daemon == V_TRUE;
    return !failed;
}

/* Would the system give a thread a stack of that size? Its real one has the size that the lock's
 * options say. */
static bool stack_possible(size_t size) {
    if (size < (size_t)1 << 26) {
        return true;
    }
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p != MAP_FAILED && munmap(p, size) == 0;
}

static value thread_start_new_thread(thread *t, value *a, int n) {
    if (!no_keywords(t, "start_new_thread") || !check_args(t, "start_new_thread", n, 2, 3)) {
        return NIL;
    }
    if (!op_callable(t, a[0])) {
        return raise_error(t, E_TYPE_ERROR, "first arg must be callable");
    }
    if (!is_kind(a[1], T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR, "2nd arg must be a tuple");
    }
    if (n == 3 && !is_kind(a[2], T_DICT)) {
        return raise_error(t, E_TYPE_ERROR, "optional 3rd arg must be a dictionary");
    }
    reap(t);
    thread *child = stack_possible(stdlib_of(t->vm)->thread_stack_size) ? thread_new(t->vm) : NULL;
    if (child == NULL) {
        return raise_error(t, E_RUNTIME_ERROR, "can't start new thread");
    }
    child->gil = gil_thread_new(t->vm->gil, child);
    if (child->gil == NULL) {
        thread_free(child);
        return raise_error(t, E_RUNTIME_ERROR, "can't start new thread");
    }
    child->start_fn = a[0];
    child->start_args = a[1];
    child->start_kwargs = n == 3 ? a[2] : NIL;
    signals_inherit(t, child);
    uint64_t ident = thread_ident(child);
    bool noted = note_thread_object(t, child, a[0]);
    if (!noted || gil_thread_start(t->gil, child->gil, thread_entry, child) < 0) {
        gil_thread *seat = child->gil;
        thread_free(child);
        gil_thread_free(seat);
        return noted ? raise_error(t, E_RUNTIME_ERROR, "can't start new thread") : NIL;
    }
    return int_new_u64(t, ident);
}

/* The lock that is released when the calling thread has ended. */
static value thread_set_sentinel(thread *t, value *a, int n) {
    t->sentinel = thread_allocate_lock(t, a, n);
    if (t->sentinel != NIL) {
        lock_of(t->sentinel)->is_end = true;
    }
    return t->sentinel;
}

static value thread_exit(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    value exc = exc_new(t, t->vm->exc[E_SYSTEM_EXIT], from_obj(t->vm->empty_tuple));
    return exc == NIL ? NIL : raise_value(t, exc);
}

static value thread_interrupt_main(thread *t, value *a, int n) {
    (void)n;
    int64_t number = 2;
    if (a[0] != NIL && !int_arg(t, a[0], &number)) {
        return NIL;
    }
    if (number < 1 || number > 64) {
        return raise_error(t, E_VALUE_ERROR, "signal number out of range");
    }
    signals_trip(t, (int)number);
    return NONE;
}

static value thread_stack_size(thread *t, value *a, int n) {
    (void)n;
    stdlib_state *s = stdlib_of(t->vm);
    size_t old = s->thread_stack_size;
    int64_t size = 0;
    if (a[0] != NIL && !ssize_arg(t, a[0], &size)) { /* asking sets it to 0, as in CPython */
        return NIL;
    }
    if (size < 0) {
        return raise_error(t, E_VALUE_ERROR, "size must be 0 or a positive value");
    }
    if (size != 0 && size < 32768) {
        return raise_error(t, E_VALUE_ERROR, "size not valid: %zu bytes", (size_t)size);
    }
    s->thread_stack_size = (size_t)size;
    return int_new_u64(t, old);
}

static value thread_count(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return int_new(t, (int64_t)gil_thread_count(t->vm->gil) - 1 - (t->vm->collector != NULL));
}

static value thread_daemon_threads_allowed(thread *t, value *a, int n) {
    (void)t;
    (void)a;
    (void)n;
    return V_TRUE;
}

/* ---- excepthook ---- */

static const getset_def hook_args_fields[] = {
    STRUCTSEQ_FIELD(0, "exc_type", "Exception type"),
    STRUCTSEQ_FIELD(1, "exc_value", "Exception value"),
    STRUCTSEQ_FIELD(2, "exc_traceback", "Exception traceback"),
    STRUCTSEQ_FIELD(3, "thread", "Thread"),
    {0},
};
static const type_spec hook_args_spec =
    STRUCTSEQ_SPEC("_thread._ExceptHookArgs", hook_args_fields,
                   "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.");

static value thread_excepthook(thread *t, value *a, int n) {
    (void)n;
    if (!is_obj(a[0]) || as_obj(a[0])->type->spec != &hook_args_spec) {
        return raise_error(t, E_TYPE_ERROR,
                           "_thread.excepthook argument type must be ExceptHookArgs");
    }
    tuple *args = (tuple *)as_obj(a[0]);
    value exc_type = args->items[0], exc = args->items[1], who = args->items[3];
    if (exc_type == from_obj(t->vm->exc[E_SYSTEM_EXIT])) {
        return NONE;
    }
    value err = sys_get(t, "stderr");
    if ((err == NIL || err == NONE) && who != NONE) {
        err = op_getattr(t, who, str_intern(t, "_stderr"));
        if (err == NIL) {
            return NIL;
        }
    }
    if (err == NIL || err == NONE) {
        return NONE;
    }
    value name = who == NONE ? int_new_u64(t, thread_ident(t)) : op_getattr(t, who, N(t, name));
    value text = name == NIL ? NIL : exc_format(t, exc);
    value all = text == NIL ? NIL : str_format(t, "Exception in thread %S:\n%S", name, text);
    return all == NIL || call_method(t, err, N(t, write), &all, 1) == NIL ||
                   call_method(t, err, N(t, flush), NULL, 0) == NIL
               ? NIL
               : NONE;
}

/* ---- the module ---- */

static const native_def thread_functions[] = {
    {"start_new_thread", thread_start_new_thread, NULL, 0,
     "start_new_thread(function, args[, kwargs])\n"
     "(start_new() is an obsolete synonym)\n\n"
     "Start a new thread and return its identifier.  The thread will call the\n"
     "function with positional arguments from the tuple args and keyword arguments\n"
     "taken from the optional dictionary kwargs.  The thread exits when the\n"
     "function returns; the return value is ignored.  The thread will also exit\n"
     "when the function raises an unhandled exception; a stack trace will be\n"
     "printed unless the exception is SystemExit.\n"},
    {"start_new", thread_start_new_thread, NULL, 0, "An obsolete synonym of start_new_thread()."},
    {"_wait", condition_wait, "condition, timeout, /", 0, "What threading.Condition.wait() does."},
    {"_notify", condition_notify, "condition, n, /", 0, "What threading.Condition.notify() does."},
    {"allocate_lock", thread_allocate_lock, "", 0,
     "allocate_lock() -> lock object\n(allocate() is an obsolete synonym)\n\n"
     "Create a new lock object. See help(type(threading.Lock())) for\ninformation about locks."},
    {"allocate", thread_allocate_lock, "", 0, "An obsolete synonym of allocate_lock()."},
    {"exit", thread_exit, "", 0,
     "exit()\n(exit_thread() is an obsolete synonym)\n\n"
     "This is synonymous to ``raise SystemExit''.  It will cause the current\n"
     "thread to exit silently unless the exception is caught."},
    {"exit_thread", thread_exit, "", 0, "An obsolete synonym of exit()."},
    {"interrupt_main", thread_interrupt_main, "signum=signal.SIGINT, /", 0,
     "interrupt_main(signum=signal.SIGINT, /)\n\n"
     "Simulate the arrival of the given signal in the main thread,\n"
     "where the corresponding signal handler will be executed.\n"
     "If *signum* is omitted, SIGINT is assumed.\n"
     "A subthread can use this function to interrupt the main thread.\n\n"
     "Note: the default signal handler for SIGINT raises ``KeyboardInterrupt``."},
    {"get_ident", thread_get_ident, "", 0,
     "get_ident() -> integer\n\n"
     "Return a non-zero integer that uniquely identifies the current thread\n"
     "amongst other threads that exist simultaneously."},
    {"get_native_id", thread_get_native_id, "", 0,
     "get_native_id() -> integer\n\n"
     "Return a non-negative integer identifying the thread as reported\n"
     "by the OS (kernel). This may be used to uniquely identify a\n"
     "particular thread within a system."},
    {"stack_size", thread_stack_size, "size=0, /", 0,
     "stack_size([size]) -> size\n\n"
     "Return the thread stack size used when creating new threads."},
    {"_count", thread_count, "", 0,
     "_count() -> integer\n\nReturn the number of currently running Python threads, excluding\n"
     "the main thread."},
    {"_set_sentinel", thread_set_sentinel, "", 0,
     "_set_sentinel() -> lock\n\n"
     "Set a sentinel lock that will be released when the current thread\n"
     "state is finalized (after it is untied from the interpreter)."},
    {"daemon_threads_allowed", thread_daemon_threads_allowed, "", 0,
     "Return True if daemon threads are allowed in the current interpreter,\nand False otherwise."},
    {"_excepthook", thread_excepthook, "args, /", 0,
     "excepthook(exc_type, exc_value, exc_traceback, thread)\n\n"
     "Handle uncaught Thread.run() exception."},
    {0},
};

static bool thread_init(thread *t, module *m) {
    type *lock = type_from_spec(t, &lock_spec, NULL), *rlock = type_from_spec(t, &rlock_spec, NULL);
    type *local = type_from_spec(t, &local_spec, NULL),
         *hook_args = structseq_type(t, &hook_args_spec, 4);
    value *root = vm_root(t->vm);
    if (lock == NULL || rlock == NULL || local == NULL || hook_args == NULL || root == NULL) {
        return false;
    }
    gil_thread_set_name(t->vm->main->gil, "MainThread");
    *root = from_obj(lock); /* allocate_lock needs it, whatever a script does to the module */
    stdlib_of(t->vm)->lock_type = lock;
    return module_set(t, m, "LockType", from_obj(lock)) &&
           module_set(t, m, "RLock", from_obj(rlock)) &&
           module_set(t, m, "_local", from_obj(local)) &&
           module_set(t, m, "_ExceptHookArgs", from_obj(hook_args)) &&
           module_set(t, m, "error", from_obj(t->vm->exc[E_RUNTIME_ERROR])) &&
           module_set_double(t, m, "TIMEOUT_MAX", TIMEOUT_MAX);
}

const module_def thread_module = {
    "_thread",
    "This module provides primitive operations to write multi-threaded programs.\n"
    "The 'threading' module provides a more convenient interface.",
    thread_functions,
    thread_init,
};

void threads_shutdown(thread *t) {
    value threading = dict_get_str(t->vm->modules, N(t, threading));
    if (threading == NIL || threading == NONE) {
        return;
    }
    if (call_method(t, threading, N(t, _shutdown), NULL, 0) != NIL) {
        return;
    }
    write_unraisable(t, NULL, threading);
}
