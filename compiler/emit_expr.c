/* emit_expr.c: expressions. The positions that instructions get are those that CPython 3.11 gives
 * them: c->u->at is the expression under way, set and put back by emit_expr.
 */
#include "compiler/emit.h"

static const uint8_t binary_ops[] = {
    [AST_OP_ADD] = OP_ADD,
    [AST_OP_SUB] = OP_SUB,
    [AST_OP_MULT] = OP_MUL,
    [AST_OP_MAT_MULT] = OP_MATMUL,
    [AST_OP_DIV] = OP_DIV,
    [AST_OP_MOD] = OP_MOD,
    [AST_OP_POW] = OP_POW,
    [AST_OP_LSHIFT] = OP_LSHIFT,
    [AST_OP_RSHIFT] = OP_RSHIFT,
    [AST_OP_BIT_OR] = OP_OR,
    [AST_OP_BIT_XOR] = OP_XOR,
    [AST_OP_BIT_AND] = OP_AND,
    [AST_OP_FLOOR_DIV] = OP_FLOORDIV,
};

void emit_binary(compiler *c, unsigned op, bool inplace) {
    emit_op(c, binary_ops[op], inplace, 0);
}

static void emit_compare_op(compiler *c, unsigned op) {
    static const uint8_t ops[] = {
        [AST_CMP_EQ] = OP_EQ,     [AST_CMP_NOT_EQ] = OP_NE, [AST_CMP_LT] = OP_LT,
        [AST_CMP_LT_E] = OP_LE,   [AST_CMP_GT] = OP_GT,     [AST_CMP_GT_E] = OP_GE,
        [AST_CMP_IS] = OP_IS,     [AST_CMP_IS_NOT] = OP_IS, [AST_CMP_IN] = OP_IN,
        [AST_CMP_NOT_IN] = OP_IN,
    };
    emit_op(c, ops[op], op == AST_CMP_IS_NOT || op == AST_CMP_NOT_IN, 0);
}

void emit_exprs(compiler *c, struct node_list *nodes) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        emit_expr(c, nodes->items[i]);
    }
}

/* When an attribute's name stands on another line than where the expression begins, errors point at
 * the name. */
void emit_attr_place(compiler *c, const struct node *n) {
    loc *at = &c->u->at;
    if (at->line == n->end_lineno) {
        return;
    }
    at->line = n->end_lineno;
    int32_t len = (int32_t)emit_ident(c, n->u.attribute.attr)->count;
    at->col = len <= n->end_col_offset ? n->end_col_offset - len : -1;
    if (at->col < 0) {
        at->end_col = -1;
    }
}

/* ---- comparisons and conditions ---- */

/* The right side of `in` may be a constant: only its items count. */
static void emit_comparator(compiler *c, struct node *n, unsigned op) {
    if ((op == AST_CMP_IN || op == AST_CMP_NOT_IN) && (n->kind == AST_LIST || n->kind == AST_SET)) {
        value v = emit_fold_items(c, n);
        if (v != NIL) {
            loc old = c->u->at;
            emit_at(c, n);
            emit_const(c, v);
            c->u->at = old;
            return;
        }
    }
    emit_expr(c, n);
}

/* A constant whose identity says nothing. */
static bool is_literal(compiler *c, struct node *n) {
    value v = emit_fold(c, n);
    return v != NIL && v != NONE && v != ELLIPSIS && !is_bool(v);
}

static void check_compare(compiler *c, struct node *n) {
    bool left = is_literal(c, n->u.compare.left);
    for (uint32_t i = 0; i < n->u.compare.comparators.count; i++) {
        bool right = is_literal(c, n->u.compare.comparators.items[i]);
        unsigned op = n->u.compare.ops[i];
        if ((op == AST_CMP_IS || op == AST_CMP_IS_NOT) && (left || right)) {
            emit_warn(c, op == AST_CMP_IS ? "\"is\" with a literal. Did you mean \"==\"?"
                                          : "\"is not\" with a literal. Did you mean \"!=\"?");
            return;
        }
        left = right;
    }
}

static void emit_compare(compiler *c, struct node *n) {
    uint32_t last = n->u.compare.comparators.count - 1;
    struct node **right = n->u.compare.comparators.items;
    const uint8_t *ops = n->u.compare.ops;
    check_compare(c, n);
    emit_expr(c, n->u.compare.left);
    if (last == 0) {
        emit_comparator(c, right[0], ops[0]);
        emit_compare_op(c, ops[0]);
        return;
    }
    uint32_t cleanup = emit_label(c), end = emit_label(c);
    for (uint32_t i = 0; i < last; i++) {
        emit_comparator(c, right[i], ops[i]);
        EMIT_B(c, SWAP, 2);
        EMIT_B(c, COPY, 2);
        emit_compare_op(c, ops[i]);
        emit_jump(c, OP_JUMP_IF_FALSE_OR_POP, cleanup);
    }
    emit_comparator(c, right[last], ops[last]);
    emit_compare_op(c, ops[last]);
    emit_jump(c, OP_JUMP, end);
    emit_place(c, cleanup);
    EMIT_B(c, SWAP, 2);
    EMIT(c, POP);
    emit_place(c, end);
}

