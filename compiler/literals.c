/* Literals: the values of number and string tokens, and f-strings.
 *
 * Adjacent strings become one node. Plain text collects in a buffer; an f-string's {expression} is
 * cut out, put in round brackets (so that line ends and leading spaces do not matter) and parsed by
 * a parser of its own, told where that text stands in the source. So the places of its nodes are
 * right, and its errors show the cut-out text, as CPython's do up to 3.11.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/char_names.h"
#include "compiler/parse_internal.h"

/* sys.set_int_max_str_digits() of CPython: decimal literals beyond this are refused, for they take
 * quadratic time. */
enum { MAX_DECIMAL_DIGITS = 4300 };

/* -- numbers -- */

static int number_base(const char *s, size_t len) {
    if (len < 2 || s[0] != '0') {
        return 10;
    }
    switch (s[1] | 0x20) {
    case 'x': return 16;
    case 'o': return 8;
    case 'b': return 2;
    default: return 10;
    }
}

static int digit_value(char c) {
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* An int: digits without prefix, underscores and leading zeros. */
static void int_value(struct node *n, char *digits, size_t len, int base) {
    while (len > 1 && digits[0] == '0') {
        digits++;
        len--;
    }
    uint64_t value = 0;
    bool fits = true;
    for (size_t i = 0; i < len && fits; i++) {
        uint64_t digit = (uint64_t)digit_value(digits[i]);
        fits = value <= (UINT64_MAX - digit) / (uint64_t)base;
        value = value * (uint64_t)base + digit;
    }
    n->u.constant.kind = CONST_INT;
    n->u.constant.s = digits;
    n->u.constant.len = len;
    n->u.constant.base = (uint8_t)base;
    n->u.constant.is_small = fits;
    n->u.constant.small = fits ? value : 0;
}

struct node *number(struct parser *p) {
    uint32_t start = p->mark++;
    struct node *n = make(p, AST_CONSTANT, start);
    const char *s = p->tokens[start].start;
    size_t len = p->tokens[start].len, count = 0;
    char *text = n ? check_memory(p, arena_alloc(p->a, len + 1)) : NULL;
    if (!text) {
        return NULL;
    }
    int base = number_base(s, len);
    bool is_int = true;
    for (size_t i = base == 10 ? 0 : 2; i < len; i++) {
        if (s[i] == '_') {
            continue;
        }
        text[count++] = s[i];
        is_int &= base != 10 || (s[i] >= '0' && s[i] <= '9');
    }
    text[count] = '\0';
    if (!is_int) {
        bool imaginary = (text[count - 1] | 0x20) == 'j';
        n->u.constant.kind = imaginary ? CONST_IMAGINARY : CONST_FLOAT;
        n->u.constant.number = strtod(text, NULL);
        return n;
    }
    int_value(n, text, count, base);
    if (base == 10 && n->u.constant.len > MAX_DECIMAL_DIGITS) {
        return raise_at(
            p, (struct place){n->lineno, -1, n->end_lineno, -1},
            "Exceeds the limit (%d digits) for integer string conversion: value has %zu "
            "digits; use sys.set_int_max_str_digits() to increase the limit - Consider "
            "hexadecimal for huge integer literals to avoid decimal conversion limits.",
            MAX_DECIMAL_DIGITS, n->u.constant.len);
    }
    return n;
}

/* -- strings under construction -- */

/* One group of adjacent string tokens: first .. last, and the text and nodes collected from them so
 * far. */
struct string_parts {
    uint32_t first, end; /* tokens [first, end) */
    uint32_t since;      /* nodes on the parser's scratch stack */
    char *text;          /* collected text; room for all of it */
    size_t len, room;
    bool is_fstring, is_bytes;
};

/* Makes room for `more` bytes. Text lives in the arena; it moves when it grows. */
static bool reserve(struct parser *p, struct string_parts *parts, size_t more) {
    if (parts->room - parts->len > more) {
        return true;
    }
    size_t room = parts->len * 2 + more + 16;
    char *text = check_memory(p, arena_alloc(p->a, room));
    if (!text) {
        return false;
    }
    if (parts->len) {
        memcpy(text, parts->text, parts->len);
    }
    parts->text = text;
    parts->room = room;
    return true;
}

static bool append(struct parser *p, struct string_parts *parts, const char *s, size_t len) {
    if (!reserve(p, parts, len)) {
        return false;
    }
    memcpy(parts->text + parts->len, s, len);
    parts->len += len;
    return true;
}

/* Adds a code point; surrogates too, as three bytes. */
static void append_code_point(struct string_parts *parts, uint32_t c) {
    char *out = parts->text + parts->len;
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3F));
    } else {
        if (c < 0x10000) {
            *out++ = (char)(0xE0 | c >> 12);
        } else {
            *out++ = (char)(0xF0 | c >> 18);
            *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    }
    parts->len = (size_t)(out - parts->text);
}

