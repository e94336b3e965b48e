/* assemble.c: from a unit's instructions and labels to a code object.
 *
 * reach() follows the control flow from the first instruction, finds what can run and how high the
 * stack is before each instruction; the rest is dropped. Then positions are tidied as CPython 3.11
 * does (NOPs that only carry a line, code that belongs to no line), units are laid out until no
 * operand needs another EXTEND, and the tables are filled.
 */
#include <assert.h>

#include "compiler/emit.h"
#include "vm/fuse.h"

enum { DEPTH_UNKNOWN = -1 };

typedef struct flow {
    compiler *c;
    unit *u;
    int32_t *depth;    /* of the stack before each instruction */
    uint32_t *pending; /* instructions to go on from */
    uint32_t npending;
    int max_stack;
} flow;

static unsigned flags_of(const instr *i) {
    return i->op == EMIT_SETUP ? 0 : opcode_table[i->op].flags;
}

static bool falls_through(const instr *i) {
    return !(flags_of(i) & OPF_END) && i->op != OP_YIELD_FROM;
}

static void reach(flow *f, uint32_t at, int depth) {
    assert(depth >= 0 && at < f->u->ncode);
    if (f->depth[at] != DEPTH_UNKNOWN) {
        assert(f->depth[at] == depth);
        return;
    }
    f->depth[at] = depth;
    f->pending[f->npending++] = at;
    if (depth > f->max_stack) {
        f->max_stack = depth;
    }
}

static void find_reachable(flow *f) {
    unit *u = f->u;
    reach(f, 0, 0);
    while (f->npending > 0) {
        uint32_t at = f->pending[--f->npending];
        instr *i = &u->code[at];
        int depth = f->depth[at];
        i->live = true;
        if (i->op == EMIT_SETUP) {
            guard *g = &u->guards[i->b];
            g->depth = depth - i->a;
            reach(f, u->labels[g->label], g->depth + g->lasti + 1);
            reach(f, at + 1, depth);
            continue;
        }
        if (flags_of(i) & OPF_JUMP) {
            reach(f, u->labels[i->b], depth + opcode_effect(i->op, i->a, i->b, true));
        }
        if (falls_through(i)) {
            reach(f, at + 1, depth + opcode_effect(i->op, i->a, i->b, false));
        }
    }
}

/* The first instruction from `at` on that will be there. There always is one behind a label that is
 * jumped to. */
static uint32_t next_live(const unit *u, uint32_t at) {
    while (at < u->ncode && (!u->code[at].live || u->code[at].op == EMIT_SETUP)) {
        at++;
    }
    return at;
}

/* SWAP n and n stores to different locals: without the SWAP, the first and the last store
 * exchanged. Nobody can see the order. */
static void drop_swap(unit *u, uint32_t at, const bool *target) {
    uint32_t n = u->code[at].b, stores[3];
    if (n < 2 || n > 3) {
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t next = next_live(u, i == 0 ? at + 1 : stores[i - 1] + 1);
        const instr *x = next < u->ncode ? &u->code[next] : NULL;
        if (x == NULL || x->op != OP_STORE_FAST || target[next] ||
            x->at.line != u->code[at].at.line) {
            return;
        }
        stores[i] = next;
        for (uint32_t j = 0; j < i; j++) {
            if (u->code[stores[j]].b == x->b) {
                return;
            }
        }
    }
    instr first = u->code[stores[0]];
    u->code[stores[0]] = u->code[stores[n - 1]];
    u->code[stores[n - 1]] = first;
    u->code[at].op = OP_NOP;
    u->code[at].b = 0;
}

