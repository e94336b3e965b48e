/* Decoding of source files: see source.h. Known encodings are UTF-8, ASCII and Latin-1; what is
 * invalid is reported in CPython's words, with the line, but without a place, as CPython does for a
 * script. */
#include "compiler/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/lexer.h"

enum encoding { UTF_8, LATIN_1, ASCII, UNKNOWN };

/* Fills *err with a message in the arena. Returns false. */
__attribute__((format(printf, 4, 5))) static bool
refuse(parse_error *err, arena *a, enum parse_error_kind kind, const char *format, ...) {
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    *err = (parse_error){.kind = kind, .message = arena_strndup(a, message, strlen(message))};
    if (!err->message) {
        err->kind = PARSE_ERROR_MEMORY;
    }
    return false;
}

/* -- the coding cookie -- */

static bool is_cookie_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
}

/* Looks for `coding[:=] *NAME` in a comment line. Returns the name's start and length, or NULL. */
static const char *find_cookie(const char *line, const char *line_end, size_t *len) {
    const char *p = line;
    while (p < line_end && (*p == ' ' || *p == '\t' || *p == '\f')) {
        p++;
    }
    if (p == line_end || *p != '#') {
        return NULL;
    }
    for (; p + 7 < line_end; p++) {
        if (memcmp(p, "coding", 6) != 0 || (p[6] != ':' && p[6] != '=')) {
            continue;
        }
        const char *name = p + 7;
        while (name < line_end && (*name == ' ' || *name == '\t')) {
            name++;
        }
        const char *end = name;
        while (end < line_end && is_cookie_char(*end)) {
            end++;
        }
        if (end > name) {
            *len = (size_t)(end - name);
            return name;
        }
    }
    return NULL;
}

/* Whether the line holds nothing but white space and a comment. */
static bool is_blank(const char *line, const char *line_end) {
    while (line < line_end && (*line == ' ' || *line == '\t' || *line == '\f')) {
        line++;
    }
    return line == line_end || *line == '#' || *line == '\n' || *line == '\r';
}

static bool has_prefix(const char *s, const char *prefix) {
    size_t len = strlen(prefix);
    return strncmp(s, prefix, len) == 0 && (s[len] == '\0' || s[len] == '-');
}

static enum encoding encoding_by_name(const char *name, size_t len, char normal[32]) {
    size_t n = 0;
    for (; n < len && n < 31; n++) {
        char c = name[n];
        normal[n] = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    normal[n] = '\0';
    if (has_prefix(normal, "utf-8") || strcmp(normal, "utf8") == 0) {
        strcpy(normal, "utf-8");
        return UTF_8;
    }
    if (has_prefix(normal, "latin-1") || has_prefix(normal, "iso-8859-1") ||
        has_prefix(normal, "iso-latin-1") || strcmp(normal, "latin1") == 0) {
        strcpy(normal, "iso-8859-1");
        return LATIN_1;
    }
    if (strcmp(normal, "ascii") == 0 || strcmp(normal, "us-ascii") == 0) {
        return ASCII;
    }
    return UNKNOWN;
}

/* The encoding that a cookie in the first two lines names; UTF_8 without one. */
static bool read_cookie(const char *src, size_t len, bool bom, arena *a, enum encoding *encoding,
                        parse_error *err) {
    const char *line = src, *end = src + len;
    for (int i = 0; i < 2 && line < end; i++) {
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        if (!line_end) {
            line_end = end;
        }
        size_t name_len;
        const char *name = find_cookie(line, line_end, &name_len);
        if (name) {
            char normal[32];
            *encoding = encoding_by_name(name, name_len, normal);
            if (*encoding == UNKNOWN) {
                return refuse(err, a, PARSE_ERROR_SYNTAX, "encoding problem: %.*s",
                              name_len > 100 ? 100 : (int)name_len, name);
            }
            if (bom && *encoding != UTF_8) {
                return refuse(err, a, PARSE_ERROR_SYNTAX, "encoding problem: %s with BOM", normal);
            }
            return true;
        }
        if (!is_blank(line, line_end)) {
            break;
        }
        line = line_end < end ? line_end + 1 : end;
    }
    return true;
}

/* -- UTF-8 -- */

/* Length of the valid UTF-8 sequence at p (no surrogates, nothing overlong), or 0. */
static size_t sequence_length(const unsigned char *p, const unsigned char *end) {
    size_t left = (size_t)(end - p);
    unsigned char c = p[0];
    if (c < 0x80) {
        return 1;
    }
    if (c < 0xC2 || c > 0xF4) {
        return 0;
    }
    size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (left < n) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F) || (c == 0xF0 && p[1] < 0x90) ||
        (c == 0xF4 && p[1] > 0x8F)) {
        return 0;
    }
    return n;
}

