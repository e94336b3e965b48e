/* sort.c: list.sort. Two sorts, both stable:
 *
 *   - Keys that are all small ints, or all floats without a NaN, are sorted by radix, without any
 *     comparison.
 *   - Everything else by CPython 3.11's own algorithm (timsort with the powersort merge order),
 *     comparison for comparison, so that a script whose __lt__ prints, raises, or is not an order
 *     at all sees what it sees there.
 *
 * Only __lt__ is asked. While keys and comparisons run, the list is empty and its items belong to
 * `hold`, a list that no script can reach; keys and merge buffers are such lists too, so that the
 * collector sees every item wherever it is.
 */
#include "vm/ops.h"
#include "vm/seq.h"

/* ---- radix sort ---- */

typedef struct pair {
    uint64_t k;
    value v;
} pair;

enum { RADIX_MIN = 64, DIGIT = 11, BUCKETS = 1 << DIGIT, MAX_DIGITS = 6 };

/* Begins of the buckets from their counts; false when all are in one bucket, so that the pass
 * changes nothing. */
static bool bucket_starts(uint32_t *count, size_t n) {
    size_t at = 0;
    for (size_t b = 0; b < BUCKETS; b++) {
        size_t c = count[b];
        if (c == n) {
            return false;
        }
        count[b] = (uint32_t)at;
        at += c;
    }
    return true;
}

static unsigned digits_of(uint64_t max) {
    unsigned d = 1;
    while (d < MAX_DIGITS && max >> (d * DIGIT) != 0) {
        d++;
    }
    return d;
}

/* Sorts a[0..n), every one at most max. */
static bool radix_words(thread *t, uint64_t *a, size_t n, uint64_t max) {
    unsigned digits = digits_of(max);
    uint64_t *tmp = mem_alloc(t, n * sizeof *tmp);
    uint32_t(*count)[BUCKETS] = mem_alloc(t, digits * sizeof *count);
    bool ok = tmp != NULL && count != NULL;
    if (ok) {
        memset(count, 0, digits * sizeof *count);
        for (size_t i = 0; i < n; i++) {
            uint64_t k = a[i];
            for (unsigned d = 0; d < digits; d++, k >>= DIGIT) {
                count[d][k & (BUCKETS - 1)]++;
            }
        }
        uint64_t *from = a, *to = tmp;
        for (unsigned d = 0; d < digits; d++) {
            if (bucket_starts(count[d], n)) {
                for (size_t i = 0; i < n; i++) {
                    to[count[d][from[i] >> (d * DIGIT) & (BUCKETS - 1)]++] = from[i];
                }
                uint64_t *swap = from;
                from = to;
                to = swap;
            }
        }
        if (from != a) {
            memcpy(a, from, n * sizeof *a);
        }
    }
    mem_free(t->vm, tmp, n * sizeof *tmp);
    mem_free(t->vm, count, digits * sizeof *count);
    return ok;
}

/* Likewise pairs, by k; the result may be in tmp: answers where. */
static pair *radix_pairs(pair *a, pair *tmp, uint32_t (*count)[BUCKETS], size_t n,
                         unsigned digits) {
    for (size_t i = 0; i < n; i++) {
        uint64_t k = a[i].k;
        for (unsigned d = 0; d < digits; d++, k >>= DIGIT) {
            count[d][k & (BUCKETS - 1)]++;
        }
    }
    for (unsigned d = 0; d < digits; d++) {
        if (bucket_starts(count[d], n)) {
            for (size_t i = 0; i < n; i++) {
                tmp[count[d][a[i].k >> (d * DIGIT) & (BUCKETS - 1)]++] = a[i];
            }
            pair *swap = a;
            a = tmp;
            tmp = swap;
        }
    }
    return a;
}

/* A word that orders as the double does; both zeros the same. */
static uint64_t double_order(double d) {
    uint64_t u;
    d += 0.0; /* -0.0 becomes 0.0 */
    memcpy(&u, &d, sizeof u);
    return u >> 63 ? ~u : u | (uint64_t)1 << 63;
}

