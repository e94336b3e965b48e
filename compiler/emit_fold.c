/* emit_fold.c: expressions whose value is known at compile time. As CPython 3.11's ast_opt.c:
 * arithmetic of constants, tuples of constants, constant items of constants, __debug__; with its
 * limits on how large a result may get. What was found is noted in node->note (1 = not constant,
 * else 2 + index in c->folded), so that deep trees are looked at once.
 */
#include "compiler/emit.h"

enum { MAX_INT_BITS = 128, MAX_COLLECTION = 256, MAX_STR = 4096, MAX_ITEMS = 1024 };

value emit_literal(compiler *c, const struct node *n) {
    thread *t = c->t;
    switch ((enum const_kind)n->u.constant.kind) {
    case CONST_NONE: return NONE;
    case CONST_TRUE: return V_TRUE;
    case CONST_FALSE: return V_FALSE;
    case CONST_ELLIPSIS: return ELLIPSIS;
    case CONST_INT:
        if (n->u.constant.is_small) {
            return emit_ok(c, int_new_u64(t, n->u.constant.small));
        }
        {
            value v = int_parse(t, n->u.constant.s, n->u.constant.len, n->u.constant.base);
            if (v == NIL && exc_is(t, E_VALUE_ERROR)) {
                /* the limit on decimal digits */
                value text = op_str(t, t->exc);
                exc_clear(t);
                emit_ok(c, text);
                emit_error(c, emit_loc(n),
                           "%U - Consider hexadecimal for huge integer literals to avoid decimal "
                           "conversion limits.",
                           (str *)as_obj(text));
            }
            return emit_ok(c, v);
        }
    case CONST_FLOAT: return from_double(n->u.constant.number);
    case CONST_IMAGINARY: return emit_ok(c, complex_new(t, 0, n->u.constant.number));
    case CONST_BYTES: return emit_ok(c, bytes_new(t, n->u.constant.s, n->u.constant.len));
    case CONST_STR: break;
    }
    const char *s = n->u.constant.s;
    size_t len = n->u.constant.len;
    for (size_t i = 0; i < len; i++) {
        char ch = s[i];
        if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
              ch == '_')) {
            return emit_ok(c, str_new(t, s, len));
        }
    }
    str *name = str_intern_len(t, s, len); /* looks like a name: is one object wherever it stands */
    if (name == NULL) {
        emit_fail(c);
    }
    return from_obj(name);
}

/* ---- the limits ---- */

static size_t int_bits(value v) {
    if (is_bool(v)) {
        return v == V_TRUE;
    }
    if (is_int(v)) {
        uint64_t x = (uint64_t)(as_int(v) < 0 ? -as_int(v) : as_int(v));
        return x == 0 ? 0 : 64 - (size_t)__builtin_clzll(x);
    }
    const bigint *b = (const bigint *)as_obj(v);
    return 64 * (size_t)(b->size < 0 ? -b->size : b->size);
}

static int64_t items_within(value v, int64_t limit) {
    if (is_kind(v, T_TUPLE)) {
        const tuple *p = (const tuple *)as_obj(v);
        limit -= (int64_t)p->len;
        for (size_t i = 0; limit >= 0 && i < p->len; i++) {
            limit = items_within(p->items[i], limit);
        }
    }
    return limit;
}

/* n times a sequence: -1 = v is none. */
static bool repeat_is_small(value n, value v) {
    int64_t times;
    if (!int_to_int64(n, &times)) {
        return false;
    }
    size_t len;
    int64_t limit = MAX_STR;
    if (is_kind(v, T_TUPLE)) {
        len = ((const tuple *)as_obj(v))->len;
        limit = MAX_COLLECTION;
        if (len != 0 && times > 0 && times <= limit && items_within(v, MAX_ITEMS / times) < 0) {
            return false;
        }
    } else if (is_kind(v, T_STR)) {
        len = ((const str *)as_obj(v))->count;
    } else {
        len = ((const bytes *)as_obj(v))->len;
    }
    return len == 0 || (times >= 0 && times <= limit / (int64_t)len);
}

static bool is_sequence(value v) {
    return is_kind(v, T_TUPLE) || is_kind(v, T_STR) || is_kind(v, T_BYTES);
}

static bool may_fold(enum ast_operator op, value a, value b) {
    bool ints = is_any_int(a) && is_any_int(b);
    int64_t n;
    switch (op) {
    case AST_OP_MULT:
        if (ints) {
            return int_bits(a) + int_bits(b) <= MAX_INT_BITS;
        }
        if (is_any_int(a) && is_sequence(b)) {
            return repeat_is_small(a, b);
        }
        if (is_any_int(b) && is_sequence(a)) {
            return repeat_is_small(b, a);
        }
        return true;
    case AST_OP_POW:
        if (ints && int_sign(b) > 0) {
            return int_to_int64(b, &n) && int_bits(a) <= (size_t)(MAX_INT_BITS / n);
        }
        return true;
    case AST_OP_LSHIFT:
        if (ints && int_sign(a) != 0 && int_sign(b) != 0) {
            return int_to_int64(b, &n) && n <= MAX_INT_BITS && n >= 0 &&
                   int_bits(a) <= (size_t)(MAX_INT_BITS - n);
        }
        return true;
    case AST_OP_MOD: return !is_kind(a, T_STR) && !is_kind(a, T_BYTES); /* formatting */
    default: return true;
    }
}

