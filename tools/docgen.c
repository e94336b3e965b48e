/* docgen.c: writes a document from a table of the source: `docgen
 * opcodes|events|policies|man|bash|fish`. `make docs` keeps what it says in docs/, `make
 * docs-check` (part of `make test`) fails when that is stale.
 */
#include <stdio.h>
#include <string.h>

#include "cli/option_table.h"
#include "gil/trace.h"
#include "vm/opcode.h"

static void operand(const opcode_info *o) {
    static const char *const texts[] = {"",        "constant", "name",   "slot",    "count",
                                        "forward", "backward", "number", "see text"};
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
         "Made from `vm/opcodes.def` by `make docs`. An instruction is 32 bits: the opcode, an "
         "8-bit operand `a`, a 16-bit operand\n"
         "`b`; inline caches follow. A tick is one instruction of this list. *P* marks those at "
         "which another thread may be let\n"
         "in under `--polls=branch`; under `--polls=every` that is so at each of them. Stacks are "
         "written bottom to top.\n\n"
         "| instruction | b | pops | pushes | | what it does |\n| --- | --- | --- | --- | --- | "
         "--- |");
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

static void events(void) {
    puts("# Events\n\nMade from `gil/events.def` and `docs/parts/events.md` by `make docs`. The "
         "lock "
         "writes one record for each of these.\n\n"
         "| event | why | on | what it says |\n| --- | --- | --- | --- |");
    for (unsigned i = 0; i < GIL_EV_COUNT; i++) {
        const gil_kind_doc *k = &gil_kinds[i];
        printf("| `%s` | %s | %s | %s |\n", k->name, strcmp(k->why, "NONE") == 0 ? "" : k->why,
               strcmp(k->on, "NONE") == 0 ? "" : k->on, k->doc);
    }
    copy("docs/parts/events.md");
}

static void policies(void) {
    size_t n;
    const gil_policy_doc *p = gil_policies(&n);
    puts("# Policies\n\n"
         "Made from `gil/policies.def`, `cli/presets.def` and `docs/parts/policies.md` by `make "
         "docs`. `--gil=NAME:ARG`, or `GILVM_GIL=NAME:ARG`, says\n"
         "who gets the lock and when; a running script swaps it by `gil.set_policy(\"NAME:ARG\")`. "
         "The default is `tick:100`.\n\n"
         "| policy | argument and default | what it does |\n| --- | --- | --- |");
    for (size_t i = 0; i < n; i++) {
        printf("| [`%s`](#%s) | %s | %s |\n", p[i].name, p[i].name, p[i].arg, p[i].doc);
    }
    for (size_t i = 0; i < n; i++) {
        printf("\n## %s\n\n%s\n", p[i].name, p[i].text);
    }
    puts("\n## Presets\n\n"
         "Where the lock may be dropped at all is a knob of its own: `--polls=every` (before any "
         "instruction, close to CPython up to 3.9) or\n"
         "`--polls=branch` (at back edges and calls, as from 3.10). `--like=NAME` sets both and "
         "more:\n\n"
         "| --like | policy | polls | what it is |\n| --- | --- | --- | --- |");
#define PRESET(name, gil, polls, deaf, storm, doc) \
    printf("| `%s` | `%s` | %s | %s |\n", name, gil, polls, doc);
#include "cli/presets.def"
#undef PRESET
    putchar('\n');
    copy("docs/parts/policies.md");
}

/* ---- the command line: a manual page in mdoc, and completions for bash and fish ---- */

/* Text of a macro's line: what mdoc would take for its own is made plain. */
static void plain(const char *s) {
    if (*s == '.' || *s == '\'') {
        fputs("\\&", stdout);
    }
    for (; *s != '\0'; s++) {
        if (*s == '\\') {
            fputs("\\e", stdout);
        } else if (*s == '-') {
            fputs("\\-", stdout);
        } else {
            putchar(*s);
        }
    }
    putchar('\n');
}

static void item(const char *head, const char *doc, const char *env) {
    printf(".It \"");
    for (const char *p = head; *p != '\0'; p++) {
        printf(*p == '-' ? "\\-" : *p == '"' ? "\\(dq" : "%c", *p);
    }
    puts("\"");
    plain(doc);
    if (env != NULL) {
        printf("Environment:\n.Ev %s .\n", env);
    }
}

static void items(unsigned with, unsigned without) {
    puts(".Bl -tag -width 6n");
    for (size_t i = 0; i < NROWS; i++) {
        const row *r = &rows[i];
        char head[96];
        if ((r->commands & with) == 0 || (r->commands & without) != 0) {
            continue;
        }
        snprintf(head, sizeof head,
                 r->flag[1] == '\0'  ? "-%s %s"
                 : r->arg[0] != '\0' ? "--%s=%s"
                                     : "--%s",
                 r->flag, r->arg);
        item(head, r->doc, r->env);
    }
    puts(".El");
}

static bool has_own(int c) {
    for (size_t i = 0; i < NROWS; i++) {
        if ((rows[i].commands & (ON(RUN) | 1u << c)) == 1u << c) {
            return true;
        }
    }
    return false;
}

