/* The one door to the front end: source bytes in, tree or error out. Holds no state between calls.
 *
 * parse() decodes and checks the source (BOM, coding cookie, NUL bytes, UTF-8), runs the lexer and
 * the parser, and leaves everything it made in the caller's arena. On failure it fills `err` with
 * what CPython 3.11 would say: the same message, place and source line.
 */
#ifndef GILVM_COMPILER_PARSER_H
#define GILVM_COMPILER_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/arena.h"
#include "compiler/ast.h"

enum parse_mode {
    PARSE_EXEC,   /* a file: MODULE */
    PARSE_EVAL,   /* eval(): EXPRESSION */
    PARSE_SINGLE, /* one interactive statement: INTERACTIVE */
};

enum parse_flags {
    /* compile() of a str object: the bytes are UTF-8 already, and a coding cookie is only a
       comment. */
    PARSE_IGNORE_COOKIE = 1,
    /* For the REPL (CPython's PyCF_DONT_IMPLY_DEDENT): the end of the input does not close an open
     * block, so `if x:` plus a body is reported as incomplete until an empty line follows. */
    PARSE_DONT_IMPLY_DEDENT = 2,
    /* compile() of a bytes object: comments may hold what is no UTF-8. */
    PARSE_BYTES = 4,
};

enum parse_error_kind {
    PARSE_ERROR_NONE,
    PARSE_ERROR_SYNTAX,      /* SyntaxError */
    PARSE_ERROR_INDENTATION, /* IndentationError */
    PARSE_ERROR_TAB,         /* TabError */
    PARSE_ERROR_VALUE,       /* ValueError: NUL bytes. No place */
    PARSE_ERROR_MEMORY,      /* MemoryError: nested too deeply, or malloc said no. No place */
};

typedef struct parse_error {
    enum parse_error_kind kind;
    const char *message; /* in the arena, or static; UTF-8, NUL-ended */
    /* What SyntaxError.lineno, .offset, .end_lineno, .end_offset hold: lines and columns from 1,
     * columns in code points of the source line, the end exclusive. offset 0 = no caret; end_lineno
     * 0 or end_offset 0 = no end known; offset -1 = CPython has None there. lineno 0 = no place at
     * all. */
    int lineno;
    int offset;
    int end_lineno;
    int end_offset;
    const char *text; /* the source line(s), with the newline if there is one; in the arena; NULL if
                         not known */
    size_t text_len;
    bool incomplete; /* the input ended inside a block, bracket or string: more lines might repair
                        it */
} parse_error;

/* Parses src[0..len). Returns true and the root in *out, or false and the reason in *err.
 * `filename` is only used in messages. Memory: everything, also err->message and err->text, belongs
 * to `a`. */
bool parse(arena *a, const char *src, size_t len, const char *filename, enum parse_mode mode,
           unsigned flags, struct node **out, parse_error *err);

#endif
