/* The rules of the second pass, which match wrong programs and say what is wrong: CPython's
 * invalid_ rules, one function each, alternatives in its order.
 *
 * An alternative that matches ends its rule, also where its action finds nothing to report. All of
 * them leave `mark` where it was.
 */
#include "compiler/parse_internal.h"

#include <string.h>

/* -- pieces -- */

enum target_kind { STAR_TARGETS, DEL_TARGETS, FOR_TARGETS };

/* What messages call an expression. */
static const char *expr_name(const struct node *n) {
    switch ((enum ast_kind)n->kind) {
    case AST_ATTRIBUTE: return "attribute";
    case AST_SUBSCRIPT: return "subscript";
    case AST_STARRED: return "starred";
    case AST_NAME: return "name";
    case AST_LIST: return "list";
    case AST_TUPLE: return "tuple";
    case AST_LAMBDA: return "lambda";
    case AST_CALL: return "function call";
    case AST_BOOL_OP:
    case AST_BIN_OP:
    case AST_UNARY_OP: return "expression";
    case AST_GENERATOR_EXP: return "generator expression";
    case AST_YIELD:
    case AST_YIELD_FROM: return n->note == NOTE_AWAIT ? "await expression" : "yield expression";
    case AST_LIST_COMP: return "list comprehension";
    case AST_SET_COMP: return "set comprehension";
    case AST_DICT_COMP: return "dict comprehension";
    case AST_DICT: return "dict literal";
    case AST_SET: return "set display";
    case AST_JOINED_STR:
    case AST_FORMATTED_VALUE: return "f-string expression";
    case AST_CONSTANT:
        switch ((enum const_kind)n->u.constant.kind) {
        case CONST_NONE: return "None";
        case CONST_TRUE: return "True";
        case CONST_FALSE: return "False";
        case CONST_ELLIPSIS: return "ellipsis";
        default: return "literal";
        }
    case AST_COMPARE: return "comparison";
    case AST_IF_EXP: return "conditional expression";
    case AST_NAMED_EXPR: return "named expression";
    default: return "expression";
    }
}

/* The first part of `n` that cannot be assigned to or deleted, or NULL. */
static const struct node *invalid_target(const struct node *n, enum target_kind kind) {
    switch ((enum ast_kind)n->kind) {
    case AST_LIST:
    case AST_TUPLE:
        for (uint32_t i = 0; i < n->u.sequence.elts.count; i++) {
            const struct node *child = invalid_target(n->u.sequence.elts.items[i], kind);
            if (child) {
                return child;
            }
        }
        return NULL;
    case AST_STARRED: return kind == DEL_TARGETS ? n : invalid_target(n->u.starred.value, kind);
    case AST_COMPARE:
        /* `for a in b` reads as the comparison `a in b`. */
        if (kind == FOR_TARGETS) {
            return n->u.compare.ops[0] == AST_CMP_IN ? invalid_target(n->u.compare.left, kind)
                                                     : NULL;
        }
        return n;
    case AST_NAME:
    case AST_SUBSCRIPT:
    case AST_ATTRIBUTE: return NULL;
    default: return n;
    }
}

static void raise_invalid_target(struct parser *p, const struct node *n, enum target_kind kind) {
    const struct node *bad = invalid_target(n, kind);
    if (bad) {
        raise_at(p, place_of(bad), kind == DEL_TARGETS ? "cannot delete %s" : "cannot assign to %s",
                 expr_name(bad));
    }
}

/* The last expression of a list of comprehension clauses. */
static const struct node *last_comprehension_item(const struct node_list *clauses) {
    const struct node *last = clauses->items[clauses->count - 1];
    uint32_t ifs = last->u.comprehension.ifs.count;
    return ifs ? last->u.comprehension.ifs.items[ifs - 1] : last->u.comprehension.iter;
}

