/* eval_int.h: what the loop does with ints in a word, and only the loop: arithmetic and comparison
 * on tagged words, without taking them apart where that can be avoided. int_op(a, b, &r) answers
 * false when the result needs more than a word or there is none (division by zero): then the
 * general path decides.
 */
#ifndef GILVM_VM_EVAL_INT_H
#define GILVM_VM_EVAL_INT_H

#include "vm/value.h"

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* The int operations on tagged words: shifted left by INT_SHIFT the payload overflows exactly when
 * a 64-bit number does. */
#define INT_UP(v) ((int64_t)((v) << INT_SHIFT))
#define INT_DOWN(r) ((value)((uint64_t)(r) >> INT_SHIFT) | INT_TAG)

static inline bool int_add(value a, value b, value *out) {
    int64_t r;
    if (UNLIKELY(__builtin_add_overflow(INT_UP(a), INT_UP(b), &r))) {
        return false;
    }
    *out = INT_DOWN(r);
    return true;
}

static inline bool int_sub(value a, value b, value *out) {
    int64_t r;
    if (UNLIKELY(__builtin_sub_overflow(INT_UP(a), INT_UP(b), &r))) {
        return false;
    }
    *out = INT_DOWN(r);
    return true;
}

static inline bool int_mul(value a, value b, value *out) {
    int64_t r;
    if (UNLIKELY(__builtin_mul_overflow(as_int(a), INT_UP(b), &r))) {
        return false;
    }
    *out = INT_DOWN(r);
    return true;
}

static inline bool int_mod(value a, value b, value *out) {
    int64_t x = as_int(a), y = as_int(b), r;
    if (UNLIKELY(y == 0)) {
        return false;
    }
    if (LIKELY((((uint64_t)x | (uint64_t)y) >> 32) == 0)) {
        /* Several times cheaper than the 64-bit division. */
        r = (int64_t)((uint32_t)x % (uint32_t)y);
    } else {
        r = x % y;
        if (r != 0 && (r ^ y) < 0) {
            r += y;
        }
    }
    *out = from_small(r);
    return true;
}

static inline bool int_floordiv(value a, value b, value *out) {
    int64_t x = as_int(a), y = as_int(b), q;
    if (UNLIKELY(y == 0 || x == SMALL_INT_MIN)) {
        return false;
    }
    if (LIKELY((((uint64_t)x | (uint64_t)y) >> 32) == 0)) {
        q = (int64_t)((uint32_t)x / (uint32_t)y);
    } else {
        q = x / y;
        if (x % y != 0 && (x ^ y) < 0) {
            q--;
        }
    }
    *out = from_small(q);
    return true;
}

#define CMP_LT_(a, b) ((a) < (b))
#define CMP_LE_(a, b) ((a) <= (b))
#define CMP_EQ_(a, b) ((a) == (b))
#define CMP_NE_(a, b) ((a) != (b))
#define CMP_GT_(a, b) ((a) > (b))
#define CMP_GE_(a, b) ((a) >= (b))

#endif
