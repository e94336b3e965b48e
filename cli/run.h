/* run.h: a session: one lock, one VM, one script. A subcommand that wants more than the script's
 * own output fills in the upper half and calls run_script.
 */
#ifndef GILVM_CLI_RUN_H
#define GILVM_CLI_RUN_H

#include "cli/options.h"
#include "gil/host.h"

typedef struct session session;
struct session {
    /* The subcommand's; zero-filled: a plain run on the real machine. */
    const gil_host_ops *host; /* NULL = the real host */
    gil_machine machine;      /* for `host`, if that is given */
    /* Events to keep for each thread; 0 = none, and no places either (vm/place.h). */
    size_t ring_size;
    /* The script has ended, threads, exit functions and output included (or a deadlock was found);
     * s->t holds the lock: the time to take the events. */
    void (*at_end)(session *s);
    bool deadlock;             /* ... the latter: for at_end */
    void *arg;                 /* at_end's own */
    long owner;                /* the process that is traced; 0 = no matter. See children.h */
    struct gil_record *record; /* a recording to follow; NULL = none */
    uint32_t until_id; /* following: on_until is called where this thread is about to run its step
                          until_steps; 0 = nowhere */
    uint64_t until_steps;
    void (*on_until)(session *s, thread *t);
    /* The session's. */
    const options *o;
    gil *g;
    vm *m;
    thread *t;
    int status; /* why session_begin failed: the exit code */
};

/* False: what is wrong has been told, s->status is the exit code. */
bool session_begin(session *s, options *o);
/* Runs what the command line names; its exit code for session_end. */
int session_run(session *s);
/* Ends threads, runs exit functions, flushes, calls at_end; the exit code of the process. */
int session_end(session *s, int status);
/* The three in a row. */
int run_script(session *s, options *o);

#endif
