/* mod_errno.c: the module errno: the system's error numbers by name, and errorcode, the names by
 * number.
 */
#include <errno.h>

#include "stdlib/stdlib.h"

#define CODES(X)                                                                                   \
    X(EPERM)                                                                                       \
    X(ENOENT)                                                                                      \
    X(ESRCH) X(EINTR) X(EIO) X(ENXIO) X(E2BIG) X(ENOEXEC) X(EBADF) X(ECHILD) X(ENOMEM) X(EACCES)   \
        X(EFAULT) X(EBUSY) X(EEXIST) X(EXDEV) X(ENODEV) X(ENOTDIR) X(EISDIR) X(EINVAL) X(ENFILE)   \
            X(EMFILE) X(ENOTTY) X(ETXTBSY) X(EFBIG) X(ENOSPC) X(ESPIPE) X(EROFS) X(EMLINK)         \
                X(EPIPE) X(EDOM) X(ERANGE) X(ENAMETOOLONG) X(ENOLCK) X(ENOSYS) X(ENOTEMPTY)        \
                    X(ELOOP) X(EWOULDBLOCK) X(ENOMSG) X(EIDRM) X(EOVERFLOW) X(EILSEQ) X(EUSERS)    \
                        X(ENOTSOCK) X(EDESTADDRREQ) X(EMSGSIZE) X(EPROTOTYPE) X(ENOPROTOOPT)       \
                            X(EPROTONOSUPPORT) X(ESOCKTNOSUPPORT) X(EOPNOTSUPP) X(ENOTSUP)         \
                                X(EPFNOSUPPORT) X(EAFNOSUPPORT) X(EADDRINUSE) X(EADDRNOTAVAIL)     \
                                    X(ENETDOWN) X(ENETUNREACH) X(ENETRESET) X(ECONNABORTED)        \
                                        X(ECONNRESET) X(ENOBUFS) X(EISCONN) X(ENOTCONN)            \
                                            X(ESHUTDOWN) X(ETIMEDOUT) X(ECONNREFUSED) X(EHOSTDOWN) \
                                                X(EHOSTUNREACH) X(EALREADY) X(EINPROGRESS)         \
                                                    X(ESTALE) X(EDQUOT) X(ECANCELED) X(EOWNERDEAD) \
                                                        X(ENOTRECOVERABLE) X(EPROTO) X(EBADMSG)    \
                                                            X(ENOLINK) X(EMULTIHOP) X(EDEADLK)     \
                                                                X(EAGAIN)

static bool errno_init(thread *t, module *m) {
    static const struct {
        const char *name;
        int code;
    } rows[] = {
#define X(name) {#name, name},
        CODES(X)
#undef X
    };
    dict *names_by_code = dict_new(t);
    for (size_t i = 0; names_by_code != NULL && i < sizeof rows / sizeof rows[0]; i++) {
        value name = str_from(t, rows[i].name);
        if (name == NIL || !module_set_int(t, m, rows[i].name, rows[i].code) ||
            !dict_set(t, names_by_code, from_small(rows[i].code), name)) {
            return false;
        }
    }
    return names_by_code != NULL && module_set(t, m, "errorcode", from_obj(names_by_code));
}

const module_def errno_module = {
    "errno",
    "This module makes available standard errno system symbols.",
    NULL,
    errno_init,
};
