/* report_page.c: the timeline as one HTML file that loads nothing: page.html with its style sheet,
 * its script and the data of one run or several (cli/page/, built into the binary). The data, as
 * page.js reads it; times are nanoseconds since the run began:
 *
 *     {"runs": [{"title", "policy", "polls", "host", "wall_ns", "dropped",
 *         "places": [[file, function, line], ...],         by number, 0 is "unknown"
 *         "sources": {file: {line: text}},                 those lines, as far as they can be read
 *         "reasons": [...], "locks": {id: name},
 *         "threads": [{"id", "name", "begin",
 *             "t": [how long each span took], "s": "one letter for each span's state",
 *             "p": [places], "w": [reasons for letting go], "on": [lock, thread, descriptor],
 *             "vain": [times]}],
 *         "collections": [[row, end, ns]], "marks": [[row, time, text]],
 *         "summary": {"threads": [...], "lock": {...}}, "blame": [...],
 *         "children": [runs: of child processes]}]}
 *
 * The letters: H W L N J S F C O, in the order of span_state.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "cli/report.h"

extern const char page_html[], page_css[], page_js[];

static const char letters[SPAN_STATES + 1] = "HWLNJSFCO";

/* ---- places and their source lines ---- */

static void put_places(json *j, const trace *tr) {
    json_key(j, "places");
    json_open(j, '[');
    for (uint32_t n = 0; n <= tr->n_places; n++) {
        const trace_place *p = n == 0 ? NULL : trace_place_at(tr, n);
        json_open(j, '[');
        json_string(j, p == NULL ? "" : p->file);
        json_string(j, p == NULL ? "" : p->function);
        json_number(j, p == NULL ? 0 : p->line);
        json_close(j, ']');
    }
    json_close(j, ']');
}

static int by_file_and_line(const void *a, const void *b) {
    const trace_place *x = *(const trace_place *const *)a, *y = *(const trace_place *const *)b;
    int c = strcmp(x->file, y->file);
    return c != 0 ? c : (x->line > y->line) - (x->line < y->line);
}

/* The lines of one file that places[0..n) name, in order. */
static void put_lines(json *j, const trace_place *const *places, size_t n) {
    FILE *f = fopen(places[0]->file, "r");
    char *line = NULL;
    size_t room = 0, at = 0;
    ssize_t len;
    for (uint32_t number = 1; f != NULL && at < n && (len = getline(&line, &room, f)) >= 0;
         number++) {
        bool wanted = false;
        for (; at < n && places[at]->line <= number; at++) {
            wanted |= places[at]->line == number;
        }
        if (wanted) {
            char key[16];
            snprintf(key, sizeof key, "%" PRIu32, number);
            line[strcspn(line, "\r\n")] = '\0';
            json_key(j, key);
            json_string(j, line);
        }
    }
    free(line);
    if (f != NULL) {
        fclose(f);
    }
}

static void put_sources(json *j, const trace *tr) {
    const trace_place **sorted = calloc(tr->n_places + 1, sizeof *sorted);
    json_key(j, "sources");
    json_open(j, '{');
    if (sorted != NULL) {
        for (uint32_t i = 0; i < tr->n_places; i++) {
            sorted[i] = trace_place_at(tr, i + 1);
        }
        qsort(sorted, tr->n_places, sizeof *sorted, by_file_and_line);
        for (uint32_t i = 0, next; i < tr->n_places; i = next) {
            for (next = i + 1;
                 next < tr->n_places && strcmp(sorted[next]->file, sorted[i]->file) == 0;) {
                next++;
            }
            json_key(j, sorted[i]->file);
            json_open(j, '{');
            put_lines(j, sorted + i, next - i);
            json_close(j, '}');
        }
        free(sorted);
    }
    json_close(j, '}');
}

/* ---- threads ---- */

static void put_spans(json *j, const ledger *l, const thread_row *t) {
    const span *s = l->spans + t->first_span;
    char *states = malloc(t->n_spans + 1);
    json_key(j, "t");
    json_open(j, '[');
    for (uint32_t i = 0; i < t->n_spans; i++) {
        json_number(j, s[i].end - s[i].start);
    }
    json_close(j, ']');
    json_key(j, "s");
    for (uint32_t i = 0; states != NULL && i < t->n_spans; i++) {
        states[i] = letters[s[i].state];
    }
    if (states != NULL) {
        states[t->n_spans] = '\0';
    }
    json_string(j, states == NULL ? "" : states);
    free(states);
    json_key(j, "p");
    json_open(j, '[');
    for (uint32_t i = 0; i < t->n_spans; i++) {
        json_number(j, s[i].place);
    }
    json_close(j, ']');
    json_key(j, "w");
    json_open(j, '[');
    for (uint32_t i = 0; i < t->n_spans; i++) {
        json_number(j,
                    s[i].state == SPAN_HOLDING && s[i].left < GIL_LEAVE_COUNT ? s[i].left + 1u : 0);
    }
    json_close(j, ']');
    json_key(j, "on");
    json_open(j, '[');
    for (uint32_t i = 0; i < t->n_spans; i++) {
        json_number(j, s[i].on);
    }
    json_close(j, ']');
}

