/* netmsg.c: what stands beside the bytes of a message (sendmsg, recvmsg): ancillary data, as
 * scripts write it, a list of (level, type, bytes), and as the system wants it, items one behind
 * the other that each open with a struct cmsghdr. Most often that is SCM_RIGHTS: descriptors which
 * go to another process, or here, on the simulated machine, to another thread.
 *
 * A receiver owns the descriptors that came: they are numbers in bytes, which nobody else would
 * close.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "stdlib/net.h"
#include "vm/seq.h"
#include "vm/str.h"

bool net_control_room(thread *t, int64_t size, net_control *c) {
    *c = (net_control){0};
    if (size < 0 || size > INT_MAX) {
        raise_error(t, E_VALUE_ERROR, "invalid ancillary data buffer length");
        return false;
    }
    c->p = size == 0 ? NULL : mem_alloc(t, (size_t)size);
    c->size = (size_t)size;
    return size == 0 || c->p != NULL;
}

void net_control_free(vm *m, net_control *c) {
    if (c->p != NULL) {
        mem_free(m, c->p, c->size);
    }
    *c = (net_control){0};
}

/* ---- from a script ---- */

typedef struct control_item {
    int64_t level, kind;
    const uint8_t *data;
    size_t n;
} control_item;

static bool item_from(thread *t, value v, control_item *out) {
    bool is_seq = is_kind(v, T_TUPLE) || is_kind(v, T_LIST);
    if (!is_seq) {
        raise_error(t, E_TYPE_ERROR,
                    "[sendmsg() ancillary data items]() argument must be 3-item sequence, not %T",
                    v);
        return false;
    }
    if (seq_fast_len(v) != 3) {
        raise_error(
            t, E_TYPE_ERROR,
            "[sendmsg() ancillary data items]() argument must be sequence of length 3, not %zu",
            seq_fast_len(v));
        return false;
    }
    if (!int_arg(t, seq_fast_items(v)[0], &out->level) || seq_fast_len(v) != 3 ||
        !int_arg(t, seq_fast_items(v)[1], &out->kind) || seq_fast_len(v) != 3) {
        return false;
    }
    return buffer_arg(t, seq_fast_items(v)[2], &out->data, &out->n);
}

static bool measure(thread *t, value items, size_t *size) {
    control_item it;
    *size = 0;
    for (size_t i = 0; i < seq_fast_len(items); i++) {
        if (!item_from(t, seq_fast_items(items)[i], &it)) {
            return false;
        }
        if (it.n > INT_MAX - *size || CMSG_SPACE(it.n) > INT_MAX - *size) {
            raise_error(t, E_OS_ERROR, "too much ancillary data");
            return false;
        }
        *size += CMSG_SPACE(it.n);
    }
    return true;
}

/* Where a header can lie whatever the alignment of p. */
static void write_item(uint8_t *p, const control_item *it) {
    struct cmsghdr h = {.cmsg_level = (int)it->level, .cmsg_type = (int)it->kind};
    h.cmsg_len = CMSG_LEN(it->n);
    memcpy(p, &h, sizeof h);
    if (it->n > 0) {
        memcpy(p + CMSG_LEN(0), it->data, it->n);
    }
}

bool net_control_pack(thread *t, value items, net_control *c) {
    size_t size, at = 0;
    control_item it;
    *c = (net_control){0};
    if (!measure(t, items, &size) || !net_control_room(t, (int64_t)size, c)) {
        return false;
    }
    if (size > 0) {
        memset(c->p, 0, size);
    }
    for (size_t i = 0; i < seq_fast_len(items); i++) {
        /* An __index__ may have changed what was measured. */
        if (!item_from(t, seq_fast_items(items)[i], &it) || CMSG_SPACE(it.n) > size - at) {
            if (t->exc == NIL) {
                raise_error(t, E_RUNTIME_ERROR, "ancillary data changed while it was packed");
            }
            net_control_free(t->vm, c);
            return false;
        }
        write_item(c->p + at, &it);
        at += CMSG_SPACE(it.n);
    }
    c->len = at;
    return true;
}

