/* run.c: a session: the lock, the VM on it, the standard library in that, given the command line's
 * script. Every subcommand that runs a script does it through here, and ends it as CPython would:
 * exceptions that nobody caught are shown, threads waited for, exit functions run, files flushed;
 * the exit code is 1 for an exception, 2 for wrong usage, 120 if the output could not be written,
 * and after a Ctrl-C the process kills itself by SIGINT, so that a shell sees what happened.
 *
 * At the end the memory is not given back piece by piece: the process ends anyway (--free does, for
 * leak checkers).
 */
#include "cli/run.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/recording.h"
#include "compiler/compile.h"
#include "stdlib/outside.h"
#include "vm/code.h"
#include "vm/collector.h"
#include "vm/gc.h"
#include "vm/place.h"

/* ---- files ---- */

char *read_stream(int fd, size_t *len) {
    size_t room = 1 << 16, n = 0;
    char *p = malloc(room);
    ssize_t got = 1;
    while (p != NULL && (got = read(fd, p + n, room - n)) != 0) {
        if (got < 0 && errno != EINTR) {
            free(p);
            return NULL;
        }
        n += got < 0 ? 0 : (size_t)got;
        if (n == room) {
            char *more = realloc(p, room *= 2);
            if (more == NULL) {
                free(p);
            }
            p = more;
        }
    }
    *len = n;
    return p;
}

/* `path` from the root on, without looking at links. In malloc'ed memory; NULL = no memory or no
 * folder. */
static char *absolute(const char *path) {
    if (path[0] == '/') {
        return strdup(path);
    }
    char *cwd = getcwd(NULL, 0), *out = NULL;
    if (cwd != NULL) {
        size_t n = strlen(cwd) + strlen(path) + 2;
        out = malloc(n);
        if (out != NULL) {
            snprintf(out, n, "%s/%s", strcmp(cwd, "/") == 0 ? "" : cwd, path);
        }
        free(cwd);
    }
    return out;
}

/* ---- modules and sys ---- */

static bool set_name(thread *t, dict *d, const char *name, value v) {
    str *key = v == NIL ? NULL : str_intern(t, name);
    return key != NULL && dict_set_str(t, d, key, v);
}

/* __main__'s namespace. NULL = exception. */
static dict *make_main(thread *t) {
    value v = module_new(t, N(t, __main__));
    if (v == NIL) {
        return NULL;
    }
    dict *d = (dict *)as_obj(((module *)as_obj(v))->attrs), *notes = dict_new(t);
    value b = dict_get_str(t->vm->modules, N(t, builtins));
    return notes != NULL && dict_set_str(t, t->vm->modules, N(t, __main__), v) &&
                   dict_set_str(t, d, N(t, __annotations__), from_obj(notes)) &&
                   dict_set_str(t, d, N(t, __builtins__), b)
               ? d
               : NULL;
}

/* The first entry of sys.path: the folder of the script (links followed), or the text itself. */
static value first_path(thread *t, const options *o) {
    if (o->what == RUN_MODULE) {
        char *cwd = getcwd(NULL, 0);
        value v = cwd == NULL ? from_obj(t->vm->empty_str)
                              : str_decode(t, cwd, strlen(cwd), "surrogateescape");
        free(cwd);
        return v;
    }
    char *path = o->what == RUN_FILE ? realpath(o->target, NULL) : NULL;
    if (path == NULL) {
        return from_obj(t->vm->empty_str);
    }
    char *slash = strrchr(path, '/');
    value v = str_decode(t, path, slash == path ? 1 : (size_t)(slash - path), "surrogateescape");
    free(path);
    return v;
}

static bool set_path(thread *t, const options *o) {
    value l = sys_get(t, "path");
    list *path = (list *)as_obj(l);
    value first = o->isolated ? NONE : first_path(t, o);
    if (first == NIL || (first != NONE && !list_append(t, path, first))) {
        return false;
    }
    const char *p = o->ignore_env ? NULL : getenv("PYTHONPATH");
    while (p != NULL && *p != '\0') {
        size_t n = strcspn(p, ":");
        value v = str_decode(t, p, n, "surrogateescape");
        if (v == NIL || !list_append(t, path, v)) {
            return false;
        }
        p += n + (p[n] == ':');
    }
    value last = str_from(t, EMBEDDED_PATH);
    return last != NIL && list_append(t, path, last);
}

