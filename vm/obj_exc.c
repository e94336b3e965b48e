/* obj_exc.c: the exception classes: how they are constructed, their attributes, their text.
 *
 * All exceptions have the same C struct. What only some have (OSError.errno, SyntaxError.lineno
 * ...) is in `fields`, a tuple made when needed, at fixed places for each family (enum below); an
 * absent field reads as None. StopIteration and SystemExit, which are raised often, take value and
 * code from args as long as nobody has set them.
 */
#include <errno.h>

#include "vm/ops.h"
#include "vm/type.h"

enum { OS_ERRNO, OS_STRERROR, OS_FILENAME, OS_FILENAME2, OS_WRITTEN };
enum { IMPORT_MSG, IMPORT_NAME, IMPORT_PATH };
enum { NAME_NAME, NAME_OBJ };
enum {
    SYNTAX_MSG,
    SYNTAX_FILENAME,
    SYNTAX_LINENO,
    SYNTAX_OFFSET,
    SYNTAX_TEXT,
    SYNTAX_END_LINENO,
    SYNTAX_END_OFFSET,
    SYNTAX_PRINT
};
enum { UNICODE_ENCODING, UNICODE_OBJECT, UNICODE_START, UNICODE_END, UNICODE_REASON };
enum { GROUP_MESSAGE, GROUP_EXCEPTIONS };
enum { ONLY_FIELD, MOST_FIELDS = 8 };

static exception *as_exc(value v) {
    return (exception *)as_obj(v);
}

static tuple *args_of(value v) {
    return (tuple *)as_obj(as_exc(v)->args);
}

value exc_field(value exc, int index) {
    value f = as_exc(exc)->fields;
    return f == NIL ? NIL : ((tuple *)as_obj(f))->items[index];
}

static bool set_field(thread *t, value exc, int index, value x) {
    exception *e = as_exc(exc);
    if (e->fields == NIL) {
        value f = tuple_new(t, MOST_FIELDS);
        if (f == NIL) {
            return false;
        }
        e->fields = f;
    }
    ((tuple *)as_obj(e->fields))->items[index] = x;
    return true;
}

static value field_or_none(value exc, int index) {
    value v = exc_field(exc, index);
    return v == NIL ? NONE : v;
}

/* ---- making them ---- */

value exc_new(thread *t, type *cls, value args) {
    value v = instance_new(t, cls);
    if (v == NIL) {
        return NIL;
    }
    as_exc(v)->args = args;
    return v;
}

static value exc_new_slot(thread *t, type *cls, value *a, int n) {
    t->kwnames = NIL; /* __init__ has its say on them */
    value args = n == 0 ? from_obj(t->vm->empty_tuple) : tuple_of(t, a, (size_t)n);
    return args == NIL ? NIL : exc_new(t, cls, args);
}

static bool set_args(thread *t, value self, value *a, int n) {
    tuple *have = args_of(self);
    if (have->len == (size_t)n && memcmp(have->items, a, (size_t)n * sizeof *a) == 0) {
        return true;
    }
    value args = n == 0 ? from_obj(t->vm->empty_tuple) : tuple_of(t, a, (size_t)n);
    as_exc(self)->args = args != NIL ? args : as_exc(self)->args;
    return args != NIL;
}

static bool refuse_keywords(thread *t, type *cls) {
    value kw = t->kwnames;
    t->kwnames = NIL;
    if (kw != NIL && ((tuple *)as_obj(kw))->len > 0) {
        raise_error(t, E_TYPE_ERROR, "%N() takes no keyword arguments", cls);
        return false;
    }
    return true;
}

static bool exc_init(thread *t, value self, value *a, int n) {
    return refuse_keywords(t, as_obj(self)->type) && set_args(t, self, a, n);
}

/* Takes keyword values out by name into fields, which are empty else; `known` ends with NULL. */
static bool keyword_fields(thread *t, value self, const char *cls, value *a, int n,
                           const char *const *known, const int *at) {
    value kw = t->kwnames;
    t->kwnames = NIL;
    tuple *given = kw == NIL ? NULL : (tuple *)as_obj(kw);
    as_exc(self)->fields = NIL;
    for (size_t i = 0; given != NULL && i < given->len; i++) {
        const char *name = ((str *)as_obj(given->items[i]))->data;
        int k = 0;
        while (known[k] != NULL && strcmp(known[k], name) != 0) {
            k++;
        }
        if (known[k] == NULL) {
            raise_error(t, E_TYPE_ERROR, "'%s' is an invalid keyword argument for %s()", name, cls);
            return false;
        }
        if (!set_field(t, self, at[k], a[(size_t)n + i])) {
            return false;
        }
    }
    return true;
}

static bool import_error_init(thread *t, value self, value *a, int n) {
    static const char *const known[] = {"name", "path", NULL};
    static const int at[] = {IMPORT_NAME, IMPORT_PATH};
    if (!keyword_fields(t, self, "ImportError", a, n, known, at) || !set_args(t, self, a, n)) {
        return false;
    }
    return n != 1 || set_field(t, self, IMPORT_MSG, a[0]);
}

static bool name_error_init(thread *t, value self, value *a, int n) {
    static const char *const known[] = {"name", NULL};
    static const int at[] = {NAME_NAME};
    return keyword_fields(t, self, "NameError", a, n, known, at) && set_args(t, self, a, n);
}

static bool attribute_error_init(thread *t, value self, value *a, int n) {
    static const char *const known[] = {"name", "obj", NULL};
    static const int at[] = {NAME_NAME, NAME_OBJ};
    return keyword_fields(t, self, "AttributeError", a, n, known, at) && set_args(t, self, a, n);
}

void exc_set_name_obj(thread *t, str *name, value obj) {
    value e = t->exc;
    if (is_kind(e, T_EXCEPTION) && e != t->vm->memory_error &&
        (is_subtype(as_obj(e)->type, t->vm->exc[E_ATTRIBUTE_ERROR]) ||
         is_subtype(as_obj(e)->type, t->vm->exc[E_NAME_ERROR]))) {
        if (!set_field(t, e, NAME_NAME, from_obj(name)) ||
            (obj != NIL && !set_field(t, e, NAME_OBJ, obj))) {
            t->exc = e;
        }
    }
}

void exc_set_attribute(thread *t, str *name, value obj) {
    value e = t->exc;
    if (is_kind(e, T_EXCEPTION) && is_subtype(as_obj(e)->type, t->vm->exc[E_ATTRIBUTE_ERROR]) &&
        exc_field(e, NAME_NAME) == NIL && exc_field(e, NAME_OBJ) == NIL) {
        exc_set_name_obj(t, name, obj);
    }
}

void exc_set_import_msg(thread *t, value text) {
    value e = t->exc;
    if (text != NIL && exc_matches(t, e, t->vm->exc[E_IMPORT_ERROR]) &&
        !set_field(t, e, IMPORT_MSG, text)) {
        t->exc = e;
    }
}

