/* fuse.c: puts fused opcodes into freshly made code (see fused.def), and tells the documented form
 * of any opcode. */
#include "vm/fuse.h"

#include "vm/code.h"

#include <string.h>

typedef struct fused {
    uint8_t n;
    uint8_t parts[4];
} fused;

enum { N_FUSED = OP_COUNT - OP_DOCUMENTED };

static const fused fused_table[N_FUSED] = {
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

/* The patterns by their first opcode: first[op] is the number of the first one plus 1, then[i] of
 * the one after i; 0 ends a chain. */
typedef struct fused_index {
    uint8_t first[OP_DOCUMENTED], then[N_FUSED];
} fused_index;

static void index_patterns(fused_index *x) {
    memset(x, 0, sizeof *x);
    for (unsigned i = N_FUSED; i-- > 0;) {
        uint8_t *head = &x->first[fused_table[i].parts[0]];
        x->then[i] = *head;
        *head = (uint8_t)(i + 1);
    }
}

void code_fuse(code *c) {
    fused_index x;
    index_patterns(&x);
    for (uint32_t at = 0; at < c->nunits;) {
        unsigned op = opcode_base(UNIT_OP(c->units[at]));
        uint32_t next = at + 1 + opcode_table[op].cache;
        if (op == OP_EXTEND) { /* a long operand: not to be fused */
            at = next + 1 + opcode_table[opcode_base(UNIT_OP(c->units[next]))].cache;
            continue;
        }
        for (unsigned i = x.first[op]; i != 0; i = x.then[i - 1]) {
            if (fits(c, at, &fused_table[i - 1])) {
                c->units[at] = (c->units[at] & ~0xFFu) | (OP_DOCUMENTED + i - 1);
                break;
            }
        }
        at = next;
    }
}
