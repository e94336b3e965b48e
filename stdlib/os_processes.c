/* os_processes.c: the part of the module posix (mod_os.c) about processes: this one and its
 * environment, starting others, signalling them and waiting for them, and the machine that they
 * run on. Starting a program without a fork is mod_process.c's.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_getaffinity */
#endif
#include "stdlib/mod_os.h"

#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gil/host.h"
#include "vm/collector.h"
#include "vm/dict.h"
#include "vm/gc.h"
#include "vm/seq.h"
#include "vm/type.h"

extern char **environ;

/* ---- processes ---- */

#define ID_CALL(name)                                                                  \
    static value os_##name(thread *t, value *a, int n) {                               \
        (void)a;                                                                       \
        (void)n;                                                                       \
        return int_new(t, (int64_t)gil_input_number(t->gil, #name, (uint64_t)name())); \
    }
ID_CALL(getuid)
ID_CALL(geteuid)
ID_CALL(getgid)
ID_CALL(getegid)
ID_CALL(getpgrp)
#undef ID_CALL

static pid_t own_pid(thread *t) {
    return gil_is_simulated(t->vm->gil)
               ? VIRTUAL_PID
               : (pid_t)gil_input_number(t->gil, "getpid", (uint64_t)getpid());
}

static value os_getpid(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return from_small(own_pid(t));
}

static value os_getppid(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return from_small(gil_is_simulated(t->vm->gil)
                          ? 1
                          : (int64_t)gil_input_number(t->gil, "getppid", (uint64_t)getppid()));
}

static value os_setsid(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    int r = outside_following(t) ? 0 : setsid();
    return none_or_error(t, (int)gil_input_call(t->gil, "setsid", r, 0));
}

static value os_getpgid(thread *t, value *a, int n) {
    (void)n;
    int64_t pid;
    return int_arg(t, a[0], &pid)
               ? int_or_error(t, gil_input_call(t->gil, "getpgid", getpgid((pid_t)pid), 0))
               : NIL;
}

static value os_getsid(thread *t, value *a, int n) {
    (void)n;
    int64_t pid;
    return int_arg(t, a[0], &pid)
               ? int_or_error(t, gil_input_call(t->gil, "getsid", getsid((pid_t)pid), 0))
               : NIL;
}

static value os_setpgid(thread *t, value *a, int n) {
    (void)n;
    int64_t pid, group;
    return int_arg(t, a[0], &pid) && int_arg(t, a[1], &group)
               ? none_or_error(t,
                               (int)gil_input_call(
                                   t->gil, "setpgid",
                                   outside_following(t) ? 0 : setpgid((pid_t)pid, (pid_t)group), 0))
               : NIL;
}

/* A signal to oneself is handled at once. */
static value os_kill(thread *t, value *a, int n) {
    (void)n;
    int64_t pid, number;
    if (!int_arg(t, a[0], &pid) || !int_arg(t, a[1], &number)) {
        return NIL;
    }
    if (pid == own_pid(t)) {
        pid = getpid();
    }
    gil_record_flush(t->vm->gil); /* it may be our end */
    bool real = !outside_following(t) || gil_record_at_end(t->vm->gil);
    int r = real ? kill((pid_t)pid, (int)number) : 0;
    if (real && r == 0 && pid == getpid()) {
        signals_await(t, (int)number);
    }
    r = (int)gil_input_call(t->gil, "kill", r, 0);
    return r < 0 ? raise_errno(t) : thread_poll(t) ? NONE : NIL;
}

static value os_killpg(thread *t, value *a, int n) {
    (void)n;
    int64_t group, number;
    if (!int_arg(t, a[0], &group) || !int_arg(t, a[1], &number)) {
        return NIL;
    }
    gil_record_flush(t->vm->gil);
    int r = outside_following(t) && !gil_record_at_end(t->vm->gil)
                ? 0
                : killpg((pid_t)group, (int)number);
    r = (int)gil_input_call(t->gil, "killpg", r, 0);
    return r < 0 ? raise_errno(t) : thread_poll(t) ? NONE : NIL;
}

/* The child has the calling thread only: nobody else may be given the lock there, and threading is
 * told. */
static value after_fork_in_child(thread *t) {
    gil_record_forget(t->vm->gil); /* it is the parent's */
    signals_after_fork(t);
    for (thread *x = t->vm->threads; x != NULL; x = x->next) {
        if (x != t) { /* its stack may be another's soon */
            x->c_base = x->c_saved = NULL;
        }
    }
    value threading = dict_get_str(t->vm->modules, N(t, threading));
    if (threading != NIL && threading != NONE) {
        bool failed;
        value hook = op_getattr_opt(t, threading, str_intern(t, "_after_fork"), &failed);
        if (failed || (hook != NIL && call0(t, hook) == NIL)) {
            return NIL;
        }
    }
    return from_small(0);
}

static value os_fork(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    if (!process_allowed(t)) {
        return NIL;
    }
    collector_stop(t); /* each process makes its own */
    bool alone = gil_thread_count(t->vm->gil) == 1;
    pid_t pid = outside_following(t) ? 1 : (pid_t)gil_fork(t->gil);
    pid = pid == 0 ? 0 : (pid_t)gil_input_call(t->gil, "fork", pid, -ENOSYS);
    if (pid != 0 || alone) {
        collector_start(t);
    }
    return pid < 0 ? raise_errno(t) : pid == 0 ? after_fork_in_child(t) : int_new(t, pid);
}

/* `usage`: what the child used is wanted too, as the last of three. */
static value wait_for(thread *t, pid_t pid, int options, bool usage) {
    int status = 0;
    pid_t r;
    struct rusage used = {0};
    for (;;) {
        ASK_WITHOUT_LOCK(t, r, r = wait4(pid, &status, options, &used));
        int64_t told = status;
        r = (pid_t)outside_numbers(t, "waitpid", r, &told, 1);
        status = (int)told;
        if (r >= 0) {
            value v = usage ? resource_rusage(t, &used) : NONE;
            value row[] = {from_small(r), from_small(status), v};
            return v == NIL ? NIL : tuple_of(t, row, usage ? 3 : 2);
        }
        if (errno != EINTR) {
            return raise_errno(t);
        }
        if (!thread_poll(t)) {
            return NIL;
        }
    }
}

static value os_wait(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return wait_for(t, -1, 0, false);
}

static value os_wait3(thread *t, value *a, int n) {
    (void)n;
    int64_t options;
    return int_arg(t, a[0], &options) ? wait_for(t, -1, (int)options, true) : NIL;
}

static value os_waitpid(thread *t, value *a, int n) {
    (void)n;
    int64_t pid, options;
    return int_arg(t, a[0], &pid) && int_arg(t, a[1], &options)
               ? wait_for(t, (pid_t)pid, (int)options, false)
               : NIL;
}

static value os_wait4(thread *t, value *a, int n) {
    (void)n;
    int64_t pid, options;
    return int_arg(t, a[0], &pid) && int_arg(t, a[1], &options)
               ? wait_for(t, (pid_t)pid, (int)options, true)
               : NIL;
}

#define STATUS_CALL(name, make)                          \
    static value os_##name(thread *t, value *a, int n) { \
        (void)n;                                         \
        int64_t i;                                       \
        if (!int_arg(t, a[0], &i)) {                     \
            return NIL;                                  \
        }                                                \
        int status = (int)i;                             \
        (void)status;                                    \
        return make(name(status));                       \
    }
