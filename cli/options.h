/* options.h: the command line, parsed. */
#ifndef GILVM_CLI_OPTIONS_H
#define GILVM_CLI_OPTIONS_H

#include "gil/gil.h"
#include "stdlib/stdlib.h"

enum run_what { RUN_REPL, RUN_FILE, RUN_STDIN, RUN_COMMAND, RUN_MODULE, RUN_HELP, RUN_VERSION };

/* The subcommands; CMD_RUN is none. */
enum command {
    CMD_RUN,
#define COMMAND(ID, name, kind, args, doc) CMD_##ID,
#include "cli/commands.def"
#undef COMMAND
    CMD_COUNT
};

typedef struct options {
    /* As given, by options.def; NULL = not. Switches: "1". */
#define OPTION(commands, field, flag, env, arg, doc) const char *field;
#include "cli/options.def"
#undef OPTION
    enum command command;
    enum run_what what;
    const char *argv0; /* of the process */
    int all_argc;      /* the command line as it came */
    char **all_argv;
    const char *target; /* the file, the module's name, or the text of -c */
    int argc; /* sys.argv: argv[0] is the file, "-c" ...; of a FREE command the words that are no
                 options */
    char **argv;
    bool inspect, quiet, unbuffered, ignore_env, isolated;
    int optimize, versions;
    sys_flag_values flags;
    gil_options lock; /* what --gil, --polls ... come to */
    uint32_t cores_n;
    size_t max_heap_bytes; /* 0 = default */
    bool gc_thread;        /* --gc=thread */
    bool polls_every;
} options;

typedef struct preset { /* a row of presets.def */
    const char *name, *gil, *polls;
    bool deaf;
    uint32_t storm;
    const char *doc;
} preset;
const preset *options_presets(size_t *n);

/* False: what is wrong has been written to standard error; the exit code is 2. */
bool options_parse(options *o, int argc, char **argv);
void options_help(enum command c);
/* "gilvm COMMAND: " and the sentence (%s: a) on standard error, how the command is used, and how to
 * get help. Answers 2, the exit code. */
int usage(const options *o, const char *fmt, const char *a);
/* The subcommand whose name is like a word; NULL = none is. */
const char *options_command_like(const char *word);

#endif