static bool is_none(const struct node *n) {
    return n->kind == AST_CONSTANT && n->u.constant.kind == CONST_NONE;
}

static void jump_if_compare(compiler *c, struct node *n, uint32_t label, bool cond) {
    uint32_t last = n->u.compare.comparators.count - 1;
    struct node **right = n->u.compare.comparators.items;
    const uint8_t *ops = n->u.compare.ops;
    emit_at(c, n); /* not put back, as in CPython: a jump behind it stands here, too */
    if (last == 0) {
        bool is = ops[0] == AST_CMP_IS;
        bool backward = c->u->labels[label] != UINT32_MAX;
        if (!backward && (is || ops[0] == AST_CMP_IS_NOT) && is_none(right[0])) {
            emit_expr(c, n->u.compare.left);
            emit_jump(c, is == cond ? OP_POP_JUMP_IF_NONE : OP_POP_JUMP_IF_NOT_NONE, label);
        } else {
            emit_expr(c, n);
            emit_jump(c, cond ? OP_POP_JUMP_IF_TRUE : OP_POP_JUMP_IF_FALSE, label);
        }
        return;
    }
    check_compare(c, n);
    uint32_t cleanup = emit_label(c), end = emit_label(c);
    emit_expr(c, n->u.compare.left);
    for (uint32_t i = 0; i < last; i++) {
        emit_comparator(c, right[i], ops[i]);
        EMIT_B(c, SWAP, 2);
        EMIT_B(c, COPY, 2);
        emit_compare_op(c, ops[i]);
        emit_jump(c, OP_POP_JUMP_IF_FALSE, cleanup);
    }
    emit_comparator(c, right[last], ops[last]);
    emit_compare_op(c, ops[last]);
    emit_jump(c, cond ? OP_POP_JUMP_IF_TRUE : OP_POP_JUMP_IF_FALSE, label);
    emit_jump(c, OP_JUMP, end);
    emit_place(c, cleanup);
    EMIT(c, POP);
    if (!cond) {
        emit_jump(c, OP_JUMP, label);
    }
    emit_place(c, end);
}

void emit_jump_if(compiler *c, struct node *n, uint32_t label, bool cond) {
    emit_enter(c);
    int known = emit_truth(c, n);
    if (known >= 0) {
        if ((known != 0) == cond) {
            emit_jump(c, OP_JUMP, label);
        } else {
            emit_at(c, n);
            EMIT(c, NOP); /* for its line */
        }
        emit_leave(c);
        return;
    }
    switch (n->kind) {
    case AST_UNARY_OP:
        if (n->u.unary_op.op == UNARY_NOT) {
            emit_jump_if(c, n->u.unary_op.operand, label, !cond);
            emit_leave(c);
            return;
        }
        break;
    case AST_BOOL_OP: {
        struct node_list *values = &n->u.bool_op.values;
        bool any = n->u.bool_op.op == BOOL_OR;
        uint32_t inner = any != cond ? emit_label(c) : label;
        for (uint32_t i = 0; i + 1 < values->count; i++) {
            emit_jump_if(c, values->items[i], inner, any);
        }
        emit_jump_if(c, values->items[values->count - 1], label, cond);
        if (inner != label) {
            emit_place(c, inner);
        }
        emit_leave(c);
        return;
    }
    case AST_IF_EXP: {
        uint32_t other = emit_label(c), end = emit_label(c);
        emit_jump_if(c, n->u.if_exp.test, other, false);
        emit_jump_if(c, n->u.if_exp.body, label, cond);
        emit_jump(c, OP_JUMP, end);
        emit_place(c, other);
        emit_jump_if(c, n->u.if_exp.orelse, label, cond);
        emit_place(c, end);
        emit_leave(c);
        return;
    }
    case AST_COMPARE:
        jump_if_compare(c, n, label, cond);
        emit_leave(c);
        return;
    default: break;
    }
    emit_expr(c, n);
    emit_jump(c, cond ? OP_POP_JUMP_IF_TRUE : OP_POP_JUMP_IF_FALSE, label);
    emit_leave(c);
}

/* ---- displays ---- */