STATUS_CALL(WIFEXITED, from_bool)
STATUS_CALL(WIFSIGNALED, from_bool)
STATUS_CALL(WIFSTOPPED, from_bool)
STATUS_CALL(WIFCONTINUED, from_bool)
STATUS_CALL(WCOREDUMP, from_bool)
STATUS_CALL(WEXITSTATUS, from_small)
STATUS_CALL(WTERMSIG, from_small)
STATUS_CALL(WSTOPSIG, from_small)
#undef STATUS_CALL

static value os_waitstatus_to_exitcode(thread *t, value *a, int n) {
    (void)n;
    int64_t i;
    if (!int_arg(t, a[0], &i)) {
        return NIL;
    }
    int status = (int)i;
    return WIFEXITED(status)     ? from_small(WEXITSTATUS(status))
           : WIFSIGNALED(status) ? from_small(-WTERMSIG(status))
           : WIFSTOPPED(status)
               ? raise_error(t, E_VALUE_ERROR, "process stopped by delivery of signal %d",
                             WSTOPSIG(status))
               : raise_error(t, E_VALUE_ERROR, "invalid wait status: %d", status);
}

static value os_exit_now(thread *t, value *a, int n) {
    (void)n;
    int64_t status;
    if (!int_arg(t, a[0], &status)) {
        return NIL;
    }
    vm_ending(t->vm, t);
    outside_finish(t);
    gil_record_end(t->gil, (int)status & 0xFF);
    _exit((int)status);
}

