/* options.c: the command line. Options of gilvm's own come from the table options.def, with their
 * environment names; those that CPython has are taken in its spelling (letters may be joined: -uc
 * 'print(1)'), and options end at the script, -c, -m or -, whose arguments are the script's.
 */
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cli/option_table.h"
#include "vm/vm.h"

#define PLAIN_USAGE "gilvm [option] ... [-c cmd | -m mod | file | -] [arg] ..."

static const char **slot(options *o, const row *r) {
    return (const char **)(void *)((char *)o + r->offset);
}

int usage(const options *o, const char *fmt, const char *a) {
    const struct command_row *c = &commands[o->command];
    bool plain = o->command == CMD_RUN;
    fprintf(stderr, "gilvm%s%s: ", plain ? "" : " ", c->name);
    fprintf(stderr, fmt, a);
    if (plain) {
        fputs("\nusage: " PLAIN_USAGE "\nTry `gilvm --help' for more information.\n", stderr);
    } else {
        fprintf(stderr,
                "\nusage: gilvm %s [option] ...%s%s\nTry `gilvm %s --help' for more information.\n",
                c->name, c->args[0] != '\0' ? " " : "", c->args, c->name);
    }
    return 2;
}

static bool refuse(const options *o, const char *fmt, const char *a) {
    usage(o, fmt, a);
    return false;
}

/* Keeps the one of two words that is more like `word`. */
static void more_alike(const char *word, size_t len, const char *other, const char **found,
                       size_t *best) {
    size_t d = name_distance(word, len, other, strlen(other));
    if (d < *best) {
        *best = d;
        *found = other;
    }
}

const char *options_command_like(const char *word) {
    const char *found = NULL;
    size_t best = SIZE_MAX;
    for (int c = CMD_RUN + 1; c < CMD_COUNT; c++) {
        more_alike(word, strlen(word), commands[c].name, &found, &best);
    }
    return found;
}

/* An option --WORD that there is not: the one that may have been meant, or whose it is. */
static bool unknown(const options *o, const char *word, size_t len) {
    const char *found = NULL;
    size_t best = SIZE_MAX;
    unsigned others = 0;
    for (size_t i = 0; i < NROWS; i++) {
        const row *r = &rows[i];
        if (strlen(r->flag) == len && strncmp(r->flag, word, len) == 0) {
            others |= r->commands;
        } else if ((r->commands & 1u << o->command) != 0 && r->flag[1] != '\0') {
            more_alike(word, len, r->flag, &found, &best);
        }
    }
    more_alike(word, len, "help", &found, &best);
    more_alike(word, len, "version", &found, &best);
    char text[256];
    int n = snprintf(text, sizeof text, "unknown option --%.*s", len < 100 ? (int)len : 100, word);
    if ((others & ON(RUN)) != 0) {
        snprintf(text + n, sizeof text - (size_t)n, "; `gilvm' without a command has it");
    } else if (others != 0) {
        int c = CMD_RUN;
        while ((others & 1u << c) == 0) {
            c++;
        }
        snprintf(text + n, sizeof text - (size_t)n, "; `gilvm %s' has it", commands[c].name);
    } else if (found != NULL) {
        snprintf(text + n, sizeof text - (size_t)n, "; did you mean --%s?", found);
    }
    return refuse(o, "%s", text);
}

static void wrapped(const char *head, const char *doc, const char *env) {
    int col = printf("  %-25s", head);
    if (col > 27) {
        col = printf("\n%27s", "") - 1;
    }
    for (const char *p = doc; *p != '\0';) {
        int n = (int)strcspn(p, " ");
        if (col + n > 98) {
            col = printf("\n%27s", "") - 1;
        }
        col += printf(col > 27 ? " %.*s" : "%.*s", n, p);
        p += n + (p[n] == ' ');
    }
    puts(env == NULL ? "" : env);
}

/* The options of a command: those that it shares with a plain run, or its own. */
static void list_options(enum command c, bool shared) {
    for (size_t i = 0; i < NROWS; i++) {
        const row *r = &rows[i];
        char head[64];
        if ((r->commands & 1u << c) != 0 && ((r->commands & ON(RUN)) != 0) == shared) {
            const char *form = r->flag[1] == '\0'  ? "-%s %s"
                               : r->arg[0] != '\0' ? "--%s=%s"
                                                   : "--%s";
            snprintf(head, sizeof head, form, r->flag, r->arg);
            wrapped(head, r->doc, NULL);
        }
    }
}

static bool has_own_options(enum command c) {
    for (size_t i = 0; i < NROWS; i++) {
        if ((rows[i].commands & (1u << c | ON(RUN))) == 1u << c) {
            return true;
        }
    }
    return false;
}

