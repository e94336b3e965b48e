/* builtins.c: the module builtins: the functions that need no import, and under which names the
 * built-in types and exceptions are found. The types themselves are vm/obj_*.c's; most functions
 * are a few lines around an operation of ops.h.
 *
 * Signatures with names let call.c do the argument checks. Functions whose messages or keywords do
 * not fit that scheme (print, max, sorted, __build_class__ ...) take their arguments raw.
 */
#include "stdlib/stdlib.h"

#include "vm/call.h"
#include "vm/code.h"
#include "vm/float.h"
#include "vm/frame.h"
#include "vm/int.h"
#include "vm/iter.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

/* ---- arguments ---- */

static value take_kwnames(thread *t) {
    value kwnames = t->kwnames;
    t->kwnames = NIL;
    return kwnames;
}

static int kw_count(value kwnames) {
    return kwnames == NIL ? 0 : (int)((tuple *)as_obj(kwnames))->len;
}

static str *kw_name(value kwnames, int i) {
    return (str *)as_obj(((tuple *)as_obj(kwnames))->items[i]);
}

static bool name_is(const str *s, const char *text) {
    return strcmp(s->data, text) == 0;
}

/* The name given to getattr() and its like, interned. */
static str *attribute_name(thread *t, value v) {
    if (!is_kind(v, T_STR)) {
        raise_error(t, E_TYPE_ERROR, "attribute name must be string, not '%T'", v);
        return NULL;
    }
    return str_intern_value(t, (str *)as_obj(v));
}

/* ---- attributes and classes ---- */

static value builtin_getattr(thread *t, value *a, int n) {
    (void)n;
    str *name = attribute_name(t, a[1]);
    if (name == NULL) {
        return NIL;
    }
    if (a[2] == NIL) {
        return op_getattr(t, a[0], name);
    }
    bool failed;
    value v = op_getattr_opt(t, a[0], name, &failed);
    return v == NIL && !failed ? a[2] : v;
}

static value builtin_hasattr(thread *t, value *a, int n) {
    (void)n;
    str *name = attribute_name(t, a[1]);
    bool failed;
    if (name == NULL) {
        return NIL;
    }
    value v = op_getattr_opt(t, a[0], name, &failed);
    return failed ? NIL : from_bool(v != NIL);
}

static value builtin_setattr(thread *t, value *a, int n) {
    (void)n;
    str *name = attribute_name(t, a[1]);
    return name != NULL && op_setattr(t, a[0], name, a[2]) ? NONE : NIL;
}

static value builtin_delattr(thread *t, value *a, int n) {
    (void)n;
    str *name = attribute_name(t, a[1]);
    return name != NULL && op_delattr(t, a[0], name) ? NONE : NIL;
}

static value builtin_isinstance(thread *t, value *a, int n) {
    (void)n;
    int r = op_isinstance(t, a[0], a[1]);
    return r < 0 ? NIL : from_bool(r);
}

static value builtin_issubclass(thread *t, value *a, int n) {
    (void)n;
    int r = op_issubclass(t, a[0], a[1]);
    return r < 0 ? NIL : from_bool(r);
}

static value builtin_callable(thread *t, value *a, int n) {
    (void)n;
    return from_bool(op_callable(t, a[0]));
}

/* Objects do not move, so the address will do (but see vm/ident.c). Numbers in the word are told
 * apart by the word itself, which is above all addresses; the other immediates are below them. */
static value builtin_id(thread *t, value *a, int n) {
    (void)n;
    return is_obj(a[0]) ? int_new_u64(t, object_id(t->vm, as_obj(a[0])))
                        : int_new_u64(t, a[0] < 16 ? a[0] * 16 : a[0]);
}

static value builtin_hash(thread *t, value *a, int n) {
    (void)n;
    int64_t h;
    return op_hash(t, a[0], &h) ? int_new(t, h) : NIL;
}

/* The frame that called us. */
static frame *caller(thread *t) {
    return thread_frame(t, 0);
}

static value builtin_globals(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    dict *d = frame_globals(t);
    return d == NULL ? NONE : from_obj(d);
}

static value builtin_locals(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    frame *f = caller(t);
    return f == NULL ? raise_error(t, E_SYSTEM_ERROR, "frame does not exist") : frame_locals(t, f);
}

static value sorted_names(thread *t, value iterable) {
    value l = list_from(t, iterable);
    return l != NIL && list_sort(t, (list *)as_obj(l), NIL, false) ? l : NIL;
}

static value builtin_dir(thread *t, value *a, int n) {
    (void)n;
    if (a[0] == NIL) {
        value scope = builtin_locals(t, NULL, 0);
        value keys = scope == NIL ? NIL : call_method(t, scope, N(t, keys), NULL, 0);
        return keys == NIL ? NIL : sorted_names(t, keys);
    }
    bool found;
    value r = call_special(t, a[0], N(t, __dir__), NULL, 0, &found);
    if (!found) {
        return t->exc != NIL ? NIL
                             : raise_error(t, E_TYPE_ERROR, "object does not provide __dir__");
    }
    return r == NIL ? NIL : sorted_names(t, r);
}

static value builtin_vars(thread *t, value *a, int n) {
    (void)n;
    if (a[0] == NIL) {
        return builtin_locals(t, NULL, 0);
    }
    bool failed;
    value d = op_getattr_opt(t, a[0], N(t, __dict__), &failed);
    if (d == NIL && !failed) {
        return raise_error(t, E_TYPE_ERROR, "vars() argument must have __dict__ attribute");
    }
    return d;
}

/* ---- numbers and characters ---- */

static value builtin_abs(thread *t, value *a, int n) {
    (void)n;
    if (is_double(a[0])) {
        return from_double(__builtin_fabs(as_double(a[0])));
    }
    return op_unary(t, a[0], UN_ABS);
}

static value with_prefix(thread *t, value v, int base, char letter) {
    value i = op_index(t, v);
    value digits = i == NIL ? NIL : int_to_str_base(t, i, base);
    if (digits == NIL) {
        return NIL;
    }
    const str *s = (str *)as_obj(digits);
    bool neg = s->data[0] == '-';
    str *r = str_alloc(t, s->len + 2, s->len + 2);
    if (r == NULL) {
        return NIL;
    }
    char *p = r->data;
    if (neg) {
        *p++ = '-';
    }
    *p++ = '0';
    *p++ = letter;
    memcpy(p, s->data + neg, s->len - neg);
    return from_obj(r);
}

