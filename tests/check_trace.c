/* check_trace.c: proves on saved traces that the lock's events make sense and that what is reported
 * from them is exact. It shares no code with the reports: it reads the file itself, and keeps its
 * own books. `check_trace FILE...` prints a line for each, and fails if one of these does not hold:
 *
 *   - one holder at a time, and nobody does what its state does not allow (drops what it has not
 *     got, wakes twice ...);
 *   - each thread's events come in order of time, its states follow each other without gap or
 *     overlap;
 *   - held + free time is the wall time;
 *   - drops that a thread kept (it had the lock again at once) are told of within its turn, at its
 *     end;
 *   - every wait for the lock lies within the run, and the holders during it, with the time in
 *     which the lock was free, come to its length;
 *   - a script lock has one owner at a time, and a wait for it ends no earlier than it was let go,
 *     unless it gave up.
 *
 * `check_trace --sums FILE` prints its own sums, for a test that compares them with the reports'.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_THREADS = 100000, MAX_LOCKS = 10000000 };

typedef enum state { UNBORN, WANTING, HOLDING, BLOCKED, GONE } state;

typedef struct thread {
    state state;
    uint64_t since, born, died;
    uint64_t held, waited, blocked;
    uint32_t waits;
    uint64_t stops, kept; /* drops by tick or request; drops within its turns */
    bool known;           /* its events are all there */
    bool told;            /* the last event told of kept drops: its turn ends now */
} thread;

typedef struct books {
    const char *path;
    unsigned line;
    thread *threads;
    uint32_t n;
    uint32_t *owner;     /* of script locks, by id: thread, 0 free */
    uint32_t holder;     /* 0: free */
    uint64_t last_left;  /* when the lock was let go last, or taken */
    uint64_t held, free; /* up to last_left */
    uint64_t wall, dropped, events;
    bool failed;
} books;

static void wrong(books *b, const char *what, uint32_t thread) {
    fprintf(stderr, "%s:%u: thread %u: %s\n", b->path, b->line, thread, what);
    b->failed = true;
}

/* Moves the lock's clock on to `now`. */
static void tick(books *b, uint64_t now, uint32_t thread) {
    if (now < b->last_left) {
        wrong(b, "takes or leaves the lock before it was left or taken last", thread);
        return;
    }
    uint64_t ns = now - b->last_left;
    b->held += b->holder != 0 ? ns : 0;
    b->free += b->holder == 0 ? ns : 0;
    b->last_left = now;
}

/* The thread has been in its state until `now`. */
static void leave_state(books *b, thread *t, uint32_t id, uint64_t now) {
    if (now < t->since) {
        wrong(b, "goes back in time", id);
        return;
    }
    uint64_t ns = now - t->since;
    switch (t->state) {
    case HOLDING: t->held += ns; break;
    case WANTING:
        t->waited += ns;
        t->waits++;
        break;
    case BLOCKED: t->blocked += ns; break;
    default: break;
    }
    t->since = now;
}

static void enter(books *b, thread *t, uint32_t id, uint64_t now, state from, state to) {
    if (t->state != from && t->known) {
        wrong(b, "does what its state does not allow", id);
    }
    if (t->state == UNBORN) {
        t->born = t->since = now;
    }
    leave_state(b, t, id, now);
    t->state = to;
}

static void take(books *b, thread *t, uint32_t id, uint64_t now) {
    if (b->holder != 0) {
        wrong(b, "gets the lock while another has it", id);
    }
    tick(b, now, id);
    b->holder = id;
    enter(b, t, id, now, WANTING, HOLDING);
}

static void leave(books *b, thread *t, uint32_t id, uint64_t now, state to) {
    if (b->holder != id && t->known) {
        wrong(b, "leaves a lock that it does not hold", id);
    }
    tick(b, now, id);
    b->holder = 0;
    enter(b, t, id, now, HOLDING, to);
}

static void script_lock(books *b, const char *kind, uint32_t id, uint32_t lock) {
    if (lock == 0 || lock >= MAX_LOCKS) {
        wrong(b, "a script lock without a number", id);
    } else if (strcmp(kind, "let") == 0) {
        if (b->owner[lock] == 0 && b->dropped == 0) {
            wrong(b, "lets a script lock go that nobody has", id);
        }
        b->owner[lock] = 0;
    } else {
        if (b->owner[lock] != 0 && b->dropped == 0) {
            wrong(b, "takes a script lock that another has", id);
        }
        b->owner[lock] = id;
    }
}

