/* traceback.c: what CPython 3.11 writes for an uncaught exception: the chain of causes and
 * contexts, each with its traceback, source lines and marks.
 *
 * A mark stands under the part of the line that the raising instruction came from; if that text is
 * one binary operation or subscript, its operator is set off (~~~^~~~). CPython parses the text
 * again to see that; here a scan for the loosest operator outside brackets and strings does it
 * (find_anchors).
 */
#include <stdio.h>
#include <stdlib.h>

#include "vm/frame.h"
#include "vm/ops.h"
#include "vm/str.h"
#include "vm/type.h"

/* ---- source lines ---- */

/* The text of the source file last looked at: tracebacks go through few files. */
typedef struct source {
    str *filename;
    char *text;
    size_t len;
} source;

static void source_drop(source *s) {
    free(s->text);
    s->text = NULL;
    s->filename = NULL;
}

static void source_open(source *s, str *filename) {
    if (s->filename != NULL && str_equal(s->filename, filename)) {
        return;
    }
    source_drop(s);
    s->filename = filename;
    if (filename->data[0] == '<') {
        return; /* "<stdin>", "<string>" */
    }
    FILE *f = fopen(filename->data, "rb");
    if (f == NULL) {
        return;
    }
    size_t room = 0, n = 0, got;
    do {
        if (room - n < 4096) {
            char *more = realloc(s->text, room += room / 2 + 65536);
            if (more == NULL) {
                break;
            }
            s->text = more;
        }
        got = fread(s->text + n, 1, room - n - 1, f);
        n += got;
    } while (got > 0 && n < (size_t)64 << 20);
    fclose(f);
    s->len = n;
}

/* Line `line` (from 1) without its end; NULL = not to be had. */
static const char *source_line(source *s, str *filename, int line, size_t *len) {
    source_open(s, filename);
    if (s->text == NULL || line < 1) {
        return NULL;
    }
    const char *p = s->text, *end = s->text + s->len;
    if (end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
        p += 3;
    }
    for (int i = 1; i < line; i++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        if (nl == NULL) {
            return NULL;
        }
        p = nl + 1;
    }
    if (p >= end) {
        return NULL;
    }
    const char *nl = memchr(p, '\n', (size_t)(end - p));
    size_t n = (size_t)((nl == NULL ? end : nl) - p);
    *len = n > 0 && p[n - 1] == '\r' ? n - 1 : n;
    return p;
}

/* ---- which part of the marked text is the operator ---- */

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\f';
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80);
}

/* Behind the string literal at p (its quote); NULL = it does not end here. */
static const char *skip_string(const char *p, const char *end, bool raw) {
    char q = *p;
    bool triple = end - p >= 3 && p[1] == q && p[2] == q;
    p += triple ? 3 : 1;
    while (p < end) {
        if (*p == '\\' && !raw) {
            p += 2;
            continue;
        }
        if (*p == '\\') {
            p += 2; /* a raw string cannot end there either */
            continue;
        }
        if (*p == q && (!triple || (end - p >= 3 && p[1] == q && p[2] == q))) {
            return p + (triple ? 3 : 1);
        }
        p++;
    }
    return NULL;
}

/* Behind the bracket that matches the one at p; NULL = none. */
static const char *skip_bracket(const char *p, const char *end) {
    int depth = 0;
    while (p < end) {
        if (*p == '(' || *p == '[' || *p == '{') {
            depth++;
        } else if (*p == ')' || *p == ']' || *p == '}') {
            if (--depth == 0) {
                return p + 1;
            }
        } else if (*p == '"' || *p == '\'') {
            p = skip_string(p, end, false);
            if (p == NULL) {
                return NULL;
            }
            continue;
        } else if (*p == '#') {
            return NULL;
        }
        p++;
    }
    return NULL;
}

