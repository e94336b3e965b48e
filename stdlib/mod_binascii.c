/* mod_binascii.c: the module binascii: bytes to and from base 64 and hexadecimal digits, and crc32.
 * base64.py and others stand on it. Messages are CPython's.
 */
#include "vm/dict.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

#include "stdlib/stdlib.h"

static value raise_binascii(thread *t, const char *cls_name, value text) {
    value cls = stdlib_import_attr(t, "binascii", cls_name);
    value exc = cls == NIL || text == NIL ? NIL : call1(t, cls, text);
    return exc == NIL ? NIL : raise_value(t, exc);
}

static value raise_text(thread *t, const char *text) {
    return raise_binascii(t, "Error", str_from(t, text));
}

/* The bytes of an argument that may also be a str of ASCII. */
static bool ascii_arg(thread *t, value v, const uint8_t **p, size_t *n) {
    if (!is_kind(v, T_STR)) {
        return buffer_arg(t, v, p, n);
    }
    str *s = (str *)as_obj(v);
    if (!str_is_ascii(s)) {
        raise_error(t, E_VALUE_ERROR, "string argument should contain only ASCII characters");
        return false;
    }
    *p = (const uint8_t *)s->data;
    *n = s->len;
    return true;
}

/* ---- base 64 ---- */

static const char digits64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static value binascii_b2a_base64(thread *t, value *a, int n) {
    (void)n;
    const uint8_t *p;
    size_t len;
    int newline = a[1] == NIL ? 1 : op_truth(t, a[1]);
    if (newline < 0 || !buffer_arg(t, a[0], &p, &len)) {
        return NIL;
    }
    value v = bytes_new(t, NULL, (len + 2) / 3 * 4 + (size_t)newline);
    if (v == NIL) {
        return NIL;
    }
    uint8_t *to = ((bytes *)as_obj(v))->data;
    for (size_t i = 0; i < len; i += 3) {
        size_t have = len - i;
        uint32_t three = (uint32_t)p[i] << 16 | (have > 1 ? (uint32_t)p[i + 1] << 8 : 0) |
                         (have > 2 ? p[i + 2] : 0);
        *to++ = (uint8_t)digits64[three >> 18];
        *to++ = (uint8_t)digits64[three >> 12 & 63];
        *to++ = have > 1 ? (uint8_t)digits64[three >> 6 & 63] : '=';
        *to++ = have > 2 ? (uint8_t)digits64[three & 63] : '=';
    }
    if (newline) {
        *to = '\n';
    }
    gil_work(t->gil, len / 16);
    return v;
}

static int value64(uint8_t c) {
    const char *at = c != 0 ? strchr(digits64, c) : NULL;
    return at != NULL ? (int)(at - digits64) : -1;
}

/* What is wrong with the end of the data, after `count` digits and `pads` signs of padding. */
static value end_of_data(thread *t, value v, size_t len, size_t count, unsigned pads, bool padded) {
    if (padded || count % 4 == 0) {
        return len == ((bytes *)as_obj(v))->len ? v : bytes_new(t, ((bytes *)as_obj(v))->data, len);
    }
    if (count % 4 == 1) {
        return raise_binascii(t, "Error",
                              str_format(t,
                                         "Invalid base64-encoded string: number of data characters "
                                         "(%zu) cannot be 1 more than a multiple of 4",
                                         count));
    }
    (void)pads;
    return raise_text(t, "Incorrect padding");
}

static value binascii_a2b_base64(thread *t, value *a, int n) {
    (void)n;
    const uint8_t *p;
    size_t len, out = 0, count = 0;
    int strict = a[1] == NIL ? 0 : op_truth(t, a[1]);
    if (strict < 0 || !ascii_arg(t, a[0], &p, &len)) {
        return NIL;
    }
    value v = bytes_new(t, NULL, (len + 3) / 4 * 3);
    if (v == NIL) {
        return NIL;
    }
    uint8_t *to = ((bytes *)as_obj(v))->data;
    uint32_t bits = 0;
    unsigned pads = 0;
    bool padded = false;
    if (strict && len > 0 && p[0] == '=') {
        return raise_text(t, "Leading padding not allowed");
    }
    for (size_t i = 0; i < len; i++) {
        if (p[i] == '=') {
            pads++;
            if (count % 4 >= 2 && count % 4 + pads >= 4) {
                padded = true;
                if (strict && i + 1 < len) {
                    return raise_text(t, "Excess data after padding");
                }
                break;
            }
            continue;
        }
        int d = value64(p[i]);
        if (d < 0) {
            if (strict) {
                return raise_text(t, "Only base64 data is allowed");
            }
            continue;
        }
        if (strict && pads > 0) {
            return raise_text(t, "Discontinuous padding not allowed");
        }
        pads = 0;
        bits = bits << 6 | (uint32_t)d;
        switch (count++ % 4) {
        case 1: to[out++] = (uint8_t)(bits >> 4); break;
        case 2: to[out++] = (uint8_t)(bits >> 2); break;
        case 3: to[out++] = (uint8_t)bits; break;
        default: break;
        }
    }
    gil_work(t->gil, len / 16);
    return end_of_data(t, v, out, count, pads, padded);
}

