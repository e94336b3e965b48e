/* eval.c: the loop, and only the loop. What an instruction does is said in opcodes.def; the cases
 * stand in its order.
 *
 * While it runs, ip, sp, locals and steps are in registers. SAVE() writes them back before anything
 * that may look at the frame, call back, or give the lock up; steps is read again afterwards, since
 * nested loops count on.
 *
 * The poll. Each case begins by counting its tick and comparing with stop_at. When it would pass
 * it, the instruction has not begun: control goes to `poll`, which asks the lock, deals with what
 * else wants attention, and then runs the documented form of the instruction (label B_x, behind the
 * comparison). So fused forms are never stepped over by a stop, and nothing else in here knows
 * about threads.
 *
 * A fused form checks that all is straightforward before it changes anything; if not it goes to the
 * B_ label of its first part with the ticks of the other parts taken back. They stand in
 * eval_fused.inc, their list in fused.def.
 *
 * Errors: `error` adds the frame to the traceback and unwinds; `unwind` does so without adding (a
 * re-raise).
 */
#include <math.h>

#include "vm/call.h"
#include "vm/code.h"
#include "vm/dict.h"
#include "vm/eval_int.h"
#include "vm/frame.h"
#include "vm/fuse.h"
#include "vm/iter.h"
#include "vm/ops.h"
#include "vm/shape.h"
#include "vm/trace_fn.h"
#include "vm/type.h"

enum { CACHE_EMPTY, CACHE_SLOT, CACHE_MODULE, CACHE_VALUE, CACHE_TYPE, CACHE_METHOD, CACHE_ADD };

static inline uint64_t cache_pointer(const uint32_t *c) {
    uint64_t p;
    memcpy(&p, c, sizeof p);
    return p;
}

static inline void cache_set_pointer(uint32_t *c, uint64_t p) {
    memcpy(c, &p, sizeof p);
}

/* What another place found out, for an instance whose shape is not the one in the cache at `c`. The
 * words are [shape, version, kind << 24 | index, next shape] or, for methods, [shape, version,
 * function]. */
static inline bool recall(vm *m, int how, uint32_t *c, const object *o, uint32_t version,
                          const str *name) {
    const struct attr_seen *e = attr_seen_at(m, how, o->aux, name);
    if (e->name != name || e->shape != o->aux || e->version != version) {
        return false;
    }
    c[0] = e->shape;
    c[1] = e->version;
    if (how == SEEN_METHOD) {
        cache_set_pointer(c + 2, e->found);
    } else {
        c[2] = e->where;
        if (how == SEEN_STORE) {
            c[3] = e->next_shape;
        }
    }
    return true;
}

static void remember(thread *t, int how, const attr_plan *p, str *name, uint32_t where) {
    *attr_seen_at(t->vm, how, p->shape, name) =
        (struct attr_seen){name, p->shape, p->version, where, p->next_shape, p->found};
}

/* Finds out what LOAD_ATTR or LOAD_METHOD at `c` may remember; c = [shape, version, kind << 24 |
 * index, pointer]. */
static __attribute__((noinline)) void fill_load(thread *t, uint32_t *c, value v, str *name) {
    attr_plan p;
    c[1] = 0;
    if (is_exact(v, T_MODULE)) {
        dict *d = (dict *)as_obj(((module *)as_obj(v))->attrs);
        int64_t at = dict_find_str(d, name);
        if (at >= 0 && at < 1 << 24) {
            c[0] = dict_version(t->vm, d);
            c[1] = as_obj(v)->type->version;
            c[2] = CACHE_MODULE << 24 | (uint32_t)at;
        }
        return;
    }
    attr_plan_load(t, v, name, &p);
    if (p.kind == PLAN_SLOT && p.index < 1 << 24) {
        c[0] = p.shape;
        c[1] = p.version;
        c[2] = CACHE_SLOT << 24 | p.index;
        remember(t, SEEN_LOAD, &p, name, c[2]);
    } else if (p.kind == PLAN_VALUE || p.kind == PLAN_TYPE) {
        c[0] = p.shape;
        c[1] = p.version;
        c[2] = (p.kind == PLAN_TYPE ? CACHE_TYPE : CACHE_VALUE) << 24;
        cache_set_pointer(c + 3, p.found);
    }
}

/* LOAD_METHOD: c = [shape, version, function]; version 0 = empty. */
static __attribute__((noinline)) void fill_method(thread *t, uint32_t *c, value v, str *name) {
    attr_plan p;
    attr_plan_load(t, v, name, &p);
    c[1] = 0;
    if (p.kind == PLAN_METHOD) {
        c[0] = p.shape;
        c[1] = p.version;
        cache_set_pointer(c + 2, p.found);
        if (p.shape != 0 && t->vm->quicken) {
            remember(t, SEEN_METHOD, &p, name, 0);
        }
    }
}

/* STORE_ATTR: c = [shape, version, kind << 24 | index, next shape]. */
static __attribute__((noinline)) void fill_store(thread *t, uint32_t *c, value v, str *name) {
    attr_plan p;
    attr_plan_store(t, v, name, &p);
    c[1] = 0;
    if ((p.kind == PLAN_SLOT || p.kind == PLAN_ADD) && p.index < 1 << 24) {
        c[0] = p.shape;
        c[1] = p.version;
        c[2] = (p.kind == PLAN_ADD ? CACHE_ADD : CACHE_SLOT) << 24 | p.index;
        c[3] = p.next_shape;
        remember(t, SEEN_STORE, &p, name, c[2]);
    }
}

/* LOAD_GLOBAL: c = [version of globals, version of builtins or 0, entry]. */
static __attribute__((noinline)) void fill_global(thread *t, uint32_t *c, dict *globals,
                                                  dict *builtins, str *name) {
    int64_t at = dict_find_str(globals, name);
    if (at >= 0 && at < UINT32_MAX) {
        c[0] = dict_version(t->vm, globals);
        c[1] = 0;
        c[2] = (uint32_t)at;
        return;
    }
    at = dict_find_str(builtins, name);
    if (at >= 0 && at < UINT32_MAX) {
        c[0] = dict_version(t->vm, globals);
        c[1] = dict_version(t->vm, builtins);
        c[2] = (uint32_t)at;
    }
}

/* What calling a class runs after making an instance, if that is all that calling it does; else
 * NULL. */
static func *class_init(thread *t, type *cls) {
    if (LIKELY(cls->init_version == cls->version)) {
        return (func *)as_obj(cls->init_fn);
    }
    vm *m = t->vm;
    value f = NIL;
    if (cls->kind == T_OBJECT && (cls->flags & TYPE_HEAP) &&
        !(cls->flags & (TYPE_ABSTRACT | TYPE_HAS_DEL)) &&
        cls->h.type->slots.call == m->types[T_TYPE]->slots.call &&
        cls->slots.new == m->types[T_OBJECT]->slots.new) {
        f = type_lookup(cls, m->names.n___init__);
        if (!is_exact(f, T_FUNC) || (((func *)as_obj(f))->code->flags & CODE_GENERATOR)) {
            f = NIL;
        }
    }
    cls->init_fn = f;
    cls->init_version = cls->version;
    return (func *)as_obj(f);
}

static value run(thread *t, bool raise) {
    static const void *const labels[256] = {
#define OP(name, operand, pops, pushes, cache, flags, doc) &&L_##name,
#include "vm/opcodes.def"
#undef OP
#define FUSED(name, n, a, b, c, d) &&L_##name,
#include "vm/fused.def"
#undef FUSED
    };
    static const void *const bases[256] = {
#define OP(name, operand, pops, pushes, cache, flags, doc) &&B_##name,
#include "vm/opcodes.def"
#undef OP
#define FUSED(name, n, a, b, c, d) &&B_fused,
#include "vm/fused.def"
#undef FUSED
    };

    vm *const m = t->vm;
    gil_thread *const seat = t->gil;
    uint64_t steps = seat->steps;
    frame *f = t->top;
    const uint32_t *ip = f->ip;
    value *sp = f->sp;
    value *locals = f->locals;
    uint32_t arg;
    value out;          /* what is on its way to the caller */
    uint32_t came_from; /* while an exception is on its way: the unit that raised it */

/* The first frame's return leaves; its generator state is the caller's business. */
#define NEXT_UNIT()                 \
    do {                            \
        goto *labels[UNIT_OP(*ip)]; \
    } while (0)
#define NEXT(n)      \
    do {             \
        ip += (n);   \
        NEXT_UNIT(); \
    } while (0)
#define STOP_AT() atomic_load_explicit(&seat->stop_at, memory_order_relaxed)
/* An instruction of the documented set: counted and polled at L_, run at B_. */
#define CASE(name)                                 \
    L_##name : if (UNLIKELY(steps >= STOP_AT())) { \
        goto poll;                                 \
    }                                              \
    steps++;                                       \
    B_##name : arg = UNIT_B(*ip);
