/* value.h: the value, one 8-byte word, and the only code that knows its layout.
 *
 * Ranges of the word, lowest first:
 *
 *   0                          NIL: no value. An unbound variable; what a function that failed
 *                              answers
 *   1 .. 15                    the other immediates: None, False, True, NotImplemented, Ellipsis
 * ... 16 .. 0x0001FFFFFFFFFFFF   a pointer to an object, as it is 0x0002... .. 0xFFFC...     a
 * double, its bits plus DOUBLE_OFFSET 0xFFFE... ..               a small int: 49 bits, two's
 * complement
 *
 * So a pointer needs no decoding, "is it a small int" is one unsigned comparison, and two small
 * ints are recognised together by `(a & b) >= INT_TAG`. Ints that do not fit live in the heap
 * (obj_int.c); a heap int never has a value that would fit here, so equal small ints are always the
 * same word.
 */
#ifndef GILVM_VM_VALUE_H
#define GILVM_VM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint64_t value;
typedef struct object object;

#define NIL ((value)0)
#define NONE ((value)1)
#define V_FALSE ((value)2)
#define V_TRUE ((value)3)
#define NOTIMPL ((value)4)
#define ELLIPSIS ((value)5)

#define DOUBLE_OFFSET 0x0002000000000000u
#define INT_TAG 0xFFFE000000000000u
#define INT_SHIFT 15 /* bits above the payload of a small int */
#define SMALL_INT_MAX (((int64_t)1 << 48) - 1)
#define SMALL_INT_MIN (-((int64_t)1 << 48))

static inline bool is_int(value v) {
    return v >= INT_TAG;
}

static inline bool both_int(value a, value b) {
    return (a & b) >= INT_TAG;
}

static inline int64_t as_int(value v) {
    return (int64_t)(v << INT_SHIFT) >> INT_SHIFT;
}

static inline bool fits_small(int64_t i) {
    return i >= SMALL_INT_MIN && i <= SMALL_INT_MAX;
}

/* Only for numbers known to fit; int_new() in object.h takes any. */
static inline value from_small(int64_t i) {
    return (value)i | INT_TAG;
}

static inline bool is_double(value v) {
    return v - DOUBLE_OFFSET < INT_TAG - DOUBLE_OFFSET;
}

static inline double as_double(value v) {
    double d;
    v -= DOUBLE_OFFSET;
    memcpy(&d, &v, sizeof d);
    return d;
}

static inline value from_double(double d) {
    value v;
    memcpy(&v, &d, sizeof v);
    if (d != d) {
        v = 0x7FF8000000000000u | (v & 0x8000000000000000u); /* one NaN of each sign: any other
                                                                payload could look like an int */
    }
    return v + DOUBLE_OFFSET;
}

static inline bool is_obj(value v) {
    return v - 16 < DOUBLE_OFFSET - 16;
}

static inline object *as_obj(value v) {
    return (object *)(uintptr_t)v;
}

static inline value from_obj(const void *o) {
    return (value)(uintptr_t)o;
}

static inline value from_bool(bool b) {
    return V_FALSE + (value)b;
}

static inline bool is_bool(value v) {
    return (v & ~(value)1) == V_FALSE;
}

#endif
