/* report_json.c: runs for other programs' viewers.
 *
 * Trace Event Format (ui.perfetto.dev, chrome://tracing). Each thread has two tracks: its life with
 * its turns with the lock nested in it, and below that its waits, for slices of one track must
 * nest. Every row has a name and small integer ids. An arrow leads from the end of a turn to the
 * turn of another thread that followed. Child processes are processes of the format, too. Times are
 * microseconds with three digits behind the point.
 *
 * speedscope: an evented profile for each thread; the outer frame is what it did, the inner one
 * where. Times are nanoseconds.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "cli/report.h"

/* ---- Trace Event Format ---- */

/* The beginning of a row. */
static void row(json *j, const ledger *l, const char *phase, const char *name, const char *category,
                uint32_t tid) {
    json_line(j);
    json_open(j, '{');
    json_field_string(j, "ph", phase);
    json_field_string(j, "name", name);
    json_field_string(j, "cat", category);
    json_field_number(j, "pid", l->tr->process + 1);
    json_field_number(j, "tid", tid);
}

static void micros(json *j, const char *key, uint64_t ns) {
    json_key(j, key);
    json_real(j, (double)ns / 1000, 3);
}

static void meta(json *j, const ledger *l, const char *what, uint32_t tid, const char *key,
                 const char *text, uint64_t number) {
    row(j, l, "M", what, "__metadata", tid);
    json_key(j, "args");
    json_open(j, '{');
    if (text != NULL) {
        json_field_string(j, key, text);
    } else {
        json_field_number(j, key, number);
    }
    json_close(j, '}');
    json_close(j, '}');
}

static uint32_t turns_track(uint32_t thread) {
    return thread * 2 + 1;
}
static uint32_t waits_track(uint32_t thread) {
    return thread * 2 + 2;
}

static void tracks(json *j, const ledger *l) {
    char text[REPORT_PLACE];
    if (l->tr->process > 0) {
        trace_process(text, sizeof text, l->tr);
        meta(j, l, "process_sort_index", 0, "sort_index", NULL, l->tr->process);
    } else {
        snprintf(text, sizeof text, "%s, %s", trace_base(l->tr->script), l->tr->policy);
    }
    meta(j, l, "process_name", 0, "name", text, 0);
    for (uint32_t i = 0; i < l->n_threads; i++) {
        meta(j, l, "thread_name", turns_track(i), "name", l->threads[i].name, 0);
        meta(j, l, "thread_sort_index", turns_track(i), "sort_index", NULL, turns_track(i));
        snprintf(text, sizeof text, "%s, waits", l->threads[i].name);
        meta(j, l, "thread_name", waits_track(i), "name", text, 0);
        meta(j, l, "thread_sort_index", waits_track(i), "sort_index", NULL, waits_track(i));
    }
}

static void open_slice(json *j, const ledger *l, const char *name, const char *category,
                       uint32_t tid, uint64_t start, uint64_t end) {
    row(j, l, "X", name, category, tid);
    micros(j, "ts", start - l->tr->origin);
    micros(j, "dur", end - start);
    json_key(j, "args");
    json_open(j, '{');
}

static void end_slice(json *j) {
    json_close(j, '}');
    json_close(j, '}');
}

static const char *lock_name(const ledger *l, uint32_t id) {
    const lock_row *k = ledger_lock(l, id);
    return k != NULL ? k->name : "";
}

static void span_slice(json *j, const ledger *l, const span *s) {
    char where[REPORT_PLACE];
    report_place(where, l->tr, s->place);
    if (s->state == SPAN_HOLDING) {
        open_slice(j, l, where, "turn", turns_track(s->thread), s->start, s->end);
        json_field_string(j, "until", where);
        json_field_string(j, "left",
                          s->left == SPAN_OPEN ? "the run ended" : gil_leave_names[s->left]);
        if (s->on != 0) {
            json_field_number(j, "kept", s->on);
        }
        end_slice(j);
    } else if (s->end > s->start) {
        open_slice(j, l, span_words[s->state], "wait", waits_track(s->thread), s->start, s->end);
        json_field_string(j, "at", where);
        if (s->state == SPAN_LOCK && lock_name(l, s->on)[0] != '\0') {
            json_field_string(j, "lock", lock_name(l, s->on));
        }
        if (s->on != 0) {
            json_field_number(j, "on", s->on);
        }
        end_slice(j);
    }
}

