/* What the parser's files share: its state, how rules read tokens and make nodes, and the rules
 * that call each other across files. Nobody else includes this.
 *
 * The grammar is CPython 3.11's (Grammar/python.gram), one function a rule, named after the rule. A
 * rule returns its node and leaves `mark` behind it, or returns NULL and leaves `mark` where it
 * was: "no match here" is not yet an error, the caller may know another alternative. That nothing
 * matched is noticed at the top.
 *
 * Errors are found as CPython finds them. The first pass knows only valid syntax and is fast:
 * alternatives are chosen by the next tokens and joined where they begin alike, so that it hardly
 * ever reads a token twice. If it fails, a second pass over the same text also tries the `invalid_`
 * rules (parse_invalid.c), in CPython's order, with CPython's memo (a rule's result at a token is
 * remembered, which keeps the pass linear and, because of `memo` entries made with invalid rules
 * off, is visible in which message wins). If no such rule speaks up, the error is "invalid syntax"
 * at the furthest token that the first pass has read; so the first pass must not read further ahead
 * than CPython's does.
 *
 * Once p->error is set, peek() answers TOK_ERROR, which nothing matches: rules need not check.
 */
#ifndef GILVM_COMPILER_PARSE_INTERNAL_H
#define GILVM_COMPILER_PARSE_INTERNAL_H

#include "compiler/arena.h"
#include "compiler/ast.h"
#include "compiler/lexer.h"
#include "compiler/parser.h"

/* CPython's limit for nested rules, and how deep it is within a simple statement. Ours count as
 * many levels as its would. */
enum { PARSE_MAX_LEVEL = 6000, PARSE_FIRST_LEVEL = 30 };

/* Rules whose results are remembered. */
enum memo_rule {
    MEMO_ARGUMENTS,
    MEMO_ARGS,
    MEMO_BITWISE_OR,
    MEMO_BLOCK,
    MEMO_BRACE,
    MEMO_CLOSED_PATTERN,
    MEMO_DISJUNCTION,
    MEMO_EXPRESSION,
    MEMO_INVALID_NAMED_EXPRESSION,
    MEMO_PAREN,
    MEMO_PRIMARY,
    MEMO_SIMPLE_STMT,
    MEMO_STAR_EXPRESSION,
    MEMO_STRINGS,
    MEMO_TARGET_WITH_STAR_ATOM,
    MEMO_DEL_TARGET,
    /* Added, when invalid rules are on, to rules that CPython does not memo: they are evaluated
       afresh in each mode. */
    MEMO_INVALID_MODE = 32
};

struct memo {
    struct memo *next;
    void *result;
    uint32_t mark; /* behind the result */
    int rule;
};

/* The identifiers of one parse: an open-addressing hash table of pointers. */
struct ident_table {
    struct ident **slots;
    uint32_t size; /* a power of two, or 0 */
    uint32_t count;
};

struct parser {
    arena *a;
    struct lexer lx;
    /* Tokens read so far and not yet dropped (between top-level statements); the next to match is
     * `mark`. */
    struct token *tokens;
    uint32_t mark, fill, size;
    uint32_t dropped;  /* how many */
    bool error;        /* *err is filled in */
    bool second_pass;  /* memo on */
    bool call_invalid; /* the second pass, but for stretches where CPython turns its invalid rules
                          off */
    bool started;      /* single mode: a token was read since the last ENDMARKER */
    bool is_fstring;   /* parsing the {...} of an f-string */
    enum parse_mode mode;
    unsigned flags;
    int level; /* nested rules */
    int first_level;
    const char *filename;
    parse_error *err;
    struct ident_table *idents;
    /* Lists under construction: a stack of pointers, shared by all rules in flight. */
    void **scratch;
    uint32_t scratch_len, scratch_size;
    /* Of an f-string's expression: where its text starts in the source. */
    int starting_lineno, starting_col;
    /* The first construct that CPython knows and gilvm leaves out; reported if all else is
     * valid. */
    struct {
        const char *what;
        int lineno, col, end_lineno, end_col;
    } refused;
};

/* The note of a YIELD_FROM that stands for an `await`, until that is refused. */
enum { NOTE_AWAIT = 1 };

/* A place in the source: columns are bytes from 0, the end is exclusive. */
struct place {
    int lineno, col, end_lineno, end_col;
};

/* -- tokens (parser.c) -- */

