/* mod_queue.c: the module _queue: SimpleQueue, the queue without a limit and without join(); and
 * what Queue's get() and put() do.
 *
 * put() runs no Python code and waits for nobody, so that a finalizer or a signal handler may call
 * it in the middle of anything. The items are a ring. Who finds none takes `empty`, a lock that is
 * locked while somebody waits for an item: the first waiter has it, the others wait for it, put()
 * releases it. After each wake-up they look again.
 */
#include "stdlib/stdlib.h"
#include "vm/heap.h"
#include "vm/int.h"
#include "vm/place.h"
#include "vm/seq.h"
#include "vm/type.h"

typedef struct simple_queue {
    lock_object empty;
    value *ring;
    size_t room, first, len; /* room is a power of 2, or 0 */
} simple_queue;

static simple_queue *queue_of(value v) {
    return (simple_queue *)as_obj(v);
}

static void queue_trace(gc *g, object *o) {
    simple_queue *q = (simple_queue *)o;
    lock_mark(g, &q->empty.lock);
    for (size_t i = 0; i < q->len; i++) {
        gc_value(g, q->ring[(q->first + i) & (q->room - 1)]);
    }
}

static void queue_free(vm *m, object *o) {
    simple_queue *q = (simple_queue *)o;
    mem_free(m, q->ring, q->room * sizeof(value));
}

static value queue_new(thread *t, type *cls, value *a, int n) {
    if ((n > 0 || t->kwnames != NIL) && cls->slots.init == t->vm->types[T_OBJECT]->slots.init) {
        (void)a;
        return raise_error(t, E_TYPE_ERROR, "SimpleQueue() takes no arguments");
    }
    t->kwnames = NIL;
    value v = instance_new(t, cls);
    if (v != NIL) {
        queue_of(v)->empty.lock.cookie = as_obj(v);
        queue_of(v)->empty.made_at = place_now(t);
    }
    return v;
}

static bool grow(thread *t, simple_queue *q) {
    size_t room = q->room == 0 ? 8 : 2 * q->room;
    value *ring = mem_alloc(t, room * sizeof(value));
    if (ring == NULL) {
        return false;
    }
    for (size_t i = 0; i < q->len; i++) {
        ring[i] = q->ring[(q->first + i) & (q->room - 1)];
    }
    mem_free(t->vm, q->ring, q->room * sizeof(value));
    q->ring = ring;
    q->room = room;
    q->first = 0;
    return true;
}

static value queue_put(thread *t, value *a, int n) {
    (void)n;
    simple_queue *q = queue_of(a[0]);
    if (q->len == q->room && !grow(t, q)) {
        return NIL;
    }
    q->ring[(q->first + q->len++) & (q->room - 1)] = a[1];
    if (q->empty.lock.owner != NULL) {
        gil_lock_release(t->gil, &q->empty.lock);
    }
    return NONE;
}

static value raise_empty(thread *t) {
    value exc = exc_new(t, stdlib_of(t->vm)->queue_empty, from_obj(t->vm->empty_tuple));
    return exc == NIL ? NIL : raise_value(t, exc);
}

/* The arguments of get(); *ns < 0: for ever, 0: not at all. */
static bool get_args(thread *t, value block, value timeout, int64_t *ns) {
    int wait = block == NIL ? 1 : op_truth(t, block);
    *ns = wait ? -1 : 0;
    if (wait <= 0 || timeout == NIL || timeout == NONE) {
        return wait >= 0;
    }
    if (!lock_timeout(t, timeout, ns)) {
        return false;
    }
    if (*ns < 0) {
        raise_error(t, E_VALUE_ERROR, "'timeout' must be a non-negative number");
        return false;
    }
    return true;
}

static value queue_get(thread *t, value *a, int n) {
    (void)n;
    simple_queue *q = queue_of(a[0]);
    int64_t ns;
    if (!get_args(t, a[1], a[2], &ns)) {
        return NIL;
    }
    uint64_t end = ns > 0 ? gil_now(t->gil) + (uint64_t)ns : 0;
    while (q->len == 0) {
        bool got;
        if (!lock_take(t, &q->empty.lock, false, ns, &got)) {
            return NIL;
        }
        if (!got) {
            return raise_empty(t);
        }
        if (ns > 0) {
            uint64_t now = gil_now(t->gil);
            ns = now < end ? (int64_t)(end - now) : 0;
        }
    }
    value item = q->ring[q->first];
    q->first = (q->first + 1) & (q->room - 1);
    q->len--;
    if (q->empty.lock.owner != NULL) { /* the next waiter may look */
        gil_lock_release(t->gil, &q->empty.lock);
    }
    return item;
}

