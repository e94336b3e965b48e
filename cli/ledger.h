/* ledger.h: what the events of a trace come to. Each thread's life is cut into spans, without gap
 * or overlap; the lock's life into holds and free time; each wait is charged to whoever held what
 * was waited for. Everything here is exact: integers of nanoseconds, sums that add up. All reports
 * are made from it; tests/check_trace.c does the same sums in its own way from the file.
 *
 * Where a holder was is known only where it leaves, so that a hold, and the waiting that it caused,
 * is charged to the line where it ended. For a script lock it is the line that took the lock.
 *
 * If rings lost events, a thread's first span begins at the first event that says what it was doing
 * (`lost` is set).
 */
#ifndef GILVM_CLI_LEDGER_H
#define GILVM_CLI_LEDGER_H

#include "cli/trace.h"

typedef enum span_state {
    SPAN_HOLDING, /* has the lock */
    SPAN_WANTING, /* ready, waits for the lock */
    SPAN_LOCK,    /* waits for a script lock that another has */
    SPAN_NOTIFY,  /* waits to be told: for a script lock that it took itself (Condition, Event,
                     Queue) */
    SPAN_JOIN,    /* waits for another thread's end */
    SPAN_SLEEP,
    SPAN_FD,   /* waits for a descriptor */
    SPAN_CALL, /* in another blocking call */
    SPAN_OTHER,
    SPAN_STATES
} span_state;
/* "holding", ... one word, for machines and tables. */
extern const char *const span_names[SPAN_STATES];
extern const char *const span_words[SPAN_STATES]; /* "holds the lock", ... for people */

typedef struct span {
    uint64_t start, end; /* the host's clock; end == the next span's start */
    uint32_t thread;     /* index in ledger.threads */
    uint32_t place;      /* holding: where it ended; else where the thread stands. 0: unknown */
    uint32_t on;         /* script lock's id, joined thread's id, descriptor; holding: how often it
                            dropped the lock and kept it */
    uint32_t by;   /* id of the thread that ended a wait for a lock, a join, a notification; 0:
                      unknown, or nobody */
    uint8_t state; /* span_state */
    uint8_t left;  /* holding: a gil_leave, SPAN_OPEN if the run ended first. Others: a gil_result,
                      or SPAN_OPEN */
} span;
enum { SPAN_OPEN = 255 };

/* One turn with the lock. holds[i + 1] had it next: the arrow from i to i + 1 is a hand-over if the
 * threads differ. */
typedef struct hold {
    uint32_t span;   /* index in ledger.spans */
    uint32_t thread; /* index in ledger.threads */
    uint64_t start, end;
} hold;

/* Something that took no time. */
typedef struct point {
    uint64_t time;
    uint32_t thread; /* index */
    uint16_t kind;   /* GIL_EV_VAIN, _REQUEST, _COLLECTED, _MARK, _POLICY */
    uint32_t on;     /* as the event's: thread id, microseconds, text */
} point;

/* The percentiles are exact: of n sorted waits the ceil(n * p / 100)-th. */
typedef struct waits {
    uint64_t n, total_ns, p50_ns, p99_ns, max_ns;
} waits;

typedef struct thread_row {
    uint32_t id;
    const char *name; /* the last it had; never empty */
    uint32_t first_span, n_spans;
    uint64_t start, end; /* of its life, as far as the trace knows it */
    bool exited, lost;
    uint64_t ns[SPAN_STATES]; /* sum == end - start */
    uint32_t spans[SPAN_STATES];
    uint64_t switches;  /* times it got the lock after another thread had had it */
    uint64_t forced;    /* times it was made to stop: tick or request */
    uint64_t kept;      /* of those: it had the lock again at once, and its turn went on */
    uint64_t voluntary; /* times it blocked, yielded or ended */
    uint64_t vain;      /* wasted wake-ups */
    uint64_t requests;  /* times it asked the holder to stop */
    uint64_t max_hold_ns;
    uint64_t caused_ns; /* how long others waited for the lock while it held it, summed over them */
    waits gil;          /* its waits for the lock: all SPAN_WANTING, those of no length too */
    waits lock;         /* SPAN_LOCK */
} thread_row;

/* One turn with a script lock; only of locks that somebody ever waited for, from then on. */
typedef struct owning {
    uint32_t lock;   /* its id */
    uint32_t thread; /* index; UINT32_MAX: of no known thread */
    uint32_t place;  /* where it was taken */
    bool open;       /* still held when the run ended */
    uint64_t start, end;
} owning;

/* A script lock that a thread had to wait for (those of SPAN_NOTIFY alone are left out). */
typedef struct lock_row {
    uint32_t id;
    const char *name;                /* "" if it has none */
    uint32_t first_owning, n_owning; /* in ledger.ownings, by time */
    uint64_t held_ns, max_held_ns;
    waits wait;
    uint32_t waiters; /* how many different threads waited */
} lock_row;

/* Waiting charged to its cause. `lock` 0: the GIL. A cause without thread is the hand-over itself:
 * the lock was free and the next owner on its way. */
typedef struct blame {
    uint32_t lock;
    /* Thread's index and place of who held it; UINT32_MAX and 0: hand-over. */
    uint32_t holder, place;
    uint32_t waiter, at; /* thread's index and place of who waited */
    uint64_t ns, n;      /* how long; in how many turns of the holder, or waits if there is none */
} blame;
enum { LEDGER_NOBODY = UINT32_MAX };

typedef struct ledger ledger;
struct ledger {
    const trace *tr;
    ledger **children; /* of tr's children, in their order: each process has a lock of its own */
    span *spans;       /* thread by thread, each by time */
    uint32_t n_spans;
    thread_row *threads; /* by id */
    uint32_t n_threads;
    hold *holds; /* by time */
    uint32_t n_holds;
    point *points; /* in the order of the events */
    uint32_t n_points;
    owning *ownings; /* lock by lock, each by time */
    uint32_t n_ownings;
    lock_row *locks; /* longest waits first */
    uint32_t n_locks;
    uint32_t *lock_index; /* by id up to max_lock: index in locks + 1, 0 */
    uint32_t max_lock;
    blame *blames; /* longest first */
    uint32_t n_blames;

    uint64_t wall_ns, held_ns, free_ns; /* held + free == wall */
    uint64_t idle_ns;                   /* of the free time: nobody wanted the lock */
    uint64_t max_hold_ns;
    uint32_t max_hold;   /* index in holds */
    uint64_t hand_overs; /* holds that followed another thread's */
    uint64_t vain, requests, collections, collected_us, marks;
    waits gil, lock; /* of all threads */
    uint64_t total[SPAN_STATES];
};

/* NULL: no memory. It points into `tr`, which must live longer. */
ledger *ledger_new(const trace *tr);
void ledger_free(ledger *l);

/* A thread's row by id; NULL. */
const thread_row *ledger_thread(const ledger *l, uint32_t id);
/* A lock's row by id; NULL: nobody waited for it. */
const lock_row *ledger_lock(const ledger *l, uint32_t id);
/* The first hold that ends after `time`: n_holds if none. Walking on from there while start < end
 * gives the holders during a wait. */
uint32_t ledger_hold_after(const ledger *l, uint64_t time);

#endif
