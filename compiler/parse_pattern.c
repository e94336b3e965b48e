/* `match` and its patterns: the grammar's rules from match_stmt to keyword_pattern. */
#include "compiler/parse_internal.h"

static void *no_match(struct parser *p, uint32_t start) {
    p->mark = start;
    return NULL;
}

static struct node *pattern(struct parser *p);

/* -- names and values -- */

/* !"_" NAME !('.' | '(' | '=') */
static const struct ident *pattern_capture_target(struct parser *p) {
    uint32_t start = p->mark;
    if (at_soft_keyword(p, "_")) {
        return NULL;
    }
    const struct ident *name = accept_name(p);
    if (name && (peek(p) == TOK_DOT || peek(p) == TOK_LPAR || peek(p) == TOK_EQUAL)) {
        return no_match(p, start);
    }
    return name;
}

/* attr | NAME, that is NAME ('.' NAME)* */
struct node *name_or_attr(struct parser *p) {
    uint32_t start = p->mark;
    const struct ident *name = accept_name(p);
    if (!name) {
        return NULL;
    }
    struct node *n = MAKE(p, AST_NAME, start, name, .id = name);
    while (n && peek(p) == TOK_DOT) {
        uint32_t dot = p->mark++;
        const struct ident *attr = accept_name(p);
        if (!attr) {
            p->mark = dot;
            break;
        }
        struct node *value = n;
        n = MAKE(p, AST_ATTRIBUTE, start, attribute, .value = value, .attr = attr);
    }
    return p->error ? NULL : n;
}

static bool is_imaginary(const struct node *n) {
    return n->u.constant.kind == CONST_IMAGINARY;
}

/* ['-'] NUMBER */
static struct node *signed_number(struct parser *p) {
    uint32_t start = p->mark;
    bool minus = accept(p, TOK_MINUS);
    if (peek(p) != TOK_NUMBER) {
        return no_match(p, start);
    }
    struct node *value = number(p);
    if (!value || !minus) {
        return value;
    }
    return MAKE(p, AST_UNARY_OP, start, unary_op, .operand = value, .op = UNARY_SUB);
}

/* signed_number !('+' | '-') | signed_real_number ('+' | '-') imaginary_number */
static struct node *number_pattern(struct parser *p) {
    uint32_t start = p->mark;
    struct node *left = signed_number(p);
    if (!left || (peek(p) != TOK_PLUS && peek(p) != TOK_MINUS)) {
        return left;
    }
    struct node *real = left->kind == AST_UNARY_OP ? left->u.unary_op.operand : left;
    if (is_imaginary(real)) {
        return raise_at(p, place_of(real), "real number required in complex literal");
    }
    bool minus = peek(p) == TOK_MINUS;
    p->mark++;
    struct node *right = peek(p) == TOK_NUMBER ? number(p) : NULL;
    if (!right) {
        return no_match(p, start);
    }
    if (!is_imaginary(right)) {
        return raise_at(p, place_of(right), "imaginary number required in complex literal");
    }
    return MAKE(p, AST_BIN_OP, start, bin_op, .left = left, .op = minus ? AST_OP_SUB : AST_OP_ADD,
                .right = right);
}

/* None, True, False: which, or CONST_ELLIPSIS for none of them. */
static enum const_kind singleton(struct parser *p) {
    switch (peek(p)) {
    case TOK_NONE: return CONST_NONE;
    case TOK_TRUE: return CONST_TRUE;
    case TOK_FALSE: return CONST_FALSE;
    default: return CONST_ELLIPSIS;
    }
}

/* literal_expr | attr: a key of a mapping pattern. */
static struct node *mapping_key(struct parser *p) {
    uint32_t start = p->mark;
    if (singleton(p) != CONST_ELLIPSIS) {
        enum const_kind kind = singleton(p);
        p->mark++;
        return MAKE(p, AST_CONSTANT, start, constant, .kind = (uint8_t)kind);
    }
    switch (peek(p)) {
    case TOK_NUMBER:
    case TOK_MINUS: return number_pattern(p);
    case TOK_STRING: return strings(p);
    case TOK_NAME: {
        struct node *n = name_or_attr(p);
        return n && n->kind == AST_ATTRIBUTE ? n : no_match(p, start);
    }
    default: return NULL;
    }
}

static struct node *value_node(struct parser *p, uint32_t start, struct node *value) {
    struct node *n = value ? make(p, AST_MATCH_VALUE, start) : NULL;
    if (n) {
        n->u.match_value.value = value;
    }
    return n;
}

