/* emit_stmt.c: statements. What try, with and loops leave behind for return, break and continue to
 * undo stands in unit->blocks; as in CPython 3.11 the bodies of `finally` are emitted once for each
 * way out.
 */
#include "compiler/emit.h"

static void emit_stmt(compiler *c, struct node *n);

void emit_stmts(compiler *c, struct node_list *nodes) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        emit_stmt(c, nodes->items[i]);
    }
}

/* ---- ways out ---- */

static void call_exit_with_nones(compiler *c) {
    emit_none(c);
    emit_none(c);
    emit_none(c);
    EMIT_B(c, CALL, 3);
    EMIT(c, POP);
}

/* name = None; del name: what is left of `except E as name` */
static void forget_name(compiler *c, const struct ident *name) {
    emit_none(c);
    emit_ident_op(c, name, CTX_STORE);
    emit_ident_op(c, name, CTX_DEL);
}

/* Undoes one block; keep: TOS is a value to be kept. */
static void unwind_block(compiler *c, const block *b, bool keep) {
    switch (b->kind) {
    case BLOCK_WHILE:
    case BLOCK_HANDLER: return;
    case BLOCK_STAR_HANDLER:
        emit_error(c, c->u->at,
                   "'break', 'continue' and 'return' cannot appear in an except* block");
    case BLOCK_FOR:
        if (keep) {
            EMIT_B(c, SWAP, 2);
        }
        EMIT(c, POP);
        return;
    case BLOCK_TRY: emit_unguard(c); return;
    case BLOCK_FINALLY:
        emit_unguard(c);
        if (keep) {
            emit_push_block(c, (block){.kind = BLOCK_VALUE});
        }
        emit_stmts(c, b->finalbody);
        if (keep) {
            emit_pop_block(c);
        }
        emit_nowhere(c);
        return;
    case BLOCK_FINALLY_END:
        if (keep) {
            EMIT_B(c, SWAP, 2);
        }
        EMIT(c, POP);
        if (keep) {
            EMIT_B(c, SWAP, 2);
        }
        emit_unguard(c);
        EMIT(c, POP_EXCEPT);
        return;
    case BLOCK_WITH:
        emit_at(c, b->with);
        emit_unguard(c);
        if (keep) {
            EMIT_B(c, SWAP, 2);
        }
        call_exit_with_nones(c);
        emit_nowhere(c);
        return;
    case BLOCK_HANDLER_CLEANUP:
        if (b->name != NULL) {
            emit_unguard(c);
        }
        if (keep) {
            EMIT_B(c, SWAP, 2);
        }
        emit_unguard(c);
        EMIT(c, POP_EXCEPT);
        if (b->name != NULL) {
            forget_name(c, b->name);
        }
        return;
    case BLOCK_VALUE:
        if (keep) {
            EMIT_B(c, SWAP, 2);
        }
        EMIT(c, POP);
        return;
    }
}

/* Undoes all blocks, or those inside the innermost loop, which is returned. While a block is undone
 * it is not in the list: its `finally` body must not undo it again. */
static const block *unwind_all(compiler *c, bool keep, bool to_loop) {
    unit *u = c->u;
    if (u->nblocks == 0) {
        return NULL;
    }
    block top = u->blocks[u->nblocks - 1];
    if (to_loop && (top.kind == BLOCK_WHILE || top.kind == BLOCK_FOR)) {
        return &u->blocks[u->nblocks - 1];
    }
    u->nblocks--;
    unwind_block(c, &top, keep);
    const block *loop = unwind_all(c, keep, to_loop);
    u->blocks[u->nblocks++] = top;
    return loop;
}

static void emit_return(compiler *c, struct node *n) {
    struct node *v = n->u.return_.value;
    if (c->u->s->kind < SCOPE_FUNCTION) {
        emit_error(c, c->u->at, "'return' outside function");
    }
    uint32_t guarded = c->u->handler;
    value known = v == NULL ? NONE : emit_fold(c, v);
    bool keep = known == NIL;
    if (keep) {
        emit_expr(c, v);
    } else if (v != NULL) {
        emit_at(c, v);
        EMIT(c, NOP);
    }
    if (v == NULL || v->lineno != n->lineno) {
        emit_at(c, n);
        EMIT(c, NOP);
    }
    unwind_all(c, keep, false);
    if (!keep) {
        emit_const(c, known);
    }
    EMIT(c, RETURN);
    c->u->handler = guarded;
}

