/* test_signals.c: the process's signals belong to one VM at a time (mod_signal.c). One that ends
 * gives them back, and the next one gets them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <string.h>

#include "compiler/compile.h"
#include "gil/host.h"
#include "stdlib/stdlib.h"

static bool is_default(int number) {
    struct sigaction act;
    assert_int_equal(sigaction(number, NULL, &act), 0);
    return act.sa_handler == SIG_DFL;
}

static vm *make(void) {
    char err[256];
    const gil_options lock = {
        .host = gil_host_uv(), .policy = "tick", .on_leave = vm_on_leave, .on_enter = vm_on_enter};
    const vm_hooks hooks = {
        .compile = compile_source, .import = import_module, .signals = signals_run};
    gil *g = gil_new(&lock, err, sizeof err);
    assert_non_null(g);
    vm *m = vm_new(g, &hooks, 64 << 20);
    assert_non_null(m);
    assert_true(stdlib_init(m->main) && import_init(m->main) && signals_init(m->main));
    return m;
}

static void drop(vm *m) {
    gil *g = m->gil;
    signals_fini(m->main);
    stdlib_fini(m);
    vm_free(m);
    gil_free(g);
}

static void test_one_vm_after_the_other(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_true(is_default(SIGINT));
        vm *m = make();
        assert_false(is_default(SIGINT));
        assert_int_equal(raise(SIGINT), 0);
        assert_false(signals_run(m->main));
        assert_true(exc_is(m->main, E_KEYBOARD_INTERRUPT));
        exc_clear(m->main);
        drop(m);
    }
    assert_true(is_default(SIGINT) && is_default(SIGQUIT));
}

static void test_a_second_one_gets_none(void **state) {
    (void)state;
    vm *first = make(), *second = make();
    assert_int_equal(raise(SIGINT), 0);
    assert_true(signals_run(second->main));
    assert_false(signals_run(first->main));
    exc_clear(first->main);
    drop(second); /* gives back nothing */
    assert_false(is_default(SIGINT));
    drop(first);
    assert_true(is_default(SIGINT));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_vm_after_the_other),
        cmocka_unit_test(test_a_second_one_gets_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
