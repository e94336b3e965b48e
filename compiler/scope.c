/* scope.c: see scope.h. The walk goes in CPython's order, since that decides which of two errors is
 * reported. After it `resolve` settles the names of each block, outer blocks first: a name that is
 * only used, or declared nonlocal, is looked up in the functions around; the one that binds it gets
 * a cell and those between pass it on as free.
 */
#include "compiler/scope.h"

#include "compiler/emit.h"

static inline uint32_t name_hash(const str *name) {
    return (uint32_t)((uintptr_t)name >> 4) * 2654435761u >> 7;
}

sym *scope_find(const scope *s, const str *name) {
    if (s->table_mask == 0) {
        return NULL;
    }
    for (uint32_t i = name_hash(name) & s->table_mask; s->table[i] != NULL;
         i = (i + 1) & s->table_mask) {
        if (s->table[i]->name == name) {
            return s->table[i];
        }
    }
    return NULL;
}

static void table_put(scope *s, sym *y) {
    uint32_t i = name_hash(y->name) & s->table_mask;
    while (s->table[i] != NULL) {
        i = (i + 1) & s->table_mask;
    }
    s->table[i] = y;
}

static sym *scope_add(compiler *c, scope *s, str *name) {
    sym *y = scope_find(s, name);
    if (y != NULL) {
        return y;
    }
    if (s->nsyms * 2 >= s->table_mask) {
        uint32_t size = s->table_mask == 0 ? 16 : (s->table_mask + 1) * 2;
        s->table = emit_alloc(c, size * sizeof(sym *));
        memset(s->table, 0, size * sizeof(sym *));
        s->table_mask = size - 1;
        for (uint32_t i = 0; i < s->nsyms; i++) {
            table_put(s, s->syms[i]);
        }
    }
    EMIT_GROW(c, s->syms, s->nsyms, s->syms_room);
    y = emit_alloc(c, sizeof *y);
    *y = (sym){.name = name, .slot = -1};
    s->syms[s->nsyms++] = y;
    table_put(s, y);
    return y;
}

/* ---- building ---- */

static void visit_stmts(compiler *c, scope *s, struct node_list *nodes);
static void visit_stmt(compiler *c, scope *s, struct node *n);
static void visit_expr(compiler *c, scope *s, struct node *n);
static void visit_pattern(compiler *c, scope *s, struct node *n);

static scope *enter(compiler *c, enum scope_kind kind, struct node *n, scope *parent) {
    scope *s = emit_alloc(c, sizeof *s);
    *s = (scope){.kind = (uint8_t)kind, .parent = parent};
    if (parent != NULL) {
        s->nested = parent->nested || parent->kind >= SCOPE_FUNCTION;
        s->private_class = parent->private_class;
        /* No := in an iterable, not even in a lambda inside of it. */
        s->comp_iter_depth = parent->comp_iter_depth;
    }
    EMIT_GROW(c, c->scopes, c->nscopes, c->scopes_room);
    c->scopes[c->nscopes++] = s;
    n->note = c->nscopes;
    return s;
}

static sym *define_str(compiler *c, scope *s, str *name, unsigned flag, loc at) {
    sym *y = scope_add(c, s, name);
    if ((flag & DEF_PARAM) && (y->flags & DEF_PARAM)) {
        emit_error(c, at, "duplicate argument '%U' in function definition", name);
    }
    y->flags |= (uint16_t)flag;
    if (s->in_comp_target) {
        if (y->flags & (DEF_GLOBAL | DEF_NONLOCAL)) {
            emit_error(c, at,
                       "comprehension inner loop cannot rebind assignment expression target '%U'",
                       name);
        }
        y->flags |= DEF_COMP_ITER;
    }
    return y;
}

static sym *define(compiler *c, scope *s, const struct ident *id, unsigned flag, loc at) {
    return define_str(c, s, emit_mangle(c, s->private_class, id), flag, at);
}

static void visit_exprs(compiler *c, scope *s, struct node_list *nodes) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        if (nodes->items[i] != NULL) {
            visit_expr(c, s, nodes->items[i]);
        }
    }
}

static void visit_opt(compiler *c, scope *s, struct node *n) {
    if (n != NULL) {
        visit_expr(c, s, n);
    }
}

static void visit_keywords(compiler *c, scope *s, struct node_list *nodes) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        visit_expr(c, s, nodes->items[i]->u.keyword.value);
    }
}

