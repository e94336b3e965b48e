/* mod_socket.c: the module _socket, under socket.py: the socket object.
 *
 * A socket without time-out is a blocking descriptor: its call is one system call with the lock
 * given up around it. One with a time-out is non-blocking, and waits by poll(2) first. A signal
 * ends either (EINTR); its handler runs, and the call goes on for the rest of its time.
 *
 * While a call is under way (`users`) the descriptor stays open, so that its number cannot come to
 * mean another socket in the middle of it. A close() meanwhile closes the object at once and the
 * descriptor when the last call comes back, which is also when the kernel would really let it go.
 *
 * On the simulated machine simnet.c is the network: where simnet_has(the descriptor), it makes the
 * call.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* accept4 */
#endif
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

#include "stdlib/outside.h"
#include "stdlib/simnet.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

typedef struct sock {
    object h;
    _Atomic int fd; /* -1: closed; written under the GIL, read without it by who polls */
    int late;       /* -1, or a descriptor to be closed by the last user */
    unsigned users;
    int family, kind, proto;
    int64_t timeout_ns; /* < 0: blocks; 0: does not */
} sock;

static sock *self_sock(value v) {
    return (sock *)as_obj(v);
}

static int64_t *default_timeout(thread *t) {
    return &stdlib_of(t->vm)->socket_timeout;
}

/* ---- calls ---- */

/* One system call and its arguments. `fn` answers -1 and errno; it runs without the lock. */
typedef struct call {
    ssize_t (*fn)(int fd, struct call *c);
    void *p;
    size_t n;
    int flags;
    net_addr *addr;       /* NULL: without address */
    net_control *control; /* NULL: recv and send, not recvmsg and sendmsg */
    ssize_t result;
} call;

static ssize_t call_recvmsg(int fd, call *c) {
    struct iovec data = {.iov_base = c->p, .iov_len = c->n};
    struct msghdr m = {.msg_name = &c->addr->any,
                       .msg_namelen = sizeof c->addr->any,
                       .msg_iov = &data,
                       .msg_iovlen = 1,
                       .msg_control = c->control->p,
                       .msg_controllen = c->control->size};
    ssize_t r = recvmsg(fd, &m, c->flags);
    c->addr->len = m.msg_namelen;
    c->control->len = r < 0 ? 0 : m.msg_controllen;
    c->control->flags = m.msg_flags;
    return r;
}

static ssize_t call_sendmsg(int fd, call *c) {
    struct iovec data = {.iov_base = c->p, .iov_len = c->n};
    struct msghdr m = {.msg_iov = &data,
                       .msg_iovlen = 1,
                       .msg_control = c->control->p,
                       .msg_controllen = c->control->len};
    if (c->addr != NULL) {
        m.msg_name = &c->addr->any;
        m.msg_namelen = c->addr->len;
    }
    return sendmsg(fd, &m, c->flags);
}

static ssize_t call_recv(int fd, call *c) {
    if (c->control != NULL) {
        return call_recvmsg(fd, c);
    }
    if (c->addr == NULL) {
        return recv(fd, c->p, c->n, c->flags);
    }
    c->addr->len = sizeof c->addr->any;
    return recvfrom(fd, c->p, c->n, c->flags, &c->addr->sa, &c->addr->len);
}

static ssize_t call_send(int fd, call *c) {
    if (c->control != NULL) {
        return call_sendmsg(fd, c);
    }
    return c->addr == NULL ? send(fd, c->p, c->n, c->flags)
                           : sendto(fd, c->p, c->n, c->flags, &c->addr->sa, c->addr->len);
}

static ssize_t call_accept(int fd, call *c) {
    c->addr->len = sizeof c->addr->any;
#ifdef __linux__
    return accept4(fd, &c->addr->sa, &c->addr->len, SOCK_CLOEXEC);
#else
    int r = accept(fd, &c->addr->sa, &c->addr->len);
    if (r >= 0) {
        fcntl(r, F_SETFD, FD_CLOEXEC);
    }
    return r;
#endif
}

static ssize_t call_connect(int fd, call *c) {
    return connect(fd, &c->addr->sa, c->addr->len);
}

/* How an attempt to connect ended that went on in the background. */
static ssize_t call_connected(int fd, call *c) {
    int error = 0;
    socklen_t len = sizeof error;
    (void)c;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0) {
        return -1;
    }
    errno = error == EISCONN ? 0 : error;
    return error == 0 || error == EISCONN ? 0 : -1;
}

static void use(sock *s) {
    s->users++;
}

/* close(2), for the collector too. */
static int close_fd(vm *m, int fd) {
    simnet_forget(m, fd);
    return close(fd);
}

static void unuse(thread *t, sock *s) {
    if (--s->users == 0 && s->late >= 0) {
        simnet_closing(t, s->late);
        close(s->late);
        s->late = -1;
    }
}

/* Would the call return at once? Asked with --io-drop=blocked only. */
static bool is_ready(thread *t, int fd, short events) {
    struct pollfd p = {.fd = fd, .events = events};
    return gil_input_usual(t->gil, "poll", outside_following(t) ? 0 : poll(&p, 1, 0), 0) > 0;
}

/* Polls if there is a time to wait, then calls, unless the socket was closed meanwhile. Without the
 * lock. 0, or an errno; ETIMEDOUT + a false *called: time is up. */
static int attempt(sock *s, short events, call *c, bool wait, int64_t left_ns, bool *called) {
    int fd = s->fd;
    *called = false;
    if (wait && fd >= 0) { /* poll would wait for ever for a closed one */
        struct pollfd p = {.fd = fd, .events = events};
        int r = poll(&p, 1, net_poll_ms(left_ns));
        if (r <= 0) {
            return r == 0 ? ETIMEDOUT : errno;
        }
    }
    *called = true;
    c->result = c->fn(s->fd == fd ? fd : -1, c);
    return c->result < 0 ? errno : 0;
}

enum { WAIT_FIRST = 1, ERRNO_ONLY = 2 };

static value raise_timed_out(thread *t) {
    return raise_error(t, E_TIMEOUT_ERROR, "timed out");
}

/* Following a recording, a descriptor that came is a place-holder of the same number. */
static bool tell_right(void *t, int *fd) {
    *fd = outside_channel(t, "right", *fd);
    return true;
}

static void tell_control(thread *t, net_control *c) {
    int64_t flags = c->flags;
    gil_input(t->gil, "control", &flags, c->p, c->size, &c->len);
    c->flags = (int)flags;
    net_control_rights(c, tell_right, t);
}

/* What came of an attempt, for a recording, or from one. */
static void tell(thread *t, call *c, int *error, bool *called, bool *interrupted) {
    size_t n = 0;
    int64_t result = *error != 0 ? -*error : c->result;
    if (!outside_recorded(t)) {
        return;
    }
    *interrupted = gil_input_usual(t->gil, "interrupted", *interrupted, 0) != 0;
    *called = gil_input_usual(t->gil, "called", *called, 1) != 0;
    if (c->fn == call_recv) {
        n = result > 0 ? (size_t)result : 0;
        n = n < c->n ? n : c->n; /* MSG_TRUNC tells the whole length */
        gil_input(t->gil, "recv", &result, c->p, c->n, &n);
    } else if (c->fn == call_accept) {
        result = *error == 0 || outside_following(t) ? 0 : result;
        result = gil_input_usual(t->gil, "accept", result, 0);
        if (result == 0) {
            result = outside_channel(t, "socket", (int)c->result);
        }
    } else {
        result = gil_input_usual(t->gil, c->fn == call_send ? "send" : "connect", result,
                                 c->fn == call_send ? (int64_t)c->n : 0);
    }
    if ((c->fn == call_recv || c->fn == call_accept) && c->addr != NULL && result >= 0) {
        int64_t len = c->addr->len;
        n = (size_t)len < sizeof c->addr->any ? (size_t)len : sizeof c->addr->any;
        gil_input(t->gil, "address", &len, &c->addr->any, sizeof c->addr->any, &n);
        c->addr->len = (socklen_t)len;
    }
    if (c->fn == call_recv && c->control != NULL && result >= 0) {
        tell_control(t, c->control);
    }
    *error = result < 0 ? (int)-result : 0;
    c->result = result < 0 ? -1 : (ssize_t)result;
}