/* Reads one more token; TOK_ERROR if that failed. */
enum token_kind fill_token(struct parser *p);

/* The kind of the next token. */
static inline enum token_kind peek(struct parser *p) {
    if (p->error) {
        return TOK_ERROR;
    }
    if (p->mark < p->fill) {
        return (enum token_kind)p->tokens[p->mark].kind;
    }
    return fill_token(p);
}

/* The kind of the token after the next one. Call it only if the next one matched, as CPython
 * would. */
static inline enum token_kind peek2(struct parser *p) {
    if (p->mark + 1 < p->fill && !p->error) {
        return (enum token_kind)p->tokens[p->mark + 1].kind;
    }
    return peek(p) == TOK_ERROR ? TOK_ERROR : fill_token(p);
}

/* Steps over the next token if it is of this kind. */
static inline bool accept(struct parser *p, enum token_kind kind) {
    if (peek(p) != kind) {
        return false;
    }
    p->mark++;
    return true;
}

/* The next token; peek() must have been called. Valid until another token is read. */
static inline const struct token *next_token(struct parser *p) {
    return &p->tokens[p->mark];
}

/* As accept(), but its absence is a syntax error ("expected ':'"), also in the first pass. */
bool expect_forced(struct parser *p, enum token_kind kind);

/* Whether the next token is the soft keyword `word` (match, case, _). */
bool at_soft_keyword(struct parser *p, const char *word);

/* -- nodes (parser.c) -- */

/* A node from token `start` to the token before `mark`. NULL when memory ran out (and p->error is
 * set). */
struct node *make(struct parser *p, enum ast_kind kind, uint32_t start);
/* The same with its fields: MAKE(p, AST_ATTRIBUTE, start, attribute, .value = v, .attr = name). */
#define MAKE(p, kind, start, member, ...)                               \
    ({                                                                  \
        struct node *made = make(p, kind, start);                       \
        if (made) {                                                     \
            made->u.member = (__typeof__(made->u.member)){__VA_ARGS__}; \
        }                                                               \
        made;                                                           \
    })

/* `ptr`, or NULL and a MemoryError in *err. */
void *check_memory(struct parser *p, void *ptr);

/* Lists: remember scratch_len, push, and take what was pushed since. list_drop forgets it. */
void list_push(struct parser *p, void *item);
struct node_list list_take(struct parser *p, uint32_t since);
static inline void list_drop(struct parser *p, uint32_t since) {
    p->scratch_len = since;
}
struct node_list list_of_one(struct parser *p, struct node *item);
struct ident_list ident_list_take(struct parser *p, uint32_t since);

/* The identifier with these bytes (normalised first); NULL when memory ran out. */
const struct ident *ident_new(struct parser *p, const char *s, size_t len);

/* NAME -> identifier of it, or NULL if another token is next. */
const struct ident *accept_name(struct parser *p);

/* Counts nested rules. Returns false, with MemoryError raised, when there are too many. */
bool enter(struct parser *p, int levels);
static inline void leave(struct parser *p, int levels) {
    p->level -= levels;
}

/* Memo: returns true, sets *result and moves `mark` if the rule was tried at this token before. */
bool memo_find(struct parser *p, int rule, void *result);
void memo_add(struct parser *p, int rule, uint32_t start, void *result);

/* -- errors (parser.c) -- */

struct place place_of(const struct node *n);
struct place place_of_token(const struct parser *p, uint32_t index);
struct place place_between(struct place first, struct place last);

/* Each reports a SyntaxError, unless an error was reported before, and returns NULL. Messages with
 * a '%' take arguments as printf. */
