/* Statements: the grammar's rules from `file` to `try_stmt`. (match_stmt is in parse_pattern.c.) */
#include "compiler/parse_internal.h"

#include <string.h>

static void *no_match(struct parser *p, uint32_t start) {
    p->mark = start;
    return NULL;
}

/* -- blocks -- */

static bool simple_stmts(struct parser *p);
static struct node *compound_stmt(struct parser *p);

/* Pushes the nodes of one statement (or of one line of simple ones). */
static bool statement(struct parser *p) {
    struct node *n = compound_stmt(p);
    if (n) {
        list_push(p, n);
        return true;
    }
    return !p->error && simple_stmts(p);
}

static bool statements(struct parser *p, struct node_list *list) {
    uint32_t since = p->scratch_len;
    while (statement(p)) {
        ;
    }
    *list = list_take(p, since);
    return list->count > 0 && !p->error;
}

/* NEWLINE INDENT statements DEDENT | simple_stmts | invalid_block */
bool block(struct parser *p, struct node_list *list) {
    uint32_t start = p->mark, since = p->scratch_len;
    struct node_list *memo;
    if (memo_find(p, MEMO_BLOCK, &memo)) {
        if (memo) {
            *list = *memo;
        }
        return memo != NULL;
    }
    bool good;
    if (accept(p, TOK_NEWLINE)) {
        good = false;
        if (accept(p, TOK_INDENT) && enter(p, 6)) {
            good = statements(p, list) && accept(p, TOK_DEDENT);
            leave(p, 6);
        }
    } else {
        good = simple_stmts(p);
        *list = list_take(p, since);
    }
    if (!good) {
        p->mark = start;
        if (p->call_invalid) {
            invalid_block(p);
        }
    }
    /* A block that failed is remembered in the first pass too: `with (` has two readings, each with
     * the block. */
    if ((p->second_pass || !good) && !p->error) {
        memo = good ? check_memory(p, arena_alloc(p->a, sizeof(*memo))) : NULL;
        if (memo) {
            *memo = *list;
        }
        memo_add(p, MEMO_BLOCK, start, memo);
    }
    return good && !p->error;
}

/* ':' block */
static bool colon_block(struct parser *p, struct node_list *list) {
    return accept(p, TOK_COLON) && block(p, list);
}

/* Tokens before `mark` are not looked at again once a top-level statement is complete. */
static void drop_tokens(struct parser *p) {
    if (p->mark < 256 || p->second_pass) {
        return;
    }
    uint32_t left = p->fill - p->mark;
    memmove(p->tokens, p->tokens + p->mark, left * sizeof(*p->tokens));
    for (uint32_t i = 0; i < left; i++) {
        p->tokens[i].memo = NULL;
    }
    p->dropped += p->mark;
    p->mark = 0;
    p->fill = left;
}

struct node *file_rule(struct parser *p) {
    uint32_t since = p->scratch_len;
    while (statement(p)) {
        drop_tokens(p);
    }
    struct node_list body = list_take(p, since);
    if (!accept(p, TOK_ENDMARKER)) {
        return NULL;
    }
    struct node *n = check_memory(p, ast_node_new(p->a, AST_MODULE));
    if (n) {
        n->u.module.body = body;
    }
    return n;
}

/* compound_stmt NEWLINE | simple_stmts | NEWLINE | ENDMARKER */
struct node *interactive_rule(struct parser *p) {
    uint32_t since = p->scratch_len;
    struct node *n = compound_stmt(p);
    if (n) {
        list_push(p, n);
        if (!accept(p, TOK_NEWLINE)) {
            return NULL;
        }
    } else if (p->error) {
        return NULL;
    } else if (peek(p) == TOK_NEWLINE) {
        n = make(p, AST_PASS, p->mark++);
        list_push(p, n);
    } else if (peek(p) == TOK_ENDMARKER || !simple_stmts(p)) {
        return NULL;
    }
    struct node_list body = list_take(p, since);
    /* What is left may only be white space and comments. */
    const char *rest = p->lx.cur;
    while (rest < p->lx.end && strchr(" \t\n\f#", *rest)) {
        if (*rest == '#') {
            while (rest < p->lx.end && *rest != '\n') {
                rest++;
            }
        } else {
            rest++;
        }
    }
    if (rest < p->lx.end && !p->error) {
        raise_last(p, PARSE_ERROR_SYNTAX,
                   "multiple statements found while compiling a single statement");
        return NULL;
    }
    n = check_memory(p, ast_node_new(p->a, AST_INTERACTIVE));
    if (n) {
        n->u.interactive.body = body;
    }
    return n;
}

