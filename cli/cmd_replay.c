/* cmd_replay.c: `gilvm replay FILE` runs a recorded run again: the same hand-overs at the same
 * steps, the same inputs. It stands on the simulated host's fibers; nobody waits for anything but
 * its turn (gil/follow.c).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/recording.h"
#include "cli/stacks.h"

enum { STACK = 8 << 20 }; /* as the real host's: recursion in C ends at the same depth */

static bool parse_until(const char *text, uint32_t *id, uint64_t *steps) {
    char *end;
    unsigned long a = strtoul(text, &end, 10);
    bool good = *text >= '1' && *text <= '9' && a <= UINT32_MAX && *end == ':' && end[1] >= '0' &&
                end[1] <= '9';
    unsigned long long b = good ? strtoull(end + 1, &end, 10) : 0;
    *id = (uint32_t)a;
    *steps = b;
    return good && *end == '\0';
}

static void on_until(session *s, thread *t) {
    fprintf(stderr, "gilvm: replay: thread %u is about to run its step %llu\n", s->until_id,
            (unsigned long long)s->until_steps);
    s->until_id = 0;
    stacks_print(t, stderr);
    if (s->arg != NULL) { /* --stop */
        fflush(NULL);
        _exit(0);
    }
}

static void at_end(session *s) {
    if (s->until_id != 0) {
        fprintf(stderr, "gilvm: replay: thread %u did not come to step %llu\n", s->until_id,
                (unsigned long long)s->until_steps);
    }
}

int cmd_replay(options *o) {
    options recorded;
    session s = {.host = gil_host_sim(),
                 .machine = {.cores = 1, .tick_ps = 1000},
                 .on_until = on_until,
                 .at_end = at_end};
    if (o->argc != 1) {
        return usage(o, o->argc == 0 ? "which recording?%s" : "one recording, not also '%s'",
                     o->argc == 0 ? "" : o->argv[1]);
    }
    if (o->until != NULL && !parse_until(o->until, &s.until_id, &s.until_steps)) {
        return usage(o, "--until=%s: must be THREAD:STEPS, as 2:1500", o->until);
    }
    if (o->stop != NULL && o->until == NULL) {
        return usage(o, "--stop%s", ": where? --until=THREAD:STEPS says it");
    }
    s.record = recording_open(o->argv[0], &recorded);
    if (s.record == NULL) {
        return 2;
    }
    static char stop[] = "stop";
    s.arg = o->stop != NULL ? stop : NULL;
    recorded.lock.stack_size = STACK;
    return run_script(&s, &recorded);
}
