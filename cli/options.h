/* options.h: the command line, parsed. */
#ifndef GILVM_CLI_OPTIONS_H
#define GILVM_CLI_OPTIONS_H

#include "gil/gil.h"
#include "stdlib/stdlib.h"

enum run_what { RUN_REPL, RUN_FILE, RUN_STDIN, RUN_COMMAND, RUN_MODULE, RUN_DIS, RUN_POLICIES, RUN_HELP, RUN_VERSION };

typedef struct options {
    /* As given, by options.def; NULL = not. Switches: "1". */
#define OPTION(field, flag, env, arg, doc) const char *field;
#include "cli/options.def"
#undef OPTION
    enum run_what what;
    const char *target;  /* the file, the module's name, or the text of -c */
    bool target_is_text; /* dis -c */
    int argc;            /* sys.argv: argv[0] is the file, "-c" ... */
    char **argv;
    bool inspect, quiet, unbuffered, ignore_env, isolated;
    int optimize, versions;
    sys_flag_values flags;
    gil_options lock;    /* what --gil, --polls ... come to */
    uint32_t cores_n;
    size_t max_heap_bytes; /* 0 = default */
    bool polls_every;
} options;

/* False: what is wrong has been written to standard error; the exit code is 2. */
bool options_parse(options *o, int argc, char **argv);
void options_help(void);

#endif
