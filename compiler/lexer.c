/* The lexer: see lexer.h.
 *
 * It reads line by line: `inp` is the end of the current line, and only next_char() steps into the
 * next one, so that `lineno` and `line_start` are those of the byte read last, as error places need
 * them. Within a line the loops run on plain pointers; the '\n' that ends each line stops them all.
 *
 * Column rules of CPython that look odd but are kept: an error's column is where the lexer stands,
 * not where the token began; indentation is measured twice, with tabs of 8 and of 1, and both must
 * agree.
 */
#include "compiler/lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum { END = -1, TAB_SIZE = 8 };

/* Classes of bytes. Bytes >= 128 count as letters; lex_identifier() looks closer. */
enum { C_START = 1, C_DIGIT = 2, C_HEX = 4, C_PART = C_START | C_DIGIT };

static const uint8_t classes[256] = {
    ['0'] = 6, ['1'] = 6, ['2'] = 6, ['3'] = 6, ['4'] = 6, ['5'] = 6, ['6'] = 6, ['7'] = 6,
    ['8'] = 6, ['9'] = 6, ['A'] = 5, ['B'] = 5, ['C'] = 5, ['D'] = 5, ['E'] = 5, ['F'] = 5,
    ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1,
    ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1,
    ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['_'] = 1, ['a'] = 5, ['b'] = 5, ['c'] = 5,
    ['d'] = 5, ['e'] = 5, ['f'] = 5, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1,
    ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1,
    ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
};

static bool is_class(int c, int mask) {
    return c >= 128 ? (mask & C_START) != 0 : c >= 0 && (classes[c] & mask) != 0;
}

static bool is_digit(int c) {
    return c >= '0' && c <= '9';
}

static const char *const spellings[TOK_KIND_COUNT] = {
#define X(kind, spelling) spelling,
    TOKEN_KINDS(X)
#undef X
};

const char *lex_spelling(enum token_kind kind) {
    return spellings[kind];
}

int lex_count_chars(const char *s, size_t len) {
    int n = 0;
    for (size_t i = 0; i < len; i++) {
        n += ((unsigned char)s[i] & 0xC0) != 0x80;
    }
    return n;
}

void lex_init(struct lexer *lx, arena *a, const char *text, size_t len) {
    memset(lx, 0, sizeof(*lx));
    lx->a = a;
    lx->text = lx->cur = lx->inp = lx->line_start = text;
    lx->end = text + len;
    lx->at_line_start = true;
}

/* -- bytes -- */

/* Reads one byte, stepping into the next line if need be; END at the end of the text. */
static int next_char(struct lexer *lx) {
    if (lx->cur == lx->inp) {
        if (lx->cur == lx->end) {
            lx->status = LEX_EOF;
            return END;
        }
        const char *newline = memchr(lx->cur, '\n', (size_t)(lx->end - lx->cur));
        lx->line_start = lx->cur;
        lx->inp = newline ? newline + 1 : lx->end;
        lx->lineno++;
    }
    return (unsigned char)*lx->cur++;
}

/* Puts the byte back that next_char() gave. Never steps back over a line's start. */
static void back(struct lexer *lx, int c) {
    if (c != END) {
        lx->cur--;
    }
}

/* -- errors -- */

/* Reports a message at the current place. Returns TOK_ERROR. */
__attribute__((format(printf, 2, 3))) static enum token_kind fail(struct lexer *lx,
                                                                  const char *format, ...) {
    char message[200];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    lx->status = LEX_ERROR;
    lx->error.message = arena_strndup(lx->a, message, len < 0 ? 0 : (size_t)len);
    lx->error.lineno = lx->lineno;
    lx->error.offset = lex_count_chars(lx->line_start, (size_t)(lx->cur - lx->line_start));
    lx->error.end_offset = lx->error.offset;
    return TOK_ERROR;
}

static enum token_kind stop(struct lexer *lx, enum lex_status status) {
    lx->status = status;
    if (status != LEX_LINECONT) {
        lx->cur = lx->inp;
    }
    return TOK_ERROR;
}

/* -- indentation -- */

