/* Prints what the front end makes of source files, so that ast_diff.py can compare it with
 * CPython's ast module.
 *
 *     ast_dump [--eval|--single|--repl] [--str] [--time] < LIST
 *     ast_dump [--eval|--single|--repl] [--str] --batch < SOURCES
 *
 *     LIST      one path a line
 *     SOURCES   of each source its length, a line end, its bytes
 *     --str     the sources are str, not bytes: coding cookies mean nothing
 *     --time    only parses, ten times, and prints MB/s
 *
 * For each file one line: the tree in the form of ast.dump(tree, include_attributes=True), or
 * `ERROR kind|message|lineno|offset|end_lineno|end_offset|incomplete|text`. Constants are written
 * so that no knowledge of Python's repr is needed: s:HEX (str, UTF-8), b:HEX (bytes), i:HEX,
 * f:BITS, j:BITS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compiler/ast.h"
#include "compiler/parser.h"

static FILE *out;

static void dump(const struct node *n);

static void dump_hex(const char *s, size_t len) {
    for (size_t i = 0; i < len; i++) {
        fprintf(out, "%02x", (unsigned char)s[i]);
    }
}

static void dump_ident(const struct ident *id) {
    fputs("'", out);
    fwrite(id->s, 1, id->len, out);
    fputs("'", out);
}

static int digit(char c) {
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* An int of any length and base, as hexadecimal digits. */
static void dump_int(const struct node *n) {
    size_t len = n->u.constant.len, words = 0;
    uint32_t *value = calloc(len / 7 + 2, sizeof(*value));
    for (size_t i = 0; i < len; i++) {
        uint64_t carry = (uint64_t)digit(n->u.constant.s[i]);
        for (size_t w = 0; w < words; w++) {
            carry += (uint64_t)value[w] * n->u.constant.base;
            value[w] = (uint32_t)carry;
            carry >>= 32;
        }
        if (carry) {
            value[words++] = (uint32_t)carry;
        }
    }
    fprintf(out, "i:%x", words ? value[words - 1] : 0);
    for (size_t w = words; w-- > 1;) {
        fprintf(out, "%08x", value[w - 1]);
    }
    if (n->u.constant.is_small &&
        (words > 2 || n->u.constant.small !=
                          ((words > 1 ? (uint64_t)value[1] << 32 : 0) | (words ? value[0] : 0)))) {
        fputs("!small", out);
    }
    if (!n->u.constant.is_small && words <= 2) {
        fputs("!big", out);
    }
    free(value);
}

static void dump_constant(const struct node *n) {
    static const char *const words[] = {"None", "True", "False", "Ellipsis"};
    uint64_t bits;
    memcpy(&bits, &n->u.constant.number, 8);
    switch ((enum const_kind)n->u.constant.kind) {
    case CONST_INT: dump_int(n); break;
    case CONST_FLOAT: fprintf(out, "f:%016llx", (unsigned long long)bits); break;
    case CONST_IMAGINARY: fprintf(out, "j:%016llx", (unsigned long long)bits); break;
    case CONST_STR:
        fputs("s:", out);
        dump_hex(n->u.constant.s, n->u.constant.len);
        if (n->u.constant.s[n->u.constant.len]) {
            fputs("!nul", out);
        }
        break;
    case CONST_BYTES:
        fputs("b:", out);
        dump_hex(n->u.constant.s, n->u.constant.len);
        break;
    default: fputs(words[n->u.constant.kind], out);
    }
}

/* -- fields -- */

static const char *separator;

static void field(const char *name) {
    fprintf(out, "%s%s=", separator, name);
    separator = ", ";
}

static void node_field(const char *name, const struct node *n) {
    field(name);
    dump(n);
    separator = ", ";
}

static void optional_field(const char *name, const struct node *n) {
    if (n) {
        node_field(name, n);
    }
}

static void ident_field(const char *name, const struct ident *id) {
    field(name);
    dump_ident(id);
}

static void optional_ident(const char *name, const struct ident *id) {
    if (id) {
        ident_field(name, id);
    }
}

static void list_field(const char *name, struct node_list list) {
    field(name);
    fputs("[", out);
    for (uint32_t i = 0; i < list.count; i++) {
        if (i) {
            fputs(", ", out);
        }
        if (list.items[i]) {
            dump(list.items[i]);
        } else {
            fputs("None", out);
        }
    }
    fputs("]", out);
    separator = ", ";
}

