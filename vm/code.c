/* code.c: code objects as Python sees them (co_name, co_positions() ...), and their memory. Made by
 * compiler/assemble.c.
 *
 * There is no co_code: the bytecode is gilvm's own (docs/opcodes.md), and dis.dis() lists it.
 */
#include "vm/code.h"

#include <stdio.h>

#include "vm/ops.h"

static code *as_code(value v) {
    return (code *)as_obj(v);
}

code *code_new(thread *t) {
    code *k = heap_new(t, T_CODE, sizeof(code));
    if (k != NULL) {
        k->doc = NONE;
    }
    return k;
}

int code_line(const code *c, uint32_t unit) {
    return unit < c->nunits ? (int)c->positions[unit].line : c->first_line;
}

static size_t param_count(const code *c) {
    return (size_t)c->argc + c->kwonly + !!(c->flags & CODE_VARARGS) + !!(c->flags & CODE_VARKW);
}

static void code_trace(gc *g, object *o) {
    code *c = (code *)o;
    gc_object(g, c->name);
    gc_object(g, c->qualname);
    gc_object(g, c->filename);
    gc_values(g, c->consts, c->nconsts);
    gc_value(g, c->doc);
    for (uint32_t i = 0; i < c->nnames; i++) {
        gc_object(g, c->names[i]);
    }
    for (uint32_t i = 0; c->slot_names != NULL && i < c->nlocals; i++) {
        gc_object(g, c->slot_names[i]);
    }
}

static void code_free(vm *m, object *o) {
    code *c = (code *)o;
    mem_free(m, c->units, c->nunits * sizeof *c->units);
    mem_free(m, c->positions, c->nunits * sizeof *c->positions);
    mem_free(m, c->consts, c->nconsts * sizeof *c->consts);
    mem_free(m, c->names, c->nnames * sizeof *c->names);
    mem_free(m, c->slot_names, c->nlocals * sizeof *c->slot_names);
    mem_free(m, c->handlers, c->nhandlers * sizeof *c->handlers);
    mem_free(m, c->param_cells, param_count(c));
}

static value code_repr(thread *t, value v) {
    const code *c = as_code(v);
    char at[32];
    snprintf(at, sizeof at, "0x%llx", (unsigned long long)object_id(t->vm, c));
    return str_format(t, "<code object %U at %s, file \"%U\", line %d>", c->name, at, c->filename,
                      (int)c->first_line);
}

/* ---- attributes ---- */

#define STR_FIELD(field, of)                               \
    static value code_get_##field(thread *t, value self) { \
        (void)t;                                           \
        return from_obj(as_code(self)->of);                \
    }
#define INT_FIELD(field, expr)                             \
    static value code_get_##field(thread *t, value self) { \
        (void)t;                                           \
        const code *c = as_code(self);                     \
        return from_small(expr);                           \
    }
STR_FIELD(name, name)
STR_FIELD(qualname, qualname)
STR_FIELD(filename, filename)
INT_FIELD(firstlineno, c->first_line)
INT_FIELD(argcount, c->argc)
INT_FIELD(posonlyargcount, c->posonly)
INT_FIELD(kwonlyargcount, c->kwonly)
INT_FIELD(nlocals, c->nplain)
INT_FIELD(stacksize, c->max_stack)

/* The bits that CPython gives them. */
static value code_get_flags(thread *t, value self) {
    (void)t;
    static const struct {
        uint32_t ours, theirs;
    } bits[] = {
        {CODE_OPTIMIZED, 1}, {CODE_NEWLOCALS, 2}, {CODE_VARARGS, 4},
        {CODE_VARKW, 8},     {CODE_NESTED, 16},   {CODE_GENERATOR, 32},
    };
    uint32_t flags = as_code(self)->flags;
    int64_t answer = 0;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        answer |= flags & bits[i].ours ? bits[i].theirs : 0;
    }
    return from_small(answer);
}

static value names_tuple(thread *t, str *const *strs, size_t n) {
    value v = tuple_new(t, n);
    for (size_t i = 0; v != NIL && i < n; i++) {
        ((tuple *)as_obj(v))->items[i] = from_obj(strs[i]);
    }
    return v;
}

static value code_get_names(thread *t, value self) {
    return names_tuple(t, as_code(self)->names, as_code(self)->nnames);
}

static value code_get_varnames(thread *t, value self) {
    return names_tuple(t, as_code(self)->slot_names, as_code(self)->nplain);
}

