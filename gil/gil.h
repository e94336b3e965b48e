/* gil.h: all that the VM may see of the lock.
 *
 * One `gil` is one global interpreter lock with its policy, its host (real OS threads or the
 * simulated machine) and its threads. There is no global state: a process may make and drop
 * thousands of them.
 *
 * The VM meets the lock at one place, the poll. Each thread has two numbers:
 *
 *     steps     instructions run so far. Written by the owner only; the loop keeps it in a local
 *               and writes it back before gil_poll and before any call here that takes the thread.
 *     stop_at   the thread must be stopped when steps == stop_at, exactly, before it runs one more.
 *
 *     before each instruction of `n` steps (n > 1 if fused):
 *         if (steps + n > atomic_load_explicit(&t->stop_at, memory_order_relaxed)) {
 *             t->steps = steps;
 *             unsigned bits = gil_poll(t, is_branch ? GIL_POLL_BRANCH : 0);
 *             ... handle the bits. If steps + n > stop_at still: a fused form is run part by part;
 *             a form of one step runs, for gil_poll was asked at this very boundary ...
 *         }
 *         steps += n; run it.
 *
 * After gil_poll, stop_at says where to ask next. It is 0 while an attention bit stays set: every
 * instruction asks. A poll that comes too early (a fused form that would step over the stop) is
 * harmless.
 *
 * Who may call: functions that take a `gil_thread *t` as first argument are for the thread itself,
 * holding the lock, unless their comment says otherwise. Any of them that may give the lock up says
 * "may switch". Times are nanoseconds; a time-out below 0 means for ever, 0 means do not wait.
 */
#ifndef GILVM_GIL_GIL_H
#define GILVM_GIL_GIL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct gil gil;
typedef struct gil_lock gil_lock;
struct gil_host_ops; /* gil/host.h: gil_host_uv() and gil_host_sim() answer one */
struct gil_machine;  /* gil/host.h: the numbers of the machine */

/* The two numbers of a thread. The rest of the struct is in gil/policy.h; gil_thread_new and
 * gil_attach make it. */
typedef struct gil_thread {
    uint64_t steps;           /* owner only */
    _Atomic uint64_t stop_at; /* atomic; relaxed reads by the owner suffice: who asks for attention
                                 repeats the wish in a word that the poll reads in order */
    uint32_t id;              /* set once: 1, 2, ... in order of making */
} gil_thread;

#define GIL_NEVER UINT64_MAX

/* --- Options --------------------------------------------------------------------------------- */

typedef enum gil_polls { GIL_POLLS_EVERY, GIL_POLLS_BRANCH } gil_polls;

typedef struct gil_options {
    const char *policy; /* "tick:100"; NULL: the default, tick:100 */
    /* One that is not in policies.def and may be named too; or NULL. */
    const struct gil_policy *extra;
    gil_polls polls; /* where a switch may happen: any instruction, or back edges and calls only */
    bool io_drop_blocked; /* --io-drop=blocked: the I/O modules ask gil_io_drop_blocked() */
    bool deadlock_wait;   /* --deadlock=wait: hang as CPython does instead of telling */
    bool deaf;            /* Python 2: a signal does not end the wait for a lock or a join */
    uint32_t storm; /* Python 2: from a signal until the attached thread runs, the others let go and
                       take the lock again every so many steps; 0: they do not */
    bool no_spin;   /* who waits sleeps at once: the runtimes of --like do not spin */
    /* Not NULL: it says who goes on, instead of a policy: which of the threads `ids`, in order, as
     * an index. Asked before every instruction where a switch is allowed while others are ready,
     * and when the lock comes free. For the simulated host: there nothing else decides. */
    unsigned (*choose)(void *arg, const uint32_t *ids, unsigned n);
    void *choose_arg;
    const struct gil_host_ops *host;   /* required */
    const struct gil_machine *machine; /* NULL: the host's defaults */
    size_t ring_size;                  /* events kept per thread; 0: no events */
    size_t stack_size; /* bytes of C stack for started threads; 0: the host's default */

    struct gil_record *record; /* gil/record.h: to be written, or followed (then on the simulated
                                  host); NULL: none. The gil's from here on */

    /* Hooks; each may be NULL. `user` is what gil_thread_new or gil_attach was given.
     * on_leave runs just before the thread gives the lock up, on_enter just after it has it back,
     * both on the thread itself, with the lock held. The VM saves its C stack pointer and registers
     * there for the collector. */
    void (*on_leave)(void *user);
    void (*on_enter)(void *user);
    /* While events are kept: the number of the place in the source where `user`'s thread is (0:
     * unknown), for an event. With the lock held, or just taken while that thread stands still;
     * perhaps under the core's mutex, so it must not call back. */
    uint32_t (*where)(void *user);
    /* While events are kept: `user`'s thread is about to wait for `l`, which another took; nobody
     * had to before. Answers the place where it was taken (0: unknown), and writes its name, if it
     * has one, to `name`. */
    uint32_t (*on_contention)(void *user, const gil_lock *l, char *name, size_t len);
    /* Nobody can ever go on if `user`'s thread (which still holds the lock) now waits or ends.
     * `text` says who waits for whom, the cycle first if there is one; gil_waits_on and
     * gil_thread_next give the same as data. When it returns, the wait answers GIL_DEADLOCK. With
     * no hook the same happens, silently. */
    void (*on_deadlock)(void *arg, void *user, const char *text);
    /* Misuse of the lock itself: `text` names thread, policy and last events. NULL or a return:
     * abort(). */
    void (*on_fatal)(void *arg, const char *text);
    /* A followed run is not the recorded one: `text` says where and how. NULL or a return:
     * abort(). */
    void (*on_diverged)(void *arg, void *user, const char *text);
    void (*on_until)(void *arg, void *user); /* gil_follow_until: there it is */
    void *hook_arg;
} gil_options;