enum display { DISPLAY_LIST, DISPLAY_TUPLE, DISPLAY_SET };

/* The items of a display, or the positional arguments of f(*a), on top of `pushed` that are there
 * already. */
static void emit_display(compiler *c, struct node_list *elts, uint32_t pushed, enum display what) {
    static const uint8_t builds[] = {OP_BUILD_LIST, OP_BUILD_LIST, OP_BUILD_SET};
    static const uint8_t adds[] = {OP_LIST_APPEND, OP_LIST_APPEND, OP_SET_ADD};
    static const uint8_t extends[] = {OP_LIST_EXTEND, OP_LIST_EXTEND, OP_SET_UPDATE};
    uint32_t n = elts->count;
    if (n > 2 && what != DISPLAY_TUPLE && pushed == 0) {
        value v = what == DISPLAY_LIST ? emit_fold_list(c, elts) : emit_fold_set(c, elts);
        if (v != NIL) {
            emit_op(c, builds[what], 0, 0);
            emit_const(c, v);
            emit_op(c, extends[what], 0, 1);
            return;
        }
    }
    bool star = false, big = n + pushed > STACK_GUIDELINE;
    for (uint32_t i = 0; i < n; i++) {
        star |= elts->items[i]->kind == AST_STARRED;
    }
    if (!star && !big) {
        emit_exprs(c, elts);
        emit_op(c, what == DISPLAY_TUPLE ? OP_BUILD_TUPLE : builds[what], 0, n + pushed);
        return;
    }
    bool built = big;
    if (big) {
        emit_op(c, builds[what], 0, pushed);
    }
    for (uint32_t i = 0; i < n; i++) {
        struct node *e = elts->items[i];
        if (e->kind == AST_STARRED) {
            if (!built) {
                emit_op(c, builds[what], 0, i + pushed);
                built = true;
            }
            emit_expr(c, e->u.starred.value);
            emit_op(c, extends[what], 0, 1);
        } else {
            emit_expr(c, e);
            if (built) {
                emit_op(c, adds[what], 0, 1);
            }
        }
    }
    if (what == DISPLAY_TUPLE) {
        EMIT(c, LIST_TO_TUPLE);
    }
}

/* Targets of an assignment to a list or tuple. */
static void emit_unpack(compiler *c, struct node_list *elts) {
    uint32_t n = elts->count;
    bool star = false;
    for (uint32_t i = 0; i < n; i++) {
        if (elts->items[i]->kind != AST_STARRED) {
            continue;
        }
        if (star) {
            emit_error(c, c->u->at, "multiple starred expressions in assignment");
        }
        if (i >= 256 || n - i - 1 >= 256) {
            emit_error(c, c->u->at, "too many expressions in star-unpacking assignment");
        }
        emit_op(c, OP_UNPACK_EX, n - i - 1, i);
        star = true;
    }
    if (!star) {
        EMIT_B(c, UNPACK, n);
    }
    for (uint32_t i = 0; i < n; i++) {
        struct node *e = elts->items[i];
        emit_expr(c, e->kind == AST_STARRED ? e->u.starred.value : e);
    }
}

static void emit_sequence(compiler *c, struct node *n) {
    struct node_list *elts = &n->u.sequence.elts;
    if (n->ctx == CTX_STORE) {
        emit_unpack(c, elts);
    } else if (n->ctx == CTX_LOAD) {
        emit_display(c, elts, 0, n->kind == AST_LIST ? DISPLAY_LIST : DISPLAY_TUPLE);
    } else {
        emit_exprs(c, elts);
    }
}

/* A run of `key: value` without **. */
static void emit_dict_part(compiler *c, struct node *n, uint32_t from, uint32_t to) {
    struct node **keys = n->u.dict.keys.items, **values = n->u.dict.values.items;
    uint32_t count = to - from;
    bool big = count * 2 > STACK_GUIDELINE;
    if (count > 1 && !big) {
        struct node_list part = {keys + from, count};
        value v = emit_fold_list(c, &part);
        if (v != NIL) {
            for (uint32_t i = from; i < to; i++) {
                emit_expr(c, values[i]);
            }
            emit_const(c, v);
            EMIT_B(c, BUILD_CONST_KEY_MAP, count);
            return;
        }
    }
    if (big) {
        EMIT_B(c, BUILD_MAP, 0);
    }
    for (uint32_t i = from; i < to; i++) {
        emit_expr(c, keys[i]);
        emit_expr(c, values[i]);
        if (big) {
            EMIT_B(c, MAP_ADD, 1);
        }
    }
    if (!big) {
        EMIT_B(c, BUILD_MAP, count);
    }
}

