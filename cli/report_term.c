/* report_term.c: a run for people at a terminal: a time line with a row for each thread, and
 * tables. The picture fits the width that it is given. In colour each cell shows two things: the
 * green block's height is the share of that time in which the thread had the lock, and the ground
 * is what it did mostly in the rest. Without colour a cell is one letter, by the same rule.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/report.h"

enum {
    MAX_ROWS = 16,
    MAX_BLAMES = 6,
    MAX_LOCKS = 6,
    MAX_MARKS = 35,
    MAX_CHILDREN = 12,
    NAME_MAX_WIDTH = 20
};

/* How the states look: 256-colour numbers, and letters. */
static const struct look {
    int colour;
    char letter;
    const char *legend;
} looks[SPAN_STATES] = {
    [SPAN_HOLDING] = {40, '#', "has the lock"},
    [SPAN_WANTING] = {202, '-', "wants it"},
    [SPAN_LOCK] = {170, 'L', "script lock"},
    [SPAN_NOTIFY] = {97, 'n', "to be notified"},
    [SPAN_JOIN] = {240, 'j', "join"},
    [SPAN_SLEEP] = {237, 'z', "asleep"},
    [SPAN_FD] = {33, 'i', "I/O"},
    [SPAN_CALL] = {31, 'c', "blocking call"},
    [SPAN_OTHER] = {244, 'o', "other"},
};
enum { FREE_COLOUR = 236, VAIN_COLOUR = 196, MARK_COLOUR = 220 };
static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

typedef struct view {
    FILE *f;
    const ledger *l;
    const report_style *style;
    uint64_t from, to; /* what the time line shows: the host's clock */
    int name_width, cells;
    uint32_t *rows; /* threads shown, by index */
    int n_rows;
    bool seen[SPAN_STATES]; /* states that occur, for the legend */
} view;

/* ---- words and numbers ---- */

const char *report_ns(char *buf, uint64_t ns) {
    static const struct {
        uint64_t unit;
        const char *name;
    } units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}, {1, "ns"}};
    size_t u = 0;
    while (u < 3 && ns < units[u].unit) {
        u++;
    }
    double n = (double)ns / (double)units[u].unit;
    if (u > 0 && n >= 999.5) { /* 1000 us is 1 ms */
        n /= 1000;
        u--;
    }
    int digits = u == 3 || n >= 99.95 ? 0 : n >= 9.995 ? 1 : 2;
    snprintf(buf, REPORT_NUMBER, "%.*f %s", digits, n, units[u].name);
    return buf;
}

const char *report_count(char *buf, uint64_t n) {
    char plain[32], *to = buf;
    int len = snprintf(plain, sizeof plain, "%" PRIu64, n);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            *to++ = ',';
        }
        *to++ = plain[i];
    }
    *to = '\0';
    return buf;
}

const char *report_place(char *buf, const trace *tr, uint32_t n) {
    const trace_place *p = trace_place_at(tr, n);
    if (p->line == 0) {
        snprintf(buf, REPORT_PLACE, "?");
    } else if (strcmp(p->function, "<module>") == 0) {
        snprintf(buf, REPORT_PLACE, "%s:%u", trace_base(p->file), p->line);
    } else {
        snprintf(buf, REPORT_PLACE, "%s (%s:%u)", p->function, trace_base(p->file), p->line);
    }
    return buf;
}

/* Columns that a UTF-8 text takes: of wide characters two. */
static int columns(const char *s) {
    int n = 0;
    for (const unsigned char *p = (const unsigned char *)s; *p != '\0'; p++) {
        n += (*p & 0xC0) != 0x80 ? (*p >= 0xE3 && *p <= 0xED) || *p >= 0xF0 ? 2 : 1 : 0;
    }
    return n;
}

/* The text in exactly `width` columns, cut or filled up. */
static void put_name(FILE *f, const char *s, int width) {
    int n = 0;
    const char *p = s;
    while (*p != '\0') {
        char one[8];
        size_t len = 1;
        while ((p[len] & 0xC0) == 0x80 && len < 4) {
            len++;
        }
        memcpy(one, p, len);
        one[len] = '\0';
        int w = columns(one);
        if (n + w > width) {
            break;
        }
        fputs(one, f);
        n += w;
        p += len;
    }
    fprintf(f, "%*s", width - n, "");
}