static simnet_op op_of(const call *c) {
    return c->fn == call_recv      ? SIMNET_RECV
           : c->fn == call_send    ? SIMNET_SEND
           : c->fn == call_accept  ? SIMNET_ACCEPT
           : c->fn == call_connect ? SIMNET_CONNECT
                                   : SIMNET_CONNECTED;
}

/* ---- descriptors in messages, on the simulated machine ---- */

enum { MOST_RIGHTS = 253 }; /* in one message: Linux's SCM_MAX_FD */

typedef struct gathered {
    size_t n;
    int fds[MOST_RIGHTS];
} gathered;

static bool gather_right(void *arg, int *fd) {
    gathered *g = arg;
    if (g->n < MOST_RIGHTS) {
        g->fds[g->n] = *fd;
    }
    g->n++;
    return true;
}

/* What is to go with a message. False: exception. */
static bool rights_out(thread *t, const sock *s, net_control *c, simnet_rights **out) {
    gathered all = {0};
    if (net_control_has_others(c)) {
        raise_error(t, E_OS_ERROR, "a simulated machine sends no ancillary data but SCM_RIGHTS");
        return false;
    }
    net_control_rights(c, gather_right, &all);
    if (all.n == 0 || s->family != AF_UNIX) {
        return true;
    }
    errno = EINVAL;
    *out = all.n > MOST_RIGHTS ? NULL : simnet_rights_of(t, all.fds, all.n);
    if (*out == NULL) {
        raise_os_error(t, errno, NIL);
    }
    return *out != NULL;
}

/* What came with one, for the receiver to see; takes it over. */
static void rights_in(thread *t, const call *c, const simnet_call *in, simnet_rights *r) {
    c->control->flags = in->came;
    size_t taken = r == NULL ? 0 : net_control_put_rights(c->control, r->fds, r->n);
    for (size_t i = 0; i < taken && !(c->flags & MSG_CMSG_CLOEXEC); i++) {
        fcntl(r->fds[i], F_SETFD, 0);
    }
    simnet_rights_drop(t->vm, r, taken);
}

static int run_in_memory(thread *t, sock *s, call *c, simnet_call *in, uint64_t until,
                         unsigned how) {
    int64_t timeout = s->timeout_ns;
    if (timeout > 0 && until == 0) {
        until = gil_now(t->gil) + (uint64_t)timeout;
    }
    for (;;) {
        if (timeout > 0) {
            uint64_t now = gil_now(t->gil);
            timeout = now < until ? (int64_t)(until - now) : 0;
        }
        use(s);
        int error =
            timeout == 0 && s->timeout_ns > 0 ? ETIMEDOUT : simnet_run(t, s->fd, in, timeout);
        unuse(t, s);
        c->result = in->result;
        if (error == 0) {
            return 0;
        }
        if (error == ETIMEDOUT) {
            raise_timed_out(t);
            return -1;
        }
        if (error == EDEADLK) {
            raise_error(t, E_RUNTIME_ERROR, "deadlock: nobody can ever end this wait");
            return -1;
        }
        if (error != EINTR) {
            if (!(how & ERRNO_ONLY)) {
                raise_os_error(t, error, NIL);
            }
            return error;
        }
        if (!thread_poll(t)) {
            return -1;
        }
    }
}

/* What run() does, in memory. */
static int run_simulated(thread *t, sock *s, call *c, uint64_t until, unsigned how) {
    simnet_rights *rights = NULL;
    simnet_call in = {.op = op_of(c),
                      .p = c->p,
                      .n = c->n,
                      .flags = c->flags,
                      .addr = c->addr,
                      .open = &s->fd,
                      .rights = c->control == NULL ? NULL : &rights};
    bool sends = c->control != NULL && c->fn == call_send;
    if (sends && !rights_out(t, s, c->control, &rights)) {
        return -1;
    }
    int error = run_in_memory(t, s, c, &in, until, how);
    if (c->control != NULL && !sends && error == 0) {
        rights_in(t, c, &in, rights);
    } else {
        simnet_rights_drop(t->vm, rights, 0);
    }
    return error;
}

/* Makes the call, as often as it takes. until: gil_now() when the time-out ends; 0: by the socket's
 * own. Answers 0, or an errno with its exception set, unless ERRNO_ONLY; -1: another exception. */
static int run(thread *t, sock *s, short events, call *c, uint64_t until, unsigned how) {
    if (simnet_has(t->vm, s->fd)) {
        return run_simulated(t, s, c, until, how);
    }
    int64_t timeout = s->timeout_ns;
    bool wait = how & WAIT_FIRST || (timeout > 0 && events == POLLIN);
    /* --io-drop=blocked: the lock may be kept for a try that cannot block, whatever other threads
     * do to the socket meanwhile: one that MSG_DONTWAIT or the descriptor's mode makes so. */
    bool is_transfer = c->fn == call_recv || c->fn == call_send;
    bool may_keep = gil_io_drop_blocked(t->vm->gil) && c->fn != call_connect &&
                    (is_transfer || timeout >= 0 || c->fn == call_connected);
    int flags = c->flags;
    if (timeout > 0 && until == 0) {
        until = gil_now(t->gil) + (uint64_t)timeout;
    }
    for (;;) {
        bool called = false, interrupted = false;
        int64_t left = -1;
        if (timeout > 0) {
            uint64_t now = gil_now(t->gil);
            left = now < until ? (int64_t)(until - now) : 0;
        }
        int fd = s->fd;
        bool dropped = !may_keep || (timeout != 0 && !is_ready(t, fd, events));
        c->flags = dropped || !is_transfer ? flags : flags | MSG_DONTWAIT;
        use(s);
        if (dropped) {
            gil_block_begin(t->gil, GIL_WHY_FD, (uint32_t)fd);
            interrupted = (gil_attention_get(t->gil) & GIL_ATT_WAKES) != 0;
        }
        int error = outside_following(t) ? 0
                    : interrupted        ? EINTR
                                         : attempt(s, events, c, wait, left, &called);
        if (dropped) {
            gil_block_end(t->gil);
        }
        tell(t, c, &error, &called, &interrupted);
        unuse(t, s);
        if (error == 0) {
            return 0;
        }
        if ((error == EAGAIN || error == EWOULDBLOCK) && !dropped && timeout < 0) {
            may_keep = false;
            continue;
        }
        if (error == EINTR && (interrupted || c->fn != call_connect)) {
            if (!thread_poll(t)) {
                return -1;
            }
        } else if (!interrupted && error == ETIMEDOUT && !called) {
            raise_timed_out(t);
            return -1;
        } else if ((error == EAGAIN || error == EWOULDBLOCK) && timeout > 0 &&
                   c->fn != call_connect) {
            wait = true;
        } else {
            if (!(how & ERRNO_ONLY)) {
                raise_os_error(t, error, NIL);
            }
            return error;
        }
    }
}

/* ---- making and closing ---- */

static bool set_blocking(int fd, bool on) {
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (((flags & O_NONBLOCK) == 0) == on ||
                          fcntl(fd, F_SETFL, on ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) >= 0);
}

