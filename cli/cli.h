/* cli.h: what the files of cli/ share. */
#ifndef GILVM_CLI_CLI_H
#define GILVM_CLI_CLI_H

#include "cli/run.h"

#define VERSION_TEXT "gilvm 0.1.0 (Python 3.11)"

/* run.c: prints the pending exception as CPython does at the end of a script (sys.excepthook,
 * SystemExit) and clears it. The exit code; -SIGINT for a KeyboardInterrupt, EXIT_ASKED + n when
 * SystemExit asked for n. */
enum { EXIT_DEADLOCK = 3, EXIT_ASKED = 1 << 16 };
int report_uncaught(thread *t);

/* repl.c: reads and runs statements until the end of the input; the exit code (report_uncaught's
 * meaning). */
int repl_run(thread *t, dict *globals, const options *o, bool banner);

/* The subcommands, one a file: cmd_NAME.c; what is left when none is named is in run.c. The exit
 * code of the process. */
int cmd_run(options *o);
#define COMMAND(ID, name, kind, args, doc) int cmd_##name(options *o);
#include "cli/commands.def"
#undef COMMAND

/* cmd_trace.c: sets up the reports that --trace and --report ask for. 0, or 2: told. */
int trace_watch(session *s, const options *o);
/* cmd_sim.c: is it to be the simulated machine, and which? False: told. */
bool sim_asked(const options *o);
bool sim_machine(const options *o, gil_machine *m);
/* calibrate.c: prints the machine that is most like this computer. The exit code. */
int sim_calibrate(const options *o);
/* How many events to keep, by --ring. 0, or 2: told. */
int trace_ring(const options *o, size_t *ring);
/* Is what the command line names a saved run, and no script? */
bool trace_is_saved(const options *o);

/* cmd_dis.c */
/* Prints the bytecode to standard output. False = exception. */
bool dis_print(thread *t, code *c, bool polls_every);

/* Reads a stream to its end into malloc'ed memory. NULL = failed. */
char *read_stream(int fd, size_t *len);

#endif
