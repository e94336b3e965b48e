/* thread.h: a thread of the VM: its value stack, its frames, its exception slot, and its seat at
 * the lock.
 *
 * A frame's locals are its arguments where the caller pushed them, followed by the other locals,
 * the cells and the evaluation stack. Calls of Python functions push a frame and stay in the same
 * eval(): only natives that call back nest eval in C. Guard of every field: owner only, unless it
 * says otherwise.
 */
#ifndef GILVM_VM_THREAD_H
#define GILVM_VM_THREAD_H

#include "gil/gil.h"
#include "vm/object.h"

enum frame_flags {
    FRAME_ENTRY = 1, /* its return leaves eval() */
    FRAME_INIT =
        2, /* an __init__: the caller gets the instance (locals[-1]), the result must be None */
    FRAME_GEN = 4,  /* belongs to a generator that is running */
    FRAME_SEEN = 8, /* tracing: no `call` event is due for it */
    /* A generator's: it handles an exception that is being handled around it, too. */
    FRAME_HANDLES_OUTER = 16,
};

struct frame {
    /* The instruction under way; valid while anything but eval() itself looks. */
    const uint32_t *ip;
    value *locals;
    value *sp; /* top of the stack (points behind the last value), saved at calls and polls */
    func *fn;
    code *code;
    value names; /* the namespace of a class body or exec: a mapping; NIL = none (functions) */
    value gen;   /* FRAME_GEN: the generator it belongs to; FRAME_INIT: the instance that is being
                    made */
    value outer_handled; /* generators: what t->handled was when it was resumed; others: NIL */
    value object;        /* its frame object once somebody asked for one, or NIL */
    uint32_t flags;
    value *restore; /* where the caller's stack goes back to */
};

struct thread {
    gil_thread *gil; /* steps and stop_at are in there */
    vm *vm;
    value exc;     /* the exception on its way, or NIL */
    value handled; /* the exception being handled (sys.exc_info), or NIL */
    value kwnames; /* names of the keyword arguments of the call being made; NIL = none. Read first,
                      see object.h */
    /* The bottom: frames[0] runs nothing, it is there so that there is always a top. */
    frame *frames;
    frame *top; /* the running frame; top->sp is the first free word of the value stack whenever
                   native code runs */
    frame *frame_end;
    value *stack; /* the bottom of the value stack, one reserved range */
    value *stack_end;
    int depth;     /* Python frames, against vm->recursion_limit */
    char *c_limit; /* C stack: below this address RecursionError */
    char *c_base;  /* where scanning of the C stack begins (highest address) */
    char *c_loop;  /* above the C frame of the innermost eval loop; NULL outside of all */
    char *c_saved; /* its lowest live address while the thread does not hold the lock */
    value object;  /* threading's data, or NIL */
    value trace_fn, profile_fn; /* sys.settrace, sys.setprofile; NIL = none */
    uint64_t ident;
    uint64_t native_id;
    uint64_t signal_mask; /* mod_signal.c: what it is started with, once a script has changed one */
    thread *next, *prev;  /* vm->threads; under the GIL */
    thread *next_ended;   /* under the GIL */
    value async_exc;      /* to be raised at the next call or loop's edge; under the GIL */
    uint64_t asked_steps; /* where attention was asked for last, */
    unsigned asked_op;    /* and the instruction there: eval() */
    value start_fn, start_args, start_kwargs; /* a new thread's work */
    value locals;                             /* _thread._local's data by object: dict or NIL */
    value sentinel;                           /* the lock to be released at its end, or NIL */
    value repr_stack;                         /* list of the containers being printed, or NIL */
    bool tracing;                             /* inside a trace or profile function */
    bool traced; /* there is one, and it is not running: GIL_ATT_TRACE is set */
    bool daemon;
    bool finalizing; /* in gc_run_finalizers; owner only */
    bool reported;   /* stdlib/report.c: it has been written about; under the GIL */
};

/* The steps so far are in a local of eval() while it runs; natives that want them (gil.steps) read
 * gil->steps, which is written back before every native call that may ask. */

/* Runs a code object as a module or exec would: fresh frame, given namespaces. */
value thread_run(thread *t, code *c, dict *globals, value names);
/* Calls anything: positional arguments a[0..n), keyword values behind them with names in kwnames
 * (tuple or NIL). */
value call_values(thread *t, value f, value *a, int n, value kwnames);
value call0(thread *t, value f);
value call1(thread *t, value f, value a);
value call2(thread *t, value f, value a, value b);
value call3(thread *t, value f, value a, value b, value c);
/* Calls the method `name` of v (looked up on the instance as `v.name` is). */
value call_method(thread *t, value v, str *name, value *a, int n);
/* Finds a dunder on v's class, as implicit calls do. NIL without exception when there is none. */
value call_special(thread *t, value v, str *name, value *a, int n, bool *found);

/* False (RecursionError set) when the C stack is nearly used up. Call at the head of functions that
 * recurse in C. */
bool c_stack_ok(thread *t);
/* Deals with attention bits (signals, collection, async exceptions); natives that loop long call
 * it. False = exception. */
bool thread_poll(thread *t);
/* Of these a collection alone: where an exception would come between two things that belong
 * together. */
void thread_collect(thread *t);

#endif
