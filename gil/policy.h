/* policy.h: what a policy sees and must answer; the whole structs of the lock and of a thread.
 *
 * A policy is a table of callbacks (gil_policy) in one file, named in policies.def. Every callback
 * but on_poll runs with the core's mutex held. It may read everything here: the queue of ready
 * threads (g->head, ->next; first come first), n_ready, states, times, steps of threads that do not
 * run; it keeps its own things in g->policy_state and in the two `note` words of each thread. It
 * acts by its answers, gil_preempt and gil_nudge. It must not allocate after init, do
 * I/O, take another lock, or wait. It never asks on which host it stands.
 */
#ifndef GILVM_GIL_POLICY_H
#define GILVM_GIL_POLICY_H

#include "gil/gil.h"
#include "gil/host.h"
#include "gil/trace.h"

typedef enum gil_state {
    GIL_NEW,      /* made, not started */
    GIL_STARTING, /* its carrier is on the way */
    GIL_READY,    /* wants the lock; in the queue */
    GIL_HOLDING,  /* has it, or has just been granted it and is on the way */
    GIL_PARKED,   /* waits for gil_unpark or time */
    GIL_OUTSIDE,  /* in a blocking call */
    GIL_EXITED
} gil_state;

enum { GIL_HIST = 160 }; /* waits: 4 buckets for each power of two of nanoseconds */

typedef struct gil_th {
    gil_thread pub; /* first: gil_thread * and gil_th * convert */
    gil *g;         /* set once */
    void *user;     /* set once */
    gil_carrier *carrier;
    _Atomic unsigned want; /* attention bits, and the core's own above them (WANT_*) */

    /* The holder's limits; owner or, before it was woken, its granter under the mutex. */
    uint64_t budget_at;   /* the policy wants it to stop at this step */
    uint64_t nudge_at;    /* at this step it wakes ready threads that have not heard of it */
    uint64_t horizon_at;  /* simulated host: at this step something else is due */
    uint64_t charged;     /* steps already told to the simulated host */
    uint64_t work, calls; /* gil_work and gil_called not yet told to it */
    uint64_t grant_steps; /* steps when it was granted the lock */

    /* Atomic: changed by the holder or under the mutex, and read with either: who walks the list of
     * threads holds the lock alone. Relaxed: what else it reads of a thread was written under the
     * lock. */
    _Atomic gil_state state;

    /* Under the mutex. */
    uint64_t since;             /* when it entered this state; ns */
    struct gil_th *next, *prev; /* the queue of ready threads */
    bool parked;                /* asleep in gil_wait, not in the queue */
    unsigned looks;             /* how often it woke there */
    bool sleeping;              /* in the queue and asleep: needs a wake */
    bool dozing;          /* ... since before it was made ready, so its patience does not run yet */
    bool called;          /* a wake is on its way to it: there was a chance to get the lock */
    bool asked;           /* it last left because it had been asked to */
    gil_leave last_leave; /* why it last left the lock */
    bool token;           /* an unpark came early */
    uint64_t seen_switches; /* for patience: g->switches when it fell asleep */
    /* The policy's; zeroed when a policy is installed and when a thread is made. */
    uint64_t note[2];
    _Atomic bool granted; /* it was handed the lock. Atomic: release by the granter, acquire by the
                             owner, who thus sees its new limits without the mutex */
    /* The holder: since when it runs, GIL_NEVER: on its way. Atomic: a figure for policies, written
     * without the mutex, nothing else hangs on it. */
    _Atomic uint64_t runs_since;
    /* What it waits for; owner before it parks, then read under the GIL. */
    gil_why why;
    uint32_t on;
    bool timed;
    /* Simulated: what it waits for comes then (gil_unpark_at); GIL_NEVER: who knows. */
    uint64_t due;
    gil_lock *wait_lock;
    struct gil_th *lock_next, *lock_prev;

    bool in_line;  /* set once: its starter put it into the queue */
    gil_lock done; /* it holds this one while it lives: gil_join */
    struct gil_th *all_next, *all_prev;
    void (*fn)(gil_thread *, void *);
    void *arg;
    char name[32];
    uint32_t where; /* where it last let go */

    /* Its place in a recording (record.h); owner. */
    uint64_t mark;     /* steps at its last entry */
    uint64_t op_steps; /* where `ops` counts */
    uint32_t ops;      /* operations begun at that step */
    bool signal_told;  /* the signal that is pending has its entry */

    /* Figures; owner while it holds, else under the mutex. */
    gil_stats stats;
    uint32_t hist[GIL_HIST];
    uint64_t kept_told; /* of stats.kept, those that events have told of */
    gil_ring ring;
} gil_th;

