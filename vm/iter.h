/* iter.h: the C structs of the built-in iterators and views, for the loop (eval.c), which steps the
 * common ones inline, and for iter_step. All are made and stepped with the GIL held.
 *
 * An exhausted iterator stays exhausted: the ones over a container drop it (the pointer becomes
 * NULL).
 */
#ifndef GILVM_VM_ITER_H
#define GILVM_VM_ITER_H

#include "vm/object.h"

typedef struct list_iter { /* T_LIST_ITER, T_LIST_REVITER */
    object h;
    list *seq; /* NULL = exhausted */
    size_t i;  /* the next index; reversed: one more than it, 0 = done */
} list_iter;

typedef struct tuple_iter {
    object h;
    tuple *seq; /* NULL = exhausted */
    size_t i;
} tuple_iter;

typedef struct str_iter { /* T_STR_ITER, and T_STR_ASCII_ITER, which differs in its name alone */
    object h;
    str *s;    /* NULL once exhausted */
    size_t at; /* byte offset */
} str_iter;

typedef struct range_iter { /* every value that it gives is a small int */
    object h;
    int64_t next, step, left;
} range_iter;

typedef struct longrange_iter { /* any ints */
    object h;
    value next, step, left; /* left: how many are to come */
} longrange_iter;

typedef struct dict_view { /* T_DICT_KEYS, T_DICT_VALUES, T_DICT_ITEMS */
    object h;
    dict *d;
} dict_view;

/* T_DICT_KEYITER, ... VALUEITER, ... ITEMITER, and the three reversed ones. Each step checks
 * d->used == used first. */
typedef struct dict_iter {
    object h;
    dict *d;     /* NULL = exhausted */
    size_t used; /* live entries when it began; SIZE_MAX after an error, so that it stays one */
    size_t pos;  /* the next entry; reversed: one more than it */
    size_t left; /* how many are to come */
} dict_iter;

typedef struct set_iter {
    object h;
    set *s; /* NULL = exhausted */
    size_t used, pos, left;
} set_iter;

typedef struct seq_iter { /* over anything with __getitem__ */
    object h;
    value seq; /* NIL = exhausted */
    int64_t i;
} seq_iter;

typedef struct call_iter { /* iter(callable, sentinel) */
    object h;
    value callable, sentinel; /* NIL = exhausted */
} call_iter;

typedef struct reversed_iter {
    object h;
    value attrs;
    value seq; /* NIL = exhausted */
    int64_t i; /* the next index */
} reversed_iter;

typedef struct enumerate_iter {
    object h;
    value attrs;
    value it;
    value index; /* an int */
} enumerate_iter;

typedef struct zip_iter {
    object h;
    value attrs;
    tuple *its;
    bool strict;
} zip_iter;

typedef struct map_iter {
    object h;
    value attrs;
    value fn;
    tuple *its;
} map_iter;

typedef struct filter_iter {
    object h;
    value attrs;
    value fn; /* NONE = truth itself */
    value it;
} filter_iter;

#endif
