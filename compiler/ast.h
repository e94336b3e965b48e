/* The tree that the parser makes: Python 3.11's abstract syntax, node for node.
 *
 * Kinds and fields carry the names of CPython's `ast` module (ast.AugAssign(target, op, value) is
 * kind AST_AUG_ASSIGN with n->u.aug_assign.target/.op/.value), so that its documentation describes
 * this file too, and so that ast.dump of CPython and the dump of our tree can be compared byte for
 * byte (tests/unit/ast_dump.c, tests/unit/ast_diff.py).
 *
 * One struct for all kinds: a header with the place, then a union with a member per kind. A node is
 * allocated with just the bytes its kind needs (ast_node_new), so never copy a `struct node` by
 * value. All of it lives in the arena given to parse(), and is read-only after parse() returned
 * (the compiler may keep notes of its own in the `note` word).
 *
 * Always true:
 *
 *   - a field that CPython may leave None is NULL here, marked "or NULL" below; all others are
 *     never NULL;
 *   - lists hold no NULL, but for the `keys` of a dict display and `kw_defaults` of arguments, as
 *     in CPython;
 *   - identifiers are NFKC-normalised, and equal ones within one parse are the same pointer;
 *   - chains that grow to the left (a + b + c, a.b.c, f()()) can be as deep as the source is long:
 *     the parser loops over them. Whoever walks the tree by recursion needs a depth limit of its
 *     own (CPython's: RecursionError "maximum recursion depth exceeded during compilation"). All
 *     other nesting is limited by the parser.
 *
 * `async` forms have no kinds: the parser refuses them. It leaves to scope and emit what CPython's
 * symbol table and compiler refuse: duplicate arguments, `return` outside functions, a lone *a as a
 * target or value, two stars in one target, assignment to __debug__, names both global and local,
 * patterns that make later ones unreachable, repeated names and more than one star in a pattern,
 * and so on. Repeated keyword arguments too: f(a=1, a=2).
 */
#ifndef GILVM_COMPILER_AST_H
#define GILVM_COMPILER_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/arena.h"

/* Every kind of node: X(KIND, union member, name in CPython's ast module). The order groups them:
 * use the ast_is_* functions below, not the numbers. */
