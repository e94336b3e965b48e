/* cmd_trace.c: `gilvm trace` runs a script, keeps the lock's events, and shows what happened, or
 * writes it to a file; or does so with a run that was saved. The options --trace=FILE and --report
 * do the same at the end of any run. The report goes to standard error, so that standard output
 * stays the script's.
 */
#include "cli/cli.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/children.h"
#include "cli/report.h"

/* "1.5", "1.5s", "20ms", "7us", "100ns" as nanoseconds. */
static bool parse_time(const char *text, uint64_t *ns) {
    static const struct {
        const char *suffix;
        double unit;
    } units[] = {{"", 1e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}};
    char *end;
    double n = strtod(text, &end);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(end, units[i].suffix) == 0 && end != text && isdigit((unsigned char)text[0]) &&
            n * units[i].unit < 1e19) {
            *ns = (uint64_t)(n * units[i].unit + 0.5);
            return true;
        }
    }
    return false;
}

static bool parse_count(const char *text, uint64_t max, uint64_t *n) {
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    unsigned shift = *end == 'k' || *end == 'K' ? 10 : *end == 'm' || *end == 'M' ? 20 : 0;
    end += shift != 0;
    *n = (uint64_t)value << shift;
    return isdigit((unsigned char)text[0]) && *end == '\0' && value > 0 && value <= max >> shift;
}

/* The options that say how a report looks. 0, or 2: told. */
static int style_of(const options *o, report_style *style) {
    uint64_t n;
    *style = report_style_for(2);
    style->picture_only = o->picture != NULL;
    if (o->width != NULL) {
        if (!parse_count(o->width, 1000, &n) || n < 40) {
            return usage(o, "--width=%s: must be a number of columns from 40 to 1000", o->width);
        }
        style->width = (int)n;
    }
    if (o->from != NULL && !parse_time(o->from, &style->from)) {
        return usage(o, "--from=%s: must be a time such as 1.5, 20ms or 7us", o->from);
    }
    if (o->to != NULL && !parse_time(o->to, &style->to)) {
        return usage(o, "--to=%s: must be a time such as 1.5, 20ms or 7us", o->to);
    }
    if (o->from != NULL && o->to == NULL) {
        style->to = UINT64_MAX;
    }
    if ((o->from != NULL || o->to != NULL) && style->to <= style->from) {
        return usage(o, "--to=%s: must be later than --from", o->to);
    }
    return 0;
}

static int metrics_of(const options *o, report_writer *writer) {
    static const char *const names[] = {"text", "json", "csv"};
    static const report_writer writers[] = {report_metrics_text, report_metrics_json, report_csv};
    *writer = NULL;
    for (size_t i = 0; o->metrics != NULL && i < sizeof names / sizeof names[0]; i++) {
        *writer = strcmp(o->metrics, names[i]) == 0 ? writers[i] : *writer;
    }
    return o->metrics == NULL || *writer != NULL
               ? 0
               : usage(o, "--metrics=%s: must be text, json or csv", o->metrics);
}

int trace_ring(const options *o, size_t *ring) {
    uint64_t n = TRACE_RING;
    if (o->ring != NULL && !parse_count(o->ring, 1 << 30, &n)) {
        return usage(o, "--ring=%s: must be a number of events such as 100K", o->ring);
    }
    *ring = n;
    return 0;
}

/* Everything that can be wrong with the options is told before the script runs. */
static int check(const options *o, size_t *ring) {
    report_style style;
    report_writer writer;
    const char *files[] = {o->output, o->trace_to};
    for (int i = 0; i < 2; i++) {
        if (files[i] != NULL && !report_knows(files[i])) {
            char suffixes[REPORT_PLACE], text[REPORT_PLACE * 2];
            snprintf(text, sizeof text, "%s: no report has this suffix; there are%s", files[i],
                     report_suffixes(suffixes));
            return usage(o, "%s", text);
        }
    }
    return style_of(o, &style) != 0 || metrics_of(o, &writer) != 0 || trace_ring(o, ring) != 0 ? 2
                                                                                               : 0;
}

static bool write_file(const char *path, const ledger *l) {
    struct stat st;
    if (!report_file(path, l)) {
        return false;
    }
    if (stat(path, &st) == 0) {
        fprintf(stderr, "wrote %s, %" PRIu64 " bytes\n", path, (uint64_t)st.st_size);
    }
    return true;
}

/* What the options ask for. `picture`: the time line, if they ask for nothing. */
static bool report(const options *o, const ledger *l, bool picture) {
    report_style style;
    report_writer writer;
    bool ok = true;
    fflush(stdout);
    if (o->output != NULL) {
        ok = write_file(o->output, l);
        picture = false;
    }
    if (o->trace_to != NULL) {
        ok &= write_file(o->trace_to, l);
    }
    if (metrics_of(o, &writer) == 0 && writer != NULL) {
        ok &= writer(stderr, l);
    } else if ((picture || o->report != NULL) && style_of(o, &style) == 0) {
        ok &= report_terminal(stderr, l, &style);
    }
    return ok;
}

static void at_end(session *s) {
    if (!children_is_owner(s)) {
        return;
    }
    trace *tr = trace_take(s);
    if (tr != NULL) {
        children_take(s, tr);
    }
    ledger *l = tr == NULL ? NULL : ledger_new(tr);
    if (l == NULL) {
        fputs("gilvm: not enough memory for the trace\n", stderr);
    } else {
        report(s->o, l, s->o->command == CMD_TRACE);
    }
    ledger_free(l);
    trace_free(tr);
}

int trace_watch(session *s, const options *o) {
    if (s->at_end == NULL && (o->trace_to != NULL || o->report != NULL)) {
        s->at_end = at_end;
        if (check(o, &s->ring_size) != 0) {
            return 2;
        }
    }
    if (s->at_end == at_end && !sim_asked(o)) {
        children_begin(s);
    } else {
        children_watch(s, o);
    }
    return 0;
}

bool trace_is_saved(const options *o) {
    size_t n = o->what == RUN_FILE ? strlen(o->target) : 0;
    return n > 6 && strcmp(o->target + n - 6, ".trace") == 0;
}

static int show_saved(const options *o) {
    char err[512];
    trace *tr = trace_load(o->target, err, sizeof err);
    ledger *l = tr == NULL ? NULL : ledger_new(tr);
    bool ok = l != NULL && report(o, l, true);
    if (tr == NULL) {
        fprintf(stderr, "gilvm: %s\n", err);
    } else if (l == NULL) {
        fputs("gilvm: not enough memory for the trace\n", stderr);
    }
    ledger_free(l);
    trace_free(tr);
    return ok ? 0 : 1;
}

int cmd_trace(options *o) {
    session s = {.at_end = at_end};
    int status = check(o, &s.ring_size);
    if (status != 0) {
        return status;
    }
    if (o->what == RUN_REPL) {
        return usage(o, "needs a script, or a file that -o x.trace wrote", NULL);
    }
    return trace_is_saved(o) ? show_saved(o) : run_script(&s, o);
}
