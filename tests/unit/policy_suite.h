/* policy_suite.h: the rules that every policy must keep, on any host, under any poll setting. The
 * suite runs each rule in a process of its own, so that a policy may break it in any way: fail,
 * crash or hang.
 */
#ifndef GILVM_TESTS_POLICY_SUITE_H
#define GILVM_TESTS_POLICY_SUITE_H

#include "gil/gil.h"
#include "gil/policy.h"

typedef struct policy_subject {
    const char *spec;        /* "fifo:5" */
    const gil_policy *extra; /* not in policies.def: the suite's own policy of that name; or NULL */
    const gil_host_ops *host;
    gil_polls polls;
    bool tells; /* a line for each rule on standard output */
} policy_subject;

/* False, and "RULE: what happened" in why, at the first rule that is broken. */
bool policy_suite(const policy_subject *s, char *why, size_t len);

#endif
