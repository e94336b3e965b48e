/* ops.h: what can be done with any value, and the small constructors that everyone needs. All run
 * with the GIL held. NIL, false or -1 = failed with t->exc set, unless said otherwise.
 */
#ifndef GILVM_VM_OPS_H
#define GILVM_VM_OPS_H

#include "vm/vm.h"

#define MUST_USE __attribute__((warn_unused_result))

/* ---- errors (error.c) ----
 * fmt: %s C string, %d int, %u unsigned, %ld %lu %zd %zu, %c, %g and %x, and: %S str(value), %R
 * repr(value), %T the name of the type of a value, %N the name of a type*, %U a str*. Always return
 * NIL, so that `return raise(...)` works. */
value raise_error(thread *t, enum exc_id e, const char *fmt, ...);
value raise_class(thread *t, type *cls, const char *fmt, ...);
value raise_value(thread *t, value exc); /* an exception object; sets __context__ */
value raise_key_error(thread *t, value key);
value raise_stop_iteration(thread *t, value result); /* result NIL or NONE = without */
/* The right subclass; "[Errno 2] No such ..." */
value raise_os_error(thread *t, int errno_, value filename /* or NIL */);
bool exc_matches(thread *t, value exc, type *cls); /* never fails */
bool exc_is(thread *t, enum exc_id e);             /* is the pending exception one of these? */
void exc_clear(thread *t);
/* Formats the pending exception as CPython prints it, to a new str; clears it. traceback.c */
value exc_format(thread *t, value exc);
/* Hands the pending exception, which nobody can catch, to sys.unraisablehook: "msg: repr(where)";
 * clears it. msg NULL: "Exception ignored in". where may be NIL. */
void write_unraisable(thread *t, const char *msg, value where);
/* How unlike two names are, as CPython's "Did you mean" counts it; SIZE_MAX = too much to be meant.
 */
size_t name_distance(const char *a, size_t an, const char *b, size_t bn);
/* str from a format as above. */
value str_format(thread *t, const char *fmt, ...);

/* ---- any value (ops.c) ---- */
value op_repr(thread *t, value v); /* always a str */
value op_str(thread *t, value v);
value op_ascii(thread *t, value v);
value op_format(thread *t, value v, value spec); /* spec: str, or NIL = empty */
bool op_hash(thread *t, value v, int64_t *out) MUST_USE;
int op_truth(thread *t, value v);
value op_compare(thread *t, value a, value b, int op);
int op_eq(thread *t, value a, value b); /* identity first, then ==; 1, 0, -1 */
int op_lt(thread *t, value a, value b);
int op_contains(thread *t, value container, value v);
value op_binary(thread *t, value a, value b, enum binary_op op);
value op_inplace(thread *t, value a, value b, enum binary_op op);
value op_pow3(thread *t, value a, value b, value mod);
value op_unary(thread *t, value v, enum unary_op op);
value op_getattr(thread *t, value v, str *name);
/* NIL, *failed false = no such attribute. */
value op_getattr_opt(thread *t, value v, str *name, bool *failed);
bool op_setattr(thread *t, value v, str *name, value x);
bool op_delattr(thread *t, value v, str *name);
value op_getitem(thread *t, value v, value key);
bool op_setitem(thread *t, value v, value key, value x);
bool op_delitem(thread *t, value v, value key);
int64_t op_len(thread *t, value v);
int64_t op_length_hint(thread *t, value v, int64_t dflt);
value op_iter(thread *t, value v);
value op_next(thread *t, value it); /* NIL without exception = exhausted; swallows StopIteration */
int op_isinstance(thread *t, value v, value cls);
int op_issubclass(thread *t, value sub, value cls);
bool op_callable(thread *t, value v);
bool is_subtype(type *a, type *b);
/* Numbers out of values. op_index wants an int or __index__; *_clip clips instead of OverflowError;
 * op_double takes ints, floats, __float__. */