static bool is_legacy(const struct node *n) {
    return n->kind == AST_NAME &&
           (strcmp(n->u.name.id->s, "print") == 0 || strcmp(n->u.name.id->s, "exec") == 0);
}

/* ['as' NAME] */
static void optional_as_name(struct parser *p) {
    uint32_t start = p->mark;
    if (accept(p, TOK_AS) && !accept(p, TOK_NAME)) {
        p->mark = start;
    }
}

/* NEWLINE !INDENT */
static bool newline_without_indent(struct parser *p) {
    return accept(p, TOK_NEWLINE) && peek(p) != TOK_INDENT && !p->error;
}

/* IndentationError: expected an indented block after ... on line N, where N is that of the
 * keyword. */
static void raise_missing_block(struct parser *p, uint32_t keyword, const char *after) {
    raise_last(p, PARSE_ERROR_INDENTATION, "expected an indented block after %s on line %d", after,
               p->tokens[keyword].lineno);
}

static void raise_expected_colon(struct parser *p) {
    raise_last(p, PARSE_ERROR_SYNTAX, "expected ':'");
}

/* -- calls -- */

static const char genexp_message[] = "Generator expression must be parenthesized";

static void raise_genexp(struct parser *p, const struct node *first,
                         const struct node_list *clauses) {
    raise_at(p, place_between(place_of(first), place_of(last_comprehension_item(clauses))), "%s",
             genexp_message);
}

