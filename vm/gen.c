/* gen.c: generators. A suspended one keeps its locals, cells and stack in itself; to go on they are
 * copied to the top of the thread's value stack and back, so that a running generator's frame is a
 * frame like any other.
 */
#include "vm/call.h"
#include "vm/frame.h"
#include "vm/gc.h"
#include "vm/type.h"

static generator *as_gen(value v) {
    return (generator *)as_obj(v);
}

value gen_new(thread *t) {
    frame *f = t->top;
    code *c = f->code;
    size_t room = (size_t)c->nlocals + c->max_stack;
    generator *g = heap_new(t, T_GENERATOR, sizeof *g + room * sizeof(value));
    if (g == NULL) {
        return NIL;
    }
    g->fn = f->fn;
    g->code = c;
    g->name = f->fn->name;
    g->qualname = f->fn->qualname;
    g->names = f->names;
    g->unit = (uint32_t)(f->ip - c->units);
    g->state = GEN_CREATED;
    g->nsaved = c->nlocals;
    memcpy(g->saved, f->locals, c->nlocals * sizeof(value));
    return from_obj(g);
}

frame *gen_push(thread *t, generator *g, value sent, value *restore, unsigned flags) {
    frame *f = frame_push(t, g->fn, restore, g->code->nlocals, restore, flags | FRAME_GEN);
    if (f == NULL) {
        return NULL;
    }
    memcpy(f->locals, g->saved, g->nsaved * sizeof(value));
    f->sp = f->locals + g->nsaved;
    f->code = g->code;
    f->names = g->names;
    f->gen = from_obj(g);
    f->outer_handled = t->handled;
    if (g->handled != NIL) {
        t->handled = g->handled;
        f->flags |= g->handled == f->outer_handled ? FRAME_HANDLES_OUTER : 0;
    }
    f->ip = g->code->units + g->unit;
    if (g->state == GEN_SUSPENDED) {
        uint32_t u = *f->ip;
        *f->sp++ = sent;
        f->ip++;
        if (UNIT_OP(u) == OP_YIELD_FROM) {
            uint32_t back = UNIT_B(u);
            if (g->unit > 0 && UNIT_OP(u = g->code->units[g->unit - 1]) == OP_EXTEND) {
                back |= (UNIT_A(u) << 16 | UNIT_B(u)) << 16;
            }
            f->ip -= back;
        }
    } else {
        f->ip++;
    }
    g->state = GEN_RUNNING;
    g->nsaved = 0;
    return f;
}

/* What the generator handles is its own; what was handled around it comes back. */
static void leave(thread *t, generator *g, frame *f) {
    g->handled = frame_handles(t, f) ? t->handled : NIL;
    t->handled = f->outer_handled;
    if (f->object != NIL) {
        frame_object_detach(t, f);
    }
}

static bool has_handler(const code *c, uint32_t unit) {
    for (uint32_t i = 0; i < c->nhandlers; i++) {
        if (unit - c->handlers[i].start < c->handlers[i].end - c->handlers[i].start) {
            return true;
        }
    }
    return false;
}

void gen_suspend(thread *t, generator *g, value *sp, uint32_t unit) {
    frame *f = t->top;
    if (g->code->nhandlers != 0 && !g->guarded && has_handler(g->code, unit)) {
        g->guarded = gc_register_finalizer(t, from_obj(g));
        if (!g->guarded) { /* no memory for it: then it is not closed */
            exc_clear(t);
        }
    }
    g->nsaved = (uint32_t)(sp - f->locals);
    memcpy(g->saved, f->locals, g->nsaved * sizeof(value));
    g->unit = unit;
    g->state = GEN_SUSPENDED;
    leave(t, g, f);
}

void gen_close_frame(thread *t, generator *g) {
    g->state = GEN_CLOSED;
    g->nsaved = 0;
    leave(t, g, t->top);
    g->handled = NIL;
    if (t->exc != NIL && exc_is(t, E_STOP_ITERATION)) {
        value stop = t->exc;
        t->exc = NIL;
        raise_error(t, E_RUNTIME_ERROR, "generator raised StopIteration");
        exception *e = (exception *)as_obj(t->exc);
        e->cause = stop;
        e->context = stop;
        e->suppress_context = true;
    }
}

