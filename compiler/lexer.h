/* Source text -> tokens, one at a time, as CPython 3.11's tokenizer makes them (with INDENT,
 * DEDENT, NEWLINE).
 *
 * The lexer holds only its place in the text and the stacks of open brackets and indentations; it
 * allocates nothing but error messages. Its errors carry CPython's words and columns; some depend
 * on the parser's state and are only named here (enum lex_status), the parser puts them into words.
 */
#ifndef GILVM_COMPILER_LEXER_H
#define GILVM_COMPILER_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/arena.h"
#include "compiler/ast.h"

/* Kinds of token: X(KIND, spelling or NULL). Keywords come last, and only they. */
#define TOKEN_KINDS(X)                                           \
    X(ERROR, NULL)                                               \
    X(ENDMARKER, NULL)                                           \
    X(NEWLINE, NULL)                                             \
    X(INDENT, NULL)                                              \
    X(DEDENT, NULL)                                              \
    X(NAME, NULL)                                                \
    X(NUMBER, NULL)                                              \
    X(STRING, NULL)                                              \
    X(STRAY, NULL) /* a character that starts no token: $ ? ! */ \
    X(LPAR, "(")                                                 \
    X(RPAR, ")")                                                 \
    X(LSQB, "[")                                                 \
    X(RSQB, "]")                                                 \
    X(LBRACE, "{")                                               \
    X(RBRACE, "}")                                               \
    X(COLON, ":")                                                \
    X(COMMA, ",")                                                \
    X(SEMI, ";")                                                 \
    X(DOT, ".")                                                  \
    X(ELLIPSIS, "...")                                           \
    X(ARROW, "->")                                               \
    X(COLON_EQUAL, ":=")                                         \
    X(EQUAL, "=")                                                \
    X(PLUS, "+")                                                 \
    X(MINUS, "-")                                                \
    X(STAR, "*")                                                 \
    X(SLASH, "/")                                                \
    X(DOUBLE_SLASH, "//")                                        \
    X(PERCENT, "%")                                              \
    X(AT, "@")                                                   \
    X(DOUBLE_STAR, "**")                                         \
    X(LEFT_SHIFT, "<<")                                          \
    X(RIGHT_SHIFT, ">>")                                         \
    X(AMPER, "&")                                                \
    X(VBAR, "|")                                                 \
    X(CIRCUMFLEX, "^")                                           \
    X(TILDE, "~")                                                \
    X(LESS, "<")                                                 \
    X(GREATER, ">")                                              \
    X(LESS_EQUAL, "<=")                                          \
    X(GREATER_EQUAL, ">=")                                       \
    X(EQ_EQUAL, "==")                                            \
    X(NOT_EQUAL, "!=")                                           \
    X(PLUS_EQUAL, "+=")                                          \
    X(MIN_EQUAL, "-=")                                           \
    X(STAR_EQUAL, "*=")                                          \
    X(AT_EQUAL, "@=")                                            \
    X(SLASH_EQUAL, "/=")                                         \
    X(PERCENT_EQUAL, "%=")                                       \
    X(AMPER_EQUAL, "&=")                                         \
    X(VBAR_EQUAL, "|=")                                          \
    X(CIRCUMFLEX_EQUAL, "^=")                                    \
    X(LEFT_SHIFT_EQUAL, "<<=")                                   \
    X(RIGHT_SHIFT_EQUAL, ">>=")                                  \
    X(DOUBLE_STAR_EQUAL, "**=")                                  \
    X(DOUBLE_SLASH_EQUAL, "//=")                                 \
    X(AND, "and")                                                \
    X(AS, "as")                                                  \
    X(ASSERT, "assert")                                          \
    X(ASYNC, "async")                                            \
    X(AWAIT, "await")                                            \
    X(BREAK, "break")                                            \
    X(CLASS, "class")                                            \
    X(CONTINUE, "continue")                                      \
    X(DEF, "def")                                                \
    X(DEL, "del")                                                \
    X(ELIF, "elif")                                              \
    X(ELSE, "else")                                              \
    X(EXCEPT, "except")                                          \
    X(FALSE, "False")                                            \
    X(FINALLY, "finally")                                        \
    X(FOR, "for")                                                \
    X(FROM, "from")                                              \
    X(GLOBAL, "global")                                          \
    X(IF, "if")                                                  \
    X(IMPORT, "import")                                          \
    X(IN, "in")                                                  \
    X(IS, "is")                                                  \
    X(LAMBDA, "lambda")                                          \
    X(NONE, "None")                                              \
    X(NONLOCAL, "nonlocal")                                      \
    X(NOT, "not")                                                \
    X(OR, "or")                                                  \
    X(PASS, "pass")                                              \
    X(RAISE, "raise")                                            \
    X(RETURN, "return")                                          \
    X(TRUE, "True")                                              \
    X(TRY, "try")                                                \
    X(WHILE, "while")                                            \
    X(WITH, "with")                                              \
    X(YIELD, "yield")

