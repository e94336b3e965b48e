/* cmd_doctor.c: `gilvm doctor` runs a script, or reads a saved run, and says in words what is wrong
 * with how its threads use the locks. What a policy would do about it is found out by running the
 * script again, in a child process, on the simulated machine.
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/doctor.h"

extern char **environ;

enum { FORECAST_SECONDS = 20, MAX_ARGS = 1024 };

/* ---- the run again ---- */

typedef struct patient {
    const options *o;
    uint32_t cores;
} patient;

/* Waits for the child, for FORECAST_SECONDS. */
static bool ended_well(pid_t pid) {
    for (int i = 0; i < FORECAST_SECONDS * 100; i++) {
        int status;
        pid_t r = waitpid(pid, &status, WNOHANG);
        if (r == pid) {
            return WIFEXITED(status);
        }
        if (r < 0 && errno != EINTR) {
            return false;
        }
        nanosleep(&(struct timespec){0, 10000000}, NULL);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return false;
}

/* The environment without the reports that were asked for of this run. */
static char **plain_environment(void) {
    size_t n = 0, kept = 0;
    while (environ[n] != NULL) {
        n++;
    }
    char **env = malloc((n + 1) * sizeof *env);
    for (size_t i = 0; env != NULL && i <= n; i++) {
        bool report = environ[i] != NULL && (strncmp(environ[i], "GILVM_TRACE=", 12) == 0 ||
                                             strncmp(environ[i], "GILVM_REPORT=", 13) == 0);
        if (!report) {
            env[kept++] = environ[i];
        }
    }
    return env;
}

/* The child neither reads nor prints what the script reads and prints: that has been done. */
static bool run_child(char *const *argv) {
    posix_spawn_file_actions_t actions;
    pid_t pid;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    char **env = plain_environment();
    int r = env == NULL ? -1 : posix_spawn(&pid, "/proc/self/exe", &actions, NULL, argv, env);
    free(env);
    posix_spawn_file_actions_destroy(&actions);
    return r == 0 && ended_well(pid);
}

/* The command line of the same run under `policy`, on the simulated machine, its events written to
 * `file`. */
static int child_args(const patient *p, const char *policy, const char *file, char **argv,
                      char (*text)[128]) {
    const options *o = p->o;
    static char trace_word[] = "trace", out[] = "-o", command[] = "-c", module[] = "-m";
    int n = 0, i = 0;
    argv[n++] = (char *)o->argv0;
    argv[n++] = trace_word;
    argv[n++] = out;
    argv[n++] = (char *)file;
    snprintf(text[i], sizeof text[i], "--gil=%s", policy);
    argv[n++] = text[i++];
    snprintf(text[i], sizeof text[i], "--polls=%s", o->polls_every ? "every" : "branch");
    argv[n++] = text[i++];
    const char *machine = o->sim;
    snprintf(text[i], sizeof text[i], "--sim=%s", machine != NULL ? machine : "default");
    argv[n++] = text[i++];
    if (machine == NULL || o->cores != NULL) {
        snprintf(text[i], sizeof text[i], "--cores=%u", p->cores);
        argv[n++] = text[i++];
    }
    if (o->what == RUN_COMMAND || o->what == RUN_MODULE) {
        argv[n++] = o->what == RUN_COMMAND ? command : module;
    }
    argv[n++] = (char *)o->target;
    for (int a = 1; a < o->argc && n < MAX_ARGS - 1; a++) {
        argv[n++] = o->argv[a];
    }
    argv[n] = NULL;
    return n;
}

static bool forecast(void *arg, const char *policy, doctor_figures *out) {
    const patient *p = arg;
    char file[] = "/tmp/gilvm-doctor-XXXXXX.trace", err[512], text[4][128];
    char *argv[MAX_ARGS];
    int fd = mkstemps(file, 6);
    if (fd < 0) {
        return false;
    }
    close(fd);
    child_args(p, policy, file, argv, text);
    trace *tr = run_child(argv) ? trace_load(file, err, sizeof err) : NULL;
    ledger *l = tr == NULL ? NULL : ledger_new(tr);
    if (l != NULL) {
        *out = (doctor_figures){l->wall_ns, l->gil.total_ns};
    }
    bool ok = l != NULL;
    ledger_free(l);
    trace_free(tr);
    unlink(file);
    return ok;
}

/* ---- the command ---- */

static bool diagnose(const options *o, trace *tr, bool again, bool deadlock) {
    patient p = {o, tr != NULL ? tr->cores : 0};
    ledger *l = tr == NULL ? NULL : ledger_new(tr);
    fflush(stdout);
    bool ok = l != NULL && doctor_report(stderr, l, deadlock, again ? forecast : NULL, &p) >= 0;
    if (!ok) {
        fputs("gilvm: not enough memory for the trace\n", stderr);
    }
    ledger_free(l);
    trace_free(tr);
    return ok;
}

static void at_end(session *s) {
    const options *o = s->o;
    diagnose(o, trace_take(s),
             o->what == RUN_FILE || o->what == RUN_COMMAND || o->what == RUN_MODULE, s->deadlock);
}

int cmd_doctor(options *o) {
    session s = {.at_end = at_end};
    char err[512];
    if (o->what == RUN_REPL) {
        return usage(o, "needs a script, or a file that gilvm trace -o x.trace wrote", NULL);
    }
    if (!trace_is_saved(o)) {
        int status = trace_ring(o, &s.ring_size);
        return status != 0 ? status : run_script(&s, o);
    }
    trace *tr = trace_load(o->target, err, sizeof err);
    if (tr == NULL) {
        fprintf(stderr, "gilvm: %s\n", err);
        return 1;
    }
    return diagnose(o, tr, false, false) ? 0 : 1;
}