/* ---- OSError ---- */

static const struct {
    int code;
    enum exc_id id;
} os_classes[] = {
    {EAGAIN, E_BLOCKING_IO_ERROR},
    {EALREADY, E_BLOCKING_IO_ERROR},
    {EINPROGRESS, E_BLOCKING_IO_ERROR},
    {EPIPE, E_BROKEN_PIPE_ERROR},
    {ESHUTDOWN, E_BROKEN_PIPE_ERROR},
    {ECHILD, E_CHILD_PROCESS_ERROR},
    {ECONNABORTED, E_CONNECTION_ABORTED_ERROR},
    {ECONNREFUSED, E_CONNECTION_REFUSED_ERROR},
    {ECONNRESET, E_CONNECTION_RESET_ERROR},
    {EEXIST, E_FILE_EXISTS_ERROR},
    {ENOENT, E_FILE_NOT_FOUND_ERROR},
    {EISDIR, E_IS_A_DIRECTORY_ERROR},
    {ENOTDIR, E_NOT_A_DIRECTORY_ERROR},
    {EINTR, E_INTERRUPTED_ERROR},
    {EACCES, E_PERMISSION_ERROR},
    {EPERM, E_PERMISSION_ERROR},
    {ESRCH, E_PROCESS_LOOKUP_ERROR},
    {ETIMEDOUT, E_TIMEOUT_ERROR},
};

static bool os_error_init(thread *t, value self, value *a, int n);
static value os_error_new(thread *t, type *cls, value *a, int n);

/* A class with its own __init__ and not its own __new__ passes its arguments on by
 * super().__init__(). */
static bool init_fills(type *cls) {
    return cls->slots.init != os_error_init && cls->slots.new == os_error_new;
}

static bool os_error_fill(thread *t, value self, value *a, int n) {
    value args = tuple_of(t, a, (size_t)n);
    if (args == NIL) {
        return false;
    }
    if (n >= 2 && n <= 5) {
        value filename = n >= 3 ? a[2] : NONE, filename2 = n >= 5 ? a[4] : NONE;
        bool counts = as_obj(self)->type == t->vm->exc[E_BLOCKING_IO_ERROR] && is_any_int(filename);
        if (!set_field(t, self, OS_ERRNO, a[0]) || !set_field(t, self, OS_STRERROR, a[1])) {
            return false;
        }
        if (filename != NONE) {
            if (!set_field(t, self, counts ? OS_WRITTEN : OS_FILENAME, filename) ||
                (filename2 != NONE && !set_field(t, self, OS_FILENAME2, filename2))) {
                return false;
            }
            if (!counts) {
                args = tuple_of(t, a, 2);
            }
        }
    }
    as_exc(self)->args = args;
    return args != NIL;
}

static value os_error_new(thread *t, type *cls, value *a, int n) {
    if (init_fills(cls)) {
        t->kwnames = NIL;
        return exc_new(t, cls, from_obj(t->vm->empty_tuple));
    }
    if (!refuse_keywords(t, cls)) {
        return NIL;
    }
    if (cls == t->vm->exc[E_OS_ERROR] && n >= 2 && n <= 5 && is_int(a[0])) {
        for (size_t i = 0; i < sizeof os_classes / sizeof *os_classes; i++) {
            if (os_classes[i].code == as_int(a[0])) {
                cls = t->vm->exc[os_classes[i].id];
            }
        }
    }
    value self = exc_new(t, cls, from_obj(t->vm->empty_tuple));
    return self != NIL && os_error_fill(t, self, a, n) ? self : NIL;
}

static bool os_error_init(thread *t, value self, value *a, int n) {
    type *cls = as_obj(self)->type;
    if (!init_fills(cls)) {
        t->kwnames = NIL;
        return true;
    }
    return refuse_keywords(t, cls) && os_error_fill(t, self, a, n);
}

static value exc_str(thread *t, value self);

static value os_error_str(thread *t, value self) {
    value filename = field_or_none(self, OS_FILENAME), second = field_or_none(self, OS_FILENAME2);
    value number = exc_field(self, OS_ERRNO), text = exc_field(self, OS_STRERROR);
    if (filename != NONE) {
        number = number == NIL ? NONE : number;
        text = text == NIL ? NONE : text;
        return second != NONE
                   ? str_format(t, "[Errno %S] %S: %R -> %R", number, text, filename, second)
                   : str_format(t, "[Errno %S] %S: %R", number, text, filename);
    }
    return number != NIL && text != NIL ? str_format(t, "[Errno %S] %S", number, text)
                                        : exc_str(t, self);
}

/* ---- SyntaxError ---- */

static bool syntax_error_init(thread *t, value self, value *a, int n) {
    if (!refuse_keywords(t, as_obj(self)->type) || !set_args(t, self, a, n)) {
        return false;
    }
    if (n >= 1 && !set_field(t, self, SYNTAX_MSG, a[0])) {
        return false;
    }
    if (n != 2) {
        return true;
    }
    value info = tuple_from(t, a[1]);
    if (info == NIL) {
        return false;
    }
    tuple *i = (tuple *)as_obj(info);
    if (i->len < 4 || i->len > 6) {
        raise_error(t, E_TYPE_ERROR, "function takes at %s arguments (%zd given)",
                    i->len < 4 ? "least 4" : "most 6", i->len);
        return false;
    }
    if (i->len == 5) {
        raise_error(t, E_TYPE_ERROR, "end_offset must be provided when end_lineno is provided");
        return false;
    }
    static const int at[] = {SYNTAX_FILENAME, SYNTAX_LINENO,     SYNTAX_OFFSET,
                             SYNTAX_TEXT,     SYNTAX_END_LINENO, SYNTAX_END_OFFSET};
    for (size_t k = 0; k < i->len; k++) {
        if (!set_field(t, self, at[k], i->items[k])) {
            return false;
        }
    }
    return true;
}

static value syntax_error_str(thread *t, value self) {
    value filename = exc_field(self, SYNTAX_FILENAME), line = exc_field(self, SYNTAX_LINENO);
    value msg = field_or_none(self, SYNTAX_MSG);
    bool has_file = is_kind(filename, T_STR), has_line = line != NIL && is_any_int(line);
    if (!has_file && !has_line) {
        return op_str(t, msg);
    }
    const char *base = "";
    if (has_file) {
        const char *path = str_terminated(t, (str *)as_obj(filename));
        if (path == NULL) {
            return NIL;
        }
        base = strrchr(path, '/');
        base = base == NULL ? path : base + 1;
    }
    if (has_file && has_line) {
        return str_format(t, "%S (%s, line %S)", msg, base, line);
    }
    return has_file ? str_format(t, "%S (%s)", msg, base)
                    : str_format(t, "%S (line %S)", msg, line);
}

