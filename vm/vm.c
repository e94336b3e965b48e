/* vm.c: the beginning and end of a VM and of its threads, and what a thread does when it is asked
 * for attention.
 *
 * Order of birth: the struct, the heap, the main thread, bare types, shared strings and names, then
 * everything else of the types. Whoever made the VM goes on with the standard library
 * (stdlib_init).
 */
#include "vm/vm.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vm/call.h"
#include "vm/collector.h"
#include "vm/gc.h"
#include "vm/image.h"
#include "vm/ops.h"
#include "vm/place.h"
#include "vm/str.h"
#include "vm/type.h"
#include "vm/weakref.h"

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

/* Address space reserved for a thread; pages become memory when they are first touched. */
enum {
    MAIN_FRAMES = 1 << 18,
    THREAD_FRAMES = 1 << 15,
    MAIN_STACK = 1 << 23, /* words */
    THREAD_STACK = 1 << 19,
    C_RESERVE = 256 * 1024, /* of the C stack, kept for natives and the error itself */
    SPARE_THREADS = 16,     /* making one costs a mapping, and the pages that it touches first */
};

static void *reserve(size_t size) {
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

/* The struct with its frames and its stack, one range, nothing else filled in. */
static thread *thread_make(bool main) {
    size_t nframes = main ? MAIN_FRAMES : THREAD_FRAMES, nstack = main ? MAIN_STACK : THREAD_STACK;
    thread *t = calloc(1, sizeof *t);
    if (t == NULL) {
        return NULL;
    }
    t->frames = reserve(nframes * sizeof(frame) + nstack * sizeof(value));
    if (t->frames == NULL) {
        free(t);
        return NULL;
    }
    t->frame_end = t->frames + nframes;
    t->stack = (value *)t->frame_end;
    t->stack_end = t->stack + nstack;
    return t;
}

void thread_drop(thread *t) {
    munmap(t->frames, (size_t)((char *)t->stack_end - (char *)t->frames));
    free(t);
}

thread *thread_renew(thread *t) {
    *t = (thread){.frames = t->frames,
                  .frame_end = t->frame_end,
                  .stack = t->stack,
                  .stack_end = t->stack_end};
    memset(t->frames, 0, sizeof *t->frames);
    return t;
}

static thread *spare_take(vm *m) {
    thread *t = m->spare;
    if (t == NULL) {
        return NULL;
    }
    m->spare = t->next;
    m->nspare--;
    return thread_renew(t);
}

/* False: there are enough. */
static bool spare_keep(vm *m, thread *t) {
    if (m->nspare == SPARE_THREADS || m->exiting) {
        return false;
    }
    t->next = m->spare;
    m->spare = t;
    m->nspare++;
    return true;
}

thread *thread_new(vm *m) {
    bool main = m->threads == NULL;
    thread *t = main ? NULL : m->image != NULL ? image_spare(m->image) : spare_take(m);
    if (t == NULL && (t = thread_make(main)) == NULL) {
        return NULL;
    }
    t->vm = m;
    t->top = t->frames;
    t->top->sp = t->stack;
    t->top->locals = t->stack;
    if (main) {
        m->threads = m->main = t;
    } else {
        m->last_thread->next = t;
        t->prev = m->last_thread;
    }
    m->last_thread = t;
    return t;
}

void thread_free(thread *t) {
    vm *m = t->vm;
    if (t->prev != NULL) {
        t->prev->next = t->next;
    } else {
        m->threads = t->next;
    }
    if (t->next != NULL) {
        t->next->prev = t->prev;
    } else {
        m->last_thread = t->prev;
    }
    if (t == m->main) {
        thread_drop(t);
    } else if (m->image != NULL) {
        image_keep(m->image, t);
    } else if (!spare_keep(m, t)) {
        thread_drop(t);
    }
}

/* Where the thread's C stack may be used down to. */
void thread_set_c_stack(thread *t) {
    void *base, *limit;
    gil_thread_stack(t->gil, &base, &limit);
    size_t size = (size_t)((char *)base - (char *)limit);
    t->c_base = base;
    t->c_limit = (char *)limit + (size > 4 * C_RESERVE ? C_RESERVE : size / 4);
}

/* The lock's hooks: between them the collector may run on another thread, and scans this one's C
 * stack from here. */
__attribute__((noinline)) void vm_on_leave(void *user) {
    thread *t = user;
    if (t != NULL) {
        __builtin_unwind_init(); /* callee-saved registers into this frame, above c_saved */
        t->c_saved = (char *)__builtin_frame_address(0) - 512;
    }
}

uint32_t vm_where(void *user) {
    return user != NULL ? place_now(user) : 0;
}

void vm_on_enter(void *user) {
    (void)user;
}

vm *vm_new(gil *g, const vm_hooks *hooks, size_t max_heap) {
    return vm_new_in(NULL, g, hooks, max_heap);
}

vm *vm_new_in(image *im, gil *g, const vm_hooks *hooks, size_t max_heap) {
    vm *m = im == NULL ? calloc(1, sizeof *m) : image_vm(im);
    if (m == NULL) {
        return NULL;
    }
    m->image = im;
    m->gil = g;
    if (!heap_init(m, max_heap)) {
        if (im == NULL) {
            free(m);
        }
        return NULL;
    }
    m->simulated = gil_is_simulated(g);
    m->hooks = *hooks;
    m->next_type_version = 1;
    m->next_dict_version = 1;
    m->recursion_limit = 1000;
    m->hash_seed = 0x9E3779B97F4A7C15u;
    const char *q = getenv("GILVM_QUICKEN");
    m->quicken = q == NULL || q[0] != '0';
    thread *t = thread_new(m);
    if (t == NULL) {
        return NULL;
    }
    t->gil = gil_attach(g, t);
    if (t->gil == NULL) {
        return NULL;
    }
    thread_set_c_stack(t);
    if (!types_alloc(t)) {
        return NULL;
    }
    m->empty_str = (str *)as_obj(str_new(t, "", 0));
    for (uint32_t c = 0; c < 128; c++) {
        m->ascii[c] = (str *)as_obj(str_char(t, c));
    }
#define NAME(x) m->names.n_##x = str_intern(t, #x);
#include "vm/names.def"
#undef NAME
    m->empty_tuple = (tuple *)as_obj(tuple_new(t, 0));
    m->empty_bytes = bytes_new(t, "", 0);
    if (!types_init(t)) {
        return NULL;
    }
    m->empty_frozenset = set_new(t, T_FROZENSET);
    m->memory_error = exc_new(t, m->exc[E_MEMORY_ERROR], from_obj(m->empty_tuple));
    value finalizable = list_new(t, 0), doomed = list_new(t, 0);
    m->finalizable = (list *)as_obj(finalizable);
    m->doomed = (list *)as_obj(doomed);
    m->modules = dict_new(t);
    m->builtins = dict_new(t);
    return t->exc == NIL && m->builtins != NULL ? m : NULL;
}

void vm_begin(vm *m) {
    if (m->simulated && !m->charging) {
        m->charging = true;
        heap_begin(m);
    }
    collector_start(m->main);
}

void vm_free(vm *m) {
    m->exiting = true;
    weakrefs_fini(m);
    str_intern_free(m);
    idents_free(m);
    places_fini(m);
    heap_fini(m);
    types_fini(m);
    gil_thread *seat = m->main->gil;
    while (m->threads != NULL) {
        thread_free(m->threads);
    }
    for (thread *t; (t = m->spare) != NULL;) {
        m->spare = t->next;
        thread_drop(t);
    }
    gil_detach(seat);
    if (m->image == NULL) {
        free(m);
    }
}

value *vm_root(vm *m) {
    return m->nroots < (int)(sizeof m->roots / sizeof *m->roots) ? &m->roots[m->nroots++] : NULL;
}

/* ---- attention ---- */

bool gc_register_finalizer(thread *t, value v) {
    vm *m = t->vm;
    /* The doomed list always has room for all of them, so that the collector need not allocate. */
    while (m->doomed->cap < m->finalizable->len + m->doomed->len + 1) {
        size_t cap = m->doomed->cap ? m->doomed->cap * 2 : 16;
        value *more =
            mem_realloc(t, m->doomed->items, m->doomed->cap * sizeof(value), cap * sizeof(value));
        if (more == NULL) {
            return false;
        }
        m->doomed->items = more;
        m->doomed->cap = cap;
    }
    return list_append(t, m->finalizable, v);
}

static void run_finalizer(thread *t, value v) {
    bool found;
    t->exc = NIL;
    if (is_kind(v, T_GENERATOR)) {
        if (!gen_close(t, (generator *)as_obj(v))) {
            write_unraisable(t, NULL, v);
        }
        return;
    }
    as_obj(v)->flags |= OBJ_FINALIZED;
    if (call_special(t, v, N(t, __del__), NULL, 0, &found) == NIL && t->exc != NIL) {
        write_unraisable(t, NULL, type_lookup(type_of(t->vm, v), N(t, __del__)));
    }
}

void gc_run_finalizers(thread *t) {
    vm *m = t->vm;
    if (t->finalizing) {
        return;
    }
    t->finalizing = true;
    value exc = t->exc;
    do {
        weakrefs_run_callbacks(t);
        while (m->doomed->len > 0) {
            run_finalizer(t, m->doomed->items[--m->doomed->len]);
        }
    } while (m->weakref_calls != NULL);
    t->exc = exc;
    t->finalizing = false;
}

void gc_finalize_all(thread *t) {
    list *all = t->vm->finalizable;
    if (all->len == 0 && t->vm->doomed->len == 0) {
        return;
    }
    collector_stop(t);
    if (gil_thread_count(t->vm->gil) > 1) {
        return;
    }
    gc_collect(t);
    gc_run_finalizers(t);
    value v = list_from(t, from_obj(all));
    t->exc = NIL;
    if (v == NIL) {
        return;
    }
    /* Not those that they make in turn: there may be no end of them. */
    all->len = 0;
    t->finalizing = true;
    for (size_t i = 0; i < ((list *)as_obj(v))->len; i++) {
        run_finalizer(t, ((list *)as_obj(v))->items[i]);
    }
    t->finalizing = false;
    t->exc = NIL;
}

bool thread_attend(thread *t, unsigned bits, char *c_low) {
    if ((bits & GIL_ATT_COLLECT) && !collector_told(t)) {
        if (c_low != NULL) {
            gc_collect_from(t, c_low);
        } else {
            gc_collect(t);
        }
        gc_run_finalizers(t);
    }
    if (bits & GIL_ATT_SIGNAL) {
        gil_attention_clear(t->gil, GIL_ATT_SIGNAL);
        if (t->vm->hooks.signals != NULL && !t->vm->hooks.signals(t)) {
            return false;
        }
    }
    if (bits & GIL_ATT_ASYNC_EXC) {
        gil_attention_clear(t->gil, GIL_ATT_ASYNC_EXC);
        value e = t->async_exc;
        t->async_exc = NIL;
        if (e != NIL && !ops_raise(t, e, NIL)) {
            return false;
        }
    }
    return true;
}

void thread_collect(thread *t) {
    if (__builtin_expect((gil_attention_here(t->gil) & GIL_ATT_COLLECT) != 0, 0)) {
        thread_attend(t, GIL_ATT_COLLECT, NULL);
    }
}

bool thread_poll(thread *t) {
    unsigned bits =
        gil_attention_here(t->gil) & (GIL_ATT_COLLECT | GIL_ATT_SIGNAL | GIL_ATT_ASYNC_EXC);
    return __builtin_expect(bits == 0, 1) || thread_attend(t, bits, NULL);
}
