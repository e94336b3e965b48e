/* fuzz.c: any bytes as a program: compiled and run in a fresh VM that has no way to the file
 * system. Nothing may crash, hang or leak; what the program prints or raises does not matter.
 *
 * Built by tests/fuzz/run.sh as a libFuzzer target, or with -DFUZZ_MAIN as a program that runs the
 * files and folders it is given (to look at a crash under gdb, or where there is no clang).
 *
 * The program runs on the simulated host, so each input does the same every time, and its steps are
 * counted exactly: the lock tells the host of them (charge), and this file stands between. After
 * STEPS of them the program gets SystemExit at every poll until it has ended: no handler of its own
 * can hold it. A native that is at work for long without a step is told by a timer of CPU time
 * instead, and must poll.
 *
 * Only the modules in `allowed` can be imported, there is no open(), and sys.stdout does not exist:
 * print() is this file's own, which makes the text and drops it.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "compiler/compile.h"
#include "gil/host.h"
#include "stdlib/stdlib.h"

enum {
    STEPS = 1000000,
    STEPS_BETWEEN_LOOKS = 10000,
    MAX_HEAP = 64 << 20,
    CPU_SECONDS = 5,
    MAX_SOURCE = 1 << 16
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const allowed[] = {
    "__future__", "_collections", "_functools",  "_random",    "_weakref",    "abc",
    "bisect",     "builtins",     "collections", "contextlib", "copy",        "dataclasses",
    "dis",        "enum",         "errno",       "functools",  "gc",          "heapq",
    "itertools",  "json",         "keyword",     "math",       "numbers",     "operator",
    "random",     "reprlib",      "statistics",  "string",     "struct",      "sys",
    "textwrap",   "time",         "types",       "typing",     "unicodedata", "warnings",
    "weakref",
};

/* The one run under way; the host's interface and a signal handler have no room for an argument of
 * ours. */
static struct {
    gil_thread *seat;
    uint64_t steps;
    volatile sig_atomic_t over;
} run;

/* ---- the budget ---- */

static uint64_t counting_charge(gil_carrier *self, uint64_t steps, uint64_t items, uint64_t calls,
                                uint64_t ns) {
    run.steps += steps;
    uint64_t room = gil_host_sim()->charge(self, steps, items, calls, ns);
    if (run.steps >= STEPS && run.seat != NULL) {
        run.over = 1;
        gil_attention(run.seat, GIL_ATT_SIGNAL);
    }
    return room < STEPS_BETWEEN_LOOKS ? room : STEPS_BETWEEN_LOOKS;
}

static void on_timer(int signum) {
    (void)signum;
    if (run.seat != NULL) {
        run.over = 1;
        gil_attention(run.seat, GIL_ATT_SIGNAL);
    }
}

static void set_timer(int seconds) {
    struct itimerval v = {.it_value = {.tv_sec = seconds}};
    setitimer(ITIMER_PROF, &v, NULL);
}

/* The VM's hook for signals, at a poll: asked for again at the next poll, and so on to the end. */
static bool stop_run(thread *t) {
    if (!run.over) {
        return true;
    }
    gil_attention(t->gil, GIL_ATT_SIGNAL);
    raise_error(t, E_SYSTEM_EXIT, "out of steps");
    return false;
}

/* ---- the namespace ---- */

static value fuzz_import(thread *t, value *a, int n) {
    (void)n;
    int64_t level = 0;
    if (!is_kind(a[0], T_STR)) {
        return raise_error(t, E_TYPE_ERROR, "__import__() argument 1 must be str, not %T", a[0]);
    }
    if (a[4] != NIL && !op_to_int64(t, a[4], &level)) {
        return NIL;
    }
    str *name = (str *)as_obj(a[0]);
    size_t len = strcspn(name->data, ".");
    bool ok = level > 0; /* inside a package that was imported */
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed && !ok; i++) {
        ok = strlen(allowed[i]) == len && memcmp(allowed[i], name->data, len) == 0;
    }
    if (!ok || level < 0 || level > 100) {
        return raise_error(t, E_IMPORT_ERROR, "no module %U here", name);
    }
    dict *none = a[1] == NIL ? dict_new(t) : NULL;
    value globals = a[1] != NIL ? a[1] : none == NULL ? NIL : from_obj(none);
    return globals == NIL ? NIL : import_named(t, name, globals, a[3], level);
}

static value fuzz_print(thread *t, value *a, int n) {
    t->kwnames = NIL;
    for (int i = 0; i < n; i++) {
        if (op_str(t, a[i]) == NIL) {
            return NIL;
        }
    }
    return NONE;
}