/* A fused form of n ticks. */
#define FUSE(name, n)                                   \
    L_##name : if (UNLIKELY(steps + (n) > STOP_AT())) { \
        goto poll;                                      \
    }                                                   \
    steps += (n);
/* Hands over to the first part. */
#define PARTS(n, first) \
    do {                \
        steps -= (n)-1; \
        goto B_##first; \
    } while (0)
#define SAVE() (f->ip = ip, f->sp = sp, seat->steps = steps)
#define LOAD() (steps = seat->steps)
#define PUSH(v) (*sp++ = (v))
#define POP() (*--sp)
#define TOP(n) (sp[-(ptrdiff_t)(n)]) /* n may be unsigned */
#define CONSTS (f->code->consts)
#define NAMES (f->code->names)

    if (raise) {
        goto error;
    }
    NEXT_UNIT();

poll : {
    /* The instruction at ip has not begun. */
    unsigned base = opcode_base(UNIT_OP(*ip));
    SAVE();
    unsigned bits = gil_poll(seat, opcode_table[base].flags & OPF_POLL ? GIL_POLL_BRANCH : 0);
    if (UNLIKELY(bits != 0)) {
        if (!thread_attend(t, ops_attention_here(t, f, bits), t->c_loop)) {
            LOAD();
            goto error;
        }
        if (UNLIKELY(t->traced)) {
            goto trace;
        }
        LOAD();
    }
    steps++;
    goto *bases[base];
}

trace : { /* as poll, for a thread with a trace or profile function */
    uint64_t before = seat->steps;
    trace_next next = trace_instruction(t, f);
    ip = f->ip;
    sp = f->sp;
    if (next == TRACE_RAISED) {
        LOAD();
        goto error;
    }
    if (next == TRACE_LEAVE) {
        LOAD();
        goto leave;
    }
    if (next == TRACE_GO) {
        unsigned base = opcode_base(UNIT_OP(*ip));
        if (seat->steps != before) { /* the function's own steps may have used up the time */
            unsigned bits =
                gil_poll(seat, opcode_table[base].flags & OPF_POLL ? GIL_POLL_BRANCH : 0);
            if (!thread_attend(t, ops_attention_here(t, f, bits), t->c_loop)) {
                LOAD();
                goto error;
            }
        }
        LOAD();
        steps++;
        goto *bases[base];
    }
    LOAD();
    NEXT_UNIT();
}

