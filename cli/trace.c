/* trace.c: taking the events out of a session, and the file format `.trace`: lines of text in
 * UTF-8, each a word and its values with a space between. A text value has its spaces, line ends,
 * '%' and control characters as %XX; an empty one is "%". Numbers that are zero at the end of an
 * event's line are left out. docs/seeing.md describes it for readers of other programs.
 */
#include "cli/trace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "vm/place.h"

enum {
    MAX_THREAD = 1 << 24,
    MAX_LOCK = 1 << 26
}; /* larger ids in a file are nonsense: tables by id are made */

/* ---- taking ---- */

static bool has_text(const gil_event *e, uint32_t *n) {
    *n = e->kind == GIL_EV_CALLED ? e->where : e->on;
    return e->kind == GIL_EV_MARK || e->kind == GIL_EV_NAMED || e->kind == GIL_EV_POLICY ||
           e->kind == GIL_EV_CALLED;
}

static bool take_texts(trace *tr, gil *g) {
    for (size_t i = 0; i < tr->n; i++) {
        uint32_t n;
        if (has_text(&tr->events[i], &n) && n > tr->n_texts) {
            tr->n_texts = n;
        }
    }
    tr->texts = calloc((size_t)tr->n_texts + 1, sizeof *tr->texts);
    for (uint32_t i = 0; tr->texts != NULL && i < tr->n_texts; i++) {
        if ((tr->texts[i] = strdup(gil_trace_text(g, i + 1))) == NULL) {
            return false;
        }
    }
    return tr->texts != NULL;
}

static bool take_places(trace *tr, const vm *m) {
    tr->n_places = places_count(m);
    tr->places = calloc((size_t)tr->n_places + 1, sizeof *tr->places);
    for (uint32_t i = 0; tr->places != NULL && i < tr->n_places; i++) {
        const place *p = place_at(m, i + 1);
        tr->places[i] = (trace_place){strdup(p->file), strdup(p->function), p->line};
        if (tr->places[i].file == NULL || tr->places[i].function == NULL) {
            return false;
        }
    }
    return tr->places != NULL;
}

static char *joined(int argc, char **argv) {
    size_t n = 1;
    for (int i = 0; i < argc; i++) {
        n += strlen(argv[i]) + 1;
    }
    char *s = malloc(n), *at = s;
    for (int i = 0; s != NULL && i < argc; i++) {
        at += sprintf(at, i > 0 ? " %s" : "%s", argv[i]);
    }
    if (s != NULL) {
        *at = '\0';
    }
    return s;
}

static char *script_of(const options *o) {
    char text[4096];
    switch (o->what) {
    case RUN_FILE: return strdup(o->target);
    case RUN_MODULE: snprintf(text, sizeof text, "-m %s", o->target); return strdup(text);
    default: return strdup(o->what == RUN_COMMAND ? "-c" : "-");
    }
}

static char *now_text(void) {
    char text[32];
    time_t now = time(NULL);
    struct tm tm;
    gmtime_r(&now, &tm);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return strdup(text);
}

static char *machine_of(const gil_machine *m, uint32_t cores, bool simulated) {
    char text[256];
    int n = snprintf(text, sizeof text, "%u core%s", cores, cores == 1 ? "" : "s");
    if (simulated) {
        snprintf(text + n, sizeof text - (size_t)n,
                 ", %g ns a step, wake-up %" PRIu64 " ns, switch %" PRIu64 " ns, slice %" PRIu64
                 " us",
                 (double)m->tick_ps / 1000, m->wake_ns, m->switch_ns, m->slice_ns / 1000);
    }
    return strdup(text);
}

/* The policy at the start: the lock knows the present one, which is the same unless an event says
 * otherwise. */
static char *policy_of(const trace *tr, session *s) {
    for (size_t i = 0; i < tr->n; i++) {
        if (tr->events[i].kind == GIL_EV_POLICY) {
            return strdup(s->o->lock.policy != NULL ? s->o->lock.policy : "tick:100");
        }
    }
    return strdup(gil_policy_spec(s->g));
}

