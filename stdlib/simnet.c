/* simnet.c: sockets and pipes of the simulated machine. See simnet.h.
 *
 * An `end` is what a descriptor stands for: one end of a stream, a datagram socket, a listening
 * socket. What is sent to it is a list of messages, each with the time of its arrival. So nothing
 * has to happen when one arrives: whoever looks compares with the clock, and whoever waits has been
 * told the time in advance (gil_unpark_at), by rouse(), which is called after everything that
 * changes what an end can do.
 *
 *     FRESH --connect--> CONNECTING --two ways later--> CONNECTED      a stream that connects
 *       '----listen----> LISTENING: its queue has the ends, CONNECTED already, that are to be
 *                        accepted
 *
 * Fibers switch only in simnet_run's and simnet_poll's charges and waits; all else is one piece. An
 * end lives as long as descriptors and calls refer to it. Nothing here is an object of the heap.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* POLLRDHUP, pipe2 */
#endif
#include "stdlib/simnet.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gil/host.h"

#define NEVER UINT64_MAX

/* What Linux has unless told otherwise. */
enum { PIPE_ROOM = 65536, SOCKET_ROOM = 212992, PIPE_WHOLE = 4096, UDP_MOST = 65507 };
enum { DATAGRAM_MOST = SOCKET_ROOM / 2 };
enum { FIRST_PORT = 49152, LAST_PORT = 65535 };
#define CARRY_NS 10000   /* the sender's part of bringing a message over */
#define LOOK_NS 10000000 /* how often real descriptors are looked at beside ours */

typedef struct message {
    struct message *next;
    uint64_t at; /* when it arrives */
    size_t n, used;
    net_addr from;         /* of a datagram */
    simnet_rights *rights; /* NULL: none */
    uint8_t bytes[];
} message;

typedef struct end end;

/* A thread that waits at an end; on its stack, or in an array of simnet_poll. */
typedef struct waiter {
    struct waiter *next, **prev;
    end *e;
    gil_thread *t;
    short events;
    bool alone;   /* it will take what comes: one of them is woken at a time */
    uint64_t due; /* when it has been told to wake */
} waiter;

typedef enum state { FRESH, LISTENING, CONNECTING, CONNECTED } state;

struct end {
    simnet *net;
    end *next, **prev;    /* simnet.ends */
    unsigned refs;        /* descriptors, calls under way, a place in a queue */
    bool is_pipe, writes; /* `writes`: the end of a pipe that is written to */
    int family, kind, proto;
    state state;
    bool bound;
    net_addr name, peer_name;
    end *peer; /* NULL: none, or it is gone */

    message *first, *last;
    size_t held;        /* bytes in them */
    uint64_t line_free; /* when the line to here has brought all that was sent */
    uint64_t eof_at, reset_at;
    bool reset_told, shut_in, shut_out;
    int error; /* for the next call, or SO_ERROR */

    uint64_t connected_at; /* CONNECTING */
    int connect_error;

    end *queue, *queue_next; /* LISTENING: connections, first come first */
    uint64_t arrives;        /* one in a queue */

    waiter *waiters; /* longest first */
};

struct simnet {
    vm *m;
    end **of; /* by descriptor */
    int n_of;
    end *ends;
    uint64_t net_ns, ns_per_kb, call_ns, item_ps;
    uint64_t now; /* at the last call: for the collector, which has no thread */
    unsigned next_port;
};

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

static simnet *net_of(thread *t) {
    stdlib_state *s = stdlib_of(t->vm);
    simnet *net = s->net;
    if (net == NULL && (net = raw_alloc(t->vm, sizeof *net)) != NULL) {
        const gil_machine *m = gil_machine_of(t->vm->gil);
        net->m = t->vm;
        net->net_ns = m->net_ns;
        net->ns_per_kb = m->net_ns_per_kb;
        net->call_ns = m->signal_ns;
        net->item_ps = m->item_ps;
        net->next_port = FIRST_PORT;
        s->net = net;
    }
    if (net != NULL) {
        net->now = gil_now(t->gil);
    }
    return net;
}

/* ---- ends and descriptors ---- */

static end *end_of(simnet *net, int fd) {
    return fd >= 0 && fd < net->n_of ? net->of[fd] : NULL;
}

bool simnet_find(vm *m, int fd) {
    return end_of(stdlib_of(m)->net, fd) != NULL;
}

static end *end_new(simnet *net, int family, int kind, int proto) {
    end *e = raw_alloc(net->m, sizeof *e);
    if (e == NULL) {
        return NULL;
    }
    *e = (end){.net = net,
               .next = net->ends,
               .prev = &net->ends,
               .refs = 1,
               .family = family,
               .kind = kind,
               .proto = proto,
               .eof_at = NEVER,
               .reset_at = NEVER};
    if (e->next != NULL) {
        e->next->prev = &e->next;
    }
    net->ends = e;
    return e;
}

static size_t rights_size(size_t n) {
    return sizeof(simnet_rights) + n * sizeof(int);
}

simnet_rights *simnet_rights_of(thread *t, const int *fds, size_t n) {
    simnet_rights *r = raw_alloc(t->vm, rights_size(n));
    if (r == NULL) {
        errno = ENOBUFS;
        return NULL;
    }
    r->n = n;
    for (size_t i = 0; i < n; i++) {
        r->fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 0);
        if (r->fds[i] < 0) {
            int error = errno;
            while (i > 0) {
                simnet_forget(t->vm, r->fds[--i]);
                close(r->fds[i]);
            }
            raw_free(t->vm, r, rights_size(n));
            errno = error;
            return NULL;
        }
        simnet_dup(t, fds[i], r->fds[i]);
    }
    return r;
}

void simnet_rights_drop(vm *m, simnet_rights *r, size_t first) {
    if (r == NULL) {
        return;
    }
    for (size_t i = first; i < r->n; i++) {
        simnet_forget(m, r->fds[i]);
        close(r->fds[i]);
    }
    raw_free(m, r, rights_size(r->n));
}

