/* json.c: see json.h. */
#include "cli/json.h"

#include <inttypes.h>
#include <math.h>

void json_begin(json *j, FILE *f) {
    *j = (json){.f = f};
}

/* Before each value. */
static void begin(json *j) {
    if (j->comma) {
        putc(',', j->f);
    }
    j->comma = true;
}

void json_open(json *j, char bracket) {
    begin(j);
    putc(bracket, j->f);
    j->comma = false;
}

void json_close(json *j, char bracket) {
    putc(bracket, j->f);
    j->comma = true;
}

static void quoted(FILE *f, const char *s) {
    putc('"', f);
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') {
            fprintf(f, "\\%c", c);
        } else if (c < ' ' || c == '<' || c == 127) {
            fprintf(f, "\\u%04x", c);
        } else {
            putc(c, f);
        }
    }
    putc('"', f);
}

void json_key(json *j, const char *key) {
    begin(j);
    quoted(j->f, key);
    putc(':', j->f);
    j->comma = false;
}

void json_string(json *j, const char *s) {
    begin(j);
    quoted(j->f, s);
}

void json_number(json *j, uint64_t n) {
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + n % 10);
    } while ((n /= 10) != 0);
    begin(j);
    fwrite(digits + at, 1, sizeof digits - at, j->f);
}

void json_real(json *j, double x, int digits) {
    begin(j);
    if (isfinite(x)) {
        fprintf(j->f, "%.*f", digits, x);
    } else {
        fputs("null", j->f);
    }
}

void json_line(json *j) {
    if (j->comma) {
        putc(',', j->f);
        j->comma = false;
    }
    putc('\n', j->f);
}