static void emit_break(compiler *c) {
    uint32_t guarded = c->u->handler;
    loc at = c->u->at;
    EMIT(c, NOP);
    const block *loop = unwind_all(c, false, true);
    if (loop == NULL) {
        emit_error(c, at, "'break' outside loop");
    }
    unwind_block(c, loop, false);
    emit_jump(c, OP_JUMP, loop->exit);
    c->u->handler = guarded;
}

static void emit_continue(compiler *c) {
    uint32_t guarded = c->u->handler;
    loc at = c->u->at;
    EMIT(c, NOP);
    const block *loop = unwind_all(c, false, true);
    if (loop == NULL) {
        emit_error(c, at, "'continue' not properly in loop");
    }
    emit_jump(c, OP_JUMP, loop->start);
    c->u->handler = guarded;
}

/* ---- loops ---- */

static void emit_for(compiler *c, struct node *n) {
    uint32_t start = emit_label(c), cleanup = emit_label(c), end = emit_label(c);
    emit_push_block(c, (block){.kind = BLOCK_FOR, .start = start, .exit = end});
    value v = emit_fold_items(c, n->u.for_.iter);
    if (v != NIL) {
        loc old = c->u->at;
        emit_at(c, n->u.for_.iter);
        emit_const(c, v);
        c->u->at = old;
    } else {
        emit_expr(c, n->u.for_.iter);
    }
    EMIT(c, GET_ITER);
    emit_place(c, start);
    emit_jump(c, OP_FOR_ITER, cleanup);
    emit_expr(c, n->u.for_.target);
    emit_stmts(c, &n->u.for_.body);
    emit_nowhere(c);
    emit_jump(c, OP_JUMP, start);
    emit_place(c, cleanup);
    emit_pop_block(c);
    emit_stmts(c, &n->u.for_.orelse);
    emit_place(c, end);
}

static void emit_while(compiler *c, struct node *n) {
    uint32_t loop = emit_label(c), body = emit_label(c), anchor = emit_label(c),
             end = emit_label(c);
    emit_place(c, loop);
    emit_push_block(c, (block){.kind = BLOCK_WHILE, .start = loop, .exit = end});
    /* `continue` goes to the test at the bottom: one jump less */
    uint32_t again = emit_label(c);
    c->u->blocks[c->u->nblocks - 1].start = again;
    emit_jump_if(c, n->u.while_.test, anchor, false);
    emit_place(c, body);
    emit_stmts(c, &n->u.while_.body);
    emit_at(c, n);
    emit_place(c, again);
    emit_jump_if(c, n->u.while_.test, body, true);
    emit_pop_block(c);
    emit_place(c, anchor);
    emit_stmts(c, &n->u.while_.orelse);
    emit_place(c, end);
}

static void emit_if(compiler *c, struct node *n) {
    uint32_t end = emit_label(c);
    uint32_t other = n->u.if_.orelse.count != 0 ? emit_label(c) : end;
    emit_jump_if(c, n->u.if_.test, other, false);
    emit_stmts(c, &n->u.if_.body);
    if (n->u.if_.orelse.count != 0) {
        emit_nowhere(c);
        emit_jump(c, OP_JUMP, end);
        emit_place(c, other);
        emit_stmts(c, &n->u.if_.orelse);
    }
    emit_place(c, end);
}

/* ---- try and with ---- */

/* Where an exception out of a handler arrives: [previous, index, exception] -> the handler ends,
 * the exception goes on, as if from where it was raised. */
static void emit_pop_and_reraise(compiler *c) {
    EMIT_B(c, COPY, 3);
    EMIT(c, POP_EXCEPT);
    emit_op(c, OP_RERAISE, 1, 0);
}

static void emit_handler(compiler *c, struct node *h, uint32_t end) {
    const struct ident *name = h->u.except_handler.name;
    if (name == NULL) {
        emit_push_block(c, (block){.kind = BLOCK_HANDLER_CLEANUP});
        EMIT(c, POP);
        emit_stmts(c, &h->u.except_handler.body);
        emit_pop_block(c);
        emit_nowhere(c);
        emit_unguard(c);
        EMIT(c, POP_EXCEPT);
        emit_jump(c, OP_JUMP, end);
        return;
    }
    uint32_t failed = emit_label(c), guarded = c->u->handler;
    emit_ident_op(c, name, CTX_STORE);
    emit_guard(c, failed, true, 0);
    emit_push_block(c, (block){.kind = BLOCK_HANDLER_CLEANUP, .name = name});
    emit_stmts(c, &h->u.except_handler.body);
    emit_pop_block(c);
    emit_nowhere(c);
    emit_unguard(c);
    emit_unguard(c);
    EMIT(c, POP_EXCEPT);
    forget_name(c, name);
    emit_jump(c, OP_JUMP, end);
    c->u->handler = guarded;
    emit_place(c, failed);
    forget_name(c, name);
    emit_op(c, OP_RERAISE, 1, 0);
}

