/* emit_match.c: the match statement. As CPython 3.11's compiler_match: a pattern leaves what it
 * captured on the stack, below the subjects that are still to be looked at, and stores all captures
 * only when the whole pattern matched; on failure it jumps to one of a row of POPs that takes off
 * as many values as lie there at that point.
 */
#include "compiler/emit.h"

typedef struct pattern {
    str **stores; /* captured so far: their values are on the stack, the first on top */
    uint32_t nstores, stores_room;
    bool irrefutable; /* a pattern that always matches is allowed here */
    uint32_t *fails;  /* fails[i]: pops i values, then goes on to the next case */
    uint32_t nfails, fails_room;
    uint32_t on_top; /* values on top of the captures */
} pattern;

static void emit_pattern(compiler *c, struct node *n, pattern *p);

static void need_fail(compiler *c, pattern *p, uint32_t pops) {
    while (p->nfails <= pops) {
        EMIT_GROW(c, p->fails, p->nfails, p->fails_room);
        p->fails[p->nfails++] = emit_label(c);
    }
}

static void jump_to_fail(compiler *c, pattern *p, unsigned op) {
    uint32_t pops = p->on_top + p->nstores;
    need_fail(c, p, pops);
    emit_jump(c, op, p->fails[pops]);
}

static void place_fails(compiler *c, pattern *p) {
    while (p->nfails > 1) {
        emit_place(c, p->fails[--p->nfails]);
        EMIT(c, POP);
    }
    if (p->nfails == 1) {
        emit_place(c, p->fails[0]);
        p->nfails = 0;
    }
}

/* TOS goes below count - 1 others. */
static void rotate(compiler *c, uint32_t count) {
    while (count > 1) {
        EMIT_B(c, SWAP, count--);
    }
}

static void add_store(compiler *c, pattern *p, str *name) {
    for (uint32_t i = 0; i < p->nstores; i++) {
        if (p->stores[i] == name) {
            emit_error(c, c->u->at, "multiple assignments to name %R in pattern", from_obj(name));
        }
    }
    EMIT_GROW(c, p->stores, p->nstores, p->stores_room);
    p->stores[p->nstores++] = name;
}

static void store_name(compiler *c, const struct ident *id, pattern *p) {
    if (id == NULL) {
        EMIT(c, POP);
        return;
    }
    emit_check_name(c, id, CTX_STORE);
    uint32_t depth = p->on_top + p->nstores + 1;
    add_store(c, p, emit_mangled(c, id));
    rotate(c, depth);
}

static bool is_wildcard(const struct node *n) {
    return n->kind == AST_MATCH_AS && n->u.match_as.name == NULL && n->u.match_as.pattern == NULL;
}

static void emit_subpattern(compiler *c, struct node *n, pattern *p) {
    bool old = p->irrefutable;
    p->irrefutable = true;
    emit_pattern(c, n, p);
    p->irrefutable = old;
}

static void pattern_as(compiler *c, struct node *n, pattern *p) {
    const struct ident *name = n->u.match_as.name;
    if (n->u.match_as.pattern == NULL) {
        if (!p->irrefutable) {
            if (name != NULL) {
                emit_error(c, c->u->at, "name capture %R makes remaining patterns unreachable",
                           from_obj(emit_ident(c, name)));
            }
            emit_error(c, c->u->at, "wildcard makes remaining patterns unreachable");
        }
        store_name(c, name, p);
        return;
    }
    p->on_top++;
    EMIT_B(c, COPY, 1);
    emit_pattern(c, n->u.match_as.pattern, p);
    p->on_top--;
    store_name(c, name, p);
}

