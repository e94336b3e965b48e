/* Source bytes -> text for the lexer: byte order mark, coding cookie, line ends, UTF-8 checked. */
#ifndef GILVM_COMPILER_SOURCE_H
#define GILVM_COMPILER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/arena.h"
#include "compiler/parser.h"

/* The text to parse: valid UTF-8, lines end with '\n' only, no NULs. After bytes[len] come '\n' (if
 * the text does not end with one) and NUL. */
struct source {
    char *bytes; /* from malloc; source_fini frees it */
    size_t len;
};

/* Decodes src[0..len). `add_newline`: make an unfinished last line a finished one. Returns false
 * and fills *err when the source cannot be decoded; needs no source_fini then. */
bool source_init(struct source *source, arena *a, const char *src, size_t len, const char *filename,
                 unsigned flags, bool add_newline, parse_error *err);

void source_fini(struct source *source);

#endif
