/* obj_descr.c: the built-in classes that shape attribute access: property, staticmethod,
 * classmethod, super, mappingproxy.
 */
#include "vm/call.h"
#include "vm/code.h"
#include "vm/ops.h"
#include "vm/type.h"

/* Distributes positional and keyword arguments to n named parameters; absent ones are left. */
static bool take_args(thread *t, const char *fname, value *a, int n, const char *const *params,
                      int nparams, value *out) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    tuple *kw = kwnames == NIL ? NULL : (tuple *)as_obj(kwnames);
    size_t nkw = kw == NULL ? 0 : kw->len;
    if ((size_t)n + nkw > (size_t)nparams) {
        raise_error(t, E_TYPE_ERROR, "%s() takes at most %d argument%s (%d given)", fname, nparams,
                    nparams == 1 ? "" : "s", n + (int)nkw);
        return false;
    }
    for (int i = 0; i < n; i++) {
        out[i] = a[i];
    }
    for (size_t i = 0; i < nkw; i++) {
        const char *name = ((str *)as_obj(kw->items[i]))->data;
        int k = 0;
        while (k < nparams && strcmp(params[k], name) != 0) {
            k++;
        }
        if (k == nparams) {
            raise_error(t, E_TYPE_ERROR, "'%s' is an invalid keyword argument for %s()", name,
                        fname);
            return false;
        }
        if (k < n) {
            raise_error(t, E_TYPE_ERROR, "argument for %s() given by name ('%s') and position (%d)",
                        fname, name, k + 1);
            return false;
        }
        out[k] = a[(size_t)n + i];
    }
    return true;
}

static value none_or(value v) {
    return v == NIL ? NONE : v;
}

/* ---- property ---- */

static property *as_property(value v) {
    return (property *)as_obj(v);
}

static value property_make(thread *t, type *cls, value *a, int n) {
    (void)a;
    (void)n;
    t->kwnames = NIL;
    return instance_new(t, cls);
}

static bool property_init(thread *t, value self, value *a, int n) {
    static const char *const params[] = {"fget", "fset", "fdel", "doc"};
    value given[4] = {NIL, NIL, NIL, NIL};
    if (!take_args(t, "property", a, n, params, 4, given)) {
        return false;
    }
    property *p = as_property(self);
    for (int i = 0; i < 4; i++) {
        given[i] = given[i] == NONE ? NIL : given[i];
    }
    p->get = given[0];
    p->set = given[1];
    p->del = given[2];
    p->doc = given[3];
    p->name = NIL;
    if (!(as_obj(self)->flags & OBJ_SUBCLASS) || p->doc != NIL || p->get == NIL) {
        return true;
    }
    /* the docstring of the subclass would hide the getter's, if that were not in the instance */
    bool failed;
    value doc = op_getattr_opt(t, p->get, N(t, __doc__), &failed);
    return doc == NIL ? !failed : op_setattr(t, self, N(t, __doc__), doc);
}

static value raise_no_access(thread *t, property *p, value obj, const char *what) {
    value q = from_obj(type_of(t->vm, obj)->qualname);
    return p->name != NIL
               ? raise_error(t, E_ATTRIBUTE_ERROR, "property %R of %R object has no %s", p->name, q,
                             what)
               : raise_error(t, E_ATTRIBUTE_ERROR, "property of %R object has no %s", q, what);
}

static value property_get(thread *t, value descr, value obj, value owner) {
    (void)owner;
    property *p = as_property(descr);
    if (obj == NIL || obj == NONE) {
        return descr;
    }
    return p->get == NIL ? raise_no_access(t, p, obj, "getter") : call1(t, p->get, obj);
}

static bool property_set(thread *t, value descr, value obj, value x) {
    property *p = as_property(descr);
    if (x == NIL) {
        return (p->del == NIL ? raise_no_access(t, p, obj, "deleter") : call1(t, p->del, obj)) !=
               NIL;
    }
    return (p->set == NIL ? raise_no_access(t, p, obj, "setter") : call2(t, p->set, obj, x)) != NIL;
}