/* A backslash has been read: the line's end must follow, and another line. */
static bool continuation_line(struct lexer *lx) {
    int c = next_char(lx);
    if (c != '\n') {
        lx->unfinished = c == END;
        stop(lx, LEX_LINECONT);
        return false;
    }
    c = next_char(lx);
    if (c == END) {
        stop(lx, LEX_EOF);
        return false;
    }
    back(lx, c);
    return true;
}

/* Compares the indentation of a line with the open ones; leaves INDENTs or DEDENTs in `pending`. */
static bool set_indentation(struct lexer *lx, int col, int alt_col) {
    if (col == lx->indents[lx->indent]) {
        if (alt_col != lx->alt_indents[lx->indent]) {
            stop(lx, LEX_TABSPACE);
            return false;
        }
        return true;
    }
    if (col > lx->indents[lx->indent]) {
        if (lx->indent + 1 >= LEX_MAX_INDENT) {
            stop(lx, LEX_TOODEEP);
            return false;
        }
        if (alt_col <= lx->alt_indents[lx->indent]) {
            stop(lx, LEX_TABSPACE);
            return false;
        }
        lx->pending++;
        lx->indent++;
        lx->indents[lx->indent] = col;
        lx->alt_indents[lx->indent] = alt_col;
        return true;
    }
    while (lx->indent > 0 && col < lx->indents[lx->indent]) {
        lx->pending--;
        lx->indent--;
    }
    if (col != lx->indents[lx->indent]) {
        stop(lx, LEX_DEDENT);
        return false;
    }
    if (alt_col != lx->alt_indents[lx->indent]) {
        stop(lx, LEX_TABSPACE);
        return false;
    }
    return true;
}

/* Measures the white space that starts a line. Sets *blank if nothing but a comment follows. */
static bool read_indentation(struct lexer *lx, bool *blank) {
    int col = 0, alt_col = 0, continued_col = 0, c;
    lx->at_line_start = false;
    for (;;) {
        c = next_char(lx);
        if (c == ' ') {
            col++;
            alt_col++;
        } else if (c == '\t') {
            col = (col / TAB_SIZE + 1) * TAB_SIZE;
            alt_col++;
        } else if (c == '\f') {
            col = alt_col = 0;
        } else if (c == '\\') {
            /* Indentation cannot be split over lines: the first backslash decides. */
            if (!continued_col) {
                continued_col = col;
            }
            if (!continuation_line(lx)) {
                return false;
            }
        } else {
            break;
        }
    }
    back(lx, c);
    if (c == '#' || c == '\n') {
        *blank = true;
        return true;
    }
    if (lx->level > 0) {
        return true;
    }
    if (continued_col) {
        col = alt_col = continued_col;
    }
    return set_indentation(lx, col, alt_col);
}

/* -- identifiers -- */

/* `kind` if the rest of s, behind its first letter, is that of `word`. */
#define IS(word, kind) (memcmp(s + 1, &(word)[1], sizeof(word) - 2) == 0 ? (kind) : TOK_NAME)

/* The keyword's kind, or TOK_NAME. Length and first letters leave at most one candidate to
 * compare. */
