/* cli.h: what the files of cli/ share. */
#ifndef GILVM_CLI_CLI_H
#define GILVM_CLI_CLI_H

#include "cli/options.h"

/* main.c: prints the pending exception as CPython does at the end of a script (sys.excepthook, SystemExit) and clears it. The exit
 * code; -SIGINT for a KeyboardInterrupt, EXIT_ASKED + n when SystemExit asked for n. */
enum { EXIT_ASKED = 1 << 16 };
int report_uncaught(thread *t);

/* repl.c: reads and runs statements until the end of the input; the exit code (main.c's meaning). */
int repl_run(thread *t, dict *globals, const options *o, bool banner);

/* cmd_dis.c, cmd_policies.c */
int cmd_dis(thread *t, const options *o);
int cmd_policies(void);
/* Prints the bytecode to standard output. False = exception. */
bool dis_print(thread *t, code *c, bool polls_every);

/* Reads a stream to its end into malloc'ed memory. NULL = failed. */
char *read_stream(int fd, size_t *len);

#endif