/* ---- the Unicode errors ---- */

static bool unicode_init(thread *t, value self, value *a, int n, const char *name, bool encoding) {
    if (!refuse_keywords(t, as_obj(self)->type) || !set_args(t, self, a, n)) {
        return false;
    }
    int want = encoding ? 5 : 4;
    if (n != want) {
        raise_error(t, E_TYPE_ERROR, "function takes exactly %d arguments (%d given)", want, n);
        return false;
    }
    int k = 0;
    if (encoding) {
        if (!is_kind(a[0], T_STR)) {
            raise_error(t, E_TYPE_ERROR, "argument 1 must be str, not %T", a[0]);
            return false;
        }
        if (!set_field(t, self, UNICODE_ENCODING, a[k++])) {
            return false;
        }
    }
    bool decode = strcmp(name, "decode") == 0;
    if (decode ? !is_kind(a[k], T_BYTES) && !is_kind(a[k], T_BYTEARRAY) : !is_kind(a[k], T_STR)) {
        if (decode) {
            raise_error(t, E_TYPE_ERROR, "a bytes-like object is required, not '%T'", a[k]);
        } else {
            raise_error(t, E_TYPE_ERROR, "argument %d must be str, not %T", k + 1, a[k]);
        }
        return false;
    }
    static const int at[] = {UNICODE_OBJECT, UNICODE_START, UNICODE_END, UNICODE_REASON};
    for (int i = 0; i < 4; i++) {
        if ((i == 1 || i == 2) && !is_any_int(a[k])) {
            raise_error(t, E_TYPE_ERROR, "'%T' object cannot be interpreted as an integer", a[k]);
            return false;
        }
        if (!set_field(t, self, at[i], a[k++])) {
            return false;
        }
    }
    return true;
}

static bool unicode_decode_error_init(thread *t, value self, value *a, int n) {
    return unicode_init(t, self, a, n, "decode", true);
}

static bool unicode_encode_error_init(thread *t, value self, value *a, int n) {
    return unicode_init(t, self, a, n, "encode", true);
}

static bool unicode_translate_error_init(thread *t, value self, value *a, int n) {
    return unicode_init(t, self, a, n, "translate", false);
}

static int64_t int_field(value self, int index) {
    value v = exc_field(self, index);
    int64_t i = 0;
    return v != NIL && is_any_int(v) && int_to_int64(v, &i) ? i : 0;
}

static value unicode_decode_error_str(thread *t, value self) {
    value object_ = exc_field(self, UNICODE_OBJECT);
    const uint8_t *data;
    size_t len;
    if (object_ == NIL || !bytes_view(object_, &data, &len)) {
        return from_obj(t->vm->empty_str);
    }
    int64_t start = int_field(self, UNICODE_START), end = int_field(self, UNICODE_END);
    value encoding = field_or_none(self, UNICODE_ENCODING),
          reason = field_or_none(self, UNICODE_REASON);
    if (start >= 0 && start < (int64_t)len && end == start + 1) {
        return str_format(t, "'%S' codec can't decode byte 0x%02x in position %ld: %S", encoding,
                          data[start], (long)start, reason);
    }
    return str_format(t, "'%S' codec can't decode bytes in position %ld-%ld: %S", encoding,
                      (long)start, (long)end - 1, reason);
}

static value unicode_text(thread *t, value self, bool translate) {
    value object_ = exc_field(self, UNICODE_OBJECT);
    if (object_ == NIL || !is_kind(object_, T_STR)) {
        return from_obj(t->vm->empty_str);
    }
    str *s = (str *)as_obj(object_);
    int64_t start = int_field(self, UNICODE_START), end = int_field(self, UNICODE_END);
    value reason = field_or_none(self, UNICODE_REASON);
    sb b;
    sb_init(&b, t);
    if (!translate) {
        sb_fmt(&b, "'%S' codec ", field_or_none(self, UNICODE_ENCODING));
    }
    sb_text(&b, translate ? "can't translate character" : "can't encode character");
    if (start >= 0 && start < (int64_t)s->count && end == start + 1) {
        uint32_t c = str_at(s, (size_t)start);
        sb_fmt(&b, c <= 0xFF ? " '\\x%02x'" : c <= 0xFFFF ? " '\\u%04x'" : " '\\U%08x'", c);
        sb_fmt(&b, " in position %ld: %S", (long)start, reason);
    } else {
        sb_fmt(&b, "s in position %ld-%ld: %S", (long)start, (long)end - 1, reason);
    }
    return sb_take(&b);
}

static value unicode_encode_error_str(thread *t, value self) {
    return unicode_text(t, self, false);
}

static value unicode_translate_error_str(thread *t, value self) {
    return unicode_text(t, self, true);
}

/* ---- exception groups ---- */

static bool is_group(thread *t, value v) {
    return exc_matches(t, v, t->vm->exc[E_BASE_EXCEPTION_GROUP]);
}

value exc_group_members(thread *t, value exc) {
    return is_group(t, exc) ? exc_field(exc, GROUP_EXCEPTIONS) : NIL;
}

/* The class to make: a BaseExceptionGroup of nothing but Exceptions is an ExceptionGroup. NULL =
 * refused. */
static type *group_class(thread *t, type *cls, const tuple *members) {
    type **exc = t->vm->exc;
    bool base_too = false;
    for (size_t i = 0; i < members->len; i++) {
        if (!is_kind(members->items[i], T_EXCEPTION)) {
            raise_error(t, E_VALUE_ERROR,
                        "Item %zd of second argument (exceptions) is not an exception", i);
            return NULL;
        }
        base_too |= !is_subtype(as_obj(members->items[i])->type, exc[E_EXCEPTION]);
    }
    if (cls == exc[E_BASE_EXCEPTION_GROUP]) {
        return base_too ? cls : exc[E_EXCEPTION_GROUP];
    }
    if (base_too && is_subtype(cls, exc[E_EXCEPTION])) {
        if (cls == exc[E_EXCEPTION_GROUP]) {
            raise_error(t, E_TYPE_ERROR, "Cannot nest BaseExceptions in an ExceptionGroup");
        } else {
            raise_error(t, E_TYPE_ERROR, "Cannot nest BaseExceptions in '%N'", cls);
        }
        return NULL;
    }
    return cls;
}