/* Small ints that are their own keys: equal ones are the same word, so only the words are
 * sorted. */
static bool sort_ints(thread *t, value *items, size_t n) {
    int64_t min = as_int(items[0]), max = min;
    bool up = true, down = true;
    for (size_t i = 1; i < n; i++) {
        int64_t x = as_int(items[i]), before = as_int(items[i - 1]);
        min = x < min ? x : min;
        max = x > max ? x : max;
        up &= before <= x;
        down &= before >= x;
    }
    if (up) {
        return true;
    }
    if (down) {
        for (size_t i = 0, j = n - 1; i < j; i++, j--) {
            value x = items[i];
            items[i] = items[j];
            items[j] = x;
        }
        return true;
    }
    /* No code of a script runs in between: the list may hold other words meanwhile. */
    uint64_t *words = items;
    for (size_t i = 0; i < n; i++) {
        words[i] = (uint64_t)(as_int(items[i]) - min);
    }
    bool ok = radix_words(t, words, n, (uint64_t)(max - min));
    for (size_t i = 0; i < n; i++) {
        items[i] = from_small((int64_t)words[i] + min);
    }
    return ok;
}

/* Items with small int or double keys. */
static bool sort_numbers(thread *t, const value *keys, value *items, size_t n, bool doubles) {
    int64_t min = 0;
    uint64_t max = UINT64_MAX;
    bool sorted = true;
    if (!doubles) {
        int64_t top = min = as_int(keys[0]);
        for (size_t i = 1; i < n; i++) {
            int64_t x = as_int(keys[i]);
            min = x < min ? x : min;
            top = x > top ? x : top;
        }
        max = (uint64_t)(top - min);
    }
    unsigned digits = digits_of(max);
    pair *a = mem_alloc(t, 2 * n * sizeof(pair));
    uint32_t(*count)[BUCKETS] = mem_alloc(t, digits * sizeof *count);
    bool ok = a != NULL && count != NULL;
    if (ok) {
        memset(count, 0, digits * sizeof *count);
        for (size_t i = 0; i < n; i++) {
            a[i].k = doubles ? double_order(as_double(keys[i])) : (uint64_t)(as_int(keys[i]) - min);
            a[i].v = items[i];
            sorted &= i == 0 || a[i - 1].k <= a[i].k;
        }
        if (!sorted) {
            pair *end = radix_pairs(a, a + n, count, n, digits);
            for (size_t i = 0; i < n; i++) {
                items[i] = end[i].v;
            }
        }
    }
    mem_free(t->vm, a, 2 * n * sizeof(pair));
    mem_free(t->vm, count, digits * sizeof *count);
    return ok;
}

/* ---- comparisons: 1, 0, -1 = failed ---- */

typedef int (*lt_fn)(thread *t, value a, value b);

static int lt_small(thread *t, value a, value b) {
    (void)t;
    return as_int(a) < as_int(b);
}

static int lt_double(thread *t, value a, value b) {
    (void)t;
    return as_double(a) < as_double(b);
}

static int lt_str(thread *t, value va, value vb) {
    (void)t;
    const str *a = (str *)as_obj(va), *b = (str *)as_obj(vb);
    size_t n = a->len < b->len ? a->len : b->len;
    int c = memcmp(a->data, b->data, n); /* UTF-8 orders as its code points do */
    return c != 0 ? c < 0 : a->len < b->len;
}

/* Tuples, where the first items that differ decide. */
static int lt_tuple(thread *t, value va, value vb) {
    const tuple *a = (tuple *)as_obj(va), *b = (tuple *)as_obj(vb);
    size_t n = a->len < b->len ? a->len : b->len;
    for (size_t i = 0; i < n; i++) {
        value x = a->items[i], y = b->items[i];
        if (x == y) {
            continue;
        }
        if (both_int(x, y)) {
            return as_int(x) < as_int(y);
        }
        if (is_exact(x, T_STR) && is_exact(y, T_STR)) {
            int c = str_compare((str *)as_obj(x), (str *)as_obj(y));
            if (c != 0) {
                return c < 0;
            }
            continue;
        }
        int same = op_eq(t, x, y);
        if (same < 0) {
            return -1;
        }
        if (!same) {
            return op_lt(t, x, y);
        }
    }
    return a->len < b->len;
}

