/* code.c: code objects as Python sees them (co_name, co_positions() ...), and their memory. Made by
 * compiler/assemble.c.
 *
 * co_code is gilvm's own bytecode (docs/opcodes.md), which dis.dis() lists: four bytes a unit,
 * caches as zeros. All that counts instructions (co_positions, co_lines, f_lasti) takes a unit for
 * two of CPython's code units, so that they fit together as they do there.
 *
 * replace() makes a copy with other names, constants, first line. What the instructions rely on
 * stays: they are run unverified.
 */
#include "vm/code.h"

#include <stdio.h>

#include "vm/fuse.h"
#include "vm/ops.h"
#include "vm/seq.h"
#include "vm/type.h"

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

/* The units as they are documented: no fused opcodes, empty caches. */
static void plain_units(const code *c, uint32_t *to) {
    for (uint32_t at = 0; at < c->nunits;) {
        unsigned op = opcode_base(UNIT_OP(c->units[at]));
        to[at] = (c->units[at] & ~0xFFu) | op;
        uint32_t next = at + 1u + opcode_table[op].cache;
        while (++at < next) {
            to[at] = 0;
        }
    }
}

static value code_get_code(thread *t, value self) {
    const code *c = as_code(self);
    size_t size = c->nunits * sizeof *c->units;
    uint32_t *plain = mem_alloc(t, size);
    if (plain == NULL) {
        return NIL;
    }
    plain_units(c, plain);
    value v = bytes_new(t, (const char *)plain, size);
    mem_free(t->vm, plain, size);
    return v;
}

