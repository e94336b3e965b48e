/* simnet.h: the network of the simulated machine: its sockets and pipes, in memory.
 *
 * Each has a descriptor of the real system, of its own kind but connected to nothing, so that
 * fileno(), fstat(), options, flags and the file a Unix socket is bound to are as ever; a table
 * says what the descriptor stands for. Nothing is ever sent through it.
 *
 * What is sent is on its way for `net-ns`, and the line takes `net-ns-per-kb` for each 1024 bytes,
 * one after the other. Ends of streams, connections and refusals travel as bytes do. A call costs
 * its thread `signal-ns`; sending costs it what the message is on its way, up to 10 us: on a
 * loopback the sender's core does that work, what is longer is a wire. --io-drop says whether the
 * lock is given up meanwhile. There is no world outside: addresses are 127.x.x.x, ::1 and paths.
 *
 * Who waits is parked, woken at the moment when it comes; so the lock knows that nobody will ever
 * come to threads that wait for each other only, and tells it as a deadlock.
 *
 * Who calls it: mod_socket.c, mod_select.c, file.c, buffered.c and os_descriptors.c, first of all
 * with simnet_has, which is false for every descriptor on the real host and while a recording is
 * followed.
 */
#ifndef GILVM_STDLIB_SIMNET_H
#define GILVM_STDLIB_SIMNET_H

#include <poll.h>

#include "stdlib/net.h"

typedef struct simnet simnet;

bool simnet_find(vm *m, int fd);
static inline bool simnet_has(vm *m, int fd) {
    return m->stdlib != NULL && stdlib_of(m)->net != NULL && simnet_find(m, fd);
}
void simnet_fini(vm *m);

/* New ones: 0 or a descriptor, or a negative errno. On the simulated machine only. */
int simnet_socket(thread *t, int family, int kind, int proto);
int simnet_pair(thread *t, int family, int kind, int proto, int fds[2]);
int simnet_pipe(thread *t, int fds[2]);

/* `copy` is a duplicate of `fd`, made with dup(2) or so. Either may be any descriptor. */
void simnet_dup(thread *t, int fd, int copy);
/* Before each close(2) of any descriptor. Neither switches; the second is for the collector. */
void simnet_closing(thread *t, int fd);
void simnet_forget(vm *m, int fd);
/* What fits of n bytes sets out; for the collector. Answers how many; -1: none. */
ssize_t simnet_post(vm *m, int fd, const void *p, size_t n);

/* The rest is for descriptors that simnet_has. Those without a time-out do not wait; they answer 0
 * or more, or a negative errno. */
int simnet_bind(thread *t, int fd, const net_addr *a);
int simnet_listen(thread *t, int fd);
int simnet_shutdown(thread *t, int fd, int how);
int simnet_name(thread *t, int fd, bool peer, net_addr *out);
/* getsockopt's SO_ERROR, which clears it, and SO_ACCEPTCONN. False: another option, ask the
 * descriptor. */
bool simnet_option(thread *t, int fd, int level, int name, int *out);
/* Is it on this machine? */
bool simnet_is_here(const net_addr *a);

typedef enum simnet_op {
    SIMNET_RECV,      /* p, n, flags; the sender's address goes to *addr if that is not NULL, what
                         descriptors came to *rights, or they are closed */
    SIMNET_SEND,      /* p, n, flags; to *addr, or NULL; *rights goes with it */
    SIMNET_ACCEPT,    /* the answer is a descriptor; its address goes to *addr */
    SIMNET_CONNECT,   /* to *addr; EINPROGRESS: wait with ... */
    SIMNET_CONNECTED, /* ... this */
} simnet_op;

/* Descriptors on their way in a message. */
typedef struct simnet_rights {
    size_t n;
    int fds[];
} simnet_rights;

typedef struct simnet_call {
    simnet_op op;
    void *p;
    size_t n;
    int flags;
    net_addr *addr;
    simnet_rights **rights; /* NULL: none. Whose is what *rights points to: the caller's */
    /* NULL, or what says whether the socket object still has the descriptor: with a time-out, as on
     * the real machine, a wait ends by making the call then. */
    const _Atomic int *open;
    ssize_t result;
    int came;    /* MSG_TRUNC: the message was longer */
    size_t done; /* its own */
} simnet_call;

/* Duplicates of the n descriptors, to be sent. NULL: errno. */
simnet_rights *simnet_rights_of(thread *t, const int *fds, size_t n);
/* Closes all from the first-th on, and frees it. NULL is allowed. */
void simnet_rights_drop(vm *m, simnet_rights *r, size_t first);

/* Makes the call. timeout_ns: < 0 waits for ever, unless the descriptor is non-blocking; 0 does not
 * wait. Answers 0, or an errno: EINTR when a signal wants to be handled, ETIMEDOUT when time is up,
 * EDEADLK after a deadlock was told. */
int simnet_run(thread *t, int fd, simnet_call *c, int64_t timeout_ns);

/* poll(2) for any descriptors, with virtual time: how many are ready, or a negative errno. */
int simnet_poll(thread *t, struct pollfd *polls, size_t n, int64_t timeout_ns);

#endif
