/* opcode.h: the opcodes as an enum, and what their table says of them. See opcodes.def. */
#ifndef GILVM_VM_OPCODE_H
#define GILVM_VM_OPCODE_H

#include <stdbool.h>
#include <stdint.h>

enum opcode {
#define OP(name, operand, pops, pushes, cache, flags, doc) OP_##name,
#include "vm/opcodes.def"
#undef OP
    OP_DOCUMENTED, /* from here on: fused forms, which only fuse.c and eval.c know */
    OP_BEFORE_FUSED = OP_DOCUMENTED - 1,
#define FUSED(name, n, a, b, c, d) OP_##name,
#include "vm/fused.def"
#undef FUSED
    OP_COUNT
};

enum operand {
    OPERAND_NONE,
    OPERAND_CONST,
    OPERAND_NAME,
    OPERAND_SLOT,
    OPERAND_COUNT,
    OPERAND_JUMP,
    OPERAND_BACK,
    OPERAND_INT,
    OPERAND_RAW
};
enum op_flags { OPF_JUMP = 1, OPF_END = 2, OPF_POLL = 4 };

typedef struct opcode_info {
    const char *name;
    uint8_t operand;
    int8_t pops, pushes; /* -1: depends */
    uint8_t cache;
    uint8_t flags;
    const char *doc;
} opcode_info;

extern const opcode_info opcode_table[OP_DOCUMENTED];

/* How the instruction changes the height of the stack, when it jumps or when it does not. */
int opcode_effect(unsigned op, unsigned a, uint32_t b, bool jump);

#endif