/* The body, `else`, and where their exceptions arrive: [previous, exception]. Answers the label for
 * exceptions out of the clauses, which come next. */
static uint32_t emit_tried(compiler *c, struct node *n, uint32_t end) {
    uint32_t except = emit_label(c), cleanup = emit_label(c);
    emit_guard(c, except, false, 0);
    emit_push_block(c, (block){.kind = BLOCK_TRY});
    emit_stmts(c, &n->u.try_.body);
    emit_pop_block(c);
    emit_unguard(c);
    emit_stmts(c, &n->u.try_.orelse);
    emit_nowhere(c);
    emit_jump(c, OP_JUMP, end);
    emit_place(c, except);
    emit_guard(c, cleanup, true, 0);
    EMIT(c, PUSH_EXC);
    return cleanup;
}

static void emit_try_except(compiler *c, struct node *n) {
    uint32_t end = emit_label(c);
    uint32_t cleanup = emit_tried(c, n, end);
    emit_push_block(c, (block){.kind = BLOCK_HANDLER});
    uint32_t guarded = c->u->handler, count = n->u.try_.handlers.count;
    for (uint32_t i = 0; i < count; i++) {
        struct node *h = n->u.try_.handlers.items[i];
        uint32_t next = emit_label(c);
        emit_at(c, h);
        if (h->u.except_handler.type == NULL && i + 1 < count) {
            emit_error(c, c->u->at, "default 'except:' must be last");
        }
        if (h->u.except_handler.type != NULL) {
            emit_expr(c, h->u.except_handler.type);
            EMIT(c, EXC_MATCH);
            emit_jump(c, OP_POP_JUMP_IF_FALSE, next);
        }
        emit_handler(c, h, end);
        c->u->handler = guarded;
        emit_place(c, next);
        emit_at(c, h);
    }
    emit_pop_block(c);
    EMIT(c, RERAISE);
    emit_nowhere(c);
    emit_unguard(c);
    emit_place(c, cleanup);
    emit_pop_and_reraise(c);
    emit_place(c, end);
}

/* One clause of except*. [original, raised, rest] -> the same, with what was raised in the body
 * appended to the list `raised`. */
static void emit_star_handler(compiler *c, struct node *h, uint32_t next) {
    uint32_t failed = emit_label(c), none = emit_label(c), guarded = c->u->handler;
    const struct ident *name = h->u.except_handler.name;
    emit_expr(c, h->u.except_handler.type);
    EMIT(c, EXC_GROUP_MATCH);
    EMIT_B(c, COPY, 1);
    emit_jump(c, OP_POP_JUMP_IF_NONE, none);
    if (name != NULL) {
        emit_ident_op(c, name, CTX_STORE);
    } else {
        EMIT(c, POP);
    }
    emit_guard(c, failed, false, 0);
    emit_push_block(c, (block){.kind = BLOCK_HANDLER_CLEANUP, .name = name});
    emit_stmts(c, &h->u.except_handler.body);
    emit_pop_block(c);
    emit_nowhere(c);
    emit_unguard(c);
    if (name != NULL) {
        forget_name(c, name);
    }
    emit_jump(c, OP_JUMP, next);
    c->u->handler = guarded;
    emit_place(c, failed);
    if (name != NULL) {
        forget_name(c, name);
    }
    EMIT_B(c, LIST_APPEND, 2);
    emit_jump(c, OP_JUMP, next);
    emit_place(c, none);
    EMIT(c, POP);
    emit_place(c, next);
}

/* As emit_try_except; each clause takes its part of the group, and what no clause took goes on
 * together with what they raised. */
static void emit_try_star(compiler *c, struct node *n) {
    uint32_t reraise = emit_label(c), end = emit_label(c);
    uint32_t cleanup = emit_tried(c, n, end);
    emit_push_block(c, (block){.kind = BLOCK_STAR_HANDLER});
    EMIT_B(c, COPY, 1);
    EMIT_B(c, BUILD_LIST, 0);
    EMIT_B(c, SWAP, 2);
    for (uint32_t i = 0; i < n->u.try_.handlers.count; i++) {
        struct node *h = n->u.try_.handlers.items[i];
        emit_at(c, h);
        emit_star_handler(c, h, emit_label(c));
    }
    emit_nowhere(c);
    EMIT_B(c, LIST_APPEND, 1);
    emit_pop_block(c);
    EMIT(c, PREP_RERAISE_STAR);
    EMIT_B(c, COPY, 1);
    emit_jump(c, OP_POP_JUMP_IF_NOT_NONE, reraise);
    EMIT(c, POP);
    uint32_t guarded = c->u->handler;
    emit_unguard(c);
    EMIT(c, POP_EXCEPT);
    emit_jump(c, OP_JUMP, end);
    c->u->handler = guarded;
    emit_place(c, reraise);
    emit_unguard(c);
    EMIT_B(c, SWAP, 2);
    EMIT(c, POP_EXCEPT);
    EMIT(c, RERAISE);
    emit_place(c, cleanup);
    emit_pop_and_reraise(c);
    emit_place(c, end);
}

