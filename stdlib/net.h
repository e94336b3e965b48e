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

/* ---- time-outs ---- */

/* Seconds of a script as nanoseconds, rounded up; None and NIL: -1. False = exception; negative
 * ones are let through. */
bool net_timeout(thread *t, value v, int64_t *ns) MUST_USE;
/* Nanoseconds as poll(2) wants them: never too short. */
int net_poll_ms(int64_t ns);

#endif
