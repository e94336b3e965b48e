/* netname.c: addresses and names: what a script writes as ('example.org', 80), '/tmp/x' or
 * ('::1', 80, 0, 0) as the system's struct sockaddr and back; and the look-ups of _socket.
 *
 * A look-up asks the system's resolver, which may wait for a server: the lock is given up around
 * it. Hosts written as numbers are not looked up.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "stdlib/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <net/if.h>
#include <netdb.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "vm/dict.h"
#include "vm/int.h"
#include "vm/seq.h"
#include "vm/str.h"
#include "vm/type.h"

/* ---- time-outs ---- */

bool net_timeout(thread *t, value v, int64_t *ns) {
    *ns = -1;
    if (v == NIL || v == NONE) {
        return true;
    }
    double d;
    if (is_any_float(v)) {
        d = float_of(v);
        if (isnan(d)) {
            raise_error(t, E_VALUE_ERROR, "Invalid value NaN (not a number)");
            return false;
        }
    } else {
        value i = op_index(t, v);
        if (i == NIL) {
            return false;
        }
        if (!op_to_double(t, i, &d)) {
            exc_clear(t);
            d = INFINITY;
        }
    }
    if (d >= 9223372036.0 || d <= -9223372036.0) {
        raise_error(t, E_OVERFLOW_ERROR, "timestamp too large to convert to C _PyTime_t");
        return false;
    }
    *ns = (int64_t)ceil(d * 1e9);
    if (d < 0 && *ns == 0) {
        *ns = -1;
    }
    return true;
}

int net_poll_ms(int64_t ns) {
    if (ns < 0) {
        return -1;
    }
    int64_t ms = ns / 1000000 + (ns % 1000000 != 0);
    return ms < INT_MAX ? (int)ms : INT_MAX;
}

/* ---- errors ---- */

static value raise_named(thread *t, const char *cls_name, int code, const char *text) {
    value cls = stdlib_import_attr(t, "_socket", cls_name);
    value args[2] = {from_small(code), str_from(t, text)};
    value exc = cls == NIL || args[1] == NIL ? NIL : call_values(t, cls, args, 2, NIL);
    return exc == NIL ? NIL : raise_value(t, exc);
}

static value net_gai_error(thread *t, int code) {
    if (code == EAI_SYSTEM) {
        return raise_os_error(t, errno, NIL);
    }
    return raise_named(t, "gaierror", code, gai_strerror(code));
}

static value host_error(thread *t, int code) {
    return raise_named(t, "herror", code, hstrerror(code));
}

value net_no_outside(thread *t) {
    return raise_error(t, E_OS_ERROR,
                       "a simulated machine has no network but its own loopback: "
                       "use '127.0.0.1' or 'localhost'");
}

/* ---- looking up ---- */

/* getaddrinfo without the lock. 0, or an error of its own. */
static int look_up(thread *t, const char *host, const char *service, const struct addrinfo *hints,
                   struct addrinfo **out) {
    *out = NULL;
    gil_block_begin(t->gil, GIL_WHY_CALL, 0);
    int r = getaddrinfo(host, service, hints, out);
    int saved = errno;
    gil_block_end(t->gil);
    errno = saved;
    return r;
}

