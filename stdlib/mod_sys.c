/* mod_sys.c: the module sys. What describes the machine and the language (version_info, float_info
 * ...) says what CPython 3.11 on the same machine would say, but for the implementation's name. The
 * check and switch intervals are knobs of the lock's policy; a policy without such a knob leaves
 * them without effect, and they only remember what was set.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>

#include "stdlib/stdlib.h"
#include "vm/frame.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/trace_fn.h"
#include "vm/type.h"

#define VERSION "3.11.0"
#define HEXVERSION 0x030B00F0
#ifdef __clang__
#define COMPILER "[Clang " __clang_version__ "]"
#else
#define COMPILER "[GCC " __VERSION__ "]"
#endif

/* ---- structures ---- */

static const getset_def version_fields[] = {
    STRUCTSEQ_FIELD(0, "major", "Major release number"),
    STRUCTSEQ_FIELD(1, "minor", "Minor release number"),
    STRUCTSEQ_FIELD(2, "micro", "Patch release number"),
    STRUCTSEQ_FIELD(3, "releaselevel", "'alpha', 'beta', 'candidate', or 'final'"),
    STRUCTSEQ_FIELD(4, "serial", "Serial release number"),
    {0},
};
static const type_spec version_spec =
    STRUCTSEQ_SPEC("sys.version_info", version_fields,
                   "sys.version_info\n\nVersion information as a named tuple.");

static const getset_def flags_fields[] = {
    STRUCTSEQ_FIELD(0, "debug", "-d"),
    STRUCTSEQ_FIELD(1, "inspect", "-i"),
    STRUCTSEQ_FIELD(2, "interactive", "-i"),
    STRUCTSEQ_FIELD(3, "optimize", "-O or -OO"),
    STRUCTSEQ_FIELD(4, "dont_write_bytecode", "-B"),
    STRUCTSEQ_FIELD(5, "no_user_site", "-s"),
    STRUCTSEQ_FIELD(6, "no_site", "-S"),
    STRUCTSEQ_FIELD(7, "ignore_environment", "-E"),
    STRUCTSEQ_FIELD(8, "verbose", "-v"),
    STRUCTSEQ_FIELD(9, "bytes_warning", "-b"),
    STRUCTSEQ_FIELD(10, "quiet", "-q"),
    STRUCTSEQ_FIELD(11, "hash_randomization", "-R"),
    STRUCTSEQ_FIELD(12, "isolated", "-I"),
    STRUCTSEQ_FIELD(13, "dev_mode", "-X dev"),
    STRUCTSEQ_FIELD(14, "utf8_mode", "-X utf8"),
    STRUCTSEQ_FIELD(15, "warn_default_encoding", "-X warn_default_encoding"),
    STRUCTSEQ_FIELD(16, "safe_path", "-P"),
    STRUCTSEQ_FIELD(17, "int_max_str_digits", "-X int_max_str_digits"),
    {0},
};
static const type_spec flags_spec = STRUCTSEQ_SPEC(
    "sys.flags", flags_fields,
    "sys.flags\n\nFlags provided through command line arguments or environment vars.");

static const getset_def float_fields[] = {
    STRUCTSEQ_FIELD(0, "max", "DBL_MAX -- maximum representable finite float"),
    STRUCTSEQ_FIELD(1, "max_exp",
                    "DBL_MAX_EXP -- maximum int e such that radix**(e-1) is representable"),
    STRUCTSEQ_FIELD(2, "max_10_exp",
                    "DBL_MAX_10_EXP -- maximum int e such that 10**e is representable"),
    STRUCTSEQ_FIELD(3, "min", "DBL_MIN -- Minimum positive normalized float"),
    STRUCTSEQ_FIELD(4, "min_exp",
                    "DBL_MIN_EXP -- minimum int e such that radix**(e-1) is a normalized float"),
    STRUCTSEQ_FIELD(5, "min_10_exp",
                    "DBL_MIN_10_EXP -- minimum int e such that 10**e is a normalized float"),
    STRUCTSEQ_FIELD(6, "dig",
                    "DBL_DIG -- maximum number of decimal digits that can be faithfully "
                    "represented in a float"),
    STRUCTSEQ_FIELD(7, "mant_dig", "DBL_MANT_DIG -- mantissa digits"),
    STRUCTSEQ_FIELD(8, "epsilon",
                    "DBL_EPSILON -- Difference between 1 and the next representable float"),
    STRUCTSEQ_FIELD(9, "radix", "FLT_RADIX -- radix of exponent"),
    STRUCTSEQ_FIELD(10, "rounds", "FLT_ROUNDS -- rounding mode used for arithmetic operations"),
    {0},
};
static const type_spec float_info_spec =
    STRUCTSEQ_SPEC("sys.float_info", float_fields,
                   "sys.float_info\n\nA named tuple holding information about the float type.");

