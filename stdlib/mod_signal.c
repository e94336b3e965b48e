/* mod_signal.c: the module _signal, under signal.py: what the process does when a signal comes.
 *
 * The C handler notes the number and asks the main thread for its attention, which ends its wait if
 * it is in one. At its next poll the main thread calls signals_run, which calls the script's
 * handlers there, between two instructions.
 *
 * A C handler gets no argument, so where it notes the signal must be the process's: `process` is
 * the one piece of state outside the VM. It belongs to one VM at a time (signals_init); others of
 * the same process see no signals.
 *
 * The table of handlers by number is made when the module is imported. Until then SIGINT is caught,
 * and raises KeyboardInterrupt, and SIGQUIT, which shows what all threads are doing and lets the
 * program go on. That is not in the table: for the script it has the default action; so have
 * SIGTERM and SIGHUP, where they end a process that has last words (signals_last_words).
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "stdlib/net.h"
#include "stdlib/outside.h"
#include "stdlib/simnet.h"
#include "stdlib/stdlib.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

enum { SIGNALS = 65 }; /* numbers are below this */

static struct {
    /* The main thread of the VM that has the signals; NULL = none has them. */
    _Atomic(gil_thread *) target;
    _Atomic(vm *) owner;
    atomic_bool came[SIGNALS]; /* set by the handler, cleared by signals_run */
    bool handled;     /* under the GIL: a script has set a handler, so it may wait for a signal */
    unsigned running; /* under the GIL: handlers that the main thread is in */
    bool masked;      /* under the GIL: a script has changed a thread's mask */
    atomic_int wakeup_fd;           /* signal.set_wakeup_fd; written by the handler; -1 = none */
    atomic_bool wakeup_in_memory;   /* it is the simulated machine's: signals_run writes to it */
    atomic_bool wakeup_may_be_full; /* a full pipe is no error */
    atomic_int wakeup_error;        /* why the handler could not write; read by signals_run */
    /* Before SIGTERM or SIGHUP end the process; NULL = nothing. */
    _Atomic(void (*)(void *)) last_words;
    void *last_words_arg; /* written before it */
} process = {.wakeup_fd = -1};

static void on_signal(int number) {
    int saved = errno;
    gil_thread *target = atomic_load_explicit(&process.target, memory_order_acquire);
    atomic_store_explicit(&process.came[number], true, memory_order_release);
    if (target != NULL) {
        gil_attention(target, GIL_ATT_SIGNAL);
    }
    int fd = atomic_load_explicit(&process.wakeup_fd, memory_order_relaxed);
    unsigned char byte = (unsigned char)number;
    if (fd != -1 && !atomic_load(&process.wakeup_in_memory) && write(fd, &byte, 1) < 0 &&
        (errno != EAGAIN || !atomic_load(&process.wakeup_may_be_full))) {
        atomic_store(&process.wakeup_error, errno);
    }
    errno = saved;
}