static void message_free(simnet *net, message *m) {
    simnet_rights_drop(net->m, m->rights, 0);
    raw_free(net->m, m, sizeof *m + m->n);
}

static void drop_messages(end *e) {
    while (e->first != NULL) {
        message *m = e->first;
        e->first = m->next;
        message_free(e->net, m);
    }
    e->last = NULL;
    e->held = 0;
}

static void rouse(end *e);

/* A message of n bytes that sets out now towards `to` is there then. */
static uint64_t arrival(end *to, size_t n) {
    simnet *net = to->net;
    uint64_t start = to->line_free > net->now ? to->line_free : net->now;
    to->line_free = start + n * net->ns_per_kb / 1024;
    return to->line_free + net->net_ns;
}

static bool is_stream(const end *e) {
    return e->kind == SOCK_STREAM;
}

static bool is_inet(const end *e) {
    return e->family == AF_INET || e->family == AF_INET6;
}

static void release(end *e);

/* Nobody refers to it any more: the other side hears of it, and it is gone. */
static void hang_up(end *e) {
    while (e->queue != NULL) {
        end *c = e->queue;
        e->queue = c->queue_next;
        c->eof_at = 0; /* so that it counts as unread */
        release(c);
    }
    end *peer = e->peer;
    if (peer != NULL) {
        peer->peer = NULL;
        uint64_t at = arrival(peer, 0);
        if (!e->is_pipe && is_stream(e) && (e->first != NULL || e->eof_at == 0)) {
            peer->reset_at = least(peer->reset_at, at); /* it did not read all that was sent */
        } else {
            peer->eof_at = least(peer->eof_at, at);
        }
        rouse(peer);
    }
    drop_messages(e);
    *e->prev = e->next;
    if (e->next != NULL) {
        e->next->prev = e->prev;
    }
    raw_free(e->net->m, e, sizeof *e);
}

static void release(end *e) {
    if (--e->refs == 0) {
        hang_up(e);
    }
}

/* From now on fd stands for e, whose reference it takes over. */
static bool put(simnet *net, int fd, end *e) {
    if (fd >= net->n_of) {
        int n = fd + 1 + net->n_of;
        end **of =
            raw_realloc(net->m, net->of, (size_t)net->n_of * sizeof *of, (size_t)n * sizeof *of);
        if (of == NULL) {
            return false;
        }
        memset(of + net->n_of, 0, (size_t)(n - net->n_of) * sizeof *of);
        net->of = of;
        net->n_of = n;
    }
    net->of[fd] = e;
    return true;
}

void simnet_forget(vm *m, int fd) {
    if (simnet_has(m, fd)) {
        simnet *net = stdlib_of(m)->net;
        end *e = net->of[fd];
        net->of[fd] = NULL;
        release(e);
    }
}

void simnet_closing(thread *t, int fd) {
    if (simnet_has(t->vm, fd)) {
        net_of(t);
        simnet_forget(t->vm, fd);
    }
}

void simnet_dup(thread *t, int fd, int copy) {
    simnet *net = stdlib_of(t->vm)->net;
    if (net == NULL || copy < 0 || copy == fd) {
        return;
    }
    end *e = end_of(net, fd);
    if (e != NULL) {
        e->refs++;
    }
    simnet_forget(t->vm, copy);
    if (e != NULL && !put(net, copy, e)) {
        release(e);
    }
}

void simnet_fini(vm *m) {
    simnet *net = stdlib_of(m)->net;
    if (net == NULL) {
        return;
    }
    if (net->n_of > 0) { /* from here on the ends go with their list */
        memset(net->of, 0, (size_t)net->n_of * sizeof *net->of);
    }
    for (end *e = net->ends, *next; e != NULL; e = next) {
        next = e->next;
        drop_messages(e);
        raw_free(m, e, sizeof *e);
    }
    raw_free(m, net->of, (size_t)net->n_of * sizeof *net->of);
    raw_free(m, net, sizeof *net);
    stdlib_of(m)->net = NULL;
}

/* ---- what an end can do, and when ---- */

static size_t room_of(const end *to) {
    size_t most = to->is_pipe ? PIPE_ROOM : SOCKET_ROOM;
    return to->held < most ? most - to->held : 0;
}

/* CONNECTING becomes what it leads to, if it is time. */
static void settle(end *e) {
    if (e->state == CONNECTING && e->net->now >= e->connected_at) {
        e->state = e->connect_error == 0 ? CONNECTED : FRESH;
        e->error = e->connect_error;
    }
}

static bool needs_connection(const end *e) {
    return !e->is_pipe && e->kind != SOCK_DGRAM;
}

/* From when on a call that takes something would not wait. */
static uint64_t readable_at(const end *e) {
    if (e->state == LISTENING) {
        return e->shut_in ? 0 : e->queue != NULL ? e->queue->arrives : NEVER;
    }
    if (e->state == CONNECTING) {
        return e->connect_error != 0 ? e->connected_at : NEVER;
    }
    if (e->shut_in || e->error != 0 || (needs_connection(e) && e->state == FRESH)) {
        return 0;
    }
    uint64_t at = least(e->eof_at, e->reset_at);
    return e->first != NULL ? least(at, e->first->at) : at;
}

/* The same for one that gives something. */
static uint64_t writable_at(const end *e) {
    if (e->state == CONNECTING) {
        return e->connected_at;
    }
    if (e->state == LISTENING || (e->is_pipe && !e->writes)) {
        return NEVER;
    }
    if (e->peer == NULL || e->shut_out || e->error != 0) {
        return 0;
    }
    size_t room = room_of(e->peer);
    size_t whole = e->is_pipe ? PIPE_WHOLE : is_stream(e) ? 1 : DATAGRAM_MOST;
    return room >= whole ? 0 : e->reset_at;
}