static void idents_field(const char *name, struct ident_list list) {
    field(name);
    fputs("[", out);
    for (uint32_t i = 0; i < list.count; i++) {
        if (i) {
            fputs(", ", out);
        }
        dump_ident(list.items[i]);
    }
    fputs("]", out);
}

static void word_field(const char *name, const char *word) {
    field(name);
    fprintf(out, "%s()", word);
}

static const char *operator_name(uint8_t op) {
    static const char *const names[] = {"Add",    "Sub",    "Mult",    "MatMult", "Div",
                                        "Mod",    "Pow",    "LShift",  "RShift",  "BitOr",
                                        "BitXor", "BitAnd", "FloorDiv"};
    return names[op];
}

static void ctx_field(const struct node *n) {
    static const char *const names[] = {"Load", "Store", "Del"};
    word_field("ctx", names[n->ctx]);
}

static void dump_compare(const struct node *n) {
    static const char *const names[] = {"Eq",  "NotEq", "Lt",    "LtE", "Gt",
                                        "GtE", "Is",    "IsNot", "In",  "NotIn"};
    node_field("left", n->u.compare.left);
    field("ops");
    fputs("[", out);
    for (uint32_t i = 0; i < n->u.compare.comparators.count; i++) {
        fprintf(out, "%s%s()", i ? ", " : "", names[n->u.compare.ops[i]]);
    }
    fputs("]", out);
    list_field("comparators", n->u.compare.comparators);
}

static void dump_stmt_fields(const struct node *n) {
    switch ((enum ast_kind)n->kind) {
    case AST_FUNCTION_DEF:
        ident_field("name", n->u.function_def.name);
        node_field("args", n->u.function_def.args);
        list_field("body", n->u.function_def.body);
        list_field("decorator_list", n->u.function_def.decorator_list);
        optional_field("returns", n->u.function_def.returns);
        break;
    case AST_CLASS_DEF:
        ident_field("name", n->u.class_def.name);
        list_field("bases", n->u.class_def.bases);
        list_field("keywords", n->u.class_def.keywords);
        list_field("body", n->u.class_def.body);
        list_field("decorator_list", n->u.class_def.decorator_list);
        break;
    case AST_RETURN: optional_field("value", n->u.return_.value); break;
    case AST_DELETE: list_field("targets", n->u.delete_.targets); break;
    case AST_ASSIGN:
        list_field("targets", n->u.assign.targets);
        node_field("value", n->u.assign.value);
        break;
    case AST_AUG_ASSIGN:
        node_field("target", n->u.aug_assign.target);
        word_field("op", operator_name(n->u.aug_assign.op));
        node_field("value", n->u.aug_assign.value);
        break;
    case AST_ANN_ASSIGN:
        node_field("target", n->u.ann_assign.target);
        node_field("annotation", n->u.ann_assign.annotation);
        optional_field("value", n->u.ann_assign.value);
        field("simple");
        fprintf(out, "%d", n->u.ann_assign.simple);
        break;
    case AST_FOR:
        node_field("target", n->u.for_.target);
        node_field("iter", n->u.for_.iter);
        list_field("body", n->u.for_.body);
        list_field("orelse", n->u.for_.orelse);
        break;
    case AST_WHILE:
        node_field("test", n->u.while_.test);
        list_field("body", n->u.while_.body);
        list_field("orelse", n->u.while_.orelse);
        break;
    case AST_IF:
        node_field("test", n->u.if_.test);
        list_field("body", n->u.if_.body);
        list_field("orelse", n->u.if_.orelse);
        break;
    case AST_WITH:
        list_field("items", n->u.with.items);
        list_field("body", n->u.with.body);
        break;
    case AST_MATCH:
        node_field("subject", n->u.match.subject);
        list_field("cases", n->u.match.cases);
        break;
    case AST_RAISE:
        optional_field("exc", n->u.raise.exc);
        optional_field("cause", n->u.raise.cause);
        break;
    case AST_TRY:
        list_field("body", n->u.try_.body);
        list_field("handlers", n->u.try_.handlers);
        list_field("orelse", n->u.try_.orelse);
        list_field("finalbody", n->u.try_.finalbody);
        break;
    case AST_ASSERT:
        node_field("test", n->u.assert_.test);
        optional_field("msg", n->u.assert_.msg);
        break;
    case AST_IMPORT: list_field("names", n->u.import.names); break;
    case AST_IMPORT_FROM:
        optional_ident("module", n->u.import_from.module);
        list_field("names", n->u.import_from.names);
        field("level");
        fprintf(out, "%d", n->u.import_from.level);
        break;
    case AST_GLOBAL:
    case AST_NONLOCAL: idents_field("names", n->u.global.names); break;
    case AST_EXPR: node_field("value", n->u.expr.value); break;
    default: break;
    }
}