/* The text of a host: str or bytes. NULL = exception. */
static const char *host_text(thread *t, value *v) {
    const uint8_t *p;
    size_t n;
    if (is_kind(*v, T_STR) && !str_is_ascii((str *)as_obj(*v))) {
        value encoded = str_encode(t, (str *)as_obj(*v), "idna", NULL);
        if (encoded == NIL) {
            exc_clear(t);
            encoded = str_encode(t, (str *)as_obj(*v), "utf-8", NULL);
        }
        *v = encoded;
    }
    if (*v == NIL) {
        return NULL;
    }
    if (is_kind(*v, T_STR)) {
        p = (const uint8_t *)str_terminated(t, (str *)as_obj(*v));
        n = ((str *)as_obj(*v))->len;
        if (p == NULL) {
            return NULL;
        }
    } else if (!bytes_view(*v, &p, &n)) {
        raise_error(t, E_TYPE_ERROR, "str, bytes or bytearray expected, not %T", *v);
        return NULL;
    } else if (is_kind(*v, T_BYTEARRAY)) { /* ends with no 0, and others may change it */
        *v = bytes_new(t, p, n);
        if (*v == NIL || !bytes_view(*v, &p, &n)) {
            return NULL;
        }
    }
    if (strlen((const char *)p) != n) {
        raise_error(t, E_TYPE_ERROR, "host name must not contain null character");
        return NULL;
    }
    return (const char *)p;
}

static bool set_host(thread *t, const char *host, int family, net_addr *out) {
    if (family == AF_INET && strcmp(host, "<broadcast>") == 0) {
        out->in.sin_addr.s_addr = htonl(INADDR_BROADCAST);
        return true;
    }
    if (*host == 0) { /* any interface */
        if (family == AF_INET6) {
            out->in6.sin6_addr = in6addr_any;
        } else {
            out->in.sin_addr.s_addr = htonl(INADDR_ANY);
        }
        return true;
    }
    if (family == AF_INET
            ? inet_pton(AF_INET, host, &out->in.sin_addr) == 1
            : strchr(host, '%') == NULL && inet_pton(AF_INET6, host, &out->in6.sin6_addr) == 1) {
        return true;
    }
    if (gil_is_simulated(t->vm->gil)) {
        if (strcmp(host, "localhost") != 0) {
            net_no_outside(t);
            return false;
        }
        if (family == AF_INET6) {
            out->in6.sin6_addr = in6addr_loopback;
        } else {
            out->in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        }
        return true;
    }
    struct addrinfo hints = {.ai_family = family}, *found;
    int r = look_up(t, host, NULL, &hints, &found);
    if (r != 0) {
        net_gai_error(t, r);
        return false;
    }
    if (family == AF_INET6) {
        const struct sockaddr_in6 *a = (const struct sockaddr_in6 *)(const void *)found->ai_addr;
        out->in6.sin6_addr = a->sin6_addr;
        out->in6.sin6_scope_id = a->sin6_scope_id;
    } else {
        out->in.sin_addr = ((const struct sockaddr_in *)(const void *)found->ai_addr)->sin_addr;
    }
    freeaddrinfo(found);
    return true;
}

/* ---- addresses ---- */

static bool port_arg(thread *t, const char *fn, value v, uint16_t *out) {
    int64_t port;
    value i = op_index(t, v);
    if (i == NIL) {
        return false;
    }
    if (!int_to_int64(i, &port) || port < 0 || port > 65535) {
        raise_error(t, E_OVERFLOW_ERROR, "%s(): port must be 0-65535.", fn);
        return false;
    }
    *out = htons((uint16_t)port);
    return true;
}

static bool inet_from(thread *t, const char *fn, int family, value v, net_addr *out) {
    bool six = family == AF_INET6;
    if (!is_kind(v, T_TUPLE)) {
        raise_error(t, E_TYPE_ERROR, "%s(): %s address must be tuple, not %T", fn,
                    six ? "AF_INET6" : "AF_INET", v);
        return false;
    }
    const tuple *parts = (const tuple *)as_obj(v);
    if (parts->len < 2 || parts->len > (six ? 4 : 2)) {
        raise_error(t, E_TYPE_ERROR,
                    six ? "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])"
                        : "AF_INET address must be a pair (host, port)");
        return false;
    }
    value host = parts->items[0];
    const char *text = host_text(t, &host);
    int64_t flow = 0, scope = 0;
    uint16_t port;
    if (text == NULL || !port_arg(t, fn, parts->items[1], &port) ||
        (parts->len > 2 && !int_arg(t, parts->items[2], &flow)) ||
        (parts->len > 3 && !int_arg(t, parts->items[3], &scope))) {
        return false;
    }
    if (flow < 0 || flow > 0xFFFFF) {
        raise_error(t, E_OVERFLOW_ERROR, "%s(): flowinfo must be 0-1048575.", fn);
        return false;
    }
    if (six) {
        out->in6.sin6_family = AF_INET6;
        out->in6.sin6_port = port;
        out->in6.sin6_flowinfo = htonl((uint32_t)flow);
        out->in6.sin6_scope_id = (uint32_t)scope;
        out->len = sizeof out->in6;
    } else {
        out->in.sin_family = AF_INET;
        out->in.sin_port = port;
        out->len = sizeof out->in;
    }
    return set_host(t, text, family, out);
}

