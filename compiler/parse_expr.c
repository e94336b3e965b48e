/* Expressions, comprehensions, call arguments and assignment targets: the grammar's rules from
 * `expressions` on.
 *
 * Where the grammar has one rule a precedence level (bitwise_or ... term), binary() climbs them
 * with a table. Rules that begin alike are joined: paren_atom is `tuple | group | genexp`,
 * list_atom `list | listcomp`, brace_atom `dict | set | dictcomp | setcomp`. Their invalid_ rules
 * run when the joined rule has failed, in the grammar's order; what they would have matched does
 * not depend on it.
 */
#include "compiler/parse_internal.h"

#include <string.h>

/* A rule that gilvm remembers and CPython does not: the mode is part of the key. */
static int mode_rule(const struct parser *p, int rule) {
    return p->call_invalid ? rule + MEMO_INVALID_MODE : rule;
}

/* Undoes a rule that did not match. */
static void *no_match(struct parser *p, uint32_t start) {
    p->mark = start;
    return NULL;
}

/* -- lists of expressions -- */

/* Reads `item (',' item)* [',']`. Sets *comma if there was one; false if there is not even one
 * item. */
static bool comma_list(struct parser *p, struct node *(*item)(struct parser *), struct node *first,
                       struct node_list *list, bool *comma) {
    uint32_t since = p->scratch_len;
    list_push(p, first);
    *comma = false;
    while (peek(p) == TOK_COMMA) {
        p->mark++;
        *comma = true;
        struct node *n = item(p);
        if (!n) {
            break;
        }
        list_push(p, n);
    }
    *list = list_take(p, since);
    return !p->error;
}

/* `first`, or a tuple of it and what follows. */
static struct node *tuple_or_one(struct parser *p, uint32_t start,
                                 struct node *(*item)(struct parser *)) {
    struct node *first = item(p);
    if (!first || peek(p) != TOK_COMMA) {
        return first;
    }
    struct node_list elts;
    bool comma;
    if (!comma_list(p, item, first, &elts, &comma)) {
        return NULL;
    }
    return MAKE(p, AST_TUPLE, start, sequence, .elts = elts);
}

static struct node *starred(struct parser *p, struct node *(*operand)(struct parser *)) {
    uint32_t start = p->mark++;
    struct node *value = operand(p);
    if (!value) {
        return no_match(p, start);
    }
    return MAKE(p, AST_STARRED, start, starred, .value = value);
}

struct node *expressions(struct parser *p) {
    return tuple_or_one(p, p->mark, expression);
}

static struct node *star_expression(struct parser *p) {
    struct node *n;
    uint32_t start = p->mark;
    if (p->second_pass && memo_find(p, MEMO_STAR_EXPRESSION, &n)) {
        return n;
    }
    n = peek(p) == TOK_STAR ? starred(p, bitwise_or) : expression(p);
    if (p->second_pass && !p->error) {
        memo_add(p, MEMO_STAR_EXPRESSION, start, n);
    }
    return n;
}

struct node *star_expressions(struct parser *p) {
    return tuple_or_one(p, p->mark, star_expression);
}

struct node *star_named_expression(struct parser *p) {
    return peek(p) == TOK_STAR ? starred(p, bitwise_or) : named_expression(p);
}

bool star_named_expressions(struct parser *p, struct node_list *list) {
    bool comma;
    struct node *first = star_named_expression(p);
    return first && comma_list(p, star_named_expression, first, list, &comma);
}

struct node *starred_expression(struct parser *p) {
    return peek(p) == TOK_STAR ? starred(p, expression) : NULL;
}

/* NAME ':=' ~ expression. Sets *cut if the ':=' was there: then no other alternative may be
 * tried. */
static struct node *assignment_expression(struct parser *p, bool *cut) {
    uint32_t start = p->mark;
    *cut = false;
    if (peek(p) != TOK_NAME || peek2(p) != TOK_COLON_EQUAL) {
        return NULL;
    }
    *cut = true;
    const struct ident *id = accept_name(p);
    struct node *target = make(p, AST_NAME, start);
    if (!target) {
        return NULL;
    }
    target->u.name.id = id;
    target->ctx = CTX_STORE;
    p->mark++;
    struct node *value = expression(p);
    if (!value) {
        return no_match(p, start);
    }
    return MAKE(p, AST_NAMED_EXPR, start, named_expr, .target = target, .value = value);
}

/* expression !':=' */
static struct node *expression_not_target(struct parser *p) {
    uint32_t start = p->mark;
    struct node *n = expression(p);
    return n && peek(p) != TOK_COLON_EQUAL ? n : no_match(p, start);
}

/* assignment_expression | expression !':=' */
static struct node *assignment_or_expression(struct parser *p) {
    bool cut;
    struct node *n = assignment_expression(p, &cut);
    return n || cut ? n : expression_not_target(p);
}

struct node *named_expression(struct parser *p) {
    bool cut;
    struct node *n = assignment_expression(p, &cut);
    if (n || cut) {
        return n;
    }
    if (p->call_invalid) {
        invalid_named_expression(p);
    }
    return expression_not_target(p);
}

struct node *yield_expr(struct parser *p) {
    uint32_t start = p->mark;
    if (!accept(p, TOK_YIELD)) {
        return NULL;
    }
    if (accept(p, TOK_FROM)) {
        struct node *value = expression(p);
        if (value) {
            return MAKE(p, AST_YIELD_FROM, start, yield_from, .value = value);
        }
        p->mark = start + 1;
    }
    struct node *value = star_expressions(p);
    return MAKE(p, AST_YIELD, start, yield, .value = value);
}