/* How loosely a binary operator binds; 0 = not one. */
static int looseness(const char *p, const char *end, int *len) {
    char c = *p, d = p + 1 < end ? p[1] : 0;
    *len = (c == d && (c == '*' || c == '/' || c == '<' || c == '>')) ? 2 : 1;
    switch (c) {
    case '|': return 7;
    case '^': return 6;
    case '&': return 5;
    case '<':
    case '>': return *len == 2 ? 4 : 0;
    case '+':
    case '-': return 3;
    case '*': return *len == 2 ? 1 : 2;
    case '/':
    case '%':
    case '@': return 2;
    default: return 0;
    }
}

static bool is_keyword(const char *p, size_t n) {
    static const char *const words[] = {
        "and",   "or",       "not",   "in",    "is",     "if",     "else",     "lambda",
        "for",   "yield",    "await", "async", "return", "raise",  "del",      "import",
        "from",  "assert",   "with",  "as",    "while",  "global", "nonlocal", "pass",
        "break", "continue", "class", "def",   "try",    "except", "finally",  "elif"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == n && memcmp(words[i], p, n) == 0) {
            return true;
        }
    }
    return false;
}

static void trim(const char **from, const char **to) {
    while (*from < *to && is_space(**from)) {
        (*from)++;
    }
    while (*to > *from && is_space((*to)[-1])) {
        (*to)--;
    }
}

/* Is there a comma or a `for` outside inner brackets? Then the brackets around belong to a tuple or
 * generator. */
static bool is_display(const char *p, const char *end) {
    if (p == end) {
        return true;
    }
    while (p < end) {
        if (*p == ',') {
            return true;
        }
        if (*p == '(' || *p == '[' || *p == '{') {
            p = skip_bracket(p, end);
        } else if (*p == '"' || *p == '\'') {
            p = skip_string(p, end, false);
        } else if (is_word(*p)) {
            const char *start = p;
            while (p < end && is_word(*p)) {
                p++;
            }
            if (p - start == 3 && memcmp(start, "for", 3) == 0) {
                return true;
            }
        } else {
            p++;
        }
        if (p == NULL) {
            return false;
        }
    }
    return false;
}

/* Positions of expressions do not include parentheses around them. */
static void strip_parentheses(const char **from, const char **to) {
    trim(from, to);
    while (*from < *to && **from == '(' && skip_bracket(*from, *to) == *to) {
        const char *inner = *from + 1, *inner_end = *to - 1;
        trim(&inner, &inner_end);
        if (is_display(inner, inner_end)) {
            return;
        }
        *from = inner;
        *to = inner_end;
    }
}

/* Looks at text [p, end), which is an expression as a rule. True: *left and *right are the offsets
 * between which the marks are ^, with ~ around. */