/* ---- timsort ---- */

typedef struct part { /* keys, and the values that go with them; vals NULL when the keys are the
                         values */
    value *keys, *vals;
} part;

typedef struct run {
    part base;
    size_t len;
    int power;
} run;

enum { MIN_GALLOP = 7, MAX_RUNS = 85 };

typedef struct merge_state {
    thread *t;
    lt_fn lt;
    value *base;
    size_t len;
    size_t min_gallop;
    list *tmp_keys, *tmp_vals; /* merge buffers; tmp_vals NULL = not used */
    size_t n;
    run runs[MAX_RUNS];
} merge_state;

#define LT(a, b) ms->lt(ms->t, (a), (b))

static part part_at(part p, ptrdiff_t i) {
    return (part){p.keys + i, p.vals != NULL ? p.vals + i : NULL};
}

static void part_move(part to, part from, size_t n) {
    memmove(to.keys, from.keys, n * sizeof(value));
    if (to.vals != NULL) {
        memmove(to.vals, from.vals, n * sizeof(value));
    }
}

static void part_put(part *to, part *from, ptrdiff_t by) {
    *to->keys = *from->keys;
    to->keys += by;
    from->keys += by;
    if (to->vals != NULL) {
        *to->vals = *from->vals;
        to->vals += by;
        from->vals += by;
    }
}

static void reverse_words(value *p, size_t n) {
    for (size_t i = 0, j = n; i + 1 < j; i++) {
        j--;
        value x = p[i];
        p[i] = p[j];
        p[j] = x;
    }
}

static void part_reverse(part p, size_t n) {
    reverse_words(p.keys, n);
    if (p.vals != NULL) {
        reverse_words(p.vals, n);
    }
}

/* The length of the run at lo, which is strictly descending or never descending. 0 = failed. */
static size_t count_run(merge_state *ms, const value *lo, size_t n, bool *descending) {
    *descending = false;
    if (n == 1) {
        return 1;
    }
    int less = LT(lo[1], lo[0]);
    if (less < 0) {
        return 0;
    }
    *descending = less;
    size_t i = 2;
    for (; i < n; i++) {
        int next = LT(lo[i], lo[i - 1]);
        if (next < 0) {
            return 0;
        }
        if (next != less) {
            break;
        }
    }
    return i;
}

/* Sorts lo[0..n), of which the first `start` are sorted already. */
static bool binary_sort(merge_state *ms, part lo, size_t n, size_t start) {
    for (start += start == 0; start < n; start++) {
        size_t l = 0, r = start;
        value pivot = lo.keys[start];
        do {
            size_t m = l + ((r - l) >> 1);
            int less = LT(pivot, lo.keys[m]);
            if (less < 0) {
                return false;
            }
            if (less) {
                r = m;
            } else {
                l = m + 1;
            }
        } while (l < r);
        memmove(lo.keys + l + 1, lo.keys + l, (start - l) * sizeof(value));
        lo.keys[l] = pivot;
        if (lo.vals != NULL) {
            value v = lo.vals[start];
            memmove(lo.vals + l + 1, lo.vals + l, (start - l) * sizeof(value));
            lo.vals[l] = v;
        }
    }
    return true;
}

/* Where key belongs in the sorted a[0..n), left of equal ones; hint is where to begin. -1 =
 * failed. */