static void put_thread(json *j, const ledger *l, uint32_t row) {
    const thread_row *t = &l->threads[row];
    json_open(j, '{');
    json_field_number(j, "id", t->id);
    json_field_string(j, "name", t->name);
    json_field_number(j, "begin", t->start - l->tr->origin);
    put_spans(j, l, t);
    json_key(j, "vain");
    json_open(j, '[');
    for (uint32_t i = 0; t->vain > 0 && i < l->n_points; i++) {
        if (l->points[i].kind == GIL_EV_VAIN && l->points[i].thread == row) {
            json_number(j, l->points[i].time - l->tr->origin);
        }
    }
    json_close(j, ']');
    json_close(j, '}');
}

/* Collections or marks: rows of [thread, time, what]. */
static void put_points(json *j, const ledger *l, const char *key, gil_kind kind) {
    json_key(j, key);
    json_open(j, '[');
    for (uint32_t i = 0; i < l->n_points; i++) {
        const point *p = &l->points[i];
        if (p->kind == kind) {
            json_open(j, '[');
            json_number(j, p->thread);
            json_number(j, p->time - l->tr->origin);
            if (kind == GIL_EV_MARK) {
                json_string(j, trace_text(l->tr, p->on));
            } else {
                json_number(j, (uint64_t)p->on * 1000);
            }
            json_close(j, ']');
        }
    }
    json_close(j, ']');
}

/* ---- tables ---- */

