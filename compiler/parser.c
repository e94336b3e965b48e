/* The parser's machinery: tokens, nodes, lists, identifiers, the memo, errors, and the two passes.
 * The grammar itself is in parse_*.c; parse_internal.h says how it all fits together.
 */
#include "compiler/parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "compiler/parse_internal.h"
#include "compiler/source.h"

/* -- memory -- */

static void *raise_memory(struct parser *p) {
    if (!p->error) {
        p->error = true;
        *p->err = (parse_error){.kind = PARSE_ERROR_MEMORY, .message = ""};
    }
    return NULL;
}

void *check_memory(struct parser *p, void *ptr) {
    return ptr ? ptr : raise_memory(p);
}

bool enter(struct parser *p, int levels) {
    p->level += levels;
    if (p->level <= PARSE_MAX_LEVEL) {
        return true;
    }
    raise_memory(p);
    return false;
}

struct node *make(struct parser *p, enum ast_kind kind, uint32_t start) {
    struct node *n = check_memory(p, ast_node_new(p->a, kind));
    if (!n) {
        return NULL;
    }
    const struct token *first = &p->tokens[start];
    const struct token *last = &p->tokens[p->mark - 1];
    /* The end of a block is that of its last statement, not of the line ends after it. */
    while (last > first && (last->kind == TOK_NEWLINE || last->kind == TOK_INDENT ||
                            last->kind == TOK_DEDENT || last->kind == TOK_ENDMARKER)) {
        last--;
    }
    n->lineno = first->lineno;
    n->col_offset = first->col_offset;
    n->end_lineno = last->end_lineno;
    n->end_col_offset = last->end_col_offset;
    return n;
}

/* -- lists -- */

void list_push(struct parser *p, void *item) {
    if (p->scratch_len == p->scratch_size) {
        uint32_t size = p->scratch_size ? p->scratch_size * 2 : 64;
        void **scratch = check_memory(p, realloc(p->scratch, size * sizeof(*scratch)));
        if (!scratch) {
            return;
        }
        p->scratch = scratch;
        p->scratch_size = size;
    }
    p->scratch[p->scratch_len++] = item;
}

/* Moves what was pushed since `since` into the arena. */
static void *take_scratch(struct parser *p, uint32_t since, uint32_t *count) {
    *count = p->scratch_len - since;
    p->scratch_len = since;
    if (!*count || p->error) {
        return NULL;
    }
    void **items = check_memory(p, arena_alloc(p->a, *count * sizeof(*items)));
    if (!items) {
        *count = 0;
        return NULL;
    }
    return memcpy(items, p->scratch + since, *count * sizeof(*items));
}

struct node_list list_take(struct parser *p, uint32_t since) {
    struct node_list list;
    list.items = take_scratch(p, since, &list.count);
    if (!list.items) {
        list.count = 0;
    }
    return list;
}

struct ident_list ident_list_take(struct parser *p, uint32_t since) {
    struct ident_list list;
    list.items = take_scratch(p, since, &list.count);
    if (!list.items) {
        list.count = 0;
    }
    return list;
}

struct node_list list_of_one(struct parser *p, struct node *item) {
    uint32_t since = p->scratch_len;
    list_push(p, item);
    return list_take(p, since);
}

/* -- identifiers -- */

static uint32_t hash_bytes(const char *s, size_t len) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++) {
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    }
    return h ^ h >> 15;
}

static bool ident_table_grow(struct parser *p) {
    struct ident_table *table = p->idents;
    uint32_t size = table->size ? table->size * 2 : 128;
    struct ident **slots = check_memory(p, calloc(size, sizeof(*slots)));
    if (!slots) {
        return false;
    }
    for (uint32_t i = 0; i < table->size; i++) {
        struct ident *id = table->slots[i];
        if (!id) {
            continue;
        }
        uint32_t at = hash_bytes(id->s, id->len) & (size - 1);
        while (slots[at]) {
            at = (at + 1) & (size - 1);
        }
        slots[at] = id;
    }
    free(table->slots);
    table->slots = slots;
    table->size = size;
    return true;
}

