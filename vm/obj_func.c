/* obj_func.c: what can be called, and what stands in a class's namespace to be bound: functions,
 * cells, bound methods, built-in functions and methods, slot wrappers, getters.
 *
 * How they are called is call.c's business, for speed: the `call` slots here exist so that the
 * things are callable when reached by way of the type (f.__call__), and pass on to call_values().
 */
#include "vm/call.h"
#include "vm/ops.h"
#include "vm/type.h"

#include <stdio.h>

static const char *address(thread *t, char *buf, size_t n, const void *p) {
    snprintf(buf, n, "0x%llx", (unsigned long long)object_id(t->vm, p));
    return buf;
}

/* call slot of everything that call_values knows by kind. */
static value pass_on(thread *t, value f, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    return call_values(t, f, a, n, kwnames);
}

static bool identity_hash(thread *t, value v, int64_t *out) {
    *out = (int64_t)((is_obj(v) ? object_id(t->vm, as_obj(v)) : v) >> 4);
    return true;
}

/* ---- functions ---- */

static func *as_func(value v) {
    return (func *)as_obj(v);
}

static value func_repr(thread *t, value v) {
    char at[32];
    return str_format(t, "<function %U at %s>", as_func(v)->qualname,
                      address(t, at, sizeof at, as_obj(v)));
}

static value func_get(thread *t, value descr, value obj, value owner) {
    (void)owner;
    return obj == NIL ? descr : method_new(t, descr, obj);
}

static value none_or(value v) {
    return v == NIL ? NONE : v;
}

static value func_get_code(thread *t, value self) {
    (void)t;
    return from_obj(as_func(self)->code);
}

static bool func_set_code(thread *t, value self, value x) {
    if (!is_kind(x, T_CODE)) {
        raise_error(t, E_TYPE_ERROR, "__code__ must be set to a code object");
        return false;
    }
    func *f = as_func(self);
    code *c = (code *)as_obj(x);
    size_t have = f->closure == NIL ? 0 : ((tuple *)as_obj(f->closure))->len;
    if (c->nfree != have) {
        raise_error(t, E_VALUE_ERROR, "%U() requires a code object with %zd free vars, not %d",
                    f->name, have, (int)c->nfree);
        return false;
    }
    func *like = func_new(t, c, f->globals);
    if (like == NULL) {
        return false;
    }
    f->code = c;
    f->fast_argc = like->fast_argc;
    return true;
}

static value func_get_defaults(thread *t, value self) {
    (void)t;
    return none_or(as_func(self)->defaults);
}

static bool func_set_defaults(thread *t, value self, value x) {
    if (x != NIL && x != NONE && !is_kind(x, T_TUPLE)) {
        raise_error(t, E_TYPE_ERROR, "__defaults__ must be set to a tuple object");
        return false;
    }
    as_func(self)->defaults = x == NONE ? NIL : x;
    return true;
}

static value func_get_kwdefaults(thread *t, value self) {
    (void)t;
    return none_or(as_func(self)->kwdefaults);
}

static bool func_set_kwdefaults(thread *t, value self, value x) {
    if (x != NIL && x != NONE && !is_kind(x, T_DICT)) {
        raise_error(t, E_TYPE_ERROR, "__kwdefaults__ must be set to a dict object");
        return false;
    }
    as_func(self)->kwdefaults = x == NONE ? NIL : x;
    return true;
}

/* Kept as the compiler made them, a flat tuple, until somebody asks. */
static value func_get_annotations(thread *t, value self) {
    func *f = as_func(self);
    if (is_kind(f->annotations, T_DICT)) {
        return f->annotations;
    }
    dict *d = dict_new(t);
    if (d == NULL) {
        return NIL;
    }
    if (is_kind(f->annotations, T_TUPLE)) {
        tuple *flat = (tuple *)as_obj(f->annotations);
        for (size_t i = 0; i + 1 < flat->len; i += 2) {
            if (!dict_set(t, d, flat->items[i], flat->items[i + 1])) {
                return NIL;
            }
        }
    }
    f->annotations = from_obj(d);
    return f->annotations;
}

static bool func_set_annotations(thread *t, value self, value x) {
    if (x != NIL && x != NONE && !is_kind(x, T_DICT)) {
        raise_error(t, E_TYPE_ERROR, "__annotations__ must be set to a dict object");
        return false;
    }
    as_func(self)->annotations = x == NONE ? NIL : x;
    return true;
}

static value func_get_name(thread *t, value self) {
    (void)t;
    return from_obj(as_func(self)->name);
}

static bool func_set_name(thread *t, value self, value x) {
    if (!is_kind(x, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "__name__ must be set to a string object");
        return false;
    }
    as_func(self)->name = (str *)as_obj(x);
    return true;
}

