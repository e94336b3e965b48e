/* recording.c: what stands in a recording's head. The library key is a sum over the instructions
 * and the modules built in: with other ones the same script takes other steps. The script is
 * checked here, the modules that it imports when it imports them.
 */
#include "cli/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "vm/opcode.h"

extern char **environ;

static uint64_t sum(uint64_t h, const char *p, size_t n) { /* FNV-1a */
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
    }
    return h;
}

static const uint64_t sum_start = 0xcbf29ce484222325u;

static uint64_t library_sum(void) {
    uint64_t h = sum(sum_start, VERSION_TEXT, sizeof VERSION_TEXT);
    for (unsigned i = 0; i < OP_DOCUMENTED; i++) {
        h = sum(h, opcode_table[i].name, strlen(opcode_table[i].name) + 1);
    }
    for (const lib_module *m = lib_modules; m->name != NULL; m++) {
        h = sum(h, m->name, strlen(m->name) + 1);
        h = sum(h, m->text, m->len);
    }
    return h;
}

/* "sum" of the file in 16 digits. */
static bool file_sum(const char *path, char out[24]) {
    size_t len;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = fd < 0 ? NULL : read_stream(fd, &len);
    if (fd >= 0) {
        close(fd);
    }
    if (text == NULL) {
        return false;
    }
    snprintf(out, 24, "%016" PRIx64, sum(sum_start, text, len));
    free(text);
    return true;
}

static void put_hex(gil_record *r, const char *key, uint64_t v) {
    char text[24];
    snprintf(text, sizeof text, "%016" PRIx64, v);
    gil_record_put_head(r, key, text);
}

gil_record *recording_begin(const options *o) {
    char err[512], script[24];
    if (o->what == RUN_REPL || o->inspect) {
        fputs("gilvm: --record: only a script can be recorded, not the prompt\n", stderr);
        return NULL;
    }
    gil_record *r = gil_record_create(o->record, err, sizeof err);
    if (r == NULL) {
        fprintf(stderr, "gilvm: --record: %s\n", err);
        return NULL;
    }
    put_hex(r, "library", library_sum());
    char *cwd = getcwd(NULL, 0);
    gil_record_put_head(r, "folder", cwd != NULL ? cwd : "/");
    free(cwd);
    if (o->what == RUN_FILE && file_sum(o->target, script)) {
        gil_record_put_head(r, "file", o->target);
        gil_record_put_head(r, "sum", script);
    }
    for (int i = 0; i < o->all_argc; i++) {
        gil_record_put_head(r, "word", o->all_argv[i]);
    }
    for (char **e = environ; *e != NULL; e++) {
        gil_record_put_head(r, "env", *e);
    }
    return r;
}

/* All texts of a key, ending with NULL; they live as long as the process. */
static char **head_list(gil_record *r, const char *key, int *count) {
    size_t n = 0;
    while (gil_record_head(r, key, n) != NULL) {
        n++;
    }
    char **list = calloc(n + 1, sizeof *list);
    for (size_t i = 0; list != NULL && i < n; i++) {
        list[i] = strdup(gil_record_head(r, key, i));
    }
    *count = (int)n;
    return list;
}

static gil_record *refuse(gil_record *r, const char *path, const char *why, const char *what) {
    fprintf(stderr, "gilvm: replay: '%s' %s%s\n", path, why, what);
    gil_record_drop(r);
    return NULL;
}

gil_record *recording_open(const char *path, options *o) {
    char err[512], now[24], was[24] = "";
    gil_record *r = gil_record_open(path, err, sizeof err);
    if (r == NULL) {
        fprintf(stderr, "gilvm: replay: %s\n", err);
        return NULL;
    }
    const char *library = gil_record_head(r, "library", 0);
    snprintf(now, sizeof now, "%016" PRIx64, library_sum());
    if (library == NULL || strcmp(library, now) != 0) {
        return refuse(r, path, "was recorded by another version of gilvm", "");
    }
    const char *folder = gil_record_head(r, "folder", 0);
    if (folder == NULL || chdir(folder) != 0) {
        return refuse(
            r, path, "was recorded in a folder that is not there: ", folder != NULL ? folder : "?");
    }
    const char *recorded = gil_record_head(r, "sum", 0);
    if (recorded != NULL) {
        snprintf(was, sizeof was, "%s", recorded);
        const char *file = gil_record_head(r, "file", 0);
        if (file == NULL || !file_sum(file, now)) {
            return refuse(
                r, path, "was recorded of a script that is not there: ", file != NULL ? file : "?");
        }
        if (strcmp(was, now) != 0) {
            return refuse(r, path, "does not fit the script, which has been changed since: ", file);
        }
    }
    int argc, n;
    char **argv = head_list(r, "word", &argc), **env = head_list(r, "env", &n);
    if (argv == NULL || env == NULL || argc < 1) {
        return refuse(r, path, "has no command line", "");
    }
    environ = env;
    if (!options_parse(o, argc, argv)) {
        return refuse(r, path, "has a command line that makes no sense", "");
    }
    o->record = NULL;
    return r;
}

void recording_diverged(void *arg, void *user, const char *text) {
    thread *t = user;
    (void)arg;
    if (t != NULL) { /* what the script said so far belongs before */
        t->exc = NIL;
        io_flush_all(t);
    }
    fputs(text, stderr);
    fflush(NULL);
    _exit(EXIT_DIVERGED);
}