struct node *eval_rule(struct parser *p) {
    struct node *body = expressions(p);
    if (!body) {
        return NULL;
    }
    while (accept(p, TOK_NEWLINE)) {
        ;
    }
    if (!accept(p, TOK_ENDMARKER)) {
        return NULL;
    }
    struct node *n = check_memory(p, ast_node_new(p->a, AST_EXPRESSION));
    if (n) {
        n->u.expression.body = body;
    }
    return n;
}

struct node *fstring_rule(struct parser *p) {
    return star_expressions(p);
}

/* -- assignments -- */

static bool is_single_target(const struct node *n) {
    return n->kind == AST_NAME || n->kind == AST_ATTRIBUTE || n->kind == AST_SUBSCRIPT;
}

/* Whether an expression reads as one of star_targets. */
static bool is_star_target(const struct node *n) {
    if (n->kind == AST_STARRED) {
        return n->u.starred.value->kind != AST_STARRED && is_star_target(n->u.starred.value);
    }
    if (n->kind != AST_TUPLE && n->kind != AST_LIST) {
        return is_single_target(n);
    }
    for (uint32_t i = 0; i < n->u.sequence.elts.count; i++) {
        if (!is_star_target(n->u.sequence.elts.items[i])) {
            return false;
        }
    }
    return true;
}

int augassign(struct parser *p) {
    switch (peek(p)) {
    case TOK_PLUS_EQUAL: return AST_OP_ADD;
    case TOK_MIN_EQUAL: return AST_OP_SUB;
    case TOK_STAR_EQUAL: return AST_OP_MULT;
    case TOK_AT_EQUAL: return AST_OP_MAT_MULT;
    case TOK_SLASH_EQUAL: return AST_OP_DIV;
    case TOK_PERCENT_EQUAL: return AST_OP_MOD;
    case TOK_AMPER_EQUAL: return AST_OP_BIT_AND;
    case TOK_VBAR_EQUAL: return AST_OP_BIT_OR;
    case TOK_CIRCUMFLEX_EQUAL: return AST_OP_BIT_XOR;
    case TOK_LEFT_SHIFT_EQUAL: return AST_OP_LSHIFT;
    case TOK_RIGHT_SHIFT_EQUAL: return AST_OP_RSHIFT;
    case TOK_DOUBLE_STAR_EQUAL: return AST_OP_POW;
    case TOK_DOUBLE_SLASH_EQUAL: return AST_OP_FLOOR_DIV;
    default: return -1;
    }
}

/* ':' expression ['=' annotated_rhs] after the target */
static struct node *annotated(struct parser *p, uint32_t start, struct node *target, bool simple) {
    p->mark++;
    struct node *annotation = expression(p);
    if (!annotation) {
        return no_match(p, start);
    }
    uint32_t end = p->mark;
    struct node *value = accept(p, TOK_EQUAL) ? yield_or_star_expressions(p) : NULL;
    if (!value) {
        p->mark = end;
    }
    struct node *n = make(p, AST_ANN_ASSIGN, start);
    if (n) {
        set_context(target, CTX_STORE);
        n->u.ann_assign.target = target;
        n->u.ann_assign.annotation = annotation;
        n->u.ann_assign.value = value;
        n->u.ann_assign.simple = simple;
    }
    return n;
}

static struct node *aug_assign(struct parser *p, uint32_t start, struct node *target, int op) {
    p->mark++;
    struct node *value = yield_or_star_expressions(p);
    struct node *n = value ? make(p, AST_AUG_ASSIGN, start) : NULL;
    if (!n) {
        return no_match(p, start);
    }
    set_context(target, CTX_STORE);
    n->u.aug_assign.target = target;
    n->u.aug_assign.op = (uint8_t)op;
    n->u.aug_assign.value = value;
    return n;
}

static struct node *assign_node(struct parser *p, uint32_t start, uint32_t since,
                                struct node *value) {
    struct node_list targets = list_take(p, since);
    return MAKE(p, AST_ASSIGN, start, assign, .targets = targets, .value = value);
}