value op_index(thread *t, value v);
/* Via __index__; OverflowError beyond. */
bool op_to_int64(thread *t, value v, int64_t *out) MUST_USE;
bool op_to_index_clip(thread *t, value v, int64_t *out) MUST_USE;
bool op_to_double(thread *t, value v, double *out) MUST_USE;
/* A slice against a length: start, step, and how many items. */
bool slice_indices(thread *t, value slice, int64_t len, int64_t *start, int64_t *stop,
                   int64_t *step, int64_t *count) MUST_USE;
/* All items of any iterable, as a new list or tuple. */
value list_from(thread *t, value iterable);
value tuple_from(thread *t, value iterable);

/* ---- iterating: while ((x = iter_step(t, &it)) != NIL) ...; if (t->exc) fail. Fast for lists,
 * tuples, ranges, dicts. */
typedef struct iter {
    value it;
    value seq;
    size_t i;
    int mode;
} iter;
bool iter_start(thread *t, iter *it, value iterable) MUST_USE;
value iter_step(thread *t, iter *it);

/* ---- classes and attributes (type.c, class.c) ---- */
value type_lookup(type *cls, str *name); /* along the MRO; NIL = not there (no exception) */
/* Updates slots and versions; x NIL deletes. */
bool type_setattr_raw(thread *t, type *cls, str *name, value x);
type *type_from_spec(thread *t, const type_spec *spec, type *base /* or NULL */);
type *type_new_class(thread *t, type *meta, str *name, tuple *bases, dict *ns, value *kw, int nkw,
                     value kwnames);
value generic_getattr(thread *t, value v, str *name);
bool generic_setattr(thread *t, value v, str *name, value x);
dict *object_dict(
    thread *t,
    value v); /* the live __dict__, made if need be; NULL = has none (no exception) or failed */
value instance_new(thread *t, type *cls); /* an instance without calling anything; any heap type */
value native_new(thread *t, const native_def *def, value self, value owner_or_module);
value method_new(thread *t, value func, value self);
value cell_new(thread *t, value v);

/* ---- constructors of the built-in types (obj_*.c) ---- */
value int_new(thread *t, int64_t i);
value int_new_u64(thread *t, uint64_t u);
/* Truncates; OverflowError / ValueError for inf / nan. */
value int_from_double(thread *t, double d);
value int_parse(
    thread *t, const char *s, size_t n,
    int base); /* underscores, sign, prefix when base is 0; ValueError with CPython's text */
bool int_to_int64(value v, int64_t *out); /* any int kind; false = does not fit (no exception) */
int int_sign(value v);                    /* any int kind */
value int_to_str_base(
    thread *t, value v,
    int base); /* 2..36; '-' and digits, no prefix; base 10 (and others): the digit limit */
value int_pow_mod(thread *t, value a, value b, value mod); /* pow() of three ints */
double int_to_double(thread *t, value v, bool *overflow);
value complex_new(thread *t, double re, double im);
/* Writes the shortest repr that reads back (as repr(float)); returns its length (< 32). */
int double_repr(double d, char *buf);

/* `utf8` must be valid (WTF-8); counts and indexes. */
value str_new(thread *t, const char *utf8, size_t len);
value str_new_ascii(thread *t, const char *s, size_t len);
value str_from(thread *t, const char *cstring);
value str_char(thread *t, uint32_t code_point);
/* UTF-8 that may be invalid. */
value str_decode(thread *t, const char *bytes, size_t len, const char *errors /* "strict" ... */);
str *str_intern(thread *t, const char *s);
str *str_intern_value(thread *t, str *s);
uint32_t str_hash(vm *m, str *s);
static inline bool str_is_ascii(const str *s) {
    return s->len == s->count;
}
bool str_equal(const str *a, const str *b);
int str_compare(const str *a, const str *b);   /* by code points */
size_t str_offset(const str *s, size_t index); /* byte offset of a code point; index <= count */
uint32_t str_at(const str *s, size_t index);
value str_slice(thread *t, str *s, size_t from, size_t to); /* code points [from, to) */
value str_concat(thread *t, str *a, str *b);
/* s->data with the 0 behind it that C wants (str_grow.c). The text may move for it: one that is to
 * be kept is better interned. NULL = MemoryError. */
