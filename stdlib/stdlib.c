/* stdlib.c: from module descriptions to modules. The list of native modules is modules.def, that of
 * the embedded Python ones is made from stdlib/lib by the Makefile; mod_import.c asks for both by
 * name. Nothing here runs for a module that no script imports, but for builtins and sys, which
 * every VM has from the start.
 */
#include "stdlib/stdlib.h"

#include "gil/host.h"
#include "stdlib/simnet.h"
#include "vm/type.h"

static const module_def *const native_modules[] = {
#define NATIVE(name, symbol) &symbol,
#include "stdlib/modules.def"
#undef NATIVE
};

const module_def *stdlib_native(const char *name) {
    for (size_t i = 0; i < sizeof native_modules / sizeof native_modules[0]; i++) {
        if (strcmp(native_modules[i]->name, name) == 0) {
            return native_modules[i];
        }
    }
    return NULL;
}

const lib_module *stdlib_embedded(const char *name) {
    for (const lib_module *m = lib_modules; m->name != NULL; m++) {
        if (strcmp(m->name, name) == 0) {
            return m;
        }
    }
    return NULL;
}

/* ---- filling a namespace ---- */

static dict *namespace_of(module *m) {
    return (dict *)as_obj(m->attrs);
}

bool module_set(thread *t, module *m, const char *name, value v) {
    str *key = v == NIL ? NULL : str_intern(t, name);
    return key != NULL && dict_set_str(t, namespace_of(m), key, v);
}

bool module_set_int(thread *t, module *m, const char *name, int64_t i) {
    return module_set(t, m, name, int_new(t, i));
}

bool module_set_numbers(thread *t, module *m, const module_number *rows) {
    for (; rows->name != NULL; rows++) {
        if (!module_set_int(t, m, rows->name, rows->number)) {
            return false;
        }
    }
    return true;
}

bool module_set_double(thread *t, module *m, const char *name, double d) {
    return module_set(t, m, name, from_double(d));
}

bool module_set_str(thread *t, module *m, const char *name, const char *s) {
    return module_set(t, m, name, str_from(t, s));
}

bool module_set_none(thread *t, module *m, const char *name) {
    return module_set(t, m, name, NONE);
}

bool module_set_type(thread *t, module *m, const type_spec *spec, type **out) {
    type *cls = type_from_spec(t, spec, NULL);
    if (cls == NULL) {
        return false;
    }
    if (out != NULL) {
        *out = cls;
    }
    const char *dot = strrchr(spec->name, '.');
    return module_set(t, m, dot != NULL ? dot + 1 : spec->name, from_obj(cls));
}

/* ---- making modules ---- */

static bool add_functions(thread *t, module *m, const native_def *defs, value from) {
    for (; defs != NULL && defs->name != NULL; defs++) {
        if (!module_set(t, m, defs->name, native_new(t, defs, NIL, from))) {
            return false;
        }
    }
    return true;
}

bool module_add_functions(thread *t, module *m, const native_def *defs, const char *sibling) {
    str *key = str_intern(t, sibling);
    return key != NULL &&
           add_functions(t, m, defs, ((native *)as_obj(dict_get_str(namespace_of(m), key)))->owner);
}

/* The module with its dunder names in `ns` (NULL: a fresh namespace), not yet filled. */
static module *make_bare(thread *t, const module_def *def, str *name, dict *ns) {
    value v = module_new(t, name);
    if (v == NIL) {
        return NULL;
    }
    module *m = (module *)as_obj(v);
    if (ns != NULL) {
        if (!dict_update(t, ns, m->attrs, false)) {
            return NULL;
        }
        m->attrs = from_obj(ns);
    }
    if (def->doc != NULL && !module_set_str(t, m, "__doc__", def->doc)) {
        return NULL;
    }
    return m;
}

static value make_in(thread *t, const module_def *def, dict *ns) {
    bool charging = t->vm->charging;
    t->vm->charging = false; /* on the simulated machine: it takes no time, however much is in it */
    str *name = str_intern(t, def->name);
    module *m = name == NULL ? NULL : make_bare(t, def, name, ns);
    bool ok = m != NULL && dict_set_str(t, t->vm->modules, name, from_obj(m));
    /* The functions' __module__ is one string that is not the interned one, as in CPython: pickles
     * show it. */
    value from = ok ? str_new(t, name->data, name->len) : NIL;
    bool filled = from != NIL && add_functions(t, m, def->methods, from) &&
                  (def->init == NULL || def->init(t, m));
    t->vm->charging = charging;
    if (filled || !ok) {
        return filled ? from_obj(m) : NIL;
    }
    value exc = t->exc; /* a half-made module must not be found */
    t->exc = NIL;
    if (dict_del(t, t->vm->modules, from_obj(name)) < 0) {
        exc_clear(t);
    }
    t->exc = exc;
    return NIL;
}

value stdlib_make(thread *t, const module_def *def) {
    return make_in(t, def, NULL);
}

bool stdlib_init(thread *t) {
    vm *m = t->vm;
    m->stdlib = mem_alloc(t, sizeof(stdlib_state));
    if (m->stdlib == NULL) {
        return false;
    }
    memset(m->stdlib, 0, sizeof(stdlib_state));
    stdlib_of(m)->random_seed = gil_machine_of(m->gil)->seed;
    if (make_in(t, &builtins_module, m->builtins) == NIL) {
        return false;
    }
    value sys = make_in(t, &sys_module, m->sys_dict);
    if (sys == NIL) {
        return false;
    }
    m->sys_dict = (dict *)as_obj(((module *)as_obj(sys))->attrs);
    m->hooks.unraisable = sys_unraisable;
    return true;
}

void stdlib_fini(vm *m) {
    if (m->stdlib != NULL) {
        io_fini(m);
        simnet_fini(m);
        mem_free(m, m->stdlib, sizeof(stdlib_state));
        m->stdlib = NULL;
    }
}

value stdlib_import(thread *t, const char *name) {
    str *s = str_intern(t, name);
    if (s == NULL) {
        return NIL;
    }
    value v = dict_get_str(t->vm->modules, s);
    return v != NIL ? v : t->vm->hooks.import(t, s);
}

value stdlib_import_attr(thread *t, const char *module_name, const char *attr) {
    value m = stdlib_import(t, module_name);
    str *name = m == NIL ? NULL : str_intern(t, attr);
    return name == NULL ? NIL : op_getattr(t, m, name);
}