static value builtin_bin(thread *t, value *a, int n) {
    (void)n;
    return with_prefix(t, a[0], 2, 'b');
}

static value builtin_oct(thread *t, value *a, int n) {
    (void)n;
    return with_prefix(t, a[0], 8, 'o');
}

static value builtin_hex(thread *t, value *a, int n) {
    (void)n;
    return with_prefix(t, a[0], 16, 'x');
}

static value builtin_divmod(thread *t, value *a, int n) {
    (void)n;
    return op_binary(t, a[0], a[1], BIN_DIVMOD);
}

static value builtin_pow(thread *t, value *a, int n) {
    (void)n;
    return op_pow3(t, a[0], a[1], a[2]);
}

static value builtin_round(thread *t, value *a, int n) {
    (void)n;
    bool found;
    bool digits = a[1] != NIL && a[1] != NONE;
    value r = call_special(t, a[0], N(t, __round__), a + 1, digits, &found);
    if (!found && t->exc == NIL) {
        return raise_error(t, E_TYPE_ERROR, "type %T doesn't define __round__ method", a[0]);
    }
    return r;
}

static value builtin_chr(thread *t, value *a, int n) {
    (void)n;
    value i = op_index(t, a[0]);
    int64_t c;
    if (i == NIL) {
        return NIL;
    }
    if (!int_to_int64(i, &c) || c > INT32_MAX || c < INT32_MIN) {
        return raise_error(t, E_OVERFLOW_ERROR, "Python int too large to convert to C int");
    }
    if (c < 0 || c > 0x10FFFF) {
        return raise_error(t, E_VALUE_ERROR, "chr() arg not in range(0x110000)");
    }
    return str_char(t, (uint32_t)c);
}

static value builtin_ord(thread *t, value *a, int n) {
    (void)n;
    const uint8_t *p;
    size_t len;
    if (is_kind(a[0], T_STR)) {
        const str *s = (str *)as_obj(a[0]);
        len = s->count;
        if (len == 1) {
            return from_small((int64_t)str_at(s, 0));
        }
    } else if (bytes_view(a[0], &p, &len)) {
        if (len == 1) {
            return from_small(p[0]);
        }
    } else {
        return raise_error(t, E_TYPE_ERROR, "ord() expected string of length 1, but %T found",
                           a[0]);
    }
    return raise_error(t, E_TYPE_ERROR,
                       "ord() expected a character, but string of length %zu found", len);
}

/* ---- text ---- */

static value builtin_ascii(thread *t, value *a, int n) {
    (void)n;
    return op_ascii(t, a[0]);
}

static value builtin_repr(thread *t, value *a, int n) {
    (void)n;
    return op_repr(t, a[0]);
}

static value builtin_format(thread *t, value *a, int n) {
    (void)n;
    if (a[1] != NIL && !is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "format() argument 2 must be str, not %T", a[1]);
    }
    return op_format(t, a[0], a[1]);
}

/* ---- iteration ---- */

static value builtin_len(thread *t, value *a, int n) {
    (void)n;
    int64_t len = op_len(t, a[0]);
    return len < 0 ? NIL : int_new(t, len);
}

static value builtin_iter(thread *t, value *a, int n) {
    (void)n;
    if (a[1] == NIL) {
        return op_iter(t, a[0]);
    }
    if (!op_callable(t, a[0])) {
        return raise_error(t, E_TYPE_ERROR, "iter(v, w): v must be callable");
    }
    call_iter *it = heap_new(t, T_CALL_ITER, sizeof *it);
    if (it == NULL) {
        return NIL;
    }
    it->callable = a[0];
    it->sentinel = a[1];
    return from_obj(it);
}

static value builtin_next(thread *t, value *a, int n) {
    (void)n;
    value (*step)(thread *, value) = type_of(t->vm, a[0])->slots.next;
    if (step == NULL) {
        return raise_error(t, E_TYPE_ERROR, "'%T' object is not an iterator", a[0]);
    }
    value v = step(t, a[0]);
    if (v != NIL) {
        return v;
    }
    if (t->exc != NIL && (a[1] == NIL || !exc_is(t, E_STOP_ITERATION))) {
        return NIL;
    }
    if (a[1] == NIL) {
        return raise_stop_iteration(t, NIL);
    }
    exc_clear(t);
    return a[1];
}

static value any_or_all(thread *t, value iterable, bool stop_at) {
    iter it;
    value v;
    if (!iter_start(t, &it, iterable)) {
        return NIL;
    }
    while ((v = iter_step(t, &it)) != NIL) {
        int truth = is_bool(v) ? v == V_TRUE : op_truth(t, v);
        if (truth < 0) {
            return NIL;
        }
        if ((bool)truth == stop_at) {
            return from_bool(stop_at);
        }
    }
    return t->exc != NIL ? NIL : from_bool(!stop_at);
}

static value builtin_all(thread *t, value *a, int n) {
    (void)n;
    return any_or_all(t, a[0], false);
}

static value builtin_any(thread *t, value *a, int n) {
    (void)n;
    return any_or_all(t, a[0], true);
}

/* x beats best? op is CMP_GT for max, CMP_LT for min. */
static int beats(thread *t, value x, value best, int op) {
    if (both_int(x, best)) {
        return op == CMP_GT ? as_int(x) > as_int(best) : as_int(x) < as_int(best);
    }
    if (is_double(x) && is_double(best)) {
        return op == CMP_GT ? as_double(x) > as_double(best) : as_double(x) < as_double(best);
    }
    value r = op_compare(t, x, best, op);
    return r == NIL ? -1 : is_bool(r) ? r == V_TRUE : op_truth(t, r);
}

