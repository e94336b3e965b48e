/* compile.h: the door to the compiler: source text in, code object out. It keeps no state between
 * calls.
 *
 *     text -> parse() -> tree -> scope.c -> emit*.c -> assemble.c -> code object
 *
 *     scope.c      which name lives where
 *     emit*.c      instructions with labels
 *     assemble.c   units, jumps, handlers
 *
 * All memory on the way is in one arena; an error anywhere leaves by longjmp to compile_source with
 * the exception set.
 */
#ifndef GILVM_COMPILER_COMPILE_H
#define GILVM_COMPILER_COMPILE_H

#include "vm/code.h"
#include "vm/vm.h"

/* mode: COMPILE_EXEC, COMPILE_EVAL or COMPILE_SINGLE. NULL with SyntaxError (or another exception)
 * set. */
code *compile_source(thread *t, const char *text, size_t len, str *filename, int mode,
                     unsigned flags);

/* Whether more lines could make a statement of what was typed at the prompt so far. */
bool compile_incomplete(const char *text, size_t len);

#endif
