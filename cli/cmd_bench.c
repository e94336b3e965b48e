/* cmd_bench.c: `gilvm bench` is written in Python: cli/lib/_bench. */
#include "cli/cli.h"

int cmd_bench(options *o) {
    return cmd_run(o);
}
