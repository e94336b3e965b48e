/* obj_module.c: modules: a namespace dict with a name. What a module lacks is asked of its own
 * __getattr__, if it has one. */
#include "vm/ops.h"
#include "vm/type.h"

static dict *space(value v) {
    return (dict *)as_obj(((module *)as_obj(v))->attrs);
}

static bool fill_module(thread *t, dict *d, value name, value doc) {
    return dict_set_str(t, d, N(t, __name__), name) && dict_set_str(t, d, N(t, __doc__), doc) &&
           dict_set_str(t, d, N(t, __package__), NONE) &&
           dict_set_str(t, d, N(t, __loader__), NONE) && dict_set_str(t, d, N(t, __spec__), NONE);
}

value module_new(thread *t, str *name) {
    module *m = heap_new(t, T_MODULE, sizeof *m);
    dict *d = m == NULL ? NULL : dict_new(t);
    if (d == NULL) {
        return NIL;
    }
    m->attrs = from_obj(d);
    return fill_module(t, d, from_obj(name), NONE) ? from_obj(m) : NIL;
}

static value module_make(thread *t, type *cls, value *a, int n) {
    (void)a;
    (void)n;
    t->kwnames = NIL;
    value v = instance_new(t, cls);
    dict *d = v == NIL ? NULL : dict_new(t);
    if (d == NULL) {
        return NIL;
    }
    ((module *)as_obj(v))->attrs = from_obj(d);
    return v;
}

/* module(name, doc=None) */
static bool module_init(thread *t, value self, value *a, int n) {
    value kwnames = t->kwnames, name = n > 0 ? a[0] : NIL, doc = n > 1 ? a[1] : NONE;
    t->kwnames = NIL;
    tuple *kw = kwnames == NIL ? NULL : (tuple *)as_obj(kwnames);
    for (size_t i = 0; kw != NULL && i < kw->len; i++) {
        str *k = (str *)as_obj(kw->items[i]);
        if (str_equal(k, N(t, name))) {
            name = a[(size_t)n + i];
        } else {
            doc = a[(size_t)n + i];
        }
    }
    if (name == NIL) {
        raise_error(t, E_TYPE_ERROR, "module() missing required argument 'name' (pos 1)");
        return false;
    }
    if (!is_kind(name, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "module() argument 'name' must be str, not %T", name);
        return false;
    }
    return fill_module(t, space(self), name, doc);
}

static value module_repr(thread *t, value v) {
    value name = dict_get_str(space(v), N(t, __name__)),
          file = dict_get_str(space(v), N(t, __file__));
    if (name == NIL) {
        name = from_obj(str_intern(t, "?"));
    }
    if (file != NIL && file != NONE) {
        return str_format(t, "<module %R from %R>", name, file);
    }
    value origin = dict_get_str(space(v), N(t, __spec__));
    return str_format(t, origin == NIL || origin == NONE ? "<module %R>" : "<module %R (built-in)>",
                      name);
}

/* Is its body still running? The importer says so in the module's spec. */
static bool is_initializing(thread *t, value v) {
    value spec = dict_get_str(space(v), N(t, __spec__));
    str *name = spec == NIL || spec == NONE ? NULL : str_intern(t, "_initializing");
    bool failed;
    value flag = name == NULL ? NIL : op_getattr_opt(t, spec, name, &failed);
    t->exc = NIL;
    return flag == V_TRUE;
}

static value module_getattr(thread *t, value v, str *name) {
    value r = generic_find(t, v, name);
    if (r != NIL || t->exc != NIL) {
        return r;
    }
    value hook = dict_get_str(space(v), N(t, __getattr__));
    if (hook != NIL) {
        return call1(t, hook, from_obj(name));
    }
    value mine = dict_get_str(space(v), N(t, __name__));
    if (is_kind(mine, T_STR)) {
        raise_error(t, E_ATTRIBUTE_ERROR,
                    is_initializing(t, v) ? "partially initialized module '%S' has no attribute "
                                            "'%U' (most likely due to a circular import)"
                                          : "module '%S' has no attribute '%U'",
                    mine, name);
    } else {
        raise_error(t, E_ATTRIBUTE_ERROR, "module has no attribute '%U'", name);
    }
    exc_set_name_obj(t, name, v);
    return NIL;
}

static value module_get_annotations(thread *t, value self) {
    value v = dict_get_str(space(self), N(t, __annotations__));
    if (v == NIL) {
        dict *d = dict_new(t);
        if (d == NULL || !dict_set_str(t, space(self), N(t, __annotations__), from_obj(d))) {
            return NIL;
        }
        v = from_obj(d);
    }
    return v;
}

static bool module_set_annotations(thread *t, value self, value x) {
    if (x != NIL) {
        return dict_set_str(t, space(self), N(t, __annotations__), x);
    }
    int there = dict_del(t, space(self), from_obj(N(t, __annotations__)));
    if (there == 0) {
        raise_error(t, E_ATTRIBUTE_ERROR, "__annotations__");
    }
    return there == 1;
}

static value module_get_dict(thread *t, value self) {
    (void)t;
    return from_obj(space(self));
}

static value module_dir(thread *t, value *a, int n) {
    (void)n;
    value hook = dict_get_str(space(a[0]), N(t, __dir__));
    return hook != NIL ? call0(t, hook) : list_from(t, from_obj(space(a[0])));
}

static const native_def module_methods[] = {
    {"__dir__", module_dir, "self, /", 0, "__dir__() -> list\nspecialized dir() implementation"},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def module_getset[] = {
    {"__dict__", module_get_dict, attr_readonly, NULL},
    {"__annotations__", module_get_annotations, module_set_annotations, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec module_spec = {
    .name = "module",
    .size = sizeof(module),
    .flags = TYPE_BASE | TYPE_HAS_DICT | TYPE_WEAKREF,
    .dict_offset = offsetof(module, attrs),
    .slots = {.repr = module_repr,
              .getattr = module_getattr,
              .new = module_make,
              .init = module_init},
    .methods = module_methods,
    .getset = module_getset,
    .doc = "Create a module object.\n\nThe name must be a string; the optional docstring can have "
           "any type.",
};