/* The default action, after the last words: the signal comes again, when this has returned. */
static void on_end(int number) {
    void (*last_words)(void *) = atomic_exchange(&process.last_words, NULL);
    if (last_words != NULL) {
        last_words(process.last_words_arg);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static bool ends(int number) {
    return number == SIGTERM || number == SIGHUP;
}

/* Without SA_RESTART, so that a blocking call of the main thread ends and handlers can run. False:
 * errno says why. */
static bool set_action(int number, void (*handler)(int)) {
    bool last = handler == SIG_DFL && ends(number) && atomic_load(&process.last_words) != NULL;
    struct sigaction act = {.sa_handler = last ? on_end : handler};
    sigemptyset(&act.sa_mask);
    return sigaction(number, &act, NULL) == 0;
}

void signals_last_words(void (*f)(void *), void *arg) {
    static const int numbers[] = {SIGTERM, SIGHUP};
    struct sigaction old;
    process.last_words_arg = f != NULL ? arg : process.last_words_arg;
    atomic_store(&process.last_words, f);
    for (int i = 0; f != NULL && i < 2; i++) {
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
            set_action(numbers[i], SIG_DFL);
        }
    }
}

/* Following a recording, signals come from it; Ctrl-C ends the process as if it did not know
 * any. */
static bool set_script_action(thread *t, int number, void (*handler)(int)) {
    int r = outside_following(t) || set_action(number, handler) ? 0 : -1;
    return gil_input_call(t->gil, "sigaction", r, 0) == 0;
}

static bool is_ours(thread *t) {
    return atomic_load_explicit(&process.owner, memory_order_relaxed) == t->vm;
}

vm *signals_vm(void) {
    return atomic_load_explicit(&process.owner, memory_order_acquire);
}

bool signals_init(thread *t) {
    vm *none = NULL;
    struct sigaction old;
    if (!atomic_compare_exchange_strong(&process.owner, &none, t->vm)) {
        return true;
    }
    atomic_store_explicit(&process.target, t->gil, memory_order_release);
    signal(SIGPIPE, SIG_IGN); /* as CPython: such writes raise BrokenPipeError */
#ifdef SIGXFSZ
    signal(SIGXFSZ, SIG_IGN);
#endif
    static const int caught[] = {SIGINT, SIGQUIT};
    for (int i = 0; i < 2; i++) {
        if (!outside_following(t) && sigaction(caught[i], NULL, &old) == 0 &&
            old.sa_handler == SIG_DFL && !set_action(caught[i], on_signal)) {
            raise_os_error(t, errno, NIL);
            return false;
        }
    }
    return true;
}

void signals_fini(thread *t) {
    struct sigaction act;
    if (!is_ours(t)) {
        return;
    }
    faults_fini(t->vm);
    for (int i = 1; i < SIGNALS; i++) {
        if (sigaction(i, NULL, &act) == 0 && act.sa_handler == on_signal) {
            signal(i, SIG_DFL);
        }
        atomic_store_explicit(&process.came[i], false, memory_order_relaxed);
    }
    process.handled = false;
    atomic_store_explicit(&process.wakeup_fd, -1, memory_order_relaxed);
    atomic_store_explicit(&process.target, NULL, memory_order_release);
    atomic_store_explicit(&process.owner, NULL, memory_order_release);
}

void signals_after_fork(thread *t) {
    t->vm->main = t;
    t->native_id = 0;
    atomic_store(&process.last_words, NULL); /* they are the parent's */
    if (is_ours(t)) {
        for (int i = 1; i < SIGNALS; i++) {
            atomic_store_explicit(&process.came[i], false, memory_order_relaxed);
        }
        atomic_store_explicit(&process.target, t->gil, memory_order_release);
    }
}

/* ---- handlers ---- */

/* The script's handler: a function, 0 = SIG_DFL, 1 = SIG_IGN, NONE = not set from Python. NIL: the
 * module was not imported. */
static value handler_of(thread *t, int number) {
    value *root = stdlib_of(t->vm)->signal_handlers;
    return root == NULL ? NIL : ((list *)as_obj(*root))->items[number];
}

static bool is_default_or_ignored(value handler) {
    return handler == NONE || handler == from_small(0) || handler == from_small(1);
}

static value raise_interrupt(thread *t) {
    value exc = exc_new(t, t->vm->exc[E_KEYBOARD_INTERRUPT], from_obj(t->vm->empty_tuple));
    return exc == NIL ? NIL : raise_value(t, exc);
}

/* kill -QUIT, unless the script has a handler of its own for it. */
static void show_threads(thread *t) {
    char *text = report_threads(t);
    if (text != NULL) {
        fputs(text, stderr);
        fflush(stderr);
        free(text);
    }
}

static bool run_handler(thread *t, int number) {
    value handler = handler_of(t, number), frame_value = NONE;
    if (number == SIGQUIT && (handler == NIL || handler == NONE || handler == from_small(0))) {
        show_threads(t);
        return true;
    }
    if (handler == NIL) {
        return number != SIGINT || raise_interrupt(t) != NIL;
    }
    if (is_default_or_ignored(handler)) {
        return true; /* changed since it came */
    }
    frame *f = thread_frame(t, 0);
    if (f != NULL && f->code != NULL) {
        frame_value = frame_object(t, f);
    }
    if (frame_value == NIL) {
        return false;
    }
    process.running++;
    bool ok = call2(t, handler, from_small(number), frame_value) != NIL;
    process.running--;
    return ok;
}

/* The next number after `last` that came; 0: none. */
static int next_signal(thread *t, int last) {
    int number = last + 1;
    while (number < SIGNALS &&
           (outside_following(t) ||
            !atomic_exchange_explicit(&process.came[number], false, memory_order_acq_rel))) {
        number++;
    }
    return (int)gil_input_usual(t->gil, "signal", number < SIGNALS ? number : 0, 0);
}

/* What on_signal does at once, on the simulated machine: its pipes are in memory. */
static void write_wakeup(thread *t, int number) {
    unsigned char byte = (unsigned char)number;
    int fd = atomic_load_explicit(&process.wakeup_fd, memory_order_relaxed);
    simnet_call c = {.op = SIMNET_SEND, .p = &byte, .n = 1};
    if (fd != -1 && simnet_has(t->vm, fd)) {
        int error = simnet_run(t, fd, &c, 0);
        bool told = error != EAGAIN || !atomic_load(&process.wakeup_may_be_full);
        atomic_store(&process.wakeup_error, told ? error : 0);
    }
}

static void tell_wakeup_error(thread *t) {
    int error =
        (int)gil_input_usual(t->gil, "wakeup", atomic_exchange(&process.wakeup_error, 0), 0);
    value exc = t->exc;
    if (error != 0) {
        raise_os_error(t, error, NIL);
        write_unraisable(t, "Exception ignored when trying to write to the signal wakeup fd", NIL);
        t->exc = exc;
    }
}

bool signals_run(thread *t) {
    if (!is_ours(t) || t != t->vm->main) {
        return true;
    }
    tell_wakeup_error(t);
    for (int i = 0; (i = next_signal(t, i)) != 0;) {
        if (atomic_load(&process.wakeup_in_memory)) {
            write_wakeup(t, i);
            tell_wakeup_error(t);
        }
        if (!run_handler(t, i)) {
            gil_attention(t->gil, GIL_ATT_SIGNAL); /* there may be more; look again afterwards */
            return false;
        }
    }
    return true;
}

void signals_trip(thread *t, int number) {
    value handler = handler_of(t, number);
    if (is_ours(t) && (handler == NIL ? number == SIGINT : !is_default_or_ignored(handler))) {
        atomic_store_explicit(&process.came[number], true, memory_order_release);
        gil_attention(t->vm->main->gil, GIL_ATT_SIGNAL);
    }
}

void signals_await(thread *t, int number) {
    struct sigaction act;
    if (number < 1 || number >= SIGNALS || !is_ours(t) || sigaction(number, NULL, &act) != 0 ||
        act.sa_handler != on_signal) {
        return;
    }
    /* The lock is held, so nobody handles it meanwhile. All threads may have blocked it: not for
     * ever. */
    const gil_thread *target = t->vm->main->gil;
    for (int tries = 0; tries < 2000; tries++) {
        if (atomic_load_explicit(&process.came[number], memory_order_acquire) &&
            (gil_attention_get(target) & GIL_ATT_SIGNAL) != 0) {
            return;
        }
        usleep(tries < 1000 ? 1 : 50);
    }
}

bool signals_expected(thread *t) {
    return process.handled && process.running == 0 && t == t->vm->main && is_ours(t);
}

/* ---- the module ---- */

static bool signal_arg(thread *t, value v, int *number) {
    int64_t i;
    if (!int_arg(t, v, &i)) {
        return false;
    }
    if (i < 1 || i >= SIGNALS) {
        raise_error(t, E_VALUE_ERROR, "signal number out of range");
        return false;
    }
    *number = (int)i;
    return true;
}

static value signal_default_int_handler(thread *t, value *a, int n) {
    (void)a;
    return no_keywords(t, "default_int_handler") && check_args(t, "default_int_handler", n, 2, 2)
               ? raise_interrupt(t)
               : NIL;
}

/* Is there a handler that a script has set? The one for SIGINT that is there from the start does
 * not count. */
static void note_handlers(thread *t) {
    process.handled = false;
    for (int i = 1; i < SIGNALS; i++) {
        value handler = handler_of(t, i);
        process.handled |= !is_default_or_ignored(handler) &&
                           !(is_kind(handler, T_NATIVE) &&
                             ((native *)as_obj(handler))->fn == signal_default_int_handler);
    }
}

static value signal_signal(thread *t, value *a, int n) {
    (void)n;
    int64_t i;
    int number;
    if (!int_arg(t, a[0], &i)) {
        return NIL;
    }
    if (t != t->vm->main || !is_ours(t)) {
        return raise_error(t, E_VALUE_ERROR,
                           "signal only works in main thread of the main interpreter");
    }
    if (!signal_arg(t, a[0], &number)) {
        return NIL;
    }
    bool ignore = a[1] == from_small(1), dflt = a[1] == from_small(0);
    if (!ignore && !dflt && !op_callable(t, a[1])) {
        return raise_error(t, E_TYPE_ERROR,
                           "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable "
                           "object");
    }
    if (!thread_poll(t)) { /* what came so far is for the old handler */
        return NIL;
    }
    if (!set_script_action(t, number, ignore ? SIG_IGN : dflt ? SIG_DFL : on_signal)) {
        return raise_os_error(t, errno, NIL);
    }
    value old = handler_of(t, number);
    ((list *)as_obj(*stdlib_of(t->vm)->signal_handlers))->items[number] = a[1];
    note_handlers(t);
    return old;
}

static value signal_getsignal(thread *t, value *a, int n) {
    (void)n;
    int number;
    return signal_arg(t, a[0], &number) ? handler_of(t, number) : NIL;
}

static value signal_raise_signal(thread *t, value *a, int n) {
    (void)n;
    int64_t number;
    if (!int_arg(t, a[0], &number)) {
        return NIL;
    }
    gil_record_flush(t->vm->gil); /* it may be our end */
    int r = outside_following(t) && !gil_record_at_end(t->vm->gil) ? 0
            : raise((int)number) != 0                              ? -1
                                                                   : 0;
    if (gil_input_call(t->gil, "raise", r, 0) != 0) {
        return raise_os_error(t, errno, NIL);
    }
    return thread_poll(t) ? NONE : NIL;
}

static value signal_pause(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    while (gil_sleep(t->gil, INT64_MAX / 4) != GIL_INTERRUPTED) {
    }
    return thread_poll(t) ? NONE : NIL;
}

static value signal_strsignal(thread *t, value *a, int n) {
    (void)n;
    int number;
    if (!signal_arg(t, a[0], &number)) {
        return NIL;
    }
    const char *text = strsignal(number);
    return text == NULL || strstr(text, "Unknown signal") != NULL ? NONE : str_from(t, text);
}

/* The C library keeps the numbers between the last ordinary and the first real-time signal for
 * itself. */
static bool is_valid_signal(int number) {
    sigset_t numbers;
    sigemptyset(&numbers);
    return sigaddset(&numbers, number) == 0;
}

static value signal_valid_signals(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    value v = set_new(t, T_SET);
    for (int i = 1; v != NIL && i < SIGNALS; i++) {
        if (is_valid_signal(i) && !set_add(t, (set *)as_obj(v), from_small(i))) {
            return NIL;
        }
    }
    return v;
}

/* An open descriptor that does not block the handler. */
static bool is_wakeup_fd(thread *t, int fd) {
    int flags = fd == -1 || outside_following(t) ? O_NONBLOCK : fcntl(fd, F_GETFL);
    flags =
        (int)gil_input_call(t->gil, "wakeup-fd", flags < 0 ? -1 : flags & O_NONBLOCK, O_NONBLOCK);
    if (flags < 0) {
        raise_os_error(t, errno, NIL);
    } else if (flags == 0) {
        raise_error(t, E_VALUE_ERROR, "the fd %d must be in non-blocking mode", fd);
    }
    return t->exc == NIL;
}

static value signal_set_wakeup_fd(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    if (!int_arg(t, a[0], &fd)) {
        return NIL;
    }
    int warn = a[1] == NIL ? 1 : op_truth(t, a[1]);
    if (warn < 0) {
        return NIL;
    }
    if (t != t->vm->main || !is_ours(t)) {
        return raise_error(t, E_VALUE_ERROR,
                           "set_wakeup_fd only works in main thread of the main interpreter");
    }
    if (!is_wakeup_fd(t, (int)fd)) {
        return NIL;
    }
    atomic_store(&process.wakeup_may_be_full, !warn);
    atomic_store(&process.wakeup_in_memory, fd != -1 && simnet_has(t->vm, (int)fd));
    return from_small(atomic_exchange(&process.wakeup_fd, (int)fd));
}

/* ---- masks: each thread of the system has its own ---- */

static bool sigset_arg(thread *t, value v, sigset_t *numbers) {
    sigemptyset(numbers);
    value l = list_from(t, v);
    for (size_t i = 0; l != NIL && i < ((list *)as_obj(l))->len; i++) {
        int64_t number;
        if (!int_arg(t, ((list *)as_obj(l))->items[i], &number)) {
            if (!exc_is(t, E_OVERFLOW_ERROR)) {
                return false;
            }
            exc_clear(t);
            number = -1; /* as CPython says it */
        }
        if (number < 1 || number >= SIGNALS) {
            raise_error(t, E_VALUE_ERROR, "signal number %lld out of range [1; 64]",
                        (long long)number);
            return false;
        }
        sigaddset(numbers, (int)number); /* one that the C library keeps for itself is left out */
    }
    return l != NIL;
}

/* What a call that filled in `set` came to; it is an input of a recording. */
static value sigset_value(thread *t, const char *kind, int error, const sigset_t *numbers) {
    int64_t bits = 0;
    for (int i = 1; error == 0 && i < SIGNALS; i++) {
        bits |= (int64_t)((uint64_t)(sigismember(numbers, i) == 1) << (i - 1));
    }
    errno = error;
    if (outside_numbers(t, kind, error == 0 ? 0 : -1, &bits, 1) != 0) {
        return raise_os_error(t, errno, NIL);
    }
    value v = set_new(t, T_SET);
    for (int i = 1; v != NIL && i < SIGNALS; i++) {
        if (((uint64_t)bits >> (i - 1) & 1) != 0 && !set_add(t, (set *)as_obj(v), from_small(i))) {
            return NIL;
        }
    }
    return v;
}

static value signal_pthread_sigmask(thread *t, value *a, int n) {
    (void)n;
    int64_t how;
    sigset_t mask, old;
    if (!int_arg(t, a[0], &how) || !sigset_arg(t, a[1], &mask)) {
        return NIL;
    }
    sigemptyset(&old);
    process.masked = true;
    int error = outside_following(t) ? 0 : pthread_sigmask((int)how, &mask, &old);
    value v = sigset_value(t, "sigmask", error, &old);
    /* What was let through just now has been handled. */
    return v != NIL && thread_poll(t) ? v : NIL;
}

static value signal_sigpending(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    sigset_t pending;
    sigemptyset(&pending);
    int error = outside_following(t) || sigpending(&pending) == 0 ? 0 : errno;
    return sigset_value(t, "sigpending", error, &pending);
}

static bool has_own_mask(thread *t) {
    return process.masked && !outside_following(t) && !gil_is_simulated(t->vm->gil);
}

void signals_inherit(thread *t, thread *child) {
    sigset_t mask;
    if (has_own_mask(t) && pthread_sigmask(SIG_SETMASK, NULL, &mask) == 0) {
        for (int i = 1; i < SIGNALS; i++) {
            child->signal_mask |= (uint64_t)(sigismember(&mask, i) == 1) << (i - 1);
        }
    }
}

void signals_thread_begins(thread *t) {
    sigset_t mask;
    if (has_own_mask(t)) {
        sigemptyset(&mask);
        for (int i = 1; i < SIGNALS; i++) {
            if (t->signal_mask >> (i - 1) & 1) {
                sigaddset(&mask, i);
            }
        }
        pthread_sigmask(SIG_SETMASK, &mask, NULL);
    }
}

void signals_thread_ends(thread *t) {
    sigset_t all;
    if (has_own_mask(t)) {
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, NULL);
    }
}

