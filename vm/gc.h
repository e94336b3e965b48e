/* gc.h: what the collector asks of others, and the heap's figures. */
#ifndef GILVM_VM_GC_H
#define GILVM_VM_GC_H

#include "vm/object.h"

bool heap_init(vm *m, size_t max);
void heap_fini(vm *m);
void heap_begin(vm *m); /* the next collection is due as if nothing had been allocated yet */
/* What comes between the two differs from computer to computer (lengths of paths, the environment):
 * on the simulated machine it takes no time, and leaves no trace in when collections fall. */
typedef struct heap_aside {
    bool charging;
    int64_t since_gc;
} heap_aside;
heap_aside heap_aside_begin(vm *m);
void heap_aside_end(vm *m, heap_aside a);
bool heap_wants_collection(vm *m); /* one was asked for, and has not been done yet */
bool heap_overdue(vm *m);          /* ... and waits no longer for the collector's own thread */
/* For image.c. Up to where has the mapping at `base` been given out? And the cells that have not,
 * of each class's newest block: *n of them. They stay where they are; `end` tells the block. */
typedef struct heap_rest {
    char *from, *end; /* from == end: none */
} heap_rest;
enum { HEAP_RESTS = 2 * 33 };
char *heap_used(vm *m, char *base, size_t size);
void heap_rests(vm *m, heap_rest out[HEAP_RESTS]);
void heap_each(vm *m, enum type_id kind, void (*f)(vm *m, object *o, void *arg), void *arg);

/* Called after marking, before the sweep; `dead` tells whether an object was not reached. No script
 * code may run. */
void weakrefs_clear(
    vm *m, bool (*dead)(vm *m, void *o),
    bool last); /* obj_weakref.c: clears references to the dead; callbacks wait for the poll. Called
                   before and (last) after objects with a __del__ were brought back */
void str_intern_sweep(vm *m, bool (*dead)(vm *m, void *o)); /* obj_str.c */
void idents_sweep(vm *m, bool (*dead)(vm *m, void *o));     /* ident.c */
void idents_free(vm *m);
void types_sweep(vm *m, bool (*dead)(vm *m, void *o)); /* type.c: entries of subclass lists */

/* An object whose class has a __del__, at its creation (instance_new). False = MemoryError.
 * gc_hooks.c */
bool gc_register_finalizer(thread *t, value v);
/* Runs __del__ of the doomed and callbacks of dead weak references. At polls. Within one of them it
 * does nothing: what a collection finds meanwhile has its turn when that has returned, so that none
 * waits for a lock that the one below it holds. obj_weakref.c has the latter: */
void gc_run_finalizers(thread *t);
void weakrefs_run_callbacks(thread *t);
/* The program ends: runs __del__ of all that still lives, after that of what nobody could reach any
 * more. Not while daemon threads are left: they use some of it, and would go on without. */
void gc_finalize_all(thread *t);

#endif
