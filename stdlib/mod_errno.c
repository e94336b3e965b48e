/* mod_errno.c: the module errno: the system's error numbers by name, and errorcode, the names by
 * number.
 */
#include <errno.h>

#include "stdlib/stdlib.h"

/* clang-format off */
static const module_number codes[] = {
    NUMBER(EPERM), NUMBER(ENOENT), NUMBER(ESRCH), NUMBER(EINTR), NUMBER(EIO), NUMBER(ENXIO),
    NUMBER(E2BIG), NUMBER(ENOEXEC), NUMBER(EBADF), NUMBER(ECHILD), NUMBER(ENOMEM), NUMBER(EACCES),
    NUMBER(EFAULT), NUMBER(EBUSY), NUMBER(EEXIST), NUMBER(EXDEV), NUMBER(ENODEV), NUMBER(ENOTDIR),
    NUMBER(EISDIR), NUMBER(EINVAL), NUMBER(ENFILE), NUMBER(EMFILE), NUMBER(ENOTTY), NUMBER(ETXTBSY),
    NUMBER(EFBIG), NUMBER(ENOSPC), NUMBER(ESPIPE), NUMBER(EROFS), NUMBER(EMLINK), NUMBER(EPIPE),
    NUMBER(EDOM), NUMBER(ERANGE), NUMBER(ENAMETOOLONG), NUMBER(ENOLCK), NUMBER(ENOSYS),
    NUMBER(ENOTEMPTY), NUMBER(ELOOP), NUMBER(EWOULDBLOCK), NUMBER(ENOMSG), NUMBER(EIDRM),
    NUMBER(EOVERFLOW), NUMBER(EILSEQ), NUMBER(EUSERS), NUMBER(ENOTSOCK), NUMBER(EDESTADDRREQ),
    NUMBER(EMSGSIZE), NUMBER(EPROTOTYPE), NUMBER(ENOPROTOOPT), NUMBER(EPROTONOSUPPORT),
    NUMBER(ESOCKTNOSUPPORT), NUMBER(EOPNOTSUPP), NUMBER(ENOTSUP), NUMBER(EPFNOSUPPORT),
    NUMBER(EAFNOSUPPORT), NUMBER(EADDRINUSE), NUMBER(EADDRNOTAVAIL), NUMBER(ENETDOWN),
    NUMBER(ENETUNREACH), NUMBER(ENETRESET), NUMBER(ECONNABORTED), NUMBER(ECONNRESET),
    NUMBER(ENOBUFS), NUMBER(EISCONN), NUMBER(ENOTCONN), NUMBER(ESHUTDOWN), NUMBER(ETIMEDOUT),
    NUMBER(ECONNREFUSED), NUMBER(EHOSTDOWN), NUMBER(EHOSTUNREACH), NUMBER(EALREADY),
    NUMBER(EINPROGRESS), NUMBER(ESTALE), NUMBER(EDQUOT), NUMBER(ECANCELED), NUMBER(EOWNERDEAD),
    NUMBER(ENOTRECOVERABLE), NUMBER(EPROTO), NUMBER(EBADMSG), NUMBER(ENOLINK), NUMBER(EMULTIHOP),
    NUMBER(EDEADLK), NUMBER(EAGAIN), {0},
};
/* clang-format on */

static bool errno_init(thread *t, module *m) {
    dict *names_by_code = dict_new(t);
    for (const module_number *c = codes; names_by_code != NULL && c->name != NULL; c++) {
        value name = str_from(t, c->name);
        if (name == NIL || !dict_set(t, names_by_code, from_small(c->number), name)) {
            return false;
        }
    }
    return names_by_code != NULL && module_set_numbers(t, m, codes) &&
           module_set(t, m, "errorcode", from_obj(names_by_code));
}

const module_def errno_module = {
    "errno",
    "This module makes available standard errno system symbols.",
    NULL,
    errno_init,
};
