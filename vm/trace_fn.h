/* trace_fn.h: sys.settrace and sys.setprofile, for the eval loop (trace_fn.c).
 *
 * While a thread has such a function, GIL_ATT_TRACE makes each of its instructions ask; the loop
 * then calls trace_instruction(). Without one nothing of this costs anything.
 */
#ifndef GILVM_VM_TRACE_FN_H
#define GILVM_VM_TRACE_FN_H

#include "vm/vm.h"

typedef enum trace_next {
    TRACE_GO,     /* run the instruction at f->ip */
    TRACE_DONE,   /* it has been run: f->ip and f->sp are at the next one */
    TRACE_RAISED, /* t->exc is set: as if the instruction had raised it */
    TRACE_LEAVE,  /* t->exc is set: the frame ends with it, whatever handlers it has */
} trace_next;

/* The events that come before the instruction at f->ip, which is the top frame's. f is saved; what
 * it holds may have changed. */
trace_next trace_instruction(thread *t, frame *f);
/* t->exc was raised in, or came back to, the top frame. The trace function's own exception replaces
 * it. */
void trace_raised(thread *t, frame *f);
/* The top frame ends with t->exc. */
void trace_unwound(thread *t, frame *f);

/* To be called when trace_fn or profile_fn was set or taken off: starts or ends the asking. */
void trace_begin(thread *t);

#endif
