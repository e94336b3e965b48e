/* frame.c: frame objects and tracebacks: where the interpreter is, and where an exception has been.
 *
 * Frames live on a stack and end; frame objects are made on demand and outlive them (frame.h). A
 * traceback holds frame objects, so that its locals can be looked at later, as in Python.
 */
#include "vm/frame.h"

#include <stdio.h>

#include "vm/call.h"
#include "vm/ops.h"
#include "vm/type.h"

uint32_t frame_unit(const frame *f) {
    return (uint32_t)(f->ip - f->code->units);
}

frame *thread_frame(thread *t, int depth) {
    frame *f = t->top;
    if (t->frames == NULL || f == NULL || f <= t->frames) {
        return NULL;
    }
    return f - t->frames > depth ? f - depth : NULL;
}

dict *frame_globals(thread *t) {
    frame *f = thread_frame(t, 0);
    return f == NULL ? NULL : f->fn->globals;
}

value frame_object(thread *t, frame *f) {
    if (f->object != NIL) { /* a generator's may come from before it was suspended */
        ((frame_obj *)as_obj(f->object))->live = f;
        ((frame_obj *)as_obj(f->object))->thread = t;
        return f->object;
    }
    uint32_t n = f->code->flags & CODE_OPTIMIZED ? f->code->nlocals : 0;
    frame_obj *o = heap_new(t, T_FRAME, sizeof *o + n * sizeof(value));
    if (o == NULL) {
        return NIL;
    }
    o->live = f;
    o->thread = t;
    o->code = f->code;
    o->fn = f->fn;
    o->names = f->names;
    o->nslots = n;
    f->object = from_obj(o);
    return f->object;
}

void frame_object_detach(thread *t, frame *f) {
    frame_obj *o = (frame_obj *)as_obj(f->object);
    value exc = t->exc;
    if (f > t->frames + 1 && !(f->flags & FRAME_GEN)) {
        o->back = frame_object(t, f - 1);
        t->exc = exc; /* without memory for it there is no f_back */
    }
    o->unit = frame_unit(f);
    memcpy(o->slots, f->locals, o->nslots * sizeof(value));
    o->live = NULL;
    o->thread = NULL;
    f->object = NIL;
}

void traceback_push(thread *t, frame *f, uint32_t unit) {
    value exc = t->exc;
    if (!is_kind(exc, T_EXCEPTION) || exc == t->vm->memory_error) {
        return;
    }
    value fo = frame_object(t, f);
    traceback *tb = fo == NIL ? NULL : heap_new(t, T_TRACEBACK, sizeof *tb);
    t->exc = exc; /* a traceback that there is no memory for is left out */
    if (tb == NULL) {
        return;
    }
    tb->next = ((exception *)as_obj(exc))->traceback;
    tb->frame = fo;
    tb->unit = unit;
    tb->line = code_line(((frame_obj *)as_obj(fo))->code, unit);
    ((exception *)as_obj(exc))->traceback = from_obj(tb);
}

/* ---- locals ---- */

static const value *slots_of(const frame_obj *o) {
    return o->live != NULL ? o->live->locals : o->slots;
}

/* The cell that slot i of c is, or NULL. */
static cell *cell_in(const code *c, unsigned i, value held) {
    unsigned nparams =
        (unsigned)c->argc + c->kwonly + !!(c->flags & CODE_VARARGS) + !!(c->flags & CODE_VARKW);
    bool is = is_kind(held, T_CELL) &&
              (i >= c->nplain || (c->param_cells != NULL && i < nparams && c->param_cells[i]));
    return is ? (cell *)as_obj(held) : NULL;
}