static value code_get_freevars(thread *t, value self) {
    const code *c = as_code(self);
    return c->nfree == 0 ? names_tuple(t, NULL, 0)
                         : names_tuple(t, c->slot_names + c->nlocals - c->nfree, c->nfree);
}

static value code_get_cellvars(thread *t, value self) {
    const code *c = as_code(self);
    size_t nparams = c->param_cells == NULL ? 0 : param_count(c), n = c->ncells, at = 0;
    for (size_t i = 0; i < nparams; i++) {
        n += c->param_cells[i];
    }
    value v = tuple_new(t, n);
    if (v == NIL) {
        return NIL;
    }
    value *items = ((tuple *)as_obj(v))->items;
    for (size_t i = 0; i < nparams; i++) {
        if (c->param_cells[i]) {
            items[at++] = from_obj(c->slot_names[i]);
        }
    }
    for (size_t i = 0; i < c->ncells; i++) {
        items[at++] = from_obj(c->slot_names[c->nplain + i]);
    }
    return v;
}

static value code_get_consts(thread *t, value self) {
    return tuple_of(t, as_code(self)->consts, as_code(self)->nconsts);
}

static const getset_def code_getset[] = {
    {"co_name", code_get_name, NULL, NULL},
    {"co_qualname", code_get_qualname, NULL, NULL},
    {"co_filename", code_get_filename, NULL, NULL},
    {"co_firstlineno", code_get_firstlineno, NULL, NULL},
    {"co_argcount", code_get_argcount, NULL, NULL},
    {"co_posonlyargcount", code_get_posonlyargcount, NULL, NULL},
    {"co_kwonlyargcount", code_get_kwonlyargcount, NULL, NULL},
    {"co_nlocals", code_get_nlocals, NULL, NULL},
    {"co_stacksize", code_get_stacksize, NULL, NULL},
    {"co_flags", code_get_flags, NULL, NULL},
    {"co_names", code_get_names, NULL, NULL},
    {"co_varnames", code_get_varnames, NULL, NULL},
    {"co_freevars", code_get_freevars, NULL, NULL},
    {"co_cellvars", code_get_cellvars, NULL, NULL},
    {"co_consts", code_get_consts, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

/* ---- positions ---- */

static value column_value(uint16_t col) {
    return col == UINT16_MAX ? NONE : from_small(col);
}

static value code_co_positions(thread *t, value *a, int n) {
    (void)n;
    const code *c = as_code(a[0]);
    value all = list_new(t, c->nunits);
    for (uint32_t i = 0; all != NIL && i < c->nunits; i++) {
        const code_pos *p = &c->positions[i];
        value row[4] = {p->line == 0 ? NONE : from_small(p->line),
                        p->line == 0 ? NONE : from_small(p->end_line),
                        p->line == 0 ? NONE : column_value(p->col),
                        p->line == 0 ? NONE : column_value(p->end_col)};
        value item = tuple_of(t, row, 4);
        if (item == NIL || !list_append(t, (list *)as_obj(all), item)) {
            return NIL;
        }
    }
    return all == NIL ? NIL : op_iter(t, all);
}

/* (start, end, line) in bytes of code, four to a unit. */
static value code_co_lines(thread *t, value *a, int n) {
    (void)n;
    const code *c = as_code(a[0]);
    value all = list_new(t, 0);
    uint32_t start = 0;
    for (uint32_t i = 1; all != NIL && i <= c->nunits; i++) {
        uint32_t line = c->positions[start].line;
        if (i < c->nunits && c->positions[i].line == line) {
            continue;
        }
        value row[3] = {from_small((int64_t)start * 4), from_small((int64_t)i * 4),
                        line == 0 ? NONE : from_small(line)};
        value item = tuple_of(t, row, 3);
        if (item == NIL || !list_append(t, (list *)as_obj(all), item)) {
            return NIL;
        }
        start = i;
    }
    return all == NIL ? NIL : op_iter(t, all);
}

static const native_def code_methods[] = {
    {"co_positions", code_co_positions, "self, /", 0, NULL},
    {"co_lines", code_co_lines, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec code_spec = {
    .name = "code",
    .size = sizeof(code),
    .flags = TYPE_NO_NEW,
    .trace = code_trace,
    .free = code_free,
    .slots = {.repr = code_repr},
    .methods = code_methods,
    .getset = code_getset,
    .doc = "A code object: what a function, class body or module runs.",
};
