/* mod_gil.c: the module gil, which only gilvm has: the lock as a script may see it. Which policy
 * decides who runs, the figures of each thread, how many instructions the calling thread has run,
 * and marks on the time line.
 */
#include "gil/trace.h"
#include "stdlib/stdlib.h"
#include "vm/str.h"

static value gil_policy_fn(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return str_from(t, gil_policy_spec(t->vm->gil));
}

static value gil_set_policy_fn(thread *t, value *a, int n) {
    (void)n;
    char err[256] = "";
    if (!is_kind(a[0], T_STR)) {
        return bad_argument(t, "set_policy", "argument 1", "str", a[0]);
    }
    const char *spec = str_c(t, a[0]);
    if (spec == NULL) {
        return NIL;
    }
    return gil_set_policy(t->gil, spec, err, sizeof err) ? NONE
                                                         : raise_error(t, E_VALUE_ERROR, "%s", err);
}

static value gil_policies_fn(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    size_t count;
    const gil_policy_doc *docs = gil_policies(&count);
    value v = list_new(t, count);
    for (size_t i = 0; v != NIL && i < count; i++) {
        value row[3] = {str_from(t, docs[i].name), str_from(t, docs[i].arg),
                        str_from(t, docs[i].doc)};
        value item = row[0] == NIL || row[1] == NIL || row[2] == NIL ? NIL : tuple_of(t, row, 3);
        if (item == NIL || !list_append(t, (list *)as_obj(v), item)) {
            return NIL;
        }
    }
    return v;
}

static value gil_steps_fn(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return int_new_u64(t, t->gil->steps);
}

static value gil_mark_fn(thread *t, value *a, int n) {
    (void)n;
    value text = op_str(t, a[0]);
    const char *s = text == NIL ? NULL : str_terminated(t, (str *)as_obj(text));
    if (s == NULL) {
        return NIL;
    }
    gil_mark(t->gil, s);
    return NONE;
}

/* ---- stats ---- */

static bool put(thread *t, dict *d, const char *name, value v) {
    str *key = v == NIL ? NULL : str_intern(t, name);
    return key != NULL && dict_set_str(t, d, key, v);
}

static bool put_count(thread *t, dict *d, const char *name, uint64_t n) {
    return put(t, d, name, int_new_u64(t, n));
}

static bool put_seconds(thread *t, dict *d, const char *name, uint64_t ns) {
    return put(t, d, name, from_double((double)ns / 1e9));
}

/* Seconds by what the thread waited for: lock, join, sleep ... */
static value blocked_by_reason(thread *t, const gil_stats *s) {
    dict *d = dict_new(t);
    for (unsigned why = GIL_WHY_NONE + 1; d != NULL && why < GIL_WHY_COUNT; why++) {
        if (!put_seconds(t, d, gil_why_names[why], s->blocked_ns[why])) {
            return NIL;
        }
    }
    return d == NULL ? NIL : from_obj(d);
}

static value stats_dict(thread *t, const gil_stats *s, const char *name, uint32_t id) {
    dict *d = dict_new(t);
    uint64_t blocked = 0;
    for (unsigned why = 0; why < GIL_WHY_COUNT; why++) {
        blocked += s->blocked_ns[why];
    }
    bool ok = d != NULL;
    if (name != NULL) {
        ok = ok && put(t, d, "name", str_decode(t, name, strlen(name), "replace")) &&
             put_count(t, d, "id", id);
    }
    ok = ok && put_seconds(t, d, "held", s->held_ns) && put_seconds(t, d, "waited", s->waited_ns) &&
         put_seconds(t, d, "blocked", blocked) &&
         put(t, d, "blocked_by", blocked_by_reason(t, s)) &&
         put_count(t, d, "acquired", s->acquired) && put_count(t, d, "switches", s->switches) &&
         put_count(t, d, "forced", s->forced) && put_count(t, d, "kept", s->kept) &&
         put_count(t, d, "voluntary", s->voluntary) && put_count(t, d, "vain", s->vain) &&
         put_seconds(t, d, "wait_p50", s->wait_p50_ns) &&
         put_seconds(t, d, "wait_p99", s->wait_p99_ns) &&
         put_seconds(t, d, "wait_max", s->wait_max_ns) &&
         put_seconds(t, d, "held_max", s->held_max_ns) && put_count(t, d, "steps", s->steps);
    return ok ? from_obj(d) : NIL;
}

/* Nothing in here lets another thread run, so the list of threads stands still. */
static value gil_stats_fn(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    gil *g = t->vm->gil;
    gil_stats s;
    gil_stats_total(t->gil, &s);
    value total = stats_dict(t, &s, NULL, 0), threads = list_new(t, gil_thread_count(g));
    if (total == NIL || threads == NIL ||
        !put(t, (dict *)as_obj(total), "policy", str_from(t, gil_policy_spec(g)))) {
        return NIL;
    }
    for (gil_thread *x = gil_thread_next(g, NULL); x != NULL; x = gil_thread_next(g, x)) {
        gil_stats_thread(t->gil, x, &s);
        value row = stats_dict(t, &s, gil_thread_name(x), gil_thread_id(x));
        if (row == NIL || !list_append(t, (list *)as_obj(threads), row)) {
            return NIL;
        }
    }
    return put(t, (dict *)as_obj(total), "threads", threads) ? total : NIL;
}

static const native_def gil_functions[] = {
    {"policy", gil_policy_fn, "", 0, "The policy that decides who runs, as in --gil: 'tick:100'."},
    {"set_policy", gil_set_policy_fn, "spec, /", 0,
     "Let another policy decide from now on; spec is as in --gil. ValueError if there is none "
     "such."},
    {"policies", gil_policies_fn, "", 0,
     "A list of (name, argument, description) of the policies that there are."},
    {"steps", gil_steps_fn, "", 0, "How many instructions the calling thread has run."},
    {"stats", gil_stats_fn, "", 0,
     "The lock's figures so far as a dict: times in seconds and counts over all threads,\n"
     "and under 'threads' a list of the same for each living thread."},
    {"mark", gil_mark_fn, "text, /", 0, "Put a mark on the time line, if one is being recorded."},
    {0},
};

const module_def gil_module = {
    "gil",
    "The global interpreter lock: its policy and its figures.",
    gil_functions,
    NULL,
};