/* Jumps to jumps, jumps to what comes next, NOPs, code without a line. */
static void tidy(compiler *c, unit *u) {
    uint32_t n = u->ncode;
    for (uint32_t i = 0; i < n; i++) {
        instr *x = &u->code[i];
        if (!x->live || x->op != OP_JUMP) {
            continue;
        }
        for (int hops = 0; hops < 20; hops++) {
            const instr *to = &u->code[next_live(u, u->labels[x->b])];
            if (to->op != OP_JUMP || to->b == x->b || to == x ||
                (to->at.line != 0 && to->at.line != x->at.line)) {
                break;
            }
            x->b = to->b;
        }
    }
    bool *target = emit_alloc(c, n);
    memset(target, 0, n);
    for (uint32_t i = 0; i < n; i++) {
        instr *x = &u->code[i];
        if (!x->live) {
            continue;
        }
        if (x->op == EMIT_SETUP) {
            target[next_live(u, u->labels[u->guards[x->b].label])] = true;
        } else if (flags_of(x) & OPF_JUMP) {
            if (x->op == OP_JUMP && next_live(u, i + 1) == next_live(u, u->labels[x->b]) &&
                u->labels[x->b] > i) {
                x->op = OP_NOP; /* goes below unless it has a line of its own */
                x->b = 0;
                continue;
            }
            target[next_live(u, u->labels[x->b])] = true;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        if (u->code[i].live && u->code[i].op == OP_SWAP) {
            drop_swap(u, i, target);
        }
    }
    const instr *before = NULL; /* the live one in front, if control comes from there alone */
    for (uint32_t i = 0; i < n; i++) {
        instr *x = &u->code[i];
        if (!x->live || x->op == EMIT_SETUP) {
            continue;
        }
        if (target[i]) {
            before = NULL;
        }
        if (x->op == OP_NOP) {
            uint32_t next = next_live(u, i + 1);
            instr *y = &u->code[next];
            bool drop = x->at.line == 0 || (before != NULL && before->at.line == x->at.line) ||
                        y->at.line == x->at.line;
            if (!drop && y->at.line == 0 && !target[next]) {
                y->at = x->at;
                drop = true;
            }
            if (drop) {
                x->live = false;
                if (target[i]) {
                    target[next] = true; /* jumps go there now */
                }
                continue;
            }
        }
        if (x->at.line == 0 && before != NULL) {
            x->at = before->at;
        }
        before = falls_through(x) ? x : NULL;
    }
}

/* ---- layout ---- */

typedef struct layout {
    uint32_t *start; /* unit of each instruction; of a dropped one: of the next */
    bool *extended;
    uint32_t nunits;
} layout;

static unsigned final_op(const instr *i, bool back) {
    if (back) {
        switch (i->op) {
        case OP_JUMP: return OP_JUMP_BACK;
        case OP_POP_JUMP_IF_TRUE: return OP_POP_JUMP_BACK_IF_TRUE;
        case OP_POP_JUMP_IF_FALSE: return OP_POP_JUMP_BACK_IF_FALSE;
        default: assert(i->op == OP_YIELD_FROM); break;
        }
    }
    return i->op;
}

static bool kept(const instr *i) {
    return i->live && i->op != EMIT_SETUP;
}

/* The operand of instruction i as it will be written. */
static uint32_t operand(const unit *u, const layout *l, uint32_t i, bool *back) {
    const instr *x = &u->code[i];
    *back = false;
    if (!(flags_of(x) & OPF_JUMP)) {
        return x->b;
    }
    uint32_t to = u->labels[x->b];
    uint32_t here = l->start[i] + l->extended[i] + 1; /* behind the jump, which has no cache */
    *back = to <= i;
    return *back ? here - l->start[to] : l->start[to] - here;
}

static void lay_out(compiler *c, unit *u, layout *l) {
    l->start = emit_alloc(c, (u->ncode + 1) * sizeof *l->start);
    l->extended = emit_alloc(c, u->ncode);
    memset(l->extended, 0, u->ncode);
    for (bool changed = true; changed;) {
        uint32_t at = 0;
        for (uint32_t i = 0; i < u->ncode; i++) {
            l->start[i] = at;
            if (kept(&u->code[i])) {
                at += 1u + l->extended[i] + opcode_table[u->code[i].op].cache;
            }
        }
        l->start[u->ncode] = l->nunits = at;
        changed = false;
        for (uint32_t i = 0; i < u->ncode; i++) {
            bool back;
            if (kept(&u->code[i]) && !l->extended[i] && operand(u, l, i, &back) > UINT16_MAX) {
                l->extended[i] = true; /* never taken back, so this ends */
                changed = true;
            }
        }
    }
}

/* ---- the code object ---- */

static void *copy(compiler *c, const void *from, size_t count, size_t size) {
    if (count == 0) {
        return NULL;
    }
    void *p = mem_alloc(c->t, count * size);
    if (p == NULL) {
        emit_fail(c);
    }
    if (from != NULL) {
        memcpy(p, from, count * size);
    }
    return p;
}

static uint16_t column(int32_t col) {
    return col < 0 || col >= UINT16_MAX ? UINT16_MAX : (uint16_t)col;
}

static void write_units(unit *u, const layout *l, code *k) {
    for (uint32_t i = 0; i < u->ncode; i++) {
        const instr *x = &u->code[i];
        if (!kept(x)) {
            continue;
        }
        bool back;
        uint32_t b = operand(u, l, i, &back), at = l->start[i];
        code_pos pos = {.col = UINT16_MAX, .end_col = UINT16_MAX};
        if (x->at.line > 0) {
            pos = (code_pos){(uint32_t)x->at.line, (uint32_t)x->at.end_line, column(x->at.col),
                             column(x->at.end_col)};
        }
        for (uint32_t j = at; j < l->start[i + 1]; j++) {
            k->units[j] = 0;
            k->positions[j] = pos;
        }
        if (l->extended[i]) {
            k->units[at++] = unit_make(OP_EXTEND, b >> 16 >> 16, b >> 16);
        }
        k->units[at] = unit_make(final_op(x, back), x->a, b & UINT16_MAX);
    }
}

/* One entry for each run of instructions with the same innermost handler. */
static void write_handlers(compiler *c, unit *u, const layout *l, code *k) {
    handler *out = emit_alloc(c, u->ncode * sizeof *out);
    uint32_t n = 0;
    for (uint32_t i = 0; i < u->ncode; i++) {
        const instr *x = &u->code[i];
        if (!kept(x) || x->handler == 0) {
            continue;
        }
        const guard *g = &u->guards[x->handler - 1];
        assert(g->depth >= 0);
        uint32_t start = l->start[i], end = l->start[i + 1], target = l->start[u->labels[g->label]];
        if (n > 0 && out[n - 1].end == start && out[n - 1].target == target) {
            out[n - 1].end = end;
            continue;
        }
        out[n++] = (handler){start, end, target, (uint16_t)g->depth, g->lasti};
    }
    k->handlers = copy(c, out, n, sizeof *out);
    k->nhandlers = n;
}

static uint32_t code_flags(const unit *u) {
    uint32_t flags = 0;
    if (u->s->kind >= SCOPE_FUNCTION) {
        flags |= CODE_OPTIMIZED | CODE_NEWLOCALS;
        flags |= u->s->generator ? CODE_GENERATOR : 0;
        flags |= u->s->nested ? CODE_NESTED : 0;
        flags |= u->s->kind == SCOPE_COMP ? CODE_COMPREHENSION : 0;
    }
    flags |= u->varargs ? CODE_VARARGS : 0;
    flags |= u->varkw ? CODE_VARKW : 0;
    return flags;
}

code *assemble(compiler *c, unit *u) {
    flow f = {.c = c, .u = u};
    f.depth = emit_alloc(c, u->ncode * sizeof *f.depth);
    for (uint32_t i = 0; i < u->ncode; i++) {
        f.depth[i] = DEPTH_UNKNOWN;
    }
    f.pending = emit_alloc(c, u->ncode * sizeof *f.pending);
    find_reachable(&f);
    if (f.max_stack > UINT16_MAX) {
        emit_error(c, (loc){u->first_line, u->first_line, 0, 0},
                   "expression needs too many values at once");
    }
    tidy(c, u);
    layout l;
    lay_out(c, u, &l);

    code *k = code_new(c->t);
    if (k == NULL) {
        emit_fail(c);
    }
    k->name = u->name;
    k->qualname = u->qualname;
    k->filename = c->filename;
    k->flags = code_flags(u);
    k->first_line = u->first_line;
    k->argc = (uint16_t)u->argc;
    k->posonly = (uint16_t)u->posonly;
    k->kwonly = (uint16_t)u->kwonly;
    k->nlocals = (uint16_t)u->nslots;
    k->nplain = (uint16_t)u->nplain;
    k->ncells = (uint16_t)u->ncells;
    k->nfree = (uint16_t)u->nfree;
    k->max_stack = (uint16_t)f.max_stack;
    k->doc = u->doc;
    k->consts = copy(c, u->consts, u->nconsts, sizeof *u->consts);
    k->nconsts = u->nconsts;
    k->names = copy(c, u->names, u->nnames, sizeof *u->names);
    k->nnames = u->nnames;
    k->slot_names = copy(c, u->slot_names, u->nslots, sizeof *u->slot_names);
    uint32_t nparams = u->argc + u->kwonly + u->varargs + u->varkw;
    for (uint32_t i = 0; i < nparams; i++) {
        if (u->param_cells[i]) {
            k->param_cells = copy(c, u->param_cells, nparams, 1);
            k->flags |= CODE_HAS_CELLS;
            break;
        }
    }
    k->units = copy(c, NULL, l.nunits, sizeof *k->units);
    k->nunits = l.nunits;
    k->positions = copy(c, NULL, l.nunits, sizeof *k->positions);
    write_units(u, &l, k);
    write_handlers(c, u, &l, k);
    if (c->t->vm->quicken) {
        code_fuse(k);
    }
    return k;
}
