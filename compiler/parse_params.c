/* Parameters of `def` and `lambda`. The two differ in what ends them (')' or ':') and in
 * annotations, which only `def` has; the grammar's pairs of rules (params and lambda_params ...)
 * are one function here, with a flag. */
#include "compiler/parse_internal.h"

/* -- one parameter -- */

static enum token_kind closing(bool lambda) {
    return lambda ? TOK_COLON : TOK_RPAR;
}

/* NAME [annotation]; `star`: the annotation may be starred (*args: *Ts). */
static struct node *param(struct parser *p, bool lambda, bool star) {
    uint32_t start = p->mark;
    const struct ident *name = accept_name(p);
    if (!name) {
        return NULL;
    }
    struct node *annotation = NULL;
    uint32_t end = p->mark;
    if (!lambda && accept(p, TOK_COLON)) {
        annotation = star && peek(p) == TOK_STAR ? star_named_expression(p) : expression(p);
        if (!annotation) {
            p->mark = end;
        }
    }
    return MAKE(p, AST_ARG, start, arg, .arg = name, .annotation = annotation);
}

/* ',' | &')' */
static bool param_end(struct parser *p, bool lambda) {
    return accept(p, TOK_COMMA) || peek(p) == closing(lambda);
}

/* '=' expression | invalid_default */
static struct node *default_(struct parser *p) {
    uint32_t start = p->mark;
    if (!accept(p, TOK_EQUAL)) {
        return NULL;
    }
    struct node *n = expression(p);
    if (n) {
        return n;
    }
    if (p->call_invalid && (peek(p) == TOK_RPAR || peek(p) == TOK_COMMA)) {
        raise_at(p, place_of_token(p, start), "expected default value expression");
    }
    p->mark = start;
    return NULL;
}

/* -- what the invalid rules are made of -- */

static struct node *param_no_default(struct parser *p, bool lambda) {
    uint32_t start = p->mark;
    struct node *n = param(p, lambda, false);
    if (n && param_end(p, lambda)) {
        return n;
    }
    p->mark = start;
    return NULL;
}

static bool param_with_default(struct parser *p, bool lambda) {
    uint32_t start = p->mark;
    if (param(p, lambda, false) && default_(p) && param_end(p, lambda)) {
        return true;
    }
    p->mark = start;
    return false;
}

static bool param_maybe_default(struct parser *p, bool lambda) {
    uint32_t start = p->mark;
    if (param(p, lambda, false)) {
        default_(p);
        if (param_end(p, lambda)) {
            return true;
        }
    }
    p->mark = start;
    return false;
}

/* param_no_default+ '/' (',' | &')') */
static bool slash_no_default(struct parser *p, bool lambda) {
    uint32_t start = p->mark;
    while (param_no_default(p, lambda)) {
        ;
    }
    if (p->mark > start && accept(p, TOK_SLASH) && param_end(p, lambda)) {
        return true;
    }
    p->mark = start;
    return false;
}

/* param_no_default* param_with_default+ '/' (',' | &')') */
static bool slash_with_default(struct parser *p, bool lambda) {
    uint32_t start = p->mark;
    while (param_no_default(p, lambda)) {
        ;
    }
    uint32_t defaults = p->mark;
    while (param_with_default(p, lambda)) {
        ;
    }
    if (p->mark > defaults && accept(p, TOK_SLASH) && param_end(p, lambda)) {
        return true;
    }
    p->mark = start;
    return false;
}

/* -- invalid rules -- */

static void invalid_default_order(struct parser *p, bool lambda) {
    while (param_no_default(p, lambda)) {
        ;
    }
    uint32_t helper = p->mark;
    if (!slash_with_default(p, lambda)) {
        while (param_with_default(p, lambda)) {
            ;
        }
    }
    struct node *a = p->mark > helper ? param_no_default(p, lambda) : NULL;
    if (a) {
        raise_at(p, place_of(a), "non-default argument follows default argument");
    }
}

/* def f((a, b)): ... */
static void invalid_parenthesized(struct parser *p, bool lambda) {
    while (param_no_default(p, lambda)) {
        ;
    }
    uint32_t open = p->mark;
    if (!accept(p, TOK_LPAR) || !param(p, lambda, false)) {
        return;
    }
    uint32_t end = p->mark;
    while (accept(p, TOK_COMMA) && param(p, lambda, false)) {
        end = p->mark;
    }
    p->mark = end;
    accept(p, TOK_COMMA);
    uint32_t close = p->mark;
    if (accept(p, TOK_RPAR)) {
        raise_at(p, place_between(place_of_token(p, open), place_of_token(p, close)),
                 lambda ? "Lambda expression parameters cannot be parenthesized"
                        : "Function parameters cannot be parenthesized");
    }
}