const char *str_terminated(thread *t, str *s);
/* format(): obj_format.c */
value format_str(thread *t, value v, str *spec); /* __format__ of str, int, float, complex */
value format_int(thread *t, value v, str *spec);
value format_float(thread *t, value v, str *spec);
value format_complex(thread *t, value v, str *spec);

/* Builds a str piece by piece in mem_alloc'ed memory; sb_take hands over the str and ends it,
 * sb_drop ends it without. */
typedef struct sb {
    thread *t;
    char *p;
    size_t len, cap;
    bool failed;
    char small[256];
} sb;
void sb_init(sb *b, thread *t);
bool sb_bytes(sb *b, const char *s, size_t n);
bool sb_text(sb *b, const char *cstring);
bool sb_str(sb *b, str *s);
bool sb_char(sb *b, uint32_t code_point);
bool sb_fmt(sb *b, const char *fmt, ...); /* as raise_error's */
bool sb_repr(sb *b, value v);
value sb_take(sb *b); /* NIL if anything failed */
void sb_drop(sb *b);

value bytes_new(thread *t, const void *data, size_t len); /* data NULL = left zero */
/* The memory of bytes or bytearray (false = another type, no exception). */
bool bytes_view(value v, const uint8_t **data, size_t *len);
value bytearray_new(thread *t, const void *data, size_t len);

value tuple_new(thread *t, size_t n); /* items NIL: fill before anything can look */
value tuple_of(thread *t, const value *items, size_t n);
value tuple_pair(thread *t, value a, value b);
value list_new(thread *t, size_t room);
value list_of(thread *t, const value *items, size_t n);
bool list_append(thread *t, list *l, value v) MUST_USE;
bool list_extend(thread *t, list *l, value iterable) MUST_USE;
bool list_sort(thread *t, list *l, value key /* or NIL */, bool reverse) MUST_USE;

dict *dict_new(thread *t);
value dict_get(thread *t, dict *d, value key); /* NIL = missing, or failed: t->exc tells */
value dict_get_str(dict *d, str *key); /* interned or hashed key; never fails; NIL = missing */
bool dict_set(thread *t, dict *d, value key, value v) MUST_USE;
bool dict_set_str(thread *t, dict *d, str *key, value v) MUST_USE;
int dict_del(thread *t, dict *d, value key);   /* 1, 0 = was not there, -1 */
value dict_pop(thread *t, dict *d, value key); /* as dict_get */
/* `other`: a mapping or iterable of pairs. */
bool dict_update(thread *t, dict *d, value other, bool override_) MUST_USE;
bool dict_next(dict *d, size_t *pos, value *key, value *val); /* pos begins at 0; false = end */
void dict_clear(thread *t, dict *d);
dict *dict_copy(thread *t, dict *d);
bool dict_to_front(thread *t, dict *d,
                   value key); /* the entry of key becomes the first; KeyError */
/* The entry of a str key, or -1; its keys_version (given out if it has none): for inline caches. */
int64_t dict_find_str(dict *d, str *key);
uint32_t dict_version(vm *m, dict *d);

value set_new(thread *t, enum type_id id); /* T_SET or T_FROZENSET, empty */
int set_has(thread *t, set *s, value v);
bool set_add(thread *t, set *s, value v) MUST_USE;
int set_discard(thread *t, set *s, value v);
bool set_update(thread *t, set *s, value iterable) MUST_USE;
bool set_next(set *s, size_t *pos, value *key);

value slice_new(thread *t, value start, value stop, value step);
value module_new(thread *t, str *name);
value generic_alias_new(thread *t, value origin, value args);

/* Nested reprs: false when v is already being printed by this thread (print "[...]") or failed
 * (t->exc); else repr_leave(t) after. */
bool repr_enter(thread *t, value v);
void repr_leave(thread *t);

/* Where the interpreter is, for warnings, tracebacks, sys._getframe (frame.c). */
frame *thread_frame(thread *t, int depth); /* 0 = the innermost Python frame; NULL = none */
value frame_object(thread *t, frame *f);
dict *frame_globals(thread *t); /* of the innermost frame, or NULL */

#endif
