/* report.c: what every thread is doing, for people: the report of a deadlock, and of kill -QUIT.
 *
 * Nothing here calls Python code or gives the lock up: in a deadlock nobody could give it back. The
 * text goes into memory (open_memstream) and is written at once.
 *
 * A thread's wait is told in the script's own words. Its place is the innermost frame of the
 * script; what the frame above that one, in our library, is doing names the wait: Queue.get,
 * Event.wait. Condition.wait sleeps on a lock that it made and took itself, so such a wait is for
 * nobody in particular; other locks are waited for until their owner lets go, and a cycle of owners
 * is what the report of a deadlock begins with. Locks, queues and so on are called as the script
 * calls them, if they are found from its modules or the waiting function's variables within a few
 * steps: "lock", "forks[2]", "account.lock".
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stdlib/stdlib.h"
#include "vm/code.h"
#include "vm/shape.h"
#include "vm/str.h"

enum {
    PATH_MAX_LEN = 120,
    SEARCH_DEPTH = 3,
    SEARCH_NODES = 20000,
    ITEMS_MAX = 1000,
    FRAMES_SHOWN = 30
};

/* ---- frames ---- */

static bool from_library(const code *c) {
    return strncmp(c->filename->data, EMBEDDED_PATH, strlen(EMBEDDED_PATH)) == 0;
}

static bool has_code(const thread *t, const frame *f) {
    return f > t->frames && f->code != NULL;
}

static int line_of(const frame *f) {
    return code_line(f->code, (uint32_t)(f->ip - f->code->units));
}

/* One of the frames with which threading starts a thread. */
static bool starts_thread(const code *c) {
    static const char *const names[] = {"Thread._bootstrap", "Thread._bootstrap_inner",
                                        "Thread.run"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(c->qualname->data, names[i]) == 0) {
            return from_library(c);
        }
    }
    return false;
}

/* The innermost frame of the script; *called (or NULL): the frame of the library just above it. */
static const frame *script_frame(const thread *t, const frame **called) {
    const frame *above = NULL;
    for (const frame *f = t->top; f != NULL && f > t->frames; f--) {
        if (!has_code(t, f)) {
            continue;
        }
        if (!from_library(f->code)) {
            *called = above;
            return f;
        }
        above = starts_thread(f->code) ? above : f;
    }
    *called = above;
    return NULL;
}

/* Line `line` of a file, without blanks around it. False = not to be had. */
static bool source_text(const char *file, int line, char *to, size_t room) {
    FILE *f = file[0] == '<' || line < 1 ? NULL : fopen(file, "rb");
    bool found = false;
    for (int at = 1; f != NULL && at <= line;) {
        if (fgets(to, (int)room, f) == NULL) {
            break;
        }
        size_t n = strlen(to);
        found = at == line;
        at += found || (n > 0 && to[n - 1] == '\n'); /* a longer line comes in pieces */
    }
    if (f != NULL) {
        fclose(f);
    }
    if (!found) {
        return false;
    }
    size_t skip = strspn(to, " \t\f"), n = strlen(to);
    while (n > skip && strchr(" \t\r\n\f", to[n - 1]) != NULL) {
        n--;
    }
    memmove(to, to + skip, n - skip);
    to[n - skip] = '\0';
    return n > skip;
}

/* "FILE:LINE in FUNCTION: TEXT" */
static void write_place(FILE *out, const char *file, int line, const char *function) {
    char text[200];
    fprintf(out, "%s:%d", file, line);
    if (function != NULL) {
        fprintf(out, " in %s", function);
    }
    if (source_text(file, line, text, sizeof text)) {
        fprintf(out, ": %s", text);
    }
}

static void write_frame(FILE *out, const frame *f) {
    char text[200];
    int line = line_of(f);
    fprintf(out, "  File \"%s\", line %d, in %s\n", f->code->filename->data, line,
            f->code->name->data);
    if (source_text(f->code->filename->data, line, text, sizeof text)) {
        fprintf(out, "    %s\n", text);
    }
}

