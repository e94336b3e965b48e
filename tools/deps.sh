#!/bin/sh
# Installs what gilvm is built and tested with, if it is missing: gcc, clang, make, pkg-config, libuv, GMP, utf8proc,
# libedit, cmocka. Knows apt (Debian, Ubuntu), dnf (Fedora), apk (Alpine) and brew (macOS); says what it does.
missing=
for lib in libuv gmp libutf8proc libedit cmocka; do
    pkg-config --exists "$lib" 2>/dev/null || missing="$missing $lib"
done
for tool in gcc clang make pkg-config diff; do
    command -v "$tool" >/dev/null || missing="$missing $tool"
done
# The sanitizers' libraries of clang come in a package of their own on some systems.
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
if command -v apt-get >/dev/null; then
    run $sudo apt-get update -qq
    run $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        gcc clang llvm make pkg-config libc6-dev diffutils binutils \
        libuv1-dev libgmp-dev libutf8proc-dev libedit-dev libcmocka-dev
elif command -v dnf >/dev/null; then
    run $sudo dnf install -y gcc clang compiler-rt libasan libubsan libtsan make pkgconf-pkg-config diffutils binutils \
        libuv-devel gmp-devel utf8proc-devel libedit-devel libcmocka-devel
elif command -v apk >/dev/null; then
    run $sudo apk add gcc clang compiler-rt musl-dev make pkgconf diffutils binutils coreutils bash \
        libuv-dev gmp-dev utf8proc-dev libedit-dev cmocka-dev
elif command -v brew >/dev/null; then
    run brew install libuv gmp utf8proc libedit cmocka pkg-config coreutils
else
    echo "deps: no apt-get, dnf, apk or brew here. Install by hand:$missing" >&2
    exit 1
fi