value gen_send(thread *t, generator *g, value sent, value *result) {
    *result = NIL;
    switch (g->state) {
    case GEN_RUNNING: return raise_error(t, E_VALUE_ERROR, "generator already executing");
    case GEN_CLOSED: *result = NONE; return NIL;
    case GEN_CREATED:
        if (sent != NONE) {
            return raise_error(t, E_TYPE_ERROR,
                               "can't send non-None value to a just-started generator");
        }
        break;
    default: break;
    }
    if (!c_stack_ok(t)) {
        return NIL;
    }
    value *keep = t->top->sp;
    if (gen_push(t, g, sent, keep, FRAME_ENTRY) == NULL) {
        return NIL;
    }
    value r = eval(t);
    t->top->sp = keep;
    if (r != NIL && g->state == GEN_CLOSED) {
        *result = r;
        return NIL;
    }
    return r;
}

/* The answer of send(), next() and throw(): a value, or StopIteration with what it returned. */
static value answer(thread *t, value r, value result) {
    if (r == NIL && result != NIL) {
        return raise_stop_iteration(t, result);
    }
    return r;
}

static value gen_next_slot(thread *t, value v) {
    value result;
    value r = gen_send(t, as_gen(v), NONE, &result);
    if (r == NIL && result != NIL && result != NONE) {
        return raise_stop_iteration(t, result);
    }
    return r;
}

static value generator_send(thread *t, value *a, int n) {
    (void)n;
    value result;
    value r = gen_send(t, as_gen(a[0]), a[1], &result);
    return answer(t, r, result);
}

/* Is it suspended in a `yield from`? Then the inner iterator. */
static value inner_iterator(generator *g) {
    return g->state == GEN_SUSPENDED && UNIT_OP(g->code->units[g->unit]) == OP_YIELD_FROM
               ? g->saved[g->nsaved - 1]
               : NIL;
}

/* Goes on with the exception t->exc raised where it stands. */
static value throw_here(thread *t, generator *g, value *result) {
    *result = NIL;
    value exc = t->exc;
    if (g->state == GEN_CLOSED) {
        return NIL;
    }
    if (g->state == GEN_RUNNING) {
        t->exc = NIL;
        return raise_error(t, E_VALUE_ERROR, "generator already executing");
    }
    value *keep = t->top->sp;
    uint32_t unit = g->unit;
    t->exc = NIL;
    if (!c_stack_ok(t) || gen_push(t, g, NONE, keep, FRAME_ENTRY) == NULL) {
        return NIL;
    }
    if (frame_handles(t, t->top)) { /* what the generator itself is handling */
        raise_value(t, exc);
    }
    t->exc = exc;
    t->top->ip = g->code->units + unit;
    value r = eval_raise(t);
    t->top->sp = keep;
    if (r != NIL && g->state == GEN_CLOSED) {
        *result = r;
        return NIL;
    }
    return r;
}

static value gen_throw(thread *t, generator *g, value exc, value *result);

bool gen_close(thread *t, generator *g) {
    if (g->state == GEN_CREATED && !t->traced) { /* trace functions are told as if it had run */
        g->state = GEN_CLOSED;
        g->nsaved = 0;
        return true;
    }
    if (g->state == GEN_CLOSED) {
        return true;
    }
    value exc = exc_new(t, t->vm->exc[E_GENERATOR_EXIT], from_obj(t->vm->empty_tuple)),
          result = NIL;
    if (exc == NIL) {
        return false;
    }
    value r = gen_throw(t, g, exc, &result);
    if (r != NIL) {
        raise_error(t, E_RUNTIME_ERROR, "generator ignored GeneratorExit");
        return false;
    }
    if (t->exc != NIL) {
        if (!exc_is(t, E_GENERATOR_EXIT) && !exc_is(t, E_STOP_ITERATION)) {
            return false;
        }
        exc_clear(t);
    }
    return true;
}

static bool close_inner(thread *t, value it) {
    if (is_kind(it, T_GENERATOR)) {
        return gen_close(t, as_gen(it));
    }
    bool failed = false;
    value close = op_getattr_opt(t, it, N(t, close), &failed);
    if (failed) {
        write_unraisable(t, NULL, it);
    }
    return close == NIL || call0(t, close) != NIL;
}

/* After the inner iterator of a `yield from` ended with `v`: the outer one goes on behind its
 * SEND. */
