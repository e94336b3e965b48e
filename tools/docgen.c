/* docgen.c: writes a document from a table of the source: `docgen opcodes|events|policies`. `make docs` keeps what it says
 * in docs/, `make docs-check` (part of `make test`) fails when that is stale.
 */
#include <stdio.h>
#include <string.h>

#include "gil/trace.h"
#include "vm/opcode.h"

static void operand(const opcode_info *o) {
    static const char *const texts[] = {"", "constant", "name", "slot", "count", "forward", "backward", "number", "see text"};
    printf("%s", texts[o->operand]);
}

static void number(int n) {
    if (n < 0) {
        printf("varies");
    } else {
        printf("%d", n);
    }
}

static void opcodes(void) {
    puts("# Instructions\n\n"
         "Made from `vm/opcodes.def` by `make docs`. An instruction is 32 bits: the opcode, an 8-bit operand `a`, a 16-bit operand\n"
         "`b`; inline caches follow. A tick is one instruction of this list. *P* marks those at which another thread may be let\n"
         "in under `--polls=branch`; under `--polls=every` that is so at each of them. Stacks are written bottom to top.\n\n"
         "| instruction | b | pops | pushes | | what it does |\n| --- | --- | --- | --- | --- | --- |");
    for (unsigned i = 0; i < OP_DOCUMENTED; i++) {
        const opcode_info *o = &opcode_table[i];
        printf("| `%s` | ", o->name);
        operand(o);
        printf(" | ");
        number(o->pops);
        printf(" | ");
        number(o->pushes);
        printf(" | %s | ", o->flags & OPF_POLL ? "*P*" : "");
        for (const char *p = o->doc; *p != '\0'; p++) {
            printf(*p == '|' || *p == '*' || *p == '_' ? "\\%c" : "%c", *p);
        }
        puts(" |");
    }
}

static void events(void) {
    puts("# Events\n\nMade from `gil/events.def` by `make docs`. The lock writes one record for each of these.\n\n"
         "| event | why | on | what it says |\n| --- | --- | --- | --- |");
    for (unsigned i = 0; i < GIL_EV_COUNT; i++) {
        const gil_kind_doc *k = &gil_kinds[i];
        printf("| `%s` | %s | %s | %s |\n", k->name, strcmp(k->why, "NONE") == 0 ? "" : k->why,
               strcmp(k->on, "NONE") == 0 ? "" : k->on, k->doc);
    }
}

/* Copies a file that people write: what follows the table. */
static void copy(const char *name) {
    FILE *f = fopen(name, "r");
    int c;
    while (f != NULL && (c = getc(f)) != EOF) {
        putchar(c);
    }
    if (f != NULL) {
        fclose(f);
    }
}

static void policies(void) {
    size_t n;
    const gil_policy_doc *p = gil_policies(&n);
    puts("# Policies\n\n"
         "Made from `gil/policies.def`, `cli/presets.def` and `docs/parts/policies.md` by `make docs`. `--gil=NAME:ARG`, or `GILVM_GIL=NAME:ARG`, says\n"
         "who gets the lock and when; a running script swaps it by `gil.set_policy(\"NAME:ARG\")`. The default is `tick:100`.\n\n"
         "| policy | argument and default | what it does |\n| --- | --- | --- |");
    for (size_t i = 0; i < n; i++) {
        printf("| [`%s`](#%s) | %s | %s |\n", p[i].name, p[i].name, p[i].arg, p[i].doc);
    }
    for (size_t i = 0; i < n; i++) {
        printf("\n## %s\n\n%s\n", p[i].name, p[i].text);
    }
    puts("\n## Presets\n\n"
         "Where the lock may be dropped at all is a knob of its own: `--polls=every` (before any instruction, close to CPython up to 3.9) or\n"
         "`--polls=branch` (at back edges and calls, as from 3.10). `--like=NAME` sets both and more:\n\n"
         "| --like | policy | polls | what it is |\n| --- | --- | --- | --- |");
#define PRESET(name, gil, polls, deaf, storm, doc) printf("| `%s` | `%s` | %s | %s |\n", name, gil, polls, doc);
#include "cli/presets.def"
#undef PRESET
    putchar('\n');
    copy("docs/parts/policies.md");
}

int main(int argc, char **argv) {
    const char *what = argc == 2 ? argv[1] : "";
    if (strcmp(what, "opcodes") == 0) {
        opcodes();
    } else if (strcmp(what, "events") == 0) {
        events();
    } else if (strcmp(what, "policies") == 0) {
        policies();
    } else {
        fprintf(stderr, "usage: docgen opcodes|events|policies\n");
        return 2;
    }
    return 0;
}
