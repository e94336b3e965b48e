/* mod_random.c: the module _random, under random.py: the Mersenne Twister MT19937 (Matsumoto and
 * Nishimura), seeded as CPython seeds it, so that a given seed gives the same sequence there and
 * here; and SHA-512 (FIPS 180-4), by which random.py turns a str into a seed.
 *
 * random_bytes is where entropy enters. On the simulated machine it is a fixed sequence, since
 * there the same script must do the same each time.
 */
#include <errno.h>
#include <sys/random.h>

#include "stdlib/stdlib.h"
#include "stdlib/outside.h"
#include "vm/int.h"
#include "vm/seq.h"

enum { MT_N = 624, MT_M = 397 };

typedef struct twister {
    object h;
    uint32_t index;
    uint32_t state[MT_N];
} twister;

static uint64_t splitmix(uint64_t *x) {
    uint64_t z = (*x += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

bool random_bytes(thread *t, void *p, size_t n) {
    uint8_t *to = p;
    if (gil_is_simulated(t->vm->gil)) {
        uint64_t *x = &stdlib_of(t->vm)->random_seed;
        for (size_t i = 0; i < n; i++) {
            to[i] = (uint8_t)splitmix(x);
        }
        return true;
    }
    int64_t result = 0;
    size_t all = n;
    while (n > 0 && !outside_following(t)) {
        size_t part = n < 256 ? n : 256; /* getentropy gives no more at once */
        if (getentropy(to, part) != 0) {
            raise_os_error(t, errno, NIL);
            return false;
        }
        to += part;
        n -= part;
    }
    gil_input(t->gil, "random", &result, p, all, &all);
    return true;
}

/* ---- the generator ---- */

static uint32_t next_word(twister *r) {
    uint32_t *mt = r->state, y;
    if (r->index >= MT_N) {
        for (int k = 0; k < MT_N; k++) {
            y = (mt[k] & 0x80000000u) | (mt[(k + 1) % MT_N] & 0x7FFFFFFFu);
            mt[k] = mt[(k + MT_M) % MT_N] ^ y >> 1 ^ (y & 1 ? 0x9908B0DFu : 0);
        }
        r->index = 0;
    }
    y = mt[r->index++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
}

static void seed_by_number(twister *r, uint32_t s) {
    r->state[0] = s;
    for (uint32_t i = 1; i < MT_N; i++) {
        r->state[i] = 1812433253u * (r->state[i - 1] ^ r->state[i - 1] >> 30) + i;
    }
    r->index = MT_N;
}

/* key: 32-bit words of 64-bit limbs, lowest first. */
static uint32_t key_word(const uint64_t *limbs, size_t i) {
    return (uint32_t)(limbs[i / 2] >> (i % 2 * 32));
}

static void seed_by_key(twister *r, const uint64_t *limbs, size_t words) {
    uint32_t *mt = r->state;
    size_t i = 1, j = 0;
    seed_by_number(r, 19650218u);
    for (size_t k = words > MT_N ? words : MT_N; k > 0; k--) {
        mt[i] =
            (mt[i] ^ (mt[i - 1] ^ mt[i - 1] >> 30) * 1664525u) + key_word(limbs, j) + (uint32_t)j;
        if (++i >= MT_N) {
            mt[0] = mt[MT_N - 1];
            i = 1;
        }
        if (++j >= words) {
            j = 0;
        }
    }
    for (size_t k = MT_N - 1; k > 0; k--) {
        mt[i] = (mt[i] ^ (mt[i - 1] ^ mt[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
        if (++i >= MT_N) {
            mt[0] = mt[MT_N - 1];
            i = 1;
        }
    }
    mt[0] = 0x80000000u;
}

static bool seed_from(thread *t, twister *r, value v) {
    if (v == NIL || v == NONE) {
        uint64_t key[MT_N / 2];
        if (!random_bytes(t, key, sizeof key)) {
            return false;
        }
        seed_by_key(r, key, MT_N);
        return true;
    }
    if (!is_any_int(v)) {
        int64_t h;
        if (!op_hash(t, v, &h)) {
            return false;
        }
        v = int_new_u64(t, (uint64_t)h);
        if (v == NIL) {
            return false;
        }
    }
    int_view w;
    mpz_srcptr z = int_mpz(v, &w); /* the sign does not matter */
    size_t bits = mpz_sgn(z) == 0 ? 0 : mpz_sizeinbase(z, 2),
           words = bits == 0 ? 1 : (bits + 31) / 32;
    const uint64_t zero = 0;
    seed_by_key(r, bits == 0 ? &zero : (const uint64_t *)mpz_limbs_read(z), words);
    return true;
}

static twister *as_twister(value v) {
    return (twister *)as_obj(v);
}

static value twister_new(thread *t, type *cls, value *a, int n) {
    (void)a;
    (void)n;
    t->kwnames = NIL; /* arguments are __init__'s */
    twister *r = heap_alloc(t, cls, sizeof *r);
    if (r == NULL) {
        return NIL;
    }
    seed_by_number(r, 5489u);
    return from_obj(r);
}

static bool twister_init(thread *t, value self, value *a, int n) {
    t->kwnames = NIL;
    if (n > 1) {
        raise_error(t, E_TYPE_ERROR, "Random() takes at most 1 argument (%d given)", n);
        return false;
    }
    return seed_from(t, as_twister(self), n == 1 ? a[0] : NIL);
}

static value twister_seed(thread *t, value *a, int n) {
    (void)n;
    return seed_from(t, as_twister(a[0]), a[1]) ? NONE : NIL;
}

static value twister_random(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    uint32_t high = next_word(as_twister(a[0])) >> 5, low = next_word(as_twister(a[0])) >> 6;
    return from_double((high * 67108864.0 + low) * (1.0 / 9007199254740992.0));
}

static value twister_getrandbits(thread *t, value *a, int n) {
    (void)n;
    int64_t k;
    if (!op_to_int64(t, a[1], &k)) {
        return NIL;
    }
    if (k < 0) {
        return raise_error(t, E_VALUE_ERROR, "number of bits must be non-negative");
    }
    twister *r = as_twister(a[0]);
    if (k <= 32) {
        return from_small(k == 0 ? 0 : next_word(r) >> (32 - k));
    }
    if (!int_reserve(t, (uint64_t)k)) {
        return NIL;
    }
    size_t words = (size_t)(k - 1) / 32 + 1;
    uint32_t *w = mem_alloc(t, words * 4);
    if (w == NULL) {
        return NIL;
    }
    for (size_t i = 0; i < words; i++, k -= 32) {
        w[i] = next_word(r) >> (k < 32 ? 32 - k : 0);
    }
    mpz_t z;
    mpz_init(z);
    mpz_import(z, words, -1, 4, 0, 0, w);
    mem_free(t->vm, w, words * 4);
    return int_take_mpz(t, z);
}

static value twister_getstate(thread *t, value *a, int n) {
    (void)n;
    twister *r = as_twister(a[0]);
    value v = tuple_new(t, MT_N + 1);
    if (v == NIL) {
        return NIL;
    }
    value *items = ((tuple *)as_obj(v))->items;
    for (int i = 0; i < MT_N; i++) {
        items[i] = from_small(r->state[i]);
    }
    items[MT_N] = from_small(r->index);
    return v;
}

static value twister_setstate(thread *t, value *a, int n) {
    (void)n;
    if (!is_kind(a[1], T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR, "state vector must be a tuple");
    }
    const tuple *s = (const tuple *)as_obj(a[1]);
    if (s->len != MT_N + 1) {
        return raise_error(t, E_VALUE_ERROR, "state vector is the wrong size");
    }
    uint32_t state[MT_N];
    int64_t x;
    for (int i = 0; i < MT_N; i++) {
        if (!is_any_int(s->items[i])) {
            return raise_error(t, E_TYPE_ERROR, "an integer is required");
        }
        bool fits = int_to_int64(s->items[i], &x);
        if (!fits || x < 0) {
            return raise_error(t, E_OVERFLOW_ERROR,
                               fits ? "can't convert negative value to unsigned int"
                                    : "Python int too large to convert to C unsigned long");
        }
        state[i] = (uint32_t)x;
    }
    if (!op_to_int64(t, s->items[MT_N], &x)) {
        return NIL;
    }
    if (x < 0 || x > MT_N) {
        return raise_error(t, E_VALUE_ERROR, "invalid state");
    }
    memcpy(as_twister(a[0])->state, state, sizeof state);
    as_twister(a[0])->index = (uint32_t)x;
    return NONE;
}

static const native_def twister_methods[] = {
    {"random", twister_random, "self, /", 0, "random() -> x in the interval [0, 1)."},
    {"seed", twister_seed, "self, n=None, /", 0,
     "seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the "
     "current time and the process identifier."},
    {"getstate", twister_getstate, "self, /", 0,
     "getstate() -> tuple containing the current state."},
    {"setstate", twister_setstate, "self, state, /", 0,
     "setstate(state) -> None.  Restores generator state."},
    {"getrandbits", twister_getrandbits, "self, k, /", 0,
     "getrandbits(k) -> x.  Generates an int with k random bits."},
    {0},
};

static const type_spec twister_spec = {
    .name = "_random.Random",
    .size = sizeof(twister),
    .flags = TYPE_BASE,
    .slots = {.new = twister_new, .init = twister_init},
    .methods = twister_methods,
    .doc = "Random() -> create a random number generator with its own internal state.",
};

/* ---- SHA-512 ---- */

static uint64_t rotate(uint64_t x, int n) {
    return x >> n | x << (64 - n);
}

static const uint64_t sha_k[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};

static void sha_block(uint64_t h[8], const uint8_t *p) {
    uint64_t w[80], x[8];
    for (int i = 0; i < 16; i++) {
        w[i] = 0;
        for (int k = 0; k < 8; k++) {
            w[i] = w[i] << 8 | p[i * 8 + k];
        }
    }
    for (int i = 16; i < 80; i++) {
        uint64_t s0 = rotate(w[i - 15], 1) ^ rotate(w[i - 15], 8) ^ w[i - 15] >> 7;
        uint64_t s1 = rotate(w[i - 2], 19) ^ rotate(w[i - 2], 61) ^ w[i - 2] >> 6;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    memcpy(x, h, sizeof x);
    for (int i = 0; i < 80; i++) {
        uint64_t e = rotate(x[4], 14) ^ rotate(x[4], 18) ^ rotate(x[4], 41),
                 choice = (x[4] & x[5]) ^ (~x[4] & x[6]);
        uint64_t t1 = x[7] + e + choice + sha_k[i] + w[i];
        uint64_t s = rotate(x[0], 28) ^ rotate(x[0], 34) ^ rotate(x[0], 39),
                 majority = (x[0] & x[1]) ^ (x[0] & x[2]) ^ (x[1] & x[2]);
        memmove(x + 1, x, 7 * sizeof *x);
        x[4] += t1;
        x[0] = t1 + s + majority;
    }
    for (int i = 0; i < 8; i++) {
        h[i] += x[i];
    }
}

static value random_sha512(thread *t, value *a, int n) {
    (void)n;
    uint64_t h[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                     0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                     0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
    const uint8_t *p;
    size_t len;
    if (!bytes_view(a[0], &p, &len)) {
        return raise_error(t, E_TYPE_ERROR, "object supporting the buffer API required");
    }
    size_t at = 0;
    for (; len - at >= 128; at += 128) {
        sha_block(h, p + at);
    }
    uint8_t last[256] = {
        0}; /* the rest, a one bit, and the length in bits at the end of the last block */
    size_t rest = len - at, room = rest < 112 ? 128 : 256;
    memcpy(last, p + at, rest);
    last[rest] = 0x80;
    for (int i = 0; i < 8; i++) {
        last[room - 1 - (size_t)i] = (uint8_t)((uint64_t)len << 3 >> (8 * i));
    }
    last[room - 9] = (uint8_t)(len >> 61);
    for (size_t i = 0; i < room; i += 128) {
        sha_block(h, last + i);
    }
    uint8_t digest[64];
    for (int i = 0; i < 64; i++) {
        digest[i] = (uint8_t)(h[i / 8] >> (56 - i % 8 * 8));
    }
    return bytes_new(t, digest, sizeof digest);
}

static const native_def random_functions[] = {
    {"sha512", random_sha512, "data, /", 0, "The SHA-512 digest of data."},
    {0},
};

static bool random_init(thread *t, module *m) {
    return module_set_type(t, m, &twister_spec, NULL);
}

const module_def random_module = {
    "_random",
    "Module implements the Mersenne Twister random number generator.",
    random_functions,
    random_init,
};