/* ---- folding ---- */

/* A failed attempt is no error: the instruction will raise it when it runs. */
static value attempt(compiler *c, value v) {
    if (v == NIL && c->t->exc != NIL) {
        exc_clear(c->t);
    }
    return v;
}

static value fold_binary(compiler *c, struct node *n) {
    value a = emit_fold(c, n->u.bin_op.left);
    if (a == NIL) {
        return NIL;
    }
    value b = emit_fold(c, n->u.bin_op.right);
    enum ast_operator op = n->u.bin_op.op;
    if (b == NIL || !may_fold(op, a, b)) {
        return NIL;
    }
    static const uint8_t ops[] = {
        [AST_OP_ADD] = BIN_ADD,
        [AST_OP_SUB] = BIN_SUB,
        [AST_OP_MULT] = BIN_MUL,
        [AST_OP_MAT_MULT] = BIN_MATMUL,
        [AST_OP_DIV] = BIN_DIV,
        [AST_OP_MOD] = BIN_MOD,
        [AST_OP_POW] = BIN_POW,
        [AST_OP_LSHIFT] = BIN_LSHIFT,
        [AST_OP_RSHIFT] = BIN_RSHIFT,
        [AST_OP_BIT_OR] = BIN_OR,
        [AST_OP_BIT_XOR] = BIN_XOR,
        [AST_OP_BIT_AND] = BIN_AND,
        [AST_OP_FLOOR_DIV] = BIN_FLOORDIV,
    };
    return attempt(c, op_binary(c->t, a, b, (enum binary_op)ops[op]));
}

static value fold_unary(compiler *c, struct node *n) {
    value v = emit_fold(c, n->u.unary_op.operand);
    if (v == NIL) {
        return NIL;
    }
    switch ((enum ast_unary_op)n->u.unary_op.op) {
    case UNARY_NOT: {
        int yes = op_truth(c->t, v);
        return yes < 0 ? attempt(c, NIL) : from_bool(!yes);
    }
    case UNARY_INVERT: return attempt(c, op_unary(c->t, v, UN_INVERT));
    case UNARY_ADD: return attempt(c, op_unary(c->t, v, UN_POS));
    default: return attempt(c, op_unary(c->t, v, UN_NEG));
    }
}

value emit_fold_list(compiler *c, struct node_list *elts) {
    value *items = emit_alloc(c, elts->count * sizeof *items);
    for (uint32_t i = 0; i < elts->count; i++) {
        items[i] = emit_fold(c, elts->items[i]);
        if (items[i] == NIL) {
            return NIL;
        }
    }
    return emit_ok(c, tuple_of(c->t, items, elts->count));
}

value emit_fold(compiler *c, struct node *n) {
    value v = NIL;
    switch (n->kind) {
    case AST_CONSTANT:
        if (n->note == 0) {
            v = emit_literal(c, n);
        }
        break;
    case AST_NAME:
        return n->ctx == CTX_LOAD && ident_is(n->u.name.id, "__debug__") ? from_bool(!c->optimize)
                                                                         : NIL;
    case AST_BIN_OP:
    case AST_UNARY_OP:
    case AST_TUPLE:
    case AST_SUBSCRIPT:
        if (n->note == 0) {
            emit_enter(c);
            if (n->kind == AST_BIN_OP) {
                v = fold_binary(c, n);
            } else if (n->kind == AST_UNARY_OP) {
                v = fold_unary(c, n);
            } else if (n->ctx != CTX_LOAD) {
                v = NIL;
            } else if (n->kind == AST_TUPLE) {
                v = emit_fold_list(c, &n->u.sequence.elts);
            } else {
                value of = emit_fold(c, n->u.subscript.value);
                value key = of == NIL ? NIL : emit_fold(c, n->u.subscript.slice);
                v = key == NIL ? NIL : attempt(c, op_getitem(c->t, of, key));
            }
            emit_leave(c);
        }
        break;
    default: return NIL;
    }
    if (n->note == 0) {
        if (v == NIL) {
            n->note = 1;
        } else {
            EMIT_GROW(c, c->folded, c->nfolded, c->folded_room);
            c->folded[c->nfolded] = v;
            n->note = 2 + c->nfolded++;
        }
        return v;
    }
    return n->note == 1 ? NIL : c->folded[n->note - 2];
}

int emit_truth(compiler *c, struct node *n) {
    value v = emit_fold(c, n);
    if (v == NIL) {
        return -1;
    }
    int yes = op_truth(c->t, v);
    if (yes < 0) {
        emit_fail(c);
    }
    return yes;
}

value emit_fold_set(compiler *c, struct node_list *elts) {
    value items = emit_fold_list(c, elts);
    if (items == NIL) {
        return NIL;
    }
    /* Twice: CPython makes constant sets anew out of the items of the first one, and its order
     * shows. */
    value s = NIL;
    for (int round = 0; round < 2; round++) {
        s = emit_ok(c, set_new(c->t, T_FROZENSET));
        if (items == NIL || !set_update(c->t, (set *)as_obj(s), items)) {
            emit_fail(c);
        }
        items = tuple_from(c->t, s);
    }
    return s;
}

value emit_fold_items(compiler *c, struct node *n) {
    return n->kind == AST_LIST  ? emit_fold_list(c, &n->u.sequence.elts)
           : n->kind == AST_SET ? emit_fold_set(c, &n->u.set.elts)
                                : NIL;
}
