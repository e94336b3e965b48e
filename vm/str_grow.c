/* str_grow.c: text that grows by appending. `s += x` in a loop must not copy s each time, and
 * without reference counts nobody knows that the old s is garbage. So a long sum keeps its text in
 * a buffer with room to spare, and strings that begin alike share it, as slices of an array do in
 * other languages: s + x, where s ends at the buffer's fill mark, writes x behind it and makes a
 * new header for the longer text. A second s + y finds the mark elsewhere and copies.
 *
 * The text of a str never changes, but the byte behind it does: it is 0 until a longer string is
 * made in the same buffer. What hands a string to C as one that ends with a 0 asks str_terminated()
 * for it.
 *
 * Sharing begins with the second + in a row (STR_SUM) and with SHARE_MIN bytes: short sums are
 * copied as fast as a header is made, and never waste memory. The table of offsets of non-ASCII
 * text stands in the buffer, behind the room for text; since all sharers begin alike, one table is
 * right for all.
 */
#include <string.h>

#include "vm/str.h"

enum { SHARE_MIN = 1024, SHARE_MAX = 1 << 30 /* offsets in the table have 32 bits */ };

typedef struct str_buffer {
    object h;
    size_t used;    /* bytes of text; a 0 follows */
    size_t cap;     /* room for text, without that 0; a multiple of 4, less 1 */
    size_t indexed; /* entries of the table that are filled in */
    char data[];
} str_buffer;

/* A str with STR_SHARED has no text of its own; its buffer's address stands there. */
static str_buffer **buffer_slot(str *s) {
    return (str_buffer **)(void *)s->text;
}

static str_buffer *buffer_of(const str *s) {
    return *(str_buffer *const *)(const void *)s->text;
}

static uint32_t *table_of(str_buffer *b) {
    return (uint32_t *)(void *)(b->data + b->cap + 1);
}

const uint32_t *str_shared_table(const str *s) {
    return table_of(buffer_of(s));
}

/* Fills in the table for the buffer's first `count` code points, from where it ends. */
static void extend_table(str_buffer *b, size_t count) {
    uint32_t *table = table_of(b);
    const char *end = b->data + b->used;
    size_t i = b->indexed;
    if (i == 0) {
        table[i++] = 0;
    }
    for (; i <= count / STR_STRIDE; i++) {
        table[i] = (uint32_t)(utf8_skip(b->data + table[i - 1], STR_STRIDE, end) - b->data);
    }
    b->indexed = i;
}

static str_buffer *buffer_new(thread *t, const str *first, size_t room) {
    size_t cap = room | 3;
    str_buffer *b =
        heap_new(t, T_STR_BUFFER, sizeof *b + cap + 1 + (cap / STR_STRIDE + 1) * sizeof(uint32_t));
    if (b != NULL) {
        b->cap = cap;
        b->used = first->len;
        memcpy(b->data, first->data, first->len);
    }
    return b;
}

static void share(str *s, str_buffer *b) {
    s->h.flags |= STR_SHARED;
    s->data = b->data;
    *buffer_slot(s) = b;
    if (s->len != s->count) {
        extend_table(b, s->count);
    }
}

bool str_can_grow(const str *a, const str *b) {
    return (a->h.flags & (STR_SUM | STR_SHARED)) != 0 && a->len + b->len >= SHARE_MIN &&
           a->len + b->len <= SHARE_MAX;
}

value str_grown(thread *t, str *a, str *b) {
    str_buffer *buf = a->h.flags & STR_SHARED ? buffer_of(a) : NULL;
    size_t len = a->len + b->len;
    if (buf == NULL || buf->used != a->len || buf->cap - buf->used < b->len) {
        buf = buffer_new(t, a, len + len / 2);
        if (buf == NULL) {
            return NIL;
        }
    }
    str *s = heap_new(t, T_STR, sizeof *s + sizeof(str_buffer *));
    if (s == NULL) {
        return NIL;
    }
    memcpy(buf->data + buf->used, b->data, b->len);
    buf->data[len] = 0;
    buf->used = len;
    s->len = len;
    s->count = a->count + b->count;
    share(s, buf);
    return from_obj(s);
}

const char *str_terminated(thread *t, str *s) {
    if (s->data[s->len] != 0) { /* shared, and a longer one was made */
        str_buffer *own = buffer_new(t, s, s->len);
        if (own == NULL) {
            return NULL;
        }
        share(s, own);
    }
    return s->data;
}

void str_trace(gc *g, object *o) {
    if (o->flags & STR_SHARED) {
        gc_object(g, buffer_of((const str *)o));
    }
}

const type_spec str_buffer_spec = {
    .name = "str_buffer",
    .flags = TYPE_NO_NEW,
};
