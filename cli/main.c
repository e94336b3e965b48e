/* main.c: the program gilvm: parses the command line and calls the subcommand that it names
 * (commands.def), or runs the script. */
#include <stdio.h>
#include <unistd.h>

#include "cli/cli.h"

static int (*const commands[])(options *o) = {
    cmd_run,
#define COMMAND(ID, name, kind, args, doc) cmd_##name,
#include "cli/commands.def"
#undef COMMAND
};

int main(int argc, char **argv) {
    options o;
    int status;
    if (!options_parse(&o, argc, argv)) {
        return 2;
    }
    if (o.what == RUN_HELP) {
        options_help(o.command);
        status = 0;
    } else if (o.what == RUN_VERSION) {
        puts(VERSION_TEXT);
        status = 0;
    } else {
        status = commands[o.command](&o);
    }
    bool failed = fflush(stdout) != 0;
    _exit(failed && status == 0
              ? 120
              : status); /* no exit handlers of C: other threads may still sleep in the lock */
}
