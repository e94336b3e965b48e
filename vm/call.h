/* call.h: how calls are made: frames, argument binding, natives, generators, and the loop's entry.
 * call.c, eval.c, gen.c */
#ifndef GILVM_VM_CALL_H
#define GILVM_VM_CALL_H

#include "vm/code.h"
#include "vm/ops.h"

/* Words of the value stack that are always free above a frame's own: natives' absent parameters are
 * filled in there. */
enum { STACK_SLACK = 32 };

typedef struct generator {
    object h;
    func *fn;
    code *code;
    str *name, *qualname;
    value names;
    value handled;   /* what it was handling when it was suspended, or NIL */
    value frame;     /* its frame object, or NIL */
    uint32_t unit;   /* the instruction it stands at: RETURN_GENERATOR or a yield */
    uint8_t state;   /* GEN_... */
    bool guarded;    /* has once stood inside try or with: the collector has it closed */
    uint32_t nsaved; /* of saved[]: 0 while it runs */
    value saved[];   /* locals, cells, stack */
} generator;

enum { GEN_CREATED, GEN_SUSPENDED, GEN_RUNNING, GEN_CLOSED };

/* Pushes a frame whose arguments are bound already at `locals` (other slots are set to NIL from
 * `bound` on). The caller's stack will go back to `restore`. NULL = RecursionError. */
frame *frame_refuse(thread *t); /* why there is no frame: RecursionError. NULL */

static inline frame *frame_push(thread *t, func *fn, value *locals, int bound, value *restore,
                                unsigned flags) {
    code *c = fn->code;
    frame *f = t->top + 1;
    if (__builtin_expect(f >= t->frame_end || t->depth >= t->vm->recursion_limit ||
                             locals + c->nlocals + c->max_stack + STACK_SLACK > t->stack_end,
                         0)) {
        return frame_refuse(t);
    }
    value *end = locals + c->nlocals;
    for (value *p = locals + bound; p < end; p++) {
        *p = NIL;
    }
    if (c->nfree != 0) {
        memcpy(end - c->nfree, ((tuple *)as_obj(fn->closure))->items, c->nfree * sizeof(value));
    }
    f->ip = c->units;
    f->locals = locals;
    f->sp = end;
    f->fn = fn;
    f->code = c;
    f->names = NIL;
    f->gen = NIL;
    f->outer_handled = NIL;
    f->object = NIL;
    f->flags = flags;
    f->restore = restore;
    t->top = f;
    t->depth++;
    return f;
}

/* close(): false = exception. */
bool gen_close(thread *t, generator *g);

/* Is the exception being handled the frame's own, not one of those around a generator? */
static inline bool frame_handles(const thread *t, const frame *f) {
    return t->handled != NIL && (t->handled != f->outer_handled || f->flags & FRAME_HANDLES_OUTER);
}

/* Arranges the arguments at base[0..n) and the keyword values behind them as the function's code
 * expects its locals. There must be room for them. */
bool bind_args(thread *t, func *fn, value *base, int n, value kwnames) MUST_USE;

/* Calls f with the arguments on the value stack at a (a[-1] is free for a bound self), which stay
 * there. */
value call_in_place(thread *t, value f, value *a, int n, value kwnames);
value native_call(thread *t, native *f, value *a, int n, value kwnames);

/* Runs frames until the top one, which must be FRAME_ENTRY, returns. */
value eval(thread *t);
/* The same, beginning with t->exc raised in the top frame at its ip. */
value eval_raise(thread *t);

/* Runs a function without parameters with `names` as its namespace: the body of a class. */
value call_body(thread *t, value fn, value names);

/* A generator for the top frame, which must stand at its RETURN_GENERATOR. */
value gen_new(thread *t);
/* Puts the frame of a generator that is not running on the stack; `sent` is what its yield gives
 * (ignored when it has not begun). NULL = RecursionError. */
frame *gen_push(thread *t, generator *g, value sent, value *restore, unsigned flags);
/* Goes on with it until it yields (the value), ends (NIL without exception, *result its return
 * value) or fails. */
value gen_send(thread *t, generator *g, value sent, value *result);
/* The top frame's generator yields: saves the frame, up to sp (the yielded value is popped
 * already). */
void gen_suspend(thread *t, generator *g, value *sp, uint32_t unit);
void gen_close_frame(thread *t, generator *g); /* it returned or failed */

func *func_new(thread *t, code *c, dict *globals);

/* eval_ops.c: the rarer instructions. sp points behind the operands, which the loop pops. */
value ops_load_name(thread *t, frame *f, str *name);
value ops_load_global_slow(thread *t, frame *f, str *name);
bool ops_store_name(thread *t, frame *f, str *name, value v);
bool ops_delete_name(thread *t, frame *f, str *name);
bool ops_delete_global(thread *t, frame *f, str *name);
value ops_load_classderef(thread *t, frame *f, unsigned slot);
value ops_unbound_local(thread *t, code *c, unsigned slot);
value ops_unbound_cell(thread *t, code *c, unsigned slot);
bool ops_unpack(thread *t, value v, value *to, unsigned n);
bool ops_unpack_ex(thread *t, value v, value *to, unsigned before, unsigned after);
value ops_get_slice(thread *t, value seq, value start, value stop);
value ops_build_map(thread *t, value *items, unsigned n);
value ops_build_const_key_map(thread *t, value *items, unsigned n, value keys);
value ops_build_set(thread *t, value *items, unsigned n);
value ops_build_string(thread *t, value *items, unsigned n);
bool ops_dict_update(thread *t, value d, value other);
bool ops_dict_merge(thread *t, value d, value other, value callee);
bool ops_list_extend(thread *t, value l, value other);
value ops_format(thread *t, value v, unsigned how, value spec);
value ops_make_function(thread *t, frame *f, value *sp, unsigned a);
value ops_build_class_fn(thread *t);
value ops_import_name(thread *t, frame *f, str *name, value level, value names);
value ops_import_from(thread *t, value module, str *name);
bool ops_import_star(thread *t, frame *f, value module);
bool ops_raise(thread *t, value exc, value cause);
value ops_exc_match(thread *t, value exc, value cls);
bool ops_exc_group_match(thread *t, value exc, value cls, value *match, value *rest);
bool ops_before_with(thread *t, value manager, value *exit, value *entered);
/* Those of the attention bits that may be dealt with before the instruction at f->ip. */
unsigned ops_attention_here(thread *t, const frame *f, unsigned bits);
value ops_with_except(thread *t, value exit, value exc);
/* The arguments of f(*args, **kwargs), put at `to`: n of them, and the values of the keywords
 * `names` (NIL = none). */
bool ops_spread(thread *t, value f, value args, value kwargs, value *to, int *n,
                value *names) MUST_USE;
value ops_call_ex(thread *t, value *callee, value args, value kwargs);
value ops_match_keys(thread *t, value subject, value keys);
value ops_match_class(thread *t, value subject, value cls, value names, unsigned npos);
value ops_yield_iter(thread *t, value v);
bool ops_print_expr(thread *t, value v);
bool ops_setup_annotations(thread *t, frame *f);
/* One step of `yield from` over anything: the value yielded, or NIL and *result the value it ended
 * with (NIL = failed). */
value ops_send(thread *t, value it, value sent, value *result);

/* What attention bits ask for: collection, signals, asynchronous exceptions. Below `c_low` the C
 * stack is not in use (NULL: all of it is). False = exception. vm.c */
bool thread_attend(thread *t, unsigned bits, char *c_low);

#endif