static void dump_expr_fields(const struct node *n) {
    static const char *const unary[] = {"Invert", "Not", "UAdd", "USub"};
    switch ((enum ast_kind)n->kind) {
    case AST_BOOL_OP:
        word_field("op", n->u.bool_op.op == BOOL_AND ? "And" : "Or");
        list_field("values", n->u.bool_op.values);
        break;
    case AST_NAMED_EXPR:
        node_field("target", n->u.named_expr.target);
        node_field("value", n->u.named_expr.value);
        break;
    case AST_BIN_OP:
        node_field("left", n->u.bin_op.left);
        word_field("op", operator_name(n->u.bin_op.op));
        node_field("right", n->u.bin_op.right);
        break;
    case AST_UNARY_OP:
        word_field("op", unary[n->u.unary_op.op]);
        node_field("operand", n->u.unary_op.operand);
        break;
    case AST_LAMBDA:
        node_field("args", n->u.lambda.args);
        node_field("body", n->u.lambda.body);
        break;
    case AST_IF_EXP:
        node_field("test", n->u.if_exp.test);
        node_field("body", n->u.if_exp.body);
        node_field("orelse", n->u.if_exp.orelse);
        break;
    case AST_DICT:
        list_field("keys", n->u.dict.keys);
        list_field("values", n->u.dict.values);
        break;
    case AST_SET: list_field("elts", n->u.set.elts); break;
    case AST_LIST_COMP:
    case AST_SET_COMP:
    case AST_GENERATOR_EXP:
        node_field("elt", n->u.comp.elt);
        list_field("generators", n->u.comp.generators);
        break;
    case AST_DICT_COMP:
        node_field("key", n->u.dict_comp.key);
        node_field("value", n->u.dict_comp.value);
        list_field("generators", n->u.dict_comp.generators);
        break;
    case AST_YIELD: optional_field("value", n->u.yield.value); break;
    case AST_YIELD_FROM: node_field("value", n->u.yield_from.value); break;
    case AST_COMPARE: dump_compare(n); break;
    case AST_CALL:
        node_field("func", n->u.call.func);
        list_field("args", n->u.call.args);
        list_field("keywords", n->u.call.keywords);
        break;
    case AST_FORMATTED_VALUE:
        node_field("value", n->u.formatted_value.value);
        field("conversion");
        fprintf(out, "%d", n->u.formatted_value.conversion ? n->u.formatted_value.conversion : -1);
        optional_field("format_spec", n->u.formatted_value.format_spec);
        break;
    case AST_JOINED_STR: list_field("values", n->u.joined_str.values); break;
    case AST_CONSTANT:
        field("value");
        dump_constant(n);
        if (n->u.constant.kind == CONST_STR && n->u.constant.u_prefix) {
            field("kind");
            fputs("'u'", out);
        }
        break;
    case AST_ATTRIBUTE:
        node_field("value", n->u.attribute.value);
        ident_field("attr", n->u.attribute.attr);
        ctx_field(n);
        break;
    case AST_SUBSCRIPT:
        node_field("value", n->u.subscript.value);
        node_field("slice", n->u.subscript.slice);
        ctx_field(n);
        break;
    case AST_STARRED:
        node_field("value", n->u.starred.value);
        ctx_field(n);
        break;
    case AST_NAME:
        ident_field("id", n->u.name.id);
        ctx_field(n);
        break;
    case AST_LIST:
    case AST_TUPLE:
        list_field("elts", n->u.sequence.elts);
        ctx_field(n);
        break;
    case AST_SLICE:
        optional_field("lower", n->u.slice.lower);
        optional_field("upper", n->u.slice.upper);
        optional_field("step", n->u.slice.step);
        break;
    default: break;
    }
}

