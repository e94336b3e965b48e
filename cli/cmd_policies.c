/* cmd_policies.c: `gilvm policies` lists the lock's policies, from gil/policies.def, and the
 * presets of --like, from cli/presets.def.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

static void list_policies(void) {
    size_t n;
    const gil_policy_doc *p = gil_policies(&n);
    puts("--gil=POLICY[:ARG] is one of");
    for (size_t i = 0; i < n; i++) {
        char head[64];
        snprintf(head, sizeof head, p[i].arg[0] != '\0' ? "%s:%s" : "%s", p[i].name, p[i].arg);
        printf("\n  %-18s %s\n", head, p[i].doc);
        for (const char *at = p[i].text; *at != '\0';) {
            int len = (int)strcspn(at, "\n");
            printf("      %.*s\n", len, at);
            at += len + (at[len] != '\0');
        }
    }
}

static void list_presets(void) {
    size_t n;
    const preset *p = options_presets(&n);
    puts("\n--like=RUNTIME sets a policy, poll points and more:\n");
    for (size_t i = 0; i < n; i++) {
        printf("  %-12s --gil=%s --polls=%s%s%s\n      %s\n", p[i].name, p[i].gil, p[i].polls,
               p[i].deaf ? ", a main thread that does not hear signals in join()" : "",
               p[i].storm > 0 ? ", signal storms" : "", p[i].doc);
    }
}

int cmd_policies(options *o) {
    if (o->argc > 0) {
        return usage(o, "takes no arguments, not '%s'", o->argv[0]);
    }
    list_policies();
    list_presets();
    return 0;
}