#define AST_KINDS(X)                                                                            \
    /* roots, one a parse mode: exec, single, eval */                                           \
    X(MODULE, module, "Module")                                                                 \
    X(INTERACTIVE, interactive, "Interactive")                                                  \
    X(EXPRESSION, expression, "Expression")                                                     \
    /* statements */                                                                            \
    X(FUNCTION_DEF, function_def, "FunctionDef")                                                \
    X(CLASS_DEF, class_def, "ClassDef")                                                         \
    X(RETURN, return_, "Return")                                                                \
    X(DELETE, delete_, "Delete")                                                                \
    X(ASSIGN, assign, "Assign")                                                                 \
    X(AUG_ASSIGN, aug_assign, "AugAssign")                                                      \
    X(ANN_ASSIGN, ann_assign, "AnnAssign")                                                      \
    X(FOR, for_, "For")                                                                         \
    X(WHILE, while_, "While")                                                                   \
    X(IF, if_, "If")                                                                            \
    X(WITH, with, "With")                                                                       \
    X(MATCH, match, "Match")                                                                    \
    X(RAISE, raise, "Raise")                                                                    \
    X(TRY, try_, "Try")                                                                         \
    X(ASSERT, assert_, "Assert")                                                                \
    X(IMPORT, import, "Import")                                                                 \
    X(IMPORT_FROM, import_from, "ImportFrom")                                                   \
    X(GLOBAL, global, "Global")                                                                 \
    X(NONLOCAL, nonlocal, "Nonlocal")                                                           \
    X(EXPR, expr, "Expr")                                                                       \
    X(PASS, none, "Pass")                                                                       \
    X(BREAK, none, "Break")                                                                     \
    X(CONTINUE, none, "Continue")                                                               \
    /* expressions */                                                                           \
    X(BOOL_OP, bool_op, "BoolOp")                                                               \
    X(NAMED_EXPR, named_expr, "NamedExpr")                                                      \
    X(BIN_OP, bin_op, "BinOp")                                                                  \
    X(UNARY_OP, unary_op, "UnaryOp")                                                            \
    X(LAMBDA, lambda, "Lambda")                                                                 \
    X(IF_EXP, if_exp, "IfExp")                                                                  \
    X(DICT, dict, "Dict")                                                                       \
    X(SET, set, "Set")                                                                          \
    X(LIST_COMP, comp, "ListComp")                                                              \
    X(SET_COMP, comp, "SetComp")                                                                \
    X(DICT_COMP, dict_comp, "DictComp")                                                         \
    X(GENERATOR_EXP, comp, "GeneratorExp")                                                      \
    X(YIELD, yield, "Yield")                                                                    \
    X(YIELD_FROM, yield_from, "YieldFrom")                                                      \
    X(COMPARE, compare, "Compare")                                                              \
    X(CALL, call, "Call")                                                                       \
    X(FORMATTED_VALUE, formatted_value, "FormattedValue")                                       \
    X(JOINED_STR, joined_str, "JoinedStr")                                                      \
    X(CONSTANT, constant, "Constant")                                                           \
    X(ATTRIBUTE, attribute, "Attribute")                                                        \
    X(SUBSCRIPT, subscript, "Subscript")                                                        \
    X(STARRED, starred, "Starred")                                                              \
    X(NAME, name, "Name")                                                                       \
    X(LIST, sequence, "List")                                                                   \
    X(TUPLE, sequence, "Tuple")                                                                 \
    X(SLICE, slice, "Slice")                                                                    \
    /* patterns of `case` */                                                                    \
    X(MATCH_VALUE, match_value, "MatchValue")                                                   \
    X(MATCH_SINGLETON, match_singleton, "MatchSingleton")                                       \
    X(MATCH_SEQUENCE, match_sequence, "MatchSequence")                                          \
    X(MATCH_MAPPING, match_mapping, "MatchMapping")                                             \
    X(MATCH_CLASS, match_class, "MatchClass")                                                   \
    X(MATCH_STAR, match_star, "MatchStar")                                                      \
    X(MATCH_AS, match_as, "MatchAs")                                                            \
    X(MATCH_OR, match_or, "MatchOr")                                                            \
    /* parts of the above; those without a place of their own in CPython's tree say so below */ \
    X(COMPREHENSION, comprehension, "comprehension")                                            \
    X(EXCEPT_HANDLER, except_handler, "ExceptHandler")                                          \
    X(ARGUMENTS, arguments, "arguments")                                                        \
    X(ARG, arg, "arg")                                                                          \
    X(KEYWORD, keyword, "keyword")                                                              \
    X(ALIAS, alias, "alias")                                                                    \
    X(WITH_ITEM, with_item, "withitem")                                                         \
    X(MATCH_CASE, match_case, "match_case")

enum ast_kind {
#define X(kind, member, name) AST_##kind,
    AST_KINDS(X)
#undef X
        AST_KIND_COUNT
};

/* An identifier. Equal identifiers of one parse are one struct: compare pointers, or use `index`
 * (0, 1, 2 ... in order of first appearance, below n->u.module.ident_count) to address a table. `s`
 * ends with a NUL. */
struct ident {
    const char *s; /* UTF-8, NFKC-normalised */
    uint32_t len;  /* bytes */
    uint32_t index;
};

struct node;

/* A list of nodes, in source order. `items` is NULL when count is 0. */
struct node_list {
    struct node **items;
    uint32_t count;
};

/* A list of names (global, nonlocal, keyword patterns of a class pattern). */
struct ident_list {
    const struct ident **items;
    uint32_t count;
};

/* What an expression in target position is for; set on NAME, ATTRIBUTE, SUBSCRIPT, STARRED, LIST,
 * TUPLE. */
