#!/bin/sh
# Makes an image under the name of the Dockerfile's base (node:<version>-slim) out of Debian's and npm's packages, for
# machines that reach no registry of images. For tests only. Needs root and debootstrap.
#
#   stand-in.sh <engine> <image>          such as: stand-in.sh podman docker.io/library/node:26.10.0-slim
set -eu
engine=$1
image=$2
version=$(expr "$image" : '.*:\(.*\)-slim$')
case $(uname -m) in aarch64 | arm64) arch=arm64 ;; *) arch=x64 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

debootstrap --variant=minbase --include=libatomic1,libstdc++6 trixie "$root" > "$work/debootstrap.log" 2>&1 || {
  tail -5 "$work/debootstrap.log" >&2
  exit 1
}
rm -rf "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/locale/* "$root"/usr/share/info/* \
  "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root/etc/resolv.conf"
chroot "$root" groupadd --gid 1000 node
chroot "$root" useradd --uid 1000 --gid node --shell /bin/bash --create-home node

# Node and npm, where the official image has them.
(cd "$work" && npm pack --silent "node-linux-$arch@$version" npm@11 > /dev/null)
lib=$root/usr/local/lib/node_modules/npm
mkdir -p "$lib"
tar -xzf "$work/node-linux-$arch-$version.tgz" -C "$root/usr/local" --strip-components=1 --no-same-owner
tar -xzf "$work"/npm-11*.tgz -C "$lib" --strip-components=1 --no-same-owner
rm -f "$root/usr/local/package.json"
chmod 0755 "$root/usr/local/bin/node" "$lib"/bin/*.js
for program in npm npx; do ln -s "../lib/node_modules/npm/bin/$program-cli.js" "$root/usr/local/bin/$program"; done

tar -C "$root" --numeric-owner -c . | "$engine" import \
  --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'CMD ["node"]' - "$image"