B_fused: /* never a base */
    __builtin_unreachable();

    /* ---- stack ---- */
    CASE(NOP) {
        NEXT(1);
    }
    CASE(POP) {
        sp--;
        NEXT(1);
    }
    CASE(COPY) {
        value v = TOP(arg);
        PUSH(v);
        NEXT(1);
    }
    CASE(SWAP) {
        value v = TOP(arg);
        TOP(arg) = TOP(1);
        TOP(1) = v;
        NEXT(1);
    }
    CASE(EXTEND) {
        /* The instruction behind it, with a wide operand. Rare, so all the plain way: no caches, no
         * fused forms. */
        uint32_t high = (UNIT_A(*ip) << 16 | arg) << 16;
        ip++;
        arg = UNIT_B(*ip) | high;
        unsigned op = opcode_base(UNIT_OP(*ip)), after = 1u + opcode_table[op].cache;
        value v = NIL;
        bool ok = true;
        int yes = 0;
        SAVE();
        switch (op) {
        case OP_LOAD_CONST: v = CONSTS[arg]; break;
        case OP_LOAD_GLOBAL: v = ops_load_global_slow(t, f, NAMES[arg]); break;
        case OP_LOAD_NAME: v = ops_load_name(t, f, NAMES[arg]); break;
        case OP_IMPORT_FROM: v = ops_import_from(t, TOP(1), NAMES[arg]); break;
        case OP_IMPORT_NAME:
            v = ops_import_name(t, f, NAMES[arg], TOP(2), TOP(1));
            sp -= v != NIL ? 2 : 0;
            break;
        case OP_LOAD_ATTR:
            v = op_getattr(t, TOP(1), NAMES[arg]);
            sp -= v != NIL;
            break;
        case OP_LOAD_METHOD:
            v = op_getattr(t, TOP(1), NAMES[arg]);
            TOP(1) = v != NIL ? NIL : TOP(1);
            break;
        case OP_BUILD_TUPLE:
            v = tuple_of(t, sp - arg, arg);
            sp -= v != NIL ? arg : 0;
            break;
        case OP_BUILD_LIST:
            v = list_of(t, sp - arg, arg);
            sp -= v != NIL ? arg : 0;
            break;
        case OP_BUILD_SET:
            v = ops_build_set(t, sp - arg, arg);
            sp -= v != NIL ? arg : 0;
            break;
        case OP_BUILD_MAP:
            v = ops_build_map(t, sp - 2 * (int64_t)arg, arg);
            sp -= v != NIL ? 2 * (int64_t)arg : 0;
            break;
        case OP_BUILD_CONST_KEY_MAP:
            v = ops_build_const_key_map(t, sp - 1 - arg, arg, TOP(1));
            sp -= v != NIL ? (int64_t)arg + 1 : 0;
            break;
        case OP_BUILD_STRING:
            v = ops_build_string(t, sp - arg, arg);
            sp -= v != NIL ? arg : 0;
            break;
        case OP_STORE_GLOBAL:
            ok = dict_set_str(t, f->fn->globals, NAMES[arg], TOP(1));
            sp -= ok;
            goto effect;
        case OP_STORE_NAME:
            ok = ops_store_name(t, f, NAMES[arg], TOP(1));
            sp -= ok;
            goto effect;
        case OP_DELETE_GLOBAL: ok = ops_delete_global(t, f, NAMES[arg]); goto effect;
        case OP_DELETE_NAME: ok = ops_delete_name(t, f, NAMES[arg]); goto effect;
        case OP_STORE_ATTR:
            ok = op_setattr(t, TOP(1), NAMES[arg], TOP(2));
            sp -= ok ? 2 : 0;
            goto effect;
        case OP_DELETE_ATTR:
            ok = op_delattr(t, TOP(1), NAMES[arg]);
            sp -= ok;
            goto effect;
        case OP_UNPACK:
            ok = ops_unpack(t, TOP(1), sp - 1, arg);
            sp += ok ? (int64_t)arg - 1 : 0;
            goto effect;
        case OP_FOR_ITER:
            v = op_next(t, TOP(1));
            if (v == NIL && t->exc == NIL) {
                LOAD();
                sp--;
                NEXT(1 + arg);
            }
            break;
        case OP_JUMP: LOAD(); NEXT(1 + arg);
        case OP_JUMP_BACK:
            LOAD();
            ip -= arg;
            NEXT(1);
        case OP_POP_JUMP_IF_NONE:
        case OP_POP_JUMP_IF_NOT_NONE:
            LOAD();
            ip += (POP() == NONE) == (op == OP_POP_JUMP_IF_NONE) ? arg : 0;
            NEXT(1);
        case OP_POP_JUMP_IF_FALSE:
        case OP_POP_JUMP_IF_TRUE:
        case OP_POP_JUMP_BACK_IF_TRUE:
        case OP_POP_JUMP_BACK_IF_FALSE:
        case OP_JUMP_IF_FALSE_OR_POP:
        case OP_JUMP_IF_TRUE_OR_POP:
            yes = op_truth(t, TOP(1));
            LOAD();
            if (yes < 0) {
                goto error;
            }
            if (op == OP_POP_JUMP_IF_TRUE || op == OP_POP_JUMP_BACK_IF_TRUE ||
                op == OP_JUMP_IF_TRUE_OR_POP) {
                yes = !yes;
            }
            /* now: jump when not yes */
            sp -= yes || (op != OP_JUMP_IF_FALSE_OR_POP && op != OP_JUMP_IF_TRUE_OR_POP);
            if (op == OP_POP_JUMP_BACK_IF_TRUE || op == OP_POP_JUMP_BACK_IF_FALSE) {
                ip -= yes ? 0 : arg;
            } else {
                ip += yes ? 0 : arg;
            }
            NEXT(1);
        default:
            raise_error(t, E_SYSTEM_ERROR, "an operand of %s is too large", opcode_table[op].name);
            break;
        }
        LOAD();
        if (UNLIKELY(v == NIL)) {
            goto error;
        }
        PUSH(v);
        NEXT(after);
    effect:
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        NEXT(after);
    }

    /* ---- constants and variables ---- */
    CASE(LOAD_CONST) {
        PUSH(CONSTS[arg]);
        NEXT(1);
    }
    CASE(LOAD_INT) {
        PUSH(from_small((int16_t)arg));
        NEXT(1);
    }
    CASE(LOAD_FAST) {
        value v = locals[arg];
        if (UNLIKELY(v == NIL)) {
            SAVE();
            ops_unbound_local(t, f->code, arg);
            goto error;
        }
        PUSH(v);
        NEXT(1);
    }
    CASE(STORE_FAST) {
        locals[arg] = POP();
        NEXT(1);
    }
    CASE(DELETE_FAST) {
        if (UNLIKELY(locals[arg] == NIL)) {
            SAVE();
            ops_unbound_local(t, f->code, arg);
            goto error;
        }
        locals[arg] = NIL;
        NEXT(1);
    }
    CASE(MAKE_CELL) {
        SAVE();
        value c = cell_new(t, locals[arg]);
        if (UNLIKELY(c == NIL)) {
            goto error;
        }
        locals[arg] = c;
        NEXT(1);
    }
    CASE(LOAD_CELL) {
        PUSH(locals[arg]);
        NEXT(1);
    }
    CASE(LOAD_DEREF) {
        value v = ((cell *)as_obj(locals[arg]))->v;
        if (UNLIKELY(v == NIL)) {
            SAVE();
            ops_unbound_cell(t, f->code, arg);
            goto error;
        }
        PUSH(v);
        NEXT(1);
    }
    CASE(STORE_DEREF) {
        ((cell *)as_obj(locals[arg]))->v = POP();
        NEXT(1);
    }
    CASE(DELETE_DEREF) {
        cell *c = (cell *)as_obj(locals[arg]);
        if (UNLIKELY(c->v == NIL)) {
            SAVE();
            ops_unbound_cell(t, f->code, arg);
            goto error;
        }
        c->v = NIL;
        NEXT(1);
    }
    CASE(LOAD_CLASSDEREF) {
        SAVE();
        value v = ops_load_classderef(t, f, arg);
        LOAD();
        if (UNLIKELY(v == NIL)) {
            goto error;
        }
        PUSH(v);
        NEXT(1);
    }
    CASE(LOAD_GLOBAL) {
        uint32_t *c = (uint32_t *)ip + 1;
        dict *g = f->fn->globals;
        if (LIKELY(g->keys_version == c[0] && c[0] != 0)) {
            if (c[1] == 0) {
                PUSH(g->entries[c[2]].val);
                NEXT(4);
            }
            dict *b = f->fn->builtins;
            if (LIKELY(b->keys_version == c[1])) {
                PUSH(b->entries[c[2]].val);
                NEXT(4);
            }
        }
        SAVE();
        value v = ops_load_global_slow(t, f, NAMES[arg]);
        LOAD();
        if (UNLIKELY(v == NIL)) {
            goto error;
        }
        if (m->quicken) {
            fill_global(t, c, g, f->fn->builtins, NAMES[arg]);
        }
        PUSH(v);
        NEXT(4);
    }
    CASE(STORE_GLOBAL) {
        uint32_t *c = (uint32_t *)ip + 1;
        dict *g = f->fn->globals;
        if (LIKELY(g->keys_version == c[0] && c[0] != 0)) {
            g->entries[c[1]].val = POP();
            NEXT(3);
        }
        SAVE();
        if (UNLIKELY(!dict_set_str(t, g, NAMES[arg], TOP(1)))) {
            goto error;
        }
        if (m->quicken) {
            int64_t at = dict_find_str(g, NAMES[arg]);
            if (at >= 0 && at < UINT32_MAX) {
                c[0] = dict_version(m, g);
                c[1] = (uint32_t)at;
            }
        }
        sp--;
        NEXT(3);
    }
    CASE(DELETE_GLOBAL) {
        SAVE();
        if (UNLIKELY(!ops_delete_global(t, f, NAMES[arg]))) {
            goto error;
        }
        NEXT(1);
    }
    CASE(LOAD_NAME) {
        SAVE();
        value v = ops_load_name(t, f, NAMES[arg]);
        LOAD();
        if (UNLIKELY(v == NIL)) {
            goto error;
        }
        PUSH(v);
        NEXT(1);
    }
    CASE(STORE_NAME) {
        SAVE();
        bool ok = ops_store_name(t, f, NAMES[arg], TOP(1));
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        sp--;
        NEXT(1);
    }
    CASE(DELETE_NAME) {
        SAVE();
        bool ok = ops_delete_name(t, f, NAMES[arg]);
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        NEXT(1);
    }

    /* ---- attributes and items ---- */
#define SLOT_HIT(o, c) \
    ((c)[0] == (o)->aux && (c)[1] == (o)->type->slot_version && (c)[2] >> 24 == CACHE_SLOT)
    CASE(LOAD_ATTR) {
        uint32_t *c = (uint32_t *)ip + 1;
        value v = TOP(1), r = NIL;
        if (LIKELY(is_obj(v))) {
            object *o = as_obj(v);
            switch (c[2] >> 24) {
            case CACHE_SLOT:
                if (LIKELY((c[0] == o->aux && c[1] == o->type->slot_version) ||
                           recall(m, SEEN_LOAD, c, o, o->type->slot_version, NAMES[arg]))) {
                    r = *instance_slot((instance *)o, c[2] & 0xFFFFFF);
                }
                break;
            case CACHE_MODULE:
                if (LIKELY(c[1] == o->type->version)) {
                    dict *d = (dict *)as_obj(((module *)o)->attrs);
                    if (LIKELY(d->keys_version == c[0])) {
                        r = d->entries[c[2] & 0xFFFFFF].val;
                    }
                }
                break;
            case CACHE_VALUE:
                if (c[1] == o->type->version && (c[0] == 0 || c[0] == o->aux)) {
                    r = cache_pointer(c + 3);
                }
                break;
            case CACHE_TYPE:
                if (o->kind == T_TYPE && c[1] == ((type *)o)->version) {
                    r = cache_pointer(c + 3);
                }
                break;
            default: break;
            }
            if (LIKELY(r != NIL)) {
                TOP(1) = r;
                NEXT(6);
            }
        }
        SAVE();
        if (m->quicken) {
            fill_load(t, c, v, NAMES[arg]);
        }
        r = op_getattr(t, v, NAMES[arg]);
        LOAD();
        if (UNLIKELY(r == NIL)) {
            goto error;
        }
        TOP(1) = r;
        NEXT(6);
    }
    CASE(STORE_ATTR) {
        uint32_t *c = (uint32_t *)ip + 1;
        value v = TOP(1), x = TOP(2);
        if (LIKELY(is_obj(v))) {
            object *o = as_obj(v);
            if (LIKELY((c[0] == o->aux && c[1] == o->type->slot_version) ||
                       recall(m, SEEN_STORE, c, o, o->type->slot_version, NAMES[arg]))) {
                uint32_t at = c[2] & 0xFFFFFF;
                if (c[2] >> 24 == CACHE_SLOT) {
                    *instance_slot((instance *)o, at) = x;
                    sp -= 2;
                    NEXT(5);
                }
                if (LIKELY(at < o->spare)) {
                    ((instance *)o)->slots[at] = x;
                    o->aux = c[3];
                    sp -= 2;
                    NEXT(5);
                }
            }
        }
        SAVE();
        if (m->quicken) {
            fill_store(t, c, v, NAMES[arg]);
        }
        bool ok = op_setattr(t, v, NAMES[arg], x);
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        sp -= 2;
        NEXT(5);
    }
    CASE(DELETE_ATTR) {
        SAVE();
        bool ok = op_delattr(t, TOP(1), NAMES[arg]);
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        sp--;
        NEXT(1);
    }