static value extreme(thread *t, value *a, int n, int op, const char *fname) {
    value kwnames = take_kwnames(t), key = NONE, dflt = NIL;
    for (int i = 0; i < kw_count(kwnames); i++) {
        str *name = kw_name(kwnames, i);
        if (name_is(name, "key")) {
            key = a[n + i];
        } else if (name_is(name, "default")) {
            dflt = a[n + i];
        } else if (n > 0) {
            return raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for %s()",
                               name, fname);
        }
    }
    if (n == 0) {
        return raise_error(t, E_TYPE_ERROR, "%s expected at least 1 argument, got 0", fname);
    }
    if (n > 1 && dflt != NIL) {
        return raise_error(t, E_TYPE_ERROR,
                           "Cannot specify a default for %s() with multiple positional arguments",
                           fname);
    }
    iter it = {0};
    if (n == 1 && !iter_start(t, &it, a[0])) {
        return NIL;
    }
    value best = NIL, best_key = NIL;
    for (int i = 0;; i++) {
        value v = n == 1 ? iter_step(t, &it) : i < n ? a[i] : NIL;
        if (v == NIL) {
            break;
        }
        value k = key == NONE ? v : call1(t, key, v);
        if (k == NIL) {
            return NIL;
        }
        int better = best == NIL ? 1 : beats(t, k, best_key, op);
        if (better < 0) {
            return NIL;
        }
        if (better) {
            best = v;
            best_key = k;
        }
    }
    if (t->exc != NIL) {
        return NIL;
    }
    if (best == NIL) {
        return dflt != NIL ? dflt
                           : raise_error(t, E_VALUE_ERROR, "%s() arg is an empty sequence", fname);
    }
    return best;
}

static value builtin_max(thread *t, value *a, int n) {
    return extreme(t, a, n, CMP_GT, "max");
}

static value builtin_min(thread *t, value *a, int n) {
    return extreme(t, a, n, CMP_LT, "min");
}

/* Adds up as long as all are small ints, then as long as floats and ints follow, then anything. */
static value sum_from(thread *t, iter *it, value total) {
    value v = NIL;
    int64_t whole = 0;
    if (is_int(total)) {
        whole = as_int(total);
        while ((v = iter_step(t, it)) != NIL && (is_int(v) || is_bool(v))) {
            whole += is_int(v) ? as_int(v) : v == V_TRUE;
            if (!fits_small(whole)) { /* the rest is done with ints of any size */
                v = iter_step(t, it);
                break;
            }
        }
        total = int_new(t, whole);
        if (v == NIL || total == NIL) {
            return t->exc != NIL ? NIL : total;
        }
        total = op_binary(t, total, v, BIN_ADD);
    }
    if (is_double(total)) {
        double d = as_double(total);
        while ((v = iter_step(t, it)) != NIL && (is_double(v) || is_int(v))) {
            d += is_double(v) ? as_double(v) : (double)as_int(v);
        }
        total = from_double(d);
        if (v == NIL) {
            return t->exc != NIL ? NIL : total;
        }
        total = op_binary(t, total, v, BIN_ADD);
    }
    while (total != NIL && (v = iter_step(t, it)) != NIL) {
        total = op_binary(t, total, v, BIN_ADD);
    }
    return t->exc != NIL ? NIL : total;
}

static value builtin_sum(thread *t, value *a, int n) {
    value kwnames = take_kwnames(t), start = n > 1 ? a[1] : NIL;
    int nkw = kw_count(kwnames);
    if (n == 0) {
        return raise_error(t, E_TYPE_ERROR, "sum() takes at least 1 positional argument (0 given)");
    }
    if (n + nkw > 2) {
        return raise_error(t, E_TYPE_ERROR, "sum() takes at most 2 arguments (%d given)", n + nkw);
    }
    for (int i = 0; i < nkw; i++) {
        if (!name_is(kw_name(kwnames, i), "start")) {
            return raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for sum()",
                               kw_name(kwnames, i));
        }
        start = a[n + i];
    }
    iter it;
    if (!iter_start(t, &it, a[0])) {
        return NIL;
    }
    if (start == NIL) {
        start = from_small(0);
    } else if (is_kind(start, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "sum() can't sum strings [use ''.join(seq) instead]");
    } else if (is_kind(start, T_BYTES)) {
        return raise_error(t, E_TYPE_ERROR, "sum() can't sum bytes [use b''.join(seq) instead]");
    } else if (is_kind(start, T_BYTEARRAY)) {
        return raise_error(t, E_TYPE_ERROR,
                           "sum() can't sum bytearray [use b''.join(seq) instead]");
    }
    return sum_from(t, &it, start);
}

static value builtin_sorted(thread *t, value *a, int n) {
    value kwnames = take_kwnames(t), key = NIL;
    int64_t reverse = 0;
    if (n != 1) {
        return raise_error(t, E_TYPE_ERROR, "sorted expected 1 argument, got %d", n);
    }
    value l = list_from(t, a[0]);
    if (l == NIL) {
        return NIL;
    }
    for (int i = 0; i < kw_count(kwnames); i++) {
        str *name = kw_name(kwnames, i);
        if (name_is(name, "key")) {
            key = a[n + i] == NONE ? NIL : a[n + i];
        } else if (!name_is(name, "reverse")) {
            return raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for sort()",
                               name);
        } else if (!op_to_int64(t, a[n + i], &reverse)) {
            return NIL;
        }
    }
    return list_sort(t, (list *)as_obj(l), key, reverse != 0) ? l : NIL;
}

/* ---- print and input ---- */

/* sys.NAME; NIL with RuntimeError when a script took it away. */
static value std_stream(thread *t, str *name, const char *message) {
    value v = t->vm->sys_dict == NULL ? NIL : dict_get_str(t->vm->sys_dict, name);
    return v == NIL ? raise_error(t, E_RUNTIME_ERROR, "%s", message) : v;
}

static bool write_to(thread *t, value file, value s) {
    return call_method(t, file, N(t, write), &s, 1) != NIL;
}

/* One piece after the other into the buffer of a file of ours; no piece is ever seen as a call of
 * its own, but by a script's own file objects: those get a write() for each, as in CPython. */
