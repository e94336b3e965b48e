/* lock.c: script locks, join, and telling a deadlock.
 *
 * A gil_lock is changed under the GIL only. A taken one has a list of waiters, first come first.
 * Letting go makes the lock free and the first waiter ready; it stays at the head of the list until
 * it has really got the lock, or gives up: then it makes the next one ready, if the lock is free,
 * so that no wake-up is lost (test_gil: locks). A thread holds the lock `done` in its struct while
 * it lives, so join is to take that lock and let it go.
 */
#include "gil/gil.h"

#include "gil/policy.h"

#include <stdio.h>
#include <string.h>

static void list_add(gil_lock *l, gil_th *t) {
    gil_th *tail = l->tail != NULL ? gil_th_of(l->tail) : NULL;
    t->lock_next = NULL;
    t->lock_prev = tail;
    if (tail != NULL) {
        tail->lock_next = t;
    } else {
        l->head = &t->pub;
    }
    l->tail = &t->pub;
    l->waiting++;
}

static void list_remove(gil_lock *l, gil_th *t) {
    gil_thread *next = t->lock_next != NULL ? &t->lock_next->pub : NULL;
    gil_thread *prev = t->lock_prev != NULL ? &t->lock_prev->pub : NULL;
    if (prev != NULL) {
        t->lock_prev->lock_next = t->lock_next;
    } else {
        l->head = next;
    }
    if (next != NULL) {
        t->lock_next->lock_prev = t->lock_prev;
    } else {
        l->tail = prev;
    }
    t->lock_next = t->lock_prev = NULL;
    l->waiting--;
}

void gil_lock_forget(gil_th *t) {
    if (t->wait_lock != NULL) {
        list_remove(t->wait_lock, t);
        t->wait_lock = NULL;
    }
}

/* One look at the clock for all that happens here: it takes as long as the rest of a hand-over's
 * part of the core. */
void gil_lock_let(gil_thread *pt, gil_lock *l) {
    gil_th *t = gil_th_of(pt);
    gil *g = t->g;
    gil_th *call = NULL;
    if (l->watched) {
        gil_sync(t);
    }
    if (l->head == NULL) {
        gil_emit(t, GIL_EV_LET, 0, l->id, gil_time(g));
        return;
    }
    g->ops->lock(g->host);
    uint64_t now = gil_time(g);
    if (l->watched) {
        gil_emit(t, GIL_EV_LET, 0, l->id, now);
    }
    if (gil_th_of(l->head)->parked) { /* else it is on its way already */
        call = gil_ready_locked(g, gil_th_of(l->head), GIL_OK, t, now);
    }
    g->ops->unlock(g->host);
    if (call != NULL) {
        g->ops->wake(call->carrier);
    }
}

static void note_taken(gil_th *t, const gil_lock *l, uint64_t now) {
    gil_emit_at(t, t->pub.id, GIL_EV_TAKEN, 0, l->id, gil_where(t), now);
}

void gil_lock_taken(gil_thread *pt, const gil_lock *l) {
    gil_th *t = gil_th_of(pt);
    note_taken(t, l, gil_core_now(t));
}

/* From now on events tell who has it; the first says who has had it so far. */
static void watch(gil_th *t, gil_lock *l) {
    gil *g = t->g;
    char name[128] = "";
    uint32_t where = 0;
    uint64_t now = gil_core_now(t);
    if (g->opt.on_contention != NULL) {
        where = g->opt.on_contention(t->user, l, name, sizeof name);
    }
    gil_emit_at(t, l->owner_id, GIL_EV_TAKEN, 1, l->id, where, now);
    if (name[0] != '\0') {
        gil_emit_at(t, t->pub.id, GIL_EV_CALLED, 0, l->id, gil_text_add(g, name), now);
    }
    l->watched = true;
}

gil_result gil_lock_wait(gil_thread *pt, gil_lock *l, gil_why why, int64_t timeout_ns) {
    gil_th *t = gil_th_of(pt);
    gil *g = t->g;
    if (timeout_ns == 0) {
        return GIL_TIMEOUT;
    }
    why = l->is_end ? GIL_WHY_JOIN : why;
    if (l->id == 0 && why != GIL_WHY_JOIN) {
        l->id = ++g->next_lock_id;
    }
    uint64_t began = timeout_ns > 0 ? gil_core_now(t) : 0;
    uint32_t on = why == GIL_WHY_JOIN ? l->owner_id : l->id;
    gil_result r = GIL_OK;
    l->contended++;
    list_add(l, t);
    while (l->owner != NULL) {
        if (g->tracing && !l->watched && why != GIL_WHY_JOIN && l->owner != pt) {
            watch(t, l);
        }
        int64_t left = timeout_ns;
        if (timeout_ns > 0) {
            uint64_t spent = gil_core_now(t) - began;
            left = spent < (uint64_t)timeout_ns ? timeout_ns - (int64_t)spent : 0;
        }
        r = gil_wait(t, why, on, l, left);
        if (r != GIL_OK) {
            break;
        }
    }
    list_remove(l, t);
    if (l->owner == NULL) { /* perhaps let go while we gave up: then we have it all the same */
        l->owner = pt;
        l->owner_id = pt->id;
        if (l->watched) { /* after a wait that came to its end: since it has the GIL again */
            note_taken(t, l, r == GIL_OK && !g->following ? t->since : gil_core_now(t));
        }
        return GIL_OK;
    }
    return r;
}

