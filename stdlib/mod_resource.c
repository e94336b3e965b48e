/* mod_resource.c: the module resource: what the process and its children used, and its limits.
 * os.wait4 answers the same figures. */
#include <errno.h>
#include <sys/resource.h>

#include "stdlib/outside.h"
#include "stdlib/stdlib.h"
#include "vm/int.h"
#include "vm/str.h"
#include "vm/type.h"

static const getset_def fields[] = {
    STRUCTSEQ_FIELD(0, "ru_utime", "user time used"),
    STRUCTSEQ_FIELD(1, "ru_stime", "system time used"),
    STRUCTSEQ_FIELD(2, "ru_maxrss", "max. resident set size"),
    STRUCTSEQ_FIELD(3, "ru_ixrss", "shared memory size"),
    STRUCTSEQ_FIELD(4, "ru_idrss", "unshared data size"),
    STRUCTSEQ_FIELD(5, "ru_isrss", "unshared stack size"),
    STRUCTSEQ_FIELD(6, "ru_minflt", "page faults not requiring I/O"),
    STRUCTSEQ_FIELD(7, "ru_majflt", "page faults requiring I/O"),
    STRUCTSEQ_FIELD(8, "ru_nswap", "number of swap outs"),
    STRUCTSEQ_FIELD(9, "ru_inblock", "block input operations"),
    STRUCTSEQ_FIELD(10, "ru_oublock", "block output operations"),
    STRUCTSEQ_FIELD(11, "ru_msgsnd", "IPC messages sent"),
    STRUCTSEQ_FIELD(12, "ru_msgrcv", "IPC messages received"),
    STRUCTSEQ_FIELD(13, "ru_nsignals", "signals received"),
    STRUCTSEQ_FIELD(14, "ru_nvcsw", "voluntary context switches"),
    STRUCTSEQ_FIELD(15, "ru_nivcsw", "involuntary context switches"),
    {0},
};
enum { NFIELDS = 16 };

static const type_spec rusage_spec =
    STRUCTSEQ_SPEC("resource.struct_rusage", fields, "struct_rusage: Result from getrusage.");

static value seconds(struct timeval tv) {
    return from_double((double)tv.tv_sec + (double)tv.tv_usec * 1e-6);
}

value resource_rusage(thread *t, const struct rusage *u) {
    value cls = stdlib_import_attr(t, "resource", "struct_rusage");
    const long raw[] = {u->ru_maxrss, u->ru_ixrss,    u->ru_idrss,   u->ru_isrss,   u->ru_minflt,
                        u->ru_majflt, u->ru_nswap,    u->ru_inblock, u->ru_oublock, u->ru_msgsnd,
                        u->ru_msgrcv, u->ru_nsignals, u->ru_nvcsw,   u->ru_nivcsw};
    int64_t told[NFIELDS + 2] = {u->ru_utime.tv_sec, u->ru_utime.tv_usec, u->ru_stime.tv_sec,
                                 u->ru_stime.tv_usec};
    for (int i = 2; i < NFIELDS; i++) {
        told[i + 2] = raw[i - 2];
    }
    outside_numbers(t, "usage", 0, told, NFIELDS + 2);
    value f[NFIELDS] = {seconds((struct timeval){told[0], told[1]}),
                        seconds((struct timeval){told[2], told[3]})};
    for (int i = 2; i < NFIELDS; i++) {
        f[i] = int_new(t, told[i + 2]);
    }
    return cls == NIL ? NIL : structseq_new(t, (type *)as_obj(cls), f);
}

static value resource_getrusage(thread *t, value *a, int n) {
    (void)n;
    int64_t who;
    struct rusage u;
    if (!int_arg(t, a[0], &who)) {
        return NIL;
    }
    if (getrusage((int)who, &u) != 0) {
        return errno == EINVAL ? raise_error(t, E_VALUE_ERROR, "invalid who parameter")
                               : raise_os_error(t, errno, NIL);
    }
    return resource_rusage(t, &u);
}

static value limit(thread *t, rlim_t v) {
    return v == RLIM_INFINITY ? from_small(-1) : int_new(t, (int64_t)v);
}

static bool which(thread *t, value v, int *out) {
    int64_t i;
    if (!int_arg(t, v, &i)) {
        return false;
    }
    if (i < 0 || i >= RLIM_NLIMITS) {
        raise_error(t, E_VALUE_ERROR, "invalid resource specified");
        return false;
    }
    *out = (int)i;
    return true;
}

static value resource_getrlimit(thread *t, value *a, int n) {
    (void)n;
    int what;
    struct rlimit r;
    if (!which(t, a[0], &what)) {
        return NIL;
    }
    if (getrlimit(what, &r) != 0) {
        return raise_os_error(t, errno, NIL);
    }
    return tuple_pair(t, limit(t, r.rlim_cur), limit(t, r.rlim_max));
}

static value resource_setrlimit(thread *t, value *a, int n) {
    (void)n;
    int what;
    int64_t soft, hard;
    if (!which(t, a[0], &what)) {
        return NIL;
    }
    if (!is_kind(a[1], T_TUPLE) || ((tuple *)as_obj(a[1]))->len != 2) {
        return raise_error(t, E_VALUE_ERROR, "expected a tuple of 2 integers");
    }
    tuple *pair = (tuple *)as_obj(a[1]);
    if (!int_arg(t, pair->items[0], &soft) || !int_arg(t, pair->items[1], &hard)) {
        return NIL;
    }
    struct rlimit r = {(rlim_t)soft, (rlim_t)hard};
    if (setrlimit(what, &r) != 0) {
        return errno == EINVAL
                   ? raise_error(t, E_VALUE_ERROR, "current limit exceeds maximum limit")
               : errno == EPERM
                   ? raise_error(t, E_VALUE_ERROR, "not allowed to raise maximum limit")
                   : raise_os_error(t, errno, NIL);
    }
    return NONE;
}

static const native_def functions[] = {
    {"getrusage", resource_getrusage, "who, /", 0,
     "What this process, its children or this thread used."},
    {"getrlimit", resource_getrlimit, "resource, /", 0, "The soft and the hard limit."},
    {"setrlimit", resource_setrlimit, "resource, limits, /", 0,
     "Sets the soft and the hard limit."},
    {0},
};

/* clang-format off */
static const module_number constants[] = {
    NUMBER(RUSAGE_SELF), NUMBER(RUSAGE_CHILDREN), NUMBER(RLIMIT_CPU), NUMBER(RLIMIT_FSIZE),
    NUMBER(RLIMIT_DATA), NUMBER(RLIMIT_STACK), NUMBER(RLIMIT_CORE), NUMBER(RLIMIT_NOFILE),
    NUMBER(RLIMIT_AS), {"RLIM_INFINITY", -1},
#ifdef RUSAGE_THREAD
    NUMBER(RUSAGE_THREAD),
#endif
#ifdef RLIMIT_NPROC
    NUMBER(RLIMIT_NPROC),
#endif
    {0},
};
/* clang-format on */

static bool init(thread *t, module *m) {
    type *cls = structseq_type(t, &rusage_spec, NFIELDS);
    return cls != NULL && module_set_numbers(t, m, constants) &&
           module_set(t, m, "struct_rusage", from_obj(cls)) &&
           module_set(t, m, "error", from_obj(t->vm->exc[E_OS_ERROR]));
}

const module_def resource_module = {"resource", NULL, functions, init};
