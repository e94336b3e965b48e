/* disasm.c: bytecode as text, for `gilvm dis`, --dis and the module dis.
 *
 *        line      unit   opcode               operand
 *           3         0   LOAD_GLOBAL              0 (n)
 *                     4 * CALL                     1
 *
 * `*` stands where another thread may be let in: before every instruction under --polls=every, at
 * back edges and calls under --polls=branch. `>>` stands at the target of a jump or handler. Fused
 * and specialised forms are shown as the documented instructions that they stand for, and inline
 * caches are left out: this is what a tick is.
 */
#include "vm/code.h"
#include "vm/fuse.h"
#include "vm/ops.h"

/* One instruction: its opcode, operands with an EXTEND before it taken in, and where the next one
 * begins. */
typedef struct insn {
    unsigned op, a;
    uint32_t b, at, next;
} insn;

static insn decode(const code *c, uint32_t at) {
    insn i = {.at = at};
    uint32_t u = c->units[at], high = 0;
    if (opcode_base(UNIT_OP(u)) == OP_EXTEND && at + 1 < c->nunits) {
        high = (UNIT_A(u) << 16 | UNIT_B(u)) << 16;
        u = c->units[++at];
    }
    i.op = opcode_base(UNIT_OP(u));
    i.a = UNIT_A(u);
    i.b = high | UNIT_B(u);
    i.next = at + 1 + opcode_table[i.op].cache;
    return i;
}

/* Where it may jump to. */
static uint32_t target(const insn *i) {
    return opcode_table[i->op].operand == OPERAND_BACK ? i->next - i->b : i->next + i->b;
}

static bool is_jump(const insn *i) {
    return opcode_table[i->op].operand == OPERAND_JUMP ||
           opcode_table[i->op].operand == OPERAND_BACK;
}

/* A flag for each unit that something jumps to. NULL = MemoryError. */
static bool *find_targets(thread *t, const code *c) {
    bool *marks = mem_alloc(t, c->nunits + 1u);
    if (marks == NULL) {
        return NULL;
    }
    memset(marks, 0, c->nunits + 1u);
    for (uint32_t at = 0; at < c->nunits;) {
        insn i = decode(c, at);
        if (is_jump(&i) && target(&i) < c->nunits) {
            marks[target(&i)] = true;
        }
        at = i.next;
    }
    for (uint32_t h = 0; h < c->nhandlers; h++) {
        marks[c->handlers[h].target] = true;
    }
    return marks;
}

/* What the operand stands for, in parentheses. */
static void show_operand(sb *b, const code *c, const insn *i) {
    static const char *const conversions[] = {"", "str", "repr", "ascii"};
    switch (opcode_table[i->op].operand) {
    case OPERAND_CONST:
        if (i->b < c->nconsts) {
            value v = c->consts[i->b];
            if (is_kind(v, T_CODE)) {
                sb_fmt(b, " (<code %U>)", ((code *)as_obj(v))->qualname);
            } else {
                sb_text(b, " (");
                sb_repr(b, v);
                sb_text(b, ")");
            }
        }
        break;
    case OPERAND_NAME:
        if (i->b < c->nnames) {
            sb_fmt(b, " (%U)", c->names[i->b]);
        }
        break;
    case OPERAND_SLOT:
        if (i->b < c->nlocals) {
            sb_fmt(b, " (%U)", c->slot_names[i->b]);
        }
        break;
    case OPERAND_JUMP:
    case OPERAND_BACK: sb_fmt(b, " (to %u)", target(i)); break;
    default: break;
    }
    switch (i->op) {
    case OP_FORMAT_VALUE:
        sb_fmt(b, " (%s%s)", conversions[i->a & 3], i->a & 4 ? " with format" : "");
        break;
    case OP_MAKE_FUNCTION:
        sb_fmt(b, " (%s%s%s%s)", i->a & 1 ? "defaults " : "", i->a & 2 ? "kwdefaults " : "",
               i->a & 4 ? "annotations " : "", i->a & 8 ? "closure " : "");
        break;
    case OP_UNPACK_EX: sb_fmt(b, " (%u after the star)", i->a); break;
    case OP_IS:
    case OP_IN: sb_text(b, i->a ? " (not)" : ""); break;
    default:
        if (i->a == 1 && i->op >= OP_ADD && i->op <= OP_XOR) {
            sb_text(b, " (in place)");
        }
    }
}