static void slices(json *j, const ledger *l) {
    for (uint32_t i = 0; i < l->n_threads; i++) {
        const thread_row *t = &l->threads[i];
        open_slice(j, l, t->name, "life", turns_track(i), t->start, t->end);
        end_slice(j);
        for (uint32_t n = t->first_span; n < t->first_span + t->n_spans; n++) {
            span_slice(j, l, &l->spans[n]);
        }
    }
}

/* One end of an arrow; it sticks to the slice around its time, so it must lie within. */
static void arrow(json *j, const ledger *l, const char *phase, const hold *h, uint64_t time,
                  uint32_t id) {
    row(j, l, phase, "hand-over", "hand-over", turns_track(h->thread));
    json_field_number(j, "id", id);
    micros(j, "ts", time - l->tr->origin);
    if (phase[0] == 'f') {
        json_field_string(j, "bp", "e");
    }
    json_close(j, '}');
}

/* Arrows are numbered through all processes. */
static void arrows(json *j, const ledger *l, uint32_t *id) {
    for (uint32_t i = 0; i + 1 < l->n_holds; i++) {
        const hold *from = &l->holds[i], *to = &l->holds[i + 1];
        if (from->thread != to->thread) {
            arrow(j, l, "s", from, from->end > from->start ? from->end - 1 : from->end,
                  *id + i + 1);
            arrow(j, l, "f", to, to->start, *id + i + 1);
        }
    }
    *id += l->n_holds;
}

typedef struct change {
    uint64_t time;
    int by;
} change;

static int by_time(const void *a, const void *b) {
    const change *x = a, *y = b;
    return x->time != y->time ? (x->time > y->time) - (x->time < y->time) : x->by - y->by;
}

/* How many threads want the lock, whenever that changes. */
static bool counter(json *j, const ledger *l) {
    change *c = malloc(((size_t)l->n_spans * 2 + 1) * sizeof *c);
    size_t n = 0;
    int wanting = 0;
    if (c == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < l->n_spans; i++) {
        const span *s = &l->spans[i];
        if (s->state == SPAN_WANTING && s->end > s->start) {
            c[n++] = (change){s->start, 1};
            c[n++] = (change){s->end, -1};
        }
    }
    qsort(c, n, sizeof *c, by_time);
    for (size_t i = 0; i < n; i++) {
        wanting += c[i].by;
        if (i + 1 == n || c[i + 1].time != c[i].time) {
            row(j, l, "C", "threads that want the lock", "lock", 0);
            micros(j, "ts", c[i].time - l->tr->origin);
            json_key(j, "args");
            json_open(j, '{');
            json_field_number(j, "threads", (uint64_t)wanting);
            json_close(j, '}');
            json_close(j, '}');
        }
    }
    free(c);
    return true;
}

static void points(json *j, const ledger *l) {
    for (uint32_t i = 0; i < l->n_points; i++) {
        const point *p = &l->points[i];
        uint32_t tid = p->thread == LEDGER_NOBODY ? 0 : turns_track(p->thread);
        bool text = p->kind == GIL_EV_MARK || p->kind == GIL_EV_POLICY;
        const char *name = p->kind == GIL_EV_VAIN        ? "woken in vain"
                           : p->kind == GIL_EV_REQUEST   ? "asks the holder to stop"
                           : p->kind == GIL_EV_COLLECTED ? "collection"
                                                         : trace_text(l->tr, p->on);
        if (p->kind == GIL_EV_COLLECTED) {
            uint64_t ns = (uint64_t)p->on * 1000, at = p->time - l->tr->origin;
            open_slice(j, l, name, "collection", tid, l->tr->origin + (at > ns ? at - ns : 0),
                       p->time);
            end_slice(j);
            continue;
        }
        row(j, l, "i", name[0] != '\0' ? name : "mark", gil_kinds[p->kind].name, tid);
        micros(j, "ts", p->time - l->tr->origin);
        json_field_string(j, "s", text ? "g" : "t");
        json_close(j, '}');
    }
}

