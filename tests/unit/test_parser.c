/* test_parser.c: what the parser makes and what it refuses.
 *
 * That trees and places equal CPython's is shown over whole libraries by ast_diff.py, and its
 * errors over broken programs by ast_fuzz.py; both need a CPython 3.11. Here, without one: a table
 * of errors made by CPython, and what is gilvm's own (identifiers, constants, limits, the REPL's
 * question, the refusals). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/parser.h"

/* One parse. Tests end with finish(). */
static arena memory;
static parse_error err;

static struct node *parse_text(const char *text, size_t len, enum parse_mode mode, unsigned flags) {
    struct node *root;
    arena_init(&memory);
    bool good = parse(&memory, text, len, "test.py", mode, flags, &root, &err);
    assert_int_equal(good, root != NULL);
    assert_int_equal(good, err.kind == PARSE_ERROR_NONE);
    return root;
}

static struct node *parse_exec(const char *text) {
    return parse_text(text, strlen(text), PARSE_EXEC, PARSE_IGNORE_COOKIE);
}

/* The value of the expression `text`. */
static struct node *parse_expr(const char *text) {
    struct node *root = parse_text(text, strlen(text), PARSE_EVAL, PARSE_IGNORE_COOKIE);
    if (!root) {
        fail_msg("%s: %s", text, err.message);
    }
    return root->u.expression.body;
}

static void finish(void) {
    arena_fini(&memory);
}

/* -- errors as CPython has them -- */

static const struct {
    const char *source;
    enum parse_error_kind kind;
    const char *message;
    int lineno, offset, end_lineno, end_offset;
} errors[] = {
#include "tests/unit/parser_errors.inc"
};

static void test_errors(void **state) {
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        parse_exec(errors[i].source);
        bool same = err.kind == errors[i].kind && strcmp(err.message, errors[i].message) == 0 &&
                    err.lineno == errors[i].lineno && err.offset == errors[i].offset &&
                    err.end_lineno == errors[i].end_lineno &&
                    err.end_offset == errors[i].end_offset;
        if (!same) {
            wrong++;
            print_error("%s  is  %d %s %d:%d-%d:%d\n  not %d %s %d:%d-%d:%d\n", errors[i].source,
                        err.kind, err.message ? err.message : "fine", err.lineno, err.offset,
                        err.end_lineno, err.end_offset, errors[i].kind, errors[i].message,
                        errors[i].lineno, errors[i].offset, errors[i].end_lineno,
                        errors[i].end_offset);
        }
        finish();
    }
    assert_int_equal(wrong, 0);
}

/* -- gilvm's own -- */

static void test_refused(void **state) {
    (void)state;
    static const struct {
        const char *source;
        const char *word;
        int lineno, offset, end_offset;
    } cases[] = {
        {"x = 1\nasync def f():\n    pass\n", "'async'", 2, 1, 6},
        {"def f():\n    await g()\n", "'await'", 2, 5, 10},
        {"def f():\n    async with a: pass\n", "'async'", 2, 5, 10},
        {"def f():\n    async for a in b: pass\n", "'async'", 2, 5, 10},
        {"[x async for x in y]\n", "asynchronous", 1, 4, 9},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_null(parse_exec(cases[i].source));
        assert_int_equal(err.kind, PARSE_ERROR_SYNTAX);
        assert_non_null(strstr(err.message, "gilvm has no"));
        assert_non_null(strstr(err.message, cases[i].word));
        assert_int_equal(err.lineno, cases[i].lineno);
        assert_int_equal(err.offset, cases[i].offset);
        assert_int_equal(err.end_offset, cases[i].end_offset);
        finish();
    }
    /* CPython's own error comes first. */
    assert_null(parse_exec("async def f(:\n"));
    assert_null(strstr(err.message, "gilvm"));
    finish();
}

static void test_identifiers(void **state) {
    (void)state;
    struct node *root = parse_exec("a = b.a + a\n\xEF\xAC\x81x = fix\n");
    assert_non_null(root);
    struct node *first = root->u.module.body.items[0], *second = root->u.module.body.items[1];
    const struct ident *a = first->u.assign.targets.items[0]->u.name.id;
    struct node *sum = first->u.assign.value;
    assert_ptr_equal(sum->u.bin_op.left->u.attribute.attr, a);
    assert_ptr_equal(sum->u.bin_op.right->u.name.id, a);
    /* The ligature fi is normalised. */
    assert_ptr_equal(second->u.assign.targets.items[0]->u.name.id,
                     second->u.assign.value->u.name.id);
    assert_string_equal(second->u.assign.value->u.name.id->s, "fix");
    assert_int_equal(root->u.module.ident_count, 3);
    assert_int_equal(a->index, 0);
    finish();
}

