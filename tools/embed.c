/* embed.c: turns files into C arrays, on standard output: the Python files of stdlib/lib into
 * lib_modules[] (stdlib/stdlib.h), others into one array of characters each, named after the file:
 * cli/page/page.css becomes page_css[].
 *
 *     embed FOLDER FILE.py... [-- FOLDER FILE.py...] > lib_modules.c
 *     embed --text FILE... > texts.c
 *
 * The module's name is the path below FOLDER with dots; `__init__.py` makes its folder a package.
 * The text goes into string literals, a line each, so that the C compiler is quick with it. Built
 * and run by the Makefile: a machine without Python can build gilvm.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *what, const char *path) {
    fprintf(stderr, "embed: %s %s\n", what, path);
    return 1;
}

/* The file as string literals. Octal escapes have always three digits, so that what follows cannot
 * join them; a question mark is one, for there must be no trigraph. */
static void put_text(FILE *in, size_t *len) {
    int c;
    *len = 0;
    fputs("\"", stdout);
    while ((c = getc(in)) != EOF) {
        ++*len;
        if (c == '\n') {
            fputs("\\n\"\n\"", stdout);
        } else if (c < ' ' || c >= 127 || c == '"' || c == '\\' || c == '?') {
            printf("\\%03o", (unsigned)c);
        } else {
            putchar(c);
        }
    }
    fputs("\"", stdout);
}

static int embed_texts(char **files) {
    printf("/* Made by tools/embed.c. */\n");
    for (; *files != NULL; files++) {
        FILE *in = fopen(*files, "rb");
        const char *slash = strrchr(*files, '/'), *name = slash == NULL ? *files : slash + 1;
        if (in == NULL) {
            return fail("cannot read", *files);
        }
        char symbol[128];
        snprintf(symbol, sizeof symbol, "%s", name);
        for (char *p = symbol; *p != '\0'; p++) {
            *p = *p == '.' || *p == '-' ? '_' : *p;
        }
        size_t len;
        printf("extern const char %s[];\nconst char %s[] =\n", symbol, symbol);
        put_text(in, &len);
        printf(";\n");
        fclose(in);
    }
    return fflush(stdout) != 0 ? fail("cannot write", "standard output") : 0;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: embed FOLDER FILE.py... | --text FILE...\n");
        return 2;
    }
    if (strcmp(argv[1], "--text") == 0) {
        return embed_texts(argv + 2);
    }
    size_t skip = strlen(argv[1]) + 1;
    printf("/* Made by tools/embed.c from %s. */\n#include \"stdlib/stdlib.h\"\n\n", argv[1]);
    printf("const lib_module lib_modules[] = {\n");
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0 && i + 1 < argc) {
            skip = strlen(argv[++i]) + 1;
            continue;
        }
        FILE *in = fopen(argv[i], "rb");
        if (in == NULL || strlen(argv[i]) < skip + 3) {
            return fail("cannot read", argv[i]);
        }
        char name[512];
        snprintf(name, sizeof name, "%.*s", (int)(strlen(argv[i]) - skip - 3), argv[i] + skip);
        char *init = strstr(name, "/__init__");
        if (init != NULL) {
            *init = '\0';
        }
        for (char *p = name; *p != '\0'; p++) {
            *p = *p == '/' ? '.' : *p;
        }
        size_t len;
        printf("{\"%s\", %s,\n", name, init != NULL ? "true" : "false");
        put_text(in, &len);
        printf(",\n%zu},\n", len);
        fclose(in);
    }
    printf("{NULL, false, NULL, 0},\n};\n");
    return fflush(stdout) != 0 ? fail("cannot write", "standard output") : 0;
}