static void emit_handlers(compiler *c, struct node *n) {
    if (n->u.try_.star) {
        emit_try_star(c, n);
    } else {
        emit_try_except(c, n);
    }
}

static void emit_try(compiler *c, struct node *n) {
    struct node_list *finalbody = &n->u.try_.finalbody;
    if (finalbody->count == 0) {
        emit_handlers(c, n);
        return;
    }
    uint32_t end = emit_label(c), exit = emit_label(c), cleanup = emit_label(c);
    emit_guard(c, end, false, 0);
    emit_push_block(c, (block){.kind = BLOCK_FINALLY, .finalbody = finalbody});
    if (n->u.try_.handlers.count != 0) {
        emit_handlers(c, n);
    } else {
        emit_stmts(c, &n->u.try_.body);
    }
    emit_unguard(c);
    emit_pop_block(c);
    emit_stmts(c, finalbody);
    emit_nowhere(c);
    emit_jump(c, OP_JUMP, exit);
    emit_place(c, end);
    emit_guard(c, cleanup, true, 0);
    EMIT(c, PUSH_EXC);
    emit_push_block(c, (block){.kind = BLOCK_FINALLY_END});
    emit_stmts(c, finalbody);
    emit_pop_block(c);
    EMIT(c, RERAISE);
    emit_unguard(c);
    emit_place(c, cleanup);
    emit_nowhere(c);
    emit_pop_and_reraise(c);
    emit_place(c, exit);
}

static void emit_with(compiler *c, struct node *n, uint32_t index) {
    struct node *item = n->u.with.items.items[index];
    uint32_t final = emit_label(c), exit = emit_label(c), cleanup = emit_label(c),
             suppress = emit_label(c);
    emit_expr(c, item->u.with_item.context_expr);
    EMIT(c, BEFORE_WITH);
    emit_guard(c, final, true, 1);
    emit_push_block(c, (block){.kind = BLOCK_WITH, .with = n});
    if (item->u.with_item.optional_vars != NULL) {
        emit_expr(c, item->u.with_item.optional_vars);
    } else {
        EMIT(c, POP);
    }
    if (index + 1 < n->u.with.items.count) {
        emit_with(c, n, index + 1);
    } else {
        emit_stmts(c, &n->u.with.body);
    }
    emit_unguard(c);
    emit_pop_block(c);
    emit_at(c, n);
    call_exit_with_nones(c);
    emit_jump(c, OP_JUMP, exit);
    emit_place(c, final);
    emit_guard(c, cleanup, true, 0);
    EMIT(c, PUSH_EXC);
    EMIT(c, WITH_EXCEPT);
    emit_jump(c, OP_POP_JUMP_IF_TRUE, suppress);
    emit_op(c, OP_RERAISE, 2, 0);
    emit_place(c, suppress);
    EMIT(c, POP); /* the exception */
    emit_unguard(c);
    EMIT(c, POP_EXCEPT);
    EMIT(c, POP); /* the index */
    EMIT(c, POP); /* __exit__ */
    emit_jump(c, OP_JUMP, exit);
    emit_place(c, cleanup);
    emit_nowhere(c);
    emit_pop_and_reraise(c);
    emit_place(c, exit);
}

/* ---- definitions ---- */

static int32_t first_line(const struct node *n, const struct node_list *decorators) {
    return decorators->count != 0 ? decorators->items[0]->lineno : n->lineno;
}

static void apply_decorators(compiler *c, struct node_list *decorators) {
    loc old = c->u->at;
    for (uint32_t i = decorators->count; i-- > 0;) {
        emit_at(c, decorators->items[i]);
        EMIT_B(c, CALL, 1);
    }
    c->u->at = old;
}

