/* repl.c: the prompt. Reads lines (with editing and history by libedit when input and output are
 * terminals, plainly otherwise), puts them together to one statement, compiles it in "single" mode,
 * so that expressions are shown, and runs it in __main__.
 *
 * Whether a statement needs more lines is asked of the parser: it tells an error that more input
 * might mend. An empty line ends a block. While it waits for a line, the lock is free for the
 * script's other threads.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* asprintf */
#endif
#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "cli/cli.h"
#include "compiler/compile.h"
#include "vm/code.h"

enum line_result { LINE_OK, LINE_END, LINE_INTERRUPTED };

typedef struct repl {
    thread *t;
    dict *globals;
    EditLine *el; /* NULL: no terminal */
    History *history;
    char *history_file;
    char prompt[256];
    char *text; /* the statement so far */
    size_t len, room;
    bool interrupted; /* by Ctrl-C, while it waited */
} repl;

/* ---- reading ---- */

static char *current_prompt(EditLine *el) {
    repl *r;
    el_get(el, EL_CLIENTDATA, &r);
    return r->prompt;
}

/* One character from the terminal; gives up at a Ctrl-C, which libedit by itself would retry. */
static int read_wchar(EditLine *el, wchar_t *out) {
    repl *r;
    mbstate_t state;
    el_get(el, EL_CLIENTDATA, &r);
    memset(&state, 0, sizeof state);
    for (;;) {
        struct pollfd p = {.fd = 0, .events = POLLIN};
        if (gil_attention_get(r->t->gil) & GIL_ATT_SIGNAL) {
            r->interrupted = true;
            errno = EINTR;
            return -1;
        }
        int ready = poll(&p, 1, 1000);
        if (ready <= 0) {
            if (ready < 0 && errno != EINTR) {
                return -1;
            }
            continue;
        }
        char c;
        ssize_t n = read(0, &c, 1);
        if (n <= 0) {
            if (n < 0 && errno == EINTR) {
                continue;
            }
            return n == 0 ? 0 : -1;
        }
        size_t used = mbrtowc(out, &c, 1, &state);
        if (used == (size_t)-1) {
            memset(&state, 0, sizeof state);
            *out = L'?';
            return 1;
        }
        if (used != (size_t)-2) {
            return 1;
        }
    }
}

static bool append(repl *r, const char *s, size_t n) {
    if (r->len + n + 2 > r->room) {
        size_t room = (r->len + n + 2) * 2;
        char *more = realloc(r->text, room);
        if (more == NULL) {
            return false;
        }
        r->text = more;
        r->room = room;
    }
    memcpy(r->text + r->len, s, n);
    r->len += n;
    r->text[r->len] = '\0';
    return true;
}

/* A line without a terminal: as it comes, one byte at a time, so that input() finds the rest. */
static enum line_result read_plain(repl *r) {
    size_t before = r->len;
    char c = 0;
    ssize_t n;
    fputs(r->prompt, stderr);
    fflush(stderr);
    gil_block_begin(r->t->gil, GIL_WHY_CALL, 0);
    while ((n = read(0, &c, 1)) != 0) {
        if (n < 0) {
            r->interrupted = (gil_attention_get(r->t->gil) & GIL_ATT_SIGNAL) != 0;
            if (errno == EINTR && !r->interrupted) {
                continue;
            }
            break;
        }
        if (!append(r, &c, 1) || c == '\n') {
            break;
        }
    }
    gil_block_end(r->t->gil);
    if (r->interrupted) {
        return LINE_INTERRUPTED;
    }
    if (r->len > before && c != '\n') {
        append(r, "\n", 1);
    }
    return r->len > before ? LINE_OK : LINE_END;
}

static enum line_result read_edited(repl *r) {
    int n = 0;
    gil_block_begin(r->t->gil, GIL_WHY_CALL, 0);
    const char *line = el_gets(r->el, &n);
    gil_block_end(r->t->gil);
    if (r->interrupted) {
        return LINE_INTERRUPTED;
    }
    if (line == NULL || n <= 0) {
        return LINE_END;
    }
    HistEvent ev;
    if (line[0] != '\n') {
        history(r->history, &ev, H_ENTER, line);
    }
    return append(r, line, (size_t)n) ? LINE_OK : LINE_END;
}

/* sys.ps1 or sys.ps2 as text. */
static void set_prompt(repl *r, const char *name) {
    value v = sys_get(r->t, name);
    value s = v == NIL ? NIL : op_str(r->t, v);
    r->t->exc = NIL;
    snprintf(r->prompt, sizeof r->prompt, "%s", s == NIL ? "" : ((str *)as_obj(s))->data);
}

static bool is_blank(const char *s) {
    return s[strspn(s, " \t\n\f")] == '\0';
}