static struct node *expr_stmt(struct parser *p, uint32_t start, struct node *value) {
    struct node *n = value ? make(p, AST_EXPR, start) : NULL;
    if (n) {
        n->u.expr.value = value;
    }
    return n;
}

/* First pass: assignment | star_expressions. The left side is read as an expression and looked at
 * afterwards, so that nothing is read twice. On failure whatever is returned ends before the
 * offending token. */
static struct node *assignment_or_expression(struct parser *p) {
    uint32_t start = p->mark, since = p->scratch_len;
    struct node *left = star_expressions(p);
    if (!left) {
        return NULL;
    }
    uint32_t end = p->mark;
    int op;
    if (peek(p) == TOK_COLON && is_single_target(left)) {
        struct node *n =
            annotated(p, start, left, p->tokens[start].kind == TOK_NAME && left->kind == AST_NAME);
        if (n) {
            return n;
        }
        p->mark = end;
    } else if (peek(p) == TOK_EQUAL) {
        struct node *n = left;
        while (n && peek(p) == TOK_EQUAL && is_star_target(n)) {
            p->mark++;
            set_context(n, CTX_STORE);
            list_push(p, n);
            n = yield_or_star_expressions(p);
        }
        if (n && peek(p) != TOK_EQUAL) {
            return assign_node(p, start, since, n);
        }
        list_drop(p, since);
        p->mark = end;
    } else if ((op = augassign(p)) >= 0 && is_single_target(left)) {
        return aug_assign(p, start, left, op);
    }
    return expr_stmt(p, start, left);
}

/* Second pass: the grammar's rule as it stands. *cut: nothing else may be tried. */
static struct node *assignment(struct parser *p, bool *cut) {
    uint32_t start = p->mark, since = p->scratch_len;
    struct node *n, *target;
    *cut = false;
    /* NAME ':' ..., '(' single_target ')' ':' ..., attribute or subscript ':' ... */
    if (peek(p) == TOK_NAME && peek2(p) == TOK_COLON) {
        target = single_target(p);
        if (target && (n = annotated(p, start, target, true))) {
            return n;
        }
        p->mark = start;
    }
    target = peek(p) == TOK_LPAR ? single_target(p) : NULL;
    if (target && (p->tokens[p->mark - 1].kind != TOK_RPAR || peek(p) != TOK_COLON)) {
        target = no_match(p, start);
    }
    if (!target) {
        target = single_subscript_attribute_target(p);
    }
    if (target && peek(p) == TOK_COLON && (n = annotated(p, start, target, false))) {
        return n;
    }
    /* (star_targets '=')+ (yield_expr | star_expressions) !'=' */
    uint32_t end = p->mark = start;
    while ((target = star_targets(p)) && accept(p, TOK_EQUAL)) {
        list_push(p, target);
        end = p->mark;
    }
    p->mark = end;
    if (p->scratch_len > since) {
        struct node *value = yield_or_star_expressions(p);
        if (value && peek(p) != TOK_EQUAL) {
            return assign_node(p, start, since, value);
        }
        list_drop(p, since);
    }
    /* single_target augassign ~ (yield_expr | star_expressions) */
    p->mark = start;
    target = single_target(p);
    int op = target ? augassign(p) : -1;
    if (op >= 0) {
        *cut = true;
        return aug_assign(p, start, target, op);
    }
    p->mark = start;
    if (p->call_invalid) {
        invalid_assignment(p);
    }
    return NULL;
}

/* -- simple statements -- */

static struct node *return_stmt(struct parser *p) {
    uint32_t start = p->mark++;
    struct node *value = star_expressions(p);
    return MAKE(p, AST_RETURN, start, return_, .value = value);
}

static struct node *raise_stmt(struct parser *p) {
    uint32_t start = p->mark++;
    struct node *cause = NULL, *exc = expression(p);
    uint32_t end = p->mark;
    if (exc && accept(p, TOK_FROM) && !(cause = expression(p))) {
        p->mark = end;
    }
    return MAKE(p, AST_RAISE, start, raise, .exc = exc, .cause = cause);
}

