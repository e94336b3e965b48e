/* test_image.c: a VM that was put back (vm/image.h) runs a script as one that was just made: the
 * same output, the same events to the nanosecond, the same ids and hashes; whatever the run before
 * it did.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/compile.h"
#include "gil/host.h"
#include "gil/trace.h"
#include "stdlib/stdlib.h"
#include "vm/image.h"
#include "vm/place.h"

enum { ROOM = 256 << 20 };

/* Each leaves a text in `result`. */
static const char *const scripts[] = {
    /* ids, hashes, classes, modules that it changes, names of threads */
    "import threading, random, time\n"
    "class A: pass\n"
    "x = 0\n"
    "def add():\n"
    "    global x\n"
    "    for i in range(200): x = x + 1\n"
    "threads = [threading.Thread(target=add) for i in range(4)]\n"
    "for t in threads: t.start()\n"
    "for t in threads: t.join()\n"
    "result = repr((x, threads, A(), {'a', 'b', 'c'}, random.random(), time.time(), id(threads)))\n"
    "threading.leftover = random.leftover = A\n",
    /* more than the image had: new chunks, large objects, collections, things with __del__ and weak
       references */
    "import gc, weakref\n"
    "log = []\n"
    "class D:\n"
    "    def __init__(self): self.me = self\n"
    "    def __del__(self): log.append(1)\n"
    "for i in range(2000): D()\n"
    "big = [list(range(100000)) for i in range(8)]\n"
    "text = ['%d' % i * 20 for i in range(20000)]\n"
    "w = weakref.ref(D)\n"
    "huge = bytearray(3000000)\n"
    "del big\n"
    "gc.collect()\n"
    "more = [bytearray(300000) for i in range(20)]\n"
    "result = repr((len(log), len(text), w() is D, sum(map(sum, more)), 2 ** 500))\n",
    /* threads that do not end, a lock that stays taken, a policy that stays set */
    "import threading, time, gil, sys\n"
    "lock = threading.Lock()\n"
    "lock.acquire()\n"
    "def wait():\n"
    "    with lock: pass\n"
    "def sleep():\n"
    "    time.sleep(1000)\n"
    "def deep(n): return deep(n - 1) + 1 if n else 0\n"
    "for f in wait, sleep, lambda: deep(500):\n"
    "    threading.Thread(target=f, daemon=True).start()\n"
    "time.sleep(0.1)\n"
    "gil.set_policy('interval:300')\n"
    "sys.setrecursionlimit(77)\n"
    "result = repr((threading.active_count(), threading.enumerate(), gil.policy(), "
    "time.perf_counter()))\n",
    /* sockets in memory, one of them with bytes that nobody read; a descriptor that is left open
       would stay open */
    "import socket, threading, time\n"
    "a, b = socket.socketpair()\n"
    "def echo():\n"
    "    for i in range(20): b.sendall(b.recv(10))\n"
    "t = threading.Thread(target=echo); t.start()\n"
    "for i in range(20): a.sendall(b'x'); a.recv(10)\n"
    "t.join()\n"
    "a.sendall(b'left'); a.close(); b.close()\n"
    "result = repr(time.perf_counter())\n",
    /* an exception in a thread, generators left in the middle */
    "import threading, io, sys\n"
    "sys.stderr = io.StringIO()\n"
    "def g():\n"
    "    try: yield 1\n"
    "    finally: pass\n"
    "a = g(); next(a)\n"
    "def f(): raise KeyError('x')\n"
    "t = threading.Thread(target=f); t.start(); t.join()\n"
    "result = sys.stderr.getvalue()\n",
};
enum { SCRIPTS = sizeof scripts / sizeof scripts[0] };

typedef struct machine {
    gil *g;
    vm *m;
    dict *globals;
    code *codes[SCRIPTS];
    str *result;
} machine;

static gil_machine described = GIL_MACHINE_DEFAULT;