static void colour(const view *v, const char *code) {
    if (v->style->colour) {
        fprintf(v->f, "\033[%sm", code);
    }
}

static void heading(const view *v, const char *text) {
    putc('\n', v->f);
    colour(v, "1");
    fputs(text, v->f);
    colour(v, "0");
    putc('\n', v->f);
}

/* ---- which threads, and how wide ---- */

typedef struct ranked {
    uint64_t interest;
    uint32_t thread;
} ranked;

static int by_interest(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    return x->interest != y->interest ? (x->interest < y->interest) - (x->interest > y->interest)
                                      : (x->thread > y->thread) - (x->thread < y->thread);
}

/* All threads by id if they fit; else those that had or wanted locks for longest, those first. */
static bool choose_rows(view *v) {
    const ledger *l = v->l;
    ranked *r = calloc((size_t)l->n_threads + 1, sizeof *r);
    v->rows = calloc((size_t)l->n_threads + 1, sizeof *v->rows);
    if (r == NULL || v->rows == NULL) {
        free(r);
        return false;
    }
    for (uint32_t i = 0; i < l->n_threads; i++) {
        const thread_row *t = &l->threads[i];
        r[i] = (ranked){t->ns[SPAN_HOLDING] + t->ns[SPAN_WANTING] + t->ns[SPAN_LOCK], i};
    }
    bool many = l->n_threads > MAX_ROWS;
    if (many) {
        qsort(r, l->n_threads, sizeof *r, by_interest);
    }
    v->n_rows = many ? MAX_ROWS - 4 : (int)l->n_threads;
    for (int i = 0; i < v->n_rows; i++) {
        v->rows[i] = r[i].thread;
        int w = columns(l->threads[r[i].thread].name);
        v->name_width = w > v->name_width ? w : v->name_width;
    }
    v->name_width = v->name_width > NAME_MAX_WIDTH ? NAME_MAX_WIDTH
                    : v->name_width < 8            ? 8
                                                   : v->name_width;
    free(r);
    return true;
}

static void more_threads(const view *v) {
    if ((uint32_t)v->n_rows < v->l->n_threads) {
        fprintf(v->f, "  and %u more threads\n", v->l->n_threads - (uint32_t)v->n_rows);
    }
}

/* ---- the time line ---- */

/* The cell in which a time lies; cells' borders are exact fractions of the stretch that is
 * shown. */
static int cell_of(const view *v, uint64_t time) {
    int c = (int)((double)(time - v->from) / (double)(v->to - v->from) * v->cells);
    return c >= v->cells ? v->cells - 1 : c;
}

static uint64_t cell_start(const view *v, int c) {
    return v->from + (uint64_t)((double)(v->to - v->from) * c / v->cells);
}

/* Adds the part of [start, end) that lies in each cell to cells[c * stride]. */
static void spread(const view *v, uint64_t start, uint64_t end, uint64_t *cells, int stride) {
    start = start > v->from ? start : v->from;
    end = end < v->to ? end : v->to;
    if (start >= end) {
        return;
    }
    for (int c = cell_of(v, start); c < v->cells; c++) {
        uint64_t a = cell_start(v, c), b = cell_start(v, c + 1);
        if (a >= end) {
            break;
        }
        a = a > start ? a : start;
        b = b < end ? b : end;
        cells[c * stride] += b > a ? b - a : 0;
    }
}

/* What fills a cell apart from holding: -1 nothing. */
static int ground_of(const uint64_t *ns) {
    int best = -1;
    for (int s = SPAN_WANTING; s < SPAN_STATES; s++) {
        if (ns[s] > 0 && (best < 0 || ns[s] > ns[best])) {
            best = s;
        }
    }
    return best;
}

/* How long cell c is; of a run shorter than its picture is wide some are nothing, which must not be
 * divided by. */
