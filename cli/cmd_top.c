/* cmd_top.c: `gilvm top` runs a script and shows its threads while it runs: a table that is drawn
 * anew each second, or a line a second where standard error is no terminal. An OS thread that is
 * none of the script's does it; it asks the lock for the figures (gil_look), which disturbs the
 * script by one poll a second.
 *
 * The table is drawn on the terminal's alternate screen. What the script writes to the terminal
 * meanwhile goes to a file without a name and is shown when the script has ended: nothing is drawn
 * over, and the terminal is as it was. So it is where SIGTERM or SIGHUP end the process.
 */
#include "cli/cli.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "cli/report.h"
#include "gil/trace.h"

enum { MAX_THREADS = 1024, OTHER_COLUMNS = 69 };
static const uint64_t interval_ns = 1000000000;
static const char leave_screen[] = "\033[?25h\033[?1049l";

typedef struct top {
    session *s;
    uv_thread_t watcher;
    uv_mutex_t mutex;
    uv_cond_t wake;
    bool stop; /* under the mutex */
    bool terminal;
    atomic_bool drawn;    /* the alternate screen is on */
    FILE *out;            /* standard error as it was */
    FILE *kept;           /* what the script writes, if there is a terminal */
    int screen, kept_fd;  /* their descriptors */
    int old_out, old_err; /* the script's descriptors 1 and 2 as they were; -1: not changed */
    const char *name, *policy;
    uint64_t began, last;   /* ns; 0: not looked yet */
    gil_row *rows, *before; /* now, and a second ago */
    size_t n, n_before;
} top;

/* What changed in a second. */
typedef struct rates {
    uint64_t held, waited, blocked, turns, switches, vain, steps;
} rates;

static uint64_t blocked(const gil_stats *s) {
    uint64_t ns = 0;
    for (int i = 0; i < GIL_WHY_COUNT; i++) {
        ns += s->blocked_ns[i];
    }
    return ns;
}

/* Rows are by id: the one of the same thread a second ago, or zeros. */
static gil_stats earlier(const top *t, uint32_t id) {
    for (size_t i = 0; i < t->n_before; i++) {
        if (t->before[i].id == id) {
            return t->before[i].stats;
        }
    }
    return (gil_stats){0};
}

static rates rates_of(const top *t, const gil_row *r) {
    gil_stats old = earlier(t, r->id);
    return (rates){r->stats.held_ns - old.held_ns,     r->stats.waited_ns - old.waited_ns,
                   blocked(&r->stats) - blocked(&old), r->stats.acquired - old.acquired,
                   r->stats.switches - old.switches,   r->stats.vain - old.vain,
                   r->stats.steps - old.steps};
}

static rates sum_of(const top *t) {
    rates sum = {0};
    for (size_t i = 0; i < t->n; i++) {
        rates r = rates_of(t, &t->rows[i]);
        sum.held += r.held;
        sum.switches += r.switches;
        sum.vain += r.vain;
        sum.steps += r.steps;
    }
    return sum;
}

static unsigned percent(uint64_t part, uint64_t whole) {
    return whole == 0 ? 0 : (unsigned)(((double)part * 100 / (double)whole) + 0.5);
}

static const char *per_second(char *buf, uint64_t n, uint64_t ns) {
    return report_count(buf, ns == 0 ? 0 : (uint64_t)((double)n * 1e9 / (double)ns + 0.5));
}

static const char *state_of(const gil_row *r) {
    return r->holds ? "has the lock" : r->wants ? "wants it" : gil_why_names[r->why];
}

static void line(const top *t, uint64_t now, const rates *sum) {
    char a[REPORT_NUMBER], b[REPORT_NUMBER], c[REPORT_NUMBER];
    unsigned want = 0, holder = 0;
    for (size_t i = 0; i < t->n; i++) {
        want += t->rows[i].wants;
        holder = t->rows[i].holds ? (unsigned)i + 1 : holder;
    }
    uint64_t ns = now - t->last;
    fprintf(t->out,
            "%6.1f s  %zu thread%s  lock held %u %%  %s hand-overs/s  %s wasted/s  %s steps/s  ",
            (double)(now - t->began) / 1e9, t->n, t->n == 1 ? "" : "s", percent(sum->held, ns),
            per_second(a, sum->switches, ns), per_second(b, sum->vain, ns),
            per_second(c, sum->steps, ns));
    fprintf(t->out, "%s has it, %u want%s it\n", holder > 0 ? t->rows[holder - 1].name : "nobody",
            want, want == 1 ? "s" : "");
}

