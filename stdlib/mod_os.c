/* mod_os.c: the module posix, under os.py and posixpath.py: the system's calls, with CPython's
 * argument checks and its OSErrors. The calls stand in os_files.c, os_descriptors.c and
 * os_processes.c; here is what they share (mod_os.h): paths as arguments, and the module itself.
 */
#include "stdlib/mod_os.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vm/dict.h"
#include "vm/seq.h"
#include "vm/type.h"

/* ---- paths ---- */

/* An object's __fspath__(); NIL without exception = has none. */
static value call_fspath(thread *t, value v) {
    bool found;
    value p = call_special(t, v, N(t, __fspath__), NULL, 0, &found);
    if (p != NIL && !is_kind(p, T_STR) && !is_kind(p, T_BYTES)) {
        return raise_error(t, E_TYPE_ERROR,
                           "expected %T.__fspath__() to return str or bytes, not %T", v, p);
    }
    return p;
}

value os_fspath(thread *t, value *a, int n) {
    (void)n;
    if (is_kind(a[0], T_STR) || is_kind(a[0], T_BYTES)) {
        return a[0];
    }
    value p = call_fspath(t, a[0]);
    return p == NIL && t->exc == NIL
               ? raise_error(t, E_TYPE_ERROR, "expected str, bytes or os.PathLike object, not %T",
                             a[0])
               : p;
}

static bool refuse_path(thread *t, const char *fn, const char *name, unsigned allowed, value v) {
    const char *what = allowed == (PATH_FD | PATH_NONE)
                           ? "string, bytes, os.PathLike, integer or None"
                       : allowed == PATH_FD   ? "string, bytes, os.PathLike or integer"
                       : allowed == PATH_NONE ? "string, bytes, os.PathLike or None"
                                              : "string, bytes or os.PathLike";
    raise_error(t, E_TYPE_ERROR, "%s: %s should be %s, not %T", fn, name, what, v);
    return false;
}

bool path_text(thread *t, path_arg *p) {
    size_t len;
    const uint8_t *data;
    p->hold = p->object;
    p->is_bytes = is_kind(p->object, T_BYTES);
    if (!p->is_bytes && str_has_surrogates((str *)as_obj(p->object))) {
        p->hold = str_encode(t, (str *)as_obj(p->object), "utf-8", "surrogateescape");
        if (p->hold == NIL) {
            return false;
        }
    }
    if (is_kind(p->hold, T_STR)) {
        p->text = str_terminated(t, (str *)as_obj(p->hold));
        if (p->text == NULL) {
            return false;
        }
        len = ((str *)as_obj(p->hold))->len;
    } else {
        bytes_view(p->hold, &data, &len);
        p->text = (const char *)data;
    }
    if (strlen(p->text) != len) {
        raise_error(t, E_VALUE_ERROR, "embedded null byte");
        return false;
    }
    return true;
}

bool path_get(thread *t, const char *fn, const char *name, value v, unsigned allowed, path_arg *p) {
    *p = (path_arg){.fd = -1, .object = v};
    if ((v == NONE || v == NIL) && allowed & PATH_NONE) {
        p->text = ".";
        p->object = NIL;
        return true;
    }
    if (!is_kind(v, T_STR) && !is_kind(v, T_BYTES)) {
        if (allowed & PATH_FD && is_any_int(v)) {
            int64_t fd;
            if (!int_to_int64(v, &fd) || fd > INT32_MAX || fd < INT32_MIN) {
                raise_error(t, E_OVERFLOW_ERROR, "fd is %s than %s",
                            int_sign(v) > 0 ? "greater" : "less",
                            int_sign(v) > 0 ? "maximum" : "minimum");
                return false;
            }
            p->fd = (int)fd;
            return true;
        }
        p->object = call_fspath(t, v);
        if (p->object == NIL) {
            return t->exc == NIL && refuse_path(t, fn, name, allowed, v);
        }
    }
    return path_text(t, p);
}

value path_raise(thread *t, const path_arg *p) {
    return raise_os_error(t, errno, p->object);
}

value path_result(thread *t, int r, const path_arg *p) {
    return r < 0 ? path_raise(t, p) : NONE;
}

value system_text(thread *t, const char *s, size_t len, bool as_bytes) {
    return as_bytes ? bytes_new(t, s, len) : str_decode(t, s, len, "surrogateescape");
}