static void list_commands(void) {
    for (int c = CMD_RUN + 1; c < CMD_COUNT; c++) {
        char head[64];
        snprintf(head, sizeof head, "%s %s", commands[c].name, commands[c].args);
        wrapped(head, commands[c].doc, NULL);
    }
}

void options_help(enum command c) {
    if (c == CMD_RUN) {
        puts("usage: " PLAIN_USAGE "\n"
             "       gilvm COMMAND [option] ... (gilvm help COMMAND tells more)\n\nCommands:");
        list_commands();
    } else {
        printf("usage: gilvm %s [option] ...%s%s\n\n%s\n", commands[c].name,
               commands[c].args[0] != '\0' ? " " : "", commands[c].args, commands[c].doc);
        if (has_own_options(c)) {
            puts("\nOptions of this command:");
            list_options(c, false);
        }
    }
    if (commands[c].kind == SCRIPT) {
        puts("\nThe lock and the machine (each is also an environment variable, for instance "
             "GILVM_GIL=fifo):");
        list_options(c, true);
        puts("\nAs in Python:");
        for (size_t i = 0; i < sizeof python_rows / sizeof python_rows[0]; i++) {
            wrapped(python_rows[i].flag, python_rows[i].doc, NULL);
        }
    } else {
        list_options(c, true);
    }
}

static const row *find_option(enum command c, const char *word, size_t n) {
    for (size_t i = 0; i < NROWS; i++) {
        const row *r = &rows[i];
        if ((r->commands & 1u << c) != 0 && strlen(r->flag) == n &&
            strncmp(r->flag, word, n) == 0) {
            return r;
        }
    }
    return NULL;
}

/* --flag=ARG or --flag ARG. *used: how many words. False = refused. */
static bool long_option(options *o, const char *word, const char *next, int *used) {
    size_t n = strcspn(word, "=");
    const row *r = find_option(o->command, word, n);
    *used = 1;
    if (r != NULL && r->flag[1] != '\0') {
        if (r->arg[0] == '\0') {
            if (word[n] == '=') {
                return refuse(o, "option --%s takes no argument", r->flag);
            }
            *slot(o, r) = "1";
            return true;
        }
        if (word[n] != '=') {
            *used = 2;
        }
        *slot(o, r) = word[n] == '=' ? word + n + 1 : next;
        return *slot(o, r) != NULL || refuse(o, "option --%s needs an argument", r->flag);
    }
    return unknown(o, word, n);
}

static bool parse_size(const char *s, size_t *out) {
    char *end;
    unsigned long long n = strtoull(s, &end, 10);
    unsigned shift = 0;
    switch (*end) {
    case 'k':
    case 'K': shift = 10; break;
    case 'm':
    case 'M': shift = 20; break;
    case 'g':
    case 'G': shift = 30; break;
    }
    end += shift != 0;
    if (end != s && strcasecmp(end, "B") == 0) {
        end++;
    }
    *out = (size_t)n << shift;
    return s[0] >= '0' && s[0] <= '9' && *end == '\0' && n <= SIZE_MAX >> shift && n > 0;
}

static const preset presets[] = {
#define PRESET(name, gil, polls, deaf, storm, doc) {name, gil, polls, deaf, storm, doc},
#include "cli/presets.def"
#undef PRESET
};
enum { NPRESETS = sizeof presets / sizeof presets[0] };

const preset *options_presets(size_t *n) {
    *n = NPRESETS;
    return presets;
}

static bool apply_preset(options *o) {
    for (size_t i = 0; i < NPRESETS; i++) {
        const preset *p = &presets[i];
        if (strcmp(o->like, p->name) == 0) {
            o->gil = o->gil != NULL ? o->gil : p->gil;
            o->polls = o->polls != NULL ? o->polls : p->polls;
            o->lock.deaf = p->deaf;
            o->lock.storm = p->storm;
            o->lock.no_spin = true;
            return true;
        }
    }
    char text[256];
    int n = snprintf(text, sizeof text, "--like=%.60s: must be one of", o->like);
    for (size_t i = 0; i < NPRESETS; i++) {
        n += snprintf(text + n, sizeof text - (size_t)n, "%s %s", i == 0 ? "" : ",",
                      presets[i].name);
    }
    return refuse(o, "%s", text);
}

/* One of two words: 0, 1; -1 = neither. NULL is the first. */
static int choice(const char *s, const char *first, const char *second) {
    return s == NULL || strcmp(s, first) == 0 ? 0 : strcmp(s, second) == 0 ? 1 : -1;
}