static bool set_timeout(thread *t, sock *s, int64_t ns) {
    s->timeout_ns = ns;
    int r = outside_following(t) || set_blocking(s->fd, ns < 0) ? 0 : -1;
    if (gil_input_call(t->gil, "blocking", r, 0) < 0) {
        raise_os_error(t, errno, NIL);
        return false;
    }
    return true;
}

static value sock_new(thread *t, type *cls, value *a, int n) {
    (void)a;
    (void)n;
    sock *s = heap_alloc(t, cls, sizeof *s);
    if (s == NULL) {
        return NIL;
    }
    s->fd = s->late = -1;
    s->timeout_ns = *default_timeout(t);
    return from_obj(s);
}

static void sock_free(vm *m, object *o) {
    sock *s = (sock *)o;
    if (s->fd >= 0) {
        close_fd(m, s->fd);
        s->fd = -1;
    }
}

static int make_simulated(thread *t, int family, int kind, int proto) {
    int fd = simnet_socket(t, family, kind, proto);
    errno = fd < 0 ? -fd : errno;
    return fd < 0 ? -1 : fd;
}

static int make_socket(int family, int kind, int proto) {
#ifdef SOCK_CLOEXEC
    return socket(family, kind | SOCK_CLOEXEC, proto);
#else
    int fd = socket(family, kind, proto);
    if (fd >= 0) {
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    return fd;
#endif
}

/* Family, kind and protocol of a descriptor, where they are not given. */
static bool detect(thread *t, int fd, int *family, int *kind, int *proto) {
    net_addr a = {.len = sizeof a.any};
    socklen_t len = sizeof(int);
    int r = 0;
    if (!outside_following(t) &&
        (getsockname(fd, &a.sa, &a.len) < 0 ||
         (*kind == -1 && getsockopt(fd, SOL_SOCKET, SO_TYPE, kind, &len) < 0))) {
        r = -1;
    }
    *family = *family == -1 ? a.sa.sa_family : *family;
    if (*proto == -1) {
        *proto = 0;
#ifdef SO_PROTOCOL
        len = sizeof(int);
        int saved = errno;
        getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, proto, &len);
        errno = saved;
#endif
    }
    int64_t told[3] = {*family, *kind, *proto};
    if (outside_numbers(t, "socket-kind", r, told, 3) < 0) {
        raise_os_error(t, errno, NIL);
        return false;
    }
    *family = (int)told[0];
    *kind = (int)told[1];
    *proto = (int)told[2];
    return true;
}

static bool sock_init(thread *t, value self, value *a, int n) {
    sock *s = self_sock(self);
    value args[4];
    int64_t nums[4] = {-1, -1, -1, -1};
    if (!named_args(t, "socket", "family\0type\0proto\0fileno\0", 0, 4, a, n, args)) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        if (args[i] != NIL && !(i == 3 && args[i] == NONE) && !int_arg(t, args[i], &nums[i])) {
            return false;
        }
    }
    bool given = args[3] != NIL && args[3] != NONE;
    int fd, family = (int)nums[0], kind = (int)nums[1], proto = (int)nums[2];
    if (given) {
        if (nums[3] < 0) {
            raise_error(t, E_VALUE_ERROR, "negative file descriptor");
            return false;
        }
        fd = (int)nums[3];
        if (!detect(t, fd, &family, &kind, &proto)) {
            return false;
        }
    } else {
        family = family == -1 ? AF_INET : family;
        kind = kind == -1 ? SOCK_STREAM : kind;
        proto = proto == -1 ? 0 : proto;
        fd = gil_is_simulated(t->vm->gil)
                 ? make_simulated(t, family, kind, proto)
                 : outside_channel(t, "socket",
                                   outside_following(t) ? -1 : make_socket(family, kind, proto));
        if (fd < 0) {
            raise_os_error(t, errno, NIL);
            return false;
        }
    }
    if (s->fd >= 0) { /* __init__ called again */
        close_fd(t->vm, s->fd);
    }
    s->fd = fd;
    s->family = family;
    s->kind = kind;
    s->proto = proto;
#ifdef SOCK_NONBLOCK
    if (!given && kind & SOCK_NONBLOCK) {
        s->timeout_ns = 0;
    }
    s->kind &= ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
#endif
    return s->timeout_ns < 0 || set_timeout(t, s, s->timeout_ns);
}

static value sock_close(thread *t, value *a, int n) {
    (void)n;
    sock *s = self_sock(a[0]);
    int fd = s->fd;
    if (fd < 0) {
        return NONE;
    }
    s->fd = -1;
    if (s->users > 0 && s->late < 0) {
        s->late = fd;
        return NONE;
    }
    gil_block_begin(t->gil, GIL_WHY_FD, (uint32_t)fd);
    simnet_closing(t, fd);
    int error = close(fd) < 0 ? errno : 0;
    gil_block_end(t->gil);
    return error == 0 || error == ECONNRESET || error == EINTR ? NONE
                                                               : raise_os_error(t, error, NIL);
}

static value sock_detach(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    sock *s = self_sock(a[0]);
    int fd = s->fd;
    s->fd = -1;
    return from_small(fd);
}

static value sock_fileno(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    return from_small(self_sock(a[0])->fd);
}

static value sock_repr(thread *t, value v) {
    const sock *s = self_sock(v);
    return str_format(t, "<socket object, fd=%d, family=%d, type=%d, proto=%d>", s->fd, s->family,
                      s->kind, s->proto);
}

/* ---- time-outs ---- */

static bool timeout_arg(thread *t, value v, int64_t *ns) {
    if (!net_timeout(t, v, ns)) {
        return false;
    }
    if (v != NONE && *ns < 0) {
        raise_error(t, E_VALUE_ERROR, "Timeout value out of range");
        return false;
    }
    return true;
}

static value timeout_value(int64_t ns) {
    return ns < 0 ? NONE : from_double((double)ns / 1e9);
}

static value sock_settimeout(thread *t, value *a, int n) {
    (void)n;
    int64_t ns;
    return timeout_arg(t, a[1], &ns) && set_timeout(t, self_sock(a[0]), ns) ? NONE : NIL;
}

static value sock_gettimeout(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    return timeout_value(self_sock(a[0])->timeout_ns);
}

static value sock_setblocking(thread *t, value *a, int n) {
    (void)n;
    int64_t on;
    return int_arg(t, a[1], &on) && set_timeout(t, self_sock(a[0]), on != 0 ? -1 : 0) ? NONE : NIL;
}

static value sock_getblocking(thread *t, value *a, int n) {
    (void)t;
    (void)n;
    return from_bool(self_sock(a[0])->timeout_ns != 0);
}

/* ---- addresses ---- */

static value none_or_errno(thread *t, int r) {
    return gil_input_call(t->gil, "socket-call", r, 0) < 0 ? raise_os_error(t, errno, NIL) : NONE;
}

/* The same from simnet.c, which answers the errno itself. */
static value none_or_code(thread *t, int r) {
    return r < 0 ? raise_os_error(t, -r, NIL) : NONE;
}

static value sock_bind(thread *t, value *a, int n) {
    (void)n;
    sock *s = self_sock(a[0]);
    net_addr addr;
    if (!net_addr_from(t, "bind", s->family, a[1], &addr)) {
        return NIL;
    }
    return simnet_has(t->vm, s->fd) ? none_or_code(t, simnet_bind(t, s->fd, &addr))
                                    : none_or_errno(t, bind(s->fd, &addr.sa, addr.len));
}

static value sock_listen(thread *t, value *a, int n) {
    (void)n;
    int64_t backlog = SOMAXCONN < 128 ? SOMAXCONN : 128;
    if (a[1] != NIL && !int_arg(t, a[1], &backlog)) {
        return NIL;
    }
    int fd = self_sock(a[0])->fd;
    return simnet_has(t->vm, fd) ? none_or_code(t, simnet_listen(t, fd))
                                 : none_or_errno(t, listen(fd, backlog < 0 ? 0 : (int)backlog));
}

