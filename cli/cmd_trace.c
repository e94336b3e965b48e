/* cmd_trace.c: `gilvm trace` runs a script, keeps the lock's events, and shows what happened. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report.h"

static void show(session *s) {
    const options *o = s->o;
    trace *tr = trace_take(s);
    ledger *l = tr == NULL ? NULL : ledger_new(tr);
    if (l == NULL) {
        fputs("gilvm: not enough memory for the trace\n", stderr);
    } else if (o->output != NULL) {
        report_file(o->output, l);
    }
    ledger_free(l);
    trace_free(tr);
}

int cmd_trace(options *o) {
    if (o->output != NULL && !report_knows(o->output)) {
        return usage("trace: no report has the suffix of '%s'", o->output);
    }
    session s = {.ring_size = TRACE_RING, .at_end = show};
    return run_script(&s, o);
}
