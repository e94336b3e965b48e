/* emit.c: the ground that the emitter stands on: errors, names, code objects in the making,
 * instructions, labels, handlers, variables, closures. See emit.h.
 */
#include "compiler/emit.h"

#include <stdarg.h>
#include <stdlib.h>

/* ---- failing ---- */

void emit_fail(compiler *c) {
    longjmp(c->failed, 1);
}

value emit_ok(compiler *c, value v) {
    if (v == NIL) {
        emit_fail(c);
    }
    return v;
}

/* The source line, when the text can be read again where CPython would: from a file. */
static value error_text(compiler *c, int32_t line) {
    const char *name = c->filename->data;
    if (name[0] == '<' && name[c->filename->len - 1] == '>') {
        return NONE;
    }
    const char *p = c->text, *end = c->text + c->len;
    for (int32_t i = 1; i < line && p < end; i++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        p = nl == NULL ? end : nl + 1;
    }
    if (p == end) {
        return NONE;
    }
    const char *nl = memchr(p, '\n', (size_t)(end - p));
    value v = str_decode(c->t, p, (size_t)((nl == NULL ? end : nl + 1) - p), "replace");
    return emit_ok(c, v);
}

/* The few formats that the compiler's messages use: %s, %U, %R. */
static str *message(compiler *c, const char *fmt, va_list ap) {
    sb b;
    sb_init(&b, c->t);
    for (const char *p = fmt; *p != '\0'; p++) {
        if (*p != '%') {
            sb_bytes(&b, p, 1);
        } else if (*++p == 's') {
            sb_text(&b, va_arg(ap, const char *));
        } else if (*p == 'U') {
            sb_str(&b, va_arg(ap, str *));
        } else {
            sb_repr(&b, va_arg(ap, value));
        }
    }
    value v = sb_take(&b);
    return v == NIL ? NULL : (str *)as_obj(v);
}

void emit_error(compiler *c, loc at, const char *fmt, ...) {
    thread *t = c->t;
    va_list ap;
    va_start(ap, fmt);
    str *msg = message(c, fmt, ap);
    va_end(ap);
    if (msg == NULL) {
        emit_fail(c);
    }
    value place[6] = {
        from_obj(c->filename),   from_small(at.line),
        from_small(at.col + 1),  error_text(c, at.line),
        from_small(at.end_line), at.end_col == NO_END ? NONE : from_small(at.end_col + 1)};
    value args[2] = {from_obj(msg), emit_ok(c, tuple_of(t, place, 6))};
    value exc = emit_ok(c, call_values(t, from_obj(t->vm->exc[E_SYNTAX_ERROR]), args, 2, NIL));
    raise_value(t, exc);
    emit_fail(c);
}

void emit_warn(compiler *c, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    const str *msg = message(c, fmt, ap);
    va_end(ap);
    char *text = msg == NULL ? NULL : arena_strndup(c->a, msg->data, msg->len);
    if (text == NULL) {
        emit_fail(c);
    }
    EMIT_GROW(c, c->warnings, c->nwarnings, c->warnings_room);
    c->warnings[c->nwarnings++] = (warning){text, c->u->at};
}

void emit_enter(compiler *c) {
    if (++c->depth > c->max_depth || !c_stack_ok(c->t)) {
        if (c->t->exc != NIL) {
            exc_clear(c->t);
        }
        raise_error(c->t, E_RECURSION_ERROR, "maximum recursion depth exceeded during compilation");
        emit_fail(c);
    }
}

/* ---- memory ---- */

void *emit_alloc(compiler *c, size_t size) {
    void *p = arena_alloc(c->a, size != 0 ? size : 1);
    if (p == NULL) {
        raise_error(c->t, E_MEMORY_ERROR, "");
        emit_fail(c);
    }
    return p;
}

void *emit_grow(compiler *c, void *items, uint32_t count, uint32_t *room, size_t size) {
    uint32_t more = *room == 0 ? 16 : *room * 2;
    void *p = emit_alloc(c, more * size);
    if (count != 0) {
        memcpy(p, items, count * size);
    }
    *room = more;
    return p;
}