static void take_machine(trace *tr, session *s) {
    gil_machine m = s->machine, preset = GIL_MACHINE_DEFAULT;
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    tr->simulated = gil_is_simulated(s->g);
    if (tr->simulated) {
        m.cores = m.cores != 0 ? m.cores : preset.cores;
        m.tick_ps = m.tick_ps != 0 ? m.tick_ps : preset.tick_ps;
        m.wake_ns = m.wake_ns != 0 ? m.wake_ns : preset.wake_ns;
        m.switch_ns = m.switch_ns != 0 ? m.switch_ns : preset.switch_ns;
        m.slice_ns = m.slice_ns != 0 ? m.slice_ns : preset.slice_ns;
    }
    tr->cores = m.cores != 0 ? m.cores : online > 0 ? (uint32_t)online : 1;
    tr->machine = machine_of(&m, tr->cores, tr->simulated);
}

trace *trace_take(session *s) {
    trace *tr = calloc(1, sizeof *tr);
    if (tr == NULL) {
        return NULL;
    }
    tr->ended = gil_now(s->t->gil);
    tr->n = gil_trace_take(s->t->gil, &tr->events, &tr->dropped);
    tr->began = tr->ended;
    for (size_t i = 0; i < tr->n; i++) {
        tr->began = tr->events[i].time_ns < tr->began ? tr->events[i].time_ns : tr->began;
        tr->ended = tr->events[i].time_ns > tr->ended ? tr->events[i].time_ns : tr->ended;
    }
    take_machine(tr, s);
    tr->policy = policy_of(tr, s);
    tr->polls = strdup(s->o->polls_every ? "every" : "branch");
    tr->script = script_of(s->o);
    tr->args = joined(s->o->argc > 1 ? s->o->argc - 1 : 0, s->o->argv + 1);
    tr->when = now_text();
    tr->origin = tr->began;
    if (tr->n == 0 || !take_texts(tr, s->g) || !take_places(tr, s->m) || tr->policy == NULL ||
        tr->polls == NULL || tr->machine == NULL || tr->script == NULL || tr->args == NULL ||
        tr->when == NULL) {
        trace_free(tr);
        return NULL;
    }
    return tr;
}

void trace_free(trace *tr) {
    if (tr == NULL) {
        return;
    }
    for (uint32_t i = 0; tr->texts != NULL && i < tr->n_texts; i++) {
        free(tr->texts[i]);
    }
    for (uint32_t i = 0; tr->places != NULL && i < tr->n_places; i++) {
        free(tr->places[i].file);
        free(tr->places[i].function);
    }
    free(tr->texts);
    free(tr->places);
    free(tr->events);
    free(tr->policy);
    free(tr->polls);
    free(tr->machine);
    free(tr->script);
    free(tr->args);
    free(tr->when);
    free(tr->process_name);
    for (uint32_t i = 0; i < tr->n_children; i++) {
        trace_free(tr->children[i]);
    }
    free(tr->children);
    free(tr);
}

/* ---- children ---- */

bool trace_adopt(trace *tr, trace *child) {
    trace **more = realloc(tr->children, ((size_t)tr->n_children + 1) * sizeof *more);
    uint32_t at = tr->n_children;
    if (more == NULL) {
        return false;
    }
    tr->children = more;
    for (; at > 0 && more[at - 1]->began > child->began; at--) {
        more[at] = more[at - 1];
    }
    more[at] = child;
    tr->n_children++;
    for (uint32_t i = 0; i < tr->n_children; i++) {
        more[i]->origin = tr->began;
        more[i]->process = i + 1;
    }
    return true;
}

const char *trace_process(char *buf, size_t size, const trace *child) {
    snprintf(buf, size, "process %u %s", child->pid, child->process_name);
    return buf;
}

const char *trace_text(const trace *tr, uint32_t n) {
    return n > 0 && n <= tr->n_texts && tr->texts[n - 1] != NULL ? tr->texts[n - 1] : "";
}

const trace_place *trace_place_at(const trace *tr, uint32_t n) {
    static char unknown[] = "?";
    static const trace_place nowhere = {unknown, unknown, 0};
    return n > 0 && n <= tr->n_places && tr->places[n - 1].file != NULL ? &tr->places[n - 1]
                                                                        : &nowhere;
}

const char *trace_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* ---- writing ---- */

