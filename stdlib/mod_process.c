/* mod_process.c: the module _process, under subprocess.py and multiprocessing: starting a program
 * and waiting for its end.
 *
 * spawn() prepares all strings and numbers in memory of its own; between vfork and exec the child
 * makes system calls only, for it shares this process's memory and the other threads go on running.
 * Signals are blocked meanwhile, so that no handler runs in the child. What goes wrong there comes
 * back through a pipe that exec closes.
 *
 * A process that was waited for is gone from the system's table; whoever keeps the pid (Popen) must
 * wait once and no more.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pipe2, vfork, syscall */
#endif
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "stdlib/stdlib.h"
#include "stdlib/outside.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

extern char **environ;

enum { FIRST_FREE = 3 }; /* descriptors below are standard input, output and errors */

/* All that the child needs; blocks of malloc'ed memory. */
typedef struct job {
    char **argv, **programs, **env; /* programs: the paths to try. env NULL: this process's */
    char **cwd;                     /* one path, or NULL */
    size_t argv_size, programs_size, env_size, cwd_size;
    int std[3]; /* what becomes 0, 1, 2; -1: as it is */
    int *keep;  /* ascending: descriptors that stay open, beside the three */
    size_t nkeep, keep_size;
    bool close_others, default_signals, new_session;
    pid_t group;  /* -1: as it is */
    int umask;    /* -1: as it is */
    int error_fd; /* the pipe's end in the child */
    sigset_t mask;
} job;

/* What comes back from a child that could not run the program. */
typedef struct report {
    int error;
    bool in_exec; /* else before it */
} report;

/* ---- in the child: system calls only ---- */

static void close_gap(unsigned from, unsigned to) {
    if (from > to) {
        return;
    }
#ifdef SYS_close_range
    if (syscall(SYS_close_range, from, to, 0) == 0) {
        return;
    }
#endif
    long last = sysconf(_SC_OPEN_MAX);
    for (unsigned fd = from; fd <= to && (long)fd < (last > 0 ? last : 256); fd++) {
        close((int)fd);
    }
}

/* Everything from 3 on but what is to be kept. */
static void close_others(const job *j) {
    unsigned from = FIRST_FREE;
    for (size_t i = 0; i <= j->nkeep;
         i++) { /* the kept ones are in order, error_fd is among them */
        if (i == j->nkeep) {
            close_gap(from, ~0u);
        } else if ((unsigned)j->keep[i] >= from) {
            close_gap(from, (unsigned)j->keep[i] - 1);
            from = (unsigned)j->keep[i] + 1;
        }
    }
}

static bool set_inherited(int fd) {
    int flags = fcntl(fd, F_GETFD);
    return flags >= 0 && fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC) >= 0;
}

/* Brings the three to their places. One that stands where another goes is moved away first. */
static bool place_std(const job *j) {
    int from[3];
    for (int i = 0; i < 3; i++) {
        from[i] = j->std[i];
        if (from[i] >= 0 && from[i] < FIRST_FREE && from[i] != i) {
            from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, FIRST_FREE);
            if (from[i] < 0) {
                return false;
            }
        }
    }
    for (int i = 0; i < 3; i++) {
        if (from[i] >= 0 && (from[i] == i ? !set_inherited(i) : dup2(from[i], i) < 0)) {
            return false;
        }
    }
    return true;
}

/* Handlers of this process mean nothing to the new one; ignored signals stay so, but for those that
 * the interpreter itself ignores. */
static void default_signals(bool restore) {
    struct sigaction act, dflt = {.sa_handler = SIG_DFL};
    for (int i = 1; i < NSIG; i++) {
        if (sigaction(i, NULL, &act) == 0 && act.sa_handler != SIG_DFL &&
            act.sa_handler != SIG_IGN) {
            sigaction(i, &dflt, NULL);
        }
    }
    if (restore) {
        sigaction(SIGPIPE, &dflt, NULL);
#ifdef SIGXFSZ
        sigaction(SIGXFSZ, &dflt, NULL);
#endif
    }
}

static bool prepare(const job *j) {
    if (!place_std(j)) {
        return false;
    }
    for (size_t i = 0; i < j->nkeep; i++) {
        if (j->keep[i] != j->error_fd && !set_inherited(j->keep[i])) {
            return false;
        }
    }
    if (j->cwd != NULL && chdir(j->cwd[0]) < 0) {
        return false;
    }
    if (j->umask >= 0) {
        umask((mode_t)j->umask);
    }
    if ((j->new_session && setsid() < 0) || (j->group >= 0 && setpgid(0, j->group) < 0)) {
        return false;
    }
    default_signals(j->default_signals);
    return true;
}