static void emit_dict(compiler *c, struct node *n) {
    uint32_t count = n->u.dict.values.count, run = 0;
    bool have = false;
    for (uint32_t i = 0; i <= count; i++) {
        bool spread = i < count && n->u.dict.keys.items[i] == NULL;
        if (i < count && !spread && run * 2 <= STACK_GUIDELINE) {
            run++;
            continue;
        }
        bool with_this = i < count && !spread; /* the run is long enough: this one ends it */
        if (run + with_this > 0) {
            emit_dict_part(c, n, i - run, i + with_this);
            if (have) {
                EMIT_B(c, DICT_UPDATE, 1);
            }
            have = true;
            run = 0;
        }
        if (spread) {
            if (!have) {
                EMIT_B(c, BUILD_MAP, 0);
                have = true;
            }
            emit_expr(c, n->u.dict.values.items[i]);
            EMIT_B(c, DICT_UPDATE, 1);
        }
    }
    if (!have) {
        EMIT_B(c, BUILD_MAP, 0);
    }
}

/* ---- calls ---- */

void emit_check_keywords(compiler *c, struct node_list *keywords) {
    for (uint32_t i = 0; i < keywords->count; i++) {
        struct node *k = keywords->items[i];
        if (k->u.keyword.arg == NULL) {
            continue;
        }
        if (ident_is(k->u.keyword.arg, "__debug__")) {
            emit_error(c, c->u->at, "cannot assign to __debug__");
        }
        for (uint32_t j = i + 1; j < keywords->count && keywords->count < 5000; j++) {
            struct node *other = keywords->items[j];
            if (other->u.keyword.arg == k->u.keyword.arg) {
                emit_error(c, emit_loc(other), "keyword argument repeated: %U",
                           emit_ident(c, k->u.keyword.arg));
            }
        }
    }
}

static value keyword_names(compiler *c, struct node_list *keywords, uint32_t from, uint32_t to) {
    value ids = emit_ok(c, tuple_new(c->t, to - from));
    for (uint32_t i = from; i < to; i++) {
        ((tuple *)as_obj(ids))->items[i - from] =
            from_obj(emit_mangled(c, keywords->items[i]->u.keyword.arg));
    }
    return ids;
}

/* Some of the keywords of f(**k, a=1), none of them `**`, as a dict. */
static void emit_keyword_dict(compiler *c, struct node_list *keywords, uint32_t from, uint32_t to) {
    uint32_t count = to - from;
    bool big = count * 2 > STACK_GUIDELINE;
    if (count > 1 && !big) {
        for (uint32_t i = from; i < to; i++) {
            emit_expr(c, keywords->items[i]->u.keyword.value);
        }
        emit_const(c, keyword_names(c, keywords, from, to));
        EMIT_B(c, BUILD_CONST_KEY_MAP, count);
        return;
    }
    if (big) {
        EMIT_B(c, BUILD_MAP, 0);
    }
    for (uint32_t i = from; i < to; i++) {
        emit_const(c, from_obj(emit_mangled(c, keywords->items[i]->u.keyword.arg)));
        emit_expr(c, keywords->items[i]->u.keyword.value);
        if (big) {
            EMIT_B(c, MAP_ADD, 1);
        }
    }
    if (!big) {
        EMIT_B(c, BUILD_MAP, count);
    }
}

static bool has_stars(const struct node_list *args, const struct node_list *keywords) {
    for (uint32_t i = 0; i < args->count; i++) {
        if (args->items[i]->kind == AST_STARRED) {
            return true;
        }
    }
    for (uint32_t i = 0; i < keywords->count; i++) {
        if (keywords->items[i]->u.keyword.arg == NULL) {
            return true;
        }
    }
    return false;
}

static void emit_keyword_values(compiler *c, struct node_list *keywords) {
    for (uint32_t i = 0; i < keywords->count; i++) {
        emit_expr(c, keywords->items[i]->u.keyword.value);
    }
    emit_const(c, keyword_names(c, keywords, 0, keywords->count));
}

