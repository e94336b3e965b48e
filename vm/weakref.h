/* weakref.h: weak references (obj_weakref.c); gc.h has what the collector asks of them.
 *
 * They hang in a table by their target's address, outside the heap. A target that has any carries
 * OBJ_WEAKREFS. References to the dead whose callbacks are still to be called are chained at
 * vm->weakref_calls until the next poll.
 */
#ifndef GILVM_VM_WEAKREF_H
#define GILVM_VM_WEAKREF_H

#include "vm/vm.h"

/* Marks the references whose callbacks are still to be called: part of the roots. */
void weakrefs_mark(gc *g, vm *m);
void weakrefs_fini(vm *m);

/* weakref.ref(target, callback): callback NIL = none; without one, the same reference as before if
 * there is one. cls: T_WEAKREF's type or a class derived from it. */
value weakref_new(thread *t, type *cls, value target, value callback);
/* How many there are of target, appended to `into` unless it is NULL; -1 = failed. */
int64_t weakref_count(vm *m, value target, list *into, thread *t);

#endif