static void dump_other_fields(const struct node *n) {
    switch ((enum ast_kind)n->kind) {
    case AST_MODULE:
        list_field("body", n->u.module.body);
        fputs(", type_ignores=[]", out);
        break;
    case AST_INTERACTIVE: list_field("body", n->u.interactive.body); break;
    case AST_EXPRESSION: node_field("body", n->u.expression.body); break;
    case AST_MATCH_VALUE: node_field("value", n->u.match_value.value); break;
    case AST_MATCH_SINGLETON:
        field("value");
        fputs(n->u.match_singleton.value == CONST_NONE   ? "None"
              : n->u.match_singleton.value == CONST_TRUE ? "True"
                                                         : "False",
              out);
        break;
    case AST_MATCH_SEQUENCE: list_field("patterns", n->u.match_sequence.patterns); break;
    case AST_MATCH_MAPPING:
        list_field("keys", n->u.match_mapping.keys);
        list_field("patterns", n->u.match_mapping.patterns);
        optional_ident("rest", n->u.match_mapping.rest);
        break;
    case AST_MATCH_CLASS:
        node_field("cls", n->u.match_class.cls);
        list_field("patterns", n->u.match_class.patterns);
        idents_field("kwd_attrs", n->u.match_class.kwd_attrs);
        list_field("kwd_patterns", n->u.match_class.kwd_patterns);
        break;
    case AST_MATCH_STAR: optional_ident("name", n->u.match_star.name); break;
    case AST_MATCH_AS:
        optional_field("pattern", n->u.match_as.pattern);
        optional_ident("name", n->u.match_as.name);
        break;
    case AST_MATCH_OR: list_field("patterns", n->u.match_or.patterns); break;
    case AST_COMPREHENSION:
        node_field("target", n->u.comprehension.target);
        node_field("iter", n->u.comprehension.iter);
        list_field("ifs", n->u.comprehension.ifs);
        fputs(", is_async=0", out);
        break;
    case AST_EXCEPT_HANDLER:
        optional_field("type", n->u.except_handler.type);
        optional_ident("name", n->u.except_handler.name);
        list_field("body", n->u.except_handler.body);
        break;
    case AST_ARGUMENTS:
        list_field("posonlyargs", n->u.arguments.posonlyargs);
        list_field("args", n->u.arguments.args);
        optional_field("vararg", n->u.arguments.vararg);
        list_field("kwonlyargs", n->u.arguments.kwonlyargs);
        list_field("kw_defaults", n->u.arguments.kw_defaults);
        optional_field("kwarg", n->u.arguments.kwarg);
        list_field("defaults", n->u.arguments.defaults);
        break;
    case AST_ARG:
        ident_field("arg", n->u.arg.arg);
        optional_field("annotation", n->u.arg.annotation);
        break;
    case AST_KEYWORD:
        optional_ident("arg", n->u.keyword.arg);
        node_field("value", n->u.keyword.value);
        break;
    case AST_ALIAS:
        ident_field("name", n->u.alias.name);
        optional_ident("asname", n->u.alias.asname);
        break;
    case AST_WITH_ITEM:
        node_field("context_expr", n->u.with_item.context_expr);
        optional_field("optional_vars", n->u.with_item.optional_vars);
        break;
    case AST_MATCH_CASE:
        node_field("pattern", n->u.match_case.pattern);
        optional_field("guard", n->u.match_case.guard);
        list_field("body", n->u.match_case.body);
        break;
    default: break;
    }
}

static bool has_place(const struct node *n) {
    switch ((enum ast_kind)n->kind) {
    case AST_MODULE:
    case AST_INTERACTIVE:
    case AST_EXPRESSION:
    case AST_COMPREHENSION:
    case AST_ARGUMENTS:
    case AST_WITH_ITEM:
    case AST_MATCH_CASE: return false;
    default: return true;
    }
}

