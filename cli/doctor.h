/* doctor.h: what is wrong with a run, in words, with figures and places. */
#ifndef GILVM_CLI_DOCTOR_H
#define GILVM_CLI_DOCTOR_H

#include "cli/ledger.h"

/* What the same run would come to under another policy. */
typedef struct doctor_figures {
    uint64_t wall_ns;
    uint64_t wait_ns; /* all waiting for the lock */
} doctor_figures;

/* Runs it again on a simulated machine. False: it cannot be done, or took too long. */
typedef bool (*doctor_forecast)(void *arg, const char *policy, doctor_figures *out);

/* Writes what is wrong with a run, the worst first, or that nothing is. `deadlock`: it ended in
 * one. `forecast` may be NULL. Answers how many findings; -1: no memory. */
int doctor_report(FILE *f, const ledger *l, bool deadlock, doctor_forecast forecast, void *arg);

#endif