static inline gil_state gil_state_of(const gil_th *t) {
    return atomic_load_explicit(&t->state, memory_order_relaxed); /* see there */
}

static inline void gil_state_set(gil_th *t, gil_state state) {
    atomic_store_explicit(&t->state, state, memory_order_relaxed);
}

/* A policy's answer to: who is next? */
typedef struct gil_policy gil_policy;

typedef struct gil_answer {
    enum { GIL_ANSWER_NOBODY, GIL_ANSWER_ANYONE, GIL_ANSWER_ANYONE_ELSE, GIL_ANSWER_THREAD } kind;
    gil_th *t;
    bool posts; /* an open race as on a semaphore: see GIL_ANYONE_POSTED */
} gil_answer;

static inline gil_answer gil_give(gil_th *t) {
    return (gil_answer){GIL_ANSWER_THREAD, t, false};
}
/* Stay closed, ask at the next arrival. */
#define GIL_NOBODY ((gil_answer){GIL_ANSWER_NOBODY, NULL, false})
/* An open race, the leaver may win. */
#define GIL_ANYONE ((gil_answer){GIL_ANSWER_ANYONE, NULL, false})
/* As above, and the call is a system call also where all have been called and are on their way: the
 * race is open for that long. */
#define GIL_ANYONE_POSTED ((gil_answer){GIL_ANSWER_ANYONE, NULL, true})
/* A forced switch, if there is anyone. */
#define GIL_ANYONE_ELSE ((gil_answer){GIL_ANSWER_ANYONE_ELSE, NULL, false})

struct gil_policy {
    const char *name;
    size_t state_size; /* zeroed bytes at g->policy_state */
    bool strict;       /* ask `pick` and `budget` also when only one thread wants the lock */
    bool hands_over;   /* pick answers threads: who waits for the lock may spin a little before it
                          sleeps */
    bool turns;        /* it promises a turn to everyone who waits, whatever the others do */
    bool requeues;     /* whose patience ran out waits anew as the last of the queue */
    const char *knob;  /* name of its number, if it is settable; the number is the first uint64_t of
                          its state */
    uint64_t knob_min, knob_max;

    /* Parses the argument ("" if none). False and a sentence in err if it is wrong. */
    bool (*init)(gil *g, void *state, const char *arg, char *err, size_t errlen);
    void (*fini)(void *state);
    /* Writes its argument as it is now. Absent: the knob's number, or the argument as given. */
    void (*print)(const void *state, char *arg, size_t len);
    /* `t` is granted the lock, or circumstances changed while it has it: the step at which it must
     * stop; GIL_NEVER. Asked again when a first waiter arrives; not asked (never) while nobody is
     * ready, unless strict. */
    uint64_t (*budget)(gil *g, gil_th *t);
    /* t is about to sleep in the queue: for how long before on_timeout; GIL_NEVER. */
    uint64_t (*patience)(gil *g, gil_th *t);
    void (*on_ready)(gil *g, gil_th *t); /* t joined the queue */
    /* Its patience ran out and somebody still has the lock. */
    void (*on_timeout)(gil *g, gil_th *t);
    /* If present the holder is asked at every instruction while others are ready, instead of having
     * a budget: stop here? Runs on the holder, without the mutex. */
    bool (*on_poll)(gil *g, gil_th *t, bool branch);
    /* The lock became free, or a thread arrived while it stayed closed (leaver NULL,
     * GIL_LEAVE_ARRIVAL). At least one is ready. A leaver that wants the lock again is in the
     * queue, last. Never absent. */
    gil_answer (*pick)(gil *g, gil_th *leaver, gil_leave why);
};

struct gil {
    const gil_host_ops *ops; /* set once */
    gil_host *host;          /* set once */
    gil_options opt;         /* set once */
    gil_machine machine;     /* set once */

    /* The holder, and GIL_SLOW in bit 0. Atomic: acquire when taken, release when given. Without
     * SLOW anyone may take (0 -> t) or give (t -> 0) it by compare-and-swap; with SLOW it changes
     * under the mutex only. SLOW is set while threads are ready, and always under a strict policy
     * or after gil_close. */
    _Alignas(16) _Atomic uintptr_t word;
    /* Of the next event; beside the word, which the one who writes an event has at hand. Atomic:
     * relaxed counting; the lock's own order makes later events' numbers larger. */
    _Atomic uint64_t seq;