static enum token_kind keyword_or_name(const char *s, size_t len) {
    switch (len) {
    case 2:
        switch (s[0]) {
        case 'a': return IS("as", TOK_AS);
        case 'i':
            return s[1] == 'f' ? TOK_IF : s[1] == 'n' ? TOK_IN : s[1] == 's' ? TOK_IS : TOK_NAME;
        case 'o': return IS("or", TOK_OR);
        }
        break;
    case 3:
        switch (s[0]) {
        case 'a': return IS("and", TOK_AND);
        case 'd': return s[2] == 'f' ? IS("def", TOK_DEF) : IS("del", TOK_DEL);
        case 'f': return IS("for", TOK_FOR);
        case 'n': return IS("not", TOK_NOT);
        case 't': return IS("try", TOK_TRY);
        }
        break;
    case 4:
        switch (s[0]) {
        case 'e': return s[2] == 'i' ? IS("elif", TOK_ELIF) : IS("else", TOK_ELSE);
        case 'f': return IS("from", TOK_FROM);
        case 'p': return IS("pass", TOK_PASS);
        case 'w': return IS("with", TOK_WITH);
        case 'N': return IS("None", TOK_NONE);
        case 'T': return IS("True", TOK_TRUE);
        }
        break;
    case 5:
        switch (s[0]) {
        case 'a': return s[1] == 's' ? IS("async", TOK_ASYNC) : IS("await", TOK_AWAIT);
        case 'b': return IS("break", TOK_BREAK);
        case 'c': return IS("class", TOK_CLASS);
        case 'r': return IS("raise", TOK_RAISE);
        case 'w': return IS("while", TOK_WHILE);
        case 'y': return IS("yield", TOK_YIELD);
        case 'F': return IS("False", TOK_FALSE);
        }
        break;
    case 6:
        switch (s[0]) {
        case 'a': return IS("assert", TOK_ASSERT);
        case 'e': return IS("except", TOK_EXCEPT);
        case 'g': return IS("global", TOK_GLOBAL);
        case 'i': return IS("import", TOK_IMPORT);
        case 'l': return IS("lambda", TOK_LAMBDA);
        case 'r': return IS("return", TOK_RETURN);
        }
        break;
    case 7: return s[0] == 'f' ? IS("finally", TOK_FINALLY) : TOK_NAME;
    case 8:
        switch (s[0]) {
        case 'c': return IS("continue", TOK_CONTINUE);
        case 'n': return IS("nonlocal", TOK_NONLOCAL);
        }
        break;
    }
    return TOK_NAME;
}

/* Unicode's XID_Start and XID_Continue, from general categories and the few characters that
 * differ. */
static bool is_xid_start(utf8proc_int32_t c) {
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        /* Excluded, because NFKC turns them into something that does not start a name. */
        return c != 0x037A && c != 0x0E33 && c != 0x0EB3 && c != 0x2E2F &&
               !(c >= 0xFC5E && c <= 0xFC63) && c != 0xFDFA && c != 0xFDFB && c != 0xFE70 &&
               c != 0xFE72 && c != 0xFE74 && c != 0xFE76 && c != 0xFE78 && c != 0xFE7A &&
               c != 0xFE7C && c != 0xFE7E && c != 0xFF9E && c != 0xFF9F;
    default: return c == '_' || c == 0x1885 || c == 0x1886 || c == 0x2118 || c == 0x212E;
    }
}

static bool is_xid_continue(utf8proc_int32_t c) {
    if (is_xid_start(c)) {
        return true;
    }
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC: return true;
    default:
        return c == 0x0E33 || c == 0x0EB3 || c == 0xFF9E || c == 0xFF9F || c == 0x00B7 ||
               c == 0x0387 || (c >= 0x1369 && c <= 0x1371) || c == 0x19DA;
    }
}

/* What str.isprintable() says of one character. */
static bool is_printable(utf8proc_int32_t c) {
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS: return c == ' ';
    default: return true;
    }
}

/* Checks that start[0..cur) is an identifier by PEP 3131; complains about the first character that
 * is not. */
static bool verify_identifier(struct lexer *lx, const char *start) {
    const char *p = start;
    while (p < lx->cur) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)p, lx->cur - p, &c);
        if (n <= 0) {
            fail(lx, "invalid character");
            return false;
        }
        if (!(p == start ? is_xid_start(c) : is_xid_continue(c))) {
            lx->cur = p + n;
            if (is_printable(c)) {
                fail(lx, "invalid character '%.*s' (U+%04X)", (int)n, p, (unsigned)c);
            } else {
                fail(lx, "invalid non-printable character U+%04X", (unsigned)c);
            }
            return false;
        }
        p += n;
    }
    return true;
}

/* -- numbers -- */

/* Whether the next bytes are `word` and then the end of an identifier. */
static bool followed_by(struct lexer *lx, const char *word) {
    size_t len = strlen(word);
    return strncmp(lx->cur, word, len) == 0 && !is_class((unsigned char)lx->cur[len], C_PART);
}

/* `c`, just read, follows a number. A keyword may (1if x else y: CPython warns, we do not); other
 * letters may not. */