static const getset_def int_fields[] = {
    STRUCTSEQ_FIELD(0, "bits_per_digit", "size of a digit in bits"),
    STRUCTSEQ_FIELD(1, "sizeof_digit", "size in bytes of the C type used to represent a digit"),
    STRUCTSEQ_FIELD(2, "default_max_str_digits", "maximum string conversion digits limitation"),
    STRUCTSEQ_FIELD(3, "str_digits_check_threshold",
                    "minimum positive value for int_max_str_digits"),
    {0},
};
static const type_spec int_info_spec = STRUCTSEQ_SPEC(
    "sys.int_info", int_fields, "sys.int_info\n\nA named tuple that holds information about ints.");

static const getset_def hash_fields[] = {
    STRUCTSEQ_FIELD(0, "width", "width of the type used for hashing, in bits"),
    STRUCTSEQ_FIELD(1, "modulus",
                    "prime number giving the modulus on which the hash function is based"),
    STRUCTSEQ_FIELD(2, "inf", "value to be used for hash of a positive infinity"),
    STRUCTSEQ_FIELD(3, "nan", "value to be used for hash of a nan"),
    STRUCTSEQ_FIELD(4, "imag", "multiplier used for the imaginary part of a complex number"),
    STRUCTSEQ_FIELD(5, "algorithm",
                    "name of the algorithm for hashing of str, bytes and memoryviews"),
    STRUCTSEQ_FIELD(6, "hash_bits", "internal output size of hash algorithm"),
    STRUCTSEQ_FIELD(7, "seed_bits", "seed size of hash algorithm"),
    STRUCTSEQ_FIELD(8, "cutoff", "small string optimization cutoff"),
    {0},
};
static const type_spec hash_info_spec =
    STRUCTSEQ_SPEC("sys.hash_info", hash_fields,
                   "hash_info\n\nA named tuple providing parameters used for computing hashes.");

static const getset_def thread_fields[] = {
    STRUCTSEQ_FIELD(0, "name", "name of the thread implementation"),
    STRUCTSEQ_FIELD(1, "lock", "name of the lock implementation"),
    STRUCTSEQ_FIELD(2, "version", "name and version of the thread library"),
    {0},
};
static const type_spec thread_info_spec =
    STRUCTSEQ_SPEC("sys.thread_info", thread_fields,
                   "sys.thread_info\n\nA named tuple holding information about the thread "
                   "implementation.");

static bool set_struct(thread *t, module *m, const char *name, const type_spec *spec, int visible,
                       const value *fields) {
    type *cls = structseq_type(t, spec, visible);
    return cls != NULL && module_set(t, m, name, structseq_new(t, cls, fields));
}

/* sys.implementation: a bag of attributes. */
typedef struct bag {
    object h;
    value attrs;
} bag;

static void bag_trace(gc *g, object *o) {
    gc_value(g, ((bag *)o)->attrs);
}

static value bag_repr(thread *t, value v) {
    type *cls = type_of(t->vm, v);
    const char *name = cls->flags & TYPE_HEAP ? type_short_name(cls) : "namespace";
    if (!repr_enter(t, v)) {
        return t->exc != NIL ? NIL : str_format(t, "%s(...)", name);
    }
    dict *d = object_dict(t, v);
    size_t pos = 0;
    value key, x;
    sb b;
    sb_init(&b, t);
    sb_fmt(&b, "%s(", name);
    for (bool first = true; d != NULL && dict_next(d, &pos, &key, &x); first = false) {
        sb_fmt(&b, first ? "%S=" : ", %S=", key);
        sb_repr(&b, x);
    }
    sb_text(&b, ")");
    repr_leave(t);
    return sb_take(&b);
}

static value bag_compare(thread *t, value a, value b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || as_obj(a)->type->slots.repr != bag_repr || !is_obj(b) ||
        as_obj(b)->type->slots.repr != bag_repr) {
        return NOTIMPL;
    }
    dict *x = object_dict(t, a), *y = object_dict(t, b);
    return x == NULL || y == NULL ? NIL : op_compare(t, from_obj(x), from_obj(y), op);
}

static value bag_make(thread *t, type *cls, value *a, int n) {
    (void)a;
    (void)n;
    bag *b = heap_alloc(t, cls, sizeof *b);
    return b == NULL ? NIL : from_obj(b);
}