/* Copies what the variables hold now into d; names without a value are taken out. */
static bool fill_locals(thread *t, dict *d, const code *c, const value *held) {
    for (unsigned i = 0; i < c->nlocals; i++) {
        str *name = c->slot_names[i];
        value v = held[i];
        if (name == NULL || name->data[0] == '.') {
            if (name == NULL || !(c->flags & CODE_COMPREHENSION)) {
                continue;
            }
        }
        cell *in = cell_in(c, i, v);
        if (in != NULL) {
            v = in->v;
        }
        if (v != NIL) {
            if (!dict_set_str(t, d, name, v)) {
                return false;
            }
        } else if (dict_get_str(d, name) != NIL && dict_del(t, d, from_obj(name)) < 0) {
            return false;
        }
    }
    return true;
}

bool frame_locals_fetch(thread *t, frame_obj *o) {
    return o->locals == NIL || fill_locals(t, (dict *)as_obj(o->locals), o->code, o->live->locals);
}

void frame_locals_store(frame_obj *o) {
    if (o->locals == NIL || o->live == NULL) {
        return;
    }
    const code *c = o->code;
    for (unsigned i = 0; i < c->nlocals; i++) {
        str *name = c->slot_names[i];
        if (name == NULL || name->data[0] == '.') {
            continue;
        }
        value v = dict_get_str((dict *)as_obj(o->locals), name);
        cell *in = cell_in(c, i, o->live->locals[i]);
        if (in != NULL) {
            in->v = v;
        } else {
            o->live->locals[i] = v;
        }
    }
}

value frame_locals(thread *t, frame *f) {
    if (f->names != NIL) {
        return f->names;
    }
    if (!(f->code->flags & CODE_OPTIMIZED)) {
        return from_obj(f->fn->globals);
    }
    frame_obj *o = f->object != NIL ? (frame_obj *)as_obj(f->object) : NULL;
    value d = o != NULL && o->locals != NIL ? o->locals : NIL;
    if (d == NIL) {
        dict *fresh = dict_new(t);
        if (fresh == NULL) {
            return NIL;
        }
        d = from_obj(fresh);
        if (o != NULL) {
            o->locals = d;
        }
    }
    return fill_locals(t, (dict *)as_obj(d), f->code, f->locals) ? d : NIL;
}

/* ---- frame objects ---- */

static frame_obj *as_frame(value v) {
    return (frame_obj *)as_obj(v);
}

static value frame_get_code(thread *t, value self) {
    (void)t;
    return from_obj(as_frame(self)->code);
}

static uint32_t unit_of(const frame_obj *o) {
    return o->live != NULL ? frame_unit(o->live) : o->unit;
}

static value frame_get_lineno(thread *t, value self) {
    (void)t;
    frame_obj *o = as_frame(self);
    if (o->line < 0) {
        return from_small(0);
    }
    int line = o->line != 0 ? o->line : code_line(o->code, unit_of(o));
    return line > 0 ? from_small(line) : NONE;
}

/* CPython's trace functions may jump so; here a frame goes on where it is. */
static bool frame_set_lineno(thread *t, value self, value x) {
    const frame_obj *o = as_frame(self);
    if (x == NIL) {
        raise_error(t, E_ATTRIBUTE_ERROR, "cannot delete attribute");
    } else if (!is_any_int(x)) {
        raise_error(t, E_VALUE_ERROR, "lineno must be an integer");
    } else if (!t->tracing || o->live == NULL || o->line != 0) {
        raise_error(t, E_VALUE_ERROR, "can't jump from the 'call' trace event of a new frame");
    } else {
        raise_error(t, E_VALUE_ERROR, "gilvm cannot jump to another line (see docs/language.md)");
    }
    return false;
}

static value frame_get_lasti(thread *t, value self) {
    (void)t;
    return from_small((int64_t)unit_of(as_frame(self)) * 4);
}

static value frame_get_globals(thread *t, value self) {
    (void)t;
    return from_obj(as_frame(self)->fn->globals);
}

static value frame_get_builtins(thread *t, value self) {
    func *f = as_frame(self)->fn;
    return from_obj(f->builtins != NULL ? f->builtins : t->vm->builtins);
}