struct node *yield_or_star_expressions(struct parser *p) {
    return peek(p) == TOK_YIELD ? yield_expr(p) : star_expressions(p);
}

/* -- lambda and if-else -- */

static struct node *lambdef(struct parser *p) {
    uint32_t start = p->mark;
    if (!accept(p, TOK_LAMBDA)) {
        return NULL;
    }
    struct node *params = parameters(p, true);
    if (!params && !p->error) {
        params = empty_parameters(p);
    }
    if (!accept(p, TOK_COLON)) {
        return no_match(p, start);
    }
    struct node *body = NULL;
    if (enter(p, 1)) {
        body = expression(p);
    }
    leave(p, 1);
    if (!body) {
        return no_match(p, start);
    }
    return MAKE(p, AST_LAMBDA, start, lambda, .args = params, .body = body);
}

/* disjunction 'if' disjunction 'else' expression | disjunction | lambdef */
struct node *expression_without_invalid(struct parser *p) {
    uint32_t start = p->mark;
    if (peek(p) == TOK_LAMBDA) {
        return lambdef(p);
    }
    struct node *body = disjunction(p);
    if (!body || peek(p) != TOK_IF) {
        return body;
    }
    uint32_t end = p->mark++;
    struct node *test = disjunction(p);
    struct node *orelse = test && accept(p, TOK_ELSE) ? expression(p) : NULL;
    if (!orelse) {
        p->mark = end;
        return body;
    }
    return MAKE(p, AST_IF_EXP, start, if_exp, .test = test, .body = body, .orelse = orelse);
}

struct node *expression(struct parser *p) {
    struct node *n = NULL;
    uint32_t start = p->mark;
    if (!p->second_pass) {
        if (enter(p, 1)) {
            n = expression_without_invalid(p);
        }
        leave(p, 1);
        return n;
    }
    if (memo_find(p, MEMO_EXPRESSION, &n)) {
        return n;
    }
    if (enter(p, 1)) {
        if (p->call_invalid) {
            invalid_expression(p);
            invalid_legacy_expression(p);
        }
        n = expression_without_invalid(p);
    }
    leave(p, 1);
    if (!p->error) {
        memo_add(p, MEMO_EXPRESSION, start, n);
    }
    return n;
}

/* -- or, and, not, comparisons -- */

/* Reads `operand (op operand)*` into one BOOL_OP. */
static struct node *bool_op(struct parser *p, enum token_kind kind, enum ast_bool_op op,
                            struct node *(*operand)(struct parser *)) {
    uint32_t start = p->mark;
    struct node *first = operand(p);
    if (!first || peek(p) != kind) {
        return first;
    }
    uint32_t since = p->scratch_len, end = p->mark;
    list_push(p, first);
    while (accept(p, kind)) {
        struct node *n = operand(p);
        if (!n) {
            p->mark = end;
            break;
        }
        list_push(p, n);
        end = p->mark;
    }
    if (p->scratch_len == since + 1) {
        list_drop(p, since);
        return first;
    }
    struct node_list values = list_take(p, since);
    return MAKE(p, AST_BOOL_OP, start, bool_op, .values = values, .op = (uint8_t)op);
}

/* The comparison operator at `mark`, and how many tokens it has; 0 tokens if there is none. */
static int compare_op(struct parser *p, uint8_t *op) {
    switch (peek(p)) {
    case TOK_EQ_EQUAL: *op = AST_CMP_EQ; return 1;
    case TOK_NOT_EQUAL: *op = AST_CMP_NOT_EQ; return 1;
    case TOK_LESS: *op = AST_CMP_LT; return 1;
    case TOK_LESS_EQUAL: *op = AST_CMP_LT_E; return 1;
    case TOK_GREATER: *op = AST_CMP_GT; return 1;
    case TOK_GREATER_EQUAL: *op = AST_CMP_GT_E; return 1;
    case TOK_IN: *op = AST_CMP_IN; return 1;
    case TOK_NOT: *op = AST_CMP_NOT_IN; return peek2(p) == TOK_IN ? 2 : 0;
    case TOK_IS:
        *op = peek2(p) == TOK_NOT ? AST_CMP_IS_NOT : AST_CMP_IS;
        return *op == AST_CMP_IS ? 1 : 2;
    default: return 0;
    }
}

static struct node *comparison(struct parser *p) {
    uint32_t start = p->mark;
    uint8_t op;
    struct node *left = bitwise_or(p);
    int tokens = left ? compare_op(p, &op) : 0;
    if (!tokens) {
        return left;
    }
    uint32_t since = p->scratch_len, end = p->mark;
    uint8_t few[16], *ops = few;
    uint32_t count = 0, room = sizeof(few);
    do {
        p->mark += (uint32_t)tokens;
        struct node *right = bitwise_or(p);
        if (!right) {
            p->mark = end;
            break;
        }
        if (count == room) {
            uint8_t *more = check_memory(p, arena_alloc(p->a, (size_t)room * 2));
            if (!more) {
                return NULL;
            }
            ops = memcpy(more, ops, room);
            room *= 2;
        }
        ops[count++] = op;
        list_push(p, right);
        end = p->mark;
    } while ((tokens = compare_op(p, &op)) != 0);
    if (!count) {
        return left;
    }
    struct node_list comparators = list_take(p, since);
    struct node *n = make(p, AST_COMPARE, start);
    uint8_t *all = check_memory(p, arena_alloc(p->a, count));
    if (!n || !all) {
        return NULL;
    }
    n->u.compare.left = left;
    n->u.compare.comparators = comparators;
    n->u.compare.ops = memcpy(all, ops, count);
    return n;
}

/* Wraps `operand` into the prefix operators of tokens start .. start + count - 1, innermost
 * last. */