static bool print_to(thread *t, value file, value *a, int n, value sep, value end) {
    bool direct = io_is_plain_text(t, file);
    for (int i = 0; i <= n; i++) {
        bool last = i == n;
        value between = last ? end : sep;
        if (last || i > 0) {
            if (direct) {
                str *s = between == NIL ? t->vm->ascii[last ? '\n' : ' '] : (str *)as_obj(between);
                if (!io_write_text(t, file, s)) {
                    return false;
                }
            } else if (!write_to(t, file,
                                 between == NIL ? from_obj(t->vm->ascii[last ? '\n' : ' '])
                                                : between)) {
                return false;
            }
        }
        if (!last) {
            value s = op_str(t, a[i]);
            if (s == NIL) {
                return false;
            }
            /* str() may have run a script that closed or replaced the file's inside. */
            direct = direct && io_is_plain_text(t, file);
            if (!(direct ? io_write_text(t, file, (str *)as_obj(s)) : write_to(t, file, s))) {
                return false;
            }
        }
    }
    return true;
}

static value builtin_print(thread *t, value *a, int n) {
    value kwnames = take_kwnames(t), sep = NONE, end = NONE, file = NONE, flush = V_FALSE;
    for (int i = 0; i < kw_count(kwnames); i++) {
        str *name = kw_name(kwnames, i);
        value v = a[n + i];
        if (name == N(t, sep) || name_is(name, "sep")) {
            sep = v;
        } else if (name == N(t, end) || name_is(name, "end")) {
            end = v;
        } else if (name_is(name, "file")) {
            file = v;
        } else if (name_is(name, "flush")) {
            flush = v;
        } else {
            return raise_error(t, E_TYPE_ERROR, "'%U' is an invalid keyword argument for print()",
                               name);
        }
    }
    if (file == NONE) {
        file = std_stream(t, N(t, stdout), "lost sys.stdout");
        if (file == NIL || file == NONE) { /* None: there is no terminal, as under pythonw */
            return file;
        }
    }
    if (sep != NONE && !is_kind(sep, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "sep must be None or a string, not %T", sep);
    }
    if (end != NONE && !is_kind(end, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "end must be None or a string, not %T", end);
    }
    if (!print_to(t, file, a, n, sep == NONE ? NIL : sep, end == NONE ? NIL : end)) {
        return NIL;
    }
    int want_flush = op_truth(t, flush);
    if (want_flush > 0 && call_method(t, file, N(t, flush), NULL, 0) == NIL) {
        return NIL;
    }
    return want_flush < 0 ? NIL : NONE;
}

/* Flushes a stream; what goes wrong there is nobody's business here. */
static void flush_quietly(thread *t, value file) {
    if (file != NONE && call_method(t, file, N(t, flush), NULL, 0) == NIL) {
        exc_clear(t);
    }
}

static value builtin_input(thread *t, value *a, int n) {
    (void)n;
    value in = std_stream(t, N(t, stdin), "input(): lost sys.stdin");
    value out = in == NIL ? NIL : std_stream(t, N(t, stdout), "input(): lost sys.stdout");
    value err = out == NIL ? NIL : std_stream(t, N(t, stderr), "input(): lost sys.stderr");
    if (err == NIL) {
        return NIL;
    }
    if (in == NONE || out == NONE) {
        return raise_error(t, E_RUNTIME_ERROR,
                           in == NONE ? "input(): lost sys.stdin" : "input(): lost sys.stdout");
    }
    flush_quietly(t, err);
    if (a[0] != NIL) {
        value prompt = op_str(t, a[0]);
        if (prompt == NIL || !write_to(t, out, prompt)) {
            return NIL;
        }
    }
    flush_quietly(t, out);
    value line = call_method(t, in, N(t, readline), NULL, 0);
    if (line == NIL) {
        return NIL;
    }
    if (!is_kind(line, T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "object.readline() returned non-string");
    }
    str *s = (str *)as_obj(line);
    if (s->len == 0) {
        return raise_error(t, E_EOF_ERROR, "EOF when reading a line");
    }
    return s->data[s->len - 1] == '\n' ? str_slice(t, s, 0, s->count - 1) : line;
}

/* ---- eval, exec, compile ---- */

/* Source text out of a str or bytes; NULL = exception. `what` names the argument in the message. */
static const char *source_text(thread *t, value source, const char *what, size_t *len) {
    const uint8_t *p;
    if (is_kind(source, T_STR)) {
        str *s = (str *)as_obj(source);
        p = (const uint8_t *)str_terminated(t, s);
        if (p == NULL) {
            return NULL;
        }
        *len = s->len;
        if (str_has_surrogates(s)) {
            str_encode(t, s, NULL, NULL); /* raises UnicodeEncodeError */
            return NULL;
        }
    } else if (!bytes_view(source, &p, len)) {
        raise_error(t, E_TYPE_ERROR, "%s must be a string, bytes or %s object", what,
                    what[0] == 'c' ? "AST" : "code");
        return NULL;
    }
    if (memchr(p, 0, *len) != NULL) {
        raise_error(t, E_VALUE_ERROR, "source code string cannot contain null bytes");
        return NULL;
    }
    return (const char *)p;
}

static str *file_name(thread *t, value v) {
    if (!is_kind(v, T_STR) && !is_kind(v, T_BYTES)) {
        bool found;
        v = call_special(t, v, N(t, __fspath__), NULL, 0, &found);
        if (!found && t->exc == NIL) {
            raise_error(t, E_TYPE_ERROR, "expected str, bytes or os.PathLike object, not %T", v);
        }
        if (v == NIL) {
            return NULL;
        }
    }
    if (is_kind(v, T_BYTES)) {
        v = str_decode(t, (const char *)((bytes *)as_obj(v))->data, ((bytes *)as_obj(v))->len,
                       "surrogateescape");
    }
    return v == NIL ? NULL : (str *)as_obj(v);
}

