/* trace.h: events, and taking them out in order. The kinds are in events.def.
 *
 * Each thread has a ring, written by the holder itself or under the core's mutex, so that taking
 * them out with the lock held and the mutex taken sees no half record. Rings grow up to
 * gil_options.ring_size; a full ring drops its oldest record and counts it. Records are merged by
 * sequence number: what happened before has the smaller one.
 *
 * A thread that is made to let go and wins its own race is nearly all that there is under tick:100,
 * every 150 ns. It has no record: its turn goes on, and at the end of it one record has the number
 * of such drops (kept). To read the clock for each would cost more than the script may pay.
 */
#ifndef GILVM_GIL_TRACE_H
#define GILVM_GIL_TRACE_H

#include "gil/gil.h"

typedef enum gil_kind {
#define EVENT(KIND, NAME, WHY, ON, DOC) GIL_EV_##KIND,
#include "gil/events.def"
#undef EVENT
    GIL_EV_COUNT
} gil_kind;

typedef enum gil_leave {                    /* why a thread let the lock go */
                         GIL_LEAVE_TICK,    /* its budget was spent */
                         GIL_LEAVE_REQUEST, /* a waiter asked */
                         GIL_LEAVE_YIELD,   /* it wished to */
                         GIL_LEAVE_BLOCKED,
                         GIL_LEAVE_END,
                         GIL_LEAVE_ARRIVAL, /* nobody left: a thread came to a closed lock */
                         GIL_LEAVE_COUNT
} gil_leave;

typedef struct gil_event {
    uint64_t seq;
    uint64_t time_ns;
    uint32_t thread; /* id */
    uint32_t where;  /* a place, for dropped, blocked, exited; else 0 */
    uint32_t on;
    uint16_t kind;
    uint16_t why;
} gil_event;

/* ring.c */
typedef union gil_cell gil_cell;

typedef struct gil_what {
    uint32_t on, where;
} gil_what;

typedef struct gil_ring {
    gil_cell *next, *end; /* where the next cell goes; the end of that chunk's room */
    uint64_t written;     /* cells written since the last take */
    /* Of the newest record: */
    uint64_t time_ns, seq;
    uint32_t thread;
    uint64_t extra; /* cells written of which are no records */
    uint64_t lost;  /* records for which there was no memory at all */
    gil_cell **chunks;
    size_t room;                 /* cells that fit now */
    size_t filling;              /* the chunk of `next` */
    bool full;                   /* it grows no more: the oldest go */
    gil_what what[GIL_EV_COUNT]; /* of the newest of each kind */
} gil_ring;

/* Takes all events out, merged. *events is the caller's to free() (NULL if none or out of memory);
 * *dropped (may be NULL) counts what full rings lost since the last take. The lock must be held by
 * `t`. */
size_t gil_trace_take(gil_thread *t, gil_event **events, uint64_t *dropped);

/* One number for a stream of events: equal streams, equal numbers. Start with hash 0; continue with
 * the answer. Collections are left out: when the heap is full hangs on the length of a path too,
 * and no other event hangs on it. */
uint64_t gil_trace_hash(uint64_t hash, const gil_event *events, size_t n);

/* Of mark, named, policy; "" if unknown; lock held. */
const char *gil_trace_text(gil *g, uint32_t n);

typedef struct gil_kind_doc {
    const char *name, *why, *on, *doc;
} gil_kind_doc;
extern const gil_kind_doc gil_kinds[GIL_EV_COUNT];
extern const char *const gil_why_names[GIL_WHY_COUNT];
extern const char *const gil_leave_names[GIL_LEAVE_COUNT];

#endif
