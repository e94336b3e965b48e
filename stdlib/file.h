/* file.h: the structs behind the io module, and what its parts (file.c, buffered.c, textfile.c,
 * memfile.c, mod_io.c) offer each other.
 *
 * Layers as in CPython: FileIO owns a descriptor, a Buffered* stands on a raw file, a TextIOWrapper
 * on a buffered one. Where a layer finds the native struct of the layer below, it calls that
 * directly; over a script's object, its methods.
 *
 * Every class of io begins with `stream`, script subclasses of the abstract ones included.
 *
 * A descriptor is shared by the layers above it through a counted fd_box, and the bytes that wait
 * to be written belong to the `buffered`, so that the collector can free these objects in any order
 * and still write everything: whichever goes first, the bytes are written as the buffered goes, and
 * the descriptor is closed with the last box.
 *
 * System calls give the GIL up. Meanwhile the buffer belongs to the thread in the call: it holds
 * `lock`.
 */
#ifndef GILVM_STDLIB_FILE_H
#define GILVM_STDLIB_FILE_H

#include "stdlib/stdlib.h"

enum { IO_CHUNK = 8192 };

enum io_type {
    IO_BASE,
    IO_RAW_BASE,
    IO_BUFFERED_BASE,
    IO_TEXT_BASE,
    IO_FILE,
    IO_READER,
    IO_WRITER,
    IO_RANDOM,
    IO_TEXT,
    IO_BYTES,
    IO_STRING,
    IO_TYPES
};

/* No dict for attributes of a script's own: a method of a file is then found by the loop's inline
 * cache. Classes that scripts derive have one. */
typedef struct stream {
    object h;
    bool closed;
} stream;

typedef struct fd_box {
    vm *m;
    int fd;
    int refs;
    bool closefd;
} fd_box;

typedef struct fileio {
    stream s;
    bool readable, writable, created, appending;
    fd_box *box; /* NULL before __init__ and once closed */
    value name;
} fileio;

typedef struct buffered {
    stream s;
    bool readable, writable;
    value raw;   /* NIL: not initialised, or detached */
    fd_box *box; /* of a native raw; else NULL */
    uint8_t *buf;
    size_t cap;
    size_t rpos, rend; /* read and not yet asked for: buf[rpos..rend) */
    size_t wend;       /* to be written: buf[0..wend). Only one of the two is in use at a time */
    gil_lock lock;
    struct buffered *next, **prev; /* io_state.open */
} buffered;

enum text_encoding { ENC_UTF8, ENC_ASCII, ENC_LATIN1, ENC_OTHER };
enum { NL_LF = 1, NL_CR = 2, NL_CRLF = 4 };

typedef struct text {
    stream s;
    value buffer;           /* NIL: not initialised, or detached */
    value encoding, errors; /* strs, as given */
    value mode;             /* what open() was given; NIL = no such attribute */
    enum text_encoding enc;
    /* The encoding once its mark is written: lives in `encoding` or for ever. */
    const char *unmarked;
    bool strict;
    bool translate; /* reading: other ends of line become \n */
    bool universal; /* reading: \r and \r\n end a line, too */
    bool line_buffering, write_through;
    bool telling;     /* tell() may be called: not while iterating */
    bool bom;         /* utf-8-sig, utf-16, utf-32: the mark is still to be read or written */
    bool at_end;      /* the buffer said so */
    char read_nl[3];  /* reading without universal: what ends a line */
    char write_nl[3]; /* writing: what \n becomes; empty = itself */
    uint8_t seen;     /* NL_... met so far, for the attribute newlines */
    uint8_t tail[8];  /* undecoded rest of the last chunk */
    size_t ntail;
    char *in; /* decoded and not yet asked for, as UTF-8: in[in_pos..in_end) */
    size_t in_cap, in_pos, in_end;
    unsigned takes;      /* how often some of it went: who waited for more looks if it stands */
    bool in_wide, in_cr; /* may it hold other than ASCII; a \r? */
    uint8_t *out;        /* over a buffer that is not native: encoded and not yet handed on */
    size_t out_len;
} text;

typedef struct bytesio {
    stream s;
    uint8_t *p;
    size_t len, cap, pos;
} bytesio;

/* The text as UTF-8. pos counts code points; off is the byte offset of pos if pos <= count. */
typedef struct stringio {
    stream s;
    char *p;
    size_t len, cap, count, pos, off;
    bool translate, universal;
    char read_nl[3], write_nl[3];
    uint8_t seen;
    value newline; /* as given */
} stringio;