enum ast_ctx { CTX_LOAD, CTX_STORE, CTX_DEL };

enum ast_bool_op { BOOL_AND, BOOL_OR };

enum ast_operator {
    AST_OP_ADD,
    AST_OP_SUB,
    AST_OP_MULT,
    AST_OP_MAT_MULT,
    AST_OP_DIV,
    AST_OP_MOD,
    AST_OP_POW,
    AST_OP_LSHIFT,
    AST_OP_RSHIFT,
    AST_OP_BIT_OR,
    AST_OP_BIT_XOR,
    AST_OP_BIT_AND,
    AST_OP_FLOOR_DIV
};

enum ast_unary_op { UNARY_INVERT, UNARY_NOT, UNARY_ADD, UNARY_SUB };

enum ast_cmp_op {
    AST_CMP_EQ,
    AST_CMP_NOT_EQ,
    AST_CMP_LT,
    AST_CMP_LT_E,
    AST_CMP_GT,
    AST_CMP_GT_E,
    AST_CMP_IS,
    AST_CMP_IS_NOT,
    AST_CMP_IN,
    AST_CMP_NOT_IN
};

enum const_kind {
    CONST_NONE,
    CONST_TRUE,
    CONST_FALSE,
    CONST_ELLIPSIS,
    CONST_INT,
    CONST_FLOAT,
    CONST_IMAGINARY, /* the complex number 0 + number*j */
    CONST_STR,
    CONST_BYTES
};

struct node {
    uint8_t kind;  /* enum ast_kind */
    uint8_t ctx;   /* enum ast_ctx, where the kind has one */
    uint32_t note; /* zero from the parser, for the compiler to use */
    /* The place: lines count from 1, columns are UTF-8 bytes from 0, the end is exclusive. */
    int32_t lineno;
    int32_t col_offset;
    int32_t end_lineno;
    int32_t end_col_offset;
    union {
        struct {
            struct node_list body;
            uint32_t ident_count; /* how many identifiers this parse made */
        } module;                 /* MODULE; no place */
        struct {
            struct node_list body;
            uint32_t ident_count;
        } interactive; /* INTERACTIVE; no place */
        struct {
            struct node *body;
            uint32_t ident_count;
        } expression; /* EXPRESSION; no place */

        /* -- statements. `body` is never empty; an absent else/finally is an empty list. -- */
        struct {
            const struct ident *name;
            struct node *args; /* ARGUMENTS */
            struct node_list body;
            /* The place of the def is the word `def`, not its decorators. */
            struct node_list decorator_list;
            struct node *returns; /* or NULL */
        } function_def;
        struct {
            const struct ident *name;
            struct node_list bases;    /* may hold STARRED */
            struct node_list keywords; /* KEYWORD */
            struct node_list body;
            struct node_list decorator_list;
        } class_def;
        struct {
            struct node *value; /* or NULL */
        } return_;
        struct {
            struct node_list targets; /* ctx DEL */
        } delete_;
        struct {
            struct node_list targets; /* a = b = value: two; ctx STORE */
            struct node *value;
        } assign;
        struct {
            struct node *target; /* NAME, ATTRIBUTE or SUBSCRIPT; ctx STORE */
            struct node *value;
            uint8_t op; /* enum ast_operator */
        } aug_assign;
        struct {
            struct node *target; /* NAME, ATTRIBUTE or SUBSCRIPT; ctx STORE */
            struct node *annotation;
            struct node *value; /* or NULL */
            bool simple;        /* target is a bare name without parentheses */
        } ann_assign;
        struct {
            struct node *target; /* ctx STORE */
            struct node *iter;
            struct node_list body;
            struct node_list orelse;
        } for_;
        struct {
            struct node *test;
            struct node_list body;
            struct node_list orelse;
        } while_;
        struct {
            struct node *test;
            struct node_list body;
            struct node_list orelse; /* elif: one IF */
        } if_;
        struct {
            struct node_list items; /* WITH_ITEM */
            struct node_list body;
        } with;
        struct {
            struct node *subject;
            struct node_list cases; /* MATCH_CASE */
        } match;
        struct {
            struct node *exc;   /* or NULL */
            struct node *cause; /* or NULL */
        } raise;
        struct {
            struct node_list body;
            struct node_list handlers; /* EXCEPT_HANDLER */
            struct node_list orelse;
            struct node_list finalbody;
            bool star; /* except* */
        } try_;
        struct {
            struct node *test;
            struct node *msg; /* or NULL */
        } assert_;
        struct {
            struct node_list names; /* ALIAS */
        } import;
        struct {
            const struct ident *module; /* dotted name; or NULL (from . import x) */
            struct node_list names;     /* ALIAS; `*` is one alias named "*" */
            int32_t level;              /* leading dots */
        } import_from;
        struct {
            struct ident_list names;
        } global;
        struct {
            struct ident_list names;
        } nonlocal;
        struct {
            struct node *value;
        } expr;
        char none; /* PASS, BREAK, CONTINUE: nothing but the place */

