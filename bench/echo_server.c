/* echo_server.c: sends back what it gets, for bench/threads/convoy.py.
 *
 *     echo_server          TCP on 127.0.0.1, one connection after the other; prints its port
 *     echo_server IN OUT   from one named pipe to the other, again and again
 *
 * Ends when it is killed.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static void echo(int from, int to) {
    char data[4096];
    ssize_t n;
    while ((n = read(from, data, sizeof data)) > 0 && write(to, data, (size_t)n) == n) {
    }
    close(from);
    if (to != from) {
        close(to);
    }
}

static int over_pipes(const char *in, const char *out) {
    for (;;) {
        int from = open(in, O_RDONLY);
        int to = open(out, O_WRONLY);
        if (from < 0 || to < 0) {
            return 1;
        }
        echo(from, to);
    }
}

static int over_tcp(void) {
    struct sockaddr_in a = {.sin_family = AF_INET};
    socklen_t len = sizeof a;
    int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof a) != 0 || listen(s, 8) != 0 ||
        getsockname(s, (struct sockaddr *)&a, &len) != 0) {
        return 1;
    }
    printf("%d\n", ntohs(a.sin_port));
    fflush(stdout);
    for (;;) {
        int c = accept(s, NULL, NULL);
        setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        echo(c, c);
    }
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN);
    return argc == 3 ? over_pipes(argv[1], argv[2]) : over_tcp();
}