static value builtin_compile(thread *t, value *a, int n) {
    (void)n;
    enum { FLAG_AST = 0x400, FLAGS_KNOWN = 0x1FF2F10 };
    str *name = file_name(t, a[1]);
    size_t len;
    int64_t flags = 0;
    if (name == NULL || (a[3] != NIL && !op_to_int64(t, a[3], &flags))) {
        return NIL;
    }
    if (!is_kind(a[2], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "compile() argument 'mode' must be str, not %T", a[2]);
    }
    if (flags & ~(int64_t)FLAGS_KNOWN) {
        return raise_error(t, E_VALUE_ERROR, "compile(): unrecognised flags");
    }
    if (flags & FLAG_AST) {
        return raise_error(t, E_VALUE_ERROR,
                           "compile(): gilvm has no module ast (see docs/language.md)");
    }
    const str *how = (str *)as_obj(a[2]);
    int mode = name_is(how, "exec")     ? COMPILE_EXEC
               : name_is(how, "eval")   ? COMPILE_EVAL
               : name_is(how, "single") ? COMPILE_SINGLE
                                        : -1;
    if (mode < 0) {
        return raise_error(t, E_VALUE_ERROR, "compile() mode must be 'exec', 'eval' or 'single'");
    }
    if (is_kind(a[0], T_CODE)) {
        return a[0];
    }
    const char *text = source_text(t, a[0], "compile() arg 1", &len);
    code *c =
        text == NULL
            ? NULL
            : t->vm->hooks.compile(t, text, len, name, mode,
                                   (is_kind(a[0], T_STR) ? COMPILE_IGNORE_COOKIE : COMPILE_BYTES) |
                                       COMPILE_NAMES);
    return c == NULL ? NIL : from_obj(c);
}

/* Fills in the namespaces that the caller left out. False = exception. */
static bool pick_namespaces(thread *t, value *globals, value *locals) {
    if (*globals == NONE) {
        frame *f = caller(t);
        dict *g = frame_globals(t);
        if (f == NULL || g == NULL) {
            raise_error(t, E_SYSTEM_ERROR, "globals and locals cannot be NULL");
            return false;
        }
        *globals = from_obj(g);
        if (*locals == NONE) {
            *locals = frame_locals(t, f);
        }
    } else if (*locals == NONE) {
        *locals = *globals;
    }
    if (*locals == NIL) {
        return false;
    }
    dict *d = (dict *)as_obj(*globals);
    return dict_get_str(d, N(t, __builtins__)) != NIL ||
           dict_set_str(t, d, N(t, __builtins__), from_obj(t->vm->builtins));
}

static bool is_mapping(thread *t, value v) {
    return type_of(t->vm, v)->slots.getitem != NULL;
}

static value run_source(thread *t, value source, value globals, value locals, int mode) {
    const char *fname = mode == COMPILE_EVAL ? "eval" : "exec";
    if (!pick_namespaces(t, &globals, &locals)) {
        return NIL;
    }
    code *c;
    if (is_kind(source, T_CODE)) {
        c = (code *)as_obj(source);
        if (c->nfree > 0) {
            return raise_error(t, E_TYPE_ERROR,
                               "code object passed to %s() may not contain free variables", fname);
        }
    } else {
        size_t len;
        const char *text =
            source_text(t, source, mode == COMPILE_EVAL ? "eval() arg 1" : "exec() arg 1", &len);
        if (text == NULL) {
            return NIL;
        }
        while (mode == COMPILE_EVAL && len > 0 && (*text == ' ' || *text == '\t')) {
            text++;
            len--;
        }
        c = t->vm->hooks.compile(t, text, len, str_intern(t, "<string>"), mode,
                                 (is_kind(source, T_STR) ? COMPILE_IGNORE_COOKIE : COMPILE_BYTES) |
                                     (locals == globals ? 0 : COMPILE_NAMES));
        if (c == NULL) {
            return NIL;
        }
    }
    return thread_run(t, c, (dict *)as_obj(globals), locals);
}

static value builtin_eval(thread *t, value *a, int n) {
    (void)n;
    value globals = a[1] == NIL ? NONE : a[1], locals = a[2] == NIL ? NONE : a[2];
    if (locals != NONE && !is_mapping(t, locals)) {
        return raise_error(t, E_TYPE_ERROR, "locals must be a mapping");
    }
    if (globals != NONE && !is_kind(globals, T_DICT)) {
        return raise_error(t, E_TYPE_ERROR,
                           is_mapping(t, globals)
                               ? "globals must be a real dict; try eval(expr, {}, mapping)"
                               : "globals must be a dict");
    }
    return run_source(t, a[0], globals, locals, COMPILE_EVAL);
}

static value builtin_exec(thread *t, value *a, int n) {
    (void)n;
    value globals = a[1] == NIL ? NONE : a[1], locals = a[2] == NIL ? NONE : a[2];
    if (globals != NONE && !is_kind(globals, T_DICT)) {
        return raise_error(t, E_TYPE_ERROR, "exec() globals must be a dict, not %T", globals);
    }
    if (locals != NONE && !is_mapping(t, locals)) {
        return raise_error(t, E_TYPE_ERROR, "locals must be a mapping or None, not %T", locals);
    }
    return run_source(t, a[0], globals, locals, COMPILE_EXEC) == NIL ? NIL : NONE;
}

/* ---- import, classes ---- */

static value builtin_import(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[0], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "module name must be a string");
    }
    int64_t level = 0;
    if (a[4] != NIL && !op_to_int64(t, a[4], &level)) {
        return NIL;
    }
    if (level < 0) {
        return raise_error(t, E_VALUE_ERROR, "level must be >= 0");
    }
    str *name = str_intern_value(t, (str *)as_obj(a[0]));
    if (name == NULL) {
        return NIL;
    }
    if (name->len == 0 && level == 0) {
        return raise_error(t, E_VALUE_ERROR, "Empty module name");
    }
    return import_named(t, name, a[1], a[3], level);
}