static bool verify_end_of_number(struct lexer *lx, int c, const char *kind) {
    bool keyword = false;
    switch (c) {
    case 'a': keyword = followed_by(lx, "nd"); break;
    case 'e': keyword = followed_by(lx, "lse"); break;
    case 'f': keyword = followed_by(lx, "or"); break;
    case 'i': keyword = *lx->cur == 'f' || *lx->cur == 'n' || *lx->cur == 's'; break;
    case 'o': keyword = followed_by(lx, "r"); break;
    case 'n': keyword = followed_by(lx, "ot"); break;
    }
    if (!keyword && is_class(c, C_PART)) {
        back(lx, c);
        fail(lx, "invalid %s literal", kind);
        return false;
    }
    return true;
}

/* Reads digits with single underscores between them; the first has been read. Returns the byte
 * after, 0 on error. */
static int decimal_tail(struct lexer *lx) {
    for (;;) {
        int c;
        do {
            c = next_char(lx);
        } while (is_digit(c));
        if (c != '_') {
            return c;
        }
        c = next_char(lx);
        if (!is_digit(c)) {
            back(lx, c);
            fail(lx, "invalid decimal literal");
            return 0;
        }
    }
}

/* Digits of base 2, 8 or 16 after 0b, 0o, 0x. Returns the byte after, 0 on error. */
static int radix_tail(struct lexer *lx, int base, const char *kind) {
    int c = next_char(lx);
    do {
        if (c == '_') {
            c = next_char(lx);
        }
        bool good = base == 16 ? is_class(c, C_HEX) && c < 128 : c >= '0' && c < '0' + base;
        if (!good) {
            if (base != 16 && is_digit(c)) {
                fail(lx, "invalid digit '%c' in %s literal", c, kind);
            } else {
                back(lx, c);
                fail(lx, "invalid %s literal", kind);
            }
            return 0;
        }
        do {
            c = next_char(lx);
        } while (base == 16 ? c < 128 && is_class(c, C_HEX) : c >= '0' && c < '0' + base);
    } while (c == '_');
    if (base != 16 && is_digit(c)) {
        fail(lx, "invalid digit '%c' in %s literal", c, kind);
        return 0;
    }
    return verify_end_of_number(lx, c, kind) ? c : 0;
}

enum number_part { FRACTION, EXPONENT, IMAGINARY, FINISH };

/* The rest of a decimal number from the given part on; `c` has been read. */
static enum token_kind number_tail(struct lexer *lx, enum number_part part, int c) {
    switch (part) {
    case FRACTION:
        if (is_digit(c) && !(c = decimal_tail(lx))) {
            return TOK_ERROR;
        }
        if (c != 'e' && c != 'E') {
            break;
        }
        /* fall through */
    case EXPONENT: {
        int e = c;
        c = next_char(lx);
        if (c == '+' || c == '-') {
            c = next_char(lx);
            if (!is_digit(c)) {
                back(lx, c);
                return fail(lx, "invalid decimal literal");
            }
        } else if (!is_digit(c)) {
            back(lx, c);
            if (!verify_end_of_number(lx, e, "decimal")) {
                return TOK_ERROR;
            }
            back(lx, e);
            return TOK_NUMBER;
        }
        if (!(c = decimal_tail(lx))) {
            return TOK_ERROR;
        }
        break;
    }
    case IMAGINARY:
    case FINISH: break;
    }
    if (c == 'j' || c == 'J') {
        c = next_char(lx);
        if (!verify_end_of_number(lx, c, "imaginary")) {
            return TOK_ERROR;
        }
    } else if (!verify_end_of_number(lx, c, "decimal")) {
        return TOK_ERROR;
    }
    back(lx, c);
    return TOK_NUMBER;
}

