/* image.h: a VM that can be put back as it was: made once, with its modules imported and its script
 * compiled, then run any number of times, each run from exactly the same state. Exploration of
 * schedules does so; making a VM anew takes ten times as long.
 *
 *     image *im = image_new(room);
 *     vm *m = vm_new_in(im, gil, &hooks, max_heap);    its memory is the image's from here on
 *     ... stdlib_init, imports, compile ...            simulated machine, no recording
 *     image_take(im);                                  the main thread is alone, in no Python code
 *     for (;;) {
 *         image_restore(im);                           values from before image_take are valid
 *         vm_begin(m);                                 again, those of the last run are gone
 *         thread_run(...);
 *         threads_shutdown(...);
 *     }
 *     vm_free(m);
 *     gil_free(g);
 *     image_drop(im);
 *
 * What is put back: every object and table of the VM, its threads (those that did not end are
 * dropped where they stand), the lock and the simulated machine: clock, seeds, policy, events,
 * figures. What is not: what a script did outside. Descriptors it left open stay open, what its
 * files had not written yet is lost (io_flush_all before), the environment and the current
 * directory are the process's.
 */
#ifndef GILVM_VM_IMAGE_H
#define GILVM_VM_IMAGE_H

#include "vm/ops.h"
#include "vm/vm.h"

typedef struct image image;

/* Address space for `room` bytes of objects and as much of buffers; what is not used costs nothing.
 * NULL = no memory. */
image *image_new(size_t room);
void image_drop(image *im);

/* False = no memory, or the VM is not quiet, or its lock cannot be reset (gil_reset). */
bool image_take(image *im) MUST_USE;
/* False = no memory for the lock; the VM cannot be used then. Called by the OS thread that made the
 * VM, where all fibers may go. */
bool image_restore(image *im) MUST_USE;
size_t image_size(const image *im); /* bytes that a restore copies, for people */

/* ---- for vm.c and heap.c ---- */

void *image_vm(image *im); /* room for the vm struct, zeroed */
void *image_alloc(image *im, size_t size);
void *image_realloc(image *im, void *p, size_t old, size_t size);
void image_free(image *im, void *p, size_t size); /* NULL is ignored */
/* Zeroed pages for objects. */
void *image_map(image *im, size_t size, size_t align);
void image_unmap(image *im, void *p, size_t size);
/* Structs of ended threads with their stacks, which mapping anew would take longer than the rest of
 * a restore. NULL = none is left. */
thread *image_spare(image *im);
void image_keep(image *im, thread *t);

#endif