/* poll(2)'s answer, of which the caller picks what was asked. */
static short ready_events(end *e) {
    uint64_t now = e->net->now;
    settle(e);
    int r = (readable_at(e) <= now ? POLLIN | POLLRDNORM : 0) |
            (writable_at(e) <= now ? POLLOUT | POLLWRNORM : 0);
    bool eof = e->eof_at <= now || e->shut_in, reset = e->reset_at <= now;
    if (e->is_pipe) {
        bool more = !e->writes && e->first != NULL && e->first->at <= now;
        r &= more ? ~0 : ~(POLLIN | POLLRDNORM);
        r |= !e->writes && eof ? POLLHUP : 0;
        return (short)(e->writes && e->peer == NULL ? r | POLLERR : r);
    }
    if (needs_connection(e)) {
        r |= eof ? POLLRDHUP : 0;
        r |= (eof && e->shut_out) || (e->state == FRESH && is_stream(e)) || reset ? POLLHUP : 0;
        r |= eof && e->family == AF_UNIX && e->peer == NULL ? POLLHUP : 0;
    }
    return (short)(e->error != 0 || (reset && !e->reset_told) ? r | POLLERR : r);
}

/* Tells those who wait here when to wake. */
static void rouse(end *e) {
    uint64_t in = readable_at(e), out = writable_at(e);
    bool in_given = false, out_given = false;
    for (waiter *w = e->waiters; w != NULL; w = w->next) {
        uint64_t at = NEVER;
        if (w->events & POLLIN && !(w->alone && in_given)) {
            in_given |= w->alone;
            at = in;
        }
        if (w->events & POLLOUT && !(w->alone && out_given)) {
            out_given |= w->alone;
            at = least(at, out);
        }
        if (!w->alone) { /* this is told also to who did not ask for it */
            at = least(at, least(e->eof_at, e->reset_at));
        }
        if (at < w->due) {
            w->due = at;
            gil_unpark_at(w->t, at);
        }
    }
}

/* ---- making ---- */