/* NAME '=' expression for_if_clauses; true if it matched. */
static bool keyword_genexp(struct parser *p) {
    uint32_t start = p->mark;
    struct node_list clauses;
    bool matched =
        accept(p, TOK_NAME) && accept(p, TOK_EQUAL) && expression(p) && for_if_clauses(p, &clauses);
    if (matched) {
        raise_at(p, place_between(place_of_token(p, start), place_of_token(p, start + 1)),
                 "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    }
    p->mark = start;
    return matched;
}

static void arguments_parsing_error(struct parser *p, const struct node *a) {
    bool unpacking = false;
    for (uint32_t i = 0; i < a->u.call.keywords.count; i++) {
        unpacking |= !a->u.call.keywords.items[i]->u.keyword.arg;
    }
    raise_last(p, PARSE_ERROR_SYNTAX,
               unpacking ? "positional argument follows keyword argument unpacking"
                         : "positional argument follows keyword argument");
}

static void arguments_alternatives(struct parser *p) {
    uint32_t start = p->mark;
    struct node_list clauses;
    struct node *a = args(p), *e;
    uint32_t end = p->mark;
    if (a && accept(p, TOK_COMMA) && peek(p) == TOK_STAR) {
        raise_at(p, place_of(a), "iterable argument unpacking follows keyword argument unpacking");
        return;
    }
    p->mark = start;
    if ((e = expression(p)) && for_if_clauses(p, &clauses) && accept(p, TOK_COMMA)) {
        struct node_list more;
        if (!args(p) && expression(p)) {
            for_if_clauses(p, &more);
        }
        raise_genexp(p, e, &clauses);
        return;
    }
    p->mark = start;
    if (keyword_genexp(p) || !a) {
        return;
    }
    p->mark = end;
    if (for_if_clauses(p, &clauses)) {
        uint32_t count = a->u.call.args.count;
        if (count > 1) {
            raise_genexp(p, a->u.call.args.items[count - 1], &clauses);
        }
        return;
    }
    p->mark = end;
    if (!accept(p, TOK_COMMA)) {
        return;
    }
    if ((e = expression(p)) && for_if_clauses(p, &clauses)) {
        raise_genexp(p, e, &clauses);
        return;
    }
    p->mark = end + 1;
    if (args(p)) {
        arguments_parsing_error(p, a);
    }
}

void invalid_arguments(struct parser *p) {
    uint32_t start = p->mark;
    arguments_alternatives(p);
    p->mark = start;
}

void invalid_kwarg(struct parser *p) {
    uint32_t start = p->mark;
    enum token_kind kind = peek(p);
    if ((kind == TOK_TRUE || kind == TOK_FALSE || kind == TOK_NONE) && peek2(p) == TOK_EQUAL) {
        raise_at(p, place_between(place_of_token(p, start), place_of_token(p, start + 1)),
                 "cannot assign to %s", lex_spelling(kind));
        return;
    }
    if (kind == TOK_NAME && peek2(p) == TOK_EQUAL) {
        keyword_genexp(p);
        return;
    }
    struct node *a = expression(p);
    if (a && peek(p) == TOK_EQUAL) {
        raise_at(p, place_between(place_of(a), place_of_token(p, p->mark)),
                 "expression cannot contain assignment, perhaps you meant \"==\"?");
    }
    p->mark = start;
}

/* -- expressions -- */

/* CPython 3.11 compares only as many characters as the name has: `c` and `mat` count as soft
 * keywords too. */
static bool at_any_soft_keyword(struct parser *p) {
    static const char *const words[] = {"_", "case", "match"};
    if (peek(p) != TOK_NAME) {
        return false;
    }
    const struct token *t = next_token(p);
    for (int i = 0; i < 3; i++) {
        if (strncmp(words[i], t->start, t->len) == 0) {
            return true;
        }
    }
    return false;
}

void invalid_expression(struct parser *p) {
    uint32_t start = p->mark;
    struct node *a, *b;
    bool name_string = peek(p) == TOK_NAME && peek2(p) == TOK_STRING;
    if (!name_string && !at_any_soft_keyword(p) && (a = disjunction(p))) {
        bool saved = p->call_invalid;
        p->call_invalid = false;
        b = expression_without_invalid(p);
        p->call_invalid = saved;
        if (b) {
            if (!is_legacy(a) && p->tokens[p->mark - 1].level > 0) {
                raise_at(p, place_between(place_of(a), place_of(b)),
                         "invalid syntax. Perhaps you forgot a comma?");
            }
            p->mark = start;
            return;
        }
    }
    p->mark = start;
    if ((a = disjunction(p)) && accept(p, TOK_IF) && (b = disjunction(p)) && peek(p) != TOK_ELSE &&
        peek(p) != TOK_COLON) {
        raise_at(p, place_between(place_of(a), place_of(b)),
                 "expected 'else' after 'if' expression");
    }
    p->mark = start;
}

void invalid_legacy_expression(struct parser *p) {
    uint32_t start = p->mark;
    if (peek(p) != TOK_NAME || peek2(p) == TOK_LPAR) {
        return;
    }
    struct place name = place_of_token(p, start);
    const struct ident *id = accept_name(p);
    struct node *b = id ? star_expressions(p) : NULL;
    if (b && (strcmp(id->s, "print") == 0 || strcmp(id->s, "exec") == 0)) {
        raise_at(p, place_between(name, place_of(b)),
                 "Missing parentheses in call to '%s'. Did you mean %s(...)?", id->s, id->s);
    }
    p->mark = start;
}

/* !('=' | ':=') */
static bool not_assigned(struct parser *p) {
    return peek(p) != TOK_EQUAL && peek(p) != TOK_COLON_EQUAL && !p->error;
}

/* list | tuple | genexp | 'True' | 'None' | 'False' */
static bool at_display(struct parser *p) {
    uint32_t start = p->mark;
    enum token_kind kind = peek(p);
    struct node *n = kind == TOK_LSQB ? list_atom(p) : kind == TOK_LPAR ? paren_atom(p) : NULL;
    p->mark = start;
    if (n) {
        return n->kind == AST_LIST ||
               (kind == TOK_LPAR && p->tokens[start].col_offset == n->col_offset &&
                p->tokens[start].lineno == n->lineno &&
                (n->kind == AST_TUPLE || n->kind == AST_GENERATOR_EXP));
    }
    return kind == TOK_TRUE || kind == TOK_NONE || kind == TOK_FALSE;
}

static void named_expression_alternatives(struct parser *p) {
    uint32_t start = p->mark;
    struct node *a = expression(p), *b;
    if (a && accept(p, TOK_COLON_EQUAL) && expression(p)) {
        raise_at(p, place_of(a), "cannot use assignment expressions with %s", expr_name(a));
        return;
    }
    p->mark = start;
    if (accept(p, TOK_NAME) && accept(p, TOK_EQUAL) && (b = bitwise_or(p)) && not_assigned(p)) {
        raise_at(p, place_between(place_of_token(p, start), place_of(b)),
                 "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        return;
    }
    p->mark = start;
    if (!at_display(p) && (a = bitwise_or(p)) && accept(p, TOK_EQUAL) && bitwise_or(p) &&
        not_assigned(p)) {
        raise_at(p, place_of(a), "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                 expr_name(a));
    }
}

void invalid_named_expression(struct parser *p) {
    void *nothing;
    uint32_t start = p->mark;
    if (memo_find(p, MEMO_INVALID_NAMED_EXPRESSION, &nothing)) {
        return;
    }
    named_expression_alternatives(p);
    p->mark = start;
    if (!p->error) {
        memo_add(p, MEMO_INVALID_NAMED_EXPRESSION, start, NULL);
    }
}

void invalid_group(struct parser *p) {
    uint32_t start = p->mark++;
    struct node *a = starred_expression(p);
    if (a && accept(p, TOK_RPAR)) {
        raise_at(p, place_of(a), "cannot use starred expression here");
    }
    p->mark = start + 1;
    if (accept(p, TOK_DOUBLE_STAR) && expression(p) && accept(p, TOK_RPAR)) {
        raise_at(p, place_of_token(p, start + 1), "cannot use double starred expression here");
    }
    p->mark = start;
}

/* -- comprehensions and dicts -- */

void invalid_comprehension(struct parser *p) {
    static const char forgot[] = "did you forget parentheses around the comprehension target?";
    uint32_t start = p->mark++;
    struct node_list clauses, more;
    struct node *a = starred_expression(p);
    if (a && for_if_clauses(p, &clauses)) {
        raise_at(p, place_of(a), "iterable unpacking cannot be used in comprehension");
    }
    p->mark = start + 1;
    if (p->tokens[start].kind != TOK_LPAR && !p->error && (a = star_named_expression(p)) &&
        accept(p, TOK_COMMA)) {
        uint32_t comma = p->mark - 1;
        if (star_named_expressions(p, &more) && for_if_clauses(p, &clauses)) {
            raise_at(p, place_between(place_of(a), place_of(more.items[more.count - 1])), "%s",
                     forgot);
        }
        p->mark = comma + 1;
        if (for_if_clauses(p, &clauses)) {
            raise_at(p, place_between(place_of(a), place_of_token(p, comma)), "%s", forgot);
        }
    }
    p->mark = start;
}

void invalid_dict_comprehension(struct parser *p) {
    uint32_t start = p->mark++;
    struct node_list clauses;
    if (accept(p, TOK_DOUBLE_STAR) && bitwise_or(p) && for_if_clauses(p, &clauses) &&
        accept(p, TOK_RBRACE)) {
        raise_at(p, place_of_token(p, start + 1),
                 "dict unpacking cannot be used in dict comprehension");
    }
    p->mark = start;
}

/* expression ':' '*' bitwise_or | expression ':' &('}' | ',') */
static void invalid_dict_value(struct parser *p) {
    uint32_t start = p->mark;
    if (expression(p) && accept(p, TOK_COLON)) {
        uint32_t colon = p->mark - 1;
        if (accept(p, TOK_STAR) && bitwise_or(p)) {
            raise_starting_from(p, place_of_token(p, colon + 1),
                                "cannot use a starred expression in a dictionary value");
        }
        p->mark = colon + 1;
        if (peek(p) == TOK_RBRACE || peek(p) == TOK_COMMA) {
            raise_at(p, place_of_token(p, colon),
                     "expression expected after dictionary key and ':'");
        }
    }
    p->mark = start;
}

static void invalid_kvpair(struct parser *p) {
    uint32_t start = p->mark;
    struct node *a = expression(p);
    if (a && peek(p) != TOK_COLON && !p->error) {
        raise_at(p, (struct place){a->lineno, a->end_col_offset - 1, a->end_lineno, -1},
                 "':' expected after dictionary key");
    }
    p->mark = start;
    invalid_dict_value(p);
}

void invalid_double_starred_kvpairs(struct parser *p) {
    uint32_t start = p->mark;
    struct node *key, *value;
    bool pair = double_starred_kvpair(p, &key, &value);
    while (pair && accept(p, TOK_COMMA)) {
        uint32_t behind = p->mark;
        pair = double_starred_kvpair(p, &key, &value);
        if (!pair) {
            p->mark = behind;
            invalid_kvpair(p);
        }
    }
    p->mark = start;
    invalid_dict_value(p);
}

/* -- assignments -- */

/* list | tuple | '(' invalid_ann_assign_target ')' */
static struct node *invalid_ann_assign_target(struct parser *p) {
    uint32_t start = p->mark;
    if (peek(p) == TOK_LSQB) {
        struct node *n = list_atom(p);
        return n && n->kind == AST_LIST ? n : (p->mark = start, NULL);
    }
    if (peek(p) != TOK_LPAR) {
        return NULL;
    }
    struct node *n = paren_atom(p);
    if (n && n->kind == AST_TUPLE && n->col_offset == p->tokens[start].col_offset &&
        n->lineno == p->tokens[start].lineno) {
        return n;
    }
    p->mark = start + 1;
    n = invalid_ann_assign_target(p);
    return n && accept(p, TOK_RPAR) ? n : (p->mark = start, NULL);
}

/* (star_targets '=')* */
static void skip_targets(struct parser *p) {
    uint32_t end = p->mark;
    while (star_targets(p) && accept(p, TOK_EQUAL)) {
        end = p->mark;
    }
    p->mark = end;
}

static void invalid_annotation(struct parser *p) {
    uint32_t start = p->mark;
    struct node *a = invalid_ann_assign_target(p);
    if (a && accept(p, TOK_COLON) && expression(p)) {
        raise_at(p, place_of(a), "only single target (not %s) can be annotated", expr_name(a));
    }
    p->mark = start;
    if ((a = star_named_expression(p)) && accept(p, TOK_COMMA)) {
        struct node_list more;
        while (star_named_expressions(p, &more)) {
            ;
        }
        if (accept(p, TOK_COLON) && expression(p)) {
            raise_at(p, place_of(a), "only single target (not tuple) can be annotated");
        }
    }
    p->mark = start;
    if ((a = expression(p)) && accept(p, TOK_COLON) && expression(p)) {
        raise_at(p, place_of(a), "illegal target for annotation");
    }
    p->mark = start;
}

void invalid_assignment(struct parser *p) {
    uint32_t start = p->mark;
    invalid_annotation(p);
    skip_targets(p);
    struct node *a;
    uint32_t behind = p->mark;
    if ((a = star_expressions(p)) && accept(p, TOK_EQUAL)) {
        raise_invalid_target(p, a, STAR_TARGETS);
        p->mark = start;
        return;
    }
    p->mark = behind;
    if ((a = yield_expr(p)) && accept(p, TOK_EQUAL)) {
        raise_at(p, place_of(a), "assignment to yield expression not possible");
    }
    p->mark = start;
    if ((a = star_expressions(p)) && augassign(p) >= 0) {
        p->mark++;
        if (yield_or_star_expressions(p)) {
            raise_at(p, place_of(a), "'%s' is an illegal expression for augmented assignment",
                     expr_name(a));
        }
    }
    p->mark = start;
}

void invalid_del_stmt(struct parser *p) {
    uint32_t start = p->mark++;
    struct node *a = star_expressions(p);
    if (a) {
        raise_invalid_target(p, a, DEL_TARGETS);
    }
    p->mark = start;
}

void invalid_for_target(struct parser *p) {
    uint32_t start = p->mark;
    accept(p, TOK_ASYNC);
    struct node *a = accept(p, TOK_FOR) ? star_expressions(p) : NULL;
    if (a) {
        raise_invalid_target(p, a, FOR_TARGETS);
    }
    p->mark = start;
}

void invalid_import_from_targets(struct parser *p) {
    uint32_t start = p->mark;
    struct node_list names;
    if (import_from_as_names(p, &names) && accept(p, TOK_COMMA) && accept(p, TOK_NEWLINE)) {
        raise_last(p, PARSE_ERROR_SYNTAX,
                   "trailing comma not allowed without surrounding parentheses");
    }
    p->mark = start;
}

/* -- blocks -- */

void invalid_block(struct parser *p) {
    uint32_t start = p->mark;
    if (newline_without_indent(p)) {
        raise_last(p, PARSE_ERROR_INDENTATION, "expected an indented block");
    }
    p->mark = start;
}

void invalid_condition_stmt(struct parser *p, enum token_kind keyword) {
    uint32_t start = p->mark++;
    if (named_expression(p)) {
        if (accept(p, TOK_NEWLINE)) {
            raise_expected_colon(p);
        } else if (accept(p, TOK_COLON) && newline_without_indent(p)) {
            raise_missing_block(p, start,
                                keyword == TOK_IF     ? "'if' statement"
                                : keyword == TOK_ELIF ? "'elif' statement"
                                                      : "'while' statement");
        }
    }
    p->mark = start;
}

void invalid_colon_stmt(struct parser *p, enum token_kind keyword) {
    uint32_t start = p->mark++;
    if (accept(p, TOK_COLON) && newline_without_indent(p)) {
        raise_missing_block(p, start,
                            keyword == TOK_ELSE  ? "'else' statement"
                            : keyword == TOK_TRY ? "'try' statement"
                                                 : "'finally' statement");
    }
    p->mark = start;
}

void invalid_for_stmt(struct parser *p) {
    uint32_t start = p->mark;
    accept(p, TOK_ASYNC);
    uint32_t keyword = p->mark;
    if (accept(p, TOK_FOR) && star_targets(p) && accept(p, TOK_IN) && star_expressions(p)) {
        if (accept(p, TOK_NEWLINE)) {
            raise_expected_colon(p);
        } else if (accept(p, TOK_COLON) && newline_without_indent(p)) {
            raise_missing_block(p, keyword, "'for' statement");
        }
    }
    p->mark = start;
}

/* ','.(item ['as' star_target])+ */
static bool with_list(struct parser *p, struct node *(*item)(struct parser *)) {
    bool any = false;
    uint32_t end = p->mark;
    while (item(p)) {
        any = true;
        end = p->mark;
        if (accept(p, TOK_AS) && star_target(p)) {
            end = p->mark;
        }
        p->mark = end;
        if (!accept(p, TOK_COMMA)) {
            break;
        }
    }
    p->mark = end;
    return any && !p->error;
}

/* 'with' and its items, plain or (`brackets`) bracketed, without what follows. */
static bool with_head(struct parser *p, bool brackets, uint32_t *keyword) {
    accept(p, TOK_ASYNC);
    *keyword = p->mark;
    if (!accept(p, TOK_WITH)) {
        return false;
    }
    if (!brackets) {
        return with_list(p, expression);
    }
    return accept(p, TOK_LPAR) && with_list(p, expressions) &&
           (accept(p, TOK_COMMA), accept(p, TOK_RPAR));
}

void invalid_with_stmt(struct parser *p) {
    uint32_t start = p->mark, keyword;
    for (int brackets = 0; brackets < 2; brackets++) {
        if (with_head(p, brackets, &keyword) && accept(p, TOK_NEWLINE)) {
            raise_expected_colon(p);
        }
        p->mark = start;
    }
}

void invalid_with_stmt_indent(struct parser *p) {
    uint32_t start = p->mark, keyword;
    for (int brackets = 0; brackets < 2; brackets++) {
        if (with_head(p, brackets, &keyword) && accept(p, TOK_COLON) && newline_without_indent(p)) {
            raise_missing_block(p, keyword, "'with' statement");
        }
        p->mark = start;
    }
}

void invalid_with_item(struct parser *p) {
    uint32_t start = p->mark;
    struct node *a = expression(p) && accept(p, TOK_AS) ? expression(p) : NULL;
    if (a && (peek(p) == TOK_COMMA || peek(p) == TOK_RPAR || peek(p) == TOK_COLON)) {
        raise_invalid_target(p, a, STAR_TARGETS);
    }
    p->mark = start;
}

/* -- try -- */

/* except_block+ 'except' '*' expression ['as' NAME] ':', and the same the other way round */
static void mixed_handlers(struct parser *p) {
    static const char message[] = "cannot have both 'except' and 'except*' on the same 'try'";
    struct node_list body;
    while (block(p, &body)) {
        ;
    }
    uint32_t start = p->mark;
    bool any = false;
    while (except_block(p)) {
        any = true;
    }
    uint32_t keyword = p->mark;
    if (any && accept(p, TOK_EXCEPT) && accept(p, TOK_STAR) && expression(p)) {
        optional_as_name(p);
        if (accept(p, TOK_COLON)) {
            raise_at(p, place_between(place_of_token(p, keyword), place_of_token(p, keyword + 1)),
                     "%s", message);
        }
    }
    p->mark = start;
    any = false;
    while (except_star_block(p)) {
        any = true;
    }
    keyword = p->mark;
    if (any && accept(p, TOK_EXCEPT)) {
        if (expression(p)) {
            optional_as_name(p);
        }
        if (accept(p, TOK_COLON)) {
            raise_at(p, place_of_token(p, keyword), "%s", message);
        }
    }
    p->mark = start;
}

void invalid_try_stmt(struct parser *p) {
    uint32_t start = p->mark;
    struct node_list body;
    invalid_colon_stmt(p, TOK_TRY);
    p->mark++;
    if (accept(p, TOK_COLON)) {
        if (block(p, &body) && peek(p) != TOK_EXCEPT && peek(p) != TOK_FINALLY && !p->error) {
            raise_last(p, PARSE_ERROR_SYNTAX, "expected 'except' or 'finally' block");
        }
        p->mark = start + 2;
        mixed_handlers(p);
    }
    p->mark = start;
}

void invalid_except_stmt(struct parser *p) {
    uint32_t start = p->mark++;
    bool star = accept(p, TOK_STAR);
    struct node *a = expression(p);
    uint32_t end = p->mark;
    if (a && accept(p, TOK_COMMA) && expressions(p)) {
        optional_as_name(p);
        if (accept(p, TOK_COLON)) {
            raise_starting_from(p, place_of(a), "multiple exception types must be parenthesized");
        }
    }
    p->mark = end;
    if (a) {
        optional_as_name(p);
        if (accept(p, TOK_NEWLINE)) {
            raise_expected_colon(p);
        }
    }
    p->mark = start + 1;
    if (accept(p, TOK_NEWLINE)) {
        raise_expected_colon(p);
    }
    if (star) {
        p->mark = start + 2;
        if (accept(p, TOK_NEWLINE) || accept(p, TOK_COLON)) {
            raise_last(p, PARSE_ERROR_SYNTAX, "expected one or more exception types");
        }
    }
    p->mark = start;
}

void invalid_except_stmt_indent(struct parser *p) {
    uint32_t start = p->mark++;
    if (expression(p)) {
        optional_as_name(p);
    }
    if (accept(p, TOK_COLON) && newline_without_indent(p)) {
        raise_missing_block(p, start, "'except' statement");
    }
    p->mark = start;
}

void invalid_except_star_stmt_indent(struct parser *p) {
    uint32_t start = p->mark++;
    if (accept(p, TOK_STAR) && expression(p)) {
        optional_as_name(p);
        if (accept(p, TOK_COLON) && newline_without_indent(p)) {
            raise_missing_block(p, start, "'except*' statement");
        }
    }
    p->mark = start;
}

/* -- match -- */

void invalid_match_stmt(struct parser *p) {
    uint32_t start = p->mark++;
    if (subject_expr(p)) {
        if (accept(p, TOK_NEWLINE)) {
            raise_expected_colon(p);
        } else if (accept(p, TOK_COLON) && newline_without_indent(p)) {
            raise_missing_block(p, start, "'match' statement");
        }
    }
    p->mark = start;
}

void invalid_case_block(struct parser *p) {
    uint32_t start = p->mark++;
    if (patterns(p)) {
        guard(p);
        if (accept(p, TOK_NEWLINE)) {
            raise_expected_colon(p);
        } else if (accept(p, TOK_COLON) && newline_without_indent(p)) {
            raise_missing_block(p, start, "'case' statement");
        }
    }
    p->mark = start;
}

void invalid_as_pattern(struct parser *p) {
    uint32_t start = p->mark;
    if (or_pattern(p) && accept(p, TOK_AS)) {
        struct node *a;
        if (at_soft_keyword(p, "_")) {
            raise_at(p, place_of_token(p, p->mark), "cannot use '_' as a target");
        } else if (peek(p) != TOK_NAME && (a = expression(p))) {
            raise_at(p, place_of(a), "invalid pattern target");
        }
    }
    p->mark = start;
}

void invalid_class_pattern(struct parser *p) {
    uint32_t start = p->mark, since = p->scratch_len;
    struct node_list a;
    if (name_or_attr(p) && accept(p, TOK_LPAR)) {
        uint32_t open = p->mark;
        if (!positional_patterns(p, &a) || !accept(p, TOK_COMMA)) {
            p->mark = open;
        }
        bool keywords = keyword_patterns(p);
        list_drop(p, since);
        if (keywords && accept(p, TOK_COMMA) && positional_patterns(p, &a)) {
            raise_at(p, place_between(place_of(a.items[0]), place_of(a.items[a.count - 1])),
                     "positional patterns follow keyword patterns");
        }
    }
    p->mark = start;
}

/* -- def and class -- */

void invalid_def_raw(struct parser *p) {
    uint32_t start = p->mark;
    accept(p, TOK_ASYNC);
    uint32_t keyword = p->mark;
    if (accept(p, TOK_DEF) && accept(p, TOK_NAME) && accept(p, TOK_LPAR)) {
        parameters(p, false);
        if (accept(p, TOK_RPAR)) {
            uint32_t end = p->mark;
            if (accept(p, TOK_ARROW) && !expression(p)) {
                p->mark = end;
            }
            if (accept(p, TOK_COLON) && newline_without_indent(p)) {
                raise_missing_block(p, keyword, "function definition");
            }
        }
    }
    p->mark = start;
}

void invalid_class_def_raw(struct parser *p) {
    uint32_t start = p->mark;
    if (accept(p, TOK_CLASS) && accept(p, TOK_NAME)) {
        uint32_t end = p->mark;
        if (accept(p, TOK_LPAR)) {
            arguments(p);
            if (!accept(p, TOK_RPAR)) {
                p->mark = end;
            }
        }
        if (accept(p, TOK_NEWLINE)) {
            raise_expected_colon(p);
        } else if (accept(p, TOK_COLON) && newline_without_indent(p)) {
            raise_missing_block(p, start, "class definition");
        }
    }
    p->mark = start;
}