static value name_of(thread *t, sock *s, int (*ask)(int, struct sockaddr *, socklen_t *)) {
    net_addr addr = {.len = sizeof addr.any};
    if (simnet_has(t->vm, s->fd)) {
        int r = simnet_name(t, s->fd, ask == getpeername, &addr);
        return r < 0 ? raise_os_error(t, -r, NIL) : net_addr_value(t, &addr);
    }
    int64_t len = outside_following(t)                  ? 0
                  : ask(s->fd, &addr.sa, &addr.len) < 0 ? -errno
                                                        : (int64_t)addr.len;
    size_t n = len > 0 ? (size_t)len : 0;
    gil_input(t->gil, "address", &len, &addr.any, sizeof addr.any, &n);
    if (len < 0) {
        return raise_os_error(t, (int)-len, NIL);
    }
    addr.len = (socklen_t)len;
    return net_addr_value(t, &addr);
}

static value sock_getsockname(thread *t, value *a, int n) {
    (void)n;
    return name_of(t, self_sock(a[0]), getsockname);
}

static value sock_getpeername(thread *t, value *a, int n) {
    (void)n;
    return name_of(t, self_sock(a[0]), getpeername);
}

/* ---- connecting ---- */

/* 0, an errno without exception, or -1 with one. */
static int connect_to(thread *t, sock *s, net_addr *addr) {
    if (simnet_has(t->vm, s->fd) && !simnet_is_here(addr)) {
        net_no_outside(t);
        return -1;
    }
    call c = {.fn = call_connect, .addr = addr};
    uint64_t until = s->timeout_ns > 0 ? gil_now(t->gil) + (uint64_t)s->timeout_ns : 0;
    int error = run(t, s, POLLOUT, &c, until, ERRNO_ONLY);
    if (error == EINTR && !thread_poll(t)) {
        return -1;
    }
    if ((error == EINPROGRESS && s->timeout_ns != 0) || error == EINTR) {
        c.fn = call_connected; /* it goes on by itself */
        error = run(t, s, POLLOUT, &c, until, WAIT_FIRST | ERRNO_ONLY);
    }
    return error;
}

static value sock_connect(thread *t, value *a, int n) {
    (void)n;
    sock *s = self_sock(a[0]);
    net_addr addr;
    if (!net_addr_from(t, "connect", s->family, a[1], &addr)) {
        return NIL;
    }
    int error = connect_to(t, s, &addr);
    return error == 0 ? NONE : error < 0 ? NIL : raise_os_error(t, error, NIL);
}

static value sock_connect_ex(thread *t, value *a, int n) {
    (void)n;
    sock *s = self_sock(a[0]);
    net_addr addr;
    if (!net_addr_from(t, "connect_ex", s->family, a[1], &addr)) {
        return NIL;
    }
    int error = connect_to(t, s, &addr);
    if (error < 0 && exc_is(t, E_TIMEOUT_ERROR)) {
        exc_clear(t);
        error = EAGAIN;
    }
    return error < 0 ? NIL : from_small(error);
}

static value sock_accept(thread *t, value *a, int n) {
    (void)n;
    sock *s = self_sock(a[0]);
    net_addr addr = {0};
    call c = {.fn = call_accept, .addr = &addr};
    if (run(t, s, POLLIN, &c, 0, 0) != 0) {
        return NIL;
    }
    value from = net_addr_value(t, &addr);
    if (from == NIL) {
        close_fd(t->vm, (int)c.result);
        return NIL;
    }
    return tuple_pair(t, from_small(c.result), from);
}

static value sock_shutdown(thread *t, value *a, int n) {
    (void)n;
    int64_t how;
    int fd = self_sock(a[0])->fd;
    if (!int_arg(t, a[1], &how)) {
        return NIL;
    }
    return simnet_has(t->vm, fd) ? none_or_code(t, simnet_shutdown(t, fd, (int)how))
                                 : none_or_errno(t, shutdown(fd, (int)how));
}

/* ---- receiving ---- */

enum { ON_STACK = 8192 };

static bool size_arg(thread *t, const char *fn, value v, int64_t *out) {
    if (!ssize_arg(t, v, out)) {
        return false;
    }
    if (*out < 0) {
        raise_error(t, E_VALUE_ERROR, "negative buffersize in %s", fn);
        return false;
    }
    return true;
}

static bool flags_arg(thread *t, value v, int *out) {
    int64_t i = 0;
    if (v != NIL && !int_arg(t, v, &i)) {
        return false;
    }
    *out = (int)i;
    return true;
}

/* Up to `size` bytes as a bytes object. They come to a place outside the heap first: a bytes object
 * of the full size would have to be cleared. */
static value receive(thread *t, sock *s, int64_t size, int flags, net_addr *from,
                     net_control *control) {
    uint8_t small[ON_STACK], *p = small;
    if (size > ON_STACK && (p = mem_alloc(t, (size_t)size)) == NULL) {
        return NIL;
    }
    call c = {.fn = call_recv,
              .p = p,
              .n = (size_t)size,
              .flags = flags,
              .addr = from,
              .control = control};
    value v = run(t, s, POLLIN, &c, 0, 0) == 0 ? bytes_new(t, p, (size_t)c.result) : NIL;
    if (p != small) {
        mem_free(t->vm, p, (size_t)size);
    }
    return v;
}

static value sock_recv(thread *t, value *a, int n) {
    (void)n;
    int64_t size;
    int flags;
    return size_arg(t, "recv", a[1], &size) && flags_arg(t, a[2], &flags)
               ? receive(t, self_sock(a[0]), size, flags, NULL, NULL)
               : NIL;
}

static value sock_recvfrom(thread *t, value *a, int n) {
    (void)n;
    int64_t size;
    int flags;
    net_addr from = {0};
    if (!size_arg(t, "recvfrom", a[1], &size) || !flags_arg(t, a[2], &flags)) {
        return NIL;
    }
    value v = receive(t, self_sock(a[0]), size, flags, &from, NULL);
    value addr = v == NIL ? NIL : net_addr_value(t, &from);
    return addr == NIL ? NIL : tuple_pair(t, v, addr);
}

/* Into a bytearray, which may have another size by the time the data is there. Answers how many
 * bytes; -1 = exception. */
static int64_t receive_into(thread *t, const char *fn, value *a, net_addr *from) {
    int64_t size = 0;
    int flags;
    if (!is_kind(a[1], T_BYTEARRAY)) {
        bad_argument(t, fn, "argument 1", "read-write bytes-like object", a[1]);
        return -1;
    }
    bytearray *to = (bytearray *)as_obj(a[1]);
    if ((a[2] != NIL && !size_arg(t, fn, a[2], &size)) || !flags_arg(t, a[3], &flags)) {
        return -1;
    }
    if (size == 0) {
        size = (int64_t)to->len;
    } else if (to->len < (size_t)size) {
        raise_error(t, E_VALUE_ERROR, "buffer too small for requested bytes");
        return -1;
    }
    value v = receive(t, self_sock(a[0]), size, flags, from, NULL);
    if (v == NIL) {
        return -1;
    }
    const bytes *got = (const bytes *)as_obj(v);
    size_t len = got->len < to->len ? got->len : to->len;
    memcpy(to->data, got->data, len);
    return (int64_t)len;
}

static value sock_recv_into(thread *t, value *a, int n) {
    (void)n;
    int64_t got = receive_into(t, "recv_into", a, NULL);
    return got < 0 ? NIL : from_small(got);
}

static value sock_recvfrom_into(thread *t, value *a, int n) {
    (void)n;
    net_addr from = {0};
    int64_t got = receive_into(t, "recvfrom_into", a, &from);
    value addr = got < 0 ? NIL : net_addr_value(t, &from);
    return addr == NIL ? NIL : tuple_pair(t, from_small(got), addr);
}