/* ---- identifiers ---- */

str *emit_ident(compiler *c, const struct ident *id) {
    str **at = &c->idents[id->index];
    if (*at == NULL) {
        *at = str_intern_len(c->t, id->s, id->len);
        if (*at == NULL) {
            emit_fail(c);
        }
    }
    return *at;
}

str *emit_mangle_bytes(compiler *c, const struct ident *cls, const char *s, size_t len) {
    str *name;
    size_t skip = 0;
    if (cls != NULL && len > 2 && s[0] == '_' && s[1] == '_' &&
        !(s[len - 1] == '_' && s[len - 2] == '_') && memchr(s, '.', len) == NULL) {
        while (skip < cls->len && cls->s[skip] == '_') {
            skip++;
        }
        if (skip < cls->len) {
            size_t n = cls->len - skip;
            char *p = emit_alloc(c, n + len + 1);
            p[0] = '_';
            memcpy(p + 1, cls->s + skip, n);
            memcpy(p + 1 + n, s, len);
            name = str_intern_len(c->t, p, n + len + 1);
            if (name == NULL) {
                emit_fail(c);
            }
            return name;
        }
    }
    name = str_intern_len(c->t, s, len);
    if (name == NULL) {
        emit_fail(c);
    }
    return name;
}

str *emit_mangle(compiler *c, const struct ident *cls, const struct ident *id) {
    if (cls == NULL || id->len < 3 || id->s[0] != '_' || id->s[1] != '_') {
        return emit_ident(c, id);
    }
    return emit_mangle_bytes(c, cls, id->s, id->len);
}

/* ---- tables from names and constants to their numbers ---- */

static void table_room(compiler *c, table *tb, uint32_t count) {
    if (count * 2 < tb->mask) {
        return;
    }
    tb->mask = tb->mask == 0 ? 15 : tb->mask * 2 + 1;
    tb->slots = emit_alloc(c, (tb->mask + 1) * sizeof *tb->slots);
    memset(tb->slots, 0, (tb->mask + 1) * sizeof *tb->slots);
}

static void table_put(table *tb, uint32_t hash, uint32_t index) {
    uint32_t i = hash & tb->mask;
    while (tb->slots[i] != 0) {
        i = (i + 1) & tb->mask;
    }
    tb->slots[i] = index + 1;
}

static uint32_t mix(uint64_t x) {
    x *= 0x9E3779B97F4A7C15u;
    return (uint32_t)(x >> 32);
}

/* Constants are one when their types and bits are equal: 0.0 is not -0.0, True is not 1. */
static bool const_same(value a, value b) {
    if (a == b) {
        return true;
    }
    if (!is_obj(a) || !is_obj(b) || as_obj(a)->kind != as_obj(b)->kind) {
        return false;
    }
    const object *x = as_obj(a), *y = as_obj(b);
    switch (x->kind) {
    case T_STR: return str_equal((const str *)x, (const str *)y);
    case T_BYTES: {
        const bytes *p = (const bytes *)x, *q = (const bytes *)y;
        return p->len == q->len && memcmp(p->data, q->data, p->len) == 0;
    }
    case T_INT: {
        const bigint *p = (const bigint *)x, *q = (const bigint *)y;
        size_t n = (size_t)(p->size < 0 ? -p->size : p->size);
        return p->size == q->size && memcmp(p->limbs, q->limbs, n * sizeof(uint64_t)) == 0;
    }
    case T_COMPLEX:
        return memcmp(&((const complex_obj *)x)->re, &((const complex_obj *)y)->re,
                      2 * sizeof(double)) == 0;
    case T_TUPLE: {
        const tuple *p = (const tuple *)x, *q = (const tuple *)y;
        if (p->len != q->len) {
            return false;
        }
        for (size_t i = 0; i < p->len; i++) {
            if (!const_same(p->items[i], q->items[i])) {
                return false;
            }
        }
        return true;
    }
    default: return false;
    }
}