/* The identifier with these bytes, which need no normalising. */
static const struct ident *ident_intern(struct parser *p, const char *s, size_t len) {
    struct ident_table *table = p->idents;
    if (table->count * 4 >= table->size * 3 && !ident_table_grow(p)) {
        return NULL;
    }
    uint32_t at = hash_bytes(s, len) & (table->size - 1);
    for (; table->slots[at]; at = (at + 1) & (table->size - 1)) {
        if (table->slots[at]->len == len && memcmp(table->slots[at]->s, s, len) == 0) {
            return table->slots[at];
        }
    }
    struct ident *id = check_memory(p, arena_alloc(p->a, sizeof(*id)));
    char *copy = check_memory(p, arena_strndup(p->a, s, len));
    if (!id || !copy) {
        return NULL;
    }
    *id = (struct ident){.s = copy, .len = (uint32_t)len, .index = table->count++};
    return table->slots[at] = id;
}

const struct ident *ident_new(struct parser *p, const char *s, size_t len) {
    bool ascii = true;
    for (size_t i = 0; i < len && ascii; i++) {
        ascii = (unsigned char)s[i] < 128;
    }
    if (ascii) {
        return ident_intern(p, s, len);
    }
    utf8proc_uint8_t *nfkc = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, &nfkc,
                                      UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE);
    if (n < 0) {
        return raise_memory(p);
    }
    const struct ident *id = ident_intern(p, (const char *)nfkc, (size_t)n);
    free(nfkc);
    return id;
}

const struct ident *accept_name(struct parser *p) {
    if (peek(p) != TOK_NAME) {
        return NULL;
    }
    struct token *t = &p->tokens[p->mark];
    if (!t->id && !(t->id = ident_new(p, t->start, t->len))) {
        return NULL;
    }
    p->mark++;
    return t->id;
}

/* -- memo -- */

bool memo_find(struct parser *p, int rule, void *result) {
    if (peek(p) == TOK_ERROR) {
        *(void **)result = NULL;
        return true;
    }
    for (struct memo *m = p->tokens[p->mark].memo; m; m = m->next) {
        if (m->rule == rule) {
            p->mark = m->mark;
            *(void **)result = m->result;
            return true;
        }
    }
    return false;
}

void memo_add(struct parser *p, int rule, uint32_t start, void *result) {
    struct memo *m = check_memory(p, arena_alloc(p->a, sizeof(*m)));
    if (!m) {
        return;
    }
    *m = (struct memo){p->tokens[start].memo, result, p->mark, rule};
    p->tokens[start].memo = m;
}

/* -- errors -- */

struct place place_of(const struct node *n) {
    return (struct place){n->lineno, n->col_offset, n->end_lineno, n->end_col_offset};
}

struct place place_of_token(const struct parser *p, uint32_t index) {
    const struct token *t = &p->tokens[index];
    return (struct place){t->lineno, t->col_offset, t->end_lineno, t->end_col_offset};
}

struct place place_between(struct place first, struct place last) {
    return (struct place){first.lineno, first.col, last.end_lineno, last.end_col};
}

/* Line `lineno` of the text being parsed, with its '\n'. */
static const char *find_line(struct parser *p, int lineno, size_t *len) {
    const char *line = p->lx.text;
    for (int i = p->starting_lineno ? p->starting_lineno : 1; i < lineno; i++) {
        const char *newline = memchr(line, '\n', (size_t)(p->lx.end - line));
        if (!newline || newline + 1 == p->lx.end) {
            break;
        }
        line = newline + 1;
    }
    const char *newline = memchr(line, '\n', (size_t)(p->lx.end - line));
    *len = (size_t)((newline ? newline + 1 : p->lx.end) - line);
    return line;
}

/* The characters in the first `col` bytes of the line; as CPython, with one more for the line's
 * end. */
static int chars_before(const char *line, size_t len, int col) {
    if (col <= 0) {
        return col;
    }
    if ((size_t)col > len) {
        return lex_count_chars(line, len) + 1;
    }
    return lex_count_chars(line, (size_t)col);
}