static void visit_annotation(compiler *c, scope *s, struct node *n) {
    if (n != NULL && !c->future_annotations) {
        visit_expr(c, s, n);
    }
}

static void visit_arg_annotations(compiler *c, scope *s, struct node_list *nodes) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        visit_annotation(c, s, nodes->items[i]->u.arg.annotation);
    }
}

static void define_params(compiler *c, scope *s, struct node_list *nodes) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        define(c, s, nodes->items[i]->u.arg.arg, DEF_PARAM, emit_loc(nodes->items[i]));
    }
}

static void visit_arguments(compiler *c, scope *s, struct node *args) {
    define_params(c, s, &args->u.arguments.posonlyargs);
    define_params(c, s, &args->u.arguments.args);
    define_params(c, s, &args->u.arguments.kwonlyargs);
    if (args->u.arguments.vararg != NULL) {
        define(c, s, args->u.arguments.vararg->u.arg.arg, DEF_PARAM,
               emit_loc(args->u.arguments.vararg));
    }
    if (args->u.arguments.kwarg != NULL) {
        define(c, s, args->u.arguments.kwarg->u.arg.arg, DEF_PARAM,
               emit_loc(args->u.arguments.kwarg));
    }
}

/* The binding of `target := ...` inside a comprehension goes to the block around all
 * comprehensions. */
static void extend_named_expr(compiler *c, scope *s, struct node *target) {
    const struct ident *id = target->u.name.id;
    str *name = emit_mangle(c, s->private_class, id);
    for (scope *p = s; p != NULL; p = p->parent) {
        sym *y = scope_find(p, name);
        if (p->kind == SCOPE_COMP) {
            if (y != NULL && (y->flags & DEF_COMP_ITER)) {
                emit_error(
                    c, emit_loc(target),
                    "assignment expression cannot rebind comprehension iteration variable '%U'",
                    name);
            }
            continue;
        }
        if (p->kind == SCOPE_CLASS) {
            emit_error(
                c, emit_loc(target),
                "assignment expression within a comprehension cannot be used in a class body");
        }
        bool global = p->kind == SCOPE_MODULE || (y != NULL && (y->flags & DEF_GLOBAL));
        sym *mine = define_str(c, s, name, global ? DEF_GLOBAL : DEF_NONLOCAL, emit_loc(target));
        mine->declared = emit_loc(target);
        define_str(c, p, name, p->kind == SCOPE_MODULE ? DEF_GLOBAL : DEF_LOCAL, emit_loc(target));
        return;
    }
}

static void visit_comp(compiler *c, scope *s, struct node *n, struct node_list *generators,
                       struct node *elt, struct node *val, const char *what) {
    struct node *first = generators->items[0];
    s->comp_iter_depth++;
    visit_expr(c, s, first->u.comprehension.iter);
    s->comp_iter_depth--;
    scope *in = enter(c, SCOPE_COMP, n, s);
    in->comp_name = what;
    in->generator = n->kind == AST_GENERATOR_EXP;
    define_str(c, in, str_intern(c->t, ".0"), DEF_PARAM, emit_loc(n));
    for (uint32_t i = 0; i < generators->count; i++) {
        struct node *g = generators->items[i];
        in->in_comp_target = true;
        visit_expr(c, in, g->u.comprehension.target);
        in->in_comp_target = false;
        if (i > 0) {
            in->comp_iter_depth++;
            visit_expr(c, in, g->u.comprehension.iter);
            in->comp_iter_depth--;
        }
        visit_exprs(c, in, &g->u.comprehension.ifs);
    }
    visit_opt(c, in, val);
    visit_expr(c, in, elt);
}

static void check_yield(compiler *c, scope *s, struct node *n) {
    if (s->kind == SCOPE_COMP) {
        emit_error(c, emit_loc(n), "'yield' inside %s", s->comp_name);
    }
    s->generator = true;
}