void *raise_at(struct parser *p, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* At the token read last (CPython's RAISE_SYNTAX_ERROR). */
void *raise_last(struct parser *p, enum parse_error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* From the place's start to where the lexer stands. */
void *raise_starting_from(struct parser *p, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Notes that the construct from token `start` to `mark` is one that gilvm leaves out. */
void refuse_construct(struct parser *p, uint32_t start, uint32_t end, const char *what);

/* Runs both passes from the current state. `root` parses the whole; NULL and *err on failure. */
struct node *run_parser(struct parser *p, struct node *(*root)(struct parser *));

/* Prepares `p` to parse text[0..len) with the settings of `outer` (or none). */
void parser_init(struct parser *p, arena *a, const char *text, size_t len, parse_error *err);
void parser_fini(struct parser *p);

/* -- literals.c -- */

/* strings: STRING+, joined into one CONSTANT or JOINED_STR. */
struct node *strings(struct parser *p);
/* NUMBER -> CONSTANT. */
struct node *number(struct parser *p);

/* -- parse_expr.c -- */

struct node *expression(struct parser *p);
struct node *expressions(struct parser *p);
struct node *star_expressions(struct parser *p);
struct node *star_named_expression(struct parser *p);
bool star_named_expressions(struct parser *p, struct node_list *list);
struct node *named_expression(struct parser *p);
struct node *starred_expression(struct parser *p);
struct node *yield_expr(struct parser *p);
struct node *disjunction(struct parser *p);
struct node *bitwise_or(struct parser *p);
struct node *list_atom(struct parser *p);
struct node *paren_atom(struct parser *p);
struct node *expression_without_invalid(struct parser *p);
/* Comprehension clauses, at least one. */
bool for_if_clauses(struct parser *p, struct node_list *list);
/* Call arguments as a CALL without func, whose place is that of the arguments; `args` is the rule
 * of that name. */
struct node *arguments(struct parser *p);
struct node *args(struct parser *p);
struct node *star_targets(struct parser *p);
struct node *star_target(struct parser *p);
struct node *single_target(struct parser *p);
struct node *single_subscript_attribute_target(struct parser *p);
struct node *del_target(struct parser *p);
void set_context(struct node *n, enum ast_ctx ctx);
bool double_starred_kvpair(struct parser *p, struct node **key, struct node **value);
struct node *yield_or_star_expressions(struct parser *p);

/* -- parse_params.c: parameters of def (lambda = false) and lambda. -- */

struct node *parameters(struct parser *p, bool lambda);
struct node *empty_parameters(struct parser *p);

/* -- parse_stmt.c -- */

struct node *file_rule(struct parser *p);
struct node *interactive_rule(struct parser *p);
struct node *eval_rule(struct parser *p);
struct node *fstring_rule(struct parser *p);
bool block(struct parser *p, struct node_list *list);
struct node *except_block(struct parser *p);
struct node *except_star_block(struct parser *p);
bool import_from_as_names(struct parser *p, struct node_list *list);
int augassign(struct parser *p);

/* -- parse_pattern.c -- */

struct node *match_stmt(struct parser *p);
struct node *subject_expr(struct parser *p);
struct node *patterns(struct parser *p);
struct node *or_pattern(struct parser *p);
struct node *guard(struct parser *p);
bool positional_patterns(struct parser *p, struct node_list *list);
bool keyword_patterns(struct parser *p);
struct node *name_or_attr(struct parser *p);

/* -- parse_invalid.c: the rules of the second pass. They report an error or do nothing; `mark`
 * stays. -- */

void invalid_arguments(struct parser *p);
void invalid_kwarg(struct parser *p);
void invalid_expression(struct parser *p);
void invalid_legacy_expression(struct parser *p);
void invalid_named_expression(struct parser *p);
void invalid_assignment(struct parser *p);
void invalid_del_stmt(struct parser *p);
void invalid_block(struct parser *p);
void invalid_comprehension(struct parser *p);
void invalid_dict_comprehension(struct parser *p);
void invalid_double_starred_kvpairs(struct parser *p);
void invalid_group(struct parser *p);
void invalid_for_target(struct parser *p);
void invalid_import_from_targets(struct parser *p);
void invalid_with_stmt(struct parser *p);
void invalid_with_stmt_indent(struct parser *p);
void invalid_with_item(struct parser *p);
void invalid_try_stmt(struct parser *p);
void invalid_except_stmt(struct parser *p);
void invalid_except_stmt_indent(struct parser *p);
void invalid_except_star_stmt_indent(struct parser *p);
void invalid_match_stmt(struct parser *p);
void invalid_case_block(struct parser *p);
void invalid_as_pattern(struct parser *p);
void invalid_class_pattern(struct parser *p);
void invalid_def_raw(struct parser *p);
void invalid_class_def_raw(struct parser *p);
void invalid_for_stmt(struct parser *p);
/* if, elif, while: `missing` tells "expected ':'" from a missing block. */
void invalid_condition_stmt(struct parser *p, enum token_kind keyword);
/* else, finally, try: the missing block after KEYWORD ':'. */
void invalid_colon_stmt(struct parser *p, enum token_kind keyword);

#endif
