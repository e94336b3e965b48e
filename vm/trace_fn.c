/* trace_fn.c: calls the functions of sys.settrace and sys.setprofile.
 *
 * Both get (frame, event, arg). The profile function sees calls and returns, of natives too; the
 * trace function sees calls, and what it answers becomes the frame's f_trace, which sees the
 * frame's lines, exceptions and return. While one of them runs nothing is traced (thread.tracing).
 * One that raises is taken off, and its exception goes on in the traced frame.
 *
 * A frame's first event is `call`: FRAME_SEEN says that it was given, or that the frame was there
 * before the function was set. A line begins where an instruction's line differs from that of the
 * one before it in the same frame, or where a jump goes back; frame_obj.prev remembers that one.
 *
 * A step is counted for an instruction when it runs, as without tracing: policies see no difference
 * but the steps of the functions themselves.
 */
#include "vm/trace_fn.h"

#include "vm/call.h"
#include "vm/code.h"
#include "vm/frame.h"
#include "vm/fuse.h"
#include "vm/ops.h"
#include "vm/type.h"

/* frame_obj.prev, or PREV_UNIT + the unit */
enum { PREV_UNKNOWN, PREV_ENTRY, PREV_UNIT };

/* Makes the thread's instructions ask, or no longer. */
static void trace_update(thread *t) {
    bool wanted = !t->tracing && (t->trace_fn != NIL || t->profile_fn != NIL);
    if (wanted && !t->traced) {
        gil_attention(t->gil, GIL_ATT_TRACE);
    } else if (!wanted && t->traced) {
        gil_attention_clear(t->gil, GIL_ATT_TRACE);
    }
    t->traced = wanted;
}

void trace_begin(thread *t) {
    for (frame *f = t->frames; f <= t->top; f++) {
        f->flags |= FRAME_SEEN;
    }
    trace_update(t);
}

/* Calls fn(frame, event, arg). line: frame_obj.line meanwhile. NIL = it raised. */
static value deliver(thread *t, frame *f, value fn, const char *event, value arg, int line) {
    value fo = frame_object(t, f);
    str *name = fo == NIL ? NULL : str_intern(t, event);
    if (name == NULL || !frame_locals_fetch(t, (frame_obj *)as_obj(fo))) {
        return NIL;
    }
    frame_obj *o = (frame_obj *)as_obj(fo);
    t->tracing = true;
    trace_update(t);
    o->line = line;
    value r = call3(t, fn, fo, from_obj(name), arg);
    o->line = 0;
    t->tracing = false;
    trace_update(t);
    frame_locals_store(o);
    if (r == NIL) {
        traceback_push(t, f, frame_unit(f));
    }
    return r;
}

/* An event for the trace function: `call` goes to the thread's, all others to the frame's. False =
 * it raised. */
static bool trace_event(thread *t, frame *f, const char *event, value arg, int line) {
    bool call = event[0] == 'c';
    if (!t->traced || t->trace_fn == NIL) {
        return true;
    }
    if (!call && (f->object == NIL || ((frame_obj *)as_obj(f->object))->trace == NIL)) {
        return true;
    }
    value fn = call ? t->trace_fn : ((frame_obj *)as_obj(f->object))->trace;
    value r = deliver(t, f, fn, event, arg, line);
    if (f->object == NIL) {
        return false; /* no memory for it */
    }
    frame_obj *o = (frame_obj *)as_obj(f->object);
    if (r == NIL) {
        t->trace_fn = NIL;
        trace_update(t);
        o->trace = NIL;
    } else if (r != NONE) {
        o->trace = r;
    }
    return r != NIL;
}

static bool profile_event(thread *t, frame *f, const char *event, value arg, int line) {
    if (!t->traced || t->profile_fn == NIL) {
        return true;
    }
    if (deliver(t, f, t->profile_fn, event, arg, line) == NIL) {
        t->profile_fn = NIL;
        trace_update(t);
        return false;
    }
    return true;
}

/* The frame has just begun, or the generator goes on. */
static bool enter(thread *t, frame *f) {
    code *c = f->code;
    int line = strcmp(c->name->data, "<module>") == 0
                   ? -1
                   : c->first_line; /* modules begin before line 1 */
    uint32_t prev = PREV_ENTRY;
    f->flags |= FRAME_SEEN;
    if (f->flags & FRAME_GEN) {
        uint32_t at = ((generator *)as_obj(f->gen))->unit; /* its yield, or where it was made */
        if (opcode_base(UNIT_OP(c->units[at])) != OP_RETURN_GENERATOR) {
            line = code_line(c, at);
            /* `yield from` goes back silently. */
            prev = PREV_UNIT + (frame_unit(f) < at ? frame_unit(f) : at);
        }
    }
    if (t->trace_fn != NIL) {
        value fo = frame_object(t, f);
        if (fo == NIL) {
            return false;
        }
        ((frame_obj *)as_obj(fo))->prev = prev;
    }
    return trace_event(t, f, "call", NONE, line) && profile_event(t, f, "call", NONE, line);
}

