/* pickle.h: what the two halves of the module _pickle share: mod_pickle.c writes, unpickle.c reads.
 *
 * A pickle is a program for a small stack machine, one byte an instruction, operands behind it. The
 * names are those of CPython's pickletools. Each protocol adds instructions, so every reader of a
 * later one reads the earlier ones.
 */
#ifndef GILVM_STDLIB_PICKLE_H
#define GILVM_STDLIB_PICKLE_H

#include "stdlib/stdlib.h"

enum pickle_op {
    MARK = '(',
    STOP = '.',
    POP = '0',
    POP_MARK = '1',
    DUP = '2',
    FLOAT = 'F',
    INT = 'I',
    BININT = 'J',
    BININT1 = 'K',
    LONG = 'L',
    BININT2 = 'M',
    NONE_OP = 'N',
    PERSID = 'P',
    BINPERSID = 'Q',
    REDUCE = 'R',
    STRING = 'S',
    BINSTRING = 'T',
    SHORT_BINSTRING = 'U',
    UNICODE = 'V',
    BINUNICODE = 'X',
    APPEND = 'a',
    BUILD = 'b',
    GLOBAL = 'c',
    DICT = 'd',
    EMPTY_DICT = '}',
    APPENDS = 'e',
    GET = 'g',
    BINGET = 'h',
    INST = 'i',
    LONG_BINGET = 'j',
    LIST = 'l',
    EMPTY_LIST = ']',
    OBJ = 'o',
    PUT = 'p',
    BINPUT = 'q',
    LONG_BINPUT = 'r',
    SETITEM = 's',
    TUPLE = 't',
    EMPTY_TUPLE = ')',
    SETITEMS = 'u',
    BINFLOAT = 'G',
    /* protocol 2 */
    PROTO = 0x80,
    NEWOBJ = 0x81,
    EXT1 = 0x82,
    EXT2 = 0x83,
    EXT4 = 0x84,
    TUPLE1 = 0x85,
    TUPLE2 = 0x86,
    TUPLE3 = 0x87,
    NEWTRUE = 0x88,
    NEWFALSE = 0x89,
    LONG1 = 0x8a,
    LONG4 = 0x8b,
    /* protocol 3 */
    BINBYTES = 'B',
    SHORT_BINBYTES = 'C',
    /* protocol 4 */
    SHORT_BINUNICODE = 0x8c,
    BINUNICODE8 = 0x8d,
    BINBYTES8 = 0x8e,
    EMPTY_SET = 0x8f,
    ADDITEMS = 0x90,
    FROZENSET = 0x91,
    NEWOBJ_EX = 0x92,
    STACK_GLOBAL = 0x93,
    MEMOIZE = 0x94,
    FRAME = 0x95,
    /* protocol 5 */
    BYTEARRAY8 = 0x96,
    NEXT_BUFFER = 0x97,
    READONLY_BUFFER = 0x98
};

enum { PICKLE_HIGHEST = 5, PICKLE_DEFAULT = 4 };

/* A class of the module by name, for raise_class; RuntimeError if somebody has removed it. */
type *pickle_class(thread *t, const char *name);
#define pickling_error(t, ...) (raise_class(t, pickle_class(t, "PicklingError"), __VA_ARGS__), NIL)
#define unpickling_error(t, ...) \
    (raise_class(t, pickle_class(t, "UnpicklingError"), __VA_ARGS__), NIL)

/* sys.modules[name], imported if need be. */
value pickle_module_named(thread *t, str *name);
/* name, with dots if `dotted`, in a module; *parent is what has the last part. NIL without
 * exception = not there. */
value pickle_find(thread *t, value module, str *name, bool dotted, value *parent);
/* Python 2's name for a module and a global of it, or back again; true if it differs. */
bool pickle_old_name(thread *t, bool to_old, str **module, str **name);

/* unpickle.c */
extern const type_spec unpickler_spec;
value pickle_load(thread *t, value *a, int n);
value pickle_loads(thread *t, value *a, int n);

#endif