value os_fsencode(thread *t, value *a, int n) {
    value p = os_fspath(t, a, n);
    return p == NIL || is_kind(p, T_BYTES)
               ? p
               : str_encode(t, (str *)as_obj(p), "utf-8", "surrogateescape");
}

static value os_fsdecode(thread *t, value *a, int n) {
    const uint8_t *data;
    size_t len;
    value p = os_fspath(t, a, n);
    return p == NIL || !bytes_view(p, &data, &len)
               ? p
               : str_decode(t, (const char *)data, len, "surrogateescape");
}

/* ---- the module ---- */

static const native_def path_functions[] = {
    {"fspath", os_fspath, "path", 0,
     "Return the file system path representation of the object.\n\n"
     "If the object is str or bytes, then allow it to pass through as-is. If the\n"
     "object defines __fspath__(), then return the result of that method. All other\n"
     "types raise a TypeError."},
    {"fsencode", os_fsencode, "filename", 0,
     "Encode filename (an os.PathLike, bytes, or str) to the "
     "filesystem\nencoding with 'surrogateescape' error handler, return bytes unchanged."},
    {"fsdecode", os_fsdecode, "filename", 0,
     "Decode filename (an os.PathLike, bytes, or str) from the "
     "filesystem\nencoding with 'surrogateescape' error handler, return str unchanged."},
    {0},
};

/* clang-format off */
static const module_number numbers[] = {
    NUMBER(F_OK), NUMBER(R_OK), NUMBER(W_OK), NUMBER(X_OK), NUMBER(O_RDONLY), NUMBER(O_WRONLY),
    NUMBER(O_RDWR), NUMBER(O_APPEND), NUMBER(O_CREAT), NUMBER(O_EXCL), NUMBER(O_TRUNC),
    NUMBER(O_NONBLOCK), NUMBER(O_NDELAY), NUMBER(O_SYNC), NUMBER(O_DSYNC), NUMBER(O_NOCTTY),
    NUMBER(O_CLOEXEC), NUMBER(O_DIRECTORY), NUMBER(O_NOFOLLOW), NUMBER(WNOHANG), NUMBER(WUNTRACED),
    NUMBER(WCONTINUED), {"EX_OK", 0}, {"P_NOWAIT", 1}, {"P_NOWAITO", 1}, {"P_WAIT", 0}, {0},
};
/* clang-format on */

static bool os_init(thread *t, module *m) {
    static const struct {
        const type_spec *spec;
        int visible;
        const char *name;
    } rows[OS_TYPES] = {
        [OS_STAT] = {&os_stat_spec, 10, "stat_result"},
        [OS_STATVFS] = {&os_statvfs_spec, 10, "statvfs_result"},
        [OS_TERMINAL_SIZE] = {&os_terminal_size_spec, 2, "terminal_size"},
        [OS_TIMES] = {&os_times_spec, 5, "times_result"},
        [OS_UNAME] = {&os_uname_spec, 5, "uname_result"},
    };
    value all = tuple_new(t, OS_TYPES), *root = vm_root(t->vm);
    if (all == NIL || root == NULL) {
        return false;
    }
    *root = all;
    for (int i = 0; i < OS_TYPES; i++) {
        type *cls = structseq_type(t, rows[i].spec, rows[i].visible);
        if (cls == NULL || !module_set(t, m, rows[i].name, from_obj(cls))) {
            return false;
        }
        ((tuple *)as_obj(all))->items[i] = from_obj(cls);
        stdlib_of(t->vm)->os_types[i] = cls;
    }
    return module_add_functions(t, m, os_file_functions, "fspath") &&
           module_add_functions(t, m, os_descriptor_functions, "fspath") &&
           module_add_functions(t, m, os_process_functions, "fspath") && os_add_stat_times(t) &&
           os_add_sysconf_names(t, m) &&
           module_set(t, m, "error", from_obj(t->vm->exc[E_OS_ERROR])) &&
           module_set_numbers(t, m, numbers);
}

const module_def posix_module = {
    "posix",
    "This module provides access to operating system functionality that is\n"
    "standardized by the C Standard and the POSIX standard (a thinly\n"
    "disguised Unix interface).  Refer to the library manual and\n"
    "corresponding Unix manual entries for more information on calls.",
    path_functions,
    os_init,
};
