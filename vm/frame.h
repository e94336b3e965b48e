/* frame.h: frame objects and tracebacks, for the eval loop (frame.c).
 *
 * A frame object is made when somebody asks (a traceback, sys._getframe, locals of another frame)
 * and reads the running frame through `live`. When that frame ends or is suspended, the loop calls
 * frame_object_detach() if frame.object is not NIL: the object then keeps its own copy of the
 * locals.
 */
#ifndef GILVM_VM_FRAME_H
#define GILVM_VM_FRAME_H

#include "vm/code.h"
#include "vm/vm.h"

typedef struct frame_obj { /* T_FRAME */
    object h;
    frame *live;    /* NULL once detached */
    thread *thread; /* whose stack `live` is in */
    code *code;
    func *fn;
    value back;    /* detached: frame object or NIL */
    value locals;  /* the dict that f_locals answers, or NIL */
    value names;   /* the namespace of a class body or exec, or NIL */
    value trace;   /* f_trace */
    uint32_t prev; /* tracing: the instruction before, see trace_fn.c */
    int last_line; /* tracing: of the last instruction that has one */
    int line; /* what f_lineno answers while a trace function is told of a call; 0 = where the frame
                 is, -1 = 0 */
    bool no_lines;   /* not f_trace_lines */
    bool opcodes;    /* f_trace_opcodes */
    uint32_t unit;   /* detached: the last instruction */
    uint32_t nslots; /* detached: slots[] hold the locals */
    value slots[];
} frame_obj;

/* Copies the frame's locals into its frame object and lets go of the frame. Call before the frame's
 * slots are reused. */
void frame_object_detach(thread *t, frame *f);
/* Puts a step for the frame at the head of the pending exception's traceback: the loop calls it
 * once for each frame that the exception leaves or is caught in. unit: the raising instruction. */
void traceback_push(thread *t, frame *f, uint32_t unit);
/* The unit index of the instruction that frame f is at. */
uint32_t frame_unit(const frame *f);
/* Names and values of the frame's variables: the live namespace of modules and classes, a snapshot
 * dict of functions. */
value frame_locals(thread *t, frame *f);
/* Around a trace function: brings the dict of f_locals, if there is one, up to date; puts back what
 * was changed in it. */
bool frame_locals_fetch(thread *t, frame_obj *o);
void frame_locals_store(frame_obj *o);

#endif