static uint64_t cell_width(const view *v, int c) {
    uint64_t width = cell_start(v, c + 1) - cell_start(v, c);
    return width > 0 ? width : 1;
}

static void put_cell(view *v, const uint64_t *ns, uint64_t width) {
    int ground = ground_of(ns);
    uint64_t held = ns[SPAN_HOLDING];
    int height = (int)((held * 8 + width / 2) / width);
    height = held > 0 && height == 0 ? 1 : height > 8 ? 8 : height; /* a short turn is seen, too */
    v->seen[SPAN_HOLDING] |= held > 0;
    if (ground >= 0) {
        v->seen[ground] = true;
    }
    if (!v->style->colour) {
        bool mostly = held * 2 >= width || ground < 0;
        putc(held > 0 && mostly  ? '#'
             : held * 8 >= width ? '+'
             : ground >= 0       ? looks[ground].letter
                                 : ' ',
             v->f);
        return;
    }
    if (ground >= 0 && height < 8) {
        fprintf(v->f, "\033[48;5;%dm", looks[ground].colour);
    }
    if (height > 0) {
        fprintf(v->f, "\033[38;5;%dm%s", looks[SPAN_HOLDING].colour, blocks[height]);
    } else {
        putc(' ', v->f);
    }
    fputs("\033[0m", v->f);
}

static void thread_line(view *v, uint32_t thread, uint64_t *cells) {
    const thread_row *t = &v->l->threads[thread];
    memset(cells, 0, (size_t)v->cells * SPAN_STATES * sizeof *cells);
    for (uint32_t i = t->first_span; i < t->first_span + t->n_spans; i++) {
        const span *s = &v->l->spans[i];
        spread(v, s->start, s->end, cells + s->state, SPAN_STATES);
    }
    fputs("  ", v->f);
    put_name(v->f, t->name, v->name_width);
    putc(' ', v->f);
    for (int c = 0; c < v->cells; c++) {
        put_cell(v, cells + c * SPAN_STATES, cell_width(v, c));
    }
    putc('\n', v->f);
}

/* How much of the time anybody had the lock. */
static void lock_line(const view *v, uint64_t *cells) {
    memset(cells, 0, (size_t)v->cells * sizeof *cells);
    for (uint32_t i = ledger_hold_after(v->l, v->from); i < v->l->n_holds; i++) {
        spread(v, v->l->holds[i].start, v->l->holds[i].end, cells, 1);
        if (v->l->holds[i].start >= v->to) {
            break;
        }
    }
    fprintf(v->f, "  %-*s ", v->name_width, "the lock");
    for (int c = 0; c < v->cells; c++) {
        uint64_t width = cell_width(v, c);
        int tenths = (int)((cells[c] * 10 + width / 2) / width);
        int height = (int)((cells[c] * 8 + width / 2) / width);
        if (v->style->colour) {
            fprintf(v->f, "\033[48;5;%d;38;5;250m%s\033[0m", FREE_COLOUR,
                    blocks[height > 8 ? 8 : height]);
        } else {
            putc(cells[c] == 0 ? '.' : tenths >= 10 ? '#' : '0' + tenths, v->f);
        }
    }
    putc('\n', v->f);
}

/* Points of one kind by cell. True: there are any. */
static bool count_points(const view *v, uint16_t kind, uint64_t *cells) {
    bool any = false;
    memset(cells, 0, (size_t)v->cells * sizeof *cells);
    for (uint32_t i = 0; i < v->l->n_points; i++) {
        const point *p = &v->l->points[i];
        if (p->kind == kind && p->time >= v->from && p->time <= v->to) {
            cells[cell_of(v, p->time)]++;
            any = true;
        }
    }
    return any;
}

static void points_line(const view *v, uint16_t kind, const char *name, int colour_number,
                        uint64_t *cells) {
    if (!count_points(v, kind, cells)) {
        return;
    }
    uint64_t most = 1;
    for (int c = 0; c < v->cells; c++) {
        most = cells[c] > most ? cells[c] : most;
    }
    fprintf(v->f, "  %-*s ", v->name_width, name);
    for (int c = 0; c < v->cells; c++) {
        if (v->style->colour) {
            int height = (int)((cells[c] * 8 + most - 1) / most);
            fprintf(v->f, "\033[38;5;%dm%s\033[0m", colour_number, blocks[height]);
        } else {
            putc(cells[c] == 0 ? ' ' : cells[c] > 9 ? '*' : (int)('0' + cells[c]), v->f);
        }
    }
    putc('\n', v->f);
}