static void put_text(FILE *f, const char *s) {
    if (*s == '\0') {
        putc('%', f);
    }
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        if (c <= ' ' || c == '%' || c == 0x7F) {
            fprintf(f, "%%%02X", c);
        } else {
            putc(c, f);
        }
    }
}

static void put_line(FILE *f, const char *word, const char *text) {
    fprintf(f, "%s ", word);
    put_text(f, text);
    putc('\n', f);
}

static void put_event(FILE *f, const gil_event *e, uint64_t began) {
    fprintf(f, "%" PRIu64 " %u %s", e->time_ns - began, e->thread, gil_kinds[e->kind].name);
    if (e->why != 0 || e->on != 0 || e->where != 0) {
        fprintf(f, " %u", e->why);
    }
    if (e->on != 0 || e->where != 0) {
        fprintf(f, " %u", e->on);
    }
    if (e->where != 0) {
        fprintf(f, " %u", e->where);
    }
    putc('\n', f);
}

/* What the words of a child are: the name that multiprocessing gave it, or its script. */
static void put_process(FILE *f, const trace *tr) {
    if (tr->process_name != NULL) {
        fprintf(f, "process %u ", tr->pid);
        put_text(f, tr->process_name);
        putc('\n', f);
    }
}

bool trace_save(const trace *tr, FILE *f) {
    fprintf(f, "gilvm-trace %d\n", TRACE_VERSION);
    put_process(f, tr);
    put_line(f, "script", tr->script);
    put_line(f, "args", tr->args);
    put_line(f, "when", tr->when);
    put_line(f, "policy", tr->policy);
    put_line(f, "polls", tr->polls);
    put_line(f, "host", tr->simulated ? "simulated" : "real");
    put_line(f, "machine", tr->machine);
    fprintf(f, "cores %u\nbegan %" PRIu64 "\nended %" PRIu64 "\ndropped %" PRIu64 "\n", tr->cores,
            tr->began, tr->ended, tr->dropped);
    for (uint32_t i = 0; i < tr->n_texts; i++) {
        fprintf(f, "text %u", i + 1);
        put_line(f, "", trace_text(tr, i + 1));
    }
    for (uint32_t i = 0; i < tr->n_places; i++) {
        fprintf(f, "place %u %u ", i + 1, tr->places[i].line);
        put_text(f, tr->places[i].function);
        put_line(f, "", tr->places[i].file);
    }
    fprintf(f, "events %zu\n", tr->n);
    for (size_t i = 0; i < tr->n; i++) {
        put_event(f, &tr->events[i], tr->began);
    }
    fputs("end\n", f);
    for (uint32_t i = 0; i < tr->n_children; i++) {
        trace_save(tr->children[i], f);
    }
    return fflush(f) == 0 && !ferror(f);
}

/* ---- reading ---- */

typedef struct reader {
    trace *tr;
    char *line;
    size_t room;
    FILE *f;
    uint32_t text_room, place_room;
    const char *wrong; /* a sentence's end once something is wrong */
} reader;

/* The next line without its end; false at the end of the file. */
static bool next_line(reader *r) {
    ssize_t n = getline(&r->line, &r->room, r->f);
    if (n <= 0 || r->line[n - 1] != '\n') {
        return false; /* a last line without its end was cut off */
    }
    r->line[n - 1] = '\0';
    return true;
}