static bool lines(thread *t, frame *f) {
    if (f->object == NIL || t->trace_fn == NIL) {
        return true;
    }
    frame_obj *o = (frame_obj *)as_obj(f->object);
    uint32_t unit = frame_unit(f), prev = o->prev;
    int line = code_line(f->code, unit);
    o->prev = PREV_UNIT + unit;
    o->last_line = line != 0 ? line : o->last_line;
    if (line != 0 && prev != PREV_UNKNOWN && !o->no_lines) {
        bool begins = prev == PREV_ENTRY || code_line(f->code, prev - PREV_UNIT) != line ||
                      unit < prev - PREV_UNIT;
        if (begins && !trace_event(t, f, "line", NONE, 0)) {
            return false;
        }
    }
    return !o->opcodes || trace_event(t, f, "opcode", NONE, 0);
}

/* The same with an exception on its way, which the function's own replaces. */
static void protected(thread *t, frame *f,
                      bool (*event)(thread *, frame *, const char *, value, int), const char *name,
                      value arg, int line) {
    value exc = t->exc;
    t->exc = NIL;
    if (event(t, f, name, arg, line)) {
        t->exc = exc;
    }
}

/* exc, which the trace function's own exception replaces, was raised in f or came back to it. */
static void raised(thread *t, frame *f, value exc) {
    if (t->trace_fn == NIL || f->object == NIL || !is_kind(exc, T_EXCEPTION)) {
        return;
    }
    value tb = ((exception *)as_obj(exc))->traceback;
    t->exc = NIL;
    value arg = tuple_new(t, 3);
    if (arg == NIL) {
        return;
    }
    value *items = ((tuple *)as_obj(arg))->items;
    items[0] = from_obj(as_obj(exc)->type);
    items[1] = exc;
    items[2] = tb == NIL ? NONE : tb;
    t->exc = exc;
    protected(t, f, trace_event, "exception", arg, 0);
}

void trace_raised(thread *t, frame *f) {
    value exc = t->exc;
    if (!(f->flags & FRAME_SEEN)) { /* throw() into a generator: it goes on by raising */
        t->exc = NIL;
        if (!enter(t, f)) {
            return;
        }
        t->exc = exc;
    }
    raised(t, f, exc);
}

/* What f_lineno is at a return, or a raising again, that no line of the source asks for: the line
 * that came to it. 0 = where the frame is. */
static int implied_line(const frame *f) {
    uint32_t unit = frame_unit(f);
    if (code_line(f->code, unit) != 0) {
        return 0;
    }
    if (f->object != NIL && ((frame_obj *)as_obj(f->object))->last_line != 0) {
        return ((frame_obj *)as_obj(f->object))->last_line;
    }
    while (unit > 0 && code_line(f->code, unit) == 0) {
        unit--;
    }
    return code_line(f->code, unit);
}

void trace_unwound(thread *t, frame *f) {
    int line = implied_line(f);
    protected(t, f, trace_event, "return", NONE, line);
    protected(t, f, profile_event, "return", NONE, line);
}

/* Runs a call of a native between c_call and c_return or c_exception. */
typedef struct native_call_site {
    value callee, *args, kwnames, *restore;
    int n; /* positional arguments */
} native_call_site;

static native_call_site call_site(frame *f, unsigned op) {
    native_call_site s = {.kwnames = NIL};
    value *sp = f->sp;
    int n = (int)UNIT_B(*f->ip);
    bool method = op == OP_CALL_METHOD || op == OP_CALL_METHOD_KW;
    if (op == OP_CALL_KW || op == OP_CALL_METHOD_KW) {
        s.kwnames = *--sp;
        f->sp = sp;
    }
    s.args = sp - n;
    s.n = n - (s.kwnames == NIL ? 0 : (int)((tuple *)as_obj(s.kwnames))->len);
    s.restore = s.args - 1 - method;
    s.callee = *s.restore;
    if (method && s.callee != NIL) {
        s.args--;
        s.n++;
    } else if (method) {
        s.callee = s.args[-1];
    }
    return s;
}

/* What a profile function is shown of a callee: natives, bound if they are methods. NIL = not a
 * native (or failed). */
static value shown_native(thread *t, value callee, value *args, int n) {
    if (is_kind(callee, T_NATIVE)) {
        return callee;
    }
    if (!is_kind(callee, T_METHOD_DESC) || n == 0 ||
        !is_subtype(type_of(t->vm, args[0]), (type *)as_obj(((native *)as_obj(callee))->owner))) {
        return NIL;
    }
    return descr_get(t, callee, args[0], type_of(t->vm, args[0]));
}

