/* call.c: calls from C, the binding of arguments, and the messages when they do not fit.
 *
 * Arguments of a call stand on the value stack: positional ones first, then the values of keyword
 * arguments, whose names are a tuple (t->kwnames for natives without a signature). The loop calls
 * in place what it evaluated there; C code's arguments are copied there first, so that the callee's
 * frame can have them as its locals.
 */
#include "vm/call.h"

#include "vm/frame.h"
#include "vm/str.h"
#include "vm/type.h"

frame *frame_refuse(thread *t) {
    raise_error(t, E_RECURSION_ERROR, "maximum recursion depth exceeded");
    return NULL;
}

/* ---- binding the arguments of a function ---- */

static bool names_equal(value a, str *b) {
    return a == from_obj(b) || str_equal((str *)as_obj(a), b);
}

/* "'a', 'b', and 'c'" out of parameter slots whose value is missing. */
static value missing_list(thread *t, code *c, value *base, unsigned from, unsigned to,
                          unsigned *count) {
    unsigned n = 0, k = 0;
    for (unsigned i = from; i < to; i++) {
        n += base[i] == NIL;
    }
    *count = n;
    sb b;
    sb_init(&b, t);
    for (unsigned i = from; i < to; i++) {
        if (base[i] == NIL) {
            k++;
            sb_fmt(&b,
                   k == 1   ? "%R"
                   : k < n  ? ", %R"
                   : n == 2 ? " and %R"
                            : ", and %R",
                   from_obj(c->slot_names[i]));
        }
    }
    return sb_take(&b);
}

static bool missing_error(thread *t, func *fn, value *base, unsigned from, unsigned to,
                          const char *kind) {
    unsigned n;
    value text = missing_list(t, fn->code, base, from, to, &n);
    if (text != NIL) {
        raise_error(t, E_TYPE_ERROR, "%U() missing %u required %s argument%s: %U", fn->qualname, n,
                    kind, n == 1 ? "" : "s", as_obj(text));
    }
    return false;
}

static bool too_many(thread *t, func *fn, int given, value *base) {
    code *c = fn->code;
    size_t defaults = fn->defaults == NIL ? 0 : ((tuple *)as_obj(fn->defaults))->len;
    unsigned kw = 0;
    for (unsigned i = 0; i < c->kwonly; i++) {
        kw += base[c->argc + i] != NIL;
    }
    sb b;
    sb_init(&b, t);
    sb_fmt(&b, "%U() takes ", fn->qualname);
    bool plural;
    if (defaults > 0) {
        sb_fmt(&b, "from %zd to %d", (size_t)c->argc - defaults, (int)c->argc);
        plural = true;
    } else {
        sb_fmt(&b, "%d", (int)c->argc);
        plural = c->argc != 1;
    }
    sb_fmt(&b, " positional argument%s but %d", plural ? "s" : "", given);
    if (kw > 0) {
        sb_fmt(&b, " positional argument%s (and %u keyword-only argument%s)", given == 1 ? "" : "s",
               kw, kw == 1 ? "" : "s");
    }
    sb_fmt(&b, " %s given", given == 1 && kw == 0 ? "was" : "were");
    value text = sb_take(&b);
    if (text != NIL) {
        raise_error(t, E_TYPE_ERROR, "%U", as_obj(text));
    }
    return false;
}

/* A keyword that is no parameter: is it because some were given for positional-only ones? */
static bool unexpected_keyword(thread *t, func *fn, value name, value kwnames) {
    code *c = fn->code;
    tuple *kwn = (tuple *)as_obj(kwnames);
    sb b;
    sb_init(&b, t);
    unsigned n = 0;
    for (unsigned i = 0; i < c->posonly; i++) {
        for (size_t k = 0; k < kwn->len; k++) {
            if (names_equal(kwn->items[k], c->slot_names[i])) {
                sb_fmt(&b, n++ ? ", %U" : "%U", c->slot_names[i]);
            }
        }
    }
    value text = sb_take(&b);
    if (n > 0) {
        raise_error(t, E_TYPE_ERROR,
                    "%U() got some positional-only arguments passed as keyword arguments: '%U'",
                    fn->qualname, as_obj(text));
    } else {
        raise_error(t, E_TYPE_ERROR, "%U() got an unexpected keyword argument '%U'", fn->qualname,
                    as_obj(name));
    }
    return false;
}

