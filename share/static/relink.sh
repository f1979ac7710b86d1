#!/bin/sh
# relink.sh [PROGRAM]: links cairn's objects with this system's static libraries (Debian: gcc libc6-dev libncurses-dev libsodium-dev
# libsqlite3-dev libunistring-dev zlib1g-dev); -L FOLDER in LDFLAGS puts other versions of them before those.
set -e
out=$(realpath -m -- "${1:-cairn}")
cd -- "$(dirname -- "$0")"
${CC:-gcc} -o "$out" main.o -Wl,--as-needed -Wl,--no-undefined -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -static-pie ${LDFLAGS:-} \
	-Wl,--start-group libtui.a libstudy.a libschema.a libbase.a $(ls liboptim*.a) -lsodium -pthread -lunistring -lm -lsqlite3 -lz -lncursesw -ltinfo -ldl -Wl,--end-group
strip "$out"