static value go_on_after_send(thread *t, generator *g, value v, value *result) {
    value *keep = t->top->sp;
    uint32_t unit = g->unit;
    if (gen_push(t, g, NONE, keep, FRAME_ENTRY) == NULL) {
        return NIL;
    }
    frame *f = t->top; /* stands at the SEND, with [iterator, None] */
    const uint32_t *send = f->ip;
    uint32_t forward = UNIT_B(*send);
    if (UNIT_OP(*send) == OP_EXTEND) {
        forward = UNIT_B(send[1]) | (UNIT_A(*send) << 16 | UNIT_B(*send)) << 16;
        send++;
    }
    (void)unit;
    f->sp -= 2;
    *f->sp++ = v;
    f->ip = send + 1 + forward;
    value r = eval(t);
    t->top->sp = keep;
    if (r != NIL && g->state == GEN_CLOSED) {
        *result = r;
        return NIL;
    }
    return r;
}

static value gen_throw(thread *t, generator *g, value exc, value *result) {
    value it = inner_iterator(g), r = NIL;
    *result = NIL;
    if (!c_stack_ok(t)) {
        return NIL;
    }
    if (it != NIL) {
        value inner_result = NIL;
        if (exc_matches(t, exc, t->vm->exc[E_GENERATOR_EXIT])) {
            g->state = GEN_RUNNING;
            bool ok = close_inner(t, it);
            g->state = GEN_SUSPENDED;
            if (ok) {
                t->exc = exc;
            }
            return throw_here(t, g, result);
        }
        g->state = GEN_RUNNING;
        if (is_kind(it, T_GENERATOR)) {
            r = gen_throw(t, as_gen(it), exc, &inner_result);
        } else {
            bool failed = false;
            value f = op_getattr_opt(t, it, N(t, throw), &failed);
            if (f == NIL && !failed) {
                g->state = GEN_SUSPENDED;
                t->exc = exc;
                return throw_here(t, g, result);
            }
            r = f == NIL ? NIL : call1(t, f, exc);
        }
        g->state = GEN_SUSPENDED;
        if (r != NIL) {
            return r; /* it yielded again, and so do we */
        }
        if (t->exc != NIL && exc_is(t, E_STOP_ITERATION)) {
            bool failed = false;
            value stop = t->exc;
            exc_clear(t);
            inner_result = op_getattr_opt(t, stop, N(t, value), &failed);
        }
        if (t->exc == NIL) {
            return go_on_after_send(t, g, inner_result == NIL ? NONE : inner_result, result);
        }
        return throw_here(t, g, result);
    }
    t->exc = exc;
    return throw_here(t, g, result);
}

static value generator_throw(thread *t, value *a, int n) {
    (void)n;
    value exc = a[1];
    if (a[3] != NIL && a[3] != NONE && !is_kind(a[3], T_TRACEBACK)) {
        return raise_error(t, E_TYPE_ERROR, "throw() third argument must be a traceback object");
    }
    if (is_kind(exc, T_TYPE) && is_subtype((type *)as_obj(exc), t->vm->exc[E_BASE_EXCEPTION])) {
        value cls = exc;
        if (a[2] == NIL || a[2] == NONE) {
            exc = call0(t, exc);
        } else if (is_subtype(type_of(t->vm, a[2]), (type *)as_obj(cls))) {
            exc = a[2];
        } else if (is_kind(a[2], T_TUPLE)) {
            exc = call_values(t, exc, ((tuple *)as_obj(a[2]))->items,
                              (int)((tuple *)as_obj(a[2]))->len, NIL);
        } else {
            exc = call1(t, exc, a[2]);
        }
        if (exc != NIL && !is_kind(exc, T_EXCEPTION)) {
            exc = raise_error(
                t, E_TYPE_ERROR,
                "calling %R should have returned an instance of BaseException, not %T", cls, exc);
        }
        if (exc == NIL) { /* why there is none is what the generator gets */
            exc = t->exc;
            t->exc = NIL;
        }
    } else if (is_kind(exc, T_EXCEPTION)) {
        if (a[2] != NIL && a[2] != NONE) {
            return raise_error(t, E_TYPE_ERROR, "instance exception may not have a separate value");
        }
    } else {
        return raise_error(
            t, E_TYPE_ERROR,
            "exceptions must be classes or instances deriving from BaseException, not %T", exc);
    }
    if (a[3] != NIL && a[3] != NONE) {
        ((exception *)as_obj(exc))->traceback = a[3];
    }
    value result;
    value r = gen_throw(t, as_gen(a[0]), exc, &result);
    return answer(t, r, result);
}