/* The first byte that is no UTF-8 (or, for `ascii`, >= 128), or NULL. */
static const char *first_invalid(const char *s, size_t len, bool ascii) {
    const unsigned char *p = (const unsigned char *)s, *end = p + len;
    while (p < end) {
        uint64_t eight;
        if (end - p >= 8 && (memcpy(&eight, p, 8), (eight & 0x8080808080808080u) == 0)) {
            p += 8;
            continue;
        }
        size_t n = *p < 0x80 ? 1 : ascii ? 0 : sequence_length(p, end);
        if (!n) {
            return (const char *)p;
        }
        p += n;
    }
    return NULL;
}

static int line_of(const char *src, const char *place) {
    int line = 1;
    for (; src < place; src++) {
        line += *src == '\n';
    }
    return line;
}

/* What decoding says of the sequence at p, `n` bytes of which (0: p alone) look well. */
static const char *reason(const unsigned char *p, const unsigned char *end, size_t *n) {
    *n = 0;
    if (*p < 0xC2 || *p > 0xF4) {
        return "invalid start byte";
    }
    size_t all = *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4, i = 1;
    while (i < all && p + i < end && (p[i] & 0xC0) == 0x80) {
        i++;
    }
    *n = i - 1;
    return p + i == end ? "unexpected end of data" : "invalid continuation byte";
}

/* Complains about the byte at `place` of src, within a token. */
static bool refuse_in_token(parse_error *err, arena *a, const struct token *t, const char *src,
                            const char *place) {
    const char *from = t->start, *end = t->start + t->len;
    if (t->kind == TOK_STRING) { /* counted from behind the quotes */
        while (*from != '"' && *from != '\'') {
            from++;
        }
        int quotes = end - from >= 6 && from[1] == *from && from[2] == *from ? 3 : 1;
        from += quotes;
        end -= quotes;
    }
    const unsigned char *p = (const unsigned char *)place;
    size_t more, at = (size_t)(place - from);
    const char *why = reason(p, p + (end - place), &more);
    if (more) {
        refuse(err, a, PARSE_ERROR_SYNTAX,
               "(unicode error) 'utf-8' codec can't decode bytes in position %zu-%zu: %s", at,
               at + more, why);
    } else {
        refuse(err, a, PARSE_ERROR_SYNTAX,
               "(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %zu: %s", *p, at,
               why);
    }
    err->lineno = line_of(src, place);
    return false;
}

/* Is what is no UTF-8 in src in its comments alone? False with *err filled in where a token holds
 * some. `text` is src with letters in the place of these bytes, and '\n' and NUL behind it: the
 * lexer tells where the tokens are. */
static bool tokens_are_clean(const char *src, size_t len, const char *text, arena *a,
                             parse_error *err) {
    struct lexer *lx = malloc(sizeof *lx); /* too large for the stack */
    if (!lx) {
        return refuse(err, a, PARSE_ERROR_MEMORY, "out of memory");
    }
    lex_init(lx, a, text, len);
    const char *bad = first_invalid(src, len, false);
    bool ok = true;
    struct token t;
    for (lex_next(lx, &t); ok && bad && t.kind != TOK_ERROR && t.kind != TOK_ENDMARKER;
         lex_next(lx, &t)) {
        if (!t.start || t.kind == TOK_NEWLINE) { /* which begins where the comment does */
            continue;
        }
        t.start = src + (t.start - text);
        while (bad && bad < t.start) {
            bad = first_invalid(bad + 1, len - (size_t)(bad + 1 - src), false);
        }
        ok = !bad || bad >= t.start + t.len || refuse_in_token(err, a, &t, src, bad);
    }
    free(lx);
    return ok;
}

/* For sources of which only the comments may hold what is no UTF-8. *out is a copy from malloc with
 * U+FFFD for each such byte. */