static void visit_expr(compiler *c, scope *s, struct node *n) {
    emit_enter(c);
    switch (n->kind) {
    case AST_BOOL_OP: visit_exprs(c, s, &n->u.bool_op.values); break;
    case AST_NAMED_EXPR:
        if (s->comp_iter_depth > 0) {
            emit_error(
                c, emit_loc(n),
                "assignment expression cannot be used in a comprehension iterable expression");
        }
        if (s->kind == SCOPE_COMP) {
            extend_named_expr(c, s, n->u.named_expr.target);
        }
        visit_expr(c, s, n->u.named_expr.value);
        visit_expr(c, s, n->u.named_expr.target);
        break;
    case AST_BIN_OP:
        visit_expr(c, s, n->u.bin_op.left);
        visit_expr(c, s, n->u.bin_op.right);
        break;
    case AST_UNARY_OP: visit_expr(c, s, n->u.unary_op.operand); break;
    case AST_LAMBDA: {
        struct node *args = n->u.lambda.args;
        visit_exprs(c, s, &args->u.arguments.defaults);
        visit_exprs(c, s, &args->u.arguments.kw_defaults);
        scope *in = enter(c, SCOPE_LAMBDA, n, s);
        visit_arguments(c, in, args);
        visit_expr(c, in, n->u.lambda.body);
        break;
    }
    case AST_IF_EXP:
        visit_expr(c, s, n->u.if_exp.test);
        visit_expr(c, s, n->u.if_exp.body);
        visit_expr(c, s, n->u.if_exp.orelse);
        break;
    case AST_DICT:
        visit_exprs(c, s, &n->u.dict.keys);
        visit_exprs(c, s, &n->u.dict.values);
        break;
    case AST_SET: visit_exprs(c, s, &n->u.set.elts); break;
    case AST_LIST_COMP:
        visit_comp(c, s, n, &n->u.comp.generators, n->u.comp.elt, NULL, "list comprehension");
        break;
    case AST_SET_COMP:
        visit_comp(c, s, n, &n->u.comp.generators, n->u.comp.elt, NULL, "set comprehension");
        break;
    case AST_GENERATOR_EXP:
        visit_comp(c, s, n, &n->u.comp.generators, n->u.comp.elt, NULL, "generator expression");
        break;
    case AST_DICT_COMP:
        visit_comp(c, s, n, &n->u.dict_comp.generators, n->u.dict_comp.key, n->u.dict_comp.value,
                   "dict comprehension");
        break;
    case AST_YIELD:
        visit_opt(c, s, n->u.yield.value);
        check_yield(c, s, n);
        break;
    case AST_YIELD_FROM:
        visit_expr(c, s, n->u.yield_from.value);
        check_yield(c, s, n);
        break;
    case AST_COMPARE:
        visit_expr(c, s, n->u.compare.left);
        visit_exprs(c, s, &n->u.compare.comparators);
        break;
    case AST_CALL:
        visit_expr(c, s, n->u.call.func);
        visit_exprs(c, s, &n->u.call.args);
        visit_keywords(c, s, &n->u.call.keywords);
        break;
    case AST_FORMATTED_VALUE:
        visit_expr(c, s, n->u.formatted_value.value);
        visit_opt(c, s, n->u.formatted_value.format_spec);
        break;
    case AST_JOINED_STR: visit_exprs(c, s, &n->u.joined_str.values); break;
    case AST_ATTRIBUTE: visit_expr(c, s, n->u.attribute.value); break;
    case AST_SUBSCRIPT:
        visit_expr(c, s, n->u.subscript.value);
        visit_expr(c, s, n->u.subscript.slice);
        break;
    case AST_STARRED: visit_expr(c, s, n->u.starred.value); break;
    case AST_NAME: {
        define(c, s, n->u.name.id, n->ctx == CTX_LOAD ? SYM_USE : DEF_LOCAL, emit_loc(n));
        /* super() without arguments needs the cell of the class */
        if (n->ctx == CTX_LOAD && s->kind >= SCOPE_FUNCTION && n->u.name.id->len == 5 &&
            memcmp(n->u.name.id->s, "super", 5) == 0) {
            scope_add(c, s, N(c->t, __class__))->flags |= SYM_USE;
        }
        break;
    }
    case AST_LIST:
    case AST_TUPLE: visit_exprs(c, s, &n->u.sequence.elts); break;
    case AST_SLICE:
        visit_opt(c, s, n->u.slice.lower);
        visit_opt(c, s, n->u.slice.upper);
        visit_opt(c, s, n->u.slice.step);
        break;
    default: break;
    }
    emit_leave(c);
}

