/* unicode.c: properties of code points as Python's str sees them: is it a letter, a digit,
 * printable, what is it in upper case.
 *
 * General categories, simple case mappings and normal forms come from utf8proc. What that library
 * lacks (numeric values, mappings of one character to several, the Lowercase and XID properties)
 * comes from tables that gen_unicode.py writes. ASCII is answered without a look at either. Called
 * by the str methods, by repr and by the lexer for identifiers.
 */
#include <utf8proc.h>

#include "vm/str.h"
#include "vm/unicode_tables.h"

#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])

/* Is c in one of the sorted ranges? */
static bool in_ranges(const uint32_t (*r)[2], size_t n, uint32_t c) {
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (c < r[mid][0]) {
            hi = mid;
        } else if (c > r[mid][1]) {
            lo = mid + 1;
        } else {
            return true;
        }
    }
    return false;
}
#define IN(table, c) in_ranges(table, COUNT_OF(table), c)

static utf8proc_category_t category(uint32_t c) {
    return IN(too_new, c) ? UTF8PROC_CATEGORY_CN : utf8proc_category((utf8proc_int32_t)c);
}

const char *uni_category(uint32_t c) {
    return IN(too_new, c) ? "Cn" : utf8proc_category_string((utf8proc_int32_t)c);
}

static const numeric_run *numeric_find(uint32_t c) {
    size_t lo = 0, hi = COUNT_OF(numeric_runs);
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (c < numeric_runs[mid].first) {
            hi = mid;
        } else if (c > numeric_runs[mid].last) {
            lo = mid + 1;
        } else {
            return &numeric_runs[mid];
        }
    }
    return NULL;
}

bool uni_is_alpha(uint32_t c) {
    if (c < 128) {
        return (c | 32) - 'a' < 26;
    }
    utf8proc_category_t k = category(c);
    return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO;
}

/* Decimal digits stand in runs of ten, beginning with zero; several runs may touch (the
 * mathematical ones). */
int uni_decimal(uint32_t c) {
    if (c < 128) {
        return c - '0' < 10 ? (int)(c - '0') : -1;
    }
    if (category(c) != UTF8PROC_CATEGORY_ND) {
        return -1;
    }
    uint32_t first = c;
    while (category(first - 1) == UTF8PROC_CATEGORY_ND) {
        first--;
    }
    return (int)((c - first) % 10);
}

int uni_digit(uint32_t c) {
    int d = uni_decimal(c);
    if (d >= 0 || c < 128) {
        return d;
    }
    const numeric_run *r = numeric_find(c);
    return r != NULL && r->digit ? (int)(r->value + (int64_t)(c - r->first) * r->step) : -1;
}

bool uni_numeric(uint32_t c, int64_t *num, int64_t *den) {
    int d = uni_decimal(c);
    *den = 1;
    if (d >= 0) {
        *num = d;
        return true;
    }
    const numeric_run *r = c < 128 ? NULL : numeric_find(c);
    if (r == NULL) {
        return false;
    }
    *num = r->value + (int64_t)(c - r->first) * r->step;
    *den = r->divisor;
    return true;
}

bool uni_is_alnum(uint32_t c) {
    if (uni_is_alpha(c)) {
        return true;
    }
    int64_t num, den;
    return uni_numeric(c, &num, &den);
}

bool uni_is_space(uint32_t c) {
    if (c < 128) {
        return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31);
    }
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool uni_is_linebreak(uint32_t c) {
    return (c >= 10 && c <= 13) || (c >= 28 && c <= 30) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool uni_is_lower(uint32_t c) {
    if (c < 128) {
        return c - 'a' < 26;
    }
    return category(c) == UTF8PROC_CATEGORY_LL || IN(other_lower, c);
}

bool uni_is_upper(uint32_t c) {
    if (c < 128) {
        return c - 'A' < 26;
    }
    return category(c) == UTF8PROC_CATEGORY_LU || IN(other_upper, c);
}

bool uni_is_title(uint32_t c) {
    return c >= 128 && category(c) == UTF8PROC_CATEGORY_LT;
}

bool uni_is_printable(uint32_t c) {
    if (c < 128) {
        return c >= 32 && c < 127;
    }
    switch (category(c)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO: return false;
    default: return true;
    }
}

static bool id_start_category(utf8proc_category_t k) {
    return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO) || k == UTF8PROC_CATEGORY_NL;
}

