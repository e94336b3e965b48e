/* compile.c: see compile.h. Puts the passes together, and turns the parser's errors into
 * exceptions. */
#include "compiler/compile.h"

#include "compiler/emit.h"
#include "compiler/parser.h"
#include "compiler/source.h"

static void raise_parse_error(thread *t, const parse_error *err, str *filename) {
    if (err->kind == PARSE_ERROR_MEMORY) {
        raise_error(t, E_MEMORY_ERROR, "%s", err->message != NULL ? err->message : "");
        return;
    }
    enum exc_id id = err->kind == PARSE_ERROR_TAB           ? E_TAB_ERROR
                     : err->kind == PARSE_ERROR_INDENTATION ? E_INDENTATION_ERROR
                                                            : E_SYNTAX_ERROR;
    value args[2] = {str_decode(t, err->message, strlen(err->message), "replace"), NIL};
    if (args[0] == NIL) {
        return;
    }
    int n = 1;
    /* NUL bytes and unknown encodings have no place; an empty eval() has line 0 */
    bool placed = err->lineno != 0 || strcmp(err->message, "invalid syntax") == 0;
    if (placed && err->kind != PARSE_ERROR_VALUE) {
        value text = err->text != NULL  ? str_decode(t, err->text, err->text_len, "replace")
                     : err->lineno == 0 ? from_obj(t->vm->empty_str)
                                        : NONE;
        value place[6] = {from_obj(filename),
                          from_small(err->lineno),
                          err->offset < 0 ? NONE : from_small(err->offset),
                          text,
                          from_small(err->end_lineno),
                          from_small(err->end_offset)};
        args[1] = text == NIL ? NIL : tuple_of(t, place, 6);
        if (args[1] == NIL) {
            return;
        }
        n = 2;
    }
    value exc = call_values(t, from_obj(t->vm->exc[id]), args, n, NIL);
    if (exc != NIL) {
        raise_value(t, exc);
    }
}

/* ---- from __future__ import ... ---- */

static void check_feature(compiler *c, struct node *stmt, const char *name) {
    static const char *const known[] = {
        "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
        "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop",  "annotations"};
    loc at = {stmt->lineno, stmt->lineno, stmt->col_offset, NO_END};
    if (strcmp(name, "braces") == 0) {
        emit_error(c, at, "not a chance");
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(name, known[i]) == 0) {
            c->future_annotations |= strcmp(name, "annotations") == 0;
            return;
        }
    }
    emit_error(c, at, "future feature %s is not defined", name);
}

/* Those at the head of the file take effect, and are marked so that emit_stmt.c can refuse the
 * others. */
static void read_futures(compiler *c, struct node_list *body) {
    for (uint32_t i = 0; i < body->count; i++) {
        struct node *n = body->items[i];
        if (n->kind == AST_IMPORT_FROM && ident_is(n->u.import_from.module, "__future__") &&
            n->u.import_from.level == 0) {
            for (uint32_t j = 0; j < n->u.import_from.names.count; j++) {
                check_feature(c, n, n->u.import_from.names.items[j]->u.alias.name->s);
            }
            n->note = 1;
        } else if (!(i == 0 && n->kind == AST_EXPR && n->u.expr.value->kind == AST_CONSTANT &&
                     n->u.expr.value->u.constant.kind == CONST_STR)) {
            return;
        }
    }
}

/* ---- the passes ---- */

static code *compile_tree(compiler *c, struct node *root) {
    uint32_t idents = root->kind == AST_MODULE        ? root->u.module.ident_count
                      : root->kind == AST_INTERACTIVE ? root->u.interactive.ident_count
                                                      : root->u.expression.ident_count;
    c->idents = emit_alloc(c, idents * sizeof *c->idents);
    memset(c->idents, 0, idents * sizeof *c->idents);
    if (root->kind != AST_EXPRESSION) {
        read_futures(c,
                     root->kind == AST_MODULE ? &root->u.module.body : &root->u.interactive.body);
    }
    scope_build(c, root);
    emit_unit_begin(c, emit_scope_of(c, root), str_intern(c->t, "<module>"), 1, NULL);
    if (root->kind == AST_EXPRESSION) {
        emit_expr(c, root->u.expression.body);
        emit_at(c, root->u.expression.body);
        EMIT(c, RETURN);
    } else {
        emit_body(c, root->kind == AST_MODULE ? &root->u.module.body : &root->u.interactive.body);
    }
    return emit_unit_end(c);
}

