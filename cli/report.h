/* report.h: what is made of a ledger: for the terminal (report_term.c), and files, one a
 * report_NAME.c, listed in writers.def. */
#ifndef GILVM_CLI_REPORT_H
#define GILVM_CLI_REPORT_H

#include "cli/ledger.h"

/* Writes a report to `f`. False: errno says why. */
typedef bool (*report_writer)(FILE *f, const ledger *l);
#define WRITER(SUFFIX, NAME, DOC) bool report_##NAME(FILE *f, const ledger *l);
#include "cli/writers.def"
#undef WRITER

/* report_page.c: several runs on one page. */
bool report_page(FILE *f, const ledger *const *runs, int n);
/* ---- for people: report_term.c ---- */

enum { REPORT_NUMBER = 32, REPORT_PLACE = 512 };
/* A time with its unit in three digits: "1.25 ms". `buf` has REPORT_NUMBER bytes; so has the
 * next. */
const char *report_ns(char *buf, uint64_t ns);
/* 1,234,567 */
const char *report_count(char *buf, uint64_t n);
/* A place of the trace: "work (pool.py:12)", "pool.py:30" outside functions, "?". `buf` has
 * REPORT_PLACE bytes. */
const char *report_place(char *buf, const trace *tr, uint32_t n);

typedef struct report_style {
    int width; /* columns */
    bool colour;
    bool picture_only; /* no tables */
    uint64_t from, to; /* the picture shows this stretch, ns from the start; to <= from: all */
} report_style;

/* The width of the terminal at `fd`, and colour if it is one and NO_COLOR is not set. */
report_style report_style_for(int fd);
/* The time line and the tables. False: no memory, or the output failed. */
bool report_terminal(FILE *f, const ledger *l, const report_style *style);

/* ---- files ---- */

/* The figures as lines of text (not in the table of writers: for --metrics=text). */
bool report_metrics_text(FILE *f, const ledger *l);

/* Writes the report that the file's suffix asks for. False: told on standard error. */
bool report_file(const char *path, const ledger *l);
/* Is there a writer for this file's suffix? */
bool report_knows(const char *path);
/* The suffixes that there are, with spaces between; in `buf`, of REPORT_PLACE bytes. */
const char *report_suffixes(char *buf);

#endif
