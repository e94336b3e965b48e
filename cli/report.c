/* report.c: the table of writers, and the file that one writes to. */
#include "cli/report.h"

#include <errno.h>
#include <string.h>

static const struct writer {
    const char *suffix;
    report_writer write;
} writers[] = {
#define WRITER(SUFFIX, NAME, DOC) {SUFFIX, report_##NAME},
#include "cli/writers.def"
#undef WRITER
};

static const struct writer *find(const char *path) {
    const struct writer *best = NULL;
    size_t n = strlen(path);
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        size_t len = strlen(writers[i].suffix);
        if (n > len && strcmp(path + n - len, writers[i].suffix) == 0 &&
            (best == NULL || len > strlen(best->suffix))) {
            best = &writers[i];
        }
    }
    return best;
}

bool report_knows(const char *path) {
    return find(path) != NULL;
}

const char *report_suffixes(char *buf) {
    size_t n = 0;
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        n += (size_t)snprintf(buf + n, REPORT_PLACE - n, " %s", writers[i].suffix);
    }
    return buf;
}

bool report_text(FILE *f, const ledger *l) {
    report_style style = {.width = 100};
    return report_terminal(f, l, &style);
}

bool report_trace(FILE *f, const ledger *l) {
    return trace_save(l->tr, f);
}

bool report_file(const char *path, const ledger *l) {
    const struct writer *w = find(path);
    FILE *f = w == NULL ? NULL : fopen(path, "we");
    bool ok = f != NULL && w->write(f, l);
    int error = errno;
    if (f != NULL && fclose(f) != 0 && ok) {
        ok = false;
        error = errno;
    }
    if (!ok) {
        fprintf(stderr, "gilvm: cannot write %s: %s\n", path,
                w == NULL ? "no report has this suffix" : strerror(error));
    }
    return ok;
}
