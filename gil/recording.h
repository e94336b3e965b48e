/* recording.h: what the files of a recording share: its struct, and the functions by which one uses
 * another. For gil/record*.c alone.
 *
 *     record.c          places, inputs, and what the core tells: what both directions share
 *     record_write.c    the file as it is written
 *     record_read.c     checking, parsing, schedules
 *     record_follow.c   where a following run stands in the file; what it says if it does not fit
 *
 * Only the holder of the lock writes or follows, so nothing here needs a lock of its own.
 */
#ifndef GILVM_GIL_RECORDING_H
#define GILVM_GIL_RECORDING_H

#include "gil/policy.h"
#include "gil/record.h"

enum {
    RECORD_HISTORY = 64,    /* hand-overs that are remembered; */
    RECORD_PERIOD_MAX = 32, /* repeats are sought this far back */
    RECORD_BUFFER = 1 << 16,
    RECORD_KIND = 24,
};

#define RECORD_MAGIC "gilvm recording 2\n"
#define RECORD_SUM_START 0xcbf29ce484222325u

/* A hand-over as it stands in the file. */
typedef struct hand_over {
    uint64_t steps; /* since the leaver's last entry */
    uint32_t op;
    uint32_t to;
    char kind;
} hand_over;

/* A line that has been read and not yet used. */
typedef struct record_line {
    char kind[RECORD_KIND]; /* "" at the end of the recording */
    uint64_t steps;
    uint32_t op;
    bool is_hand_over;
    uint32_t to;
    const char *rest; /* behind the place, up to the end of the line */
    unsigned number;
} record_line;

/* What a clock will answer next. A reading near `base + since * step` is answered with just that
 * and needs no entry, so that a script that spins on the clock does not fill the disk. */
typedef struct record_clock {
    uint64_t last; /* what it answered last */
    uint64_t base; /* what it answered at its last entry, */
    int64_t since; /* how many readings have come since, */
    int64_t step;  /* and the time between two, in 1/1024 ns */
    unsigned wild; /* entries that came one after the other, without a guess between them */
} record_clock;

struct gil_record {
    bool follows; /* set once: made by gil_record_open */
    bool over;    /* nothing is written or checked any more */

    hand_over history[RECORD_HISTORY]; /* the last ones, at [n % RECORD_HISTORY] */
    uint64_t n;                        /* how many there were */
    uint64_t hash;
    record_clock clocks[2]; /* gil_now, gil_wall */

    /* Writing. */
    int fd;
    char *buffer;
    size_t used;
    uint64_t offset, sum; /* of what is in the file without its end */
    uint64_t repeats;     /* hand-overs that were like the one `period` before, not yet written */
    unsigned period;
    struct { /* who let the lock go last, and where */
        gil_th *t;
        uint32_t id;
        uint64_t steps;
        uint32_t op;
        char kind;
    } left;
    uint64_t flushed_ns; /* when it went to the file last */
    bool failed;         /* the disk is full: said once, at the end */

    /* Reading. */
    char *text;
    const char *at, *end;
    const char *last_line; /* "end ..." */
    unsigned number;
    record_line next;
    char *data; /* of gil_input_text */
    size_t data_size;
    gil_th **threads; /* living ones by id */
    size_t threads_size;
    uint32_t until_id;
    uint64_t until_steps;
};

/* FNV-1a. */
static inline uint64_t record_sum_bytes(uint64_t h, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
    }
    return h;
}

static inline hand_over *record_history(gil_record *r, uint64_t n) {
    return &r->history[n % RECORD_HISTORY];
}

/* --- record.c -------------------------------------------------------------------------------- */

uint32_t record_ops_here(gil_th *t); /* operations begun at this step, this thread */
void record_count_hand_over(gil_record *r, uint64_t left_steps, const gil_th *to);

/* --- record_write.c -------------------------------------------------------------------------- */

void record_put(gil_record *r, const char *p, size_t n);
void record_put_char(gil_record *r, char c);
void record_put_signed(gil_record *r, int64_t v);
void record_put_text(gil_record *r, const char *p, size_t n); /* in quotes */
/* "KIND STEPS.OP": operation `usual_op` goes without saying. */
void record_put_place(gil_record *r, const char *kind, size_t len, uint64_t steps, uint32_t op,
                      uint32_t usual_op);
void record_add_hand_over(gil_record *r, const hand_over *h);
void record_put_repeats(gil_record *r); /* the hand-overs that were counted are written */
/* All of it goes to the file, and an end behind it. `status`: text for the end line. */
void record_flush(gil_record *r, const char *status);

/* --- record_read.c --------------------------------------------------------------------------- */

/* Reads the next entry into r->next. False: the line makes no sense. */
bool record_advance(gil_record *r);
/* Takes the text in quotes at p into r->data. NULL: it is none. */
const char *record_read_text(gil_record *r, const char *p, size_t *len);
const char *record_line_end(const char *p, const char *end);

/* --- record_follow.c ------------------------------------------------------------------------- */

/* Is the next entry of this kind and here? One that should have come by now is a divergence; `came`
 * says what came instead. */
bool record_expect(gil_th *t, const char *kind, const char *came);
void record_must(gil_th *t, const char *kind); /* ... it is, or this is a divergence */
int64_t record_take_value(gil_th *t);          /* of the entry, which is used by that */
void record_used(gil_th *t);                   /* the entry has been used: the next one */
/* What is followed is not what was recorded: `text` says it. */
_Noreturn void record_stop_following(gil_th *t, const char *text);

#endif