static value os_abort(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    vm_ending(t->vm, t);
    gil_record_flush(t->vm->gil);
    abort();
}

static value os_system(thread *t, value *a, int n) {
    (void)n;
    path_arg p = {.object = os_fspath(t, a, n)};
    int r;
    if (p.object == NIL || !path_text(t, &p) || !process_allowed(t)) {
        return NIL;
    }
    ASK_WITHOUT_LOCK(t, r, r = system(p.text));
    return int_new(t, gil_input_usual(t->gil, "system", r, 0));
}

char **exec_strings(thread *t, value seq, size_t *size) {
    value l = tuple_from(t, seq);
    if (l == NIL) {
        return NULL;
    }
    tuple *items = (tuple *)as_obj(l);
    size_t bytes_needed = (items->len + 1) * sizeof(char *);
    value texts = tuple_new(t, items->len);
    for (size_t i = 0; texts != NIL && i < items->len; i++) {
        value b = os_fsencode(t, &items->items[i], 1);
        if (b == NIL) {
            return NULL;
        }
        if (strlen((const char *)((bytes *)as_obj(b))->data) != ((bytes *)as_obj(b))->len) {
            raise_error(t, E_VALUE_ERROR, "embedded null byte");
            return NULL;
        }
        ((tuple *)as_obj(texts))->items[i] = b;
        bytes_needed += ((bytes *)as_obj(b))->len + 1;
    }
    char **block = texts == NIL ? NULL : mem_alloc(t, bytes_needed);
    if (block == NULL) {
        return NULL;
    }
    char *at = (char *)(block + items->len + 1);
    for (size_t i = 0; i < items->len; i++) {
        bytes *b = (bytes *)as_obj(((tuple *)as_obj(texts))->items[i]);
        block[i] = at;
        memcpy(at, b->data, b->len + 1);
        at += b->len + 1;
    }
    block[items->len] = NULL;
    *size = bytes_needed;
    return block;
}

static value exec_with(thread *t, const char *fn, value path, value argv, value env) {
    path_arg p;
    size_t argv_size = 0, env_size = 0;
    char **args, **vars = NULL;
    if (!process_allowed(t) || !path_get(t, fn, "path", path, 0, &p)) {
        return NIL;
    }
    if (!is_kind(argv, T_LIST) && !is_kind(argv, T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR, "%s() arg 2 must be a tuple or list", fn);
    }
    if (seq_fast_len(argv) == 0) {
        return raise_error(t, E_VALUE_ERROR, "%s() arg 2 must not be empty", fn);
    }
    args = exec_strings(t, argv, &argv_size);
    if (args == NULL) {
        return NIL;
    }
    if (env != NIL) {
        vars = exec_strings(t, env, &env_size);
    }
    if (env == NIL || vars != NULL) {
        gil_record_flush(t->vm->gil);
        execve(p.text, args, vars != NULL ? vars : environ);
        path_raise(t, &p);
    }
    mem_free(t->vm, args, argv_size);
    mem_free(t->vm, vars, env_size);
    return NIL;
}

static value os_execv(thread *t, value *a, int n) {
    (void)n;
    return exec_with(t, "execv", a[0], a[1], NIL);
}

/* env: a list of "NAME=value", made by os.py. */
static value os_exec_env(thread *t, value *a, int n) {
    (void)n;
    return exec_with(t, "execve", a[0], a[1], a[2]);
}

static value os_nice(thread *t, value *a, int n) {
    (void)n;
    int64_t by;
    if (!int_arg(t, a[0], &by)) {
        return NIL;
    }
    errno = 0;
    int r = nice((int)by);
    return r == -1 && errno != 0 ? raise_errno(t) : from_small(r);
}

static value os_umask(thread *t, value *a, int n) {
    (void)n;
    int64_t mask;
    return int_arg(t, a[0], &mask) ? from_small(umask((mode_t)mask)) : NIL;
}

/* ---- the machine ---- */

static value os_cpu_count(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    if (gil_is_simulated(t->vm->gil)) {
        return from_small(gil_machine_of(t->vm->gil)->cores);
    }
    long count = (long)gil_input_number(t->gil, "cores", (uint64_t)sysconf(_SC_NPROCESSORS_ONLN));
    return count < 1 ? NONE : from_small(count);
}