static bool unix_from(thread *t, value v, net_addr *out) {
    const uint8_t *p;
    size_t n;
    value path =
        is_kind(v, T_STR) ? str_encode(t, (str *)as_obj(v), "utf-8", "surrogateescape") : v;
    if (path == NIL || !buffer_arg(t, path, &p, &n)) {
        return false;
    }
    bool abstract = n > 0 && p[0] == 0;
    if (n + (abstract ? 0 : 1) > sizeof out->un.sun_path) {
        raise_error(t, E_OS_ERROR, "AF_UNIX path too long");
        return false;
    }
    out->un.sun_family = AF_UNIX;
    memcpy(out->un.sun_path, p, n);
    out->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n + (abstract ? 0 : 1));
    return true;
}

bool net_addr_from(thread *t, const char *fn, int family, value v, net_addr *out) {
    memset(out, 0, sizeof *out);
    if (family == AF_INET || family == AF_INET6) {
        return inet_from(t, fn, family, v, out);
    }
    if (family == AF_UNIX) {
        return unix_from(t, v, out);
    }
    raise_error(t, E_OS_ERROR, "%s(): bad family", fn);
    return false;
}

static value unix_value(thread *t, const net_addr *a) {
    size_t n = a->len - offsetof(struct sockaddr_un, sun_path);
    if (a->len <= offsetof(struct sockaddr_un, sun_path)) {
        return str_from(t, "");
    }
    if (a->un.sun_path[0] == 0) {
        return bytes_new(t, a->un.sun_path, n);
    }
    return str_decode(t, a->un.sun_path, strnlen(a->un.sun_path, n), "surrogateescape");
}

value net_addr_value(thread *t, const net_addr *a) {
    char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 2];
    if (a->len == 0) {
        return NONE;
    }
    if (a->sa.sa_family == AF_UNIX) {
        return unix_value(t, a);
    }
    if (a->sa.sa_family == AF_INET) {
        inet_ntop(AF_INET, &a->in.sin_addr, text, sizeof text);
        value host = str_from(t, text);
        return host == NIL ? NIL : tuple_pair(t, host, from_small(ntohs(a->in.sin_port)));
    }
    if (a->sa.sa_family == AF_INET6) {
        /* getnameinfo, for the %interface of local addresses; it asks nobody */
        int r = getnameinfo(&a->sa, a->len, text, sizeof text, NULL, 0, NI_NUMERICHOST);
        value parts[4] = {
            r == 0 ? str_from(t, text) : net_gai_error(t, r), from_small(ntohs(a->in6.sin6_port)),
            from_small(ntohl(a->in6.sin6_flowinfo)), from_small(a->in6.sin6_scope_id)};
        return parts[0] == NIL ? NIL : tuple_of(t, parts, 4);
    }
    return tuple_pair(t, from_small(a->sa.sa_family),
                      bytes_new(t, a->sa.sa_data, sizeof a->sa.sa_data));
}

/* ---- the functions ---- */