/* ---- as it came ---- */

/* The item at *at, which goes behind it; false: there is none. What was cut off is left out. */
static bool next_item(const net_control *c, size_t *at, control_item *it) {
    struct cmsghdr h;
    if (c->len < sizeof h || *at > c->len - sizeof h) {
        return false;
    }
    memcpy(&h, c->p + *at, sizeof h);
    if (h.cmsg_len < CMSG_LEN(0)) {
        return false;
    }
    size_t rest = c->len - *at, len = h.cmsg_len < rest ? h.cmsg_len : rest;
    *it = (control_item){h.cmsg_level, h.cmsg_type, c->p + *at + CMSG_LEN(0),
                         len > CMSG_LEN(0) ? len - CMSG_LEN(0) : 0};
    *at = CMSG_SPACE(it->n) < rest ? *at + CMSG_SPACE(it->n) : c->len;
    return true;
}

static value item_value(thread *t, const control_item *it) {
    value data = bytes_new(t, it->data, it->n);
    value three[3] = {from_small((int)it->level), from_small((int)it->kind), data};
    return data == NIL ? NIL : tuple_of(t, three, 3);
}

value net_control_items(thread *t, const net_control *c) {
    control_item it;
    value l = list_new(t, 0);
    for (size_t at = 0; l != NIL && next_item(c, &at, &it);) {
        value v = item_value(t, &it);
        if (v == NIL || !list_append(t, (list *)as_obj(l), v)) {
            return NIL;
        }
    }
    return l;
}

static bool is_rights(const control_item *it) {
    return it->level == SOL_SOCKET && it->kind == SCM_RIGHTS;
}

size_t net_control_rights(net_control *c, bool (*each)(void *arg, int *fd), void *arg) {
    control_item it;
    size_t n = 0;
    for (size_t at = 0; next_item(c, &at, &it);) {
        for (size_t i = 0; is_rights(&it) && i + sizeof(int) <= it.n; i += sizeof(int), n++) {
            uint8_t *p = c->p + (it.data - c->p) + i;
            int fd;
            memcpy(&fd, p, sizeof fd);
            if (each != NULL && !each(arg, &fd)) {
                return n;
            }
            memcpy(p, &fd, sizeof fd);
        }
    }
    return n;
}

bool net_control_has_others(const net_control *c) {
    control_item it;
    for (size_t at = 0; next_item(c, &at, &it);) {
        if (!is_rights(&it)) {
            return true;
        }
    }
    return false;
}

size_t net_control_put_rights(net_control *c, const int *fds, size_t n) {
    size_t room = c->size > CMSG_LEN(0) ? (c->size - CMSG_LEN(0)) / sizeof(int) : 0;
    size_t put = n < room ? n : room;
    if (put > 0) {
        control_item it = {SOL_SOCKET, SCM_RIGHTS, (const uint8_t *)fds, put * sizeof(int)};
        memset(c->p, 0, c->size);
        write_item(c->p, &it);
        c->len = CMSG_SPACE(it.n) < c->size ? CMSG_SPACE(it.n) : c->size;
    }
    c->flags |= put < n ? MSG_CTRUNC : 0;
    return put;
}

/* ---- sizes ---- */

static value size_of(thread *t, value v, const char *fn, bool padded) {
    int64_t n;
    if (!ssize_arg(t, v, &n)) {
        return NIL;
    }
    if (n < 0 || (size_t)n > INT_MAX - (padded ? CMSG_SPACE(1) : CMSG_LEN(0))) {
        return raise_error(t, E_OVERFLOW_ERROR, "%s() argument out of range", fn);
    }
    return from_small((int64_t)(padded ? CMSG_SPACE((size_t)n) : CMSG_LEN((size_t)n)));
}

value socket_cmsg_len(thread *t, value *a, int n) {
    (void)n;
    return size_of(t, a[0], "CMSG_LEN", false);
}

value socket_cmsg_space(thread *t, value *a, int n) {
    (void)n;
    return size_of(t, a[0], "CMSG_SPACE", true);
}