/* From words to numbers. */
static bool evaluate(options *o) {
    if (o->like != NULL && !apply_preset(o)) {
        return false;
    }
    int polls = choice(o->polls, "every", "branch"), drop = choice(o->io_drop, "always", "blocked"),
        dead = choice(o->deadlock, "report", "wait"), gc = choice(o->gc, "inline", "thread");
    if (polls < 0) {
        return refuse(o, "--polls=%s: must be every or branch", o->polls);
    }
    if (drop < 0) {
        return refuse(o, "--io-drop=%s: must be always or blocked", o->io_drop);
    }
    if (dead < 0) {
        return refuse(o, "--deadlock=%s: must be report or wait", o->deadlock);
    }
    if (gc < 0) {
        return refuse(o, "--gc=%s: must be inline or thread", o->gc);
    }
    char *end;
    unsigned long cores = o->cores == NULL ? 0 : strtoul(o->cores, &end, 10);
    if (o->cores != NULL && (*end != '\0' || cores < 1 || cores > 4096)) {
        return refuse(o, "--cores=%s: must be a number from 1", o->cores);
    }
    if (o->max_heap != NULL && !parse_size(o->max_heap, &o->max_heap_bytes)) {
        return refuse(o, "--max-heap=%s: must be a size such as 64M", o->max_heap);
    }
    o->polls_every = polls == 0;
    o->gc_thread = gc == 1;
    o->cores_n = (uint32_t)cores;
    o->lock.policy = o->gil;
    o->lock.polls = polls == 0 ? GIL_POLLS_EVERY : GIL_POLLS_BRANCH;
    o->lock.io_drop_blocked = drop == 1;
    o->lock.deadlock_wait = dead == 1;
    return true;
}

/* The letters of one word. *used: how many words; *done: the options end here (-c, -m). */
static bool short_options(options *o, int argc, char **argv, int at, int *used, bool *done) {
    *used = 1;
    for (const char *p = argv[at] + 1; *p != '\0'; p++) {
        char name[2] = {*p, '\0'};
        const row *own = find_option(o->command, name, 1);
        if (own != NULL) {
            const char *arg = p[1] != '\0' ? p + 1 : argv[at + 1];
            *used = p[1] != '\0' ? 1 : 2;
            *slot(o, own) = arg;
            return arg != NULL || refuse(o, "option -%s needs an argument", name);
        }
        switch (*p) {
        case 'c':
        case 'm':
        case 'W':
        case 'X': {
            const char *arg = p[1] != '\0' ? p + 1 : at + 1 < argc ? argv[at + 1] : NULL;
            *used = p[1] != '\0' ? 1 : 2;
            if (arg == NULL) {
                return refuse(o, "option -%s needs an argument", name);
            }
            if (*p == 'c' || *p == 'm') {
                o->what = *p == 'c' ? RUN_COMMAND : RUN_MODULE;
                o->target = arg;
                *done = true;
            }
            return true;
        }
        case 'h':
        case '?': o->what = RUN_HELP; break;
        case 'V':
            o->what = RUN_VERSION;
            o->versions++;
            break;
        case 'i':
            o->inspect = true;
            o->flags.inspect = o->flags.interactive = 1;
            break;
        case 'q':
            o->quiet = true;
            o->flags.quiet = 1;
            break;
        case 'u': o->unbuffered = true; break;
        case 'O': o->flags.optimize = ++o->optimize; break;
        case 'E':
            o->ignore_env = true;
            o->flags.ignore_environment = 1;
            break;
        case 'I':
            o->ignore_env = o->isolated = true;
            o->flags.isolated = o->flags.ignore_environment = o->flags.no_user_site = 1;
            break;
        case 'P': o->isolated = true; break;
        case 'B': break;
        case 's': o->flags.no_user_site = 1; break;
        case 'S': o->flags.no_site = 1; break;
        case 'b': o->flags.bytes_warning++; break;
        case 'd': o->flags.debug++; break;
        case 'v': o->flags.verbose++; break;
        case 'R':
        case 'x': break;
        default: return refuse(o, "unknown option -%s", name);
        }
    }
    return true;
}

static void environment(options *o) {
    for (size_t i = 0; i < NROWS; i++) {
        const row *r = &rows[i];
        const char *v =
            r->env != NULL && (r->commands & 1u << o->command) != 0 ? getenv(r->env) : NULL;
        if (*slot(o, r) == NULL && v != NULL && v[0] != '\0' &&
            (r->arg[0] != '\0' || strcmp(v, "0") != 0)) {
            *slot(o, r) = v;
        }
    }
    if (!o->ignore_env) {
        const char *v = getenv("PYTHONUNBUFFERED");
        o->unbuffered |= v != NULL && v[0] != '\0';
        v = getenv("PYTHONINSPECT");
        o->inspect |= v != NULL && v[0] != '\0';
    }
}

/* Options from argv[*at] on, up to the first word that is none. *done: they end in -c or -m, and
 * the rest is the script's. */