static ptrdiff_t gallop_left(merge_state *ms, value key, const value *a, ptrdiff_t n,
                             ptrdiff_t hint) {
    ptrdiff_t last = 0, ofs = 1;
    int less = LT(a[hint], key);
    if (less < 0) {
        return -1;
    }
    if (less) {
        ptrdiff_t max = n - hint;
        while (ofs < max) {
            less = LT(a[hint + ofs], key);
            if (less < 0) {
                return -1;
            }
            if (!less) {
                break;
            }
            last = ofs;
            ofs = (ofs << 1) + 1;
        }
        ofs = ofs > max ? max : ofs;
        last += hint;
        ofs += hint;
    } else {
        ptrdiff_t max = hint + 1;
        while (ofs < max) {
            less = LT(a[hint - ofs], key);
            if (less < 0) {
                return -1;
            }
            if (less) {
                break;
            }
            last = ofs;
            ofs = (ofs << 1) + 1;
        }
        ofs = ofs > max ? max : ofs;
        ptrdiff_t k = last;
        last = hint - ofs;
        ofs = hint - k;
    }
    for (last++; last < ofs;) {
        ptrdiff_t m = last + ((ofs - last) >> 1);
        less = LT(a[m], key);
        if (less < 0) {
            return -1;
        }
        if (less) {
            last = m + 1;
        } else {
            ofs = m;
        }
    }
    return ofs;
}

/* Likewise, right of equal ones. */
static ptrdiff_t gallop_right(merge_state *ms, value key, const value *a, ptrdiff_t n,
                              ptrdiff_t hint) {
    ptrdiff_t last = 0, ofs = 1;
    int less = LT(key, a[hint]);
    if (less < 0) {
        return -1;
    }
    if (less) {
        ptrdiff_t max = hint + 1;
        while (ofs < max) {
            less = LT(key, a[hint - ofs]);
            if (less < 0) {
                return -1;
            }
            if (!less) {
                break;
            }
            last = ofs;
            ofs = (ofs << 1) + 1;
        }
        ofs = ofs > max ? max : ofs;
        ptrdiff_t k = last;
        last = hint - ofs;
        ofs = hint - k;
    } else {
        ptrdiff_t max = n - hint;
        while (ofs < max) {
            less = LT(key, a[hint + ofs]);
            if (less < 0) {
                return -1;
            }
            if (less) {
                break;
            }
            last = ofs;
            ofs = (ofs << 1) + 1;
        }
        ofs = ofs > max ? max : ofs;
        last += hint;
        ofs += hint;
    }
    for (last++; last < ofs;) {
        ptrdiff_t m = last + ((ofs - last) >> 1);
        less = LT(key, a[m]);
        if (less < 0) {
            return -1;
        }
        if (less) {
            ofs = m;
        } else {
            last = m + 1;
        }
    }
    return ofs;
}

static bool buffer_room(thread *t, list *l, size_t n) {
    if (!list_reserve(t, l, n)) {
        return false;
    }
    memset(l->items + l->len, 0, (l->cap - l->len) * sizeof(value));
    l->len = l->cap;
    return true;
}

/* Copies p[0..n) into the merge buffers. */
static bool buffer_fill(merge_state *ms, part p, size_t n, part *out) {
    if (!buffer_room(ms->t, ms->tmp_keys, n) ||
        (p.vals != NULL && !buffer_room(ms->t, ms->tmp_vals, n))) {
        return false;
    }
    *out = (part){ms->tmp_keys->items, p.vals != NULL ? ms->tmp_vals->items : NULL};
    part_move(*out, p, n);
    return true;
}

/* Merges the runs a and b, which stand side by side, where na <= nb: a goes into the buffer, the
 * result grows upwards. */
