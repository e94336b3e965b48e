/* cmd_replay.c: `gilvm replay FILE` runs a recorded run again: the same hand-overs at the same
 * steps, the same inputs. It stands on the simulated host's fibers; nobody waits for anything but
 * its turn (gil/follow.c).
 *
 * With --times the recording is read once, and each run is a fork of this process: what starting a
 * program costs is paid once. A run's standard output and error go to files; the first run's are
 * printed, and the others' must be the same.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/recording.h"
#include "cli/stacks.h"

enum { STACK = 8 << 20 }; /* as the real host's: recursion in C ends at the same depth */

static bool parse_until(const char *text, uint32_t *id, uint64_t *steps) {
    char *end;
    unsigned long a = strtoul(text, &end, 10);
    bool good = *text >= '1' && *text <= '9' && a <= UINT32_MAX && *end == ':' && end[1] >= '0' &&
                end[1] <= '9';
    unsigned long long b = good ? strtoull(end + 1, &end, 10) : 0;
    *id = (uint32_t)a;
    *steps = b;
    return good && *end == '\0';
}

static void on_until(session *s, thread *t) {
    fprintf(stderr, "gilvm: replay: thread %u is about to run its step %llu\n", s->until_id,
            (unsigned long long)s->until_steps);
    s->until_id = 0;
    stacks_print(t, stderr);
    if (s->arg != NULL) { /* --stop */
        fflush(NULL);
        _exit(0);
    }
}

static void at_end(session *s) {
    if (s->until_id != 0) {
        fprintf(stderr, "gilvm: replay: thread %u did not come to step %llu\n", s->until_id,
                (unsigned long long)s->until_steps);
    }
}

/* ---- many times ---- */

/* What the first run and the latest one wrote to standard output and error. */
typedef struct said {
    int first[2], last[2]; /* files without a name */
} said;

static int nameless_file(void) {
    char name[] = "/tmp/gilvm-replay-XXXXXX";
    int fd = mkstemp(name);
    if (fd >= 0) {
        unlink(name);
    }
    return fd;
}

/* In a process of its own: what the script opens gets the numbers that it got when it was
 * recorded. */
static void speak_to(const said *s, const int to[2]) {
    dup2(to[0], STDOUT_FILENO);
    dup2(to[1], STDERR_FILENO);
    for (int i = 0; i < 2; i++) {
        close(s->first[i]);
        close(s->last[i]);
    }
}

/* The exit code of a process as a shell has it; -1: errno says why there is none. */
static int status_of(pid_t child) {
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static bool same(int a, int b) {
    char x[4096], y[sizeof x];
    ssize_t n = 1, m = 1;
    for (off_t at = 0; n > 0 && n == m; at += n) { /* files: read whole but at their ends */
        n = pread(a, x, sizeof x, at);
        m = pread(b, y, sizeof y, at);
        if (n > 0 && n == m && memcmp(x, y, (size_t)n) != 0) {
            return false;
        }
    }
    return n == 0 && m == 0;
}

static void show(int from, FILE *to) {
    char text[4096];
    ssize_t n;
    for (off_t at = 0; (n = pread(from, text, sizeof text, at)) > 0; at += n) {
        fwrite(text, 1, (size_t)n, to);
    }
}

/* The exit code; -1 in the process of a run, which is to make it. */
static int run_times(const said *s, unsigned long times) {
    int status = 0;
    for (unsigned long i = 1; i <= times; i++) {
        const int *to = i == 1 ? s->first : s->last;
        bool ready = true;
        for (int f = 0; f < 2; f++) {
            ready = ready && ftruncate(to[f], 0) == 0 && lseek(to[f], 0, SEEK_SET) == 0;
        }
        fflush(NULL);
        pid_t child = ready ? fork() : -1;
        if (child == 0) {
            speak_to(s, to);
            return -1;
        }
        int now = child > 0 ? status_of(child) : -1;
        if (now < 0) {
            perror("gilvm: replay");
            return 2;
        }
        if (i == 1) {
            status = now;
            show(to[0], stdout);
            show(to[1], stderr);
        } else if (now != status || !same(s->first[0], to[0]) || !same(s->first[1], to[1])) {
            fprintf(stderr,
                    "gilvm: replay: run %lu of %lu is not the first one again (exit codes %d, "
                    "%d); it wrote:\n",
                    i, times, now, status);
            show(to[0], stderr);
            show(to[1], stderr);
            return EXIT_DIVERGED;
        }
    }
    return status;
}

static int replay_times(session *session, options *recorded, unsigned long times) {
    said s;
    for (int i = 0; i < 2; i++) {
        s.first[i] = nameless_file();
        s.last[i] = nameless_file();
        if (s.first[i] < 0 || s.last[i] < 0) {
            perror("gilvm: replay");
            return 2;
        }
    }
    int status = run_times(&s, times);
    return status < 0 ? run_script(session, recorded) : status;
}

int cmd_replay(options *o) {
    options recorded;
    char *end;
    session s = {.host = gil_host_sim(),
                 .machine = {.cores = 1, .tick_ps = 1000},
                 .on_until = on_until,
                 .at_end = at_end};
    if (o->argc != 1) {
        return usage(o, o->argc == 0 ? "which recording?%s" : "one recording, not also '%s'",
                     o->argc == 0 ? "" : o->argv[1]);
    }
    if (o->until != NULL && !parse_until(o->until, &s.until_id, &s.until_steps)) {
        return usage(o, "--until=%s: must be THREAD:STEPS, as 2:1500", o->until);
    }
    if (o->stop != NULL && o->until == NULL) {
        return usage(o, "--stop%s", ": where? --until=THREAD:STEPS says it");
    }
    unsigned long times = o->times != NULL ? strtoul(o->times, &end, 10) : 1;
    if (times == 0 || times > 1000000 || (o->times != NULL && *end != '\0')) {
        return usage(o, "--times=%s: must be a number from 1 to 1000000", o->times);
    }
    s.record = recording_open(o->argv[0], &recorded);
    if (s.record == NULL) {
        return 2;
    }
    static char stop[] = "stop";
    s.arg = o->stop != NULL ? stop : NULL;
    recorded.lock.stack_size = STACK;
    return o->times != NULL ? replay_times(&s, &recorded, times) : run_script(&s, &recorded);
}