static value func_get_qualname(thread *t, value self) {
    (void)t;
    return from_obj(as_func(self)->qualname);
}

static bool func_set_qualname(thread *t, value self, value x) {
    if (!is_kind(x, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "__qualname__ must be set to a string object");
        return false;
    }
    as_func(self)->qualname = (str *)as_obj(x);
    return true;
}

static value func_get_doc(thread *t, value self) {
    (void)t;
    return none_or(as_func(self)->doc);
}

static bool func_set_doc(thread *t, value self, value x) {
    (void)t;
    as_func(self)->doc = x == NIL ? NONE : x;
    return true;
}

static value func_get_module(thread *t, value self) {
    (void)t;
    return none_or(as_func(self)->module);
}

static bool func_set_module(thread *t, value self, value x) {
    (void)t;
    as_func(self)->module = x == NIL ? NONE : x;
    return true;
}

static value func_get_closure(thread *t, value self) {
    (void)t;
    return none_or(as_func(self)->closure);
}

static value func_get_globals(thread *t, value self) {
    (void)t;
    return from_obj(as_func(self)->globals);
}

static value func_get_builtins(thread *t, value self) {
    func *f = as_func(self);
    return from_obj(f->builtins != NULL ? f->builtins : t->vm->builtins);
}

static value func_get_dict(thread *t, value self) {
    dict *d = object_dict(t, self);
    return d == NULL ? NIL : from_obj(d);
}

static bool func_set_dict(thread *t, value self, value x) {
    if (!is_kind(x, T_DICT)) {
        raise_error(t, E_TYPE_ERROR, "__dict__ must be set to a dictionary, not a '%T'",
                    x == NIL ? NONE : x);
        return false;
    }
    as_func(self)->attrs = x;
    return true;
}

static const getset_def func_getset[] = {
    {"__code__", func_get_code, func_set_code, NULL},
    {"__defaults__", func_get_defaults, func_set_defaults, NULL},
    {"__kwdefaults__", func_get_kwdefaults, func_set_kwdefaults, NULL},
    {"__annotations__", func_get_annotations, func_set_annotations, NULL},
    {"__dict__", func_get_dict, func_set_dict, NULL},
    {"__name__", func_get_name, func_set_name, NULL},
    {"__qualname__", func_get_qualname, func_set_qualname, NULL},
    {"__doc__", func_get_doc, func_set_doc, NULL},
    {"__module__", func_get_module, func_set_module, NULL},
    {"__closure__", func_get_closure, attr_readonly, NULL},
    {"__globals__", func_get_globals, attr_readonly, NULL},
    {"__builtins__", func_get_builtins, attr_readonly, NULL},
    {NULL, NULL, NULL, NULL},
};

/* types.FunctionType(code, globals, name=None, argdefs=None, closure=None) */
static value func_make(thread *t, type *cls, value *a, int n) {
    static const char *const names_[] = {"code", "globals", "name", "argdefs", "closure"};
    value kwnames = t->kwnames, arg[5] = {NIL, NIL, NIL, NIL, NIL};
    t->kwnames = NIL;
    (void)cls;
    if (n > 5) {
        return raise_error(t, E_TYPE_ERROR, "function() takes at most 5 arguments (%d given)", n);
    }
    for (int i = 0; i < n; i++) {
        arg[i] = a[i];
    }
    tuple *kw = kwnames == NIL ? NULL : (tuple *)as_obj(kwnames);
    for (size_t i = 0; kw != NULL && i < kw->len; i++) {
        for (int k = 0; k < 5; k++) {
            if (strcmp(((str *)as_obj(kw->items[i]))->data, names_[k]) == 0) {
                arg[k] = a[(size_t)n + i];
            }
        }
    }
    if (!is_kind(arg[0], T_CODE)) {
        return arg[0] == NIL
                   ? raise_error(t, E_TYPE_ERROR,
                                 "function() missing required argument 'code' (pos 1)")
                   : raise_error(t, E_TYPE_ERROR, "function() argument 'code' must be code, not %T",
                                 arg[0]);
    }
    if (!is_kind(arg[1], T_DICT)) {
        return arg[1] == NIL
                   ? raise_error(t, E_TYPE_ERROR,
                                 "function() missing required argument 'globals' (pos 2)")
                   : raise_error(t, E_TYPE_ERROR,
                                 "function() argument 'globals' must be dict, not %T", arg[1]);
    }
    func *f = func_new(t, (code *)as_obj(arg[0]), (dict *)as_obj(arg[1]));
    if (f == NULL) {
        return NIL;
    }
    if (is_kind(arg[2], T_STR)) {
        f->name = (str *)as_obj(arg[2]);
    }
    if (is_kind(arg[3], T_TUPLE)) {
        f->defaults = arg[3];
    }
    size_t cells = is_kind(arg[4], T_TUPLE) ? ((tuple *)as_obj(arg[4]))->len : 0;
    if (cells != f->code->nfree) {
        return f->code->nfree > 0 && cells == 0
                   ? raise_error(t, E_TYPE_ERROR, "arg 5 (closure) must be tuple")
                   : raise_error(t, E_VALUE_ERROR, "%U requires closure of length %d, not %zd",
                                 f->name, (int)f->code->nfree, cells);
    }
    f->closure = cells > 0 ? arg[4] : NIL;
    return from_obj(f);
}