/* ---- messages with ancillary data ---- */

typedef struct message_args {
    int64_t control; /* room for it */
    int flags;
} message_args;

static bool message_args_from(thread *t, const char *fn, value *a, int n, message_args *out) {
    *out = (message_args){0};
    if (n < 2 || n > 4) {
        raise_error(t, E_TYPE_ERROR, "%s() takes at %s argument%s (%d given)", fn,
                    n < 2 ? "least 1" : "most 3", n < 2 ? "" : "s", n - 1);
        return false;
    }
    return (n < 3 || ssize_arg(t, a[2], &out->control)) &&
           (n < 4 || flags_arg(t, a[3], &out->flags));
}

/* (data, ancillary data, flags, address), data NIL for what `got` is: 0 .. size bytes. */
static value message_value(thread *t, value data, const net_control *control,
                           const net_addr *from) {
    value four[4] = {data, data == NIL ? NIL : net_control_items(t, control),
                     from_small(control->flags), NIL};
    four[3] = four[1] == NIL ? NIL : net_addr_value(t, from);
    return four[3] == NIL ? NIL : tuple_of(t, four, 4);
}

static bool close_right(void *t, int *fd) {
    close_fd(((thread *)t)->vm, *fd);
    return true;
}

static value sock_recvmsg(thread *t, value *a, int n) {
    int64_t size;
    message_args args;
    net_control control;
    net_addr from = {0};
    if (!no_keywords(t, "socket.recvmsg") || !message_args_from(t, "recvmsg", a, n, &args) ||
        !ssize_arg(t, a[1], &size)) {
        return NIL;
    }
    if (size < 0) {
        return raise_error(t, E_VALUE_ERROR, "negative buffer size in recvmsg()");
    }
    if (!net_control_room(t, args.control, &control)) {
        return NIL;
    }
    value data = receive(t, self_sock(a[0]), size, args.flags, &from, &control);
    value v = data == NIL ? NIL : message_value(t, data, &control, &from);
    if (v == NIL) {
        net_control_rights(&control, close_right, t);
    }
    net_control_free(t->vm, &control);
    return v;
}

/* The bytearrays of recvmsg_into, and how much they hold; -1 = exception. */
static int64_t measure_buffers(thread *t, value buffers) {
    size_t total = 0;
    for (size_t i = 0; i < seq_fast_len(buffers); i++) {
        value v = seq_fast_items(buffers)[i];
        if (!is_kind(v, T_BYTEARRAY)) {
            raise_error(t, E_TYPE_ERROR,
                        "recvmsg_into() argument 1 must be an iterable of single-segment "
                        "read-write buffers");
            return -1;
        }
        total += ((bytearray *)as_obj(v))->len;
    }
    return (int64_t)total;
}

/* They may have other sizes by now. */
static void scatter(value buffers, const bytes *got) {
    size_t at = 0;
    for (size_t i = 0; i < seq_fast_len(buffers) && at < got->len; i++) {
        bytearray *to = (bytearray *)as_obj(seq_fast_items(buffers)[i]);
        size_t part = got->len - at < to->len ? got->len - at : to->len;
        if (part > 0) {
            memcpy(to->data, got->data + at, part);
        }
        at += part;
    }
}

static value sock_recvmsg_into(thread *t, value *a, int n) {
    message_args args;
    net_control control;
    net_addr from = {0};
    if (!no_keywords(t, "socket.recvmsg_into") ||
        !message_args_from(t, "recvmsg_into", a, n, &args)) {
        return NIL;
    }
    value items = seq_fast(t, a[1], "recvmsg_into() argument 1 must be an iterable");
    /* A tuple of its own: a list may change while we wait. */
    value buffers = items == NIL ? NIL : tuple_of(t, seq_fast_items(items), seq_fast_len(items));
    int64_t size = buffers == NIL ? -1 : measure_buffers(t, buffers);
    if (size < 0 || !net_control_room(t, args.control, &control)) {
        return NIL;
    }
    value v = receive(t, self_sock(a[0]), size, args.flags, &from, &control);
    if (v != NIL) {
        const bytes *got = (const bytes *)as_obj(v);
        scatter(buffers, got);
        v = message_value(t, from_small((int64_t)got->len), &control, &from);
    }
    if (v == NIL) {
        net_control_rights(&control, close_right, t);
    }
    net_control_free(t->vm, &control);
    return v;
}

/* ---- sending ---- */

/* The bytes of an argument, which stay as they are during the call: a bytearray is copied. *hold
 * keeps them. */
static bool data_arg(thread *t, value v, value *hold, const uint8_t **p, size_t *n) {
    if (!buffer_arg(t, v, p, n)) {
        return false;
    }
    *hold = is_kind(v, T_BYTES) ? v : bytes_new(t, *p, *n);
    return *hold != NIL && bytes_view(*hold, p, n);
}

static int send_once(thread *t, sock *s, const uint8_t *p, size_t n, int flags, net_addr *to,
                     uint64_t until, ssize_t *sent) {
    call c = {.fn = call_send, .p = (void *)(uintptr_t)p, .n = n, .flags = flags, .addr = to};
    int r = run(t, s, POLLOUT, &c, until, 0);
    *sent = c.result;
    return r;
}

static value sock_send(thread *t, value *a, int n) {
    (void)n;
    const uint8_t *p;
    size_t len;
    int flags;
    ssize_t sent;
    value hold;
    return data_arg(t, a[1], &hold, &p, &len) && flags_arg(t, a[2], &flags) &&
                   send_once(t, self_sock(a[0]), p, len, flags, NULL, 0, &sent) == 0
               ? from_small(sent)
               : NIL;
}

static value sock_sendall(thread *t, value *a, int n) {
    (void)n;
    sock *s = self_sock(a[0]);
    const uint8_t *p;
    size_t len;
    int flags;
    value hold;
    if (!data_arg(t, a[1], &hold, &p, &len) || !flags_arg(t, a[2], &flags)) {
        return NIL;
    }
    uint64_t until = s->timeout_ns > 0 ? gil_now(t->gil) + (uint64_t)s->timeout_ns : 0;
    do {
        ssize_t sent;
        if (send_once(t, s, p, len, flags, NULL, until, &sent) != 0) {
            return NIL;
        }
        p += sent;
        len -= (size_t)sent;
    } while (len > 0 && thread_poll(t));
    return t->exc == NIL ? NONE : NIL;
}

static value sock_sendto(thread *t, value *a, int n) {
    const uint8_t *p;
    size_t len;
    int flags = 0;
    ssize_t sent;
    value hold;
    net_addr to;
    sock *s = self_sock(a[0]);
    if (!no_keywords(t, "sendto")) {
        return NIL;
    }
    if (n < 3 || n > 4) {
        return raise_error(t, E_TYPE_ERROR, "sendto() takes 2 or 3 arguments (%d given)", n - 1);
    }
    return data_arg(t, a[1], &hold, &p, &len) && (n == 3 || flags_arg(t, a[2], &flags)) &&
                   net_addr_from(t, "sendto", s->family, a[n - 1], &to) &&
                   send_once(t, s, p, len, flags, &to, 0, &sent) == 0
               ? from_small(sent)
               : NIL;
}

/* The bytes of all, one behind the other. */
static value gather_bytes(thread *t, value buffers) {
    const uint8_t *p;
    size_t n, total = 0, at = 0;
    for (size_t i = 0; i < seq_fast_len(buffers); i++) {
        if (!buffer_arg(t, seq_fast_items(buffers)[i], &p, &n)) {
            return NIL;
        }
        total += n;
    }
    if (seq_fast_len(buffers) == 1 && is_kind(seq_fast_items(buffers)[0], T_BYTES)) {
        return seq_fast_items(buffers)[0];
    }
    value v = bytes_new(t, NULL, total);
    for (size_t i = 0; v != NIL && at < total; i++, at += n) {
        bytes_view(seq_fast_items(buffers)[i], &p, &n);
        if (n > 0) {
            memcpy(((bytes *)as_obj(v))->data + at, p, n);
        }
    }
    return v;
}