static void visit_aliases(compiler *c, scope *s, struct node_list *ids) {
    for (uint32_t i = 0; i < ids->count; i++) {
        struct node *a = ids->items[i];
        const struct ident *name = a->u.alias.asname != NULL ? a->u.alias.asname : a->u.alias.name;
        if (name->len == 1 && name->s[0] == '*') {
            if (s->kind != SCOPE_MODULE) {
                emit_error(c, emit_loc(a), "import * only allowed at module level");
            }
            continue;
        }
        const char *dot = memchr(name->s, '.', name->len);
        if (dot != NULL) {
            define_str(c, s,
                       emit_mangle_bytes(c, s->private_class, name->s, (size_t)(dot - name->s)),
                       DEF_IMPORT, emit_loc(a));
        } else {
            define(c, s, name, DEF_IMPORT, emit_loc(a));
        }
    }
}

/* `global` and `nonlocal`. */
static void visit_declaration(compiler *c, scope *s, struct node *n, const struct ident_list *ids,
                              bool global) {
    const char *what = global ? "global" : "nonlocal";
    for (uint32_t i = 0; i < ids->count; i++) {
        str *name = emit_mangle(c, s->private_class, ids->items[i]);
        sym *y = scope_find(s, name);
        unsigned had = y == NULL ? 0 : y->flags;
        if (had & DEF_PARAM) {
            emit_error(c, emit_loc(n), "name '%U' is parameter and %s", name, what);
        }
        if (had & SYM_USE) {
            emit_error(c, emit_loc(n), "name '%U' is used prior to %s declaration", name, what);
        }
        if (had & DEF_ANNOT) {
            emit_error(c, emit_loc(n), "annotated name '%U' can't be %s", name, what);
        }
        if (had & DEF_LOCAL) {
            emit_error(c, emit_loc(n), "name '%U' is assigned to before %s declaration", name,
                       what);
        }
        y = define_str(c, s, name, global ? DEF_GLOBAL : DEF_NONLOCAL, emit_loc(n));
        if (y->declared.line == 0) {
            y->declared = emit_loc(n);
        }
        if (global) { /* at module level too: that code may have locals() of its own */
            scope_add(c, c->scopes[0], name)->flags |= DEF_GLOBAL;
        }
    }
}

static void visit_function(compiler *c, scope *s, struct node *n) {
    struct node *args = n->u.function_def.args;
    define(c, s, n->u.function_def.name, DEF_LOCAL, emit_loc(n));
    visit_exprs(c, s, &args->u.arguments.defaults);
    visit_exprs(c, s, &args->u.arguments.kw_defaults);
    visit_arg_annotations(c, s, &args->u.arguments.posonlyargs);
    visit_arg_annotations(c, s, &args->u.arguments.args);
    if (args->u.arguments.vararg != NULL) {
        visit_annotation(c, s, args->u.arguments.vararg->u.arg.annotation);
    }
    if (args->u.arguments.kwarg != NULL) {
        visit_annotation(c, s, args->u.arguments.kwarg->u.arg.annotation);
    }
    visit_arg_annotations(c, s, &args->u.arguments.kwonlyargs);
    visit_annotation(c, s, n->u.function_def.returns);
    visit_exprs(c, s, &n->u.function_def.decorator_list);
    scope *in = enter(c, SCOPE_FUNCTION, n, s);
    visit_arguments(c, in, args);
    visit_stmts(c, in, &n->u.function_def.body);
}

static void visit_class(compiler *c, scope *s, struct node *n) {
    define(c, s, n->u.class_def.name, DEF_LOCAL, emit_loc(n));
    visit_exprs(c, s, &n->u.class_def.bases);
    visit_keywords(c, s, &n->u.class_def.keywords);
    visit_exprs(c, s, &n->u.class_def.decorator_list);
    scope *in = enter(c, SCOPE_CLASS, n, s);
    in->private_class = n->u.class_def.name;
    visit_stmts(c, in, &n->u.class_def.body);
}

static void visit_ann_assign(compiler *c, scope *s, struct node *n) {
    struct node *target = n->u.ann_assign.target;
    if (target->kind == AST_NAME) {
        str *name = emit_mangle(c, s->private_class, target->u.name.id);
        sym *y = scope_find(s, name);
        if (y != NULL && (y->flags & (DEF_GLOBAL | DEF_NONLOCAL)) && s->kind != SCOPE_MODULE &&
            n->u.ann_assign.simple) {
            emit_error(c, emit_loc(n), "annotated name '%U' can't be %s", name,
                       y->flags & DEF_GLOBAL ? "global" : "nonlocal");
        }
        if (n->u.ann_assign.simple) {
            define_str(c, s, name, DEF_ANNOT | DEF_LOCAL, emit_loc(target));
        } else if (n->u.ann_assign.value != NULL) {
            define_str(c, s, name, DEF_LOCAL, emit_loc(target));
        }
    } else {
        visit_expr(c, s, target);
    }
    visit_annotation(c, s, n->u.ann_assign.annotation);
    visit_opt(c, s, n->u.ann_assign.value);
}