/* The callee, and `pushed` arguments, are on the stack. */
void emit_call_args(compiler *c, struct node_list *args, struct node_list *keywords,
                    uint32_t pushed) {
    if (!has_stars(args, keywords)) {
        emit_exprs(c, args);
        uint32_t n = pushed + args->count + keywords->count;
        if (keywords->count != 0) {
            emit_keyword_values(c, keywords);
            EMIT_B(c, CALL_KW, n);
        } else {
            EMIT_B(c, CALL, n);
        }
        return;
    }
    if (pushed == 0 && args->count == 1 && args->items[0]->kind == AST_STARRED) {
        emit_expr(c, args->items[0]->u.starred.value);
    } else {
        emit_display(c, args, pushed, DISPLAY_TUPLE);
    }
    uint32_t run = 0, count = keywords->count;
    bool have = false;
    for (uint32_t i = 0; i <= count && count > 0; i++) {
        if (i < count && keywords->items[i]->u.keyword.arg != NULL) {
            run++;
            continue;
        }
        if (run != 0) {
            emit_keyword_dict(c, keywords, i - run, i);
            if (have) {
                EMIT_B(c, DICT_MERGE, 1);
            }
            have = true;
            run = 0;
        }
        if (i < count) {
            if (!have) {
                EMIT_B(c, BUILD_MAP, 0);
                have = true;
            }
            emit_expr(c, keywords->items[i]->u.keyword.value);
            EMIT_B(c, DICT_MERGE, 1);
        }
    }
    emit_op(c, OP_CALL_EX, count > 0, 0);
}

/* The type that an expression certainly has, by its name; or NULL. */
static const char *type_name(compiler *c, struct node *n) {
    value v = emit_fold(c, n);
    if (v != NIL) {
        return type_of(c->t->vm, v)->name->data;
    }
    switch (n->kind) {
    case AST_TUPLE: return "tuple";
    case AST_LIST:
    case AST_LIST_COMP: return "list";
    case AST_DICT:
    case AST_DICT_COMP: return "dict";
    case AST_SET:
    case AST_SET_COMP: return "set";
    case AST_GENERATOR_EXP: return "generator";
    case AST_LAMBDA: return "function";
    case AST_JOINED_STR:
    case AST_FORMATTED_VALUE: return "str";
    default: return NULL;
    }
}

static void check_callee(compiler *c, struct node *f) {
    const char *what = type_name(c, f);
    if (what != NULL && f->kind != AST_LAMBDA) {
        emit_warn(c, "'%s' object is not callable; perhaps you missed a comma?", what);
    }
}

/* `of[index]` that cannot work. */
static void check_subscript(compiler *c, struct node *n) {
    struct node *of = n->u.subscript.value;
    const char *what = type_name(c, of), *index = type_name(c, n->u.subscript.slice);
    value v = emit_fold(c, of);
    if (v == NONE || v == ELLIPSIS || is_any_int(v) || is_any_float(v) || is_kind(v, T_COMPLEX) ||
        of->kind == AST_SET || of->kind == AST_SET_COMP || of->kind == AST_GENERATOR_EXP ||
        of->kind == AST_LAMBDA) {
        emit_warn(c, "'%s' object is not subscriptable; perhaps you missed a comma?", what);
        return;
    }
    bool sequence = v != NIL || of->kind == AST_TUPLE || of->kind == AST_LIST ||
                    of->kind == AST_LIST_COMP || of->kind == AST_JOINED_STR;
    if (sequence && index != NULL && strcmp(index, "int") != 0 && strcmp(index, "bool") != 0) {
        emit_warn(c, "%s indices must be integers or slices, not %s; perhaps you missed a comma?",
                  what, index);
    }
}

static void emit_call(compiler *c, struct node *n) {
    struct node *f = n->u.call.func;
    struct node_list *args = &n->u.call.args, *keywords = &n->u.call.keywords;
    emit_check_keywords(c, keywords);
    if (f->kind != AST_ATTRIBUTE || has_stars(args, keywords)) {
        check_callee(c, f);
        emit_expr(c, f);
        emit_call_args(c, args, keywords, 0);
        return;
    }
    emit_expr(c, f->u.attribute.value);
    emit_at(c, f);
    emit_attr_place(c, f);
    emit_name_op(c, OP_LOAD_METHOD, emit_mangled(c, f->u.attribute.attr));
    emit_exprs(c, args);
    uint32_t count = args->count + keywords->count;
    if (keywords->count != 0) {
        emit_keyword_values(c, keywords);
    }
    emit_at(c, n);
    emit_attr_place(c, f);
    emit_op(c, keywords->count != 0 ? OP_CALL_METHOD_KW : OP_CALL_METHOD, 0, count);
}

/* ---- functions and comprehensions ---- */