static bool find_anchors(const char *text, const char *end, size_t *left, size_t *right) {
    const char *p = text, *op = NULL, *operand_end = NULL, *trailer = NULL;
    bool operand = false, unary_first = false; /* is there an operand just before p? */
    int best = 0, oplen = 0, bestlen = 0;
    /* The operand being read began with a sign: ** after it belongs to it. */
    bool tight_unary = false;
    while (p < end) {
        char c = *p;
        if (is_space(c)) {
            p++;
            continue;
        }
        if (is_word(c)) {
            const char *start = p;
            while (p < end && (is_word(*p) || (*p == '.' && start[0] >= '0' && start[0] <= '9'))) {
                p++;
            }
            if (start[0] >= '0' && start[0] <= '9' && p < end && (*p == '+' || *p == '-') &&
                (p[-1] == 'e' || p[-1] == 'E') &&
                !(start[0] == '0' && (start[1] == 'x' || start[1] == 'X'))) {
                p++;
                continue; /* 1e-5 */
            }
            if (p < end && (*p == '"' || *p == '\'') && p - start <= 2) {
                const char *after =
                    skip_string(p, end, memchr(start, 'r', (size_t)(p - start)) != NULL);
                if (after == NULL) {
                    return false;
                }
                p = after;
            } else if (is_keyword(start, (size_t)(p - start))) {
                return false;
            }
            operand = true;
            trailer = NULL;
            operand_end = p;
            continue;
        }
        if (c == '"' || c == '\'') {
            p = skip_string(p, end, false);
            if (p == NULL) {
                return false;
            }
            operand = true;
            trailer = NULL;
            operand_end = p;
            continue;
        }
        if (c == '(' || c == '[' || c == '{') {
            const char *after = skip_bracket(p, end);
            if (after == NULL) {
                return false;
            }
            if (operand && c == '[') {
                trailer = p;
            } else {
                trailer = NULL;
            }
            if (!operand && c == '(') {
                /* A parenthesis around everything: look inside. */
                const char *q = after;
                while (q < end && is_space(*q)) {
                    q++;
                }
                if (q == end && op == NULL && !unary_first) {
                    size_t l, r;
                    if (!find_anchors(p + 1, after - 1, &l, &r)) {
                        return false;
                    }
                    *left = l + (size_t)(p + 1 - text);
                    *right = r + (size_t)(p + 1 - text);
                    return true;
                }
            }
            operand = true;
            p = after;
            operand_end = p;
            continue;
        }
        if (c == '.') {
            if (end - p >= 3 && p[1] == '.' && p[2] == '.') {
                p += 3;
                operand = true;
                operand_end = p;
                continue;
            }
            if (!operand && p + 1 < end && p[1] >= '0' && p[1] <= '9') {
                p++; /* .5: the digits follow */
                continue;
            }
            p++;
            trailer = NULL;
            continue;
        }
        int loose = looseness(p, end, &oplen);
        if (!operand && (c == '+' || c == '-' || c == '~')) {
            unary_first |= op == NULL;
            tight_unary = true;
            p++;
            continue;
        }
        if (loose == 0 || !operand || (p + oplen < end && p[oplen] == '=')) {
            return false; /* a comparison, an assignment, a comma, or no expression at all */
        }
        /* The loosest operator is the root; among equals the last, but of ** the first. */
        bool inside_unary = loose == 1 && tight_unary;
        if (!inside_unary && (best == 0 || loose > best || (loose == best && loose != 1))) {
            best = loose;
            op = p;
            bestlen = oplen;
        }
        operand = false;
        tight_unary = false;
        trailer = NULL;
        p += oplen;
    }
    if (!operand) {
        return false;
    }
    if (op != NULL) {
        /* CPython marks a second character too unless it is a space or belongs to the right
         * operand, whose parentheses do not count as its own: a+(b) is marked ~^^~~. */
        const char *right_from = op + bestlen, *right_to = end;
        strip_parentheses(&right_from, &right_to);
        *left = (size_t)(op - text);
        *right = *left + (op + 1 < right_from && !is_space(op[1]) ? 2 : 1);
        return true;
    }
    if (trailer != NULL && !unary_first) {
        *left = (size_t)(trailer - text);
        *right = (size_t)(operand_end - text);
        return true;
    }
    return false;
}

/* ---- a traceback ---- */

static size_t chars_in(const char *s, size_t n) {
    return utf8_count(s, n);
}

/* The line under a source line: which of its characters the instruction came from. */
static void show_marks(sb *b, const char *line, size_t len, const code_pos *pos) {
    if (pos->col == 0xFFFF || pos->end_col == 0xFFFF || pos->col > len) {
        return;
    }
    size_t from = pos->col, to = pos->end_col, left = 0, right = 0;
    bool anchors = false;
    if (pos->line == pos->end_line) {
        if (to > len || from >= to) {
            return;
        }
        anchors = find_anchors(line + from, line + to, &left, &right);
    } else {
        to = len;
        while (to > 0 && is_space(line[to - 1])) {
            to--;
        }
    }
    size_t indent = 0;
    while (indent < len && is_space(line[indent])) {
        indent++;
    }
    size_t first = chars_in(line, from), last = chars_in(line, to);
    if (!anchors && last - first == chars_in(line, len) - indent) {
        return; /* the whole line: says nothing */
    }
    size_t a = chars_in(line, from + left), z = chars_in(line, from + right);
    sb_text(b, "    ");
    for (size_t i = indent; i < last; i++) {
        sb_char(b, i < first ? ' ' : anchors && (i < a || i >= z) ? '~' : '^');
    }
    sb_char(b, '\n');
}