/* ---- waiting for signals that are not let through, and sending them to threads ---- */

enum { SIGINFO_FIELDS = 7 };

static const getset_def siginfo_fields[] = {
    STRUCTSEQ_FIELD(0, "si_signo", "signal number"),
    STRUCTSEQ_FIELD(1, "si_code", "signal code"),
    STRUCTSEQ_FIELD(2, "si_errno", "errno associated with this signal"),
    STRUCTSEQ_FIELD(3, "si_pid", "sending process ID"),
    STRUCTSEQ_FIELD(4, "si_uid", "real user ID of sending process"),
    STRUCTSEQ_FIELD(5, "si_status", "exit value or signal"),
    STRUCTSEQ_FIELD(6, "si_band", "band event for SIGPOLL"),
    {0},
};

static const type_spec siginfo_spec = STRUCTSEQ_SPEC(
    "signal.struct_siginfo", siginfo_fields,
    "struct_siginfo: Result from sigwaitinfo or sigtimedwait.\n\nThis object may be accessed "
    "either "
    "as a tuple of\n(si_signo, si_code, si_errno, si_pid, si_uid, si_status, si_band),\nor via the "
    "attributes si_signo, si_code, and so on.");

/* One wait on the real host: a number, or -1 and errno. left_ns < 0: without end. */
static int wait_really(thread *t, const sigset_t *numbers, int64_t left_ns, siginfo_t *info) {
    struct timespec left = {.tv_sec = (time_t)(left_ns / 1000000000),
                            .tv_nsec = (long)(left_ns % 1000000000)};
    gil_block_begin(t->gil, GIL_WHY_CALL, 0);
    bool interrupted = (gil_attention_get(t->gil) & GIL_ATT_WAKES) != 0;
    int r = outside_following(t) ? 0
            : interrupted        ? -1
            : left_ns < 0        ? sigwaitinfo(numbers, info)
                                 : sigtimedwait(numbers, info, &left);
    int error = interrupted ? EINTR : errno;
    gil_block_end(t->gil);
    errno = error;
    return r;
}