/* -- escapes -- */

/* CPython decodes a copy in which each character beyond ASCII is a ten-byte escape, and a backslash
 * before such a character six bytes; its messages count bytes of that copy. */
static size_t cpython_position(const char *s, const char *place) {
    size_t position = 0;
    for (; s < place; s++) {
        unsigned char c = (unsigned char)*s;
        if (c < 0x80) {
            position += c == '\\' && (unsigned char)s[1] >= 0x80 && s + 1 < place ? 6 : 1;
        } else if ((c & 0xC0) != 0x80) {
            position += 10;
        }
        if (c == '\\' && s + 1 < place && s[1] == '\\') {
            s++, position++;
        }
    }
    return position;
}

static void *raise_escape(struct parser *p, const char *s, const char *from, const char *to,
                          const char *reason) {
    size_t first = cpython_position(s, from), last = first + (size_t)(to - from) - 1;
    if (first == last) {
        return raise_last(p, PARSE_ERROR_SYNTAX,
                          "(unicode error) 'unicodeescape' codec can't decode byte 0x5c in "
                          "position %zu: %s",
                          first, reason);
    }
    return raise_last(p, PARSE_ERROR_SYNTAX,
                      "(unicode error) 'unicodeescape' codec can't decode bytes in position "
                      "%zu-%zu: %s",
                      first, last, reason);
}

/* Reads `count` hexadecimal digits. Returns how many there are; *value is made from them. */
static int hex_digits(const char *s, const char *end, int count, uint32_t *value) {
    int n = 0;
    *value = 0;
    for (; n < count && s + n < end; n++) {
        char c = s[n], lower = (char)(c | 0x20);
        if (!((c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'f'))) {
            break;
        }
        *value = *value << 4 | (uint32_t)digit_value(c);
    }
    return n;
}

/* Reads up to three octal digits. */
static const char *octal_digits(const char *s, const char *end, uint32_t *value) {
    *value = 0;
    for (int i = 0; i < 3 && s < end && *s >= '0' && *s <= '7'; i++) {
        *value = *value * 8 + (uint32_t)(*s++ - '0');
    }
    return s;
}

/* The character that a one-letter escape stands for; -1 if it is none, -2 for an escaped line
 * end. */
static int simple_escape(char c) {
    switch (c) {
    case '\n': return -2;
    case '\\':
    case '\'':
    case '"': return c;
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    default: return -1;
    }
}

/* \N{...} at `at` (the backslash). Returns what follows, NULL on error. */
static const char *named_escape(struct parser *p, struct string_parts *parts, const char *s,
                                const char *at, const char *end) {
    const char *t = at + 2;
    if (t == end || *t != '{') {
        return raise_escape(p, s, at, t, "malformed \\N character escape");
    }
    const char *close = memchr(t, '}', (size_t)(end - t));
    if (!close || close == t + 1) {
        return raise_escape(p, s, at, close ? close : end, "malformed \\N character escape");
    }
    int32_t c = char_by_name(t + 1, (size_t)(close - t - 1));
    if (c < 0) {
        return raise_escape(p, s, at, close + 1, "unknown Unicode character name");
    }
    append_code_point(parts, (uint32_t)c);
    return close + 1;
}

/* One escape sequence of a str; s is where its text starts, `at` the backslash. Returns what
 * follows, NULL on error. */
