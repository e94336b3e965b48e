/* scope.h: which name lives where. scope_build() walks the tree once and finds the blocks (module,
 * classes, functions, lambdas, comprehensions) and the names in each; then it decides for every
 * name whether it is local, a cell, free or global. The rules, messages and the places of errors
 * are those of CPython 3.11's symtable.c.
 *
 * The node that opens a block has the block's number + 1 in node->note, so that the emitter finds
 * it however often it comes by (bodies of `finally` are emitted more than once).
 */
#ifndef GILVM_COMPILER_SCOPE_H
#define GILVM_COMPILER_SCOPE_H

#include "compiler/ast.h"
#include "vm/object.h"

struct compiler;

typedef struct loc {
    int32_t line, end_line, col, end_col; /* as in struct node; line 0 = nowhere */
} loc;

enum scope_kind { SCOPE_MODULE, SCOPE_CLASS, SCOPE_FUNCTION, SCOPE_LAMBDA, SCOPE_COMP };

enum sym_flags {
    DEF_GLOBAL = 1,
    DEF_LOCAL = 2,
    DEF_PARAM = 4,
    DEF_NONLOCAL = 8,
    SYM_USE = 16,
    DEF_FREE_CLASS = 64, /* bound in a class body, and free for functions inside of it */
    DEF_IMPORT = 128,
    DEF_ANNOT = 256,
    DEF_COMP_ITER = 512, /* a comprehension's iteration variable */
    DEF_BOUND = DEF_LOCAL | DEF_PARAM | DEF_IMPORT,
};

enum sym_where {
    WHERE_UNKNOWN,
    WHERE_LOCAL,
    WHERE_CELL,
    WHERE_FREE,
    WHERE_GLOBAL_EXPLICIT,
    WHERE_GLOBAL_IMPLICIT
};

typedef struct sym {
    str *name;
    uint16_t flags; /* enum sym_flags */
    uint8_t where;  /* enum sym_where */
    int32_t slot;   /* locals, cells, free variables: given out by the emitter; -1 = none */
    loc declared;   /* of `global` or `nonlocal`, or of what amounts to one: a walrus */
} sym;

typedef struct scope {
    uint8_t kind; /* enum scope_kind */
    bool nested;  /* inside a function */
    bool generator;
    bool needs_class_cell; /* a class whose methods use __class__ */
    bool in_comp_target;   /* while building: names met are iteration variables */
    int comp_iter_depth;   /* while building: inside a comprehension's iterable */
    const char *comp_name; /* SCOPE_COMP: "list comprehension" ... */
    struct scope *parent;
    const struct ident *private_class; /* whose names beginning with __ are mangled; or NULL */
    sym **syms;                        /* in order of first appearance */
    uint32_t nsyms, syms_room;
    sym **table; /* by name: open addressing */
    uint32_t table_mask;
} scope;

/* Fills c->scopes. */
void scope_build(struct compiler *c, struct node *root);
sym *scope_find(const scope *s, const str *name); /* NULL = not mentioned in the block */

#endif