/* The bases with each __mro_entries__ replaced by what it answers. */
static value resolve_bases(thread *t, const value *a, int n) {
    value l = list_new(t, (size_t)n);
    if (l == NIL) {
        return NIL;
    }
    for (int i = 0; i < n; i++) {
        value base = a[i];
        if (!is_kind(base, T_TYPE)) {
            bool failed;
            value entries = op_getattr_opt(t, base, N(t, __mro_entries__), &failed);
            if (failed) {
                return NIL;
            }
            if (entries != NIL) {
                value all = tuple_of(t, a, (size_t)n);
                value more = all == NIL ? NIL : call1(t, entries, all);
                if (more != NIL && !is_kind(more, T_TUPLE)) {
                    return raise_error(t, E_TYPE_ERROR, "__mro_entries__ must return a tuple");
                }
                if (more == NIL || !list_extend(t, (list *)as_obj(l), more)) {
                    return NIL;
                }
                continue;
            }
        }
        if (!list_append(t, (list *)as_obj(l), base)) {
            return NIL;
        }
    }
    return tuple_from(t, l);
}

/* The namespace for a class body: meta.__prepare__(name, bases, **kw), or a dict. */
static value prepare(thread *t, value meta, value name, value bases, value *kw, int nkw,
                     value kwnames) {
    vm *m = t->vm;
    if (meta == from_obj(m->types[T_TYPE])) {
        dict *d = dict_new(t);
        return d == NULL ? NIL : from_obj(d);
    }
    bool failed;
    value f = op_getattr_opt(t, meta, N(t, __prepare__), &failed);
    if (f == NIL) {
        dict *d = failed ? NULL : dict_new(t);
        return d == NULL ? NIL : from_obj(d);
    }
    value args[34] = {name, bases};
    for (int i = 0; i < nkw; i++) {
        args[2 + i] = kw[i];
    }
    value ns = call_values(t, f, args, 2, nkw > 0 ? kwnames : NIL);
    if (ns != NIL && (is_any_int(ns) || !is_mapping(t, ns))) {
        bool is_type = is_kind(meta, T_TYPE);
        return raise_error(t, E_TYPE_ERROR, "%s.__prepare__() must return a mapping, not %T",
                           is_type ? ((type *)as_obj(meta))->name->data : "<metaclass>", ns);
    }
    return ns;
}

/* type.__new__ filled the cell that super() and __class__ look at; a metaclass that did not call it
 * left it empty. */
static bool check_class_cell(thread *t, value cell_value, value cls, value name) {
    if (!is_kind(cell_value, T_CELL) || !is_kind(cls, T_TYPE)) {
        return true;
    }
    value in_cell = ((cell *)as_obj(cell_value))->v;
    if (in_cell == cls) {
        return true;
    }
    if (in_cell == NIL) {
        raise_error(
            t, E_RUNTIME_ERROR,
            "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?",
            name, cls);
    } else {
        raise_error(t, E_TYPE_ERROR, "__class__ set to %R defining %R as %R", in_cell, name, cls);
    }
    return false;
}

static value builtin_build_class(thread *t, value *a, int n) {
    enum { MAX_KEYWORDS = 32 };
    value kwnames = take_kwnames(t), meta = NIL;
    int nkw = kw_count(kwnames), kept = 0;
    if (n < 2) {
        return raise_error(t, E_TYPE_ERROR, "__build_class__: not enough arguments");
    }
    if (!is_kind(a[0], T_FUNC)) {
        return raise_error(t, E_TYPE_ERROR, "__build_class__: func must be a function");
    }
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "__build_class__: name is not a string");
    }
    if (nkw > MAX_KEYWORDS) {
        return raise_error(t, E_TYPE_ERROR, "__build_class__: more than %d keyword arguments",
                           (int)MAX_KEYWORDS);
    }
    value kw[MAX_KEYWORDS], kept_names[MAX_KEYWORDS];
    for (int i = 0; i < nkw; i++) {
        if (name_is(kw_name(kwnames, i), "metaclass")) {
            meta = a[n + i];
        } else {
            kept_names[kept] = from_obj(kw_name(kwnames, i));
            kw[kept++] = a[n + i];
        }
    }
    value bases = resolve_bases(t, a + 2, n - 2);
    if (bases == NIL || (kept > 0 && (kwnames = tuple_of(t, kept_names, (size_t)kept)) == NIL)) {
        return NIL;
    }
    tuple *b = (tuple *)as_obj(bases);
    if (meta == NIL) {
        meta = b->len > 0 ? from_obj(type_of(t->vm, b->items[0])) : from_obj(t->vm->types[T_TYPE]);
    }
    if (is_kind(meta, T_TYPE)) {
        type *winner = class_winner_meta(t, (type *)as_obj(meta), b);
        if (winner == NULL) {
            return NIL;
        }
        meta = from_obj(winner);
    }
    value ns = prepare(t, meta, a[1], bases, kw, kept, kwnames);
    value cell_value = ns == NIL ? NIL : call_body(t, a[0], ns);
    if (cell_value == NIL) {
        return NIL;
    }
    bool changed = b->len != (size_t)(n - 2);
    for (int i = 0; !changed && i < n - 2; i++) {
        changed = b->items[i] != a[2 + i];
    }
    if (changed) {
        value orig = tuple_of(t, a + 2, (size_t)(n - 2));
        if (orig == NIL || !op_setitem(t, ns, from_obj(N(t, __orig_bases__)), orig)) {
            return NIL;
        }
    }
    value args[3 + MAX_KEYWORDS] = {a[1], bases, ns};
    for (int i = 0; i < kept; i++) {
        args[3 + i] = kw[i];
    }
    value cls = call_values(t, meta, args, 3, kept > 0 ? kwnames : NIL);
    return cls != NIL && check_class_cell(t, cell_value, cls, a[1]) ? cls : NIL;
}

/* ---- open, help, exit ---- */

/* The class or function that does it is io's; the module is made when somebody opens a file. */
static value builtin_open(thread *t, value *a, int n) {
    value kwnames = take_kwnames(t), f = stdlib_import_attr(t, "_io", "open");
    return f == NIL ? NIL : call_values(t, f, a, n, kwnames);
}

static value builtin_help(thread *t, value *a, int n) {
    (void)n;
    value out = std_stream(t, N(t, stdout), "lost sys.stdout");
    if (out == NIL || out == NONE) {
        return out;
    }
    value text;
    if (a[0] == NIL) {
        text = str_from(t, "help(object) prints what an object says about itself; dir(object) "
                           "lists its attributes.\n");
    } else {
        bool failed;
        value doc = op_getattr_opt(t, a[0], N(t, __doc__), &failed);
        if (failed) {
            return NIL;
        }
        text = doc == NIL || doc == NONE ? str_format(t, "%R has no documentation.\n", a[0])
                                         : str_format(t, "Help on %R:\n\n%S\n", a[0], doc);
    }
    return text != NIL && write_to(t, out, text) ? NONE : NIL;
}

