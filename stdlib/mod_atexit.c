/* mod_atexit.c: the module atexit. vm->atexit holds a list of (function, arguments, keywords);
 * whoever ends the program calls atexit_run, which takes the newest first. Those that are
 * registered meanwhile are dropped, as in CPython.
 */
#include "stdlib/stdlib.h"

static list *callbacks(thread *t) {
    if (t->vm->atexit == NIL) {
        t->vm->atexit = list_new(t, 0);
    }
    return t->vm->atexit == NIL ? NULL : (list *)as_obj(t->vm->atexit);
}

static value atexit_register(thread *t, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    if (n < 1) {
        return raise_error(t, E_TYPE_ERROR, "register() takes at least 1 argument (0 given)");
    }
    if (!op_callable(t, a[0])) {
        return raise_error(t, E_TYPE_ERROR, "the first argument must be callable");
    }
    dict *kw = dict_new(t);
    list *l = callbacks(t);
    if (kw == NULL || l == NULL) {
        return NIL;
    }
    for (size_t i = 0; kwnames != NIL && i < ((tuple *)as_obj(kwnames))->len; i++) {
        if (!dict_set(t, kw, ((tuple *)as_obj(kwnames))->items[i], a[n + (int)i])) {
            return NIL;
        }
    }
    value args = tuple_of(t, a + 1, (size_t)n - 1);
    value row = args == NIL ? NIL : tuple_of(t, (value[]){a[0], args, from_obj(kw)}, 3);
    return row != NIL && list_append(t, l, row) ? a[0] : NIL;
}

static value atexit_unregister(thread *t, value *a, int n) {
    (void)n;
    list *l = callbacks(t);
    for (size_t i = 0; l != NULL && i < l->len;) {
        int same = op_eq(t, ((tuple *)as_obj(l->items[i]))->items[0], a[0]);
        if (same < 0) {
            return NIL;
        }
        if (same && i < l->len) {
            memmove(l->items + i, l->items + i + 1, (l->len - i - 1) * sizeof(value));
            l->len--;
        } else {
            i++;
        }
    }
    return l == NULL ? NIL : NONE;
}

static value atexit_clear(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    t->vm->atexit = NIL;
    return NONE;
}

static value atexit_ncallbacks(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    list *l = callbacks(t);
    return l == NULL ? NIL : int_new_u64(t, l->len);
}

/* Calls one, as it was registered. */
static value call_row(thread *t, tuple *row) {
    tuple *args = (tuple *)as_obj(row->items[1]);
    dict *kw = (dict *)as_obj(row->items[2]);
    size_t n = args->len, nkw = kw->used, pos = 0;
    value all = tuple_new(t, n + nkw), kwnames = all == NIL ? NIL : tuple_new(t, nkw), key, v;
    if (kwnames == NIL) {
        return NIL;
    }
    tuple *values = (tuple *)as_obj(all);
    memcpy(values->items, args->items, n * sizeof(value));
    for (size_t i = 0; i < nkw && dict_next(kw, &pos, &key, &v); i++) {
        values->items[n + i] = v;
        ((tuple *)as_obj(kwnames))->items[i] = key;
    }
    return call_values(t, row->items[0], values->items, (int)n, nkw > 0 ? kwnames : NIL);
}

/* Nobody is left to raise it to. */
static void report(thread *t, value fn) {
    value exc = t->exc;
    t->exc = NIL;
    value err = sys_get(t, "stderr"), text = exc_format(t, exc);
    value head =
        text == NIL ? NIL : str_format(t, "Exception ignored in atexit callback: %R\n%S", fn, text);
    if (err == NIL || err == NONE || head == NIL ||
        call_method(t, err, N(t, write), &head, 1) == NIL) {
        exc_clear(t);
    }
}

void atexit_run(thread *t) {
    list *l = callbacks(t);
    for (size_t i = l != NULL ? l->len : 0; i-- > 0;) {
        if (t->vm->atexit != from_obj(l)) { /* cleared meanwhile */
            break;
        }
        if (i >= l->len) { /* some were taken back meanwhile */
            continue;
        }
        tuple *row = (tuple *)as_obj(l->items[i]);
        if (call_row(t, row) == NIL) {
            report(t, row->items[0]);
        }
    }
    exc_clear(t);
    t->vm->atexit = NIL;
}

static value atexit_run_now(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    atexit_run(t);
    return NONE;
}

static const native_def atexit_functions[] = {
    {"register", atexit_register, NULL, 0,
     "register(func, *args, **kwargs) -> func\n\nRegister a function to be executed upon normal "
     "program termination"},
    {"unregister", atexit_unregister, "func, /", 0,
     "unregister(func) -> None\n\nUnregister an exit function which was previously registered "
     "using\natexit.register"},
    {"_clear", atexit_clear, "", 0, "Clear the list of previously registered exit functions."},
    {"_run_exitfuncs", atexit_run_now, "", 0, "Run all registered exit functions."},
    {"_ncallbacks", atexit_ncallbacks, "", 0, "Return the number of registered exit functions."},
    {0},
};

const module_def atexit_module = {
    "atexit",
    "allow programmer to define multiple exit functions to be executed\nupon normal program "
    "termination.",
    atexit_functions,
    NULL,
};