static uint32_t const_hash(compiler *c, value v) {
    if (!is_obj(v)) {
        return mix(v);
    }
    const object *o = as_obj(v);
    switch (o->kind) {
    case T_STR: return mix(bytes_hash(c->t->vm, ((const str *)o)->data, ((const str *)o)->len));
    case T_BYTES:
        return mix(bytes_hash(c->t->vm, ((const bytes *)o)->data, ((const bytes *)o)->len) + 1);
    case T_INT: return mix(((const bigint *)o)->limbs[0] + (uint64_t)((const bigint *)o)->size);
    case T_COMPLEX: return mix(from_double(((const complex_obj *)o)->im));
    case T_TUPLE: {
        const tuple *p = (const tuple *)o;
        uint32_t h = (uint32_t)p->len;
        for (size_t i = 0; i < p->len; i++) {
            h = mix((uint64_t)h << 32 | const_hash(c, p->items[i]));
        }
        return h;
    }
    default: return mix(v);
    }
}

static uint32_t emit_const_index(compiler *c, value v) {
    unit *u = c->u;
    uint32_t hash = const_hash(c, v);
    if (u->const_table.mask != 0) {
        for (uint32_t i = hash & u->const_table.mask; u->const_table.slots[i] != 0;
             i = (i + 1) & u->const_table.mask) {
            uint32_t at = u->const_table.slots[i] - 1;
            if (const_same(u->consts[at], v)) {
                return at;
            }
        }
    }
    uint32_t old = u->const_table.mask;
    table_room(c, &u->const_table, u->nconsts + 1);
    if (u->const_table.mask != old) {
        for (uint32_t i = 0; i < u->nconsts; i++) {
            table_put(&u->const_table, const_hash(c, u->consts[i]), i);
        }
    }
    EMIT_GROW(c, u->consts, u->nconsts, u->consts_room);
    u->consts[u->nconsts] = v;
    table_put(&u->const_table, hash, u->nconsts);
    return u->nconsts++;
}

static uint32_t name_index(compiler *c, str *name) {
    unit *u = c->u;
    uint32_t hash = mix((uintptr_t)name);
    if (u->name_table.mask != 0) {
        for (uint32_t i = hash & u->name_table.mask; u->name_table.slots[i] != 0;
             i = (i + 1) & u->name_table.mask) {
            uint32_t at = u->name_table.slots[i] - 1;
            if (u->names[at] == name) {
                return at;
            }
        }
    }
    uint32_t old = u->name_table.mask;
    table_room(c, &u->name_table, u->nnames + 1);
    if (u->name_table.mask != old) {
        for (uint32_t i = 0; i < u->nnames; i++) {
            table_put(&u->name_table, mix((uintptr_t)u->names[i]), i);
        }
    }
    EMIT_GROW(c, u->names, u->nnames, u->names_room);
    u->names[u->nnames] = name;
    table_put(&u->name_table, hash, u->nnames);
    return u->nnames++;
}

/* ---- instructions ---- */

void emit_op(compiler *c, unsigned op, unsigned a, uint32_t b) {
    unit *u = c->u;
    EMIT_GROW(c, u->code, u->ncode, u->code_room);
    u->code[u->ncode++] =
        (instr){.op = (uint16_t)op, .a = (uint8_t)a, .b = b, .handler = u->handler, .at = u->at};
}

void emit_name_op(compiler *c, unsigned op, str *name) {
    emit_op(c, op, 0, name_index(c, name));
}

void emit_const(compiler *c, value v) {
    if (is_int(v) && as_int(v) >= INT16_MIN && as_int(v) <= INT16_MAX) {
        EMIT_B(c, LOAD_INT, (uint16_t)as_int(v));
    } else {
        EMIT_B(c, LOAD_CONST, emit_const_index(c, v));
    }
}

uint32_t emit_label(compiler *c) {
    unit *u = c->u;
    EMIT_GROW(c, u->labels, u->nlabels, u->labels_room);
    u->labels[u->nlabels] = UINT32_MAX;
    return u->nlabels++;
}