/* exit and quit: callable, and in the REPL they say how to leave when they are only named. */
typedef struct quitter {
    object h;
    value name;
} quitter;

static void quitter_trace(gc *g, object *o) {
    gc_value(g, ((quitter *)o)->name);
}

static value quitter_repr(thread *t, value v) {
    return str_format(t, "Use %S() or Ctrl-D (i.e. EOF) to exit", ((quitter *)as_obj(v))->name);
}

static value quitter_call(thread *t, value f, value *a, int n) {
    (void)f;
    value kwnames = take_kwnames(t);
    if (kw_count(kwnames) == 1 && n == 0 && name_is(kw_name(kwnames, 0), "code")) {
        n = 1;
    } else if (kw_count(kwnames) > 0) {
        return raise_error(t, E_TYPE_ERROR,
                           "Quitter.__call__() got an unexpected keyword argument '%U'",
                           kw_name(kwnames, 0));
    }
    if (n > 1) {
        return raise_error(
            t, E_TYPE_ERROR,
            "Quitter.__call__() takes from 1 to 2 positional arguments but %d were given", n + 1);
    }
    value exc = call1(t, from_obj(t->vm->exc[E_SYSTEM_EXIT]), n == 1 ? a[0] : NONE);
    return exc == NIL ? NIL : raise_value(t, exc);
}

static const type_spec quitter_spec = {
    .name = "_sitebuiltins.Quitter",
    .size = sizeof(quitter),
    .flags = TYPE_NO_NEW,
    .trace = quitter_trace,
    .slots = {.repr = quitter_repr, .call = quitter_call},
};

static const native_def builtin_functions[] = {
    {"__build_class__", builtin_build_class, NULL, 0,
     "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\nInternal helper "
     "function used by the class "
     "statement."},
    {"__import__", builtin_import, "name, globals=None, locals=None, fromlist=(), level=0", 0,
     "Import a module."},
    {"abs", builtin_abs, "x, /", 0, "Return the absolute value of the argument."},
    {"all", builtin_all, "iterable, /", 0,
     "Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is "
     "empty, return True."},
    {"any", builtin_any, "iterable, /", 0,
     "Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, "
     "return False."},
    {"ascii", builtin_ascii, "obj, /", 0, "Return an ASCII-only representation of an object."},
    {"bin", builtin_bin, "number, /", 0,
     "Return the binary representation of an integer.\n\n   >>> bin(2796202)\n   "
     "'0b1010101010101010101010'"},
    {"callable", builtin_callable, "obj, /", 0,
     "Return whether the object is callable (i.e., some kind of function)."},
    {"chr", builtin_chr, "i, /", 0,
     "Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff."},
    {"compile", builtin_compile,
     "source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1", 0,
     "Compile source into a code object that can be executed by exec() or eval()."},
    {"delattr", builtin_delattr, "obj, name, /", 0,
     "Deletes the named attribute from the given object."},
    {"dir", builtin_dir, "object=None, /", 0, "Show attributes of an object."},
    {"divmod", builtin_divmod, "x, y, /", 0,
     "Return the tuple (x//y, x%y).  Invariant: div*y + mod == x."},
    {"eval", builtin_eval, "source, globals=None, locals=None, /", 0,
     "Evaluate the given source in the context of globals and locals."},
    {"exec", builtin_exec, "source, globals=None, locals=None, /", 0,
     "Execute the given source in the context of globals and locals."},
    {"format", builtin_format, "value, format_spec='', /", 0,
     "Return type(value).__format__(value, format_spec)"},
    {"getattr", builtin_getattr, "object, name, default=None, /", 0,
     "getattr(object, name[, default]) -> value\n\nGet a named attribute from an object; "
     "getattr(x, 'y') is equivalent to "
     "x.y."},
    {"globals", builtin_globals, "", 0,
     "Return the dictionary containing the current scope's global variables."},
    {"hasattr", builtin_hasattr, "obj, name, /", 0,
     "Return whether the object has an attribute with the given name."},
    {"hash", builtin_hash, "obj, /", 0, "Return the hash value for the given object."},
    {"help", builtin_help, "object=None, /", 0, "Prints what an object says about itself."},
    {"hex", builtin_hex, "number, /", 0,
     "Return the hexadecimal representation of an integer.\n\n   >>> hex(12648430)\n   "
     "'0xc0ffee'"},
    {"id", builtin_id, "obj, /", 0, "Return the identity of an object."},
    {"input", builtin_input, "prompt='', /", 0,
     "Read a string from standard input.  The trailing newline is stripped."},
    {"isinstance", builtin_isinstance, "obj, class_or_tuple, /", 0,
     "Return whether an object is an instance of a class or of a subclass thereof."},
    {"issubclass", builtin_issubclass, "cls, class_or_tuple, /", 0,
     "Return whether 'cls' is derived from another class or is the same class."},
    {"iter", builtin_iter, "object, sentinel=None, /", 0,
     "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\nGet an iterator from an "
     "object."},
    {"len", builtin_len, "obj, /", 0, "Return the number of items in a container."},
    {"locals", builtin_locals, "", 0,
     "Return a dictionary containing the current scope's local variables."},
    {"max", builtin_max, NULL, 0,
     "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> "
     "value\n\nWith a single "
     "iterable argument, return its biggest item."},
    {"min", builtin_min, NULL, 0,
     "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> "
     "value\n\nWith a single "
     "iterable argument, return its smallest item."},
    {"next", builtin_next, "iterator, default=None, /", 0,
     "next(iterator[, default])\n\nReturn the next item from the iterator. If default is given and "
     "the iterator\nis exhausted, "
     "it is returned instead of raising StopIteration."},
    {"oct", builtin_oct, "number, /", 0,
     "Return the octal representation of an integer.\n\n   >>> oct(342391)\n   "
     "'0o1234567'"},
    {"open", builtin_open, NULL, 0, "Open file and return a stream.  Raise OSError upon failure."},
    {"ord", builtin_ord, "c, /", 0, "Return the Unicode code point for a one-character string."},
    {"pow", builtin_pow, "base, exp, mod=None", 0,
     "Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments."},
    {"print", builtin_print, NULL, 0,
     "Prints the values to a stream, or to sys.stdout by default.\n\n  sep\n    string inserted "
     "between values, default a "
     "space.\n  end\n    string appended after the last value, default a newline.\n  file\n    a "
     "file-like object (stream); "
     "defaults to the current sys.stdout.\n  flush\n    whether to forcibly flush the stream."},
    {"repr", builtin_repr, "obj, /", 0,
     "Return the canonical string representation of the object."},
    {"round", builtin_round, "number, ndigits=None", 0,
     "Round a number to a given precision in decimal digits."},
    {"setattr", builtin_setattr, "obj, name, value, /", 0,
     "Sets the named attribute on the given object to the specified value."},
    {"sorted", builtin_sorted, NULL, 0,
     "Return a new list containing all items from the iterable in ascending order."},
    {"sum", builtin_sum, NULL, 0,
     "Return the sum of a 'start' value (default: 0) plus an iterable of numbers"},
    {"vars", builtin_vars, "object=None, /", 0,
     "vars([object]) -> dictionary\n\nWithout arguments, equivalent to locals().\nWith an "
     "argument, equivalent to "
     "object.__dict__."},
    {0},
};