static const char *str_escape(struct parser *p, struct string_parts *parts, const char *s,
                              const char *at, const char *end) {
    static const char *const reasons[] = {"truncated \\xXX escape", "truncated \\uXXXX escape",
                                          "truncated \\UXXXXXXXX escape"};
    const char *t = at + 1;
    if (t == end) {
        append_code_point(parts, '\\');
        return t;
    }
    uint32_t value;
    int simple = simple_escape(*t), kind = 0;
    if (simple != -1) {
        if (simple >= 0) {
            append_code_point(parts, (uint32_t)simple);
        }
        return t + 1;
    }
    switch (*t) {
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
        t = octal_digits(t, end, &value);
        append_code_point(parts, value);
        return t;
    case 'N': return named_escape(p, parts, s, at, end);
    case 'U':
        kind++;
        /* fall through */
    case 'u':
        kind++;
        /* fall through */
    case 'x': {
        int count = 2 << kind, found = hex_digits(t + 1, end, count, &value);
        if (found < count) {
            return raise_escape(p, s, at, t + 1 + found, reasons[kind]);
        }
        if (value > 0x10FFFF) {
            return raise_escape(p, s, at, t + 1 + found, "illegal Unicode character");
        }
        append_code_point(parts, value);
        return t + 1 + count;
    }
    default:
        /* An unknown escape stands for itself. (CPython warns, if asked to.) */
        append_code_point(parts, '\\');
        return t;
    }
}

/* Appends s[0..len) with its escapes decoded. */
static bool append_escaped(struct parser *p, struct string_parts *parts, const char *s,
                           size_t len) {
    const char *t = s, *end = s + len;
    if (!reserve(p, parts, len + 4)) {
        return false;
    }
    while (t < end) {
        const char *backslash = memchr(t, '\\', (size_t)(end - t));
        size_t plain = (size_t)((backslash ? backslash : end) - t);
        memcpy(parts->text + parts->len, t, plain);
        parts->len += plain;
        if (!backslash) {
            break;
        }
        if (!(t = str_escape(p, parts, s, backslash, end))) {
            return false;
        }
    }
    return true;
}

/* The same for bytes. */
static bool append_escaped_bytes(struct parser *p, struct string_parts *parts, const char *s,
                                 size_t len) {
    if (!reserve(p, parts, len)) {
        return false;
    }
    char *out = parts->text + parts->len;
    for (const char *t = s, *end = s + len; t < end;) {
        if (*t != '\\') {
            *out++ = *t++;
            continue;
        }
        const char *at = t++;
        uint32_t value;
        int simple = simple_escape(*t);
        if (simple != -1) {
            if (simple >= 0) {
                *out++ = (char)simple;
            }
            t++;
        } else if (*t >= '0' && *t <= '7') {
            t = octal_digits(t, end, &value);
            *out++ = (char)value;
        } else if (*t == 'x') {
            if (hex_digits(t + 1, end, 2, &value) < 2) {
                raise_last(p, PARSE_ERROR_SYNTAX,
                           "(value error) invalid \\x escape at position %zu", (size_t)(at - s));
                return false;
            }
            *out++ = (char)value;
            t += 3;
        } else {
            *out++ = '\\';
        }
    }
    parts->len = (size_t)(out - parts->text);
    return true;
}

/* -- nodes of a group -- */

/* All nodes of a group have the place of the group. */
static struct node *group_node(struct parser *p, const struct string_parts *parts,
                               enum ast_kind kind) {
    struct node *n = check_memory(p, ast_node_new(p->a, kind));
    if (!n) {
        return NULL;
    }
    const struct token *first = &p->tokens[parts->first], *last = &p->tokens[parts->end - 1];
    n->lineno = first->lineno;
    n->col_offset = first->col_offset;
    n->end_lineno = last->end_lineno;
    n->end_col_offset = last->end_col_offset;
    return n;
}

/* A constant from the collected text, which starts anew. */
static struct node *take_text(struct parser *p, struct string_parts *parts) {
    if (!reserve(p, parts, 1)) {
        return NULL;
    }
    parts->text[parts->len] = '\0';
    struct node *n = group_node(p, parts, AST_CONSTANT);
    if (!n) {
        return NULL;
    }
    n->u.constant.kind = parts->is_bytes ? CONST_BYTES : CONST_STR;
    n->u.constant.s = parts->text;
    n->u.constant.len = parts->len;
    n->u.constant.u_prefix = p->tokens[parts->first].start[0] == 'u';
    parts->text += parts->len + 1;
    parts->room -= parts->len + 1;
    parts->len = 0;
    return n;
}

