/* cmd_demo.c: `gilvm demo` is written in Python: cli/lib/_demo. */
#include "cli/cli.h"

int cmd_demo(options *o) {
    return cmd_run(o);
}