        /* -- expressions -- */
        struct {
            struct node_list values; /* two or more: a and b and c is one node */
            uint8_t op;              /* enum ast_bool_op */
        } bool_op;
        struct {
            struct node *target; /* NAME, ctx STORE */
            struct node *value;
        } named_expr;
        struct {
            struct node *left;
            struct node *right;
            uint8_t op; /* enum ast_operator */
        } bin_op;
        struct {
            struct node *operand;
            uint8_t op; /* enum ast_unary_op */
        } unary_op;
        struct {
            struct node *args; /* ARGUMENTS */
            struct node *body;
        } lambda;
        struct {
            struct node *test;
            struct node *body;
            struct node *orelse;
        } if_exp;
        struct {
            struct node_list keys; /* NULL where **values[i] is spread into the dict */
            struct node_list values;
        } dict;
        struct {
            struct node_list elts; /* may hold STARRED; never empty */
        } set;
        struct {
            struct node *elt;
            struct node_list generators; /* COMPREHENSION */
        } comp;                          /* LIST_COMP, SET_COMP, GENERATOR_EXP */
        struct {
            struct node *key;
            struct node *value;
            struct node_list generators;
        } dict_comp;
        struct {
            struct node *value; /* or NULL */
        } yield;
        struct {
            struct node *value;
        } yield_from;
        struct {
            struct node *left;
            struct node_list comparators; /* a < b < c: left a, comparators b, c */
            uint8_t *ops;                 /* enum ast_cmp_op, one a comparator */
        } compare;
        struct {
            struct node *func;
            struct node_list args;     /* may hold STARRED */
            struct node_list keywords; /* KEYWORD; without arg: **value */
        } call;
        struct {
            struct node *value;
            struct node *format_spec; /* JOINED_STR; or NULL */
            char conversion;          /* 's', 'r', 'a', or 0 when absent */
        } formatted_value;            /* only within a JOINED_STR */
        struct {
            /* FORMATTED_VALUE, and CONSTANT of str between them, never empty ones. */
            struct node_list values;
        } joined_str;
        struct {
            /* str: UTF-8, lone surrogates as three bytes (WTF-8); bytes: the bytes; both may hold
             * NULs, and one NUL follows. int: the digits (upper or lower case, no prefix, no
             * underscores, at least one). Otherwise NULL. */
            const char *s;
            size_t len;
            double number;  /* FLOAT, IMAGINARY: the value (inf when it is too large) */
            uint64_t small; /* INT: the value, if is_small */
            uint8_t kind;   /* enum const_kind */
            uint8_t base;   /* INT: 2, 8, 10 or 16 */
            bool is_small;  /* INT: fits into `small` */
            bool u_prefix;  /* STR: was written u'...' (CPython keeps this in Constant.kind) */
        } constant;
        struct {
            struct node *value;
            const struct ident *attr;
            /* where the name after the dot starts is end_col_offset - length in the source */
        } attribute;
        struct {
            struct node *value;
            struct node *slice; /* an expression, SLICE, or TUPLE of these and STARRED */
        } subscript;
        struct {
            struct node *value;
        } starred;
        struct {
            const struct ident *id;
        } name;
        struct {
            struct node_list elts;
        } sequence; /* LIST, TUPLE */
        struct {
            struct node *lower; /* or NULL */
            struct node *upper; /* or NULL */
            struct node *step;  /* or NULL */
        } slice;