unsigned emit_defaults(compiler *c, struct node *args) {
    unsigned flags = 0;
    struct node_list *defaults = &args->u.arguments.defaults;
    if (defaults->count != 0) {
        value v = emit_fold_list(c, defaults);
        if (v != NIL) {
            emit_const(c, v);
        } else {
            emit_display(c, defaults, 0, DISPLAY_TUPLE);
        }
        flags |= 1;
    }
    struct node_list *kwonly = &args->u.arguments.kwonlyargs,
                     *values = &args->u.arguments.kw_defaults;
    str **ids = emit_alloc(c, kwonly->count * sizeof *ids);
    uint32_t n = 0;
    for (uint32_t i = 0; i < kwonly->count; i++) {
        if (values->items[i] != NULL) {
            ids[n++] = emit_mangled(c, kwonly->items[i]->u.arg.arg);
            emit_expr(c, values->items[i]);
        }
    }
    if (n != 0) {
        value keys = emit_ok(c, tuple_new(c->t, n));
        for (uint32_t i = 0; i < n; i++) {
            ((tuple *)as_obj(keys))->items[i] = from_obj(ids[i]);
        }
        emit_const(c, keys);
        EMIT_B(c, BUILD_CONST_KEY_MAP, n);
        flags |= 2;
    }
    return flags;
}

static void check_param(compiler *c, const struct node *arg) {
    if (arg != NULL) {
        emit_check_name(c, arg->u.arg.arg, CTX_STORE);
    }
}

static void check_params(compiler *c, const struct node_list *nodes) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        check_param(c, nodes->items[i]);
    }
}

void emit_check_params(compiler *c, const struct node *args) {
    check_params(c, &args->u.arguments.posonlyargs);
    check_params(c, &args->u.arguments.args);
    check_param(c, args->u.arguments.vararg);
    check_params(c, &args->u.arguments.kwonlyargs);
    check_param(c, args->u.arguments.kwarg);
}

static void emit_lambda(compiler *c, struct node *n) {
    struct node *args = n->u.lambda.args;
    emit_check_params(c, args);
    unsigned flags = emit_defaults(c, args);
    scope *s = emit_scope_of(c, n);
    emit_unit_begin(c, s, str_intern(c->t, "<lambda>"), n->lineno, args);
    emit_expr(c, n->u.lambda.body);
    c->u->at = emit_loc(n->u.lambda.body);
    EMIT(c, RETURN);
    code *k = emit_unit_end(c);
    emit_closure(c, k, s, flags);
}

static void emit_comp_loop(compiler *c, struct node *n, struct node_list *generators,
                           uint32_t index, uint32_t depth) {
    struct node *g = generators->items[index];
    uint32_t start = emit_label(c), cleanup = emit_label(c), anchor = emit_label(c);
    bool loops = true;
    emit_enter(c);
    if (index == 0) {
        EMIT_B(c, LOAD_FAST, 0);
    } else {
        struct node *it = g->u.comprehension.iter;
        /* `for y in [f(x)]` is an assignment */
        if ((it->kind == AST_LIST || it->kind == AST_TUPLE) && it->u.sequence.elts.count == 1 &&
            it->u.sequence.elts.items[0]->kind != AST_STARRED) {
            emit_expr(c, it->u.sequence.elts.items[0]);
            loops = false;
        } else {
            value v = emit_fold_items(c, it);
            if (v != NIL) {
                emit_const(c, v);
            } else {
                emit_expr(c, it);
            }
            EMIT(c, GET_ITER);
        }
    }
    if (loops) {
        depth++;
        emit_place(c, start);
        emit_jump(c, OP_FOR_ITER, anchor);
    }
    emit_expr(c, g->u.comprehension.target);
    for (uint32_t i = 0; i < g->u.comprehension.ifs.count; i++) {
        emit_jump_if(c, g->u.comprehension.ifs.items[i], cleanup, false);
    }
    if (index + 1 < generators->count) {
        emit_comp_loop(c, n, generators, index + 1, depth);
    } else if (n->kind == AST_DICT_COMP) {
        emit_expr(c, n->u.dict_comp.key);
        emit_expr(c, n->u.dict_comp.value);
        EMIT_B(c, MAP_ADD, depth + 1);
    } else {
        emit_expr(c, n->u.comp.elt);
        if (n->kind == AST_GENERATOR_EXP) {
            EMIT(c, YIELD);
            EMIT(c, POP);
        } else if (n->kind == AST_LIST_COMP) {
            EMIT_B(c, LIST_APPEND, depth + 1);
        } else {
            EMIT_B(c, SET_ADD, depth + 1);
        }
    }
    emit_place(c, cleanup);
    if (loops) {
        emit_jump(c, OP_JUMP, start);
        emit_place(c, anchor);
    }
    emit_leave(c);
}