static bool parse_options(options *o, int argc, char **argv, int *at, bool *done) {
    while (*at < argc && !*done && argv[*at][0] == '-' && argv[*at][1] != '\0') {
        int used = 1;
        const char *word = argv[*at];
        if (strcmp(word, "--help") == 0) {
            o->what = RUN_HELP;
        } else if (strcmp(word, "--version") == 0) {
            o->what = RUN_VERSION;
        } else if (strcmp(word, "--") == 0) {
            *done = commands[o->command].kind == FREE;
            ++*at;
            return true;
        } else if (word[1] == '-' ? !long_option(o, word + 2, argv[*at + 1], &used)
                                  : !short_options(o, argc, argv, *at, &used, done)) {
            return false;
        }
        if (o->what == RUN_HELP || o->what == RUN_VERSION) {
            return true;
        }
        *at += used;
    }
    return true;
}

/* Words and options in any order: the words are moved together at the front of what was parsed. */
static bool parse_free(options *o, int argc, char **argv, int at) {
    bool done = false;
    o->argv = argv + at;
    while (at < argc) {
        if (!done && !parse_options(o, argc, argv, &at, &done)) {
            return false;
        }
        if (o->what != RUN_REPL) { /* help, version; -c and -m belong to scripts */
            return o->what == RUN_HELP || o->what == RUN_VERSION ||
                   refuse(o, "%s are not for this command", "-c and -m");
        }
        if (at < argc) {
            o->argv[o->argc++] = argv[at++];
        }
    }
    environment(o);
    return true;
}

static bool parse_script(options *o, int argc, char **argv, int at) {
    bool done = false;
    if (!parse_options(o, argc, argv, &at, &done)) {
        return false;
    }
    if (o->what == RUN_HELP || o->what == RUN_VERSION) {
        return true;
    }
    environment(o);
    o->argv = argv + at;
    o->argc = argc - at;
    if (!done && at < argc) {
        o->what = strcmp(argv[at], "-") == 0 ? RUN_STDIN : RUN_FILE;
        o->target = argv[at];
    } else if (done) { /* argv[0] is "-c"; the word before the arguments is free for it */
        o->argv = argv + at - 1;
        o->argc = argc - at + 1;
        o->argv[0] = o->what == RUN_COMMAND ? "-c" : "-m";
    }
    return evaluate(o);
}

/* Written in Python: the module parses its own words. */
static bool parse_module(options *o, int argc, char **argv, int at) {
    o->what = RUN_MODULE;
    o->target = commands[o->command].module;
    o->argv = argv + at - 1; /* the subcommand's name stands for the script's */
    o->argc = argc - at + 1;
    return true;
}

static enum command find_command(const char *word) {
    int c = CMD_COUNT - 1;
    while (c > CMD_RUN && strcmp(word, commands[c].name) != 0) {
        c--;
    }
    return (enum command)c;
}

/* `gilvm help [COMMAND]` becomes what it stands for, unless there is a file of that name: a script.
 * False = refused. */
static bool rewrite_help(const options *o, int *argc, char **argv) {
    static char option[] = "--help";
    struct stat st;
    if (*argc < 2 || strcmp(argv[1], "help") != 0 ||
        (stat("help", &st) == 0 && !S_ISDIR(st.st_mode))) {
        return true;
    }
    if (*argc > 2 && argv[2][0] != '-') {
        if (find_command(argv[2]) == CMD_RUN) {
            const char *meant = options_command_like(argv[2]);
            char text[256];
            snprintf(text, sizeof text,
                     meant != NULL ? "no command is called '%.60s'; did you mean %s?"
                                   : "no command is called '%.60s'",
                     argv[2], meant);
            return refuse(o, "%s", text);
        }
        argv[1] = argv[2];
        argv[2] = option;
        *argc = 3;
    } else {
        argv[1] = option;
        *argc = 2;
    }
    return true;
}

bool options_parse(options *o, int argc, char **argv) {
    int at = 1;
    memset(o, 0, sizeof *o);
    o->argv0 = argv[0];
    o->all_argc = argc;
    /* For --record; what follows moves words. */
    o->all_argv = calloc((size_t)argc + 1, sizeof *o->all_argv);
    if (o->all_argv == NULL) {
        return refuse(o, "%s", "not enough memory to start");
    }
    memcpy(o->all_argv, argv, (size_t)argc * sizeof *argv);
    o->flags.hash_randomization = 1;
    o->flags.dont_write_bytecode = 1;
    if (!rewrite_help(o, &argc, argv)) {
        return false;
    }
    if (argc > 1 && (o->command = find_command(argv[1])) != CMD_RUN) {
        at = 2;
    }
    switch (commands[o->command].kind) {
    case FREE: return parse_free(o, argc, argv, at);
    case MODULE: return parse_module(o, argc, argv, at);
    default: return parse_script(o, argc, argv, at);
    }
}