static bool clean_comments(const char *src, size_t len, arena *a, char **out, size_t *out_len,
                           parse_error *err) {
    char *text = malloc(len + 2), *clean = malloc(len * 3 + 1), *end = clean;
    bool ok = text && clean;
    if (!ok) {
        refuse(err, a, PARSE_ERROR_MEMORY, "out of memory");
    }
    for (const char *from = src, *stop; ok && from < src + len; from = stop) {
        size_t left = len - (size_t)(from - src);
        const char *bad = first_invalid(from, left, false);
        size_t good = bad ? (size_t)(bad - from) : left;
        memcpy(end, from, good);
        memcpy(text + (from - src), from, good);
        end += good;
        stop = from + good;
        if (bad) {
            memcpy(end, "\xEF\xBF\xBD", 3);
            end += 3;
            text[stop++ - src] = 'x';
        }
    }
    if (ok) {
        memcpy(text + len, "\n", 2);
        ok = tokens_are_clean(src, len, text, a, err);
    }
    free(text);
    if (ok) {
        *out = clean;
        *out_len = (size_t)(end - clean);
    } else {
        free(clean);
    }
    return ok;
}

/* -- the text -- */

/* Copies src to out, Latin-1 as UTF-8 if asked to; "\r\n" and "\r" become "\n". Returns the end of
 * the copy. */
static char *translate(char *out, const char *src, size_t len, bool latin_1) {
    if (!latin_1 && !memchr(src, '\r', len)) {
        memcpy(out, src, len);
        return out + len;
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)src[i];
        if (c == '\r') {
            *out++ = '\n';
            i += i + 1 < len && src[i + 1] == '\n';
        } else if (latin_1 && c >= 0x80) {
            *out++ = (char)(0xC0 | c >> 6);
            *out++ = (char)(0x80 | (c & 0x3F));
        } else {
            *out++ = (char)c;
        }
    }
    return out;
}

bool source_init(struct source *source, arena *a, const char *src, size_t len, const char *filename,
                 unsigned flags, bool add_newline, parse_error *err) {
    enum encoding encoding = UTF_8;
    if (len && memchr(src, '\0', len)) {
        return flags & PARSE_IGNORE_COOKIE
                   ? refuse(err, a, PARSE_ERROR_VALUE,
                            "source code string cannot contain null bytes")
                   : refuse(err, a, PARSE_ERROR_SYNTAX, "source code cannot contain null bytes");
    }
    if (len > INT32_MAX / 4) {
        return refuse(err, a, PARSE_ERROR_MEMORY, "source is too long");
    }
    bool bom = len >= 3 && memcmp(src, "\xEF\xBB\xBF", 3) == 0;
    if (bom && !(flags & PARSE_IGNORE_COOKIE)) { /* in a str it is a character as any other */
        src += 3;
        len -= 3;
    }
    if (!(flags & PARSE_IGNORE_COOKIE)) {
        if (!read_cookie(src, len, bom, a, &encoding, err)) {
            return false;
        }
    }
    char *cleaned = NULL;
    if (encoding == UTF_8 && flags & PARSE_BYTES && first_invalid(src, len, false)) {
        if (!clean_comments(src, len, a, &cleaned, &len, err)) {
            return false;
        }
        src = cleaned;
    } else if (encoding != LATIN_1) {
        const char *bad = first_invalid(src, len, encoding == ASCII);
        if (bad && encoding == ASCII) {
            return refuse(err, a, PARSE_ERROR_SYNTAX,
                          "(unicode error) 'ascii' codec can't decode byte 0x%02x in position %zu: "
                          "ordinal not in range(128)",
                          (unsigned char)*bad, (size_t)(bad - src));
        }
        if (bad) {
            return refuse(err, a, PARSE_ERROR_SYNTAX,
                          "Non-UTF-8 code starting with '\\x%02x' in file %s on line %d, but no "
                          "encoding declared; see https://peps.python.org/pep-0263/ for details",
                          (unsigned char)*bad, filename, line_of(src, bad));
        }
    }
    source->bytes = malloc(len * (encoding == LATIN_1 ? 2 : 1) + 2);
    if (!source->bytes) {
        free(cleaned);
        return refuse(err, a, PARSE_ERROR_MEMORY, "out of memory");
    }
    char *end = translate(source->bytes, src, len, encoding == LATIN_1);
    free(cleaned);
    bool finished = end > source->bytes && end[-1] == '\n';
    source->len = (size_t)(end - source->bytes);
    if (!finished) {
        source->len += add_newline;
        *end++ = '\n';
    }
    *end = '\0';
    return true;
}

void source_fini(struct source *source) {
    free(source->bytes);
    source->bytes = NULL;
}