/* On the simulated machine, whose threads are one of the system's, only those can send one: it is
 * looked for every virtual millisecond. */
static int wait_simulated(thread *t, const sigset_t *numbers, int64_t left_ns, siginfo_t *info) {
    enum { NAP_NS = 1000000 };
    struct timespec now = {0};
    int r = sigtimedwait(numbers, info, &now);
    if (r > 0 || errno != EAGAIN || left_ns == 0) {
        return r;
    }
    if (left_ns < 0 && t->vm->threads->next == NULL) {
        errno = EDEADLK;
        return -1;
    }
    gil_sleep(t->gil, left_ns >= 0 && left_ns < NAP_NS ? left_ns : NAP_NS);
    errno = EINTR;
    return -1;
}

/* The number of the signal that came, 0 when the time is up (timeout_ns < 0: never), -1 =
 * exception. `fields`: what siginfo_t says. */
static int await_signal(thread *t, value set, int64_t timeout_ns, int64_t *fields) {
    sigset_t numbers;
    if (!sigset_arg(t, set, &numbers)) {
        return -1;
    }
    uint64_t end = timeout_ns > 0 ? gil_now(t->gil) + (uint64_t)timeout_ns : 0;
    for (;;) {
        siginfo_t info = {0};
        int r = gil_is_simulated(t->vm->gil) && !outside_following(t)
                    ? wait_simulated(t, &numbers, timeout_ns, &info)
                    : wait_really(t, &numbers, timeout_ns, &info);
        const int64_t now[SIGINFO_FIELDS] = {info.si_signo, info.si_code, info.si_errno,
                                             info.si_pid,   info.si_uid,  info.si_status,
                                             info.si_band};
        memcpy(fields, now, sizeof now);
        r = (int)outside_numbers(t, "sigwait", r, fields, SIGINFO_FIELDS);
        if (r > 0) {
            return r;
        }
        if (errno == EAGAIN) {
            return 0;
        }
        if (errno != EINTR) {
            raise_os_error(t, errno, NIL);
            return -1;
        }
        if (!thread_poll(t)) {
            return -1;
        }
        if (timeout_ns > 0) {
            uint64_t at = gil_now(t->gil);
            timeout_ns = at < end ? (int64_t)(end - at) : 0;
        }
    }
}