bool bind_args(thread *t, func *fn, value *base, int n, value kwnames) {
    code *c = fn->code;
    unsigned argc = c->argc, params = argc + c->kwonly;
    bool star = c->flags & CODE_VARARGS, star2 = c->flags & CODE_VARKW;
    unsigned star_at = params, star2_at = params + star;
    size_t nkw = kwnames == NIL ? 0 : ((tuple *)as_obj(kwnames))->len;
    int given = n;
    value rest = NIL;
    if (base + n + nkw + c->nlocals + STACK_SLACK > t->stack_end) {
        frame_refuse(t);
        return false;
    }
    if (n > (int)argc) {
        if (star) {
            rest = tuple_of(t, base + argc, (size_t)n - argc);
            if (rest == NIL) {
                return false;
            }
        }
        n = (int)argc;
    } else if (star) {
        rest = from_obj(t->vm->empty_tuple);
    }
    /* Keyword values go out of the way, to behind where the locals will be. */
    value *kw =
        base + (c->nlocals > given + (int)nkw ? (unsigned)c->nlocals : (unsigned)given + nkw);
    memmove(kw, base + given, nkw * sizeof *kw);
    t->top->sp = kw + nkw; /* they live there */
    for (unsigned i = (unsigned)n; i < c->nlocals; i++) {
        base[i] = NIL;
    }
    dict *more = NULL;
    if (star2) {
        more = dict_new(t);
        if (more == NULL) {
            return false;
        }
        base[star2_at] = from_obj(more);
    }
    for (size_t k = 0; k < nkw; k++) {
        value name = ((tuple *)as_obj(kwnames))->items[k];
        unsigned at = params;
        for (unsigned i = c->posonly; i < params; i++) {
            if (name == from_obj(c->slot_names[i])) {
                at = i;
                break;
            }
        }
        for (unsigned i = c->posonly; at == params && i < params; i++) {
            if (str_equal((str *)as_obj(name), c->slot_names[i])) {
                at = i;
            }
        }
        if (at < params) {
            if (base[at] != NIL) {
                raise_error(t, E_TYPE_ERROR, "%U() got multiple values for argument '%U'",
                            fn->qualname, as_obj(name));
                return false;
            }
            base[at] = kw[k];
        } else if (more == NULL) {
            return unexpected_keyword(t, fn, name, kwnames);
        } else if (!dict_set(t, more, name, kw[k])) {
            return false;
        }
    }
    if (given > (int)argc && !star) {
        return too_many(t, fn, given, base);
    }
    if (star) {
        base[star_at] = rest;
    }
    if (n < (int)argc) {
        tuple *defaults = fn->defaults == NIL ? NULL : (tuple *)as_obj(fn->defaults);
        unsigned nd = defaults ? (unsigned)defaults->len : 0, first = nd > argc ? 0 : argc - nd;
        for (unsigned i = (unsigned)n; i < first; i++) {
            if (base[i] == NIL) {
                return missing_error(t, fn, base, (unsigned)n, first, "positional");
            }
        }
        for (unsigned i = first; i < argc; i++) {
            if (base[i] == NIL) {
                base[i] = defaults->items[i - first + (nd > argc ? nd - argc : 0)];
            }
        }
    }
    bool missing = false;
    for (unsigned i = argc; i < params; i++) {
        if (base[i] == NIL) {
            if (fn->kwdefaults != NIL) {
                base[i] = dict_get_str((dict *)as_obj(fn->kwdefaults), c->slot_names[i]);
            }
            missing |= base[i] == NIL;
        }
    }
    return missing ? missing_error(t, fn, base, argc, params, "keyword-only") : true;
}

/* ---- natives ---- */

/* The parameter names are in the signature text: the i-th, as (start, length). */
static const char *param_name(const native *f, int i, int *len) {
    const char *p = f->def->sig;
    for (int at = 0; *p != '\0';) {
        while (*p == ' ' || *p == ',') {
            p++;
        }
        const char *start = p;
        int depth = 0;
        while (*p != '\0' && (depth > 0 || *p != ',')) {
            depth += *p == '(' || *p == '[' || *p == '{';
            depth -= *p == ')' || *p == ']' || *p == '}';
            p++;
        }
        if (*start == '/' || (*start == '*' && (start[1] == ',' || start[1] == '\0'))) {
            continue;
        }
        if (at++ == i) {
            const char *end = start;
            while (end < p && *end != '=' && *end != ' ' && *end != ':') {
                end++;
            }
            *len = (int)(end - start);
            return start;
        }
    }
    *len = 0;
    return "";
}