#ifdef __linux__
/* The calling thread's cores on the simulated machine; wanted != 0: the ones it is to have. */
static value simulated_affinity(thread *t, int64_t pid, uint64_t wanted) {
    uint32_t cores = gil_machine_of(t->vm->gil)->cores;
    if (pid != 0) {
        return raise_error(t, E_OS_ERROR,
                           "on a simulated machine a thread knows and sets its own cores only: 0");
    }
    uint64_t have = gil_pin(t->gil, wanted);
    value v = set_new(t, T_SET);
    for (uint32_t i = 0; v != NIL && i < cores; i++) {
        if ((have == UINT64_MAX || have >> i & 1) && !set_add(t, (set *)as_obj(v), from_small(i))) {
            return NIL;
        }
    }
    return v;
}

static value set_simulated_affinity(thread *t, int64_t pid, const cpu_set_t *cpus) {
    uint32_t cores = gil_machine_of(t->vm->gil)->cores, n = 0;
    uint64_t wanted = 0;
    for (uint32_t i = 0; i < cores && i < CPU_SETSIZE; i++) {
        n += CPU_ISSET(i, cpus) != 0;
        wanted |= i < 64 && CPU_ISSET(i, cpus) ? (uint64_t)1 << i : 0;
    }
    if (n == 0) {
        return raise_os_error(t, EINVAL, NIL);
    }
    if (n < cores && cores > 64) {
        return raise_error(
            t, E_OS_ERROR,
            "a simulated machine of more than 64 cores has no threads for some only");
    }
    return simulated_affinity(t, pid, n == cores ? UINT64_MAX : wanted) == NIL ? NIL : NONE;
}

static value os_sched_getaffinity(thread *t, value *a, int n) {
    (void)n;
    int64_t pid;
    cpu_set_t cpus;
    if (!int_arg(t, a[0], &pid)) {
        return NIL;
    }
    if (gil_is_simulated(t->vm->gil)) {
        return simulated_affinity(t, pid, 0);
    }
    int64_t told = outside_following(t)                                    ? 0
                   : sched_getaffinity((pid_t)pid, sizeof cpus, &cpus) < 0 ? -errno
                                                                           : 0;
    size_t size = sizeof cpus;
    gil_input(t->gil, "affinity", &told, &cpus, sizeof cpus, &size);
    if (told < 0) {
        return raise_os_error(t, (int)-told, NIL);
    }
    value v = set_new(t, T_SET);
    for (int i = 0; v != NIL && i < CPU_SETSIZE; i++) {
        if (CPU_ISSET(i, &cpus) && !set_add(t, (set *)as_obj(v), from_small(i))) {
            return NIL;
        }
    }
    return v;
}

static value os_sched_setaffinity(thread *t, value *a, int n) {
    (void)n;
    int64_t pid, cpu;
    cpu_set_t cpus;
    value wanted;
    if (!int_arg(t, a[0], &pid) || (wanted = tuple_from(t, a[1])) == NIL) {
        return NIL;
    }
    CPU_ZERO(&cpus);
    for (size_t i = 0; i < ((tuple *)as_obj(wanted))->len; i++) {
        if (!op_to_int64(t, ((tuple *)as_obj(wanted))->items[i], &cpu)) {
            return NIL;
        }
        if (cpu < 0) {
            return raise_error(t, E_VALUE_ERROR, "negative CPU number");
        }
        if (cpu < CPU_SETSIZE) {
            CPU_SET((size_t)cpu, &cpus);
        }
    }
    if (gil_is_simulated(t->vm->gil)) {
        return set_simulated_affinity(t, pid, &cpus);
    }
    return none_or_error(t, sched_setaffinity((pid_t)pid, sizeof cpus, &cpus));
}
#endif

static value os_sched_yield(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    gil_yield(t->gil);
    return NONE;
}

static value os_urandom(thread *t, value *a, int n) {
    (void)n;
    int64_t size;
    if (!ssize_arg(t, a[0], &size)) {
        return NIL;
    }
    if (size < 0) {
        return raise_error(t, E_VALUE_ERROR, "negative argument not allowed");
    }
    value v = bytes_new(t, NULL, (size_t)size);
    return v != NIL && random_bytes(t, ((bytes *)as_obj(v))->data, (size_t)size) ? v : NIL;
}