static bool prepare(thread *t) {
    static const native_def ours[] = {
        {"__import__", fuzz_import, "name, globals=None, locals=None, fromlist=(), level=0", 0,
         NULL},
        {"print", fuzz_print, NULL, 0, NULL},
    };
    static const char *const gone[] = {"open", "input", "breakpoint", "help"};
    if (!stdlib_init(t) || !import_init(t)) {
        return false;
    }
    value path = sys_get(t, "path"), embedded = str_from(t, EMBEDDED_PATH);
    if (path == NIL || embedded == NIL || !list_append(t, (list *)as_obj(path), embedded)) {
        return false;
    }
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        str *key = str_intern(t, ours[i].name);
        value f = key == NULL ? NIL : native_new(t, &ours[i], NIL, NIL);
        if (f == NIL || !dict_set_str(t, t->vm->builtins, key, f)) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        str *key = str_intern(t, gone[i]);
        if (key == NULL || dict_pop(t, t->vm->builtins, from_obj(key)) == NIL) {
            exc_clear(t);
        }
    }
    return true;
}

static void run_source(thread *t, const char *text, size_t len) {
    value main = module_new(t, N(t, __main__));
    str *filename = str_intern(t, "<fuzz>"), *key = str_intern(t, "__builtins__");
    if (main == NIL || filename == NULL || key == NULL) {
        return;
    }
    dict *globals = (dict *)as_obj(((module *)as_obj(main))->attrs);
    if (!dict_set_str(t, globals, key, from_obj(t->vm->builtins)) ||
        !dict_set_str(t, t->vm->modules, N(t, __main__), main)) {
        return;
    }
    code *c = compile_source(t, text, len, filename, COMPILE_EXEC, 0);
    if (c != NULL) {
        thread_run(t, c, globals, from_obj(globals));
    }
    if (t->exc != NIL) { /* the traceback is a part that programs reach too; unless it would only
                            raise once more */
        value exc = t->exc;
        t->exc = NIL;
        if (!run.over) {
            exc_format(t, exc);
        }
        t->exc = NIL;
    }
    run.over = 0;
    gil_attention_clear(t->gil, GIL_ATT_SIGNAL);
    gc_collect(t);
}

/* ---- an input ---- */

static void fail(const char *what) {
    fprintf(stderr, "fuzz: %s\n", what);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > MAX_SOURCE) {
        return 0;
    }
    gil_host_ops host = *gil_host_sim();
    host.charge = counting_charge;
    gil_options o = {.host = &host, .on_leave = vm_on_leave, .on_enter = vm_on_enter};
    const vm_hooks hooks = {
        .compile = compile_source, .import = import_module, .signals = stop_run};
    char err[256];
    run.seat = NULL;
    run.steps = 0;
    run.over = 0;
    gil *g = gil_new(&o, err, sizeof err);
    if (g == NULL) {
        fail(err);
    }
    vm *m = vm_new(g, &hooks, MAX_HEAP);
    if (m == NULL) {
        fail("vm_new failed");
    }
    thread *t = m->main;
    /* A text of exactly this size, so that a byte read beyond it is seen. */
    char *text = malloc(size + (size == 0));
    if (text == NULL || !prepare(t)) {
        fail("no memory to start");
    }
    if (size > 0) {
        memcpy(text, data, size);
    }
    run.seat = t->gil;
    set_timer(CPU_SECONDS);
    run_source(t, text, size);
    set_timer(0);
    run.seat = NULL;
    free(text);
    stdlib_fini(m);
    vm_free(m);
    if (!gil_free(g)) {
        fail("gil_free: threads are left");
    }
    return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    struct sigaction sa = {.sa_handler = on_timer, .sa_flags = SA_RESTART};
    sigaction(SIGPROF, &sa, NULL);
    return 0;
}

#ifdef FUZZ_MAIN

static int run_path(const char *path, bool named) {
    struct stat st;
    if (stat(path, &st) != 0) {
        perror(path);
        return 1;
    }
    int bad = 0;
    if (S_ISDIR(st.st_mode)) {
        DIR *d = opendir(path);
        for (struct dirent *e = d == NULL ? NULL : readdir(d); e != NULL; e = readdir(d)) {
            char sub[4096];
            if (e->d_name[0] != '.' &&
                snprintf(sub, sizeof sub, "%s/%s", path, e->d_name) < (int)sizeof sub) {
                bad |= run_path(sub, true);
            }
        }
        if (d != NULL) {
            closedir(d);
        }
        return bad;
    }
    FILE *f = fopen(path, "rb");
    uint8_t *data = f == NULL ? NULL : malloc((size_t)st.st_size + 1);
    if (data == NULL || fread(data, 1, (size_t)st.st_size, f) != (size_t)st.st_size) {
        perror(path);
        bad = 1;
    } else {
        if (named) {
            fprintf(stderr, "%s\n", path);
        }
        LLVMFuzzerTestOneInput(data, (size_t)st.st_size);
    }
    free(data);
    if (f != NULL) {
        fclose(f);
    }
    return bad;
}

int main(int argc, char **argv) {
    int bad = 0;
    if (argc < 2) {
        fprintf(stderr, "usage: fuzz FILE|FOLDER...\n");
        return 2;
    }
    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++) {
        bad |= run_path(argv[i], true);
    }
    return bad;
}

#endif