static value sock_sendmsg(thread *t, value *a, int n) {
    int flags = 0;
    net_addr to;
    net_control control = {0};
    sock *s = self_sock(a[0]);
    if (!no_keywords(t, "socket.sendmsg")) {
        return NIL;
    }
    if (n < 2 || n > 5) {
        return raise_error(t, E_TYPE_ERROR, "sendmsg() takes at %s argument%s (%d given)",
                           n < 2 ? "least 1" : "most 4", n < 2 ? "" : "s", n - 1);
    }
    bool has_address = n == 5 && a[4] != NONE;
    if ((n >= 4 && !flags_arg(t, a[3], &flags)) ||
        (has_address && !net_addr_from(t, "sendmsg", s->family, a[4], &to))) {
        return NIL;
    }
    value buffers = seq_fast(t, a[1], "sendmsg() argument 1 must be an iterable");
    value data = buffers == NIL ? NIL : gather_bytes(t, buffers);
    value items =
        data == NIL || n < 3 ? NIL : seq_fast(t, a[2], "sendmsg() argument 2 must be an iterable");
    if (data == NIL || (n >= 3 && (items == NIL || !net_control_pack(t, items, &control)))) {
        return NIL;
    }
    bytes *b = (bytes *)as_obj(data);
    call c = {.fn = call_send,
              .p = b->data,
              .n = b->len,
              .flags = flags,
              .addr = has_address ? &to : NULL,
              .control = &control};
    value v = run(t, s, POLLOUT, &c, 0, 0) == 0 ? from_small(c.result) : NIL;
    net_control_free(t->vm, &control);
    return v;
}

/* ---- options ---- */

static value sock_setsockopt(thread *t, value *a, int n) {
    (void)n;
    int64_t level, name, number, length;
    sock *s = self_sock(a[0]);
    const uint8_t *p;
    size_t len;
    if (!int_arg(t, a[1], &level) || !int_arg(t, a[2], &name)) {
        return NIL;
    }
    if (a[3] == NONE) {
        if (a[4] == NIL) {
            return raise_error(t, E_TYPE_ERROR,
                               "socket option should be integer, bytes-like "
                               "object or None");
        }
        return int_arg(t, a[4], &length) ? none_or_errno(t, setsockopt(s->fd, (int)level, (int)name,
                                                                       NULL, (socklen_t)length))
                                         : NIL;
    }
    if (is_any_int(a[3])) {
        if (!int_arg(t, a[3], &number)) {
            return NIL;
        }
        int i = (int)number;
        return none_or_errno(t, setsockopt(s->fd, (int)level, (int)name, &i, sizeof i));
    }
    return buffer_arg(t, a[3], &p, &len)
               ? none_or_errno(t, setsockopt(s->fd, (int)level, (int)name, p, (socklen_t)len))
               : NIL;
}

static value sock_getsockopt(thread *t, value *a, int n) {
    (void)n;
    int64_t level, name, size = 0;
    uint8_t buf[1024];
    int number = 0;
    sock *s = self_sock(a[0]);
    if (!int_arg(t, a[1], &level) || !int_arg(t, a[2], &name) ||
        (a[3] != NIL && !int_arg(t, a[3], &size))) {
        return NIL;
    }
    if (size < 0 || size > (int64_t)sizeof buf) {
        return raise_error(t, E_OS_ERROR, "getsockopt buflen out of range");
    }
    if (size == 0 && simnet_has(t->vm, s->fd) &&
        simnet_option(t, s->fd, (int)level, (int)name, &number)) {
        return from_small(number);
    }
    socklen_t len = size == 0 ? (socklen_t)sizeof number : (socklen_t)size;
    void *to = size == 0 ? (void *)&number : buf;
    int64_t told = outside_following(t)                                     ? 0
                   : getsockopt(s->fd, (int)level, (int)name, to, &len) < 0 ? -errno
                                                                            : 0;
    size_t got = len;
    gil_input(t->gil, "option", &told, to, size == 0 ? sizeof number : sizeof buf, &got);
    len = (socklen_t)got;
    if (told < 0) {
        return raise_os_error(t, (int)-told, NIL);
    }
    return size == 0 ? from_small(number) : bytes_new(t, buf, len);
}

/* ---- the class ---- */

static value sock_get_family(thread *t, value self) {
    (void)t;
    return from_small(self_sock(self)->family);
}

static value sock_get_type(thread *t, value self) {
    (void)t;
    return from_small(self_sock(self)->kind);
}

static value sock_get_proto(thread *t, value self) {
    (void)t;
    return from_small(self_sock(self)->proto);
}

static value sock_get_timeout(thread *t, value self) {
    (void)t;
    return timeout_value(self_sock(self)->timeout_ns);
}

static const getset_def sock_getset[] = {
    {"family", sock_get_family, attr_readonly, "the socket family"},
    {"type", sock_get_type, attr_readonly, "the socket type"},
    {"proto", sock_get_proto, attr_readonly, "the socket protocol"},
    {"timeout", sock_get_timeout, NULL, "the socket timeout"},
    {0},
};

