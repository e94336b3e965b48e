/* condition.c: threading.Condition's wait() and notify() without frames of Python.
 *
 * A Condition is a lock and `_waiters`, a deque of locks: each waiting thread makes one, takes it,
 * and waits to take it once more, until notify() lets it go. The class is written in Python
 * (stdlib/lib/threading.py); these two methods are calls of the natives here, because in Python
 * they made a turn longer than 100 instructions: under the default policy each hand-over was
 * stopped half-way, with the Condition's lock held, which cost two more.
 *
 * What a subclass may replace is looked up and called. Only where _is_owned, _release_save and
 * _acquire_restore are the library's own, over a plain Lock, their work is done here.
 */
#include <string.h>

#include "stdlib/stdlib.h"
#include "vm/code.h"
#include "vm/str.h"
#include "vm/type.h"

/* What the two take, attributes looked up and locks made and all, as long as so many calls of a
 * native: see thread_called. Measured. */
enum { WAIT_CALLS = 37, NOTIFY_CALLS = 4 };

static gil_lock *lock_of(value v) {
    return &((lock_object *)as_obj(v))->lock;
}

bool lock_is_plain(thread *t, value v) {
    return is_obj(v) && as_obj(v)->type == stdlib_of(t->vm)->lock_type;
}

bool method_from_library(value bound) {
    if (!is_kind(bound, T_METHOD) || !is_kind(((method *)as_obj(bound))->func, T_FUNC)) {
        return false;
    }
    const func *f = (const func *)as_obj(((method *)as_obj(bound))->func);
    return strncmp(f->code->filename->data, EMBEDDED_PATH, strlen(EMBEDDED_PATH)) == 0;
}

/* Is the method `bound` Condition's own, and the lock a plain one? */
static bool is_plain(thread *t, value lock, value bound) {
    return lock_is_plain(t, lock) && method_from_library(bound);
}

/* 1, 0, or -1 = exception. A plain lock does not know its owner: being locked has to do. */
static int is_owned(thread *t, value self, value lock) {
    value f = op_getattr(t, self, N(t, _is_owned));
    if (f != NIL && is_plain(t, lock, f)) {
        return lock_of(lock)->owner != NULL;
    }
    value owned = f == NIL ? NIL : call0(t, f);
    return owned == NIL ? -1 : op_truth(t, owned);
}

/* Answers what acquire_restore wants to have. */
static value release_save(thread *t, value self, value lock) {
    value f = op_getattr(t, self, N(t, _release_save));
    if (f != NIL && is_plain(t, lock, f)) {
        gil_lock_release(t->gil, lock_of(lock));
        return NONE;
    }
    return f == NIL ? NIL : call0(t, f);
}

/* f: the condition's own _acquire_restore. */
static bool acquire_restore(thread *t, value f, value lock, value state) {
    bool got;
    return is_plain(t, lock, f) ? lock_take(t, lock_of(lock), false, -1, &got)
                                : call1(t, f, state) != NIL;
}

/* Until notify() lets `waiter` go: 1; 0 = time was up, -1 = exception. */
static int sleep_until_notified(thread *t, value waiter, value timeout) {
    bool got;
    int64_t ns = -1;
    if (timeout != NONE) {
        value later = op_compare(t, timeout, from_small(0), CMP_GT);
        int is_later = later == NIL ? -1 : op_truth(t, later);
        if (is_later < 0 || (is_later > 0 && !lock_timeout_in_range(t, timeout, &ns))) {
            return -1;
        }
        ns = is_later > 0 ? ns : 0;
    }
    return lock_take(t, lock_of(waiter), false, ns, &got) ? got : -1;
}

/* It was not notified: out of the queue, unless notify() took it out just now. */
static bool stop_waiting(thread *t, value waiters, value waiter) {
    if (call_method(t, waiters, N(t, remove), &waiter, 1) != NIL) {
        return true;
    }
    if (!exc_is(t, E_VALUE_ERROR)) {
        return false;
    }
    exc_clear(t);
    return true;
}

/* _wait(condition, timeout) */
value condition_wait(thread *t, value *a, int n) {
    (void)n;
    value self = a[0], lock = op_getattr(t, self, N(t, _lock));
    int owned = lock == NIL ? -1 : is_owned(t, self, lock);
    thread_called(t, WAIT_CALLS);
    if (owned <= 0) {
        return owned < 0 ? NIL : raise_error(t, E_RUNTIME_ERROR, "cannot wait on un-acquired lock");
    }
    bool got;
    /* All that needs memory comes before the lock is let go: it must be taken again. */
    value waiters = op_getattr(t, self, N(t, _waiters)), waiter = lock_new(t);
    value restore = op_getattr(t, self, N(t, _acquire_restore));
    if (restore == NIL || waiters == NIL || waiter == NIL ||
        !lock_take(t, lock_of(waiter), false, 0, &got) ||
        call_method(t, waiters, N(t, append), &waiter, 1) == NIL) {
        return NIL;
    }
    ((lock_object *)as_obj(waiter))->is_waiter = true;
    value state = release_save(t, self, lock);
    if (state == NIL) {
        return NIL;
    }
    int notified = sleep_until_notified(t, waiter, a[1]);
    value exc = t->exc;
    t->exc = NIL;
    if (!acquire_restore(t, restore, lock, state) ||
        (notified <= 0 && !stop_waiting(t, waiters, waiter))) {
        exception *e = (exception *)as_obj(t->exc);
        e->context = e->context == NIL ? exc : e->context; /* as in a finally clause */
        return NIL;
    }
    t->exc = exc;
    return exc != NIL ? NIL : from_bool(notified);
}

/* waiters and n > 0: 1, 0, or -1 = exception. */
static int more(thread *t, value waiters, value n) {
    int64_t len = op_len(t, waiters);
    value left = len > 0 ? op_compare(t, n, from_small(0), CMP_GT) : NIL;
    return len < 0 ? -1 : len == 0 ? 0 : left == NIL ? -1 : op_truth(t, left);
}

/* _notify(condition, n) */
value condition_notify(thread *t, value *a, int argc) {
    (void)argc;
    value self = a[0], n = a[1], lock = op_getattr(t, self, N(t, _lock));
    int owned = lock == NIL ? -1 : is_owned(t, self, lock), again;
    thread_called(t, NOTIFY_CALLS);
    if (owned <= 0) {
        return owned < 0 ? NIL
                         : raise_error(t, E_RUNTIME_ERROR, "cannot notify on un-acquired lock");
    }
    value waiters = op_getattr(t, self, N(t, _waiters));
    if (waiters == NIL) {
        return NIL;
    }
    while ((again = more(t, waiters, n)) > 0) {
        value waiter = call_method(t, waiters, N(t, popleft), NULL, 0);
        if (waiter == NIL || !lock_is_plain(t, waiter)) {
            return waiter == NIL ? NIL : raise_error(t, E_TYPE_ERROR, "%T cannot wait", waiter);
        }
        /* False: notified before, but interrupted before it could leave the queue. */
        thread_called(t, 2); /* popleft found, the waiter let go */
        if (gil_lock_release(t->gil, lock_of(waiter)) &&
            (n = op_binary(t, n, from_small(1), BIN_SUB)) == NIL) {
            return NIL;
        }
    }
    return again < 0 ? NIL : NONE;
}