static void func_trace(gc *g, object *o) {
    func *f = (func *)o;
    gc_object(g, f->code);
    gc_object(g, f->globals);
    gc_object(g, f->builtins);
    gc_value(g, f->defaults);
    gc_value(g, f->kwdefaults);
    gc_value(g, f->closure);
    gc_object(g, f->name);
    gc_object(g, f->qualname);
    gc_value(g, f->doc);
    gc_value(g, f->module);
    gc_value(g, f->annotations);
}

const type_spec func_spec = {
    .name = "function",
    .size = sizeof(func),
    .flags = TYPE_HAS_DICT | TYPE_WEAKREF,
    .dict_offset = offsetof(func, attrs),
    .trace = func_trace,
    .slots = {.repr = func_repr, .call = pass_on, .get = func_get, .new = func_make},
    .getset = func_getset,
    .doc = "Create a function object.",
};

/* ---- cells ---- */

value cell_new(thread *t, value v) {
    cell *c = heap_new(t, T_CELL, sizeof *c);
    if (c == NULL) {
        return NIL;
    }
    c->v = v;
    return from_obj(c);
}

static value cell_repr(thread *t, value v) {
    char at[32], what[32];
    value x = ((cell *)as_obj(v))->v;
    address(t, at, sizeof at, as_obj(v));
    if (x == NIL) {
        return str_format(t, "<cell at %s: empty>", at);
    }
    return str_format(t, "<cell at %s: %T object at %s>", at, x,
                      address(t, what, sizeof what, (void *)(uintptr_t)x));
}

static value cell_compare(thread *t, value a, value b, int op) {
    if (!is_kind(b, T_CELL)) {
        return NOTIMPL;
    }
    value x = ((cell *)as_obj(a))->v, y = ((cell *)as_obj(b))->v;
    if (x != NIL && y != NIL) {
        return op_compare(t, x, y, op);
    }
    int d = (y == NIL) - (x == NIL);
    switch (op) {
    case CMP_LT: return from_bool(d < 0);
    case CMP_LE: return from_bool(d <= 0);
    case CMP_EQ: return from_bool(d == 0);
    case CMP_NE: return from_bool(d != 0);
    case CMP_GT: return from_bool(d > 0);
    default: return from_bool(d >= 0);
    }
}

static value cell_get_contents(thread *t, value self) {
    value v = ((cell *)as_obj(self))->v;
    return v != NIL ? v : raise_error(t, E_VALUE_ERROR, "Cell is empty");
}

static bool cell_set_contents(thread *t, value self, value x) {
    (void)t;
    ((cell *)as_obj(self))->v = x;
    return true;
}

static value cell_make(thread *t, type *cls, value *a, int n) {
    (void)cls;
    t->kwnames = NIL;
    if (n > 1) {
        return raise_error(t, E_TYPE_ERROR, "cell expected at most 1 argument, got %d", n);
    }
    return cell_new(t, n == 1 ? a[0] : NIL);
}

static void cell_trace(gc *g, object *o) {
    gc_value(g, ((cell *)o)->v);
}

