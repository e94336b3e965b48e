/* mod_faulthandler.c: the module _faulthandler, under faulthandler.py: where all threads are,
 * written without an allocation, a lock or a call into the VM, so that it can be done in the middle
 * of anything; and the handler of the signals that end a process which has gone wrong.
 *
 * That handler may run in any thread, with or without the GIL. It reads the list of threads and
 * their frames as they are. What other threads change at that moment may come out wrong; the
 * process ends anyway. Then the signal comes again, for whoever had it before.
 *
 * A thread's own C stack tells which one the handler is in: on the simulated machine all share one
 * thread of the system.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "stdlib/net.h"
#include "vm/code.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"

enum { MOST_FRAMES = 100, MOST_THREADS = 100, MOST_CHARS = 500 };

static const struct {
    int number;
    const char *name;
} fatal[] = {
    {SIGBUS, "Bus error"}, {SIGILL, "Illegal instruction"}, {SIGFPE, "Floating point exception"},
    {SIGABRT, "Aborted"},  {SIGSEGV, "Segmentation fault"},
};
enum { FATAL = sizeof fatal / sizeof fatal[0] };

typedef struct faults {
    bool on, all_threads;
    int fd;
    struct sigaction before[FATAL];
} faults;

/* ---- writing ---- */

typedef struct out {
    int fd;
    size_t n;
    char buf[512];
} out;

static void flush(out *o) {
    for (size_t at = 0; at < o->n;) {
        ssize_t r = write(o->fd, o->buf + at, o->n - at);
        if (r <= 0 && errno != EINTR) {
            break;
        }
        at += r > 0 ? (size_t)r : 0;
    }
    o->n = 0;
}

static void put_char(out *o, char c) {
    if (o->n == sizeof o->buf) {
        flush(o);
    }
    o->buf[o->n++] = c;
}

static void put(out *o, const char *s) {
    while (*s != '\0') {
        put_char(o, *s++);
    }
}

static void put_number(out *o, uint64_t n, unsigned base, int digits) {
    char text[24];
    int len = 0;
    do {
        text[len++] = "0123456789abcdef"[n % base];
        n /= base;
    } while (n > 0 || len < digits);
    while (len > 0) {
        put_char(o, text[--len]);
    }
}

/* The code point at p, which goes behind it. Text of the VM is UTF-8, surrogates included. */
static uint32_t next_char(const uint8_t **p) {
    uint32_t c = *(*p)++;
    int more = c < 0xc0 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    c = more == 0 ? c : c & (0x3fu >> more);
    for (; more > 0 && (**p & 0xc0) == 0x80; more--) {
        c = c << 6 | (*(*p)++ & 0x3f);
    }
    return c;
}

static void put_text(out *o, const str *s) {
    const uint8_t *p = (const uint8_t *)s->data;
    int n = 0;
    for (; *p != 0 && n < MOST_CHARS; n++) {
        uint32_t c = next_char(&p);
        if (c >= ' ' && c < 127) {
            put_char(o, (char)c);
        } else {
            put(o, c < 0x100 ? "\\x" : c < 0x10000 ? "\\u" : "\\U");
            put_number(o, c, 16, c < 0x100 ? 2 : c < 0x10000 ? 4 : 8);
        }
    }
    if (*p != 0) {
        put(o, "...");
    }
}

/* ---- stacks ---- */

static bool has_code(const thread *t, const frame *f) {
    return f > t->frames && f->code != NULL;
}

static void put_stack(out *o, const thread *t, int64_t skip) {
    int n = 0;
    for (const frame *f = t->top; f != NULL && f > t->frames; f--) {
        if (!has_code(t, f) || skip-- > 0) {
            continue;
        }
        if (n++ == MOST_FRAMES) {
            put(o, "  ...\n");
            return;
        }
        put(o, "  File \"");
        put_text(o, f->code->filename);
        put(o, "\", line ");
        int line = code_line(f->code, (uint32_t)(f->ip - f->code->units));
        put_number(o, line > 0 ? (uint64_t)line : 0, 10, 1);
        put(o, " in ");
        put_text(o, f->code->name);
        put_char(o, '\n');
    }
    if (n == 0) {
        put(o, "  <no Python frame>\n");
    }
}

static bool runs_script(const thread *t) {
    for (const frame *f = t->top; f != NULL && f > t->frames; f--) {
        if (has_code(t, f)) {
            return true;
        }
    }
    return false;
}

/* Of the current thread's frames the innermost `skip` are left out; < 0: all of it is.
 * The youngest thread comes first. */
static void put_threads(out *o, const vm *m, const thread *current, int64_t skip) {
    int n = 0;
    for (const thread *t = m->last_thread; t != NULL; t = t->prev) {
        if (t->c_base == NULL || !runs_script(t) ||
            (t == current && skip < 0)) { /* gone with a fork */
            continue;
        }
        if (n > 0) {
            put_char(o, '\n');
        }
        if (n++ == MOST_THREADS) {
            put(o, "...\n");
            return;
        }
        put(o, t == current ? "Current thread 0x" : "Thread 0x");
        put_number(o, t->ident, 16, 16);
        put(o, " (most recent call first):\n");
        put_stack(o, t, t == current ? skip : 0);
    }
}

static void put_one(out *o, const thread *t, int64_t skip) {
    put(o, "Stack (most recent call first):\n");
    put_stack(o, t, skip);
}