/* Everything collected. */
static struct node *joined_str(struct parser *p, struct string_parts *parts) {
    if (parts->len) {
        list_push(p, take_text(p, parts));
    }
    struct node_list values = list_take(p, parts->since);
    struct node *n = group_node(p, parts, AST_JOINED_STR);
    if (n) {
        n->u.joined_str.values = values;
    }
    return n;
}

/* -- f-strings -- */

/* Where an f-string is being read. */
struct fstring {
    const char *token; /* the token's text */
    uint32_t index;    /* its number */
    const char *s;     /* the place reached */
    const char *end;   /* the closing quotes */
    bool raw;
};

static bool is_fstring_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f';
}

/* How the place of the '{' at `brace` differs from that of its token: lines down, and columns to
 * the right. */
static void expression_place(const struct fstring *f, const char *brace, int *lines, int *cols) {
    *lines = *cols = 0;
    const char *s = brace + 1;
    while (*s != '}' && *s != '\n' && (*s == ' ' || *s == '\t' || *s == '\f')) {
        s++;
    }
    /* If the line ends right after the brace, the columns of the next line are right as they
     * are. */
    if (*s != '\n' && *s != '}') {
        const char *line = brace;
        while (line > f->token && *line != '\n') {
            line--;
        }
        *cols = (int)(brace - line);
        if (*line == '\n') {
            (*cols)--;
        }
    }
    for (s = f->token; s < brace; s++) {
        *lines += *s == '\n';
    }
}

/* Parses the expression from f-string text [from, to). */
static struct node *compile_expression(struct parser *p, const struct fstring *f, const char *from,
                                       const char *to) {
    const char *s = from;
    while (s < to && is_fstring_space(*s)) {
        s++;
    }
    if (s == to) {
        return raise_last(p, PARSE_ERROR_SYNTAX, "f-string: empty expression not allowed");
    }
    size_t len = (size_t)(to - from);
    char few[256], *text = len + 4 <= sizeof(few) ? few : check_memory(p, malloc(len + 4));
    if (!text) {
        return NULL;
    }
    text[0] = '(';
    memcpy(text + 1, from, len);
    memcpy(text + 1 + len, ")\n", 3);
    int lines, cols;
    expression_place(f, from - 1, &lines, &cols);

    struct parser inner;
    parser_init(&inner, p->a, text, len + 3, p->err);
    inner.is_fstring = true;
    inner.mode = p->mode;
    inner.flags = p->flags;
    inner.filename = p->filename;
    inner.idents = p->idents;
    inner.level = inner.first_level = p->level + 30;
    inner.starting_lineno = p->tokens[f->index].lineno + lines;
    inner.starting_col = lines ? cols : p->tokens[f->index].col_offset + cols;
    inner.lx.lineno = inner.starting_lineno - 1;
    struct node *n = run_parser(&inner, fstring_rule);
    p->error |= inner.error;
    parser_fini(&inner);
    if (text != few) {
        free(text);
    }
    return n;
}

/* Steps over an expression's text: to the '}', '!', ':' or '=' that ends it. */
static bool skip_expression(struct parser *p, struct fstring *f) {
    char quote = 0, open[LEX_MAX_LEVEL];
    int quote_size = 0, level = 0;
    for (; f->s < f->end; f->s++) {
        char c = *f->s;
        bool triple = f->s + 2 < f->end && f->s[1] == c && f->s[2] == c;
        if (c == '\\') {
            return raise_last(p, PARSE_ERROR_SYNTAX,
                              "f-string expression part cannot include a backslash");
        }
        if (quote) {
            if (c == quote && (quote_size == 1 || triple)) {
                f->s += quote_size - 1;
                quote = 0;
            }
        } else if (c == '\'' || c == '"') {
            quote = c;
            quote_size = triple ? 3 : 1;
            f->s += quote_size - 1;
        } else if (c == '[' || c == '{' || c == '(') {
            if (level >= LEX_MAX_LEVEL) {
                return raise_last(p, PARSE_ERROR_SYNTAX, "f-string: too many nested parenthesis");
            }
            open[level++] = c;
        } else if (c == '#') {
            return raise_last(p, PARSE_ERROR_SYNTAX, "f-string expression part cannot include '#'");
        } else if (level == 0 && strchr("!:}=<>", c) && c) {
            if (strchr("!=<>", c) && f->s + 1 < f->end && f->s[1] == '=') {
                f->s++;
            } else if (c != '<' && c != '>') {
                break;
            }
        } else if (c == ']' || c == '}' || c == ')') {
            if (level == 0) {
                return raise_last(p, PARSE_ERROR_SYNTAX, "f-string: unmatched '%c'", c);
            }
            char opening = open[--level];
            if (opening != (c == ')' ? '(' : c == ']' ? '[' : '{')) {
                return raise_last(p, PARSE_ERROR_SYNTAX,
                                  "f-string: closing parenthesis '%c' does not match opening "
                                  "parenthesis '%c'",
                                  c, opening);
            }
        }
    }
    if (quote) {
        return raise_last(p, PARSE_ERROR_SYNTAX, "f-string: unterminated string");
    }
    if (level) {
        return raise_last(p, PARSE_ERROR_SYNTAX, "f-string: unmatched '%c'", open[level - 1]);
    }
    if (f->s >= f->end) {
        return raise_last(p, PARSE_ERROR_SYNTAX, "f-string: expecting '}'");
    }
    return true;
}