static value property_fget(thread *t, value self) {
    (void)t;
    return none_or(as_property(self)->get);
}

static value property_fset(thread *t, value self) {
    (void)t;
    return none_or(as_property(self)->set);
}

static value property_fdel(thread *t, value self) {
    (void)t;
    return none_or(as_property(self)->del);
}

static value property_doc(thread *t, value self) {
    property *p = as_property(self);
    if (p->doc != NIL || p->get == NIL) {
        return none_or(p->doc);
    }
    bool failed;
    value doc = op_getattr_opt(t, p->get, N(t, __doc__), &failed);
    return failed ? NIL : none_or(doc);
}

static bool property_set_doc(thread *t, value self, value x) {
    (void)t;
    as_property(self)->doc = x;
    return true;
}

static value property_abstract(thread *t, value self) {
    property *p = as_property(self);
    value parts[3] = {p->get, p->set, p->del};
    for (int i = 0; i < 3; i++) {
        bool failed = false;
        value v = parts[i] == NIL
                      ? NIL
                      : op_getattr_opt(t, parts[i], N(t, __isabstractmethod__), &failed);
        int truth = failed ? -1 : v == NIL ? 0 : op_truth(t, v);
        if (truth != 0) {
            return truth < 0 ? NIL : V_TRUE;
        }
    }
    return V_FALSE;
}

/* A copy with one function replaced; of the same class. */
static value property_with(thread *t, value self, int which, value fn) {
    property *p = as_property(self);
    value parts[4] = {none_or(p->get), none_or(p->set), none_or(p->del), none_or(p->doc)};
    parts[which] = fn;
    value q = call_values(t, from_obj(as_obj(self)->type), parts, 4, NIL);
    if (q != NIL && is_kind(q, T_PROPERTY)) {
        as_property(q)->name = p->name;
    }
    return q;
}

static value property_getter(thread *t, value *a, int n) {
    (void)n;
    return property_with(t, a[0], 0, a[1]);
}

static value property_setter(thread *t, value *a, int n) {
    (void)n;
    return property_with(t, a[0], 1, a[1]);
}

static value property_deleter(thread *t, value *a, int n) {
    (void)n;
    return property_with(t, a[0], 2, a[1]);
}

static value property_set_name(thread *t, value *a, int n) {
    t->kwnames = NIL;
    if (n != 3) {
        return raise_error(t, E_TYPE_ERROR,
                           "__set_name__() takes 2 positional arguments but %d were given", n - 1);
    }
    as_property(a[0])->name = a[2];
    return NONE;
}

static void property_trace(gc *g, object *o) {
    property *p = (property *)o;
    gc_value(g, p->get);
    gc_value(g, p->set);
    gc_value(g, p->del);
    gc_value(g, p->doc);
    gc_value(g, p->name);
}