static void table(const top *t, uint64_t now, const rates *sum) {
    char a[REPORT_NUMBER], b[REPORT_NUMBER], c[REPORT_NUMBER];
    struct winsize w = {0};
    bool known = ioctl(fileno(t->out), TIOCGWINSZ, &w) == 0;
    size_t room = known && w.ws_row > 8 ? w.ws_row - 6u : 18;
    int width = known && w.ws_col > OTHER_COLUMNS + 8 ? w.ws_col - OTHER_COLUMNS : 8;
    uint64_t ns = now - t->last;
    width = width > 40 ? 40 : width;
    fprintf(t->out, "\033[1m%.30s\033[0m  --gil=%.20s  %.1f s, %zu thread%s\n", t->name, t->policy,
            (double)(now - t->began) / 1e9, t->n, t->n == 1 ? "" : "s");
    fprintf(t->out, "lock held %u %%; a second: %s hand-overs, %s wasted, %s steps\n\n",
            percent(sum->held, ns), per_second(a, sum->switches, ns), per_second(b, sum->vain, ns),
            per_second(c, sum->steps, ns));
    fprintf(t->out, "\033[2m  %-*s %-13s %6s %6s %8s %9s %8s %9s\033[0m\n", width, "thread",
            "state", "holds", "wants", "blocked", "turns/s", "wasted/s", "max wait");
    for (size_t i = 0; i < t->n && i < room; i++) {
        const gil_row *r = &t->rows[i];
        rates x = rates_of(t, r);
        fprintf(t->out, "  %-*.*s \033[%sm%-13s\033[0m %4u %% %4u %% %6u %% %9s %8s %9s\n", width,
                width, r->name,
                r->holds   ? "32"
                : r->wants ? "33"
                           : "2",
                state_of(r), percent(x.held, ns), percent(x.waited, ns), percent(x.blocked, ns),
                per_second(a, x.turns, ns), per_second(b, x.vain, ns),
                report_ns(c, r->stats.wait_max_ns));
    }
    if (t->n > room) {
        fprintf(t->out, "  and %zu more\n", t->n - room);
    }
}

/* To the alternate screen, from now on. */
static void screen(top *t, uint64_t now, const rates *sum) {
    fputs(atomic_exchange(&t->drawn, true) ? "\033[H\033[J" : "\033[?1049h\033[?25l\033[H\033[J",
          t->out);
    table(t, now, sum);
}

static void look(top *t) {
    uint64_t now;
    size_t n = gil_look(t->s->g, t->rows, MAX_THREADS, &now);
    if (n == 0) {
        return; /* somebody is in a long native call; it will show as one long turn */
    }
    t->n = n < MAX_THREADS ? n : MAX_THREADS;
    if (t->last != 0 && now > t->last) {
        rates sum = sum_of(t);
        if (t->terminal) {
            screen(t, now, &sum);
        } else {
            line(t, now, &sum);
        }
        fflush(t->out);
    }
    t->began = t->last == 0 ? now : t->began;
    t->last = now;
    gil_row *rows = t->before;
    t->before = t->rows;
    t->n_before = t->n;
    t->rows = rows;
}

static void watch(void *arg) {
    top *t = arg;
    look(t);
    uv_mutex_lock(&t->mutex);
    while (!t->stop) {
        if (uv_cond_timedwait(&t->wake, &t->mutex, interval_ns) == UV_ETIMEDOUT && !t->stop) {
            uv_mutex_unlock(&t->mutex);
            look(t);
            uv_mutex_lock(&t->mutex);
        }
    }
    uv_mutex_unlock(&t->mutex);
}