#define METHOD_HIT(o, c) ((c)[1] == (o)->type->version && ((c)[0] == 0 || (c)[0] == (o)->aux))
    CASE(LOAD_METHOD) {
        uint32_t *c = (uint32_t *)ip + 1;
        value v = TOP(1);
        if (LIKELY(is_obj(v))) {
            object *o = as_obj(v);
            if (LIKELY(METHOD_HIT(o, c) ||
                       recall(m, SEEN_METHOD, c, o, o->type->version, NAMES[arg]))) {
                TOP(1) = cache_pointer(c + 2);
                PUSH(v);
                NEXT(5);
            }
        } else if (c[1] == type_of(m, v)->version) {
            TOP(1) = cache_pointer(c + 2);
            PUSH(v);
            NEXT(5);
        }
        SAVE();
        value self = v, r = is_exact(v, T_SUPER) ? super_method(t, &self, NAMES[arg]) : NIL;
        if (r != NIL) {
            TOP(1) = r;
            PUSH(self);
            NEXT(5);
        }
        fill_method(t, c, v, NAMES[arg]);
        if (c[1] != 0) {
            TOP(1) = cache_pointer(c + 2);
            PUSH(v);
            if (!m->quicken) {
                c[1] = 0;
            }
            NEXT(5);
        }
        r = op_getattr(t, v, NAMES[arg]);
        LOAD();
        if (UNLIKELY(r == NIL)) {
            goto error;
        }
        TOP(1) = NIL;
        PUSH(r);
        NEXT(5);
    }
    CASE(GETITEM) {
        value c = TOP(2), k = TOP(1), r;
        if (LIKELY(is_obj(c))) {
            object *o = as_obj(c);
            if (is_int(k)) {
                int64_t i = as_int(k);
                if (o->kind == T_LIST && !(o->flags & OBJ_SUBCLASS)) {
                    list *l = (list *)o;
                    i += i < 0 ? (int64_t)l->len : 0;
                    if (LIKELY((uint64_t)i < l->len)) {
                        sp--;
                        TOP(1) = l->items[i];
                        NEXT(1);
                    }
                } else if (o->kind == T_TUPLE && !(o->flags & OBJ_SUBCLASS)) {
                    tuple *l = (tuple *)o;
                    i += i < 0 ? (int64_t)l->len : 0;
                    if (LIKELY((uint64_t)i < l->len)) {
                        sp--;
                        TOP(1) = l->items[i];
                        NEXT(1);
                    }
                } else if (o->kind == T_STR && !(o->flags & OBJ_SUBCLASS)) {
                    str *s = (str *)o;
                    i += i < 0 ? (int64_t)s->len : 0;
                    if (LIKELY(str_is_ascii(s) && (uint64_t)i < s->len)) {
                        sp--;
                        TOP(1) = from_obj(m->ascii[(uint8_t)s->data[i]]);
                        NEXT(1);
                    }
                }
            }
            if (o->kind == T_DICT && !(o->flags & OBJ_SUBCLASS)) {
                int64_t at = dict_find_fast(t, (dict *)o, k);
                if (LIKELY(at >= 0)) {
                    sp--;
                    TOP(1) = ((dict *)o)->entries[at].val;
                    NEXT(1);
                }
            }
        }
        SAVE();
        r = op_getitem(t, c, k);
        LOAD();
        if (UNLIKELY(r == NIL)) {
            goto error;
        }
        sp--;
        TOP(1) = r;
        NEXT(1);
    }
    CASE(SETITEM) {
        value x = TOP(3), c = TOP(2), k = TOP(1);
        if (LIKELY(is_obj(c))) {
            object *o = as_obj(c);
            if (o->kind == T_LIST && is_int(k) && !(o->flags & OBJ_SUBCLASS)) {
                list *l = (list *)o;
                int64_t i = as_int(k);
                i += i < 0 ? (int64_t)l->len : 0;
                if (LIKELY((uint64_t)i < l->len)) {
                    l->items[i] = x;
                    sp -= 3;
                    NEXT(1);
                }
            } else if (o->kind == T_DICT && !(o->flags & OBJ_SUBCLASS)) {
                SAVE();
                bool done = dict_set_inline(t, (dict *)o, k, x);
                LOAD();
                if (UNLIKELY(!done)) {
                    goto error;
                }
                sp -= 3;
                NEXT(1);
            }
        }
        SAVE();
        bool ok = op_setitem(t, c, k, x);
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        sp -= 3;
        NEXT(1);
    }
    CASE(DELITEM) {
        SAVE();
        bool ok = op_delitem(t, TOP(2), TOP(1));
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        sp -= 2;
        NEXT(1);
    }
    CASE(GET_SLICE) {
        SAVE();
        value r = ops_get_slice(t, TOP(3), TOP(2), TOP(1));
        LOAD();
        if (UNLIKELY(r == NIL)) {
            goto error;
        }
        sp -= 2;
        TOP(1) = r;
        NEXT(1);
    }
    CASE(BUILD_SLICE) {
        SAVE();
        value r =
            arg == 3 ? slice_new(t, TOP(3), TOP(2), TOP(1)) : slice_new(t, TOP(2), TOP(1), NONE);
        if (UNLIKELY(r == NIL)) {
            goto error;
        }
        sp -= arg - 1;
        TOP(1) = r;
        NEXT(1);
    }

    /* ---- operators ---- */
/* The general road: op_binary or op_inplace as operand a says. */
#define BINARY_SLOW(op)                                                                         \
    do {                                                                                        \
        SAVE();                                                                                 \
        value r_ =                                                                              \
            UNIT_A(*ip) ? op_inplace(t, TOP(2), TOP(1), op) : op_binary(t, TOP(2), TOP(1), op); \
        LOAD();                                                                                 \
        if (UNLIKELY(r_ == NIL)) {                                                              \
            goto error;                                                                         \
        }                                                                                       \
        sp--;                                                                                   \
        TOP(1) = r_;                                                                            \
        NEXT(1);                                                                                \
    } while (0)
#define BOTH_DOUBLE(a, b) (is_double(a) && is_double(b))
#define CONCAT()                                                   \
    do {                                                           \
        if (is_exact(a, T_STR) && is_exact(b, T_STR)) {            \
            SAVE();                                                \
            a = str_concat(t, (str *)as_obj(a), (str *)as_obj(b)); \
            LOAD();                                                \
            if (UNLIKELY(a == NIL)) {                              \
                goto error;                                        \
            }                                                      \
            sp--;                                                  \
            TOP(1) = a;                                            \
            NEXT(1);                                               \
        }                                                          \
    } while (0)