/* A number that starts with 0, which has been read: another base, a float, or just zeros. */
static enum token_kind number_from_zero(struct lexer *lx) {
    const char *start = lx->cur - 1;
    int c = next_char(lx);
    int base = c == 'x' || c == 'X' ? 16 : c == 'o' || c == 'O' ? 8 : c == 'b' || c == 'B' ? 2 : 0;
    if (base) {
        c = radix_tail(lx, base, base == 16 ? "hexadecimal" : base == 8 ? "octal" : "binary");
        if (!c) {
            return TOK_ERROR;
        }
        back(lx, c);
        return TOK_NUMBER;
    }
    for (;;) {
        if (c == '_') {
            c = next_char(lx);
            if (!is_digit(c)) {
                back(lx, c);
                return fail(lx, "invalid decimal literal");
            }
        }
        if (c != '0') {
            break;
        }
        c = next_char(lx);
    }
    const char *zeros_end = lx->cur;
    bool nonzero = is_digit(c);
    if (nonzero && !(c = decimal_tail(lx))) {
        return TOK_ERROR;
    }
    if (c == '.') {
        return number_tail(lx, FRACTION, next_char(lx));
    }
    if (c == 'e' || c == 'E') {
        return number_tail(lx, EXPONENT, c);
    }
    if (c == 'j' || c == 'J') {
        return number_tail(lx, IMAGINARY, c);
    }
    if (nonzero) {
        back(lx, c);
        fail(lx, "leading zeros in decimal integer literals are not permitted; "
                 "use an 0o prefix for octal integers");
        /* In bytes, as CPython has it here. */
        lx->error.offset = (int)(start - lx->line_start) + 1;
        lx->error.end_offset = (int)(zeros_end - lx->line_start);
        return TOK_ERROR;
    }
    return number_tail(lx, FINISH, c);
}

static enum token_kind number(struct lexer *lx, int c) {
    if (c == '0') {
        return number_from_zero(lx);
    }
    c = decimal_tail(lx);
    if (!c) {
        return TOK_ERROR;
    }
    if (c == '.') {
        return number_tail(lx, FRACTION, next_char(lx));
    }
    if (c == 'e' || c == 'E') {
        return number_tail(lx, EXPONENT, c);
    }
    return number_tail(lx, FINISH, c);
}

/* -- strings -- */

/* Reads to the end of a string; the first quote has been read. `start` is the token's first
 * byte. */
static enum token_kind string(struct lexer *lx, const char *start, int quote) {
    const char *first_line = lx->line_start;
    int first_lineno = lx->lineno;
    int quote_size = 1, end_quotes = 0;
    int c = next_char(lx);
    if (c == quote) {
        c = next_char(lx);
        if (c == quote) {
            quote_size = 3;
        } else {
            end_quotes = 1; /* '' */
        }
    }
    if (c != quote) {
        back(lx, c);
    }
    while (end_quotes != quote_size) {
        c = next_char(lx);
        if (c == END || (quote_size == 1 && c == '\n')) {
            int detected = lx->lineno;
            lx->unfinished = c == END;
            lx->cur = start + 1;
            lx->line_start = first_line;
            lx->lineno = first_lineno;
            return fail(lx, "unterminated %sstring literal (detected at line %d)",
                        quote_size == 3 ? "triple-quoted " : "", detected);
        }
        if (c == quote) {
            end_quotes++;
        } else {
            end_quotes = 0;
            if (c == '\\') {
                next_char(lx);
            }
        }
    }
    return TOK_STRING;
}

/* -- operators -- */

static enum token_kind open_bracket(struct lexer *lx, const char *start, enum token_kind kind) {
    if (lx->level >= LEX_MAX_LEVEL) {
        return fail(lx, "too many nested parentheses");
    }
    lx->open[lx->level].bracket = *start;
    lx->open[lx->level].lineno = lx->lineno;
    lx->open[lx->level].col = (int)(start - lx->line_start);
    lx->level++;
    return kind;
}

static enum token_kind close_bracket(struct lexer *lx, char c, char opening, enum token_kind kind) {
    if (lx->level == 0) {
        return fail(lx, "unmatched '%c'", c);
    }
    lx->level--;
    char open = lx->open[lx->level].bracket;
    if (open == opening) {
        return kind;
    }
    if (lx->open[lx->level].lineno != lx->lineno) {
        return fail(lx,
                    "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d",
                    c, open, lx->open[lx->level].lineno);
    }
    return fail(lx, "closing parenthesis '%c' does not match opening parenthesis '%c'", c, open);
}