static struct node *del_stmt(struct parser *p) {
    uint32_t start = p->mark++, since = p->scratch_len;
    struct node *target = del_target(p);
    while (target) {
        list_push(p, target);
        target = accept(p, TOK_COMMA) ? del_target(p) : NULL;
    }
    struct node_list targets = list_take(p, since);
    if (targets.count && (peek(p) == TOK_SEMI || peek(p) == TOK_NEWLINE)) {
        return MAKE(p, AST_DELETE, start, delete_, .targets = targets);
    }
    p->mark = start;
    if (p->call_invalid) {
        invalid_del_stmt(p);
    }
    return NULL;
}

static struct node *assert_stmt(struct parser *p) {
    uint32_t start = p->mark++;
    struct node *msg = NULL, *test = expression(p);
    if (!test) {
        return no_match(p, start);
    }
    uint32_t end = p->mark;
    if (accept(p, TOK_COMMA) && !(msg = expression(p))) {
        p->mark = end;
    }
    return MAKE(p, AST_ASSERT, start, assert_, .test = test, .msg = msg);
}

/* 'global' ','.NAME+ and 'nonlocal' ','.NAME+ */
static struct node *names_stmt(struct parser *p, enum ast_kind kind) {
    uint32_t start = p->mark++, since = p->scratch_len, end = start;
    const struct ident *id;
    while ((id = accept_name(p))) {
        list_push(p, (void *)(uintptr_t)id);
        end = p->mark;
        if (!accept(p, TOK_COMMA)) {
            break;
        }
    }
    struct ident_list names = ident_list_take(p, since);
    if (!names.count) {
        return no_match(p, start);
    }
    p->mark = end;
    struct node *n = make(p, kind, start);
    if (n) {
        n->u.global.names = names;
    }
    return n;
}

static struct node *word_stmt(struct parser *p, enum ast_kind kind) {
    uint32_t start = p->mark++;
    return make(p, kind, start);
}

/* -- imports -- */

/* NAME ('.' NAME)*, joined with dots. */
static const struct ident *dotted_name(struct parser *p) {
    const struct ident *first = accept_name(p);
    if (!first || peek(p) != TOK_DOT) {
        return first;
    }
    char few[256], *joined = few;
    size_t len = first->len, room = sizeof(few);
    if (len > room && !(joined = check_memory(p, arena_alloc(p->a, room = len * 2)))) {
        return NULL;
    }
    memcpy(joined, first->s, len);
    while (peek(p) == TOK_DOT) {
        p->mark++;
        const struct ident *next = accept_name(p);
        if (!next) {
            p->mark--;
            break;
        }
        if (len + 1 + next->len > room) {
            size_t more = (len + 1 + next->len) * 2;
            char *longer = check_memory(p, arena_alloc(p->a, more));
            if (!longer) {
                return NULL;
            }
            joined = memcpy(longer, joined, len);
            room = more;
        }
        joined[len++] = '.';
        memcpy(joined + len, next->s, next->len);
        len += next->len;
    }
    return ident_new(p, joined, len);
}

/* name ['as' NAME], where `read_name` reads the name. */
static struct node *alias(struct parser *p, const struct ident *(*read_name)(struct parser *)) {
    uint32_t start = p->mark;
    const struct ident *name = read_name(p);
    if (!name) {
        return NULL;
    }
    uint32_t end = p->mark;
    const struct ident *asname = accept(p, TOK_AS) ? accept_name(p) : NULL;
    if (!asname) {
        p->mark = end;
    }
    return MAKE(p, AST_ALIAS, start, alias, .name = name, .asname = asname);
}

/* ','.alias+; a comma without an alias stays. */
static bool aliases(struct parser *p, const struct ident *(*read_name)(struct parser *),
                    struct node_list *list) {
    uint32_t since = p->scratch_len, end = p->mark;
    struct node *n;
    while ((n = alias(p, read_name))) {
        list_push(p, n);
        end = p->mark;
        if (!accept(p, TOK_COMMA)) {
            break;
        }
    }
    p->mark = end;
    *list = list_take(p, since);
    return list->count > 0;
}

static struct node *import_name(struct parser *p) {
    uint32_t start = p->mark++;
    struct node_list names;
    if (!aliases(p, dotted_name, &names)) {
        return no_match(p, start);
    }
    return MAKE(p, AST_IMPORT, start, import, .names = names);
}