static void show_step(sb *b, source *src, const code *c, uint32_t unit, int line) {
    sb_fmt(b, "  File \"%U\", line %d, in %U\n", c->filename, line, c->name);
    size_t len;
    const char *text = source_line(src, c->filename, line, &len);
    if (text == NULL) {
        return;
    }
    size_t indent = 0;
    while (indent < len && is_space(text[indent])) {
        indent++;
    }
    value shown = str_decode(b->t, text + indent, len - indent, "replace");
    if (shown == NIL) {
        b->failed = true;
        return;
    }
    sb_text(b, "    ");
    sb_str(b, (str *)as_obj(shown));
    sb_char(b, '\n');
    if (unit < c->nunits && c->positions != NULL && code_line(c, unit) == line) {
        show_marks(b, text, len, &c->positions[unit]);
    }
}

enum { REPEATS_SHOWN = 3, TRACEBACK_LIMIT = 1000 };

static void show_repeats(sb *b, long n) {
    n -= REPEATS_SHOWN;
    if (n > 0) {
        sb_fmt(b, "  [Previous line repeated %ld more time%s]\n", n, n > 1 ? "s" : "");
    }
}

static void show_traceback(sb *b, source *src, value tb, bool group) {
    long depth = 0, same = 0;
    for (value p = tb; is_kind(p, T_TRACEBACK); p = ((traceback *)as_obj(p))->next) {
        depth++;
    }
    sb_text(b, group ? "Exception Group Traceback (most recent call last):\n"
                     : "Traceback (most recent call last):\n");
    const code *last = NULL;
    int last_line = -1;
    for (; is_kind(tb, T_TRACEBACK) && !b->failed; tb = ((traceback *)as_obj(tb))->next) {
        if (depth-- > TRACEBACK_LIMIT) {
            continue;
        }
        traceback *step = (traceback *)as_obj(tb);
        const code *c = ((frame_obj *)as_obj(step->frame))->code;
        int line = step->line;
        if (last == NULL || !str_equal(c->filename, last->filename) || line != last_line ||
            !str_equal(c->name, last->name)) {
            show_repeats(b, same);
            same = 0;
        }
        last = c;
        last_line = line;
        if (++same <= REPEATS_SHOWN) {
            show_step(b, src, c, step->unit, line);
        }
    }
    show_repeats(b, same);
}

/* ---- "Did you mean" ---- */

enum { MOVE_COST = 2, CASE_COST = 1, LONGEST = 40, MOST_CANDIDATES = 750 };