void emit_place(compiler *c, uint32_t label) {
    c->u->labels[label] = c->u->ncode;
}

void emit_jump(compiler *c, unsigned op, uint32_t label) {
    emit_op(c, op, 0, label);
}

void emit_guard(compiler *c, uint32_t label, bool lasti, unsigned drop) {
    unit *u = c->u;
    EMIT_GROW(c, u->guards, u->nguards, u->guards_room);
    u->guards[u->nguards] =
        (guard){.outer = u->handler, .label = label, .lasti = lasti, .depth = -1};
    emit_op(c, EMIT_SETUP, drop, u->nguards++);
    u->handler = u->nguards;
}

void emit_unguard(compiler *c) {
    c->u->handler = c->u->guards[c->u->handler - 1].outer;
}

void emit_push_block(compiler *c, block b) {
    if (c->u->nblocks >= MAX_BLOCKS) {
        emit_error(c, c->u->at, "too many statically nested blocks");
    }
    c->u->blocks[c->u->nblocks++] = b;
}

/* ---- variables ---- */

void emit_check_name(compiler *c, const struct ident *id, enum ast_ctx ctx) {
    if (ctx != CTX_LOAD && ident_is(id, "__debug__")) {
        emit_error(c, c->u->at,
                   ctx == CTX_STORE ? "cannot assign to __debug__" : "cannot delete __debug__");
    }
}

void emit_variable(compiler *c, str *name, enum ast_ctx ctx) {
    scope *s = c->u->s;
    const sym *y = scope_find(s, name);
    enum sym_where where = y == NULL ? WHERE_UNKNOWN : y->where;
    bool function = s->kind >= SCOPE_FUNCTION;
    if (where == WHERE_CELL || where == WHERE_FREE) {
        static const uint8_t deref[] = {OP_LOAD_DEREF, OP_STORE_DEREF, OP_DELETE_DEREF};
        unsigned op = ctx == CTX_LOAD && s->kind == SCOPE_CLASS ? OP_LOAD_CLASSDEREF : deref[ctx];
        emit_op(c, op, 0, (uint32_t)y->slot);
        return;
    }
    if (where == WHERE_LOCAL && function) {
        static const uint8_t fast[] = {OP_LOAD_FAST, OP_STORE_FAST, OP_DELETE_FAST};
        emit_op(c, fast[ctx], 0, (uint32_t)y->slot);
        return;
    }
    bool global = where == WHERE_GLOBAL_EXPLICIT || (where == WHERE_GLOBAL_IMPLICIT && function) ||
                  (s->kind == SCOPE_MODULE && !c->names);
    static const uint8_t ops[2][3] = {{OP_LOAD_NAME, OP_STORE_NAME, OP_DELETE_NAME},
                                      {OP_LOAD_GLOBAL, OP_STORE_GLOBAL, OP_DELETE_GLOBAL}};
    emit_name_op(c, ops[global][ctx], name);
}

void emit_ident_op(compiler *c, const struct ident *id, enum ast_ctx ctx) {
    emit_check_name(c, id, ctx);
    emit_variable(c, emit_mangled(c, id), ctx);
}

/* ---- code objects ---- */

scope *emit_scope_of(compiler *c, const struct node *n) {
    return c->scopes[n->note - 1];
}

static int by_name(const void *a, const void *b) {
    const str *x = (*(sym *const *)a)->name, *y = (*(sym *const *)b)->name;
    size_t n = x->len < y->len ? x->len : y->len;
    int r = memcmp(x->data, y->data, n);
    return r != 0 ? r : x->len < y->len ? -1 : x->len > y->len;
}

static void add_params(compiler *c, unit *u, struct node_list *nodes, str **ids, uint32_t *n) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        ids[(*n)++] = emit_mangle(c, u->s->private_class, nodes->items[i]->u.arg.arg);
    }
}

/* Gives out the slots: parameters, locals, cells, free variables. A scope can be laid out twice:
 * what is inside a `finally` or the condition of a `while` is emitted more than once. */
