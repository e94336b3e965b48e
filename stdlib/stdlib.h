/* stdlib.h: how a module is described, and the way into the standard library.
 *
 * A native module is one `const module_def NAME_module` in stdlib/mod_NAME.c and one row in
 * modules.def; it is made when it is first imported. Modules written in Python are files of
 * stdlib/lib, built into the binary as text: lib_modules[].
 */
#ifndef GILVM_STDLIB_STDLIB_H
#define GILVM_STDLIB_STDLIB_H

#include <stdio.h>

#include "vm/ops.h"

typedef struct module_def {
    const char *name;                   /* "math" */
    const char *doc;                    /* NULL allowed */
    const native_def *methods;          /* ends with a NULL name; NULL = none */
    bool (*init)(thread *t, module *m); /* adds the rest; NULL = nothing to add */
} module_def;

#define NATIVE(name, symbol) extern const module_def symbol;
#include "stdlib/modules.def"
#undef NATIVE

/* The embedded sources; made by the Makefile from stdlib/lib. Ends with a NULL name. */
typedef struct lib_module {
    const char *name; /* "collections.abc" */
    bool is_package;
    const char *text;
    size_t len;
} lib_module;
extern const lib_module lib_modules[];

/* ---- stdlib.c ---- */

/* The description of a native module; NULL = there is none of this name. */
const module_def *stdlib_native(const char *name);
const lib_module *stdlib_embedded(const char *name);
/* Makes the module and puts it into sys.modules. NIL = exception. */
value stdlib_make(thread *t, const module_def *def);
/* builtins and sys, which every script has. Called once by whoever makes a VM, after vm_new; argv
 * and path are set separately (sys_set_argv). */
bool stdlib_init(thread *t);
/* Gives back what hangs off vm->stdlib; before vm_free. */
void stdlib_fini(vm *m);

/* os.getpid() on the simulated machine: a process of its own number, whose parent is 1. */
enum { VIRTUAL_PID = 1000 };
enum { OUTSIDE_FDS = 4096 };

/* What the standard library keeps for one VM: vm->stdlib. */
typedef struct stdlib_state {
    double switch_interval;  /* sys.setswitchinterval, sys.setcheckinterval: what a script set, for
                                policies without that */
    uint64_t check_interval; /* knob; 0 = nothing set */
    uint64_t random_seed;    /* of random_bytes on the simulated machine */
    int gc_threshold[3], gc_debug; /* gc.set_threshold, gc.set_debug: remembered only */
    void *io;                      /* mod_io.c's */
    struct writes *writes;         /* outside.c: the order of writes; NULL = no recording */
    /* outside.c's: which descriptors are files; for recordings. */
    uint64_t file_fds[OUTSIDE_FDS / 64];
    type *deque_iterators[2];  /* mod_collections.c: forwards, backwards */
    type *grouper, *tee_block; /* mod_itertools.c */
    type *os_types[8];         /* mod_os.c: its classes, kept alive by a root */
    type *lock_type;           /* mod_thread.c's; kept alive by a root */
    type *queue_empty;         /* mod_queue.c's: the exception; kept alive by a root */
    size_t thread_stack_size; /* threading.stack_size: remembered only, the lock's option decides */
    thread *ended, **ended_tail; /* threads that have ended, whose memory is still to be given back;
                                    by next_ended */
    value *signal_handlers; /* mod_signal.c's: a root with the list of handlers by number; NULL =
                               not asked for yet */
    struct faults *faults;  /* mod_faulthandler.c: NULL = never enabled */
    struct simnet *net; /* simnet.c: the simulated machine's sockets and pipes; NULL: none yet */
    int64_t socket_timeout;      /* mod_socket.c: setdefaulttimeout, in nanoseconds; < 0: none */
    struct importing *importing; /* mod_import.c: imports under way */
    struct import_waiter *import_waiters; /* and who waits for one */
} stdlib_state;

static inline stdlib_state *stdlib_of(vm *m) {
    return m->stdlib;
}

/* m.name = v. */
bool module_set(thread *t, module *m, const char *name, value v) MUST_USE;
bool module_set_int(thread *t, module *m, const char *name, int64_t i) MUST_USE;
/* Numbers by name; the last row has none. NUMBER(EPERM) is {"EPERM", EPERM}. */
typedef struct module_number {
    const char *name;
    int64_t number;
} module_number;
#define NUMBER(name) \
    { #name, (int64_t)name }
bool module_set_numbers(thread *t, module *m, const module_number *rows) MUST_USE;
bool module_set_double(thread *t, module *m, const char *name, double d) MUST_USE;
bool module_set_str(thread *t, module *m, const char *name, const char *s) MUST_USE;
bool module_set_none(thread *t, module *m, const char *name) MUST_USE;
/* A class of the module, under the part of its name behind the dot. */
bool module_set_type(thread *t, module *m, const type_spec *spec,
                     type **out /* NULL allowed */) MUST_USE;
/* Further functions for a module's init: `sibling` names one that it has, whose __module__ is
 * theirs. */
bool module_add_functions(thread *t, module *m, const native_def *defs,
                          const char *sibling) MUST_USE;
/* The module `name`, imported if need be; and one of its attributes. */
value stdlib_import(thread *t, const char *name);
value stdlib_import_attr(thread *t, const char *module_name, const char *attr);

/* ---- structseq.c: tuples with named fields ----
 *
 * time.struct_time, sys.version_info, os.stat_result and the like:
 *
 *     static const getset_def fields[] = {
 *         STRUCTSEQ_FIELD(0, "tm_year", "year, for example, 1993"), ..., {0}};
 *     static const type_spec spec =
 *         STRUCTSEQ_SPEC("time.struct_time", fields, "The time value ...");
 *
 * The first `visible` fields are the items of the tuple, the rest are attributes only. */

enum { STRUCTSEQ_MAX = 24 };
/* clang-format off */
#define STRUCTSEQ_NUMBERS(X) \
    X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) \
    X(16) X(17) X(18) X(19) X(20) X(21) X(22) X(23)