static size_t substitution_cost(char a, char b) {
    if ((a & 31) != (b & 31)) {
        return MOVE_COST;
    }
    if (a == b) {
        return 0;
    }
    a = a >= 'A' && a <= 'Z' ? (char)(a + 32) : a;
    b = b >= 'A' && b <= 'Z' ? (char)(b + 32) : b;
    return a == b ? CASE_COST : MOVE_COST;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Levenshtein's distance, given up on when it exceeds `most`; as CPython's, whose suggestions
 * depend on every detail. */
static size_t edit_distance(const char *a, size_t an, const char *b, size_t bn, size_t most) {
    size_t row[LONGEST];
    while (an > 0 && bn > 0 && *a == *b) {
        a++, an--, b++, bn--;
    }
    while (an > 0 && bn > 0 && a[an - 1] == b[bn - 1]) {
        an--, bn--;
    }
    if (an == 0 || bn == 0) {
        return (an + bn) * MOVE_COST;
    }
    if (an > LONGEST || bn > LONGEST) {
        return most + 1;
    }
    if (bn < an) {
        const char *s = a;
        a = b;
        b = s;
        size_t n = an;
        an = bn;
        bn = n;
    }
    if ((bn - an) * MOVE_COST > most) {
        return most + 1;
    }
    for (size_t i = 0; i < an; i++) {
        row[i] = (i + 1) * MOVE_COST;
    }
    size_t result = 0;
    for (size_t k = 0; k < bn; k++) {
        size_t distance = result = k * MOVE_COST, minimum = SIZE_MAX;
        for (size_t i = 0; i < an; i++) {
            size_t substitute = distance + substitution_cost(b[k], a[i]);
            distance = row[i];
            result = least(least(result, distance) + MOVE_COST, substitute);
            row[i] = result;
            minimum = least(minimum, result);
        }
        if (minimum > most) {
            return most + 1;
        }
    }
    return result;
}

size_t name_distance(const char *a, size_t an, const char *b, size_t bn) {
    size_t most = (an + bn + 3) * MOVE_COST / 6, d = edit_distance(a, an, b, bn, most);
    return d <= most ? d : SIZE_MAX;
}

/* The name in the list that is most like `name`; NULL = none is. */
static str *most_alike(list *candidates, str *name) {
    str *found = NULL;
    size_t best = SIZE_MAX;
    if (candidates->len >= MOST_CANDIDATES) {
        return NULL;
    }
    for (size_t i = 0; i < candidates->len; i++) {
        if (!is_kind(candidates->items[i], T_STR)) {
            return NULL;
        }
        str *s = (str *)as_obj(candidates->items[i]);
        if (str_equal(s, name)) {
            continue;
        }
        size_t d = name_distance(name->data, name->len, s->data, s->len);
        if (d < best) {
            found = s;
            best = d;
        }
    }
    return found;
}

static str *alike_in(thread *t, value names_, str *name) {
    value l = names_ == NIL ? NIL : list_from(t, names_);
    if (l == NIL) {
        exc_clear(t);
        return NULL;
    }
    return most_alike((list *)as_obj(l), name);
}

static str *suggest_attribute(thread *t, value exc, str *name) {
    value obj = exc_field(exc, 1);
    value dir = obj == NIL ? NIL : lookup_special(t, obj, N(t, __dir__));
    value all = dir == NIL ? NIL : call0(t, dir);
    all = all == NIL ? NIL : list_from(t, all);
    if (all == NIL || !list_sort(t, (list *)as_obj(all), NIL, false)) {
        exc_clear(t);
        return NULL;
    }
    return most_alike((list *)as_obj(all), name);
}

static str *suggest_name(thread *t, value exc, str *name) {
    value tb = ((exception *)as_obj(exc))->traceback;
    if (!is_kind(tb, T_TRACEBACK)) {
        return NULL;
    }
    while (is_kind(((traceback *)as_obj(tb))->next, T_TRACEBACK)) {
        tb = ((traceback *)as_obj(tb))->next;
    }
    frame_obj *f = (frame_obj *)as_obj(((traceback *)as_obj(tb))->frame);
    value locals = list_new(t, 0);
    for (unsigned i = 0; locals != NIL && i < f->code->nplain; i++) {
        if (f->code->slot_names[i] != NULL &&
            !list_append(t, (list *)as_obj(locals), from_obj(f->code->slot_names[i]))) {
            locals = NIL;
        }
    }
    str *found = alike_in(t, locals, name);
    if (found == NULL) {
        found = alike_in(t, from_obj(f->fn->globals), name);
    }
    if (found == NULL) {
        found = alike_in(t, from_obj(f->fn->builtins != NULL ? f->fn->builtins : t->vm->builtins),
                         name);
    }
    return found;
}

static str *suggestion(thread *t, value exc) {
    type *cls = as_obj(exc)->type;
    bool attribute = cls == t->vm->exc[E_ATTRIBUTE_ERROR];
    if (!attribute && cls != t->vm->exc[E_NAME_ERROR]) {
        return NULL;
    }
    value name = exc_field(exc, 0);
    if (name == NIL || !is_kind(name, T_STR)) {
        return NULL;
    }
    return attribute ? suggest_attribute(t, exc, (str *)as_obj(name))
                     : suggest_name(t, exc, (str *)as_obj(name));
}

/* ---- one exception ---- */

static value attribute(thread *t, value v, str *name) {
    bool failed;
    value r = op_getattr_opt(t, v, name, &failed);
    if (failed) {
        exc_clear(t);
    }
    return r;
}

static int64_t number_in(value v, int64_t absent) {
    int64_t i;
    return v != NIL && is_any_int(v) && int_to_int64(v, &i) ? i : absent;
}

/* The source line of a SyntaxError and the caret below it. offset and end_offset count from 1. */
static void show_error_text(sb *b, str *text, int64_t offset, int64_t end_offset) {
    int64_t carets = end_offset > 0 && end_offset > offset ? end_offset - offset : 1;
    const char *p = text->data;
    int64_t len = (int64_t)text->len;
    offset--;
    while (is_space(*p)) {
        p++, len--, offset--;
    }
    if (len > 0 && p[len - 1] == '\n') {
        len--;
    }
    if (offset > len) {
        offset = len;
    }
    for (const char *nl; (nl = memchr(p, '\n', (size_t)len)) != NULL && nl - p < offset;) {
        int64_t skip = nl - p + 1;
        p += skip, len -= skip, offset -= skip;
    }
    sb_text(b, "    ");
    sb_bytes(b, p, (size_t)len);
    sb_char(b, '\n');
    if (offset < 0) {
        return;
    }
    sb_text(b, "    ");
    while (offset-- > 0) {
        sb_char(b, ' ');
    }
    while (carets-- > 0) {
        sb_char(b, '^');
    }
    sb_char(b, '\n');
}

/* What a SyntaxError shows before its message; the message, or NIL if it is not shown as one. */
static value show_syntax_error(sb *b, value exc) {
    thread *t = b->t;
    value msg = attribute(t, exc, N(t, msg)), filename = attribute(t, exc, N(t, filename));
    int64_t line = number_in(attribute(t, exc, N(t, lineno)), -1);
    value text = attribute(t, exc, N(t, text));
    if (msg == NIL || line < 0) {
        return NIL;
    }
    if (is_kind(filename, T_STR)) {
        sb_fmt(b, "  File \"%S\", line %lld\n", filename, (long long)line);
    } else {
        sb_fmt(b, "  File \"<string>\", line %lld\n", (long long)line);
    }
    if (is_kind(text, T_STR)) {
        int64_t offset = number_in(attribute(t, exc, N(t, offset)), -1);
        int64_t end_line = number_in(attribute(t, exc, N(t, end_lineno)), line);
        int64_t end = number_in(attribute(t, exc, N(t, end_offset)), -1);
        if (as_obj(exc)->type != t->vm->exc[E_SYNTAX_ERROR]) {
            end = -1; /* as CPython's own printer: of the classes below it, only the beginning is
                         marked */
        } else if (end_line > line) { /* only the first line is shown: marked to its end */
            end = (int64_t)((str *)as_obj(text))->count;
            end += end > 0 && ((str *)as_obj(text))->data[((str *)as_obj(text))->len - 1] == '\n'
                       ? 0
                       : 1;
        }
        show_error_text(b, (str *)as_obj(text), offset, end);
    }
    return msg;
}

static void show_notes(sb *b, value exc) {
    thread *t = b->t;
    value notes = attribute(t, exc, N(t, __notes__));
    if (notes == NIL) {
        return;
    }
    if (!is_kind(notes, T_LIST) && !is_kind(notes, T_TUPLE)) {
        sb_repr(b, notes);
        sb_char(b, '\n');
        return;
    }
    value l = list_from(t, notes);
    for (size_t i = 0; l != NIL && i < ((list *)as_obj(l))->len; i++) {
        value s = op_str(t, ((list *)as_obj(l))->items[i]);
        if (s == NIL) {
            exc_clear(t);
            sb_text(b, "<note str() failed>\n");
            continue;
        }
        sb_str(b, (str *)as_obj(s));
        sb_char(b, '\n');
    }
}

static void show_message(sb *b, value exc, value syntax_msg) {
    thread *t = b->t;
    type *cls = as_obj(exc)->type;
    value home = attribute(t, from_obj(cls), N(t, __module__));
    if (!is_kind(home, T_STR)) {
        sb_text(b, "<unknown>.");
    } else if (!str_equal((str *)as_obj(home), N(t, builtins)) &&
               !str_equal((str *)as_obj(home), N(t, __main__))) {
        sb_fmt(b, "%S.", home);
    }
    sb_str(b, cls->qualname);
    value s = syntax_msg != NIL ? op_str(t, syntax_msg) : op_str(t, exc);
    if (s == NIL) {
        exc_clear(t);
        sb_text(b, ": <exception str() failed>");
    } else if (((str *)as_obj(s))->len > 0 || syntax_msg != NIL) {
        sb_text(b, ": ");
        sb_str(b, (str *)as_obj(s));
    }
    str *like = suggestion(t, exc);
    if (like != NULL) {
        sb_fmt(b, ". Did you mean: '%U'?", like);
    }
    sb_char(b, '\n');
}

static void show_plain(sb *b, source *src, value exc) {
    value tb = ((exception *)as_obj(exc))->traceback;
    if (tb != NIL) {
        show_traceback(b, src, tb, exc_group_members(b->t, exc) != NIL);
    }
    value msg = NIL;
    if (is_subtype(as_obj(exc)->type, b->t->vm->exc[E_SYNTAX_ERROR])) {
        msg = show_syntax_error(b, exc);
    }
    show_message(b, exc, msg);
    show_notes(b, exc);
}

/* ---- groups, and the chain ---- */

enum { MOST_SHOWN = 15, DEEPEST_SHOWN = 10 };

typedef struct display {
    thread *t;
    sb b;
    source src;
    dict *seen;      /* exceptions already shown, by address: chains may be circles */
    int depth;       /* of groups */
    bool need_close; /* the last member's frame is still open */
} display;

static void indent(display *d, const char *margin) {
    for (int i = 0; i < 2 * d->depth; i++) {
        sb_char(&d->b, ' ');
    }
    sb_text(&d->b, margin);
}

static void show_line(display *d, const char *line, size_t n) {
    indent(d, d->depth > 0 ? "| " : "");
    sb_bytes(&d->b, line, n);
    sb_char(&d->b, '\n');
}

/* One exception without its chain, each line behind the margin of the group that it is in. */
static void show_framed(display *d, value exc) {
    if (d->depth == 0) {
        show_plain(&d->b, &d->src, exc);
        return;
    }
    sb inner;
    sb_init(&inner, d->t);
    show_plain(&inner, &d->src, exc);
    value text = sb_take(&inner);
    if (text == NIL) {
        d->b.failed = true;
        return;
    }
    const char *p = ((str *)as_obj(text))->data, *end = p + ((str *)as_obj(text))->len;
    bool header = d->depth == 1 && exc_group_members(d->t, exc) != NIL &&
                  ((exception *)as_obj(exc))->traceback != NIL;
    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        nl = nl == NULL ? end : nl;
        if (header) {
            indent(d, "+ ");
            sb_bytes(&d->b, p, (size_t)(nl - p));
            sb_char(&d->b, '\n');
            header = false;
        } else {
            show_line(d, p, (size_t)(nl - p));
        }
        p = nl + 1;
    }
}

