/* Character names: see char_names.h and, for the table's form, gen_char_names.py. Ideographs carry
 * their code point in their name, Hangul syllables the names of their parts; these are computed. */
#include "compiler/char_names.h"

#include <string.h>

enum { MAX_NAME = 100, CODE_BITS = 21 };

static const uint64_t names[] = {
#include "compiler/char_names.inc"
};

/* Index of the longest of `count` parts that starts `s`; moves `s` behind it. */
static int longest_part(const char *const *parts, int count, const char **s) {
    int best = -1;
    size_t best_len = 0;
    for (int i = 0; i < count; i++) {
        size_t len = strlen(parts[i]);
        if (strncmp(*s, parts[i], len) == 0 && (best < 0 || len > best_len)) {
            best = i;
            best_len = len;
        }
    }
    *s += best_len;
    return best;
}

static int32_t hangul(const char *s) {
    static const char *const lead[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                       "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
    static const char *const vowel[] = {"A",   "AE", "YA", "YAE", "EO", "E",  "YEO",
                                        "YE",  "O",  "WA", "WAE", "OE", "YO", "U",
                                        "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
    static const char *const tail[] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D", "L",  "LG",
                                       "LM", "LB", "LS", "LT", "LP", "LH", "M",  "B", "BS", "S",
                                       "SS", "NG", "J",  "C",  "K",  "T",  "P",  "H"};
    int l = longest_part(lead, 19, &s);
    int v = longest_part(vowel, 21, &s);
    int t = longest_part(tail, 28, &s);
    return l < 0 || v < 0 || *s ? -1 : 0xAC00 + (l * 21 + v) * 28 + t;
}

static int32_t ideograph(const char *s) {
    static const struct {
        int32_t first, last;
    } blocks[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B738},
                  {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1}, {0x2CEB0, 0x2EBE0}, {0x30000, 0x3134A}};
    size_t len = strlen(s);
    int32_t code = 0;
    if (len != 4 && len != 5) {
        return -1;
    }
    for (; *s; s++) {
        if (!((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'F'))) {
            return -1;
        }
        code = code * 16 + (*s <= '9' ? *s - '0' : *s - 'A' + 10);
    }
    for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++) {
        if (code >= blocks[i].first && code <= blocks[i].last) {
            return code;
        }
    }
    return -1;
}

int32_t char_by_name(const char *name, size_t len) {
    char upper[MAX_NAME];
    if (len >= MAX_NAME) {
        return -1;
    }
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < len; i++) {
        upper[i] = name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 32) : name[i];
        hash = (hash ^ (unsigned char)upper[i]) * 0x100000001B3u;
    }
    upper[len] = '\0';
    if (strncmp(upper, "HANGUL SYLLABLE ", 16) == 0) {
        return hangul(upper + 16);
    }
    if (strncmp(upper, "CJK UNIFIED IDEOGRAPH-", 22) == 0) {
        return ideograph(upper + 22);
    }
    size_t low = 0, high = sizeof(names) / sizeof(*names);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (names[middle] >> CODE_BITS < hash >> CODE_BITS) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == sizeof(names) / sizeof(*names) || names[low] >> CODE_BITS != hash >> CODE_BITS) {
        return -1;
    }
    return (int32_t)(names[low] & ((1u << CODE_BITS) - 1));
}
