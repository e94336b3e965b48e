/* cmd_policies.c: `gilvm policies` lists the lock's policies, from gil/policies.def. */
#include "cli/cli.h"

#include <stdio.h>

int cmd_policies(options *o) {
    size_t n;
    if (o->argc > 0) {
        return usage("policies: takes no arguments, not '%s'", o->argv[0]);
    }
    const gil_policy_doc *p = gil_policies(&n);
    puts("--gil=POLICY[:ARG] is one of");
    for (size_t i = 0; i < n; i++) {
        char head[64];
        snprintf(head, sizeof head, p[i].arg[0] != '\0' ? "%s:%s" : "%s", p[i].name, p[i].arg);
        printf("  %-18s %s\n", head, p[i].doc);
    }
    return 0;
}
