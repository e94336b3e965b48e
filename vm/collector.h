/* collector.h: --gc=thread: the collector as a thread of its own. */
#ifndef GILVM_VM_COLLECTOR_H
#define GILVM_VM_COLLECTOR_H

#include "vm/vm.h"

/* Starts the thread, if the VM was asked for one and has none yet. Without it (no more threads)
 * collections stay inline. */
void collector_start(thread *t);
/* Ends it; true if there was one. May switch. */
bool collector_stop(thread *t);
/* At a poll of `t`, which was asked to collect: hands the work to the thread. False: t does it
 * itself. */
bool collector_told(thread *t);

#endif