static void emit_comp(compiler *c, struct node *n) {
    static const char *const ids[] = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"};
    static const uint8_t builds[] = {OP_BUILD_LIST, OP_BUILD_SET, OP_BUILD_MAP};
    unsigned which = n->kind == AST_LIST_COMP   ? 0
                     : n->kind == AST_SET_COMP  ? 1
                     : n->kind == AST_DICT_COMP ? 2
                                                : 3;
    struct node_list *generators = which == 2 ? &n->u.dict_comp.generators : &n->u.comp.generators;
    scope *s = emit_scope_of(c, n);
    emit_unit_begin(c, s, str_intern(c->t, ids[which]), n->lineno, NULL);
    emit_at(c, n);
    if (which < 3) {
        emit_op(c, builds[which], 0, 0);
    }
    emit_comp_loop(c, n, generators, 0, 0);
    if (which < 3) {
        EMIT(c, RETURN);
    }
    code *k = emit_unit_end(c);
    emit_closure(c, k, s, 0);
    struct node *it = generators->items[0]->u.comprehension.iter;
    value v = emit_fold_items(c, it);
    if (v != NIL) {
        emit_const(c, v);
    } else {
        emit_expr(c, it);
    }
    EMIT(c, GET_ITER);
    EMIT_B(c, CALL, 1);
}

/* ---- the rest ---- */

static void emit_bool_op(compiler *c, struct node *n) {
    struct node_list *values = &n->u.bool_op.values;
    uint32_t end = emit_label(c);
    bool any = n->u.bool_op.op == BOOL_OR;
    for (uint32_t i = 0; i + 1 < values->count; i++) {
        int known = emit_truth(c, values->items[i]);
        if (known >= 0) {
            if ((known != 0) != any) {
                continue; /* decides nothing */
            }
            emit_expr(c, values->items[i]);
            emit_jump(c, OP_JUMP, end);
            break;
        }
        emit_expr(c, values->items[i]);
        emit_jump(c, any ? OP_JUMP_IF_TRUE_OR_POP : OP_JUMP_IF_FALSE_OR_POP, end);
    }
    emit_expr(c, values->items[values->count - 1]);
    emit_place(c, end);
}

static void emit_slice_bounds(compiler *c, struct node *n) {
    struct node *bounds[2] = {n->u.slice.lower, n->u.slice.upper};
    for (int i = 0; i < 2; i++) {
        if (bounds[i] != NULL) {
            emit_expr(c, bounds[i]);
        } else {
            emit_none(c);
        }
    }
}

static void emit_slice(compiler *c, struct node *n) {
    emit_slice_bounds(c, n);
    if (n->u.slice.step != NULL) {
        emit_expr(c, n->u.slice.step);
    }
    EMIT_B(c, BUILD_SLICE, n->u.slice.step != NULL ? 3 : 2);
}

static void emit_joined_str(compiler *c, struct node *n) {
    struct node_list *values = &n->u.joined_str.values;
    if (values->count == 0) {
        emit_const(c, from_obj(c->t->vm->empty_str));
        return;
    }
    uint32_t pending = 0;
    for (uint32_t i = 0; i < values->count; i++) {
        emit_expr(c, values->items[i]);
        if (++pending == 1000) { /* keeps the stack small */
            EMIT_B(c, BUILD_STRING, pending);
            pending = 1;
        }
    }
    if (pending != 1) {
        EMIT_B(c, BUILD_STRING, pending);
    }
}

static void emit_formatted_value(compiler *c, struct node *n) {
    char how = n->u.formatted_value.conversion;
    unsigned a = how == 's' ? 1 : how == 'r' ? 2 : how == 'a' ? 3 : 0;
    emit_expr(c, n->u.formatted_value.value);
    if (n->u.formatted_value.format_spec != NULL) {
        emit_expr(c, n->u.formatted_value.format_spec);
        a |= 4;
    }
    emit_op(c, OP_FORMAT_VALUE, a, 0);
}

static void check_in_function(compiler *c) {
    if (c->u->s->kind < SCOPE_FUNCTION) {
        emit_error(c, c->u->at, "'yield' outside function");
    }
}

static void emit_attribute(compiler *c, struct node *n) {
    emit_expr(c, n->u.attribute.value);
    emit_attr_place(c, n);
    if (n->ctx != CTX_LOAD) {
        emit_check_name(c, n->u.attribute.attr, (enum ast_ctx)n->ctx);
    }
    static const uint8_t ops[] = {OP_LOAD_ATTR, OP_STORE_ATTR, OP_DELETE_ATTR};
    emit_name_op(c, ops[n->ctx], emit_mangled(c, n->u.attribute.attr));
}

static void emit_subscript(compiler *c, struct node *n) {
    static const uint8_t ops[] = {OP_GETITEM, OP_SETITEM, OP_DELITEM};
    if (n->ctx == CTX_LOAD) {
        check_subscript(c, n);
    }
    struct node *key = n->u.subscript.slice;
    emit_expr(c, n->u.subscript.value);
    if (n->ctx == CTX_LOAD && key->kind == AST_SLICE && key->u.slice.step == NULL) {
        emit_slice_bounds(c, key);
        EMIT(c, GET_SLICE);
        return;
    }
    emit_expr(c, key);
    emit_op(c, ops[n->ctx], 0, 0);
}