#define ARITH(name, int_op, c_op, op, others)                          \
    CASE(name) {                                                       \
        value a = TOP(2), b = TOP(1);                                  \
        if (both_int(a, b) && LIKELY(int_op(a, b, &sp[-2]))) {         \
            sp--;                                                      \
            NEXT(1);                                                   \
        }                                                              \
        if (BOTH_DOUBLE(a, b)) {                                       \
            sp--;                                                      \
            TOP(1) = from_double(as_double(a) c_op as_double(b));      \
            NEXT(1);                                                   \
        }                                                              \
        if (is_double(a) && is_int(b)) {                               \
            sp--;                                                      \
            TOP(1) = from_double(as_double(a) c_op(double) as_int(b)); \
            NEXT(1);                                                   \
        }                                                              \
        if (is_int(a) && is_double(b)) {                               \
            sp--;                                                      \
            TOP(1) = from_double((double)as_int(a) c_op as_double(b)); \
            NEXT(1);                                                   \
        }                                                              \
        others;                                                        \
        BINARY_SLOW(op);                                               \
    }
    ARITH(ADD, int_add, +, BIN_ADD, CONCAT())
    ARITH(SUB, int_sub, -, BIN_SUB, )
    ARITH(MUL, int_mul, *, BIN_MUL, )
    CASE(DIV) {
        value a = TOP(2), b = TOP(1);
        if ((is_double(a) || is_int(a)) && (is_double(b) || is_int(b))) {
            double x = is_double(a) ? as_double(a) : (double)as_int(a);
            double y = is_double(b) ? as_double(b) : (double)as_int(b);
            if (LIKELY(y != 0)) {
                sp--;
                TOP(1) = from_double(x / y);
                NEXT(1);
            }
        }
        BINARY_SLOW(BIN_DIV);
    }
    CASE(FLOORDIV) {
        value a = TOP(2), b = TOP(1);
        if (both_int(a, b) && LIKELY(int_floordiv(a, b, &sp[-2]))) {
            sp--;
            NEXT(1);
        }
        BINARY_SLOW(BIN_FLOORDIV);
    }
    CASE(MOD) {
        value a = TOP(2), b = TOP(1);
        if (both_int(a, b) && LIKELY(int_mod(a, b, &sp[-2]))) {
            sp--;
            NEXT(1);
        }
        BINARY_SLOW(BIN_MOD);
    }
    CASE(POW) {
        value a = TOP(2), b = TOP(1);
        if (BOTH_DOUBLE(a, b) && as_double(a) > 0) {
            double r = pow(as_double(a), as_double(b));
            if (LIKELY(isfinite(r))) {
                sp--;
                TOP(1) = from_double(r);
                NEXT(1);
            }
        }
        BINARY_SLOW(BIN_POW);
    }
    CASE(MATMUL) {
        BINARY_SLOW(BIN_MATMUL);
    }
    CASE(LSHIFT) {
        value a = TOP(2), b = TOP(1);
        if (both_int(a, b) && (uint64_t)as_int(b) < 48) {
            int64_t x = as_int(a), r = (int64_t)((uint64_t)x << as_int(b));
            if (r >> as_int(b) == x && fits_small(r)) {
                sp--;
                TOP(1) = from_small(r);
                NEXT(1);
            }
        }
        BINARY_SLOW(BIN_LSHIFT);
    }
    CASE(RSHIFT) {
        value a = TOP(2), b = TOP(1);
        if (both_int(a, b) && (uint64_t)as_int(b) < 64) {
            sp--;
            TOP(1) = from_small(as_int(a) >> as_int(b));
            NEXT(1);
        }
        BINARY_SLOW(BIN_RSHIFT);
    }
#define BITWISE(name, c_op, op)            \
    CASE(name) {                           \
        value a = TOP(2), b = TOP(1);      \
        if (both_int(a, b)) {              \
            sp--;                          \
            TOP(1) = (a c_op b) | INT_TAG; \
            NEXT(1);                       \
        }                                  \
        BINARY_SLOW(op);                   \
    }
    BITWISE(AND, &, BIN_AND)
    BITWISE(OR, |, BIN_OR)
    BITWISE(XOR, ^, BIN_XOR)
#define UNARY_SLOW(op)                      \
    do {                                    \
        SAVE();                             \
        value r_ = op_unary(t, TOP(1), op); \
        LOAD();                             \
        if (UNLIKELY(r_ == NIL)) {          \
            goto error;                     \
        }                                   \
        TOP(1) = r_;                        \
        NEXT(1);                            \
    } while (0)
    CASE(NEG) {
        value a = TOP(1);
        if (is_int(a) && as_int(a) != SMALL_INT_MIN) {
            TOP(1) = from_small(-as_int(a));
            NEXT(1);
        }
        if (is_double(a)) {
            TOP(1) = from_double(-as_double(a));
            NEXT(1);
        }
        UNARY_SLOW(UN_NEG);
    }
    CASE(POS) {
        UNARY_SLOW(UN_POS);
    }
    CASE(INVERT) {
        value a = TOP(1);
        if (is_int(a)) {
            TOP(1) = from_small(~as_int(a));
            NEXT(1);
        }
        UNARY_SLOW(UN_INVERT);
    }
/* Sets `yes` to the truth of v. */
#define TRUTH(v, yes)                \
    do {                             \
        value v_ = (v);              \
        if (LIKELY(is_bool(v_))) {   \
            yes = v_ == V_TRUE;      \
        } else if (v_ == NONE) {     \
            yes = 0;                 \
        } else if (is_int(v_)) {     \
            yes = v_ != INT_TAG;     \
        } else {                     \
            SAVE();                  \
            yes = op_truth(t, v_);   \
            LOAD();                  \
            if (UNLIKELY(yes < 0)) { \
                goto error;          \
            }                        \
        }                            \
    } while (0)
    CASE(NOT) {
        int yes;
        TRUTH(TOP(1), yes);
        TOP(1) = from_bool(!yes);
        NEXT(1);
    }
#define COMPARE_SLOW(op)                              \
    do {                                              \
        SAVE();                                       \
        value r_ = op_compare(t, TOP(2), TOP(1), op); \
        LOAD();                                       \
        if (UNLIKELY(r_ == NIL)) {                    \
            goto error;                               \
        }                                             \
        sp--;                                         \
        TOP(1) = r_;                                  \
        NEXT(1);                                      \
    } while (0)