/* Is its first parameter the object that it is a method of? */
static bool is_method(const native *f) {
    return f->h.kind == T_METHOD_DESC || f->h.kind == T_CLASSMETHOD_DESC ||
           (f->self != NIL &&
            (strncmp(f->def->sig, "self", 4) == 0 || strncmp(f->def->sig, "cls", 3) == 0));
}

/* "list.append" or "math.sqrt" for those with one argument or none, as CPython names them. */
static value qualified(thread *t, const native *f) {
    if ((f->def->flags & NATIVE_CLASS) && is_kind(f->self, T_TYPE)) {
        return str_format(t, "%U.%U", ((type *)as_obj(f->self))->qualname, f->name);
    }
    if (is_method(f) && f->owner != NIL && is_kind(f->owner, T_TYPE)) {
        return str_format(t, "%U.%U", ((type *)as_obj(f->owner))->qualname, f->name);
    }
    if (is_method(f) && f->self != NIL) {
        return str_format(t, "%U.%U", type_of(t->vm, f->self)->qualname, f->name);
    }
    if (is_kind(f->owner, T_STR) && !str_equal((str *)as_obj(f->owner), N(t, builtins))) {
        return str_format(t, "%U.%U", as_obj(f->owner), f->name);
    }
    return from_obj(f->name);
}

static value arity_error(thread *t, const native *f, int given) {
    int self = is_method(f), max = f->npositional - self, min = f->nrequired - self;
    bool named = f->nposonly < f->nparams; /* can any be given by name? */
    given -= self;
    min = min < 0 ? 0 : min;
    if (given < 0) {
        return raise_error(t, E_TYPE_ERROR, "unbound method %U() needs an argument",
                           as_obj(qualified(t, f)));
    }
    if (max == 0 && !named) {
        return raise_error(t, E_TYPE_ERROR, "%U() takes no arguments (%d given)",
                           as_obj(qualified(t, f)), given);
    }
    if (max == 1 && min == 1 && !named) {
        return raise_error(t, E_TYPE_ERROR, "%U() takes exactly one argument (%d given)",
                           as_obj(qualified(t, f)), given);
    }
    if (!named) {
        int limit = given < min ? min : max;
        if (f->def->flags & NATIVE_COUNTED) {
            return raise_error(t, E_TYPE_ERROR, "%U() takes %s %d argument%s (%d given)", f->name,
                               min == max    ? "exactly"
                               : given < min ? "at least"
                                             : "at most",
                               limit, limit == 1 ? "" : "s", given);
        }
        return raise_error(t, E_TYPE_ERROR, "%U expected %s%d argument%s, got %d", f->name,
                           min == max    ? ""
                           : given < min ? "at least "
                                         : "at most ",
                           limit, limit == 1 ? "" : "s", given);
    }
    if (given > max && max == 0) {
        return raise_error(t, E_TYPE_ERROR, "%U() takes no positional arguments", f->name);
    }
    if (given > max) {
        return raise_error(t, E_TYPE_ERROR, "%U() takes %s %d %sargument%s (%d given)", f->name,
                           min == max ? "exactly" : "at most", max,
                           f->npositional < f->nparams ? "positional " : "", max == 1 ? "" : "s",
                           given);
    }
    return NIL;
}

static value missing_native(thread *t, const native *f, int i) {
    int len;
    const char *p = param_name(f, i, &len);
    value name = str_new(t, p, (size_t)len);
    return name == NIL
               ? NIL
               : raise_error(t, E_TYPE_ERROR, "%U() missing required argument '%U' (pos %d)",
                             f->name, as_obj(name), i + 1 - is_method(f));
}