static value group_new(thread *t, type *cls, value *a, int n) {
    t->kwnames = NIL;
    if (n != 2) {
        return raise_error(t, E_TYPE_ERROR,
                           "BaseExceptionGroup.__new__() takes exactly 2 arguments (%d given)", n);
    }
    if (!is_kind(a[0], T_STR)) {
        return raise_error(t, E_TYPE_ERROR,
                           "BaseExceptionGroup.__new__() argument 1 must be str, not %T", a[0]);
    }
    const slots *s = &type_of(t->vm, a[1])->slots;
    if (s->getitem == NULL || is_kind(a[1], T_DICT)) {
        return raise_error(t, E_TYPE_ERROR, "second argument (exceptions) must be a sequence");
    }
    value members = tuple_from(t, a[1]);
    if (members == NIL) {
        return NIL;
    }
    if (((tuple *)as_obj(members))->len == 0) {
        return raise_error(t, E_VALUE_ERROR,
                           "second argument (exceptions) must be a non-empty sequence");
    }
    cls = group_class(t, cls, (tuple *)as_obj(members));
    value args = cls == NULL ? NIL : tuple_of(t, a, 2);
    value self = args == NIL ? NIL : exc_new(t, cls, args);
    return self != NIL && set_field(t, self, GROUP_MESSAGE, a[0]) &&
                   set_field(t, self, GROUP_EXCEPTIONS, members)
               ? self
               : NIL;
}

static value group_str(thread *t, value self) {
    size_t n = ((tuple *)as_obj(exc_field(self, GROUP_EXCEPTIONS)))->len;
    return str_format(t, "%S (%zd sub-exception%s)", exc_field(self, GROUP_MESSAGE), n,
                      n == 1 ? "" : "s");
}

static value group_derive(thread *t, value *a, int n) {
    (void)n;
    return call2(t, from_obj(t->vm->exc[E_BASE_EXCEPTION_GROUP]), exc_field(a[0], GROUP_MESSAGE),
                 a[1]);
}

/* A group like `group` of these members, with its traceback, cause, context and notes; None for no
 * members. */
static value group_subset(thread *t, value group, list *members) {
    if (members->len == 0) {
        return NONE;
    }
    value arg = from_obj(members);
    value part = call_method(t, group, str_intern(t, "derive"), &arg, 1);
    if (part == NIL) {
        return NIL;
    }
    if (!is_group(t, part)) {
        return raise_error(t, E_TYPE_ERROR, "derive must return an instance of BaseExceptionGroup");
    }
    as_exc(part)->traceback = as_exc(group)->traceback;
    as_exc(part)->context = as_exc(group)->context;
    as_exc(part)->cause = as_exc(group)->cause;
    as_exc(part)->suppress_context = as_exc(group)->suppress_context;
    bool failed;
    value notes = op_getattr_opt(t, group, N(t, __notes__), &failed);
    if (failed) {
        return NIL;
    }
    if (is_kind(notes, T_LIST) || is_kind(notes, T_TUPLE)) {
        notes = list_from(t, notes);
        if (notes == NIL || !op_setattr(t, part, N(t, __notes__), notes)) {
            return NIL;
        }
    }
    return part;
}

static bool is_member(thread *t, set *ids, value exc, bool *is) {
    value id = int_new(t, (int64_t)(intptr_t)as_obj(exc));
    int found = id == NIL ? -1 : set_has(t, ids, id);
    *is = found > 0;
    return found >= 0;
}

/* 1, 0, -1. The condition: a class, a tuple of classes, a function, or (exc_group_reraise's) a set
 * of the addresses of exceptions that are no groups. */
static int group_matches(thread *t, value exc, value condition) {
    if (is_kind(condition, T_SET)) {
        bool is = false;
        return is_group(t, exc) || is_member(t, (set *)as_obj(condition), exc, &is) ? is : -1;
    }
    if (is_kind(condition, T_TYPE) || is_kind(condition, T_TUPLE)) {
        return op_isinstance(t, exc, condition);
    }
    value r = call1(t, condition, exc);
    return r == NIL ? -1 : op_truth(t, r);
}

/* What of exc (a group or not) the condition takes, and the rest (NULL: not wanted), each None if
 * empty. */
static bool group_divide(thread *t, value exc, value condition, value *match, value *rest) {
    value unwanted;
    bool both = rest != NULL;
    rest = both ? rest : &unwanted;
    *match = *rest = NONE;
    int m = c_stack_ok(t) ? group_matches(t, exc, condition) : -1;
    if (m != 0 || !is_group(t, exc)) {
        *(m > 0 ? match : rest) = exc;
        return m >= 0;
    }
    value in = list_new(t, 0), out = list_new(t, 0);
    if (in == NIL || out == NIL) {
        return false;
    }
    tuple *members = (tuple *)as_obj(exc_field(exc, GROUP_EXCEPTIONS));
    for (size_t i = 0; i < members->len; i++) {
        value one, other;
        if (!group_divide(t, members->items[i], condition, &one, both ? &other : NULL) ||
            (one != NONE && !list_append(t, (list *)as_obj(in), one)) ||
            (both && other != NONE && !list_append(t, (list *)as_obj(out), other))) {
            return false;
        }
    }
    *match = group_subset(t, exc, (list *)as_obj(in));
    if (*match != NIL && both) {
        *rest = group_subset(t, exc, (list *)as_obj(out));
    }
    return *match != NIL && *rest != NIL;
}

static bool condition_ok(thread *t, value c) {
    bool ok = is_kind(c, T_FUNC) || is_kind(c, T_METHOD) || is_kind(c, T_NATIVE);
    if (is_kind(c, T_TYPE)) {
        ok = is_subtype((type *)as_obj(c), t->vm->exc[E_BASE_EXCEPTION]);
    } else if (is_kind(c, T_TUPLE)) {
        ok = true;
        for (size_t i = 0; i < ((tuple *)as_obj(c))->len; i++) {
            value x = ((tuple *)as_obj(c))->items[i];
            ok &= is_kind(x, T_TYPE) && is_subtype((type *)as_obj(x), t->vm->exc[E_BASE_EXCEPTION]);
        }
    }
    if (!ok) {
        raise_error(t, E_TYPE_ERROR,
                    "expected a function, exception type or tuple of exception types");
    }
    return ok;
}

static value group_split(thread *t, value *a, int n) {
    (void)n;
    value match, rest;
    return condition_ok(t, a[1]) && group_divide(t, a[0], a[1], &match, &rest)
               ? tuple_pair(t, match, rest)
               : NIL;
}

static value group_subgroup(thread *t, value *a, int n) {
    (void)n;
    value match;
    return condition_ok(t, a[1]) && group_divide(t, a[0], a[1], &match, NULL) ? match : NIL;
}

value exc_group_new(thread *t, const char *message, value exceptions) {
    value text = str_from(t, message);
    return text == NIL ? NIL
                       : call2(t, from_obj(t->vm->exc[E_BASE_EXCEPTION_GROUP]), text, exceptions);
}