        /* -- patterns -- */
        struct {
            struct node *value; /* ATTRIBUTE, CONSTANT, JOINED_STR, UNARY_OP or BIN_OP (complex) */
        } match_value;
        struct {
            uint8_t value; /* enum const_kind: NONE, TRUE, FALSE; compared with `is` */
        } match_singleton;
        struct {
            struct node_list patterns; /* at most one MATCH_STAR (the compiler checks) */
        } match_sequence;
        struct {
            struct node_list keys;     /* expressions: constants and dotted names */
            struct node_list patterns; /* one a key */
            const struct ident *rest;  /* **rest; or NULL */
        } match_mapping;
        struct {
            struct node *cls;              /* NAME or ATTRIBUTE */
            struct node_list patterns;     /* positional */
            struct ident_list kwd_attrs;   /* keyword names ... */
            struct node_list kwd_patterns; /* ... and their patterns */
        } match_class;
        struct {
            const struct ident *name; /* or NULL: *_ */
        } match_star;
        struct {
            struct node *pattern;     /* or NULL: a bare capture name, or _ when name is NULL too */
            const struct ident *name; /* or NULL: the wildcard _ */
        } match_as;
        struct {
            struct node_list patterns;
        } match_or;

        /* -- parts -- */
        struct {
            struct node *target; /* ctx STORE */
            struct node *iter;
            struct node_list ifs;
        } comprehension; /* no place in CPython */
        struct {
            struct node *type;        /* or NULL: bare except */
            const struct ident *name; /* or NULL */
            struct node_list body;
        } except_handler;
        struct {
            struct node_list posonlyargs; /* ARG; those before the / */
            struct node_list args;        /* ARG */
            struct node *vararg;          /* ARG; or NULL */
            struct node_list kwonlyargs;  /* ARG */
            struct node_list kw_defaults; /* as many as kwonlyargs; NULL where there is none */
            struct node *kwarg;           /* ARG; or NULL */
            struct node_list defaults;    /* of the last ones of posonlyargs + args */
        } arguments;                      /* no place in CPython */
        struct {
            const struct ident *arg;
            struct node *annotation; /* or NULL; STARRED possible for *args: *Ts */
        } arg;
        struct {
            const struct ident *arg; /* or NULL: **value */
            struct node *value;
        } keyword;
        struct {
            const struct ident *name;   /* dotted in `import a.b`; "*" for from x import * */
            const struct ident *asname; /* or NULL */
        } alias;
        struct {
            struct node *context_expr;
            struct node *optional_vars; /* ctx STORE; or NULL */
        } with_item;                    /* no place in CPython */
        struct {
            struct node *pattern;
            struct node *guard; /* or NULL */
            struct node_list body;
        } match_case; /* no place in CPython */
    } u;
};

/* Returns a zeroed node of the right size for `kind`, or NULL when memory ran out. */
struct node *ast_node_new(arena *a, enum ast_kind kind);

/* CPython's name of the kind ("BinOp"); for messages and dumps. */
const char *ast_kind_name(enum ast_kind kind);

static inline bool ast_is_stmt(const struct node *n) {
    return n->kind >= AST_FUNCTION_DEF && n->kind <= AST_CONTINUE;
}

static inline bool ast_is_expr(const struct node *n) {
    return n->kind >= AST_BOOL_OP && n->kind <= AST_SLICE;
}

#endif