static bool bag_init(thread *t, value self, value *a, int n) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    if (n > 0) {
        raise_error(t, E_TYPE_ERROR, "no positional arguments expected");
        return false;
    }
    dict *d = object_dict(t, self);
    for (size_t i = 0; d != NULL && kwnames != NIL && i < ((tuple *)as_obj(kwnames))->len; i++) {
        if (!dict_set(t, d, ((tuple *)as_obj(kwnames))->items[i], a[i])) {
            return false;
        }
    }
    return d != NULL;
}

static value bag_reduce(thread *t, value *a, int n) {
    (void)n;
    dict *d = object_dict(t, a[0]);
    if (d == NULL) {
        return NIL;
    }
    value parts[3] = {from_obj(as_obj(a[0])->type), from_obj(t->vm->empty_tuple), from_obj(d)};
    return tuple_of(t, parts, 3);
}

static const native_def bag_methods[] = {
    {"__reduce__", bag_reduce, "self, /", 0, "Return state information for pickling"},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def bag_getset[] = {
    {"__dict__", object_get_dict, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

static const type_spec bag_spec = {
    .name = "types.SimpleNamespace",
    .size = sizeof(bag),
    .flags = TYPE_HAS_DICT | TYPE_BASE,
    .dict_offset = offsetof(bag, attrs),
    .trace = bag_trace,
    .slots = {.repr = bag_repr, .compare = bag_compare, .new = bag_make, .init = bag_init},
    .methods = bag_methods,
    .getset = bag_getset,
};

value namespace_new(thread *t) {
    value first = sys_get(t, "implementation");
    type *cls = first != NIL ? type_of(t->vm, first) : type_from_spec(t, &bag_spec, NULL);
    bag *b = cls == NULL ? NULL : heap_alloc(t, cls, sizeof *b);
    return b == NULL ? NIL : from_obj(b);
}

static bool add_implementation(thread *t, module *m, value version) {
    value b = namespace_new(t);
    if (b == NIL) {
        return false;
    }
    const struct {
        const char *name;
        value v;
    } rows[] = {{"name", str_from(t, "gilvm")},
                {"cache_tag", NONE},
                {"version", version},
                {"hexversion", from_small(HEXVERSION)}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        str *name = str_intern(t, rows[i].name);
        if (name == NULL || rows[i].v == NIL || !op_setattr(t, b, name, rows[i].v)) {
            return false;
        }
    }
    return module_set(t, m, "implementation", b);
}

/* ---- the interpreter's state ---- */

static value sys_exit(thread *t, value *a, int n) {
    (void)n;
    value cls = from_obj(t->vm->exc[E_SYSTEM_EXIT]);
    value exc = a[0] == NIL || a[0] == NONE ? call0(t, cls) : call1(t, cls, a[0]);
    return exc == NIL ? NIL : raise_value(t, exc);
}

static value sys_exc_info(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    value parts[3] = {NONE, NONE, NONE};
    if (t->handled != NIL && t->handled != NONE) {
        const exception *e = (const exception *)as_obj(t->handled);
        parts[0] = from_obj(e->h.type);
        parts[1] = t->handled;
        parts[2] = e->traceback == NIL ? NONE : e->traceback;
    }
    return tuple_of(t, parts, 3);
}

static value sys_exception(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return t->handled == NIL ? NONE : t->handled;
}

static value sys_getrecursionlimit(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return from_small(t->vm->recursion_limit);
}

static value sys_setrecursionlimit(thread *t, value *a, int n) {
    (void)n;
    int64_t limit;
    if (!op_to_int64(t, a[0], &limit)) {
        return NIL;
    }
    if (limit > INT32_MAX) {
        return raise_error(t, E_OVERFLOW_ERROR, "Python int too large to convert to C int");
    }
    if (limit < 1) {
        return raise_error(t, E_VALUE_ERROR, "recursion limit must be greater or equal than 1");
    }
    if (t->depth >= limit) {
        return raise_error(
            t, E_RECURSION_ERROR,
            "cannot set the recursion limit to %d at the recursion depth %d: the limit is too low",
            (int)limit, t->depth);
    }
    t->vm->recursion_limit = (int)limit;
    return NONE;
}

static bool has_gc_header(value v) {
    static const enum type_id plain[] = {T_INT,   T_BOOL,  T_FLOAT,     T_COMPLEX,
                                         T_STR,   T_BYTES, T_BYTEARRAY, T_RANGE,
                                         T_SLICE, T_CODE,  T_NONETYPE};
    if (!is_obj(v)) {
        return false;
    }
    if (as_obj(v)->flags & OBJ_SUBCLASS) {
        return true;
    }
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (as_obj(v)->kind == plain[i]) {
            return false;
        }
    }
    return true;
}

static value sys_getsizeof(thread *t, value *a, int n) {
    (void)n;
    bool found;
    int64_t size;
    value r = call_special(t, a[0], N(t, __sizeof__), NULL, 0, &found);
    if (!found && t->exc == NIL) {
        raise_error(t, E_TYPE_ERROR, "Type %T doesn't define __sizeof__", a[0]);
    }
    if (r == NIL || !op_to_int64(t, r, &size)) {
        if (a[1] != NIL && exc_is(t, E_TYPE_ERROR)) {
            exc_clear(t);
            return a[1];
        }
        return NIL;
    }
    if (size < 0) {
        return raise_error(t, E_VALUE_ERROR, "__sizeof__() should return >= 0");
    }
    return int_new(t, size + (has_gc_header(a[0]) ? 16 : 0));
}

/* There are no reference counts here. Two is what CPython says of an object that one variable
 * names. */
static value sys_getrefcount(thread *t, value *a, int n) {
    (void)t;
    (void)a;
    (void)n;
    return from_small(2);
}

static value sys_intern(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[0], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "intern() argument must be str, not %T", a[0]);
    }
    if (!is_exact(a[0], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "can't intern %T", a[0]);
    }
    str *s = str_intern_value(t, (str *)as_obj(a[0]));
    return s == NULL ? NIL : from_obj(s);
}