/* Arguments for a native with a signature into its parameters, in place. */
static bool bind_native(thread *t, native *f, value *a, int n, value kwnames) {
    size_t nkw = kwnames == NIL ? 0 : ((tuple *)as_obj(kwnames))->len;
    if (n > f->npositional || (nkw == 0 && n < f->nrequired)) {
        if (arity_error(t, f, n) == NIL && t->exc != NIL) {
            return false;
        }
    }
    if (nkw > 0) {
        tuple *kwn = (tuple *)as_obj(kwnames);
        if (f->nposonly == f->nparams) {
            raise_error(t, E_TYPE_ERROR, "%U() takes no keyword arguments",
                        as_obj(qualified(t, f)));
            return false;
        }
        value kw[64];
        if (nkw > 64) {
            raise_error(t, E_TYPE_ERROR, "%U() takes at most %d arguments (%zd given)", f->name,
                        f->nparams - is_method(f), (size_t)n + nkw);
            return false;
        }
        memcpy(kw, a + n, nkw * sizeof *kw);
        for (int i = n; i < f->nparams; i++) {
            a[i] = NIL;
        }
        for (size_t k = 0; k < nkw; k++) {
            str *name = (str *)as_obj(kwn->items[k]);
            int at = -1;
            for (int i = f->nposonly; i < f->nparams; i++) {
                int len;
                const char *p = param_name(f, i, &len);
                if ((size_t)len == name->len && memcmp(p, name->data, name->len) == 0) {
                    at = i;
                    break;
                }
            }
            if (at < 0) {
                raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for %U()", name,
                            f->name);
                return false;
            }
            if (a[at] != NIL) {
                raise_error(t, E_TYPE_ERROR,
                            "argument for %U() given by name ('%U') and position (%d)", f->name,
                            name, at + 1 - is_method(f));
                return false;
            }
            a[at] = kw[k];
        }
        n = f->nparams;
    }
    for (int i = n; i < f->nparams; i++) {
        a[i] = NIL;
    }
    for (int i = 0; i < f->nrequired; i++) {
        if (a[i] == NIL) {
            missing_native(t, f, i);
            return false;
        }
    }
    return true;
}

value native_call(thread *t, native *f, value *a, int n, value kwnames) {
    if (f->self != NIL) {
        *--a = f->self;
        n++;
    }
    if (f->nparams < 0) {
        t->kwnames = kwnames;
        return f->fn(t, a, n);
    }
    if (a + f->nparams + STACK_SLACK > t->stack_end) {
        frame_refuse(t);
        return NIL;
    }
    if (!bind_native(t, f, a, n, kwnames)) {
        return NIL;
    }
    if (t->top->sp < a + f->nparams) {
        t->top->sp = a + f->nparams;
    }
    return f->fn(t, a, f->nparams);
}

/* ---- calls from C ---- */

value call_in_place(thread *t, value f, value *a, int n, value kwnames) {
    for (;;) {
        if (!is_obj(f)) {
            break;
        }
        switch (as_obj(f)->kind) {
        case T_FUNC: {
            func *fn = (func *)as_obj(f);
            value *keep = t->top->sp;
            int bound = n;
            if (!c_stack_ok(t)) {
                return NIL;
            }
            if (fn->fast_argc != n || kwnames != NIL) {
                if (!bind_args(t, fn, a, n, kwnames)) {
                    t->top->sp = keep;
                    return NIL;
                }
                bound = fn->code->nlocals;
            }
            if (frame_push(t, fn, a, bound, keep, FRAME_ENTRY) == NULL) {
                t->top->sp = keep;
                return NIL;
            }
            value r = eval(t);
            t->top->sp = keep;
            return r;
        }
        case T_METHOD:
            *--a = ((method *)as_obj(f))->self;
            n++;
            f = ((method *)as_obj(f))->func;
            continue;
        case T_METHOD_DESC:
            if (n == 0) {
                return raise_error(t, E_TYPE_ERROR, "unbound method %U() needs an argument",
                                   as_obj(qualified(t, (native *)as_obj(f))));
            }
            if (!is_subtype(type_of(t->vm, a[0]), (type *)as_obj(((native *)as_obj(f))->owner))) {
                return raise_error(
                    t, E_TYPE_ERROR,
                    "descriptor '%U' for '%N' objects doesn't apply to a '%T' object",
                    ((native *)as_obj(f))->name, as_obj(((native *)as_obj(f))->owner), a[0]);
            }
            __attribute__((fallthrough));
        case T_NATIVE: {
            if (!c_stack_ok(t)) {
                return NIL;
            }
            value *keep = t->top->sp;
            thread_called(t, 1);
            value r = native_call(t, (native *)as_obj(f), a, n, kwnames);
            t->top->sp = keep;
            return r;
        }
        default: {
            type *cls = as_obj(f)->type;
            if (cls->slots.call == NULL) {
                goto not_callable;
            }
            if (!c_stack_ok(t)) {
                return NIL;
            }
            t->kwnames = kwnames;
            return cls->slots.call(t, f, a, n);
        }
        }
    }
not_callable:
    return raise_error(t, E_TYPE_ERROR, "'%T' object is not callable", f);
}

