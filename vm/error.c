/* error.c: raising exceptions from C. traceback.c shows them.
 *
 * The formatter behind raise_error, str_format and sb_fmt is sb_vfmt: printf's conversions for
 * numbers and C strings, and %S %R %T %N %U for values (ops.h).
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "vm/frame.h"
#include "vm/ops.h"
#include "vm/str.h"
#include "vm/type.h"

/* ---- formatting ---- */

typedef struct conversion {
    char spec[24]; /* the printf form: "%-08.3" and so on, to which length and letter are added */
    size_t n;
    int precision; /* -1 = none */
    int longs;     /* how many l; 3 = z */
    char letter;
} conversion;

/* Reads a conversion behind its '%'; returns where it ends. */
static const char *parse_conversion(const char *p, conversion *c) {
    c->n = 0;
    c->spec[c->n++] = '%';
    c->precision = -1;
    c->longs = 0;
    while (strchr("-+ #0123456789.", *p) != NULL && *p != 0 && c->n < 16) {
        if (*p == '.') {
            c->precision = atoi(p + 1);
        }
        c->spec[c->n++] = *p++;
    }
    while (*p == 'l' || *p == 'z') {
        c->longs = *p == 'z' ? 3 : c->longs + 1;
        p++;
    }
    c->letter = *p;
    return *p == 0 ? p : p + 1;
}

/* Completes the printf form with a length modifier and the letter. */
static const char *completed(conversion *c, const char *length) {
    while (*length != 0) {
        c->spec[c->n++] = *length++;
    }
    c->spec[c->n++] = c->letter;
    c->spec[c->n] = 0;
    return c->spec;
}

/* Cuts a type's name as CPython's %.200s does nowhere that matters: names are shown whole. */
static bool put_type(sb *b, type *cls) {
    value full = type_full_name(b->t, cls);
    return full != NIL && sb_str(b, (str *)as_obj(full));
}

static bool put_text(sb *b, value text) {
    return text != NIL && sb_str(b, (str *)as_obj(text));
}

bool sb_vfmt(sb *b, const char *fmt, va_list ap) {
    char buf[400];
    bool ok = true;
    while (*fmt != 0 && ok) {
        size_t run = strcspn(fmt, "%");
        if (run > 0) {
            ok = sb_bytes(b, fmt, run);
            fmt += run;
            continue;
        }
        conversion c;
        fmt = parse_conversion(fmt + 1, &c);
        switch (c.letter) {
        case '%': ok = sb_bytes(b, "%", 1); break;
        case 's': {
            const char *s = va_arg(ap, const char *);
            ok = sb_bytes(b, s, c.precision >= 0 ? strnlen(s, (size_t)c.precision) : strlen(s));
            break;
        }
        case 'c': ok = sb_char(b, (uint32_t)va_arg(ap, int)); break;
        case 'd':
        case 'i':
        case 'u':
        case 'x':
        case 'X': {
            long long wide = c.longs == 3                         ? (long long)va_arg(ap, size_t)
                             : c.longs == 2                       ? va_arg(ap, long long)
                             : c.longs == 1                       ? va_arg(ap, long)
                             : c.letter == 'd' || c.letter == 'i' ? va_arg(ap, int)
                                                                  : (long long)va_arg(ap, unsigned);
            snprintf(buf, sizeof buf, completed(&c, "ll"), wide);
            ok = sb_text(b, buf);
            break;
        }
        case 'e':
        case 'f':
        case 'g':
            snprintf(buf, sizeof buf, completed(&c, ""), va_arg(ap, double));
            ok = sb_text(b, buf);
            break;
        case 'S': ok = put_text(b, op_str(b->t, va_arg(ap, value))); break;
        case 'R': ok = put_text(b, op_repr(b->t, va_arg(ap, value))); break;
        case 'T': ok = put_type(b, type_of(b->t->vm, va_arg(ap, value))); break;
        case 'N': ok = put_type(b, va_arg(ap, type *)); break;
        case 'U': ok = sb_str(b, va_arg(ap, str *)); break;
        default: ok = false; break;
        }
    }
    if (!ok) {
        b->failed = true;
    }
    return ok;
}

static value format_va(thread *t, const char *fmt, va_list ap) {
    sb b;
    sb_init(&b, t);
    sb_vfmt(&b, fmt, ap);
    return sb_take(&b);
}

value str_format(thread *t, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    value v = format_va(t, fmt, ap);
    va_end(ap);
    return v;
}

/* ---- raising ---- */

/* What is being handled becomes the context, unless that would make a circle. */
static void set_context(thread *t, value exc) {
    value handled = t->handled;
    if (!is_kind(handled, T_EXCEPTION) || handled == exc || exc == t->vm->memory_error) {
        return;
    }
    for (value o = handled, slow = handled; is_kind(o, T_EXCEPTION);) {
        value next = ((exception *)as_obj(o))->context;
        if (next == exc) {
            ((exception *)as_obj(o))->context = NIL;
            break;
        }
        o = next;
        if (!is_kind(o, T_EXCEPTION)) {
            break;
        }
        next = ((exception *)as_obj(o))->context;
        if (next == exc) {
            ((exception *)as_obj(o))->context = NIL;
            break;
        }
        o = next;
        slow = ((exception *)as_obj(slow))->context;
        if (o == slow) {
            break; /* a circle that was there before */
        }
    }
    ((exception *)as_obj(exc))->context = handled;
}

value raise_value(thread *t, value exc) {
    if (is_kind(exc, T_EXCEPTION)) {
        set_context(t, exc);
    }
    t->exc = exc;
    return NIL;
}

static value raise_text(thread *t, type *cls, value text) {
    if (text == NIL) {
        return NIL; /* what went wrong with the text is the exception now */
    }
    value args = tuple_of(t, &text, 1);
    if (args == NIL) {
        return NIL;
    }
    bool own = cls->flags & TYPE_HEAP && cls->slots.init != cls->base->slots.init;
    value e = own || cls->slots.new != t->vm->exc[E_EXCEPTION]->slots.new
                  ? call1(t, from_obj(cls), text)
                  : exc_new(t, cls, args);
    return e == NIL ? NIL : raise_value(t, e);
}

value raise_error(thread *t, enum exc_id id, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    value text = format_va(t, fmt, ap);
    va_end(ap);
    value r = raise_text(t, t->vm->exc[id], text);
    if (id == E_IMPORT_ERROR || id == E_MODULE_NOT_FOUND_ERROR) {
        exc_set_import_msg(t, text);
    }
    return r;
}

value raise_class(thread *t, type *cls, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    value text = format_va(t, fmt, ap);
    va_end(ap);
    return raise_text(t, cls, text);
}

bool exc_matches(thread *t, value exc, type *cls) {
    (void)t;
    return is_kind(exc, T_EXCEPTION) && is_subtype(as_obj(exc)->type, cls);
}

bool exc_is(thread *t, enum exc_id e) {
    return exc_matches(t, t->exc, t->vm->exc[e]);
}

void exc_clear(thread *t) {
    t->exc = NIL;
}