/* 1-9, then a-z. */
static int mark_letter(int n) {
    return n < 9 ? '1' + n : 'a' + n - 9;
}

static void marks_line(const view *v) {
    char *line = malloc((size_t)v->cells + 1);
    int n = 0;
    if (line == NULL) {
        return;
    }
    memset(line, ' ', (size_t)v->cells);
    line[v->cells] = '\0';
    for (uint32_t i = 0; i < v->l->n_points; i++) {
        const point *p = &v->l->points[i];
        if (p->kind == GIL_EV_MARK && p->time >= v->from && p->time <= v->to && n < MAX_MARKS) {
            line[cell_of(v, p->time)] = (char)mark_letter(n++);
        }
    }
    if (n > 0) {
        fprintf(v->f, "  %-*s ", v->name_width, "marks");
        char code[32];
        snprintf(code, sizeof code, "38;5;%d", MARK_COLOUR);
        colour(v, code);
        fputs(line, v->f);
        colour(v, "0");
        putc('\n', v->f);
    }
    free(line);
}

static void list_marks(const view *v) {
    int n = 0;
    char number[REPORT_NUMBER];
    for (uint32_t i = 0; i < v->l->n_points; i++) {
        const point *p = &v->l->points[i];
        if (p->kind != GIL_EV_MARK || p->time < v->from || p->time > v->to) {
            continue;
        }
        if (n == MAX_MARKS) {
            fputs("  and more marks\n", v->f);
            return;
        }
        const char *who = p->thread == LEDGER_NOBODY ? "?" : v->l->threads[p->thread].name;
        fprintf(v->f, "  mark %c  at %s, %s: %s\n", mark_letter(n++),
                report_ns(number, p->time - v->l->tr->began), who, trace_text(v->l->tr, p->on));
    }
}

/* 1, 2 or 5 times a power of ten, so that at most `n` of them fit. */
static uint64_t nice_step(uint64_t length, int n) {
    uint64_t step = 1;
    for (int i = 0; step * (uint64_t)(n > 0 ? n : 1) < length; i++) {
        step = i % 3 == 0 ? step * 2 : i % 3 == 1 ? step / 2 * 5 : step * 2;
    }
    return step;
}

static void axis(const view *v) {
    uint64_t began = v->l->tr->began, step = nice_step(v->to - v->from, v->cells / 12);
    uint64_t first = (v->from - began + step - 1) / step * step;
    int at = 0;
    fprintf(v->f, "  %*s ", v->name_width, "");
    colour(v, "2");
    for (uint64_t time = first; began + time <= v->to; time += step) {
        char number[REPORT_NUMBER], *unit;
        int c = began + time == v->to ? v->cells : cell_of(v, began + time);
        report_ns(number, time);
        if ((unit = strchr(number, '.')) != NULL) { /* 1.50 s -> 1.5 s, 2.00 -> 2 */
            char *end = strchr(unit, ' '), *cut = end;
            while (cut[-1] == '0') {
                cut--;
            }
            cut -= cut[-1] == '.';
            memmove(cut, end, strlen(end) + 1);
        }
        const char *text = time == 0 ? "0" : number;
        if (c < at || c + (int)strlen(text) + 1 > v->cells) {
            continue;
        }
        at += fprintf(v->f, "%*s%s%s", c - at, "", v->style->colour ? "╷" : "|", text) -
              (v->style->colour ? 2 : 0);
    }
    colour(v, "0");
    putc('\n', v->f);
}

