/* json.h: writes JSON to a file as it goes: no tree, no memory of its own. Commas come by
 * themselves; the caller opens and closes in order. Text is UTF-8 and comes out as such, but for
 * what JSON forbids and for `<`, so that it may stand inside a page.
 */
#ifndef GILVM_CLI_JSON_H
#define GILVM_CLI_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct json {
    FILE *f;
    bool comma; /* something stands before the next value */
} json;

void json_begin(json *j, FILE *f);
void json_open(json *j, char bracket);  /* { or [ */
void json_close(json *j, char bracket); /* } or ] */
void json_key(json *j, const char *key);
void json_string(json *j, const char *s);
void json_number(json *j, uint64_t n);
/* So many behind the point; null if it is not finite. */
void json_real(json *j, double x, int digits);
/* A line break where one is allowed: before the next value. */
void json_line(json *j);

static inline void json_field_string(json *j, const char *key, const char *s) {
    json_key(j, key);
    json_string(j, s);
}

static inline void json_field_number(json *j, const char *key, uint64_t n) {
    json_key(j, key);
    json_number(j, n);
}

#endif