static void invalid_slash(struct parser *p, bool lambda) {
    uint32_t start = p->mark;
    if (accept(p, TOK_SLASH) && accept(p, TOK_COMMA)) {
        raise_at(p, place_of_token(p, start), "at least one argument must precede /");
    }
    p->mark = start;
    bool slash = slash_no_default(p, lambda) || slash_with_default(p, lambda);
    uint32_t behind = p->mark;
    while (param_maybe_default(p, lambda)) {
        ;
    }
    if (slash && peek(p) == TOK_SLASH) {
        raise_at(p, place_of_token(p, p->mark), "/ may appear only once");
    }
    p->mark = behind;
    while (param_maybe_default(p, lambda)) {
        ;
    }
    if (accept(p, TOK_STAR) && (accept(p, TOK_COMMA) || param_no_default(p, lambda))) {
        while (param_maybe_default(p, lambda)) {
            ;
        }
        if (peek(p) == TOK_SLASH) {
            raise_at(p, place_of_token(p, p->mark), "/ must be ahead of *");
        }
    }
    p->mark = start;
    while (param_maybe_default(p, lambda)) {
        ;
    }
    if (p->mark > start && accept(p, TOK_SLASH) && peek(p) == TOK_STAR) {
        raise_at(p, place_of_token(p, p->mark), "expected comma between / and *");
    }
}

static void invalid_parameters(struct parser *p, bool lambda) {
    uint32_t start = p->mark;
    invalid_default_order(p, lambda);
    p->mark = start;
    invalid_parenthesized(p, lambda);
    p->mark = start;
    invalid_slash(p, lambda);
    p->mark = start;
}

/* `*` is next. */
static void invalid_star_etc(struct parser *p, bool lambda) {
    uint32_t start = p->mark++;
    bool bare =
        accept(p, closing(lambda)) ||
        (accept(p, TOK_COMMA) && (accept(p, closing(lambda)) || accept(p, TOK_DOUBLE_STAR)));
    if (bare && lambda) {
        raise_last(p, PARSE_ERROR_SYNTAX, "named arguments must follow bare *");
    } else if (bare) {
        raise_at(p, place_of_token(p, start), "named arguments must follow bare *");
    }
    p->mark = start + 1;
    if (param(p, lambda, false) && peek(p) == TOK_EQUAL) {
        raise_at(p, place_of_token(p, p->mark),
                 "var-positional argument cannot have default value");
    }
    p->mark = start + 1;
    if (param_no_default(p, lambda) || accept(p, TOK_COMMA)) {
        while (param_maybe_default(p, lambda)) {
            ;
        }
        uint32_t star = p->mark;
        if (accept(p, TOK_STAR) && (param_no_default(p, lambda) || accept(p, TOK_COMMA))) {
            raise_at(p, place_of_token(p, star), "* argument may appear only once");
        }
    }
    p->mark = start;
}

/* `**` is next. */
static void invalid_kwds(struct parser *p, bool lambda) {
    uint32_t start = p->mark++;
    if (param(p, lambda, false)) {
        if (peek(p) == TOK_EQUAL) {
            raise_at(p, place_of_token(p, p->mark),
                     "var-keyword argument cannot have default value");
        }
        if (accept(p, TOK_COMMA)) {
            struct node *a = param(p, lambda, false);
            if (a) {
                raise_at(p, place_of(a), "arguments cannot follow var-keyword argument");
            } else if (peek(p) == TOK_STAR || peek(p) == TOK_DOUBLE_STAR || peek(p) == TOK_SLASH) {
                raise_at(p, place_of_token(p, p->mark),
                         "arguments cannot follow var-keyword argument");
            }
        }
    }
    p->mark = start;
}

/* -- parameters -- */

/* '**' NAME, the last parameter. */
static struct node *kwds(struct parser *p, bool lambda) {
    uint32_t start = p->mark;
    if (peek(p) != TOK_DOUBLE_STAR) {
        return NULL;
    }
    if (p->call_invalid) {
        invalid_kwds(p, lambda);
    }
    p->mark = start + 1;
    struct node *n = param_no_default(p, lambda);
    if (!n) {
        p->mark = start;
    }
    return n;
}

