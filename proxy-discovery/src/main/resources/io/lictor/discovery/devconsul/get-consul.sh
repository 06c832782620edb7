#!/bin/sh
# get-consul.sh DEST: puts the Consul binary of the Debian package `consul` (suite bullseye) at DEST/consul.
# Needs apt and dpkg, not root; installs nothing and leaves the machine's apt state alone. Where to fetch from is taken
# from the machine's own apt sources. Idempotent; several at once do not disturb each other: each works in a folder of
# its own, and the last step is one rename.
set -eu

# One function, so that all of this is read before any of it runs: it may come by standard input.
main() {
    dest=${1:?usage: get-consul.sh DEST}
    suite=bullseye
    version='1.8.7+dfsg1-2+b3'
    sum='e4e888bba104daba1d9161f49bfc52649a7e4efd45b1a7ead5bc54f2cb9c89d9'

    mkdir -p "$dest"
    dest=$(cd "$dest" && pwd)
    if [ -x "$dest/consul" ] && "$dest/consul" version >/dev/null 2>&1; then
        exit 0
    fi
    for tool in apt-get dpkg; do
        command -v "$tool" >/dev/null 2>&1 || { echo "no $tool on this machine" >&2; exit 3; }
    done

    work=$(mktemp -d "$dest/.get.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' INT TERM
    arch=$(dpkg --print-architecture)
    archives=$(apt-get indextargets --format '$(CREATED_BY) $(REPO_URI)' 2>/dev/null \
        | awk '$1 == "Packages" { sub(/\/$/, "", $2); print $2 }' | sort -u | grep -v -- '-security' || true)
    if [ -z "$archives" ]; then
        # A new machine has sources and no lists yet: what an update would fetch tells the same.
        archives=$(apt-get --print-uris update 2>/dev/null | sed -n "s#^'\(.*\)/dists/.*#\1#p" \
            | sort -u | grep -v -- '-security' || true)
    fi
    [ -n "$archives" ] || { echo "apt has no sources on this machine" >&2; exit 3; }

    # The quick way: the one file, checked against the sum above.
    from_pool() {
        [ "$arch" = amd64 ] || return 1
        file=$(printf %s "consul_${version}_$arch.deb" | sed 's/+/%2b/g')
        /usr/lib/apt/apt-helper -o APT::Sandbox::User=root -o Acquire::Retries=2 \
            download-file "$1/pool/main/c/consul/$file" "$work/consul.deb" "SHA256:$sum" >>"$work/log" 2>&1
    }

    # The general way: the suite's signed index, in lists of our own.
    from_suite() {
        mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $1 $suite main" >"$work/sources.list"
        set -- -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
            -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
            -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" \
            -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false \
            -o APT::Sandbox::User=root -o Acquire::Retries=2
        apt-get "$@" update >>"$work/log" 2>&1 || return 1
        (cd "$work" && apt-get "$@" download consul >>"$work/log" 2>&1 && mv consul_*.deb consul.deb)
    }

    for archive in $archives; do
        if from_pool "$archive" || from_suite "$archive"; then
            dpkg -x "$work/consul.deb" "$work/x"
            chmod 0755 "$work/x/usr/bin/consul"
            "$work/x/usr/bin/consul" version >/dev/null
            mv "$work/x/usr/bin/consul" "$dest/consul"
            exit 0
        fi
    done
    echo "the archives that apt knows here do not have it" >&2
    exit 4
}

main "$@" </dev/null