/* Adds the addresses of those in exc that are no groups. */
static bool collect_members(thread *t, value exc, set *ids) {
    if (!is_group(t, exc)) {
        value id = exc == NONE ? NONE : int_new(t, (int64_t)(intptr_t)as_obj(exc));
        return exc == NONE || (id != NIL && set_add(t, ids, id));
    }
    if (!c_stack_ok(t)) {
        return false;
    }
    const tuple *members = (tuple *)as_obj(exc_field(exc, GROUP_EXCEPTIONS));
    for (size_t i = 0; i < members->len; i++) {
        if (!collect_members(t, members->items[i], ids)) {
            return false;
        }
    }
    return true;
}

/* Was e only passed on? Then it is a part of the original, or one that looks as if it were. */
static bool is_part_of(value e, value original) {
    const exception *x = as_exc(e), *y = as_exc(original);
    return x->traceback == y->traceback && x->cause == y->cause && x->context == y->context;
}

value exc_group_reraise(thread *t, value original, list *excs) {
    if (!is_group(t, original)) {
        return excs->items[0]; /* only one clause can have run: what it raised, or what none took */
    }
    value raised = list_new(t, 0), ids = set_new(t, T_SET), again;
    if (raised == NIL || ids == NIL) {
        return NIL;
    }
    for (size_t i = 0; i < excs->len; i++) {
        value e = excs->items[i];
        if (e != NONE && !(is_part_of(e, original) ? collect_members(t, e, (set *)as_obj(ids))
                                                   : list_append(t, (list *)as_obj(raised), e))) {
            return NIL;
        }
    }
    if (!group_divide(t, original, ids, &again, NULL) || ((list *)as_obj(raised))->len == 0) {
        return t->exc == NIL ? again : NIL;
    }
    return again == NONE || list_append(t, (list *)as_obj(raised), again)
               ? exc_group_new(t, "", raised)
               : NIL;
}

static value group_class_getitem(thread *t, value *a, int n) {
    (void)n;
    return generic_alias_new(t, a[0], a[1]);
}

static const native_def group_methods[] = {
    {"derive", group_derive, "self, excs, /", 0, NULL},
    {"split", group_split, "self, condition, /", 0, NULL},
    {"subgroup", group_subgroup, "self, condition, /", 0, NULL},
    {"__class_getitem__", group_class_getitem, "cls, item, /", NATIVE_CLASS, "See PEP 585"},
    {NULL, NULL, NULL, 0, NULL},
};

/* ---- text ---- */

static value exc_str(thread *t, value self) {
    tuple *args = args_of(self);
    if (args->len == 0) {
        return from_obj(t->vm->empty_str);
    }
    return op_str(t, args->len == 1 ? args->items[0] : as_exc(self)->args);
}

static value exc_repr(thread *t, value self) {
    tuple *args = args_of(self);
    type *cls = as_obj(self)->type;
    return args->len == 1 ? str_format(t, "%s(%R)", type_short_name(cls), args->items[0])
                          : str_format(t, "%s%R", type_short_name(cls), as_exc(self)->args);
}

static value key_error_str(thread *t, value self) {
    tuple *args = args_of(self);
    return args->len == 1 ? op_repr(t, args->items[0]) : exc_str(t, self);
}

static value import_error_str(thread *t, value self) {
    value msg = exc_field(self, IMPORT_MSG);
    return msg != NIL && is_exact(msg, T_STR) ? msg : exc_str(t, self);
}

/* ---- attributes that all have ---- */

static value exc_get_args(thread *t, value self) {
    (void)t;
    return as_exc(self)->args;
}

static bool exc_set_args(thread *t, value self, value x) {
    if (x == NIL) {
        raise_error(t, E_TYPE_ERROR, "args may not be deleted");
        return false;
    }
    value args = tuple_from(t, x);
    as_exc(self)->args = args != NIL ? args : as_exc(self)->args;
    return args != NIL;
}

static value exc_get_traceback(thread *t, value self) {
    (void)t;
    value tb = as_exc(self)->traceback;
    return tb == NIL ? NONE : tb;
}

static bool exc_set_traceback(thread *t, value self, value x) {
    if (x == NIL) {
        raise_error(t, E_TYPE_ERROR, "__traceback__ may not be deleted");
        return false;
    }
    if (x != NONE && !is_kind(x, T_TRACEBACK)) {
        raise_error(t, E_TYPE_ERROR, "__traceback__ must be a traceback or None");
        return false;
    }
    as_exc(self)->traceback = x == NONE ? NIL : x;
    return true;
}

static bool is_exception_or_none(thread *t, value x, const char *what) {
    if (x == NIL) {
        raise_error(t, E_TYPE_ERROR, "__%s__ may not be deleted", what);
        return false;
    }
    if (x != NONE && !is_kind(x, T_EXCEPTION)) {
        raise_error(t, E_TYPE_ERROR, "exception %s must be None or derive from BaseException",
                    what);
        return false;
    }
    return true;
}

static value exc_get_context(thread *t, value self) {
    (void)t;
    return as_exc(self)->context == NIL ? NONE : as_exc(self)->context;
}

static bool exc_set_context(thread *t, value self, value x) {
    if (!is_exception_or_none(t, x, "context")) {
        return false;
    }
    as_exc(self)->context = x == NONE ? NIL : x;
    return true;
}

static value exc_get_cause(thread *t, value self) {
    (void)t;
    return as_exc(self)->cause == NIL ? NONE : as_exc(self)->cause;
}

static bool exc_set_cause(thread *t, value self, value x) {
    if (!is_exception_or_none(t, x, "cause")) {
        return false;
    }
    as_exc(self)->cause = x == NONE ? NIL : x;
    as_exc(self)->suppress_context = true;
    return true;
}

static value exc_get_suppress(thread *t, value self) {
    (void)t;
    return from_bool(as_exc(self)->suppress_context);
}

static bool exc_set_suppress(thread *t, value self, value x) {
    if (x == NIL) {
        raise_error(t, E_TYPE_ERROR, "can't delete numeric/char attribute");
        return false;
    }
    if (!is_bool(x)) {
        raise_error(t, E_TYPE_ERROR, "attribute value type must be bool");
        return false;
    }
    as_exc(self)->suppress_context = x == V_TRUE;
    return true;
}

static value exc_with_traceback(thread *t, value *a, int n) {
    (void)n;
    return exc_set_traceback(t, a[0], a[1]) ? a[0] : NIL;
}

static value exc_add_note(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "note must be a str, not '%T'", a[1]);
    }
    bool failed;
    value notes = op_getattr_opt(t, a[0], N(t, __notes__), &failed);
    if (failed) {
        return NIL;
    }
    if (notes == NIL) {
        notes = list_new(t, 1);
        if (notes == NIL || !op_setattr(t, a[0], N(t, __notes__), notes)) {
            return NIL;
        }
    }
    if (!is_kind(notes, T_LIST)) {
        return raise_error(t, E_TYPE_ERROR, "Cannot add note: __notes__ is not a list");
    }
    return list_append(t, (list *)as_obj(notes), a[1]) ? NONE : NIL;
}

