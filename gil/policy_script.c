/* policy_script.c: the lock goes as a written schedule says.
 *
 * A schedule is a list of THREAD@STEPS, separated by white space or commas; # starts a comment.
 * "2@150": thread 2 has the lock until its own count of steps is 150, or it leaves by itself.
 * "2@*": until it leaves by itself. The next entry says who follows. If that thread is not ready
 * the lock stays closed until it is; if nobody can come any more, or the thread has passed those
 * steps already, the entry is skipped and counted (note in `skipped`). After the last entry the
 * rest runs cooperatively, round by thread id. The argument is a file name, or the schedule itself
 * if it holds a '@' after a digit: "script:1@100,2@50". A file may be a recording (record.h): then
 * its hand-overs are the schedule, without its inputs; an entry is "until it leaves" where it left.
 */
#include "gil/policy.h"
#include "gil/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    uint64_t steps;
    uint32_t thread;
} entry;

typedef struct script {
    entry *entries;
    size_t n, size;
    size_t at;  /* the entry in force */
    bool begun; /* its thread has been granted the lock for it */
    uint64_t skipped;
} script;

static bool append(void *state, uint32_t thread, uint64_t steps) {
    script *s = state;
    if (s->n == s->size) {
        size_t size = s->size == 0 ? 64 : s->size * 2;
        entry *more = realloc(s->entries, size * sizeof *more);
        if (more == NULL) {
            return false;
        }
        s->entries = more;
        s->size = size;
    }
    s->entries[s->n++] = (entry){steps, thread};
    return true;
}

static bool add_entry(script *s, const char *word, char *err, size_t errlen) {
    char *end;
    unsigned long thread = strtoul(word, &end, 10);
    uint64_t steps = GIL_NEVER;
    bool good = *word >= '0' && *word <= '9' && thread > 0 && thread <= UINT32_MAX && *end == '@';
    if (good && strcmp(end + 1, "*") != 0) {
        good = end[1] >= '0' && end[1] <= '9';
        steps = strtoull(end + 1, &end, 10);
        good = good && *end == '\0';
    }
    if (!good) {
        snprintf(err, errlen, "'%s' in a schedule is not THREAD@STEPS", word);
        return false;
    }
    if (!append(s, (uint32_t)thread, steps)) {
        snprintf(err, errlen, "no memory for the schedule");
        return false;
    }
    return true;
}

/* Changes `line`. */
static bool add_line(script *s, char *line, char *err, size_t errlen) {
    line[strcspn(line, "#")] = '\0';
    char *at = line + strspn(line, " \t\r\n,");
    while (*at != '\0') {
        size_t len = strcspn(at, " \t\r\n,");
        char *next = at + len + (at[len] != '\0');
        at[len] = '\0';
        if (!add_entry(s, at, err, errlen)) {
            return false;
        }
        at = next + strspn(next, " \t\r\n,");
    }
    return true;
}

static bool add_file(script *s, const char *name, char *err, size_t errlen) {
    if (gil_record_is(name)) {
        return gil_record_schedule(name, append, s, err, errlen);
    }
    FILE *f = fopen(name, "r");
    if (f == NULL) {
        snprintf(err, errlen, "cannot read the schedule '%s'", name);
        return false;
    }
    char line[4096];
    bool ok = true;
    while (ok && fgets(line, sizeof line, f) != NULL) {
        ok = add_line(s, line, err, errlen);
    }
    fclose(f);
    return ok;
}

static void script_fini(void *state) {
    free(((script *)state)->entries);
}

static bool script_init(gil *g, void *state, const char *arg, char *err, size_t errlen) {
    (void)g;
    bool ok;
    if (*arg >= '0' && *arg <= '9' && arg[strspn(arg, "0123456789")] == '@') {
        size_t len = strlen(arg) + 1;
        char *copy = malloc(len);
        ok = copy != NULL && add_line(state, memcpy(copy, arg, len), err, errlen);
        free(copy);
    } else {
        ok = add_file(state, arg, err, errlen);
    }
    if (!ok) {
        script_fini(state);
    }
    return ok;
}

static gil_th *find(gil *g, uint32_t id) {
    for (gil_th *t = g->head; t != NULL; t = t->next) {
        if (t->pub.id == id) {
            return t;
        }
    }
    return NULL;
}

/* The ready thread with the next id after `id`, round and round. */
static gil_th *after(gil *g, uint32_t id) {
    gil_th *next = g->head;
    for (gil_th *t = g->head; t != NULL; t = t->next) {
        if (t->pub.id - id - 1 < next->pub.id - id - 1) { /* unsigned: ids up to `id` come last */
            next = t;
        }
    }
    return next;
}

static bool passed(const entry *e, const gil_th *t) {
    return e->steps != GIL_NEVER && t->pub.steps >= e->steps;
}

static void go_on(script *s) {
    s->at++;
    s->begun = false;
}

/* The thread may have been let in without pick (alone, or when the policy was installed): that
 * counts for its entry. */
static uint64_t script_budget(gil *g, gil_th *t) {
    script *s = g->policy_state;
    while (s->at < s->n && s->entries[s->at].thread == t->pub.id && passed(&s->entries[s->at], t)) {
        go_on(s);
    }
    if (s->at >= s->n) {
        return GIL_NEVER;
    }
    if (s->entries[s->at].thread != t->pub.id) {
        return t->pub.steps; /* not its turn: at the next poll */
    }
    s->begun = true;
    return s->entries[s->at].steps;
}

static gil_answer script_pick(gil *g, gil_th *leaver, gil_leave why) {
    script *s = g->policy_state;
    if (s->begun && why != GIL_LEAVE_ARRIVAL && leaver->pub.id == s->entries[s->at].thread) {
        go_on(s);
    }
    while (s->at < s->n) {
        gil_th *t = find(g, s->entries[s->at].thread);
        if (t != NULL && !passed(&s->entries[s->at], t)) {
            return gil_give(t);
        }
        /* Relaxed: who counts it up or down holds the lock or is about to queue under the mutex. */
        if (t == NULL && atomic_load_explicit(&g->hope, memory_order_relaxed) > 0) {
            return GIL_NOBODY;
        }
        s->skipped++;
        go_on(s);
    }
    return gil_give(after(g, leaver != NULL ? leaver->pub.id : 0));
}

const gil_policy gil_policy_script = {
    .name = "script",
    .hands_over = true,
    .state_size = sizeof(script),
    .strict = true,
    .init = script_init,
    .fini = script_fini,
    .budget = script_budget,
    .pick = script_pick,
};