static struct node *wrap_unary(struct parser *p, uint32_t start, uint32_t count,
                               struct node *operand) {
    while (operand && count-- > 0) {
        struct node *n = make(p, AST_UNARY_OP, start + count);
        if (!n) {
            return NULL;
        }
        enum token_kind kind = (enum token_kind)p->tokens[start + count].kind;
        n->u.unary_op.operand = operand;
        n->u.unary_op.op = kind == TOK_NOT     ? UNARY_NOT
                           : kind == TOK_MINUS ? UNARY_SUB
                           : kind == TOK_PLUS  ? UNARY_ADD
                                               : UNARY_INVERT;
        operand = n;
    }
    return operand;
}

static struct node *inversion(struct parser *p) {
    uint32_t start = p->mark;
    while (peek(p) == TOK_NOT) {
        p->mark++;
    }
    uint32_t count = p->mark - start;
    if (!count) {
        return comparison(p);
    }
    struct node *operand = NULL;
    if (enter(p, (int)count)) {
        operand = comparison(p);
    }
    leave(p, (int)count);
    return operand ? wrap_unary(p, start, count, operand) : no_match(p, start);
}

static struct node *conjunction(struct parser *p) {
    return bool_op(p, TOK_AND, BOOL_AND, inversion);
}

struct node *disjunction(struct parser *p) {
    struct node *n;
    uint32_t start = p->mark;
    if (p->second_pass && memo_find(p, MEMO_DISJUNCTION, &n)) {
        return n;
    }
    n = bool_op(p, TOK_OR, BOOL_OR, conjunction);
    if (p->second_pass && !p->error) {
        memo_add(p, MEMO_DISJUNCTION, start, n);
    }
    return n;
}

/* -- binary operators -- */

/* Precedence (1 binds least; 0: no binary operator) and meaning of each token. */
static const struct {
    uint8_t precedence, op;
} binary_ops[TOK_KIND_COUNT] = {
    [TOK_VBAR] = {1, AST_OP_BIT_OR},        [TOK_CIRCUMFLEX] = {2, AST_OP_BIT_XOR},
    [TOK_AMPER] = {3, AST_OP_BIT_AND},      [TOK_LEFT_SHIFT] = {4, AST_OP_LSHIFT},
    [TOK_RIGHT_SHIFT] = {4, AST_OP_RSHIFT}, [TOK_PLUS] = {5, AST_OP_ADD},
    [TOK_MINUS] = {5, AST_OP_SUB},          [TOK_STAR] = {6, AST_OP_MULT},
    [TOK_SLASH] = {6, AST_OP_DIV},          [TOK_DOUBLE_SLASH] = {6, AST_OP_FLOOR_DIV},
    [TOK_PERCENT] = {6, AST_OP_MOD},        [TOK_AT] = {6, AST_OP_MAT_MULT},
};

static struct node *factor(struct parser *p);

static struct node *binary(struct parser *p, int min_precedence) {
    uint32_t start = p->mark;
    struct node *left = factor(p);
    while (left) {
        enum token_kind kind = peek(p);
        int precedence = binary_ops[kind].precedence;
        if (precedence < min_precedence || !precedence) {
            return left;
        }
        uint32_t end = p->mark++;
        struct node *right = binary(p, precedence + 1);
        if (!right) {
            p->mark = end;
            return left;
        }
        struct node *n = MAKE(p, AST_BIN_OP, start, bin_op, .left = left, .right = right,
                              .op = binary_ops[kind].op);
        left = n;
    }
    return NULL;
}

struct node *bitwise_or(struct parser *p) {
    struct node *n;
    uint32_t start = p->mark;
    if (p->second_pass && memo_find(p, MEMO_BITWISE_OR, &n)) {
        return n;
    }
    n = binary(p, 1);
    if (p->second_pass && !p->error) {
        memo_add(p, MEMO_BITWISE_OR, start, n);
    }
    return n;
}

static struct node *primary(struct parser *p);

/* AWAIT primary | primary */
static struct node *await_primary(struct parser *p) {
    uint32_t start = p->mark;
    if (peek(p) != TOK_AWAIT) {
        return primary(p);
    }
    p->mark++;
    struct node *value = primary(p);
    if (!value) {
        return no_match(p, start);
    }
    struct node *n = make(p, AST_YIELD_FROM, start);
    if (n) {
        n->u.yield_from.value = value;
        n->note = NOTE_AWAIT;
    }
    refuse_construct(p, start, start + 1,
                     "gilvm has no 'await' (see docs/language.md): use threads, "
                     "and wait with Thread.join() or queue.Queue.get()");
    return n;
}

/* await_primary ['**' factor] */
static struct node *power(struct parser *p) {
    uint32_t start = p->mark;
    struct node *left = await_primary(p);
    if (!left || peek(p) != TOK_DOUBLE_STAR) {
        return left;
    }
    uint32_t end = p->mark++;
    struct node *right = NULL;
    if (enter(p, 2)) {
        right = factor(p);
    }
    leave(p, 2);
    if (!right) {
        p->mark = end;
        return left;
    }
    return MAKE(p, AST_BIN_OP, start, bin_op, .left = left, .right = right, .op = AST_OP_POW);
}

static struct node *factor(struct parser *p) {
    uint32_t start = p->mark;
    enum token_kind kind;
    while ((kind = peek(p)) == TOK_MINUS || kind == TOK_PLUS || kind == TOK_TILDE) {
        p->mark++;
    }
    uint32_t count = p->mark - start;
    if (!count) {
        return power(p);
    }
    struct node *operand = NULL;
    if (enter(p, (int)count)) {
        operand = power(p);
    }
    leave(p, (int)count);
    return operand ? wrap_unary(p, start, count, operand) : no_match(p, start);
}