/* Makes a lock. NULL on failure (unknown policy, bad number, no memory), with a sentence in err. */
gil *gil_new(const gil_options *opt, char *err, size_t errlen);

/* Frees it, after gil_detach. Fibers of the simulated host that did not end are dropped. On the
 * real host, if OS threads still sleep inside (daemons), answers false and frees nothing: the
 * process is about to end. */
bool gil_free(gil *g);

/* Makes it as gil_new made it, by the same options (whose strings must still be there), for another
 * gil_attach; threads that did not end are dropped. Its memory, and the struct of the attached
 * thread, are used again: both keep their addresses. `locks`: script locks that are still there had
 * the numbers up to this one, gil_lock_ids() of then. False: this host cannot (the simulated one
 * can), or it is recorded. */
bool gil_reset(gil *g, uint32_t locks);
uint32_t gil_lock_ids(const gil *g);

/* --- Threads --------------------------------------------------------------------------------- */

/* The calling OS thread becomes thread 1 and holds the lock. Once per gil. NULL if out of
 * memory. */
gil_thread *gil_attach(gil *g, void *user);

/* Gives the lock up for good; nothing of `t` may be used after it. For the attached thread. */
void gil_detach(gil_thread *t);

/* fork(2), with the lock in order on both sides: -1 and errno, 0 in the child, where `t` is the
 * only thread: others count as ended, what they had locked stays so. Real host only. */
int gil_fork(gil_thread *t);

/* From now on nobody but `t` gets the lock: others that want it sleep for ever. For the end of the
 * program. */
void gil_close(gil_thread *t);

/* A thread that does not run yet; its id (1, 2, ... in order of making) is final. NULL if out of
 * memory. The lock must be held. The maker owns it and calls gil_thread_free, when it has exited or
 * was never started. */
gil_thread *gil_thread_new(gil *g, void *user);

/* Starts it: `fn(child, arg)` runs on its own C stack with the lock held; its return ends the
 * thread. 0, or a negative errno (-EAGAIN: no more threads), and then the child may be started
 * again or freed. Does not switch. */
int gil_thread_start(gil_thread *t, gil_thread *child, void (*fn)(gil_thread *child, void *arg),
                     void *arg);

/* Gives the memory back to a pool of this gil. Freeing a thread that still runs is fatal. Lock
 * held. */
void gil_thread_free(gil_thread *child);

bool gil_thread_exited(const gil_thread *child); /* lock held */
static inline uint32_t gil_thread_id(const gil_thread *t) {
    return t->id;
}
void *gil_thread_user(const gil_thread *t);                /* any thread */
gil *gil_of(const gil_thread *t);                          /* any thread */
void gil_thread_set_name(gil_thread *t, const char *name); /* copied, cut to 31 bytes; lock held */
const char *gil_thread_name(const gil_thread *t);
/* All living ones by id; NULL starts and ends; lock held. */
gil_thread *gil_thread_next(gil *g, gil_thread *t);
unsigned gil_thread_count(gil *g); /* started and not exited, the attached one included */

/* The C stack: it grows from *base down to *limit. For a collector that scans it. */
void gil_thread_stack(const gil_thread *t, void **base, void **limit);

/* --- The poll -------------------------------------------------------------------------------- */

enum { GIL_POLL_BRANCH = 1 }; /* the next instruction is a back edge or a call */