static void test_numbers(void **state) {
    (void)state;
    struct node *n = parse_expr("1_000");
    assert_int_equal(n->u.constant.kind, CONST_INT);
    assert_true(n->u.constant.is_small);
    assert_int_equal(n->u.constant.small, 1000);
    assert_string_equal(n->u.constant.s, "1000");
    finish();
    n = parse_expr("0x_FFFF_FFFF_FFFF_FFFF");
    assert_true(n->u.constant.is_small && n->u.constant.small == UINT64_MAX);
    assert_int_equal(n->u.constant.base, 16);
    finish();
    n = parse_expr("18446744073709551616");
    assert_false(n->u.constant.is_small);
    assert_string_equal(n->u.constant.s, "18446744073709551616");
    finish();
    n = parse_expr("000");
    assert_string_equal(n->u.constant.s, "0");
    finish();
    n = parse_expr("1_0.2_5e1_0");
    assert_true(n->u.constant.kind == CONST_FLOAT && n->u.constant.number == 10.25e10);
    finish();
    n = parse_expr("2.5J");
    assert_true(n->u.constant.kind == CONST_IMAGINARY && n->u.constant.number == 2.5);
    finish();
}

static void check_str(const char *source, const char *value, size_t len) {
    struct node *n = parse_expr(source);
    assert_int_equal(n->kind, AST_CONSTANT);
    assert_int_equal(n->u.constant.len, len);
    assert_memory_equal(n->u.constant.s, value, len);
    finish();
}

static void test_strings(void **state) {
    (void)state;
    check_str("'a' \"b\"'''c'''", "abc", 3);
    check_str("'\\x41\\u00e9\\U0001F600\\101\\0\\n\\q\\\n'",
              "A\xC3\xA9\xF0\x9F\x98\x80"
              "A\0\n\\q",
              12);
    check_str("r'\\n\\''", "\\n\\'", 4);
    check_str("b'\\xff\\400\\n'", "\xff\0\n", 3);
    check_str("'\\ud800'", "\xED\xA0\x80", 3);
    check_str("'\\N{LATIN SMALL LETTER E WITH ACUTE}\\N{bullet}\\N{HANGUL SYLLABLE GAG}'",
              "\xC3\xA9\xE2\x80\xA2\xEA\xB0\x81", 8);
    check_str("'\\N{CJK UNIFIED IDEOGRAPH-4E2D}'", "\xE4\xB8\xAD", 3);
    check_str("''", "", 0);
}

static void test_fstrings(void **state) {
    (void)state;
    struct node *n = parse_expr("f'a{{{b!r:>{c}}d' 'e{f}'");
    assert_int_equal(n->kind, AST_JOINED_STR);
    struct node **values = n->u.joined_str.values.items;
    assert_int_equal(n->u.joined_str.values.count, 3);
    assert_string_equal(values[0]->u.constant.s, "a{");
    assert_int_equal(values[1]->u.formatted_value.conversion, 'r');
    assert_int_equal(values[1]->u.formatted_value.format_spec->u.joined_str.values.count, 2);
    assert_string_equal(values[2]->u.constant.s, "de{f}");
    finish();
    n = parse_expr("f'{ a + 1 = }'");
    assert_string_equal(n->u.joined_str.values.items[0]->u.constant.s, " a + 1 = ");
    assert_int_equal(n->u.joined_str.values.items[1]->u.formatted_value.conversion, 'r');
    assert_int_equal(n->u.joined_str.values.items[1]->u.formatted_value.value->col_offset, 4);
    finish();
}

/* A text of `count` times `part`, with `head` and `tail`. The caller frees it. */
static char *repeat(const char *head, const char *part, size_t count, const char *tail) {
    size_t len = strlen(part);
    char *text = malloc(strlen(head) + count * len + strlen(tail) + 1), *end = text;
    end += sprintf(end, "%s", head);
    for (size_t i = 0; i < count; i++, end += len) {
        memcpy(end, part, len);
    }
    strcpy(end, tail);
    return text;
}

static void check_deep(const char *head, const char *part, size_t count, const char *tail,
                       enum parse_error_kind kind, const char *message) {
    char *text = repeat(head, part, count, tail);
    parse_exec(text);
    assert_int_equal(err.kind, kind);
    if (message) {
        assert_string_equal(err.message, message);
    }
    finish();
    free(text);
}