static void about(json *j, const trace *tr) {
    json_open(j, '{');
    json_field_string(j, "script", tr->script);
    json_field_string(j, "args", tr->args);
    json_field_string(j, "policy", tr->policy);
    json_field_string(j, "polls", tr->polls);
    json_field_string(j, "host", tr->simulated ? "simulated" : "real");
    json_field_string(j, "machine", tr->machine);
    json_field_string(j, "when", tr->when);
    json_field_number(j, "dropped", tr->dropped);
    json_close(j, '}');
}

static bool process(json *j, const ledger *l, uint32_t *id) {
    tracks(j, l);
    slices(j, l);
    arrows(j, l, id);
    points(j, l);
    return counter(j, l);
}

bool report_chrome(FILE *f, const ledger *l) {
    json j;
    json_begin(&j, f);
    json_open(&j, '{');
    json_field_string(&j, "displayTimeUnit", "ns");
    json_key(&j, "otherData");
    about(&j, l->tr);
    json_key(&j, "traceEvents");
    json_open(&j, '[');
    uint32_t id = 0;
    bool ok = process(&j, l, &id);
    for (uint32_t i = 0; ok && i < l->tr->n_children; i++) {
        ok = process(&j, l->children[i], &id);
    }
    json_close(&j, ']');
    json_close(&j, '}');
    putc('\n', f);
    return ok && !ferror(f);
}

/* ---- speedscope ---- */

/* The frames: first the states, then the places, 0 included. */
static void frames(json *j, const trace *tr) {
    char where[REPORT_PLACE];
    json_open(j, '[');
    for (int s = 0; s < SPAN_STATES; s++) {
        json_line(j);
        json_open(j, '{');
        json_field_string(j, "name", span_words[s]);
        json_close(j, '}');
    }
    for (uint32_t n = 0; n <= tr->n_places; n++) {
        const trace_place *p = trace_place_at(tr, n);
        json_line(j);
        json_open(j, '{');
        json_field_string(j, "name", report_place(where, tr, n));
        if (p->line != 0) {
            json_field_string(j, "file", p->file);
            json_field_number(j, "line", p->line);
        }
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void frame_event(json *j, const char *type, uint32_t frame, uint64_t at) {
    json_open(j, '{');
    json_field_string(j, "type", type);
    json_field_number(j, "frame", frame);
    json_field_number(j, "at", at);
    json_close(j, '}');
}

static void profile(json *j, const ledger *l, const thread_row *t) {
    json_line(j);
    json_open(j, '{');
    json_field_string(j, "type", "evented");
    json_field_string(j, "name", t->name);
    json_field_string(j, "unit", "nanoseconds");
    json_field_number(j, "startValue", t->start - l->tr->origin);
    json_field_number(j, "endValue", t->end - l->tr->origin);
    json_key(j, "events");
    json_open(j, '[');
    for (uint32_t i = t->first_span; i < t->first_span + t->n_spans; i++) {
        const span *s = &l->spans[i];
        uint32_t where = SPAN_STATES + (s->place <= l->tr->n_places ? s->place : 0);
        if (s->end > s->start) {
            json_line(j);
            frame_event(j, "O", s->state, s->start - l->tr->origin);
            frame_event(j, "O", where, s->start - l->tr->origin);
            frame_event(j, "C", where, s->end - l->tr->origin);
            frame_event(j, "C", s->state, s->end - l->tr->origin);
        }
    }
    json_close(j, ']');
    json_close(j, '}');
}

bool report_speedscope(FILE *f, const ledger *l) {
    json j;
    json_begin(&j, f);
    json_open(&j, '{');
    json_field_string(&j, "$schema", "https://www.speedscope.app/file-format-schema.json");
    json_field_string(&j, "name", trace_base(l->tr->script));
    json_field_string(&j, "exporter", "gilvm");
    json_field_number(&j, "activeProfileIndex", 0);
    json_key(&j, "shared");
    json_open(&j, '{');
    json_key(&j, "frames");
    frames(&j, l->tr);
    json_close(&j, '}');
    json_key(&j, "profiles");
    json_open(&j, '[');
    for (uint32_t i = 0; i < l->n_threads; i++) {
        profile(&j, l, &l->threads[i]);
    }
    json_close(&j, ']');
    json_close(&j, '}');
    putc('\n', f);
    return !ferror(f);
}