static void show_chain(display *d, value exc);

static void show_group(display *d, value exc, tuple *members) {
    if (d->depth > DEEPEST_SHOWN) {
        static const char text[] = "... (max_group_depth is 10)";
        show_line(d, text, sizeof text - 1);
        return;
    }
    d->depth += d->depth == 0;
    show_framed(d, exc);
    size_t n = members->len <= MOST_SHOWN ? members->len : MOST_SHOWN + 1;
    d->need_close = false;
    for (size_t i = 0; i < n; i++) {
        bool last = i == n - 1, more = i >= MOST_SHOWN;
        d->need_close |= last;
        indent(d, i == 0 ? "+-" : "  ");
        if (more) {
            sb_text(&d->b, "+---------------- ... ----------------\n");
        } else {
            sb_fmt(&d->b, "+---------------- %zd ----------------\n", i + 1);
        }
        d->depth++;
        if (more) {
            size_t left = members->len - MOST_SHOWN;
            indent(d, "| ");
            sb_fmt(&d->b, "and %zd more exception%s\n", left, left > 1 ? "s" : "");
        } else {
            show_chain(d, members->items[i]);
        }
        d->depth--;
        if (last && d->need_close) {
            indent(d, "  +------------------------------------\n");
            d->need_close = false;
        }
    }
    d->depth -= d->depth == 1;
}