static void visit_stmt(compiler *c, scope *s, struct node *n) {
    emit_enter(c);
    switch (n->kind) {
    case AST_FUNCTION_DEF: visit_function(c, s, n); break;
    case AST_CLASS_DEF: visit_class(c, s, n); break;
    case AST_RETURN: visit_opt(c, s, n->u.return_.value); break;
    case AST_DELETE: visit_exprs(c, s, &n->u.delete_.targets); break;
    case AST_ASSIGN:
        visit_exprs(c, s, &n->u.assign.targets);
        visit_expr(c, s, n->u.assign.value);
        break;
    case AST_AUG_ASSIGN:
        visit_expr(c, s, n->u.aug_assign.target);
        visit_expr(c, s, n->u.aug_assign.value);
        break;
    case AST_ANN_ASSIGN: visit_ann_assign(c, s, n); break;
    case AST_FOR:
        visit_expr(c, s, n->u.for_.target);
        visit_expr(c, s, n->u.for_.iter);
        visit_stmts(c, s, &n->u.for_.body);
        visit_stmts(c, s, &n->u.for_.orelse);
        break;
    case AST_WHILE:
        visit_expr(c, s, n->u.while_.test);
        visit_stmts(c, s, &n->u.while_.body);
        visit_stmts(c, s, &n->u.while_.orelse);
        break;
    case AST_IF:
        visit_expr(c, s, n->u.if_.test);
        visit_stmts(c, s, &n->u.if_.body);
        visit_stmts(c, s, &n->u.if_.orelse);
        break;
    case AST_WITH:
        for (uint32_t i = 0; i < n->u.with.items.count; i++) {
            visit_expr(c, s, n->u.with.items.items[i]->u.with_item.context_expr);
            visit_opt(c, s, n->u.with.items.items[i]->u.with_item.optional_vars);
        }
        visit_stmts(c, s, &n->u.with.body);
        break;
    case AST_MATCH:
        visit_expr(c, s, n->u.match.subject);
        for (uint32_t i = 0; i < n->u.match.cases.count; i++) {
            struct node *k = n->u.match.cases.items[i];
            visit_pattern(c, s, k->u.match_case.pattern);
            visit_opt(c, s, k->u.match_case.guard);
            visit_stmts(c, s, &k->u.match_case.body);
        }
        break;
    case AST_RAISE:
        visit_opt(c, s, n->u.raise.exc);
        visit_opt(c, s, n->u.raise.cause);
        break;
    case AST_TRY:
        visit_stmts(c, s, &n->u.try_.body);
        visit_stmts(c, s, &n->u.try_.orelse);
        for (uint32_t i = 0; i < n->u.try_.handlers.count; i++) {
            struct node *h = n->u.try_.handlers.items[i];
            visit_opt(c, s, h->u.except_handler.type);
            if (h->u.except_handler.name != NULL) {
                define(c, s, h->u.except_handler.name, DEF_LOCAL, emit_loc(h));
            }
            visit_stmts(c, s, &h->u.except_handler.body);
        }
        visit_stmts(c, s, &n->u.try_.finalbody);
        break;
    case AST_ASSERT:
        visit_expr(c, s, n->u.assert_.test);
        visit_opt(c, s, n->u.assert_.msg);
        break;
    case AST_IMPORT: visit_aliases(c, s, &n->u.import.names); break;
    case AST_IMPORT_FROM: visit_aliases(c, s, &n->u.import_from.names); break;
    case AST_GLOBAL: visit_declaration(c, s, n, &n->u.global.names, true); break;
    case AST_NONLOCAL: visit_declaration(c, s, n, &n->u.nonlocal.names, false); break;
    case AST_EXPR: visit_expr(c, s, n->u.expr.value); break;
    default: break;
    }
    emit_leave(c);
}

static void visit_stmts(compiler *c, scope *s, struct node_list *nodes) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        visit_stmt(c, s, nodes->items[i]);
    }
}

static void visit_patterns(compiler *c, scope *s, struct node_list *nodes) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        visit_pattern(c, s, nodes->items[i]);
    }
}

