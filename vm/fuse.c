/* fuse.c: puts fused opcodes into freshly made code (see fused.def), and tells the documented form
 * of any opcode. */
#include "vm/fuse.h"

#include "vm/code.h"

typedef struct fused {
    uint8_t n;
    uint8_t parts[4];
} fused;

static const fused fused_table[OP_COUNT - OP_DOCUMENTED] = {
#define FUSED(name, n, a, b, c, d) {n, {a, b, c, d}},
#include "vm/fused.def"
#undef FUSED
};

unsigned opcode_base(unsigned op) {
    return op < OP_DOCUMENTED ? op : fused_table[op - OP_DOCUMENTED].parts[0];
}

static bool fits(const code *c, uint32_t at, const fused *p) {
    for (unsigned i = 0; i < p->n; i++) {
        if (at >= c->nunits || opcode_base(UNIT_OP(c->units[at])) != p->parts[i]) {
            return false;
        }
        at += 1u + opcode_table[p->parts[i]].cache;
    }
    return true;
}

void code_fuse(code *c) {
    for (uint32_t at = 0; at < c->nunits;) {
        unsigned op = opcode_base(UNIT_OP(c->units[at]));
        uint32_t next = at + 1 + opcode_table[op].cache;
        if (op == OP_EXTEND) {
            at = next + 1 +
                 opcode_table[opcode_base(UNIT_OP(c->units[next]))]
                     .cache; /* a long operand: not to be fused */
            continue;
        }
        for (unsigned i = 0; i < OP_COUNT - OP_DOCUMENTED; i++) {
            if (fused_table[i].parts[0] == op && fits(c, at, &fused_table[i])) {
                c->units[at] = (c->units[at] & ~0xFFu) | (OP_DOCUMENTED + i);
                break;
            }
        }
        at = next;
    }
}