/* -- primaries -- */

static struct node *name_node(struct parser *p, enum ast_ctx ctx) {
    uint32_t start = p->mark;
    const struct ident *id = accept_name(p);
    struct node *n = id ? make(p, AST_NAME, start) : NULL;
    if (n) {
        n->u.name.id = id;
        n->ctx = (uint8_t)ctx;
    }
    return n;
}

static struct node *constant(struct parser *p, enum const_kind kind) {
    uint32_t start = p->mark++;
    return MAKE(p, AST_CONSTANT, start, constant, .kind = (uint8_t)kind);
}

/* A generator expression around `elt`, whose brackets opened at `start`; the clauses are next. */
static struct node *comprehension_rest(struct parser *p, uint32_t start, enum ast_kind kind,
                                       struct node *elt, enum token_kind closing) {
    struct node_list generators;
    if (!for_if_clauses(p, &generators) || !accept(p, closing)) {
        return no_match(p, start);
    }
    struct node *n = make(p, kind, start);
    if (n) {
        n->u.comp.elt = elt;
        n->u.comp.generators = generators;
    }
    return n;
}

static bool at_clause(struct parser *p) {
    return peek(p) == TOK_FOR || peek(p) == TOK_ASYNC;
}

/* '(' ')' | tuple | group | genexp, without the invalid_ rules. */
static struct node *paren_valid(struct parser *p) {
    uint32_t start = p->mark++;
    struct node_list elts = {0};
    if (peek(p) == TOK_YIELD) {
        struct node *n = yield_expr(p);
        return n && accept(p, TOK_RPAR) ? n : no_match(p, start);
    }
    struct node *first = star_named_expression(p);
    if (first && peek(p) != TOK_COMMA) {
        bool is_starred = first->kind == AST_STARRED;
        if (at_clause(p) && !is_starred) {
            return comprehension_rest(p, start, AST_GENERATOR_EXP, first, TOK_RPAR);
        }
        return !is_starred && accept(p, TOK_RPAR) ? first : no_match(p, start);
    }
    bool comma;
    if (first && !comma_list(p, star_named_expression, first, &elts, &comma)) {
        return NULL;
    }
    if (!accept(p, TOK_RPAR)) {
        return no_match(p, start);
    }
    return MAKE(p, AST_TUPLE, start, sequence, .elts = elts);
}

struct node *paren_atom(struct parser *p) {
    struct node *n = NULL;
    uint32_t start = p->mark;
    if (p->second_pass && memo_find(p, mode_rule(p, MEMO_PAREN), &n)) {
        return n;
    }
    if (enter(p, 24)) {
        n = paren_valid(p);
    }
    leave(p, 24);
    if (!n && p->call_invalid) {
        invalid_group(p);
        invalid_comprehension(p);
    }
    if (p->second_pass && !p->error) {
        memo_add(p, mode_rule(p, MEMO_PAREN), start, n);
    }
    return n;
}

static struct node *list_valid(struct parser *p) {
    uint32_t start = p->mark++;
    struct node_list elts = {0};
    struct node *first = star_named_expression(p);
    if (first && first->kind != AST_STARRED && at_clause(p)) {
        return comprehension_rest(p, start, AST_LIST_COMP, first, TOK_RSQB);
    }
    bool comma;
    if (first && !comma_list(p, star_named_expression, first, &elts, &comma)) {
        return NULL;
    }
    if (!accept(p, TOK_RSQB)) {
        return no_match(p, start);
    }
    return MAKE(p, AST_LIST, start, sequence, .elts = elts);
}

struct node *list_atom(struct parser *p) {
    struct node *n = NULL;
    if (enter(p, 24)) {
        n = list_valid(p);
    }
    leave(p, 24);
    if (!n && p->call_invalid) {
        invalid_comprehension(p);
    }
    return n;
}

/* '**' bitwise_or | expression ':' expression */
bool double_starred_kvpair(struct parser *p, struct node **key, struct node **value) {
    uint32_t start = p->mark;
    *key = NULL;
    if (accept(p, TOK_DOUBLE_STAR)) {
        *value = bitwise_or(p);
    } else {
        *key = expression(p);
        *value = *key && accept(p, TOK_COLON) ? expression(p) : NULL;
    }
    if (!*value) {
        p->mark = start;
    }
    return *value != NULL;
}

/* dict | dictcomp, from the first pair on. */
static struct node *dict_rest(struct parser *p, uint32_t start, struct node *key,
                              struct node *value) {
    if (key && at_clause(p)) {
        struct node_list generators;
        if (!for_if_clauses(p, &generators) || !accept(p, TOK_RBRACE)) {
            return no_match(p, start);
        }
        return MAKE(p, AST_DICT_COMP, start, dict_comp, .key = key, .value = value,
                    .generators = generators);
    }
    /* Keys and values alternate on the scratch stack, then part. */
    uint32_t since = p->scratch_len;
    list_push(p, key);
    list_push(p, value);
    while (accept(p, TOK_COMMA) && double_starred_kvpair(p, &key, &value)) {
        list_push(p, key);
        list_push(p, value);
    }
    struct node_list pairs = list_take(p, since);
    if (!accept(p, TOK_RBRACE)) {
        return no_match(p, start);
    }
    uint32_t count = pairs.count / 2;
    struct node **keys = check_memory(p, arena_alloc(p->a, count * sizeof(*keys)));
    struct node *n = make(p, AST_DICT, start);
    if (!n || !keys) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        keys[i] = pairs.items[2 * i];
        pairs.items[i] = pairs.items[2 * i + 1];
    }
    n->u.dict.keys = (struct node_list){keys, count};
    n->u.dict.values = (struct node_list){pairs.items, count};
    return n;
}

