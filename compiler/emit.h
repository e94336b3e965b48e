/* emit.h: what the parts of the emitter share.
 *
 * A `unit` is one code object in the making: a list of instructions whose jumps go to labels. The
 * emitter follows CPython 3.11's compile.c, function by function, so that positions, evaluation
 * order and exception handling are the same; where it has basic blocks and SETUP_/POP_BLOCK pseudo
 * instructions, here each instruction carries the number of the handler that guards it
 * (unit->handler when it was emitted), and one pseudo instruction, EMIT_SETUP, tells assemble.c at
 * which stack height the handler begins.
 *
 * Errors leave by longjmp (emit_fail): all memory is the arena's, so nothing leaks. Objects under
 * construction stand in arena memory, which the collector does not scan; it never runs during
 * compilation.
 */
#ifndef GILVM_COMPILER_EMIT_H
#define GILVM_COMPILER_EMIT_H

#include <setjmp.h>

#include "compiler/arena.h"
#include "compiler/ast.h"
#include "compiler/scope.h"
#include "vm/code.h"
#include "vm/ops.h"
#include "vm/str.h"

/* The handler b begins to guard here; a: values to be dropped in addition when it is entered. Not
 * an opcode. */
enum { EMIT_SETUP = 0x100 };
/* CPython's limits: nesting of blocks, and how many values a display puts on the stack before it
 * builds piecewise. */
enum { MAX_BLOCKS = 20, STACK_GUIDELINE = 30 };

/* loc.end_col in emit_error(): the error has no end. */
enum { NO_END = -2 };

typedef struct instr {
    uint16_t op;
    uint8_t a;
    bool live;        /* assemble.c: control can come here */
    uint32_t b;       /* operand; jumps: the label */
    uint32_t handler; /* what guards it: 1 + index in unit->guards, or 0 */
    loc at;
} instr;

typedef struct guard {
    uint32_t outer; /* as instr.handler */
    uint32_t label; /* where it begins */
    bool lasti;
    int depth; /* of the stack when it is entered; -1 = never set up */
} guard;

enum block_kind {
    BLOCK_WHILE,
    BLOCK_FOR,
    BLOCK_TRY,
    BLOCK_FINALLY,
    BLOCK_FINALLY_END,
    BLOCK_WITH,
    BLOCK_HANDLER,
    BLOCK_STAR_HANDLER,
    BLOCK_HANDLER_CLEANUP,
    BLOCK_VALUE
};

/* What stands between a statement and the function's end, and must be undone by return, break and
 * continue. */
typedef struct block {
    enum block_kind kind;
    uint32_t start, exit;        /* labels, of loops */
    struct node *with;           /* BLOCK_WITH */
    struct node_list *finalbody; /* BLOCK_FINALLY */
    const struct ident *name;    /* BLOCK_HANDLER_CLEANUP: `as` name or NULL */
} block;

typedef struct table {
    uint32_t *slots;
    uint32_t mask;
} table; /* of indexes + 1 */

typedef struct unit {
    struct unit *outer;
    scope *s;
    str *name, *qualname;
    int32_t first_line;
    loc at; /* where instructions emitted now stand */
    instr *code;
    uint32_t ncode, code_room;
    uint32_t *labels; /* index of the instruction that it stands before */
    uint32_t nlabels, labels_room;
    guard *guards;
    uint32_t nguards, guards_room;
    uint32_t handler; /* what guards instructions emitted now */
    value *consts;
    uint32_t nconsts, consts_room;
    table const_table;
    str **names;
    uint32_t nnames, names_room;
    table name_table;
    block blocks[MAX_BLOCKS];
    uint32_t nblocks;
    str **slot_names;
    uint32_t nslots, nplain, ncells, nfree;
    uint32_t argc, posonly, kwonly;
    bool varargs, varkw;
    uint8_t *param_cells;
    int32_t class_cell; /* slot of __class__ in a class body; -1 */
    value doc;
} unit;

/* A SyntaxWarning, given out when compilation is over: that runs Python code, which may collect. */
typedef struct warning {
    const char *text; /* in the arena */
    loc at;
} warning;

typedef struct compiler {
    thread *t;
    arena *a;
    jmp_buf failed;
    str *filename;
    const char *text; /* the source, decoded */
    size_t len;
    scope **scopes;
    uint32_t nscopes, scopes_room;
    str **idents;  /* by ident->index */
    value *folded; /* constants found by folding: node->note - 2 */
    uint32_t nfolded, folded_room;
    unit *u;
    warning *warnings;
    uint32_t nwarnings, warnings_room;
    int depth, max_depth; /* of the walkers' recursion */
    bool future_annotations, names, optimize, interactive;
} compiler;

