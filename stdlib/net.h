/* net.h: what the parts of the network modules share: addresses and name look-up (netname.c), the
 * socket object (mod_socket.c), waiting for many descriptors (mod_select.c).
 */
#ifndef GILVM_STDLIB_NET_H
#define GILVM_STDLIB_NET_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "stdlib/stdlib.h"

typedef struct net_addr {
    union {
        struct sockaddr sa;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_un un;
        struct sockaddr_storage any;
    };
    socklen_t len;
} net_addr;

/* ---- netname.c ---- */

/* The address that a script gave, host names looked up (which gives the lock up). `fn` is for the
 * messages. */
bool net_addr_from(thread *t, const char *fn, int family, value v, net_addr *out) MUST_USE;
/* As a script sees it: a tuple, a str, bytes, or None for no address. */
value net_addr_value(thread *t, const net_addr *a);
/* OSError: the simulated machine has no outside. */
value net_no_outside(thread *t);
/* Adds the functions about names and numbers, and their exceptions. */
bool net_names_init(thread *t, module *m) MUST_USE;

/* ---- netmsg.c: ancillary data ---- */

typedef struct net_control {
    uint8_t *p;
    size_t size; /* of p */
    size_t len;  /* what of it is filled */
    int flags;   /* of the message that came: MSG_CTRUNC ... */
} net_control;

/* Room for `size` bytes that are to come. */
bool net_control_room(thread *t, int64_t size, net_control *c) MUST_USE;
/* What a script sends: a list or tuple of (level, type, bytes). */
bool net_control_pack(thread *t, value items, net_control *c) MUST_USE;
void net_control_free(vm *m, net_control *c);
/* What came, as a list of such. */
value net_control_items(thread *t, const net_control *c);
/* Calls for each descriptor in it until one answers false; they may be changed. Answers for how
 * many it answered true. */
size_t net_control_rights(net_control *c, bool (*each)(void *arg, int *fd), void *arg);
bool net_control_has_others(const net_control *c);
/* Fills it with as many descriptors as there is room for: how many those are. */
size_t net_control_put_rights(net_control *c, const int *fds, size_t n);
value socket_cmsg_len(thread *t, value *a, int n);
value socket_cmsg_space(thread *t, value *a, int n);

/* ---- time-outs ---- */

/* Seconds of a script as nanoseconds, rounded up; None and NIL: -1. False = exception; negative
 * ones are let through. */
bool net_timeout(thread *t, value v, int64_t *ns) MUST_USE;
/* Nanoseconds as poll(2) wants them: never too short. */
int net_poll_ms(int64_t ns);

#endif