bool import_from_as_names(struct parser *p, struct node_list *list) {
    return aliases(p, accept_name, list);
}

/* '(' import_from_as_names [','] ')' | import_from_as_names !',' | '*' */
static bool import_from_targets(struct parser *p, struct node_list *names) {
    uint32_t start = p->mark;
    if (accept(p, TOK_LPAR)) {
        if (import_from_as_names(p, names) && (accept(p, TOK_COMMA), accept(p, TOK_RPAR))) {
            return true;
        }
    } else if (accept(p, TOK_STAR)) {
        struct node *n = MAKE(p, AST_ALIAS, start, alias, .name = ident_new(p, "*", 1));
        *names = list_of_one(p, n);
        return !p->error;
    } else if (import_from_as_names(p, names) && peek(p) != TOK_COMMA) {
        return true;
    }
    p->mark = start;
    if (p->call_invalid) {
        invalid_import_from_targets(p);
    }
    return false;
}

static struct node *import_from(struct parser *p) {
    uint32_t start = p->mark++;
    int level = 0;
    for (;; p->mark++) {
        if (peek(p) == TOK_DOT) {
            level++;
        } else if (peek(p) == TOK_ELLIPSIS) {
            level += 3;
        } else {
            break;
        }
    }
    const struct ident *module = dotted_name(p);
    struct node_list names;
    if ((!module && !level) || !accept(p, TOK_IMPORT) || !import_from_targets(p, &names)) {
        return no_match(p, start);
    }
    return MAKE(p, AST_IMPORT_FROM, start, import_from, .module = module, .names = names,
                .level = level);
}

/* -- lines of simple statements -- */

static struct node *simple_stmt_alternatives(struct parser *p) {
    uint32_t start = p->mark;
    if (p->second_pass) {
        bool cut;
        struct node *n = assignment(p, &cut);
        if (n || cut) {
            return n;
        }
        p->mark = start;
        struct node *value = star_expressions(p);
        if (value) {
            return expr_stmt(p, start, value);
        }
    }
    switch (peek(p)) {
    case TOK_RETURN: return return_stmt(p);
    case TOK_IMPORT: return import_name(p);
    case TOK_FROM: return import_from(p);
    case TOK_RAISE: return raise_stmt(p);
    case TOK_PASS: return word_stmt(p, AST_PASS);
    case TOK_DEL: return del_stmt(p);
    case TOK_YIELD: return expr_stmt(p, start, yield_expr(p));
    case TOK_ASSERT: return assert_stmt(p);
    case TOK_BREAK: return word_stmt(p, AST_BREAK);
    case TOK_CONTINUE: return word_stmt(p, AST_CONTINUE);
    case TOK_GLOBAL: return names_stmt(p, AST_GLOBAL);
    case TOK_NONLOCAL: return names_stmt(p, AST_NONLOCAL);
    default: return p->second_pass ? NULL : assignment_or_expression(p);
    }
}

static struct node *simple_stmt(struct parser *p) {
    struct node *n;
    uint32_t start = p->mark;
    if (p->second_pass && memo_find(p, MEMO_SIMPLE_STMT, &n)) {
        return n;
    }
    n = simple_stmt_alternatives(p);
    if (p->second_pass && !p->error) {
        memo_add(p, MEMO_SIMPLE_STMT, start, n);
    }
    return n;
}

/* ';'.simple_stmt+ [';'] NEWLINE; pushes the statements. */
static bool simple_stmts(struct parser *p) {
    uint32_t start = p->mark, since = p->scratch_len;
    struct node *n = simple_stmt(p);
    while (n) {
        list_push(p, n);
        n = accept(p, TOK_SEMI) ? simple_stmt(p) : NULL;
    }
    if (p->scratch_len > since && accept(p, TOK_NEWLINE)) {
        return true;
    }
    list_drop(p, since);
    p->mark = start;
    return false;
}

/* -- if, while, for, with -- */

/* 'else' &&':' block, and the same with 'finally' */
static bool tail_block(struct parser *p, enum token_kind keyword, struct node_list *list) {
    if (peek(p) != keyword) {
        return false;
    }
    if (p->call_invalid) {
        invalid_colon_stmt(p, keyword);
    }
    uint32_t start = p->mark++;
    if (expect_forced(p, TOK_COLON) && block(p, list)) {
        return true;
    }
    p->mark = start;
    return false;
}