static value siginfo_value(thread *t, const int64_t *fields) {
    value cls = stdlib_import_attr(t, "_signal", "struct_siginfo"), f[SIGINFO_FIELDS];
    for (int i = 0; i < SIGINFO_FIELDS; i++) {
        f[i] = int_new(t, fields[i]);
    }
    return cls == NIL ? NIL : structseq_new(t, (type *)as_obj(cls), f);
}

static value signal_sigwait(thread *t, value *a, int n) {
    (void)n;
    int64_t fields[SIGINFO_FIELDS];
    int r = await_signal(t, a[0], -1, fields);
    return r < 0 ? NIL : from_small(r);
}

static value signal_sigwaitinfo(thread *t, value *a, int n) {
    (void)n;
    int64_t fields[SIGINFO_FIELDS];
    return await_signal(t, a[0], -1, fields) < 0 ? NIL : siginfo_value(t, fields);
}

static value signal_sigtimedwait(thread *t, value *a, int n) {
    (void)n;
    int64_t fields[SIGINFO_FIELDS], timeout_ns;
    if (a[1] == NONE ? op_index(t, a[1]) == NIL : !net_timeout(t, a[1], &timeout_ns)) {
        return NIL;
    }
    if (timeout_ns < 0) {
        return raise_error(t, E_VALUE_ERROR, "timeout must be non-negative");
    }
    int r = await_signal(t, a[0], timeout_ns, fields);
    return r < 0 ? NIL : r == 0 ? NONE : siginfo_value(t, fields);
}

/* To one thread. Handlers run in the main thread all the same. */
static int send_to(thread *t, const thread *to, int number) {
    if (gil_is_simulated(t->vm->gil)) {
        return number == 0 || raise(number) == 0 ? 0 : -1;
    }
#ifdef __linux__
    uint64_t id = to->native_id != 0 ? to->native_id : (uint64_t)getpid();
    return (int)syscall(SYS_tgkill, getpid(), (pid_t)id, number);
#else
    (void)to;
    return kill(getpid(), number);
#endif
}

