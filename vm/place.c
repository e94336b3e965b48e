/* place.c: places by number. Asked each time a thread lets go of the lock while events are kept, so
 * the answer for a line seen before is one probe of a hash table. Code objects get a number of
 * their own at their first place: an address may be used again.
 */
#include "vm/place.h"

#include <string.h>

#include "vm/code.h"

enum { SEEN = 16 };

struct source {
    char *file, *function;
};

struct places {
    place *items;
    uint64_t *keys; /* of items: code number << 32 | line */
    uint32_t n, room;
    uint32_t *slots; /* hash table of numbers of items; 0 = empty. Always a power of two, at most
                        half full */
    uint32_t mask;
    struct source *sources; /* by code number, from 1 */
    uint32_t nsources, source_room;
    /* Where threads were of late, by unit: two that pass a turn to each other stop at the same few
     * instructions all the time. Only where the innermost frame is the one that is shown. */
    struct seen {
        uint32_t code, unit, place;
    } seen[SEEN];
};

static char *copy(vm *m, const str *s) {
    size_t n = strlen(s->data) + 1;
    char *c = raw_alloc(m, n);
    return c == NULL ? NULL : memcpy(c, s->data, n);
}

static void drop(vm *m, char *text) {
    if (text != NULL) {
        raw_free(m, text, strlen(text) + 1);
    }
}

bool places_init(vm *m) {
    struct places *p = raw_alloc(m, sizeof *p);
    uint32_t *slots = raw_alloc(m, 64 * sizeof *slots);
    if (p == NULL || slots == NULL) {
        raw_free(m, p, sizeof *p);
        raw_free(m, slots, 64 * sizeof *slots);
        return false;
    }
    p->slots = slots;
    p->mask = 63;
    m->places = p;
    return true;
}

void places_fini(vm *m) {
    struct places *p = m->places;
    if (p != NULL) {
        for (uint32_t i = 0; i < p->nsources; i++) {
            drop(m, p->sources[i].file);
            drop(m, p->sources[i].function);
        }
        raw_free(m, p->sources, p->source_room * sizeof *p->sources);
        raw_free(m, p->items, p->room * sizeof *p->items);
        raw_free(m, p->keys, p->room * sizeof *p->keys);
        raw_free(m, p->slots, ((size_t)p->mask + 1) * sizeof *p->slots);
        raw_free(m, p, sizeof *p);
        m->places = NULL;
    }
}

/* Gives the code object its number. 0 = no memory. */
static uint32_t number_code(vm *m, struct places *p, code *c) {
    if (p->nsources == p->source_room) {
        uint32_t room = p->source_room ? p->source_room * 2 : 16;
        struct source *more =
            raw_realloc(m, p->sources, p->source_room * sizeof *more, room * sizeof *more);
        if (more == NULL) {
            return 0;
        }
        p->sources = more;
        p->source_room = room;
    }
    struct source s = {copy(m, c->filename), copy(m, c->qualname)};
    if (s.file == NULL || s.function == NULL) {
        drop(m, s.file);
        drop(m, s.function);
        return 0;
    }
    p->sources[p->nsources] = s;
    return c->place_id = ++p->nsources;
}

static uint32_t hash(uint64_t key) {
    return (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 32);
}

static void put(struct places *p, uint32_t n) {
    uint32_t i = hash(p->keys[n - 1]) & p->mask;
    while (p->slots[i] != 0) {
        i = (i + 1) & p->mask;
    }
    p->slots[i] = n;
}

/* Room for one more item and its slot. */
static bool grow(vm *m, struct places *p) {
    if (p->n == p->room) {
        uint32_t room = p->room ? p->room * 2 : 32;
        place *items = raw_realloc(m, p->items, p->room * sizeof *items, room * sizeof *items);
        if (items == NULL) {
            return false;
        }
        p->items = items;
        uint64_t *keys = raw_realloc(m, p->keys, p->room * sizeof *keys, room * sizeof *keys);
        if (keys == NULL) {
            return false;
        }
        p->keys = keys;
        p->room = room;
    }
    if ((p->n + 1) * 2 > p->mask + 1) {
        size_t now = ((size_t)p->mask + 1) * sizeof *p->slots;
        uint32_t *slots = raw_alloc(m, 2 * now);
        if (slots == NULL) {
            return false;
        }
        raw_free(m, p->slots, now);
        p->slots = slots;
        p->mask = p->mask * 2 + 1;
        for (uint32_t n = 1; n <= p->n; n++) {
            put(p, n);
        }
    }
    return true;
}

/* The number of a place, from 1; 0 if there is no table or no memory. */
static uint32_t place_number(vm *m, code *c, uint32_t line) {
    struct places *p = m->places;
    if (p == NULL || (c->place_id == 0 && number_code(m, p, c) == 0)) {
        return 0;
    }
    uint64_t key = (uint64_t)c->place_id << 32 | line;
    for (uint32_t i = hash(key) & p->mask; p->slots[i] != 0; i = (i + 1) & p->mask) {
        if (p->keys[p->slots[i] - 1] == key) {
            return p->slots[i];
        }
    }
    if (!grow(m, p)) {
        return 0;
    }
    const struct source *s = &p->sources[c->place_id - 1];
    p->items[p->n] = (place){s->file, s->function, line};
    p->keys[p->n] = key;
    put(p, ++p->n);
    return p->n;
}

/* Modules that are built in have a __file__ that begins so (EMBEDDED_PATH of the library). */
static bool is_library(const code *c) {
    return strncmp(c->filename->data, "<gilvm>/", 8) == 0;
}

/* The number of the place of a frame that is shown. */
static uint32_t place_of(const thread *t, const frame *f) {
    code *c = f->code;
    uint32_t unit = (uint32_t)(f->ip - c->units);
    uint32_t n = place_number(t->vm, c, (uint32_t)code_line(c, unit));
    if (f == t->top && n != 0) {
        t->vm->places->seen[unit % SEEN] = (struct seen){c->place_id, unit, n};
    }
    return n;
}

uint32_t place_now(const thread *t) {
    struct places *p = t->vm->places;
    const frame *shown = NULL;
    if (p == NULL) {
        return 0;
    }
    if (t->top > t->frames && t->top->code != NULL) {
        uint32_t unit = (uint32_t)(t->top->ip - t->top->code->units);
        const struct seen *s = &p->seen[unit % SEEN];
        if (s->unit == unit && s->code == t->top->code->place_id && s->place != 0) {
            return s->place;
        }
    }
    for (const frame *f = t->top; f > t->frames; f--) {
        if (f->code != NULL) {
            shown = shown != NULL ? shown : f;
            if (!is_library(f->code)) {
                shown = f;
                break;
            }
        }
    }
    return shown == NULL ? 0 : place_of(t, shown);
}

uint32_t places_count(const vm *m) {
    return m->places == NULL ? 0 : m->places->n;
}

const place *place_at(const vm *m, uint32_t n) {
    return &m->places->items[n - 1];
}