static struct node *literal_pattern(struct parser *p) {
    uint32_t start = p->mark;
    enum const_kind kind = singleton(p);
    if (kind == CONST_ELLIPSIS) {
        return value_node(p, start, peek(p) == TOK_STRING ? strings(p) : number_pattern(p));
    }
    p->mark++;
    return MAKE(p, AST_MATCH_SINGLETON, start, match_singleton, .value = (uint8_t)kind);
}

/* -- sequences -- */

static struct node *star_pattern(struct parser *p) {
    uint32_t start = p->mark;
    if (!accept(p, TOK_STAR)) {
        return NULL;
    }
    const struct ident *name = pattern_capture_target(p);
    if (!name && !at_soft_keyword(p, "_")) {
        return no_match(p, start);
    }
    if (!name) {
        p->mark++;
    }
    return MAKE(p, AST_MATCH_STAR, start, match_star, .name = name);
}

static struct node *maybe_star_pattern(struct parser *p) {
    return peek(p) == TOK_STAR ? star_pattern(p) : pattern(p);
}

/* ','.maybe_star_pattern+ [','] after `first`. Sets *comma if there was one. */
static bool pattern_list(struct parser *p, struct node *first, struct node_list *list,
                         bool *comma) {
    uint32_t since = p->scratch_len;
    list_push(p, first);
    *comma = false;
    while (accept(p, TOK_COMMA)) {
        *comma = true;
        struct node *n = maybe_star_pattern(p);
        if (!n) {
            break;
        }
        list_push(p, n);
    }
    *list = list_take(p, since);
    return !p->error;
}

static struct node *sequence_node(struct parser *p, uint32_t start, struct node_list patterns_) {
    return MAKE(p, AST_MATCH_SEQUENCE, start, match_sequence, .patterns = patterns_);
}

/* group_pattern | sequence_pattern: '(' ... ')' or '[' ... ']' */
static struct node *bracketed_pattern(struct parser *p) {
    uint32_t start = p->mark;
    bool round = peek(p) == TOK_LPAR, comma = false;
    struct node_list list = {0};
    p->mark++;
    struct node *first = maybe_star_pattern(p);
    if (first && !pattern_list(p, first, &list, &comma)) {
        return NULL;
    }
    if (!accept(p, round ? TOK_RPAR : TOK_RSQB)) {
        return no_match(p, start);
    }
    if (round && first && !comma) {
        return first->kind == AST_MATCH_STAR ? no_match(p, start) : first;
    }
    return sequence_node(p, start, list);
}

/* -- mappings -- */

/* '{' [items] [',' '**' NAME] [','] '}' */
static struct node *mapping_pattern(struct parser *p) {
    uint32_t start = p->mark++, since = p->scratch_len;
    const struct ident *rest = NULL;
    bool more = true;
    /* Keys and patterns alternate on the scratch stack. */
    while (more && peek(p) != TOK_RBRACE && peek(p) != TOK_DOUBLE_STAR) {
        struct node *key = mapping_key(p);
        struct node *value = key && accept(p, TOK_COLON) ? pattern(p) : NULL;
        if (!value) {
            list_drop(p, since);
            return no_match(p, start);
        }
        list_push(p, key);
        list_push(p, value);
        more = accept(p, TOK_COMMA);
    }
    struct node_list pairs = list_take(p, since);
    if (more && accept(p, TOK_DOUBLE_STAR)) {
        rest = pattern_capture_target(p);
        if (!rest) {
            return no_match(p, start);
        }
        accept(p, TOK_COMMA);
    }
    if (!accept(p, TOK_RBRACE)) {
        return no_match(p, start);
    }
    struct node *n = make(p, AST_MATCH_MAPPING, start);
    uint32_t count = pairs.count / 2;
    struct node **keys = count ? check_memory(p, arena_alloc(p->a, count * sizeof(*keys))) : NULL;
    if (!n || (count && !keys)) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        keys[i] = pairs.items[2 * i];
        pairs.items[i] = pairs.items[2 * i + 1];
    }
    n->u.match_mapping.keys = (struct node_list){keys, count};
    n->u.match_mapping.patterns = (struct node_list){pairs.items, count};
    n->u.match_mapping.rest = rest;
    return n;
}

/* -- classes -- */