/* All but the script's own run; `im` may be NULL. */
static void make(machine *x, image *im, const char *policy) {
    char err[256];
    static char name[] = "t.py";
    char *argv[] = {name};
    const sys_flag_values flags = {0};
    const gil_options lock = {.host = gil_host_sim(),
                              .machine = &described,
                              .policy = policy,
                              .ring_size = 1 << 16,
                              .on_leave = vm_on_leave,
                              .on_enter = vm_on_enter,
                              .where = vm_where,
                              .on_contention = lock_contended};
    const vm_hooks hooks = {
        .compile = compile_source, .import = import_module, .signals = signals_run};
    x->g = gil_new(&lock, err, sizeof err);
    assert_non_null(x->g);
    x->m = vm_new_in(im, x->g, &hooks, ROOM);
    assert_non_null(x->m);
    thread *t = x->m->main;
    assert_true(places_init(x->m) && stdlib_init(t) && import_init(t) &&
                sys_set_executable(t, "") && sys_set_argv(t, 1, argv) && sys_set_flags(t, &flags) &&
                list_append(t, (list *)as_obj(sys_get(t, "path")), str_from(t, EMBEDDED_PATH)));
    value main = module_new(t, N(t, __main__));
    x->result = str_intern(t, "result");
    x->globals = (dict *)as_obj(((module *)as_obj(main))->attrs);
    assert_true(dict_set_str(t, x->m->modules, N(t, __main__), main) &&
                dict_set_str(t, x->globals, N(t, __builtins__),
                             dict_get_str(x->m->modules, N(t, builtins))));
    for (int i = 0; i < SCRIPTS; i++) {
        x->codes[i] = compile_source(t, scripts[i], strlen(scripts[i]), str_intern(t, "t.py"),
                                     COMPILE_EXEC, 0);
        assert_non_null(x->codes[i]);
    }
}

static void drop(machine *x) {
    stdlib_fini(x->m);
    vm_free(x->m);
    gil_free(x->g);
}

/* What a run leaves: the script's own words, and the hash of all events. */
typedef struct outcome {
    char text[4096];
    uint64_t hash;
    size_t events;
} outcome;

static void run(machine *x, int script, outcome *o) {
    thread *t = x->m->main;
    gil_event *events;
    vm_begin(x->m);
    memset(o, 0, sizeof *o);
    if (thread_run(t, x->codes[script], x->globals, from_obj(x->globals)) == NIL) {
        value text = exc_format(t, t->exc);
        fail_msg("%s", text == NIL ? "?" : ((str *)as_obj(text))->data);
    }
    value v = dict_get_str(x->globals, x->result);
    assert_true(is_kind(v, T_STR));
    snprintf(o->text, sizeof o->text, "%s", ((str *)as_obj(v))->data);
    threads_shutdown(t);
    o->events = gil_trace_take(t->gil, &events, NULL);
    o->hash = gil_trace_hash(0, events, o->events);
    free(events);
}

static void assert_same(const outcome *a, const outcome *b) {
    assert_string_equal(a->text, b->text);
    assert_int_equal(a->hash, b->hash);
}

static void test_like_a_new_one(void **state) {
    static const char *const policies[] = {"tick:100", "interval:200", "random:7", "fifo:10"};
    (void)state;
    for (size_t p = 0; p < sizeof policies / sizeof policies[0]; p++) {
        outcome fresh[SCRIPTS], again;
        for (int i = 0; i < SCRIPTS; i++) {
            machine x;
            make(&x, NULL, policies[p]);
            run(&x, i, &fresh[i]);
            drop(&x);
        }
        image *im = image_new(ROOM);
        machine x;
        make(&x, im, policies[p]);
        assert_true(image_take(im));
        for (int i = 0; i < 3 * SCRIPTS; i++) { /* each after itself and after each other in turn */
            int script = i * (i / SCRIPTS + 1) % SCRIPTS;
            assert_true(image_restore(im));
            run(&x, script, &again);
            assert_same(&again, &fresh[script]);
        }
        assert_true(image_restore(im));
        drop(&x);
        image_drop(im);
    }
}

/* one that runs is refused. */
static value take_now(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return from_bool(image_take((image *)t->vm->image));
}

static void test_only_quiet_ones(void **state) {
    (void)state;
    static const native_def def = {.name = "take", .sig = "", .fn = take_now};
    image *im = image_new(ROOM);
    machine x;
    make(&x, im, "tick");
    thread *t = x.m->main;
    static const char text[] = "result = repr(take())\n";
    code *c = compile_source(t, text, strlen(text), str_intern(t, "t.py"), COMPILE_EXEC, 0);
    assert_true(dict_set_str(t, x.globals, str_intern(t, "take"), native_new(t, &def, NIL, NIL)));
    assert_true(thread_run(t, c, x.globals, from_obj(x.globals)) != NIL);
    assert_string_equal(((str *)as_obj(dict_get_str(x.globals, x.result)))->data, "False");
    drop(&x);
    image_drop(im);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_like_a_new_one),
        cmocka_unit_test(test_only_quiet_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