static void run_program(const job *j) {
    int first = 0;
    if (j->close_others) {
        close_others(j);
    }
    sigprocmask(SIG_SETMASK, &j->mask, NULL);
    for (char **p = j->programs; *p != NULL; p++) {
        execve(*p, j->argv, j->env != NULL ? j->env : environ);
        if (errno != ENOENT && errno != ENOTDIR && first == 0) {
            first = errno;
        }
    }
    errno = first != 0 ? first : errno;
}

static _Noreturn void child(const job *j) {
    report r = {.in_exec = false};
    if (prepare(j)) {
        r.in_exec = true;
        run_program(j);
    }
    r.error = errno;
    ssize_t written = write(j->error_fd, &r, sizeof r);
    (void)written;
    _exit(255);
}

/* ---- in the parent ---- */

/* Apart, because a function that calls vfork must have no variables that the child could spoil.
 * Under a sanitizer a real fork: its run-time watches the memory. */
__attribute__((noinline)) static pid_t start(const job *j) {
#ifdef GILVM_SANITIZED
    pid_t pid = fork();
#else
    pid_t pid = vfork();
#endif
    if (pid == 0) {
        child(j);
    }
    return pid;
}

/* The pid, or -1 and *r filled. */
static pid_t launch(job *j, report *r) {
    int fds[2];
    sigset_t all;
    *r = (report){.in_exec = false};
    if (pipe2(fds, O_CLOEXEC) < 0) {
        r->error = errno;
        return -1;
    }
    if (fds[1] < FIRST_FREE) { /* it must survive the placing of 0, 1, 2 */
        int up = fcntl(fds[1], F_DUPFD_CLOEXEC, FIRST_FREE);
        close(fds[1]);
        fds[1] = up;
    }
    j->error_fd = fds[1];
    j->keep[j->nkeep++] = fds[1];
    for (size_t i = j->nkeep - 1; i > 0 && j->keep[i - 1] > j->keep[i]; i--) {
        int swapped = j->keep[i];
        j->keep[i] = j->keep[i - 1];
        j->keep[i - 1] = swapped;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &j->mask);
    pid_t pid = start(j);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &j->mask, NULL);
    close(fds[1]);
    if (pid < 0) {
        r->error = error;
    } else {
        ssize_t got;
        do {
            got = read(fds[0], r, sizeof *r);
        } while (got < 0 && errno == EINTR);
        if (got == sizeof *r) { /* it ends at once */
            while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
            }
            pid = -1;
        }
    }
    close(fds[0]);
    return pid;
}

/* A followed run has no processes: it is told their numbers, and later what came of them. */
static pid_t start_or_follow(thread *t, job *j, report *r) {
    pid_t pid = outside_following(t) ? 0 : launch(j, r);
    if (!outside_recorded(t)) {
        return pid;
    }
    errno = r->error;
    pid = (pid_t)gil_input_call(t->gil, "process", pid, 0);
    if (pid < 0) {
        r->error = errno;
        r->in_exec = gil_input_usual(t->gil, "in-exec", r->in_exec, 1) != 0;
    }
    return pid;
}

