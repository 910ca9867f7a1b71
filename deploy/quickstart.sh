#!/usr/bin/env bash
# From a fresh Debian 12 with the .NET 10 SDK to a Deployment of three pods that answer over HTTP.
# Leaves the cluster running; prints how to go on and how to end it. Needs root (or sudo) for containers.
# Its arguments go to `mkube up`: deploy/quickstart.sh --port 7443
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

data=${MKUBE_DATA_DIR:-/var/lib/mkube}

deploy/install-parts.sh containerd kubectl
echo "building mkube"
dotnet publish src/apps/MiniKube --nologo -v quiet -c Release -o artifacts/mkube
mkube=$PWD/artifacts/mkube/mkube
kubectl() { as_root env KUBECONFIG="$data/kubeconfig" "$PWD/.tools/kubectl/kubectl" "$@"; }

if ! kubectl get --raw /readyz >/dev/null 2>&1; then
    log=$(mktemp)
    as_root setsid "$mkube" up --data-dir "$data" "$@" </dev/null >"$log" 2>&1 &
    # Shows the start as it goes, until mkube says that it is ready or ends. What tail still has to say then, nobody reads: no failure.
    { timeout 180 tail -n +1 -f --pid=$! "$log" || true; } | sed '/is ready/q'
    grep -q 'is ready' "$log" || { echo "mkube did not start; see $data/mkube.log" >&2; exit 1; }
fi

as_root "$mkube" image web --data-dir "$data"
kubectl apply -f deploy/examples/web.yaml
kubectl rollout status deployment/web --timeout=120s
kubectl get pods -o wide

for address in $(kubectl get pods -l app=web -o jsonpath='{.items[*].status.podIP}'); do
    printf '%s answers: ' "$address"
    timeout 5 busybox wget -qO- "http://$address/"
done

cat <<TEXT

Three pods answer. Go on with:
    export KUBECONFIG=$data/kubeconfig PATH=\$PATH:$PWD/.tools/kubectl
    kubectl get all
End it, and remove all of it, with:
    $mkube reset --data-dir $data
TEXT