/* What an ImportError is made with again: its attributes, its name and its path. */
static bool import_error_state(thread *t, value e, value *state) {
    value name = exc_field(e, IMPORT_NAME), path = exc_field(e, IMPORT_PATH);
    if (name == NIL && path == NIL) {
        return true;
    }
    dict *d = *state == NIL ? dict_new(t) : dict_copy(t, (dict *)as_obj(*state));
    if (d == NULL) {
        return false;
    }
    *state = from_obj(d);
    return (name == NIL || dict_set_str(t, d, N(t, name), name)) &&
           (path == NIL || dict_set_str(t, d, N(t, path), path));
}

static value exc_reduce(thread *t, value *a, int n) {
    (void)n;
    value parts[3] = {from_obj(as_obj(a[0])->type), as_exc(a[0])->args, as_exc(a[0])->attrs};
    if (is_subtype(as_obj(a[0])->type, t->vm->exc[E_OS_ERROR]) && args_of(a[0])->len == 2 &&
        exc_field(a[0], OS_FILENAME) != NIL) {
        value second = exc_field(a[0], OS_FILENAME2);
        value full[5] = {args_of(a[0])->items[0], args_of(a[0])->items[1],
                         exc_field(a[0], OS_FILENAME), NONE, second};
        parts[1] = tuple_of(t, full, second == NIL ? 3 : 5);
        if (parts[1] == NIL) {
            return NIL;
        }
    }
    if (is_subtype(as_obj(a[0])->type, t->vm->exc[E_IMPORT_ERROR]) &&
        !import_error_state(t, a[0], &parts[2])) {
        return NIL;
    }
    return tuple_of(t, parts, parts[2] == NIL ? 2 : 3);
}

static value exc_setstate(thread *t, value *a, int n) {
    (void)n;
    if (a[1] == NONE) {
        return NONE;
    }
    if (!is_kind(a[1], T_DICT)) {
        return raise_error(t, E_TYPE_ERROR, "state is not a dictionary");
    }
    size_t pos = 0;
    value key, x;
    while (dict_next((dict *)as_obj(a[1]), &pos, &key, &x)) {
        if (!is_kind(key, T_STR) || !op_setattr(t, a[0], (str *)as_obj(key), x)) {
            return t->exc != NIL ? NIL
                                 : raise_error(t, E_TYPE_ERROR,
                                               "attribute name must be string, not '%T'", key);
        }
    }
    return NONE;
}

static void exc_trace(gc *g, object *o) {
    exception *e = (exception *)o;
    gc_value(g, e->args);
    gc_value(g, e->cause);
    gc_value(g, e->context);
    gc_value(g, e->traceback);
    gc_value(g, e->notes);
    gc_value(g, e->fields);
}

static const native_def exc_methods[] = {
    {"with_traceback", exc_with_traceback, "self, tb, /", 0,
     "Exception.with_traceback(tb) --\n    set self.__traceback__ to tb and return self."},
    {"add_note", exc_add_note, "self, note, /", 0,
     "Exception.add_note(note) --\n    add a note to the exception"},
    {"__reduce__", exc_reduce, "self, /", 0, NULL},
    {"__setstate__", exc_setstate, "self, state, /", 0, NULL},
    {NULL, NULL, NULL, 0, NULL},
};

static const getset_def exc_getset[] = {
    {"__suppress_context__", exc_get_suppress, exc_set_suppress, NULL},
    {"__dict__", object_get_dict, object_set_dict, NULL},
    {"args", exc_get_args, exc_set_args, NULL},
    {"__traceback__", exc_get_traceback, exc_set_traceback, NULL},
    {"__context__", exc_get_context, exc_set_context, "exception context"},
    {"__cause__", exc_get_cause, exc_set_cause, "exception cause"},
    {NULL, NULL, NULL, NULL},
};

const type_spec exception_spec = {
    .name = "BaseException",
    .size = sizeof(exception),
    .flags = TYPE_BASE | TYPE_HAS_DICT,
    .dict_offset = offsetof(exception, attrs),
    .trace = exc_trace,
    .slots = {.repr = exc_repr, .str = exc_str, .new = exc_new_slot, .init = exc_init},
    .methods = exc_methods,
    .getset = exc_getset,
    .doc = "Common base class for all exceptions",
};

/* ---- attributes of some ---- */

#define FIELD(prefix, name, index)                                    \
    static value prefix##_get_##name(thread *t, value self) {         \
        (void)t;                                                      \
        return field_or_none(self, index);                            \
    }                                                                 \
    static bool prefix##_set_##name(thread *t, value self, value x) { \
        return set_field(t, self, index, x);                          \
    }
#define ROW(prefix, name) {#name, prefix##_get_##name, prefix##_set_##name, NULL},
#define END \
    { NULL, NULL, NULL, NULL }

FIELD(os_error, errno_, OS_ERRNO)
FIELD(os_error, strerror, OS_STRERROR)
FIELD(os_error, filename, OS_FILENAME)
FIELD(os_error, filename2, OS_FILENAME2)

static value os_error_get_written(thread *t, value self) {
    value v = exc_field(self, OS_WRITTEN);
    return v != NIL ? v : raise_error(t, E_ATTRIBUTE_ERROR, "characters_written");
}

static bool os_error_set_written(thread *t, value self, value x) {
    if (x == NIL && exc_field(self, OS_WRITTEN) == NIL) {
        raise_error(t, E_ATTRIBUTE_ERROR, "characters_written");
        return false;
    }
    return set_field(t, self, OS_WRITTEN, x);
}

static const getset_def os_error_getset[] = {
    {"errno", os_error_get_errno_, os_error_set_errno_, "POSIX exception code"},
    ROW(os_error, strerror) ROW(os_error, filename) ROW(os_error, filename2){
        "characters_written", os_error_get_written, os_error_set_written, NULL},
    END,
};

/* value and code: args tell until they are set. */
static value stop_iteration_get_value(thread *t, value self) {
    (void)t;
    value v = exc_field(self, ONLY_FIELD);
    return v != NIL ? v : args_of(self)->len > 0 ? args_of(self)->items[0] : NONE;
}

static bool set_only_field(thread *t, value self, value x) {
    return set_field(t, self, ONLY_FIELD, x == NIL ? NONE : x);
}

static const getset_def stop_iteration_getset[] = {
    {"value", stop_iteration_get_value, set_only_field, "generator return value"},
    END,
};

static value system_exit_get_code(thread *t, value self) {
    (void)t;
    value v = exc_field(self, ONLY_FIELD);
    tuple *args = args_of(self);
    return v != NIL         ? v
           : args->len == 0 ? NONE
           : args->len == 1 ? args->items[0]
                            : as_exc(self)->args;
}

static const getset_def system_exit_getset[] = {
    {"code", system_exit_get_code, set_only_field, "exception code"},
    END,
};