static bool merge_lo(merge_state *ms, part a, ptrdiff_t na, part b, ptrdiff_t nb) {
    part dest = a;
    if (!buffer_fill(ms, a, (size_t)na, &a)) {
        return false;
    }
    bool ok = false;
    size_t min_gallop = ms->min_gallop;
    part_put(&dest, &b, 1);
    if (--nb == 0) {
        goto succeed;
    }
    if (na == 1) {
        goto copy_b;
    }
    for (;;) {
        size_t acount = 0, bcount = 0; /* how often each won in a row */
        for (;;) {
            int less = LT(*b.keys, *a.keys);
            if (less < 0) {
                goto fail;
            }
            if (less) {
                part_put(&dest, &b, 1);
                bcount++;
                acount = 0;
                if (--nb == 0) {
                    goto succeed;
                }
                if (bcount >= min_gallop) {
                    break;
                }
            } else {
                part_put(&dest, &a, 1);
                acount++;
                bcount = 0;
                if (--na == 1) {
                    goto copy_b;
                }
                if (acount >= min_gallop) {
                    break;
                }
            }
        }
        min_gallop++;
        do { /* one run wins so often that galloping may pay */
            min_gallop -= min_gallop > 1;
            ms->min_gallop = min_gallop;
            ptrdiff_t k = gallop_right(ms, *b.keys, a.keys, na, 0);
            if (k < 0) {
                goto fail;
            }
            acount = (size_t)k;
            if (k > 0) {
                part_move(dest, a, (size_t)k);
                dest = part_at(dest, k);
                a = part_at(a, k);
                na -= k;
                if (na == 1) {
                    goto copy_b;
                }
                if (na == 0) { /* only if the comparison is no order */
                    goto succeed;
                }
            }
            part_put(&dest, &b, 1);
            if (--nb == 0) {
                goto succeed;
            }
            k = gallop_left(ms, *a.keys, b.keys, nb, 0);
            if (k < 0) {
                goto fail;
            }
            bcount = (size_t)k;
            if (k > 0) {
                part_move(dest, b, (size_t)k);
                dest = part_at(dest, k);
                b = part_at(b, k);
                nb -= k;
                if (nb == 0) {
                    goto succeed;
                }
            }
            part_put(&dest, &a, 1);
            if (--na == 1) {
                goto copy_b;
            }
        } while (acount >= MIN_GALLOP || bcount >= MIN_GALLOP);
        min_gallop++; /* penalty for leaving the galloping mode */
        ms->min_gallop = min_gallop;
    }
succeed:
    ok = true;
fail:
    part_move(dest, a, (size_t)na);
    return ok;
copy_b: /* the last item of a belongs at the end */
    part_move(dest, b, (size_t)nb);
    part_move(part_at(dest, nb), a, 1);
    return true;
}

/* Likewise where na >= nb: b goes into the buffer, the result grows downwards. */
static bool merge_hi(merge_state *ms, part a, ptrdiff_t na, part b, ptrdiff_t nb) {
    part dest = part_at(b, nb - 1), base_a = a, base_b;
    if (!buffer_fill(ms, b, (size_t)nb, &base_b)) {
        return false;
    }
    bool ok = false;
    size_t min_gallop = ms->min_gallop;
    b = part_at(base_b, nb - 1);
    a = part_at(a, na - 1);
    part_put(&dest, &a, -1);
    if (--na == 0) {
        goto succeed;
    }
    if (nb == 1) {
        goto copy_a;
    }
    for (;;) {
        size_t acount = 0, bcount = 0;
        for (;;) {
            int less = LT(*b.keys, *a.keys);
            if (less < 0) {
                goto fail;
            }
            if (less) {
                part_put(&dest, &a, -1);
                acount++;
                bcount = 0;
                if (--na == 0) {
                    goto succeed;
                }
                if (acount >= min_gallop) {
                    break;
                }
            } else {
                part_put(&dest, &b, -1);
                bcount++;
                acount = 0;
                if (--nb == 1) {
                    goto copy_a;
                }
                if (bcount >= min_gallop) {
                    break;
                }
            }
        }
        min_gallop++;
        do {
            min_gallop -= min_gallop > 1;
            ms->min_gallop = min_gallop;
            ptrdiff_t k = gallop_right(ms, *b.keys, base_a.keys, na, na - 1);
            if (k < 0) {
                goto fail;
            }
            k = na - k;
            acount = (size_t)k;
            if (k > 0) {
                dest = part_at(dest, -k);
                a = part_at(a, -k);
                part_move(part_at(dest, 1), part_at(a, 1), (size_t)k);
                na -= k;
                if (na == 0) {
                    goto succeed;
                }
            }
            part_put(&dest, &b, -1);
            if (--nb == 1) {
                goto copy_a;
            }
            k = gallop_left(ms, *a.keys, base_b.keys, nb, nb - 1);
            if (k < 0) {
                goto fail;
            }
            k = nb - k;
            bcount = (size_t)k;
            if (k > 0) {
                dest = part_at(dest, -k);
                b = part_at(b, -k);
                part_move(part_at(dest, 1), part_at(b, 1), (size_t)k);
                nb -= k;
                if (nb == 1) {
                    goto copy_a;
                }
                if (nb == 0) { /* only if the comparison is no order */
                    goto succeed;
                }
            }
            part_put(&dest, &a, -1);
            if (--na == 0) {
                goto succeed;
            }
        } while (acount >= MIN_GALLOP || bcount >= MIN_GALLOP);
        min_gallop++;
        ms->min_gallop = min_gallop;
    }
succeed:
    ok = true;
fail:
    if (nb > 0) {
        part_move(part_at(dest, -(nb - 1)), base_b, (size_t)nb);
    }
    return ok;
copy_a: /* the first item of b belongs at the front */
    part_move(part_at(dest, 1 - na), part_at(a, 1 - na), (size_t)na);
    part_move(part_at(dest, -na), b, 1);
    return true;
}