static const native_def property_methods[] = {
    {"getter", property_getter, "self, fget, /", 0,
     "Descriptor to obtain a copy of the property with a different getter."},
    {"setter", property_setter, "self, fset, /", 0,
     "Descriptor to obtain a copy of the property with a different setter."},
    {"deleter", property_deleter, "self, fdel, /", 0,
     "Descriptor to obtain a copy of the property with a different deleter."},
    {"__set_name__", property_set_name, NULL, 0, "Method to set name of a property."},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def property_getset[] = {
    {"fget", property_fget, attr_readonly, NULL},
    {"fset", property_fset, attr_readonly, NULL},
    {"fdel", property_fdel, attr_readonly, NULL},
    {"__doc__", property_doc, property_set_doc, NULL},
    {"__isabstractmethod__", property_abstract, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec property_spec = {
    .name = "property",
    .size = sizeof(property),
    .flags = TYPE_BASE | TYPE_NO_WEAKREF,
    .dict_offset = offsetof(property, attrs),
    .trace = property_trace,
    .slots = {.get = property_get,
              .set = property_set,
              .new = property_make,
              .init = property_init},
    .methods = property_methods,
    .getset = property_getset,
    .doc = "Property attribute.\n\n  fget\n    function to be used for getting an attribute "
           "value\n  fset\n    function to be used for "
           "setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n "
           " doc\n    docstring\n",
};

/* ---- staticmethod and classmethod ---- */

static wrapper *as_wrapper(value v) {
    return (wrapper *)as_obj(v);
}

static value wrapper_of(thread *t, enum type_id id, value callable) {
    wrapper *w = heap_new(t, id, sizeof *w);
    if (w == NULL) {
        return NIL;
    }
    w->callable = callable;
    return from_obj(w);
}

value staticmethod_new(thread *t, value callable) {
    return wrapper_of(t, T_STATICMETHOD, callable);
}

value classmethod_new(thread *t, value callable) {
    return wrapper_of(t, T_CLASSMETHOD, callable);
}

static value wrapper_make(thread *t, type *cls, value *a, int n) {
    (void)a;
    (void)n;
    t->kwnames = NIL;
    value v = instance_new(t, cls);
    if (v != NIL) {
        as_wrapper(v)->callable = NONE;
    }
    return v;
}

static bool wrapper_init(thread *t, value self, value *a, int n) {
    const char *name = is_kind(self, T_STATICMETHOD) ? "staticmethod" : "classmethod";
    value kw = t->kwnames;
    t->kwnames = NIL;
    if (kw != NIL && ((tuple *)as_obj(kw))->len > 0) {
        raise_error(t, E_TYPE_ERROR, "%s() takes no keyword arguments", name);
        return false;
    }
    if (n != 1) {
        raise_error(t, E_TYPE_ERROR, "%s expected 1 argument, got %d", name, n);
        return false;
    }
    as_wrapper(self)->callable = a[0];
    return true;
}

static value staticmethod_get(thread *t, value descr, value obj, value owner) {
    (void)t;
    (void)obj;
    (void)owner;
    return as_wrapper(descr)->callable;
}

static value classmethod_get(thread *t, value descr, value obj, value owner) {
    value f = as_wrapper(descr)->callable;
    if (owner == NIL) {
        owner = from_obj(type_of(t->vm, obj));
    }
    if (is_kind(f, T_FUNC)) {
        return method_new(t, f, owner);
    }
    if (is_obj(f) && as_obj(f)->type->slots.get != NULL) {
        return as_obj(f)->type->slots.get(t, f, owner, owner);
    }
    return method_new(t, f, owner);
}

static value staticmethod_call(thread *t, value f, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    return call_values(t, as_wrapper(f)->callable, a, n, kwnames);
}

static value staticmethod_repr(thread *t, value v) {
    return str_format(t, "<staticmethod(%R)>", as_wrapper(v)->callable);
}

static value classmethod_repr(thread *t, value v) {
    return str_format(t, "<classmethod(%R)>", as_wrapper(v)->callable);
}

static value wrapper_func(thread *t, value self) {
    (void)t;
    return as_wrapper(self)->callable;
}

static value wrapper_abstract(thread *t, value self) {
    bool failed;
    value v = op_getattr_opt(t, as_wrapper(self)->callable, N(t, __isabstractmethod__), &failed);
    int truth = failed ? -1 : v == NIL ? 0 : op_truth(t, v);
    return truth < 0 ? NIL : from_bool(truth);
}

/* The function's name, docstring and so on are the wrapper's too, unless somebody has set
 * others. */
static value passed_on(thread *t, value self, str *name) {
    value own = as_wrapper(self)->attrs == NIL
                    ? NIL
                    : dict_get_str((dict *)as_obj(as_wrapper(self)->attrs), name);
    return own != NIL ? own : op_getattr(t, as_wrapper(self)->callable, name);
}

static bool keep(thread *t, value self, str *name, value x) {
    dict *d = object_dict(t, self);
    return d != NULL &&
           (x == NIL ? dict_del(t, d, from_obj(name)) >= 0 : dict_set_str(t, d, name, x));
}

#define PASSED_ON(what)                                              \
    static value wrapper_get_##what(thread *t, value self) {         \
        return passed_on(t, self, N(t, __##what##__));               \
    }                                                                \
    static bool wrapper_set_##what(thread *t, value self, value x) { \
        return keep(t, self, N(t, __##what##__), x);                 \
    }
PASSED_ON(name)
PASSED_ON(qualname)
PASSED_ON(doc)
PASSED_ON(module)
PASSED_ON(annotations)

static const getset_def wrapper_getset[] = {
    {"__func__", wrapper_func, attr_readonly, NULL},
    {"__wrapped__", wrapper_func, attr_readonly, NULL},
    {"__isabstractmethod__", wrapper_abstract, NULL, NULL},
    {"__name__", wrapper_get_name, wrapper_set_name, NULL},
    {"__qualname__", wrapper_get_qualname, wrapper_set_qualname, NULL},
    {"__doc__", wrapper_get_doc, wrapper_set_doc, NULL},
    {"__module__", wrapper_get_module, wrapper_set_module, NULL},
    {"__annotations__", wrapper_get_annotations, wrapper_set_annotations, NULL},
    {"__dict__", object_get_dict, object_set_dict, NULL},
    {NULL, NULL, NULL, NULL},
};

static void wrapper_trace(gc *g, object *o) {
    gc_value(g, ((wrapper *)o)->callable);
}

const type_spec staticmethod_spec = {
    .name = "staticmethod",
    .size = sizeof(wrapper),
    .flags = TYPE_BASE | TYPE_HAS_DICT | TYPE_NO_WEAKREF,
    .dict_offset = offsetof(wrapper, attrs),
    .trace = wrapper_trace,
    .slots = {.repr = staticmethod_repr,
              .call = staticmethod_call,
              .get = staticmethod_get,
              .new = wrapper_make,
              .init = wrapper_init},
    .getset = wrapper_getset,
    .doc = "staticmethod(function) -> method\n\nConvert a function to be a static method.",
};

const type_spec classmethod_spec = {
    .name = "classmethod",
    .size = sizeof(wrapper),
    .flags = TYPE_BASE | TYPE_HAS_DICT | TYPE_NO_WEAKREF,
    .dict_offset = offsetof(wrapper, attrs),
    .trace = wrapper_trace,
    .slots = {.repr = classmethod_repr,
              .get = classmethod_get,
              .new = wrapper_make,
              .init = wrapper_init},
    .getset = wrapper_getset,
    .doc = "classmethod(function) -> method\n\nConvert a function to be a class method.",
};

/* ---- super ---- */

static super_obj *as_super(value v) {
    return (super_obj *)as_obj(v);
}

/* The class in whose MRO the search goes: obj's own, or obj itself if it is a class. NULL =
 * refused. */
static type *super_check(thread *t, type *cls, value obj) {
    if (is_kind(obj, T_TYPE) && is_subtype((type *)as_obj(obj), cls)) {
        return (type *)as_obj(obj);
    }
    type *mine = type_of(t->vm, obj);
    if (is_subtype(mine, cls)) {
        return mine;
    }
    bool failed;
    value claimed = op_getattr_opt(t, obj, N(t, __class__), &failed);
    if (is_kind(claimed, T_TYPE) && is_subtype((type *)as_obj(claimed), cls)) {
        return (type *)as_obj(claimed);
    }
    if (!failed) {
        raise_error(t, E_TYPE_ERROR,
                    "super(type, obj): obj must be an instance or subtype of type");
    }
    return NULL;
}

static value super_new(thread *t, type *cls, value obj, type *obj_type) {
    super_obj *s = heap_new(t, T_SUPER, sizeof *s);
    if (s == NULL) {
        return NIL;
    }
    s->cls = from_obj(cls);
    s->obj = obj;
    s->obj_type = obj_type == NULL ? NIL : from_obj(obj_type);
    return from_obj(s);
}

/* super() without arguments: the class cell and the first argument of the running function. */
static bool super_from_frame(thread *t, type **cls, value *obj) {
    frame *f = thread_frame(t, 0);
    if (f == NULL) {
        raise_error(t, E_RUNTIME_ERROR, "super(): no current frame");
        return false;
    }
    code *c = f->code;
    if (c->argc == 0) {
        raise_error(t, E_RUNTIME_ERROR, "super(): no arguments");
        return false;
    }
    value first = f->locals[0];
    if (is_kind(first, T_CELL) && c->param_cells != NULL && c->param_cells[0]) {
        first = ((cell *)as_obj(first))->v;
    }
    if (first == NIL) {
        raise_error(t, E_RUNTIME_ERROR, "super(): arg[0] deleted");
        return false;
    }
    for (unsigned i = c->nlocals - c->nfree; i < c->nlocals; i++) {
        if (c->slot_names[i] != NULL && str_equal(c->slot_names[i], N(t, __class__))) {
            value held = is_kind(f->locals[i], T_CELL) ? ((cell *)as_obj(f->locals[i]))->v : NIL;
            if (held == NIL) {
                raise_error(t, E_RUNTIME_ERROR, "super(): empty __class__ cell");
                return false;
            }
            if (!is_kind(held, T_TYPE)) {
                raise_error(t, E_RUNTIME_ERROR, "super(): __class__ is not a type (%T)", held);
                return false;
            }
            *cls = (type *)as_obj(held);
            *obj = first;
            return true;
        }
    }
    raise_error(t, E_RUNTIME_ERROR, "super(): __class__ cell not found");
    return false;
}

static value super_make(thread *t, type *cls, value *a, int n) {
    (void)a;
    (void)n;
    return instance_new(t, cls); /* __init__ reads the keywords */
}

static bool super_init(thread *t, value self, value *a, int n) {
    value kw = t->kwnames;
    t->kwnames = NIL;
    if (kw != NIL && ((tuple *)as_obj(kw))->len > 0) {
        raise_error(t, E_TYPE_ERROR, "super() takes no keyword arguments");
        return false;
    }
    if (n > 2) {
        raise_error(t, E_TYPE_ERROR, "super() expected at most 2 arguments, got %d", n);
        return false;
    }
    type *cls = NULL;
    value obj = n == 2 && a[1] != NONE ? a[1] : NIL;
    if (n == 0) {
        if (!super_from_frame(t, &cls, &obj)) {
            return false;
        }
    } else if (!is_kind(a[0], T_TYPE)) {
        raise_error(t, E_TYPE_ERROR, "super() argument 1 must be a type, not %T", a[0]);
        return false;
    } else {
        cls = (type *)as_obj(a[0]);
    }
    type *start = NULL;
    if (obj != NIL) {
        start = super_check(t, cls, obj);
        if (start == NULL) {
            return false;
        }
    }
    super_obj *s = as_super(self);
    s->cls = from_obj(cls);
    s->obj = obj;
    s->obj_type = start == NULL ? NIL : from_obj(start);
    return true;
}

static value super_getattr(thread *t, value v, str *name) {
    super_obj *s = as_super(v);
    if (s->obj_type == NIL || str_equal(name, N(t, __class__))) {
        return generic_getattr(t, v, name);
    }
    type *start = (type *)as_obj(s->obj_type);
    value found = type_lookup_after(start, (type *)as_obj(s->cls), name);
    if (found == NIL) {
        return generic_getattr(t, v, name);
    }
    return descr_get(t, found, s->obj == s->obj_type ? NIL : s->obj, start);
}

value super_method(thread *t, value *self, str *name) {
    super_obj *s = as_super(*self);
    if (s->obj_type == NIL || s->obj == s->obj_type || str_equal(name, N(t, __class__))) {
        return NIL;
    }
    value found = type_lookup_after((type *)as_obj(s->obj_type), (type *)as_obj(s->cls), name);
    if (!is_exact(found, T_FUNC)) {
        return NIL;
    }
    *self = s->obj;
    return found;
}

static value super_get(thread *t, value descr, value obj, value owner) {
    (void)owner;
    super_obj *s = as_super(descr);
    if (obj == NIL || obj == NONE || s->obj != NIL || s->cls == NIL) {
        return descr;
    }
    if (s->h.type != t->vm->types[T_SUPER]) { /* a subclass may do more than find the class */
        return call2(t, from_obj(s->h.type), s->cls, obj);
    }
    type *start = super_check(t, (type *)as_obj(s->cls), obj);
    return start == NULL ? NIL : super_new(t, (type *)as_obj(s->cls), obj, start);
}

static value super_repr(thread *t, value v) {
    super_obj *s = as_super(v);
    const char *name = s->cls == NIL ? "NULL" : type_short_name((type *)as_obj(s->cls));
    if (s->obj_type == NIL) {
        return str_format(t, "<super: <class '%s'>, NULL>", name);
    }
    return str_format(t, "<super: <class '%s'>, <%s object>>", name,
                      type_short_name((type *)as_obj(s->obj_type)));
}

static value super_thisclass(thread *t, value self) {
    (void)t;
    return none_or(as_super(self)->cls);
}

static value super_self(thread *t, value self) {
    (void)t;
    return none_or(as_super(self)->obj);
}

static value super_self_class(thread *t, value self) {
    (void)t;
    return none_or(as_super(self)->obj_type);
}

static void super_trace(gc *g, object *o) {
    gc_value(g, ((super_obj *)o)->cls);
    gc_value(g, ((super_obj *)o)->obj);
    gc_value(g, ((super_obj *)o)->obj_type);
}

static const getset_def super_getset[] = {
    {"__thisclass__", super_thisclass, attr_readonly, "the class invoking super()"},
    {"__self__", super_self, attr_readonly, "the instance invoking super(); may be None"},
    {"__self_class__", super_self_class, attr_readonly,
     "the type of the instance invoking super(); may be None"},
    {NULL, NULL, NULL, NULL},
};

const type_spec super_spec = {
    .name = "super",
    .size = sizeof(super_obj),
    .flags = TYPE_BASE | TYPE_NO_WEAKREF,
    .trace = super_trace,
    .slots = {.repr = super_repr,
              .getattr = super_getattr,
              .get = super_get,
              .new = super_make,
              .init = super_init},
    .getset = super_getset,
    .doc = "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super "
           "object\nsuper(type, obj) -> bound "
           "super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super "
           "object; requires issubclass(type2, type)\n"
           "Typical use to call a cooperative superclass method:\nclass C(B):\n    def meth(self, "
           "arg):\n        super().meth(arg)\n"
           "This works for class methods too:\nclass C(B):\n    @classmethod\n    def cmeth(cls, "
           "arg):\n        super().cmeth(arg)\n",
};

/* ---- mappingproxy ---- */

static value mapping_of(value v) {
    return ((mappingproxy *)as_obj(v))->mapping;
}

value mappingproxy_new(thread *t, value mapping) {
    mappingproxy *p = heap_new(t, T_MAPPINGPROXY, sizeof *p);
    if (p == NULL) {
        return NIL;
    }
    p->mapping = mapping;
    return from_obj(p);
}

static value mappingproxy_make(thread *t, type *cls, value *a, int n) {
    static const char *const params[] = {"mapping"};
    (void)cls;
    value m = NIL;
    if (!take_args(t, "mappingproxy", a, n, params, 1, &m)) {
        return NIL;
    }
    if (m == NIL) {
        return raise_error(t, E_TYPE_ERROR,
                           "mappingproxy() missing required argument 'mapping' (pos 1)");
    }
    if (type_of(t->vm, m)->slots.getitem == NULL || is_kind(m, T_LIST) || is_kind(m, T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR, "mappingproxy() argument must be a mapping, not %T", m);
    }
    return mappingproxy_new(t, m);
}

static value mappingproxy_repr(thread *t, value v) {
    return str_format(t, "mappingproxy(%R)", mapping_of(v));
}

static value mappingproxy_str(thread *t, value v) {
    return op_str(t, mapping_of(v));
}

static bool mappingproxy_hash(thread *t, value v, int64_t *out) {
    return op_hash(t, mapping_of(v), out);
}

static value mappingproxy_compare(thread *t, value a, value b, int op) {
    return op_compare(t, mapping_of(a), is_kind(b, T_MAPPINGPROXY) ? mapping_of(b) : b, op);
}

static int64_t mappingproxy_length(thread *t, value v) {
    return op_len(t, mapping_of(v));
}

static value mappingproxy_getitem(thread *t, value v, value key) {
    return op_getitem(t, mapping_of(v), key);
}

static int mappingproxy_contains(thread *t, value v, value key) {
    return op_contains(t, mapping_of(v), key);
}

static value mappingproxy_iter(thread *t, value v) {
    return op_iter(t, mapping_of(v));
}

static value mappingproxy_or(thread *t, value a, value b) {
    a = is_kind(a, T_MAPPINGPROXY) ? mapping_of(a) : a;
    b = is_kind(b, T_MAPPINGPROXY) ? mapping_of(b) : b;
    return op_binary(t, a, b, BIN_OR);
}

static value mappingproxy_ior(thread *t, value a, value b) {
    (void)b;
    return raise_error(t, E_TYPE_ERROR, "'|=' is not supported by %T; use '|' instead", a);
}

static value mappingproxy_get(thread *t, value *a, int n) {
    (void)n;
    value args[2] = {a[1], none_or(a[2])};
    return call_method(t, mapping_of(a[0]), N(t, get), args, 2);
}

static value mappingproxy_keys(thread *t, value *a, int n) {
    (void)n;
    return call_method(t, mapping_of(a[0]), N(t, keys), NULL, 0);
}

static value mappingproxy_values(thread *t, value *a, int n) {
    (void)n;
    return call_method(t, mapping_of(a[0]), N(t, values), NULL, 0);
}

static value mappingproxy_items(thread *t, value *a, int n) {
    (void)n;
    return call_method(t, mapping_of(a[0]), N(t, items), NULL, 0);
}

static value mappingproxy_copy(thread *t, value *a, int n) {
    (void)n;
    return call_method(t, mapping_of(a[0]), N(t, copy), NULL, 0);
}

static value mappingproxy_reversed(thread *t, value *a, int n) {
    (void)n;
    return call_method(t, mapping_of(a[0]), N(t, __reversed__), NULL, 0);
}

static void mappingproxy_trace(gc *g, object *o) {
    gc_value(g, ((mappingproxy *)o)->mapping);
}

static const native_def mappingproxy_methods[] = {
    {"get", mappingproxy_get, "self, key, default=None, /", 0, NULL},
    {"keys", mappingproxy_keys, "self, /", 0, NULL},
    {"values", mappingproxy_values, "self, /", 0, NULL},
    {"items", mappingproxy_items, "self, /", 0, NULL},
    {"copy", mappingproxy_copy, "self, /", 0, NULL},
    {"__reversed__", mappingproxy_reversed, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec mappingproxy_spec = {
    .name = "mappingproxy",
    .size = sizeof(mappingproxy),
    .flags = TYPE_MAPPING | TYPE_NO_WEAKREF,
    .trace = mappingproxy_trace,
    .slots = {.repr = mappingproxy_repr,
              .str = mappingproxy_str,
              .hash = mappingproxy_hash,
              .compare = mappingproxy_compare,
              .length = mappingproxy_length,
              .getitem = mappingproxy_getitem,
              .contains = mappingproxy_contains,
              .iter = mappingproxy_iter,
              .binary[BIN_OR] = mappingproxy_or,
              .inplace[BIN_OR] = mappingproxy_ior,
              .new = mappingproxy_make},
    .methods = mappingproxy_methods,
};