static value group_get_message(thread *t, value self) {
    (void)t;
    return field_or_none(self, GROUP_MESSAGE);
}

static value group_get_exceptions(thread *t, value self) {
    (void)t;
    return field_or_none(self, GROUP_EXCEPTIONS);
}

static const getset_def group_getset[] = {
    {"message", group_get_message, attr_readonly, "exception message"},
    {"exceptions", group_get_exceptions, attr_readonly, "nested exceptions"},
    END,
};

FIELD(import_error, msg, IMPORT_MSG)
FIELD(import_error, name, IMPORT_NAME)
FIELD(import_error, path, IMPORT_PATH)
static const getset_def import_error_getset[] = {ROW(import_error, msg) ROW(import_error, name)
                                                     ROW(import_error, path) END};

FIELD(name_error, name, NAME_NAME)
FIELD(name_error, obj, NAME_OBJ)
static const getset_def name_error_getset[] = {ROW(name_error, name) END};
static const getset_def attribute_error_getset[] = {ROW(name_error, name) ROW(name_error, obj) END};

FIELD(syntax_error, msg, SYNTAX_MSG)
FIELD(syntax_error, filename, SYNTAX_FILENAME)
FIELD(syntax_error, lineno, SYNTAX_LINENO)
FIELD(syntax_error, offset, SYNTAX_OFFSET)
FIELD(syntax_error, text, SYNTAX_TEXT)
FIELD(syntax_error, end_lineno, SYNTAX_END_LINENO)
FIELD(syntax_error, end_offset, SYNTAX_END_OFFSET)
FIELD(syntax_error, print_file_and_line, SYNTAX_PRINT)
static const getset_def syntax_error_getset[] = {
    ROW(syntax_error, msg) ROW(syntax_error, filename) ROW(syntax_error, lineno)
        ROW(syntax_error, offset) ROW(syntax_error, text) ROW(syntax_error, end_lineno)
            ROW(syntax_error, end_offset) ROW(syntax_error, print_file_and_line) END,
};

FIELD(unicode_error, encoding, UNICODE_ENCODING)
FIELD(unicode_error, object, UNICODE_OBJECT)
FIELD(unicode_error, start, UNICODE_START)
FIELD(unicode_error, end, UNICODE_END)
FIELD(unicode_error, reason, UNICODE_REASON)
static const getset_def unicode_error_getset[] = {
    ROW(unicode_error, encoding) ROW(unicode_error, object) ROW(unicode_error, start)
        ROW(unicode_error, end) ROW(unicode_error, reason) END,
};

/* ---- the classes ---- */

#define DOC_BASE_EXCEPTION "Common base class for all exceptions"
#define DOC_EXCEPTION "Common base class for all non-exit exceptions."
#define DOC_KEYBOARD_INTERRUPT "Program interrupted by user."
#define DOC_SYSTEM_EXIT "Request to exit from the interpreter."
#define DOC_GENERATOR_EXIT "Request that a generator exit."
#define DOC_BASE_EXCEPTION_GROUP "A combination of multiple unrelated exceptions."
#define DOC_EXCEPTION_GROUP NULL
#define DOC_ARITHMETIC_ERROR "Base class for arithmetic errors."
#define DOC_FLOATING_POINT_ERROR "Floating point operation failed."
#define DOC_OVERFLOW_ERROR "Result too large to be represented."
#define DOC_ZERO_DIVISION_ERROR "Second argument to a division or modulo operation was zero."
#define DOC_ASSERTION_ERROR "Assertion failed."
#define DOC_ATTRIBUTE_ERROR "Attribute not found."
#define DOC_BUFFER_ERROR "Buffer error."
#define DOC_EOF_ERROR "Read beyond end of file."
#define DOC_IMPORT_ERROR "Import can't find module, or can't find name in module."
#define DOC_MODULE_NOT_FOUND_ERROR "Module not found."
#define DOC_LOOKUP_ERROR "Base class for lookup errors."
#define DOC_INDEX_ERROR "Sequence index out of range."
#define DOC_KEY_ERROR "Mapping key not found."
#define DOC_MEMORY_ERROR "Out of memory."
#define DOC_NAME_ERROR "Name not found globally."
#define DOC_UNBOUND_LOCAL_ERROR "Local name referenced but not bound to a value."
#define DOC_OS_ERROR "Base class for I/O related errors."
#define DOC_BLOCKING_IO_ERROR "I/O operation would block."
#define DOC_CHILD_PROCESS_ERROR "Child process error."
#define DOC_CONNECTION_ERROR "Connection error."
#define DOC_BROKEN_PIPE_ERROR "Broken pipe."
#define DOC_CONNECTION_ABORTED_ERROR "Connection aborted."
#define DOC_CONNECTION_REFUSED_ERROR "Connection refused."
#define DOC_CONNECTION_RESET_ERROR "Connection reset."
#define DOC_FILE_EXISTS_ERROR "File already exists."
#define DOC_FILE_NOT_FOUND_ERROR "File not found."
#define DOC_INTERRUPTED_ERROR "Interrupted by signal."
#define DOC_IS_A_DIRECTORY_ERROR "Operation doesn't work on directories."
#define DOC_NOT_A_DIRECTORY_ERROR "Operation only works on directories."
#define DOC_PERMISSION_ERROR "Not enough permissions."
#define DOC_PROCESS_LOOKUP_ERROR "Process not found."
#define DOC_TIMEOUT_ERROR "Timeout expired."
#define DOC_REFERENCE_ERROR "Weak ref proxy used after referent went away."
#define DOC_RUNTIME_ERROR "Unspecified run-time error."
#define DOC_NOT_IMPLEMENTED_ERROR "Method or function hasn't been implemented yet."
#define DOC_RECURSION_ERROR "Recursion limit exceeded."
#define DOC_STOP_ITERATION "Signal the end from iterator.__next__()."
#define DOC_STOP_ASYNC_ITERATION "Signal the end from iterator.__anext__()."
#define DOC_SYNTAX_ERROR "Invalid syntax."
#define DOC_INDENTATION_ERROR "Improper indentation."
#define DOC_TAB_ERROR "Improper mixture of spaces and tabs."
#define DOC_SYSTEM_ERROR                                                       \
    "Internal error in the Python interpreter.\n"                              \
    "\n"                                                                       \
    "Please report this to the Python maintainer, along with the traceback,\n" \
    "the Python version, and the hardware/OS platform and version."