static const native_def sock_methods[] = {
    {"_accept", sock_accept, "self", 0,
     "_accept() -> (integer, address info)\n\nWait for an incoming connection.  Return a new "
     "socket file descriptor\nrepresenting the connection, and the address of the client."},
    {"bind", sock_bind, "self, address, /", 0,
     "bind(address)\n\nBind the socket to a local address."},
    {"close", sock_close, "self", 0,
     "close()\n\nClose the socket.  It cannot be used after this call."},
    {"connect", sock_connect, "self, address, /", 0,
     "connect(address)\n\nConnect the socket to a remote address."},
    {"connect_ex", sock_connect_ex, "self, address, /", 0,
     "connect_ex(address) -> errno\n\nThis is like connect(address), but returns an error code "
     "(the errno value)\ninstead of raising an exception when an error occurs."},
    {"detach", sock_detach, "self", 0,
     "detach()\n\nClose the socket object without closing the underlying file descriptor."},
    {"fileno", sock_fileno, "self", 0,
     "fileno() -> integer\n\nReturn the integer file descriptor of the socket."},
    {"getpeername", sock_getpeername, "self", 0,
     "getpeername() -> address info\n\nReturn the address of the remote endpoint."},
    {"getsockname", sock_getsockname, "self", 0,
     "getsockname() -> address info\n\nReturn the address of the local endpoint."},
    {"getsockopt", sock_getsockopt, "self, level, option, buffersize=0, /", 0,
     "getsockopt(level, option[, buffersize]) -> value\n\nGet a socket option."},
    {"gettimeout", sock_gettimeout, "self", 0,
     "gettimeout() -> timeout\n\nReturns the timeout in seconds (float) or None."},
    {"getblocking", sock_getblocking, "self", 0,
     "getblocking()\n\nReturns True if socket is in blocking mode, or False if it is in "
     "non-blocking mode."},
    {"listen", sock_listen, "self, backlog=128, /", 0,
     "listen([backlog])\n\nEnable a server to accept connections."},
    {"recv", sock_recv, "self, buffersize, flags=0, /", 0,
     "recv(buffersize[, flags]) -> data\n\nReceive up to buffersize bytes from the socket."},
    {"recv_into", sock_recv_into, "self, buffer, nbytes=0, flags=0", 0,
     "recv_into(buffer, [nbytes[, flags]]) -> nbytes_read"},
    {"recvfrom", sock_recvfrom, "self, buffersize, flags=0, /", 0,
     "recvfrom(buffersize[, flags]) -> (data, address info)"},
    {"recvfrom_into", sock_recvfrom_into, "self, buffer, nbytes=0, flags=0", 0,
     "recvfrom_into(buffer[, nbytes[, flags]]) -> (nbytes, address info)"},
    {"recvmsg", sock_recvmsg, NULL, 0,
     "recvmsg(bufsize[, ancbufsize[, flags]]) -> (data, ancdata, msg_flags, address)\n\nReceive up "
     "to bufsize bytes, and ancillary data into a buffer of ancbufsize bytes:\na list of (level, "
     "type, data)."},
    {"recvmsg_into", sock_recvmsg_into, NULL, 0,
     "recvmsg_into(buffers[, ancbufsize[, flags]]) -> (nbytes, ancdata, msg_flags, address)\n\n"
     "Likewise, into bytearrays, one after the other."},
    {"send", sock_send, "self, data, flags=0, /", 0,
     "send(data[, flags]) -> count\n\nSend a data string to the socket.  Returns the number of "
     "bytes sent."},
    {"sendall", sock_sendall, "self, data, flags=0, /", 0,
     "sendall(data[, flags])\n\nSend a data string to the socket, until all of it is sent."},
    {"sendmsg", sock_sendmsg, NULL, 0,
     "sendmsg(buffers[, ancdata[, flags[, address]]]) -> count\n\nSend the bytes of several "
     "buffers as one message, with ancillary data: an iterable\nof (level, type, data)."},
    {"sendto", sock_sendto, NULL, 0, "sendto(data[, flags], address) -> count"},
    {"setblocking", sock_setblocking, "self, flag, /", 0,
     "setblocking(flag)\n\nSet the socket to blocking (flag is true) or non-blocking (false)."},
    {"setsockopt", sock_setsockopt, "self, level, option, value, optlen=0, /", 0,
     "setsockopt(level, option, value: int)\nsetsockopt(level, option, value: buffer)\n"
     "setsockopt(level, option, None, optlen: int)\n\nSet a socket option."},
    {"settimeout", sock_settimeout, "self, timeout, /", 0,
     "settimeout(timeout)\n\nSet a timeout on socket operations: a float, or None for none."},
    {"shutdown", sock_shutdown, "self, how, /", 0,
     "shutdown(flag)\n\nShut down the reading side of the socket (flag == SHUT_RD), the writing "
     "side\n(flag == SHUT_WR), or both ends (flag == SHUT_RDWR)."},
    {0},
};

static const type_spec sock_spec = {
    .name = "_socket.socket",
    .size = sizeof(sock),
    .flags = TYPE_BASE,
    .free = sock_free,
    .slots = {.repr = sock_repr, .new = sock_new, .init = sock_init},
    .methods = sock_methods,
    .getset = sock_getset,
    .doc = "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\n"
           "socket(family=-1, type=-1, proto=-1, fileno=None) -> socket object\n\n"
           "Open a socket of the given type. A socket object represents one endpoint of a network "
           "connection.",
};

/* ---- the module ---- */

static value socket_socketpair(thread *t, value *a, int n) {
    (void)n;
    int64_t family = AF_UNIX, kind = SOCK_STREAM, proto = 0;
    int fds[2] = {0, 0};
    if ((a[0] != NIL && a[0] != NONE && !int_arg(t, a[0], &family)) ||
        (a[1] != NIL && !int_arg(t, a[1], &kind)) || (a[2] != NIL && !int_arg(t, a[2], &proto))) {
        return NIL;
    }
    if (gil_is_simulated(t->vm->gil)) {
        int told = simnet_pair(t, (int)family, (int)kind, (int)proto, fds);
        return told < 0 ? raise_os_error(t, -told, NIL)
                        : tuple_pair(t, from_small(fds[0]), from_small(fds[1]));
    }
#ifdef SOCK_CLOEXEC
    int r = outside_following(t)
                ? 0
                : socketpair((int)family, (int)kind | SOCK_CLOEXEC, (int)proto, fds);
#else
    int r = socketpair((int)family, (int)kind, (int)proto, fds);
#endif
    if (gil_input_call(t->gil, "pair", r, 0) < 0) {
        return raise_os_error(t, errno, NIL);
    }
    fds[0] = outside_channel(t, "end", fds[0]);
    fds[1] = outside_channel(t, "end", fds[1]);
    return tuple_pair(t, from_small(fds[0]), from_small(fds[1]));
}

static value socket_close(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    if (!int_arg(t, a[0], &fd)) {
        return NIL;
    }
    simnet_closing(t, (int)fd);
    return none_or_errno(t, close((int)fd));
}

static value socket_dup(thread *t, value *a, int n) {
    (void)n;
    int64_t fd;
    if (!int_arg(t, a[0], &fd)) {
        return NIL;
    }
    int r = fcntl((int)fd, F_DUPFD_CLOEXEC, 0);
    simnet_dup(t, (int)fd, r);
    return r < 0 ? raise_os_error(t, errno, NIL) : from_small(r);
}

static value socket_getdefaulttimeout(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    return timeout_value(*default_timeout(t));
}

static value socket_setdefaulttimeout(thread *t, value *a, int n) {
    (void)n;
    int64_t ns;
    if (!timeout_arg(t, a[0], &ns)) {
        return NIL;
    }
    *default_timeout(t) = ns;
    return NONE;
}

static const native_def socket_functions[] = {
    {"CMSG_LEN", socket_cmsg_len, "length, /", 0,
     "CMSG_LEN(length) -> control message length\n\nThe length of an ancillary data item with that "
     "much data, without padding behind it."},
    {"CMSG_SPACE", socket_cmsg_space, "length, /", 0,
     "CMSG_SPACE(length) -> buffer size\n\nThe size that recvmsg() needs for an ancillary data "
     "item "
     "with that much data."},
    {"socketpair", socket_socketpair, "family=None, type=SOCK_STREAM, proto=0", 0,
     "socketpair([family[, type [, proto]]]) -> (descriptor, descriptor)"},
    {"close", socket_close, "fd, /", 0,
     "close(integer) -> None\n\nClose an integer socket file descriptor."},
    {"dup", socket_dup, "fd, /", 0,
     "dup(integer) -> integer\n\nDuplicate an integer socket file "
     "descriptor."},
    {"getdefaulttimeout", socket_getdefaulttimeout, "", 0,
     "getdefaulttimeout() -> timeout\n\nReturns the default timeout in seconds (float) for new "
     "socket objects."},
    {"setdefaulttimeout", socket_setdefaulttimeout, "timeout, /", 0,
     "setdefaulttimeout(timeout)\n\nSet the default timeout in seconds (float) for new socket "
     "objects."},
    {0},
};