/* Attention bits, for the VM to handle. They stay set until gil_attention_clear. */
enum {
    GIL_ATT_COLLECT = 1u << 0,   /* a collection is due */
    GIL_ATT_SIGNAL = 1u << 1,    /* a signal came; ends waits */
    GIL_ATT_ASYNC_EXC = 1u << 2, /* an exception from another thread */
    GIL_ATT_TRACE = 1u << 3,     /* every instruction must ask (settrace, GILVM_OPS) */
    GIL_ATT_EXIT = 1u << 4,      /* the program ends; ends waits */
    GIL_ATT_ALL = (1u << 5) - 1,
    GIL_ATT_WAKES = GIL_ATT_SIGNAL | GIL_ATT_EXIT /* these end waits with GIL_INTERRUPTED */
};

/* Policy tick, drop request, simulated horizon. May switch. Answers the attention bits that are
 * set. t->steps must be written back. */
unsigned gil_poll(gil_thread *t, unsigned op_flags);

/* Sets bits for `t` and makes it poll; bits of GIL_ATT_WAKES also end its wait, now or at its next
 * one. By a holder for any thread that has not exited; for the attached thread, until gil_detach,
 * also from foreign threads and from signal handlers (on Linux; elsewhere not from handlers). */
void gil_attention(gil_thread *t, unsigned bits);

/* Clears bits. Clear before looking at what the bit stands for, or news that comes in between is
 * lost. */
void gil_attention_clear(gil_thread *t, unsigned bits);

unsigned gil_attention_get(const gil_thread *t); /* any thread */
unsigned gil_attention_here(gil_thread *t); /* its own, holding the lock: to act by it (recorded) */

/* --- Giving the lock up ---------------------------------------------------------------------- */

/* Threads hold the lock from their start; they give it up by parking, or by the pair below. */

/* What a thread is blocked on; names in gil_why_names, gil/trace.h. */
typedef enum gil_why {
    GIL_WHY_NONE,
    GIL_WHY_LOCK,  /* a script lock */
    GIL_WHY_JOIN,  /* another thread's end */
    GIL_WHY_SLEEP, /* time */
    GIL_WHY_FD,    /* a descriptor */
    GIL_WHY_CALL,  /* another blocking call: file, name look-up, process; a foreign wake-up */
    GIL_WHY_OTHER, /* a park of the VM's own, ended by another thread of this gil */
    GIL_WHY_COUNT
} gil_why;

/* Around a real blocking call. Between the two the thread must touch no object. `detail` goes to
 * the event. End may be slow: it queues for the lock. */
void gil_block_begin(gil_thread *t, gil_why why, uint32_t detail);
void gil_block_end(gil_thread *t);

/* Gives the lock to somebody else, if anybody is ready; returns when it has it back. */
void gil_yield(gil_thread *t);

typedef enum gil_result {
    GIL_OK,          /* woken, acquired, ready */
    GIL_TIMEOUT,     /* time is up; also for a try that failed */
    GIL_INTERRUPTED, /* an attention bit of GIL_ATT_WAKES is set: handle it, then go on waiting if
                        you still want to */
    GIL_DEADLOCK,    /* nobody could ever wake it (on_deadlock has been told) */
    GIL_ERROR        /* gil_wait_fd: the descriptor is bad */
} gil_result;

/* Waits until gil_unpark(t); one that came before is remembered (one, not a count). May also answer
 * GIL_OK for a left-over unpark: look at the reason in a loop. `on` is a number for the event. May
 * switch. */
gil_result gil_park(gil_thread *t, gil_why why, uint32_t on, int64_t timeout_ns);

/* From any thread, lock held or not. `t` must not have been freed. */
void gil_unpark(gil_thread *t);

/* Simulated machine: something that `t` waits for comes at `when` (gil_now), by itself: a message,
 * a hang-up. Its wait ends then with GIL_OK, as a wait for the outside does: it wakes without the
 * lock and queues for it. The earliest counts; told before it parks, it is remembered. Called by
 * any thread of this gil; does not switch. */
void gil_unpark_at(gil_thread *t, uint64_t when);

/* Sleeps; ns <= 0 is gil_yield. GIL_TIMEOUT is the normal answer, GIL_INTERRUPTED the other. May
 * switch. */
gil_result gil_sleep(gil_thread *t, int64_t ns);

enum { GIL_FD_READ = 1, GIL_FD_WRITE = 2 };

/* Waits until `fd` can be read or written, on the thread's own loop. GIL_OK: *ready (may be NULL)
 * has the events. A regular file is always ready. May switch; with timeout 0 it asks without giving
 * the lock up. */