/* clang-format on */
#define X(i) value structseq_get_##i(thread *t, value self);
STRUCTSEQ_NUMBERS(X)
#undef X
value structseq_repr(thread *t, value v);
value structseq_make(thread *t, type *cls, value *a, int n);
void structseq_trace(gc *g, object *o);
extern const native_def structseq_methods[];

#define STRUCTSEQ_FIELD(i, name_, doc_) \
    { name_, structseq_get_##i, NULL, doc_ }
#define STRUCTSEQ_SPEC(name_, fields_, doc_)                                             \
    {                                                                                    \
        .name = name_, .base = T_TUPLE, .size = sizeof(tuple), .trace = structseq_trace, \
        .getset = fields_, .doc = doc_, .methods = structseq_methods, .slots = {         \
            .repr = structseq_repr,                                                      \
            .new = structseq_make                                                        \
        }                                                                                \
    }

/* The class. NULL = exception. */
type *structseq_type(thread *t, const type_spec *spec, int visible);
/* An instance out of all its fields, the hidden ones included. */
value structseq_new(thread *t, type *cls, const value *fields);

/* ---- the io module, for print() and sys ---- */

/* Is it an open text file of io's own class (not of one derived from it), so that print() may write
 * without a call? */
bool io_is_plain_text(thread *t, value file);
/* What file.write(s) does, line buffering included. */
bool io_write_text(thread *t, value file, str *s) MUST_USE;
/* A new text file over descriptor 0, 1 or 2, as sys.stdin, sys.stdout, sys.stderr; NONE when it is
 * closed. */
value io_std_stream(thread *t, int fd);
/* At the end of the program: flushes sys.stdout, sys.stderr and every other open file. False when
 * standard output could not be written, which has then been reported; the exit code is 120 (as
 * CPython). */
bool io_flush_all(thread *t);
/* Gives back mod_io.c's part of the state; from stdlib_fini. */
void io_fini(vm *m);

/* ---- mod_sys.c ---- */
bool sys_set_argv(thread *t, int argc, char **argv) MUST_USE;
bool sys_set_executable(thread *t, const char *path) MUST_USE;
/* The flags of the command line, for sys.flags: -i -O -q -v ... */
typedef struct sys_flag_values {
    int debug, inspect, interactive, optimize, dont_write_bytecode, no_user_site, no_site,
        ignore_environment, verbose, bytes_warning, quiet, hash_randomization, isolated, utf8_mode;
} sys_flag_values;
bool sys_set_flags(thread *t, const sys_flag_values *f) MUST_USE;
/* A bag of attributes that prints as namespace(a=1, b=2). */
value namespace_new(thread *t);
/* vm_hooks.unraisable: calls sys.unraisablehook. */
void sys_unraisable(thread *t, value exc, const char *msg, value where);
/* sys.NAME, or NIL without exception. */
value sys_get(thread *t, const char *name);

/* ---- mod_import.c ---- */
/* The place of the embedded modules in sys.path, and the beginning of their __file__. */
#define EMBEDDED_PATH "<gilvm>"
/* hooks.import. */
value import_module(thread *t, str *name);
/* What __import__ does: from is the fromlist, NIL or NONE without; globals matter for relative
 * names only. */
value import_named(thread *t, str *name, value globals, value from, int64_t level);
/* Gives sys and builtins what imported modules have; after stdlib_init. */
bool import_init(thread *t) MUST_USE;
/* The code of a module that is to be run as a script (gilvm -m), not run yet: of its submodule
 * __main__ if it is a package. The names for its __package__ and __file__ go out. NULL =
 * exception. */
code *import_main_code(thread *t, str *name, str **package, str **file);
/* The code of a source file, whose text is read and decoded as Python says. NULL = exception. */
code *import_compile_file(thread *t, str *filename);

/* strptime.c: the fields of a text as CPython's _strptime._strptime gives them: ((year, month, day,
 * hour, minute, second, weekday, day of the year, dst, zone name, offset in seconds), microseconds,
 * offset's microseconds). ValueError when it does not match. */
value time_parse(thread *t, str *text, str *format);

/* ---- mod_resource.c ---- */
/* What a process used, as resource.getrusage answers it. */
struct rusage;
value resource_rusage(thread *t, const struct rusage *u);

/* ---- mod_atexit.c ---- */
/* Runs the functions in reverse order, prints what they raise. */
void atexit_run(thread *t);

/* ---- mod_thread.c ---- */
/* What CPython does when the main thread has ended: waits for the threads that are no daemons
 * (threading._shutdown), if threading was imported. Called before atexit_run. */
void threads_shutdown(thread *t);
/* Lock, RLock, and the beginning of every object that threads wait at. */
typedef struct lock_object {
    object h;
    gil_lock lock;              /* its cookie is the object */
    uint32_t made_at, taken_at; /* places (vm/place.h), while events are kept */
    bool is_waiter;             /* of a Condition: its owner waits to be notified */
} lock_object;
value lock_new(thread *t); /* threading.Lock() */
/* Takes the lock of a lock_object as threading.Lock does: signals are handled meanwhile. again: as
 * RLock. timeout_ns < 0 = for ever. False = exception; *got is false when time was up. */
bool lock_take(thread *t, gil_lock *l, bool again, int64_t timeout_ns, bool *got) MUST_USE;
/* Seconds as nanoseconds, with the errors of Lock.acquire. */
bool lock_timeout(thread *t, value v, int64_t *ns) MUST_USE;
bool lock_timeout_in_range(thread *t, value v, int64_t *ns) MUST_USE; /* OverflowError beyond */
/* In the trace function of such an object. */
void lock_mark(gc *g, const gil_lock *l);
/* Where a script lock was taken last, for reports: false = unknown. */
bool lock_place(const gil_lock *l, str **filename, int *line);
/* For gil_options.on_contention: the lock is named after the global variable of __main__ that it is
 * or is in, else after the place where it was made. */
uint32_t lock_contended(void *user, const gil_lock *l, char *name, size_t len);

/* ---- condition.c: natives of the module _thread ---- */
value condition_wait(thread *t, value *a, int n);
value condition_notify(thread *t, value *a, int n);
bool lock_is_plain(thread *t, value v); /* a threading.Lock */
bool method_from_library(value bound);  /* a bound method of a class of stdlib/lib */

/* ---- report.c: what every thread is doing, for people ---- */
/* Who waits for whom and where, the cycle first: the text that a deadlock is reported with.
 * malloc'ed; NULL = no memory. The thread holds the lock; no Python code runs. */
char *report_deadlock(thread *t);
/* All threads with what they wait for and their stacks: kill -QUIT. Likewise. */
char *report_threads(thread *t);

/* ---- mod_thread.c ---- */
/* The living thread with this threading.get_ident(); NULL: none. */
thread *thread_by_ident(thread *t, uint64_t ident);

/* ---- mod_signal.c ---- */
/* From now on the process's signals are this VM's; SIGINT raises KeyboardInterrupt in the main
 * thread. One VM at a time: a second one that asks gets no signals. Called by whoever runs a
 * program, after stdlib_init. */
bool signals_init(thread *t) MUST_USE;
/* Gives the signals back, before the main thread's gil_detach. */
void signals_fini(thread *t);
/* Whose they are: for handlers. NULL = nobody's. */
vm *signals_vm(void);
/* The VM's hook: runs the handlers of the signals that came. False = one raised. */
bool signals_run(thread *t);
/* May the thread be waiting for a signal, so that a wait that nobody else can end is no deadlock?
 * Not inside a handler: another signal would hardly undo what that waits for. */
bool signals_expected(thread *t);
/* As if signal `number` had come: _thread.interrupt_main. */
void signals_trip(thread *t, int number);
/* The process has sent itself signal `number`: waits until the handler, which may run in another
 * thread, has noted it. Else the sender could end first, and the main thread, which waits for it,
 * be taken for deadlocked. */
void signals_await(thread *t, int number);
/* Where SIGTERM or SIGHUP would end the process, f(arg) is called first, by a signal handler, in
 * any thread: it may do only what those may. Once, and in this process alone. f = NULL: no longer.
 */
void signals_last_words(void (*f)(void *), void *arg);
/* In the child of a fork: `t` is the main thread now, and the only one. */
void signals_after_fork(thread *t);
/* A new thread has its maker's mask of signals. Threads of the system serve several of ours one
 * after the other, so it is set where one begins; between two they let none through. */
void signals_inherit(thread *t, thread *child);
void signals_thread_begins(thread *t);
void signals_thread_ends(thread *t);

/* ---- mod_faulthandler.c ---- */
/* Gives the signals of faults back. */
void faults_fini(vm *m);

/* ---- os_processes.c, mod_process.c ---- */
/* A list of texts for exec: the strings are copied behind the pointers, all in one block of *size
 * bytes of mem_alloc's. NULL = exception. */
char **exec_strings(thread *t, value seq, size_t *size);
/* Can processes be started? False = OSError: not on the simulated machine. */
bool process_allowed(thread *t) MUST_USE;

/* ---- mod_random.c ---- */
/* `n` random bytes from the system (getrandom); false = OSError. */
bool random_bytes(thread *t, void *p, size_t n) MUST_USE;

#endif