static value sys_is_finalizing(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return from_bool(t->vm->exiting);
}

static value sys_getdefaultencoding(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return str_from(t, "utf-8");
}

static value sys_getfilesystemencodeerrors(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return str_from(t, "surrogateescape");
}

static value sys_get_int_max_str_digits(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    int limit = t->vm->max_str_digits;
    return from_small(limit == 0 ? 4300 : limit < 0 ? 0 : limit);
}

static value sys_set_int_max_str_digits(thread *t, value *a, int n) {
    (void)n;
    int64_t limit;
    if (!op_to_int64(t, a[0], &limit)) {
        return NIL;
    }
    if (limit > INT32_MAX || limit < INT32_MIN) {
        return raise_error(t, E_OVERFLOW_ERROR, "Python int too large to convert to C int");
    }
    if (limit != 0 && limit < 640) {
        return raise_error(t, E_VALUE_ERROR, "maxdigits must be 0 or larger than 640");
    }
    t->vm->max_str_digits = limit == 0 ? -1 : (int)limit;
    return NONE;
}

/* ---- the lock's knobs ---- */

static value sys_getcheckinterval(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    uint64_t steps = 100;
    if (!gil_knob_get(t->vm->gil, "checkinterval", &steps) &&
        stdlib_of(t->vm)->check_interval != 0) {
        steps = stdlib_of(t->vm)->check_interval;
    }
    return int_new_u64(t, steps);
}

static value sys_setcheckinterval(thread *t, value *a, int n) {
    (void)n;
    int64_t steps;
    uint64_t now;
    if (!op_to_int64(t, a[0], &steps)) {
        return NIL;
    }
    steps = steps < 1 ? 1 : steps; /* Python 2 took 0 and below for "at every instruction" */
    if (gil_knob_get(t->vm->gil, "checkinterval", &now)) {
        if (!gil_knob_set(t->gil, "checkinterval", (uint64_t)steps)) {
            return raise_error(t, E_VALUE_ERROR, "check interval out of range");
        }
    }
    stdlib_of(t->vm)->check_interval = (uint64_t)steps;
    return NONE;
}

static value sys_getswitchinterval(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    uint64_t us;
    double kept = stdlib_of(t->vm)->switch_interval;
    if (gil_knob_get(t->vm->gil, "switchinterval", &us)) {
        return from_double((double)us * 1e-6);
    }
    return from_double(kept > 0 ? kept : 0.005);
}

static value sys_setswitchinterval(thread *t, value *a, int n) {
    (void)n;
    double seconds;
    uint64_t now;
    if (!op_to_double(t, a[0], &seconds)) {
        return NIL;
    }
    if (!(seconds > 0)) {
        return raise_error(t, E_VALUE_ERROR, "switch interval must be strictly positive");
    }
    double us = seconds * 1e6;
    if (gil_knob_get(t->vm->gil, "switchinterval", &now)) {
        if (us > 1e15 || !gil_knob_set(t->gil, "switchinterval", us < 1 ? 1 : (uint64_t)us)) {
            return raise_error(t, E_VALUE_ERROR, "switch interval out of range");
        }
    }
    stdlib_of(t->vm)->switch_interval = seconds;
    return NONE;
}