gil_result gil_wait_fd(gil_thread *t, int fd, unsigned events, int64_t timeout_ns, unsigned *ready);

bool gil_io_drop_blocked(const gil *g); /* any thread */
bool gil_is_simulated(const gil *g);    /* any thread */
bool gil_recorded(const gil *g);        /* a recording is made or followed: gil/record.h */
/* The machine it was made for; with defaults filled in. Set once; any thread. */
const struct gil_machine *gil_machine_of(const gil *g);
bool gil_holds(const gil_thread *t); /* does `t` hold the lock? for asserts */

/* --- Time ------------------------------------------------------------------------------------ */

/* Monotonic; virtual on the simulated host, where the steps run so far count. */
uint64_t gil_now(gil_thread *t);
uint64_t gil_wall(gil_thread *t); /* since 1970; virtual likewise */
/* gil_now for measuring: what it answers must not matter to the script (no input of a
 * recording). */
uint64_t gil_clock(gil_thread *t);
/* Processor time of this thread, or of all; 0 on the real host, whose C library knows. */
uint64_t gil_cpu(gil_thread *t, bool all);
/* A native did `ns` worth of work at the simulated machine's speed; nothing on the real host. May
 * switch fibers, not the lock. */
void gil_charge(gil_thread *t, uint64_t ns);

/* Simulated machine: its alarm clock. SIGALRM comes at `*at` (gil_clock; GIL_NEVER: not at all),
 * and every `*every` ns after that if it is not 0; both answer what was set before. */
void gil_alarm(gil_thread *t, uint64_t *at, uint64_t *every);
/* Simulated machine: the calling thread, and those that it starts from now on, run on these cores
 * only, a bit each; UINT64_MAX: on any; 0: this is a question. Answers what it was. */
uint64_t gil_pin(gil_thread *t, uint64_t cores);
/* A native went through so many items (elements, limbs, groups of 16 bytes). As above, but it only
 * takes a note: the next poll, which comes before the next instruction, pays. */
void gil_work(gil_thread *t, uint64_t items);
/* Natives were called so often, or did things that took as long: took a lock, called back. Paid at
 * the next poll, which comes the sooner. */
void gil_called(gil_thread *t, unsigned calls);

/* --- Script locks ---------------------------------------------------------------------------- */

/* threading.Lock and RLock. All fields are under the GIL. The core knows from it who waits for
 * whom. A lock that is let go is free for whoever comes first; the longest waiter is made ready and
 * tries in its turn (as CPython: a thread that takes and lets go in a loop is not made to switch
 * each time). Zero-filled memory is an unlocked lock. */
struct gil_lock {
    gil_thread *owner;       /* who took it last; NULL: unlocked */
    uint32_t owner_id;       /* its id, still true when that thread is gone */
    uint32_t count;          /* RLock: how often the owner has it, less one */
    uint32_t id;             /* for events, given at the first contention; 0: none yet */
    uint32_t waiting;        /* how many wait */
    gil_thread *head, *tail; /* waiters, first come first */
    void *cookie;            /* the VM's: the lock object, for names in reports */
    uint64_t where;          /* the VM's: where it was taken */
    uint64_t contended;      /* acquires that had to wait */
    bool watched;            /* events tell who has it: since the first wait for another thread's,
                                if events are kept */
    bool is_end; /* the VM's: its owner lets it go at its end, so to wait for it is a join */
};

/* The slow half of the two below. */
gil_result gil_lock_wait(gil_thread *t, gil_lock *l, gil_why why, int64_t timeout_ns);
void gil_lock_let(gil_thread *t, gil_lock *l);
/* `t` took a watched lock: an event. */
void gil_lock_taken(gil_thread *t, const gil_lock *l);

/* GIL_OK, or GIL_TIMEOUT, GIL_INTERRUPTED, GIL_DEADLOCK. May switch if it is taken. */
static inline gil_result gil_lock_acquire(gil_thread *t, gil_lock *l, int64_t timeout_ns) {
    if (l->owner == NULL) {
        l->owner = t;
        l->owner_id = t->id;
        if (l->watched) {
            gil_lock_taken(t, l);
        }
        return GIL_OK;
    }
    return gil_lock_wait(t, l, GIL_WHY_LOCK, timeout_ns);
}

/* By any thread. False if it was not locked. Does not switch. */
static inline bool gil_lock_release(gil_thread *t, gil_lock *l) {
    if (l->owner == NULL) {
        return false;
    }
    l->owner = NULL;
    if (l->head != NULL || l->watched) {
        gil_lock_let(t, l);
    }
    return true;
}