#define COMPARE(name)                                                      \
    CASE(name) {                                                           \
        value a = TOP(2), b = TOP(1);                                      \
        if (both_int(a, b)) {                                              \
            sp--;                                                          \
            TOP(1) = from_bool(CMP_##name##_(INT_UP(a), INT_UP(b)));       \
            NEXT(1);                                                       \
        }                                                                  \
        if (BOTH_DOUBLE(a, b)) {                                           \
            sp--;                                                          \
            TOP(1) = from_bool(CMP_##name##_(as_double(a), as_double(b))); \
            NEXT(1);                                                       \
        }                                                                  \
        COMPARE_SLOW(CMP_##name);                                          \
    }
#define EQUALITY(name)                                                                         \
    CASE(name) {                                                                               \
        value a = TOP(2), b = TOP(1);                                                          \
        if (both_int(a, b)) {                                                                  \
            sp--;                                                                              \
            TOP(1) = from_bool(CMP_##name##_(a, b));                                           \
            NEXT(1);                                                                           \
        }                                                                                      \
        if (is_exact(a, T_STR) && is_exact(b, T_STR)) {                                        \
            sp--;                                                                              \
            TOP(1) = from_bool(                                                                \
                CMP_##name##_(a == b || str_equal((str *)as_obj(a), (str *)as_obj(b)), true)); \
            NEXT(1);                                                                           \
        }                                                                                      \
        if (BOTH_DOUBLE(a, b)) {                                                               \
            sp--;                                                                              \
            TOP(1) = from_bool(CMP_##name##_(as_double(a), as_double(b)));                     \
            NEXT(1);                                                                           \
        }                                                                                      \
        COMPARE_SLOW(CMP_##name);                                                              \
    }
    COMPARE(LT)
    COMPARE(LE)
    EQUALITY(EQ)
    EQUALITY(NE)
    COMPARE(GT)
    COMPARE(GE)
    CASE(IS) {
        value a = TOP(2), b = TOP(1);
        sp--;
        TOP(1) = from_bool((a == b) != UNIT_A(*ip));
        NEXT(1);
    }
    CASE(IN) {
        value c = TOP(1), x = TOP(2);
        int r;
        if (is_exact(c, T_DICT)) {
            int64_t at = dict_find_fast(t, (dict *)as_obj(c), x);
            r = at >= 0 ? 1 : at == DICT_MISSING ? 0 : 2;
        } else {
            r = 2;
        }
        if (r == 2) {
            SAVE();
            r = op_contains(t, c, x);
            LOAD();
            if (UNLIKELY(r < 0)) {
                goto error;
            }
        }
        sp--;
        TOP(1) = from_bool((unsigned)r != UNIT_A(*ip));
        NEXT(1);
    }

    /* ---- jumps ---- */
    CASE(JUMP) {
        NEXT(1 + arg);
    }
    CASE(JUMP_BACK) {
        ip -= arg;
        NEXT(1);
    }
    CASE(POP_JUMP_IF_FALSE) {
        int yes;
        TRUTH(TOP(1), yes);
        sp--;
        ip += yes ? 0 : arg;
        NEXT(1);
    }
    CASE(POP_JUMP_IF_TRUE) {
        int yes;
        TRUTH(TOP(1), yes);
        sp--;
        ip += yes ? arg : 0;
        NEXT(1);
    }
    CASE(POP_JUMP_IF_NONE) {
        ip += POP() == NONE ? arg : 0;
        NEXT(1);
    }
    CASE(POP_JUMP_IF_NOT_NONE) {
        ip += POP() != NONE ? arg : 0;
        NEXT(1);
    }
    CASE(POP_JUMP_BACK_IF_TRUE) {
        int yes;
        TRUTH(TOP(1), yes);
        sp--;
        ip -= yes ? arg : 0;
        NEXT(1);
    }
    CASE(POP_JUMP_BACK_IF_FALSE) {
        int yes;
        TRUTH(TOP(1), yes);
        sp--;
        ip -= yes ? 0 : arg;
        NEXT(1);
    }
    CASE(JUMP_IF_FALSE_OR_POP) {
        int yes;
        TRUTH(TOP(1), yes);
        if (yes) {
            sp--;
        } else {
            ip += arg;
        }
        NEXT(1);
    }
    CASE(JUMP_IF_TRUE_OR_POP) {
        int yes;
        TRUTH(TOP(1), yes);
        if (yes) {
            ip += arg;
        } else {
            sp--;
        }
        NEXT(1);
    }

    /* ---- iteration ---- */
    CASE(GET_ITER) {
        SAVE();
        value r = op_iter(t, TOP(1));
        LOAD();
        if (UNLIKELY(r == NIL)) {
            goto error;
        }
        TOP(1) = r;
        NEXT(1);
    }
    CASE(FOR_ITER) {
        value it = TOP(1), v = NIL;
        object *o = as_obj(it); /* every iterator is an object */
        switch (o->kind) {
        case T_RANGE_ITER: {
            range_iter *r = (range_iter *)o;
            if (r->left > 0) {
                r->left--;
                v = from_small(r->next);
                r->next += r->step;
            }
            break;
        }
        case T_LIST_ITER: {
            list_iter *l = (list_iter *)o;
            if (l->seq != NULL) {
                if (l->i < l->seq->len) {
                    v = l->seq->items[l->i++];
                } else {
                    l->seq = NULL;
                }
            }
            break;
        }
        case T_TUPLE_ITER: {
            tuple_iter *l = (tuple_iter *)o;
            if (l->seq != NULL) {
                if (l->i < l->seq->len) {
                    v = l->seq->items[l->i++];
                } else {
                    l->seq = NULL;
                }
            }
            break;
        }
        case T_STR_ASCII_ITER: {
            str_iter *l = (str_iter *)o;
            if (l->s != NULL) {
                if (l->at < l->s->len) {
                    v = from_obj(m->ascii[(uint8_t)l->s->data[l->at++]]);
                } else {
                    l->s = NULL;
                }
            }
            break;
        }
        case T_GENERATOR: {
            generator *g = (generator *)o;
            if (LIKELY(g->state <= GEN_SUSPENDED)) {
                SAVE();
                frame *n = gen_push(t, g, NONE, sp, FRAME_GEN);
                if (UNLIKELY(n == NULL)) {
                    goto error;
                }
                goto enter_generator;
            }
        }
            __attribute__((fallthrough));
        default:
            SAVE();
            v = op_next(t, it);
            LOAD();
            if (v == NIL && UNLIKELY(t->exc != NIL)) {
                goto error;
            }
        }
        if (v != NIL) {
            PUSH(v);
            NEXT(1);
        }
        sp--;
        NEXT(1 + arg);
    }
    CASE(UNPACK) {
        value v = TOP(1);
        if (is_exact(v, T_TUPLE) && ((tuple *)as_obj(v))->len == arg) {
            tuple *tu = (tuple *)as_obj(v);
            sp--;
            for (size_t i = arg; i-- > 0;) {
                PUSH(tu->items[i]);
            }
            NEXT(1);
        }
        SAVE();
        bool ok = ops_unpack(t, v, sp - 1, arg);
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        sp += (int64_t)arg - 1;
        NEXT(1);
    }
    CASE(UNPACK_EX) {
        SAVE();
        bool ok = ops_unpack_ex(t, TOP(1), sp - 1, arg, UNIT_A(*ip));
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        sp += arg + UNIT_A(*ip);
        NEXT(1);
    }

    /* ---- building ---- */
/* Replaces n operands by r, unless it failed. */
#define RESULT(n, expr)            \
    do {                           \
        SAVE();                    \
        value r_ = (expr);         \
        LOAD();                    \
        if (UNLIKELY(r_ == NIL)) { \
            goto error;            \
        }                          \
        sp -= (n);                 \
        PUSH(r_);                  \
        NEXT(1);                   \
    } while (0)
/* Drops n operands, unless it failed. */
#define EFFECT(n, expr)       \
    do {                      \
        SAVE();               \
        bool ok_ = (expr);    \
        LOAD();               \
        if (UNLIKELY(!ok_)) { \
            goto error;       \
        }                     \
        sp -= (n);            \
        NEXT(1);              \
    } while (0)
    CASE(BUILD_TUPLE) {
        RESULT(arg, tuple_of(t, sp - arg, arg));
    }
    CASE(BUILD_LIST) {
        RESULT(arg, list_of(t, sp - arg, arg));
    }
    CASE(BUILD_SET) {
        RESULT(arg, ops_build_set(t, sp - arg, arg));
    }
    CASE(BUILD_MAP) {
        RESULT(2 * arg, ops_build_map(t, sp - 2 * (int64_t)arg, arg));
    }
    CASE(BUILD_CONST_KEY_MAP) {
        RESULT(arg + 1, ops_build_const_key_map(t, sp - 1 - arg, arg, TOP(1)));
    }
    CASE(BUILD_STRING) {
        RESULT(arg, ops_build_string(t, sp - arg, arg));
    }
    CASE(LIST_APPEND) {
        list *l = (list *)as_obj(TOP(arg + 1));
        if (LIKELY(l->len < l->cap)) {
            l->items[l->len++] = POP();
            NEXT(1);
        }
        EFFECT(1, list_append(t, l, TOP(1)));
    }
    CASE(SET_ADD) {
        EFFECT(1, set_add(t, (set *)as_obj(TOP(arg + 1)), TOP(1)));
    }
    CASE(MAP_ADD) {
        EFFECT(2, dict_set(t, (dict *)as_obj(TOP(arg + 2)), TOP(2), TOP(1)));
    }
    CASE(LIST_EXTEND) {
        EFFECT(1, ops_list_extend(t, TOP(arg + 1), TOP(1)));
    }
    CASE(SET_UPDATE) {
        EFFECT(1, set_update(t, (set *)as_obj(TOP(arg + 1)), TOP(1)));
    }
    CASE(DICT_UPDATE) {
        EFFECT(1, ops_dict_update(t, TOP(arg + 1), TOP(1)));
    }
    CASE(DICT_MERGE) {
        EFFECT(1, ops_dict_merge(t, TOP(arg + 1), TOP(1), TOP(arg + 3)));
    }
    CASE(LIST_TO_TUPLE) {
        list *l = (list *)as_obj(TOP(1));
        RESULT(1, tuple_of(t, l->items, l->len));
    }
    CASE(FORMAT_VALUE) {
        unsigned how = UNIT_A(*ip);
        if (how & 4) {
            RESULT(2, ops_format(t, TOP(2), how & 3, TOP(1)));
        }
        if (how == 0 && is_exact(TOP(1), T_STR)) {
            NEXT(1);
        }
        RESULT(1, ops_format(t, TOP(1), how & 3, NIL));
    }

    /* ---- functions ---- */
    value callee, kwnames, *args, *restore;
    int nargs;
    CASE(CALL) {
        nargs = (int)arg;
        args = sp - nargs;
        restore = args - 1;
        callee = *restore;
        kwnames = NIL;
        goto call;
    }
    CASE(CALL_METHOD) {
        nargs = (int)arg;
        args = sp - nargs;
        restore = args - 2;
        kwnames = NIL;
        callee = *restore;
        if (LIKELY(callee != NIL)) {
            args--;
            nargs++;
        } else {
            callee = args[-1];
        }
        goto call;
    }
    CASE(CALL_KW) {
        kwnames = POP();
        nargs = (int)arg;
        args = sp - nargs;
        restore = args - 1;
        callee = *restore;
        nargs -= (int)((tuple *)as_obj(kwnames))->len;
        goto call;
    }
    CASE(CALL_METHOD_KW) {
        kwnames = POP();
        nargs = (int)arg;
        args = sp - nargs;
        restore = args - 2;
        callee = *restore;
        nargs -= (int)((tuple *)as_obj(kwnames))->len;
        if (callee != NIL) {
            args--;
            nargs++;
        } else {
            callee = args[-1];
        }
        goto call;
    }

call: /* callee with nargs arguments at args, and keyword values behind them up to sp */
    if (UNLIKELY(!is_obj(callee))) {
        goto call_other;
    }
    switch (as_obj(callee)->kind) {
    case T_FUNC: {
        func *fn = (func *)as_obj(callee);
        f->ip = ip;
        if (UNLIKELY(fn->fast_argc != nargs || kwnames != NIL)) {
            SAVE();
            if (!bind_args(t, fn, args, nargs, kwnames)) {
                LOAD();
                goto error;
            }
            LOAD();
            nargs = fn->code->nlocals; /* all set */
        }
        f->sp = sp;
        f = frame_push(t, fn, args, nargs, restore, 0);
        if (UNLIKELY(f == NULL)) {
            goto call_failed;
        }
        goto enter;
    }
    case T_METHOD_DESC:
        if (UNLIKELY(nargs == 0 ||
                     !is_subtype(type_of(m, args[0]),
                                 (type *)as_obj(((native *)as_obj(callee))->owner)))) {
            goto call_other;
        }
        __attribute__((fallthrough));
    case T_NATIVE: {
        native *nat = (native *)as_obj(callee);
        value r;
        if (LIKELY(kwnames == NIL)) {
            if (nat->self != NIL) {
                /* Bound: the object goes where the callee was. */
                args[-1] = nat->self;
                args--;
                nargs++;
            }
            t->kwnames = NIL;
            thread_called(t, 1);
            if (LIKELY(nat->nexact == nargs || nat->nparams < 0)) {
                SAVE();
                r = nat->fn(t, args, nargs);
            } else if (nargs >= nat->nrequired && nargs <= nat->npositional) {
                SAVE();
                value *end = args + nat->nparams;
                for (value *p = args + nargs; p < end; p++) {
                    *p = NIL;
                }
                f->sp = end;
                r = nat->fn(t, args, nat->nparams);
            } else {
                SAVE();
                unsigned bound = nat->self != NIL; /* native_call() will put it there again */
                r = native_call(t, nat, args + bound, (int)(nargs - bound), NIL);
            }
        } else {
            SAVE();
            r = call_in_place(t, callee, args, nargs, kwnames);
        }
        LOAD();
        if (UNLIKELY(r == NIL)) {
            goto error;
        }
        sp = restore;
        PUSH(r);
        NEXT(1);
    }
    case T_METHOD: {
        method *b = (method *)as_obj(callee);
        args[-1] = b->self;
        args--;
        nargs++;
        callee = b->func;
        goto call;
    }
    case T_TYPE: {
        func *init = class_init(t, (type *)as_obj(callee));
        if (LIKELY(init != NULL)) {
            SAVE();
            value self = instance_new(t, (type *)as_obj(callee));
            if (UNLIKELY(self == NIL)) {
                goto error;
            }
            args[-1] = self;
            args--;
            nargs++;
            if (UNLIKELY(init->fast_argc != nargs || kwnames != NIL)) {
                if (!bind_args(t, init, args, nargs, kwnames)) {
                    LOAD();
                    goto error;
                }
                nargs = init->code->nlocals;
            }
            f = frame_push(t, init, args, nargs, restore, FRAME_INIT);
            if (UNLIKELY(f == NULL)) {
                goto call_failed;
            }
            f->gen = self;
            goto enter;
        }
    }
        __attribute__((fallthrough));
    default:
    call_other:
        SAVE();
        {
            value r = call_in_place(t, callee, args, nargs, kwnames);
            LOAD();
            if (UNLIKELY(r == NIL)) {
                goto error;
            }
            sp = restore;
            PUSH(r);
            NEXT(1);
        }
    }

call_failed: /* no frame for the callee: the call itself raises */
    f = t->top;
    goto error;

enter: /* f is a new frame */
    ip = f->ip;
    sp = f->sp;
    locals = f->locals;
    NEXT_UNIT();

enter_generator: /* the top frame goes on behind its yield, or begins */
    f = t->top;
    ip = f->ip;
    sp = f->sp;
    locals = f->locals;
    NEXT_UNIT();

    CASE(CALL_EX) {
        unsigned kw = UNIT_A(*ip) & 1;
        SAVE();
        restore = sp - 2 - kw;
        args = restore + 1;
        callee = *restore;
        if (!ops_spread(t, callee, *args, kw ? args[1] : NIL, args, &nargs, &kwnames)) {
            LOAD();
            goto error;
        }
        LOAD();
        sp = args + nargs + (kwnames == NIL ? 0 : ((tuple *)as_obj(kwnames))->len);
        goto call;
    }
    CASE(RETURN) {
        out = POP();
    do_return:;
        unsigned flags = f->flags;
        if (UNLIKELY(f->object != NIL)) {
            SAVE();
            frame_object_detach(t, f);
        }
        if (LIKELY(flags == 0)) {
            sp = f->restore;
            t->top = --f;
            t->depth--;
            PUSH(out);
            ip = f->ip + 1;
            locals = f->locals;
            NEXT_UNIT();
        }
        if (flags & FRAME_INIT) {
            if (UNLIKELY(out != NONE)) {
                SAVE();
                raise_error(t, E_TYPE_ERROR, "__init__() should return None, not '%T'", out);
                goto error;
            }
            out = f->gen;
        }
        if (flags & FRAME_GEN) {
            gen_close_frame(t, (generator *)as_obj(f->gen));
        }
        sp = f->restore;
        t->top = --f;
        t->depth--;
        if (flags & FRAME_ENTRY) {
            seat->steps = steps;
            return out;
        }
        ip = f->ip;
        locals = f->locals;
        if (flags & FRAME_GEN) {
            /* The generator ended: FOR_ITER leaves its loop, SEND goes on with the result. */
            arg = UNIT_B(*ip);
            sp--;
            if (opcode_base(UNIT_OP(*ip)) == OP_SEND) {
                PUSH(out);
            }
            NEXT(1 + arg);
        }
        PUSH(out);
        NEXT(1);
    }
    CASE(MAKE_FUNCTION) {
        unsigned a = UNIT_A(*ip);
        SAVE();
        value r = ops_make_function(t, f, sp, a);
        if (UNLIKELY(r == NIL)) {
            goto error;
        }
        sp += opcode_effect(OP_MAKE_FUNCTION, a, 0, false);
        TOP(1) = r;
        NEXT(1);
    }
    CASE(RETURN_GENERATOR) {
        SAVE();
        out = gen_new(t);
        if (UNLIKELY(out == NIL)) {
            goto error;
        }
        goto do_return;
    }
    CASE(YIELD) {
        out = POP();
    do_yield:;
        unsigned flags = f->flags;
        SAVE();
        gen_suspend(t, (generator *)as_obj(f->gen), sp, (uint32_t)(ip - f->code->units));
        sp = f->restore;
        t->top = --f;
        t->depth--;
        if (flags & FRAME_ENTRY) {
            return out;
        }
        ip = f->ip;
        locals = f->locals;
        PUSH(out);
        NEXT(1);
    }
    CASE(GET_YIELD_ITER) {
        if (is_kind(TOP(1), T_GENERATOR)) {
            NEXT(1);
        }
        RESULT(1, ops_yield_iter(t, TOP(1)));
    }
    CASE(SEND) {
        value it = TOP(2), r;
        if (is_kind(it, T_GENERATOR) && ((generator *)as_obj(it))->state <= GEN_SUSPENDED &&
            (((generator *)as_obj(it))->state == GEN_SUSPENDED || TOP(1) == NONE)) {
            value sent = POP();
            SAVE();
            if (UNLIKELY(gen_push(t, (generator *)as_obj(it), sent, sp, FRAME_GEN) == NULL)) {
                goto error;
            }
            goto enter_generator;
        }
        value result = NIL;
        SAVE();
        r = ops_send(t, it, TOP(1), &result);
        LOAD();
        if (r != NIL) {
            TOP(1) = r;
            NEXT(1);
        }
        if (UNLIKELY(result == NIL)) {
            goto error;
        }
        sp--;
        TOP(1) = result;
        NEXT(1 + arg);
    }
    CASE(YIELD_FROM) {
        out = POP();
        goto do_yield;
    }
    CASE(LOAD_BUILD_CLASS) {
        RESULT(0, ops_build_class_fn(t));
    }

    /* ---- modules ---- */
    CASE(IMPORT_NAME) {
        RESULT(2, ops_import_name(t, f, NAMES[arg], TOP(2), TOP(1)));
    }
    CASE(IMPORT_FROM) {
        RESULT(0, ops_import_from(t, TOP(1), NAMES[arg]));
    }
    CASE(IMPORT_STAR) {
        EFFECT(1, ops_import_star(t, f, TOP(1)));
    }

    /* ---- exceptions and with ---- */
    CASE(RAISE) {
        SAVE();
        if (arg == 0) {
            if (t->handled == NIL || t->handled == NONE) {
                raise_error(t, E_RUNTIME_ERROR, "No active exception to reraise");
                goto error;
            }
            t->exc = t->handled;
            goto from_here;
        }
        ops_raise(t, arg == 2 ? TOP(2) : TOP(1), arg == 2 ? TOP(1) : NIL);
        LOAD();
        goto error;
    }
    CASE(RERAISE) {
        t->exc = POP();
        SAVE();
        if (UNIT_A(*ip) == 0) {
            goto from_here;
        }
        came_from = (uint32_t)as_int(TOP(UNIT_A(*ip)));
        goto unwind;
    }
    CASE(PUSH_EXC) {
        value exc = TOP(1);
        /* What is handled around a generator is not its own to come back to. */
        TOP(1) = frame_handles(t, f) ? t->handled : NONE;
        t->handled = exc;
        f->flags |= exc == f->outer_handled ? FRAME_HANDLES_OUTER : 0;
        PUSH(exc);
        NEXT(1);
    }
    CASE(POP_EXCEPT) {
        value v = POP();
        t->handled = v == NONE ? f->outer_handled : v;
        if (t->handled != f->outer_handled || v == NONE) {
            f->flags &= ~(unsigned)FRAME_HANDLES_OUTER;
        }
        NEXT(1);
    }
    CASE(EXC_MATCH) {
        RESULT(1, ops_exc_match(t, TOP(2), TOP(1)));
    }
    CASE(EXC_GROUP_MATCH) {
        value rest = NIL, match = NIL;
        SAVE();
        bool ok = ops_exc_group_match(t, TOP(2), TOP(1), &match, &rest);
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        TOP(2) = rest;
        TOP(1) = match;
        t->handled = match == NONE ? t->handled : match;
        NEXT(1);
    }
    CASE(PREP_RERAISE_STAR) {
        RESULT(2, exc_group_reraise(t, TOP(2), (list *)as_obj(TOP(1))));
    }
    CASE(LOAD_ASSERTION_ERROR) {
        PUSH(from_obj(m->exc[E_ASSERTION_ERROR]));
        NEXT(1);
    }
    CASE(BEFORE_WITH) {
        value exit = NIL, entered = NIL;
        SAVE();
        bool ok = ops_before_with(t, TOP(1), &exit, &entered);
        LOAD();
        if (UNLIKELY(!ok)) {
            goto error;
        }
        TOP(1) = exit;
        PUSH(entered);
        NEXT(1);
    }
    CASE(WITH_EXCEPT) {
        RESULT(0, ops_with_except(t, TOP(4), TOP(1)));
    }

    /* ---- match ---- */
    CASE(MATCH_SEQUENCE) {
        value is = from_bool(type_of(m, TOP(1))->flags & TYPE_SEQUENCE);
        PUSH(is);
        NEXT(1);
    }
    CASE(MATCH_MAPPING) {
        value is = from_bool(type_of(m, TOP(1))->flags & TYPE_MAPPING);
        PUSH(is);
        NEXT(1);
    }
    CASE(MATCH_KEYS) {
        RESULT(0, ops_match_keys(t, TOP(2), TOP(1)));
    }
    CASE(MATCH_CLASS) {
        RESULT(3, ops_match_class(t, TOP(3), TOP(2), TOP(1), arg));
    }
    CASE(GET_LEN) {
        SAVE();
        int64_t n = op_len(t, TOP(1));
        LOAD();
        if (UNLIKELY(n < 0)) {
            goto error;
        }
        PUSH(from_small(n));
        NEXT(1);
    }

    /* ---- the rest ---- */
    CASE(PRINT_EXPR) {
        EFFECT(1, ops_print_expr(t, TOP(1)));
    }
    CASE(SETUP_ANNOTATIONS) {
        EFFECT(0, ops_setup_annotations(t, f));
    }

    /* ---- fused forms ---- */
#include "vm/eval_fused.inc"

    /* ---- errors ---- */
error: /* t->exc is set; ip is the instruction that raised */
    f = t->top;
    f->ip = ip;
    seat->steps = steps;
    traceback_push(t, f, (uint32_t)(ip - f->code->units));
    if (UNLIKELY(t->traced)) {
        trace_raised(t, f);
        LOAD();
    }
from_here:
    came_from = (uint32_t)(ip - f->code->units);
unwind: /* handlers are those of ip; the frame's line is that of came_from */
    seat->steps = steps;
    for (;;) {
        const handler *h = NULL;
        uint32_t at = (uint32_t)(ip - f->code->units);
        for (uint32_t i = 0; i < f->code->nhandlers; i++) {
            if (at - f->code->handlers[i].start <
                f->code->handlers[i].end - f->code->handlers[i].start) {
                h = &f->code->handlers[i];
                break;
            }
        }
        if (h != NULL) {
            sp = f->locals + f->code->nlocals + h->depth;
            if (h->lasti) {
                PUSH(from_small(came_from));
            }
            PUSH(t->exc);
            t->exc = NIL;
            locals = f->locals;
            ip = f->code->units + h->target;
            NEXT_UNIT();
        }
        ip = f->code->units + came_from;
        if (UNLIKELY(t->traced)) {
            f->ip = ip;
            trace_unwound(t, f);
            LOAD();
        }
    leave:;
        unsigned flags = f->flags;
        if (f->object != NIL) {
            f->ip = ip;
            frame_object_detach(t, f);
        }
        if (flags & FRAME_GEN) {
            f->sp = f->locals + f->code->nlocals;
            gen_close_frame(t, (generator *)as_obj(f->gen));
            steps = seat->steps;
        }
        t->top = --f;
        t->depth--;
        if (flags & FRAME_ENTRY) {
            return NIL;
        }
        ip = f->ip;
        came_from = (uint32_t)(ip - f->code->units);
        traceback_push(t, f, came_from);
        if (UNLIKELY(t->traced)) {
            trace_raised(t, f);
            LOAD();
        }
    }
}

/* At a poll all that the loop needs stands on the value stack, and what its own C frame still holds
 * of earlier instructions should not keep objects alive: then the C stack is scanned from here
 * upwards only. The callers' registers are put here for it. */
static __attribute__((noinline)) value enter_loop(thread *t, bool raise) {
    enum {
        SAVED_REGISTERS = 128
    }; /* below the frame's address, or above it, as the machine has it */
    __builtin_unwind_init();
    char *outer = t->c_loop;
    t->c_loop = (char *)__builtin_frame_address(0) - SAVED_REGISTERS;
    value r = run(t, raise);
    t->c_loop = outer;
    return r;
}

value eval(thread *t) {
    return enter_loop(t, false);
}

value eval_raise(thread *t) {
    return enter_loop(t, true);
}
