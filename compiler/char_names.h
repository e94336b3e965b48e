/* The characters that \N{...} names. */
#ifndef GILVM_COMPILER_CHAR_NAMES_H
#define GILVM_COMPILER_CHAR_NAMES_H

#include <stddef.h>
#include <stdint.h>

/* The code point with this Unicode name (in any case of letters), or -1. Historic scripts are not
 * known. */
int32_t char_by_name(const char *name, size_t len);

#endif