static int hex(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The text value at *at, in malloc'ed memory; *at moves behind it and its space. NULL: bad, or no
 * memory. */
static char *get_text(char **at) {
    char *from = *at, *end = from + strcspn(from, " ");
    char *out = malloc((size_t)(end - from) + 1), *to = out;
    *at = *end == ' ' ? end + 1 : end;
    for (char *p = from; out != NULL && p < end; p++) {
        if (*p != '%') {
            *to++ = *p;
        } else if (end - p >= 3 && hex(p[1]) >= 0 && hex(p[2]) >= 0) {
            *to++ = (char)(hex(p[1]) * 16 + hex(p[2]));
            p += 2;
        } else if (end - from != 1) {
            free(out);
            return NULL;
        }
    }
    if (out != NULL) {
        *to = '\0';
    }
    return out;
}

/* The number at *at, up to `max`; *at moves behind it and its space. */
static bool get_number(char **at, uint64_t max, uint64_t *n) {
    char *end;
    errno = 0;
    *n = strtoull(*at, &end, 10);
    bool ok = errno == 0 && end != *at && **at != '-' && **at != '+' &&
              (*end == ' ' || *end == '\0') && *n <= max;
    *at = *end == ' ' ? end + 1 : end;
    return ok;
}

/* Numbers come in order, from 1: the memory that is asked for is never more than the file's size
 * times a constant. */
static bool room_for(void **array, uint32_t *room, uint32_t n, size_t size) {
    if (n < *room) {
        return true;
    }
    uint32_t more = *room == 0 ? 64 : *room * 2;
    void *p = realloc(*array, more * size);
    if (p == NULL) {
        return false;
    }
    *array = p;
    *room = more;
    return true;
}

static bool read_text(reader *r, char *at) {
    trace *tr = r->tr;
    uint64_t n;
    if (!get_number(&at, UINT32_MAX, &n) || n != (uint64_t)tr->n_texts + 1 ||
        !room_for((void **)&tr->texts, &r->text_room, tr->n_texts, sizeof *tr->texts)) {
        return false;
    }
    char *text = get_text(&at);
    if (text != NULL) {
        tr->texts[tr->n_texts++] = text;
    }
    return text != NULL;
}

static bool read_place(reader *r, char *at) {
    trace *tr = r->tr;
    uint64_t n, line;
    if (!get_number(&at, UINT32_MAX, &n) || n != (uint64_t)tr->n_places + 1 ||
        !get_number(&at, UINT32_MAX, &line) ||
        !room_for((void **)&tr->places, &r->place_room, tr->n_places, sizeof *tr->places)) {
        return false;
    }
    trace_place p = {.function = get_text(&at), .line = (uint32_t)line};
    p.file = get_text(&at);
    if (p.file == NULL || p.function == NULL) {
        free(p.file);
        free(p.function);
        return false;
    }
    tr->places[tr->n_places++] = p;
    return true;
}

static bool read_event(const trace *tr, char *at, gil_event *e) {
    uint64_t time, thread, why = 0, on = 0, where = 0;
    if (!get_number(&at, tr->ended - tr->began, &time) || !get_number(&at, MAX_THREAD, &thread)) {
        return false;
    }
    size_t n = strcspn(at, " ");
    unsigned kind = 0;
    while (kind < GIL_EV_COUNT &&
           (strncmp(at, gil_kinds[kind].name, n) != 0 || gil_kinds[kind].name[n] != '\0')) {
        kind++;
    }
    at += n + (at[n] == ' ');
    if (kind == GIL_EV_COUNT || (*at != '\0' && !get_number(&at, UINT16_MAX, &why)) ||
        (*at != '\0' && !get_number(&at, UINT32_MAX - 1, &on)) ||
        (*at != '\0' && !get_number(&at, UINT32_MAX, &where)) || *at != '\0') {
        return false;
    }
    bool lock = kind >= GIL_EV_TAKEN || (kind == GIL_EV_BLOCKED && why == GIL_WHY_LOCK);
    if (lock && on > MAX_LOCK) {
        return false;
    }
    *e = (gil_event){0,
                     tr->began + time,
                     (uint32_t)thread,
                     (uint32_t)where,
                     (uint32_t)on,
                     (uint16_t)kind,
                     (uint16_t)why};
    return true;
}

static const char *read_events(reader *r, char *at) {
    trace *tr = r->tr;
    uint64_t n;
    size_t room = 0;
    if (!get_number(&at, SIZE_MAX / sizeof *tr->events, &n) || tr->ended < tr->began) {
        return "is damaged";
    }
    for (tr->n = 0; tr->n < n; tr->n++) {
        if (tr->n == room) {
            room = room == 0 ? 1024 : room * 2;
            gil_event *more = realloc(tr->events, room * sizeof *more);
            if (more == NULL) {
                return "needs more memory than there is";
            }
            tr->events = more;
        }
        if (!next_line(r)) {
            return "is cut off";
        }
        if (!read_event(tr, r->line, &tr->events[tr->n])) {
            return "is damaged";
        }
        tr->events[tr->n].seq = tr->n;
    }
    return !next_line(r) || strcmp(r->line, "end") != 0 ? "is cut off" : NULL;
}

/* One line before the events. Words that are not known are let pass: a later version may have more
 * to say. */
static bool read_head(reader *r) {
    trace *tr = r->tr;
    char *at = r->line + strcspn(r->line, " ");
    at += *at == ' ';
    struct {
        const char *word;
        char **to;
    } texts[] = {{"script ", &tr->script}, {"args ", &tr->args},       {"when ", &tr->when},
                 {"policy ", &tr->policy}, {"machine ", &tr->machine}, {"polls ", &tr->polls}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strncmp(r->line, texts[i].word, strlen(texts[i].word)) == 0) {
            free(*texts[i].to);
            return (*texts[i].to = get_text(&at)) != NULL;
        }
    }
    uint64_t n;
    struct {
        const char *word;
        uint64_t *to;
    } numbers[] = {{"began ", &tr->began}, {"ended ", &tr->ended}, {"dropped ", &tr->dropped}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strncmp(r->line, numbers[i].word, strlen(numbers[i].word)) == 0) {
            return get_number(&at, UINT64_MAX, numbers[i].to);
        }
    }
    if (strncmp(r->line, "process ", 8) == 0) {
        bool ok = get_number(&at, UINT32_MAX, &n);
        tr->pid = (uint32_t)n;
        free(tr->process_name);
        return (tr->process_name = get_text(&at)) != NULL && ok;
    }
    if (strncmp(r->line, "cores ", 6) == 0) {
        bool ok = get_number(&at, UINT32_MAX, &n);
        tr->cores = (uint32_t)n;
        return ok;
    }
    if (strncmp(r->line, "host ", 5) == 0) {
        tr->simulated = strcmp(at, "simulated") == 0;
    }
    return strncmp(r->line, "text ", 5) == 0    ? read_text(r, at)
           : strncmp(r->line, "place ", 6) == 0 ? read_place(r, at)
                                                : true;
}