    /* Under the mutex. */
    gil_th *head, *tail; /* ready threads */
    /* How many. Atomic: the holder reads it as a hint without the mutex. */
    _Atomic unsigned n_ready;
    unsigned n_dozing; /* of those */
    bool posts;        /* the last answer said so */
    bool open;         /* free means: who comes first takes it */
    gil_th *barred;    /* free, but not for this one: it must let another have it first */
    gil_th *dropped;   /* free, and this one's turn goes on unless another takes it */
    gil_th *only;      /* gil_close */
    gil_th *first;     /* the attached thread; set once */
    gil_th *spinner;   /* the parked thread that spins, */
    uint64_t spin_end; /* until then */
    /* Grants to another thread than before. Atomic: counted without the mutex too. */
    _Atomic uint64_t switches;
    uint32_t last_id;         /* who had it last; by the holder or its granter */
    const gil_policy *policy; /* changed by the holder under the mutex, so either may read it */
    void *policy_state;
    char spec[256];

    _Atomic unsigned hope;  /* threads that come back by themselves: asleep for a time, outside,
                               starting. Atomic: counted up while the lock is held, down when it is
                               taken or under the mutex on entering the queue; so a holder with the
                               mutex, who asks whether there is a deadlock, sees the truth */
    gil_th *all, *all_tail; /* living threads by id; under the GIL */
    gil_th *pool;           /* structs to use again; under the GIL */
    unsigned n_threads;     /* started, not exited; under the GIL */
    uint32_t next_id, next_lock_id;
    gil_stats gone; /* sums of exited threads */
    uint32_t gone_hist[GIL_HIST];
    struct gil_request *look; /* gil_look waits for it; under the mutex */

    struct gil_record *record; /* NULL: none. By the holder, and only at the end */
    bool following;            /* it is followed. By the holder, and only at the end */
    bool parallel;             /* set once: two threads can run at once */
    bool spins;                /* set once: a busy wait may pay on this host */
    bool tracing;              /* set once */
    struct gil_slab *slabs;    /* memory of rings */
    atomic_flag slab_busy;
    char **texts; /* of marks and names; under the GIL */
    uint32_t n_texts;
};

/* --- What a policy may do -------------------------------------------------------------------- */

gil_th *gil_holder(gil *g); /* NULL: free */
static inline unsigned gil_ready_count(gil *g) {
    /* Exact under the mutex, else a hint. */
    return atomic_load_explicit(&g->n_ready, memory_order_relaxed);
}
/* The holder should stop at its next poll; `by` asks (for the event). */
void gil_preempt(gil *g, gil_th *by);
void gil_nudge(gil *g, gil_th *t); /* wake a ready thread so that its patience is asked again */
uint64_t gil_time(gil *g);         /* ns */
/* The first multiple of n steps since its grant that t has not passed; for exact ticks. */
uint64_t gil_next_multiple(const gil_th *t, uint64_t n);
/* Parses "123" between min and max; "" is `preset`. */
bool gil_parse(const char *arg, uint64_t preset, uint64_t min, uint64_t max, uint64_t *out,
               char *err, size_t errlen);
/* 64 random bits (splitmix64); each *state is good, 0 too. The same ones after the same state. */
uint64_t gil_draw(uint64_t *state);

extern const gil_policy gil_policy_chosen; /* of gil_options.choose */
/* Every policy of policies.def. */
#define POLICY(NAME, ARG, DOC, TEXT) extern const gil_policy gil_policy_##NAME;
#include "gil/policies.def"
#undef POLICY

/* --- For the core alone: gil.c, thread.c, policy.c, lock.c, stats.c, trace.c ----------------- */

enum { GIL_SLOW = 1 }; /* bit 0 of gil.word */

/* bits of gil_th.want above GIL_ATT_ALL */
enum { WANT_DROP = 1u << 16, WANT_BUDGET = 1u << 17, WANT_NUDGE = 1u << 18, WANT_LOOK = 1u << 19 };

static inline gil_th *gil_th_of(const gil_thread *t) {
    return (gil_th *)(uintptr_t)t;
}
void gil_ask(gil_th *t, unsigned bits); /* wants something of a thread that may be running */
/* Where the thread is in the script, for an event; it has the lock, or stands still since it let
 * go. */
static inline uint32_t gil_where(const gil_th *t) {
    return t->g->tracing && t->g->opt.where != NULL ? t->g->opt.where(t->user) : 0;
}
void gil_sync(gil_th *t);  /* simulated host: lets happen what is due by t's steps */
void gil_rearm(gil_th *t); /* the holder sets its next stop */
const gil_policy *gil_policy_make(gil *g, const char *spec, void **state, char *err, size_t errlen);
void gil_policy_drop(gil *g);
void gil_policy_note(gil *g, const char *spec); /* keeps the spec for gil_policy_spec */
/* By the holder or under the mutex. */
void gil_emit(gil_th *t, gil_kind kind, unsigned why, uint32_t on, uint64_t now);
void gil_emit_at(gil_th *t, uint32_t thread, gil_kind kind, unsigned why, uint32_t on,
                 uint32_t where,
                 uint64_t now); /* the same, of another thread, or with another place */
