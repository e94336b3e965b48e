#!/bin/sh
# Fuzzes the compiler and the loop: builds tests/fuzz/fuzz.c with libFuzzer and runs it.
#
#   tests/fuzz/run.sh [SECONDS]      60 by default; without clang: runs the corpus once and stops
#
#   CC=clang     must be a clang with -fsanitize=fuzzer
#   WORK=dir     objects, new inputs and crashes (build/fuzz): WORK/found grows from run to run,
#                and WORK/crash-* are inputs that failed: `WORK/fuzz WORK/crash-...` shows one again
#   JOBS=2       for the build
#
# An input worth keeping goes to tests/fuzz/corpus under a name that says what it is.
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
cd "$root" || exit 2
seconds=${1:-60} work=${WORK:-build/fuzz}
case $work in /*) ;; *) work=$root/$work ;; esac
mkdir -p "$work/found" "$work/empty" || exit 2
cc=${CC:-clang} kind=fuzzer
echo 'int LLVMFuzzerTestOneInput(const char *p, unsigned long n) { return p == 0 && n == 1; }' >"$work/probe.c"
if ! "$cc" -fsanitize=fuzzer -o "$work/probe" "$work/probe.c" 2>/dev/null; then
    cc=${CC:-cc} kind=none
    echo "run.sh: no libFuzzer with $cc: running the corpus only" >&2
fi

# The library with coverage and sanitizers; then the target. libFuzzer brings main().
extra=${CFLAGS-}
sanitizers=address,undefined cflags='' link=-fsanitize=$sanitizers target=-DFUZZ_MAIN
if [ $kind = fuzzer ]; then
    cflags=-fsanitize=fuzzer-no-link link=-fsanitize=fuzzer,$sanitizers target=
fi
make CC="$cc" SAN=$sanitizers CFLAGS="$cflags $extra" BUILD="$work" BIN="$work/gilvm" \
    -j "${JOBS:-2}" "$work/libgilvm.a" || exit 2
libs=$(pkg-config --libs libuv gmp libutf8proc libedit 2>/dev/null) || libs='-luv -lgmp -lutf8proc -ledit'
# The lists of words are meant to be split.
# shellcheck disable=SC2086
"$cc" -std=gnu11 -g -O1 -Wall -Wextra -fno-strict-aliasing -fno-pie -no-pie -fno-omit-frame-pointer -I. \
    -DGILVM_SANITIZED $target $link -o "$work/fuzz" tests/fuzz/fuzz.c "$work/libgilvm.a" $libs -lm -lpthread || exit 2

# Leaks count: each input's VM is freed. ASAN_OPTIONS=detect_leaks=0 to go on while there is a known one.
export ASAN_OPTIONS="detect_stack_use_after_return=0:allocator_may_return_null=1:$ASAN_OPTIONS"
export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1:$UBSAN_OPTIONS"
cd "$work/empty" || exit 2      # an input that did write a file would write it here
if [ $kind = none ]; then
    exec "$work/fuzz" "$root/tests/fuzz/corpus"
fi
exec "$work/fuzz" -max_total_time="$seconds" -max_len=4096 -timeout=30 -rss_limit_mb=2048 \
    -dict="$root/tests/fuzz/gilvm.dict" -artifact_prefix="$work/" -print_final_stats=1 \
    "$work/found" "$root/tests/fuzz/corpus"
