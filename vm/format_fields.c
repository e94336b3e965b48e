/* format_fields.c: str.format and str.format_map: "{name.attr[item]!conversion:spec}" with specs
 * that hold fields themselves.
 *
 * A markup is cut into literal text and fields by next_piece, as CPython's MarkupIterator does it,
 * odd corners included ("{!r:}", brackets inside names, which message comes first). Values are
 * looked up in the caller's arguments where they stand: no tuple or dict is made for them.
 */
#include "vm/str.h"

typedef struct span {
    const char *p, *end;
} span;

typedef struct piece {
    span literal;
    bool has_field;
    span name, spec;
    bool has_spec_fields;
    uint32_t conversion; /* 0 = none */
} piece;

/* The arguments of format(): positional ones, then keyword values named by kwnames; or a mapping
 * (format_map). */
typedef struct formatter {
    thread *t;
    value *a;
    int n;
    value kwnames;
    value mapping; /* NIL = not format_map */
    enum { AUTO_UNKNOWN, AUTO_YES, AUTO_NO } numbering;
    int64_t next_index;
} formatter;

static bool fail(thread *t, const char *message) {
    raise_error(t, E_VALUE_ERROR, "%s", message);
    return false;
}

static value span_str(thread *t, span s) {
    return str_new(t, s.p, (size_t)(s.end - s.p));
}

/* ---- cutting the text ---- */

/* The inside of a field, behind its '{', up to and with its '}'. All delimiters are ASCII: bytes
 * will do. */
static bool parse_field(thread *t, span *s, piece *out) {
    char c = 0;
    out->name.p = s->p;
    while (s->p < s->end) {
        c = *s->p++;
        if (c == '{') {
            return fail(t, "unexpected '{' in field name");
        }
        if (c == '[') {
            while (s->p < s->end && *s->p != ']') {
                s->p++;
            }
            continue;
        }
        if (c == '}' || c == ':' || c == '!') {
            break;
        }
    }
    out->name.end = s->p - (c == '}' || c == ':' || c == '!');
    if (c != '!' && c != ':') {
        return c == '}' || fail(t, "expected '}' before end of string");
    }
    if (c == '!') {
        if (s->p >= s->end) {
            return fail(t, "end of string while looking for conversion specifier");
        }
        out->conversion = utf8_next(&s->p);
        if (s->p < s->end) {
            c = *s->p++;
            if (c == '}') {
                return true;
            }
            if (c != ':') {
                return fail(t, "expected ':' after conversion specifier");
            }
        }
    }
    out->spec.p = s->p;
    out->spec.end = s->end;
    for (int depth = 1; s->p < s->end;) {
        c = *s->p++;
        if (c == '{') {
            out->has_spec_fields = true;
            depth++;
        } else if (c == '}' && --depth == 0) {
            out->spec.end = s->p - 1;
            return true;
        }
    }
    return fail(t, "unmatched '{' in format spec");
}

/* 1 = there is a piece, 0 = the end, -1 = failed. */
static int next_piece(thread *t, span *s, piece *out) {
    *out = (piece){.has_field = false};
    if (s->p >= s->end) {
        return 0;
    }
    const char *start = s->p;
    char c = 0;
    bool markup = false;
    while (s->p < s->end && !markup) {
        c = *s->p++;
        markup = c == '{' || c == '}';
    }
    bool at_end = s->p >= s->end;
    const char *stop = s->p;
    if (c == '}' && (at_end || *s->p != c)) {
        fail(t, "Single '}' encountered in format string");
        return -1;
    }
    if (c == '{' && at_end) {
        fail(t, "Single '{' encountered in format string");
        return -1;
    }
    if (!at_end) {
        if (*s->p == c) { /* {{ or }}: the first of them belongs to the literal */
            s->p++;
            markup = false;
        } else {
            stop--;
        }
    }
    out->literal = (span){start, stop};
    if (!markup) {
        return 1;
    }
    out->has_field = true;
    return parse_field(t, s, out) ? 1 : -1;
}

/* A decimal number that is all of s, or -1; -2 = failed. */
static int64_t span_integer(thread *t, span s) {
    int64_t n = 0;
    if (s.p >= s.end) {
        return -1;
    }
    while (s.p < s.end) {
        int d = uni_decimal(utf8_next(&s.p));
        if (d < 0) {
            return -1;
        }
        if (n > (INT64_MAX - d) / 10) {
            fail(t, "Too many decimal digits in format string");
            return -2;
        }
        n = n * 10 + d;
    }
    return n;
}

/* The next ".name" or "[name]" of a field. 1, 0 = end, -1 = failed. */
static int next_access(thread *t, span *rest, bool *is_attribute, span *name) {
    if (rest->p >= rest->end) {
        return 0;
    }
    char c = *rest->p++;
    *is_attribute = c == '.';
    name->p = rest->p;
    if (c == '.') {
        while (rest->p < rest->end && *rest->p != '.' && *rest->p != '[') {
            rest->p++;
        }
        name->end = rest->p;
    } else if (c == '[') {
        while (rest->p < rest->end && *rest->p != ']') {
            rest->p++;
        }
        if (rest->p >= rest->end) {
            fail(t, "Missing ']' in format string");
            return -1;
        }
        name->end = rest->p++;
    } else {
        fail(t, "Only '.' or '[' may follow ']' in format field specifier");
        return -1;
    }
    if (name->p == name->end) {
        fail(t, "Empty attribute in format string");
        return -1;
    }
    return 1;
}