/* if_stmt and elif_stmt: KEYWORD named_expression ':' block (elif_stmt | [else_block]) */
static struct node *if_stmt(struct parser *p, enum token_kind keyword) {
    if (peek(p) != keyword) {
        return NULL;
    }
    if (p->call_invalid) {
        invalid_condition_stmt(p, keyword);
    }
    uint32_t start = p->mark++;
    struct node_list body, orelse = {0};
    struct node *test = named_expression(p);
    if (!test || !colon_block(p, &body)) {
        return no_match(p, start);
    }
    struct node *elif = NULL;
    if (enter(p, 1)) {
        elif = if_stmt(p, TOK_ELIF);
    }
    leave(p, 1);
    if (elif) {
        orelse = list_of_one(p, elif);
    } else if (!p->error) {
        tail_block(p, TOK_ELSE, &orelse);
    }
    struct node *n = p->error ? NULL : make(p, AST_IF, start);
    if (n) {
        n->u.if_.test = test;
        n->u.if_.body = body;
        n->u.if_.orelse = orelse;
    }
    return n;
}

static struct node *while_stmt(struct parser *p) {
    if (p->call_invalid) {
        invalid_condition_stmt(p, TOK_WHILE);
    }
    uint32_t start = p->mark++;
    struct node_list body, orelse = {0};
    struct node *test = named_expression(p);
    if (!test || !colon_block(p, &body)) {
        return no_match(p, start);
    }
    tail_block(p, TOK_ELSE, &orelse);
    struct node *n = p->error ? NULL : make(p, AST_WHILE, start);
    if (n) {
        n->u.while_.test = test;
        n->u.while_.body = body;
        n->u.while_.orelse = orelse;
    }
    return n;
}

/* What an `async` statement gets told; the keyword is token `start`. */
static void refuse_async(struct parser *p, uint32_t start, bool async) {
    if (async) {
        refuse_construct(p, start, start + 1,
                         "gilvm has no 'async' (see docs/language.md): use threads "
                         "(threading.Thread) and plain functions instead");
    }
}

static struct node *for_stmt(struct parser *p) {
    uint32_t start = p->mark;
    if (p->call_invalid) {
        invalid_for_stmt(p);
    }
    bool async = accept(p, TOK_ASYNC);
    p->mark++;
    struct node_list body, orelse = {0};
    struct node *target = star_targets(p);
    if (!target || !accept(p, TOK_IN)) {
        p->mark = start;
        if (p->call_invalid) {
            invalid_for_target(p);
        }
        return NULL;
    }
    struct node *iter = star_expressions(p);
    if (!iter || !colon_block(p, &body)) {
        return no_match(p, start);
    }
    tail_block(p, TOK_ELSE, &orelse);
    struct node *n = p->error ? NULL : make(p, AST_FOR, start);
    if (!n) {
        return NULL;
    }
    refuse_async(p, start, async);
    n->u.for_.target = target;
    n->u.for_.iter = iter;
    n->u.for_.body = body;
    n->u.for_.orelse = orelse;
    return n;
}

/* expression 'as' star_target &(',' | ')' | ':') | invalid_with_item | expression */
static struct node *with_item(struct parser *p) {
    uint32_t start = p->mark;
    struct node *context = expression(p), *target = NULL;
    uint32_t end = p->mark;
    if (context && accept(p, TOK_AS)) {
        target = star_target(p);
        if (!target || (peek(p) != TOK_COMMA && peek(p) != TOK_RPAR && peek(p) != TOK_COLON)) {
            target = NULL;
            p->mark = end;
        }
    }
    if (!target && p->call_invalid) {
        p->mark = start;
        invalid_with_item(p);
        p->mark = end;
    }
    if (!context) {
        return NULL;
    }
    return MAKE(p, AST_WITH_ITEM, start, with_item, .context_expr = context,
                .optional_vars = target);
}

/* ','.with_item+; a comma without an item stays. */
static bool with_items(struct parser *p, struct node_list *items) {
    uint32_t since = p->scratch_len, end = p->mark;
    struct node *n;
    while ((n = with_item(p))) {
        list_push(p, n);
        end = p->mark;
        if (!accept(p, TOK_COMMA)) {
            break;
        }
    }
    p->mark = end;
    *items = list_take(p, since);
    return items->count > 0 && !p->error;
}