static void legend(const view *v) {
    fprintf(v->f, "  %*s ", v->name_width, "");
    int at = v->name_width + 3;
    for (int s = 0; s < SPAN_STATES; s++) {
        int w = columns(looks[s].legend) + 4;
        if (!v->seen[s]) {
            continue;
        }
        if (at + w > v->style->width) {
            fprintf(v->f, "\n  %*s ", v->name_width, "");
            at = v->name_width + 3;
        }
        if (v->style->colour) {
            fprintf(v->f, "\033[48;5;%dm  \033[0m %s ", looks[s].colour, looks[s].legend);
        } else {
            fprintf(v->f, "%c %s  ", looks[s].letter, looks[s].legend);
        }
        at += w;
    }
    putc('\n', v->f);
}

/* The rows of child processes, a group each, on the parent's time line. */
static bool child_rows(view *v, uint64_t *cells) {
    const ledger *l = v->l;
    char text[REPORT_PLACE];
    bool ok = true;
    for (uint32_t i = 0; ok && i < l->tr->n_children && i < MAX_CHILDREN; i++) {
        view child = *v;
        child.l = l->children[i];
        ok = choose_rows(&child);
        child.name_width = v->name_width;
        colour(v, "1");
        fprintf(v->f, "  %s\n", trace_process(text, sizeof text, child.l->tr));
        colour(v, "0");
        for (int k = 0; ok && k < child.n_rows; k++) {
            thread_line(&child, child.rows[k], cells);
        }
        more_threads(&child);
        lock_line(&child, cells);
        for (int s = 0; s < SPAN_STATES; s++) {
            v->seen[s] |= child.seen[s];
        }
        free(child.rows);
    }
    if (l->tr->n_children > MAX_CHILDREN) {
        fprintf(v->f, "  and %u more processes\n", l->tr->n_children - MAX_CHILDREN);
    }
    return ok;
}

static bool time_line(view *v) {
    v->cells = v->style->width - v->name_width - 4;
    v->cells = v->cells < 10 ? 10 : v->cells;
    uint64_t *cells = calloc((size_t)v->cells * SPAN_STATES, sizeof *cells);
    if (cells == NULL) {
        return false;
    }
    putc('\n', v->f);
    axis(v);
    for (int i = 0; i < v->n_rows; i++) {
        thread_line(v, v->rows[i], cells);
    }
    more_threads(v);
    lock_line(v, cells);
    points_line(v, GIL_EV_VAIN, "wasted", VAIN_COLOUR, cells);
    points_line(v, GIL_EV_COLLECTED, "gc", 250, cells);
    marks_line(v);
    bool ok = child_rows(v, cells);
    legend(v);
    list_marks(v);
    free(cells);
    return ok;
}

/* ---- tables ---- */

/* A column: its head, how wide, and a value of a thread; a column in which every thread has 0 is
 * left out. */
typedef struct column {
    const char *head;
    int width;
    uint64_t (*get)(const thread_row *t, int arg);
    int arg;
    bool is_time;
} column;

static uint64_t get_ns(const thread_row *t, int state) {
    return t->ns[state];
}
static uint64_t get_life(const thread_row *t, int unused) {
    (void)unused;
    return t->end - t->start;
}
static uint64_t get_turns(const thread_row *t, int unused) {
    (void)unused;
    return t->spans[SPAN_HOLDING];
}
static uint64_t get_figure(const thread_row *t, int which) {
    const uint64_t figures[] = {t->switches,   t->forced,      t->voluntary,
                                t->vain,       t->gil.p50_ns,  t->gil.p99_ns,
                                t->gil.max_ns, t->max_hold_ns, t->kept};
    return figures[which];
}

static const column times[] = {
    {"life", 8, get_life, 0, true},           {"holds", 8, get_ns, SPAN_HOLDING, true},
    {"wants", 8, get_ns, SPAN_WANTING, true}, {"lock", 8, get_ns, SPAN_LOCK, true},
    {"notify", 8, get_ns, SPAN_NOTIFY, true}, {"join", 8, get_ns, SPAN_JOIN, true},
    {"sleep", 8, get_ns, SPAN_SLEEP, true},   {"I/O", 8, get_ns, SPAN_FD, true},
    {"call", 8, get_ns, SPAN_CALL, true},     {"other", 8, get_ns, SPAN_OTHER, true},
};
static const column turns[] = {
    {"turns", 9, get_turns, 0, false},     {"forced", 8, get_figure, 1, false},
    {"kept", 8, get_figure, 8, false},     {"own", 8, get_figure, 2, false},
    {"wasted", 6, get_figure, 3, false},   {"wait p50", 8, get_figure, 4, true},
    {"p99", 7, get_figure, 5, true},       {"max", 7, get_figure, 6, true},
    {"switched", 8, get_figure, 0, false}, {"longest turn", 12, get_figure, 7, true},
};