/* The text of an annotation, for `from __future__ import annotations`. */
static value annotation_text(compiler *c, struct node *n) {
    if (n->kind == AST_CONSTANT && n->u.constant.kind == CONST_STR) {
        return emit_ok(c, op_repr(c->t, emit_literal(c, n)));
    }
    const char *p = c->text, *end = c->text + c->len, *q;
    int32_t line = 1;
    for (; line < n->lineno && p < end; line++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        p = nl == NULL ? end : nl + 1;
    }
    for (q = p; line < n->end_lineno && q < end; line++) {
        const char *nl = memchr(q, '\n', (size_t)(end - q));
        q = nl == NULL ? end : nl + 1;
    }
    p += n->col_offset;
    q += n->end_col_offset;
    if (p > end || q > end || q < p) {
        return from_obj(c->t->vm->empty_str);
    }
    return emit_ok(c, str_decode(c->t, p, (size_t)(q - p), "replace"));
}

static void emit_annotation(compiler *c, struct node *n) {
    if (c->future_annotations) {
        emit_const(c, annotation_text(c, n));
    } else if (n->kind == AST_STARRED) {
        /* *args: *Ts */
        emit_expr(c, n->u.starred.value);
        EMIT_B(c, UNPACK, 1);
    } else {
        emit_expr(c, n);
    }
}

static void arg_annotation(compiler *c, str *name, struct node *annotation, uint32_t *count) {
    if (annotation == NULL) {
        return;
    }
    emit_const(c, from_obj(name));
    emit_annotation(c, annotation);
    *count += 2;
}

static void list_annotations(compiler *c, struct node_list *nodes, uint32_t *count) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        struct node *a = nodes->items[i];
        arg_annotation(c, emit_mangled(c, a->u.arg.arg), a->u.arg.annotation, count);
    }
}

static bool emit_annotations(compiler *c, struct node *args, struct node *returns) {
    uint32_t count = 0;
    struct node *vararg = args->u.arguments.vararg, *kwarg = args->u.arguments.kwarg;
    list_annotations(c, &args->u.arguments.args, &count);
    list_annotations(c, &args->u.arguments.posonlyargs, &count);
    if (vararg != NULL) {
        arg_annotation(c, emit_mangled(c, vararg->u.arg.arg), vararg->u.arg.annotation, &count);
    }
    list_annotations(c, &args->u.arguments.kwonlyargs, &count);
    if (kwarg != NULL) {
        arg_annotation(c, emit_mangled(c, kwarg->u.arg.arg), kwarg->u.arg.annotation, &count);
    }
    arg_annotation(c, str_intern(c->t, "return"), returns, &count);
    if (count != 0) {
        EMIT_B(c, BUILD_TUPLE, count);
    }
    return count != 0;
}

static bool is_docstring(const struct node_list *body) {
    const struct node *first = body->count != 0 ? body->items[0] : NULL;
    return first != NULL && first->kind == AST_EXPR && first->u.expr.value->kind == AST_CONSTANT &&
           first->u.expr.value->u.constant.kind == CONST_STR;
}

static void emit_function(compiler *c, struct node *n) {
    struct node *args = n->u.function_def.args;
    struct node_list *decorators = &n->u.function_def.decorator_list,
                     *body = &n->u.function_def.body;
    emit_check_params(c, args);
    emit_exprs(c, decorators);
    unsigned flags = emit_defaults(c, args);
    if (emit_annotations(c, args, n->u.function_def.returns)) {
        flags |= 4;
    }
    scope *s = emit_scope_of(c, n);
    emit_unit_begin(c, s, emit_ident(c, n->u.function_def.name), first_line(n, decorators), args);
    struct node_list rest = *body;
    if (is_docstring(body)) {
        c->u->doc = emit_fold(c, body->items[0]->u.expr.value);
        rest = (struct node_list){body->items + 1, body->count - 1};
    }
    emit_stmts(c, &rest);
    code *k = emit_unit_end(c);
    emit_closure(c, k, s, flags);
    apply_decorators(c, decorators);
    emit_ident_op(c, n->u.function_def.name, CTX_STORE);
}

static void emit_class(compiler *c, struct node *n) {
    struct node_list *decorators = &n->u.class_def.decorator_list;
    thread *t = c->t;
    emit_exprs(c, decorators);
    int32_t line = first_line(n, decorators);
    EMIT(c, LOAD_BUILD_CLASS);
    scope *s = emit_scope_of(c, n);
    str *name = emit_ident(c, n->u.class_def.name);
    emit_unit_begin(c, s, name, line, NULL);
    emit_variable(c, N(t, __name__), CTX_LOAD);
    emit_variable(c, N(t, __module__), CTX_STORE);
    emit_const(c, from_obj(c->u->qualname));
    emit_variable(c, N(t, __qualname__), CTX_STORE);
    emit_body(c, &n->u.class_def.body);
    emit_nowhere(c);
    if (c->u->class_cell >= 0) {
        EMIT_B(c, LOAD_CELL, (uint32_t)c->u->class_cell);
        EMIT_B(c, COPY, 1);
        emit_variable(c, N(t, __classcell__), CTX_STORE);
        EMIT(c, RETURN);
    }
    code *k = emit_unit_end(c);
    emit_closure(c, k, s, 0);
    emit_const(c, from_obj(name));
    emit_check_keywords(c, &n->u.class_def.keywords);
    emit_call_args(c, &n->u.class_def.bases, &n->u.class_def.keywords, 2);
    apply_decorators(c, decorators);
    emit_ident_op(c, n->u.class_def.name, CTX_STORE);
}