/* RLock: the owner may take it again. Release by another thread than the owner answers false. */
static inline gil_result gil_rlock_acquire(gil_thread *t, gil_lock *l, int64_t timeout_ns) {
    if (l->owner == t) {
        l->count++;
        return GIL_OK;
    }
    return gil_lock_acquire(t, l, timeout_ns);
}

static inline bool gil_rlock_release(gil_thread *t, gil_lock *l) {
    if (l->owner != t) {
        return false;
    }
    if (l->count > 0) {
        l->count--;
        return true;
    }
    return gil_lock_release(t, l);
}

/* Waits for the end of `child`, however it ends. As gil_lock_acquire on a lock that the child holds
 * while it lives. */
gil_result gil_join(gil_thread *t, gil_thread *child, int64_t timeout_ns);

/* Who waits for what, for reports; lock held. */
typedef struct gil_wait_info {
    gil_why why;      /* GIL_WHY_NONE: does not wait */
    gil_lock *lock;   /* GIL_WHY_LOCK: the lock */
    gil_thread *whom; /* GIL_WHY_JOIN, GIL_WHY_LOCK: who must act; NULL if gone or unknown */
    uint32_t on;      /* the number given to gil_park, gil_block_begin; the descriptor */
    bool timed;       /* it will end by itself */
} gil_wait_info;
gil_wait_info gil_waits_on(gil *g, gil_thread *t);

/* --- The policy ------------------------------------------------------------------------------ */

/* "name" or "name:arg". False and a sentence in err, and nothing changed, if it does not parse.
 * Threads may wait; each is woken once. */
bool gil_set_policy(gil_thread *t, const char *spec, char *err, size_t errlen);
const char *gil_policy_spec(gil *g); /* as given, argument filled in: "tick:100"; lock held */

/* The policy's number, if it has one of that name: "checkinterval" (steps), "switchinterval"
 * (microseconds). False if this policy has no such knob, or the value is out of range. */
bool gil_knob_get(gil *g, const char *knob, uint64_t *value);
bool gil_knob_set(gil_thread *t, const char *knob, uint64_t value);

typedef struct gil_policy_doc {
    const char *name; /* "tick" */
    const char *arg;  /* "N=100", or "" */
    const char *doc;  /* one line */
    const char *text; /* a paragraph; lines of up to 130 characters */
} gil_policy_doc;
const gil_policy_doc *gil_policies(size_t *count); /* from policies.def */

/* --- Figures and events (reading them: gil/trace.h) ------------------------------------------ */

typedef struct gil_stats {
    uint64_t held_ns, waited_ns;        /* had the lock; wanted it */
    uint64_t blocked_ns[GIL_WHY_COUNT]; /* by what */
    uint64_t acquired;                  /* times it got the lock: its turns */
    uint64_t switches;                  /* of those, after another thread had it */
    uint64_t forced, voluntary;         /* times made to stop; times it blocked, yielded or ended */
    uint64_t kept; /* of the stops: it had the lock again at once, its turn went on */
    uint64_t vain; /* wasted wake-ups */
    uint64_t wait_p50_ns, wait_p99_ns, wait_max_ns; /* waits for the lock; within 20 % */
    uint64_t held_max_ns;                           /* longest hold */
    uint64_t steps;
} gil_stats;

void gil_stats_thread(gil_thread *t, gil_thread *whom, gil_stats *out); /* up to now */
void gil_stats_total(gil_thread *t, gil_stats *out); /* all threads, the exited ones included */

/* A thread as others see it from outside. */
typedef struct gil_row {
    uint32_t id;
    char name[32];
    bool holds, wants; /* has the lock; is ready for it. Neither: blocked on `why` */
    gil_why why;
    gil_stats stats; /* up to now; percentiles are not filled in */
} gil_row;

/* For a thread that is none of this gil's, on the real host: all living threads by id, at one
 * moment. While somebody runs, it is the holder who looks, at its next poll. Answers how many
 * threads there are (rows has the first `max`); 0 if no poll came within a tenth of a second. One
 * caller at a time. */
size_t gil_look(gil *g, gil_row *rows, size_t max, uint64_t *now);

/* A mark on the time line; the text is copied. Nothing if events are off. */
void gil_mark(gil_thread *t, const char *text);

/* A collection took from `began` (gil_now) until now: an event. */
void gil_note_collection(gil_thread *t, uint64_t began);

/* Misuse: tells on_fatal (or stderr) the thread, the policy, who holds and the last events; does
 * not return. */
_Noreturn void gil_fatal(gil *g, const gil_thread *t, const char *what);

#endif