static const getset_def code_getset[] = {
    {"co_name", code_get_name, attr_readonly, NULL},
    {"co_qualname", code_get_qualname, attr_readonly, NULL},
    {"co_filename", code_get_filename, attr_readonly, NULL},
    {"co_firstlineno", code_get_firstlineno, attr_readonly, NULL},
    {"co_argcount", code_get_argcount, attr_readonly, NULL},
    {"co_posonlyargcount", code_get_posonlyargcount, attr_readonly, NULL},
    {"co_kwonlyargcount", code_get_kwonlyargcount, attr_readonly, NULL},
    {"co_nlocals", code_get_nlocals, attr_readonly, NULL},
    {"co_stacksize", code_get_stacksize, attr_readonly, NULL},
    {"co_flags", code_get_flags, attr_readonly, NULL},
    {"co_names", code_get_names, attr_readonly, NULL},
    {"co_varnames", code_get_varnames, NULL, NULL},
    {"co_freevars", code_get_freevars, NULL, NULL},
    {"co_cellvars", code_get_cellvars, NULL, NULL},
    {"co_consts", code_get_consts, attr_readonly, NULL},
    {"co_code", code_get_code, NULL, NULL},
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
        if (item == NIL || !list_append(t, (list *)as_obj(all), item) ||
            !list_append(t, (list *)as_obj(all), item)) { /* a unit is two of CPython's */
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

/* ---- replace ---- */

enum {
    R_ARGCOUNT,
    R_POSONLYARGCOUNT,
    R_KWONLYARGCOUNT,
    R_NLOCALS,
    R_STACKSIZE,
    R_FLAGS,
    R_FIRSTLINENO,
    R_CODE,
    R_CONSTS,
    R_NAMES,
    R_VARNAMES,
    R_FREEVARS,
    R_CELLVARS,
    R_FILENAME,
    R_NAME,
    R_QUALNAME,
    R_COUNT
};
#define REPLACE_NAMES                                                                          \
    "co_argcount\0co_posonlyargcount\0co_kwonlyargcount\0co_nlocals\0co_stacksize\0co_flags\0" \
    "co_firstlineno\0co_code\0co_consts\0co_names\0co_varnames\0co_freevars\0co_cellvars\0"    \
    "co_filename\0co_name\0co_qualname\0"

/* A tuple of at least n strings, which is put at `to`. */
static bool take_names(thread *t, value v, str **to, size_t n) {
    if (!is_kind(v, T_TUPLE)) {
        raise_error(t, E_TYPE_ERROR, "replace() argument must be tuple, not %T", v);
        return false;
    }
    tuple *from = (tuple *)as_obj(v);
    if (from->len != n) {
        raise_error(t, E_VALUE_ERROR, "code: the number of names cannot be changed");
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!is_kind(from->items[i], T_STR)) {
            raise_error(t, E_TYPE_ERROR, "name tuples must contain only strings, not '%T'",
                        from->items[i]);
            return false;
        }
        to[i] = str_intern_value(t, (str *)as_obj(from->items[i]));
        if (to[i] == NULL) {
            return false;
        }
    }
    return true;
}

/* May b stand where the instructions found a? Code and tuples (of names, some) are not looked at
 * again. */
static bool same_sort(value a, value b) {
    if (is_exact(a, T_CODE)) {
        return is_exact(b, T_CODE) && as_code(a)->nfree == as_code(b)->nfree;
    }
    if (!is_exact(a, T_TUPLE)) {
        return true;
    }
    const tuple *from = (tuple *)as_obj(a), *to = (tuple *)as_obj(b);
    if (!is_exact(b, T_TUPLE) || from->len != to->len) {
        return false;
    }
    for (size_t i = 0; i < from->len; i++) {
        if (is_exact(from->items[i], T_STR) && !is_exact(to->items[i], T_STR)) {
            return false;
        }
    }
    return true;
}

static bool take_consts(thread *t, code *c, value v) {
    if (!is_kind(v, T_TUPLE)) {
        raise_error(t, E_TYPE_ERROR, "replace() argument 'co_consts' must be tuple, not %T", v);
        return false;
    }
    tuple *from = (tuple *)as_obj(v);
    bool ok = from->len >= c->nconsts;
    for (size_t i = 0; ok && i < c->nconsts; i++) {
        ok = same_sort(c->consts[i], from->items[i]);
        c->consts[i] = from->items[i];
    }
    if (!ok) {
        raise_error(t, E_VALUE_ERROR, "code: co_consts does not fit the instructions");
    }
    return ok;
}

static bool take_str(thread *t, value v, const char *name, str **to) {
    if (!is_kind(v, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "replace() argument '%s' must be str, not %T", name, v);
        return false;
    }
    *to = str_intern_value(t, (str *)as_obj(v));
    return *to != NULL;
}

static bool take_first_line(thread *t, code *c, value v) {
    int64_t line;
    if (!op_to_int64(t, v, &line)) {
        return false;
    }
    if (line < 0 || line > INT32_MAX / 2) {
        raise_error(t, E_VALUE_ERROR, "code: co_firstlineno out of range");
        return false;
    }
    uint32_t by = (uint32_t)line - (uint32_t)c->first_line;
    for (uint32_t i = 0; i < c->nunits; i++) {
        code_pos *p = &c->positions[i];
        if (p->line != 0) {
            p->line += by;
            p->end_line += by;
        }
    }
    c->first_line = (int32_t)line;
    return true;
}

/* What is not to be changed may be given as it is. */
static bool check_same(thread *t, value self, int which, const char *name, value v) {
    static value (*const get[])(thread *, value) = {
        [R_ARGCOUNT] = code_get_argcount,
        [R_POSONLYARGCOUNT] = code_get_posonlyargcount,
        [R_KWONLYARGCOUNT] = code_get_kwonlyargcount,
        [R_NLOCALS] = code_get_nlocals,
        [R_STACKSIZE] = code_get_stacksize,
        [R_FLAGS] = code_get_flags,
        [R_CODE] = code_get_code,
    };
    value now = get[which](t, self);
    int same = now == NIL ? -1 : op_eq(t, now, v);
    if (same == 0) {
        raise_error(t, E_VALUE_ERROR, "code: %s cannot be changed", name);
    }
    return same == 1;
}

static void *duplicate(thread *t, const void *from, size_t size) {
    void *p = mem_alloc(t, size);
    return p == NULL || size == 0 ? p : memcpy(p, from, size);
}

/* A copy with arrays of its own; NULL = no memory. */
static code *code_copy(thread *t, const code *c) {
    code *k = code_new(t);
    if (k == NULL) {
        return NULL;
    }
    object h = k->h;
    code empty = *k;
    *k = *c;
    k->h = h;
    k->place_id = 0;
    uint32_t *units = duplicate(t, c->units, c->nunits * sizeof *c->units);
    code_pos *positions = duplicate(t, c->positions, c->nunits * sizeof *c->positions);
    value *consts = duplicate(t, c->consts, c->nconsts * sizeof *c->consts);
    str **names = duplicate(t, c->names, c->nnames * sizeof *c->names);
    str **slot_names = duplicate(t, c->slot_names, c->nlocals * sizeof *c->slot_names);
    handler *handlers = duplicate(t, c->handlers, c->nhandlers * sizeof *c->handlers);
    uint8_t *cells = c->param_cells == NULL ? NULL : duplicate(t, c->param_cells, param_count(c));
    k->units = units;
    k->positions = positions;
    k->consts = consts;
    k->names = names;
    k->slot_names = slot_names;
    k->handlers = handlers;
    k->param_cells = cells;
    if (units == NULL || positions == NULL || consts == NULL || names == NULL ||
        slot_names == NULL || handlers == NULL || (cells == NULL && c->param_cells != NULL)) {
        code_free(t->vm, (object *)k);
        *k = empty;
        return NULL;
    }
    plain_units(c, k->units);
    if (t->vm->quicken) {
        code_fuse(k);
    }
    return k;
}

static bool replace_one(thread *t, value self, code *k, int which, const char *name, value v) {
    switch (which) {
    case R_FIRSTLINENO: return take_first_line(t, k, v);
    case R_CONSTS: return take_consts(t, k, v);
    case R_NAMES: return take_names(t, v, k->names, k->nnames);
    case R_VARNAMES: return take_names(t, v, k->slot_names, k->nplain);
    case R_FREEVARS: return take_names(t, v, k->slot_names + k->nlocals - k->nfree, k->nfree);
    case R_FILENAME: return take_str(t, v, name, &k->filename);
    case R_NAME: return take_str(t, v, name, &k->name);
    case R_QUALNAME: return take_str(t, v, name, &k->qualname);
    case R_CELLVARS: {
        value now = code_get_cellvars(t, self);
        int same = now == NIL ? -1 : op_eq(t, now, v);
        if (same == 0) {
            raise_error(t, E_VALUE_ERROR, "code: co_cellvars cannot be changed");
        }
        return same == 1;
    }
    default: return check_same(t, self, which, name, v);
    }
}

static value code_replace(thread *t, value *a, int n) {
    value out[R_COUNT];
    if (!named_args(t, "replace", REPLACE_NAMES, 0, 0, a + 1, n - 1, out)) {
        return NIL;
    }
    t->kwnames = NIL;
    code *k = code_copy(t, as_code(a[0]));
    const char *name = REPLACE_NAMES;
    for (int i = 0; i < R_COUNT; i++, name += strlen(name) + 1) {
        if (k == NULL || (out[i] != NIL && !replace_one(t, a[0], k, i, name, out[i]))) {
            return NIL;
        }
    }
    return from_obj(k);
}

/* ---- equality ---- */

/* The numbers that the instructions come with. */
static bool same_frame(const code *a, const code *b) {
    return a->argc == b->argc && a->posonly == b->posonly && a->kwonly == b->kwonly &&
           a->flags == b->flags && a->first_line == b->first_line && a->nlocals == b->nlocals &&
           a->nplain == b->nplain && a->nfree == b->nfree && a->nunits == b->nunits &&
           a->nconsts == b->nconsts && a->nnames == b->nnames && a->nhandlers == b->nhandlers;
}

static bool same_strs(str *const *a, str *const *b, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (a[i] != b[i] && !str_equal(a[i], b[i])) {
            return false;
        }
    }
    return true;
}