static value found_list(thread *t, const struct addrinfo *found) {
    value l = list_new(t, 0);
    for (const struct addrinfo *p = found; l != NIL && p != NULL; p = p->ai_next) {
        net_addr a = {.len = p->ai_addrlen};
        memcpy(&a.any, p->ai_addr, p->ai_addrlen);
        value row[5] = {
            from_small(p->ai_family), from_small(p->ai_socktype), from_small(p->ai_protocol),
            str_from(t, p->ai_canonname != NULL ? p->ai_canonname : ""), net_addr_value(t, &a)};
        value v = row[3] == NIL || row[4] == NIL ? NIL : tuple_of(t, row, 5);
        if (v == NIL || !list_append(t, (list *)as_obj(l), v)) {
            return NIL;
        }
    }
    return l;
}

static bool optional_number(thread *t, value v, int *out) {
    int64_t i = 0;
    if (v != NIL && !int_arg(t, v, &i)) {
        return false;
    }
    *out = (int)i;
    return true;
}

/* A service: None, a port number or a name. */
static bool service_text(thread *t, value v, char number[24], const char **out) {
    const uint8_t *p;
    size_t n;
    int64_t port;
    if (v == NONE) {
        *out = NULL;
    } else if (is_any_int(v)) {
        if (!op_to_int64(t, v, &port)) {
            return false;
        }
        snprintf(number, 24, "%ld", (long)port);
        *out = number;
    } else if (is_kind(v, T_STR)) {
        *out = ((str *)as_obj(v))->data;
    } else if (bytes_view(v, &p, &n)) {
        *out = (const char *)p;
    } else {
        raise_error(t, E_OS_ERROR, "Int or String expected");
        return false;
    }
    return true;
}

static bool is_own_host(const char *host) {
    return host == NULL || strcmp(host, "localhost") == 0 || strchr(host, ':') != NULL ||
           host[strspn(host, "0123456789.")] == 0;
}

static value socket_getaddrinfo(thread *t, value *a, int n) {
    (void)n;
    struct addrinfo hints = {0}, *found;
    const char *host = NULL, *service;
    char number[24];
    if (a[0] != NONE) {
        if (!is_kind(a[0], T_STR) && !is_kind(a[0], T_BYTES)) {
            return raise_error(t, E_TYPE_ERROR, "getaddrinfo() argument 1 must be string or None");
        }
        host = host_text(t, &a[0]);
        if (host == NULL) {
            return NIL;
        }
    }
    if (!service_text(t, a[1], number, &service) || !optional_number(t, a[2], &hints.ai_family) ||
        !optional_number(t, a[3], &hints.ai_socktype) ||
        !optional_number(t, a[4], &hints.ai_protocol) ||
        !optional_number(t, a[5], &hints.ai_flags)) {
        return NIL;
    }
    if (gil_is_simulated(t->vm->gil)) {
        if (!is_own_host(host)) {
            return net_no_outside(t);
        }
        if (host != NULL && strcmp(host, "localhost") == 0) {
            host = hints.ai_family == AF_INET6 ? "::1" : "127.0.0.1";
        }
    }
    int r = look_up(t, host, service, &hints, &found);
    if (r != 0) {
        return net_gai_error(t, r);
    }
    value l = found_list(t, found);
    freeaddrinfo(found);
    return l;
}

static value socket_getnameinfo(thread *t, value *a, int n) {
    (void)n;
    int flags;
    char host[NI_MAXHOST], service[NI_MAXSERV];
    if (!optional_number(t, a[1], &flags)) {
        return NIL;
    }
    if (!is_kind(a[0], T_TUPLE)) {
        return raise_error(t, E_TYPE_ERROR, "getnameinfo() argument 1 must be a tuple");
    }
    net_addr addr;
    const tuple *parts = (const tuple *)as_obj(a[0]);
    value name = parts->len > 0 ? parts->items[0] : NIL;
    bool six = is_kind(name, T_STR) && strchr(((str *)as_obj(name))->data, ':') != NULL;
    if (!net_addr_from(t, "getnameinfo", six ? AF_INET6 : AF_INET, a[0], &addr)) {
        return NIL;
    }
    gil_block_begin(t->gil, GIL_WHY_CALL, 0);
    int r = getnameinfo(&addr.sa, addr.len, host, sizeof host, service, sizeof service, flags);
    gil_block_end(t->gil);
    if (r != 0) {
        return net_gai_error(t, r);
    }
    value first = str_from(t, host), second = str_from(t, service);
    return first == NIL || second == NIL ? NIL : tuple_pair(t, first, second);
}