static int compare_ints(const void *a, const void *b) {
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static bool keep_arg(thread *t, value v, job *j) {
    value items = tuple_from(t, v);
    if (items == NIL) {
        return false;
    }
    size_t n = ((tuple *)as_obj(items))->len;
    j->keep_size = (n + 1) * sizeof(int); /* one more for error_fd */
    j->keep = mem_alloc(t, j->keep_size);
    if (j->keep == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        int64_t fd;
        if (!int_arg(t, ((tuple *)as_obj(items))->items[i], &fd)) {
            return false;
        }
        if (fd < 0) {
            raise_error(t, E_VALUE_ERROR, "bad value(s) in fds_to_keep");
            return false;
        }
        j->keep[j->nkeep++] = (int)fd;
    }
    qsort(j->keep, j->nkeep, sizeof(int), compare_ints);
    return true;
}

static bool flag_arg(thread *t, value v, bool dflt, bool *out) {
    int truth = v == NIL ? dflt : op_truth(t, v);
    *out = truth == 1;
    return truth >= 0;
}

static bool number_arg(thread *t, value v, int64_t *out) {
    *out = -1;
    return v == NIL || v == NONE || int_arg(t, v, out);
}

static bool std_arg(thread *t, value v, job *j) {
    if (v == NIL) {
        return true;
    }
    value items = tuple_from(t, v);
    if (items == NIL) {
        return false;
    }
    if (((tuple *)as_obj(items))->len != 3) {
        raise_error(t, E_VALUE_ERROR, "std must be three descriptors");
        return false;
    }
    for (int i = 0; i < 3; i++) {
        int64_t fd;
        if (!number_arg(t, ((tuple *)as_obj(items))->items[i], &fd)) {
            return false;
        }
        j->std[i] = (int)fd;
    }
    return true;
}

static bool texts_arg(thread *t, value v, char ***block, size_t *size) {
    *block = v == NIL || v == NONE ? NULL : exec_strings(t, v, size);
    return *block != NULL || v == NIL || v == NONE;
}

enum { ARGV, PROGRAMS, ENV, CWD, STD, KEEP, CLOSE_OTHERS, SIGNALS, SESSION, GROUP, UMASK };

static bool job_args(thread *t, value *a, job *j) {
    int64_t group, mask;
    value cwd = a[CWD] == NIL || a[CWD] == NONE ? NIL : tuple_of(t, &a[CWD], 1);
    if (!texts_arg(t, a[ARGV], &j->argv, &j->argv_size) ||
        !texts_arg(t, a[PROGRAMS], &j->programs, &j->programs_size) ||
        !texts_arg(t, a[ENV], &j->env, &j->env_size) || t->exc != NIL ||
        !texts_arg(t, cwd, &j->cwd, &j->cwd_size) || !std_arg(t, a[STD], j) ||
        !keep_arg(t, a[KEEP] != NIL ? a[KEEP] : from_obj(t->vm->empty_tuple), j) ||
        !flag_arg(t, a[CLOSE_OTHERS], true, &j->close_others) ||
        !flag_arg(t, a[SIGNALS], true, &j->default_signals) ||
        !flag_arg(t, a[SESSION], false, &j->new_session) || !number_arg(t, a[GROUP], &group) ||
        !number_arg(t, a[UMASK], &mask)) {
        return false;
    }
    if (j->argv == NULL || j->programs == NULL || j->programs[0] == NULL) {
        raise_error(t, E_VALUE_ERROR, "no program to run");
        return false;
    }
    j->group = (pid_t)group;
    j->umask = (int)mask;
    return true;
}

static void job_free(vm *m, job *j) {
    mem_free(m, j->argv, j->argv_size);
    mem_free(m, j->programs, j->programs_size);
    mem_free(m, j->env, j->env_size);
    mem_free(m, j->cwd, j->cwd_size);
    mem_free(m, j->keep, j->keep_size);
}

bool process_allowed(thread *t) {
    if (gil_is_simulated(t->vm->gil)) {
        raise_error(t, E_OS_ERROR,
                    "a simulated machine has no other processes: run this without simulation");
        return false;
    }
    return true;
}

static value process_spawn(thread *t, value *a, int n) {
    (void)n;
    job j = {.std = {-1, -1, -1}, .error_fd = -1};
    report r = {0};
    if (!process_allowed(t)) {
        return NIL;
    }
    pid_t pid = job_args(t, a, &j) ? start_or_follow(t, &j, &r) : -1;
    job_free(t->vm, &j);
    if (pid >= 0) {
        return int_new(t, pid);
    }
    if (t->exc != NIL) {
        return NIL;
    }
    value first = r.in_exec ? op_getitem(t, a[ARGV], from_small(0)) : a[CWD] != NONE ? a[CWD] : NIL;
    return t->exc != NIL ? NIL : raise_os_error(t, r.error, first);
}

/* ---- waiting ---- */

static value exit_code(int status) {
    return from_small(WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status));
}

/* What waitpid answered, with the status. */
static pid_t tell_wait(thread *t, pid_t r, int *status) {
    int64_t told = *status;
    r = (pid_t)outside_numbers(t, "waitpid", r, &told, 1);
    *status = (int)told;
    return r;
}

