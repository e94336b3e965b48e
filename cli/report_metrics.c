/* report_metrics.c: the figures of a run for programs: JSON, lines of "name value", a table in CSV,
 * and blame as folded stacks. The first two have the same figures under the same names, for they
 * are written by the same functions; times are whole nanoseconds.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/json.h"
#include "cli/report.h"

/* ---- JSON, and lines of text ---- */

/* Where the figures go: as JSON if `j` is not NULL, else as lines that begin with `prefix`. */
typedef struct sink {
    FILE *f;
    json *j;
    char prefix[64];
} sink;

static void number(sink *s, const char *key, uint64_t n) {
    if (s->j != NULL) {
        json_field_number(s->j, key, n);
    } else {
        fprintf(s->f, "%s%s %" PRIu64 "\n", s->prefix, key, n);
    }
}

static void text(sink *s, const char *key, const char *value) {
    if (s->j != NULL) {
        json_field_string(s->j, key, value);
    } else {
        fprintf(s->f, "%s%s ", s->prefix, key);
        for (const char *p = value; *p != '\0'; p++) {
            putc((unsigned char)*p < ' ' ? ' ' : *p, s->f); /* a line stays a line */
        }
        putc('\n', s->f);
    }
}

/* A group of figures; `key` NULL: an item of a list. */
static void open(sink *s, const char *key, const char *prefix) {
    snprintf(s->prefix, sizeof s->prefix, "%s", prefix);
    if (s->j != NULL) {
        if (key != NULL) {
            json_key(s->j, key);
        } else {
            json_line(s->j);
        }
        json_open(s->j, '{');
    }
}

static void close_group(sink *s) {
    s->prefix[0] = '\0';
    if (s->j != NULL) {
        json_close(s->j, '}');
    }
}

static void open_list(sink *s, const char *key) {
    if (s->j != NULL) {
        json_key(s->j, key);
        json_open(s->j, '[');
    }
}

static void close_list(sink *s) {
    if (s->j != NULL) {
        json_close(s->j, ']');
    }
}

static void wait_figures(sink *s, const waits *w, const char *name) {
    char key[64];
    const struct {
        const char *suffix;
        uint64_t n;
    } figures[] = {{"s", w->n},
                   {"_total_ns", w->total_ns},
                   {"_p50_ns", w->p50_ns},
                   {"_p99_ns", w->p99_ns},
                   {"_max_ns", w->max_ns}};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        snprintf(key, sizeof key, "%s%s", name, figures[i].suffix);
        number(s, key, figures[i].n);
    }
}

static void state_figures(sink *s, const uint64_t *ns) {
    char key[32];
    for (int i = 0; i < SPAN_STATES; i++) {
        snprintf(key, sizeof key, "%s_ns", span_names[i]);
        number(s, key, ns[i]);
    }
}

static void run_figures(sink *s, const ledger *l) {
    const trace *tr = l->tr;
    text(s, "script", tr->script);
    text(s, "args", tr->args);
    text(s, "policy", tr->policy);
    text(s, "polls", tr->polls);
    text(s, "host", tr->simulated ? "simulated" : "real");
    text(s, "machine", tr->machine);
    text(s, "when", tr->when);
    number(s, "events", tr->n);
    number(s, "dropped", tr->dropped);
    number(s, "wall_ns", l->wall_ns);
}

static void lock_figures(sink *s, const ledger *l) {
    char where[REPORT_PLACE];
    open(s, "lock", "lock.");
    number(s, "held_ns", l->held_ns);
    number(s, "free_ns", l->free_ns);
    number(s, "idle_ns", l->idle_ns);
    number(s, "turns", l->n_holds);
    number(s, "hand_overs", l->hand_overs);
    number(s, "wasted", l->vain);
    number(s, "requests", l->requests);
    number(s, "longest_turn_ns", l->max_hold_ns);
    if (l->n_holds > 0) {
        const hold *h = &l->holds[l->max_hold];
        text(s, "longest_turn_thread", l->threads[h->thread].name);
        text(s, "longest_turn_until", report_place(where, l->tr, l->spans[h->span].place));
    }
    wait_figures(s, &l->gil, "wait");
    number(s, "collections", l->collections);
    number(s, "collections_ns", l->collected_us * 1000);
    close_group(s);
}

static void thread_figures(sink *s, const thread_row *t) {
    char prefix[32];
    snprintf(prefix, sizeof prefix, "thread.%u.", t->id);
    open(s, NULL, prefix);
    number(s, "id", t->id);
    text(s, "name", t->name);
    number(s, "life_ns", t->end - t->start);
    state_figures(s, t->ns);
    number(s, "turns", t->spans[SPAN_HOLDING]);
    number(s, "switches", t->switches);
    number(s, "forced", t->forced);
    number(s, "kept", t->kept);
    number(s, "voluntary", t->voluntary);
    number(s, "wasted", t->vain);
    number(s, "requests", t->requests);
    number(s, "longest_turn_ns", t->max_hold_ns);
    number(s, "caused_ns", t->caused_ns);
    wait_figures(s, &t->gil, "wait");
    close_group(s);
}