static value socket_gethostbyname(thread *t, value *a, int n) {
    (void)n;
    net_addr addr = {.len = sizeof addr.in};
    char text[INET_ADDRSTRLEN];
    const char *host = host_text(t, &a[0]);
    if (host == NULL || !set_host(t, host, AF_INET, &addr)) {
        return NIL;
    }
    return str_from(t, inet_ntop(AF_INET, &addr.in.sin_addr, text, sizeof text));
}

static value host_triple(thread *t, const struct hostent *h) {
    char text[INET6_ADDRSTRLEN];
    value name = str_from(t, h->h_name), aliases = list_new(t, 0), addrs = list_new(t, 0);
    if (name == NIL || aliases == NIL || addrs == NIL) {
        return NIL;
    }
    for (char **p = h->h_aliases; *p != NULL; p++) {
        value v = str_from(t, *p);
        if (v == NIL || !list_append(t, (list *)as_obj(aliases), v)) {
            return NIL;
        }
    }
    for (char **p = h->h_addr_list; *p != NULL; p++) {
        value v = str_from(t, inet_ntop(h->h_addrtype, *p, text, sizeof text));
        if (v == NIL || !list_append(t, (list *)as_obj(addrs), v)) {
            return NIL;
        }
    }
    return tuple_of(t, (value[]){name, aliases, addrs}, 3);
}

/* By name (addr NULL) or by address; the system's own calls, in their reentrant form. */
static value host_by(thread *t, const char *name, const net_addr *addr) {
    struct hostent h, *found = NULL;
    int error = HOST_NOT_FOUND;
    char buf[8192];
#ifdef __linux__
    gil_block_begin(t->gil, GIL_WHY_CALL, 0);
    if (addr == NULL) {
        gethostbyname_r(name, &h, buf, sizeof buf, &found, &error);
    } else if (addr->sa.sa_family == AF_INET) {
        gethostbyaddr_r(&addr->in.sin_addr, 4, AF_INET, &h, buf, sizeof buf, &found, &error);
    } else {
        gethostbyaddr_r(&addr->in6.sin6_addr, 16, AF_INET6, &h, buf, sizeof buf, &found, &error);
    }
    gil_block_end(t->gil);
#else
    (void)h;
    (void)buf;
    found = addr == NULL                    ? gethostbyname(name)
            : addr->sa.sa_family == AF_INET ? gethostbyaddr(&addr->in.sin_addr, 4, AF_INET)
                                            : gethostbyaddr(&addr->in6.sin6_addr, 16, AF_INET6);
    error = h_errno;
#endif
    return found == NULL ? host_error(t, error) : host_triple(t, found);
}

static value socket_gethostbyname_ex(thread *t, value *a, int n) {
    (void)n;
    const char *host = host_text(t, &a[0]);
    net_addr addr;
    if (host == NULL || !set_host(t, host, AF_INET, &addr)) { /* its gaierror, as CPython */
        return NIL;
    }
    return host_by(t, host, NULL);
}

static value socket_gethostbyaddr(thread *t, value *a, int n) {
    (void)n;
    const char *host = host_text(t, &a[0]);
    net_addr addr = {0};
    if (host == NULL) {
        return NIL;
    }
    int family = strchr(host, ':') != NULL ? AF_INET6 : AF_INET;
    addr.any.ss_family = (sa_family_t)family;
    return set_host(t, host, family, &addr) ? host_by(t, NULL, &addr) : NIL;
}

