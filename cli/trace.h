/* trace.h: the events of one run, with all that is needed to read them without the run: the texts
 * and places that they name by number, the policy, the machine, the command line. `gilvm trace`
 * takes one, the reports are made from it, and it can be saved and loaded. What the events mean is
 * in gil/events.def; what follows from them is the ledger's (ledger.h).
 */
#ifndef GILVM_CLI_TRACE_H
#define GILVM_CLI_TRACE_H

#include <stdio.h>

#include "cli/run.h"
#include "gil/trace.h"

enum {
    TRACE_VERSION = 1,
    TRACE_RING = 1 << 20
}; /* TRACE_RING: events kept for each thread unless --ring says otherwise */

typedef struct trace_place {
    char *file, *function;
    uint32_t line;
} trace_place;

typedef struct trace trace;
struct trace {
    gil_event *events; /* in the order in which they happened; times are the host's clock */
    size_t n;
    /* The first event, and when they were taken: the ends of all reports' time axis. */
    uint64_t began, ended;
    uint64_t dropped;    /* events that full rings lost: the oldest of their threads */
    trace_place *places; /* place n is places[n - 1] */
    uint32_t n_places;
    char **texts; /* text n is texts[n - 1] */
    uint32_t n_texts;
    char *policy; /* at the start: "tick:100" */
    char *polls;  /* "every", "branch" */
    bool simulated;
    char *machine;    /* in words: "2 cores", and what a step costs if it is simulated */
    uint32_t cores;   /* that the threads could use */
    char *script;     /* as given; "-c", "-m NAME" */
    char *args;       /* its arguments, joined by spaces */
    char *when;       /* 2026-01-31T12:00:00Z: the wall clock of this computer */
    uint64_t origin;  /* where reports' time axes begin: `began`, of a child its parent's */
    trace **children; /* of processes that it started and that were traced with it, in the order of
                         their beginnings */
    uint32_t n_children;
    uint32_t process;   /* 0; of children 1, 2, ... in that order */
    uint32_t pid;       /* of children */
    char *process_name; /* of children: "SpawnPoolWorker-1", or their script */
};

/* Takes the events out of a session, whose s->t holds the lock. NULL: no memory. */
trace *trace_take(session *s);
void trace_free(trace *tr);

/* Makes `child` one of tr's children, whose it is from then on. False: no memory. */
bool trace_adopt(trace *tr, trace *child);
/* "process 123 SpawnPoolWorker-1"; `buf` has `size` bytes. */
const char *trace_process(char *buf, size_t size, const trace *child);

/* Writes `tr` in the format that docs/seeing.md describes. False: errno says why. */
bool trace_save(const trace *tr, FILE *f);
/* Reads that format. NULL: err has a sentence that names the file. */
trace *trace_load(const char *path, char *err, size_t errlen);

/* The texts by number; "" and a place of "?" for numbers that the trace does not have. */
const char *trace_text(const trace *tr, uint32_t n);
const trace_place *trace_place_at(const trace *tr, uint32_t n);
/* The last part of a path. */
const char *trace_base(const char *path);

#endif
