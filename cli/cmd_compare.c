/* cmd_compare.c: `gilvm compare a.trace b.trace` lays the figures of two saved runs side by side:
 * of the lock, of the threads by name, of the script locks. With -o x.html all runs that are named
 * come onto one page.
 */
#include "cli/cli.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report.h"

enum { MAX_RUNS = 16, NAME_WIDTH = 34 };

typedef struct run {
    trace *tr;
    ledger *l;
} run;

/* ---- two columns ---- */

static void head(const char *title) {
    printf("%-*s %14s %14s\n", NAME_WIDTH, title, "first", "second");
}

/* "-35 %", "+4 %", "x 12" from where per cents get long; "" if nothing changed, or there was
 * nothing. */
static void put_change(uint64_t a, uint64_t b) {
    double percent = a == 0 ? 0 : ((double)b - (double)a) * 100 / (double)a;
    if (percent > -0.5 && percent < 0.5) {
        putchar('\n');
    } else if (b >= a * 3) {
        printf("   x %.1f\n", (double)b / (double)a);
    } else {
        printf("   %+.*f %%\n", percent < -99 && b != 0 ? 2 : 0, percent);
    }
}

static void row_time(const char *name, uint64_t a, uint64_t b) {
    char x[REPORT_NUMBER], y[REPORT_NUMBER];
    printf("  %-*.*s %14s %14s", NAME_WIDTH - 2, NAME_WIDTH - 2, name,
           a == 0 ? "-" : report_ns(x, a), b == 0 ? "-" : report_ns(y, b));
    put_change(a, b);
}

static void row_count(const char *name, uint64_t a, uint64_t b) {
    char x[REPORT_NUMBER], y[REPORT_NUMBER];
    printf("  %-*s %14s %14s", NAME_WIDTH - 2, name, a == 0 ? "-" : report_count(x, a),
           b == 0 ? "-" : report_count(y, b));
    put_change(a, b);
}

static void row_text(const char *name, const char *a, const char *b) {
    printf("  %-*s %14s %14s%s\n", NAME_WIDTH - 2, name, a, b,
           strcmp(a, b) != 0 ? "   differs" : "");
}

/* ---- what is compared ---- */

static void runs(const trace *a, const trace *b) {
    head("The runs");
    row_text("script", trace_base(a->script), trace_base(b->script));
    if (a->args[0] != '\0' || b->args[0] != '\0') {
        row_text("arguments", a->args, b->args);
    }
    row_text("policy", a->policy, b->policy);
    row_text("polls", a->polls, b->polls);
    row_text("host", a->simulated ? "simulated" : "real", b->simulated ? "simulated" : "real");
    row_count("cores", a->cores, b->cores);
}

static void locks(const ledger *a, const ledger *b) {
    putchar('\n');
    head("The lock");
    row_time("the run took", a->wall_ns, b->wall_ns);
    row_time("held", a->held_ns, b->held_ns);
    row_time("wanted, but on its way", a->free_ns - a->idle_ns, b->free_ns - b->idle_ns);
    row_time("free and not wanted", a->idle_ns, b->idle_ns);
    row_count("hand-overs", a->hand_overs, b->hand_overs);
    row_count("wasted wake-ups", a->vain, b->vain);
    row_time("waits, together", a->gil.total_ns, b->gil.total_ns);
    row_time("waits, p50", a->gil.p50_ns, b->gil.p50_ns);
    row_time("waits, p99", a->gil.p99_ns, b->gil.p99_ns);
    row_time("waits, longest", a->gil.max_ns, b->gil.max_ns);
    row_time("longest turn", a->max_hold_ns, b->max_hold_ns);
    row_time("waits for script locks, together", a->lock.total_ns, b->lock.total_ns);
    row_time("collections, together", a->collected_us * 1000, b->collected_us * 1000);
}

/* The n-th thread of that name; NULL. */
static const thread_row *named(const ledger *l, const char *name, uint32_t n) {
    for (uint32_t i = 0; i < l->n_threads; i++) {
        if (strcmp(l->threads[i].name, name) == 0 && n-- == 0) {
            return &l->threads[i];
        }
    }
    return NULL;
}

/* How many threads before the i-th have its name. */
static uint32_t namesakes(const ledger *l, uint32_t i) {
    uint32_t n = 0;
    for (uint32_t k = 0; k < i; k++) {
        n += strcmp(l->threads[k].name, l->threads[i].name) == 0;
    }
    return n;
}