/* ---- emit.c: the ground ---- */
_Noreturn void emit_fail(compiler *c); /* the exception is set */
/* SyntaxError; fmt as raise_error's. */
_Noreturn void emit_error(compiler *c, loc at, const char *fmt, ...);
void emit_warn(compiler *c, const char *fmt, ...); /* SyntaxWarning, at c->u->at */
value emit_ok(compiler *c, value v);               /* fails if it is NIL */
void *emit_alloc(compiler *c, size_t size);
void *emit_grow(compiler *c, void *items, uint32_t count, uint32_t *room, size_t size);
#define EMIT_GROW(c, items, count, room) \
    ((void)((count) < (room)             \
                ? 0                      \
                : ((items) = emit_grow(c, items, count, &(room), sizeof *(items)), 0)))
void emit_enter(compiler *c); /* one step deeper into the tree: RecursionError */
static inline void emit_leave(compiler *c) {
    c->depth--;
}

static inline loc emit_loc(const struct node *n) {
    return (loc){n->lineno, n->end_lineno, n->col_offset, n->end_col_offset};
}

static inline bool ident_is(const struct ident *id, const char *s) {
    return id != NULL && strcmp(id->s, s) == 0;
}

str *emit_ident(compiler *c, const struct ident *id);
str *emit_mangle(compiler *c, const struct ident *cls, const struct ident *id);
str *emit_mangle_bytes(compiler *c, const struct ident *cls, const char *s, size_t len);
static inline str *emit_mangled(compiler *c, const struct ident *id) {
    return emit_mangle(c, c->u->s->private_class, id);
}

void emit_unit_begin(compiler *c, scope *s, str *name, int32_t first_line, struct node *args);
code *emit_unit_end(compiler *c);     /* the code object; c->u is the outer unit again */
code *assemble(compiler *c, unit *u); /* assemble.c */

void emit_op(compiler *c, unsigned op, unsigned a, uint32_t b);
#define EMIT(c, name) emit_op(c, OP_##name, 0, 0)
#define EMIT_B(c, name, b) emit_op(c, OP_##name, 0, b)
void emit_name_op(compiler *c, unsigned op, str *name);
void emit_const(compiler *c, value v);
static inline void emit_none(compiler *c) {
    emit_const(c, NONE);
}
uint32_t emit_label(compiler *c);
void emit_place(compiler *c, uint32_t label);
void emit_jump(compiler *c, unsigned op, uint32_t label);
/* A handler at `label` guards from here on. drop: values on the stack that it does not want. */
void emit_guard(compiler *c, uint32_t label, bool lasti, unsigned drop);
void emit_unguard(compiler *c); /* the innermost one ends */
static inline void emit_nowhere(compiler *c) {
    c->u->at = (loc){0, 0, 0, 0};
}
static inline void emit_at(compiler *c, const struct node *n) {
    c->u->at = emit_loc(n);
}
void emit_push_block(compiler *c, block b);
static inline void emit_pop_block(compiler *c) {
    c->u->nblocks--;
}
void emit_variable(compiler *c, str *mangled, enum ast_ctx ctx);
/* Mangles; refuses __debug__. */
void emit_ident_op(compiler *c, const struct ident *id, enum ast_ctx ctx);
void emit_check_name(compiler *c, const struct ident *id, enum ast_ctx ctx);
/* The same for all parameters. */
void emit_check_params(compiler *c, const struct node *args);
void emit_closure(compiler *c, code *inner, scope *s, unsigned flags); /* MAKE_FUNCTION */
scope *emit_scope_of(compiler *c, const struct node *n);

/* ---- emit_fold.c ---- */
value emit_fold(compiler *c, struct node *n); /* the value of a constant expression, or NIL */
value emit_literal(compiler *c, const struct node *n); /* of a CONSTANT */
int emit_truth(compiler *c, struct node *n);           /* 1, 0; -1 = not constant */
/* The constant that stands for a list or set display of constants where only its items count; or
 * NIL. */
value emit_fold_items(compiler *c, struct node *n);
value emit_fold_list(compiler *c, struct node_list *elts); /* a tuple, or NIL */
value emit_fold_set(compiler *c, struct node_list *elts);  /* a frozenset, or NIL */

/* ---- emit_expr.c ---- */
void emit_expr(compiler *c, struct node *n);
void emit_exprs(compiler *c, struct node_list *list);
void emit_jump_if(compiler *c, struct node *n, uint32_t label, bool cond);
void emit_call_args(compiler *c, struct node_list *args, struct node_list *keywords,
                    uint32_t pushed);
void emit_check_keywords(compiler *c, struct node_list *keywords);
unsigned emit_defaults(compiler *c, struct node *args);
void emit_binary(compiler *c, unsigned op, bool inplace);
void emit_attr_place(compiler *c, const struct node *n);

/* ---- emit_stmt.c ---- */
/* Of a module or class: docstring, annotations. */
void emit_body(compiler *c, struct node_list *body);
void emit_stmts(compiler *c, struct node_list *list);

/* ---- emit_match.c ---- */
void emit_match(compiler *c, struct node *n);

#endif