static struct node *with_stmt(struct parser *p) {
    uint32_t start = p->mark;
    if (p->call_invalid) {
        invalid_with_stmt_indent(p);
    }
    bool async = accept(p, TOK_ASYNC);
    uint32_t behind = ++p->mark;
    struct node_list items, body;
    /* With brackets around the items, or, if that does not work out, as part of an expression. */
    bool good = accept(p, TOK_LPAR) && with_items(p, &items) &&
                (accept(p, TOK_COMMA), accept(p, TOK_RPAR)) && colon_block(p, &body);
    if (!good && !p->error) {
        p->mark = behind;
        good = with_items(p, &items) && colon_block(p, &body);
    }
    if (!good) {
        p->mark = start;
        if (p->call_invalid) {
            invalid_with_stmt(p);
        }
        return NULL;
    }
    struct node *n = make(p, AST_WITH, start);
    if (!n) {
        return NULL;
    }
    refuse_async(p, start, async);
    n->u.with.items = items;
    n->u.with.body = body;
    return n;
}

/* -- try -- */

static struct node *handler(struct parser *p, uint32_t start, struct node *type,
                            const struct ident *name, struct node_list body) {
    return MAKE(p, AST_EXCEPT_HANDLER, start, except_handler, .type = type, .name = name,
                .body = body);
}

/* expression ['as' NAME] ':' block, after 'except' or 'except' '*' */
static struct node *typed_handler(struct parser *p, uint32_t start) {
    struct node_list body;
    struct node *type = expression(p);
    if (!type) {
        return NULL;
    }
    const struct ident *name = NULL;
    uint32_t end = p->mark;
    if (accept(p, TOK_AS) && !(name = accept_name(p))) {
        p->mark = end;
    }
    return colon_block(p, &body) ? handler(p, start, type, name, body) : NULL;
}

struct node *except_block(struct parser *p) {
    uint32_t start = p->mark;
    if (peek(p) != TOK_EXCEPT) {
        return NULL;
    }
    if (p->call_invalid) {
        invalid_except_stmt_indent(p);
    }
    p->mark++;
    struct node_list body;
    struct node *n = peek(p) == TOK_COLON
                         ? colon_block(p, &body) ? handler(p, start, NULL, NULL, body) : NULL
                         : typed_handler(p, start);
    if (n || p->error) {
        return n;
    }
    p->mark = start;
    if (p->call_invalid) {
        invalid_except_stmt(p);
    }
    return NULL;
}

struct node *except_star_block(struct parser *p) {
    uint32_t start = p->mark;
    if (peek(p) != TOK_EXCEPT) {
        return NULL;
    }
    if (p->call_invalid) {
        invalid_except_star_stmt_indent(p);
    }
    p->mark++;
    struct node *n = accept(p, TOK_STAR) ? typed_handler(p, start) : NULL;
    if (n || p->error) {
        return n;
    }
    p->mark = start;
    if (p->call_invalid) {
        invalid_except_stmt(p);
    }
    return NULL;
}

static struct node *try_stmt(struct parser *p) {
    if (p->call_invalid) {
        invalid_try_stmt(p);
    }
    uint32_t start = p->mark++, since = p->scratch_len;
    struct node_list body, orelse = {0}, finalbody = {0};
    if (!expect_forced(p, TOK_COLON) || !block(p, &body)) {
        return no_match(p, start);
    }
    struct node *h;
    while ((h = except_block(p))) {
        list_push(p, h);
    }
    bool star = p->scratch_len == since;
    if (star) {
        while ((h = except_star_block(p))) {
            list_push(p, h);
        }
    }
    struct node_list handlers = list_take(p, since);
    if (handlers.count && !p->error) {
        tail_block(p, TOK_ELSE, &orelse);
    }
    bool finally = !p->error && tail_block(p, TOK_FINALLY, &finalbody);
    if (p->error || (!handlers.count && !finally)) {
        return no_match(p, start);
    }
    return MAKE(p, AST_TRY, start, try_, .body = body, .handlers = handlers,
                .star = star && handlers.count != 0, .orelse = orelse, .finalbody = finalbody);
}

