#!/bin/sh
# Fails on an include from a lower part to an upper one: the arrows of docs/architecture.md.
#
#   cli -> stdlib, compiler, vm, gil     stdlib -> vm, gil/{gil,host,record}.h
#   compiler -> vm                       vm -> gil/{gil,record}.h   gil -> nothing
#   <uv.h>: gil/host_uv.c, stdlib/ and cli/ only; compiler/compile.h: mod_import.c and builtins.c; gil/trace.h: mod_gil.c
cd "$(dirname "$0")/.." || exit 2
grep -n '^#include' gil/*.[ch] vm/*.[ch] compiler/*.[ch] stdlib/*.[ch] cli/*.[ch] | awk -F: '
    function bad(why) { print $1 ":" $2 ": " $3 " (" why ")"; wrong++ }
    {
        split($1, path, "/"); from = path[1]; line = $3
        if (line ~ /<uv\.h>/) {
            if (from == "vm" || from == "compiler" || (from == "gil" && $1 != "gil/host_uv.c")) bad("libuv")
            next
        }
        if (line !~ /"[a-z]+\//) next
        file = line; sub(/^[^"]*"/, "", file); sub(/".*/, "", file)
        split(file, to, "/")
        if (from == to[1] || from == "cli") next
        if (from == "gil") bad("gil stands on nothing")
        else if (from == "vm" && file !~ /^gil\/(gil|record)\.h$/) bad("vm may see gil/gil.h and gil/record.h only")
        else if (from == "compiler" && to[1] != "vm") bad("compiler may see vm only")
        else if (from == "stdlib") {
            if (to[1] == "cli") bad("turns back")
            if (to[1] == "compiler" && file != "compiler/compile.h") bad("compiler/compile.h only")
            if (file == "gil/trace.h" && $1 != "stdlib/mod_gil.c") bad("mod_gil.c only")
            if (to[1] == "gil" && file !~ /^gil\/(gil|host|trace|record)\.h$/) bad("gil/gil.h only")
        }
    }
    END { if (wrong) exit 1; print "1 passed, 0 failed" }' || { echo "0 passed, 1 failed"; exit 1; }