static value signal_pthread_kill(thread *t, value *a, int n) {
    (void)n;
    int64_t ident, number;
    if (!is_any_int(a[0])) {
        return raise_error(t, E_TYPE_ERROR, "pthread_kill() argument 1 must be int, not %T", a[0]);
    }
    if (!op_to_int64(t, a[0], &ident) || !int_arg(t, a[1], &number)) {
        return NIL;
    }
    const thread *to = thread_by_ident(t, (uint64_t)ident);
    if (to == NULL) {
        return raise_os_error(t, ESRCH, NIL);
    }
    gil_record_flush(t->vm->gil); /* it may be our end */
    bool real = !outside_following(t) || gil_record_at_end(t->vm->gil);
    int r = real ? send_to(t, to, (int)number) : 0;
    if (real && r == 0) {
        signals_await(t, (int)number);
    }
    if (gil_input_call(t->gil, "kill", r, 0) != 0) {
        return raise_os_error(t, errno, NIL);
    }
    return thread_poll(t) ? NONE : NIL;
}

static value signal_siginterrupt(thread *t, value *a, int n) {
    (void)n;
    int number;
    int64_t flag;
    struct sigaction act;
    if (!signal_arg(t, a[0], &number) || !int_arg(t, a[1], &flag)) {
        return NIL;
    }
    int r = 0;
    if (!outside_following(t) && (r = sigaction(number, NULL, &act)) == 0) {
        act.sa_flags = flag ? act.sa_flags & ~SA_RESTART : act.sa_flags | SA_RESTART;
        r = sigaction(number, &act, NULL);
    }
    return gil_input_call(t->gil, "siginterrupt", r, 0) == 0 ? NONE : raise_os_error(t, errno, NIL);
}

/* ---- timers ---- */

static const uint64_t SECOND = 1000000000;

/* The simulated machine's one timer: sets it, or with `look` leaves it, and answers what it was. */
static struct itimerval exchange_alarm(thread *t, const struct itimerval *fresh, bool look) {
    uint64_t now = gil_clock(t->gil), at = GIL_NEVER, every = 0;
    if (fresh != NULL && (fresh->it_value.tv_sec != 0 || fresh->it_value.tv_usec != 0)) {
        at = now + (uint64_t)fresh->it_value.tv_sec * SECOND +
             (uint64_t)fresh->it_value.tv_usec * 1000;
        every = (uint64_t)fresh->it_interval.tv_sec * SECOND +
                (uint64_t)fresh->it_interval.tv_usec * 1000;
    }
    gil_alarm(t->gil, &at, &every);
    uint64_t left = at == GIL_NEVER ? 0 : at > now ? at - now : 1000, period = every;
    if (look) {
        gil_alarm(t->gil, &at, &every); /* as it was */
    }
    return (struct itimerval){
        .it_value = {(time_t)(left / SECOND), (suseconds_t)(left % SECOND / 1000)},
        .it_interval = {(time_t)(period / SECOND), (suseconds_t)(period % SECOND / 1000)}};
}

static value simulated_alarm(thread *t, unsigned seconds) {
    struct itimerval fresh = {.it_value = {(time_t)seconds, 0}};
    struct itimerval old = exchange_alarm(t, &fresh, false);
    return int_new(t, (int64_t)old.it_value.tv_sec + (old.it_value.tv_usec > 0));
}

static bool simulated_timer_allowed(thread *t, int64_t which) {
    if (which != ITIMER_REAL) {
        raise_error(t, E_OS_ERROR, "a simulated machine has no timer but ITIMER_REAL");
        return false;
    }
    return true;
}

static value signal_alarm(thread *t, value *a, int n) {
    (void)n;
    int64_t seconds;
    if (gil_is_simulated(t->vm->gil)) {
        return int_arg(t, a[0], &seconds) ? simulated_alarm(t, (unsigned)seconds) : NIL;
    }
    return int_arg(t, a[0], &seconds)
               ? int_new(t,
                         (int64_t)gil_input_number(
                             t->gil, "alarm", outside_following(t) ? 0 : alarm((unsigned)seconds)))
               : NIL;
}

static double seconds_of(struct timeval tv) {
    return (double)tv.tv_sec + (double)tv.tv_usec / 1e6;
}

/* Rounded up: a short time must not become none. */
static bool timeval_arg(thread *t, value v, struct timeval *tv) {
    int64_t ns = 0;
    if (v == NONE) {
        raise_error(t, E_TYPE_ERROR, "'NoneType' object cannot be interpreted as an integer");
        return false;
    }
    if (v != NIL && !net_timeout(t, v, &ns)) {
        return false;
    }
    int64_t us = ns / 1000 + (ns % 1000 > 0), part = us % 1000000;
    part += part < 0 ? 1000000 : 0;
    tv->tv_sec = (time_t)((us - part) / 1000000);
    tv->tv_usec = (suseconds_t)part;
    return true;
}

static value timer_pair(thread *t, const struct itimerval *it) {
    return tuple_pair(t, from_double(seconds_of(it->it_value)),
                      from_double(seconds_of(it->it_interval)));
}

static value raise_itimer_error(thread *t, int error) {
    value cls = stdlib_import_attr(t, "_signal", "ItimerError");
    value args[2] = {from_small(error), str_from(t, strerror(error))};
    value exc = cls == NIL || args[1] == NIL ? NIL : call_values(t, cls, args, 2, NIL);
    return exc == NIL ? NIL : raise_value(t, exc);
}