/* set | setcomp, from the first element on. */
static struct node *set_rest(struct parser *p, uint32_t start, struct node *first) {
    if (first->kind != AST_STARRED && at_clause(p)) {
        return comprehension_rest(p, start, AST_SET_COMP, first, TOK_RBRACE);
    }
    struct node_list elts;
    bool comma;
    if (!comma_list(p, star_named_expression, first, &elts, &comma) || !accept(p, TOK_RBRACE)) {
        return no_match(p, start);
    }
    return MAKE(p, AST_SET, start, set, .elts = elts);
}

/* A dict that does not match: its invalid rule runs in any pass and mode, for in CPython's grammar
 * it is not an alternative of its own. */
static struct node *no_dict(struct parser *p, uint32_t start) {
    p->mark = start + 1;
    invalid_double_starred_kvpairs(p);
    return no_match(p, start);
}

static struct node *brace_valid(struct parser *p) {
    uint32_t start = p->mark++;
    struct node *n;
    if (accept(p, TOK_RBRACE)) {
        return make(p, AST_DICT, start);
    }
    struct node *key, *value;
    if (peek(p) == TOK_DOUBLE_STAR) {
        n = double_starred_kvpair(p, &key, &value) ? dict_rest(p, start, key, value) : NULL;
        return n ? n : no_dict(p, start);
    }
    bool cut;
    struct node *first =
        peek(p) == TOK_STAR ? starred(p, bitwise_or) : assignment_expression(p, &cut);
    if (!first && !p->error) {
        first = expression(p);
        if (first && peek(p) == TOK_COLON) {
            p->mark++;
            value = expression(p);
            n = value ? dict_rest(p, start, first, value) : NULL;
            return n ? n : no_dict(p, start);
        }
        if (first && peek(p) == TOK_COLON_EQUAL) {
            first = NULL;
        }
    }
    return first ? set_rest(p, start, first) : no_match(p, start);
}

/* The alternatives of brace_valid() one after the other, as the grammar has them. */
static struct node *brace_with_invalid(struct parser *p) {
    uint32_t start = p->mark;
    struct node *n, *key, *value;
    p->mark++;
    if (accept(p, TOK_RBRACE)) {
        return make(p, AST_DICT, start);
    }
    if (double_starred_kvpair(p, &key, &value) && (n = dict_rest(p, start, key, value))) {
        return n;
    }
    p->mark = start + 1;
    invalid_double_starred_kvpairs(p);
    struct node *first = star_named_expression(p);
    if (first && (n = set_rest(p, start, first))) {
        return n;
    }
    p->mark = start;
    invalid_dict_comprehension(p);
    invalid_comprehension(p);
    return no_match(p, start);
}

static struct node *brace_atom(struct parser *p) {
    struct node *n = NULL;
    uint32_t start = p->mark;
    /* A failure is remembered in the first pass too: no_dict() looks at the parts again. */
    if (memo_find(p, mode_rule(p, MEMO_BRACE), &n)) {
        return n;
    }
    if (enter(p, 24)) {
        n = p->call_invalid ? brace_with_invalid(p) : brace_valid(p);
    }
    leave(p, 24);
    if ((p->second_pass || !n) && !p->error) {
        memo_add(p, mode_rule(p, MEMO_BRACE), start, n);
    }
    return n;
}

static struct node *atom(struct parser *p) {
    switch (peek(p)) {
    case TOK_NAME: return name_node(p, CTX_LOAD);
    case TOK_TRUE: return constant(p, CONST_TRUE);
    case TOK_FALSE: return constant(p, CONST_FALSE);
    case TOK_NONE: return constant(p, CONST_NONE);
    case TOK_ELLIPSIS: return constant(p, CONST_ELLIPSIS);
    case TOK_STRING: return strings(p);
    case TOK_NUMBER: return number(p);
    case TOK_LPAR: return paren_atom(p);
    case TOK_LSQB: return list_atom(p);
    case TOK_LBRACE: return brace_atom(p);
    default: return NULL;
    }
}

/* [expression] ':' [expression] [':' [expression]] | named_expression */
static struct node *slice(struct parser *p) {
    uint32_t start = p->mark;
    bool cut = false;
    struct node *lower = NULL;
    if (peek(p) != TOK_COLON) {
        if (!p->call_invalid && (lower = assignment_expression(p, &cut))) {
            return lower;
        }
        lower = cut ? NULL : expression(p);
        if (peek(p) != TOK_COLON) {
            if (p->call_invalid) {
                p->mark = start;
                return named_expression(p);
            }
            return lower && peek(p) != TOK_COLON_EQUAL ? lower : no_match(p, start);
        }
    }
    p->mark++;
    struct node *upper = expression(p);
    struct node *step = accept(p, TOK_COLON) ? expression(p) : NULL;
    return MAKE(p, AST_SLICE, start, slice, .lower = lower, .upper = upper, .step = step);
}

static struct node *slice_or_starred(struct parser *p) {
    return peek(p) == TOK_STAR ? starred_expression(p) : slice(p);
}

static struct node *slices(struct parser *p) {
    uint32_t start = p->mark;
    struct node *first = slice_or_starred(p);
    if (!first || (peek(p) != TOK_COMMA && first->kind != AST_STARRED)) {
        return first;
    }
    struct node_list elts;
    bool comma;
    if (!comma_list(p, slice_or_starred, first, &elts, &comma)) {
        return NULL;
    }
    return MAKE(p, AST_TUPLE, start, sequence, .elts = elts);
}