static const getset_def cell_getset[] = {
    {"cell_contents", cell_get_contents, cell_set_contents, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec cell_spec = {
    .name = "cell",
    .size = sizeof(cell),
    .flags = TYPE_NO_WEAKREF,
    .trace = cell_trace,
    .slots = {.repr = cell_repr, .compare = cell_compare, .new = cell_make},
    .getset = cell_getset,
};

/* ---- bound methods ---- */

value method_new(thread *t, value fn, value self) {
    method *m = heap_new(t, T_METHOD, sizeof *m);
    if (m == NULL) {
        return NIL;
    }
    m->func = fn;
    m->self = self;
    return from_obj(m);
}

static method *as_method(value v) {
    return (method *)as_obj(v);
}

static value method_repr(thread *t, value v) {
    bool failed;
    value name = op_getattr_opt(t, as_method(v)->func, N(t, __qualname__), &failed);
    if (name == NIL && !failed) {
        name = op_getattr_opt(t, as_method(v)->func, N(t, __name__), &failed);
    }
    if (name == NIL && failed) {
        return NIL;
    }
    if (!is_kind(name, T_STR)) {
        return str_format(t, "<bound method ? of %R>", as_method(v)->self);
    }
    return str_format(t, "<bound method %S of %R>", name, as_method(v)->self);
}

static bool method_hash(thread *t, value v, int64_t *out) {
    int64_t h;
    identity_hash(t, as_method(v)->self, &h);
    if (!op_hash(t, as_method(v)->func, out)) {
        return false;
    }
    *out ^= h;
    *out = *out == -1 ? -2 : *out;
    return true;
}

static value method_compare(thread *t, value a, value b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_kind(b, T_METHOD)) {
        return NOTIMPL;
    }
    int same = as_method(a)->self == as_method(b)->self
                   ? op_eq(t, as_method(a)->func, as_method(b)->func)
                   : 0;
    return same < 0 ? NIL : from_bool(same == (op == CMP_EQ));
}

/* What the method has itself, then what its function has. */
static value method_getattr(thread *t, value v, str *name) {
    type *cls = type_of(t->vm, v);
    value found = type_lookup(cls, name);
    if (found != NIL) {
        return descr_get(t, found, v, cls);
    }
    return op_getattr(t, as_method(v)->func, name);
}

static value method_get(thread *t, value descr, value obj, value owner) {
    (void)t;
    (void)obj;
    (void)owner;
    return descr; /* bound already */
}

static value method_get_func(thread *t, value self) {
    (void)t;
    return as_method(self)->func;
}

static value method_get_self(thread *t, value self) {
    (void)t;
    return as_method(self)->self;
}

static value method_get_doc(thread *t, value self) {
    return op_getattr(t, as_method(self)->func, N(t, __doc__));
}

static value method_make(thread *t, type *cls, value *a, int n) {
    (void)cls;
    t->kwnames = NIL;
    if (n != 2) {
        return raise_error(t, E_TYPE_ERROR, "method expected 2 arguments, got %d", n);
    }
    if (!op_callable(t, a[0])) {
        return raise_error(t, E_TYPE_ERROR, "first argument must be callable");
    }
    if (a[1] == NONE) {
        return raise_error(t, E_TYPE_ERROR, "instance must not be None");
    }
    return method_new(t, a[0], a[1]);
}

static void method_trace(gc *g, object *o) {
    gc_value(g, ((method *)o)->func);
    gc_value(g, ((method *)o)->self);
}

static const getset_def method_getset[] = {
    {"__func__", method_get_func, attr_readonly,
     "the function (or other callable) implementing a method"},
    {"__self__", method_get_self, attr_readonly, "the instance to which a method is bound"},
    {"__doc__", method_get_doc, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

/* (getattr, (self, name)): how copy and pickle remake it */
static value method_reduce(thread *t, value *a, int n) {
    (void)n;
    value getattr_fn = dict_get_str(t->vm->builtins, str_intern(t, "getattr"));
    value name = op_getattr(t, as_method(a[0])->func, N(t, __name__));
    value args = name == NIL ? NIL : tuple_pair(t, as_method(a[0])->self, name);
    return args == NIL || getattr_fn == NIL ? NIL : tuple_pair(t, getattr_fn, args);
}

static const native_def method_methods[] = {
    {"__reduce__", method_reduce, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec method_spec = {
    .name = "method",
    .size = sizeof(method),
    .flags = TYPE_WEAKREF,
    .trace = method_trace,
    .slots = {.repr = method_repr,
              .hash = method_hash,
              .compare = method_compare,
              .getattr = method_getattr,
              .call = pass_on,
              .get = method_get,
              .new = method_make},
    .methods = method_methods,
    .getset = method_getset,
    .doc = "Create a bound instance method object.",
};

/* ---- native functions and methods ---- */

/* Counts the parameters of a signature: "self, x, /, y=1, *, key=None". Defaults may hold commas in
 * quotes and brackets. */
static void count_params(native *f, const char *sig) {
    int n = 0, required = 0, posonly = 0, positional = -1;
    const char *p = sig;
    while (*p != 0) {
        while (*p == ' ' || *p == ',') {
            p++;
        }
        if (*p == 0) {
            break;
        }
        if (*p == '/' && (p[1] == ',' || p[1] == 0)) {
            posonly = n;
            p++;
            continue;
        }
        if (*p == '*' && (p[1] == ',' || p[1] == 0)) {
            positional = n;
            p++;
            continue;
        }
        bool has_default = false;
        int depth = 0;
        for (; *p != 0 && (*p != ',' || depth > 0); p++) {
            if (*p == '=') {
                has_default = true;
            } else if (*p == '(' || *p == '[' || *p == '{') {
                depth++;
            } else if (*p == ')' || *p == ']' || *p == '}') {
                depth--;
            } else if (*p == '\'' || *p == '"') {
                char quote = *p++;
                while (*p != 0 && *p != quote) {
                    p += *p == '\\' && p[1] != 0 ? 2 : 1;
                }
                if (*p == 0) {
                    break;
                }
            }
        }
        n++;
        required += !has_default && positional < 0;
    }
    f->nparams = (int16_t)n;
    f->nrequired = (int16_t)required;
    f->nposonly = (int16_t)posonly;
    f->npositional = (int16_t)(positional < 0 ? n : positional);
    f->nexact = (int16_t)(positional < 0 ? n : -1);
}

value native_new(thread *t, const native_def *def, value self, value owner_or_module) {
    native *f = heap_new(t, T_NATIVE, sizeof *f);
    str *name = f == NULL ? NULL : str_intern(t, def->name);
    if (name == NULL) {
        return NIL;
    }
    f->fn = def->fn;
    f->def = def;
    f->self = self;
    f->owner = owner_or_module;
    f->name = name;
    f->nparams = f->nexact = -1;
    if (def->sig != NULL) {
        count_params(f, def->sig);
    }
    return from_obj(f);
}

static native *as_native(value v) {
    return (native *)as_obj(v);
}

/* The descriptor with an object to be its first argument. */
static value bind_native(thread *t, native *d, value self) {
    native *f = heap_new(t, T_NATIVE, sizeof *f);
    if (f == NULL) {
        return NIL;
    }
    memcpy((char *)f + sizeof(object), (char *)d + sizeof(object), sizeof *f - sizeof(object));
    f->self = self;
    return from_obj(f);
}

static value native_repr(thread *t, value v) {
    native *f = as_native(v);
    char at[32];
    if (f->self == NIL) {
        return str_format(t, "<built-in function %U>", f->name);
    }
    address(t, at, sizeof at, (void *)(uintptr_t)f->self);
    if (is_kind(f->self, T_MODULE)) {
        return str_format(t, "<built-in function %U>", f->name);
    }
    return str_format(t, "<built-in method %U of %T object at %s>", f->name, f->self, at);
}

static bool native_hash(thread *t, value v, int64_t *out) {
    int64_t h = 0;
    identity_hash(t, as_native(v)->self, &h);
    *out = h ^ (int64_t)str_hash(t->vm, as_native(v)->name);
    return true;
}

static value native_compare(thread *t, value a, value b, int op) {
    (void)t;
    if ((op != CMP_EQ && op != CMP_NE) || !is_kind(b, T_NATIVE)) {
        return NOTIMPL;
    }
    bool same = a == b || (as_native(a)->self == as_native(b)->self && as_native(a)->self != NIL &&
                           as_native(a)->def == as_native(b)->def);
    return from_bool(same == (op == CMP_EQ));
}

static value native_get_name(thread *t, value self) {
    (void)t;
    return from_obj(as_native(self)->name);
}

static value native_get_qualname(thread *t, value self) {
    native *f = as_native(self);
    if (is_kind(f->owner, T_TYPE)) {
        return str_format(t, "%U.%U", ((type *)as_obj(f->owner))->qualname, f->name);
    }
    return from_obj(f->name);
}

static value native_get_doc(thread *t, value self) {
    const char *doc = as_native(self)->def->doc;
    return doc == NULL ? NONE : str_from(t, doc);
}

static value native_get_module(thread *t, value self) {
    (void)t;
    value owner = as_native(self)->owner;
    return is_kind(owner, T_STR) ? owner : NONE;
}

static value native_get_self(thread *t, value self) {
    native *f = as_native(self);
    if (f->self != NIL) {
        return f->self;
    }
    value m = is_kind(f->owner, T_STR) ? dict_get(t, t->vm->modules, f->owner) : NIL;
    return m == NIL && t->exc == NIL ? NONE : m;
}

static value native_get_text_signature(thread *t, value self) {
    const char *sig = as_native(self)->def->sig;
    if (sig == NULL) {
        return NONE;
    }
    return str_format(
        t, strncmp(sig, "self", 4) == 0 || strncmp(sig, "cls", 3) == 0 ? "($%s)" : "(%s)", sig);
}

static void native_trace(gc *g, object *o) {
    native *f = (native *)o;
    gc_value(g, f->self);
    gc_value(g, f->owner);
    gc_object(g, f->name);
}

static const getset_def native_getset[] = {
    {"__name__", native_get_name, NULL, NULL},
    {"__qualname__", native_get_qualname, NULL, NULL},
    {"__doc__", native_get_doc, NULL, NULL},
    {"__module__", native_get_module, NULL, NULL},
    {"__self__", native_get_self, NULL, NULL},
    {"__text_signature__", native_get_text_signature, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

/* copy and pickle take a module's function by its name. */
static value native_reduce(thread *t, value *a, int n) {
    (void)n;
    native *f = as_native(a[0]);
    if (f->self == NIL || is_kind(f->self, T_MODULE)) {
        return from_obj(f->name);
    }
    value getattr_fn = dict_get_str(t->vm->builtins, str_intern(t, "getattr"));
    value args = tuple_pair(t, f->self, from_obj(f->name));
    return args == NIL || getattr_fn == NIL ? NIL : tuple_pair(t, getattr_fn, args);
}

static const native_def native_methods[] = {
    {"__reduce__", native_reduce, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec native_spec = {
    .name = "builtin_function_or_method",
    .size = sizeof(native),
    .flags = TYPE_NO_NEW | TYPE_WEAKREF,
    .trace = native_trace,
    .slots = {.repr = native_repr, .hash = native_hash, .compare = native_compare, .call = pass_on},
    .methods = native_methods,
    .getset = native_getset,
};

/* ---- methods in the namespaces of built-in classes ---- */

static value method_desc_repr(thread *t, value v) {
    return str_format(t, "<method '%U' of '%N' objects>", as_native(v)->name,
                      (type *)as_obj(as_native(v)->owner));
}

static value raise_wrong_self(thread *t, native *d, value obj) {
    return raise_error(t, E_TYPE_ERROR,
                       "descriptor '%U' for '%N' objects doesn't apply to a '%T' object", d->name,
                       (type *)as_obj(d->owner), obj);
}

static value method_desc_get(thread *t, value descr, value obj, value owner) {
    (void)owner;
    native *d = as_native(descr);
    if (obj == NIL) {
        return descr;
    }
    if (!is_subtype(type_of(t->vm, obj), (type *)as_obj(d->owner))) {
        return raise_wrong_self(t, d, obj);
    }
    return bind_native(t, d, obj);
}

static value method_desc_objclass(thread *t, value self) {
    (void)t;
    return as_native(self)->owner;
}

static const getset_def method_desc_getset[] = {
    {"__name__", native_get_name, attr_readonly, NULL},
    {"__qualname__", native_get_qualname, NULL, NULL},
    {"__doc__", native_get_doc, NULL, NULL},
    {"__objclass__", method_desc_objclass, attr_readonly, NULL},
    {"__text_signature__", native_get_text_signature, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec method_desc_spec = {
    .name = "method_descriptor",
    .size = sizeof(native),
    .flags = TYPE_NO_NEW,
    .trace = native_trace,
    .slots = {.repr = method_desc_repr, .call = pass_on, .get = method_desc_get},
    .getset = method_desc_getset,
};

static value classmethod_desc_get(thread *t, value descr, value obj, value owner) {
    native *d = as_native(descr);
    if (owner == NIL) {
        owner = from_obj(type_of(t->vm, obj));
    }
    if (!is_kind(owner, T_TYPE)) {
        return raise_error(t, E_TYPE_ERROR,
                           "descriptor '%U' for type '%N' needs a type, not a '%T' as arg 2",
                           d->name, (type *)as_obj(d->owner), owner);
    }
    if (!is_subtype((type *)as_obj(owner), (type *)as_obj(d->owner))) {
        return raise_error(t, E_TYPE_ERROR,
                           "descriptor '%U' requires a subtype of '%N' but received '%N'", d->name,
                           (type *)as_obj(d->owner), (type *)as_obj(owner));
    }
    return bind_native(t, d, owner);
}

static value classmethod_desc_call(thread *t, value f, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    if (n < 1) {
        return raise_error(t, E_TYPE_ERROR, "descriptor '%U' of '%N' object needs an argument",
                           as_native(f)->name, (type *)as_obj(as_native(f)->owner));
    }
    value bound = classmethod_desc_get(t, f, NIL, a[0]);
    return bound == NIL ? NIL : call_values(t, bound, a + 1, n - 1, kwnames);
}

const type_spec classmethod_desc_spec = {
    .name = "classmethod_descriptor",
    .size = sizeof(native),
    .flags = TYPE_NO_NEW,
    .trace = native_trace,
    .slots = {.repr = method_desc_repr, .call = classmethod_desc_call, .get = classmethod_desc_get},
    .getset = method_desc_getset,
};

/* ---- slot wrappers ---- */

static slot_wrapper *as_wrapper(value v) {
    return (slot_wrapper *)as_obj(v);
}

static value wrapper_desc_repr(thread *t, value v) {
    return str_format(t, "<slot wrapper '%s' of '%N' objects>", as_wrapper(v)->def->name,
                      as_wrapper(v)->owner);
}

static value wrapper_desc_get(thread *t, value descr, value obj, value owner) {
    (void)owner;
    slot_wrapper *w = as_wrapper(descr);
    if (obj == NIL) {
        return descr;
    }
    if (!is_subtype(type_of(t->vm, obj), w->owner)) {
        return raise_error(t, E_TYPE_ERROR,
                           "descriptor '%s' for '%N' objects doesn't apply to a '%T' object",
                           w->def->name, w->owner, obj);
    }
    method_wrapper *m = heap_new(t, T_METHOD_WRAPPER, sizeof *m);
    if (m == NULL) {
        return NIL;
    }
    m->wrapper = w;
    m->self = obj;
    return from_obj(m);
}

static value wrapper_desc_call(thread *t, value f, value *a, int n) {
    slot_wrapper *w = as_wrapper(f);
    if (n < 1) {
        t->kwnames = NIL;
        return raise_error(t, E_TYPE_ERROR, "descriptor '%s' of '%N' object needs an argument",
                           w->def->name, w->owner);
    }
    return slot_wrapper_call(t, w, a[0], a + 1, n - 1);
}

static value wrapper_desc_name(thread *t, value self) {
    return str_from(t, as_wrapper(self)->def->name);
}

static value wrapper_desc_qualname(thread *t, value self) {
    return str_format(t, "%U.%s", as_wrapper(self)->owner->qualname, as_wrapper(self)->def->name);
}

static value wrapper_desc_doc(thread *t, value self) {
    const char *doc = as_wrapper(self)->def->doc;
    return doc == NULL ? NONE : str_from(t, doc);
}

static value wrapper_desc_objclass(thread *t, value self) {
    (void)t;
    return from_obj(as_wrapper(self)->owner);
}

static value wrapper_desc_text_signature(thread *t, value self) {
    const char *sig = as_wrapper(self)->def->text_sig;
    return sig == NULL ? NONE : str_from(t, sig);
}

static void wrapper_desc_trace(gc *g, object *o) {
    gc_object(g, ((slot_wrapper *)o)->owner);
}

static const getset_def wrapper_desc_getset[] = {
    {"__name__", wrapper_desc_name, attr_readonly, NULL},
    {"__qualname__", wrapper_desc_qualname, NULL, NULL},
    {"__doc__", wrapper_desc_doc, NULL, NULL},
    {"__objclass__", wrapper_desc_objclass, attr_readonly, NULL},
    {"__text_signature__", wrapper_desc_text_signature, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec wrapper_desc_spec = {
    .name = "wrapper_descriptor",
    .size = sizeof(slot_wrapper),
    .flags = TYPE_NO_NEW,
    .trace = wrapper_desc_trace,
    .slots = {.repr = wrapper_desc_repr, .call = wrapper_desc_call, .get = wrapper_desc_get},
    .getset = wrapper_desc_getset,
};

static method_wrapper *as_bound(value v) {
    return (method_wrapper *)as_obj(v);
}

static value method_wrapper_repr(thread *t, value v) {
    char at[32];
    return str_format(t, "<method-wrapper '%s' of %T object at %s>",
                      as_bound(v)->wrapper->def->name, as_bound(v)->self,
                      address(t, at, sizeof at, (void *)(uintptr_t)as_bound(v)->self));
}

static value method_wrapper_call(thread *t, value f, value *a, int n) {
    return slot_wrapper_call(t, as_bound(f)->wrapper, as_bound(f)->self, a, n);
}

static bool method_wrapper_hash(thread *t, value v, int64_t *out) {
    int64_t h;
    identity_hash(t, as_bound(v)->self, &h);
    *out = h ^ (int64_t)(object_id(t->vm, as_bound(v)->wrapper) >> 4);
    return true;
}

static value method_wrapper_compare(thread *t, value a, value b, int op) {
    (void)t;
    if ((op != CMP_EQ && op != CMP_NE) || !is_kind(b, T_METHOD_WRAPPER)) {
        return NOTIMPL;
    }
    bool same =
        as_bound(a)->self == as_bound(b)->self && as_bound(a)->wrapper == as_bound(b)->wrapper;
    return from_bool(same == (op == CMP_EQ));
}

static value method_wrapper_name(thread *t, value self) {
    return str_from(t, as_bound(self)->wrapper->def->name);
}

static value method_wrapper_qualname(thread *t, value self) {
    return wrapper_desc_qualname(t, from_obj(as_bound(self)->wrapper));
}

static value method_wrapper_doc(thread *t, value self) {
    return wrapper_desc_doc(t, from_obj(as_bound(self)->wrapper));
}

static value method_wrapper_objclass(thread *t, value self) {
    (void)t;
    return from_obj(as_bound(self)->wrapper->owner);
}

static value method_wrapper_self(thread *t, value self) {
    (void)t;
    return as_bound(self)->self;
}

static value method_wrapper_text_signature(thread *t, value self) {
    return wrapper_desc_text_signature(t, from_obj(as_bound(self)->wrapper));
}

static void method_wrapper_trace(gc *g, object *o) {
    gc_object(g, ((method_wrapper *)o)->wrapper);
    gc_value(g, ((method_wrapper *)o)->self);
}

static const getset_def method_wrapper_getset[] = {
    {"__name__", method_wrapper_name, NULL, NULL},
    {"__qualname__", method_wrapper_qualname, NULL, NULL},
    {"__doc__", method_wrapper_doc, NULL, NULL},
    {"__objclass__", method_wrapper_objclass, NULL, NULL},
    {"__self__", method_wrapper_self, attr_readonly, NULL},
    {"__text_signature__", method_wrapper_text_signature, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec method_wrapper_spec = {
    .name = "method-wrapper",
    .size = sizeof(method_wrapper),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = method_wrapper_trace,
    .slots = {.repr = method_wrapper_repr,
              .hash = method_wrapper_hash,
              .compare = method_wrapper_compare,
              .call = method_wrapper_call},
    .getset = method_wrapper_getset,
};

/* ---- getters and setters written in C ---- */

value getset_new(thread *t, const getset_def *def, type *owner) {
    getset *g = heap_new(t, T_GETSET, sizeof *g);
    str *name = g == NULL ? NULL : str_intern(t, def->name);
    if (name == NULL) {
        return NIL;
    }
    g->def = def;
    g->owner = owner;
    g->name = name;
    return from_obj(g);
}

static getset *as_getset(value v) {
    return (getset *)as_obj(v);
}

static bool getset_applies(thread *t, getset *g, value obj) {
    if (!is_subtype(type_of(t->vm, obj), g->owner)) {
        raise_error(t, E_TYPE_ERROR,
                    "descriptor '%U' for '%N' objects doesn't apply to a '%T' object", g->name,
                    g->owner, obj);
        return false;
    }
    return true;
}

static value getset_get(thread *t, value descr, value obj, value owner) {
    (void)owner;
    getset *g = as_getset(descr);
    if (obj == NIL) {
        return descr;
    }
    return getset_applies(t, g, obj) ? g->def->get(t, obj) : NIL;
}

static bool getset_set(thread *t, value descr, value obj, value x) {
    getset *g = as_getset(descr);
    if (!getset_applies(t, g, obj)) {
        return false;
    }
    if (g->def->set == NULL) {
        raise_error(t, E_ATTRIBUTE_ERROR, "attribute '%U' of '%N' objects is not writable", g->name,
                    g->owner);
        return false;
    }
    return g->def->set(t, obj, x);
}

bool attr_readonly(thread *t, value self, value x) {
    (void)self;
    (void)x;
    raise_error(t, E_ATTRIBUTE_ERROR, "readonly attribute");
    return false;
}

static value getset_repr(thread *t, value v) {
    return str_format(t, "<attribute '%U' of '%N' objects>", as_getset(v)->name,
                      as_getset(v)->owner);
}

static value getset_name(thread *t, value self) {
    (void)t;
    return from_obj(as_getset(self)->name);
}

static value getset_qualname(thread *t, value self) {
    return str_format(t, "%U.%U", as_getset(self)->owner->qualname, as_getset(self)->name);
}

static value getset_doc(thread *t, value self) {
    const char *doc = as_getset(self)->def->doc;
    return doc == NULL ? NONE : str_from(t, doc);
}

static value getset_objclass(thread *t, value self) {
    (void)t;
    return from_obj(as_getset(self)->owner);
}

static void getset_trace(gc *g, object *o) {
    gc_object(g, ((getset *)o)->owner);
    gc_object(g, ((getset *)o)->name);
}

static const getset_def getset_getset[] = {
    {"__name__", getset_name, attr_readonly, NULL},
    {"__qualname__", getset_qualname, NULL, NULL},
    {"__doc__", getset_doc, NULL, NULL},
    {"__objclass__", getset_objclass, attr_readonly, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec getset_spec = {
    .name = "getset_descriptor",
    .size = sizeof(getset),
    .flags = TYPE_NO_NEW,
    .trace = getset_trace,
    .slots = {.repr = getset_repr, .get = getset_get, .set = getset_set},
    .getset = getset_getset,
};