bool uni_is_id_start(uint32_t c) {
    if (c < 128) {
        return (c | 32) - 'a' < 26 || c == '_';
    }
    return id_start_category(category(c)) != IN(id_start_flip, c);
}

bool uni_is_id_continue(uint32_t c) {
    if (c < 128) {
        return (c | 32) - 'a' < 26 || c == '_' || c - '0' < 10;
    }
    utf8proc_category_t k = category(c);
    bool by_category = id_start_category(k) || k == UTF8PROC_CATEGORY_MN ||
                       k == UTF8PROC_CATEGORY_MC || k == UTF8PROC_CATEGORY_ND ||
                       k == UTF8PROC_CATEGORY_PC;
    return by_category != IN(id_continue_flip, c);
}

/* Unicode's Case_Ignorable: what may stand between a final sigma and its word. */
bool uni_is_case_ignorable(uint32_t c) {
    switch (c) {
    case '\'':
    case '.':
    case ':':
    case 0xB7:
    case 0x387:
    case 0x55F:
    case 0x5F4:
    case 0x2018:
    case 0x2019:
    case 0x2024:
    case 0x2027:
    case 0xFE13:
    case 0xFE52:
    case 0xFE55:
    case 0xFF07:
    case 0xFF0E:
    case 0xFF1A: return true;
    default: break;
    }
    switch (category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK: return true;
    default: return false;
    }
}

static int full_mapping(const uint32_t (*table)[4], size_t n, uint32_t c, uint32_t out[3]) {
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (table[mid][0] == c) {
            memcpy(out, &table[mid][1], 3 * sizeof out[0]);
            return out[2] ? 3 : 2;
        }
        if (c < table[mid][0]) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return 0;
}

int uni_upper(uint32_t c, uint32_t out[3]) {
    if (c < 128) {
        out[0] = c - 'a' < 26 ? c - 32 : c;
        return 1;
    }
    int n = full_mapping(full_upper, COUNT_OF(full_upper), c, out);
    if (n == 0) {
        out[0] = (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
        n = 1;
    }
    return n;
}

int uni_lower(uint32_t c, uint32_t out[3]) {
    if (c < 128) {
        out[0] = c - 'A' < 26 ? c + 32 : c;
        return 1;
    }
    int n = full_mapping(full_lower, COUNT_OF(full_lower), c, out);
    if (n == 0) {
        out[0] = (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
        n = 1;
    }
    return n;
}

int uni_title(uint32_t c, uint32_t out[3]) {
    if (c < 128) {
        out[0] = c - 'a' < 26 ? c - 32 : c;
        return 1;
    }
    int n = full_mapping(full_title, COUNT_OF(full_title), c, out);
    if (n == 0) {
        out[0] = (uint32_t)utf8proc_totitle((utf8proc_int32_t)c);
        n = 1;
    }
    return n;
}

int uni_fold(uint32_t c, uint32_t out[3]) {
    if (c < 128) {
        out[0] = c - 'A' < 26 ? c + 32 : c;
        return 1;
    }
    int n = full_mapping(full_fold, COUNT_OF(full_fold), c, out);
    if (n != 0) {
        return n;
    }
    size_t lo = 0, hi = COUNT_OF(simple_fold);
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (simple_fold[mid][0] == c) {
            out[0] = simple_fold[mid][1];
            return 1;
        }
        if (c < simple_fold[mid][0]) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return uni_lower(c, out);
}
