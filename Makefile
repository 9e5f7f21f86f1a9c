# Everything a person types is listed by `make help`.
SHELL  := /bin/sh
MAKEFLAGS += -j$(shell nproc)
MODE   ?= debug
B      := build/$(MODE)
VERSION := 0.1.0

# Debian 12 packages, by what needs them; `make setup` installs them, and every
# target below asks tests/setup.sh for its own list first.
PACKAGES_build := gcc libc6-dev make pkg-config gettext libgit2-dev libhunspell-dev \
	zlib1g-dev libsqlite3-dev libssl-dev libsodium-dev libunistring-dev libjansson-dev \
	hunspell-en-us libncurses-dev unicode-data
PACKAGES_check := $(PACKAGES_build) libcmocka-dev libvterm-dev git openssh-client openssh-server \
	openssh-tests libnss-wrapper jq binutils sqlite3 strace
PACKAGES_lint  := $(PACKAGES_check) clang-format-14 cppcheck shellcheck mandoc
PACKAGES_bench := $(PACKAGES_check) nano vim-tiny mutt
PACKAGES_fuzz  := $(PACKAGES_build) clang-14

LIBS   := sqlite3 libgit2 zlib hunspell libsodium libcrypto jansson ncursesw
FLAGS_debug   := -O1 -g
FLAGS_release := -O2 -g -DNDEBUG -D_FORTIFY_SOURCE=2
FLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
                 -fno-omit-frame-pointer
CFLAGS   += -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
            -Wconversion -Wvla -Werror=implicit $(FLAGS_$(MODE))
ifdef CI
CFLAGS   += -Werror
endif
CPPFLAGS += -I. -D_GNU_SOURCE -DSANSHEN_VERSION='"$(VERSION)"' \
            $(shell pkg-config --cflags $(LIBS) 2>/dev/null)
# store/late.h says why these are loaded only when they are needed.
LATE     := libgit2 hunspell libcrypto
LDLIBS   += $(shell pkg-config --libs $(filter-out $(LATE),$(LIBS)) 2>/dev/null) -lunistring

# One short line a file; `make V=1` shows the commands.
ifdef V
SAY = @:
else
.SILENT:
SAY = @echo
endif

PREFIX  ?= /usr/local
DESTDIR ?=