static value os_strerror(thread *t, value *a, int n) {
    (void)n;
    int64_t number;
    return int_arg(t, a[0], &number) ? str_from(t, strerror((int)number)) : NIL;
}

static const getset_def times_fields[] = {
    STRUCTSEQ_FIELD(0, "user", "user time"),
    STRUCTSEQ_FIELD(1, "system", "system time"),
    STRUCTSEQ_FIELD(2, "children_user", "user time of children"),
    STRUCTSEQ_FIELD(3, "children_system", "system time of children"),
    STRUCTSEQ_FIELD(4, "elapsed", "elapsed time since an arbitrary point in the past"),
    {0},
};
const type_spec os_times_spec =
    STRUCTSEQ_SPEC("posix.times_result", times_fields, "times_result: Result from os.times().");

static const getset_def uname_fields[] = {
    STRUCTSEQ_FIELD(0, "sysname", "operating system name"),
    STRUCTSEQ_FIELD(1, "nodename", "name of machine on network (implementation-defined)"),
    STRUCTSEQ_FIELD(2, "release", "operating system release"),
    STRUCTSEQ_FIELD(3, "version", "operating system version"),
    STRUCTSEQ_FIELD(4, "machine", "hardware identifier"),
    {0},
};
const type_spec os_uname_spec =
    STRUCTSEQ_SPEC("posix.uname_result", uname_fields, "uname_result: Result from os.uname().");

static value os_times(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    if (gil_is_simulated(t->vm->gil)) {
        value v[5] = {from_double((double)gil_cpu(t->gil, true) / 1e9), from_double(0),
                      from_double(0), from_double(0), from_double((double)gil_now(t->gil) / 1e9)};
        return structseq_new(t, os_type(t, OS_TIMES), v);
    }
    struct tms tms;
    clock_t now = times(&tms);
    int64_t told[5] = {tms.tms_utime, tms.tms_stime, tms.tms_cutime, tms.tms_cstime, now};
    outside_numbers(t, "times", 0, told, 5);
    tms = (struct tms){told[0], told[1], told[2], told[3]};
    now = (clock_t)told[4];
    double rate = (double)sysconf(_SC_CLK_TCK);
    value f[5] = {from_double((double)tms.tms_utime / rate),
                  from_double((double)tms.tms_stime / rate),
                  from_double((double)tms.tms_cutime / rate),
                  from_double((double)tms.tms_cstime / rate), from_double((double)now / rate)};
    return now == (clock_t)-1 ? raise_errno(t) : structseq_new(t, os_type(t, OS_TIMES), f);
}

static value os_getloadavg(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    double load[3] = {0};
    int64_t got = outside_following(t) || gil_is_simulated(t->vm->gil) ? 3 : getloadavg(load, 3);
    size_t size = sizeof load;
    gil_input(t->gil, "load", &got, load, sizeof load, &size);
    if (got != 3) {
        return raise_error(t, E_OS_ERROR, "Load averages are unobtainable");
    }
    return tuple_of(t, (value[]){from_double(load[0]), from_double(load[1]), from_double(load[2])},
                    3);
}

static value os_uname(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    struct utsname u;
    if (uname(&u) < 0) {
        return raise_errno(t);
    }
    int64_t told = 0;
    size_t size = sizeof u;
    gil_input(t->gil, "uname", &told, &u, sizeof u, &size);
    const char *parts[5] = {u.sysname, u.nodename, u.release, u.version, u.machine};
    value f[5];
    for (int i = 0; i < 5; i++) {
        f[i] = system_text(t, parts[i], strlen(parts[i]), false);
        if (f[i] == NIL) {
            return NIL;
        }
    }
    return structseq_new(t, os_type(t, OS_UNAME), f);
}

static const struct {
    const char *name;
    int number;
} sysconf_rows[] = {
    {"SC_ARG_MAX", _SC_ARG_MAX},
    {"SC_CHILD_MAX", _SC_CHILD_MAX},
    {"SC_CLK_TCK", _SC_CLK_TCK},
    {"SC_NPROCESSORS_CONF", _SC_NPROCESSORS_CONF},
    {"SC_NPROCESSORS_ONLN", _SC_NPROCESSORS_ONLN},
    {"SC_OPEN_MAX", _SC_OPEN_MAX},
    {"SC_PAGESIZE", _SC_PAGESIZE},
    {"SC_PAGE_SIZE", _SC_PAGESIZE},
#ifdef _SC_PHYS_PAGES
    {"SC_PHYS_PAGES", _SC_PHYS_PAGES},
#endif
#ifdef _SC_AVPHYS_PAGES
    {"SC_AVPHYS_PAGES", _SC_AVPHYS_PAGES},
#endif
    {"SC_IOV_MAX", _SC_IOV_MAX},
    {"SC_HOST_NAME_MAX", _SC_HOST_NAME_MAX},
};