/* -- def and class -- */

static struct node *function_def_raw(struct parser *p) {
    uint32_t start = p->mark;
    if (p->call_invalid) {
        invalid_def_raw(p);
    }
    bool async = accept(p, TOK_ASYNC);
    if (!accept(p, TOK_DEF)) {
        return no_match(p, start);
    }
    const struct ident *name = accept_name(p);
    if (!name || !expect_forced(p, TOK_LPAR)) {
        return no_match(p, start);
    }
    struct node *params = parameters(p, false);
    if (!params && !p->error) {
        params = empty_parameters(p);
    }
    if (!accept(p, TOK_RPAR)) {
        return no_match(p, start);
    }
    struct node *returns = NULL;
    uint32_t end = p->mark;
    if (accept(p, TOK_ARROW) && !(returns = expression(p))) {
        p->mark = end;
    }
    struct node_list body;
    if (!expect_forced(p, TOK_COLON) || !block(p, &body)) {
        return no_match(p, start);
    }
    struct node *n = make(p, AST_FUNCTION_DEF, start);
    if (!n) {
        return NULL;
    }
    refuse_async(p, start, async);
    n->u.function_def.name = name;
    n->u.function_def.args = params;
    n->u.function_def.body = body;
    n->u.function_def.returns = returns;
    return n;
}

static struct node *class_def_raw(struct parser *p) {
    uint32_t start = p->mark;
    if (p->call_invalid) {
        invalid_class_def_raw(p);
    }
    if (!accept(p, TOK_CLASS)) {
        return NULL;
    }
    const struct ident *name = accept_name(p);
    if (!name) {
        return no_match(p, start);
    }
    struct node *bases = NULL;
    uint32_t end = p->mark;
    if (accept(p, TOK_LPAR)) {
        bases = arguments(p);
        if (!accept(p, TOK_RPAR)) {
            bases = NULL;
            p->mark = end;
        }
    }
    struct node_list body;
    if (!colon_block(p, &body)) {
        return no_match(p, start);
    }
    struct node *n = make(p, AST_CLASS_DEF, start);
    if (!n) {
        return NULL;
    }
    n->u.class_def.name = name;
    if (bases) {
        n->u.class_def.bases = bases->u.call.args;
        n->u.class_def.keywords = bases->u.call.keywords;
    }
    n->u.class_def.body = body;
    return n;
}

/* ('@' named_expression NEWLINE)+ */
static bool decorators(struct parser *p, struct node_list *list) {
    uint32_t since = p->scratch_len, start = p->mark;
    while (accept(p, TOK_AT)) {
        struct node *n = named_expression(p);
        if (!n || !accept(p, TOK_NEWLINE)) {
            list_drop(p, since);
            p->mark = start;
            return false;
        }
        list_push(p, n);
        start = p->mark;
    }
    *list = list_take(p, since);
    return !p->error;
}

static struct node *decorated(struct parser *p) {
    uint32_t start = p->mark;
    struct node_list list;
    struct node *n = NULL;
    if (decorators(p, &list)) {
        n = peek(p) == TOK_CLASS ? class_def_raw(p) : function_def_raw(p);
        if (n && n->kind == AST_CLASS_DEF) {
            n->u.class_def.decorator_list = list;
        } else if (n) {
            n->u.function_def.decorator_list = list;
        }
    }
    return n ? n : no_match(p, start);
}

static struct node *compound_stmt(struct parser *p) {
    switch (peek(p)) {
    case TOK_DEF: return function_def_raw(p);
    case TOK_IF: return if_stmt(p, TOK_IF);
    case TOK_CLASS: return class_def_raw(p);
    case TOK_WITH: return with_stmt(p);
    case TOK_FOR: return for_stmt(p);
    case TOK_TRY: return try_stmt(p);
    case TOK_WHILE: return while_stmt(p);
    case TOK_AT: return decorated(p);
    case TOK_ASYNC:
        switch (peek2(p)) {
        case TOK_DEF: return function_def_raw(p);
        case TOK_FOR: return for_stmt(p);
        case TOK_WITH: return with_stmt(p);
        default: return NULL;
        }
    case TOK_NAME: return match_stmt(p);
    default: return NULL;
    }
}