#define DOC_TYPE_ERROR "Inappropriate argument type."
#define DOC_VALUE_ERROR "Inappropriate argument value (of correct type)."
#define DOC_UNICODE_ERROR "Unicode related error."
#define DOC_UNICODE_DECODE_ERROR "Unicode decoding error."
#define DOC_UNICODE_ENCODE_ERROR "Unicode encoding error."
#define DOC_UNICODE_TRANSLATE_ERROR "Unicode translation error."
#define DOC_WARNING "Base class for warning categories."
#define DOC_BYTES_WARNING                                                       \
    "Base class for warnings about bytes and buffer related problems, mostly\n" \
    "related to conversion from str or comparing to str."
#define DOC_DEPRECATION_WARNING "Base class for warnings about deprecated features."
#define DOC_ENCODING_WARNING "Base class for warnings about encodings."
#define DOC_FUTURE_WARNING                                                     \
    "Base class for warnings about constructs that will change semantically\n" \
    "in the future."
#define DOC_IMPORT_WARNING "Base class for warnings about probable mistakes in module imports"
#define DOC_PENDING_DEPRECATION_WARNING                                 \
    "Base class for warnings about features which will be deprecated\n" \
    "in the future."
#define DOC_RESOURCE_WARNING "Base class for warnings about resource usage."
#define DOC_RUNTIME_WARNING "Base class for warnings about dubious runtime behavior."
#define DOC_SYNTAX_WARNING "Base class for warnings about dubious syntax."
#define DOC_UNICODE_WARNING                                            \
    "Base class for warnings about Unicode related problems, mostly\n" \
    "related to conversion problems."
#define DOC_USER_WARNING "Base class for warnings generated by user code."

#define WHAT(id, exc_name)                                                            \
    .name = #exc_name, .size = sizeof(exception), .flags = TYPE_BASE | TYPE_HAS_DICT, \
    .doc = DOC_##id

static const type_spec plain[E_COUNT] = {
#define EXC(id, exc_name, base) [E_##id] = {WHAT(id, exc_name)},
#include "vm/exceptions.def"
#undef EXC
};

/* Those that add something to their base. */
static const struct {
    enum exc_id id;
    type_spec spec;
} special[] = {
    {E_OS_ERROR,
     {WHAT(OS_ERROR, OSError),
      .slots = {.str = os_error_str, .new = os_error_new, .init = os_error_init},
      .getset = os_error_getset}},
    {E_BASE_EXCEPTION_GROUP,
     {WHAT(BASE_EXCEPTION_GROUP, BaseExceptionGroup), .slots = {.str = group_str, .new = group_new},
      .methods = group_methods, .getset = group_getset}},
    {E_STOP_ITERATION, {WHAT(STOP_ITERATION, StopIteration), .getset = stop_iteration_getset}},
    {E_SYSTEM_EXIT, {WHAT(SYSTEM_EXIT, SystemExit), .getset = system_exit_getset}},
    {E_IMPORT_ERROR,
     {WHAT(IMPORT_ERROR, ImportError),
      .slots = {.str = import_error_str, .init = import_error_init},
      .getset = import_error_getset}},
    {E_NAME_ERROR,
     {WHAT(NAME_ERROR, NameError), .slots = {.init = name_error_init},
      .getset = name_error_getset}},
    {E_ATTRIBUTE_ERROR,
     {WHAT(ATTRIBUTE_ERROR, AttributeError), .slots = {.init = attribute_error_init},
      .getset = attribute_error_getset}},
    {E_KEY_ERROR, {WHAT(KEY_ERROR, KeyError), .slots = {.str = key_error_str}}},
    {E_SYNTAX_ERROR,
     {WHAT(SYNTAX_ERROR, SyntaxError),
      .slots = {.str = syntax_error_str, .init = syntax_error_init},
      .getset = syntax_error_getset}},
    {E_UNICODE_DECODE_ERROR,
     {WHAT(UNICODE_DECODE_ERROR, UnicodeDecodeError),
      .slots = {.str = unicode_decode_error_str, .init = unicode_decode_error_init},
      .getset = unicode_error_getset}},
    {E_UNICODE_ENCODE_ERROR,
     {WHAT(UNICODE_ENCODE_ERROR, UnicodeEncodeError),
      .slots = {.str = unicode_encode_error_str, .init = unicode_encode_error_init},
      .getset = unicode_error_getset}},
    {E_UNICODE_TRANSLATE_ERROR,
     {WHAT(UNICODE_TRANSLATE_ERROR, UnicodeTranslateError),
      .slots = {.str = unicode_translate_error_str, .init = unicode_translate_error_init},
      .getset = unicode_error_getset}},
};

static const type_spec *spec_of(enum exc_id id) {
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        if (special[i].id == id) {
            return &special[i].spec;
        }
    }
    return &plain[id];
}

bool exceptions_init(thread *t) {
    static const uint8_t bases[E_COUNT] = {
#define EXC(id, exc_name, base) [E_##id] = E_##base,
#include "vm/exceptions.def"
#undef EXC
    };
    vm *m = t->vm;
    m->exc[E_BASE_EXCEPTION] = m->types[T_EXCEPTION];
    for (int i = E_BASE_EXCEPTION + 1; i < E_COUNT; i++) {
        m->exc[i] = type_from_spec(t, spec_of(i), m->exc[bases[i]]);
        if (m->exc[i] == NULL) {
            return false;
        }
    }
    /* The only one with two bases. */
    type *group = m->exc[E_EXCEPTION_GROUP];
    value bases_[2] = {from_obj(m->exc[E_BASE_EXCEPTION_GROUP]), from_obj(m->exc[E_EXCEPTION])};
    value pair = tuple_of(t, bases_, 2);
    tuple *mro = pair == NIL ? NULL : mro_compute(t, group, (tuple *)as_obj(pair));
    if (mro == NULL) {
        return false;
    }
    group->bases = (tuple *)as_obj(pair);
    group->mro = mro;
    return type_add_subclass(t, m->exc[E_EXCEPTION], group);
}

/* ---- raising the ones with fields ---- */

value raise_key_error(thread *t, value key) {
    value args = tuple_of(t, &key, 1);
    value e = args == NIL ? NIL : exc_new(t, t->vm->exc[E_KEY_ERROR], args);
    return e == NIL ? NIL : raise_value(t, e);
}

value raise_stop_iteration(thread *t, value result) {
    bool with = result != NIL && result != NONE;
    value args = with ? tuple_of(t, &result, 1) : from_obj(t->vm->empty_tuple);
    value e = args == NIL ? NIL : exc_new(t, t->vm->exc[E_STOP_ITERATION], args);
    return e == NIL ? NIL : raise_value(t, e);
}

value raise_os_error(thread *t, int errno_, value filename) {
    const char *text = strerror(errno_);
    value a[3] = {int_new(t, errno_), str_decode(t, text, strlen(text), "replace"), filename};
    if (a[1] == NIL) {
        return NIL;
    }
    value e = os_error_new(t, t->vm->exc[E_OS_ERROR], a, filename == NIL ? 2 : 3);
    return e == NIL ? NIL : raise_value(t, e);
}