static value queue_get_nowait(thread *t, value *a, int n) {
    (void)n;
    value args[3] = {a[0], V_FALSE, NIL};
    return queue_get(t, args, 3);
}

static value queue_empty(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    return from_bool(queue_of(a[0])->len == 0);
}

static value queue_qsize(thread *t, value *a, int n) {
    (void)n;
    return int_new(t, (int64_t)queue_of(a[0])->len);
}

static const native_def queue_methods[] = {
    {"put", queue_put, "self, item, block=True, timeout=None", 0,
     "Put the item on the queue.\n\nIt never waits: the arguments block and timeout are there for "
     "Queue's sake."},
    {"put_nowait", queue_put, "self, item", 0,
     "Put the item on the queue without waiting, as put() does."},
    {"get", queue_get, "self, block=True, timeout=None", 0,
     "Take the oldest item off the queue, waiting for one.\n\n"
     "Raises Empty if there is none and block is false, or none came within timeout seconds."},
    {"get_nowait", queue_get_nowait, "self, /", 0, "get(block=False)"},
    {"empty", queue_empty, "self, /", 0, "Whether there seem to be no items."},
    {"qsize", queue_qsize, "self, /", 0,
     "About how many items there are: others may be changing that."},
    {"__class_getitem__", alias_class_getitem, "cls, object, /", NATIVE_CLASS, "See PEP 585"},
    {0},
};

static const type_spec queue_spec = {
    .name = "_queue.SimpleQueue",
    .size = sizeof(simple_queue),
    .flags = TYPE_BASE | TYPE_WEAKREF,
    .trace = queue_trace,
    .free = queue_free,
    .slots = {.new = queue_new},
    .methods = queue_methods,
    .doc = "Simple, unbounded, reentrant FIFO queue.",
};

/* class Empty(Exception) */
static type *make_empty(thread *t) {
    value base = from_obj(t->vm->exc[E_EXCEPTION]), bases = tuple_of(t, &base, 1);
    dict *ns = dict_new(t);
    value in = str_from(t, "_queue"),
          doc = str_from(t, "Exception raised by Queue.get(block=0)/get_nowait().");
    str *name = str_intern(t, "Empty");
    if (bases == NIL || ns == NULL || in == NIL || doc == NIL || name == NULL ||
        !dict_set_str(t, ns, N(t, __module__), in) || !dict_set_str(t, ns, N(t, __doc__), doc)) {
        return NULL;
    }
    return type_new_class(t, t->vm->types[T_TYPE], name, (tuple *)as_obj(bases), ns, NULL, 0, NIL);
}

/* ---- Queue.get() and put() that wait for ever ----
 *
 * The class is Python, in stdlib/lib/queue.py; these are the bodies of its two busiest methods,
 * for the reason that condition.c gives. A method that a subclass has is called. */

static bool lock_mutex(thread *t, value mutex) {
    bool got;
    return lock_is_plain(t, mutex)
               ? lock_take(t, &((lock_object *)as_obj(mutex))->lock, false, -1, &got)
               : call_method(t, mutex, N(t, acquire), NULL, 0) != NIL;
}

/* Passes `result` on, and with NIL its exception, unless letting go fails too. A plain lock is let
 * go without an allocation: where memory has run out that must not fail. */
static value unlock_mutex(thread *t, value mutex, value result) {
    if (lock_is_plain(t, mutex)) {
        gil_lock_release(t->gil, &((lock_object *)as_obj(mutex))->lock);
        return result;
    }
    value exc = t->exc;
    t->exc = NIL;
    if (call_method(t, mutex, N(t, release), NULL, 0) == NIL) {
        return NIL;
    }
    t->exc = exc;
    return result;
}

/* self.NAME(item), which for a deque is its method `plain`. */
static value stored(thread *t, value self, str *name, str *plain, value item) {
    value f = op_getattr(t, self, name);
    value items = f != NIL && method_from_library(f) ? op_getattr(t, self, N(t, queue)) : NONE;
    if (f == NIL || items == NIL) {
        return NIL;
    }
    if (items == NONE || is_kind(items, T_LIST)) {
        return call_values(t, f, &item, item != NIL, NIL);
    }
    return call_method(t, items, plain, &item, item != NIL);
}

/* self._qsize() */
static value stored_size(thread *t, value self) {
    value f = op_getattr(t, self, N(t, _qsize));
    if (f == NIL || !method_from_library(f)) {
        return f == NIL ? NIL : call0(t, f);
    }
    value items = op_getattr(t, self, N(t, queue));
    int64_t len = items == NIL ? -1 : op_len(t, items);
    return len < 0 ? NIL : int_new(t, len);
}

