/* vm_cycle.c: what does it cost to make a VM for a script of two threads that is compiled already,
 * run it on the simulated machine and drop it, beyond its instructions? Exploration of schedules
 * does so thousands of times. (`make bench-cycle`.)
 *
 * Two ways: anew each time, and by an image (vm/image.h). The instructions are those that the run
 * counted, at what one of a long loop takes here. Processor time, the middle of many rounds.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compiler/compile.h"
#include "gil/host.h"
#include "stdlib/stdlib.h"
#include "vm/image.h"

enum { ROUNDS = 400 };

static const struct {
    const char *name, *text;
    const char *before; /* is imported before the image is taken */
} scripts[] = {
    {"loop", "def f():\n    for i in range(1000000): pass\nf()\n", NULL},
    {"two threads by _thread",
     "import _thread\n"
     "x = 0\n"
     "done = _thread.allocate_lock()\n"
     "done.acquire()\n"
     "def add():\n"
     "    global x\n"
     "    for i in range(3): x = x + 1\n"
     "    if x > 3: done.release()\n"
     "_thread.start_new_thread(add, ())\n"
     "_thread.start_new_thread(add, ())\n"
     "done.acquire()\n",
     "_thread"},
    {"two threads by threading",
     "import threading\n"
     "x = 0\n"
     "def add():\n"
     "    global x\n"
     "    for i in range(3): x = x + 1\n"
     "a = threading.Thread(target=add)\n"
     "b = threading.Thread(target=add)\n"
     "a.start(); b.start()\n"
     "a.join(); b.join()\n",
     "threading"},
};
enum { LOOP, SCRIPTS = sizeof scripts / sizeof scripts[0] };

typedef struct machine {
    gil *g;
    vm *m;
    dict *globals;
    code *c;
} machine;

static uint64_t cpu_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static _Noreturn void failed(thread *t) {
    value text = t != NULL && t->exc != NIL ? exc_format(t, t->exc) : NIL;
    fprintf(stderr, "vm_cycle: %s\n", text == NIL ? "no memory" : ((str *)as_obj(text))->data);
    exit(1);
}

/* A VM with its script compiled; `im` may be NULL. */
static void make(machine *x, image *im, int script) {
    char err[256];
    static gil_machine described = GIL_MACHINE_DEFAULT;
    static char name[] = "x.py";
    char *argv[] = {name};
    const sys_flag_values flags = {0};
    const gil_options lock = {.host = gil_host_sim(),
                              .machine = &described,
                              .on_leave = vm_on_leave,
                              .on_enter = vm_on_enter};
    const vm_hooks hooks = {
        .compile = compile_source, .import = import_module, .signals = signals_run};
    x->g = gil_new(&lock, err, sizeof err);
    x->m = x->g == NULL ? NULL : vm_new_in(im, x->g, &hooks, (size_t)256 << 20);
    if (x->m == NULL) {
        failed(NULL);
    }
    thread *t = x->m->main;
    bool ok = stdlib_init(t) && import_init(t) && sys_set_executable(t, "") &&
              sys_set_argv(t, 1, argv) && sys_set_flags(t, &flags) &&
              list_append(t, (list *)as_obj(sys_get(t, "path")), str_from(t, EMBEDDED_PATH)) &&
              (scripts[script].before == NULL || stdlib_import(t, scripts[script].before) != NIL);
    value main = ok ? module_new(t, N(t, __main__)) : NIL;
    if (main == NIL) {
        failed(t);
    }
    x->globals = (dict *)as_obj(((module *)as_obj(main))->attrs);
    x->c = compile_source(t, scripts[script].text, strlen(scripts[script].text),
                          str_intern(t, "x.py"), COMPILE_EXEC, 0);
    if (x->c == NULL || !dict_set_str(t, x->globals, N(t, __builtins__),
                                      dict_get_str(x->m->modules, N(t, builtins)))) {
        failed(t);
    }
}

/* Answers how many instructions it took. */
static uint64_t run(machine *x) {
    thread *t = x->m->main;
    gil_stats before, after;
    gil_stats_total(t->gil, &before);
    vm_begin(x->m);
    if (thread_run(t, x->c, x->globals, from_obj(x->globals)) == NIL) {
        failed(t);
    }
    threads_shutdown(t);
    gil_stats_total(t->gil, &after);
    return after.steps - before.steps;
}

static void drop(machine *x) {
    stdlib_fini(x->m);
    vm_free(x->m);
    gil_free(x->g);
}

static int by_size(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static double middle_us(uint64_t *ns) {
    qsort(ns, ROUNDS, sizeof *ns, by_size);
    return (double)ns[ROUNDS / 2] / 1e3;
}

/* Nanoseconds that an instruction takes here. */
static double instruction_ns(void) {
    double best = 1e9;
    machine x;
    for (int i = 0; i < 5; i++) {
        make(&x, NULL, LOOP);
        uint64_t began = cpu_ns(), steps = run(&x);
        double ns = (double)(cpu_ns() - began) / (double)steps;
        best = ns < best ? ns : best;
        drop(&x);
    }
    return best;
}

static void measure(int script, double tick) {
    static uint64_t restoring[ROUNDS], running[ROUNDS], anew[ROUNDS];
    uint64_t steps = 0;
    machine x;
    image *im = image_new((size_t)256 << 20);
    if (im == NULL) {
        failed(NULL);
    }
    make(&x, im, script);
    if (!image_take(im)) {
        failed(NULL);
    }
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t a = cpu_ns();
        if (!image_restore(im)) {
            failed(NULL);
        }
        uint64_t b = cpu_ns();
        steps = run(&x);
        running[i] = cpu_ns() - b;
        restoring[i] = b - a;
    }
    drop(&x);
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t a = cpu_ns();
        make(&x, NULL, script);
        run(&x);
        drop(&x);
        anew[i] = cpu_ns() - a;
    }
    double back = middle_us(restoring), ran = middle_us(running),
           instructions = (double)steps * tick / 1e3;
    printf("%-25s %5.1f + %5.1f us, of that %4" PRIu64
           " instructions %4.1f us: beyond them %5.1f us   (%.0f KB; made anew %.0f us)\n",
           scripts[script].name, back, ran, steps, instructions, back + ran - instructions,
           (double)image_size(im) / 1024, middle_us(anew));
    image_drop(im);
}

int main(void) {
    double tick = instruction_ns();
    printf("putting a VM back + running its script, an instruction takes %.1f ns:\n", tick);
    for (int i = LOOP + 1; i < SCRIPTS; i++) {
        measure(i, tick);
    }
    return 0;
}