static void dump(const struct node *n) {
    fprintf(out, "%s(", ast_kind_name((enum ast_kind)n->kind));
    separator = "";
    if (ast_is_stmt(n)) {
        dump_stmt_fields(n);
    } else if (ast_is_expr(n)) {
        dump_expr_fields(n);
    } else {
        dump_other_fields(n);
    }
    if (has_place(n)) {
        fprintf(out, "%slineno=%d, col_offset=%d, end_lineno=%d, end_col_offset=%d", separator,
                n->lineno, n->col_offset, n->end_lineno, n->end_col_offset);
    }
    fputs(")", out);
    separator = ", ";
}

/* -- files -- */

static char *read_file(const char *path, size_t *len) {
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(2);
    }
    size_t room = 1 << 16;
    char *text = malloc(room);
    *len = 0;
    for (size_t n; (n = fread(text + *len, 1, room - *len, f)) > 0;) {
        *len += n;
        if (*len == room) {
            text = realloc(text, room *= 2);
        }
    }
    fclose(f);
    return text;
}

static void dump_error(const parse_error *err) {
    static const char *const kinds[] = {"none",     "SyntaxError", "IndentationError",
                                        "TabError", "ValueError",  "MemoryError"};
    fprintf(out, "ERROR %s|%s|%d|%d|%d|%d|%d|", kinds[err->kind], err->message, err->lineno,
            err->offset, err->end_lineno, err->end_offset, err->incomplete);
    size_t len = err->text_len;
    while (len && err->text[len - 1] == '\n') {
        len--;
    }
    if (len) {
        fwrite(err->text, 1, len, out);
    }
}

static void time_file(const char *path, const char *text, size_t len, enum parse_mode mode) {
    struct timespec t0, t1;
    size_t used = 0;
    clock_gettime(CLOCK_MONOTONIC, &t0);
    for (int i = 0; i < 10; i++) {
        struct node *root;
        parse_error err;
        arena a;
        arena_init(&a);
        parse(&a, text, len, path, mode, 0, &root, &err);
        used = a.used;
        arena_fini(&a);
    }
    clock_gettime(CLOCK_MONOTONIC, &t1);
    double s = ((double)(t1.tv_sec - t0.tv_sec) + (double)(t1.tv_nsec - t0.tv_nsec) * 1e-9) / 10;
    fprintf(out, "%s: %zu bytes, %.3f ms, %.1f MB/s, arena %zu bytes\n", path, len, s * 1e3,
            (double)len / s / 1e6, used);
}

/* Parses one source and prints its tree or error. */
static void show(const char *text, size_t len, const char *name, enum parse_mode mode,
                 unsigned flags) {
    arena a;
    arena_init(&a);
    struct node *root;
    parse_error err;
    if (parse(&a, text, len, name, mode, flags, &root, &err)) {
        dump(root);
    } else {
        dump_error(&err);
    }
    fputc('\n', out);
    arena_fini(&a);
}

static void run_batch(enum parse_mode mode, unsigned flags) {
    size_t len;
    while (scanf("%zu", &len) == 1 && getchar() == '\n') {
        char *text = malloc(len + 1);
        if (fread(text, 1, len, stdin) != len) {
            exit(2);
        }
        show(text, len, "<string>", mode, flags);
        free(text);
    }
}

int main(int argc, char **argv) {
    enum parse_mode mode = PARSE_EXEC;
    unsigned flags = 0;
    bool timing = false, batch = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--eval") == 0) {
            mode = PARSE_EVAL;
        } else if (strcmp(argv[i], "--single") == 0) {
            mode = PARSE_SINGLE;
        } else if (strcmp(argv[i], "--repl") == 0) {
            mode = PARSE_SINGLE, flags |= PARSE_DONT_IMPLY_DEDENT;
        } else if (strcmp(argv[i], "--str") == 0) {
            flags |= PARSE_IGNORE_COOKIE;
        } else if (strcmp(argv[i], "--batch") == 0) {
            batch = true;
        } else if (strcmp(argv[i], "--time") == 0) {
            timing = true;
        }
    }
    out = stdout;
    if (batch) {
        run_batch(mode, flags);
        return 0;
    }
    char path[4096];
    while (fgets(path, sizeof(path), stdin)) {
        path[strcspn(path, "\n")] = '\0';
        size_t len;
        char *text = read_file(path, &len);
        if (timing) {
            time_file(path, text, len, mode);
            free(text);
            continue;
        }
        show(text, len, path, mode, flags);
        free(text);
    }
    return 0;
}
