/* record_follow.c: where a following run stands in its recording. Is the next entry here, and what
 * was asked for? If not, the sentence that says what came and what was recorded. What the core does
 * by these answers is in follow.c.
 */
#include "gil/recording.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Is the next entry of t, here? */
static bool is_here(gil_th *t, uint32_t op) {
    const record_line *l = &t->g->record->next;
    return l->op == op && l->steps == t->pub.steps - t->mark;
}

static bool record_is_kind(const gil_record *r, const char *kind) {
    return strcmp(r->next.kind, kind) == 0;
}

_Noreturn void record_stop_following(gil_th *t, const char *text) {
    gil *g = t->g;
    g->following = false;
    g->record->over = true;
    g->record = NULL;
    if (g->opt.on_diverged != NULL) {
        g->opt.on_diverged(g->opt.hook_arg, t->user, text);
    }
    fputs(text, stderr);
    abort();
}

static const char *hand_over_name(char kind) {
    return kind == 'p'   ? "it is made to stop"
           : kind == 'y' ? "it gives way"
           : kind == 'o' ? "it leaves for a blocking call"
           : kind == 'w' ? "it waits"
                         : "it ends";
}

_Noreturn void gil_diverged(gil_thread *pt, const char *came) {
    gil_th *t = gil_th_of(pt);
    gil_record *r = t->g->record;
    const record_line *l = &r->next;
    char text[1024], place[64] = "";
    int shown = (int)(record_line_end(l->rest, r->last_line + strlen(r->last_line)) - l->rest);
    if (l->op > 0) {
        snprintf(place, sizeof place, ", operation %u", l->op);
    }
    int n = snprintf(text, sizeof text,
                     "gilvm: replay: the run is not the recorded one\n"
                     "  thread %u '%s' at step %" PRIu64 ", operation %u\n  came:     %s\n",
                     pt->id, t->name, pt->steps, record_ops_here(t), came);
    if (l->kind[0] == '\0') {
        snprintf(text + n, sizeof text - (size_t)n, "  recorded: the end of the run (line %u)\n",
                 l->number);
    } else if (l->is_hand_over) {
        snprintf(text + n, sizeof text - (size_t)n,
                 "  recorded: at step %" PRIu64 "%s %s, thread %u is next (line %u)\n",
                 t->mark + l->steps, place, hand_over_name(l->kind[0]), l->to, l->number);
    } else {
        snprintf(text + n, sizeof text - (size_t)n,
                 "  recorded: at step %" PRIu64 "%s: %s %.*s (line %u)\n", t->mark + l->steps,
                 place, l->kind, shown < 200 ? shown : 200, l->rest, l->number);
    }
    record_stop_following(t, text);
}

void record_used(gil_th *t) {
    gil_record *r = t->g->record;
    t->mark += r->next.steps;
    if (!record_advance(r)) {
        char text[80];
        snprintf(text, sizeof text, "gilvm: replay: line %u of the recording makes no sense\n",
                 r->number + 1);
        record_stop_following(t, text);
    }
}

bool record_expect(gil_th *t, const char *kind, const char *came) {
    gil_record *r = t->g->record;
    uint64_t steps = t->pub.steps - t->mark;
    if (r->next.steps < steps || (r->next.steps == steps && r->next.op < record_ops_here(t))) {
        gil_diverged(&t->pub, came);
    }
    return is_here(t, t->ops) && record_is_kind(r, kind);
}

void record_must(gil_th *t, const char *kind) {
    char came[64];
    snprintf(came, sizeof came, "%s", kind);
    if (!record_expect(t, kind, came)) {
        gil_diverged(&t->pub, came);
    }
}

int64_t record_take_value(gil_th *t) {
    int64_t v = strtoll(t->g->record->next.rest, NULL, 10);
    record_used(t);
    return v;
}

/* --- For follow.c ---------------------------------------------------------------------------- */

bool gil_follow_signal(gil_th *t) {
    if (!record_is_kind(t->g->record, "attention") || !is_here(t, record_ops_here(t))) {
        return false;
    }
    record_used(t);
    return true;
}

bool gil_follow_signal_next(gil_th *t) {
    return record_is_kind(t->g->record, "attention") && is_here(t, record_ops_here(t) + 1);
}

bool gil_follow_is_preempted(gil_th *t) {
    return t->g->record->next.kind[0] == 'p' && t->g->record->next.is_hand_over &&
           is_here(t, record_ops_here(t));
}

uint32_t gil_follow_leaves(gil_th *t, char kind, const char *came) {
    gil_record *r = t->g->record;
    uint32_t op = record_ops_here(t);
    if (r->next.steps < t->pub.steps - t->mark ||
        (r->next.steps == t->pub.steps - t->mark && r->next.op < op)) {
        gil_diverged(&t->pub, came);
    }
    if (!r->next.is_hand_over || r->next.kind[0] != kind || !is_here(t, op)) {
        return 0;
    }
    uint32_t to = r->next.to;
    record_used(t);
    return to;
}

uint64_t gil_follow_stop(gil_th *t) {
    gil_record *r = t->g->record;
    uint64_t stop = r->next.kind[0] == '\0' ? GIL_NEVER : t->mark + r->next.steps;
    if (r->until_id == t->pub.id && r->until_steps < stop && r->until_steps >= t->pub.steps) {
        stop = r->until_steps;
    }
    return stop;
}

bool gil_follow_is_until(gil_th *t) {
    gil_record *r = t->g->record;
    if (r->until_id != t->pub.id || t->pub.steps < r->until_steps) {
        return false;
    }
    r->until_id = 0;
    return true;
}

bool gil_record_at_end(const gil *g) {
    return g->following && g->record->next.kind[0] == '\0';
}

void gil_follow_until(gil *g, uint32_t id, uint64_t steps) {
    g->record->until_id = id;
    g->record->until_steps = steps;
}

void gil_follow_got(gil_th *t, uint64_t left_steps) {
    record_count_hand_over(t->g->record, left_steps, t);
}

gil_th **gil_follow_slot(gil *g, uint32_t id) {
    gil_record *r = g->record;
    if (id >= r->threads_size) {
        size_t size = 2 * ((size_t)id + 8);
        gil_th **more = realloc(r->threads, size * sizeof *more);
        if (more == NULL) {
            return NULL;
        }
        memset(more + r->threads_size, 0, (size - r->threads_size) * sizeof *more);
        r->threads = more;
        r->threads_size = size;
    }
    return &r->threads[id];
}