static int placeholder(int family, int kind, int proto) {
#ifdef SOCK_CLOEXEC
    int fd = socket(family, kind | SOCK_CLOEXEC, proto);
    return fd >= 0 ? fd : socket(AF_UNIX, kind | SOCK_CLOEXEC, 0); /* this system has no IPv6 */
#else
    int fd = socket(family, kind, proto);
    fd = fd >= 0 ? fd : socket(AF_UNIX, kind, 0);
    if (fd >= 0) {
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    return fd;
#endif
}

/* What there is of it here; 0, or an errno. */
static int check_kind(int family, int kind) {
    if (family != AF_INET && family != AF_INET6 && family != AF_UNIX) {
        return EAFNOSUPPORT;
    }
    return kind == SOCK_STREAM || kind == SOCK_DGRAM ||
                   (kind == SOCK_SEQPACKET && family == AF_UNIX)
               ? 0
               : ESOCKTNOSUPPORT;
}

/* A descriptor for a new end, with its flags `extra`. Negative: an errno, and the end is gone. */
static int open_end(simnet *net, end *e, int extra) {
    int fd = placeholder(e->family, e->kind | extra, e->proto);
    int error = fd < 0 ? errno : 0;
    if (fd >= 0 && !put(net, fd, e)) {
        close(fd);
        error = ENOMEM;
    }
    if (error != 0) {
        release(e);
        return -error;
    }
    return fd;
}

static int flags_in_kind(int *kind) {
#ifdef SOCK_NONBLOCK
    int extra = *kind & SOCK_NONBLOCK;
    *kind &= ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    return extra;
#else
    (void)kind;
    return 0;
#endif
}

int simnet_socket(thread *t, int family, int kind, int proto) {
    int extra = flags_in_kind(&kind);
    simnet *net = net_of(t);
    int error = check_kind(family, kind);
    end *e = net == NULL || error != 0 ? NULL : end_new(net, family, kind, proto);
    return e == NULL ? -(error != 0 ? error : ENOMEM) : open_end(net, e, extra);
}

static void join(end *a, end *b) {
    a->peer = b;
    b->peer = a;
    a->state = b->state = CONNECTED;
}

int simnet_pair(thread *t, int family, int kind, int proto, int fds[2]) {
    int extra = flags_in_kind(&kind);
    simnet *net = net_of(t);
    int error = check_kind(family, kind);
    if (error == 0 && family != AF_UNIX) {
        error = EOPNOTSUPP;
    }
    if (error != 0 || net == NULL) {
        return -(error != 0 ? error : ENOMEM);
    }
    for (int i = 0; i < 2; i++) {
        end *e = end_new(net, family, kind, proto);
        fds[i] = e == NULL ? -ENOMEM : open_end(net, e, extra);
        if (fds[i] < 0) {
            if (i == 1) {
                simnet_forget(t->vm, fds[0]);
                close(fds[0]);
            }
            return fds[i];
        }
    }
    join(net->of[fds[0]], net->of[fds[1]]);
    for (int i = 0; i < 2; i++) {
        end *e = net->of[fds[i]];
        e->peer_name.any.ss_family = AF_UNIX;
        e->peer_name.len = sizeof(sa_family_t);
    }
    return 0;
}

int simnet_pipe(thread *t, int fds[2]) {
    simnet *net = net_of(t);
    end *r = net == NULL ? NULL : end_new(net, 0, SOCK_STREAM, 0);
    end *w = r == NULL ? NULL : end_new(net, 0, SOCK_STREAM, 0);
    if (w == NULL) {
        if (r != NULL) {
            release(r);
        }
        return -ENOMEM;
    }
    r->is_pipe = w->is_pipe = w->writes = true;
    join(r, w);
#ifdef __linux__
    int error = pipe2(fds, O_CLOEXEC) < 0 ? errno : 0;
#else
    int error = pipe(fds) < 0 ? errno : 0;
#endif
    if (error == 0 && (!put(net, fds[0], r) || !put(net, fds[1], w))) {
        close(fds[0]);
        close(fds[1]);
        error = ENOMEM;
    }
    if (error != 0) {
        release(r);
        release(w);
    }
    return -error;
}

/* ---- addresses ---- */

static uint16_t port_of(const net_addr *a) {
    return ntohs(a->any.ss_family == AF_INET6 ? a->in6.sin6_port : a->in.sin_port);
}

static void set_port(net_addr *a, unsigned port) {
    if (a->any.ss_family == AF_INET6) {
        a->in6.sin6_port = htons((uint16_t)port);
    } else {
        a->in.sin_port = htons((uint16_t)port);
    }
}

static bool is_any(const net_addr *a) {
    return a->any.ss_family == AF_INET6
               ? memcmp(&a->in6.sin6_addr, &in6addr_any, sizeof in6addr_any) == 0
               : a->in.sin_addr.s_addr == htonl(INADDR_ANY);
}

bool simnet_is_here(const net_addr *a) {
    switch (a->any.ss_family) {
    case AF_INET: return is_any(a) || ntohl(a->in.sin_addr.s_addr) >> 24 == 127;
    case AF_INET6:
        return is_any(a) ||
               memcmp(&a->in6.sin6_addr, &in6addr_loopback, sizeof in6addr_loopback) == 0;
    default: return true;
    }
}

static bool same_host(const net_addr *a, const net_addr *b) {
    return a->any.ss_family == AF_INET6
               ? memcmp(&a->in6.sin6_addr, &b->in6.sin6_addr, sizeof a->in6.sin6_addr) == 0
               : a->in.sin_addr.s_addr == b->in.sin_addr.s_addr;
}

static bool same_address(const net_addr *a, const net_addr *b) {
    if (a->any.ss_family != b->any.ss_family) {
        return false;
    }
    if (a->any.ss_family == AF_UNIX) {
        return a->len == b->len && memcmp(&a->un, &b->un, a->len) == 0;
    }
    return port_of(a) == port_of(b) && same_host(a, b);
}

/* Whom a message to *a reaches: the socket of this kind that was bound to it, or to any address,
 * last. Connected ends share the name of the socket that accepted them, and are not meant. */
static end *find_bound(simnet *net, int kind, const net_addr *a) {
    for (end *e = net->ends; e != NULL; e = e->next) {
        bool here = e->bound && e->kind == kind && e->family == a->any.ss_family &&
                    (kind == SOCK_DGRAM || e->state == LISTENING);
        if (here && (same_address(&e->name, a) ||
                     (is_inet(e) && port_of(&e->name) == port_of(a) && is_any(&e->name)))) {
            return e;
        }
    }
    return NULL;
}

static bool option_on(simnet *net, const end *e, int name) {
    int on = 0;
    socklen_t len = sizeof on;
    for (int fd = 0; fd < net->n_of; fd++) {
        if (net->of[fd] == e) {
            return getsockopt(fd, SOL_SOCKET, name, &on, &len) == 0 && on != 0;
        }
    }
    return false;
}

/* May e have the name *a beside what is there already? */
static bool name_is_free(simnet *net, const end *e, const net_addr *a) {
    for (const end *o = net->ends; o != NULL; o = o->next) {
        if (!o->bound || o->kind != e->kind || o->family != e->family ||
            (o->state == CONNECTED && needs_connection(o)) || port_of(&o->name) != port_of(a) ||
            !(same_host(&o->name, a) || is_any(&o->name) || is_any(a))) {
            continue;
        }
        bool shared = option_on(net, o, SO_REUSEPORT) && option_on(net, e, SO_REUSEPORT);
        if (!shared && (o->state == LISTENING || !option_on(net, o, SO_REUSEADDR) ||
                        !option_on(net, e, SO_REUSEADDR))) {
            return false;
        }
    }
    return true;
}

/* A port of its own for e, whose name has its host already. False: there are no more. */
static bool take_port(end *e) {
    simnet *net = e->net;
    for (int tries = FIRST_PORT; tries <= LAST_PORT; tries++) {
        set_port(&e->name, net->next_port);
        net->next_port = net->next_port < LAST_PORT ? net->next_port + 1 : FIRST_PORT;
        if (name_is_free(net, e, &e->name)) {
            e->bound = true;
            return true;
        }
    }
    return false;
}

static void any_address(int family, net_addr *out) {
    *out = (net_addr){.len = family == AF_INET6 ? sizeof out->in6 : sizeof out->in};
    out->any.ss_family = (sa_family_t)family;
}

/* A name for one that was given none, as it begins to send to `to` (NULL: to listen). */
static bool name_itself(end *e, const net_addr *to) {
    if (e->bound || !is_inet(e)) {
        return true;
    }
    any_address(e->family, &e->name);
    if (to != NULL && needs_connection(e)) {
        e->name = *to;
    }
    return take_port(e);
}

static int bind_path(int fd, end *e, const net_addr *a) {
    bool abstract = a->len > offsetof(struct sockaddr_un, sun_path) && a->un.sun_path[0] == '\0';
    if (abstract && find_bound(e->net, e->kind, a) != NULL) {
        return -EADDRINUSE;
    }
    if (!abstract && bind(fd, &a->sa, a->len) < 0) { /* it makes the file */
        return -errno;
    }
    e->name = *a;
    e->bound = true;
    return 0;
}

int simnet_bind(thread *t, int fd, const net_addr *a) {
    end *e = end_of(net_of(t), fd);
    if (e->bound || e->state != FRESH) {
        return -EINVAL;
    }
    if (e->family == AF_UNIX) {
        return bind_path(fd, e, a);
    }
    if (!simnet_is_here(a)) {
        return -EADDRNOTAVAIL;
    }
    if (port_of(a) != 0 && !name_is_free(e->net, e, a)) {
        return -EADDRINUSE;
    }
    e->name = *a;
    e->bound = port_of(a) != 0;
    return e->bound || take_port(e) ? 0 : -EADDRINUSE;
}

int simnet_listen(thread *t, int fd) {
    end *e = end_of(net_of(t), fd);
    if (!needs_connection(e)) {
        return -EOPNOTSUPP;
    }
    settle(e);
    if (e->state == LISTENING) {
        return 0;
    }
    if (e->state != FRESH || (e->family == AF_UNIX && !e->bound)) {
        return -EINVAL;
    }
    if (!name_itself(e, NULL)) {
        return -EADDRINUSE;
    }
    e->state = LISTENING;
    return 0;
}

int simnet_name(thread *t, int fd, bool peer, net_addr *out) {
    end *e = end_of(net_of(t), fd);
    settle(e);
    if (e->is_pipe) {
        return -ENOTSOCK;
    }
    if (peer) {
        if (e->state != CONNECTED) {
            return -ENOTCONN;
        }
        *out = e->peer_name;
    } else if (e->bound) {
        *out = e->name;
    } else if (is_inet(e)) {
        any_address(e->family, out);
    } else {
        *out = (net_addr){.len = sizeof(sa_family_t)};
        out->any.ss_family = AF_UNIX;
    }
    return 0;
}

bool simnet_option(thread *t, int fd, int level, int name, int *out) {
    end *e = end_of(net_of(t), fd);
    settle(e);
    if (level != SOL_SOCKET || (name != SO_ERROR && name != SO_ACCEPTCONN)) {
        return false;
    }
    *out = name == SO_ERROR ? e->error : e->state == LISTENING;
    if (name == SO_ERROR) {
        e->error = 0;
    }
    return true;
}

int simnet_shutdown(thread *t, int fd, int how) {
    end *e = end_of(net_of(t), fd);
    settle(e);
    if (e->is_pipe) {
        return -ENOTSOCK;
    }
    if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR) {
        return -EINVAL;
    }
    if (e->state != CONNECTED && e->state != LISTENING) {
        return -ENOTCONN;
    }
    e->shut_in |= how != SHUT_WR;
    if (how != SHUT_RD && !e->shut_out) {
        e->shut_out = true;
        if (e->peer != NULL && needs_connection(e)) {
            e->peer->eof_at = least(e->peer->eof_at, arrival(e->peer, 0));
            rouse(e->peer);
        }
    }
    rouse(e);
    return 0;
}

