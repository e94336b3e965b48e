/* float.h: what obj_float.c shares with obj_complex.c and the math module. */
#ifndef GILVM_VM_FLOAT_H
#define GILVM_VM_FLOAT_H

#include "vm/ops.h"

/* Reads one decimal literal (or inf, nan) at *pp, which moves behind it. scratch: room for end -
 * *pp + 1 bytes. */
bool double_read(const char **pp, const char *end, char *scratch, double *out);
/* The text of a str, bytes or bytearray in ASCII, stripped: other scripts' digits become 0-9. It
 * stands in *owned, a mem_alloc block of 2 * (length of the argument's bytes) + 4 whose second half
 * is free as scratch. NULL = another type (*owned NULL, no exception) or MemoryError. */
const char *number_text(thread *t, value text, size_t *len, char **owned);
int64_t double_hash(double d);
/* An int or a float as a double. 1: *out is set; 0: it is neither; -1: an int too large. */
int float_operand(thread *t, value v, double *out);

#endif