static void pad(sb *b, const char *text, size_t width, bool right) {
    size_t len = strlen(text);
    for (size_t n = len; right && n < width; n++) {
        sb_char(b, ' ');
    }
    sb_text(b, text);
    for (size_t n = len; !right && n < width; n++) {
        sb_char(b, ' ');
    }
}

static void show_number(sb *b, int64_t n, size_t width, bool shown) {
    char text[24] = "", *p = text + sizeof text - 1;
    uint64_t u = n < 0 ? (uint64_t)-n : (uint64_t)n;
    do {
        *--p = (char)('0' + u % 10);
        u /= 10;
    } while (u != 0);
    if (n < 0) {
        *--p = '-';
    }
    pad(b, shown ? p : "", width, true);
}

static void show_insn(sb *b, const code *c, const insn *i, bool polls_every, bool is_target) {
    const opcode_info *info = &opcode_table[i->op];
    bool has_b = info->operand != OPERAND_NONE;
    sb_text(b, is_target ? " >> " : "    ");
    show_number(b, i->at, 6, true);
    sb_text(b, polls_every || info->flags & OPF_POLL ? " * " : "   ");
    if (!has_b && i->op != OP_FORMAT_VALUE && i->op != OP_MAKE_FUNCTION && !(i->a == 1)) {
        sb_text(b, info->name);
    } else {
        pad(b, info->name, 22, false);
        show_number(b,
                    info->operand == OPERAND_INT && i->b < 0x10000 ? (int16_t)i->b
                                                                   : (int64_t)(int32_t)i->b,
                    6, has_b);
        show_operand(b, c, i);
    }
    sb_text(b, "\n");
}

static bool show_code(thread *t, sb *b, const code *c, bool polls_every) {
    bool *marks = find_targets(t, c);
    int last = 0;
    if (marks == NULL) {
        return false;
    }
    for (uint32_t at = 0; at < c->nunits;) {
        insn i = decode(c, at);
        int line = code_line(c, i.at);
        if (line != 0 && line != last && at > 0) {
            sb_text(b, "\n");
        }
        show_number(b, line, 6, line != 0 && line != last);
        last = line != 0 ? line : last;
        show_insn(b, c, &i, polls_every, marks[at]);
        at = i.next;
    }
    mem_free(t->vm, marks, c->nunits + 1u);
    if (c->nhandlers > 0) {
        sb_text(b, "Exception table:\n");
    }
    for (uint32_t h = 0; h < c->nhandlers; h++) {
        const handler *x = &c->handlers[h];
        sb_fmt(b, "  %u to %u -> %u [%u]%s\n", x->start, x->end, x->target, (unsigned)x->depth,
               x->lasti ? " lasti" : "");
    }
    return !b->failed;
}

bool code_disassemble(thread *t, code *c, bool polls_every, bool nested, void *sb_out) {
    sb *b = sb_out;
    if (!c_stack_ok(t) || !show_code(t, b, c, polls_every)) {
        return false;
    }
    for (uint32_t i = 0; nested && i < c->nconsts; i++) {
        if (!is_kind(c->consts[i], T_CODE)) {
            continue;
        }
        code *inner = (code *)as_obj(c->consts[i]);
        sb_fmt(b, "\nDisassembly of %U, file \"%U\", line %d:\n", inner->qualname, inner->filename,
               (int)inner->first_line);
        if (!code_disassemble(t, inner, polls_every, true, b)) {
            return false;
        }
    }
    return !b->failed;
}