/* ---- sending ---- */

/* Puts n bytes of a call on the way to `to`, and its descriptors. */
static bool post(end *to, simnet_call *c, size_t n, const net_addr *from) {
    message *m = raw_alloc(to->net->m, sizeof *m + n);
    if (m == NULL) {
        return false;
    }
    *m = (message){.at = arrival(to, n), .n = n};
    if (n > 0) {
        memcpy(m->bytes, (const uint8_t *)c->p + c->done, n);
    }
    if (c->rights != NULL) {
        m->rights = *c->rights;
        *c->rights = NULL;
    }
    if (from != NULL) {
        m->from = *from;
    }
    if (to->first == NULL) {
        to->first = m;
    } else {
        to->last->next = m;
    }
    to->last = m;
    to->held += n;
    rouse(to);
    return true;
}

static int take_error(end *e) {
    int error = e->error;
    e->error = 0;
    return error;
}

/* The connection was cut off: the first call that meets it says so. */
static bool reset_now(end *e) {
    if (e->reset_at > e->net->now) {
        return false;
    }
    drop_messages(e);
    e->eof_at = 0;
    bool first = !e->reset_told;
    e->reset_told = true;
    return first;
}

static int send_stream(end *e, simnet_call *c) {
    if (e->is_pipe && !e->writes) {
        return EBADF;
    }
    if (e->state == CONNECTING) {
        return EAGAIN;
    }
    if (!e->is_pipe && (e->state == FRESH || e->state == LISTENING)) {
        return is_inet(e) ? EPIPE : ENOTCONN;
    }
    if (reset_now(e)) {
        return ECONNRESET;
    }
    if (e->peer == NULL && is_inet(e) && !e->shut_out && !e->reset_told) {
        /* It goes out, and the answer is that nobody is there. */
        e->reset_at = least(e->reset_at, e->net->now + 2 * e->net->net_ns);
        c->done = c->n;
        return 0;
    }
    if (e->shut_out || e->peer == NULL) {
        return EPIPE;
    }
    if (e->peer->shut_in && !is_inet(e)) {
        return EPIPE;
    }
    size_t room = room_of(e->peer), left = c->n - c->done;
    if (left == 0 && is_stream(e)) {
        return 0;
    }
    if (!is_stream(e) && left > DATAGRAM_MOST) {
        return EMSGSIZE;
    }
    if (room == 0 || (room < left && ((e->is_pipe && left <= PIPE_WHOLE) || !is_stream(e)))) {
        return EAGAIN;
    }
    size_t n = room < left ? room : left;
    if (!post(e->peer, c, n, NULL)) {
        return ENOBUFS;
    }
    c->done += n;
    return c->done == c->n ? 0 : EAGAIN;
}

static int send_datagram(end *e, simnet_call *c) {
    const net_addr *to = c->addr != NULL ? c->addr : e->state == CONNECTED ? &e->peer_name : NULL;
    end *target = c->addr == NULL && e->family == AF_UNIX ? e->peer : NULL;
    if (e->error != 0) {
        return take_error(e);
    }
    if (to == NULL) {
        return is_inet(e) ? EDESTADDRREQ : ENOTCONN;
    }
    if (e->shut_out) {
        return EPIPE;
    }
    if (c->n > (is_inet(e) ? (size_t)UDP_MOST : (size_t)DATAGRAM_MOST)) {
        return EMSGSIZE;
    }
    if (is_inet(e) && !simnet_is_here(to)) {
        return ENETUNREACH;
    }
    if (!name_itself(e, to)) {
        return EAGAIN;
    }
    net_addr from = e->name;
    if (is_inet(e) && is_any(&from)) { /* the interface that it leaves by */
        unsigned port = port_of(&from);
        from = *to;
        if (is_any(&from)) {
            from.any.ss_family == AF_INET6
                ? (void)(from.in6.sin6_addr = in6addr_loopback)
                : (void)(from.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK));
        }
        set_port(&from, port);
    }
    target = target != NULL ? target : find_bound(e->net, SOCK_DGRAM, to);
    bool deaf = target != NULL && target->state == CONNECTED && target->peer != e &&
                is_inet(target) && !same_address(&target->peer_name, &from);
    if (target == NULL || deaf) {
        c->done = c->n;
        if (!is_inet(e)) {
            return e->state == CONNECTED || access(to->un.sun_path, F_OK) == 0 ? ECONNREFUSED
                                                                               : ENOENT;
        }
        if (e->state == CONNECTED && target == NULL) { /* a refusal comes back */
            e->error = ECONNREFUSED;
            rouse(e);
        }
        return 0;
    }
    if (room_of(target) < c->n) {
        c->done = c->n;
        return is_inet(e) ? 0 : ENOBUFS; /* lost on the way */
    }
    bool unnamed = !is_inet(e) && !e->bound;
    bool posted = post(target, c, c->n, unnamed ? NULL : &from);
    c->done = c->n;
    return posted ? 0 : ENOBUFS;
}