/* ---- hexadecimal ---- */

static value binascii_hexlify(thread *t, value *a, int n) {
    (void)n;
    value hex = NIL;
    const uint8_t *p;
    size_t len;
    int64_t every = 1;
    if (!buffer_arg(t, a[0], &p, &len) || (a[2] != NIL && !int_arg(t, a[2], &every))) {
        return NIL;
    }
    value b = bytes_new(t, p, len);
    value args[2] = {a[1], from_small(every)};
    if (b != NIL) {
        hex = call_method(t, b, str_intern(t, "hex"), args, a[1] == NIL || a[1] == NONE ? 0 : 2);
    }
    return hex == NIL ? NIL
                      : bytes_new(t, (const uint8_t *)((str *)as_obj(hex))->data,
                                  ((str *)as_obj(hex))->len);
}

static int hex_digit(uint8_t c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static value binascii_unhexlify(thread *t, value *a, int n) {
    (void)n;
    const uint8_t *p;
    size_t len;
    if (!ascii_arg(t, a[0], &p, &len)) {
        return NIL;
    }
    if (len % 2 != 0) {
        return raise_text(t, "Odd-length string");
    }
    value v = bytes_new(t, NULL, len / 2);
    for (size_t i = 0; v != NIL && i < len / 2; i++) {
        int high = hex_digit(p[2 * i]), low = hex_digit(p[2 * i + 1]);
        if (high < 0 || low < 0) {
            return raise_text(t, "Non-hexadecimal digit found");
        }
        ((bytes *)as_obj(v))->data[i] = (uint8_t)(high << 4 | low);
    }
    return v;
}

/* ---- checksums ---- */

/* The polynomial of zip and PNG, four bits at a time. */
static value binascii_crc32(thread *t, value *a, int n) {
    (void)n;
    static const uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
                                       0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                                       0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                       0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    const uint8_t *p;
    size_t len;
    int64_t start = 0;
    if (!buffer_arg(t, a[0], &p, &len) || (a[1] != NIL && !op_to_int64(t, a[1], &start))) {
        return NIL;
    }
    uint32_t crc = ~(uint32_t)start;
    for (size_t i = 0; i < len; i++) {
        crc = table[(crc ^ p[i]) & 15] ^ crc >> 4;
        crc = table[(crc ^ p[i] >> 4) & 15] ^ crc >> 4;
    }
    gil_work(t->gil, len / 4);
    return int_new(t, (int64_t)(uint32_t)~crc);
}

static const native_def binascii_functions[] = {
    {"b2a_base64", binascii_b2a_base64, "data, /, *, newline=True", 0, "Base64-code line of data."},
    {"a2b_base64", binascii_a2b_base64, "data, /, *, strict_mode=False", 0,
     "Decode a line of base64 data."},
    {"hexlify", binascii_hexlify, "data, sep=None, bytes_per_sep=1", 0,
     "Hexadecimal representation of binary data."},
    {"b2a_hex", binascii_hexlify, "data, sep=None, bytes_per_sep=1", 0,
     "Hexadecimal representation of binary data."},
    {"unhexlify", binascii_unhexlify, "hexstr, /", 0, "Binary data of hexadecimal representation."},
    {"a2b_hex", binascii_unhexlify, "hexstr, /", 0, "Binary data of hexadecimal representation."},
    {"crc32", binascii_crc32, "data, crc=0, /", 0, "Compute CRC-32 incrementally."},
    {NULL, NULL, NULL, 0, NULL},
};

/* class NAME(base), a class as a script would write it. */
static bool add_error(thread *t, module *m, const char *name, int base) {
    dict *ns = dict_new(t);
    value args[3] = {str_from(t, name), tuple_of(t, (value[]){from_obj(t->vm->exc[base])}, 1), NIL};
    if (ns == NULL || !dict_set_str(t, ns, N(t, __module__), str_from(t, "binascii"))) {
        return false;
    }
    args[2] = from_obj(ns);
    return args[1] != NIL &&
           module_set(t, m, name, call_values(t, from_obj(t->vm->types[T_TYPE]), args, 3, NIL));
}

static bool binascii_init(thread *t, module *m) {
    return add_error(t, m, "Error", E_VALUE_ERROR) && add_error(t, m, "Incomplete", E_EXCEPTION);
}

const module_def binascii_module = {
    "binascii",
    "Conversion between binary data and ASCII",
    binascii_functions,
    binascii_init,
};
