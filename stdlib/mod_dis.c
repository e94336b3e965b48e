/* mod_dis.c: the module dis. dis.dis(x) prints gilvm's own bytecode, as `gilvm dis` does: what a
 * switch of threads can happen between.
 */
#include <stdlib.h>

#include "stdlib/stdlib.h"
#include "vm/code.h"
#include "vm/type.h"

/* The code behind x: of a function, method, generator, or text. NULL without exception = none. */
static code *code_of(thread *t, value x) {
    bool failed;
    if (is_kind(x, T_METHOD)) {
        x = ((method *)as_obj(x))->func;
    }
    if (is_kind(x, T_STATICMETHOD) || is_kind(x, T_CLASSMETHOD)) {
        x = ((wrapper *)as_obj(x))->callable;
    }
    if (is_kind(x, T_FUNC)) {
        return ((func *)as_obj(x))->code;
    }
    if (is_kind(x, T_CODE)) {
        return (code *)as_obj(x);
    }
    if (is_kind(x, T_STR)) {
        str *s = (str *)as_obj(x);
        return str_terminated(t, s) == NULL
                   ? NULL
                   : t->vm->hooks.compile(t, s->data, s->len, str_intern(t, "<dis>"), COMPILE_EXEC,
                                          0);
    }
    static const char *const attrs[] = {"gi_code", "__code__"};
    for (size_t i = 0; i < 2; i++) {
        value c = op_getattr_opt(t, x, str_intern(t, attrs[i]), &failed);
        if (failed || is_kind(c, T_CODE)) {
            return failed ? NULL : (code *)as_obj(c);
        }
    }
    return NULL;
}

static bool list_code(thread *t, sb *b, code *c) {
    const char *polls = getenv("GILVM_POLLS");
    return code_disassemble(t, c, polls == NULL || strcmp(polls, "every") == 0, true, b);
}

/* Each function of a class or module, by name. */
static bool list_members(thread *t, sb *b, dict *d) {
    value l = list_from(t, from_obj(d));
    if (l == NIL || !list_sort(t, (list *)as_obj(l), NIL, false)) {
        return false;
    }
    for (size_t i = 0; i < ((list *)as_obj(l))->len; i++) {
        value key = ((list *)as_obj(l))->items[i], v = dict_get(t, d, key);
        bool plain = v != NIL && (is_kind(v, T_FUNC) || is_kind(v, T_STATICMETHOD) ||
                                  is_kind(v, T_CLASSMETHOD));
        code *c = plain ? code_of(t, v) : NULL;
        if (t->exc != NIL) {
            return false;
        }
        if (c != NULL &&
            !(sb_fmt(b, "Disassembly of %S:\n", key) && list_code(t, b, c) && sb_text(b, "\n"))) {
            return false;
        }
    }
    return true;
}

static value dis_dis(thread *t, value *a, int n) {
    (void)n;
    value x = a[0];
    if (x == NIL || x == NONE) {
        x = sys_get(t, "last_traceback");
        if (x == NIL) {
            return raise_error(t, E_RUNTIME_ERROR, "no last traceback to disassemble");
        }
        bool failed;
        value f = op_getattr_opt(t, x, str_intern(t, "tb_frame"), &failed);
        x = f == NIL ? NIL : op_getattr(t, f, str_intern(t, "f_code"));
        if (x == NIL) {
            return NIL;
        }
    }
    sb b;
    sb_init(&b, t);
    bool ok;
    if (is_kind(x, T_TYPE)) {
        dict *d = type_dict((type *)as_obj(x));
        ok = d != NULL && list_members(t, &b, d);
    } else if (is_kind(x, T_MODULE)) {
        ok = list_members(t, &b, (dict *)as_obj(((module *)as_obj(x))->attrs));
    } else {
        code *c = code_of(t, x);
        if (c == NULL && t->exc == NIL) {
            raise_error(t, E_TYPE_ERROR, "don't know how to disassemble %T objects", x);
        }
        ok = c != NULL && list_code(t, &b, c);
    }
    if (!ok) {
        sb_drop(&b);
        return NIL;
    }
    value text = sb_take(&b), out = a[1] == NIL || a[1] == NONE ? sys_get(t, "stdout") : a[1];
    if (text == NIL || out == NIL || out == NONE) {
        return text == NIL ? NIL : NONE;
    }
    return call_method(t, out, N(t, write), &text, 1) == NIL ? NIL : NONE;
}

static const native_def dis_functions[] = {
    {"dis", dis_dis, "x=None, *, file=None, depth=None, show_caches=False, adaptive=False", 0,
     "Disassemble classes, methods, functions, and other compiled objects."},
    {"disassemble", dis_dis, "co, *, file=None, show_caches=False, adaptive=False", 0,
     "Disassemble a code object."},
    {0},
};

const module_def dis_module = {
    "dis",
    "Disassembler of gilvm byte code into mnemonics.",
    dis_functions,
    NULL,
};