/* After the call: r or NIL and t->exc. */
static trace_next native_done(thread *t, frame *f, value *restore, value shown, value r) {
    if (r == NIL) {
        protected(t, f, profile_event, "c_exception", shown, 0);
        return TRACE_RAISED;
    }
    if (!profile_event(t, f, "c_return", shown, 0)) {
        return TRACE_RAISED;
    }
    *restore = r;
    f->sp = restore + 1;
    f->ip++;
    return TRACE_DONE;
}

static trace_next profile_call(thread *t, frame *f, unsigned op) {
    value *sp = f->sp;
    native_call_site s = call_site(f, op);
    value shown = shown_native(t, s.callee, s.args, s.n);
    if (shown == NIL) {
        f->sp = sp;
        return t->exc != NIL ? TRACE_RAISED : TRACE_GO;
    }
    if (!profile_event(t, f, "c_call", shown, 0)) {
        return TRACE_RAISED;
    }
    t->gil->steps++;
    return native_done(t, f, s.restore, shown, call_in_place(t, s.callee, s.args, s.n, s.kwnames));
}

static trace_next profile_call_ex(thread *t, frame *f) {
    unsigned kw = UNIT_A(*f->ip) & 1;
    value *at = f->sp - 2 - kw;
    if (!is_kind(*at, T_NATIVE)) {
        return TRACE_GO;
    }
    value shown = *at;
    if (!profile_event(t, f, "c_call", shown, 0)) {
        return TRACE_RAISED;
    }
    t->gil->steps++;
    return native_done(t, f, at, shown, ops_call_ex(t, at, at[1], kw ? at[2] : NIL));
}

/* A `for` over an iterator written in Python: its StopIteration is an event of the loop's frame
 * too. */
static trace_next for_iter(thread *t, frame *f) {
    value it = f->sp[-1];
    type *cls = type_of(t->vm, it);
    if (!(cls->flags & TYPE_HEAP) || cls->slots.next == NULL || t->trace_fn == NIL) {
        return TRACE_GO;
    }
    t->gil->steps++;
    value v = cls->slots.next(t, it);
    if (v == NIL && t->exc != NIL) {
        if (!exc_is(t, E_STOP_ITERATION)) {
            return TRACE_RAISED;
        }
        value stop = t->exc;
        trace_raised(t, f);
        if (t->exc != stop) {
            return TRACE_RAISED;
        }
        exc_clear(t);
    }
    if (v != NIL) {
        *f->sp++ = v;
        f->ip++;
    } else {
        f->sp--;
        f->ip += 1 + UNIT_B(*f->ip);
    }
    return TRACE_DONE;
}

static trace_next returns(thread *t, frame *f, value out) {
    int line = implied_line(f);
    if (!trace_event(t, f, "return", out, line) || !profile_event(t, f, "return", out, line)) {
        return TRACE_LEAVE;
    }
    bool ends = opcode_base(UNIT_OP(*f->ip)) == OP_RETURN;
    if (ends && out != NONE && t->traced && (f->flags & (FRAME_GEN | FRAME_ENTRY)) == FRAME_GEN) {
        /* A generator's result goes to a `for` or `yield from` as a StopIteration, of which that
         * frame is told. */
        raise_stop_iteration(t, out);
        value stop = t->exc;
        raised(t, f - 1, stop);
        if (t->exc != stop) {
            return TRACE_LEAVE;
        }
        exc_clear(t);
    }
    return TRACE_GO;
}

trace_next trace_instruction(thread *t, frame *f) {
    if (!(f->flags & FRAME_SEEN)) {
        if ((f->code->flags & CODE_GENERATOR) && !(f->flags & FRAME_GEN)) {
            return TRACE_GO; /* all that it does is to make a generator */
        }
        if (!enter(t, f)) {
            return TRACE_RAISED;
        }
    }
    if (!lines(t, f)) {
        return TRACE_RAISED;
    }
    unsigned op = opcode_base(UNIT_OP(*f->ip));
    switch (op) {
    case OP_RETURN:
    case OP_YIELD:
    case OP_YIELD_FROM: return returns(t, f, f->sp[-1]);
    case OP_CALL:
    case OP_CALL_KW:
    case OP_CALL_METHOD:
    case OP_CALL_METHOD_KW:
        return t->traced && t->profile_fn != NIL ? profile_call(t, f, op) : TRACE_GO;
    case OP_CALL_EX: return t->traced && t->profile_fn != NIL ? profile_call_ex(t, f) : TRACE_GO;
    case OP_FOR_ITER: return for_iter(t, f);
    default: return TRACE_GO;
    }
}