value call_values(thread *t, value f, value *a, int n, value kwnames) {
    size_t nkw = kwnames == NIL ? 0 : ((tuple *)as_obj(kwnames))->len;
    value *keep = t->top->sp, *base = keep + 1;
    if (base + n + nkw + STACK_SLACK > t->stack_end) {
        frame_refuse(t);
        return NIL;
    }
    *keep = f;
    if (n + nkw > 0) {
        memmove(base, a, ((size_t)n + nkw) * sizeof *base);
    }
    t->top->sp = base + n + nkw;
    thread_collect(t);
    value r = call_in_place(t, f, base, n, kwnames);
    t->top->sp = keep;
    return r;
}

value call0(thread *t, value f) {
    return call_values(t, f, NULL, 0, NIL);
}

value call1(thread *t, value f, value a) {
    return call_values(t, f, &a, 1, NIL);
}

value call2(thread *t, value f, value a, value b) {
    value args[] = {a, b};
    return call_values(t, f, args, 2, NIL);
}

value call3(thread *t, value f, value a, value b, value c) {
    value args[] = {a, b, c};
    return call_values(t, f, args, 3, NIL);
}

/* Calls what `f`, found on v's class, is for v. */
static value call_found(thread *t, value f, value v, value *a, int n) {
    value args[8];
    if (n < 8 && (is_exact(f, T_FUNC) || is_exact(f, T_METHOD_DESC))) {
        args[0] = v;
        for (int i = 0; i < n; i++) {
            args[i + 1] = a[i];
        }
        return call_values(t, f, args, n + 1, NIL);
    }
    f = descr_get(t, f, v, type_of(t->vm, v));
    return f == NIL ? NIL : call_values(t, f, a, n, NIL);
}

value call_method(thread *t, value v, str *name, value *a, int n) {
    value f = op_getattr(t, v, name);
    return f == NIL ? NIL : call_values(t, f, a, n, NIL);
}

value call_special(thread *t, value v, str *name, value *a, int n, bool *found) {
    value f = type_lookup(type_of(t->vm, v), name);
    *found = f != NIL;
    return f == NIL ? NIL : call_found(t, f, v, a, n);
}

/* ---- running code ---- */

func *func_new(thread *t, code *c, dict *globals) {
    func *f = heap_new(t, T_FUNC, sizeof *f);
    if (f == NULL) {
        return NULL;
    }
    f->code = c;
    f->globals = globals;
    value b = dict_get_str(globals, N(t, __builtins__));
    f->builtins = is_kind(b, T_DICT)     ? (dict *)as_obj(b)
                  : is_kind(b, T_MODULE) ? (dict *)as_obj(((module *)as_obj(b))->attrs)
                                         : t->vm->builtins;
    f->name = c->name;
    f->qualname = c->qualname;
    f->doc = c->doc;
    f->module = dict_get_str(globals, N(t, __name__));
    f->fast_argc = c->flags & (CODE_VARARGS | CODE_VARKW) || c->kwonly ? -1 : c->argc;
    return f;
}

static value run_body(thread *t, func *fn, value space) {
    value *keep = t->top->sp, *base = keep + 1;
    if (!c_stack_ok(t)) {
        return NIL;
    }
    *keep = from_obj(fn);
    t->top->sp = base;
    frame *f = frame_push(t, fn, base, 0, keep, FRAME_ENTRY);
    value r = NIL;
    if (f != NULL) {
        f->names = space;
        r = eval(t);
    }
    t->top->sp = keep;
    return r;
}

value thread_run(thread *t, code *c, dict *globals, value space) {
    if (dict_get_str(globals, N(t, __builtins__)) == NIL &&
        !dict_set_str(t, globals, N(t, __builtins__), from_obj(t->vm->builtins))) {
        return NIL;
    }
    func *fn = func_new(t, c, globals);
    return fn == NULL ? NIL : run_body(t, fn, space);
}

value call_body(thread *t, value fn, value space) {
    return run_body(t, (func *)as_obj(fn), space);
}

bool c_stack_ok(thread *t) {
    if (__builtin_expect((char *)__builtin_frame_address(0) > t->c_limit, 1)) {
        return true;
    }
    if (t->exc == NIL) {
        frame_refuse(t);
    }
    return false;
}