/* '.' NAME after `value`, which began at `start`. */
static struct node *attribute(struct parser *p, uint32_t start, struct node *value) {
    uint32_t dot = p->mark++;
    const struct ident *attr = accept_name(p);
    if (!attr) {
        return no_match(p, dot);
    }
    return MAKE(p, AST_ATTRIBUTE, start, attribute, .value = value, .attr = attr);
}

/* '[' slices ']' after `value`. */
static struct node *subscript(struct parser *p, uint32_t start, struct node *value) {
    uint32_t bracket = p->mark++;
    struct node *index = NULL;
    if (enter(p, 24)) {
        index = slices(p);
    }
    leave(p, 24);
    if (!index || !accept(p, TOK_RSQB)) {
        return no_match(p, bracket);
    }
    return MAKE(p, AST_SUBSCRIPT, start, subscript, .value = value, .slice = index);
}

/* '(' (assignment_expression | expression !':=') for_if_clauses ')' */
static struct node *genexp(struct parser *p) {
    uint32_t start = p->mark++;
    struct node *elt = assignment_or_expression(p);
    struct node *n = NULL;
    if (elt && at_clause(p)) {
        n = comprehension_rest(p, start, AST_GENERATOR_EXP, elt, TOK_RPAR);
    }
    p->mark = n ? p->mark : start;
    if (!n && p->call_invalid) {
        invalid_comprehension(p);
    }
    return n;
}

static struct node *arguments_or_genexp(struct parser *p);

/* primary genexp | primary '(' [arguments] ')', from the bracket on. */
static struct node *call(struct parser *p, uint32_t start, struct node *func) {
    uint32_t bracket = p->mark;
    struct node *generator = NULL, *a = NULL;
    if (enter(p, 24)) {
        if (p->second_pass) {
            generator = genexp(p);
        }
        if (!generator) {
            p->mark = bracket + 1;
            a = p->second_pass ? arguments(p) : arguments_or_genexp(p);
        }
    }
    leave(p, 24);
    if (!generator && !accept(p, TOK_RPAR)) {
        return no_match(p, bracket);
    }
    struct node *n = make(p, AST_CALL, start);
    if (!n) {
        return NULL;
    }
    n->u.call.func = func;
    if (generator) {
        n->u.call.args = list_of_one(p, generator);
    } else if (a) {
        n->u.call.args = a->u.call.args;
        n->u.call.keywords = a->u.call.keywords;
    }
    return n;
}

/* One trailer after `left`, or NULL if there is none that matches. */
static struct node *trailer(struct parser *p, uint32_t start, struct node *left) {
    switch (peek(p)) {
    case TOK_DOT: return attribute(p, start, left);
    case TOK_LPAR: return call(p, start, left);
    case TOK_LSQB:
    case TOK_LBRACE:
        /* The grammar asks for a genexp first; that rule's invalid part knows the other brackets
         * too. */
        if (p->call_invalid) {
            invalid_comprehension(p);
        }
        return peek(p) == TOK_LSQB ? subscript(p, start, left) : NULL;
    default: return NULL;
    }
}

static struct node *primary(struct parser *p) {
    struct node *n;
    uint32_t start = p->mark;
    if (p->second_pass && memo_find(p, MEMO_PRIMARY, &n)) {
        return n;
    }
    n = atom(p);
    struct node *longer;
    while (n && (longer = trailer(p, start, n))) {
        n = longer;
    }
    if (p->second_pass && !p->error) {
        memo_add(p, MEMO_PRIMARY, start, n);
    }
    return p->error ? NULL : n;
}

/* -- comprehensions -- */

/* 'for' star_targets 'in' ~ disjunction ('if' disjunction)* */
static struct node *for_if_clause(struct parser *p) {
    uint32_t start = p->mark;
    bool async = accept(p, TOK_ASYNC);
    if (!accept(p, TOK_FOR)) {
        return no_match(p, start);
    }
    struct node *target = star_targets(p);
    if (!target || !accept(p, TOK_IN)) {
        p->mark = start;
        if (p->call_invalid) {
            invalid_for_target(p);
        }
        return NULL;
    }
    struct node *iter = disjunction(p);
    if (!iter) {
        return no_match(p, start);
    }
    uint32_t since = p->scratch_len, end;
    while (end = p->mark, accept(p, TOK_IF)) {
        struct node *test = disjunction(p);
        if (!test) {
            p->mark = end;
            break;
        }
        list_push(p, test);
    }
    struct node_list ifs = list_take(p, since);
    struct node *n = make(p, AST_COMPREHENSION, start);
    if (!n) {
        return NULL;
    }
    if (async) {
        refuse_construct(p, start, start + 1,
                         "gilvm has no asynchronous comprehensions (see docs/language.md): "
                         "use a plain 'for', and threads to wait for several things at once");
    }
    n->u.comprehension.target = target;
    n->u.comprehension.iter = iter;
    n->u.comprehension.ifs = ifs;
    return n;
}

bool for_if_clauses(struct parser *p, struct node_list *list) {
    uint32_t since = p->scratch_len;
    struct node *n;
    while (at_clause(p) && (n = for_if_clause(p))) {
        list_push(p, n);
    }
    *list = list_take(p, since);
    return list->count > 0 && !p->error;
}

/* -- call arguments -- */

static struct node *keyword_node(struct parser *p, uint32_t start, const struct ident *arg,
                                 struct node *value) {
    struct node *n = value ? make(p, AST_KEYWORD, start) : NULL;
    if (!n) {
        return no_match(p, start);
    }
    n->u.keyword.arg = arg;
    n->u.keyword.value = value;
    return n;
}

