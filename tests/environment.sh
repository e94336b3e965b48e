# shellcheck shell=sh
# environment.sh: what a script's output depends on besides the script itself, the same for everybody who runs a test.
# To be sourced, by the scripts of this folder and of tools/.
for name in $(env | sed -n 's/^\(PYTHON[A-Z0-9]*\)=.*/\1/p'); do
    unset "$name"
done
export PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 COLUMNS=80 TZ=UTC LC_ALL=C.UTF-8