ssize_t simnet_post(vm *m, int fd, const void *p, size_t n) {
    end *e = end_of(stdlib_of(m)->net, fd);
    simnet_call c = {.op = SIMNET_SEND, .p = (void *)(uintptr_t)p, .n = n};
    int error = send_stream(e, &c);
    errno = error;
    return c.done > 0 || error == 0 ? (ssize_t)c.done : -1;
}

/* ---- receiving ---- */

/* The descriptors of a message that a receiver has come to: whoever does not ask loses them. */
static void take_rights(simnet *net, message *m, simnet_call *c) {
    if (m->rights == NULL || c->flags & MSG_PEEK) {
        return;
    }
    if (c->rights != NULL) {
        *c->rights = m->rights;
    } else {
        simnet_rights_drop(net->m, m->rights, 0);
    }
    m->rights = NULL;
}

static int receive_message(end *e, simnet_call *c) {
    message *m = e->first;
    size_t n = m->n < c->n ? m->n : c->n;
    memcpy(c->p, m->bytes, n);
    c->came = n < m->n ? MSG_TRUNC : 0;
    take_rights(e->net, m, c);
    c->result = (ssize_t)(c->flags & MSG_TRUNC ? m->n : n);
    if (c->addr != NULL) {
        *c->addr = m->from;
    }
    if (!(c->flags & MSG_PEEK)) {
        e->first = m->next;
        e->last = e->first == NULL ? NULL : e->last;
        e->held -= m->n;
        message_free(e->net, m);
    }
    return 0;
}

/* As many as there are; those that came with descriptors are the last of their call. */
static size_t receive_bytes(end *e, simnet_call *c, bool peek) {
    uint8_t *p = (uint8_t *)c->p + c->done;
    size_t done = 0, n = c->n - c->done;
    bool last = false;
    for (message *m = e->first; m != NULL && m->at <= e->net->now && done < n && !last;) {
        size_t part = m->n - m->used < n - done ? m->n - m->used : n - done;
        memcpy(p + done, m->bytes + m->used, part);
        done += part;
        last = m->rights != NULL;
        take_rights(e->net, m, c);
        message *next = m->next;
        if (!peek) {
            m->used += part;
            e->held -= part;
            if (m->used == m->n) {
                e->first = next;
                e->last = next == NULL ? NULL : e->last;
                message_free(e->net, m);
            }
        }
        m = next;
    }
    return done;
}

static int receive(end *e, simnet_call *c) {
    c->result = 0;
    if (e->is_pipe && e->writes) {
        return EBADF;
    }
    if (e->error != 0) {
        return take_error(e);
    }
    if (e->state == CONNECTING) {
        return EAGAIN;
    }
    if (needs_connection(e) && e->state != CONNECTED) {
        return is_inet(e) ? ENOTCONN : EINVAL;
    }
    if (reset_now(e)) {
        return ECONNRESET;
    }
    if (c->addr != NULL) {
        *c->addr = (net_addr){.len = 0};
    }
    uint64_t now = e->net->now;
    if (!is_stream(e) && e->first != NULL && e->first->at <= now) {
        return receive_message(e, c);
    }
    if (is_stream(e)) {
        c->done += receive_bytes(e, c, c->flags & MSG_PEEK);
        bool all = c->done == c->n || !(c->flags & MSG_WAITALL) || c->flags & MSG_PEEK ||
                   (c->rights != NULL && *c->rights != NULL);
        if (c->n == 0 || (c->done > 0 && all)) {
            c->result = (ssize_t)c->done;
            return 0;
        }
    }
    if (e->shut_in || (e->eof_at <= now && e->kind != SOCK_DGRAM)) {
        c->result = (ssize_t)c->done;
        return 0;
    }
    return EAGAIN;
}

/* ---- connecting ---- */

static int connect_stream(end *e, const net_addr *a) {
    simnet *net = e->net;
    net_addr to = *a;
    if (is_inet(e) && is_any(&to)) {
        if (e->family == AF_INET6) {
            to.in6.sin6_addr = in6addr_loopback;
        } else {
            to.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        }
    }
    end *l = find_bound(net, e->kind, &to);
    if (l == NULL && !is_inet(e)) {
        bool is_file = a->un.sun_path[0] != '\0' && access(a->un.sun_path, F_OK) == 0;
        return is_file || a->un.sun_path[0] == '\0' ? ECONNREFUSED : ENOENT;
    }
    if (!name_itself(e, &to)) {
        return EADDRNOTAVAIL;
    }
    e->connect_error = l == NULL ? ECONNREFUSED : 0;
    if (l != NULL) {
        end *s = end_new(net, e->family, e->kind, e->proto);
        if (s == NULL) {
            return ENOMEM;
        }
        join(e, s);
        s->bound = true;
        s->name = is_inet(e) ? to : l->name;
        s->peer_name = e->name;
        if (!is_inet(e) && !e->bound) {
            s->peer_name = (net_addr){.len = sizeof(sa_family_t)};
            s->peer_name.any.ss_family = AF_UNIX;
        }
        e->peer_name = s->name;
        s->arrives = net->now + net->net_ns;
        end **last = &l->queue;
        while (*last != NULL) {
            last = &(*last)->queue_next;
        }
        *last = s;
        rouse(l);
    }
    if (!is_inet(e)) {
        return 0;
    }
    e->state = CONNECTING;
    e->connected_at = net->now + 2 * net->net_ns;
    return EINPROGRESS;
}

