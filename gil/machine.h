/* machine.h: a machine in words. The words are `key=value`, or the name of a machine in
 * gil/machines.def, separated by blanks, commas or line ends; later ones win, `#` begins a comment
 * to the end of the line. Keys are in gil/machine.def, and:
 *
 *     os=fair|boost              how the OS treats a woken thread
 *     epoch=SECONDS|YYYY-MM-DD   what the wall clock says at the start
 *     machine=NAME               the same as NAME alone
 *
 * Who calls it: the command line (--machine, GILVM_SIM), tests. Nothing here is Python's or
 * libuv's.
 */
#ifndef GILVM_GIL_MACHINE_H
#define GILVM_GIL_MACHINE_H

#include "gil/host.h"

/* Applies `text` to *m. False and a sentence in err if a word is wrong; *m is then half changed. */
bool gil_machine_parse(gil_machine *m, const char *text, char *err, size_t errlen);

/* One key. As above. */
bool gil_machine_set(gil_machine *m, const char *key, const char *value, char *err, size_t errlen);

/* The machine as words that gil_machine_parse takes, one a line, with comments. Answers the length,
 * as snprintf does. */
size_t gil_machine_print(const gil_machine *m, char *buf, size_t len);

typedef struct gil_machine_doc {
    const char *name, *words, *doc;
} gil_machine_doc;
const gil_machine_doc *gil_machines(size_t *count);

#endif