/* ---- assignments ---- */

static void emit_aug_assign(compiler *c, struct node *n) {
    struct node *e = n->u.aug_assign.target;
    emit_at(c, e);
    switch (e->kind) {
    case AST_ATTRIBUTE:
        emit_expr(c, e->u.attribute.value);
        EMIT_B(c, COPY, 1);
        emit_attr_place(c, e);
        emit_name_op(c, OP_LOAD_ATTR, emit_mangled(c, e->u.attribute.attr));
        break;
    case AST_SUBSCRIPT:
        emit_expr(c, e->u.subscript.value);
        emit_expr(c, e->u.subscript.slice);
        EMIT_B(c, COPY, 2);
        EMIT_B(c, COPY, 2);
        EMIT(c, GETITEM);
        break;
    default: emit_ident_op(c, e->u.name.id, CTX_LOAD); break;
    }
    emit_at(c, n);
    emit_expr(c, n->u.aug_assign.value);
    emit_binary(c, n->u.aug_assign.op, true);
    emit_at(c, e);
    switch (e->kind) {
    case AST_ATTRIBUTE:
        emit_check_name(c, e->u.attribute.attr, CTX_STORE);
        emit_attr_place(c, e);
        EMIT_B(c, SWAP, 2);
        emit_name_op(c, OP_STORE_ATTR, emit_mangled(c, e->u.attribute.attr));
        break;
    case AST_SUBSCRIPT:
        EMIT_B(c, SWAP, 3);
        EMIT_B(c, SWAP, 2);
        EMIT(c, SETITEM);
        break;
    default: emit_ident_op(c, e->u.name.id, CTX_STORE); break;
    }
}

/* `a, b = b, a`, with two or three of them, needs no tuple. False = it is nothing of the kind. */
static bool emit_swap(compiler *c, struct node *n) {
    struct node *v = n->u.assign.value, *to = n->u.assign.targets.items[0];
    uint32_t count = v->kind == AST_TUPLE ? v->u.sequence.elts.count : 0;
    if (count < 2 || count > 3 || n->u.assign.targets.count != 1 ||
        (to->kind != AST_TUPLE && to->kind != AST_LIST) || to->u.sequence.elts.count != count ||
        emit_fold(c, v) != NIL) {
        return false;
    }
    struct node **from = v->u.sequence.elts.items, **targets = to->u.sequence.elts.items;
    for (uint32_t i = 0; i < count; i++) {
        if (from[i]->kind == AST_STARRED || targets[i]->kind == AST_STARRED) {
            return false;
        }
    }
    emit_exprs(c, &v->u.sequence.elts);
    loc old = c->u->at;
    emit_at(c, to);
    EMIT_B(c, SWAP, count); /* goes, too, where the targets are locals: assemble.c */
    c->u->at = old;
    emit_exprs(c, &to->u.sequence.elts);
    return true;
}

/* Evaluated only for its errors. */
static void emit_for_errors(compiler *c, struct node *n) {
    emit_expr(c, n);
    EMIT(c, POP);
}

static void emit_slice_for_errors(compiler *c, struct node *n) {
    if (n->kind == AST_SLICE) {
        struct node *parts[3] = {n->u.slice.lower, n->u.slice.upper, n->u.slice.step};
        for (int i = 0; i < 3; i++) {
            if (parts[i] != NULL) {
                emit_for_errors(c, parts[i]);
            }
        }
    } else if (n->kind == AST_TUPLE) {
        for (uint32_t i = 0; i < n->u.sequence.elts.count; i++) {
            emit_slice_for_errors(c, n->u.sequence.elts.items[i]);
        }
    } else {
        emit_for_errors(c, n);
    }
}