room   = $(patsubst %.c,$B/%.o,$(filter-out tui/main.c,$(wildcard $1/*.c)))
CORE  := $(call room,core)
STORE := $(call room,store) $B/store/schema-sql.o
TUI   := $(call room,tui)
TESTS := $(patsubst %.c,$B/%.o,$(filter-out tests/fault.c tests/standby.c,$(wildcard tests/*.c)))
SHARE := $B/share/sanshen/.made $(patsubst tui/po/%.po,$B/share/locale/%/LC_MESSAGES/sanshen.mo,$(wildcard tui/po/*.po))

all: need-build                  ## build the program: build/debug/sanshen
	@$(MAKE) --no-print-directory $B/sanshen share
share: $(SHARE)
setup:                           ## install every Debian package any target needs
	@sh tests/setup.sh $(PACKAGES_lint) $(PACKAGES_fuzz)
	@git rev-parse --git-dir >/dev/null 2>&1 && git config core.hooksPath .githooks || :
need-%:
	@sh tests/setup.sh $(PACKAGES_$*)

$B/sanshen: $B/tui/main.o $(TUI) $(STORE) $(CORE)
$B/run-tests: $(TESTS) $(TUI) $(STORE) $(CORE)
$B/run-tests: LDLIBS += -lcmocka -lvterm -lutil -lcrypto
$B/standby: $B/tests/standby.o $B/tests/program.o $(TUI) $(STORE) $(CORE)
$B/standby: LDFLAGS += -Wl,-z,now
$B/tests/program.o: tui/main.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Dmain=program_main -Wno-missing-prototypes -MMD -MP -c $< -o $@
$B/sanshen $B/run-tests $B/standby: LDFLAGS += -Wl,--export-dynamic-symbol=mbedtls_x509_crt_parse_*
$B/sanshen $B/run-tests $B/standby:
	$(SAY) "  LINK $@"
	$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@
$B/tests/main.o: $B/tests/groups.inc
$B/tests/main.o: CPPFLAGS += -I$B
$B/tests/groups.inc: $(sort $(wildcard tests/*.c))
	@mkdir -p $(@D)
	@{ printf '#define GROUPS(X)'; sed -n 's/^int group_\([a-z0-9_]*\)(void)$$/ X(\1)/p' $^ | tr -d '\n'; echo; } > $@
$B/fault.so: tests/fault.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=c11 -Wall -Wextra -O1 -g -shared -fPIC $< -ldl -o $@
$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(SAY) "  CC   $<"
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
$B/%.o: $B/%.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@
$B/tui/screen-cells.o: $B/tui/ambiguous.inc
$B/tui/screen-cells.o: CPPFLAGS += -I$B
$B/tui/ambiguous.inc: tui/ambiguous.sh /usr/share/unicode/EastAsianWidth.txt
	@mkdir -p $(@D)
	sh $^ > $@
$B/store/schema-sql.c: store/schema/embed.sh $(sort $(wildcard store/schema/*.sql)) dicts/archive-readme.md
	@mkdir -p $(@D)
	sh $^ > $@
$B/share/sanshen/.made: $(shell find dicts -type f) tui/sanshen-sign.sh
	@rm -rf $(@D) && mkdir -p $(@D)
	@cp -R dicts/policies dicts/terms dicts/words dicts/demo $(@D)/
	@cp tui/sanshen-sign.sh $(@D)/sanshen-sign
	@cp -R dicts/policies dicts/terms dicts/words dicts/passwords dicts/demo $(@D)/
	@touch $@
$B/share/locale/%/LC_MESSAGES/sanshen.mo: tui/po/%.po
	@mkdir -p $(@D)
	msgfmt --check -o $@ $<

check: need-check                ## the tests, of the longest a sample, under two minutes; T=name runs one group, FULL=yes all of all
	@$(MAKE) --no-print-directory $B/sanshen $B/run-tests $B/standby $B/fault.so share
	@FULL=$(FULL) sh tests/check.sh $B $(T)
asan:                            ## all of all under address and UB sanitizers
	@FULL=yes $(MAKE) --no-print-directory check MODE=asan
accept: need-check               ## the screens as they are now become the golden ones
	@$(MAKE) --no-print-directory $B/sanshen $B/run-tests $B/standby $B/fault.so share
	@ACCEPT=1 sh tests/check.sh $B screens
	@ACCEPT=1 sh tests/check.sh $B keys
torture: need-check              ## long tests under the sanitizers; P=keys, lines, cuts, signatures or rights alone; N=how many SEED=n
	@$(MAKE) --no-print-directory torture-run MODE=asan
torture-run: $B/sanshen $B/run-tests $B/standby $B/fault.so share
torture-run: $(patsubst %,torture-%,$(or $(P),keys lines cuts signatures rights))
torture-keys: $B/sanshen $B/run-tests $B/standby share
	@TORTURE=$(or $(N),100000) TORTURE_SEED=$(SEED) timeout 3600 $B/run-tests torture
torture-lines torture-cuts: torture-%: $B/sanshen $B/standby share
	@TORTURE_SEED=$(SEED) timeout 3600 sh tests/torture-ssh.sh $B $* $(if $(P),$(N))
torture-signatures: $B/sanshen share
	@timeout 3600 sh tests/torture-sign.sh $B $(if $(P),$(N))
torture-rights: $B/sanshen $B/run-tests $B/standby $B/fault.so share
	@FULL=yes sh tests/check.sh $B rights
bench: need-bench                ## figures beside nano, vim and mutt
	@$(MAKE) --no-print-directory bench-run MODE=release
bench-run: $B/sanshen $B/bench $B/standby share
	@sh tests/bench/bench.sh $B
$B/bench: $(patsubst %.c,$B/%.o,$(wildcard tests/bench/*.c))
	$(CC) $(CFLAGS) $(LDFLAGS) $^ -lsqlite3 -lutil -o $@
demo: all                        ## one real post from draft to verified archive
	@sh tests/demo.sh $B
lint: need-lint                  ## formatting, headers alone, analysers, shell, manual
	@sh tests/lint.sh $B
fuzz: need-fuzz                  ## libFuzzer: make fuzz F=event S=60
	@sh tests/fuzz.sh $(or $(F),event) $(or $(S),30)
pot:                             ## refresh tui/po/sanshen.pot and merge it
	@sh tui/po/update.sh
install: all                     ## honours DESTDIR and PREFIX
	install -D -m 755 $B/sanshen $(DESTDIR)$(PREFIX)/bin/sanshen
	install -D -m 755 tui/sanshen-sign.sh $(DESTDIR)$(PREFIX)/bin/sanshen-sign
	cd $B/share && find . -type f ! -name .made -exec install -D -m 644 {} $(DESTDIR)$(PREFIX)/share/{} \;
	install -D -m 644 man/completion.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/sanshen
	install -D -m 644 man/sanshen.1 $(DESTDIR)$(PREFIX)/share/man/man1/sanshen.1
	install -D -m 644 man/sanshen-sign.1 $(DESTDIR)$(PREFIX)/share/man/man1/sanshen-sign.1
	install -D -m 644 man/sanshen-archive.5 $(DESTDIR)$(PREFIX)/share/man/man5/sanshen-archive.5
	install -D -m 644 man/sanshen-policy.5 $(DESTDIR)$(PREFIX)/share/man/man5/sanshen-policy.5
	install -D -m 644 man/sanshen-admin.7 $(DESTDIR)$(PREFIX)/share/man/man7/sanshen-admin.7
	install -D -m 644 man/sanshen-audit.7 $(DESTDIR)$(PREFIX)/share/man/man7/sanshen-audit.7
	install -D -m 644 man/sanshen-hacking.7 $(DESTDIR)$(PREFIX)/share/man/man7/sanshen-hacking.7
	install -D -m 644 man/sanshen-rights.7 $(DESTDIR)$(PREFIX)/share/man/man7/sanshen-rights.7
help:                            ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile | expand -t14
clean:                           ## forget everything built
	rm -rf build
-include $(wildcard $B/*/*.d $B/*/*/*.d)
.DELETE_ON_ERROR:
.PHONY: all share setup check asan accept torture torture-run torture-keys torture-lines torture-cuts torture-signatures torture-rights bench bench-run demo lint fuzz pot install help clean
