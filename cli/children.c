/* children.c: see children.h. */
#include "cli/children.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

static const char variable[] = "GILVM_TRACE_CHILDREN"; /* PID:FOLDER */

enum { PATH_ROOM = 1024 };

void children_begin(session *s) {
    uint64_t number = 0;
    char text[PATH_ROOM];
    const char *folder = getenv("TMPDIR");
    s->owner = getpid();
    if (s->host != NULL || s->record != NULL ||
        getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number) {
        return;
    }
    snprintf(text, sizeof text, "%ld:%s/gilvm-%016" PRIx64, (long)getpid(),
             folder != NULL && *folder != '\0' ? folder : "/tmp", number);
    setenv(variable, text, 1);
    unsetenv("GILVM_TRACE"); /* not each child into the same file */
    unsetenv("GILVM_REPORT");
}

bool children_is_owner(const session *s) {
    return s->owner == 0 || s->owner == getpid();
}

/* The folder, and whose it is. NULL: none. */
static const char *folder_of(long *owner) {
    const char *text = getenv(variable);
    char *end = NULL;
    *owner = text != NULL ? strtol(text, &end, 10) : 0;
    return *owner > 1 && *end == ':' && end[1] == '/' ? end + 1 : NULL;
}

/* ---- in the child ---- */

/* The name that multiprocessing gives its processes on their command line, or the script. */
static char *name_of(const options *o) {
    bool named = o->argc > 2 && strcmp(o->argv[1], "--multiprocessing-fork") == 0;
    return strdup(named                   ? o->argv[2]
                  : o->what == RUN_FILE   ? trace_base(o->target)
                  : o->what == RUN_MODULE ? o->target
                                          : "-c");
}

static bool make_folder(const char *folder) {
    struct stat st;
    return (mkdir(folder, 0700) == 0 || errno == EEXIST) && lstat(folder, &st) == 0 &&
           S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

/* Under another name until it is whole. */
static void leave(const trace *tr, const char *folder) {
    char part[PATH_ROOM + 64], whole[PATH_ROOM + 64];
    snprintf(part, sizeof part, "%s/%ld.part", folder, (long)getpid());
    snprintf(whole, sizeof whole, "%s/%ld.trace", folder, (long)getpid());
    FILE *f = make_folder(folder) ? fopen(part, "we") : NULL;
    if (f == NULL) {
        return;
    }
    bool ok = trace_save(tr, f);
    ok &= fclose(f) == 0;
    if (!ok || rename(part, whole) != 0) {
        unlink(part);
    }
}

static void at_end(session *s) {
    long owner;
    const char *folder = folder_of(&owner);
    trace *tr =
        children_is_owner(s) && folder != NULL && kill((pid_t)owner, 0) == 0 ? trace_take(s) : NULL;
    if (tr != NULL) {
        tr->pid = (uint32_t)getpid();
        tr->process_name = name_of(s->o);
        leave(tr, folder);
    }
    trace_free(tr);
}

void children_watch(session *s, const options *o) {
    long owner;
    if (s->at_end == NULL && s->host == NULL && s->record == NULL && o->record == NULL &&
        !sim_asked(o) && o->what != RUN_REPL && folder_of(&owner) != NULL) {
        s->owner = getpid();
        s->at_end = at_end;
        s->ring_size = TRACE_RING;
    }
}

/* ---- in the parent ---- */

static void adopt(trace *tr, const char *path) {
    char err[512];
    trace *child = trace_load(path, err, sizeof err);
    if (child == NULL || child->process_name == NULL || child->began < tr->began ||
        !trace_adopt(tr, child)) {
        fprintf(stderr, "gilvm: the trace of a child process is not shown: %s\n",
                child == NULL ? err : "it makes no sense");
        trace_free(child);
    }
}

void children_take(session *s, trace *tr) {
    long owner;
    const char *folder = folder_of(&owner);
    DIR *d = folder == NULL || owner != getpid() || s->owner != getpid() ? NULL : opendir(folder);
    if (d == NULL) {
        return;
    }
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        char path[PATH_ROOM + 300];
        size_t n = strlen(e->d_name);
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (n > 6 && strcmp(e->d_name + n - 6, ".trace") == 0) {
            adopt(tr, path);
        }
        if (e->d_name[0] != '.') {
            unlink(path);
        }
    }
    closedir(d);
    rmdir(folder);
}
