/* many_floor.c: what many threads cost the system itself, by libuv's thin wrappers: N threads
 * started and joined one after the other, and SLEEPERS threads with small stacks that each sleep
 * for 10 ms ten times. Prints rate=THREADS a second and ms=MILLISECONDS for the sleepers.
 * bench/bars compiles it and shows it beside threading's figures; CPython's bar may lie below it.
 */
#include <uv.h>

#include <stdio.h>
#include <stdlib.h>

static void nothing(void *arg) {
    (void)arg;
}

static void sleeper(void *arg) {
    (void)arg;
    for (int i = 0; i < 10; i++) {
        uv_sleep(10);
    }
}

int main(int argc, char **argv) {
    long n = argc > 1 ? atol(argv[1]) : 3000;
    long sleepers = argc > 2 ? atol(argv[2]) : 10000;
    uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE, .stack_size = 256 << 10};
    uv_thread_t *threads = calloc((size_t)sleepers + 1, sizeof *threads);
    if (threads == NULL) {
        return 1;
    }
    uint64_t begin = uv_hrtime();
    for (long i = 0; i < n; i++) {
        if (uv_thread_create_ex(threads, &options, nothing, NULL) != 0) {
            return 1;
        }
        uv_thread_join(threads);
    }
    double rate = (double)n / ((double)(uv_hrtime() - begin) / 1e9);
    begin = uv_hrtime();
    for (long i = 0; i < sleepers; i++) {
        if (uv_thread_create_ex(&threads[i], &options, sleeper, NULL) != 0) {
            return 1;
        }
    }
    for (long i = 0; i < sleepers; i++) {
        uv_thread_join(&threads[i]);
    }
    printf("rate=%.0f ms=%.3f\n", rate, (double)(uv_hrtime() - begin) / 1e6);
    free(threads);
    return 0;
}