static void pattern_class(compiler *c, struct node *n, pattern *p) {
    struct node_list *positional = &n->u.match_class.patterns,
                     *named = &n->u.match_class.kwd_patterns;
    struct ident_list *attrs = &n->u.match_class.kwd_attrs;
    uint32_t count = positional->count + named->count;
    for (uint32_t i = 0; i < attrs->count; i++) {
        for (uint32_t j = i + 1; j < attrs->count; j++) {
            if (attrs->items[i] == attrs->items[j]) {
                emit_error(c, emit_loc(named->items[j]),
                           "attribute name repeated in class pattern: %U",
                           emit_ident(c, attrs->items[i]));
            }
        }
    }
    emit_expr(c, n->u.match_class.cls);
    value ids = emit_ok(c, tuple_new(c->t, attrs->count));
    for (uint32_t i = 0; i < attrs->count; i++) {
        ((tuple *)as_obj(ids))->items[i] = from_obj(emit_ident(c, attrs->items[i]));
    }
    emit_const(c, ids);
    EMIT_B(c, MATCH_CLASS, positional->count);
    EMIT_B(c, COPY, 1);
    emit_none(c);
    emit_op(c, OP_IS, 1, 0);
    p->on_top++;
    jump_to_fail(c, p, OP_POP_JUMP_IF_FALSE);
    EMIT_B(c, UNPACK, count);
    p->on_top += count;
    p->on_top--;
    for (uint32_t i = 0; i < count; i++) {
        struct node *sub =
            i < positional->count ? positional->items[i] : named->items[i - positional->count];
        p->on_top--;
        if (is_wildcard(sub)) {
            EMIT(c, POP);
        } else {
            emit_subpattern(c, sub, p);
        }
    }
}

static void check_key(compiler *c, struct node_list *keys, uint32_t index) {
    struct node *key = keys->items[index];
    value v = emit_fold(c, key);
    if (v == NIL && key->kind != AST_ATTRIBUTE) {
        emit_error(c, c->u->at,
                   "mapping pattern keys may only match literals and attribute lookups");
    }
    for (uint32_t i = 0; v != NIL && i < index; i++) {
        value other = emit_fold(c, keys->items[i]);
        int same = other == NIL ? 0 : op_eq(c->t, other, v);
        if (same < 0) {
            emit_fail(c);
        }
        if (same) {
            emit_error(c, c->u->at, "mapping pattern checks duplicate key (%R)", v);
        }
    }
}

static void pattern_mapping(compiler *c, struct node *n, pattern *p) {
    struct node_list *keys = &n->u.match_mapping.keys, *patterns = &n->u.match_mapping.patterns;
    const struct ident *rest = n->u.match_mapping.rest;
    uint32_t count = keys->count;
    p->on_top++;
    EMIT(c, MATCH_MAPPING);
    jump_to_fail(c, p, OP_POP_JUMP_IF_FALSE);
    if (count == 0 && rest == NULL) {
        p->on_top--;
        EMIT(c, POP);
        return;
    }
    if (count != 0) {
        EMIT(c, GET_LEN);
        emit_const(c, from_small(count));
        EMIT(c, GE);
        jump_to_fail(c, p, OP_POP_JUMP_IF_FALSE);
    }
    for (uint32_t i = 0; i < count; i++) {
        check_key(c, keys, i);
    }
    value known = emit_fold_list(c, keys);
    if (known != NIL) {
        emit_const(c, known);
    } else {
        emit_exprs(c, keys);
        EMIT_B(c, BUILD_TUPLE, count);
    }
    EMIT(c, MATCH_KEYS);
    p->on_top += 2;
    EMIT_B(c, COPY, 1);
    emit_none(c);
    emit_op(c, OP_IS, 1, 0);
    jump_to_fail(c, p, OP_POP_JUMP_IF_FALSE);
    EMIT_B(c, UNPACK, count);
    p->on_top += count;
    p->on_top--;
    for (uint32_t i = 0; i < count; i++) {
        p->on_top--;
        emit_subpattern(c, patterns->items[i], p);
    }
    p->on_top -= 2;
    if (rest == NULL) {
        EMIT(c, POP); /* keys */
        EMIT(c, POP); /* subject */
        return;
    }
    /* rest = dict(subject); for key in keys: del rest[key] */
    EMIT_B(c, BUILD_MAP, 0);
    EMIT_B(c, SWAP, 3);
    EMIT_B(c, DICT_UPDATE, 2);
    EMIT_B(c, UNPACK, count);
    while (count > 0) {
        EMIT_B(c, COPY, 1 + count);
        count--;
        EMIT_B(c, SWAP, 2);
        EMIT(c, DELITEM);
    }
    store_name(c, rest, p);
}