static void show_one(display *d, value exc) {
    value members = exc_group_members(d->t, exc);
    if (members == NIL) {
        show_framed(d, exc);
    } else {
        show_group(d, exc, (tuple *)as_obj(members));
    }
}

/* What led to the exception comes first. */
static void show_chain(display *d, value exc) {
    value chain = list_new(d->t, 4);
    list *l = chain == NIL ? NULL : (list *)as_obj(chain);
    for (value e = exc; l != NULL && is_kind(e, T_EXCEPTION);) {
        value place = from_small((int64_t)(e >> 4)); /* objects do not move */
        bool seen = dict_get(d->t, d->seen, place) != NIL;
        if ((seen && e != exc) || !list_append(d->t, l, e) ||
            !dict_set(d->t, d->seen, place, NONE)) {
            break;
        }
        exception *x = (exception *)as_obj(e);
        e = x->cause != NIL ? x->cause : x->suppress_context ? NIL : x->context;
    }
    d->t->exc = NIL;
    for (size_t i = l == NULL ? 0 : l->len; i-- > 0;) {
        bool close = d->need_close;
        d->need_close = i > 0 ? false : close;
        show_one(d, l->items[i]);
        if (i > 0) {
            static const char because[] =
                "The above exception was the direct cause of the following exception:";
            static const char during[] =
                "During handling of the above exception, another exception occurred:";
            bool cause = ((exception *)as_obj(l->items[i - 1]))->cause != NIL;
            d->need_close = close;
            show_line(d, "", 0);
            show_line(d, cause ? because : during, cause ? sizeof because - 1 : sizeof during - 1);
            show_line(d, "", 0);
        }
    }
}

value exc_format(thread *t, value exc) {
    t->exc = NIL;
    display d = {.t = t, .seen = NULL};
    sb_init(&d.b, t);
    if (!is_kind(exc, T_EXCEPTION)) {
        sb_fmt(&d.b, "%R\n", exc);
        return sb_take(&d.b);
    }
    d.seen = dict_new(t);
    if (d.seen == NULL) {
        return NIL;
    }
    show_chain(&d, exc);
    source_drop(&d.src);
    return sb_take(&d.b);
}

void write_unraisable(thread *t, const char *msg, value where) {
    value exc = t->exc;
    t->exc = NIL;
    if (t->vm->hooks.unraisable != NULL) {
        t->vm->hooks.unraisable(t, exc, msg, where);
    }
    t->exc = NIL;
}
