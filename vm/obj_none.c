/* obj_none.c: the types of None, NotImplemented and Ellipsis. Each has one value, an immediate of
 * the word, so there is nothing here but what they look like and that calling their type gives the
 * one value back.
 */
#include "vm/ops.h"

static value only_value(thread *t, int n, const char *type_name, value v) {
    bool keywords = t->kwnames != NIL && ((tuple *)as_obj(t->kwnames))->len > 0;
    t->kwnames = NIL;
    if (n > 0 || keywords) {
        return raise_error(t, E_TYPE_ERROR, "%s takes no arguments", type_name);
    }
    return v;
}

static value none_repr(thread *t, value v) {
    (void)v;
    return str_new_ascii(t, "None", 4);
}

static int none_truth(thread *t, value v) {
    (void)t;
    (void)v;
    return 0;
}

static value none_new(thread *t, type *cls, value *a, int n) {
    (void)cls;
    (void)a;
    return only_value(t, n, "NoneType", NONE);
}

const type_spec none_spec = {
    .name = "NoneType",
    .flags = TYPE_NO_WEAKREF,
    .slots = {.repr = none_repr, .truth = none_truth, .new = none_new},
};

static value notimpl_repr(thread *t, value v) {
    (void)v;
    return str_new_ascii(t, "NotImplemented", 14);
}

static value notimpl_new(thread *t, type *cls, value *a, int n) {
    (void)cls;
    (void)a;
    return only_value(t, n, "NotImplementedType", NOTIMPL);
}

static value notimpl_reduce(thread *t, value *a, int n) {
    (void)n;
    return op_repr(t, a[0]); /* pickle and copy take a string for "the global of this name" */
}

static const native_def notimpl_methods[] = {
    {"__reduce__", notimpl_reduce, "self, /", 0, NULL},
    {0},
};

const type_spec notimpl_spec = {
    .name = "NotImplementedType",
    .flags = TYPE_NO_WEAKREF,
    .slots = {.repr = notimpl_repr, .new = notimpl_new},
    .methods = notimpl_methods,
};

static value ellipsis_repr(thread *t, value v) {
    (void)v;
    return str_new_ascii(t, "Ellipsis", 8);
}

static value ellipsis_new(thread *t, type *cls, value *a, int n) {
    (void)cls;
    (void)a;
    return only_value(t, n, "EllipsisType", ELLIPSIS);
}

const type_spec ellipsis_spec = {
    .name = "ellipsis",
    .flags = TYPE_NO_WEAKREF,
    .slots = {.repr = ellipsis_repr, .new = ellipsis_new},
    .methods = notimpl_methods,
};
