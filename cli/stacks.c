/* stacks.c: threads' stacks with their variables. Values are sketched: what would need Python code
 * to print (an instance's
 * __repr__) is shown by its type, long things are cut.
 */
#include "cli/stacks.h"

#include <inttypes.h>
#include <string.h>

#include "gil/trace.h"
#include "vm/code.h"
#include "vm/dict.h"
#include "vm/frame.h"
#include "vm/ops.h"
#include "vm/seq.h"

enum { WIDTH = 60, ITEMS = 8, DEPTH = 3 };

static void sketch(vm *m, value v, FILE *to, int depth);

static void sketch_text(const char *p, size_t n, FILE *to) {
    fputc('\'', to);
    for (size_t i = 0; i < n && i < WIDTH; i++) {
        if (p[i] == '\n') {
            fputs("\\n", to);
        } else if (p[i] == '\'' || p[i] == '\\') {
            fprintf(to, "\\%c", p[i]);
        } else {
            fputc(p[i], to);
        }
    }
    fputs(n > WIDTH ? "...'" : "'", to);
}

static void sketch_items(vm *m, const value *items, size_t n, const char *ends, FILE *to,
                         int depth) {
    fputc(ends[0], to);
    for (size_t i = 0; i < n && i < ITEMS; i++) {
        fputs(i > 0 ? ", " : "", to);
        sketch(m, items[i], to, depth + 1);
    }
    fputs(n > ITEMS ? ", ..." : "", to);
    fputs(n == 1 && ends[0] == '(' ? "," : "", to);
    fputc(ends[1], to);
}

static void sketch_dict(vm *m, dict *d, FILE *to, int depth) {
    size_t at = 0, shown = 0;
    value key, v;
    fputc('{', to);
    while (dict_next(d, &at, &key, &v)) {
        if (shown == ITEMS) {
            fputs(", ...", to);
            break;
        }
        fputs(shown++ > 0 ? ", " : "", to);
        sketch(m, key, to, depth + 1);
        fputs(": ", to);
        sketch(m, v, to, depth + 1);
    }
    fputc('}', to);
}

static void sketch(vm *m, value v, FILE *to, int depth) {
    char number[64];
    if (v == NIL) {
        fputs("(none)", to);
    } else if (v == NONE || v == V_TRUE || v == V_FALSE) {
        fputs(v == NONE ? "None" : v == V_TRUE ? "True" : "False", to);
    } else if (is_int(v)) {
        fprintf(to, "%" PRId64, as_int(v));
    } else if (is_double(v)) {
        int n = double_repr(as_double(v), number);
        fprintf(to, "%.*s", n, number);
    } else if (!is_obj(v)) {
        fprintf(to, "<%s>", type_of(m, v)->name->data);
    } else if (is_exact(v, T_STR)) {
        sketch_text(((str *)as_obj(v))->data, ((str *)as_obj(v))->len, to);
    } else if (is_exact(v, T_LIST) && depth < DEPTH) {
        sketch_items(m, ((list *)as_obj(v))->items, ((list *)as_obj(v))->len, "[]", to, depth);
    } else if (is_exact(v, T_TUPLE) && depth < DEPTH) {
        sketch_items(m, ((tuple *)as_obj(v))->items, ((tuple *)as_obj(v))->len, "()", to, depth);
    } else if (is_exact(v, T_DICT) && depth < DEPTH) {
        sketch_dict(m, (dict *)as_obj(v), to, depth);
    } else if (is_kind(v, T_FUNC)) {
        fprintf(to, "<function %s>", ((func *)as_obj(v))->code->qualname->data);
    } else if (is_kind(v, T_TYPE)) {
        fprintf(to, "<class '%s'>", ((type *)as_obj(v))->name->data);
    } else {
        fprintf(to, "<%s>", as_obj(v)->type->name->data);
    }
}

/* Functions, classes and modules of a module's namespace say nothing about the run. */
static bool is_plain(value v) {
    return !is_obj(v) || !(is_kind(v, T_FUNC) || is_kind(v, T_TYPE) || is_kind(v, T_MODULE) ||
                           is_kind(v, T_NATIVE));
}

static void print_names(vm *m, dict *d, FILE *to) {
    size_t at = 0;
    value key, v;
    while (dict_next(d, &at, &key, &v)) {
        if (is_kind(key, T_STR) && strncmp(((str *)as_obj(key))->data, "__", 2) != 0 &&
            is_plain(v)) {
            fprintf(to, "      %s = ", ((str *)as_obj(key))->data);
            sketch(m, v, to, 0);
            fputc('\n', to);
        }
    }
}

static void print_frame(vm *m, frame *f, FILE *to) {
    const code *c = f->code;
    fprintf(to, "    File \"%s\", line %d, in %s\n", c->filename->data,
            code_line(c, (uint32_t)(f->ip - c->units)), c->qualname->data);
    for (unsigned i = 0; i < c->nlocals; i++) {
        value v = f->locals[i];
        if (is_obj(v) && is_kind(v, T_CELL)) {
            v = ((cell *)as_obj(v))->v;
        }
        if (v != NIL) {
            fprintf(to, "      %s = ", c->slot_names[i]->data);
            sketch(m, v, to, 0);
            fputc('\n', to);
        }
    }
    if (f->names != NIL && is_exact(f->names, T_DICT)) {
        print_names(m, (dict *)as_obj(f->names), to);
    }
}

static void print_state(thread *t, FILE *to) {
    gil *g = t->vm->gil;
    gil_wait_info w = gil_waits_on(g, t->gil);
    fprintf(to, "  thread %u '%s' at step %" PRIu64, t->gil->id, gil_thread_name(t->gil),
            t->gil->steps);
    if (gil_holds(t->gil)) {
        fputs(", has the lock", to);
    } else if (w.why == GIL_WHY_NONE) {
        fputs(", ready", to);
    } else if (w.why == GIL_WHY_JOIN) {
        fprintf(to, ", waits for the end of thread %u", w.on);
    } else if (w.whom != NULL) {
        fprintf(to, ", waits for %s %u, held by thread %u", gil_why_names[w.why], w.on, w.whom->id);
    } else {
        fprintf(to, ", waits (%s)", gil_why_names[w.why]);
    }
    fputc('\n', to);
}

void stacks_print(thread *t, FILE *to) {
    fflush(stdout);
    for (thread *o = t->vm->threads; o != NULL; o = o->next) {
        if (o->gil == NULL) {
            continue;
        }
        print_state(o, to);
        for (frame *f = o->frames + 1; f <= o->top; f++) {
            if (f->code != NULL) {
                print_frame(t->vm, f, to);
            }
        }
    }
    fflush(to);
}
