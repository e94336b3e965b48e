#!/bin/sh
# Installs what is missing. `deps.sh` alone: what gilvm is built with: a C compiler, make, pkg-config, libuv, GMP, utf8proc, libedit. `deps.sh test`:
# what its tests want as well: gcc and clang, cmocka, and a browser with its driver for the time line's page (without one those
# tests are left out). Knows apt (Debian, Ubuntu), dnf (Fedora), apk (Alpine) and brew (macOS); says what it does.
libs='libuv gmp libutf8proc libedit' tools='make pkg-config' browser=
if [ "$1" = test ]; then
    libs="$libs cmocka" tools="gcc clang diff $tools"
    [ "$(uname)" = Darwin ] || browser=chromedriver
fi
missing=
for lib in $libs; do
    pkg-config --exists "$lib" 2>/dev/null || missing="$missing $lib"
done
for tool in $tools; do
    command -v "$tool" >/dev/null || missing="$missing $tool"
done
command -v "${CC:-gcc}" >/dev/null || command -v clang >/dev/null || command -v cc >/dev/null || missing="$missing gcc"
[ -z "$browser" ] || command -v "$browser" >/dev/null || missing="$missing $browser"
if [ -z "$missing" ]; then
    echo "deps: nothing is missing"
    exit 0
fi
echo "deps: missing:$missing"

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
run() {
    echo "deps: $*"
    "$@" || { echo "deps: that failed; install by hand:$missing" >&2; exit 1; }
}
# The browser may fail to come: its tests are left out then.
try() {
    echo "deps: $*"
    "$@" || echo "deps: that failed; the tests in a browser will be left out" >&2
}
if command -v apt-get >/dev/null; then
    install="$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends"
    run $sudo apt-get update -qq
    run $install gcc make pkg-config libc6-dev binutils libuv1-dev libgmp-dev libutf8proc-dev libedit-dev
    [ "$1" != test ] || run $install clang llvm diffutils libcmocka-dev
    [ -z "$browser" ] || try $install chromium chromium-driver
elif command -v dnf >/dev/null; then
    run $sudo dnf install -y gcc make pkgconf-pkg-config binutils libuv-devel gmp-devel utf8proc-devel libedit-devel
    [ "$1" != test ] || run $sudo dnf install -y clang compiler-rt libasan libubsan libtsan diffutils libcmocka-devel
    [ -z "$browser" ] || try $sudo dnf install -y chromium chromedriver
elif command -v apk >/dev/null; then
    run $sudo apk add gcc musl-dev make pkgconf binutils libuv-dev gmp-dev utf8proc-dev libedit-dev
    [ "$1" != test ] || run $sudo apk add clang compiler-rt diffutils coreutils bash cmocka-dev
    [ -z "$browser" ] || try $sudo apk add chromium chromium-chromedriver
elif command -v brew >/dev/null; then
    run brew install libuv gmp utf8proc libedit pkg-config
    [ "$1" != test ] || run brew install cmocka coreutils
else
    echo "deps: no apt-get, dnf, apk or brew here. Install by hand:$missing" >&2
    exit 1
fi