static void script_lock_figures(sink *s, const lock_row *k) {
    char prefix[32];
    snprintf(prefix, sizeof prefix, "script_lock.%u.", k->id);
    open(s, NULL, prefix);
    number(s, "id", k->id);
    text(s, "name", k->name);
    number(s, "held_ns", k->held_ns);
    number(s, "longest_held_ns", k->max_held_ns);
    number(s, "waiters", k->waiters);
    wait_figures(s, &k->wait, "wait");
    close_group(s);
}

static const char *thread_name(const ledger *l, uint32_t index) {
    return index == LEDGER_NOBODY ? "" : l->threads[index].name;
}

static void blame_figures(sink *s, const ledger *l, uint32_t i) {
    const blame *b = &l->blames[i];
    char prefix[32], where[REPORT_PLACE];
    snprintf(prefix, sizeof prefix, "blame.%u.", i + 1);
    open(s, NULL, prefix);
    number(s, "ns", b->ns);
    number(s, "pieces", b->n);
    number(s, "script_lock", b->lock);
    text(s, "holder", thread_name(l, b->holder));
    text(s, "holder_at", b->holder == LEDGER_NOBODY ? "" : report_place(where, l->tr, b->place));
    text(s, "waiter", thread_name(l, b->waiter));
    text(s, "waiter_at", report_place(where, l->tr, b->at));
    close_group(s);
}

static void all_figures(sink *s, const ledger *l) {
    open(s, NULL, "");
    run_figures(s, l);
    lock_figures(s, l);
    open_list(s, "threads");
    for (uint32_t i = 0; i < l->n_threads; i++) {
        thread_figures(s, &l->threads[i]);
    }
    close_list(s);
    open_list(s, "script_locks");
    for (uint32_t i = 0; i < l->n_locks; i++) {
        script_lock_figures(s, &l->locks[i]);
    }
    close_list(s);
    open_list(s, "blame");
    for (uint32_t i = 0; i < l->n_blames; i++) {
        blame_figures(s, l, i);
    }
    close_list(s);
    close_group(s);
}

bool report_metrics_json(FILE *f, const ledger *l) {
    json j;
    sink s = {.f = f, .j = &j};
    json_begin(&j, f);
    all_figures(&s, l);
    putc('\n', f);
    return !ferror(f);
}

bool report_metrics_text(FILE *f, const ledger *l) {
    sink s = {.f = f};
    all_figures(&s, l);
    return !ferror(f);
}

/* ---- CSV ---- */

static void quoted(FILE *f, const char *s) {
    putc('"', f);
    for (; *s != '\0'; s++) {
        fputs(*s == '"' ? "\"\"" : (char[]){*s, '\0'}, f);
    }
    putc('"', f);
}

bool report_csv(FILE *f, const ledger *l) {
    fputs("id,name,life_ns", f);
    for (int i = 0; i < SPAN_STATES; i++) {
        fprintf(f, ",%s_ns", span_names[i]);
    }
    fputs(",turns,switches,forced,kept,voluntary,wasted,requests,longest_turn_ns,caused_ns,waits,"
          "wait_"
          "p50_ns,wait_p99_ns,wait_max_ns\n",
          f);
    for (uint32_t i = 0; i < l->n_threads; i++) {
        const thread_row *t = &l->threads[i];
        const uint64_t figures[] = {
            t->spans[SPAN_HOLDING], t->switches, t->forced,     t->kept,
            t->voluntary,           t->vain,     t->requests,   t->max_hold_ns,
            t->caused_ns,           t->gil.n,    t->gil.p50_ns, t->gil.p99_ns,
            t->gil.max_ns};
        fprintf(f, "%u,", t->id);
        quoted(f, t->name);
        fprintf(f, ",%" PRIu64, t->end - t->start);
        for (int n = 0; n < SPAN_STATES; n++) {
            fprintf(f, ",%" PRIu64, t->ns[n]);
        }
        for (size_t n = 0; n < sizeof figures / sizeof figures[0]; n++) {
            fprintf(f, ",%" PRIu64, figures[n]);
        }
        putc('\n', f);
    }
    return !ferror(f);
}

/* ---- folded stacks ---- */

/* A frame's text: ';' divides frames and lines end lines. */
static void fold(FILE *f, const char *s, char end) {
    for (; *s != '\0'; s++) {
        putc(*s == ';' ? ',' : (unsigned char)*s < ' ' ? ' ' : *s, f);
    }
    putc(end, f);
}

/* What was waited for; who had it, and where; who waited, and where: how many nanoseconds. */
bool report_folded(FILE *f, const ledger *l) {
    char where[REPORT_PLACE];
    for (uint32_t i = 0; i < l->n_blames; i++) {
        const blame *b = &l->blames[i];
        const lock_row *k = b->lock == 0 ? NULL : ledger_lock(l, b->lock);
        if (k == NULL || k->name[0] != '\0') {
            fold(f, k == NULL ? "the lock (GIL)" : k->name, ';');
        } else {
            fprintf(f, "script lock %u;", b->lock);
        }
        if (b->holder == LEDGER_NOBODY) {
            fold(f, "(hand-over)", ';');
        } else {
            fold(f, thread_name(l, b->holder), ';');
            fold(f, report_place(where, l->tr, b->place), ';');
        }
        fold(f, thread_name(l, b->waiter), ';');
        fold(f, report_place(where, l->tr, b->at), ' ');
        fprintf(f, "%" PRIu64 "\n", b->ns);
    }
    return !ferror(f);
}
