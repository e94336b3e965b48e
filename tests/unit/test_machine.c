/* test_machine.c: machines in words (gil/machine.c): every key, every named machine, and what is
 * refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gil/machine.h"

static char err[256];

static gil_machine parsed(const char *text) {
    gil_machine m = GIL_MACHINE_DEFAULT;
    if (!gil_machine_parse(&m, text, err, sizeof err)) {
        fail_msg("%s: %s", text, err);
    }
    return m;
}

static void refused(const char *text, const char *why) {
    gil_machine m = GIL_MACHINE_DEFAULT;
    assert_false(gil_machine_parse(&m, text, err, sizeof err));
    assert_string_equal(err, why);
}

static void test_words(void **state) {
    (void)state;
    gil_machine m =
        parsed("cores=4,tick-ns=2.5 slice-ms=1.25\n# all the rest\nos=boost seed=7 # so");
    assert_int_equal(m.cores, 4);
    assert_int_equal(m.tick_ps, 2500);
    assert_int_equal(m.slice_ns, 1250000);
    assert_int_equal(m.os, GIL_OS_BOOST);
    assert_int_equal(m.seed, 7);
    assert_int_equal(parsed("").wake_ns, 5000);
}

static void test_epoch(void **state) {
    (void)state;
    assert_int_equal(parsed("epoch=2010-02-17").epoch_ns, 1266364800000000000u);
    assert_int_equal(parsed("epoch=2000-02-29").epoch_ns, 951782400000000000u);
    assert_int_equal(parsed("epoch=1.5").epoch_ns, 1500000000u);
    refused("epoch=soon", "epoch=soon: must be seconds since 1970, or YYYY-MM-DD up to 2500");
}

static void test_named(void **state) {
    (void)state;
    size_t n;
    const gil_machine_doc *d = gil_machines(&n);
    for (size_t i = 0; i < n; i++) {
        assert_true(parsed(d[i].name).cores > 0);
    }
    assert_int_equal(parsed("server-64").cores, 64);
    assert_int_equal(parsed("machine=server-64 cores=3").cores, 3); /* the later wins */
    assert_int_equal(parsed("seed=9 uniprocessor").seed, 9); /* a machine has no seed of its own */
    assert_int_equal(parsed("uniprocessor").wake_ns, 0);
}

static void test_refused(void **state) {
    (void)state;
    refused("cores=0", "cores=0: must be a number from 1 to 4096");
    refused("cores=2.5", "cores=2.5: must be a number from 1 to 4096");
    refused("tick-ns=-1", "tick-ns=-1: must be a number from 1 to 1000000");
    refused("tick-ns=99999999999999999999",
            "tick-ns=99999999999999999999: must be a number from 1 to 1000000");
    refused("os=nice", "os=nice: must be fair or boost");
    refused("colour=red", "a machine has no 'colour'");
    refused("pdp-11", "no machine is called 'pdp-11'; there are default, uniprocessor, "
                      "beazley-2010, laptop-8, server-64");
}

/* What is printed reads as the same machine. */
static void test_print(void **state) {
    (void)state;
    size_t n;
    const gil_machine_doc *d = gil_machines(&n);
    for (size_t i = 0; i < n; i++) {
        char a[4096], b[4096];
        gil_machine m = parsed(d[i].name);
        m.tick_ps += 1;
        m.slice_ns += 1;
        assert_true(gil_machine_print(&m, a, sizeof a) < sizeof a);
        m = parsed(a);
        gil_machine_print(&m, b, sizeof b);
        assert_string_equal(a, b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),   cmocka_unit_test(test_epoch), cmocka_unit_test(test_named),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