static bool has_values(const view *v, const column *c) {
    for (uint32_t i = 0; i < v->l->n_threads; i++) {
        if (c->get(&v->l->threads[i], c->arg) != 0) {
            return true;
        }
    }
    return false;
}

static void put_value(const view *v, const column *c, uint64_t n) {
    char number[REPORT_NUMBER];
    const char *text = n == 0 ? "-" : c->is_time ? report_ns(number, n) : report_count(number, n);
    fprintf(v->f, " %*s", c->width, text);
}

static void table(const view *v, const char *title, const column *columns_, size_t n) {
    bool shown[16];
    int room = v->style->width - v->name_width - 2;
    heading(v, title);
    fprintf(v->f, "  %-*s", v->name_width, "thread");
    for (size_t i = 0; i < n; i++) {
        shown[i] = has_values(v, &columns_[i]) && room >= columns_[i].width + 1;
        room -= shown[i] ? columns_[i].width + 1 : 0;
        if (shown[i]) {
            fprintf(v->f, " %*s", columns_[i].width, columns_[i].head);
        }
    }
    putc('\n', v->f);
    for (int r = 0; r < v->n_rows; r++) {
        const thread_row *t = &v->l->threads[v->rows[r]];
        fputs("  ", v->f);
        put_name(v->f, t->name, v->name_width);
        for (size_t i = 0; i < n; i++) {
            if (shown[i]) {
                put_value(v, &columns_[i], columns_[i].get(t, columns_[i].arg));
            }
        }
        putc('\n', v->f);
    }
    more_threads(v);
}

static void lock_figures(const view *v) {
    const ledger *l = v->l;
    char a[REPORT_NUMBER], b[REPORT_NUMBER], c[REPORT_NUMBER], where[REPORT_PLACE];
    double wall = l->wall_ns > 0 ? (double)l->wall_ns : 1;
    heading(v, "The lock");
    fprintf(v->f, "  held for %s of %s: %.1f %%", report_ns(a, l->held_ns),
            report_ns(b, l->wall_ns), 100 * (double)l->held_ns / wall);
    fprintf(v->f, "; free and not wanted for %s\n", report_ns(c, l->idle_ns));
    fprintf(v->f, "  %s hand-over%s from thread to thread, %s a second; ",
            report_count(a, l->hand_overs), l->hand_overs == 1 ? "" : "s",
            report_count(c, (uint64_t)((double)l->hand_overs * 1e9 / wall + 0.5)));
    fprintf(v->f, "%s wasted wake-up%s\n", report_count(b, l->vain), l->vain == 1 ? "" : "s");
    fprintf(v->f, "  waits: %s, together %s; ", report_count(a, l->gil.n),
            report_ns(b, l->gil.total_ns));
    fprintf(v->f, "p50 %s, ", report_ns(a, l->gil.p50_ns));
    fprintf(v->f, "p99 %s, longest %s\n", report_ns(a, l->gil.p99_ns), report_ns(b, l->gil.max_ns));
    if (l->n_holds > 0) {
        const hold *h = &l->holds[l->max_hold];
        fprintf(v->f, "  longest turn: %s, %s until %s\n", report_ns(a, l->max_hold_ns),
                l->threads[h->thread].name, report_place(where, l->tr, l->spans[h->span].place));
    }
    if (l->collections > 0) {
        fprintf(v->f, "  %s collection%s, together %s\n", report_count(a, l->collections),
                l->collections == 1 ? "" : "s", report_ns(b, l->collected_us * 1000));
    }
}