/* Consumes `c` if it comes next. All operators stay within a line, which a '\n' ends. */
static bool take(struct lexer *lx, char c) {
    if (*lx->cur != c || lx->cur == lx->inp) {
        return false;
    }
    lx->cur++;
    return true;
}

static enum token_kind operator_(struct lexer *lx, const char *start, int c) {
    switch (c) {
    case '(': return open_bracket(lx, start, TOK_LPAR);
    case '[': return open_bracket(lx, start, TOK_LSQB);
    case '{': return open_bracket(lx, start, TOK_LBRACE);
    case ')': return close_bracket(lx, ')', '(', TOK_RPAR);
    case ']': return close_bracket(lx, ']', '[', TOK_RSQB);
    case '}': return close_bracket(lx, '}', '{', TOK_RBRACE);
    case ',': return TOK_COMMA;
    case ';': return TOK_SEMI;
    case '~': return TOK_TILDE;
    case ':': return take(lx, '=') ? TOK_COLON_EQUAL : TOK_COLON;
    case '=': return take(lx, '=') ? TOK_EQ_EQUAL : TOK_EQUAL;
    case '+': return take(lx, '=') ? TOK_PLUS_EQUAL : TOK_PLUS;
    case '-': return take(lx, '=') ? TOK_MIN_EQUAL : take(lx, '>') ? TOK_ARROW : TOK_MINUS;
    case '*':
        if (take(lx, '*')) {
            return take(lx, '=') ? TOK_DOUBLE_STAR_EQUAL : TOK_DOUBLE_STAR;
        }
        return take(lx, '=') ? TOK_STAR_EQUAL : TOK_STAR;
    case '/':
        if (take(lx, '/')) {
            return take(lx, '=') ? TOK_DOUBLE_SLASH_EQUAL : TOK_DOUBLE_SLASH;
        }
        return take(lx, '=') ? TOK_SLASH_EQUAL : TOK_SLASH;
    case '%': return take(lx, '=') ? TOK_PERCENT_EQUAL : TOK_PERCENT;
    case '@': return take(lx, '=') ? TOK_AT_EQUAL : TOK_AT;
    case '&': return take(lx, '=') ? TOK_AMPER_EQUAL : TOK_AMPER;
    case '|': return take(lx, '=') ? TOK_VBAR_EQUAL : TOK_VBAR;
    case '^': return take(lx, '=') ? TOK_CIRCUMFLEX_EQUAL : TOK_CIRCUMFLEX;
    case '<':
        if (take(lx, '<')) {
            return take(lx, '=') ? TOK_LEFT_SHIFT_EQUAL : TOK_LEFT_SHIFT;
        }
        /* Of old, <> was "not equal"; one token, that no rule accepts. */
        return take(lx, '=') ? TOK_LESS_EQUAL : take(lx, '>') ? TOK_STRAY : TOK_LESS;
    case '>':
        if (take(lx, '>')) {
            return take(lx, '=') ? TOK_RIGHT_SHIFT_EQUAL : TOK_RIGHT_SHIFT;
        }
        return take(lx, '=') ? TOK_GREATER_EQUAL : TOK_GREATER;
    case '!': return take(lx, '=') ? TOK_NOT_EQUAL : TOK_STRAY;
    default:
        if (c < ' ' || c == 127) {
            return fail(lx, "invalid non-printable character U+%04X", (unsigned)c);
        }
        return TOK_STRAY;
    }
}

/* -- tokens -- */

static void set_place(struct lexer *lx, struct token *t, const char *start) {
    t->start = start;
    t->len = (uint32_t)(lx->cur - start);
    t->col_offset = (int32_t)(start - lx->line_start);
    t->end_col_offset = (int32_t)(lx->cur - lx->line_start);
}