static void report_stack(FILE *out, const thread *t) {
    const frame *first = t->frames + 1;
    while (first < t->top && (!has_code(t, first) || starts_thread(first->code))) {
        first++; /* that says nothing */
    }
    if (t->top - first >= FRAMES_SHOWN) {
        fprintf(out, "  ... %d frames\n", (int)(t->top - first) + 1 - FRAMES_SHOWN);
        first = t->top - FRAMES_SHOWN + 1;
    }
    for (const frame *f = first; f <= t->top; f++) {
        if (has_code(t, f)) {
            write_frame(out, f);
        }
    }
}

/* ---- what the script calls a thing ---- */

typedef struct finder {
    vm *vm;
    value target;
    int nodes;               /* how many more may be looked at */
    char path[PATH_MAX_LEN]; /* of the one being looked at; the answer in the end */
} finder;

static bool library_module(vm *m, value name) {
    value v = is_kind(name, T_STR) ? dict_get_str(m->modules, (str *)as_obj(name)) : NIL;
    if (!is_kind(v, T_MODULE)) {
        return false;
    }
    value file = dict_get_str((dict *)as_obj(((module *)as_obj(v))->attrs), m->names.n___file__);
    return file == NIL ||
           (is_kind(file, T_STR) &&
            strncmp(((str *)as_obj(file))->data, EMBEDDED_PATH, strlen(EMBEDDED_PATH)) == 0);
}

/* An object of our library (a Queue, a Condition): its parts have the name of the whole. */
static bool library_object(vm *m, value v) {
    type *cls = as_obj(v)->type;
    value name = cls->module;
    return (as_obj(v)->flags & OBJ_SUBCLASS) != 0 &&
           !(is_kind(name, T_STR) && str_equal((str *)as_obj(name), m->names.n___main__)) &&
           library_module(m, name);
}

static bool look(finder *f, value v, int depth);

/* Goes on with `v`, called `sep` `name` behind the path. */
static bool look_at(finder *f, value v, const char *sep, const char *name, bool hidden, int depth) {
    size_t n = strlen(f->path);
    if (!is_obj(v)) {
        return false;
    }
    if (!hidden) {
        snprintf(f->path + n, sizeof f->path - n, *sep == '[' ? "[%s]" : "%s%s",
                 *sep == '[' ? name : sep, name);
    }
    if (look(f, v, depth)) {
        return true;
    }
    f->path[n] = '\0';
    return false;
}

static bool look_in_dict(finder *f, dict *d, const char *sep, bool hidden, int depth) {
    value key, v;
    size_t pos = 0;
    char text[64];
    for (int i = 0; i < ITEMS_MAX && dict_next(d, &pos, &key, &v); i++) {
        if (!is_obj(v)) {
            continue;
        }
        if (is_kind(key, T_STR)) {
            snprintf(text, sizeof text, *sep == '[' ? "'%s'" : "%s", ((str *)as_obj(key))->data);
        } else if (is_int(key)) {
            snprintf(text, sizeof text, "%lld", (long long)as_int(key));
        } else {
            snprintf(text, sizeof text, "...");
        }
        if (look_at(f, v, sep, text, hidden, depth)) {
            return true;
        }
    }
    return false;
}

static bool look_in_items(finder *f, const value *items, size_t n, int depth) {
    char text[24];
    for (size_t i = 0; i < n && i < ITEMS_MAX; i++) {
        snprintf(text, sizeof text, "%zu", i);
        if (look_at(f, items[i], "[", text, false, depth)) {
            return true;
        }
    }
    return false;
}