static value os_sysconf(thread *t, value *a, int n) {
    (void)n;
    int64_t number;
    if (is_kind(a[0], T_STR)) {
        size_t i = 0, rows = sizeof sysconf_rows / sizeof sysconf_rows[0];
        while (i < rows && strcmp(sysconf_rows[i].name, ((str *)as_obj(a[0]))->data) != 0) {
            i++;
        }
        if (i == rows) {
            return raise_error(t, E_VALUE_ERROR, "unrecognized configuration name");
        }
        number = sysconf_rows[i].number;
    } else if (!is_any_int(a[0])) {
        return raise_error(t, E_TYPE_ERROR, "configuration names must be strings or integers");
    } else if (!int_arg(t, a[0], &number)) {
        return NIL;
    }
    errno = 0;
    long r = sysconf((int)number);
    r = (long)gil_input_call(t->gil, "sysconf", r, INT_MIN);
    return r == -1 && errno != 0 ? raise_errno(t) : int_new(t, r);
}

bool os_add_sysconf_names(thread *t, module *m) {
    dict *d = dict_new(t);
    for (size_t i = 0; d != NULL && i < sizeof sysconf_rows / sizeof sysconf_rows[0]; i++) {
        value name = str_from(t, sysconf_rows[i].name);
        if (name == NIL || !dict_set(t, d, name, from_small(sysconf_rows[i].number))) {
            return false;
        }
    }
    return d != NULL && module_set(t, m, "sysconf_names", from_obj(d));
}

/* ---- environment ---- */

/* A fresh dict of all variables; of two with one name the first counts. */
static value read_environ(thread *t) {
    dict *d = dict_new(t);
    for (char **e = environ; d != NULL && e != NULL && *e != NULL; e++) {
        const char *eq = strchr(*e, '=');
        if (eq == NULL) {
            continue;
        }
        value name = system_text(t, *e, (size_t)(eq - *e), false),
              v = system_text(t, eq + 1, strlen(eq + 1), false);
        if (name == NIL || v == NIL || dict_setdefault(t, d, name, v) == NIL) {
            return NIL;
        }
    }
    return d == NULL ? NIL : from_obj(d);
}

static value os_read_environ(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    heap_aside aside = heap_aside_begin(t->vm);
    value v = read_environ(t);
    heap_aside_end(t->vm, aside);
    return v;
}

static bool environ_text(thread *t, value v, path_arg *p) {
    *p = (path_arg){.object = os_fspath(t, &v, 1)};
    return p->object != NIL && path_text(t, p);
}

static value os_putenv(thread *t, value *a, int n) {
    (void)n;
    path_arg name, v;
    if (!environ_text(t, a[0], &name) || !environ_text(t, a[1], &v)) {
        return NIL;
    }
    if (strchr(name.text, '=') != NULL) {
        return raise_error(t, E_VALUE_ERROR, "illegal environment variable name");
    }
    return none_or_error(t, setenv(name.text, v.text, 1));
}

static value os_unsetenv(thread *t, value *a, int n) {
    (void)n;
    path_arg name;
    return environ_text(t, a[0], &name) ? none_or_error(t, unsetenv(name.text)) : NIL;
}

/* ---- the functions ---- */

