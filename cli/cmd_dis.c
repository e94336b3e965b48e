/* cmd_dis.c: `gilvm dis` prints the bytecode of a script or of -c CODE and of all functions in it,
 * with a mark at each instruction where --polls lets another thread in.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>

#include "vm/code.h"

bool dis_print(thread *t, code *c, bool polls_every) {
    sb b;
    sb_init(&b, t);
    if (!code_disassemble(t, c, polls_every, true, &b)) {
        sb_drop(&b);
        return false;
    }
    value text = sb_take(&b), out = text == NIL ? NIL : sys_get(t, "stdout");
    if (out == NIL || out == NONE) {
        return text != NIL;
    }
    return call_method(t, out, N(t, write), &text, 1) != NIL;
}

static int dis(thread *t, const options *o) {
    code *c;
    if (o->what == RUN_COMMAND) {
        str *name = str_intern(t, "<string>");
        c = name == NULL
                ? NULL
                : t->vm->hooks.compile(t, o->target, strlen(o->target), name, COMPILE_EXEC, 0);
    } else if (o->what == RUN_STDIN) {
        size_t len;
        char *text = read_stream(0, &len);
        str *name = str_intern(t, "<stdin>");
        c = text == NULL || name == NULL
                ? NULL
                : t->vm->hooks.compile(t, text, len, name, COMPILE_EXEC, 0);
        free(text);
    } else {
        value v = str_decode(t, o->target, strlen(o->target), "surrogateescape");
        c = v == NIL ? NULL : import_compile_file(t, (str *)as_obj(v));
    }
    if (c == NULL || !dis_print(t, c, o->polls_every)) {
        return report_uncaught(t);
    }
    return 0;
}

int cmd_dis(options *o) {
    session s = {0};
    if (o->what != RUN_FILE && o->what != RUN_COMMAND && o->what != RUN_STDIN) {
        return usage(o, "needs a file or -c CODE", NULL);
    }
    return session_begin(&s, o) ? session_end(&s, dis(s.t, o)) : s.status;
}