/* Merges the runs i and i + 1 of the stack. */
static bool merge_at(merge_state *ms, size_t i) {
    part a = ms->runs[i].base, b = ms->runs[i + 1].base;
    ptrdiff_t na = (ptrdiff_t)ms->runs[i].len, nb = (ptrdiff_t)ms->runs[i + 1].len;
    ms->runs[i].len = (size_t)(na + nb);
    if (i + 3 == ms->n) {
        ms->runs[i + 1] = ms->runs[i + 2];
    }
    ms->n--;
    /* What is before that stands where it belongs. */
    ptrdiff_t k = gallop_right(ms, *b.keys, a.keys, na, 0);
    if (k < 0) {
        return false;
    }
    a = part_at(a, k);
    na -= k;
    if (na == 0) {
        return true;
    }
    nb = gallop_left(ms, a.keys[na - 1], b.keys, nb, nb - 1);
    if (nb <= 0) {
        return nb == 0;
    }
    return na <= nb ? merge_lo(ms, a, na, b, nb) : merge_hi(ms, a, na, b, nb);
}

/* The node power of two runs side by side, the first at s1 (see CPython's listsort.txt). */
static int power_of(size_t s1, size_t n1, size_t n2, size_t n) {
    int result = 0;
    size_t a = 2 * s1 + n1, b = a + n1 + n2;
    for (;;) {
        result++;
        if (a >= n) {
            a -= n;
            b -= n;
        } else if (b >= n) {
            return result;
        }
        a <<= 1;
        b <<= 1;
    }
}

static bool found_run(merge_state *ms, part base, size_t len) {
    if (ms->n > 0) {
        run *last = &ms->runs[ms->n - 1];
        int power = power_of((size_t)(last->base.keys - ms->base), last->len, len, ms->len);
        while (ms->n > 1 && ms->runs[ms->n - 2].power > power) {
            if (!merge_at(ms, ms->n - 2)) {
                return false;
            }
        }
        ms->runs[ms->n - 1].power = power;
    }
    ms->runs[ms->n++] = (run){base, len, 0};
    return true;
}

static bool timsort(merge_state *ms, part all, size_t n) {
    size_t min_run = n, odd = 0;
    while (min_run >= 64) {
        odd |= min_run & 1;
        min_run >>= 1;
    }
    min_run += odd;
    ms->base = all.keys;
    ms->len = n;
    ms->min_gallop = MIN_GALLOP;
    ms->n = 0;
    while (n > 0) {
        bool descending;
        size_t len = count_run(ms, all.keys, n, &descending);
        if (len == 0) {
            return false;
        }
        if (descending) {
            part_reverse(all, len);
        }
        if (len < min_run) {
            size_t force = n <= min_run ? n : min_run;
            if (!binary_sort(ms, all, force, len)) {
                return false;
            }
            len = force;
        }
        if (!found_run(ms, all, len)) {
            return false;
        }
        all = part_at(all, (ptrdiff_t)len);
        n -= len;
    }
    while (ms->n > 1) {
        size_t i = ms->n - 2;
        if (i > 0 && ms->runs[i - 1].len < ms->runs[i + 1].len) {
            i--;
        }
        if (!merge_at(ms, i)) {
            return false;
        }
    }
    return true;
}

