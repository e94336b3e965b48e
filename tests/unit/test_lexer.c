/* test_lexer.c: tokens, their places, and what the lexer refuses. The messages are tested with the
 * parser's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/lexer.h"

static const char *const kind_names[] = {
#define X(kind, spelling) #kind,
    TOKEN_KINDS(X)
#undef X
};

/* The kinds of all tokens of `text`, with spaces between them. */
static const char *kinds(const char *text) {
    static char out[4096];
    size_t len = 0;
    arena a;
    struct lexer lx;
    struct token t;
    arena_init(&a);
    lex_init(&lx, &a, text, strlen(text));
    do {
        lex_next(&lx, &t);
        len += (size_t)snprintf(out + len, sizeof(out) - len, "%s%s", len ? " " : "",
                                kind_names[t.kind]);
    } while (t.kind != TOK_ENDMARKER && t.kind != TOK_ERROR && len < sizeof(out) - 50);
    arena_fini(&a);
    return out;
}

/* Why the lexer stops in `text`. */
static enum lex_status status(const char *text) {
    arena a;
    struct lexer lx;
    struct token t;
    arena_init(&a);
    lex_init(&lx, &a, text, strlen(text));
    do {
        lex_next(&lx, &t);
    } while (t.kind != TOK_ENDMARKER && t.kind != TOK_ERROR);
    arena_fini(&a);
    return lx.status;
}

static void test_blocks(void **state) {
    (void)state;
    assert_string_equal(kinds("x\n"), "NAME NEWLINE ENDMARKER");
    assert_string_equal(kinds("\n\n  # only a comment\n\n"), "ENDMARKER");
    assert_string_equal(kinds("if x:\n  y\n\n    # deeper\n  z\nw\n"),
                        "IF NAME COLON NEWLINE INDENT NAME NEWLINE NAME NEWLINE DEDENT NAME "
                        "NEWLINE ENDMARKER");
    assert_string_equal(kinds("if x:\n if y:\n  z\n"),
                        "IF NAME COLON NEWLINE INDENT IF NAME COLON NEWLINE INDENT NAME NEWLINE "
                        "DEDENT DEDENT ENDMARKER");
    assert_string_equal(kinds("(a,\n   b)\n"), "LPAR NAME COMMA NAME RPAR NEWLINE ENDMARKER");
    assert_string_equal(kinds("a + \\\n b\n"), "NAME PLUS NAME NEWLINE ENDMARKER");
    assert_string_equal(kinds("\fx\n"), "NAME NEWLINE ENDMARKER");
}

static void test_indentation_errors(void **state) {
    (void)state;
    assert_int_equal(status("if x:\n    y\n  z\n"), LEX_DEDENT);
    assert_int_equal(status("if x:\n        y\n\tz\n"), LEX_TABSPACE);
    assert_int_equal(status("x = 1 \\ y\n"), LEX_LINECONT);
    assert_int_equal(status("x = (1,\n"), LEX_EOF);
    char deep[LEX_MAX_INDENT * LEX_MAX_INDENT] = "";
    for (int i = 0; i <= LEX_MAX_INDENT; i++) {
        char line[LEX_MAX_INDENT + 10];
        snprintf(line, sizeof(line), "%*sif x:\n", i, "");
        strcat(deep, line);
    }
    assert_int_equal(status(deep), LEX_TOODEEP);
}

static void test_keywords(void **state) {
    (void)state;
    /* Every keyword is itself, and a name with one letter more or less. */
    for (int kind = TOK_AND; kind < TOK_KIND_COUNT; kind++) {
        char text[32];
        snprintf(text, sizeof(text), "%s\n", lex_spelling((enum token_kind)kind));
        assert_string_equal(strtok(strcpy((char[64]){0}, kinds(text)), " "), kind_names[kind]);
        snprintf(text, sizeof(text), "%sx\n", lex_spelling((enum token_kind)kind));
        assert_string_equal(kinds(text), "NAME NEWLINE ENDMARKER");
    }
    assert_string_equal(kinds("iff asd nut Nona match case _\n"),
                        "NAME NAME NAME NAME NAME NAME NAME NEWLINE ENDMARKER");
}

