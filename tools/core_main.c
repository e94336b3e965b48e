/* core_main.c: compiler, VM, lock, simulated machine and standard library in one small program that
 * does without libuv and threads of the system: `gilvm-core [MACHINE] < SCRIPT` runs a script on
 * the simulated machine. It is there to be linked (make core): what it needs of a computer is what
 * a browser page, too, could give it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "compiler/compile.h"
#include "gil/host.h"
#include "gil/machine.h"
#include "stdlib/stdlib.h"

static char script[1 << 20];

/* The message of the exception that ended the script. */
static int report(thread *t) {
    value text = exc_format(t, t->exc);
    fputs(text == NIL ? "an exception without a message\n" : ((str *)as_obj(text))->data, stderr);
    return 1;
}

static bool start_library(thread *t) {
    static char name[] = "<stdin>";
    char *argv[] = {name};
    const sys_flag_values flags = {0};
    return stdlib_init(t) && import_init(t) && sys_set_executable(t, "") &&
           sys_set_argv(t, 1, argv) && sys_set_flags(t, &flags) &&
           list_append(t, (list *)as_obj(sys_get(t, "path")), str_from(t, EMBEDDED_PATH));
}

static int run(thread *t, size_t len) {
    value main = module_new(t, N(t, __main__));
    str *name = str_intern(t, "<stdin>");
    if (main == NIL || name == NULL || !dict_set_str(t, t->vm->modules, N(t, __main__), main)) {
        return report(t);
    }
    dict *globals = (dict *)as_obj(((module *)as_obj(main))->attrs);
    value builtins = dict_get_str(t->vm->modules, N(t, builtins));
    code *c = compile_source(t, script, len, name, COMPILE_EXEC, 0);
    vm_begin(t->vm);
    bool ok = c != NULL && dict_set_str(t, globals, N(t, __builtins__), builtins) &&
              thread_run(t, c, globals, from_obj(globals)) != NIL;
    int status = ok ? 0 : report(t);
    t->exc = NIL;
    threads_shutdown(t);
    return io_flush_all(t) ? status : 120;
}

int main(int argc, char **argv) {
    char err[256];
    gil_machine machine = GIL_MACHINE_DEFAULT;
    if (argc > 1 && !gil_machine_parse(&machine, argv[1], err, sizeof err)) {
        fprintf(stderr, "gilvm-core: %s\n", err);
        return 2;
    }
    const gil_options lock = {.host = gil_host_sim(),
                              .machine = &machine,
                              .on_leave = vm_on_leave,
                              .on_enter = vm_on_enter};
    const vm_hooks hooks = {
        .compile = compile_source, .import = import_module, .signals = signals_run};
    gil *g = gil_new(&lock, err, sizeof err);
    vm *m = g == NULL ? NULL : vm_new(g, &hooks, (size_t)1 << 30);
    if (m == NULL || !start_library(m->main)) {
        fprintf(stderr, "gilvm-core: cannot start\n");
        return 1;
    }
    int status = run(m->main, fread(script, 1, sizeof script, stdin));
    stdlib_fini(m);
    vm_free(m);
    gil_free(g);
    return status;
}