/* ---- frames and hooks ---- */

static value sys_settrace(thread *t, value *a, int n) {
    (void)n;
    t->trace_fn = a[0] == NONE ? NIL : a[0];
    trace_begin(t);
    return NONE;
}

static value sys_gettrace(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return t->trace_fn == NIL ? NONE : t->trace_fn;
}

static value sys_setprofile(thread *t, value *a, int n) {
    (void)n;
    t->profile_fn = a[0] == NONE ? NIL : a[0];
    trace_begin(t);
    return NONE;
}

static value sys_getprofile(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return t->profile_fn == NIL ? NONE : t->profile_fn;
}

static value sys_getframe(thread *t, value *a, int n) {
    (void)n;
    int64_t depth = 0;
    if (a[0] != NIL && !op_to_int64(t, a[0], &depth)) {
        return NIL;
    }
    frame *f = depth > INT32_MAX ? NULL : thread_frame(t, depth < 0 ? 0 : (int)depth);
    return f == NULL ? raise_error(t, E_VALUE_ERROR, "call stack is not deep enough")
                     : frame_object(t, f);
}

static value sys_current_frames(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    dict *d = dict_new(t);
    if (d == NULL) {
        return NIL;
    }
    for (thread *other = t->vm->last_thread; other != NULL;
         other = other->prev) { /* as CPython's */
        frame *f = thread_frame(other, 0);
        if (f == NULL || (other != t && other->c_base == NULL)) { /* ended, by a fork perhaps */
            continue;
        }
        value ident = int_new_u64(t, other->ident),
              where = ident == NIL ? NIL : frame_object(other, f);
        if (where == NIL || !dict_set(t, d, ident, where)) {
            return NIL;
        }
    }
    return from_obj(d);
}

static bool write_line(thread *t, value file, value text, const char *end) {
    value tail = str_from(t, end);
    return tail != NIL && call_method(t, file, N(t, write), &text, 1) != NIL &&
           call_method(t, file, N(t, write), &tail, 1) != NIL;
}

static value sys_displayhook(thread *t, value *a, int n) {
    (void)n;
    value out = sys_get(t, "stdout");
    if (a[0] == NONE) {
        return NONE;
    }
    /* So that a repr that looks at it sees no old value. */
    if (!dict_set_str(t, t->vm->builtins, N(t, _), NONE)) {
        return NIL;
    }
    value text = op_repr(t, a[0]);
    if (text == NIL) {
        return NIL;
    }
    if (out == NIL || out == NONE) {
        return raise_error(t, E_RUNTIME_ERROR, "lost sys.stdout");
    }
    return write_line(t, out, text, "\n") && dict_set_str(t, t->vm->builtins, N(t, _), a[0]) ? NONE
                                                                                             : NIL;
}

static value sys_excepthook(thread *t, value *a, int n) {
    (void)n;
    value err = sys_get(t, "stderr");
    if (err == NIL || err == NONE) {
        return NONE;
    }
    if (!is_kind(a[1], T_EXCEPTION)) {
        value text = str_format(
            t, "TypeError: print_exception(): Exception expected for value, %T found", a[1]);
        return text != NIL && write_line(t, err, text, "\n") ? NONE : NIL;
    }
    value text = exc_format(t, a[1]);
    return text != NIL && write_line(t, err, text, "") ? NONE : NIL;
}

static value sys_unraisablehook(thread *t, value *a, int n) {
    (void)n;
    value exc = op_getattr(t, a[0], str_intern(t, "exc_value"));
    value msg = exc == NIL ? NIL : op_getattr(t, a[0], str_intern(t, "err_msg"));
    value object = msg == NIL ? NIL : op_getattr(t, a[0], str_intern(t, "object"));
    value err = sys_get(t, "stderr");
    if (object == NIL || err == NIL || err == NONE) {
        return object == NIL ? NIL : NONE;
    }
    value head = msg, text = object == NONE ? NIL : op_repr(t, object);
    if (object != NONE && text == NIL) {
        exc_clear(t);
        text = str_from(t, "<object repr() failed>");
    }
    if (text != NIL) {
        head = msg != NONE ? str_format(t, "%S: %S\n", msg, text)
                           : str_format(t, "Exception ignored in: %S\n", text);
    } else if (msg != NONE) {
        head = str_format(t, "%S:\n", msg);
    }
    if (head == NIL || (head != NONE && !write_line(t, err, head, ""))) {
        return NIL;
    }
    if (!is_kind(exc, T_EXCEPTION)) {
        return NONE;
    }
    /* It is shown alone, without those that it came from. */
    exception *e = (exception *)as_obj(exc);
    value cause = e->cause;
    bool suppressed = e->suppress_context;
    e->cause = NIL;
    e->suppress_context = true;
    value shown = sys_excepthook(t, (value[]){NONE, exc, NONE}, 3);
    e->cause = cause;
    e->suppress_context = suppressed;
    return shown;
}

