#!/bin/bash
# What `make test` and CI run. Each step prints a line; what fails is shown in full. The last line sums up.
#
#   ALL_STEPS="gcc clang asan tsan arrows fuzz"   which steps; by default all
cd "$(dirname "$0")/.." || exit 2
make=${MAKE:-make}
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
export JOBS=$jobs
passed=0 failed=0
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT

# step NAME COMMAND...: its "N passed, N failed" lines are added up; without one, or with a bad exit code, it counts as one failure.
step() {
    local name=$1 ok=0 bad=0 began=$SECONDS code
    shift
    "$@" >"$log" 2>&1
    code=$?
    read -r ok bad < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log" |
        awk '{ a += $1; b += $2 } END { print a + 0, b + 0 }')
    if [ "$code" != 0 ] && [ "$bad" = 0 ]; then
        bad=1
    elif [ "$ok" = 0 ] && [ "$bad" = 0 ]; then
        ok=1
    fi
    [ "$bad" = 0 ] || tail -n 400 "$log"
    echo "$name: $ok passed, $bad failed ($((SECONDS - began)) s)"
    passed=$((passed + ok)) failed=$((failed + bad))
    [ "$bad" = 0 ]
}

has() { case " ${ALL_STEPS:-gcc clang asan tsan arrows fuzz} " in *" $1 "*) ;; *) return 1 ;; esac; }

# with COMPILER FOLDER: builds, then unit and golden tests.
with() {
    local cc=$1 dir=$2 bin=$3
    local args=(CC="$cc" BUILD="$dir" BIN="$bin")
    step "$cc: build" "$make" -j"$jobs" "${args[@]}" all || return
    step "$cc: unit tests" "$make" -j"$jobs" "${args[@]}" unit
    [ "$cc" = gcc ] && step "documents are fresh" "$make" "${args[@]}" docs-check
    step "$cc: schedules" env GILVM="$bin" tests/schedules.sh
    step "$cc: golden tests" env GILVM="$bin" tests/run.sh lang errors robust threads
}

# An empty script's peak memory stays under 4 MiB.
small_at_start() {
    local time kib
    time=$(type -P time) || { echo "left out: no GNU time here"; return; }
    kib=$("$time" -f %M "$1" -c pass 2>&1) && echo "$kib KiB" && [ "$kib" -lt 4096 ]
}

if has arrows; then step "arrows" tools/arrows.sh; fi
if has gcc; then
    with gcc build ./gilvm
    step "memory of an empty script" small_at_start ./gilvm
    step "ticks are exact" env GILVM=./gilvm tests/ticks.sh
    step "examples" env GILVM=./gilvm tests/examples.sh
    # What CPython can run of them prints the same there.
    if command -v python3.11 >/dev/null; then step "examples under CPython" env GILVM=python3.11 tests/examples.sh; fi
    step "figures are fresh" env GILVM=./gilvm tools/figures.sh --check
    step "tours" env GILVM=./gilvm tests/tours.sh
    step "recordings" env GILVM=./gilvm POLICIES="tick:1 interval" tests/replay.sh
    step "traces and what is said of them" env GILVM=./gilvm TRACE_POLICIES=tick:100 tests/trace.sh
    step "the page in a browser" env GILVM=./gilvm tests/page.sh
    step "bench" env GILVM=./gilvm tests/bench.sh
    step "core without libuv" "$make" -j"$jobs" CC=gcc BUILD=build core
fi
if has clang; then with clang build/clang build/clang/gilvm; fi
if has asan; then
    step "address, undefined: build" "$make" -j"$jobs" SAN=address,undefined BUILD=build/asan BIN=build/asan/gilvm all &&
        step "address, undefined: golden tests" "$make" check-asan &&
        step "address, undefined: schedules" env GILVM=build/asan/gilvm ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0 \
            tests/schedules.sh
fi
if has gcc && has clang && has asan; then
    step "simulated runs, the same in all builds" env ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0 \
        tests/hashes.sh ./gilvm build/clang/gilvm build/asan/gilvm
fi
if has tsan; then
    step "thread sanitizer: build" "$make" -j"$jobs" SAN=thread BUILD=build/tsan BIN=build/tsan/gilvm all &&
        step "thread sanitizer: tests" "$make" check-tsan
fi
if has fuzz; then step "fuzzing for a minute" tests/fuzz/run.sh 60; fi
echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