static value frame_get_locals(thread *t, value self) {
    frame_obj *o = as_frame(self);
    if (o->live != NULL) {
        o->names = o->live->names;
    }
    if (o->names != NIL) {
        return o->names;
    }
    if (!(o->code->flags & CODE_OPTIMIZED)) {
        return from_obj(o->fn->globals);
    }
    if (o->locals == NIL) {
        dict *d = dict_new(t);
        if (d == NULL) {
            return NIL;
        }
        o->locals = from_obj(d);
    }
    return fill_locals(t, (dict *)as_obj(o->locals), o->code, slots_of(o)) ? o->locals : NIL;
}

static value frame_get_back(thread *t, value self) {
    frame_obj *o = as_frame(self);
    if (o->live == NULL) {
        return o->back != NIL ? o->back : NONE;
    }
    (void)t;
    return o->live > o->thread->frames + 1 ? frame_object(o->thread, o->live - 1) : NONE;
}

static value frame_get_trace(thread *t, value self) {
    (void)t;
    return as_frame(self)->trace != NIL ? as_frame(self)->trace : NONE;
}

static bool frame_set_trace(thread *t, value self, value x) {
    (void)t;
    as_frame(self)->trace = x == NONE ? NIL : x;
    return true;
}

static value frame_get_trace_lines(thread *t, value self) {
    (void)t;
    return from_bool(!as_frame(self)->no_lines);
}

static bool flag_value(thread *t, value x, bool *flag) {
    if (x == NIL) {
        raise_error(t, E_TYPE_ERROR, "can't delete numeric/char attribute");
        return false;
    }
    if (!is_bool(x)) {
        raise_error(t, E_TYPE_ERROR, "attribute value type must be bool");
        return false;
    }
    *flag = x == V_TRUE;
    return true;
}

static bool frame_set_trace_lines(thread *t, value self, value x) {
    bool on;
    if (!flag_value(t, x, &on)) {
        return false;
    }
    as_frame(self)->no_lines = !on;
    return true;
}

static value frame_get_trace_opcodes(thread *t, value self) {
    (void)t;
    return from_bool(as_frame(self)->opcodes);
}

static bool frame_set_trace_opcodes(thread *t, value self, value x) {
    return flag_value(t, x, &as_frame(self)->opcodes);
}

static value frame_repr(thread *t, value v) {
    frame_obj *o = as_frame(v);
    char at[32];
    snprintf(at, sizeof at, "0x%llx", (unsigned long long)object_id(t->vm, o));
    return str_format(t, "<frame at %s, file %R, line %d, code %U>", at,
                      from_obj(o->code->filename), code_line(o->code, unit_of(o)), o->code->name);
}

/* A frame that has ended lets go of its locals. */
static value frame_clear(thread *t, value *a, int n) {
    (void)n;
    frame_obj *o = as_frame(a[0]);
    if (o->live != NULL) {
        return raise_error(t, E_RUNTIME_ERROR, "cannot clear an executing frame");
    }
    memset(o->slots, 0, o->nslots * sizeof(value));
    o->locals = NIL;
    return NONE;
}

static void frame_trace(gc *g, object *p) {
    frame_obj *o = (frame_obj *)p;
    gc_object(g, o->code);
    gc_object(g, o->fn);
    gc_value(g, o->back);
    gc_value(g, o->locals);
    gc_value(g, o->names);
    gc_value(g, o->trace);
    if (o->live == NULL) {
        gc_values(g, o->slots, o->nslots);
    }
}

static const getset_def frame_getset[] = {
    {"f_back", frame_get_back, NULL, NULL},
    {"f_code", frame_get_code, NULL, NULL},
    {"f_builtins", frame_get_builtins, NULL, NULL},
    {"f_globals", frame_get_globals, NULL, NULL},
    {"f_locals", frame_get_locals, NULL, NULL},
    {"f_lineno", frame_get_lineno, frame_set_lineno, NULL},
    {"f_lasti", frame_get_lasti, NULL, NULL},
    {"f_trace", frame_get_trace, frame_set_trace, NULL},
    {"f_trace_lines", frame_get_trace_lines, frame_set_trace_lines, NULL},
    {"f_trace_opcodes", frame_get_trace_opcodes, frame_set_trace_opcodes, NULL},
    {NULL, NULL, NULL, NULL},
};