/* ','.pattern+; a comma without a pattern stays. */
bool positional_patterns(struct parser *p, struct node_list *list) {
    uint32_t since = p->scratch_len, end = p->mark;
    struct node *n;
    while (!(peek(p) == TOK_NAME && peek2(p) == TOK_EQUAL) && (n = pattern(p))) {
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

/* NAME '=' pattern */
static struct node *keyword_pattern(struct parser *p, const struct ident **name) {
    uint32_t start = p->mark;
    if (peek(p) != TOK_NAME || peek2(p) != TOK_EQUAL) {
        return NULL;
    }
    *name = accept_name(p);
    p->mark++;
    struct node *n = pattern(p);
    return n ? n : no_match(p, start);
}

/* ','.keyword_pattern+; pushes names and patterns in turn. A comma without a keyword stays. */
bool keyword_patterns(struct parser *p) {
    uint32_t since = p->scratch_len, end = p->mark;
    const struct ident *name;
    struct node *n;
    while ((n = keyword_pattern(p, &name))) {
        list_push(p, (void *)(uintptr_t)name);
        list_push(p, n);
        end = p->mark;
        if (!accept(p, TOK_COMMA)) {
            break;
        }
    }
    p->mark = end;
    return p->scratch_len > since;
}

static bool take_keyword_patterns(struct parser *p, uint32_t since, struct node *n) {
    struct node_list pairs = list_take(p, since);
    uint32_t count = pairs.count / 2;
    if (!count) {
        return !p->error;
    }
    const struct ident **names = check_memory(p, arena_alloc(p->a, count * sizeof(*names)));
    if (!names) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        names[i] = (const struct ident *)(const void *)pairs.items[2 * i];
        pairs.items[i] = pairs.items[2 * i + 1];
    }
    n->u.match_class.kwd_attrs = (struct ident_list){names, count};
    n->u.match_class.kwd_patterns = (struct node_list){pairs.items, count};
    return true;
}

/* name_or_attr '(' [positional_patterns] [keyword_patterns] [','] ')' after `cls` */
static struct node *class_pattern(struct parser *p, uint32_t start, struct node *cls) {
    uint32_t since = p->scratch_len;
    struct node_list positional = {0};
    p->mark++;
    bool any = positional_patterns(p, &positional), comma = any && accept(p, TOK_COMMA);
    if ((!any || comma) && keyword_patterns(p)) {
        any = true;
        comma = false;
    }
    if (any && !comma) {
        accept(p, TOK_COMMA);
    }
    if (p->error || !accept(p, TOK_RPAR)) {
        list_drop(p, since);
        p->mark = start;
        if (p->call_invalid) {
            invalid_class_pattern(p);
        }
        return NULL;
    }
    struct node *n = make(p, AST_MATCH_CLASS, start);
    if (!n || !take_keyword_patterns(p, since, n)) {
        return NULL;
    }
    n->u.match_class.cls = cls;
    n->u.match_class.patterns = positional;
    return n;
}

/* -- patterns -- */

/* capture_pattern | wildcard_pattern | value_pattern | class_pattern: all that starts with a
 * name. */
static struct node *name_pattern(struct parser *p) {
    uint32_t start = p->mark;
    bool wildcard = at_soft_keyword(p, "_");
    enum token_kind next = peek2(p);
    if (wildcard || (next != TOK_DOT && next != TOK_LPAR && next != TOK_EQUAL)) {
        if (wildcard) {
            p->mark++;
        }
        const struct ident *name = wildcard ? NULL : accept_name(p);
        struct node *n = name || wildcard ? make(p, AST_MATCH_AS, start) : NULL;
        if (n) {
            n->u.match_as.name = name;
        }
        return n;
    }
    struct node *n = name_or_attr(p);
    if (n && peek(p) == TOK_LPAR) {
        return class_pattern(p, start, n);
    }
    if (n && n->kind == AST_ATTRIBUTE && peek(p) != TOK_EQUAL) {
        return value_node(p, start, n);
    }
    return no_match(p, start);
}

static struct node *closed_pattern_alternatives(struct parser *p) {
    switch (peek(p)) {
    case TOK_NAME: return name_pattern(p);
    case TOK_LPAR:
    case TOK_LSQB: return bracketed_pattern(p);
    case TOK_LBRACE: return mapping_pattern(p);
    case TOK_NUMBER:
    case TOK_MINUS:
    case TOK_STRING:
    case TOK_NONE:
    case TOK_TRUE:
    case TOK_FALSE: return literal_pattern(p);
    default: return NULL;
    }
}

static struct node *closed_pattern(struct parser *p) {
    struct node *n;
    uint32_t start = p->mark;
    if (p->second_pass && memo_find(p, MEMO_CLOSED_PATTERN, &n)) {
        return n;
    }
    n = NULL;
    if (enter(p, 8)) {
        n = closed_pattern_alternatives(p);
    }
    leave(p, 8);
    if (p->second_pass && !p->error) {
        memo_add(p, MEMO_CLOSED_PATTERN, start, n);
    }
    return n;
}

/* '|'.closed_pattern+ */
struct node *or_pattern(struct parser *p) {
    uint32_t start = p->mark, since = p->scratch_len;
    struct node *first = closed_pattern(p);
    if (!first || peek(p) != TOK_VBAR) {
        return first;
    }
    uint32_t end = p->mark;
    struct node *n = first;
    do {
        list_push(p, n);
        end = p->mark;
        n = accept(p, TOK_VBAR) ? closed_pattern(p) : NULL;
    } while (n);
    p->mark = end;
    struct node_list list = list_take(p, since);
    if (list.count == 1) {
        return first;
    }
    return MAKE(p, AST_MATCH_OR, start, match_or, .patterns = list);
}

/* or_pattern 'as' pattern_capture_target | invalid_as_pattern | or_pattern */
static struct node *pattern(struct parser *p) {
    uint32_t start = p->mark;
    struct node *left = or_pattern(p);
    uint32_t end = p->mark;
    if (!left || !accept(p, TOK_AS)) {
        return left;
    }
    const struct ident *name = pattern_capture_target(p);
    if (!name) {
        p->mark = start;
        if (p->call_invalid) {
            invalid_as_pattern(p);
        }
        p->mark = end;
        return p->error ? NULL : left;
    }
    return MAKE(p, AST_MATCH_AS, start, match_as, .pattern = left, .name = name);
}

/* open_sequence_pattern | pattern */
struct node *patterns(struct parser *p) {
    uint32_t start = p->mark;
    struct node *first = maybe_star_pattern(p);
    if (!first) {
        return NULL;
    }
    if (peek(p) != TOK_COMMA) {
        return first->kind == AST_MATCH_STAR ? no_match(p, start) : first;
    }
    struct node_list list;
    bool comma;
    if (!pattern_list(p, first, &list, &comma)) {
        return NULL;
    }
    return sequence_node(p, start, list);
}

/* -- the statement -- */

/* 'if' named_expression */
struct node *guard(struct parser *p) {
    uint32_t start = p->mark;
    if (!accept(p, TOK_IF)) {
        return NULL;
    }
    struct node *n = named_expression(p);
    return n ? n : no_match(p, start);
}

/* star_named_expression ',' [star_named_expressions] | named_expression */
struct node *subject_expr(struct parser *p) {
    uint32_t start = p->mark;
    struct node *first = star_named_expression(p);
    if (!first) {
        return NULL;
    }
    if (peek(p) != TOK_COMMA) {
        return first->kind == AST_STARRED ? no_match(p, start) : first;
    }
    p->mark++;
    uint32_t since = p->scratch_len;
    struct node_list rest = {0};
    star_named_expressions(p, &rest);
    list_push(p, first);
    for (uint32_t i = 0; i < rest.count; i++) {
        list_push(p, rest.items[i]);
    }
    struct node_list elts = list_take(p, since);
    return MAKE(p, AST_TUPLE, start, sequence, .elts = elts);
}

static struct node *case_block(struct parser *p) {
    uint32_t start = p->mark;
    if (!at_soft_keyword(p, "case")) {
        return NULL;
    }
    if (p->call_invalid) {
        invalid_case_block(p);
    }
    p->mark = start + 1;
    struct node_list body;
    struct node *what = patterns(p);
    struct node *condition = what ? guard(p) : NULL;
    if (!what || !accept(p, TOK_COLON) || !block(p, &body)) {
        return no_match(p, start);
    }
    return MAKE(p, AST_MATCH_CASE, start, match_case, .pattern = what, .guard = condition,
                .body = body);
}

/* "match" subject_expr ':' NEWLINE INDENT case_block+ DEDENT. NULL also if `match` is just a name
 * here. */
struct node *match_stmt(struct parser *p) {
    uint32_t start = p->mark, since = p->scratch_len;
    if (!at_soft_keyword(p, "match")) {
        return NULL;
    }
    p->mark++;
    struct node *subject = subject_expr(p), *n;
    if (subject && accept(p, TOK_COLON) && accept(p, TOK_NEWLINE) && accept(p, TOK_INDENT)) {
        while ((n = case_block(p))) {
            list_push(p, n);
        }
        struct node_list cases = list_take(p, since);
        if (cases.count && accept(p, TOK_DEDENT)) {
            return MAKE(p, AST_MATCH, start, match, .subject = subject, .cases = cases);
        }
    }
    p->mark = start;
    if (p->call_invalid) {
        invalid_match_stmt(p);
    }
    return NULL;
}