enum token_kind {
#define X(kind, spelling) TOK_##kind,
    TOKEN_KINDS(X)
#undef X
        TOK_KIND_COUNT
};

struct memo;

struct token {
    uint8_t kind;  /* enum token_kind */
    uint8_t level; /* brackets open after this token */
    uint32_t len;
    const char *start; /* in the lexer's text; NULL for INDENT, DEDENT and ENDMARKER */
    /* Columns are bytes from the line's start; -1 where `start` is NULL, as in CPython. */
    int32_t lineno;
    int32_t col_offset;
    int32_t end_lineno;
    int32_t end_col_offset;
    const struct ident *id; /* NAME: filled in by the parser */
    struct memo *memo;      /* the parser's, in its second pass */
};

/* Why the lexer stopped. */
enum lex_status {
    LEX_OK,
    LEX_EOF,      /* end of text; an error when a bracket is open or after a backslash */
    LEX_ERROR,    /* lexer.error says what */
    LEX_DEDENT,   /* unindent matches no outer level */
    LEX_TABSPACE, /* tabs and spaces mixed in a way that depends on the tab size */
    LEX_TOODEEP,  /* too many levels of indentation */
    LEX_LINECONT, /* something after a backslash */
};

enum { LEX_MAX_INDENT = 100, LEX_MAX_LEVEL = 200 };

struct lex_error {
    const char *message; /* in the arena */
    int lineno;
    int offset; /* in characters, from 1 */
    int end_offset;
};

struct lexer {
    arena *a;         /* for error messages */
    const char *text; /* all of it */
    const char *end;  /* one past its last byte */
    const char *cur;  /* next byte */
    const char *inp;  /* one past the '\n' of the current line */
    const char *line_start;
    int lineno; /* of the current line; 0 before the first byte */
    enum lex_status status;
    bool at_line_start;          /* next: measure the indentation */
    bool unfinished;             /* the text ended within a string, or right after a backslash */
    int pending;                 /* INDENTs (> 0) or DEDENTs (< 0) to hand out */
    int indent;                  /* top of the two stacks */
    int indents[LEX_MAX_INDENT]; /* columns with tabs of 8 ... */
    int alt_indents[LEX_MAX_INDENT]; /* ... and of 1: both must agree on what is deeper */
    int level;                       /* open brackets */
    struct {
        char bracket;
        int lineno;
        int col;
    } open[LEX_MAX_LEVEL];
    struct lex_error error;
};

/* Starts at the first line of `text`. The text must end with '\n', or one must follow it (which is
 * then not part of it, but stops the lexer's loops: so eval() and the REPL see a last line without
 * an end). A NUL follows that. */
void lex_init(struct lexer *lx, arena *a, const char *text, size_t len);

/* Reads the next token into *t. After TOK_ERROR or TOK_ENDMARKER the same comes again. */
void lex_next(struct lexer *lx, struct token *t);

/* The spelling of an operator or keyword; NULL for other kinds. */
const char *lex_spelling(enum token_kind kind);

/* How many characters (code points; a byte that is no UTF-8 counts as one) are in s[0..len). A
 * character that is cut off at the end counts. */
int lex_count_chars(const char *s, size_t len);

#endif