/* Parts the scratch stack, where names and defaults alternate, into two lists. */
static void part_pairs(struct parser *p, uint32_t since, struct node_list *names,
                       struct node_list *values) {
    struct node_list pairs = list_take(p, since);
    uint32_t count = pairs.count / 2;
    struct node **items = count ? check_memory(p, arena_alloc(p->a, count * sizeof(*items))) : NULL;
    if (!items) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        items[i] = pairs.items[2 * i];
        pairs.items[i] = pairs.items[2 * i + 1];
    }
    *names = (struct node_list){items, count};
    *values = (struct node_list){pairs.items, count};
}

/* '*' [NAME] and what may follow it. Returns false if nothing matches. */
static bool star_etc(struct parser *p, bool lambda, struct node *n) {
    uint32_t start = p->mark;
    if (peek(p) != TOK_STAR) {
        n->u.arguments.kwarg = kwds(p, lambda);
        return n->u.arguments.kwarg != NULL;
    }
    if (p->call_invalid) {
        invalid_star_etc(p, lambda);
    }
    p->mark = start + 1;
    bool bare = accept(p, TOK_COMMA);
    if (!bare) {
        n->u.arguments.vararg = param(p, lambda, true);
        if (!n->u.arguments.vararg || !param_end(p, lambda)) {
            n->u.arguments.vararg = NULL;
            p->mark = start;
            return false;
        }
    }
    uint32_t since = p->scratch_len;
    while (peek(p) == TOK_NAME) {
        uint32_t before = p->mark;
        struct node *arg = param(p, lambda, false);
        struct node *value = arg ? default_(p) : NULL;
        if (!arg || !param_end(p, lambda)) {
            p->mark = before;
            break;
        }
        list_push(p, arg);
        list_push(p, value);
    }
    part_pairs(p, since, &n->u.arguments.kwonlyargs, &n->u.arguments.kw_defaults);
    if (bare && !n->u.arguments.kwonlyargs.count) {
        p->mark = start;
        return false;
    }
    n->u.arguments.kwarg = kwds(p, lambda);
    return true;
}

struct node *empty_parameters(struct parser *p) {
    return check_memory(p, ast_node_new(p->a, AST_ARGUMENTS));
}

/* The positional parameters, up to the star or the end: pairs of name and default on the scratch
 * stack. Returns how many of the names stand before a '/'. */
static uint32_t positional_parameters(struct parser *p, bool lambda) {
    uint32_t since = p->scratch_len, before_slash = 0;
    bool slash = false, defaults = false;
    for (;;) {
        uint32_t start = p->mark;
        if (peek(p) == TOK_NAME) {
            struct node *arg = param(p, lambda, false);
            struct node *value = arg ? default_(p) : NULL;
            if (!arg || (!value && defaults) || !param_end(p, lambda)) {
                p->mark = start;
                break;
            }
            list_push(p, arg);
            list_push(p, value);
            defaults = value != NULL;
        } else if (peek(p) == TOK_SLASH && !slash && p->scratch_len > since) {
            p->mark++;
            if (!param_end(p, lambda)) {
                p->mark = start;
                break;
            }
            slash = true;
            before_slash = (p->scratch_len - since) / 2;
        } else {
            break;
        }
    }
    return before_slash;
}

struct node *parameters(struct parser *p, bool lambda) {
    if (peek(p) == closing(lambda)) {
        return NULL;
    }
    if (p->call_invalid) {
        invalid_parameters(p, lambda);
    }
    uint32_t start = p->mark, since = p->scratch_len;
    struct node *n = empty_parameters(p);
    if (!n) {
        return NULL;
    }
    uint32_t before_slash = positional_parameters(p, lambda);
    struct node_list names = {0}, values = {0};
    part_pairs(p, since, &names, &values);
    n->u.arguments.posonlyargs =
        (struct node_list){before_slash ? names.items : NULL, before_slash};
    if (names.count > before_slash) {
        n->u.arguments.args =
            (struct node_list){names.items + before_slash, names.count - before_slash};
    }
    uint32_t first = 0;
    while (first < values.count && !values.items[first]) {
        first++;
    }
    if (first < values.count) {
        n->u.arguments.defaults = (struct node_list){values.items + first, values.count - first};
    }
    star_etc(p, lambda, n);
    return p->error || p->mark == start ? NULL : n;
}