static bool same_units(const code *a, const code *b) {
    for (uint32_t at = 0; at < a->nunits;) {
        unsigned op = opcode_base(UNIT_OP(a->units[at]));
        if (op != opcode_base(UNIT_OP(b->units[at])) || (a->units[at] ^ b->units[at]) >> 8 != 0) {
            return false;
        }
        at += 1u + opcode_table[op].cache;
    }
    for (uint32_t i = 0; i < a->nhandlers; i++) {
        const handler *x = &a->handlers[i], *y = &b->handlers[i];
        if (x->start != y->start || x->end != y->end || x->target != y->target ||
            x->depth != y->depth || x->lasti != y->lasti) {
            return false;
        }
    }
    return memcmp(a->positions, b->positions, a->nunits * sizeof *a->positions) == 0;
}

/* 1 == 1.0 == True, but they are not the same constant. */
static int same_const(thread *t, value a, value b) {
    if (type_of(t->vm, a) != type_of(t->vm, b)) {
        return 0;
    }
    if (is_double(a)) {
        return a == b;
    }
    if (!is_exact(a, T_TUPLE)) {
        return op_eq(t, a, b);
    }
    const tuple *x = (tuple *)as_obj(a), *y = (tuple *)as_obj(b);
    int same = x->len == y->len;
    for (size_t i = 0; same == 1 && i < x->len; i++) {
        same = same_const(t, x->items[i], y->items[i]);
    }
    return same;
}

static value code_compare(thread *t, value x, value y, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(y, T_CODE)) {
        return NOTIMPL;
    }
    const code *a = as_code(x), *b = as_code(y);
    int same = a == b || (same_frame(a, b) && str_equal(a->name, b->name) && same_units(a, b) &&
                          same_strs(a->names, b->names, a->nnames) &&
                          same_strs(a->slot_names, b->slot_names, a->nlocals));
    for (uint32_t i = 0; same == 1 && a != b && i < a->nconsts; i++) {
        same = same_const(t, a->consts[i], b->consts[i]);
    }
    return same < 0 ? NIL : from_bool((same == 1) == (op == CMP_EQ));
}

static bool code_hash(thread *t, value v, int64_t *out) {
    const code *c = as_code(v);
    int64_t h;
    if (!op_hash(t, from_obj(c->name), &h)) {
        return false;
    }
    h ^= (int64_t)c->first_line << 16 ^ c->nunits ^ (int64_t)c->nconsts << 8 ^ c->argc;
    *out = h == -1 ? -2 : h;
    return true;
}

static const native_def code_methods[] = {
    {"replace", code_replace, NULL, 0,
     "Return a copy of the code object with new values for the specified fields."},
    {"co_positions", code_co_positions, "self, /", 0, NULL},
    {"co_lines", code_co_lines, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec code_spec = {
    .name = "code",
    .size = sizeof(code),
    .flags = TYPE_NO_NEW | TYPE_WEAKREF,
    .trace = code_trace,
    .free = code_free,
    .slots = {.repr = code_repr, .hash = code_hash, .compare = code_compare},
    .methods = code_methods,
    .getset = code_getset,
    .doc = "A code object: what a function, class body or module runs.",
};