static void lay_out(compiler *c, unit *u, struct node *args) {
    scope *s = u->s;
    uint32_t room = s->nsyms + 2, n = 0;
    for (uint32_t i = 0; i < s->nsyms; i++) {
        s->syms[i]->slot = -1;
    }
    str **ids = emit_alloc(c, room * sizeof *ids);
    sym **cells = emit_alloc(c, room * sizeof *cells);
    sym **frees = emit_alloc(c, room * sizeof *frees);
    uint32_t ncells = 0, nfree = 0;
    if (args != NULL) {
        add_params(c, u, &args->u.arguments.posonlyargs, ids, &n);
        u->posonly = n;
        add_params(c, u, &args->u.arguments.args, ids, &n);
        u->argc = n;
        add_params(c, u, &args->u.arguments.kwonlyargs, ids, &n);
        u->kwonly = n - u->argc;
        if (args->u.arguments.vararg != NULL) {
            ids[n++] = emit_mangle(c, s->private_class, args->u.arguments.vararg->u.arg.arg);
            u->varargs = true;
        }
        if (args->u.arguments.kwarg != NULL) {
            ids[n++] = emit_mangle(c, s->private_class, args->u.arguments.kwarg->u.arg.arg);
            u->varkw = true;
        }
    } else if (s->kind == SCOPE_COMP) {
        ids[n++] = s->syms[0]->name; /* .0 */
        u->argc = 1;
    }
    uint32_t nparams = n;
    u->param_cells = emit_alloc(c, nparams);
    memset(u->param_cells, 0, nparams);
    for (uint32_t i = 0; i < nparams; i++) {
        sym *y = scope_find(s, ids[i]);
        y->slot = (int32_t)i;
        u->param_cells[i] = y->where == WHERE_CELL;
    }
    for (uint32_t i = 0; i < s->nsyms; i++) {
        sym *y = s->syms[i];
        if (y->slot >= 0) {
            continue;
        }
        if (y->where == WHERE_FREE || (y->flags & DEF_FREE_CLASS)) {
            frees[nfree++] = y;
        } else if (y->where == WHERE_CELL) {
            cells[ncells++] = y;
        } else if (y->where == WHERE_LOCAL && s->kind >= SCOPE_FUNCTION) {
            y->slot = (int32_t)n;
            ids[n++] = y->name;
        }
    }
    u->nplain = n;
    qsort(cells, ncells, sizeof *cells, by_name);
    qsort(frees, nfree, sizeof *frees, by_name);
    u->class_cell = -1;
    if (s->needs_class_cell) {
        u->class_cell = (int32_t)n;
        ids[n++] = N(c->t, __class__);
    }
    for (uint32_t i = 0; i < ncells; i++) {
        cells[i]->slot = (int32_t)n;
        ids[n++] = cells[i]->name;
    }
    u->ncells = n - u->nplain;
    for (uint32_t i = 0; i < nfree; i++) {
        frees[i]->slot = (int32_t)n;
        ids[n++] = frees[i]->name;
    }
    u->nfree = nfree;
    u->nslots = n;
    u->slot_names = ids;
    if (n > UINT16_MAX) {
        emit_error(c, (loc){u->first_line, u->first_line, 0, 0},
                   "too many variables in one function");
    }
}

static str *qualify(compiler *c, unit *u, str *name) {
    unit *outer = u->outer;
    if (outer == NULL || outer->s->kind == SCOPE_MODULE) {
        return name;
    }
    if (u->s->kind == SCOPE_FUNCTION || u->s->kind == SCOPE_CLASS) {
        const sym *y = scope_find(
            outer->s, emit_mangle_bytes(c, outer->s->private_class, name->data, name->len));
        if (y != NULL && y->where == WHERE_GLOBAL_EXPLICIT) {
            return name;
        }
    }
    bool plain = outer->s->kind == SCOPE_CLASS || outer->s->kind == SCOPE_COMP;
    value v = str_format(c->t, plain ? "%U.%U" : "%U.<locals>.%U", outer->qualname, name);
    return str_intern_value(c->t, (str *)as_obj(emit_ok(c, v)));
}

