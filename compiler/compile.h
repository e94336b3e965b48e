/* compile.h: the door to the compiler: source text in, code object out. It keeps no state between calls.
 *
 * text -> parse() (parser.h) -> tree -> scope.c (which name lives where) -> emit*.c (instructions with labels)
 * -> assemble.c (units, jumps, handlers) -> code object. All memory on the way is in one arena; an error anywhere leaves by
 * longjmp to compile_source with the exception set.
 */
#ifndef GILVM_COMPILER_COMPILE_H
#define GILVM_COMPILER_COMPILE_H

#include "vm/code.h"
#include "vm/vm.h"

enum compile_flags {
    COMPILE_NAMES = 1,             /* module-level names live in a mapping of their own: exec with separate locals */
    COMPILE_IGNORE_COOKIE = 2,     /* the source was a str: PARSE_IGNORE_COOKIE */
    COMPILE_DONT_IMPLY_DEDENT = 4, /* for the prompt: PARSE_DONT_IMPLY_DEDENT */
    COMPILE_OPTIMIZE = 8,          /* no asserts, __debug__ is False; vm->optimize asks for it too */
};

/* mode: COMPILE_EXEC, COMPILE_EVAL or COMPILE_SINGLE. NULL with SyntaxError (or another exception) set. */
code *compile_source(thread *t, const char *text, size_t len, str *filename, int mode, unsigned flags);

/* Whether more lines could make a statement of what was typed at the prompt so far. */
bool compile_incomplete(const char *text, size_t len);

#endif
