/* option_table.h: the subcommands and options as arrays, out of commands.def and options.def: for
 * options.c, which parses and lists them, and tools/docgen.c, which makes the manual page and the
 * shells' completions.
 */
#ifndef GILVM_CLI_OPTION_TABLE_H
#define GILVM_CLI_OPTION_TABLE_H

#include "cli/options.h"

enum { SCRIPT, FREE, MODULE };

static const struct command_row {
    const char *name, *args, *doc;
    int kind;
    const char *module; /* MODULE: its name */
} commands[] = {
    {"", "", "", SCRIPT, ""},
#define COMMAND(ID, name, kind, args, doc) {#name, args, doc, kind, "_" #name},
#include "cli/commands.def"
#undef COMMAND
};

#define ON(c) (1u << CMD_##c)
enum {
    RUNS = ON(RUN)
#define COMMAND(ID, name, kind, args, doc) | ((kind) == SCRIPT ? ON(ID) : 0)
#include "cli/commands.def"
#undef COMMAND
};

typedef struct row {
    unsigned commands; /* which know it */
    const char *flag, *env, *arg, *doc;
    size_t offset;
} row;

static const row rows[] = {
#define OPTION(commands, field, flag, env, arg, doc) \
    {commands, flag, env, arg, doc, offsetof(options, field)},
#include "cli/options.def"
#undef OPTION
};
enum { NROWS = sizeof rows / sizeof rows[0] };

static const struct {
    const char *flag, *doc;
} python_rows[] = {
    {"-c CODE", "run this text; what follows are its arguments"},
    {"-m MODULE", "run a module of sys.path as a script"},
    {"-", "run standard input (also without a terminal there)"},
    {"-i", "go on with the prompt after the script"},
    {"-q", "no greeting at the prompt"},
    {"-u", "standard output and error are not buffered"},
    {"-O, -OO", "no assert statements; no docstrings either"},
    {"-E, -I", "ignore PYTHON* variables; isolated: nor the script's folder in sys.path"},
    {"-h, --help", "this text"},
    {"-V, --version", "the version"},
    {"-b -B -d -P -s -S -v -x", "taken without effect, as are -W ARG and -X ARG"},
};

#endif