static void emit_ann_assign(compiler *c, struct node *n) {
    struct node *target = n->u.ann_assign.target, *v = n->u.ann_assign.value;
    bool keeps = c->u->s->kind <= SCOPE_CLASS;
    if (v != NULL) {
        emit_expr(c, v);
        emit_expr(c, target);
    }
    switch (target->kind) {
    case AST_NAME:
        emit_check_name(c, target->u.name.id, CTX_STORE);
        if (n->u.ann_assign.simple && keeps) {
            emit_annotation(c, n->u.ann_assign.annotation);
            emit_variable(c, N(c->t, __annotations__), CTX_LOAD);
            emit_const(c, from_obj(emit_mangled(c, target->u.name.id)));
            EMIT(c, SETITEM);
        }
        break;
    case AST_ATTRIBUTE:
        emit_check_name(c, target->u.attribute.attr, CTX_STORE);
        if (v == NULL) {
            emit_for_errors(c, target->u.attribute.value);
        }
        break;
    default:
        if (v == NULL) {
            emit_for_errors(c, target->u.subscript.value);
            emit_slice_for_errors(c, target->u.subscript.slice);
        }
        break;
    }
    if (!n->u.ann_assign.simple && keeps && !c->future_annotations) {
        emit_for_errors(c, n->u.ann_assign.annotation);
    }
}

/* ---- imports ---- */

static void emit_import(compiler *c, struct node *n) {
    for (uint32_t i = 0; i < n->u.import.names.count; i++) {
        struct node *a = n->u.import.names.items[i];
        const struct ident *name = a->u.alias.name;
        const char *p = name->s, *dot = memchr(p, '.', name->len);
        emit_const(c, from_small(0));
        emit_none(c);
        emit_name_op(c, OP_IMPORT_NAME, emit_ident(c, name));
        if (a->u.alias.asname == NULL) {
            size_t len = dot == NULL ? name->len : (size_t)(dot - p);
            if (dot == NULL) {
                emit_check_name(c, name, CTX_STORE);
            }
            emit_variable(c, emit_mangle_bytes(c, c->u->s->private_class, p, len), CTX_STORE);
            continue;
        }
        while (dot != NULL) { /* import a.b.c as x: a, its b, that one's c */
            const char *part = dot + 1;
            dot = memchr(part, '.', (size_t)(p + name->len - part));
            size_t len = dot == NULL ? (size_t)(p + name->len - part) : (size_t)(dot - part);
            emit_name_op(c, OP_IMPORT_FROM, emit_mangle_bytes(c, NULL, part, len));
            EMIT_B(c, SWAP, 2);
            EMIT(c, POP);
        }
        emit_ident_op(c, a->u.alias.asname, CTX_STORE);
    }
}

static void emit_import_from(compiler *c, struct node *n) {
    struct node_list *ids = &n->u.import_from.names;
    const struct ident *from = n->u.import_from.module;
    value nodes = emit_ok(c, tuple_new(c->t, ids->count));
    for (uint32_t i = 0; i < ids->count; i++) {
        ((tuple *)as_obj(nodes))->items[i] = from_obj(emit_ident(c, ids->items[i]->u.alias.name));
    }
    if (n->lineno > 0 && ident_is(from, "__future__") && n->note != 1) {
        emit_error(c, emit_loc(n),
                   "from __future__ imports must occur at the beginning of the file");
    }
    emit_const(c, from_small(n->u.import_from.level));
    emit_const(c, nodes);
    emit_name_op(c, OP_IMPORT_NAME, from != NULL ? emit_ident(c, from) : c->t->vm->empty_str);
    for (uint32_t i = 0; i < ids->count; i++) {
        struct node *a = ids->items[i];
        if (i == 0 && ident_is(a->u.alias.name, "*")) {
            EMIT(c, IMPORT_STAR);
            return;
        }
        emit_name_op(c, OP_IMPORT_FROM, emit_ident(c, a->u.alias.name));
        emit_ident_op(c, a->u.alias.asname != NULL ? a->u.alias.asname : a->u.alias.name,
                      CTX_STORE);
    }
    EMIT(c, POP);
}

/* ---- the rest ---- */

static void emit_assert(compiler *c, struct node *n) {
    if (n->u.assert_.test->kind == AST_TUPLE && n->u.assert_.test->u.sequence.elts.count > 0) {
        emit_warn(c, "assertion is always true, perhaps remove parentheses?");
    }
    if (c->optimize) {
        return;
    }
    uint32_t end = emit_label(c);
    emit_jump_if(c, n->u.assert_.test, end, true);
    EMIT(c, LOAD_ASSERTION_ERROR);
    if (n->u.assert_.msg != NULL) {
        emit_expr(c, n->u.assert_.msg);
        EMIT_B(c, CALL, 1);
    }
    EMIT_B(c, RAISE, 1);
    emit_place(c, end);
}