/* Fills in *err. `col` and `end_col` count bytes from 1 (0 and below: none). */
static void report(struct parser *p, enum parse_error_kind kind, int lineno, int col,
                   int end_lineno, int end_col, const char *format, va_list args) {
    if (p->error) {
        return;
    }
    p->error = true;
    char message[512];
    int prefix = p->is_fstring ? snprintf(message, sizeof(message), "f-string: ") : 0;
    vsnprintf(message + prefix, sizeof(message) - (size_t)prefix, format, args);
    size_t len, end_len;
    const char *line = find_line(p, lineno, &len), *end_line = line;
    end_len = len;
    /* For a source in bytes the end counts in its own line, for a str CPython keeps to the
     * first. */
    if (end_lineno > lineno && !(p->flags & PARSE_IGNORE_COOKIE)) {
        end_line = find_line(p, end_lineno, &end_len);
    } else if (end_lineno > lineno && len && line[len - 1] == '\n') {
        end_len--;
    }
    if (p->is_fstring) {
        col -= p->starting_col;
        end_col -= p->starting_col;
    }
    *p->err = (parse_error){
        .kind = kind,
        .message = arena_strndup(p->a, message, strlen(message)),
        .lineno = lineno,
        .offset = chars_before(line, len, col),
        .end_lineno = end_lineno,
        .end_offset = chars_before(end_line, end_len, end_col),
        .text = arena_strndup(p->a, line, len),
        .text_len = len,
    };
    if (!p->err->message || !p->err->text) {
        *p->err = (parse_error){.kind = PARSE_ERROR_MEMORY, .message = ""};
    }
}

void *raise_at(struct parser *p, struct place place, const char *format, ...) {
    va_list args;
    va_start(args, format);
    report(p, PARSE_ERROR_SYNTAX, place.lineno, place.col + 1, place.end_lineno, place.end_col + 1,
           format, args);
    va_end(args);
    return NULL;
}

void *raise_starting_from(struct parser *p, struct place place, const char *format, ...) {
    va_list args;
    va_start(args, format);
    report(p, PARSE_ERROR_SYNTAX, place.lineno, place.col + 1, p->lx.lineno,
           (int)(p->lx.cur - p->lx.line_start), format, args);
    va_end(args);
    return NULL;
}

void *raise_last(struct parser *p, enum parse_error_kind kind, const char *format, ...) {
    const struct token *t = &p->tokens[p->fill - 1];
    /* A token without text (DEDENT) is where the lexer stands. At the end of a file, but not of a
     * str, that is nowhere. */
    bool at_end =
        p->lx.status == LEX_EOF && t->kind != TOK_ERROR && !(p->flags & PARSE_IGNORE_COOKIE);
    int col = t->col_offset >= 0 ? t->col_offset + 1
              : at_end           ? 0
                                 : (int)(p->lx.cur - p->lx.line_start);
    int end_col = t->end_col_offset >= 0 ? t->end_col_offset + 1 : -1;
    va_list args;
    va_start(args, format);
    report(p, kind, t->lineno, col, t->end_lineno, end_col, format, args);
    va_end(args);
    return NULL;
}

static void raise_unclosed_bracket(struct parser *p) {
    int i = p->lx.level - 1;
    raise_at(p, (struct place){p->lx.open[i].lineno, p->lx.open[i].col, p->lx.open[i].lineno, -1},
             "'%c' was never closed", p->lx.open[i].bracket);
}

__attribute__((format(printf, 3, 4))) static void
raise_in_line(struct parser *p, enum parse_error_kind kind, const char *format, ...) {
    int col = p->lx.status == LEX_LINECONT ? (int)(p->lx.cur - p->lx.line_start) - 1 : 0;
    va_list args;
    va_start(args, format);
    report(p, kind, p->lx.lineno, col + 1, p->lx.lineno, 0, format, args);
    va_end(args);
}

/* The lexer's own message, as it stands. */
static void raise_lexer_error(struct parser *p) {
    const struct lex_error *e = &p->lx.error;
    if (p->error) {
        return;
    }
    p->error = true;
    size_t len;
    const char *line = find_line(p, e->lineno, &len);
    if (len && line[len - 1] == '\n') {
        len--;
    }
    *p->err = (parse_error){.kind = PARSE_ERROR_SYNTAX,
                            .message = e->message,
                            .lineno = e->lineno,
                            .offset = e->offset,
                            .end_lineno = e->lineno,
                            .end_offset = e->end_offset,
                            .text = arena_strndup(p->a, line, len),
                            .text_len = len};
    if (!e->message || !p->err->text) {
        *p->err = (parse_error){.kind = PARSE_ERROR_MEMORY, .message = ""};
    }
}

