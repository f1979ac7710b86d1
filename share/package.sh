#!/bin/bash
# Packages: package.sh [--static] [FOLDER] builds anew in build-package and leaves in FOLDER (dist)
#   cairn_VERSION_ARCH.deb              both programs, for Debian 12
#   cairn-VERSION-linux-MACHINE.tar.xz  with --static: the game alone, for a machine without any library
# The same sources make the same bytes, wherever they lie (SOURCE_DATE_EPOCH is the day of the version).
set -euo pipefail
umask 022
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
static=
[ "${1:-}" != --static ] || { static=1; shift; }
mkdir -p "${1:-$root/dist}"
out=$(readlink -f -- "${1:-$root/dist}")
cd -- "$root"

version=$(sed -n "s/.*version: '\([0-9.]*\)'.*/\1/p" meson.build | head -n 1)
SOURCE_DATE_EPOCH=$(sed -n "s/^released = '\([0-9]*\)'/\1/p" meson.build)
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
unset CFLAGS CPPFLAGS LDFLAGS
build=build-package${static:+-static}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

configure() {
	rm -rf "$build"
	CC=gcc meson setup "$build" --prefix=/usr -Doptimization=2 -Ddebug=false -Dtests=false -Dwerror=false \
		-Dc_args="['-ffile-prefix-map=$root=.', '-ffile-prefix-map=$root/$build=.']" "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
	ninja -C "$build" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
	DESTDIR=$work/root meson install -C "$build" --no-rebuild --quiet --strip >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}

manual_pages() {
	[ -d "$1/share/man" ] || { echo "package.sh: scdoc is missing, and with it the manual pages" >&2; exit 1; }
	find "$1/share/man" -type f -exec gzip -9n {} +
}

texts() { # what a person reads, into a folder
	mkdir -p "$1/docs"
	cp README.md SECURITY.md "$1/"
	cp docs/*.md "$1/docs/"
	gzip -9nc CHANGELOG.md >"$1/NEWS.gz"
	chmod -R u=rwX,go=rX "$1"
}

# Versions with the mends that docs/security.md counts on.
mended() {
	local name version
	while read -r name version; do
		set -- "$(sed -E "s/\\b($name) \\([^)]*\\)/\\1 (>= $version)/" <<<"$1")"
	done <share/debian/mended
	echo "$1"
}

debian_control() {
	local depends
	mkdir -p "$work/debian"
	printf 'Source: cairn\n\nPackage: cairn\nArchitecture: any\n' >"$work/debian/control"
	depends=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/cairn* root/usr/libexec/cairn/* 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
	depends=$(mended "$depends")
	sed "s/@version@/$version/; s/@arch@/$(dpkg --print-architecture)/; s/@size@/$(du -sk --apparent-size "$work/root/usr" | cut -f 1)/
		s/@depends@/${depends#shlibs:Depends=}/" share/debian/control.in >"$work/root/DEBIAN/control"
}

debian() {
	local doc=$work/root/usr/share/doc/cairn
	configure -Dsync=enabled -Dpictures=enabled -Dstatic_unistring=false
	texts "$doc"
	rm "$doc/LICENSE"
	cp share/debian/copyright "$doc/copyright"
	printf 'cairn (%s) stable; urgency=medium\n\n  * Version %s: see NEWS.gz.\n\n -- The authors of cairn <cairn@example.org>  %s\n' "$version" "$version" \
		"$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9nc >"$doc/changelog.gz"
	manual_pages "$work/root/usr"
	mkdir "$work/root/DEBIAN"
	debian_control
	(cd "$work/root" && find usr -type f | sort | xargs md5sum >DEBIAN/md5sums)
	find "$work/root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch --no-dereference -d "@$SOURCE_DATE_EPOCH" {} +
	dpkg-deb --root-owner-group -Zxz --build "$work/root" "$out/cairn_${version}_$(dpkg --print-architecture).deb" >/dev/null
	echo "$out/cairn_${version}_$(dpkg --print-architecture).deb"
}

# The licences of what is in the program, where its sources are, and what it takes to link it with other versions of them.
notices() {
	local package
	mkdir -p "$1/notices"
	for package in libc6-dev libgcc-12-dev libncurses-dev libsodium-dev libsqlite3-dev libunistring-dev zlib1g-dev; do
		cp "/usr/share/doc/$package/copyright" "$1/notices/${package%-dev}.txt"
		dpkg-query -W -f '${binary:Package} ${Version}, source ${source:Package} ${source:Version}\n' "$package" >>"$1/notices/VERSIONS"
	done
	cp -L /usr/share/common-licenses/{GPL-2,GPL-3,LGPL-2.1,LGPL-3} "$1/notices/"
	cp LICENSE "$1/"
}

objects() {
	local library to=$1/relink
	mkdir -p "$to"
	for library in tui/libtui study/libstudy schema/libschema base/libbase study/liboptim study/liboptim_avx2 study/liboptim_avx512; do
		[ -e "$build/$library.a" ] || continue
		(cd "$build/${library%/*}" && ar rcsD "$to/$(basename "$library").a" $(ar t "$(basename "$library").a" | sed "s|^${library%/*}/||"))
	done
	cp "$build/cairn.p/tui_main.c.o" "$to/main.o"
	install -m 755 share/static/relink.sh "$to/relink.sh"
}

static() {
	local name=cairn-$version-linux-$(uname -m)
	configure -Dsync=disabled -Dprefer_static=true -Dc_link_args=-static-pie
	mkdir "$work/$name"
	cp -a "$work/root/usr/bin" "$work/root/usr/share" "$work/$name/"
	rm -r "$work/$name/share/doc" "$work/$name/share/systemd"
	manual_pages "$work/$name"
	texts "$work/$name/doc"
	cp share/static/README "$work/$name/README"
	notices "$work/$name"
	objects "$work/$name"
	tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --mode=go-w -cf - "$name" |
		xz -6 -T1 >"$out/$name.tar.xz"
	echo "$out/$name.tar.xz"
}

if [ -n "$static" ]; then static; else debian; fi
