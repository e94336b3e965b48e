/* report.h: what is made of a ledger: for the terminal (report_term.c), and files, one a report_NAME.c, listed in writers.def. */
#ifndef GILVM_CLI_REPORT_H
#define GILVM_CLI_REPORT_H

#include "cli/ledger.h"

/* Writes a report to `f`. False: errno says why. */
#define WRITER(SUFFIX, NAME, DOC) bool report_##NAME(FILE *f, const ledger *l);
#include "cli/writers.def"
#undef WRITER

/* report_page.c: several runs on one page. */
bool report_page(FILE *f, const ledger *const *runs, int n);

/* Writes the report that the file's suffix asks for. False: told on standard error. */
bool report_file(const char *path, const ledger *l);
/* Is there a writer for this file's suffix? */
bool report_knows(const char *path);

#endif
