/* test_policies.c: every policy of policies.def passes the common suite (policy_suite.c), on both
 * hosts, under both poll settings; and the suite rejects five broken ones (broken_policies.h), each
 * with the rule that it breaks.
 *
 * `make check-policy NAME=fifo:7` runs the suite on one policy and tells of each rule:
 * POLICY=fifo:7 in the environment.
 */
#include "test_gil_common.h"

#include "broken_policies.h"
#include "policy_suite.c"

/* Beside each policy with its default: other arguments. */
static const char *const more[] = {"tick:7",   "tick:3x4",     "interval:200",
                                   "fifo:5",   "priority:200", "quantum:1",
                                   "bounce:3", "random:7",     "script:1@50,2@30,3@10,2@60"};

static void passes(const char *spec) {
    const gil_host_ops *hosts[] = {gil_host_sim(), gil_host_uv()};
    char why[300];
    for (unsigned i = 0; i < 4; i++) {
        policy_subject s = {.spec = spec,
                            .host = hosts[i / 2],
                            .polls = i % 2 ? GIL_POLLS_BRANCH : GIL_POLLS_EVERY};
        if (!policy_suite(&s, why, sizeof why)) {
            fail_msg("%s, %s host, polls=%s: %s", spec, s.host->name, i % 2 ? "branch" : "every",
                     why);
        }
    }
}

static void test_shipped(void **state) {
    (void)state;
    size_t n;
    const gil_policy_doc *p = gil_policies(&n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(p[i].name, "script") != 0) { /* it needs a schedule */
            passes(p[i].name);
        }
    }
}

static void test_other_arguments(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        passes(more[i]);
    }
}

static void rejected(const gil_policy *p, const char *expected) {
    char why[300] = "it passed";
    policy_subject s = {.spec = p->name, .extra = p, .host = gil_host_sim()};
    assert_false(policy_suite(&s, why, sizeof why));
    why[strlen(expected)] = '\0'; /* numbers may follow */
    assert_string_equal(why, expected);
}

static void test_two_holders(void **state) {
    (void)state;
    rejected(&two_holders, "one holder at a time: the policy picked a thread that is not ready");
}

static void test_lost_wakeup(void **state) {
    (void)state;
    rejected(&lost_wakeup,
             "no wake-up is lost: 3 threads want the lock, it is free, and nobody was told");
}

static void test_starvation(void **state) {
    (void)state;
    rejected(&starvation, "everyone gets a turn: thread ");
}

static void test_never_lets_go(void **state) {
    (void)state;
    rejected(&never_lets_go, "the holder lets go: thread ");
}

static void test_crash_at_exit(void **state) {
    (void)state;
    rejected(&crash_at_exit, "ends cleanly while threads wait: it crashed: ");
}

static void test_bad_arguments(void **state) {
    (void)state;
    static const char *const bad[] = {"nonsense", "tick:0",   "tick:1x",  "tick:x1",
                                      "tick:1x0", "tick:-1",  "fifo:1.5", "interval:0",
                                      "quantum:", "bounce:a", "random:z", "cooperative:1"};
    char err[200];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        gil_options o = {.policy = bad[i], .host = gil_host_sim()};
        gil *g = gil_new(&o, err, sizeof err);
        if (strcmp(bad[i], "quantum:") == 0) { /* an empty argument is the default */
            assert_non_null(g);
            assert_true(gil_free(g));
        } else {
            assert_null(g);
            assert_true(strlen(err) > 0);
        }
    }
}

/* make check-policy */
static int one_policy(const char *spec) {
    const gil_host_ops *hosts[] = {gil_host_sim(), gil_host_uv()};
    char why[300];
    unsigned failed = 0;
    for (unsigned i = 0; i < 4; i++) {
        policy_subject s = {.spec = spec,
                            .host = hosts[i / 2],
                            .polls = i % 2 ? GIL_POLLS_BRANCH : GIL_POLLS_EVERY,
                            .tells = true};
        failed += !policy_suite(&s, why, sizeof why);
    }
    return failed > 0;
}

int main(void) {
    if (getenv("POLICY") != NULL) {
        return one_policy(getenv("POLICY"));
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped),       cmocka_unit_test(test_other_arguments),
        cmocka_unit_test(test_two_holders),   cmocka_unit_test(test_lost_wakeup),
        cmocka_unit_test(test_starvation),    cmocka_unit_test(test_never_lets_go),
        cmocka_unit_test(test_crash_at_exit), cmocka_unit_test(test_bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