const native_def os_process_functions[] = {
    {"getpid", os_getpid, "", 0, "Return the current process id."},
    {"getppid", os_getppid, "", 0, "Return the parent's process id."},
    {"getuid", os_getuid, "", 0, "Return the current process's user id."},
    {"geteuid", os_geteuid, "", 0, "Return the current process's effective user id."},
    {"getgid", os_getgid, "", 0, "Return the current process's group id."},
    {"getegid", os_getegid, "", 0, "Return the current process's effective group id."},
    {"getpgrp", os_getpgrp, "", 0, "Return the current process group id."},
    {"getpgid", os_getpgid, "pid", 0, "Call the system call getpgid(), and return the result."},
    {"setpgid", os_setpgid, "pid, pgrp, /", 0, "Call the system call setpgid(pid, pgrp)."},
    {"getsid", os_getsid, "pid, /", 0, "Call the system call getsid(pid) and return the result."},
    {"setsid", os_setsid, "", 0, "Call the system call setsid()."},
    {"kill", os_kill, "pid, signal, /", 0, "Kill a process with a signal."},
    {"killpg", os_killpg, "pgid, signal, /", 0, "Kill a process group with a signal."},
    {"fork", os_fork, "", 0,
     "Fork a child process.\n\nReturn 0 to child process and PID of child to parent process."},
    {"wait", os_wait, "", 0,
     "Wait for completion of a child process.\n\n"
     "Returns a tuple of information about the child process:\n    (pid, status)"},
    {"wait3", os_wait3, "options", 0, "Wait for completion of a child process; what it used too."},
    {"wait4", os_wait4, "pid, options", 0,
     "Wait for completion of a specific child process; what it used too."},
    {"waitpid", os_waitpid, "pid, options, /", 0, "Wait for completion of a given child process."},
    {"waitstatus_to_exitcode", os_waitstatus_to_exitcode, "status", 0,
     "Convert a wait status to an exit code."},
    {"WIFEXITED", os_WIFEXITED, "status", 0,
     "Return True if the process returning status exited via the exit() system call."},
    {"WIFSIGNALED", os_WIFSIGNALED, "status", 0,
     "Return True if the process returning status was terminated by a signal."},
    {"WIFSTOPPED", os_WIFSTOPPED, "status", 0,
     "Return True if the process returning status was stopped."},
    {"WIFCONTINUED", os_WIFCONTINUED, "status", 0,
     "Return True if a particular process was continued from a job control stop."},
    {"WCOREDUMP", os_WCOREDUMP, "status, /", 0,
     "Return True if the process returning status was dumped to a core file."},
    {"WEXITSTATUS", os_WEXITSTATUS, "status", 0, "Return the process return code from status."},
    {"WTERMSIG", os_WTERMSIG, "status", 0,
     "Return the signal that terminated the process that provided the status value."},
    {"WSTOPSIG", os_WSTOPSIG, "status", 0,
     "Return the signal that stopped the process that provided the status value."},
    {"_exit", os_exit_now, "status", 0,
     "Exit to the system with specified status, without normal exit processing."},
    {"abort", os_abort, "", 0, "Abort the interpreter immediately."},
    {"system", os_system, "command", 0, "Execute the command in a subshell."},
    {"execv", os_execv, "path, argv, /", 0,
     "Execute an executable path with arguments, replacing current process."},
    {"_exec_env", os_exec_env, "path, argv, env, /", 0, "What execve() in os.py is made of."},
    {"nice", os_nice, "increment, /", 0,
     "Add increment to the priority of process and return the new priority."},
    {"umask", os_umask, "mask, /", 0,
     "Set the current numeric umask and return the previous umask."},
    {"cpu_count", os_cpu_count, "", 0,
     "Return the number of CPUs in the system; return None if indeterminable."},
#ifdef __linux__
    {"sched_getaffinity", os_sched_getaffinity, "pid, /", 0,
     "Return the affinity of the process identified by pid (or the current process if zero)."},
    {"sched_setaffinity", os_sched_setaffinity, "pid, mask, /", 0,
     "Set the CPU affinity of the process identified by pid to mask."},
#endif
    {"sched_yield", os_sched_yield, "", 0, "Voluntarily relinquish the CPU."},
    {"urandom", os_urandom, "size, /", 0,
     "Return a bytes object containing random bytes suitable for cryptographic use."},
    {"getrandom", os_urandom, "size, flags=0", 0, "Obtain a series of random bytes."},
    {"strerror", os_strerror, "code, /", 0, "Translate an error code to a message string."},
    {"times", os_times, "", 0, "Return a collection containing process timing information."},
    {"getloadavg", os_getloadavg, "", 0, "Return average recent system load information."},
    {"uname", os_uname, "", 0, "Return an object identifying the current operating system."},
    {"sysconf", os_sysconf, "name, /", 0,
     "Return an integer-valued system configuration variable."},
    {"_read_environ", os_read_environ, "", 0, "The environment variables as a new dict."},
    {"putenv", os_putenv, "name, value, /", 0, "Change or add an environment variable."},
    {"unsetenv", os_unsetenv, "name, /", 0, "Delete an environment variable."},
    {0},
};
