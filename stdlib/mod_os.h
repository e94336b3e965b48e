/* mod_os.h: what the parts of the module posix share: os_files.c, os_descriptors.c and
 * os_processes.c, each with a table of functions, and mod_os.c, which makes the module of them.
 *
 * A call that may take long gives the lock up around it (WITHOUT_LOCK). The text of a path is then
 * read without the lock: it stands in a str or bytes object that the caller's arguments, or the
 * path_arg on the C stack, keep alive and that nobody changes.
 */
#ifndef GILVM_STDLIB_MOD_OS_H
#define GILVM_STDLIB_MOD_OS_H

#include <errno.h>

#include "stdlib/outside.h"
#include "stdlib/stdlib.h"
#include "vm/int.h"
#include "vm/str.h"

/* Runs the expression without the lock, unless only calls that really block shall give it up
 * (--io-drop=blocked). errno is kept. */
#define WITHOUT_LOCK(t, expression)                       \
    do {                                                  \
        bool drops_ = !gil_io_drop_blocked((t)->vm->gil); \
        if (drops_) {                                     \
            gil_block_begin((t)->gil, GIL_WHY_CALL, 0);   \
        }                                                 \
        errno = 0;                                        \
        expression;                                       \
        int errno_ = errno;                               \
        if (drops_) {                                     \
            gil_block_end((t)->gil);                      \
        }                                                 \
        errno = errno_;                                   \
    } while (0)

/* As that, for what a following run does not do: it asks, waits or reaches other processes. What
 * came of it is told by one of outside.h's functions behind it. */
#define ASK_WITHOUT_LOCK(t, r, expression) \
    WITHOUT_LOCK(                          \
        t, if (outside_following(t)) { r = 0; } else { expression; })

/* And for what changes files: it is done again; the recorded result counts. */
#define DO_WITHOUT_LOCK(t, kind, r, expression)        \
    do {                                               \
        WITHOUT_LOCK(t, expression);                   \
        r = (int)gil_input_call((t)->gil, kind, r, 0); \
    } while (0)

static inline value raise_errno(thread *t) {
    return raise_os_error(t, errno, NIL);
}

static inline value none_or_error(thread *t, int r) {
    return r < 0 ? raise_errno(t) : NONE;
}

static inline value int_or_error(thread *t, int64_t r) {
    return r < 0 ? raise_errno(t) : int_new(t, r);
}

/* ---- paths as arguments: mod_os.c ---- */

typedef struct path_arg {
    const char *text; /* NULL: it is a descriptor */
    int fd;
    value object; /* a str, bytes or int: what errors show, and what keeps text alive */
    value hold;   /* str with escaped bytes: the bytes */
    bool is_bytes;
} path_arg;

/* What an argument may be beside str, bytes and os.PathLike. */
enum { PATH_FD = 1, PATH_NONE = 2 };

/* The argument `name` of the function `fn`. False = exception. */
bool path_get(thread *t, const char *fn, const char *name, value v, unsigned allowed,
              path_arg *p) MUST_USE;
/* The bytes of p->object, a str or bytes, for the system. */
bool path_text(thread *t, path_arg *p) MUST_USE;
/* errno as an OSError with the name; and for r < 0 that, else None. */
value path_raise(thread *t, const path_arg *p);
value path_result(thread *t, int r, const path_arg *p);
/* A name from the system: bytes if it was asked with bytes. */
value system_text(thread *t, const char *s, size_t len, bool as_bytes);
value os_fspath(thread *t, value *a, int n);
value os_fsencode(thread *t, value *a, int n);

/* ---- other arguments ---- */

/* An int, or dflt where none was given. */
static inline bool optional_int(thread *t, value v, int64_t dflt, int64_t *out) {
    *out = dflt;
    return v == NIL || int_arg(t, v, out);
}

static inline bool optional_truth(thread *t, value v, bool dflt, bool *out) {
    int truth = v == NIL ? dflt : op_truth(t, v);
    *out = truth == 1;
    return truth >= 0;
}

/* ---- the parts ---- */

enum os_type { OS_STAT, OS_STATVFS, OS_TERMINAL_SIZE, OS_TIMES, OS_UNAME, OS_TYPES };

static inline type *os_type(thread *t, enum os_type id) {
    return stdlib_of(t->vm)->os_types[id];
}

extern const type_spec os_stat_spec, os_statvfs_spec, os_terminal_size_spec, os_times_spec,
    os_uname_spec;
extern const native_def os_file_functions[], os_descriptor_functions[], os_process_functions[];

/* Gives the class stat_result its times as floats. */
bool os_add_stat_times(thread *t) MUST_USE;
/* posix.sysconf_names. */
bool os_add_sysconf_names(thread *t, module *m) MUST_USE;

#endif