void sys_unraisable(thread *t, value exc, const char *msg, value where) {
    value hook = sys_get(t, "unraisablehook"), args = namespace_new(t);
    value tb = ((exception *)as_obj(exc))->traceback;
    value text = msg == NULL ? NONE : str_from(t, msg);
    if (hook != NIL && args != NIL && text != NIL &&
        op_setattr(t, args, str_intern(t, "exc_type"), from_obj(as_obj(exc)->type)) &&
        op_setattr(t, args, str_intern(t, "exc_value"), exc) &&
        op_setattr(t, args, str_intern(t, "exc_traceback"), tb == NIL ? NONE : tb) &&
        op_setattr(t, args, str_intern(t, "err_msg"), text) &&
        op_setattr(t, args, str_intern(t, "object"), where == NIL ? NONE : where)) {
        call1(t, hook, args);
    }
    t->exc = NIL;
}

/* Audit events are not a thing here; those who raise or listen may do so. */
static value sys_audit(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    t->kwnames = NIL;
    return NONE;
}

static const native_def sys_functions[] = {
    {"exit", sys_exit, "status=None, /", 0, "Exit the interpreter by raising SystemExit(status)."},
    {"exc_info", sys_exc_info, "", 0,
     "Return current exception information: (type, value, traceback)."},
    {"exception", sys_exception, "", 0, "Return the current exception."},
    {"getrecursionlimit", sys_getrecursionlimit, "", 0,
     "Return the current value of the recursion limit."},
    {"setrecursionlimit", sys_setrecursionlimit, "limit, /", 0,
     "Set the maximum depth of the Python interpreter stack to n."},
    {"getsizeof", sys_getsizeof, "object, default=None", 0,
     "getsizeof(object [, default]) -> int\n\nReturn the size of object in bytes."},
    {"getrefcount", sys_getrefcount, "object, /", 0,
     "Return the reference count of object: a constant, for gilvm counts none."},
    {"intern", sys_intern, "string, /", 0, "``Intern'' the given string."},
    {"is_finalizing", sys_is_finalizing, "", 0, "Return True if Python is exiting."},
    {"getdefaultencoding", sys_getdefaultencoding, "", 0,
     "Return the current default encoding used by the Unicode implementation."},
    {"getfilesystemencoding", sys_getdefaultencoding, "", 0,
     "Return the encoding used to convert Unicode filenames to OS filenames."},
    {"getfilesystemencodeerrors", sys_getfilesystemencodeerrors, "", 0,
     "Return the error mode used for Unicode to OS filename conversion."},
    {"get_int_max_str_digits", sys_get_int_max_str_digits, "", 0,
     "Return the maximum string digits limit for non-binary int<->str conversions."},
    {"set_int_max_str_digits", sys_set_int_max_str_digits, "maxdigits", 0,
     "Set the maximum string digits limit for non-binary int<->str conversions."},
    {"getcheckinterval", sys_getcheckinterval, "", 0,
     "How many bytecodes a thread runs before it drops the lock (Python <= 3.1)."},
    {"setcheckinterval", sys_setcheckinterval, "n, /", 0,
     "Sets how many bytecodes a thread runs before it drops the lock (Python <= 3.1)."},
    {"getswitchinterval", sys_getswitchinterval, "", 0,
     "Return the current thread switch interval; see sys.setswitchinterval()."},
    {"setswitchinterval", sys_setswitchinterval, "interval, /", 0,
     "Set the ideal thread switching delay inside the Python interpreter."},
    {"settrace", sys_settrace, "function, /", 0, "Set the global debug tracing function."},
    {"gettrace", sys_gettrace, "", 0,
     "Return the global debug tracing function set with sys.settrace."},
    {"setprofile", sys_setprofile, "function, /", 0, "Set the profiling function."},
    {"getprofile", sys_getprofile, "", 0, "Return the profiling function set with sys.setprofile."},
    {"_getframe", sys_getframe, "depth=0, /", 0, "Return a frame object from the call stack."},
    {"_current_frames", sys_current_frames, "", 0,
     "Return a dict mapping each thread's thread id to its current stack frame."},
    {"displayhook", sys_displayhook, "object, /", 0,
     "Print an object to sys.stdout and also save it in builtins._"},
    {"excepthook", sys_excepthook, "exctype, value, traceback, /", 0,
     "Handle an exception by displaying it with a traceback on sys.stderr."},
    {"unraisablehook", sys_unraisablehook, "unraisable, /", 0, "Handle an unraisable exception."},
    {"audit", sys_audit, NULL, 0, "audit(event, *args): does nothing."},
    {"addaudithook", sys_audit, NULL, 0, "Does nothing."},
    {0},
};