/* A name, keyword or prefixed string; `c`, its first byte, has been read. */
static enum token_kind word(struct lexer *lx, struct token *t, int c) {
    const char *start = lx->cur - 1;
    bool saw_b = false, saw_r = false, saw_u = false, saw_f = false;
    for (;;) {
        int lower = c | 0x20;
        if (lower == 'b' && !(saw_b || saw_u || saw_f)) {
            saw_b = true;
        } else if (lower == 'u' && !(saw_b || saw_u || saw_r || saw_f)) {
            saw_u = true;
        } else if (lower == 'r' && !(saw_r || saw_u)) {
            saw_r = true;
        } else if (lower == 'f' && !(saw_f || saw_b || saw_u)) {
            saw_f = true;
        } else {
            break;
        }
        c = (unsigned char)*lx->cur++;
        if (c == '"' || c == '\'') {
            const char *line = lx->line_start;
            t->lineno = lx->lineno;
            enum token_kind kind = string(lx, start, c);
            set_place(lx, t, start);
            t->col_offset = (int32_t)(start - line);
            return kind;
        }
    }
    const unsigned char *p = (const unsigned char *)lx->cur - 1;
    bool non_ascii = false;
    while ((classes[*p] & C_PART) || *p >= 128) {
        non_ascii |= *p >= 128;
        p++;
    }
    lx->cur = (const char *)p;
    if (non_ascii && !verify_identifier(lx, start)) {
        return TOK_ERROR;
    }
    set_place(lx, t, start);
    return keyword_or_name(start, t->len);
}

/* The next token's kind; *t gets its place. */
static enum token_kind scan(struct lexer *lx, struct token *t) {
    bool blank;
next_line:
    blank = false;
    if (lx->at_line_start && !read_indentation(lx, &blank)) {
        return TOK_ERROR;
    }
    if (lx->pending < 0) {
        lx->pending++;
        return TOK_DEDENT;
    }
    if (lx->pending > 0) {
        lx->pending--;
        return TOK_INDENT;
    }
again:;
    int c;
    do {
        c = next_char(lx);
    } while (c == ' ' || c == '\t' || c == '\f');
    const char *start = lx->cur - 1;
    if (c == '#') {
        lx->cur = lx->inp;
        c = lx->inp[-1] == '\n' ? '\n' : next_char(lx);
    }
    if (c == END) {
        return lx->level ? TOK_ERROR : TOK_ENDMARKER;
    }
    t->lineno = lx->lineno;
    if (is_class(c, C_START)) {
        return word(lx, t, c);
    }
    enum token_kind kind;
    if (c == '\n') {
        lx->at_line_start = true;
        if (blank || lx->level > 0) {
            goto next_line;
        }
        set_place(lx, t, start);
        t->end_col_offset--;
        t->len--;
        return TOK_NEWLINE;
    }
    if (c == '\'' || c == '"') {
        const char *line = lx->line_start;
        kind = string(lx, start, c);
        set_place(lx, t, start);
        t->col_offset = (int32_t)(start - line);
        return kind;
    }
    if (c == '\\') {
        if (!continuation_line(lx)) {
            return TOK_ERROR;
        }
        goto again;
    }
    if (is_digit(c)) {
        kind = number(lx, c);
    } else if (c == '.') {
        if (is_digit((unsigned char)*lx->cur)) {
            kind = number_tail(lx, FRACTION, next_char(lx));
        } else if (lx->cur[0] == '.' && lx->cur[1] == '.') {
            lx->cur += 2;
            kind = TOK_ELLIPSIS;
        } else {
            kind = TOK_DOT;
        }
    } else {
        kind = operator_(lx, start, c);
    }
    set_place(lx, t, start);
    return kind;
}

void lex_next(struct lexer *lx, struct token *t) {
    t->start = NULL;
    t->len = 0;
    t->col_offset = t->end_col_offset = -1;
    t->id = NULL;
    t->memo = NULL;
    t->lineno = 0;
    enum token_kind kind = TOK_ERROR;
    if (lx->status == LEX_OK || lx->status == LEX_EOF) {
        kind = scan(lx, t);
    }
    if (kind == TOK_ERROR) {
        t->start = NULL;
        t->col_offset = t->end_col_offset = -1;
    }
    if (!t->start) {
        t->lineno = lx->lineno;
    }
    t->end_lineno = lx->lineno;
    t->kind = (uint8_t)kind;
    t->level = (uint8_t)lx->level;
}