/* self.CONDITION.wait() or .notify() */
static bool tell(thread *t, value self, str *condition, str *name) {
    value c = op_getattr(t, self, condition), f = c == NIL ? NIL : op_getattr(t, c, name);
    if (f == NIL || !method_from_library(f)) {
        return f != NIL && call0(t, f) != NIL;
    }
    bool waits = name == N(t, wait);
    value args[2] = {c, waits ? NONE : from_small(1)};
    return (waits ? condition_wait(t, args, 2) : condition_notify(t, args, 2)) != NIL;
}

static bool wait_for_item(thread *t, value self) {
    for (;;) {
        value size = stored_size(t, self);
        int some = size == NIL ? -1 : op_truth(t, size);
        if (some != 0) {
            return some > 0;
        }
        if (!tell(t, self, N(t, not_empty), N(t, wait))) {
            return false;
        }
    }
}

/* Is self.maxsize above 0, and are there so many items? -1 = exception. */
static int is_full(thread *t, value self) {
    value max = op_getattr(t, self, N(t, maxsize));
    value limited = max == NIL ? NIL : op_compare(t, max, from_small(0), CMP_GT);
    int is = limited == NIL ? -1 : op_truth(t, limited);
    if (is <= 0) {
        return is;
    }
    value size = stored_size(t, self);
    value full = size == NIL ? NIL : op_compare(t, size, max, CMP_GE);
    return full == NIL ? -1 : op_truth(t, full);
}

static bool wait_for_room(thread *t, value self) {
    int full;
    while ((full = is_full(t, self)) > 0) {
        if (!tell(t, self, N(t, not_full), N(t, wait))) {
            return false;
        }
    }
    return full == 0;
}

static bool one_more_task(thread *t, value self) {
    value tasks = op_getattr(t, self, N(t, unfinished_tasks));
    value more = tasks == NIL ? NIL : op_binary(t, tasks, from_small(1), BIN_ADD);
    return more != NIL && op_setattr(t, self, N(t, unfinished_tasks), more);
}

/* What the two below take, each time, attributes looked up and locks and all, as long as so many
 * calls of a native: see thread_called. Measured. */
enum { GET_CALLS = 36, PUT_CALLS = 47 };

/* _get(queue) */
static value queue_get_for_ever(thread *t, value *a, int n) {
    (void)n;
    thread_called(t, GET_CALLS);
    value self = a[0], mutex = op_getattr(t, self, N(t, mutex)), item = NIL;
    if (mutex == NIL || !lock_mutex(t, mutex)) {
        return NIL;
    }
    if (wait_for_item(t, self)) {
        item = stored(t, self, N(t, _get), N(t, popleft), NIL);
        item = item != NIL && tell(t, self, N(t, not_full), N(t, notify)) ? item : NIL;
    }
    return unlock_mutex(t, mutex, item);
}

/* _put(queue, item) */
static value queue_put_for_ever(thread *t, value *a, int n) {
    (void)n;
    thread_called(t, PUT_CALLS);
    value self = a[0], mutex = op_getattr(t, self, N(t, mutex));
    if (mutex == NIL || !lock_mutex(t, mutex)) {
        return NIL;
    }
    bool done = wait_for_room(t, self) && stored(t, self, N(t, _put), N(t, append), a[1]) != NIL &&
                one_more_task(t, self) && tell(t, self, N(t, not_empty), N(t, notify));
    return unlock_mutex(t, mutex, done ? NONE : NIL);
}

static const native_def queue_functions[] = {
    {"_get", queue_get_for_ever, "queue, /", 0, "What queue.Queue.get() does without a time-out."},
    {"_put", queue_put_for_ever, "queue, item, /", 0,
     "What queue.Queue.put() does without a time-out."},
    {0},
};

static bool queue_init(thread *t, module *m) {
    type *cls = type_from_spec(t, &queue_spec, NULL), *empty = make_empty(t);
    value *root = vm_root(t->vm);
    if (cls == NULL || empty == NULL || root == NULL) {
        return false;
    }
    *root = from_obj(empty); /* get() needs it, whatever a script does to the module */
    stdlib_of(t->vm)->queue_empty = empty;
    return module_set(t, m, "SimpleQueue", from_obj(cls)) &&
           module_set(t, m, "Empty", from_obj(empty));
}

const module_def queue_module = {
    "_queue",
    "SimpleQueue, for the module queue.",
    queue_functions,
    queue_init,
};