static int64_t tell_timer(thread *t, const char *kind, int r, struct itimerval *it) {
    int64_t f[4] = {it->it_value.tv_sec, it->it_value.tv_usec, it->it_interval.tv_sec,
                    it->it_interval.tv_usec};
    r = (int)outside_numbers(t, kind, r, f, 4);
    it->it_value = (struct timeval){(time_t)f[0], (suseconds_t)f[1]};
    it->it_interval = (struct timeval){(time_t)f[2], (suseconds_t)f[3]};
    return r;
}

static value signal_setitimer(thread *t, value *a, int n) {
    (void)n;
    int64_t which;
    struct itimerval fresh, old;
    if (!int_arg(t, a[0], &which) || !timeval_arg(t, a[1], &fresh.it_value) ||
        !timeval_arg(t, a[2], &fresh.it_interval)) {
        return NIL;
    }
    if (gil_is_simulated(t->vm->gil)) {
        if (!simulated_timer_allowed(t, which)) {
            return NIL;
        }
        old = exchange_alarm(t, &fresh, false);
        return timer_pair(t, &old);
    }
    old = (struct itimerval){0};
    int r = outside_following(t) ? 0 : setitimer((int)which, &fresh, &old);
    if (tell_timer(t, "setitimer", r, &old) != 0) {
        return raise_itimer_error(t, errno);
    }
    return timer_pair(t, &old);
}

static value signal_getitimer(thread *t, value *a, int n) {
    (void)n;
    int64_t which;
    struct itimerval now;
    if (!int_arg(t, a[0], &which)) {
        return NIL;
    }
    if (gil_is_simulated(t->vm->gil)) {
        if (!simulated_timer_allowed(t, which)) {
            return NIL;
        }
        now = exchange_alarm(t, NULL, true);
        return timer_pair(t, &now);
    }
    now = (struct itimerval){0};
    int r = outside_following(t) ? 0 : getitimer((int)which, &now);
    if (tell_timer(t, "getitimer", r, &now) != 0) {
        return raise_itimer_error(t, errno);
    }
    return timer_pair(t, &now);
}

static const native_def signal_functions[] = {
    {"signal", signal_signal, "signalnum, handler, /", 0,
     "Set the action for the given signal.\n\n"
     "The action can be SIG_DFL, SIG_IGN, or a callable Python object.\n"
     "The previous action is returned.  See getsignal() for possible return values.\n\n"
     "*** IMPORTANT NOTICE ***\n"
     "A signal handler function is called with two arguments:\n"
     "the first is the signal number, the second is the interrupted stack frame."},
    {"getsignal", signal_getsignal, "signalnum, /", 0,
     "Return the current action for the given signal.\n\n"
     "The return value can be:\n"
     "  SIG_IGN -- if the signal is being ignored\n"
     "  SIG_DFL -- if the default action for the signal is in effect\n"
     "  None    -- if an unknown handler is in effect\n"
     "  anything else -- the callable Python object used as a handler"},
    {"default_int_handler", signal_default_int_handler, NULL, 0,
     "The default handler for SIGINT installed by Python.\n\nIt raises KeyboardInterrupt."},
    {"raise_signal", signal_raise_signal, "signalnum, /", 0,
     "Send a signal to the executing process."},
    {"pause", signal_pause, "", 0, "Wait until a signal arrives."},
    {"strsignal", signal_strsignal, "signalnum, /", 0,
     "Return the system description of the given signal.\n\n"
     "Returns the description of signal *signalnum*, such as \"Interrupt\"\n"
     "for :const:`SIGINT`. Returns :const:`None` if *signalnum* has no\n"
     "description. Raises :exc:`ValueError` if *signalnum* is invalid."},
    {"valid_signals", signal_valid_signals, "", 0,
     "Return a set of valid signal numbers on this platform."},
    {"set_wakeup_fd", signal_set_wakeup_fd, "fd, /, *, warn_on_full_buffer=True", 0,
     "Sets the fd to be written to (with the signal number) when a signal comes in."},
    {"alarm", signal_alarm, "seconds, /", 0,
     "Arrange for SIGALRM to arrive after the given number of seconds."},
    {"setitimer", signal_setitimer, "which, seconds, interval=0.0, /", 0,
     "Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF).\n\n"
     "The timer will fire after value seconds and after that every interval seconds.\n"
     "The itimer can be cleared by setting seconds to zero.\n\n"
     "Returns old values as a tuple: (delay, interval)."},
    {"pthread_sigmask", signal_pthread_sigmask, "how, mask, /", 0,
     "Fetch and/or change the signal mask of the calling thread."},
    {"sigpending", signal_sigpending, "", 0,
     "Examine pending signals.\n\nReturns a set of signal numbers that are pending for delivery "
     "to\nthe calling thread."},
    {"sigwait", signal_sigwait, "sigset, /", 0,
     "Wait for a signal.\n\nSuspend execution of the calling thread until the delivery of one of "
     "the\nsignals specified in the signal set sigset.\n\nThe function accepts the signal and "
     "returns the signal number."},
    {"sigwaitinfo", signal_sigwaitinfo, "sigset, /", 0,
     "Wait synchronously until one of the signals in *sigset* is delivered.\n\nReturns a "
     "struct_siginfo containing information about the signal."},
    {"sigtimedwait", signal_sigtimedwait, "sigset, timeout, /", 0,
     "Like sigwaitinfo(), but with a timeout.\n\nThe timeout is specified in seconds, with "
     "floating point numbers allowed."},
    {"pthread_kill", signal_pthread_kill, "thread_id, signalnum, /", 0,
     "Send a signal to a thread."},
    {"siginterrupt", signal_siginterrupt, "signalnum, flag, /", 0,
     "Change system call restart behaviour.\n\n"
     "If flag is False, system calls will be restarted when interrupted by\n"
     "signal sig, else system calls will be interrupted."},
    {"getitimer", signal_getitimer, "which, /", 0, "Returns current value of given itimer."},
    {0},
};