static void visit_pattern(compiler *c, scope *s, struct node *n) {
    emit_enter(c);
    switch (n->kind) {
    case AST_MATCH_VALUE: visit_expr(c, s, n->u.match_value.value); break;
    case AST_MATCH_SEQUENCE: visit_patterns(c, s, &n->u.match_sequence.patterns); break;
    case AST_MATCH_STAR:
        if (n->u.match_star.name != NULL) {
            define(c, s, n->u.match_star.name, DEF_LOCAL, emit_loc(n));
        }
        break;
    case AST_MATCH_MAPPING:
        visit_exprs(c, s, &n->u.match_mapping.keys);
        visit_patterns(c, s, &n->u.match_mapping.patterns);
        if (n->u.match_mapping.rest != NULL) {
            define(c, s, n->u.match_mapping.rest, DEF_LOCAL, emit_loc(n));
        }
        break;
    case AST_MATCH_CLASS:
        visit_expr(c, s, n->u.match_class.cls);
        visit_patterns(c, s, &n->u.match_class.patterns);
        visit_patterns(c, s, &n->u.match_class.kwd_patterns);
        break;
    case AST_MATCH_AS:
        if (n->u.match_as.pattern != NULL) {
            visit_pattern(c, s, n->u.match_as.pattern);
        }
        if (n->u.match_as.name != NULL) {
            define(c, s, n->u.match_as.name, DEF_LOCAL, emit_loc(n));
        }
        break;
    case AST_MATCH_OR: visit_patterns(c, s, &n->u.match_or.patterns); break;
    default: break;
    }
    emit_leave(c);
}

/* ---- deciding ---- */

/* Whether a block around s binds the name for it; then all blocks between pass it on. */
static bool find_outer(compiler *c, scope *s, str *name) {
    scope *p = s->parent;
    for (; p != NULL; p = p->parent) {
        if (p->kind == SCOPE_MODULE) {
            return false;
        }
        if (p->kind == SCOPE_CLASS) {
            if (name == N(c->t, __class__)) {
                p->needs_class_cell = true;
                break;
            }
            continue;
        }
        sym *y = scope_find(p, name);
        if (y == NULL || (y->flags & DEF_NONLOCAL)) {
            continue;
        }
        if (y->flags & DEF_GLOBAL) {
            return false;
        }
        if (y->flags & DEF_BOUND) {
            y->where = WHERE_CELL;
            break;
        }
    }
    if (p == NULL) {
        return false;
    }
    for (scope *q = s->parent; q != p; q = q->parent) {
        sym *y = scope_add(c, q, name);
        if (q->kind == SCOPE_CLASS && (y->flags & (DEF_BOUND | DEF_GLOBAL))) {
            y->flags |= DEF_FREE_CLASS;
        } else {
            y->where = WHERE_FREE;
        }
    }
    return true;
}

static void resolve(compiler *c, scope *s) {
    for (uint32_t i = 0; i < s->nsyms; i++) {
        sym *y = s->syms[i];
        if (y->flags & DEF_GLOBAL) {
            if (y->flags & DEF_NONLOCAL) {
                emit_error(c, y->declared, "name '%U' is nonlocal and global", y->name);
            }
            y->where = WHERE_GLOBAL_EXPLICIT;
        } else if (y->flags & DEF_NONLOCAL) {
            if (s->kind == SCOPE_MODULE) {
                emit_error(c, y->declared, "nonlocal declaration not allowed at module level");
            }
            if (!find_outer(c, s, y->name)) {
                emit_error(c, y->declared, "no binding for nonlocal '%U' found", y->name);
            }
            y->where = WHERE_FREE;
        } else if (y->flags & DEF_BOUND) {
            y->where = WHERE_LOCAL;
        } else {
            y->where = find_outer(c, s, y->name) ? WHERE_FREE : WHERE_GLOBAL_IMPLICIT;
        }
    }
}

void scope_build(compiler *c, struct node *root) {
    scope *s = enter(c, SCOPE_MODULE, root, NULL);
    if (root->kind == AST_EXPRESSION) {
        visit_expr(c, s, root->u.expression.body);
    } else {
        visit_stmts(c, s,
                    root->kind == AST_MODULE ? &root->u.module.body : &root->u.interactive.body);
    }
    /* c->scopes has outer blocks before inner ones */
    for (uint32_t i = 0; i < c->nscopes; i++) {
        resolve(c, c->scopes[i]);
    }
}
