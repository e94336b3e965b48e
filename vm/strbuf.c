/* strbuf.c: building a str piece by piece (struct sb of ops.h).
 *
 * The text grows in the struct's own 256 bytes first, then in a mem_alloc'ed buffer that doubles;
 * sb_take copies it into a str of the right size and gives the buffer back. After a failure every
 * further call does nothing, so that callers can build without looking and ask once, at sb_take.
 * What is in the buffer is bytes only: callbacks do no harm to it.
 */
#include "vm/str.h"

void sb_init(sb *b, thread *t) {
    b->t = t;
    b->p = b->small;
    b->len = 0;
    b->cap = sizeof b->small;
    b->failed = false;
}

static bool grow(sb *b, size_t n) {
    if (b->failed) {
        return false;
    }
    size_t cap = b->cap * 2;
    if (n > SIZE_MAX / 4) {
        raise_error(b->t, E_MEMORY_ERROR, "");
        b->failed = true;
        return false;
    }
    if (cap < b->len + n) {
        cap = b->len + n;
    }
    char *p;
    if (b->p == b->small) {
        p = mem_alloc(b->t, cap);
        if (p != NULL) {
            memcpy(p, b->small, b->len);
        }
    } else {
        p = mem_realloc(b->t, b->p, b->cap, cap);
    }
    if (p == NULL) {
        b->failed = true;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

bool sb_bytes(sb *b, const char *s, size_t n) {
    if (n > b->cap - b->len && !grow(b, n)) {
        return false;
    }
    if (n > 0) { /* s may be NULL then */
        memcpy(b->p + b->len, s, n);
        b->len += n;
    }
    return !b->failed;
}

bool sb_fill(sb *b, uint32_t code_point, size_t n) {
    char c[4];
    unsigned width = utf8_put(c, code_point);
    if (n > SIZE_MAX / 8) {
        n = SIZE_MAX / 8; /* refused by grow */
    }
    if (n * width > b->cap - b->len && !grow(b, n * width)) {
        return false;
    }
    if (width == 1) {
        memset(b->p + b->len, c[0], n);
        b->len += n;
    } else {
        for (size_t i = 0; i < n; i++) {
            memcpy(b->p + b->len, c, width);
            b->len += width;
        }
    }
    return !b->failed;
}

bool sb_text(sb *b, const char *cstring) {
    return sb_bytes(b, cstring, strlen(cstring));
}

bool sb_str(sb *b, str *s) {
    return sb_bytes(b, s->data, s->len);
}

bool sb_char(sb *b, uint32_t code_point) {
    if (4 > b->cap - b->len && !grow(b, 4)) {
        return false;
    }
    b->len += utf8_put(b->p + b->len, code_point);
    return !b->failed;
}

bool sb_fmt(sb *b, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    bool ok = sb_vfmt(b, fmt, ap);
    va_end(ap);
    if (!ok) {
        b->failed = true;
    }
    return ok;
}

bool sb_repr(sb *b, value v) {
    if (b->failed) {
        return false;
    }
    value r = op_repr(b->t, v);
    if (r == NIL) {
        b->failed = true;
        return false;
    }
    return sb_str(b, (str *)as_obj(r));
}

value sb_take(sb *b) {
    value r = b->failed ? NIL : str_new(b->t, b->p, b->len);
    sb_drop(b);
    return r;
}

void sb_drop(sb *b) {
    if (b->p != b->small) {
        mem_free(b->t->vm, b->p, b->cap);
    }
    sb_init(b, b->t);
}