static value socket_gethostname(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    char name[1024];
    if (gil_is_simulated(t->vm->gil)) {
        return str_from(t, "simulated");
    }
    if (gethostname(name, sizeof name - 1) < 0) {
        return raise_os_error(t, errno, NIL);
    }
    name[sizeof name - 1] = 0;
    return str_decode(t, name, strlen(name), "surrogateescape");
}

static const char *text_arg(thread *t, const char *fn, value v) {
    if (!is_kind(v, T_STR)) {
        bad_argument(t, fn, "argument 1", "str", v);
        return NULL;
    }
    return str_c(t, v);
}

static value socket_getservbyname(thread *t, value *a, int n) {
    (void)n;
    const char *name = text_arg(t, "getservbyname", a[0]), *proto = NULL;
    if (name == NULL || (a[1] != NIL && (proto = str_c(t, a[1])) == NULL)) {
        return NIL;
    }
    const struct servent *s = getservbyname(name, proto);
    return s == NULL ? raise_error(t, E_OS_ERROR, "service/proto not found")
                     : from_small(ntohs((uint16_t)s->s_port));
}

static value socket_getservbyport(thread *t, value *a, int n) {
    (void)n;
    int64_t port;
    const char *proto = NULL;
    if (!op_to_int64(t, a[0], &port) || (a[1] != NIL && (proto = str_c(t, a[1])) == NULL)) {
        return NIL;
    }
    if (port < 0 || port > 65535) {
        return raise_error(t, E_OVERFLOW_ERROR, "getservbyport: port must be 0-65535.");
    }
    const struct servent *s = getservbyport(htons((uint16_t)port), proto);
    return s == NULL ? raise_error(t, E_OS_ERROR, "port/proto not found") : str_from(t, s->s_name);
}

static value socket_getprotobyname(thread *t, value *a, int n) {
    (void)n;
    const char *name = text_arg(t, "getprotobyname", a[0]);
    if (name == NULL) {
        return NIL;
    }
    const struct protoent *p = getprotobyname(name);
    return p == NULL ? raise_error(t, E_OS_ERROR, "protocol not found") : from_small(p->p_proto);
}

static value socket_inet_aton(thread *t, value *a, int n) {
    (void)n;
    struct in_addr out;
    const char *text = text_arg(t, "inet_aton", a[0]);
    return text == NULL                 ? NIL
           : inet_aton(text, &out) == 0 ? raise_error(t, E_OS_ERROR,
                                                      "illegal IP address string passed to "
                                                      "inet_aton")
                                        : bytes_new(t, &out, 4);
}

static value socket_inet_ntoa(thread *t, value *a, int n) {
    (void)n;
    const uint8_t *p;
    size_t len;
    char text[INET_ADDRSTRLEN];
    if (!buffer_arg(t, a[0], &p, &len)) {
        return NIL;
    }
    if (len != 4) {
        return raise_error(t, E_OS_ERROR, "packed IP wrong length for inet_ntoa");
    }
    return str_from(t, inet_ntop(AF_INET, p, text, sizeof text));
}

static value socket_inet_pton(thread *t, value *a, int n) {
    (void)n;
    int64_t family;
    uint8_t out[16];
    if (!int_arg(t, a[0], &family)) {
        return NIL;
    }
    const char *text = text_arg(t, "inet_pton", a[1]);
    if (text == NULL) {
        return NIL;
    }
    int r = inet_pton((int)family, text, out);
    return r < 0    ? raise_os_error(t, errno, NIL)
           : r == 0 ? raise_error(t, E_OS_ERROR, "illegal IP address string passed to inet_pton")
                    : bytes_new(t, out, family == AF_INET ? 4 : 16);
}