static void man(void) {
    puts(
        ".\\\" Made from cli/options.def and cli/commands.def by `make docs`.\n.Dd November "
        "2026\n.Dt GILVM 1\n.Os\n.Sh NAME\n.Nm gilvm\n"
        ".Nd run threaded Python scripts under a lock that can be swapped, seen and measured\n.Sh "
        "SYNOPSIS\n.Nm\n"
        ".Op Ar option ...\n.Op Fl c Ar cmd | Fl m Ar mod | Ar file | Fl\n.Op Ar arg ...\n.Nm\n.Ar "
        "command\n.Op Ar option ...\n"
        ".Sh DESCRIPTION\nRuns a script in a subset of Python 3.11 on many operating system "
        "threads under one global interpreter lock.\n"
        "A script that runs under\n.Nm\nruns under CPython too.\n.Ss Commands\n.Bl -tag -width 6n");
    for (int c = CMD_RUN + 1; c < CMD_COUNT; c++) {
        char head[128];
        snprintf(head, sizeof head, "%s %s", commands[c].name, commands[c].args);
        item(head, commands[c].doc, NULL);
    }
    puts(".El\n.Sh OPTIONS");
    items(ON(RUN), 0);
    puts(".Ss As in Python\n.Bl -tag -width 6n");
    for (size_t i = 0; i < sizeof python_rows / sizeof python_rows[0]; i++) {
        item(python_rows[i].flag, python_rows[i].doc, NULL);
    }
    puts(".El");
    for (int c = CMD_RUN + 1; c < CMD_COUNT; c++) {
        if (has_own(c)) {
            printf(".Ss Of %s\n", commands[c].name);
            items(1u << c, ON(RUN));
        }
    }
    puts(".Sh EXIT STATUS\nThat of the script, as CPython has it: 1 after an uncaught exception, 2 "
         "for wrong usage, 130 after an interrupt.\n"
         "3: no thread could ever go on (a deadlock).\n.Sh SEE ALSO\n.Xr python3 1");
}

/* The flags that command c knows, as words. */
static void flags_of(int c) {
    for (size_t i = 0; i < NROWS; i++) {
        if (rows[i].commands & 1u << c) {
            printf(rows[i].flag[1] == '\0'  ? " -%s"
                   : rows[i].arg[0] != '\0' ? " --%s="
                                            : " --%s",
                   rows[i].flag);
        }
    }
}

static void bash(void) {
    puts("# Made from cli/options.def and cli/commands.def by `make docs`: completions of gilvm "
         "for bash.\n_gilvm() {\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} words\n    case ${COMP_WORDS[1]} in");
    for (int c = CMD_RUN + 1; c < CMD_COUNT; c++) {
        printf("    %s) words=\"", commands[c].name);
        flags_of(c);
        puts(" --help\" ;;");
    }
    printf("    *) words=\"");
    flags_of(CMD_RUN);
    puts(" --help --version\" ;;\n    esac");
    printf("    [ \"$COMP_CWORD\" = 1 ] && words=\"$words");
    for (int c = CMD_RUN + 1; c < CMD_COUNT; c++) {
        printf(" %s", commands[c].name);
    }
    puts("\"\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\") $(compgen -f -X '!*.py' -- "
         "\"$word\") $(compgen -d -- \"$word\"))\n"
         "    case ${COMPREPLY[0]} in *=) compopt -o nospace ;; esac\n}\ncomplete -o filenames -F "
         "_gilvm gilvm");
}

static void quoted(const char *s) {
    putchar('\'');
    for (; *s != '\0'; s++) {
        printf(*s == '\'' || *s == '\\' ? "\\%c" : "%c", *s);
    }
    putchar('\'');
}

static void fish(void) {
    puts("# Made from cli/options.def and cli/commands.def by `make docs`: completions of gilvm "
         "for fish.");
    for (int c = CMD_RUN + 1; c < CMD_COUNT; c++) {
        printf("complete -c gilvm -n __fish_use_subcommand -a %s -d ", commands[c].name);
        quoted(commands[c].doc);
        putchar('\n');
    }
    for (int c = CMD_RUN; c < CMD_COUNT; c++) {
        for (size_t i = 0; i < NROWS; i++) {
            const row *r = &rows[i];
            if ((r->commands & 1u << c) == 0) {
                continue;
            }
            printf("complete -c gilvm -n ");
            printf(c == CMD_RUN ? "__fish_use_subcommand" : "'__fish_seen_subcommand_from %s'",
                   commands[c].name);
            printf(r->flag[1] == '\0' ? " -s %s" : " -l %s", r->flag);
            printf("%s -d ", r->arg[0] != '\0' ? " -r" : "");
            quoted(r->doc);
            putchar('\n');
        }
    }
}

int main(int argc, char **argv) {
    const char *what = argc == 2 ? argv[1] : "";
    if (strcmp(what, "opcodes") == 0) {
        opcodes();
    } else if (strcmp(what, "events") == 0) {
        events();
    } else if (strcmp(what, "policies") == 0) {
        policies();
    } else if (strcmp(what, "man") == 0) {
        man();
    } else if (strcmp(what, "bash") == 0) {
        bash();
    } else if (strcmp(what, "fish") == 0) {
        fish();
    } else {
        fprintf(stderr, "usage: docgen opcodes|events|policies|man|bash|fish\n");
        return 2;
    }
    return 0;
}