static void pattern_or(compiler *c, struct node *n, pattern *p) {
    struct node_list *alts = &n->u.match_or.patterns;
    uint32_t end = emit_label(c);
    pattern old = *p;
    str **control = NULL;
    uint32_t ncontrol = 0;
    for (uint32_t i = 0; i < alts->count; i++) {
        emit_at(c, alts->items[i]);
        *p = (pattern){.irrefutable = i + 1 == alts->count && old.irrefutable};
        EMIT_B(c, COPY, 1);
        emit_pattern(c, alts->items[i], p);
        if (i == 0) {
            control = p->stores;
            ncontrol = p->nstores;
        } else if (p->nstores != ncontrol) {
            emit_error(c, c->u->at, "alternative patterns bind different names");
        }
        /* bring the captures into the order of the first alternative's */
        for (uint32_t k = ncontrol; i > 0 && k-- > 0;) {
            uint32_t at = 0;
            while (at < ncontrol && p->stores[at] != control[k]) {
                at++;
            }
            if (at == ncontrol) {
                emit_error(c, c->u->at, "alternative patterns bind different names");
            }
            if (at == k) {
                continue;
            }
            uint32_t moved = at + 1;
            str **order = emit_alloc(c, ncontrol * sizeof *order);
            uint32_t to = k - at;
            /* stores[:moved] go in behind the `to` that follow them */
            for (uint32_t j = 0; j < ncontrol; j++) {
                order[j] = j < to           ? p->stores[moved + j]
                           : j < to + moved ? p->stores[j - to]
                                            : p->stores[j];
            }
            p->stores = order;
            p->stores_room = ncontrol;
            while (moved-- > 0) {
                rotate(c, k + 1);
            }
        }
        emit_jump(c, OP_JUMP, end);
        place_fails(c, p);
    }
    *p = old;
    EMIT(c, POP);
    jump_to_fail(c, p, OP_JUMP);
    emit_place(c, end);
    uint32_t depth = ncontrol + 1 + p->on_top + p->nstores;
    for (uint32_t i = 0; i < ncontrol; i++) {
        rotate(c, depth);
        add_store(c, p, control[i]);
    }
    EMIT(c, POP);
}

static void sequence_unpack(compiler *c, struct node_list *patterns, int64_t star, pattern *p) {
    uint32_t count = patterns->count;
    if (star < 0) {
        EMIT_B(c, UNPACK, count);
    } else {
        if (star >= 256 || count - star - 1 >= 256) {
            emit_error(c, c->u->at, "too many expressions in star-unpacking sequence pattern");
        }
        emit_op(c, OP_UNPACK_EX, (unsigned)(count - star - 1), (uint32_t)star);
    }
    p->on_top += count;
    for (uint32_t i = 0; i < count; i++) {
        p->on_top--;
        emit_subpattern(c, patterns->items[i], p);
    }
}

/* With an unnamed star the items are better taken one by one. */
static void sequence_subscript(compiler *c, struct node_list *patterns, int64_t star, pattern *p) {
    p->on_top++;
    for (uint32_t i = 0; i < patterns->count; i++) {
        struct node *sub = patterns->items[i];
        if (is_wildcard(sub) || i == star) {
            continue;
        }
        EMIT_B(c, COPY, 1);
        if (i < star) {
            emit_const(c, from_small(i));
        } else {
            EMIT(c, GET_LEN);
            emit_const(c, from_small(patterns->count - i));
            EMIT(c, SUB);
        }
        EMIT(c, GETITEM);
        emit_subpattern(c, sub, p);
    }
    p->on_top--;
    EMIT(c, POP);
}

