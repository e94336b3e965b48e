/* collector.c: with --gc=thread collections are the work of a thread of their own, named gc, as in
 * runtimes where the collector is one of the interpreter's own threads. It sleeps until a poll
 * finds that a collection is due, then asks for the lock as the others do, waits its turn under the
 * policy, collects, runs `__del__` methods and weak references' callbacks, and sleeps again. So a
 * trace has a row for it, with its waits.
 *
 * It scans the others' C stacks from where they gave the lock up, as any collecting thread does.
 * While it waits for its turn the others go on and allocate: where the heap has grown by half as
 * much again as a collection should have allowed, who allocates collects at its own next poll
 * (heap_overdue), and the thread then wakes to nothing left to do. gc.collect() is always the
 * caller's own work.
 *
 * Scripts do not see it: threading does not count it, and a program in which only it is left asleep
 * is a deadlock as ever.
 */
#include "vm/collector.h"

#include "vm/gc.h"

static void collector_main(gil_thread *seat, void *arg) {
    thread *t = arg;
    vm *m = t->vm;
    thread_set_c_stack(t);
    while (!m->collector_ends) {
        if (heap_wants_collection(m)) {
            gc_collect(t);
            gc_run_finalizers(t);
        } else {
            gil_park(seat, GIL_WHY_OTHER, 0, -1);
        }
    }
    t->c_base = t->c_saved = NULL; /* nothing to scan from here on: the C stack goes */
}

void collector_start(thread *t) {
    vm *m = t->vm;
    thread *c = m->gc_thread && m->collector == NULL ? thread_new(m) : NULL;
    if (c == NULL) {
        return;
    }
    c->daemon = true;
    c->gil = gil_thread_new(m->gil, c);
    if (c->gil == NULL) {
        thread_free(c);
        return;
    }
    gil_thread_set_name(c->gil, "gc");
    m->collector_ends = false;
    if (gil_thread_start(t->gil, c->gil, collector_main, c) < 0) {
        gil_thread *seat = c->gil;
        thread_free(c);
        gil_thread_free(seat);
        return;
    }
    m->collector = c;
}

bool collector_stop(thread *t) {
    thread *c = t->vm->collector;
    if (c == NULL) {
        return false;
    }
    gil_thread *seat = c->gil;
    t->vm->collector = NULL; /* from here on collections are inline again */
    t->vm->collector_ends = true;
    gil_unpark(seat);
    while (gil_join(t->gil, seat, -1) == GIL_INTERRUPTED && !gil_thread_exited(seat)) {
        gil_yield(t->gil); /* a signal, which the next poll will see to */
    }
    thread_free(c);
    gil_thread_free(seat);
    return true;
}

bool collector_told(thread *t) {
    thread *c = t->vm->collector;
    if (c == NULL || c == t || heap_overdue(t->vm)) {
        return false;
    }
    gil_attention_clear(t->gil, GIL_ATT_COLLECT);
    gil_unpark(c->gil);
    return true;
}