/* A whole statement into r->text. */
static enum line_result read_statement(repl *r) {
    r->len = 0;
    r->interrupted = false;
    set_prompt(r, "ps1");
    for (;;) {
        size_t before = r->len;
        enum line_result res = r->el != NULL ? read_edited(r) : read_plain(r);
        if (res == LINE_END && before > 0) {
            return LINE_OK; /* the end of input in a statement: what there is, is it */
        }
        /* The last line end is left out: with it a block would be taken as ended. */
        if (res != LINE_OK || is_blank(r->text) ||
            !compile_incomplete(r->text, r->len - (r->text[r->len - 1] == '\n'))) {
            return res;
        }
        set_prompt(r, "ps2");
    }
}

/* ---- running ---- */

static void flush_output(thread *t) {
    value out = sys_get(t, "stdout");
    if (out != NIL && out != NONE && call_method(t, out, N(t, flush), NULL, 0) == NIL) {
        t->exc = NIL;
    }
}

/* False: it asked for the end; *status says with what. */
static bool run_statement(repl *r, int *status) {
    thread *t = r->t;
    str *name = str_intern(t, "<stdin>");
    struct code *c = name == NULL ? NULL
                                  : t->vm->hooks.compile(t, r->text, r->len, name, COMPILE_SINGLE,
                                                         COMPILE_IGNORE_COOKIE);
    if (c == NULL || thread_run(t, c, r->globals, from_obj(r->globals)) == NIL) {
        *status = report_uncaught(t);
        flush_output(t);
        return *status < EXIT_ASKED;
    }
    flush_output(t);
    return true;
}

static void say(repl *r, const char *text) {
    fflush(stdout);
    fputs(text, stderr);
    fflush(stderr);
    (void)r;
}

/* Ctrl-C at the prompt: the handler of signals makes a KeyboardInterrupt, which is only told. */
static void interrupted(repl *r) {
    thread *t = r->t;
    if (!thread_poll(t)) {
        bool plain = exc_is(t, E_KEYBOARD_INTERRUPT);
        if (plain) {
            t->exc = NIL;
            say(r, "\nKeyboardInterrupt\n");
        } else {
            report_uncaught(t);
        }
    }
}

static void open_terminal(repl *r) {
    HistEvent ev;
    const char *home = getenv("HOME");
    setlocale(LC_CTYPE, "");
    r->el = el_init("gilvm", stdin, stdout, stderr);
    r->history = r->el == NULL ? NULL : history_init();
    if (r->history == NULL) {
        return;
    }
    el_set(r->el, EL_CLIENTDATA, r);
    el_set(r->el, EL_PROMPT, current_prompt);
    el_set(r->el, EL_EDITOR, "emacs");
    el_set(r->el, EL_SIGNAL, 0);
    el_set(r->el, EL_GETCFN, read_wchar);
    el_set(r->el, EL_HIST, history, r->history);
    el_set(r->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
    history(r->history, &ev, H_SETSIZE, 1000);
    history(r->history, &ev, H_SETUNIQUE, 1);
    if (home != NULL && asprintf(&r->history_file, "%s/.gilvm_history", home) >= 0) {
        history(r->history, &ev, H_LOAD, r->history_file);
    }
    el_source(r->el, NULL);
}

static void close_terminal(repl *r) {
    HistEvent ev;
    if (r->history_file != NULL) {
        history(r->history, &ev, H_SAVE, r->history_file);
    }
    if (r->history != NULL) {
        history_end(r->history);
    }
    if (r->el != NULL) {
        el_end(r->el);
    }
    free(r->history_file);
    free(r->text);
}

static void set_if_absent(thread *t, const char *name, const char *text) {
    str *key = sys_get(t, name) == NIL ? str_intern(t, name) : NULL;
    value v = key == NULL ? NIL : str_from(t, text);
    if (v != NIL && !dict_set_str(t, t->vm->sys_dict, key, v)) {
        t->exc = NIL;
    }
}

int repl_run(thread *t, dict *globals, const options *o, bool banner) {
    repl r = {.t = t, .globals = globals};
    int status = 0;
    bool on = true;
    (void)o;
    if (isatty(0) && isatty(1)) {
        open_terminal(&r);
    }
    set_if_absent(t, "ps1", ">>> ");
    set_if_absent(t, "ps2", "... ");
    if (banner) {
        say(&r, "gilvm 0.1.0 (Python 3.11), the lock is a part: `gilvm policies`\n"
                "Ctrl-D leaves.\n");
    }
    while (on) {
        enum line_result res = read_statement(&r);
        if (res == LINE_INTERRUPTED) {
            if (r.el != NULL) {
                el_reset(r.el);
            }
            interrupted(&r);
        } else if (res == LINE_END) {
            say(&r, "\n");
            status = 0;
            on = false;
        } else if (!is_blank(r.text)) {
            on = run_statement(&r, &status);
        }
    }
    close_terminal(&r);
    return status;
}