static bool look_in_instance(finder *f, instance *o, int depth) {
    bool hidden = library_object(f->vm, from_obj(o));
    shape *s = f->vm->shapes.items[o->h.aux];
    if (s == NULL || s->dict_mode) {
        return is_kind(o->more, T_DICT) &&
               look_in_dict(f, (dict *)as_obj(o->more), ".", hidden, depth);
    }
    for (; s != NULL && s->name != NULL; s = s->parent) {
        if (look_at(f, *instance_slot(o, s->count - 1), ".", s->name->data, hidden, depth)) {
            return true;
        }
    }
    return false;
}

static bool look(finder *f, value v, int depth) {
    if (v == f->target) {
        return true;
    }
    if (depth == 0 || f->nodes-- <= 0) {
        return false;
    }
    object *o = as_obj(v);
    switch (o->kind) {
    case T_LIST: return look_in_items(f, ((list *)o)->items, ((list *)o)->len, depth - 1);
    case T_TUPLE: return look_in_items(f, ((tuple *)o)->items, ((tuple *)o)->len, depth - 1);
    case T_DICT: return look_in_dict(f, (dict *)o, "[", false, depth - 1);
    case T_CELL: return is_obj(((cell *)o)->v) && look(f, ((cell *)o)->v, depth);
    case T_OBJECT: return look_in_instance(f, (instance *)o, depth - 1);
    default: return false;
    }
}

static bool look_in_module(finder *f, value name, dict *names, int depth) {
    f->path[0] = '\0';
    bool main = is_kind(name, T_STR) && str_equal((str *)as_obj(name), f->vm->names.n___main__);
    if (!main && (!is_kind(name, T_STR) || library_module(f->vm, name))) {
        return false;
    }
    if (!main) {
        snprintf(f->path, sizeof f->path, "%s", ((str *)as_obj(name))->data);
    }
    return look_in_dict(f, names, main ? "" : ".", false, depth);
}

static bool look_in_modules(finder *f, int depth) {
    value name, v;
    size_t pos = 0;
    while (dict_next(f->vm->modules, &pos, &name, &v)) {
        if (is_kind(v, T_MODULE) &&
            look_in_module(f, name, (dict *)as_obj(((module *)as_obj(v))->attrs), depth)) {
            return true;
        }
    }
    return false;
}

static bool look_in_frame(finder *f, const frame *at, int depth) {
    for (unsigned i = 0; i < at->code->nlocals; i++) {
        value v = at->locals[i];
        f->path[0] = '\0';
        if (v != NIL && look_at(f, v, "", at->code->slot_names[i]->data, false, depth)) {
            return true;
        }
    }
    return false;
}

/* The script's name for a thing, in f->path; nearer names first, globals before locals. */
static bool find_name(finder *f, vm *m, value target, const frame *at) {
    *f = (finder){.vm = m, .target = target, .nodes = SEARCH_NODES};
    for (int depth = 0; depth <= SEARCH_DEPTH; depth++) {
        if (look_in_modules(f, depth)) {
            return true;
        }
        if (depth > 0 && at != NULL && at->code != NULL && look_in_frame(f, at, depth - 1)) {
            return true;
        }
    }
    return false;
}

static void write_name(FILE *out, vm *m, value v, const frame *at) {
    finder f;
    if (find_name(&f, m, v, at)) {
        fputs(f.path, out);
    } else {
        fprintf(out, "<%s object at 0x%llx>", as_obj(v)->type->name->data, (unsigned long long)v);
    }
}

/* ---- waits ---- */

typedef struct wait {
    gil_wait_info info;
    const frame *script, *called; /* script_frame(); either may be NULL */
    gil_thread *whom;             /* who must act, if it is known */
    bool join;                    /* ... by ending */
    bool news; /* until another says that something has changed: Condition.wait below it */
} wait;

static thread *thread_of(const gil_thread *g) {
    return gil_thread_user(g);
}

/* Is the lock the one that says that thread x lives? */
static bool is_sentinel(const thread *x, const gil_lock *l) {
    return x != NULL && x->sentinel != NIL && l->cookie == as_obj(x->sentinel);
}