/* clang-format off */
static const module_number numbers[] = {
    NUMBER(SIGHUP), NUMBER(SIGINT), NUMBER(SIGQUIT), NUMBER(SIGILL), NUMBER(SIGTRAP),
    NUMBER(SIGABRT), NUMBER(SIGFPE), NUMBER(SIGKILL), NUMBER(SIGBUS), NUMBER(SIGSEGV),
    NUMBER(SIGSYS), NUMBER(SIGPIPE), NUMBER(SIGALRM), NUMBER(SIGTERM), NUMBER(SIGUSR1),
    NUMBER(SIGUSR2), NUMBER(SIGCHLD), NUMBER(SIGURG), NUMBER(SIGSTOP), NUMBER(SIGTSTP),
    NUMBER(SIGCONT), NUMBER(SIGTTIN), NUMBER(SIGTTOU), NUMBER(SIGVTALRM), NUMBER(SIGPROF),
    NUMBER(SIGXCPU), NUMBER(SIGXFSZ), NUMBER(SIGWINCH), NUMBER(SIGIO), NUMBER(ITIMER_REAL),
    NUMBER(ITIMER_VIRTUAL), NUMBER(ITIMER_PROF),
#ifdef __linux__
    NUMBER(SIGPWR), NUMBER(SIGSTKFLT), NUMBER(SIGPOLL), {"SIGCLD", SIGCHLD},
#endif
    {"SIGIOT", SIGABRT}, {"NSIG", SIGNALS}, {"SIG_DFL", 0}, {"SIG_IGN", 1}, NUMBER(SIG_BLOCK),
    NUMBER(SIG_UNBLOCK), NUMBER(SIG_SETMASK), {0},
};
/* clang-format on */

static bool add_numbers(thread *t, module *m) {
#ifdef SIGRTMIN
    if (!module_set_int(t, m, "SIGRTMIN", SIGRTMIN) ||
        !module_set_int(t, m, "SIGRTMAX", SIGRTMAX)) {
        return false;
    }
#endif
    return module_set_numbers(t, m, numbers);
}

/* What the process does with each signal now. */
static value make_handlers(thread *t, value int_handler) {
    enum { UNKNOWN, DEFAULT, IGNORED, OURS };
    value items[SIGNALS];
    struct sigaction act;
    for (int i = 0; i < SIGNALS; i++) {
        bool known = i > 0 && sigaction(i, NULL, &act) == 0;
        int is = !known                                        ? UNKNOWN
                 : act.sa_handler == SIG_DFL                   ? DEFAULT
                 : i == SIGQUIT && act.sa_handler == on_signal ? DEFAULT
                 : act.sa_handler == on_end                    ? DEFAULT
                 : act.sa_handler == SIG_IGN                   ? IGNORED
                 : act.sa_handler == on_signal                 ? OURS
                                                               : UNKNOWN;
        is = (int)gil_input_usual(t->gil, "handler", is, DEFAULT);
        items[i] = is == DEFAULT   ? from_small(0)
                   : is == IGNORED ? from_small(1)
                   : is == OURS    ? int_handler
                                   : NONE;
    }
    return list_of(t, items, SIGNALS);
}

/* class itimer_error(OSError) */
static value make_itimer_error(thread *t) {
    dict *ns = dict_new(t);
    value base = from_obj(t->vm->exc[E_OS_ERROR]), module_name = str_from(t, "signal");
    if (ns == NULL || module_name == NIL || !dict_set_str(t, ns, N(t, __module__), module_name)) {
        return NIL;
    }
    value args[3] = {str_from(t, "itimer_error"), tuple_of(t, &base, 1), from_obj(ns)};
    return args[0] == NIL || args[1] == NIL
               ? NIL
               : call_values(t, from_obj(t->vm->types[T_TYPE]), args, 3, NIL);
}

static bool signal_init(thread *t, module *m) {
    value int_handler =
        dict_get_str((dict *)as_obj(m->attrs), str_intern(t, "default_int_handler"));
    value handlers = make_handlers(t, int_handler), itimer_error = make_itimer_error(t);
    if (handlers == NIL || itimer_error == NIL || !add_numbers(t, m) ||
        !module_set(t, m, "ItimerError", itimer_error)) {
        return false;
    }
    type *siginfo = structseq_type(t, &siginfo_spec, SIGINFO_FIELDS);
    if (siginfo == NULL || !module_set(t, m, "struct_siginfo", from_obj(siginfo))) {
        return false;
    }
    stdlib_state *s = stdlib_of(t->vm);
    if (s->signal_handlers == NULL) { /* else the module is made a second time: the handlers stay */
        value *root = vm_root(t->vm);
        if (root == NULL) {
            raise_error(t, E_MEMORY_ERROR, "");
            return false;
        }
        *root = handlers;
        s->signal_handlers = root;
    }
    return true;
}

const module_def signal_module = {
    "_signal",
    "This module provides mechanisms to use signal handlers in Python.",
    signal_functions,
    signal_init,
};
