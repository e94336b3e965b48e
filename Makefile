# gilvm: `make` builds ./gilvm, `make help` lists everything else.
#
#   CC=clang          the compiler: gcc >= 12 (default) or clang >= 14
#   BUILD=dir BIN=x   where objects and the binary go (build/ and ./gilvm)
#   OPT=-O0           optimisation; DEBUG=1: -Og -g and the checks of VM_ASSERT; SAN=address,undefined: sanitizers
#   SHARED=1          libraries stay shared objects, also where their archives are installed
#   WERROR=           warnings do not stop the build
#   T=dict            tests: only those whose SUITE/NAME contains this
#   V=1               shows the commands
#   PREFIX=/usr/local where `make install` puts things (and DESTDIR)

MAKEFLAGS += --no-print-directory
Q = $(if $(V),,@)
say = $(if $(V),,@echo '  $(1)')
ifeq ($(origin CC),default)
CC := gcc
endif
BUILD ?= build
BIN ?= ./gilvm
PREFIX ?= /usr/local
WERROR ?= -Werror
OPT ?= -O2
PKG_CONFIG ?= pkg-config
jobs := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# ---- flags ----
is_clang := $(findstring clang,$(shell $(CC) --version 2>/dev/null | head -n 1))
uname := $(shell uname -s)

pkg = $(shell $(PKG_CONFIG) $(1) $(2) 2>/dev/null)
libs = libuv gmp libutf8proc libedit
pkg_cflags := $(call pkg,--cflags,$(libs))
pkg_libs := $(or $(call pkg,--libs,$(libs)),-luv -lgmp -lutf8proc -ledit)
ifeq ($(uname),Darwin)
brew := $(shell brew --prefix 2>/dev/null)
ifneq ($(brew),)
pkg_cflags += -I$(brew)/include
pkg_libs := -L$(brew)/lib $(pkg_libs)
endif
endif

warnings = -Wall -Wextra $(if $(is_clang),-Wshadow,-Wshadow=local) -Wstrict-prototypes -Wmissing-prototypes $(WERROR)
base_flags = -std=gnu11 -fno-strict-aliasing $(warnings) -I. $(pkg_cflags)
link_flags =
# Position-independent code costs the loop a register's worth of speed.
ifneq ($(uname),Darwin)
base_flags += -fno-pie
link_flags += -no-pie
endif
ifdef DEBUG
OPT = -Og -g
base_flags += -DGILVM_DEBUG
endif
ifdef SAN
OPT = -O1 -g -fno-omit-frame-pointer
base_flags += -fsanitize=$(SAN) -fno-sanitize-recover=undefined -DGILVM_SANITIZED
link_flags += -fsanitize=$(SAN)
endif
all_cflags = $(base_flags) $(OPT) $(CFLAGS)
all_libs = $(pkg_libs) -lm -lpthread $(LDLIBS)

# Where their archives are installed, the libraries are linked into the binary: finding and joining ten shared objects is a third
# of the time from start to exit of an empty script. SHARED=1: as everywhere else.
archives :=
ifeq ($(uname)$(SHARED)$(SAN),Linux)
archive_names = uv_a gmp utf8proc edit tinfo bsd md
archives := $(filter /%,$(foreach n,$(archive_names),$(shell $(CC) -print-file-name=lib$(n).a)))
ifneq ($(words $(archives)),$(words $(archive_names)))
archives :=
endif
endif

# The functions that an empty script runs lie side by side in the binary: a page that is looked at brings its neighbours into memory,
# so they cost a fifth less of it together. A linker that does not know such a list goes without.
ifeq ($(uname)$(DEBUG)$(SAN),Linux)
base_flags += -ffunction-sections
start_order = -Wl,-T,tools/startup.ld
endif

# Computed goto: the jump at the end of each instruction must stay its own, or the branch predictor sees one jump for all.
ifeq ($(is_clang),)
eval_flags = -fno-gcse -fno-crossjumping
endif

