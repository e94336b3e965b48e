/* int.h: ints as GMP sees them, for the files that compute with big ones (obj_int.c, obj_float.c,
 * obj_complex.c, mod_math.c, mod_random.c). Everything else gets by with ops.h.
 *
 * GMP aborts when it gets no memory, so whoever is about to make a large number asks int_reserve
 * first.
 */
#ifndef GILVM_VM_INT_H
#define GILVM_VM_INT_H

#include <gmp.h>

#include "vm/ops.h"

/* Largest ints: 2^34 bits, 2 GiB. Far below what GMP's own counters hold. */
#define INT_MAX_BITS ((uint64_t)1 << 34)

typedef struct int_view {
    mpz_t z;
    mp_limb_t one;
} int_view;

/* v, any int kind, as a GMP number that must not be written to; valid while w and v live and w is
 * not moved. */
mpz_srcptr int_mpz(value v, int_view *w);
/* z in the small form if it fits; clears z. */
value int_take_mpz(thread *t, mpz_ptr z);
/* Is there room for GMP to compute something with a result of so many bits? Sets MemoryError if
 * not. */
bool int_reserve(thread *t, uint64_t bits) MUST_USE;
uint64_t int_bit_length(value v);          /* of the magnitude */
int int_compare(value a, value b);         /* any int kinds: -1, 0, 1 */
int int_compare_double(value a, double d); /* exact; d is not a NaN */

#endif