/* NULL, or the end of the sentence that says what is wrong. */
static const char *read_all(reader *r) {
    static const char magic[] = "gilvm-trace ";
    trace *tr = r->tr;
    if (!next_line(r) || strncmp(r->line, magic, sizeof magic - 1) != 0) {
        return "is no trace of gilvm";
    }
    if (atoi(r->line + sizeof magic - 1) != TRACE_VERSION) {
        return "is a trace of another version of gilvm";
    }
    while (next_line(r)) {
        if (strncmp(r->line, "events ", 7) == 0) {
            bool whole = tr->script != NULL && tr->args != NULL && tr->when != NULL &&
                         tr->policy != NULL && tr->machine != NULL && tr->polls != NULL;
            return whole ? read_events(r, r->line + 7) : "is damaged";
        }
        if (!read_head(r)) {
            return "is damaged";
        }
    }
    return "is cut off";
}

/* Is there another trace behind the one that was read? */
static bool more_follows(FILE *f) {
    int c = getc(f);
    ungetc(c, f);
    return c != EOF;
}

static const char *read_child(reader *r, trace *parent) {
    r->tr = calloc(1, sizeof *r->tr);
    r->text_room = r->place_room = 0;
    if (r->tr == NULL) {
        return "needs more memory than there is";
    }
    const char *wrong = read_all(r);
    wrong = wrong == NULL && r->tr->process_name == NULL ? "is damaged" : wrong;
    if (wrong != NULL || !trace_adopt(parent, r->tr)) {
        trace_free(r->tr);
        return wrong != NULL ? wrong : "needs more memory than there is";
    }
    return NULL;
}

trace *trace_load(const char *path, char *err, size_t errlen) {
    reader r = {.f = fopen(path, "re"), .tr = calloc(1, sizeof *r.tr)};
    if (r.f == NULL || r.tr == NULL) {
        snprintf(err, errlen, "%s: %s", path, strerror(errno));
        if (r.f != NULL) {
            fclose(r.f);
        }
        free(r.tr);
        return NULL;
    }
    trace *tr = r.tr;
    const char *wrong = read_all(&r);
    tr->origin = tr->began;
    while (wrong == NULL && more_follows(r.f)) {
        wrong = read_child(&r, tr);
    }
    fclose(r.f);
    free(r.line);
    if (wrong != NULL) {
        snprintf(err, errlen, "%s %s", path, wrong);
        trace_free(tr);
        return NULL;
    }
    return tr;
}