static const enum type_id public_types[] = {
    T_OBJECT, T_TYPE,      T_INT,      T_BOOL,         T_FLOAT,       T_COMPLEX, T_STR,
    T_BYTES,  T_BYTEARRAY, T_TUPLE,    T_LIST,         T_DICT,        T_SET,     T_FROZENSET,
    T_RANGE,  T_SLICE,     T_PROPERTY, T_STATICMETHOD, T_CLASSMETHOD, T_SUPER,   T_ENUMERATE,
    T_ZIP,    T_MAP,       T_FILTER,   T_REVERSED,
};

/* copyright, credits and license: they show themselves at the prompt, and print themselves when
 * called. */
typedef struct printer {
    object h;
    const char *text, *shown;
} printer;

static value printer_repr(thread *t, value v) {
    return str_from(t, ((printer *)as_obj(v))->shown);
}

static value printer_call(thread *t, value f, value *a, int n) {
    (void)a;
    if (kw_count(take_kwnames(t)) > 0 || n > 0) {
        return raise_error(t, E_TYPE_ERROR,
                           "_Printer.__call__() takes 1 positional argument but %d were given",
                           n + 1);
    }
    value text = str_from(t, ((printer *)as_obj(f))->text), print = NIL;
    str *name = str_intern(t, "print");
    if (name != NULL) {
        print = dict_get_str(t->vm->builtins, name);
    }
    return text == NIL || print == NIL ? NIL : call1(t, print, text);
}

static const type_spec printer_spec = {
    .name = "_sitebuiltins._Printer",
    .size = sizeof(printer),
    .flags = TYPE_NO_NEW,
    .slots = {.repr = printer_repr, .call = printer_call},
};

static bool add_printers(thread *t, module *m) {
    static const struct {
        const char *name, *text, *shown;
    } rows[] = {
#define COPYRIGHT "Copyright (c) the gilvm authors."
#define CREDITS                                                                                    \
    "    gilvm runs a subset of Python, and owes the language and all of its manners to Python's " \
    "developers."
        {"copyright", COPYRIGHT, COPYRIGHT},
        {"credits", CREDITS, CREDITS},
        {"license", COPYRIGHT "\nMIT License: see the file LICENSE that came with it.",
         "Type license() to see the full license text"},
#undef COPYRIGHT
#undef CREDITS
    };
    type *cls = type_from_spec(t, &printer_spec, NULL);
    for (size_t i = 0; cls != NULL && i < sizeof rows / sizeof rows[0]; i++) {
        printer *p = heap_alloc(t, cls, sizeof *p);
        if (p == NULL || !module_set(t, m, rows[i].name, from_obj(p))) {
            return false;
        }
        p->text = rows[i].text;
        p->shown = rows[i].shown;
    }
    return cls != NULL;
}

static bool add_quitters(thread *t, module *m) {
    type *cls = type_from_spec(t, &quitter_spec, NULL);
    if (cls == NULL) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        const char *name = i == 0 ? "exit" : "quit";
        quitter *q = heap_alloc(t, cls, sizeof *q);
        if (q == NULL) {
            return false;
        }
        q->name = str_from(t, name);
        if (q->name == NIL || !module_set(t, m, name, from_obj(q))) {
            return false;
        }
    }
    return true;
}

static bool builtins_init(thread *t, module *m) {
    vm *v = t->vm;
    for (size_t i = 0; i < sizeof public_types / sizeof public_types[0]; i++) {
        type *cls = v->types[public_types[i]];
        if (!module_set(t, m, cls->name->data, from_obj(cls))) {
            return false;
        }
    }
    for (int i = 0; i < E_COUNT; i++) {
        if (!module_set(t, m, v->exc[i]->name->data, from_obj(v->exc[i]))) {
            return false;
        }
    }
    return module_set(t, m, "EnvironmentError", from_obj(v->exc[E_OS_ERROR])) &&
           module_set(t, m, "IOError", from_obj(v->exc[E_OS_ERROR])) &&
           module_set(t, m, "None", NONE) && module_set(t, m, "True", V_TRUE) &&
           module_set(t, m, "False", V_FALSE) && module_set(t, m, "Ellipsis", ELLIPSIS) &&
           module_set(t, m, "NotImplemented", NOTIMPL) &&
           module_set(t, m, "__debug__", from_bool(v->optimize == 0)) && add_quitters(t, m) &&
           add_printers(t, m);
}

const module_def builtins_module = {
    "builtins",
    "Built-in functions, exceptions, and other objects.\n\nNoteworthy: None is the `nil' object; "
    "Ellipsis represents `...' in "
    "slices.",
    builtin_functions,
    builtins_init,
};