static void event(books *b, char *text) {
    char *at;
    uint64_t now = strtoull(text, &at, 10);
    uint32_t id = (uint32_t)strtoul(at, &at, 10);
    char kind[32];
    uint32_t why = 0, on = 0;
    int n = sscanf(at, " %31s %" SCNu32 " %" SCNu32, kind, &why, &on);
    if (n < 1 || id == 0 || id >= MAX_THREADS) {
        wrong(b, "not an event", id);
        return;
    }
    thread *t = &b->threads[id];
    bool leaves =
        strcmp(kind, "dropped") == 0 || strcmp(kind, "blocked") == 0 || strcmp(kind, "exited") == 0;
    if (t->told && !leaves && strcmp(kind, "kept") != 0) {
        wrong(b, "goes on with its turn after the drops within it were told of", id);
    }
    t->told = false;
    b->n = id > b->n ? id : b->n;
    b->events++;
    if (now > b->wall) {
        wrong(b, "after the end of the run", id);
    }
    if (strcmp(kind, "started") == 0) {
        t->known = true;
        enter(b, t, id, now, UNBORN, WANTING);
    } else if (strcmp(kind, "acquired") == 0) {
        take(b, t, id, now);
    } else if (strcmp(kind, "kept") == 0) {
        if (b->holder != id && t->known) {
            wrong(b, "keeps a lock that it does not hold", id);
        } else if (on == 0) {
            wrong(b, "tells of no drops", id);
        }
        t->kept += on;
        t->told = true;
    } else if (strcmp(kind, "dropped") == 0) {
        leave(b, t, id, now, WANTING);
        t->stops += why < 2;
    } else if (strcmp(kind, "blocked") == 0) {
        leave(b, t, id, now, BLOCKED);
        if (why == 1 && on != 0 && b->owner[on] == 0 && b->dropped == 0) {
            wrong(b, "waits for a script lock that nobody has", id);
        }
    } else if (strcmp(kind, "unblocked") == 0) {
        enter(b, t, id, now, BLOCKED, WANTING);
    } else if (strcmp(kind, "exited") == 0) {
        leave(b, t, id, now, GONE);
        t->died = now;
    } else if (strcmp(kind, "taken") == 0 || strcmp(kind, "let") == 0) {
        script_lock(b, kind, id, on);
        return;
    }
    if (!t->known && b->dropped == 0 && strcmp(kind, "named") != 0) { /* its maker names it */
        wrong(b, "does something before it starts", id);
    }
}

/* A wait may begin and end in the middle of other threads' turns, so the third proof needs all
 * turns: done over the same file again, with the list of turns at hand. */
typedef struct turn {
    uint64_t start, end;
} turn;

static void check_waits(books *b, FILE *f, const turn *turns, size_t n) {
    char *line = NULL;
    size_t room = 0, bad = 0;
    uint64_t *since = calloc(MAX_THREADS, sizeof *since);
    bool *wants = calloc(MAX_THREADS, sizeof *wants);
    while (getline(&line, &room, f) > 0) {
        uint64_t now;
        uint32_t id;
        char kind[32];
        if (sscanf(line, "%" SCNu64 " %" SCNu32 " %31s", &now, &id, kind) != 3 || line[0] < '0' ||
            line[0] > '9') {
            continue;
        }
        if (strcmp(kind, "acquired") == 0 && wants[id]) {
            size_t lo = 0, hi = n;
            while (lo < hi) {
                size_t mid = lo + (hi - lo) / 2;
                if (turns[mid].end <= since[id]) {
                    lo = mid + 1;
                } else {
                    hi = mid;
                }
            }
            uint64_t at = since[id], held = 0, gaps = 0;
            for (; lo < n && turns[lo].start < now; lo++) {
                uint64_t from = turns[lo].start > at ? turns[lo].start : at;
                uint64_t to = turns[lo].end < now ? turns[lo].end : now;
                gaps += from - at;
                held += to - from;
                at = to;
            }
            gaps += now - at;
            bad += held + gaps != now - since[id];
            wants[id] = false;
        } else if (strcmp(kind, "started") == 0 || strcmp(kind, "dropped") == 0 ||
                   strcmp(kind, "unblocked") == 0) {
            since[id] = now;
            wants[id] = true;
        }
    }
    free(line);
    free(since);
    free(wants);
    if (bad > 0) {
        fprintf(stderr, "%s: %zu waits whose holders do not come to their length\n", b->path, bad);
        b->failed = true;
    }
}