/* Splits a field's name into its first part and the rest; *index = its number, or -1 for a name. */
static bool split_name(thread *t, formatter *f, span field, span *first, span *rest,
                       int64_t *index) {
    const char *p = field.p;
    while (p < field.end && *p != '.' && *p != '[') {
        p++;
    }
    *first = (span){field.p, p};
    *rest = (span){p, field.end};
    *index = span_integer(t, *first);
    if (*index == -2) {
        return false;
    }
    bool empty = first->p == first->end;
    if (!empty && *index < 0) {
        return true;
    }
    if (f->numbering == AUTO_UNKNOWN) {
        f->numbering = empty ? AUTO_YES : AUTO_NO;
    }
    if (f->numbering == AUTO_NO && empty) {
        return fail(t,
                    "cannot switch from manual field specification to automatic field numbering");
    }
    if (f->numbering == AUTO_YES && !empty) {
        return fail(t,
                    "cannot switch from automatic field numbering to manual field specification");
    }
    if (empty) {
        *index = f->next_index++;
    }
    return true;
}

/* ---- values ---- */

static value named_argument(formatter *f, span name) {
    value key = span_str(f->t, name);
    if (key == NIL) {
        return NIL;
    }
    if (f->mapping != NIL) {
        return op_getitem(f->t, f->mapping, key);
    }
    size_t count = f->kwnames == NIL ? 0 : ((tuple *)as_obj(f->kwnames))->len;
    for (size_t i = 0; i < count; i++) {
        if (str_equal((str *)as_obj(((tuple *)as_obj(f->kwnames))->items[i]), (str *)as_obj(key))) {
            return f->a[f->n + (int)i];
        }
    }
    return raise_key_error(f->t, key);
}

static value field_value(formatter *f, span field) {
    thread *t = f->t;
    span first, rest, name;
    int64_t index;
    if (!split_name(t, f, field, &first, &rest, &index)) {
        return NIL;
    }
    value v;
    if (index < 0) {
        v = named_argument(f, first);
    } else if (f->mapping != NIL) {
        return raise_error(t, E_VALUE_ERROR, "Format string contains positional fields");
    } else if (index >= f->n) {
        return raise_error(t, E_INDEX_ERROR,
                           "Replacement index %ld out of range for positional args tuple",
                           (long)index);
    } else {
        v = f->a[index];
    }
    bool is_attribute;
    int more = 0;
    while (v != NIL && (more = next_access(t, &rest, &is_attribute, &name)) > 0) {
        if (is_attribute) {
            str *attr = str_intern_len(t, name.p, (size_t)(name.end - name.p));
            v = attr == NULL ? NIL : op_getattr(t, v, attr);
        } else {
            int64_t i = span_integer(t, name);
            value key = i == -2 ? NIL : i >= 0 ? int_new(t, i) : span_str(t, name);
            v = key == NIL ? NIL : op_getitem(t, v, key);
        }
    }
    return more < 0 ? NIL : v;
}

static value convert(thread *t, value v, uint32_t conversion) {
    switch (conversion) {
    case 'r': return op_repr(t, v);
    case 's': return op_str(t, v);
    case 'a': return op_ascii(t, v);
    default: break;
    }
    if (conversion > 32 && conversion < 127) {
        return raise_error(t, E_VALUE_ERROR, "Unknown conversion specifier %c", (int)conversion);
    }
    return raise_error(t, E_VALUE_ERROR, "Unknown conversion specifier \\x%x", conversion);
}

static bool build(formatter *f, sb *out, span text, int depth);

static bool put_field(formatter *f, sb *out, const piece *field, int depth) {
    thread *t = f->t;
    value v = field_value(f, field->name);
    if (v != NIL && field->conversion) {
        v = convert(t, v, field->conversion);
    }
    if (v == NIL) {
        return false;
    }
    value spec = NIL;
    if (field->has_spec_fields) {
        sb b;
        sb_init(&b, t);
        if (!build(f, &b, field->spec, depth - 1)) {
            sb_drop(&b);
            return false;
        }
        spec = sb_take(&b);
    } else if (field->spec.p < field->spec.end) {
        spec = span_str(t, field->spec);
    }
    if (spec == NIL && t->exc != NIL) {
        return false;
    }
    value s = spec == NIL && is_exact(v, T_STR) ? v : op_format(t, v, spec);
    return s != NIL && sb_str(out, (str *)as_obj(s));
}

static bool build(formatter *f, sb *out, span text, int depth) {
    if (depth <= 0) {
        return fail(f->t, "Max string recursion exceeded");
    }
    piece p;
    int more;
    while ((more = next_piece(f->t, &text, &p)) > 0) {
        if (!sb_bytes(out, p.literal.p, (size_t)(p.literal.end - p.literal.p))) {
            return false;
        }
        if (p.has_field && !put_field(f, out, &p, depth)) {
            return false;
        }
    }
    return more == 0;
}

static value format_with(formatter *f, str *s) {
    sb out;
    sb_init(&out, f->t);
    if (!build(f, &out, (span){s->data, s->data + s->len}, 2)) {
        sb_drop(&out);
        return NIL;
    }
    return sb_take(&out);
}

value str_format_method(thread *t, value *a, int n) {
    formatter f = {.t = t, .a = a + 1, .n = n - 1, .kwnames = t->kwnames, .mapping = NIL};
    return format_with(&f, (str *)as_obj(a[0]));
}

value str_format_map_method(thread *t, value *a, int n) {
    (void)n;
    formatter f = {.t = t, .kwnames = NIL, .mapping = a[1]};
    return format_with(&f, (str *)as_obj(a[0]));
}
