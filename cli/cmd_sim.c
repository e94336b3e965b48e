/* cmd_sim.c: `gilvm sim` runs a script on the simulated machine. What machine is said by --machine,
 * a name or a file, and by one option for each of its numbers (gil/machine.def); --sim=WORDS and
 * GILVM_SIM do the same for every other command.
 *
 * --hash prints a number for the stream of events: the same script on the same machine under the
 * same policy has the same one on every computer. Of a long run it covers the last RING events of
 * each thread, and says how many came before.
 */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#include "gil/machine.h"
#include "gil/trace.h"

enum { RING = 1 << 20 };

bool sim_asked(const options *o) {
    return o->command == CMD_SIM || o->sim != NULL;
}

static bool told(const char *what, const char *err) {
    fprintf(stderr, "gilvm: %s: %s\n", what, err);
    return false;
}

/* --machine=NAME|FILE: whatever is a file is one. */
static bool named_machine(const options *o, gil_machine *m) {
    const char *name = o->machine;
    char err[256];
    int fd = strchr(name, '/') != NULL || strchr(name, '.') != NULL
                 ? open(name, O_RDONLY | O_CLOEXEC)
                 : -1;
    if (fd < 0 && strchr(name, '/') != NULL) {
        return told(name, "there is no such file");
    }
    size_t n;
    char *text = fd >= 0 ? read_stream(fd, &n) : NULL;
    if (fd >= 0) {
        close(fd);
    }
    if (text == NULL) {
        return gil_machine_parse(m, name, err, sizeof err) || usage(o, "--machine: %s", err) == 0;
    }
    char *line = malloc(n + 1);
    bool ok = line != NULL;
    if (ok) {
        memcpy(line, text, n);
        line[n] = '\0';
        ok = gil_machine_parse(m, line, err, sizeof err) || told(name, err);
    }
    free(line);
    free(text);
    return ok;
}

bool sim_machine(const options *o, gil_machine *m) {
    static const gil_machine preset = GIL_MACHINE_DEFAULT;
    const struct {
        const char *key, *value;
    } given[] = {
#define FIELD(NAME, KEY, UNIT, LEAST, MOST, DOC) {KEY, o->sim_##NAME},
#include "gil/machine.def"
#undef FIELD
        {"os", o->sim_os}, {"epoch", o->sim_epoch}, {"cores", o->cores}, /* of the other commands */
    };
    char err[256];
    *m = preset;
    setenv("TZ", "UTC", 0); /* the computer's own time zone is not the machine's */
    if (o->sim != NULL && !gil_machine_parse(m, o->sim, err, sizeof err)) {
        return usage(o, "--sim: %s", err) == 0;
    }
    if (o->machine != NULL && !named_machine(o, m)) {
        return false;
    }
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        if (given[i].value != NULL &&
            !gil_machine_set(m, given[i].key, given[i].value, err, sizeof err)) {
            return usage(o, "--%s", err) == 0;
        }
    }
    return true;
}

static void list_machines(void) {
    size_t n;
    const gil_machine_doc *d = gil_machines(&n);
    for (size_t i = 0; i < n; i++) {
        printf("%-14s %s\n               %s\n", d[i].name, d[i].doc, d[i].words);
    }
}

static void print_hash(session *s) {
    gil_event *events;
    uint64_t dropped;
    size_t n = gil_trace_take(s->t->gil, &events, &dropped), counted = 0;
    for (size_t i = 0; i < n; i++) {
        counted += events[i].kind != GIL_EV_COLLECTED;
    }
    fprintf(stderr, "%016" PRIx64 " of %zu events", gil_trace_hash(0, events, n), counted);
    fprintf(stderr, dropped > 0 ? ", %" PRIu64 " more were dropped\n" : "\n", dropped);
    free(events);
}

int cmd_sim(options *o) {
    session s = {0};
    if (o->machine != NULL && strcmp(o->machine, "list") == 0) {
        list_machines();
        return 0;
    }
    if (o->calibrate != NULL) {
        return sim_calibrate(o);
    }
    if (o->hash != NULL) {
        s.ring_size = RING;
        s.at_end = print_hash;
    }
    return run_script(&s, o);
}