/* ---- making the module ---- */

static bool add_structs(thread *t, module *m) {
    value version[5] = {from_small(3), from_small(11), from_small(0), str_from(t, "final"),
                        from_small(0)};
    value floats[11] = {from_double(DBL_MAX),
                        from_small(DBL_MAX_EXP),
                        from_small(DBL_MAX_10_EXP),
                        from_double(DBL_MIN),
                        from_small(DBL_MIN_EXP),
                        from_small(DBL_MIN_10_EXP),
                        from_small(DBL_DIG),
                        from_small(DBL_MANT_DIG),
                        from_double(DBL_EPSILON),
                        from_small(FLT_RADIX),
                        from_small(1)};
    value ints[4] = {from_small(30), from_small(4), from_small(4300), from_small(640)};
    value hashes[9] = {from_small(64),      int_new(t, ((int64_t)1 << 61) - 1),
                       from_small(314159),  from_small(0),
                       from_small(1000003), str_from(t, "siphash13"),
                       from_small(64),      from_small(128),
                       from_small(0)};
    value threads[3] = {str_from(t, "pthread"), str_from(t, "semaphore"), NONE};
    if (hashes[1] == NIL || version[3] == NIL || hashes[5] == NIL || threads[0] == NIL ||
        threads[1] == NIL) {
        return false;
    }
    sys_flag_values flags = {.hash_randomization = 1, .dont_write_bytecode = 1};
    return set_struct(t, m, "version_info", &version_spec, 5, version) &&
           set_struct(t, m, "float_info", &float_info_spec, 11, floats) &&
           set_struct(t, m, "int_info", &int_info_spec, 4, ints) &&
           set_struct(t, m, "hash_info", &hash_info_spec, 9, hashes) &&
           set_struct(t, m, "thread_info", &thread_info_spec, 3, threads) &&
           sys_set_flags(t, &flags);
}

static value names_of_modules(thread *t, bool native_only) {
    value l = list_new(t, 64);
    if (l == NIL) {
        return NIL;
    }
    list *out = (list *)as_obj(l);
    static const char *const native_names[] = {
#define NATIVE(name, symbol) #name,
#include "stdlib/modules.def"
#undef NATIVE
    };
    for (size_t i = 0; i < sizeof native_names / sizeof native_names[0]; i++) {
        value s = str_from(t, native_names[i]);
        if (s == NIL || !list_append(t, out, s)) {
            return NIL;
        }
    }
    for (const lib_module *lib = lib_modules; !native_only && lib->name != NULL; lib++) {
        value s = strchr(lib->name, '.') != NULL ? NONE : str_from(t, lib->name);
        if (s == NIL || (s != NONE && !list_append(t, out, s))) {
            return NIL;
        }
    }
    if (!list_sort(t, out, NIL, false)) {
        return NIL;
    }
    if (native_only) {
        return tuple_from(t, l);
    }
    value s = set_new(t, T_FROZENSET);
    return s != NIL && set_update(t, (set *)as_obj(s), l) ? s : NIL;
}

static bool add_names(thread *t, module *m) {
    return module_set(t, m, "builtin_module_names", names_of_modules(t, true)) &&
           module_set(t, m, "stdlib_module_names", names_of_modules(t, false));
}

static bool add_streams(thread *t, module *m) {
    static const char *const stream_names[3] = {"stdin", "stdout", "stderr"};
    for (int fd = 0; fd < 3; fd++) {
        char dunder[16];
        value f = io_std_stream(t, fd);
        snprintf(dunder, sizeof dunder, "__%s__", stream_names[fd]);
        if (!module_set(t, m, stream_names[fd], f) || !module_set(t, m, dunder, f)) {
            return false;
        }
    }
    return true;
}

static bool add_collections(thread *t, module *m) {
    static const char *const lists[] = {"path",        "argv",      "orig_argv",
                                        "warnoptions", "meta_path", "path_hooks"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (!module_set(t, m, lists[i], list_new(t, 0))) {
            return false;
        }
    }
    dict *cache = dict_new(t), *options = cache == NULL ? NULL : dict_new(t);
    return options != NULL && module_set(t, m, "path_importer_cache", from_obj(cache)) &&
           module_set(t, m, "_xoptions", from_obj(options)) &&
           module_set(t, m, "modules", from_obj(t->vm->modules));
}

