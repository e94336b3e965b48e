/* pingpong_floor.c: the least that a hand-over between two threads costs with libuv: two threads
 * pass a turn by a mutex and a condition variable, N times each. Prints rate=TURNS a second.
 * bench/bars compiles it and compares threading's hand-overs with it.
 */
#include <uv.h>

#include <stdio.h>
#include <stdlib.h>

typedef struct table {
    uv_mutex_t mutex;
    uv_cond_t changed[2];
    int whose;
    long n;
} table;

typedef struct player {
    table *t;
    int me;
} player;

static void play(void *arg) {
    player *p = arg;
    table *t = p->t;
    for (long i = 0; i < t->n; i++) {
        uv_mutex_lock(&t->mutex);
        while (t->whose != p->me) {
            uv_cond_wait(&t->changed[p->me], &t->mutex);
        }
        t->whose = 1 - p->me;
        uv_cond_signal(&t->changed[1 - p->me]);
        uv_mutex_unlock(&t->mutex);
    }
}

int main(int argc, char **argv) {
    table t = {.n = argc > 1 ? atol(argv[1]) : 100000};
    player players[2] = {{&t, 0}, {&t, 1}};
    uv_thread_t threads[2];
    uv_mutex_init(&t.mutex);
    for (int i = 0; i < 2; i++) {
        uv_cond_init(&t.changed[i]);
    }
    uint64_t begin = uv_hrtime();
    for (int i = 0; i < 2; i++) {
        if (uv_thread_create(&threads[i], play, &players[i]) != 0) {
            return 1;
        }
    }
    for (int i = 0; i < 2; i++) {
        uv_thread_join(&threads[i]);
    }
    printf("rate=%.0f\n", 2.0 * (double)t.n / ((double)(uv_hrtime() - begin) / 1e9));
    return 0;
}