typedef struct io_state {
    type *types[IO_TYPES];
    type *unsupported;
    buffered *open; /* all that may have bytes to write */
} io_state;

io_state *io_state_of(thread *t); /* made when first asked for; NULL = exception */
extern const type_spec fileio_spec, reader_spec, writer_spec, random_spec, text_spec, bytesio_spec,
    stringio_spec;
static inline bool io_is(thread *t, value v, enum io_type id) {
    io_state *s = stdlib_of(t->vm)->io;
    return s != NULL && is_obj(v) && is_subtype(as_obj(v)->type, s->types[id]);
}

/* Keeps an object alive up to here while only a pointer into it is in use. */
static inline void keep(value v) {
    __asm__ volatile("" : : "r"(v));
}

/* ---- errors ---- */
value io_unsupported(thread *t, const char *what);
value io_closed(thread *t); /* "I/O operation on closed file." */

/* ---- mod_io.c ---- */
/* "UTF-8", or as CPython names it in its UTF-8 mode. */
const char *io_default_encoding(void);
/* str or bytes out of a path: os.fspath. */
value io_fspath(thread *t, value path);
/* An object of one of io's classes, open. */
value io_alloc(thread *t, type *cls, value *a, int n);
/* A size argument: None or absent is -1. */
bool io_size_arg(thread *t, value v, int64_t *out) MUST_USE;
/* The memory of a bytes-like argument. TypeError otherwise. */
bool io_bytes_arg(thread *t, value v, const uint8_t **p, size_t *n) MUST_USE;
value io_seek_result(thread *t, int64_t pos);
/* The newline argument of TextIOWrapper and StringIO. */
bool io_newline_arg(thread *t, value v, const char *bad /* the message for a wrong one */,
                    bool *translate, bool *universal, char read_nl[3], char write_nl[3]) MUST_USE;
/* How many bytes of p[0..n) are the first line, its end included; 0 = there is none yet. `more`
 * says whether more text may come, so that a \r at the end may be half of \r\n. */
size_t io_line_end(const char *p, size_t n, bool universal, const char *read_nl, bool more);
/* Replaces \r\n and \r by \n in place; returns the new length. */
size_t io_translate(char *p, size_t n, uint8_t *seen);
value io_newlines_seen(thread *t, uint8_t seen);

/* ---- file.c ---- */
/* read(2) and write(2) without the GIL, again after a signal. -1 = exception; -2 = would block. */
int64_t fd_read(thread *t, int fd, void *p, size_t n);
int64_t fd_write(thread *t, int fd, const void *p, size_t n);
int64_t fd_seek(thread *t, int fd, int64_t pos, int whence);
/* How much a regular file still has. */
size_t fd_bytes_left(thread *t, int fd);
fd_box *fd_box_keep(fd_box *box);
void fd_box_drop(fd_box *box);
value fileio_open(thread *t, value path, const char *mode, bool closefd, value opener);
/* Everything up to the end, read by `more` (which answers -1, -2 or how many bytes). */
value io_read_all(thread *t, void *arg, int64_t (*more)(thread *t, void *arg, uint8_t *p, size_t n),
                  size_t guess);
/* The memory that readinto() is to fill. */
bool io_fill_target(thread *t, value v, bytearray **out) MUST_USE;
/* What readinto answers when `got` was read: the bytes' number, or NIL or None as they are. */
value io_fill_with(bytearray *into, value got);
bool io_whence_arg(thread *t, value v, int *out) MUST_USE;

/* ---- buffered.c ---- */
value buffered_over(thread *t, enum io_type id, value raw, size_t size);
/* What the text layer needs. *n = 0 is the end. The bytes are copied to p, at most max. */
bool buffered_read1(thread *t, buffered *b, uint8_t *p, size_t max, size_t *n) MUST_USE;
bool buffered_write(thread *t, buffered *b, const uint8_t *p, size_t n) MUST_USE;
bool buffered_flush(thread *t, buffered *b) MUST_USE;
int64_t buffered_tell(thread *t, buffered *b);
/* Is no other thread inside a call on it? Then bytes may be appended without more ado. */
static inline bool buffered_idle(const buffered *b) {
    return b->lock.owner == NULL;
}

/* ---- textfile.c ---- */
value text_over(thread *t, value buffer, value encoding, value errors, value newline,
                bool line_buffering, bool write_through);

#endif