static value socket_inet_ntop(thread *t, value *a, int n) {
    (void)n;
    int64_t family;
    const uint8_t *p;
    size_t len;
    char text[INET6_ADDRSTRLEN];
    if (!int_arg(t, a[0], &family) || !buffer_arg(t, a[1], &p, &len)) {
        return NIL;
    }
    if (family != AF_INET && family != AF_INET6) {
        return raise_error(t, E_VALUE_ERROR, "unknown address family %d", (int)family);
    }
    if (len != (family == AF_INET ? 4 : 16)) {
        return raise_error(t, E_VALUE_ERROR, "invalid length of packed IP address string");
    }
    return str_from(t, inet_ntop((int)family, p, text, sizeof text));
}

/* Numbers between the machine's order of bytes and the network's. */
static bool order_arg(thread *t, const char *fn, value v, int bits, uint64_t *out) {
    int64_t i;
    value number = op_index(t, v);
    if (number == NIL) {
        return false;
    }
    if (int_sign(number) < 0) {
        raise_error(t, E_OVERFLOW_ERROR,
                    bits == 16 ? "%s: can't convert negative Python int to C 16-bit unsigned "
                                 "integer"
                               : "can't convert negative value to unsigned int",
                    fn);
        return false;
    }
    if (!int_to_int64(number, &i) || i >> bits != 0) {
        raise_error(t, E_OVERFLOW_ERROR,
                    bits == 16 ? "%s: Python int too large to convert to C 16-bit unsigned integer"
                               : "int larger than 32 bits",
                    fn);
        return false;
    }
    *out = (uint64_t)i;
    return true;
}

#define ORDER_CALL(name, bits)                                                                    \
    static value socket_##name(thread *t, value *a, int n) {                                      \
        (void)n;                                                                                  \
        uint64_t i;                                                                               \
        return order_arg(t, #name, a[0], bits, &i) ? from_small((int64_t)name((uint##bits##_t)i)) \
                                                   : NIL;                                         \
    }
ORDER_CALL(htons, 16)
ORDER_CALL(ntohs, 16)
ORDER_CALL(htonl, 32)
ORDER_CALL(ntohl, 32)
#undef ORDER_CALL

static value socket_if_nameindex(thread *t, value *a, int n) {
    (void)a;
    (void)n;
    struct if_nameindex *all = if_nameindex();
    if (all == NULL) {
        return raise_os_error(t, errno, NIL);
    }
    value l = list_new(t, 0);
    for (struct if_nameindex *p = all; l != NIL && p->if_index != 0; p++) {
        value name = str_from(t, p->if_name);
        value pair = name == NIL ? NIL : tuple_pair(t, from_small(p->if_index), name);
        if (pair == NIL || !list_append(t, (list *)as_obj(l), pair)) {
            l = NIL;
        }
    }
    if_freenameindex(all);
    return l;
}

static value socket_if_nametoindex(thread *t, value *a, int n) {
    (void)n;
    const char *name = text_arg(t, "if_nametoindex", a[0]);
    if (name == NULL) {
        return NIL;
    }
    unsigned index = if_nametoindex(name);
    return index == 0 ? raise_error(t, E_OS_ERROR, "no interface with this name")
                      : from_small(index);
}

static value socket_if_indextoname(thread *t, value *a, int n) {
    (void)n;
    char name[IF_NAMESIZE];
    int64_t index;
    if (!is_any_int(a[0])) {
        return raise_error(t, E_TYPE_ERROR, "an integer is required");
    }
    if (!op_to_int64(t, a[0], &index)) {
        return NIL;
    }
    return if_indextoname((unsigned)index, name) == NULL ? raise_os_error(t, errno, NIL)
                                                         : str_from(t, name);
}