/* Closes the figures of one state and enters another. */
void gil_account(gil_th *t, gil_state next, uint64_t now);
void gil_count_wait(gil_th *t, uint64_t ns);
void gil_stats_leave(gil_th *t); /* an exiting thread's figures go to the sums */
void gil_looked(gil_th *t); /* the holder, asked by WANT_LOOK: fills in what gil_look asks for */
uint64_t gil_ring_emitted(const gil_ring *r);           /* records since it was emptied */
size_t gil_ring_count(const gil *g, const gil_ring *r); /* at most so many are in it */
/* All, oldest first; answers how many. */
size_t gil_ring_copy(const gil *g, const gil_ring *r, gil_event *to);
void gil_ring_empty(gil_ring *r);
void gil_ring_drop(gil_ring *r); /* frees it, but for slabs */
void gil_slabs_free(gil *g);
gil_result gil_wait(gil_th *t, gil_why why, uint32_t on, gil_lock *lock, int64_t timeout_ns);
/* Its wait is over: to the queue, by `by` (may be NULL). Answers whom to wake once the mutex is
 * free, or NULL. */
gil_th *gil_ready_locked(gil *g, gil_th *t, gil_result result, gil_th *by, uint64_t now);
void gil_tell_deadlock(gil_th *t, gil_lock *l); /* t would be the last to wait, for l (or NULL) */
size_t gil_trace_tail(gil *g, char *buf, size_t len, unsigned n); /* the last n events as text */
uint32_t gil_text_add(gil *g, const char *text);

/* --- Recordings: record*.c write and read them, follow.c acts by them -------------------- */

bool gil_record_follows(const struct gil_record *r); /* NULL: no */
void gil_record_begin(gil *g);                       /* the head is complete */
void gil_record_op(gil_th *t);                       /* t begins an operation */
/* Before t lets go: p stop, y yield, o outside, w wait, e end. */
void gil_record_left(gil_th *t, char kind);
void gil_record_got(gil_th *t, uint64_t now); /* t has the lock */
/* What a wait came to; answers what it came to when following. */
gil_result gil_record_result(gil_th *t, gil_result result, gil_result usual);
void gil_record_signal(gil_th *t); /* t sees GIL_ATT_SIGNAL for the first time */
bool gil_record_deadlock(gil_th *t, bool is);
uint64_t gil_input_clock(gil_th *t, unsigned which, uint64_t v); /* 0 gil_now, 1 gil_wall */

uint32_t gil_follow_leaves(gil_th *t, char kind, const char *came); /* to whom; 0: it does not */
bool gil_follow_is_preempted(gil_th *t);
bool gil_follow_signal(gil_th *t);      /* t sees a signal in this operation */
bool gil_follow_signal_next(gil_th *t); /* ... in the next one */
uint64_t gil_follow_stop(gil_th *t);    /* the step of its next entry */
bool gil_follow_is_until(gil_th *t);
void gil_follow_got(gil_th *t, uint64_t left_steps);
gil_th **gil_follow_slot(gil *g, uint32_t id); /* living threads by id; NULL: no memory */

unsigned gil_follow_poll(gil_th *t);
unsigned gil_follow_attention(gil_th *t);
void gil_follow_yield(gil_th *t);
void gil_follow_begin(gil_th *t, gil_why why, uint32_t detail, bool timed);
void gil_follow_end(gil_th *t);
gil_result gil_follow_outside(gil_th *t, gil_why why, uint32_t detail, bool timed);
gil_result gil_follow_wait(gil_th *t, gil_why why, uint32_t on, gil_lock *lock, bool timed);
void gil_follow_ready(gil_th *t, gil_th *by);
void gil_follow_attach(gil_th *t);
void gil_follow_main(gil_th *t);
bool gil_follow_started(gil_th *t);
void gil_follow_finish(gil_th *t);

/* The clock for the core itself: no input of the run. */
static inline uint64_t gil_core_now(gil_th *t) {
    gil_sync(t);
    return gil_time(t->g);
}

/* In the child of a fork: t is not there and waits for no script lock. gil/lock.c */
void gil_lock_forget(gil_th *t);

#endif
