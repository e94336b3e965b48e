/* seq.h: indices, slices and argument helpers that the sequence types share (obj_iter.c). All may
 * call a script's
 * __index__, which may change the very sequence: so a slice is first unpacked and then cut to the
 * length that the sequence has by then.
 */
#ifndef GILVM_VM_SEQ_H
#define GILVM_VM_SEQ_H

#include "vm/ops.h"

/* s[key]: key as an int64; IndexError when it is beyond. Negative ones are left as they are. */
bool seq_index(thread *t, value key, int64_t *out) MUST_USE;
/* The members of a slice as numbers, clipped; absent ones get the end that the step's sign asks
 * for. */
bool slice_unpack(thread *t, value slice, int64_t *start, int64_t *stop, int64_t *step) MUST_USE;
/* Cuts them to a length and counts the items. */
int64_t slice_adjust(int64_t len, int64_t *start, int64_t *stop, int64_t step);
/* An optional start or stop argument as of list.index: NIL gives dflt; None is an error. */
bool seq_bound_arg(thread *t, value v, int64_t dflt, int64_t *out) MUST_USE;
/* An iterable as something whose items lie in memory: a list or tuple is taken as it is, else a
 * list is made. A TypeError becomes `message`. */
value seq_fast(thread *t, value v, const char *message);
static inline size_t seq_fast_len(value v) {
    return is_kind(v, T_LIST) ? ((list *)as_obj(v))->len : ((tuple *)as_obj(v))->len;
}
static inline value *seq_fast_items(value v) {
    return is_kind(v, T_LIST) ? ((list *)as_obj(v))->items : ((tuple *)as_obj(v))->items;
}
/* "f() takes no keyword arguments" if there are any. */
bool no_keywords(thread *t, const char *fname) MUST_USE;
/* The same for a class, unless it is one of a script's whose __init__ may take some. */
bool class_keywords(thread *t, const type *cls, const char *fname) MUST_USE;
/* no_keywords and "f expected at least MIN argument(s), got N", "... at most MAX ...", for natives
 * without a signature. */
bool check_args(thread *t, const char *fname, int n, int min, int max) MUST_USE;
/* The arguments of a native class that takes keywords: names is "start\0step\0", out gets one value
 * for each, NIL where none was given. The first `min` are needed; `pos` can be given by position.
 * Reads t->kwnames. */
bool named_args(thread *t, const char *fname, const char *names, int min, int pos, value *a, int n,
                value *out) MUST_USE;
/* Makes room for n items in all; grows as CPython does. obj_list.c */
bool list_reserve(thread *t, list *l, size_t n) MUST_USE;
/* op_next for an iterator over an iterator: chains of them can be of any length, and each link is a
 * call in C. */
static inline value inner_next(thread *t, value it) {
    if ((char *)__builtin_frame_address(0) < t->c_limit && !c_stack_ok(t)) {
        return NIL;
    }
    return op_next(t, it);
}
/* The slots.iter of iterators, and a native class's __class_getitem__. */
value iter_return_self(thread *t, value v);
value alias_class_getitem(thread *t, value *a, int n);
/* A function of the module builtins, for __reduce__. */
value builtin_named(thread *t, const char *name);

static inline value seq_compare_lengths(size_t a, size_t b, int op) {
    switch (op) {
    case CMP_LT: return from_bool(a < b);
    case CMP_LE: return from_bool(a <= b);
    case CMP_EQ: return from_bool(a == b);
    case CMP_NE: return from_bool(a != b);
    case CMP_GT: return from_bool(a > b);
    default: return from_bool(a >= b);
    }
}

/* Fills p[len..len*n) with copies of p[0..len). */
static inline void seq_fill_repeated(value *p, size_t len, size_t n) {
    if (len == 1) {
        for (size_t i = 1; i < n; i++) {
            p[i] = p[0];
        }
        return;
    }
    size_t done = len, total = len * n;
    while (done < total) {
        size_t part = done <= total - done ? done : total - done;
        memcpy(p + done, p, part * sizeof(value));
        done += part;
    }
}

static inline bool seq_repeat_fits(thread *t, size_t len, int64_t n) {
    if (len > 0 && (uint64_t)n > (SIZE_MAX / 32) / len) {
        raise_error(t, E_MEMORY_ERROR, "");
        return false;
    }
    return true;
}

#endif