/* ---- the handler ---- */

/* Whose C stack is the address in? They begin at their highest address. */
static const thread *thread_at(const vm *m, const char *address) {
    const thread *best = NULL;
    for (const thread *t = m->threads; t != NULL; t = t->next) {
        if (t->c_base > address && (best == NULL || t->c_base < best->c_base)) {
            best = t;
        }
    }
    return best;
}

static void restore(faults *f) {
    for (int i = 0; i < FATAL; i++) {
        sigaction(fatal[i].number, &f->before[i], NULL);
    }
    f->on = false;
}

static void on_fault(int number) {
    int saved = errno;
    vm *m = signals_vm();
    faults *f = m == NULL ? NULL : stdlib_of(m)->faults;
    if (f == NULL || !f->on) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    out o = {.fd = f->fd};
    for (int i = 0; i < FATAL; i++) {
        if (fatal[i].number == number) {
            sigaction(number, &f->before[i], NULL);
            put(&o, "Fatal Python error: ");
            put(&o, fatal[i].name);
            put(&o, "\n\n");
        }
    }
    const thread *current = thread_at(m, (const char *)&o);
    if (f->all_threads) {
        put_threads(&o, m, current, 0);
    } else if (current != NULL) {
        put_one(&o, current, 0);
    }
    flush(&o);
    errno = saved;
    raise(number);
}

void faults_fini(vm *m) {
    faults *f = stdlib_of(m)->faults;
    if (f != NULL && f->on) {
        restore(f);
    }
    raw_free(m, f, sizeof *f);
    stdlib_of(m)->faults = NULL;
}

/* ---- the module ---- */

static value faulthandler_enable(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    faults *f = stdlib_of(t->vm)->faults;
    if (!int_arg(t, a[0], &fd)) {
        return NIL;
    }
    if (f == NULL && (f = raw_alloc(t->vm, sizeof *f)) != NULL) {
        *f = (faults){0};
        stdlib_of(t->vm)->faults = f;
    }
    if (f == NULL) {
        return raise_error(t, E_MEMORY_ERROR, "");
    }
    f->fd = (int)fd;
    f->all_threads = a[1] == V_TRUE;
    for (int i = 0; i < FATAL && !f->on; i++) {
        struct sigaction act = {.sa_handler = on_fault, .sa_flags = SA_NODEFER};
        sigemptyset(&act.sa_mask);
        if (sigaction(fatal[i].number, &act, &f->before[i]) < 0) {
            return raise_os_error(t, errno, NIL);
        }
    }
    f->on = true;
    return NONE;
}

static bool is_on(vm *m) {
    const faults *f = stdlib_of(m)->faults;
    return f != NULL && f->on;
}

static value faulthandler_disable(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    bool was = is_on(t->vm);
    if (was) {
        restore(stdlib_of(t->vm)->faults);
    }
    return from_bool(was);
}

static value faulthandler_is_enabled(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return from_bool(is_on(t->vm));
}

static value faulthandler_dump(thread *t, value *a, int n) {
    (void)n;
    int64_t fd, skip;
    if (!int_arg(t, a[0], &fd) || !int_arg(t, a[2], &skip)) {
        return NIL;
    }
    out o = {.fd = (int)fd};
    if (a[1] == V_TRUE) {
        put_threads(&o, t->vm, t, skip);
    } else {
        put_one(&o, t, skip);
    }
    flush(&o);
    return NONE;
}

/* (seconds, text) of a time-out. */
static value faulthandler_duration(thread *t, value *a, int n) {
    (void)n;
    int64_t ns;
    char text[64], micros[16] = "";
    if (!net_timeout(t, a[0], &ns)) {
        return NIL;
    }
    if (ns <= 0) {
        return a[0] == NONE ? raise_error(t, E_TYPE_ERROR,
                                          "'NoneType' object cannot be interpreted as an integer")
                            : raise_error(t, E_VALUE_ERROR, "timeout must be greater than 0");
    }
    long long us = (ns + 999) / 1000, s = us / 1000000;
    if (us % 1000000 != 0) {
        snprintf(micros, sizeof micros, ".%06lld", us % 1000000);
    }
    snprintf(text, sizeof text, "%lld:%02lld:%02lld%s", s / 3600, s / 60 % 60, s % 60, micros);
    value v = str_from(t, text);
    return v == NIL ? NIL : tuple_pair(t, from_double((double)ns / 1e9), v);
}

static const native_def faulthandler_functions[] = {
    {"enable", faulthandler_enable, "fd, all_threads, /", 0,
     "enable(fd, all_threads): what is written, and where, before a fault ends the process"},
    {"disable", faulthandler_disable, "", 0, "disable(): disable the fault handler"},
    {"is_enabled", faulthandler_is_enabled, "", 0,
     "is_enabled()->bool: check if the handler is enabled"},
    {"duration", faulthandler_duration, "timeout, /", 0,
     "duration(timeout): it in seconds, and as text"},
    {"dump", faulthandler_dump, "fd, all_threads, skip, /", 0,
     "dump(fd, all_threads, skip): where the threads are, but for this one's innermost frames"},
    {0},
};

const module_def faulthandler_module = {
    "_faulthandler",
    "Tracebacks written to a descriptor, also when a fault ends the process.",
    faulthandler_functions,
    NULL,
};