static value generator_close(thread *t, value *a, int n) {
    (void)n;
    return gen_close(t, as_gen(a[0])) ? NONE : NIL;
}

static value generator_repr(thread *t, value v) {
    return str_format(t, "<generator object %U at 0x%llx>", as_gen(v)->qualname,
                      (unsigned long long)object_id(t->vm, as_obj(v)));
}

static value self_iter(thread *t, value v) {
    (void)t;
    return v;
}

static value get_name(thread *t, value v) {
    (void)t;
    return from_obj(as_gen(v)->name);
}

static bool set_str(thread *t, value x, str **to, const char *what) {
    if (!is_kind(x, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "%s must be set to a string object", what);
        return false;
    }
    *to = (str *)as_obj(x);
    return true;
}

static bool set_name(thread *t, value v, value x) {
    return set_str(t, x, &as_gen(v)->name, "__name__");
}

static value get_qualname(thread *t, value v) {
    (void)t;
    return from_obj(as_gen(v)->qualname);
}

static bool set_qualname(thread *t, value v, value x) {
    return set_str(t, x, &as_gen(v)->qualname, "__qualname__");
}

static value get_code(thread *t, value v) {
    (void)t;
    return from_obj(as_gen(v)->code);
}

static value get_running(thread *t, value v) {
    (void)t;
    return from_bool(as_gen(v)->state == GEN_RUNNING);
}

static value get_suspended(thread *t, value v) {
    (void)t;
    return from_bool(as_gen(v)->state == GEN_SUSPENDED);
}

static value get_yieldfrom(thread *t, value v) {
    (void)t;
    value it = inner_iterator(as_gen(v));
    return it == NIL ? NONE : it;
}

/* A suspended generator has no frame on any stack; its frame object is made from what it saved. */
static value get_frame(thread *t, value v) {
    generator *g = as_gen(v);
    if (g->state == GEN_CLOSED) {
        return NONE;
    }
    for (frame *f = t->top; f > t->frames; f--) {
        if (f->gen == v) {
            return frame_object(t, f);
        }
    }
    frame_obj *o = heap_new(t, T_FRAME, sizeof *o + g->nsaved * sizeof(value));
    if (o == NULL) {
        return NIL;
    }
    o->thread = t;
    o->code = g->code;
    o->fn = g->fn;
    o->back = NIL;
    o->unit = g->unit;
    o->nslots = g->code->nlocals < g->nsaved ? g->code->nlocals : g->nsaved;
    memcpy(o->slots, g->saved, o->nslots * sizeof(value));
    return from_obj(o);
}

static void generator_trace(gc *c, object *o) {
    generator *g = (generator *)o;
    gc_object(c, g->fn);
    gc_object(c, g->code);
    gc_object(c, g->name);
    gc_object(c, g->qualname);
    gc_value(c, g->names);
    gc_value(c, g->handled);
    gc_value(c, g->frame);
    gc_values(c, g->saved, g->nsaved);
}

static const native_def generator_methods[] = {
    {"send", generator_send, "self, value, /", 0, NULL},
    {"throw", generator_throw, "self, typ, val=None, tb=None, /", 0, NULL},
    {"close", generator_close, "self, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def generator_getset[] = {
    {"__name__", get_name, set_name, NULL},      {"__qualname__", get_qualname, set_qualname, NULL},
    {"gi_code", get_code, attr_readonly, NULL},  {"gi_running", get_running, NULL, NULL},
    {"gi_suspended", get_suspended, NULL, NULL}, {"gi_yieldfrom", get_yieldfrom, NULL, NULL},
    {"gi_frame", get_frame, NULL, NULL},         {NULL, NULL, NULL, NULL},
};

const type_spec generator_spec = {
    .name = "generator",
    .size = sizeof(generator),
    .flags = TYPE_NO_NEW | TYPE_WEAKREF,
    .trace = generator_trace,
    .slots = {.repr = generator_repr, .iter = self_iter, .next = gen_next_slot},
    .methods = generator_methods,
    .getset = generator_getset,
};