void emit_unit_begin(compiler *c, scope *s, str *name, int32_t first_line, struct node *args) {
    unit *u = emit_alloc(c, sizeof *u);
    memset(u, 0, sizeof *u);
    if (name == NULL) {
        emit_fail(c);
    }
    u->outer = c->u;
    u->s = s;
    u->name = name;
    u->first_line = first_line;
    u->doc = NONE;
    u->qualname = qualify(c, u, name);
    if (u->qualname == NULL) {
        emit_fail(c);
    }
    lay_out(c, u, args);
    c->u = u;
    u->at = (loc){first_line, first_line, -1, -1};
    if (s->generator && s->kind >= SCOPE_FUNCTION) {
        EMIT(c, RETURN_GENERATOR);
    }
    emit_nowhere(c);
    for (uint32_t i = 0; i < u->nplain; i++) {
        if (i < u->argc + u->kwonly + u->varargs + u->varkw && u->param_cells[i]) {
            EMIT_B(c, MAKE_CELL, i);
        }
    }
    for (uint32_t i = 0; i < u->ncells; i++) {
        EMIT_B(c, MAKE_CELL, u->nplain + i);
    }
    u->at = (loc){first_line, first_line, 0, 0};
}

/* Numbers the locals anew, in the order in which the code mentions them, as co_varnames has them in
 * CPython; those that it does not mention (`x: int` in a function) go. */
static void renumber_locals(compiler *c, unit *u) {
    uint32_t nparams = u->argc + u->kwonly + u->varargs + u->varkw;
    uint32_t *to = emit_alloc(c, u->nslots * sizeof *to), n = nparams;
    str **ids = emit_alloc(c, u->nslots * sizeof *ids);
    for (uint32_t i = 0; i < u->nslots; i++) {
        to[i] = i < nparams ? i : UINT32_MAX;
        ids[i] = u->slot_names[i];
    }
    for (uint32_t i = 0; i < u->ncode; i++) {
        const instr *x = &u->code[i];
        bool local =
            x->op != EMIT_SETUP && opcode_table[x->op].operand == OPERAND_SLOT && x->b < u->nplain;
        if (local && to[x->b] == UINT32_MAX) {
            ids[n] = u->slot_names[x->b];
            to[x->b] = n++;
        }
    }
    for (uint32_t i = u->nplain; i < u->nslots;
         i++) { /* cells and free variables keep their order */
        ids[n] = u->slot_names[i];
        to[i] = n++;
    }
    for (uint32_t i = 0; i < u->ncode; i++) {
        instr *x = &u->code[i];
        if (x->op != EMIT_SETUP && opcode_table[x->op].operand == OPERAND_SLOT) {
            x->b = to[x->b];
        }
    }
    u->slot_names = ids;
    u->nplain -= u->nslots - n;
    u->nslots = n;
}

code *emit_unit_end(compiler *c) {
    unit *u = c->u;
    emit_nowhere(c);
    emit_none(c);
    EMIT(c, RETURN);
    renumber_locals(c, u);
    code *k = assemble(c, u);
    c->u = u->outer;
    return k;
}

void emit_closure(compiler *c, code *inner, scope *s, unsigned flags) {
    (void)s;
    unit *u = c->u;
    if (inner->nfree != 0) {
        uint32_t first = inner->nlocals - (uint32_t)inner->nfree;
        for (uint32_t i = 0; i < inner->nfree; i++) {
            str *name = inner->slot_names[first + i];
            const sym *y = scope_find(u->s, name);
            bool own =
                u->s->kind == SCOPE_CLASS && u->class_cell >= 0 && name == N(c->t, __class__);
            EMIT_B(c, LOAD_CELL, (uint32_t)(own ? u->class_cell : y->slot));
        }
        EMIT_B(c, BUILD_TUPLE, inner->nfree);
        flags |= 8;
    }
    EMIT_B(c, LOAD_CONST, emit_const_index(c, from_obj(inner)));
    emit_op(c, OP_MAKE_FUNCTION, flags, 0);
}
