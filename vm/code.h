/* code.h: a code object: instructions, constants, names, positions, handlers. Made by
 * compiler/assemble.c, run by eval.c.
 *
 * An instruction is one 32-bit unit: opcode in the low byte, operand a in the next, operand b in
 * the upper half; the units of its inline cache follow (opcodes.def says how many). An EXTEND
 * before it carries 24 more bits for b.
 */
#ifndef GILVM_VM_CODE_H
#define GILVM_VM_CODE_H

#include "vm/object.h"
#include "vm/opcode.h"

static inline uint32_t unit_make(unsigned op, unsigned a, unsigned b) {
    return (uint32_t)op | (uint32_t)a << 8 | (uint32_t)b << 16;
}
#define UNIT_OP(u) ((uint8_t)(u))
#define UNIT_A(u) ((uint8_t)((u) >> 8))
#define UNIT_B(u) ((u) >> 16)

enum code_flags {
    CODE_VARARGS = 1, /* *args */
    CODE_VARKW = 2,   /* **kwargs */
    CODE_GENERATOR = 4,
    CODE_OPTIMIZED = 8, /* locals are slots (functions); else names live in a mapping */
    CODE_NEWLOCALS = 16,
    CODE_NESTED = 32,
    CODE_HAS_CELLS = 64, /* some argument lives in a cell */
    CODE_COMPREHENSION = 128,
};

/* Where the instruction stands in the source; lines from 1, columns from 0 in UTF-8 bytes; line 0 =
 * nowhere. */
typedef struct code_pos {
    uint32_t line, end_line;
    uint16_t col, end_col; /* 0xFFFF = unknown or beyond */
} code_pos;

typedef struct handler {
    uint32_t start, end, target; /* units; [start, end) is guarded */
    uint16_t depth;              /* stack height to unwind to, above locals and cells */
    uint16_t lasti; /* 1 = push the unit index of the raising instruction below the exception:
                       WITH_EXCEPT's */
} handler;

struct code {
    object h;
    str *name, *qualname, *filename;
    uint32_t flags;
    int32_t first_line;
    uint16_t argc; /* positional parameters, positional-only ones included */
    uint16_t posonly;
    uint16_t kwonly;
    uint16_t nlocals; /* all slots: parameters, *args, **kwargs, locals; then cells, then free
                         variables */
    uint16_t nplain;  /* slots that are not cells made here and not free: [0, nplain) have names in
                         varnames */
    uint16_t ncells;  /* cells that are not also parameters stand at [nplain, nplain + ncells) */
    uint16_t nfree;   /* free variables stand last */
    uint16_t max_stack; /* evaluation stack */
    uint32_t place_id;  /* its number in the table of places; 0 = none yet: place.h */
    uint32_t nunits, nconsts, nnames, nhandlers;
    uint32_t *units; /* all arrays below: mem_alloc, freed with the object */
    value *consts;
    str **names;         /* of globals, attributes, modules */
    str **slot_names;    /* nlocals of them */
    code_pos *positions; /* one for each unit */
    handler *handlers; /* innermost first where they nest: the first that covers a unit is taken */
    value doc;         /* str or NONE */
    uint8_t *param_cells; /* NULL, or argc+kwonly(+2) flags: this parameter lives in a cell
                             (MAKE_CELL on its slot) */
};

/* The line of a unit; 0 = none. */
int code_line(const code *c, uint32_t unit);
/* The value of LOAD_CONST that equals v in type and bits, for the compiler: code.c */
code *code_new(thread *t);
/* Lists the bytecode of a code object and of those nested in it, into b. polls_every: which marks.
 * disasm.c */
struct sb;
bool code_disassemble(thread *t, code *c, bool polls_every, bool nested, void *sb_out);

#endif