static bool fstring_body(struct parser *p, struct string_parts *parts, struct fstring *f,
                         int depth);

/* A format spec, up to its '}'. */
static struct node *format_spec(struct parser *p, const struct string_parts *outer,
                                struct fstring *f, int depth) {
    struct string_parts parts = {.first = outer->first, .end = outer->end, .since = p->scratch_len};
    if (!fstring_body(p, &parts, f, depth)) {
        return NULL;
    }
    /* CPython gives the spec, and what ends it, the place of its token, the rest that of the
     * group. */
    parts.first = f->index;
    parts.end = f->index + 1;
    return joined_str(p, &parts);
}

/* '{' expression ['='] ['!' conversion] [':' spec] '}' */
static bool replacement_field(struct parser *p, struct string_parts *parts, struct fstring *f,
                              int depth) {
    if (depth >= 2) {
        return raise_last(p, PARSE_ERROR_SYNTAX, "f-string: expressions nested too deeply");
    }
    const char *from = ++f->s;
    if (!skip_expression(p, f)) {
        return false;
    }
    struct node *value = compile_expression(p, f, from, f->s);
    if (!value) {
        return false;
    }
    bool debug = *f->s == '=';
    if (debug) {
        do {
            f->s++;
        } while (f->s < f->end && (is_fstring_space(*f->s) || *f->s == '\v'));
        if (f->s < f->end && !append(p, parts, from, (size_t)(f->s - from))) {
            return false;
        }
    }
    char conversion = 0;
    if (f->s < f->end && *f->s == '!') {
        f->s++;
        if (f->s < f->end) {
            conversion = *f->s++;
            if (conversion != 's' && conversion != 'r' && conversion != 'a') {
                return raise_last(p, PARSE_ERROR_SYNTAX,
                                  "f-string: invalid conversion character: expected 's', 'r', "
                                  "or 'a'");
            }
        }
    }
    struct node *spec = NULL;
    /* The expression's text and what stands before it come before the nodes of the spec. */
    struct node *text = parts->len ? take_text(p, parts) : NULL;
    if (f->s < f->end && *f->s == ':') {
        f->s++;
        if (f->s < f->end && !(spec = format_spec(p, parts, f, depth + 1))) {
            return false;
        }
    }
    if (f->s >= f->end || *f->s != '}') {
        return raise_last(p, PARSE_ERROR_SYNTAX, "f-string: expecting '}'");
    }
    f->s++;
    struct node *n = group_node(p, parts, AST_FORMATTED_VALUE);
    if (!n) {
        return false;
    }
    n->u.formatted_value.value = value;
    n->u.formatted_value.format_spec = spec;
    n->u.formatted_value.conversion = !conversion && debug && !spec ? 'r' : conversion;
    if (text) {
        list_push(p, text);
    }
    list_push(p, n);
    return !p->error;
}

/* Literal text up to a brace that means something. Sets *again after a doubled brace: there is
 * more. */