/* ---- who made others wait ---- */

typedef struct culprit {
    uint32_t lock, holder, place;
    uint64_t ns;
} culprit;

static int by_culprit(const void *a, const void *b) {
    const culprit *x = a, *y = b;
    return x->lock != y->lock       ? (x->lock > y->lock) - (x->lock < y->lock)
           : x->holder != y->holder ? (x->holder > y->holder) - (x->holder < y->holder)
                                    : (x->place > y->place) - (x->place < y->place);
}

static int by_weight(const void *a, const void *b) {
    const culprit *x = a, *y = b;
    return x->ns != y->ns ? (x->ns < y->ns) - (x->ns > y->ns) : by_culprit(a, b);
}

static void blames(const view *v) {
    const ledger *l = v->l;
    char number[REPORT_NUMBER], where[REPORT_PLACE];
    culprit *c = calloc((size_t)l->n_blames + 1, sizeof *c);
    uint32_t n = 0;
    if (c == NULL || l->n_blames == 0) {
        free(c);
        return;
    }
    for (uint32_t i = 0; i < l->n_blames; i++) {
        const blame *b = &l->blames[i];
        c[i] = (culprit){b->lock, b->holder, b->place, b->ns};
    }
    qsort(c, l->n_blames, sizeof *c, by_culprit);
    for (uint32_t i = 0; i < l->n_blames; i++) {
        if (n > 0 && by_culprit(&c[n - 1], &c[i]) == 0) {
            c[n - 1].ns += c[i].ns;
        } else {
            c[n++] = c[i];
        }
    }
    qsort(c, n, sizeof *c, by_weight);
    uint64_t all = l->gil.total_ns + l->lock.total_ns;
    heading(v, "Who made others wait");
    for (uint32_t i = 0; i < n && i < MAX_BLAMES; i++) {
        fprintf(v->f, "  %9s %5.1f %%  ", report_ns(number, c[i].ns),
                100 * (double)c[i].ns / (double)(all > 0 ? all : 1));
        const lock_row *lock = c[i].lock != 0 ? ledger_lock(l, c[i].lock) : NULL;
        if (c[i].holder == LEDGER_NOBODY) {
            fputs(lock != NULL ? "nobody: the lock was let go, its next owner on the way"
                               : "nobody: the lock was being handed over",
                  v->f);
        } else {
            fprintf(v->f, "%s, %s", l->threads[c[i].holder].name,
                    report_place(where, l->tr, c[i].place));
        }
        if (lock != NULL) {
            fprintf(v->f, ", with %s%s", lock->name[0] != '\0' ? "" : "a script lock", lock->name);
        }
        putc('\n', v->f);
    }
    if (n > MAX_BLAMES) {
        fprintf(v->f, "  and %u more places\n", n - MAX_BLAMES);
    }
    free(c);
}

static void script_locks(const view *v) {
    const ledger *l = v->l;
    char a[REPORT_NUMBER], b[REPORT_NUMBER], c[REPORT_NUMBER], d[REPORT_NUMBER];
    if (l->n_locks == 0) {
        return;
    }
    heading(v, "Script locks that threads waited for");
    fprintf(v->f, "  %-*s %9s %9s %9s %9s %9s\n", NAME_MAX_WIDTH, "lock", "waits", "together",
            "p99", "longest", "held");
    for (uint32_t i = 0; i < l->n_locks && i < MAX_LOCKS; i++) {
        const lock_row *k = &l->locks[i];
        char name[32];
        snprintf(name, sizeof name, "lock %u", k->id);
        fputs("  ", v->f);
        put_name(v->f, k->name[0] != '\0' ? k->name : name, NAME_MAX_WIDTH);
        fprintf(v->f, " %9s %9s", report_count(name, k->wait.n), report_ns(a, k->wait.total_ns));
        fprintf(v->f, " %9s %9s %9s\n", report_ns(b, k->wait.p99_ns), report_ns(c, k->wait.max_ns),
                report_ns(d, k->held_ns));
    }
    if (l->n_locks > MAX_LOCKS) {
        fprintf(v->f, "  and %u more locks\n", l->n_locks - MAX_LOCKS);
    }
}