/* NAME '=' expression | '**' expression */
static struct node *keyword_argument(struct parser *p) {
    uint32_t start = p->mark;
    if (accept(p, TOK_DOUBLE_STAR)) {
        return keyword_node(p, start, NULL, expression(p));
    }
    if (peek(p) != TOK_NAME || peek2(p) != TOK_EQUAL) {
        return NULL;
    }
    const struct ident *arg = accept_name(p);
    p->mark++;
    return keyword_node(p, start, arg, expression(p));
}

/* starred_expression | (assignment_expression | expression !':=') !'=' */
static struct node *positional_argument(struct parser *p) {
    uint32_t start = p->mark;
    if (peek(p) == TOK_STAR) {
        return starred_expression(p);
    }
    if (!p->call_invalid && peek(p) == TOK_NAME && peek2(p) == TOK_EQUAL) {
        return NULL;
    }
    struct node *n = assignment_or_expression(p);
    return n && peek(p) != TOK_EQUAL ? n : no_match(p, start);
}

/* What may come next: a plain argument until the first keyword, *x until the first **x. */
enum arguments_phase { POSITIONAL, KEYWORDS, AFTER_DOUBLE_STAR };

/* Reads one argument in the given phase, and moves to the next phase if the argument says so. */
static struct node *argument(struct parser *p, enum arguments_phase *phase) {
    if (*phase == POSITIONAL) {
        struct node *n = positional_argument(p);
        if (n) {
            return n;
        }
    }
    if (p->call_invalid) {
        invalid_kwarg(p);
    }
    if (*phase != AFTER_DOUBLE_STAR && peek(p) == TOK_STAR) {
        return starred_expression(p);
    }
    struct node *n = keyword_argument(p);
    if (n) {
        *phase = n->u.keyword.arg && *phase != AFTER_DOUBLE_STAR ? KEYWORDS : AFTER_DOUBLE_STAR;
    }
    return n;
}

/* Parts the arguments on the scratch stack into positional ones and keywords. */
static struct node *call_node(struct parser *p, uint32_t start, uint32_t since) {
    uint32_t positional = 0, total = p->scratch_len - since;
    struct node_list all = list_take(p, since);
    struct node *n = make(p, AST_CALL, start);
    if (!n || all.count != total) {
        return NULL;
    }
    for (uint32_t i = 0; i < total; i++) {
        positional += all.items[i]->kind != AST_KEYWORD;
    }
    if (positional == total) {
        n->u.call.args = all;
        return n;
    }
    uint32_t keywords = total - positional;
    struct node **items = check_memory(p, arena_alloc(p->a, total * sizeof(*items)));
    if (!items) {
        return NULL;
    }
    for (uint32_t i = 0, next_arg = 0, next_keyword = positional; i < total; i++) {
        items[all.items[i]->kind == AST_KEYWORD ? next_keyword++ : next_arg++] = all.items[i];
    }
    n->u.call.args = (struct node_list){positional ? items : NULL, positional};
    n->u.call.keywords = (struct node_list){items + positional, keywords};
    return n;
}

struct node *args(struct parser *p) {
    uint32_t start = p->mark, since = p->scratch_len, end = p->mark;
    enum arguments_phase phase = POSITIONAL;
    struct node *n;
    if (p->second_pass && memo_find(p, mode_rule(p, MEMO_ARGS), &n)) {
        return n;
    }
    while ((n = argument(p, &phase))) {
        list_push(p, n);
        end = p->mark;
        if (!accept(p, TOK_COMMA)) {
            break;
        }
    }
    p->mark = end;
    if (p->scratch_len == since || p->error) {
        list_drop(p, since);
        n = NULL;
    } else {
        n = call_node(p, start, since);
    }
    if (p->second_pass && !p->error) {
        memo_add(p, mode_rule(p, MEMO_ARGS), start, n);
    }
    return n;
}

/* args [','] &')' */
struct node *arguments(struct parser *p) {
    struct node *n;
    uint32_t start = p->mark;
    if (p->second_pass && memo_find(p, MEMO_ARGUMENTS, &n)) {
        return n;
    }
    n = args(p);
    if (n) {
        accept(p, TOK_COMMA);
        if (peek(p) != TOK_RPAR) {
            n = no_match(p, start);
        }
    }
    if (!n && p->call_invalid) {
        invalid_arguments(p);
    }
    if (p->second_pass && !p->error) {
        memo_add(p, MEMO_ARGUMENTS, start, n);
    }
    return n;
}

/* For the first pass: arguments, or the inside of a genexp whose brackets are the call's (its place
 * includes them). */
static struct node *arguments_or_genexp(struct parser *p) {
    uint32_t start = p->mark;
    struct node *n = args(p);
    if (!n) {
        return NULL;
    }
    if (at_clause(p) && !n->u.call.keywords.count && n->u.call.args.count == 1 &&
        n->u.call.args.items[0]->kind != AST_STARRED) {
        struct node *elt = n->u.call.args.items[0];
        struct node *generator = comprehension_rest(p, start - 1, AST_GENERATOR_EXP, elt, TOK_RPAR);
        if (!generator) {
            return no_match(p, start);
        }
        n->u.call.args.items[0] = generator;
        p->mark--; /* the ')' is the caller's */
        return n;
    }
    accept(p, TOK_COMMA);
    return peek(p) == TOK_RPAR ? n : no_match(p, start);
}

/* -- targets -- */

void set_context(struct node *n, enum ast_ctx ctx) {
    n->ctx = (uint8_t)ctx;
    if (n->kind == AST_STARRED) {
        set_context(n->u.starred.value, ctx);
    } else if (n->kind == AST_TUPLE || n->kind == AST_LIST) {
        for (uint32_t i = 0; i < n->u.sequence.elts.count; i++) {
            set_context(n->u.sequence.elts.items[i], ctx);
        }
    }
}