static wait wait_of(const thread *t) {
    wait w = {.info = gil_waits_on(t->vm->gil, t->gil)};
    const gil_lock *l = w.info.lock;
    w.script = script_frame(t, &w.called);
    w.news = l != NULL && l->cookie != NULL && ((const lock_object *)l->cookie)->is_waiter;
    w.whom = w.news ? NULL : w.info.whom;
    w.join = w.info.why == GIL_WHY_JOIN ||
             (w.whom != NULL && l != NULL && is_sentinel(thread_of(w.whom), l));
    return w;
}

static const char *name_of(const gil_thread *g) {
    const char *name = gil_thread_name(g);
    return name[0] != '\0' ? name : "a thread without name";
}

/* What a call of the library waits for. */
static const char *news_awaited(const char *function) {
    static const char *const rows[][2] = {
        {"Event.wait", "for set()"},
        {"Barrier.wait", "for the other threads to come"},
        {"Semaphore.acquire", "for release()"},
        {"Condition.wait", "for notify()"},
        {"Condition.wait_for", "for notify()"},
        {"Queue.get", "for an item"},
        {"Queue.put", "for room"},
        {"Queue.join", "for task_done()"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(function, rows[i][0]) == 0) {
            return rows[i][1];
        }
    }
    return "to be told";
}

static void write_news(FILE *out, vm *m, const wait *w) {
    const code *c = w->called != NULL ? w->called->code : NULL;
    value self = c != NULL && c->argc > 0 ? w->called->locals[0] : NIL;
    if (is_kind(self, T_CELL)) {
        self = ((cell *)as_obj(self))->v;
    }
    fprintf(out, "waits in %s()", c != NULL ? c->qualname->data : "Condition.wait");
    if (is_kind(self, T_OBJECT)) {
        finder f;
        if (find_name(&f, m, self, w->script)) {
            fprintf(out, " of %s", f.path);
        }
    }
    fprintf(out, " %s", news_awaited(c != NULL ? c->qualname->data : "Condition.wait"));
}

static void write_owner(FILE *out, const thread *t, const wait *w) {
    if (w->whom == t->gil) {
        fputs(", which it has itself", out);
    } else if (w->whom != NULL) {
        fprintf(out, ", which %s has", name_of(w->whom));
    } else if (w->info.lock->owner != NULL) {
        fputs(", which a thread had that has ended", out);
    } else {
        fputs(", which is free by now", out);
    }
}

/* What the thread is doing, without a full stop. */
static void write_wait(FILE *out, const thread *t, const wait *w) {
    switch (w->info.why) {
    case GIL_WHY_LOCK:
    case GIL_WHY_JOIN:
        if (w->news) {
            write_news(out, t->vm, w);
        } else if (w->join) {
            fprintf(out, "waits for the end of %s",
                    w->whom != NULL ? name_of(w->whom) : "a thread");
        } else {
            fputs("waits for ", out);
            write_name(out, t->vm, from_obj(w->info.lock->cookie), w->script);
            write_owner(out, t, w);
        }
        break;
    case GIL_WHY_SLEEP: fputs("sleeps", out); break;
    case GIL_WHY_FD: fprintf(out, "waits for descriptor %u", w->info.on); break;
    case GIL_WHY_CALL: fputs("is in a call of the system", out); break;
    case GIL_WHY_OTHER:
        fputs(t == t->vm->collector ? "waits for garbage" : "waits for another thread", out);
        break;
    default: fputs("wants the interpreter", out); break;
    }
    if (w->info.timed && (w->info.why == GIL_WHY_LOCK || w->info.why == GIL_WHY_JOIN)) {
        fputs(", with a time-out", out);
    }
}

static void write_taken(FILE *out, const wait *w) {
    str *file;
    int line;
    if (w->info.lock != NULL && !w->news && !w->join && w->info.lock->owner != NULL &&
        lock_place(w->info.lock, &file, &line)) {
        fputs("      taken at ", out);
        write_place(out, file->data, line, NULL);
        fputc('\n', out);
    }
}