gil_result gil_join(gil_thread *pt, gil_thread *child, int64_t timeout_ns) {
    gil_lock *done = &gil_th_of(child)->done;
    if (done->owner == NULL) {
        return GIL_OK;
    }
    gil_result r = gil_lock_wait(pt, done, GIL_WHY_JOIN, timeout_ns);
    if (r == GIL_OK) {
        gil_lock_release(pt, done);
    }
    return r;
}

/* --- Who waits for whom ---------------------------------------------------------------------- */

/* The thread with this id, if it lives. */
static gil_thread *living(gil *g, uint32_t id) {
    for (gil_thread *t = gil_thread_next(g, NULL); t != NULL; t = gil_thread_next(g, t)) {
        if (t->id == id) {
            return t;
        }
    }
    return NULL;
}

gil_wait_info gil_waits_on(gil *g, gil_thread *pt) {
    gil_th *t = gil_th_of(pt);
    gil_wait_info info = {.why = GIL_WHY_NONE};
    if (gil_state_of(t) == GIL_PARKED || gil_state_of(t) == GIL_OUTSIDE) {
        info.why = t->why;
        info.on = t->on;
        info.timed = t->timed;
        if (t->wait_lock != NULL) {
            info.lock = t->wait_lock;
            info.whom = living(g, t->wait_lock->owner_id);
        }
    }
    return info;
}

typedef struct text {
    char *at;
    size_t left;
} text;

static void say(text *to, const char *format, const char *name, uint32_t a, uint32_t b) {
    int n = snprintf(to->at, to->left, format, name, a, b);
    if (n > 0) {
        size_t used = (size_t)n < to->left ? (size_t)n : to->left - 1;
        to->at += used;
        to->left -= used;
    }
}

static void say_thread(text *to, gil_thread *t) {
    say(to, t->id == 0 ? "?" : "thread '%s' (%u)", gil_thread_name(t), t->id, 0);
}

static void say_wait(text *to, gil_thread *t, gil_wait_info w) {
    say(to, "  ", "", 0, 0);
    say_thread(to, t);
    if (w.why == GIL_WHY_LOCK) {
        say(to, " waits for lock %s%u, held by ", "", w.lock->id, 0);
    } else if (w.why == GIL_WHY_JOIN) {
        say(to, " waits for the end of ", "", 0, 0);
    } else {
        say(to, " waits on %s (%u)", gil_why_names[w.why], w.on, 0);
    }
    if (w.whom != NULL) {
        say_thread(to, w.whom);
    } else if (w.lock != NULL) {
        say(to, "thread %s%u, which has ended", "", w.lock->owner_id, 0);
    }
    say(to, "\n", "", 0, 0);
}

/* Follows `whom` from each thread; a thread met twice on one walk is on a cycle. NULL if there is
 * none. */
static gil_thread *find_cycle(gil *g, unsigned n) {
    for (gil_thread *t = gil_thread_next(g, NULL); t != NULL; t = gil_thread_next(g, t)) {
        gil_thread *at = t;
        for (unsigned i = 0; i <= n && at != NULL; i++) {
            at = gil_waits_on(g, at).whom;
        }
        if (at != NULL) {
            return at; /* n + 1 steps among n threads: it goes round */
        }
        if (n > 1000) {
            break; /* a walk from each of so many would take too long */
        }
    }
    return NULL;
}

void gil_tell_deadlock(gil_th *t, gil_lock *l) {
    gil *g = t->g;
    char buffer[8192] = "";
    text to = {buffer, sizeof buffer};
    if (g->opt.on_deadlock == NULL) {
        return;
    }
    /* t holds the GIL still; for the report it waits already. */
    gil_state state = gil_state_of(t);
    bool ends = l == NULL && t->why == GIL_WHY_NONE; /* it does not wait: it would leave them so */
    gil_state_set(t, state == GIL_HOLDING && !ends ? GIL_PARKED : state);
    t->wait_lock = l;
    t->timed = false;
    if (l != NULL) {
        t->why = l == &gil_th_of(l->owner)->done ? GIL_WHY_JOIN : GIL_WHY_LOCK;
    }
    gil_thread *cycle = find_cycle(g, gil_thread_count(g));
    if (cycle != NULL) {
        say(&to, "a cycle:\n", "", 0, 0);
        gil_thread *c = cycle;
        do {
            gil_wait_info w = gil_waits_on(g, c);
            say_wait(&to, c, w);
            c = w.whom;
        } while (c != cycle);
        say(&to, "all threads:\n", "", 0, 0);
    }
    for (gil_thread *c = gil_thread_next(g, NULL); c != NULL; c = gil_thread_next(g, c)) {
        gil_wait_info w = gil_waits_on(g, c);
        if (w.why != GIL_WHY_NONE) {
            say_wait(&to, c, w);
        }
    }
    g->opt.on_deadlock(g->opt.hook_arg, t->user, buffer);
    gil_state_set(t, state);
    t->wait_lock = NULL;
    t->why = GIL_WHY_NONE;
}