static const native_def net_name_functions[] = {
    {"getaddrinfo", socket_getaddrinfo, "host, port, family=0, type=0, proto=0, flags=0", 0,
     "getaddrinfo(host, port [, family, type, proto, flags])\n    -> list of (family, type, proto, "
     "canonname, sockaddr)\n\nResolve host and port into addrinfo struct."},
    {"getnameinfo", socket_getnameinfo, "sockaddr, flags, /", 0,
     "getnameinfo(sockaddr, flags) --> (host, port)\n\nGet host and port for a sockaddr."},
    {"gethostbyname", socket_gethostbyname, "host, /", 0,
     "gethostbyname(host) -> address\n\nReturn the IP address (a string of the form "
     "'255.255.255.255') for a host."},
    {"gethostbyname_ex", socket_gethostbyname_ex, "host, /", 0,
     "gethostbyname_ex(host) -> (name, aliaslist, addresslist)"},
    {"gethostbyaddr", socket_gethostbyaddr, "host, /", 0,
     "gethostbyaddr(host) -> (name, aliaslist, addresslist)"},
    {"gethostname", socket_gethostname, "", 0,
     "gethostname() -> string\n\nReturn the current host name."},
    {"getservbyname", socket_getservbyname, "servicename, protocolname=None, /", 0,
     "Return a port number from a service name and protocol name."},
    {"getservbyport", socket_getservbyport, "port, protocolname=None, /", 0,
     "Return the service name from a port number and protocol name."},
    {"getprotobyname", socket_getprotobyname, "name, /", 0,
     "Return the protocol number for the named protocol."},
    {"inet_aton", socket_inet_aton, "ip_addr, /", 0,
     "Convert an IP address in string format (123.45.67.89) to the 32-bit packed binary format."},
    {"inet_ntoa", socket_inet_ntoa, "packed_ip, /", 0,
     "Convert an IP address from 32-bit packed binary format to string format"},
    {"inet_pton", socket_inet_pton, "af, ip, /", 0,
     "Convert an IP address from string format to a packed string."},
    {"inet_ntop", socket_inet_ntop, "af, packed_ip, /", 0,
     "Convert a packed IP address of the given family to string format."},
    {"htons", socket_htons, "x, /", 0,
     "Convert a 16-bit unsigned integer from host to network byte order."},
    {"ntohs", socket_ntohs, "x, /", 0,
     "Convert a 16-bit unsigned integer from network to host byte order."},
    {"htonl", socket_htonl, "x, /", 0, "Convert a 32-bit integer from host to network byte order."},
    {"ntohl", socket_ntohl, "x, /", 0, "Convert a 32-bit integer from network to host byte order."},
    {"if_nameindex", socket_if_nameindex, "", 0,
     "Returns a list of network interface information (index, name) tuples."},
    {"if_indextoname", socket_if_indextoname, "if_index, /", 0,
     "if_indextoname(if_index)\n\nReturns the interface name corresponding to the interface index "
     "if_index."},
    {"if_nametoindex", socket_if_nametoindex, "if_name, /", 0,
     "Returns the interface index corresponding to the interface name if_name."},
    {0},
};

/* class gaierror(OSError), class herror(OSError), named as CPython names them. */
static value make_error(thread *t, const char *name) {
    dict *ns = dict_new(t);
    value base = from_obj(t->vm->exc[E_OS_ERROR]), module_name = str_from(t, "socket");
    if (ns == NULL || module_name == NIL || !dict_set_str(t, ns, N(t, __module__), module_name)) {
        return NIL;
    }
    value args[3] = {str_from(t, name), tuple_of(t, &base, 1), from_obj(ns)};
    return args[0] == NIL || args[1] == NIL
               ? NIL
               : call_values(t, from_obj(t->vm->types[T_TYPE]), args, 3, NIL);
}

bool net_names_init(thread *t, module *m) {
    value gai = make_error(t, "gaierror"), host = make_error(t, "herror");
    return gai != NIL && host != NIL &&
           module_add_functions(t, m, net_name_functions, "socketpair") &&
           module_set(t, m, "gaierror", gai) && module_set(t, m, "herror", host);
}