static void pattern_sequence(compiler *c, struct node *n, pattern *p) {
    struct node_list *patterns = &n->u.match_sequence.patterns;
    int64_t star = -1;
    bool only_wildcards = true, star_wildcard = false;
    for (uint32_t i = 0; i < patterns->count; i++) {
        struct node *sub = patterns->items[i];
        if (sub->kind == AST_MATCH_STAR) {
            if (star >= 0) {
                emit_error(c, c->u->at, "multiple starred names in sequence pattern");
            }
            star_wildcard = sub->u.match_star.name == NULL;
            only_wildcards &= star_wildcard;
            star = i;
        } else {
            only_wildcards &= is_wildcard(sub);
        }
    }
    p->on_top++;
    EMIT(c, MATCH_SEQUENCE);
    jump_to_fail(c, p, OP_POP_JUMP_IF_FALSE);
    if (star < 0) {
        EMIT(c, GET_LEN);
        emit_const(c, from_small(patterns->count));
        EMIT(c, EQ);
        jump_to_fail(c, p, OP_POP_JUMP_IF_FALSE);
    } else if (patterns->count > 1) {
        EMIT(c, GET_LEN);
        emit_const(c, from_small((int64_t)patterns->count - 1));
        EMIT(c, GE);
        jump_to_fail(c, p, OP_POP_JUMP_IF_FALSE);
    }
    p->on_top--;
    if (only_wildcards) {
        EMIT(c, POP);
    } else if (star_wildcard) {
        sequence_subscript(c, patterns, star, p);
    } else {
        sequence_unpack(c, patterns, star, p);
    }
}

static void emit_pattern(compiler *c, struct node *n, pattern *p) {
    emit_enter(c);
    emit_at(c, n); /* and not put back: what follows a part of a pattern stands where the part does,
                      as in CPython */
    switch (n->kind) {
    case AST_MATCH_VALUE:
        if (n->u.match_value.value->kind == AST_JOINED_STR) {
            emit_error(c, c->u->at, "patterns may only match literals and attribute lookups");
        }
        emit_expr(c, n->u.match_value.value);
        EMIT(c, EQ);
        jump_to_fail(c, p, OP_POP_JUMP_IF_FALSE);
        break;
    case AST_MATCH_SINGLETON: {
        enum const_kind k = n->u.match_singleton.value;
        emit_const(c, k == CONST_NONE ? NONE : from_bool(k == CONST_TRUE));
        EMIT(c, IS);
        jump_to_fail(c, p, OP_POP_JUMP_IF_FALSE);
        break;
    }
    case AST_MATCH_SEQUENCE: pattern_sequence(c, n, p); break;
    case AST_MATCH_MAPPING: pattern_mapping(c, n, p); break;
    case AST_MATCH_CLASS: pattern_class(c, n, p); break;
    case AST_MATCH_STAR: store_name(c, n->u.match_star.name, p); break;
    case AST_MATCH_AS: pattern_as(c, n, p); break;
    default: pattern_or(c, n, p); break;
    }
    emit_leave(c);
}

void emit_match(compiler *c, struct node *n) {
    struct node_list *cases = &n->u.match.cases;
    uint32_t end = emit_label(c), count = cases->count;
    emit_expr(c, n->u.match.subject);
    struct node *last = cases->items[count - 1];
    bool has_default = count > 1 && is_wildcard(last->u.match_case.pattern);
    uint32_t tested = count - has_default;
    for (uint32_t i = 0; i < tested; i++) {
        struct node *k = cases->items[i], *cond = k->u.match_case.guard;
        emit_at(c, k->u.match_case.pattern);
        if (i + 1 < tested) {
            EMIT_B(c, COPY, 1);
        }
        pattern p = {.irrefutable = cond != NULL || i + 1 == count};
        emit_pattern(c, k->u.match_case.pattern, &p);
        for (uint32_t j = 0; j < p.nstores; j++) {
            emit_variable(c, p.stores[j], CTX_STORE);
        }
        if (cond != NULL) {
            need_fail(c, &p, 0);
            emit_jump_if(c, cond, p.fails[0], false);
        }
        if (i + 1 < tested) {
            EMIT(c, POP);
        }
        emit_stmts(c, &k->u.match_case.body);
        emit_nowhere(c);
        emit_jump(c, OP_JUMP, end);
        emit_at(c, k->u.match_case.pattern);
        place_fails(c, &p);
    }
    if (has_default) {
        struct node *cond = last->u.match_case.guard;
        emit_at(c, last->u.match_case.pattern);
        EMIT(c, NOP);
        if (cond != NULL) {
            emit_jump_if(c, cond, end, false);
        }
        emit_stmts(c, &last->u.match_case.body);
    }
    emit_place(c, end);
}