/* The lexer stopped: says why. The error token has been added to the list. */
static void raise_lexer_stop(struct parser *p) {
    switch (p->lx.status) {
    case LEX_ERROR: raise_lexer_error(p); break;
    case LEX_OK:
    case LEX_EOF:
        if (p->lx.level) {
            raise_unclosed_bracket(p);
        } else {
            raise_last(p, PARSE_ERROR_SYNTAX, "unexpected EOF while parsing");
        }
        break;
    case LEX_DEDENT:
        raise_last(p, PARSE_ERROR_INDENTATION,
                   "unindent does not match any outer indentation level");
        break;
    case LEX_TABSPACE:
        raise_in_line(p, PARSE_ERROR_TAB, "inconsistent use of tabs and spaces in indentation");
        break;
    case LEX_TOODEEP:
        raise_in_line(p, PARSE_ERROR_INDENTATION, "too many levels of indentation");
        break;
    case LEX_LINECONT:
        raise_in_line(p, PARSE_ERROR_SYNTAX,
                      "unexpected character after line continuation character");
        break;
    }
}

/* The source has a syntax error. Reads on to its end, to see whether the lexer finds a worse one: a
 * bracket left open before that place, or a broken string or number after it, says more. */
static void check_rest_of_source(struct parser *p) {
    int error_line = p->tokens[p->fill - 1].lineno;
    parse_error first = *p->err;
    struct token t;
    do {
        lex_next(&p->lx, &t);
    } while (t.kind != TOK_ERROR && t.kind != TOK_ENDMARKER);
    if (t.kind == TOK_ENDMARKER) {
        return;
    }
    p->error = false;
    if (p->lx.status == LEX_ERROR) {
        raise_lexer_error(p);
    } else if (p->lx.level && error_line > p->lx.open[p->lx.level - 1].lineno) {
        raise_unclosed_bracket(p);
    }
    if (!p->error) {
        *p->err = first;
    }
    p->error = true;
}

/* -- tokens -- */

enum token_kind fill_token(struct parser *p) {
    if (p->error) {
        return TOK_ERROR;
    }
    if (p->fill == p->size) {
        uint32_t size = p->size ? p->size * 2 : 64;
        struct token *tokens = check_memory(p, realloc(p->tokens, size * sizeof(*tokens)));
        if (!tokens) {
            return TOK_ERROR;
        }
        p->tokens = tokens;
        p->size = size;
    }
    struct token *t = &p->tokens[p->fill];
    lex_next(&p->lx, t);
    p->fill++;
    if (p->mode == PARSE_SINGLE && !p->is_fstring) {
        if (t->kind == TOK_ENDMARKER && p->started) {
            /* The end of the input ends the statement, and (unless the REPL wants it otherwise) its
             * blocks. */
            t->kind = TOK_NEWLINE;
            p->started = false;
            if (!(p->flags & PARSE_DONT_IMPLY_DEDENT)) {
                p->lx.pending = -p->lx.indent;
                p->lx.indent = 0;
            }
        } else {
            p->started = true;
        }
    }
    if (t->kind == TOK_ERROR) {
        raise_lexer_stop(p);
        return TOK_ERROR;
    }
    if (p->starting_lineno && p->lx.lineno == p->starting_lineno && t->col_offset >= 0) {
        t->col_offset += p->starting_col;
        t->end_col_offset += p->starting_col;
    }
    return (enum token_kind)t->kind;
}

bool expect_forced(struct parser *p, enum token_kind kind) {
    if (accept(p, kind)) {
        return true;
    }
    if (!p->error) {
        raise_at(p, place_of_token(p, p->mark), "expected '%s'", lex_spelling(kind));
    }
    return false;
}

bool at_soft_keyword(struct parser *p, const char *word) {
    if (peek(p) != TOK_NAME) {
        return false;
    }
    const struct token *t = next_token(p);
    return strlen(word) == t->len && memcmp(t->start, word, t->len) == 0;
}

/* -- what gilvm leaves out -- */

void refuse_construct(struct parser *p, uint32_t start, uint32_t end, const char *what) {
    if (p->refused.what || p->second_pass) {
        return;
    }
    p->refused.what = what;
    p->refused.lineno = p->tokens[start].lineno;
    p->refused.col = p->tokens[start].col_offset;
    p->refused.end_lineno = p->tokens[end - 1].end_lineno;
    p->refused.end_col = p->tokens[end - 1].end_col_offset;
}