static void put_summary(json *j, const ledger *l) {
    json_key(j, "summary");
    json_open(j, '{');
    json_key(j, "threads");
    json_open(j, '[');
    for (uint32_t i = 0; i < l->n_threads; i++) {
        const thread_row *t = &l->threads[i];
        json_open(j, '{');
        json_field_number(j, "id", t->id);
        json_field_string(j, "name", t->name);
        json_field_number(j, "held_ns", t->ns[SPAN_HOLDING]);
        json_field_number(j, "waited_ns", t->ns[SPAN_WANTING]);
        json_field_number(j, "lock_ns", t->ns[SPAN_LOCK]);
        json_field_number(j, "notify_ns", t->ns[SPAN_NOTIFY]);
        json_field_number(j, "join_ns", t->ns[SPAN_JOIN]);
        json_field_number(j, "sleep_ns", t->ns[SPAN_SLEEP]);
        json_field_number(j, "fd_ns", t->ns[SPAN_FD]);
        json_field_number(j, "call_ns", t->ns[SPAN_CALL] + t->ns[SPAN_OTHER]);
        json_field_number(j, "switches", t->switches);
        json_field_number(j, "forced", t->forced);
        json_field_number(j, "kept", t->kept);
        json_field_number(j, "voluntary", t->voluntary);
        json_field_number(j, "vain", t->vain);
        json_field_number(j, "wait_p50_ns", t->gil.p50_ns);
        json_field_number(j, "wait_p99_ns", t->gil.p99_ns);
        json_field_number(j, "wait_max_ns", t->gil.max_ns);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_key(j, "lock");
    json_open(j, '{');
    json_field_number(j, "held_ns", l->held_ns);
    json_field_number(j, "hand_overs", l->hand_overs);
    json_field_number(j, "held_max_ns", l->max_hold_ns);
    json_field_number(j, "vain", l->vain);
    json_close(j, '}');
    json_close(j, '}');
}

static int by_cause(const void *a, const void *b) {
    const blame *x = a, *y = b;
    return x->lock != y->lock ? (x->lock > y->lock) - (x->lock < y->lock)
                              : (x->place > y->place) - (x->place < y->place);
}

static int longest_first(const void *a, const void *b) {
    const blame *x = a, *y = b;
    return (x->ns < y->ns) - (x->ns > y->ns);
}

/* The causes of waiting, whoever waited: by lock and place. */
static void put_blame(json *j, const ledger *l) {
    blame *all = calloc((size_t)l->n_blames + 1, sizeof *all);
    uint32_t n = 0;
    json_key(j, "blame");
    json_open(j, '[');
    if (all != NULL && l->n_blames > 0) {
        memcpy(all, l->blames, l->n_blames * sizeof *all);
        qsort(all, l->n_blames, sizeof *all, by_cause);
        for (uint32_t i = 1; i < l->n_blames; i++) {
            if (by_cause(&all[n], &all[i]) == 0) {
                all[n].ns += all[i].ns;
            } else {
                all[++n] = all[i];
            }
        }
        qsort(all, ++n, sizeof *all, longest_first);
    }
    for (uint32_t i = 0; i < n; i++) {
        const blame *b = &all[i];
        const trace_place *p = b->place == 0 ? NULL : trace_place_at(l->tr, b->place);
        const lock_row *lock = b->lock == 0 ? NULL : ledger_lock(l, b->lock);
        char name[64];
        snprintf(name, sizeof name, b->lock == 0 ? "the GIL" : "lock %" PRIu32, b->lock);
        json_open(j, '{');
        json_field_string(j, "file", p == NULL ? "" : p->file);
        json_field_string(j, "function", p == NULL ? "(the hand-over itself)" : p->function);
        json_field_number(j, "line", p == NULL ? 0 : p->line);
        json_field_string(j, "lock", lock != NULL && lock->name[0] != '\0' ? lock->name : name);
        json_field_number(j, "ns", b->ns);
        json_close(j, '}');
    }
    json_close(j, ']');
    free(all);
}

static void put_names(json *j, const ledger *l) {
    json_key(j, "reasons");
    json_open(j, '[');
    json_string(j, "");
    for (unsigned i = 0; i < GIL_LEAVE_COUNT; i++) {
        json_string(j, gil_leave_names[i]);
    }
    json_close(j, ']');
    json_key(j, "locks");
    json_open(j, '{');
    for (uint32_t i = 0; i < l->n_locks; i++) {
        char key[16];
        snprintf(key, sizeof key, "%" PRIu32, l->locks[i].id);
        if (l->locks[i].name[0] != '\0') {
            json_field_string(j, key, l->locks[i].name);
        }
    }
    json_close(j, '}');
}

static void put_run(json *j, const ledger *l) {
    const trace *tr = l->tr;
    char title[REPORT_PLACE];
    json_open(j, '{');
    json_field_string(j, "title",
                      tr->process > 0 ? trace_process(title, sizeof title, tr)
                                      : trace_base(tr->script));
    json_field_string(j, "policy", tr->policy);
    json_field_string(j, "polls", tr->polls);
    json_field_string(j, "host", tr->machine);
    json_field_number(j, "wall_ns", l->wall_ns);
    json_field_number(j, "dropped", tr->dropped);
    put_places(j, tr);
    put_sources(j, tr);
    put_names(j, l);
    json_key(j, "threads");
    json_open(j, '[');
    for (uint32_t i = 0; i < l->n_threads; i++) {
        put_thread(j, l, i);
    }
    json_close(j, ']');
    put_points(j, l, "collections", GIL_EV_COLLECTED);
    put_points(j, l, "marks", GIL_EV_MARK);
    put_summary(j, l);
    put_blame(j, l);
    json_key(j, "children");
    json_open(j, '[');
    for (uint32_t i = 0; i < tr->n_children; i++) {
        put_run(j, l->children[i]);
    }
    json_close(j, ']');
    json_close(j, '}');
}

bool report_page(FILE *f, const ledger *const *runs, int n) {
    static const struct {
        const char *mark, *text;
    } parts[] = {{"@CSS@", page_css}, {"@DATA@", NULL}, {"@JS@", page_js}};
    const char *at = page_html;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *mark = strstr(at, parts[i].mark);
        fwrite(at, 1, (size_t)(mark - at), f);
        at = mark + strlen(parts[i].mark);
        if (parts[i].text != NULL) {
            fputs(parts[i].text, f);
            continue;
        }
        json j;
        json_begin(&j, f);
        json_open(&j, '{');
        json_key(&j, "runs");
        json_open(&j, '[');
        for (int k = 0; k < n; k++) {
            put_run(&j, runs[k]);
        }
        json_close(&j, ']');
        json_close(&j, '}');
    }
    fputs(at, f);
    return ferror(f) == 0;
}

bool report_html(FILE *f, const ledger *l) {
    return report_page(f, &l, 1);
}
