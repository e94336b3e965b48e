/* recording.h: --record, and the way back from a recording to a command line. */
#ifndef GILVM_CLI_RECORDING_H
#define GILVM_CLI_RECORDING_H

#include "cli/options.h"
#include "gil/record.h"

/* Begins the recording that --record names: with the command line, the environment, the folder and
 * sums of what is run in its head. NULL: why has been told. */
gil_record *recording_begin(const options *o);
/* A recording for `gilvm replay`: checked, and the command line of the recorded run in *o, the
 * environment and folder as they were. NULL: why has been told. */
gil_record *recording_open(const char *path, options *o);
/* gil_options.on_diverged. */
void recording_diverged(void *arg, void *user, const char *text);

enum { EXIT_DIVERGED = 4 };

#endif