/* -- the two passes -- */

void parser_init(struct parser *p, arena *a, const char *text, size_t len, parse_error *err) {
    memset(p, 0, offsetof(struct parser, lx));
    p->a = a;
    lex_init(&p->lx, a, text, len);
    memset(&p->tokens, 0, sizeof(*p) - offsetof(struct parser, tokens));
    p->err = err;
}

void parser_fini(struct parser *p) {
    free(p->tokens);
    free(p->scratch);
    p->tokens = NULL;
    p->scratch = NULL;
}

/* Starts again from the first token, with the invalid_ rules. All that the first pass has read is
 * read again at once: the messages that point to "the token read last" mean the furthest of both
 * passes. */
static void restart(struct parser *p) {
    const char *text = p->lx.text;
    size_t len = (size_t)(p->lx.end - text);
    uint32_t count = p->dropped + p->fill;
    lex_init(&p->lx, p->a, text, len);
    if (p->starting_lineno) {
        p->lx.lineno = p->starting_lineno - 1;
    }
    p->mark = p->fill = p->dropped = 0;
    p->scratch_len = 0;
    p->level = p->first_level;
    p->started = false;
    p->second_pass = p->call_invalid = true;
    while (p->fill < count && fill_token(p) != TOK_ERROR) {
        ;
    }
}

/* Both passes failed without a message: the generic one. `last` is where the first pass gave up. */
static void raise_generic(struct parser *p, const struct token *last) {
    if (last->kind == TOK_INDENT || last->kind == TOK_DEDENT) {
        raise_last(p, PARSE_ERROR_INDENTATION, "unexpected %s",
                   last->kind == TOK_INDENT ? "indent" : "unindent");
        return;
    }
    raise_at(p,
             (struct place){last->lineno, last->col_offset, last->end_lineno, last->end_col_offset},
             "invalid syntax");
    check_rest_of_source(p);
}

struct node *run_parser(struct parser *p, struct node *(*root)(struct parser *)) {
    struct node *n = root(p);
    if (n && !p->error) {
        if (!p->refused.what) {
            return n;
        }
        raise_at(p,
                 (struct place){p->refused.lineno, p->refused.col, p->refused.end_lineno,
                                p->refused.end_col},
                 "%s", p->refused.what);
        return NULL;
    }
    bool incomplete = p->lx.status == LEX_EOF || p->lx.unfinished;
    if (p->error) {
        /* The lexer, or a missing token that is an error in any case. */
        if (p->err->kind != PARSE_ERROR_MEMORY && p->lx.status == LEX_OK) {
            check_rest_of_source(p);
        }
    } else {
        struct token last = p->tokens[p->fill - 1];
        restart(p);
        root(p);
        if (!p->error) {
            raise_generic(p, &last);
        } else if (p->err->kind != PARSE_ERROR_MEMORY && p->lx.status == LEX_OK) {
            check_rest_of_source(p);
        }
    }
    p->err->incomplete = incomplete;
    return NULL;
}

bool parse(arena *a, const char *src, size_t len, const char *filename, enum parse_mode mode,
           unsigned flags, struct node **out, parse_error *err) {
    *out = NULL;
    *err = (parse_error){.kind = PARSE_ERROR_NONE};
    struct source source;
    if (!source_init(&source, a, src, len, filename, flags, mode == PARSE_EXEC, err)) {
        return false;
    }
    struct ident_table idents = {0};
    struct parser p;
    parser_init(&p, a, source.bytes, source.len, err);
    p.mode = mode;
    p.flags = flags;
    p.filename = filename;
    p.idents = &idents;
    p.level = p.first_level = PARSE_FIRST_LEVEL;
    struct node *n = run_parser(&p, mode == PARSE_EXEC     ? file_rule
                                    : mode == PARSE_SINGLE ? interactive_rule
                                                           : eval_rule);
    if (n) {
        if (mode == PARSE_EXEC) {
            n->u.module.ident_count = idents.count;
        } else if (mode == PARSE_SINGLE) {
            n->u.interactive.ident_count = idents.count;
        } else {
            n->u.expression.ident_count = idents.count;
        }
    }
    parser_fini(&p);
    free(idents.slots);
    source_fini(&source);
    *out = n;
    return n != NULL;
}