static void test_operators(void **state) {
    (void)state;
    for (int kind = TOK_LPAR; kind < TOK_AND; kind++) {
        const char *spelling = lex_spelling((enum token_kind)kind);
        char text[32];
        if (strchr(")]}", spelling[0])) {
            continue; /* needs an opening one */
        }
        snprintf(text, sizeof(text), "%s\n", spelling);
        assert_string_equal(strtok(strcpy((char[64]){0}, kinds(text)), " "), kind_names[kind]);
    }
    assert_string_equal(kinds("a<<=b>>c**=d//=e...f:=g->h<>i!j\n"),
                        "NAME LEFT_SHIFT_EQUAL NAME RIGHT_SHIFT NAME DOUBLE_STAR_EQUAL NAME "
                        "DOUBLE_SLASH_EQUAL NAME ELLIPSIS NAME COLON_EQUAL NAME ARROW NAME STRAY "
                        "NAME STRAY NAME NEWLINE ENDMARKER");
}

static void test_literals(void **state) {
    (void)state;
    assert_string_equal(kinds("0 00 1_000 0xFF 0o17 0b1_0 1.5 .5 5. 1e9 1E-5 1j 1.j 0.e1\n"),
                        "NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER "
                        "NUMBER NUMBER NUMBER NUMBER NEWLINE ENDMARKER");
    assert_string_equal(kinds("1if x else 2\n"), "NUMBER IF NAME ELSE NUMBER NEWLINE ENDMARKER");
    assert_string_equal(kinds("'a' \"b\" '' '''c\n'd''' r'\\'' Rb'x' f'{y}' u'z'\n"),
                        "STRING STRING STRING STRING STRING STRING STRING STRING NEWLINE "
                        "ENDMARKER");
    assert_string_equal(kinds("rb'' Br'' fR'' uu'' \n"),
                        "STRING STRING STRING NAME STRING NEWLINE ENDMARKER");
}

static void test_places(void **state) {
    (void)state;
    arena a;
    struct lexer lx;
    struct token t;
    const char *text = "\xC3\xA9 = '''a\nb''' # c\n";
    arena_init(&a);
    lex_init(&lx, &a, text, strlen(text));
    lex_next(&lx, &t);
    assert_int_equal(t.kind, TOK_NAME);
    assert_int_equal(t.end_col_offset, 2);
    lex_next(&lx, &t);
    assert_int_equal(t.col_offset, 3);
    lex_next(&lx, &t);
    assert_int_equal(t.kind, TOK_STRING);
    assert_int_equal(t.lineno, 1);
    assert_int_equal(t.col_offset, 5);
    assert_int_equal(t.end_lineno, 2);
    assert_int_equal(t.end_col_offset, 4);
    lex_next(&lx, &t);
    assert_int_equal(t.kind, TOK_NEWLINE);
    assert_int_equal(t.col_offset, 5);
    lex_next(&lx, &t);
    assert_int_equal(t.kind, TOK_ENDMARKER);
    lex_next(&lx, &t);
    assert_int_equal(t.kind, TOK_ENDMARKER);
    arena_fini(&a);
}

/* eval() and the REPL: the last line has no end of its own. */
static void test_unfinished_line(void **state) {
    (void)state;
    arena a;
    struct lexer lx;
    struct token t;
    arena_init(&a);
    lex_init(&lx, &a, "x # y\n", 5);
    lex_next(&lx, &t);
    assert_int_equal(t.kind, TOK_NAME);
    lex_next(&lx, &t);
    assert_int_equal(t.kind, TOK_ENDMARKER);
    arena_fini(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),          cmocka_unit_test(test_indentation_errors),
        cmocka_unit_test(test_keywords),        cmocka_unit_test(test_operators),
        cmocka_unit_test(test_literals),        cmocka_unit_test(test_places),
        cmocka_unit_test(test_unfinished_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