/* sys.executable: the binary itself, if it can be known. */
static bool set_executable(thread *t, const char *argv0) {
    char buf[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", buf, sizeof buf - 1);
    if (n > 0) {
        buf[n] = '\0';
        return sys_set_executable(t, buf);
    }
    char *path = strchr(argv0, '/') != NULL ? realpath(argv0, NULL) : NULL;
    bool ok = sys_set_executable(t, path == NULL ? "" : path);
    free(path);
    return ok;
}

static value call_named(thread *t, value v, const char *name) {
    str *s = v == NIL ? NULL : str_intern(t, name);
    return s == NULL ? NIL : call_method(t, v, s, NULL, 0);
}

/* For -u: the same stream again, its text layer standing on the raw file and passing everything on
 * at once. */
static bool unbuffer_one(thread *t, const char *name, const char *dunder) {
    value f = sys_get(t, name);
    if (f == NIL || f == NONE) {
        return true;
    }
    value errors = op_getattr(t, f, N(t, errors)), mode = op_getattr(t, f, N(t, mode));
    value raw = call_named(t, call_named(t, f, "detach"), "detach");
    value args[] = {raw, str_from(t, "utf-8"), errors, str_from(t, "\n"), V_FALSE, V_TRUE};
    if (raw == NIL || errors == NIL || mode == NIL || args[1] == NIL || args[3] == NIL) {
        return false;
    }
    value fresh = call_values(t, from_obj(type_of(t->vm, f)), args, 6, NIL);
    return fresh != NIL && op_setattr(t, fresh, N(t, mode), mode) &&
           set_name(t, t->vm->sys_dict, name, fresh) && set_name(t, t->vm->sys_dict, dunder, fresh);
}

static bool unbuffer(thread *t) {
    return unbuffer_one(t, "stdout", "__stdout__") && unbuffer_one(t, "stderr", "__stderr__");
}

static bool start_library(thread *t, const options *o) {
    static char empty[] = "";
    char *none[] = {empty};
    bool repl = o->what == RUN_REPL;
    t->vm->optimize = o->optimize;
    return stdlib_init(t) && import_init(t) && set_executable(t, o->argv0) &&
           (repl ? sys_set_argv(t, 1, none) : sys_set_argv(t, o->argc, o->argv)) &&
           sys_set_flags(t, &o->flags) && set_path(t, o) && (!o->unbuffered || unbuffer(t)) &&
           signals_init(t);
}

/* ---- exceptions that nobody caught ---- */

static void write_stderr(thread *t, value text) {
    value err = sys_get(t, "stderr");
    if (text == NIL || err == NIL || err == NONE ||
        call_method(t, err, N(t, write), &text, 1) == NIL) {
        t->exc = NIL;
    }
}

static void print_exception(thread *t, const char *head, value exc) {
    value text = exc_format(t, exc);
    if (text != NIL) {
        text = str_format(t, "%s%S", head, text);
    }
    write_stderr(t, text);
}

/* The code that a SystemExit stands for; prints what is no number. */
static int system_exit(thread *t, value exc) {
    bool failed;
    value asked = op_getattr_opt(t, exc, N(t, code), &failed);
    t->exc = NIL;
    int64_t n;
    if (asked == NIL || asked == NONE) {
        return EXIT_ASKED;
    }
    if (is_any_int(asked)) {
        return EXIT_ASKED + (is_bool(asked)            ? asked == V_TRUE
                             : int_to_int64(asked, &n) ? (int)(n & 0xFF)
                                                       : 0xFF);
    }
    value text = op_str(t, asked), line = text == NIL ? NIL : str_format(t, "%S\n", text);
    write_stderr(t, line);
    return EXIT_ASKED + 1;
}

/* sys.last_type ... for those who look after the crash. */
static void remember(thread *t, value exc) {
    value tb = ((exception *)as_obj(exc))->traceback;
    if (!set_name(t, t->vm->sys_dict, "last_type", from_obj(as_obj(exc)->type)) ||
        !set_name(t, t->vm->sys_dict, "last_value", exc) ||
        !set_name(t, t->vm->sys_dict, "last_traceback", tb == NIL ? NONE : tb)) {
        t->exc = NIL;
    }
}

int report_uncaught(thread *t) {
    value exc = t->exc;
    t->exc = NIL;
    t->handled = NIL;
    if (exc_matches(t, exc, t->vm->exc[E_SYSTEM_EXIT])) {
        return system_exit(t, exc);
    }
    remember(t, exc);
    value hook = sys_get(t, "excepthook"), tb = ((exception *)as_obj(exc))->traceback;
    if (hook == NIL) {
        print_exception(t, "sys.excepthook is missing\n", exc);
    } else if (call3(t, hook, from_obj(as_obj(exc)->type), exc, tb == NIL ? NONE : tb) == NIL) {
        value second = t->exc;
        t->exc = NIL;
        if (exc_matches(t, second, t->vm->exc[E_SYSTEM_EXIT])) {
            return system_exit(t, second);
        }
        print_exception(t, "Error in sys.excepthook:\n", second);
        print_exception(t, "\nOriginal exception was:\n", exc);
    }
    return exc_matches(t, exc, t->vm->exc[E_KEYBOARD_INTERRUPT]) ? -SIGINT : 1;
}

/* ---- what to run ---- */

static int run_code(thread *t, code *c, dict *globals, const options *o) {
    vm_begin(t->vm);
    bool ok = c != NULL && (o->dis == NULL || dis_print(t, c, o->polls_every)) &&
              thread_run(t, c, globals, from_obj(globals)) != NIL;
    return ok ? 0 : report_uncaught(t);
}

static int run_text(thread *t, const char *text, size_t len, const char *filename, dict *globals,
                    const options *o, unsigned flags) {
    str *name = str_intern(t, filename);
    code *c = name == NULL ? NULL : t->vm->hooks.compile(t, text, len, name, COMPILE_EXEC, flags);
    return run_code(t, c, globals, o);
}

static int run_file(thread *t, dict *globals, const options *o) {
    char *path = absolute(o->target);
    const char *name = path != NULL ? path : o->target;
    value v = str_decode(t, name, strlen(name), "surrogateescape");
    free(path);
    if (v == NIL || !dict_set_str(t, globals, N(t, __file__), v) ||
        !set_name(t, globals, "__cached__", NONE)) {
        return report_uncaught(t);
    }
    return run_code(t, import_compile_file(t, (str *)as_obj(v)), globals, o);
}

/* "No module named 'x'": -m says it without the quotes. */
static bool exc_plain_missing(value text) {
    static const char head[] = "No module named '";
    return is_kind(text, T_STR) && strncmp(((str *)as_obj(text))->data, head, sizeof head - 1) == 0;
}

static int run_module(thread *t, dict *globals, const options *o) {
    str *name = str_intern(t, o->target), *package, *file;
    code *c = name == NULL ? NULL : import_main_code(t, name, &package, &file);
    if (c == NULL) {
        if (t->exc != NIL && exc_is(t, E_IMPORT_ERROR) &&
            ((exception *)as_obj(t->exc))->traceback == NIL) {
            value exc = t->exc;
            t->exc = NIL;
            value text = op_str(t, exc), about = op_getattr(t, exc, N(t, name));
            if (is_kind(about, T_STR) && exc_plain_missing(text)) {
                text = str_format(t, "No module named %S", about);
            }
            write_stderr(
                t, text == NIL ? NIL : str_format(t, "%S: %S\n", sys_get(t, "executable"), text));
            return 1;
        }
        return report_uncaught(t);
    }
    value argv = sys_get(t, "argv");
    if (!is_kind(argv, T_LIST) || ((list *)as_obj(argv))->len == 0) {
        argv = NIL;
    } else {
        ((list *)as_obj(argv))->items[0] = from_obj(file);
    }
    if (!dict_set_str(t, globals, N(t, __file__), from_obj(file)) ||
        !dict_set_str(t, globals, N(t, __package__), from_obj(package)) ||
        !set_name(t, globals, "__cached__", NONE)) {
        return report_uncaught(t);
    }
    return run_code(t, c, globals, o);
}

static int run_stdin(thread *t, dict *globals, const options *o) {
    size_t len;
    char *text = read_stream(0, &len);
    if (text == NULL) {
        fprintf(stderr, "gilvm: cannot read standard input: %s\n", strerror(errno));
        return 1;
    }
    int status = run_text(t, text, len, "<stdin>", globals, o, 0);
    free(text);
    return status;
}

int session_run(session *s) {
    thread *t = s->t;
    const options *o = s->o;
    dict *globals = make_main(t);
    if (globals == NULL) {
        return report_uncaught(t);
    }
    bool prompt = (o->what == RUN_REPL || o->what == RUN_STDIN) && (isatty(0) || o->inspect);
    int status;
    switch (o->what) {
    case RUN_COMMAND:
        status = run_text(t, o->target, strlen(o->target), "<string>", globals, o,
                          COMPILE_IGNORE_COOKIE);
        break;
    case RUN_FILE: status = run_file(t, globals, o); break;
    case RUN_MODULE: status = run_module(t, globals, o); break;
    default: return prompt ? repl_run(t, globals, o, !o->quiet) : run_stdin(t, globals, o);
    }
    if (o->inspect && status != 2) {
        status = repl_run(t, globals, o, false);
    }
    return status;
}

/* ---- start and end ---- */

/* What a subcommand wants to see before everything ends; once. */
static void tell_end(session *s) {
    if (s->at_end != NULL) {
        void (*f)(session *) = s->at_end;
        s->at_end = NULL;
        f(s);
    }
}

/* The process ends without any of what session_end does. */
static void ending(thread *t, void *arg) {
    session *s = arg;
    s->t = t;
    tell_end(s);
}

/* The lock found that nobody can ever go on. The standard output is written first: what the script
 * said belongs before. */
static void on_deadlock(void *arg, void *user, const char *text) {
    session *s = arg;
    thread *t = user;
    /* Before a write changes what t waits for. */
    char *report = t == NULL ? NULL : report_deadlock(t);
    if (t != NULL) {
        value exc = t->exc;
        t->exc = NIL;
        io_flush_all(t);
        t->exc = exc;
        s->t = t; /* who speaks for the rest */
    }
    fputs(report != NULL ? report : text, stderr);
    s->deadlock = true;
    tell_end(s);
    if (t != NULL) {
        outside_finish(t);
        gil_record_end(t->gil, EXIT_DEADLOCK);
    }
    fflush(NULL);
    _exit(EXIT_DEADLOCK);
}

static void on_until(void *arg, void *user) {
    session *s = arg;
    s->on_until(s, user);
}

/* 3/4 of the machine's memory. */
static size_t default_heap(void) {
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? (size_t)pages / 4 * 3 * (size_t)size : (size_t)1 << 32;
}

/* Can the script be read? 0, or the exit code: told. */
static int check_script(const options *o) {
    char *path = absolute(o->target);
    struct stat st;
    int status = 0;
    if (path == NULL || stat(path, &st) != 0 || (!S_ISDIR(st.st_mode) && access(path, R_OK) != 0)) {
        const char *meant =
            errno == ENOENT && o->command == CMD_RUN && strchr(o->target, '/') == NULL
                ? options_command_like(o->target)
                : NULL;
        fprintf(stderr, "gilvm: can't open file '%s': [Errno %d] %s\n",
                path != NULL ? path : o->target, errno, strerror(errno));
        if (meant != NULL) {
            fprintf(stderr, "Did you mean `gilvm %s'?\n", meant);
        }
        status = 2;
    } else if (S_ISDIR(st.st_mode)) {
        fprintf(stderr, "gilvm: can't find '__main__' module in '%s'\n", path);
        status = 1;
    }
    free(path);
    return status;
}

bool session_begin(session *s, options *o) {
    char err[256];
    s->o = o;
    s->status = o->what == RUN_FILE ? check_script(o) : 0;
    if (s->status != 0) {
        return false;
    }
    s->status = 2;
    if (trace_watch(s, o) != 0) {
        return false;
    }
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a BrokenPipeError */
    if (o->polls != NULL) {
        setenv("GILVM_POLLS", o->polls, 1); /* for dis.dis() */
    }
    if (s->host == NULL && sim_asked(o)) {
        s->host = gil_host_sim();
        if (!sim_machine(o, &s->machine)) {
            return false;
        }
    } else if (s->host == NULL) {
        s->host = gil_host_uv();
        s->machine.cores = o->cores_n;
    }
    gil_options lock = o->lock;
    lock.host = s->host;
    lock.machine = &s->machine;
    lock.ring_size = s->ring_size;
    lock.on_leave = vm_on_leave;
    lock.where = vm_where;
    lock.on_enter = vm_on_enter;
    lock.on_contention = lock_contended;
    lock.on_deadlock = on_deadlock;
    lock.on_diverged = recording_diverged;
    lock.on_until = on_until;
    lock.hook_arg = s;
    lock.record = s->record;
    if (o->record != NULL && (lock.record = recording_begin(o)) == NULL) {
        return false;
    }
    s->g = gil_new(&lock, err, sizeof err);
    if (s->g == NULL) {
        usage(o, lock.policy != NULL ? "--gil: %s" : "%s", err);
        return false;
    }
    if (s->until_id != 0) {
        gil_follow_until(s->g, s->until_id, s->until_steps);
    }
    const vm_hooks hooks = {.compile = compile_source,
                            .import = import_module,
                            .signals = signals_run,
                            .ending = ending,
                            .ending_arg = s};
    s->status = 1;
    s->m = vm_new(s->g, &hooks, o->max_heap_bytes != 0 ? o->max_heap_bytes : default_heap());
    if (s->m == NULL || (s->ring_size > 0 && !places_init(s->m))) {
        fprintf(stderr, "gilvm: not enough memory to start\n");
        return false;
    }
    s->m->gc_thread = o->gc_thread;
    thread *t = s->t = s->m->main;
    if (!start_library(t, o)) {
        value text = t->exc == NIL ? NIL : exc_format(t, t->exc);
        fprintf(stderr, "gilvm: cannot start\n%s", text == NIL ? "" : ((str *)as_obj(text))->data);
        return false;
    }
    return true;
}

/* For --stats: what gil.stats() says, for programs that started this one. */
static void write_stats(thread *t, const char *path) {
    gil_stats g;
    FILE *f = fopen(path, "w");
    if (f == NULL) {
        fprintf(stderr, "gilvm: cannot write '%s': %s\n", path, strerror(errno));
        return;
    }
    gil_stats_total(t->gil, &g);
    const struct {
        const char *name;
        uint64_t n;
    } rows[] = {
        {"held_ns", g.held_ns},
        {"waited_ns", g.waited_ns},
        {"acquired", g.acquired},
        {"switches", g.switches},
        {"forced", g.forced},
        {"kept", g.kept},
        {"voluntary", g.voluntary},
        {"vain", g.vain},
        {"wait_p50_ns", g.wait_p50_ns},
        {"wait_p99_ns", g.wait_p99_ns},
        {"wait_max_ns", g.wait_max_ns},
        {"held_max_ns", g.held_max_ns},
        {"steps", g.steps},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fprintf(f, "%s=%" PRIu64 "\n", rows[i].name, rows[i].n);
    }
    fclose(f);
}

int session_end(session *s, int status) {
    thread *t = s->t;
    threads_shutdown(t);
    atexit_run(t);
    gc_finalize_all(t);
    t->exc = NIL;
    bool flushed = io_flush_all(t);
    if (!flushed) {
        status = 120;
    }
    tell_end(s);
    if (s->o->stats != NULL) {
        write_stats(t, s->o->stats);
    }
    if (s->o->steps != NULL) { /* of all threads; tests/ticks.sh compares it */
        gil_stats total;
        gil_stats_total(t->gil, &total);
        fprintf(stderr, "%" PRIu64 " steps\n", total.steps);
    }
    int code = status == -SIGINT      ? 128 + SIGINT
               : status >= EXIT_ASKED ? status - EXIT_ASKED
                                      : status;
    outside_finish(t);
    gil_record_end(t->gil, code);
    if (s->o->free_heap != NULL) {
        signals_fini(t);
        collector_stop(t);
        stdlib_fini(s->m);
        vm_free(s->m);
        gil_free(s->g);
    }
    if (status == -SIGINT) {
        fflush(NULL);
        signal(SIGINT, SIG_DFL);
        kill(getpid(), SIGINT);
    }
    return code;
}

int run_script(session *s, options *o) {
    return session_begin(s, o) ? session_end(s, session_run(s)) : s->status;
}

int cmd_run(options *o) {
    session s = {0};
    return run_script(&s, o);
}