/* Without time-out the system's own wait, one call. NIL = exception. */
static value wait_forever(thread *t, pid_t pid) {
    for (;;) {
        int status = 0;
        gil_block_begin(t->gil, GIL_WHY_CALL, (uint32_t)pid);
        /* A signal that came before the call will not end it. */
        bool interrupted = (gil_attention_get(t->gil) & GIL_ATT_WAKES) != 0;
        pid_t r = outside_following(t) ? 0 : interrupted ? -1 : waitpid(pid, &status, 0);
        int error = interrupted ? EINTR : errno;
        gil_block_end(t->gil);
        errno = error;
        r = tell_wait(t, r, &status);
        error = errno;
        if (r == pid) {
            return exit_code(status);
        }
        if (r < 0 && error != EINTR) {
            return raise_os_error(t, error, NIL);
        }
        if (!thread_poll(t)) {
            return NIL;
        }
    }
}

static int open_pidfd(pid_t pid) {
#ifdef SYS_pidfd_open
    return (int)syscall(SYS_pidfd_open, pid, 0);
#else
    (void)pid;
    return -1;
#endif
}

/* A while of at most `left` passes, or the process ends. False = exception. */
static bool wait_a_while(thread *t, int pidfd, int64_t left, int64_t *nap) {
    gil_result r;
    if (pidfd >= 0) {
        r = gil_wait_fd(t->gil, pidfd, GIL_FD_READ, left, NULL);
    } else { /* no such descriptors here: look again and again, less and less often */
        *nap = *nap * 2 < 50000000 ? *nap * 2 : 50000000;
        r = gil_sleep(t->gil, *nap < left ? *nap : left);
    }
    return r != GIL_INTERRUPTED || thread_poll(t);
}

static value wait_until(thread *t, pid_t pid, int64_t timeout_ns) {
    uint64_t end = gil_now(t->gil) + (uint64_t)timeout_ns;
    int64_t nap = 250000;
    int pidfd = -1;
    value result = NIL;
    for (;;) {
        int status = 0;
        pid_t r = tell_wait(t, outside_following(t) ? 0 : waitpid(pid, &status, WNOHANG), &status);
        uint64_t now = gil_now(t->gil);
        if (r == pid) {
            result = exit_code(status);
        } else if (r < 0 && errno != EINTR) {
            raise_os_error(t, errno, NIL);
        } else if (now >= end) {
            result = NONE;
        } else {
            pidfd = pidfd >= 0 ? pidfd : outside_channel(t, "pidfd", open_pidfd(pid));
            if (wait_a_while(t, pidfd, (int64_t)(end - now), &nap)) {
                continue;
            }
        }
        break;
    }
    if (pidfd >= 0) {
        close(pidfd);
    }
    return result;
}

static value process_ending(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    vm_ending(t->vm, t);
    return NONE;
}

static value process_recorded(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return gil_recorded(t->vm->gil) ? V_TRUE : V_FALSE;
}

static value process_wait(thread *t, value *a, int n) {
    (void)n;
    int64_t pid;
    double seconds;
    if (!int_arg(t, a[0], &pid)) {
        return NIL;
    }
    if (a[1] == NIL || a[1] == NONE) {
        return wait_forever(t, (pid_t)pid);
    }
    if (!op_to_double(t, a[1], &seconds)) {
        return NIL;
    }
    if (isnan(seconds)) {
        return raise_error(t, E_VALUE_ERROR, "Invalid value NaN (not a number)");
    }
    if (seconds > 9e9) {
        return wait_forever(t, (pid_t)pid);
    }
    return wait_until(t, (pid_t)pid, seconds > 0 ? (int64_t)ceil(seconds * 1e9) : 0);
}

/* ---- the module ---- */

static const native_def process_functions[] = {
    {"spawn", process_spawn,
     "argv, programs, env=None, cwd=None, std=(-1, -1, -1), keep=(), close_others=True, "
     "default_signals=True, new_session=False, group=None, umask=None",
     0,
     "Starts a program and returns its pid. programs: the paths to try, in order; env: a list of\n"
     "'NAME=value'; std: what becomes its descriptors 0, 1 and 2; keep: what else stays open."},
    {"ending", process_ending, "", 0,
     "Make the reports that are made at the end: it comes without one."},
    {"recorded", process_recorded, "", 0, "Is this run recorded, or does it follow a recording?"},
    {"wait", process_wait, "pid, timeout=None", 0,
     "Waits for the end of a child process: its exit code, or minus the signal that ended it.\n"
     "None when the time is up. A process can be waited for once."},
    {0},
};

const module_def process_module = {
    "_process",
    "Starting programs and waiting for their end.",
    process_functions,
    NULL,
};