/* ---- child processes ---- */

static void processes(const view *v) {
    const ledger *l = v->l;
    char a[REPORT_NUMBER], b[REPORT_NUMBER], c[REPORT_NUMBER], d[REPORT_NUMBER];
    if (l->tr->n_children == 0) {
        return;
    }
    heading(v, "Child processes, each with a lock of its own");
    fprintf(v->f, "  %-*s %8s %9s %9s %9s %9s %8s\n", NAME_MAX_WIDTH, "process", "pid", "began at",
            "life", "held", "waits", "threads");
    for (uint32_t i = 0; i < l->tr->n_children && i < MAX_CHILDREN; i++) {
        const ledger *child = l->children[i];
        fputs("  ", v->f);
        put_name(v->f, child->tr->process_name, NAME_MAX_WIDTH);
        fprintf(v->f, " %8u %9s %9s %9s %9s %8u\n", child->tr->pid,
                report_ns(a, child->tr->began - child->tr->origin), report_ns(b, child->wall_ns),
                report_ns(c, child->held_ns), report_ns(d, child->gil.total_ns), child->n_threads);
    }
    if (l->tr->n_children > MAX_CHILDREN) {
        fprintf(v->f, "  and %u more processes\n", l->tr->n_children - MAX_CHILDREN);
    }
}

/* ---- all of it ---- */

static void title(const view *v) {
    const trace *tr = v->l->tr;
    char a[REPORT_NUMBER], b[REPORT_NUMBER];
    colour(v, "1");
    fputs(trace_base(tr->script), v->f);
    colour(v, "0");
    fprintf(v->f, "%s%s   --gil=%s --polls=%s   %s%u core%s   %s\n", tr->args[0] != '\0' ? " " : "",
            tr->args, tr->policy, tr->polls, tr->simulated ? "simulated, " : "", tr->cores,
            tr->cores == 1 ? "" : "s", report_ns(a, v->l->wall_ns));
    if (tr->dropped > 0) {
        fprintf(v->f, "%s older events were lost, the rings were full: see --ring\n",
                report_count(b, tr->dropped));
    }
    if (v->style->to > v->style->from) {
        fprintf(v->f, "the picture shows %s to ", report_ns(a, v->from - tr->began));
        fprintf(v->f, "%s, the tables are about the whole run\n", report_ns(a, v->to - tr->began));
    }
}

bool report_terminal(FILE *f, const ledger *l, const report_style *style) {
    view v = {.f = f, .l = l, .style = style, .from = l->tr->began, .to = l->tr->ended};
    if (style->to > style->from) {
        v.from = l->tr->began + (style->from < l->wall_ns ? style->from : 0);
        v.to = style->to < l->wall_ns ? l->tr->began + style->to : l->tr->ended;
    }
    v.to = v.to > v.from ? v.to : v.from + 1;
    bool ok = choose_rows(&v);
    if (ok) {
        title(&v);
        ok = time_line(&v);
    }
    if (ok && !style->picture_only) {
        table(&v, "Where the time went", times, sizeof times / sizeof times[0]);
        table(&v, "Turns with the lock, and waits for it", turns, sizeof turns / sizeof turns[0]);
        lock_figures(&v);
        script_locks(&v);
        blames(&v);
        processes(&v);
    }
    free(v.rows);
    return ok && !ferror(f);
}

report_style report_style_for(int fd) {
    report_style s = {.width = 80};
    struct winsize w;
    const char *columns_ = getenv("COLUMNS"), *none = getenv("NO_COLOR"), *term = getenv("TERM");
    if (isatty(fd)) {
        bool plain =
            (none != NULL && none[0] != '\0') || (term != NULL && strcmp(term, "dumb") == 0);
        s.colour = !plain;
        if (ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0) {
            s.width = w.ws_col;
        }
    } else if (columns_ != NULL && atoi(columns_) > 0) {
        s.width = atoi(columns_);
    }
    s.width = s.width < 40 ? 40 : s.width > 1000 ? 1000 : s.width;
    return s;
}