static bool literal_text(struct parser *p, struct string_parts *parts, struct fstring *f, int depth,
                         bool *again) {
    const char *from = f->s, *s = from;
    *again = false;
    while (s < f->end) {
        char c = *s++;
        if (!f->raw && c == '\\' && s < f->end) {
            c = *s++;
            if (c == 'N') {
                if (s < f->end && *s++ == '{') {
                    while (s < f->end && *s++ != '}') {
                        ;
                    }
                }
                continue;
            }
        }
        if (c != '{' && c != '}') {
            continue;
        }
        if (depth == 0) {
            if (s < f->end && *s == c) {
                f->s = s + 1;
                *again = true;
                break;
            }
            if (c == '}') {
                return raise_last(p, PARSE_ERROR_SYNTAX, "f-string: single '}' is not allowed");
            }
        }
        s--;
        break;
    }
    if (!*again) {
        f->s = s;
    }
    return f->raw ? append(p, parts, from, (size_t)(s - from))
                  : append_escaped(p, parts, from, (size_t)(s - from));
}

/* Text and fields, to the end of the f-string or (depth > 0) of the format spec. */
static bool fstring_body(struct parser *p, struct string_parts *parts, struct fstring *f,
                         int depth) {
    for (;;) {
        bool again;
        if (!literal_text(p, parts, f, depth, &again)) {
            return false;
        }
        if (again) {
            continue;
        }
        if (f->s >= f->end || *f->s == '}') {
            break;
        }
        if (!replacement_field(p, parts, f, depth)) {
            return false;
        }
    }
    if (depth && (f->s >= f->end || *f->s != '}')) {
        return raise_last(p, PARSE_ERROR_SYNTAX, "f-string: expecting '}'");
    }
    return true;
}

/* -- string tokens -- */

/* Adds one string token to the group. */
static bool add_string(struct parser *p, struct string_parts *parts, uint32_t index) {
    const struct token *t = &p->tokens[index];
    const char *s = t->start, *end = s + t->len;
    bool bytes = false, raw = false, formatted = false;
    for (; *s != '\'' && *s != '"'; s++) {
        bytes |= (*s | 0x20) == 'b';
        raw |= (*s | 0x20) == 'r';
        formatted |= (*s | 0x20) == 'f';
    }
    int quotes = end - s >= 6 && s[1] == s[0] && s[2] == s[0] ? 3 : 1;
    s += quotes;
    end -= quotes;
    size_t len = (size_t)(end - s);
    if (!formatted && !raw) {
        raw = !memchr(s, '\\', len);
    }
    if (bytes) {
        for (const char *c = s; c < end; c++) {
            if ((unsigned char)*c >= 0x80) {
                return raise_last(p, PARSE_ERROR_SYNTAX,
                                  "bytes can only contain ASCII literal characters");
            }
        }
    }
    bool mixed = index != parts->first && bytes != parts->is_bytes;
    parts->is_bytes = bytes;
    bool good;
    if (formatted) {
        if (mixed) {
            return raise_last(p, PARSE_ERROR_SYNTAX, "cannot mix bytes and nonbytes literals");
        }
        parts->is_fstring = true;
        struct fstring f = {.token = t->start, .index = index, .s = s, .end = end, .raw = raw};
        return fstring_body(p, parts, &f, 0);
    }
    good = raw     ? append(p, parts, s, len)
           : bytes ? append_escaped_bytes(p, parts, s, len)
                   : append_escaped(p, parts, s, len);
    if (good && mixed) {
        return raise_last(p, PARSE_ERROR_SYNTAX, "cannot mix bytes and nonbytes literals");
    }
    return good;
}

static struct node *concatenate_strings(struct parser *p, uint32_t first) {
    struct string_parts parts = {.first = first, .end = p->mark, .since = p->scratch_len};
    for (uint32_t i = first; i < parts.end; i++) {
        if (!add_string(p, &parts, i)) {
            return NULL;
        }
    }
    return parts.is_fstring ? joined_str(p, &parts) : take_text(p, &parts);
}

struct node *strings(struct parser *p) {
    struct node *n;
    uint32_t start = p->mark;
    if (p->second_pass && memo_find(p, MEMO_STRINGS, &n)) {
        return n;
    }
    while (accept(p, TOK_STRING)) {
        ;
    }
    n = p->error ? NULL : concatenate_strings(p, start);
    if (p->second_pass && !p->error) {
        memo_add(p, MEMO_STRINGS, start, n);
    }
    return n;
}