static const native_def frame_methods[] = {
    {"clear", frame_clear, "self, /", 0, "F.clear(): clear most references held by the frame"},
    {NULL, NULL, NULL, 0, NULL},
};

const type_spec frame_spec = {
    .name = "frame",
    .size = sizeof(frame_obj),
    .flags = TYPE_NO_NEW | TYPE_NO_WEAKREF,
    .trace = frame_trace,
    .slots = {.repr = frame_repr},
    .methods = frame_methods,
    .getset = frame_getset,
};

/* ---- tracebacks ---- */

static traceback *as_tb(value v) {
    return (traceback *)as_obj(v);
}

static value traceback_get_frame(thread *t, value self) {
    (void)t;
    return as_tb(self)->frame;
}

static value traceback_get_next(thread *t, value self) {
    (void)t;
    return as_tb(self)->next != NIL ? as_tb(self)->next : NONE;
}

static bool traceback_set_next(thread *t, value self, value x) {
    if (x == NIL) {
        raise_error(t, E_TYPE_ERROR, "can't delete tb_next attribute");
        return false;
    }
    if (x != NONE && !is_kind(x, T_TRACEBACK)) {
        raise_error(t, E_TYPE_ERROR, "expected traceback object, got '%T'", x);
        return false;
    }
    for (value p = x; is_kind(p, T_TRACEBACK); p = as_tb(p)->next) {
        if (p == self) {
            raise_error(t, E_VALUE_ERROR, "traceback loop detected");
            return false;
        }
    }
    as_tb(self)->next = x == NONE ? NIL : x;
    return true;
}

static value traceback_get_lineno(thread *t, value self) {
    (void)t;
    return as_tb(self)->line > 0 ? from_small(as_tb(self)->line) : NONE;
}

static value traceback_get_lasti(thread *t, value self) {
    (void)t;
    return from_small((int64_t)as_tb(self)->unit * 4);
}

static value traceback_make(thread *t, type *cls, value *a, int n) {
    t->kwnames = NIL;
    (void)cls;
    int64_t lasti, line;
    if (n != 4) {
        return raise_error(t, E_TYPE_ERROR, "TracebackType() takes exactly 4 arguments (%d given)",
                           n);
    }
    if (a[0] != NONE && !is_kind(a[0], T_TRACEBACK)) {
        return raise_error(t, E_TYPE_ERROR, "expected traceback object or None, got '%T'", a[0]);
    }
    if (!is_kind(a[1], T_FRAME)) {
        return raise_error(t, E_TYPE_ERROR,
                           "TracebackType() argument 'tb_frame' must be frame, not %T", a[1]);
    }
    if (!op_to_int64(t, a[2], &lasti) || !op_to_int64(t, a[3], &line)) {
        return NIL;
    }
    traceback *tb = heap_new(t, T_TRACEBACK, sizeof *tb);
    if (tb == NULL) {
        return NIL;
    }
    tb->next = a[0] == NONE ? NIL : a[0];
    tb->frame = a[1];
    tb->unit = lasti < 0 ? 0 : (uint32_t)(lasti / 4);
    tb->line = (int32_t)line;
    return from_obj(tb);
}

static void traceback_trace(gc *g, object *o) {
    gc_value(g, ((traceback *)o)->next);
    gc_value(g, ((traceback *)o)->frame);
}

static const getset_def traceback_getset[] = {
    {"tb_next", traceback_get_next, traceback_set_next, NULL},
    {"tb_frame", traceback_get_frame, attr_readonly, NULL},
    {"tb_lasti", traceback_get_lasti, attr_readonly, NULL},
    {"tb_lineno", traceback_get_lineno, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

const type_spec traceback_spec = {
    .name = "traceback",
    .size = sizeof(traceback),
    .flags = TYPE_NO_WEAKREF,
    .trace = traceback_trace,
    .slots = {.new = traceback_make},
    .getset = traceback_getset,
};