static void write_thread(FILE *out, const thread *t) {
    wait w = wait_of(t);
    fprintf(out, "  %s ", name_of(t->gil));
    write_wait(out, t, &w);
    fputc('\n', out);
    if (w.script != NULL) {
        fputs("      at ", out);
        write_place(out, w.script->code->filename->data, line_of(w.script),
                    w.script->code->name->data);
        fputc('\n', out);
    } else if (t == t->vm->main) {
        fputs("      at the end of the script\n", out);
    }
    write_taken(out, &w);
}

/* ---- the reports ---- */

static bool waits(const thread *t) {
    return t != NULL && gil_waits_on(t->vm->gil, t->gil).why != GIL_WHY_NONE;
}

static thread *next_in_chain(const thread *t) {
    gil_thread *whom = waits(t) ? wait_of(t).whom : NULL;
    return whom == NULL ? NULL : thread_of(whom);
}

/* Of the threads on a cycle the one with the lowest number, so that the same program gives the same
 * report. */
static thread *eldest(thread *cycle) {
    thread *first = cycle;
    for (thread *x = next_in_chain(cycle); x != cycle; x = next_in_chain(x)) {
        first = gil_thread_id(x->gil) < gil_thread_id(first->gil) ? x : first;
    }
    return first;
}

/* A thread on a cycle of waits, or NULL. From each thread on, `n` steps lead onto a cycle if there
 * is one on that way. */
static thread *find_cycle(gil *g) {
    unsigned n = gil_thread_count(g), tries = 0;
    for (gil_thread *x = gil_thread_next(g, NULL); x != NULL && tries < 1000;
         x = gil_thread_next(g, x), tries++) {
        thread *at = thread_of(x);
        for (unsigned i = 0; i <= n && at != NULL; i++) {
            at = next_in_chain(at);
        }
        if (at != NULL) {
            return eldest(at);
        }
    }
    return NULL;
}

static void write_deadlock(FILE *out, vm *m) {
    gil *g = m->gil;
    thread *cycle = find_cycle(g);
    fputs("gilvm: deadlock: no thread can ever go on\n", out);
    if (cycle != NULL) {
        thread *at = cycle;
        fputs("The cycle:\n", out);
        do {
            write_thread(out, at);
            at->reported = true;
            at = next_in_chain(at);
        } while (at != cycle);
    }
    bool head = false;
    for (gil_thread *x = gil_thread_next(g, NULL); x != NULL; x = gil_thread_next(g, x)) {
        thread *t = thread_of(x);
        if (waits(t) && !t->reported && t != m->collector) {
            if (!head) {
                fputs(cycle != NULL ? "The others:\n" : "All threads:\n", out);
                head = true;
            }
            write_thread(out, t);
        }
        if (t != NULL) {
            t->reported = false;
        }
    }
}

static void write_stacks(FILE *out, vm *m) {
    gil *g = m->gil;
    fprintf(out, "gilvm: %u threads, policy %s\n", gil_thread_count(g), gil_policy_spec(g));
    for (gil_thread *x = gil_thread_next(g, NULL); x != NULL; x = gil_thread_next(g, x)) {
        thread *t = thread_of(x);
        if (t == NULL) {
            continue;
        }
        wait w = wait_of(t);
        fprintf(out, "\n%s (thread %u)", name_of(x), gil_thread_id(x));
        if (!gil_holds(x)) {
            fputc(' ', out);
            write_wait(out, t, &w);
        } /* else it writes this, wherever the signal found it */
        fputs(", most recent call last:\n", out);
        write_taken(out, &w);
        report_stack(out, t);
    }
}

static char *report(vm *m, void (*write)(FILE *, vm *)) {
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (out == NULL) {
        return NULL;
    }
    write(out, m);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

char *report_deadlock(thread *t) {
    return report(t->vm, write_deadlock);
}

char *report_threads(thread *t) {
    return report(t->vm, write_stacks);
}
