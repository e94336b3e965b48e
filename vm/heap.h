/* heap.h: memory. Objects come from heap_alloc and are freed by the collector alone; buffers that
 * belong to one object (a list's items) come from mem_alloc and are given back by that object (its
 * type_spec.free at the latest). Everything is counted against --max-heap. An allocation never
 * collects: it asks for a collection at the thread's next poll.
 */
#ifndef GILVM_VM_HEAP_H
#define GILVM_VM_HEAP_H

#include "vm/object.h"

/* A new object of `size` bytes, header filled in, the rest zero. NULL with MemoryError set when
 * there is no memory. heap_new is for exact built-in types; heap_alloc for any class whose
 * instances have that kind (cls->kind). */
void *heap_alloc(thread *t, type *cls, size_t size);
void *heap_new(thread *t, enum type_id id, size_t size);
/* As heap_alloc, for classes without attributes of their own: only the first `head` bytes are sure
 * to be zero, for one who fills the rest. */
void *heap_alloc_head(thread *t, type *cls, size_t size, size_t head);
/* The bytes of the block that the object stands in, a multiple of 8. With TYPE_TAIL_DICT in
 * cls->flags heap_alloc makes room for 8 bytes more than `size`: the last word of the block is the
 * object's attribute dict. */
size_t heap_size(const object *o);

/* Buffers. mem_realloc keeps the contents; `old` is the size that was asked for. On failure
 * MemoryError is set and NULL returned (mem_realloc: the old block still stands). mem_free(NULL)
 * does nothing. */
void *mem_alloc(thread *t, size_t size);
void *mem_realloc(thread *t, void *p, size_t old, size_t size);
/* The same for hash tables, whose size leaps: the simulated machine charges for the entries that
 * are put there (the caller says so: thread_work), not for the places. And for caches: when they
 * are filled depends on where objects lie. */
void *mem_alloc_table(thread *t, size_t size);
void *mem_realloc_table(thread *t, void *p, size_t old, size_t size);
void mem_free(vm *m, void *p, size_t size);

/* Tables of the VM's own: not counted, and MemoryError is not set. raw_alloc answers zeroed memory;
 * raw_free(NULL) does nothing. */
void *raw_alloc(vm *m, size_t size);
void *raw_realloc(vm *m, void *p, size_t old, size_t size);
void raw_free(vm *m, void *p, size_t size);

/* In a type's trace function: mark what the object refers to. NIL and immediates are ignored. */
void gc_value(gc *g, value v);
void gc_object(gc *g, void *o); /* NULL is ignored */
void gc_values(gc *g, const value *v, size_t n);

/* A collection, now. Only at polls and from gc.collect(). Returns the number of objects freed. */
size_t gc_collect(thread *t);
/* The same; nothing below `low` on the thread's C stack is in use. */
size_t gc_collect_from(thread *t, char *low);

/* So many bytes are about to be asked for at once. If finding out what is dead costs little beside
 * filling them, that goes first: else the dead would stand in memory together with their successor.
 * Where gc.collect() could be called. */
void heap_expect(thread *t, size_t size);

#endif