static void thread_rows(const thread_row *x, const thread_row *y) {
    row_time("  holds the lock", x->ns[SPAN_HOLDING], y->ns[SPAN_HOLDING]);
    row_time("  waits for it", x->gil.total_ns, y->gil.total_ns);
    row_time("  its longest wait", x->gil.max_ns, y->gil.max_ns);
    for (int s = SPAN_LOCK; s < SPAN_STATES; s++) {
        if (x->ns[s] != 0 || y->ns[s] != 0) {
            char name[64];
            snprintf(name, sizeof name, "  %s", span_words[s]);
            row_time(name, x->ns[s], y->ns[s]);
        }
    }
}

static void threads(const ledger *a, const ledger *b) {
    enum { SHOWN = 12 };
    uint32_t shown = 0, left_out = 0, only = 0;
    putchar('\n');
    head("Threads of the same name");
    for (uint32_t i = 0; i < a->n_threads; i++) {
        const thread_row *x = &a->threads[i],
                         *y = named(b, x->name, a->n_threads <= 1000 ? namesakes(a, i) : 0);
        if (y == NULL) {
            only++;
        } else if (shown < SHOWN) {
            shown++;
            printf("  %s\n", x->name);
            thread_rows(x, y);
        } else {
            left_out++;
        }
    }
    if (left_out > 0) {
        printf("  and %u more\n", left_out);
    }
    if (only > 0) {
        printf("  %u thread%s of the first run %s no counterpart in the second\n", only,
               only == 1 ? "" : "s", only == 1 ? "has" : "have");
    }
}

/* The sentence at the end. */
static void conclusion(const ledger *a, const ledger *b) {
    char x[REPORT_NUMBER], y[REPORT_NUMBER];
    double change =
        a->wall_ns == 0 ? 0 : ((double)b->wall_ns - (double)a->wall_ns) * 100 / (double)a->wall_ns;
    if (change > -1 && change < 1) {
        printf("\nBoth took the same time, %s", report_ns(x, a->wall_ns));
    } else {
        printf("\nThe second took %s instead of %s, %.0f %% %s", report_ns(x, b->wall_ns),
               report_ns(y, a->wall_ns), change < 0 ? -change : change,
               change < 0 ? "less" : "more");
    }
    printf("; its threads waited %s for the lock instead of %s.\n", report_ns(x, b->gil.total_ns),
           report_ns(y, a->gil.total_ns));
}

static bool page(const char *path, const run *r, int n) {
    const ledger *all[MAX_RUNS];
    FILE *f = fopen(path, "we");
    for (int i = 0; i < n; i++) {
        all[i] = r[i].l;
    }
    bool ok = f != NULL && report_page(f, all, n);
    if ((f != NULL && fclose(f) != 0) || !ok) {
        fprintf(stderr, "gilvm: cannot write %s: %s\n", path, strerror(errno));
        return false;
    }
    fprintf(stderr, "wrote %s\n", path);
    return true;
}

static bool is_page(const char *path) {
    size_t n = strlen(path);
    return n > 5 && strcmp(path + n - 5, ".html") == 0;
}

static bool load(run *r, const char *path) {
    char err[512];
    r->tr = trace_load(path, err, sizeof err);
    if (r->tr == NULL) {
        fprintf(stderr, "gilvm: %s\n", err);
        return false;
    }
    r->l = ledger_new(r->tr);
    if (r->l == NULL) {
        fputs("gilvm: not enough memory for the trace\n", stderr);
    }
    return r->l != NULL;
}

int cmd_compare(options *o) {
    run r[MAX_RUNS] = {0};
    bool ok = true;
    if (o->argc < 2 || o->argc > MAX_RUNS) {
        return usage(o, "needs two files that gilvm trace -o x.trace wrote (up to 16 for a page)",
                     NULL);
    }
    if (o->output != NULL && !is_page(o->output)) {
        return usage(o, "-o %s: it can write an .html page only", o->output);
    }
    if (o->output == NULL && o->argc > 2) {
        return usage(o, "more than two runs fit on a page only: -o x.html", NULL);
    }
    for (int i = 0; i < o->argc && ok; i++) {
        ok = load(&r[i], o->argv[i]);
    }
    if (ok && o->output != NULL) {
        ok = page(o->output, r, o->argc);
    } else if (ok) {
        runs(r[0].tr, r[1].tr);
        locks(r[0].l, r[1].l);
        threads(r[0].l, r[1].l);
        conclusion(r[0].l, r[1].l);
    }
    for (int i = 0; i < o->argc; i++) {
        ledger_free(r[i].l);
        trace_free(r[i].tr);
    }
    return ok ? 0 : 1;
}