# ---- files ----
folders = vm compiler gil stdlib
lib_src := $(wildcard $(addsuffix /*.c,$(folders)))
cli_src := $(wildcard cli/*.c)
lib_obj := $(lib_src:%.c=$(BUILD)/%.o) $(BUILD)/lib_modules.o
page_src := $(wildcard cli/page/page.*)
cli_obj := $(cli_src:%.c=$(BUILD)/%.o) $(BUILD)/page.o
py_src := $(shell find stdlib/lib -name '*.py' | LC_ALL=C sort)
cli_py_src := $(shell find cli/lib -name '*.py' | LC_ALL=C sort)
unit_src := $(wildcard tests/unit/test_*.c)
unit_bin := $(unit_src:tests/unit/%.c=$(BUILD)/unit/%)
sources := $(wildcard $(addsuffix /*.[ch],$(folders) cli tools tests/unit tests/fuzz))

.PHONY: all debug demo picture startup test check check-policy check-matrix check-asan check-tsan unit golden docs docs-check deps install uninstall arrows \
	headers format lint bench bench-compare bench-baseline bench-cycle core clean help fuzz ticks replay examples schedules figures fidelity FORCE
.DELETE_ON_ERROR:
.SECONDARY:

## all           the release binary: ./gilvm (default)
all: $(BIN)

link = $(CC) $(link_flags) $(LDFLAGS) -o $@ $(cli_obj) $(BUILD)/libgilvm.a
best_libs = $(if $(archives),$(archives) -lm -lpthread -ldl -lrt $(LDLIBS),$(all_libs))
$(BIN): $(cli_obj) $(BUILD)/libgilvm.a tools/startup.ld
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(Q)$(link) $(start_order) $(best_libs) 2>/dev/null || $(link) $(all_libs)

# Made anew each time: an object whose source is gone must not stay in it.
$(BUILD)/libgilvm.a: $(lib_obj)
	@rm -f $@
	@$(AR) rcs $@ $(lib_obj)

# Objects are made anew when the flags change.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(all_cflags) $(eval_flags)' | cmp -s - $@ || echo '$(CC) $(all_cflags) $(eval_flags)' >$@
FORCE:

$(BUILD)/vm/eval.o: extra_flags = $(eval_flags)
$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$(Q)$(CC) $(all_cflags) $(extra_flags) -MMD -MP -c -o $@ $<

# The modules written in Python, as text in a C array.
$(BUILD)/embed: tools/embed.c $(BUILD)/flags
	$(call say,LINK $@)
	$(Q)$(CC) $(all_cflags) $(link_flags) -o $@ $<
$(BUILD)/lib_modules.c: $(BUILD)/embed $(py_src) $(cli_py_src) $(shell find stdlib/lib cli/lib -type d)
	@$(BUILD)/embed stdlib/lib $(py_src) -- cli/lib $(cli_py_src) >$@
$(BUILD)/lib_modules.o: $(BUILD)/lib_modules.c
	$(call say,CC   $@)
	$(Q)$(CC) $(all_cflags) -MMD -MP -c -o $@ $<

# The timeline page, likewise.
$(BUILD)/page.c: $(BUILD)/embed $(page_src)
	@$(BUILD)/embed --text $(page_src) >$@
$(BUILD)/page.o: $(BUILD)/page.c
	$(call say,CC   $@)
	$(Q)$(CC) $(all_cflags) -MMD -MP -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libgilvm.a
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(Q)$(CC) $(all_cflags) $(link_flags) $(LDFLAGS) -MMD -MP -MF $@.d -o $@ $< $(BUILD)/libgilvm.a \
		$(or $(call pkg,--cflags --libs,cmocka),-lcmocka) $(all_libs)

-include $(lib_obj:.o=.d) $(cli_obj:.o=.d) $(unit_bin:=.d)

## debug         build/debug/gilvm: no optimisation, checks of VM_ASSERT
debug:
	@$(MAKE) DEBUG=1 BUILD=build/debug BIN=build/debug/gilvm all

# ---- tests ----

## demo          installs what is missing, builds, and walks through what goes wrong with threads under a lock
demo: deps
	@$(MAKE) -j$(jobs) all
	@$(BIN) demo

## test          everything that CI runs: gcc and clang, sanitizers, unit tests, golden tests; installs what is missing
test:
	@tools/deps.sh test
	@tests/all.sh

## check         unit and golden tests with the release build; T=filter
check: $(BIN) unit
	@GILVM=$(BIN) T=$(T) tests/run.sh

## unit          the unit tests in C (cmocka)
unit: $(unit_bin)
	@tests/unit.sh $(unit_bin)

## check-policy  the common suite for policies on one of them: NAME=fifo:7
check-policy: $(BUILD)/unit/test_policies
	@POLICY=$(NAME) $(BUILD)/unit/test_policies

## check-matrix  the thread tests under every policy, both poll settings, one core and all; POLICIES="fifo:7" REPEAT=100 DONE=file
check-matrix: $(BIN)
	@GILVM=$(BIN) tests/matrix.sh

## check-asan    golden tests under the address and undefined-behaviour sanitizers
check-asan:
	@$(MAKE) SAN=address,undefined BUILD=build/asan BIN=build/asan/gilvm all
	@GILVM=build/asan/gilvm T=$(T) TEST_TIMEOUT=120 ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0 \
		tests/run.sh

## check-tsan    thread tests and the lock's unit tests under the thread sanitizer
check-tsan:
	@$(MAKE) SAN=thread BUILD=build/tsan BIN=build/tsan/gilvm all build/tsan/unit/test_gil build/tsan/unit/test_policies
	@tests/unit.sh build/tsan/unit/test_gil build/tsan/unit/test_policies
	@# Threads in the child of a fork: its run-time would end there unless told so.
	@GILVM=build/tsan/gilvm T=$(T) TEST_TIMEOUT=120 \
		TSAN_OPTIONS="die_after_fork=0 suppressions=$(CURDIR)/tests/tsan.supp $$TSAN_OPTIONS" tests/run.sh threads
	@# Where its shadow lies, objects of recorded runs cannot.
	@GILVM=build/tsan/gilvm T=socket_echo POLICIES=random:7 TEST_TIMEOUT=120 tests/replay.sh

## golden        writes the expected outputs anew by running CPython 3.11; T=filter
golden:
	@tests/golden.sh $(T)

## ticks         step counts are the same with fusing and caches on and off
ticks: $(BIN)
	@GILVM=$(BIN) tests/ticks.sh

## replay        recorded runs are followed exactly; REPLAY_RUNS=1000 for as many each
replay: $(BIN)
	@GILVM=$(BIN) tests/replay.sh

## examples      the scripts of examples/ print what they should
examples: $(BIN)
	@GILVM=$(BIN) tests/examples.sh

## schedules     scripts on the simulated machine print the numbers that they must
schedules: $(BIN)
	@GILVM=$(BIN) T=$(T) tests/schedules.sh

## fuzz          compile-and-run fuzzing; SECONDS=60 long
fuzz:
	@tests/fuzz/run.sh $(or $(SECONDS),60)

## bench         speed against other interpreters; see bench/
bench: $(BIN)
	@bench/speed

## bench-compare what got slower since BASE=revision; bench-baseline writes bench/results/COMMIT.json
bench-compare: $(BIN)
	@GILVM=$(BIN) bench/compare '$(BASE)'
bench-baseline: $(BIN)
	@GILVM=$(BIN) bench/compare --baseline

## bench-cycle   what a run of a script of two threads costs an explorer of schedules; docs/simulator.md
bench-cycle: $(BUILD)/vm_cycle
	@$<
$(BUILD)/vm_cycle: bench/vm_cycle.c $(BUILD)/libgilvm.a
	$(call say,LINK $@)
	$(Q)$(CC) $(all_cflags) $(link_flags) $(LDFLAGS) -o $@ $< $(BUILD)/libgilvm.a $(all_libs)

# ---- the house ----

## deps          installs what is missing: compiler, libuv, GMP, utf8proc, libedit, cmocka
deps:
	@tools/deps.sh

## install       PREFIX=/usr/local DESTDIR=; uninstall takes it away again
share = $(DESTDIR)$(PREFIX)/share
# What the README links to stands beside it as it does here.
documents = README.md README.zh-CN.md CONTRIBUTING.md LICENSE $(wildcard docs/*.md docs/*.png docs/zh/* docs/figures/*) \
	bench/README.md $(shell find examples -type f ! -name '*.pyc')
install: $(BIN)
	install -d $(DESTDIR)$(PREFIX)/bin $(addprefix $(share)/,man/man1 bash-completion/completions fish/vendor_completions.d)
	install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/gilvm
	@for f in $(documents); do \
		install -d $(share)/doc/gilvm/$$(dirname $$f) && install -m 644 $$f $(share)/doc/gilvm/$$f || exit 1; done
	install -m 644 docs/gilvm.1 $(share)/man/man1/gilvm.1
	install -m 644 docs/gilvm.bash $(share)/bash-completion/completions/gilvm
	install -m 644 docs/gilvm.fish $(share)/fish/vendor_completions.d/gilvm.fish
uninstall:
	rm -rf $(share)/doc/gilvm
	rm -f $(DESTDIR)$(PREFIX)/bin/gilvm $(share)/man/man1/gilvm.1 $(share)/bash-completion/completions/gilvm \
		$(share)/fish/vendor_completions.d/gilvm.fish

## docs          writes the documents that are made from tables
tables = opcodes:opcodes.md events:events.md policies:policies.md man:gilvm.1 bash:gilvm.bash fish:gilvm.fish
docs: $(BUILD)/docgen
	@for t in $(tables); do $(BUILD)/docgen $${t%:*} >docs/$${t#*:} || exit 1; done

## docs-check    fails if those are stale
docs-check: $(BUILD)/docgen
	@for t in $(tables); do $(BUILD)/docgen $${t%:*} | cmp - docs/$${t#*:} || exit 1; done

$(BUILD)/docgen: tools/docgen.c $(wildcard vm/*.def gil/*.def cli/*.def) cli/option_table.h $(BUILD)/libgilvm.a
	$(call say,LINK $@)
	$(Q)$(CC) $(all_cflags) $(link_flags) -o $@ $< $(BUILD)/libgilvm.a $(all_libs)

## figures       docs/figures, and the figures in the tours: what their commands print now
figures: $(BIN)
	@GILVM=$(BIN) tools/figures.sh

## fidelity      docs/fidelity.md: the presets against the interpreters that are installed; minutes, on an idle machine
fidelity: $(BIN)
	@$(BIN) bench fidelity -o $(BUILD)/fidelity.md
	@{ head -n 4 docs/fidelity.md; sed 's/^\(Linux-[0-9.]*\)[^,]*/\1/' $(BUILD)/fidelity.md; } >$(BUILD)/new.md
	@mv $(BUILD)/new.md docs/fidelity.md

## startup       tools/startup.ld: the functions that an empty script runs, for the linker; wants valgrind
startup: $(BIN)
	@GILVM=$(BIN) BUILD=$(BUILD) tools/startup.sh

## picture       docs/picture.png, of the README: the page of a simulated run in a browser
picture: $(BIN)
	@tools/picture.sh

## arrows        fails on an include from a lower part to an upper one
arrows:
	@tools/arrows.sh

## headers       fails if a header does not compile alone
headers:
	@for h in $(wildcard $(addsuffix /*.h,$(folders) cli)); do \
		printf '#include "%s"\ntypedef int not_empty;\n' $$h | $(CC) $(all_cflags) -fsyntax-only -x c - || exit 1; done

## format        clang-format over all sources
format:
	@clang-format -i $(filter-out %_table.h %_tables.h,$(sources))

## lint          clang's static analyser and shellcheck
lint:
	@clang --analyze --analyzer-output text $(base_flags) $(lib_src) $(cli_src)
	@shellcheck -S warning -x -P SCRIPTDIR tests/*.sh tools/*.sh .ci/run

## core          all but libuv: build/core/gilvm-core runs scripts on the simulated machine, and must run one now
core_dir = $(BUILD)/core
core_src := $(filter-out $(shell grep -ls '<uv\.h>' $(lib_src)),$(lib_src))
core_obj = $(filter-out $(BUILD)/stdlib/stdlib.o,$(core_src:%.c=$(BUILD)/%.o)) $(BUILD)/lib_modules.o
core: $(core_dir)/gilvm-core
	@! nm -u $< | grep ' uv_'
	@$< 'cores=2' <tests/schedules/pingpong.py >$(core_dir)/out
	@grep -A1 'cores=2 pingpong' tests/schedules/pingpong.out | tail -n 1 | cmp - $(core_dir)/out
	@echo "1 passed, 0 failed"

# stdlib.c anew, without the modules that need libuv: in modules.def they stand behind #ifndef GILVM_CORE.
$(core_dir)/gilvm-core: tools/core_main.c stdlib/stdlib.c stdlib/modules.def $(core_obj)
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(Q)$(CC) $(all_cflags) -DGILVM_CORE $(link_flags) $(LDFLAGS) -o $@ tools/core_main.c stdlib/stdlib.c $(core_obj) \
		$(or $(call pkg,--libs,gmp libutf8proc),-lgmp -lutf8proc) -lm -lpthread

## clean         removes what make made
clean:
	rm -rf build gilvm

## help          this list
help:
	@sed -n 's/^## //p' Makefile