static void check_sums(books *b) {
    tick(b, b->wall, 0);
    if (b->held + b->free != b->wall && b->dropped == 0) {
        wrong(b, "held and free time do not come to the wall time", 0);
    }
    uint64_t held = 0;
    for (uint32_t id = 1; id <= b->n; id++) {
        thread *t = &b->threads[id];
        if (t->state == UNBORN) {
            continue;
        }
        if (t->state != GONE) {
            leave_state(b, t, id, b->wall);
            t->died = b->wall;
        }
        if (t->held + t->waited + t->blocked != t->died - t->born) {
            wrong(b, "its states do not come to its life", id);
        }
        held += t->held;
    }
    if (held != b->held && b->dropped == 0) {
        wrong(b, "the threads' turns do not come to the time the lock was held", 0);
    }
}

/* Own sums, for a test that compares them with what the reports say. */
static void print_sums(const books *b) {
    printf("wall %" PRIu64 "\nheld %" PRIu64 "\nfree %" PRIu64 "\n", b->wall, b->held, b->free);
    for (uint32_t id = 1; id <= b->n; id++) {
        const thread *t = &b->threads[id];
        if (t->state != UNBORN) {
            printf("thread %u held %" PRIu64 " waited %" PRIu64 " blocked %" PRIu64
                   " waits %u forced %" PRIu64 " kept %" PRIu64 "\n",
                   id, t->held, t->waited, t->blocked, t->waits, t->stops + t->kept, t->kept);
        }
    }
}

static bool check(const char *path, bool sums) {
    books b = {.path = path,
               .threads = calloc(MAX_THREADS, sizeof *b.threads),
               .owner = calloc(MAX_LOCKS, sizeof *b.owner)};
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t room = 0, n_turns = 0, room_turns = 0;
    uint64_t began = 0, ended = 0, announced = 0;
    turn *turns = NULL;
    bool in_events = false, whole = false;
    if (f == NULL || b.threads == NULL || b.owner == NULL) {
        perror(path);
        return false;
    }
    while (getline(&line, &room, f) > 0) {
        b.line++;
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, "end") == 0) {
            whole = true;
        } else if (in_events) {
            uint32_t before = b.holder;
            event(&b, line);
            if (b.holder != before) {
                if (n_turns == room_turns) {
                    turns = realloc(turns, (room_turns = room_turns * 2 + 64) * sizeof *turns);
                }
                if (b.holder != 0) {
                    turns[n_turns++] = (turn){b.last_left, UINT64_MAX};
                } else if (n_turns > 0) {
                    turns[n_turns - 1].end = b.last_left;
                }
            }
        } else if (strncmp(line, "events ", 7) == 0) {
            announced = strtoull(line + 7, NULL, 10);
            in_events = true;
            b.wall = ended - began;
        } else {
            sscanf(line, "began %" SCNu64, &began);
            sscanf(line, "ended %" SCNu64, &ended);
            sscanf(line, "dropped %" SCNu64, &b.dropped);
        }
    }
    if (!whole || announced != b.events) {
        wrong(&b, "the file is not whole", 0);
    }
    check_sums(&b);
    rewind(f);
    check_waits(&b, f, turns, n_turns);
    fclose(f);
    if (sums) {
        print_sums(&b);
    } else if (!b.failed) {
        printf("%s: %" PRIu64 " events, held %" PRIu64 " + free %" PRIu64 " = %" PRIu64 " ns\n",
               path, b.events, b.held, b.free, b.wall);
    }
    free(turns);
    free(line);
    free(b.threads);
    free(b.owner);
    return !b.failed;
}

int main(int argc, char **argv) {
    bool sums = argc > 1 && strcmp(argv[1], "--sums") == 0, ok = argc > 1;
    for (int i = 1 + sums; i < argc; i++) {
        ok &= check(argv[i], sums);
    }
    return ok ? 0 : 1;
}