static void emit_unary(compiler *c, struct node *n) {
    struct node *of = n->u.unary_op.operand;
    if (n->u.unary_op.op == UNARY_NOT && of->kind == AST_COMPARE &&
        of->u.compare.comparators.count == 1 && of->u.compare.ops[0] >= AST_CMP_IS) {
        static const uint8_t opposite[] = {AST_CMP_IS_NOT, AST_CMP_IS, AST_CMP_NOT_IN, AST_CMP_IN};
        unsigned op = opposite[of->u.compare.ops[0] - AST_CMP_IS];
        emit_expr(c, of->u.compare.left);
        emit_comparator(c, of->u.compare.comparators.items[0], op);
        emit_compare_op(c, op);
        return;
    }
    static const uint8_t ops[] = {[UNARY_INVERT] = OP_INVERT,
                                  [UNARY_NOT] = OP_NOT,
                                  [UNARY_ADD] = OP_POS,
                                  [UNARY_SUB] = OP_NEG};
    emit_expr(c, of);
    emit_op(c, ops[n->u.unary_op.op], 0, 0);
}

static void emit_kind(compiler *c, struct node *n) {
    switch (n->kind) {
    case AST_CONSTANT: emit_const(c, emit_fold(c, n)); break;
    case AST_NAME: emit_ident_op(c, n->u.name.id, (enum ast_ctx)n->ctx); break;
    case AST_ATTRIBUTE: emit_attribute(c, n); break;
    case AST_SUBSCRIPT: emit_subscript(c, n); break;
    case AST_CALL: emit_call(c, n); break;
    case AST_BIN_OP:
        emit_expr(c, n->u.bin_op.left);
        emit_expr(c, n->u.bin_op.right);
        emit_binary(c, n->u.bin_op.op, false);
        break;
    case AST_UNARY_OP: emit_unary(c, n); break;
    case AST_BOOL_OP: emit_bool_op(c, n); break;
    case AST_COMPARE: emit_compare(c, n); break;
    case AST_NAMED_EXPR:
        emit_expr(c, n->u.named_expr.value);
        EMIT_B(c, COPY, 1);
        emit_expr(c, n->u.named_expr.target);
        break;
    case AST_LAMBDA: emit_lambda(c, n); break;
    case AST_IF_EXP: {
        uint32_t other = emit_label(c), end = emit_label(c);
        emit_jump_if(c, n->u.if_exp.test, other, false);
        emit_expr(c, n->u.if_exp.body);
        emit_jump(c, OP_JUMP, end);
        emit_place(c, other);
        emit_expr(c, n->u.if_exp.orelse);
        emit_place(c, end);
        break;
    }
    case AST_DICT: emit_dict(c, n); break;
    case AST_SET: emit_display(c, &n->u.set.elts, 0, DISPLAY_SET); break;
    case AST_LIST:
    case AST_TUPLE: emit_sequence(c, n); break;
    case AST_LIST_COMP:
    case AST_SET_COMP:
    case AST_DICT_COMP:
    case AST_GENERATOR_EXP: emit_comp(c, n); break;
    case AST_YIELD:
        check_in_function(c);
        if (n->u.yield.value != NULL) {
            emit_expr(c, n->u.yield.value);
        } else {
            emit_none(c);
        }
        EMIT(c, YIELD);
        break;
    case AST_YIELD_FROM: {
        check_in_function(c);
        uint32_t send = emit_label(c), end = emit_label(c);
        emit_expr(c, n->u.yield_from.value);
        EMIT(c, GET_YIELD_ITER);
        emit_none(c);
        emit_place(c, send);
        emit_jump(c, OP_SEND, end);
        emit_jump(c, OP_YIELD_FROM, send);
        emit_place(c, end);
        break;
    }
    case AST_JOINED_STR: emit_joined_str(c, n); break;
    case AST_FORMATTED_VALUE: emit_formatted_value(c, n); break;
    case AST_SLICE: emit_slice(c, n); break;
    case AST_STARRED:
        emit_error(c, c->u->at,
                   n->ctx == CTX_STORE ? "starred assignment target must be in a list or tuple"
                                       : "can't use starred expression here");
    default: break;
    }
}

void emit_expr(compiler *c, struct node *n) {
    emit_enter(c);
    loc old = c->u->at;
    emit_at(c, n);
    value v = emit_fold(c, n);
    if (v != NIL) {
        emit_const(c, v);
    } else {
        emit_kind(c, n);
    }
    c->u->at = old;
    emit_leave(c);
}