/* In a function of its own, since locals of the caller of setjmp do not survive. */
static code *run_passes(compiler *c, struct node *root) {
    if (setjmp(c->failed) != 0) {
        return NULL;
    }
    return compile_tree(c, root);
}

/* Hands the warnings to warnings.warn_explicit(). One that a filter makes an error is a
 * SyntaxError. False = exception. */
static bool give_warnings(compiler *c) {
    thread *t = c->t;
    value from = t->vm->hooks.import(t, str_intern(t, "warnings"));
    value warn = from == NIL ? NIL : op_getattr(t, from, str_intern(t, "warn_explicit"));
    for (uint32_t i = 0; warn != NIL && i < c->nwarnings; i++) {
        const warning *w = &c->warnings[i];
        value args[4] = {str_from(t, w->text), from_obj(t->vm->exc[E_SYNTAX_WARNING]),
                         from_obj(c->filename), from_small(w->at.line)};
        if (args[0] != NIL && call_values(t, warn, args, 4, NIL) != NIL) {
            continue;
        }
        if (exc_is(t, E_SYNTAX_WARNING)) {
            exc_clear(t);
            if (setjmp(c->failed) == 0) {
                emit_error(c, w->at, "%s", w->text);
            }
        }
        return false;
    }
    return warn != NIL;
}

code *compile_source(thread *t, const char *text, size_t len, str *filename, int mode,
                     unsigned flags) {
    filename = str_intern_value(t, filename);
    if (filename == NULL) {
        return NULL;
    }
    arena a;
    arena_init(&a);
    struct node *root = NULL;
    parse_error err = {0};
    enum parse_mode how = mode == COMPILE_EVAL     ? PARSE_EVAL
                          : mode == COMPILE_SINGLE ? PARSE_SINGLE
                                                   : PARSE_EXEC;
    unsigned parse_flags = (flags & COMPILE_IGNORE_COOKIE ? PARSE_IGNORE_COOKIE : 0) |
                           (flags & COMPILE_DONT_IMPLY_DEDENT ? PARSE_DONT_IMPLY_DEDENT : 0) |
                           (flags & COMPILE_BYTES ? PARSE_BYTES : 0);
    code *k = NULL;
    if (!parse(&a, text, len, filename->data, how, parse_flags, &root, &err)) {
        raise_parse_error(t, &err, filename);
    } else {
        struct source source = {0};
        compiler *c = arena_zalloc(&a, sizeof *c);
        if (c == NULL ||
            !source_init(&source, &a, text, len, filename->data, parse_flags, true, &err)) {
            raise_error(t, E_MEMORY_ERROR, "");
        } else {
            c->t = t;
            c->a = &a;
            c->filename = filename;
            c->text = source.bytes;
            c->len = source.len;
            c->max_depth =
                3 * (t->vm->recursion_limit - (t->depth < t->vm->recursion_limit ? t->depth : 0));
            c->names = (flags & COMPILE_NAMES) != 0;
            c->optimize = (flags & COMPILE_OPTIMIZE) || t->vm->optimize;
            c->interactive = mode == COMPILE_SINGLE;
            k = run_passes(c, root);
            if (c->nwarnings != 0) {
                value exc = t->exc;
                t->exc = NIL;
                if (!give_warnings(c)) {
                    k = NULL; /* whatever went wrong before, CPython would have met this first */
                } else {
                    t->exc = exc;
                }
            }
            source_fini(&source);
        }
    }
    arena_fini(&a);
    return k;
}

bool compile_incomplete(const char *text, size_t len) {
    arena a;
    arena_init(&a);
    struct node *root = NULL;
    parse_error err = {0};
    bool ok = parse(&a, text, len, "<stdin>", PARSE_SINGLE,
                    PARSE_IGNORE_COOKIE | PARSE_DONT_IMPLY_DEDENT, &root, &err);
    bool more = !ok && err.incomplete;
    arena_fini(&a);
    return more;
}
