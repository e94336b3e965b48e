/* place.h: places in the source by number, for events: the lock's records have 32 bits for where a
 * thread was. A place is a code object and a line; its texts outlive the code object. Guard: the
 * GIL.
 */
#ifndef GILVM_VM_PLACE_H
#define GILVM_VM_PLACE_H

#include "vm/vm.h"
#include "vm/thread.h"

typedef struct place {
    const char *file, *function; /* UTF-8; the function's qualified name, or "<module>" */
    uint32_t line;
} place;

/* From now on vm_where answers places. False: no memory. */
bool places_init(vm *m);
void places_fini(vm *m);
/* Where the thread is: the innermost line that is not the standard library's own, for who reads
 * about a script wants to see the line of it; but if there is none, then that. 0 if nobody asks for
 * places. */
uint32_t place_now(const thread *t);
/* How many there are, and the n-th: 1 .. places_count. */
uint32_t places_count(const vm *m);
const place *place_at(const vm *m, uint32_t n);

#endif