/* ---- list.sort ---- */

/* The fastest comparison that is right for all of these. */
static lt_fn choose_lt(const value *keys, size_t n, bool *nan) {
    bool ints = true, doubles = true, strs = true, tuples = true;
    *nan = false;
    for (size_t i = 0; i < n && (ints || doubles || strs || tuples); i++) {
        value k = keys[i];
        ints &= is_int(k);
        doubles &= is_double(k);
        *nan |= is_double(k) && as_double(k) != as_double(k);
        strs &= is_exact(k, T_STR);
        tuples &= is_exact(k, T_TUPLE);
    }
    return ints ? lt_small : doubles ? lt_double : strs ? lt_str : tuples ? lt_tuple : op_lt;
}

static bool sort_parts(thread *t, list *hold, list *keys) {
    size_t n = hold->len;
    part all = {keys != NULL ? keys->items : hold->items, keys != NULL ? hold->items : NULL};
    bool nan;
    lt_fn lt = choose_lt(all.keys, n, &nan);
    if (n >= RADIX_MIN && n < UINT32_MAX) {
        if (lt == lt_small) {
            return keys == NULL ? sort_ints(t, hold->items, n)
                                : sort_numbers(t, keys->items, hold->items, n, false);
        }
        if (lt == lt_double && !nan) {
            return sort_numbers(t, all.keys, hold->items, n, true);
        }
    }
    merge_state ms = {.t = t, .lt = lt};
    value tmp = list_new(t, 0), tmp_vals = keys != NULL ? list_new(t, 0) : NIL;
    if (tmp == NIL || (keys != NULL && tmp_vals == NIL)) {
        return false;
    }
    ms.tmp_keys = (list *)as_obj(tmp);
    ms.tmp_vals = keys != NULL ? (list *)as_obj(tmp_vals) : NULL;
    return timsort(&ms, all, n);
}

static bool sort_held(thread *t, list *hold, value key, bool reverse) {
    list *keys = NULL;
    if (key != NIL) {
        value k = list_new(t, hold->len);
        if (k == NIL) {
            return false;
        }
        keys = (list *)as_obj(k);
        for (size_t i = 0; i < hold->len; i++) {
            value x = call1(t, key, hold->items[i]);
            if (x == NIL || !list_append(t, keys, x)) {
                return false;
            }
        }
    }
    if (hold->len < 2) {
        return true;
    }
    if (reverse) { /* equal items keep their order when it is reversed before and after */
        reverse_words(hold->items, hold->len);
        if (keys != NULL) {
            reverse_words(keys->items, keys->len);
        }
    }
    bool ok = sort_parts(t, hold, keys);
    unsigned log = 64 - (unsigned)__builtin_clzll(hold->len);
    thread_work(t, hold->len * log); /* n log n: in order already it would be less */
    if (reverse) {
        reverse_words(hold->items, hold->len);
    }
    return ok;
}

static void take_items(list *to, list *from) {
    to->items = from->items;
    to->len = from->len;
    to->cap = from->cap;
    from->items = NULL;
    from->len = from->cap = 0;
}

bool list_sort(thread *t, list *l, value key, bool reverse) {
    value h = list_new(t, 0);
    if (h == NIL) {
        return false;
    }
    list *hold = (list *)as_obj(h);
    take_items(hold, l);
    bool ok = sort_held(t, hold, key, reverse);
    if (l->items != NULL || l->len != 0) {
        if (ok) {
            raise_error(t, E_VALUE_ERROR, "list modified during sort");
            ok = false;
        }
        mem_free(t->vm, l->items, l->cap * sizeof(value));
    }
    take_items(l, hold);
    return ok;
}