/* clang-format off */
static const module_number numbers[] = {
    NUMBER(AF_UNSPEC), NUMBER(AF_UNIX), NUMBER(AF_INET), NUMBER(AF_INET6), NUMBER(SOCK_STREAM),
    NUMBER(SOCK_DGRAM), NUMBER(SOCK_RAW), NUMBER(SOCK_SEQPACKET), NUMBER(SOCK_RDM),
    NUMBER(SOL_SOCKET), NUMBER(SO_DEBUG), NUMBER(SO_REUSEADDR), NUMBER(SO_TYPE), NUMBER(SO_ERROR),
    NUMBER(SO_DONTROUTE), NUMBER(SO_BROADCAST), NUMBER(SO_SNDBUF), NUMBER(SO_RCVBUF),
    NUMBER(SO_KEEPALIVE), NUMBER(SO_OOBINLINE), NUMBER(SO_LINGER), NUMBER(SO_REUSEPORT),
    NUMBER(SO_RCVLOWAT), NUMBER(SO_SNDLOWAT), NUMBER(SO_RCVTIMEO), NUMBER(SO_SNDTIMEO),
    NUMBER(SO_ACCEPTCONN), NUMBER(SOMAXCONN), NUMBER(MSG_OOB), NUMBER(MSG_PEEK),
    NUMBER(MSG_DONTROUTE), NUMBER(MSG_DONTWAIT), NUMBER(MSG_TRUNC), NUMBER(MSG_CTRUNC),
    NUMBER(MSG_WAITALL), NUMBER(MSG_EOR), NUMBER(IPPROTO_IP), NUMBER(IPPROTO_ICMP),
    NUMBER(IPPROTO_TCP), NUMBER(IPPROTO_UDP), NUMBER(IPPROTO_IPV6), NUMBER(IPPROTO_RAW),
    NUMBER(TCP_NODELAY), NUMBER(TCP_MAXSEG), NUMBER(TCP_KEEPINTVL), NUMBER(TCP_KEEPCNT),
    NUMBER(TCP_FASTOPEN), NUMBER(IP_TTL), NUMBER(IP_TOS), NUMBER(IP_MULTICAST_IF),
    NUMBER(IP_MULTICAST_TTL), NUMBER(IP_MULTICAST_LOOP), NUMBER(IP_ADD_MEMBERSHIP),
    NUMBER(IP_DROP_MEMBERSHIP), NUMBER(IPV6_V6ONLY), NUMBER(IPV6_MULTICAST_HOPS),
    NUMBER(IPV6_MULTICAST_LOOP), NUMBER(IPV6_JOIN_GROUP), NUMBER(IPV6_LEAVE_GROUP),
    NUMBER(IPV6_UNICAST_HOPS), NUMBER(SHUT_RD), NUMBER(SHUT_WR), NUMBER(SHUT_RDWR),
    NUMBER(INADDR_ANY), NUMBER(INADDR_BROADCAST), NUMBER(INADDR_LOOPBACK), NUMBER(INADDR_NONE),
    NUMBER(AI_PASSIVE), NUMBER(AI_CANONNAME), NUMBER(AI_NUMERICHOST), NUMBER(AI_NUMERICSERV),
    NUMBER(AI_ADDRCONFIG), NUMBER(AI_V4MAPPED), NUMBER(AI_ALL), NUMBER(NI_NAMEREQD),
    NUMBER(NI_DGRAM), NUMBER(NI_NUMERICHOST), NUMBER(NI_NUMERICSERV), NUMBER(NI_NOFQDN),
    NUMBER(EAI_AGAIN), NUMBER(EAI_BADFLAGS), NUMBER(EAI_FAIL), NUMBER(EAI_FAMILY),
    NUMBER(EAI_MEMORY), NUMBER(EAI_NONAME), NUMBER(EAI_SERVICE), NUMBER(EAI_SOCKTYPE),
    NUMBER(EAI_SYSTEM), NUMBER(EAI_OVERFLOW),
    NUMBER(SCM_RIGHTS), NUMBER(EAI_ADDRFAMILY), NUMBER(EAI_NODATA), NUMBER(EBADF), NUMBER(EAGAIN),
    NUMBER(EWOULDBLOCK), NUMBER(NI_MAXHOST), NUMBER(NI_MAXSERV), NUMBER(INADDR_UNSPEC_GROUP),
    NUMBER(INADDR_ALLHOSTS_GROUP), NUMBER(INADDR_MAX_LOCAL_GROUP), NUMBER(IPPORT_RESERVED),
    NUMBER(IPPORT_USERRESERVED), NUMBER(IPPROTO_ICMPV6), NUMBER(IPPROTO_IGMP), NUMBER(IPPROTO_NONE),
    NUMBER(IPPROTO_PUP), NUMBER(IPPROTO_EGP), NUMBER(IPPROTO_IDP), NUMBER(IPPROTO_GRE),
    NUMBER(IPPROTO_ESP), NUMBER(IPPROTO_AH), NUMBER(IPPROTO_HOPOPTS), NUMBER(IPPROTO_ROUTING),
    NUMBER(IPPROTO_FRAGMENT), NUMBER(IPPROTO_DSTOPTS), NUMBER(IPPROTO_SCTP), NUMBER(IP_OPTIONS),
    NUMBER(IP_HDRINCL), NUMBER(IP_RECVOPTS), NUMBER(IP_RETOPTS), NUMBER(IPV6_MULTICAST_IF),
    NUMBER(IPV6_PKTINFO), NUMBER(IPV6_RECVPKTINFO), NUMBER(IPV6_HOPLIMIT),
    NUMBER(IPV6_RECVHOPLIMIT), NUMBER(IPV6_TCLASS), NUMBER(IPV6_RECVTCLASS),
    {"SOL_IP", IPPROTO_IP}, {"SOL_TCP", IPPROTO_TCP}, {"SOL_UDP", IPPROTO_UDP},
#ifdef __linux__
    NUMBER(AF_PACKET), NUMBER(AF_NETLINK), NUMBER(AF_CAN), NUMBER(AF_VSOCK), NUMBER(AF_TIPC),
    NUMBER(AF_ALG), NUMBER(AF_BRIDGE), NUMBER(AF_KEY), NUMBER(AF_ROUTE), NUMBER(IP_TRANSPARENT),
    NUMBER(IP_RECVTOS), NUMBER(TCP_CONGESTION), NUMBER(TCP_WINDOW_CLAMP),
    {"TCP_NOTSENT_LOWAT", 25}, NUMBER(SCM_CREDENTIALS), NUMBER(MSG_CMSG_CLOEXEC),
    NUMBER(MSG_CONFIRM), NUMBER(MSG_FASTOPEN), NUMBER(SO_INCOMING_CPU), NUMBER(SO_PASSSEC),
    NUMBER(SO_PEERSEC), {"IPPROTO_MPTCP", 262}, NUMBER(IPPROTO_UDPLITE), NUMBER(IPPROTO_IPIP),
    NUMBER(MSG_NOSIGNAL), NUMBER(MSG_MORE), NUMBER(MSG_ERRQUEUE), NUMBER(SOCK_CLOEXEC),
    NUMBER(SOCK_NONBLOCK), NUMBER(TCP_KEEPIDLE), NUMBER(TCP_CORK), NUMBER(TCP_DEFER_ACCEPT),
    NUMBER(TCP_INFO), NUMBER(TCP_QUICKACK), NUMBER(TCP_SYNCNT), NUMBER(TCP_USER_TIMEOUT),
    NUMBER(TCP_LINGER2), NUMBER(SO_DOMAIN), NUMBER(SO_PROTOCOL), NUMBER(SO_PASSCRED),
    NUMBER(SO_PEERCRED), NUMBER(SO_BINDTODEVICE), NUMBER(SO_PRIORITY), NUMBER(SO_MARK),
#endif
    {0},
};
/* clang-format on */

static bool socket_init(thread *t, module *m) {
    type *cls;
    if (!module_set_type(t, m, &sock_spec, &cls) ||
        !module_set(t, m, "SocketType", from_obj(cls)) ||
        !module_set(t, m, "error", from_obj(t->vm->exc[E_OS_ERROR])) ||
        !module_set(t, m, "timeout", from_obj(t->vm->exc[E_TIMEOUT_ERROR]))) {
        return false;
    }
    *default_timeout(t) = -1;
    return net_names_init(t, m) && module_set_numbers(t, m, numbers) &&
           module_set(t, m, "has_ipv6", V_TRUE);
}

const module_def socket_module = {
    "_socket",
    "Implementation module for socket operations.\n\nSee the socket module for documentation.",
    socket_functions,
    socket_init,
};