static bool add_texts(thread *t, module *m) {
#ifdef __APPLE__
    const char *platform = "darwin";
#else
    const char *platform = "linux";
#endif
    return module_set_str(t, m, "version", VERSION " (gilvm) " COMPILER) &&
           module_set_str(t, m, "platform", platform) &&
           module_set_str(t, m, "byteorder", "little") &&
           module_set_str(t, m, "copyright", "gilvm: MIT license; see LICENSE.") &&
           module_set_str(t, m, "executable", "") && module_set_str(t, m, "_base_executable", "") &&
           module_set_str(t, m, "prefix", "/usr") && module_set_str(t, m, "exec_prefix", "/usr") &&
           module_set_str(t, m, "base_prefix", "/usr") &&
           module_set_str(t, m, "base_exec_prefix", "/usr") &&
           module_set_str(t, m, "platlibdir", "lib") &&
           module_set_str(t, m, "float_repr_style", "short") &&
           module_set_none(t, m, "pycache_prefix");
}

static bool sys_init(thread *t, module *m) {
    t->vm->sys_dict = (dict *)as_obj(m->attrs);
    if (!add_structs(t, m) || !add_texts(t, m) || !add_collections(t, m) || !add_names(t, m)) {
        return false;
    }
    value version = sys_get(t, "version_info");
    return module_set_int(t, m, "hexversion", HEXVERSION) &&
           module_set_int(t, m, "api_version", 1013) &&
           module_set_int(t, m, "maxsize", INT64_MAX) &&
           module_set_int(t, m, "maxunicode", 0x10FFFF) &&
           module_set(t, m, "dont_write_bytecode", V_TRUE) &&
           module_set(t, m, "__displayhook__", sys_get(t, "displayhook")) &&
           module_set(t, m, "__excepthook__", sys_get(t, "excepthook")) &&
           module_set(t, m, "__unraisablehook__", sys_get(t, "unraisablehook")) &&
           add_implementation(t, m, version) && add_streams(t, m);
}

const module_def sys_module = {
    "sys",
    "This module provides access to some objects used or maintained by the\ninterpreter and to "
    "functions that interact "
    "strongly with the interpreter.",
    sys_functions,
    sys_init,
};

/* ---- for those who start a VM ---- */

value sys_get(thread *t, const char *name) {
    str *key = t->vm->sys_dict == NULL ? NULL : str_intern(t, name);
    return key == NULL ? NIL : dict_get_str(t->vm->sys_dict, key);
}

static bool sys_set(thread *t, const char *name, value v) {
    str *key = v == NIL ? NULL : str_intern(t, name);
    return key != NULL && dict_set_str(t, t->vm->sys_dict, key, v);
}

bool sys_set_argv(thread *t, int argc, char **argv) {
    value l = list_new(t, (size_t)argc);
    for (int i = 0; l != NIL && i < argc; i++) {
        value s = str_decode(t, argv[i], strlen(argv[i]), "surrogateescape");
        if (s == NIL || !list_append(t, (list *)as_obj(l), s)) {
            return false;
        }
    }
    return l != NIL && sys_set(t, "argv", l);
}

bool sys_set_executable(thread *t, const char *path) {
    value s = str_decode(t, path, strlen(path), "surrogateescape");
    return s != NIL && sys_set(t, "executable", s) && sys_set(t, "_base_executable", s);
}

bool sys_set_flags(thread *t, const sys_flag_values *f) {
    const int numbers[] = {f->debug,
                           f->inspect,
                           f->interactive,
                           f->optimize,
                           f->dont_write_bytecode,
                           f->no_user_site,
                           f->no_site,
                           f->ignore_environment,
                           f->verbose,
                           f->bytes_warning,
                           f->quiet,
                           f->hash_randomization,
                           f->isolated,
                           0,
                           f->utf8_mode,
                           0,
                           0,
                           -1};
    value fields[18];
    for (int i = 0; i < 18; i++) {
        bool is_switch = i == 13 || i == 16; /* dev_mode, safe_path: bools */
        fields[i] = is_switch ? V_FALSE : from_small(numbers[i]);
    }
    value old = sys_get(t, "flags");
    type *cls = old != NIL ? type_of(t->vm, old) : structseq_type(t, &flags_spec, 18);
    return cls != NULL && sys_set(t, "flags", structseq_new(t, cls, fields));
}