static void emit_expr_stmt(compiler *c, struct node *n) {
    struct node *v = n->u.expr.value;
    if (c->interactive && c->u->outer == NULL) {
        emit_expr(c, v);
        EMIT(c, PRINT_EXPR);
        return;
    }
    if (emit_fold(c, v) != NIL) {
        EMIT(c, NOP); /* for its line */
        return;
    }
    emit_expr(c, v);
    emit_nowhere(c);
    EMIT(c, POP);
}

static void emit_stmt(compiler *c, struct node *n) {
    emit_enter(c);
    emit_at(c, n);
    switch (n->kind) {
    case AST_FUNCTION_DEF: emit_function(c, n); break;
    case AST_CLASS_DEF: emit_class(c, n); break;
    case AST_RETURN: emit_return(c, n); break;
    case AST_DELETE: emit_exprs(c, &n->u.delete_.targets); break;
    case AST_ASSIGN: {
        struct node_list *targets = &n->u.assign.targets;
        if (emit_swap(c, n)) {
            break;
        }
        emit_expr(c, n->u.assign.value);
        for (uint32_t i = 0; i < targets->count; i++) {
            if (i + 1 < targets->count) {
                EMIT_B(c, COPY, 1);
            }
            emit_expr(c, targets->items[i]);
        }
        break;
    }
    case AST_AUG_ASSIGN: emit_aug_assign(c, n); break;
    case AST_ANN_ASSIGN: emit_ann_assign(c, n); break;
    case AST_FOR: emit_for(c, n); break;
    case AST_WHILE: emit_while(c, n); break;
    case AST_IF: emit_if(c, n); break;
    case AST_WITH: emit_with(c, n, 0); break;
    case AST_MATCH: emit_match(c, n); break;
    case AST_RAISE: {
        uint32_t count = 0;
        if (n->u.raise.exc != NULL) {
            emit_expr(c, n->u.raise.exc);
            count++;
            if (n->u.raise.cause != NULL) {
                emit_expr(c, n->u.raise.cause);
                count++;
            }
        }
        EMIT_B(c, RAISE, count);
        break;
    }
    case AST_TRY:
        EMIT(c, NOP); /* for its line */
        emit_try(c, n);
        break;
    case AST_ASSERT: emit_assert(c, n); break;
    case AST_IMPORT: emit_import(c, n); break;
    case AST_IMPORT_FROM: emit_import_from(c, n); break;
    case AST_EXPR: emit_expr_stmt(c, n); break;
    case AST_PASS: EMIT(c, NOP); break;
    case AST_BREAK: emit_break(c); break;
    case AST_CONTINUE: emit_continue(c); break;
    default: /* global, nonlocal */ break;
    }
    emit_leave(c);
}

/* Whether a module's or class's own statements annotate anything. */
static bool has_annotations(const struct node_list *nodes) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        const struct node *n = nodes->items[i];
        switch (n->kind) {
        case AST_ANN_ASSIGN: return true;
        case AST_FOR:
            if (has_annotations(&n->u.for_.body) || has_annotations(&n->u.for_.orelse)) {
                return true;
            }
            break;
        case AST_WHILE:
            if (has_annotations(&n->u.while_.body) || has_annotations(&n->u.while_.orelse)) {
                return true;
            }
            break;
        case AST_IF:
            if (has_annotations(&n->u.if_.body) || has_annotations(&n->u.if_.orelse)) {
                return true;
            }
            break;
        case AST_WITH:
            if (has_annotations(&n->u.with.body)) {
                return true;
            }
            break;
        case AST_MATCH:
            for (uint32_t k = 0; k < n->u.match.cases.count; k++) {
                if (has_annotations(&n->u.match.cases.items[k]->u.match_case.body)) {
                    return true;
                }
            }
            break;
        case AST_TRY:
            for (uint32_t k = 0; k < n->u.try_.handlers.count; k++) {
                if (has_annotations(&n->u.try_.handlers.items[k]->u.except_handler.body)) {
                    return true;
                }
            }
            if (has_annotations(&n->u.try_.body) || has_annotations(&n->u.try_.orelse) ||
                has_annotations(&n->u.try_.finalbody)) {
                return true;
            }
            break;
        default: break;
        }
    }
    return false;
}

void emit_body(compiler *c, struct node_list *body) {
    if (has_annotations(body)) {
        EMIT(c, SETUP_ANNOTATIONS);
    }
    uint32_t from = 0;
    if (is_docstring(body) && !(c->interactive && c->u->outer == NULL)) {
        emit_expr(c, body->items[0]->u.expr.value);
        emit_at(c, body->items[0]);
        emit_variable(c, N(c->t, __doc__), CTX_STORE);
        from = 1;
    }
    struct node_list rest = {from ? body->items + from : body->items, body->count - from};
    emit_stmts(c, &rest);
}