static int connect_datagram(end *e, const net_addr *a) {
    if (!is_inet(e)) {
        end *other = find_bound(e->net, e->kind, a);
        if (other == NULL) {
            return access(a->un.sun_path, F_OK) == 0 ? ECONNREFUSED : ENOENT;
        }
    }
    if (!name_itself(e, a)) {
        return EADDRNOTAVAIL;
    }
    if (is_inet(e) && is_any(&e->name)) {
        unsigned port = port_of(&e->name);
        e->name = *a;
        set_port(&e->name, port);
    }
    e->peer_name = *a;
    e->state = CONNECTED;
    return 0;
}

static int connect_end(end *e, const net_addr *a) {
    if (!simnet_is_here(a)) {
        return ENETUNREACH;
    }
    if (e->kind == SOCK_DGRAM) {
        return connect_datagram(e, a);
    }
    if (e->error != 0) {
        return take_error(e);
    }
    return e->state == CONNECTING  ? EALREADY
           : e->state == CONNECTED ? EISCONN
           : e->state == LISTENING ? EINVAL
                                   : connect_stream(e, a);
}

static int accept_end(end *e, simnet_call *c) {
    end *s = e->queue;
    if (e->state != LISTENING) {
        return e->kind == SOCK_DGRAM ? EOPNOTSUPP : EINVAL;
    }
    if (e->shut_in) {
        return EINVAL;
    }
    if (s == NULL || s->arrives > e->net->now) {
        return EAGAIN;
    }
    int fd = placeholder(s->family, s->kind, s->proto);
    if (fd < 0) {
        return errno;
    }
    if (!put(e->net, fd, s)) {
        close(fd);
        return ENOMEM;
    }
    e->queue = s->queue_next;
    s->queue_next = NULL;
    *c->addr = s->peer_name;
    c->result = fd;
    return 0;
}

/* ---- calls ---- */

/* One try, in no time. 0 or an errno. */
static int attempt(end *e, simnet_call *c) {
    int error = 0;
    settle(e);
    switch (c->op) {
    case SIMNET_RECV:
        error = receive(e, c);
        if (e->peer != NULL) {
            rouse(e->peer); /* there is room again */
        }
        break;
    case SIMNET_SEND:
        error = e->kind == SOCK_DGRAM && !(c->addr == NULL && e->peer != NULL) ? send_datagram(e, c)
                                                                               : send_stream(e, c);
        c->result = (ssize_t)c->done;
        break;
    case SIMNET_ACCEPT: error = accept_end(e, c); break;
    case SIMNET_CONNECT: error = connect_end(e, c->addr); break;
    case SIMNET_CONNECTED: error = e->state == CONNECTING ? EAGAIN : take_error(e); break;
    }
    rouse(e); /* the next who waits, if there is something left */
    return error;
}

static short events_of(simnet_op op) {
    return op == SIMNET_RECV || op == SIMNET_ACCEPT ? POLLIN : POLLOUT;
}

static void charge(thread *t, simnet *net, uint64_t ns) {
    gil_charge(t->gil, ns);
    net->now = gil_now(t->gil);
}

static void charge_call(thread *t, simnet *net) {
    charge(t, net, net->call_ns);
}

/* The attempt, and the time that it takes: who sends copies the bytes and carries them, and
 * meanwhile they are on their way. */
static int attempt_in_time(thread *t, end *e, simnet_call *c) {
    simnet *net = e->net;
    size_t before = c->done;
    if (c->op != SIMNET_SEND) {
        charge_call(t, net);
        return attempt(e, c);
    }
    int error = attempt(e, c);
    uint64_t copying = (c->done - before) / 16 * net->item_ps / 1000;
    charge(t, net, net->call_ns + least(net->net_ns, CARRY_NS) + copying);
    return error;
}

/* The attempt as a system call, with the lock given up around it unless that is to be kept. */
static int attempt_outside(thread *t, end *e, int fd, simnet_call *c) {
    bool drops = !gil_io_drop_blocked(t->vm->gil);
    if (drops) {
        gil_block_begin(t->gil, GIL_WHY_FD, (uint32_t)fd);
    }
    int error = attempt_in_time(t, e, c);
    if (drops) {
        gil_block_end(t->gil);
        e->net->now = gil_now(t->gil);
    }
    return error;
}

static void link_waiter(waiter *w) {
    waiter **at = &w->e->waiters;
    while (*at != NULL) {
        at = &(*at)->next;
    }
    w->prev = at;
    *at = w;
    w->e->refs++;
}

static void unlink_waiter(waiter *w) {
    *w->prev = w->next;
    if (w->next != NULL) {
        w->next->prev = w->prev;
    }
    release(w->e);
}

/* Parks until one of these may have something. 0, or an errno. */
static int wait_at(thread *t, simnet *net, waiter *ws, size_t n, int fd, int64_t timeout_ns) {
    for (size_t i = 0; i < n; i++) {
        link_waiter(&ws[i]);
        rouse(ws[i].e); /* what is on its way already */
    }
    gil_result r = gil_park(t->gil, GIL_WHY_FD, (uint32_t)fd, timeout_ns);
    net->now = gil_now(t->gil);
    for (size_t i = 0; i < n; i++) {
        end *e = ws[i].e;
        e->refs++;
        unlink_waiter(&ws[i]);
        if (r != GIL_OK) {
            rouse(e); /* it may have been told in another's place */
        }
        release(e);
    }
    return r == GIL_OK ? 0 : r == GIL_TIMEOUT ? ETIMEDOUT : r == GIL_INTERRUPTED ? EINTR : EDEADLK;
}

static bool is_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_NONBLOCK) != 0;
}

