/* opcode.c: opcodes.def as data, and the stack effect of the instructions whose operands decide it.
 */
#include "vm/opcode.h"

#define V (-1)
enum { JUMP = OPF_JUMP, END = OPF_END, POLL = OPF_POLL };

const opcode_info opcode_table[OP_DOCUMENTED] = {
#define OP(name, operand, pops, pushes, cache, flags, doc) \
    {#name, OPERAND_##operand, pops, pushes, cache, flags, doc},
#include "vm/opcodes.def"
#undef OP
};

int opcode_effect(unsigned op, unsigned a, uint32_t b, bool jump) {
    int n = (int)b;
    switch (op) {
    case OP_COPY: return 1;
    case OP_SWAP: return 0;
    case OP_BUILD_SLICE:
    case OP_BUILD_TUPLE:
    case OP_BUILD_LIST:
    case OP_BUILD_SET:
    case OP_BUILD_STRING: return 1 - n;
    case OP_BUILD_MAP: return 1 - 2 * n;
    case OP_BUILD_CONST_KEY_MAP: return -n;
    case OP_UNPACK: return n - 1;
    case OP_UNPACK_EX: return n + (int)a;
    case OP_FORMAT_VALUE: return a & 4 ? -1 : 0;
    case OP_CALL: return -n;
    case OP_CALL_METHOD:
    case OP_CALL_KW: return -n - 1;
    case OP_CALL_METHOD_KW: return -n - 2;
    case OP_CALL_EX: return a & 1 ? -2 : -1;
    case OP_MAKE_FUNCTION: return -!!(a & 1) - !!(a & 2) - !!(a & 4) - !!(a & 8);
    case OP_RAISE: return -n;
    case OP_FOR_ITER: return jump ? -1 : 1;
    case OP_SEND: return jump ? -1 : 0;
    case OP_JUMP_IF_FALSE_OR_POP:
    case OP_JUMP_IF_TRUE_OR_POP: return jump ? 0 : -1;
    default: return opcode_table[op].pushes - opcode_table[op].pops;
    }
}