static bool at_trailer(struct parser *p) {
    enum token_kind kind = peek(p);
    return kind == TOK_LPAR || kind == TOK_LSQB || kind == TOK_DOT;
}

/* t_primary '.' NAME !t_lookahead | t_primary '[' slices ']' !t_lookahead */
static struct node *attribute_or_subscript(struct parser *p, enum ast_ctx ctx) {
    uint32_t start = p->mark;
    if (peek(p) == TOK_NAME) {
        enum token_kind next = peek2(p);
        if (next != TOK_LPAR && next != TOK_LSQB && next != TOK_DOT) {
            return NULL;
        }
    }
    struct node *n = atom(p);
    if (!n || !at_trailer(p)) {
        return no_match(p, start);
    }
    while ((n = trailer(p, start, n)) && at_trailer(p)) {
        ;
    }
    if (!n || n->kind == AST_CALL) {
        return no_match(p, start);
    }
    n->ctx = (uint8_t)ctx;
    return n;
}

struct node *single_subscript_attribute_target(struct parser *p) {
    return attribute_or_subscript(p, CTX_STORE);
}

struct node *single_target(struct parser *p) {
    uint32_t start = p->mark;
    struct node *n = single_subscript_attribute_target(p);
    if (n || peek(p) == TOK_NAME) {
        return n ? n : name_node(p, CTX_STORE);
    }
    if (!accept(p, TOK_LPAR)) {
        return NULL;
    }
    n = single_target(p);
    return n && accept(p, TOK_RPAR) ? n : no_match(p, start);
}

/* '(' [targets] ')' or '[' [targets] ']'; a tuple needs a comma. */
static struct node *target_sequence(struct parser *p, struct node *(*item)(struct parser *),
                                    enum ast_ctx ctx, bool one_is_tuple) {
    uint32_t start = p->mark++;
    bool is_tuple = p->tokens[start].kind == TOK_LPAR, comma = false;
    struct node_list elts = {0};
    struct node *first = item(p);
    if (first && !comma_list(p, item, first, &elts, &comma)) {
        return NULL;
    }
    if (is_tuple && first && !comma && !one_is_tuple) {
        return no_match(p, start);
    }
    if (!accept(p, is_tuple ? TOK_RPAR : TOK_RSQB)) {
        return no_match(p, start);
    }
    struct node *n = make(p, is_tuple ? AST_TUPLE : AST_LIST, start);
    if (n) {
        n->u.sequence.elts = elts;
        n->ctx = (uint8_t)ctx;
    }
    return n;
}

static struct node *target_with_star_atom(struct parser *p);

static struct node *star_atom(struct parser *p) {
    uint32_t start = p->mark;
    switch (peek(p)) {
    case TOK_NAME: return name_node(p, CTX_STORE);
    case TOK_LPAR: {
        p->mark++;
        struct node *n = target_with_star_atom(p);
        if (n && accept(p, TOK_RPAR)) {
            return n;
        }
        p->mark = start;
        return target_sequence(p, star_target, CTX_STORE, false);
    }
    case TOK_LSQB: return target_sequence(p, star_target, CTX_STORE, false);
    default: return NULL;
    }
}

static struct node *target_with_star_atom(struct parser *p) {
    struct node *n;
    uint32_t start = p->mark;
    if (memo_find(p, MEMO_TARGET_WITH_STAR_ATOM, &n)) {
        return n;
    }
    n = attribute_or_subscript(p, CTX_STORE);
    if (!n) {
        n = star_atom(p);
    }
    if (!p->error && p->tokens[start].kind != TOK_NAME) {
        memo_add(p, MEMO_TARGET_WITH_STAR_ATOM, start, n);
    }
    return n;
}

struct node *star_target(struct parser *p) {
    uint32_t start = p->mark;
    if (!accept(p, TOK_STAR)) {
        return target_with_star_atom(p);
    }
    struct node *value = peek(p) == TOK_STAR ? NULL : star_target(p);
    if (!value) {
        return no_match(p, start);
    }
    struct node *n = make(p, AST_STARRED, start);
    if (n) {
        n->u.starred.value = value;
        n->ctx = CTX_STORE;
    }
    return n;
}

struct node *star_targets(struct parser *p) {
    struct node *n = tuple_or_one(p, p->mark, star_target);
    if (n && n->kind == AST_TUPLE) {
        n->ctx = CTX_STORE;
    }
    return n;
}

static struct node *del_t_atom(struct parser *p) {
    uint32_t start = p->mark;
    switch (peek(p)) {
    case TOK_NAME: return name_node(p, CTX_DEL);
    case TOK_LPAR: {
        p->mark++;
        struct node *n = del_target(p);
        if (n && accept(p, TOK_RPAR)) {
            return n;
        }
        p->mark = start;
        return target_sequence(p, del_target, CTX_DEL, true);
    }
    case TOK_LSQB: return target_sequence(p, del_target, CTX_DEL, true);
    default: return NULL;
    }
}

struct node *del_target(struct parser *p) {
    struct node *n;
    uint32_t start = p->mark;
    if (memo_find(p, MEMO_DEL_TARGET, &n)) {
        return n;
    }
    n = attribute_or_subscript(p, CTX_DEL);
    if (!n) {
        n = del_t_atom(p);
    }
    if (!p->error && p->tokens[start].kind != TOK_NAME) {
        memo_add(p, MEMO_DEL_TARGET, start, n);
    }
    return n;
}