static int run_at(thread *t, end *e, int fd, simnet_call *c, int64_t timeout_ns) {
    simnet *net = e->net;
    uint64_t until = timeout_ns > 0 ? net->now + least((uint64_t)timeout_ns, NEVER / 2) : NEVER;
    short events = events_of(c->op);
    bool waits =
        timeout_ns != 0 && !(c->flags & MSG_DONTWAIT) && (timeout_ns > 0 || !is_nonblocking(fd));
    settle(e);
    if (!waits || c->op == SIMNET_CONNECT || ready_events(e) & (events | POLLERR | POLLHUP)) {
        /* It gives the lock up when it waits. */
        bool keep = waits && c->op == SIMNET_CONNECT && is_inet(e);
        int error = keep ? attempt_in_time(t, e, c) : attempt_outside(t, e, fd, c);
        if (error != EAGAIN) {
            return error;
        }
        if (!waits) {
            return c->done > 0 && c->op == SIMNET_SEND ? 0 : EAGAIN;
        }
    } else {
        charge_call(t, net);
    }
    for (;;) {
        if (timeout_ns > 0 && c->op == SIMNET_SEND && c->done > 0) {
            return 0; /* with a time-out the descriptor does not block: what fits is sent */
        }
        int error = attempt(e, c); /* time has passed since we looked */
        if (error != EAGAIN) {
            return error;
        }
        waiter w = {.e = e, .t = t->gil, .events = events, .alone = true, .due = NEVER};
        int64_t left = until == NEVER ? -1 : until > net->now ? (int64_t)(until - net->now) : 0;
        error = left == 0 ? ETIMEDOUT : wait_at(t, net, &w, 1, fd, left);
        if (error != 0) {
            bool some = c->done > 0 && error == EINTR;
            c->result = (ssize_t)c->done;
            return some ? 0 : error;
        }
        if (timeout_ns > 0 && c->open != NULL && *c->open != fd) {
            return EBADF;
        }
    }
}

int simnet_run(thread *t, int fd, simnet_call *c, int64_t timeout_ns) {
    simnet *net = net_of(t);
    end *e = net == NULL ? NULL : end_of(net, fd);
    if (e == NULL) {
        return EBADF;
    }
    e->refs++;
    int error = run_at(t, e, fd, c, timeout_ns);
    release(e);
    return error;
}

/* ---- many descriptors ---- */

/* Asks all of them now; real ones, if there are any, for up to real_ms (negative: there are
 * none). */
static int ask_all(simnet *net, struct pollfd *polls, size_t n, int real_ms) {
    if (real_ms >= 0 && poll(polls, (nfds_t)n, real_ms) < 0) {
        return -errno;
    }
    int ready = 0;
    for (size_t i = 0; i < n; i++) {
        end *e = end_of(net, polls[i].fd);
        if (e != NULL) { /* what the system says of its descriptor means nothing */
            polls[i].revents = (short)(ready_events(e) & (polls[i].events | POLLERR | POLLHUP));
        } else if (real_ms < 0) { /* ours were all that there are: it has been closed since */
            polls[i].revents = polls[i].fd >= 0 ? POLLNVAL : 0;
        }
        ready += polls[i].revents != 0;
    }
    return ready;
}

static int wait_for_any(thread *t, simnet *net, struct pollfd *polls, size_t n, size_t n_ours,
                        int64_t timeout_ns) {
    waiter *ws = calloc(n_ours + 1, sizeof *ws);
    if (ws == NULL) {
        return -ENOMEM;
    }
    size_t k = 0;
    for (size_t i = 0; i < n && k < n_ours; i++) {
        end *e = end_of(net, polls[i].fd);
        if (e != NULL) {
            ws[k++] = (waiter){.e = e, .t = t->gil, .events = polls[i].events, .due = NEVER};
        }
    }
    int error = wait_at(t, net, ws, k, n > 0 ? polls[0].fd : 0, timeout_ns);
    free(ws);
    return -error;
}

/* Waits for real descriptors only: time stands still, unless there is a time-out, which passes
 * first. */
static int wait_for_real(thread *t, struct pollfd *polls, size_t n, int64_t timeout_ns) {
    if (timeout_ns > 0) {
        return gil_sleep(t->gil, timeout_ns) == GIL_INTERRUPTED ? -EINTR : -ETIMEDOUT;
    }
    gil_block_begin(t->gil, GIL_WHY_FD, n > 0 ? (uint32_t)polls[0].fd : 0);
    int r = poll(polls, (nfds_t)n, -1) < 0 ? -errno : 0;
    gil_block_end(t->gil);
    return r;
}

int simnet_poll(thread *t, struct pollfd *polls, size_t n, int64_t timeout_ns) {
    simnet *net = net_of(t);
    if (net == NULL) {
        return -ENOMEM;
    }
    uint64_t until = timeout_ns > 0 ? net->now + least((uint64_t)timeout_ns, NEVER / 2) : NEVER;
    size_t ours = 0, real = 0;
    for (size_t i = 0; i < n; i++) {
        ours += end_of(net, polls[i].fd) != NULL;
        real += polls[i].fd >= 0 && end_of(net, polls[i].fd) == NULL;
    }
    int at_once = real > 0 ? 0 : -1;
    int ready = ask_all(net, polls, n, at_once);
    if (ready != 0 || timeout_ns == 0) { /* a call that does not wait */
        bool drops = !gil_io_drop_blocked(t->vm->gil);
        if (drops) {
            gil_block_begin(t->gil, GIL_WHY_FD, n > 0 ? (uint32_t)polls[0].fd : 0);
        }
        charge_call(t, net);
        ready = ask_all(net, polls, n, at_once);
        if (drops) {
            gil_block_end(t->gil);
        }
    } else {
        charge_call(t, net);
        ready = ask_all(net, polls, n, at_once);
    }
    while (ready == 0 && timeout_ns != 0) {
        net->now = gil_now(t->gil);
        int64_t left = until == NEVER ? -1 : until > net->now ? (int64_t)(until - net->now) : 0;
        if (left == 0) {
            return 0;
        }
        int64_t step = real > 0 && ours > 0 && (left < 0 || left > LOOK_NS) ? LOOK_NS : left;
        int r = ours > 0 || real == 0 ? wait_for_any(t, net, polls, n, ours, step)
                                      : wait_for_real(t, polls, n, step);
        net->now = gil_now(t->gil);
        if (r < 0 && r != -ETIMEDOUT) {
            return r;
        }
        ready = ask_all(net, polls, n, real > 0 && ours > 0 ? 1 : at_once);
    }
    return ready;
}