/* show_output for a signal handler: without stdio. What the watcher draws from now on goes to the
 * file as well. */
static void show_output_at_once(void *arg) {
    top *t = arg;
    struct stat st;
    char buf[4096];
    off_t at = 0, len = fstat(t->kept_fd, &st) == 0 ? st.st_size : 0;
    ssize_t n = 0;
    dup2(t->kept_fd, t->screen);
    if (t->drawn) {
        n = write(t->old_err, leave_screen, sizeof leave_screen - 1);
    }
    for (; n >= 0 && at < len; at += n) {
        n = pread(t->kept_fd, buf, len - at < (off_t)sizeof buf ? (size_t)(len - at) : sizeof buf,
                  at);
        n = n > 0 ? write(t->old_err, buf, (size_t)n) : -1;
    }
}

/* Descriptors 1 and 2 of the script into a file, where they are the terminal. False: no file; then
 * all is as it was. */
static bool keep_output(top *t) {
    FILE *out = t->terminal ? fdopen(dup(2), "w") : NULL;
    if (out == NULL || (t->kept = tmpfile()) == NULL) {
        if (out != NULL) {
            fclose(out);
        }
        return false;
    }
    t->out = out;
    t->screen = fileno(out);
    t->kept_fd = fileno(t->kept);
    fcntl(t->screen, F_SETFD, FD_CLOEXEC);
    t->old_err = dup(2);
    dup2(t->kept_fd, 2);
    if (isatty(1)) {
        t->old_out = dup(1);
        dup2(t->kept_fd, 1);
    }
    signals_last_words(show_output_at_once, t);
    return true;
}

static void give_back(int old, int fd) {
    if (old >= 0) {
        dup2(old, fd);
        close(old);
    }
}

/* The terminal as it was, and what the script wrote. */
static void show_output(top *t) {
    char buf[4096];
    ssize_t n;
    if (t->drawn) {
        fputs(leave_screen, t->out);
    }
    fflush(t->out);
    signals_last_words(NULL, NULL);
    give_back(t->old_err, 2);
    give_back(t->old_out, 1);
    for (off_t at = 0; (n = pread(t->kept_fd, buf, sizeof buf, at)) > 0; at += n) {
        fwrite(buf, 1, (size_t)n, t->out);
    }
    fflush(t->out);
}

static void at_end(session *s) {
    top *t = s->arg;
    uv_mutex_lock(&t->mutex);
    t->stop = true;
    uv_cond_signal(&t->wake);
    uv_mutex_unlock(&t->mutex);
    uv_thread_join(&t->watcher);
    if (t->kept != NULL) {
        show_output(t);
    }
}

int cmd_top(options *o) {
    top t = {.terminal = isatty(2), .out = stderr, .old_out = -1, .old_err = -1};
    session s = {.at_end = at_end, .arg = &t};
    if (o->what == RUN_REPL) {
        return usage(o, "needs a script", NULL);
    }
    if (sim_asked(o)) {
        return usage(o, "a simulated run is over before anybody could look; gilvm trace shows it",
                     NULL);
    }
    t.rows = calloc(MAX_THREADS, sizeof *t.rows);
    t.before = calloc(MAX_THREADS, sizeof *t.before);
    if (t.rows == NULL || t.before == NULL || uv_mutex_init(&t.mutex) != 0 ||
        uv_cond_init(&t.wake) != 0) {
        fputs("gilvm: not enough memory to start\n", stderr);
        return 1;
    }
    if (!session_begin(&s, o)) {
        return s.status;
    }
    t.s = &s;
    t.name = o->what == RUN_FILE ? trace_base(o->target) : o->what == RUN_STDIN ? "-" : o->target;
    t.policy = o->lock.policy != NULL ? o->lock.policy : "tick:100";
    t.terminal = keep_output(&t);
    if (uv_thread_create(&t.watcher, watch, &t) != 0) {
        fputs("gilvm: cannot start a thread\n", stderr);
        return 1;
    }
    return session_end(&s, session_run(&s));
}