static void test_limits(void **state) {
    (void)state;
    static const char nested[] = "too many nested parentheses";
    check_deep("", "(", 100000, "\n", PARSE_ERROR_SYNTAX, nested);
    check_deep("", "[", 100000, "\n", PARSE_ERROR_SYNTAX, nested);
    check_deep("", "f(", 100000, "\n", PARSE_ERROR_SYNTAX, nested);
    check_deep("", "{1:", 100000, "\n", PARSE_ERROR_SYNTAX, nested);
    check_deep("", "-", 100000, "1\n", PARSE_ERROR_MEMORY, NULL);
    check_deep("", "not ", 100000, "1\n", PARSE_ERROR_MEMORY, NULL);
    check_deep("", "lambda: ", 100000, "1\n", PARSE_ERROR_MEMORY, NULL);
    check_deep("", "a if b else ", 100000, "1\n", PARSE_ERROR_MEMORY, NULL);
    check_deep("", "a**", 100000, "1\n", PARSE_ERROR_MEMORY, NULL);
    check_deep("if a: pass\n", "elif b: pass\n", 100000, "", PARSE_ERROR_MEMORY, NULL);
    check_deep("", "-", 5969, "1\n", PARSE_ERROR_NONE, NULL);
    check_deep("", "lambda: ", 2984, "1\n", PARSE_ERROR_NONE, NULL);
    check_deep("1", "+1", 100000, "\n", PARSE_ERROR_NONE, NULL);
    check_deep("a", ".a", 100000, "\n", PARSE_ERROR_NONE, NULL);
    check_deep("a", "()", 100000, "\n", PARSE_ERROR_NONE, NULL);
    check_deep("'", "a", 1 << 20, "'\n", PARSE_ERROR_NONE, NULL);
    check_deep("'", "a", 1 << 20, "", PARSE_ERROR_SYNTAX,
               "unterminated string literal (detected at line 1)");
    check_deep("", "1", 4300, "\n", PARSE_ERROR_NONE, NULL);
    check_deep("", "1", 4301, "\n", PARSE_ERROR_SYNTAX, NULL);
    check_deep("0x", "1", 100000, "\n", PARSE_ERROR_NONE, NULL);
    /* Errors deep inside must not take exponential time. */
    check_deep("", "{1:", 190, "x y\n", PARSE_ERROR_SYNTAX, "'{' was never closed");
    check_deep("", "f(a[", 90, "x y\n", PARSE_ERROR_SYNTAX, NULL);
}

static void check_source(const char *text, size_t len, enum parse_error_kind kind,
                         const char *message) {
    parse_text(text, len, PARSE_EXEC, 0);
    assert_int_equal(err.kind, kind);
    if (message) {
        assert_string_equal(err.message, message);
    }
    finish();
}

static void test_sources(void **state) {
    (void)state;
#define SOURCE(text) (text), sizeof(text) - 1
    check_source(SOURCE(""), PARSE_ERROR_NONE, NULL);
    check_source(SOURCE("x"), PARSE_ERROR_NONE, NULL);
    check_source(SOURCE("\xEF\xBB\xBFx = 1\r\nif x:\r\n  y\r\n"), PARSE_ERROR_NONE, NULL);
    check_source(SOURCE("x = 1\ry = 2"), PARSE_ERROR_NONE, NULL);
    check_source(SOURCE("# -*- coding: latin-1 -*-\n\xE9 = '\xE9'\n"), PARSE_ERROR_NONE, NULL);
    check_source(SOURCE("#!/bin/x\n# vim: set fileencoding=utf-8 :\nx\n"), PARSE_ERROR_NONE, NULL);
    check_source(SOURCE("# coding: klingon\n"), PARSE_ERROR_SYNTAX, "encoding problem: klingon");
    check_source(SOURCE("x = 1\0\n"), PARSE_ERROR_SYNTAX, "source code cannot contain null bytes");
    check_source(SOURCE("x = 1\ny = '\xFF'\n"), PARSE_ERROR_SYNTAX,
                 "Non-UTF-8 code starting with '\\xff' in file test.py on line 2, but no encoding "
                 "declared; see https://peps.python.org/pep-0263/ for details");
    check_source(SOURCE("\xED\xA0\x80\n"), PARSE_ERROR_SYNTAX, NULL);
    check_source(SOURCE("\xC0\x80\n"), PARSE_ERROR_SYNTAX, NULL);
#undef SOURCE
}

/* The REPL's question: would more lines help? */
static void test_incomplete(void **state) {
    (void)state;
    static const struct {
        const char *source;
        bool good, incomplete;
    } cases[] = {
        {"x = 1", true, false},        {"if x:", false, true},         {"if x:\n  y", false, true},
        {"if x:\n  y\n", true, false}, {"f(1,", false, true},          {"'''a", false, true},
        {"x = 'a", false, true},       {"x = \\", false, true},        {"x y\n", false, false},
        {"x = )\n", false, false},     {"def f():", false, true},      {"@a\n", false, true},
        {"try:\n  x\n", false, true},  {"x = 1\ny = 2", false, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct node *root = parse_text(cases[i].source, strlen(cases[i].source), PARSE_SINGLE,
                                       PARSE_IGNORE_COOKIE | PARSE_DONT_IMPLY_DEDENT);
        if ((root != NULL) != cases[i].good || err.incomplete != cases[i].incomplete) {
            fail_msg("%s: good %d, incomplete %d", cases[i].source, root != NULL, err.incomplete);
        }
        finish();
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors),      cmocka_unit_test(test_refused),
        cmocka_unit_test(test_identifiers), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_strings),     cmocka_unit_test(test_fstrings),
        cmocka_unit_test(test_limits),      cmocka_unit_test(test_sources),
        cmocka_unit_test(test_incomplete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
