/* stacks.h: what all threads are doing, for a look at a stopped run. */
#ifndef GILVM_CLI_STACKS_H
#define GILVM_CLI_STACKS_H

#include <stdio.h>

#include "vm/vm.h"

/* Each thread's frames, innermost last, with the names and values of its variables. The lock held
 * by t. Makes no object and runs no Python code, so that the run goes on as if nobody had
 * looked. */
void stacks_print(thread *t, FILE *to);

#endif
