#!/usr/bin/env bash
# Sets up what the tests need on a fresh Debian 12 with the .NET 10 SDK, then builds, checks and runs them all.
# Prints 'N passed, N failed' as its last line and exits non-zero when anything failed.
set -euo pipefail
cd "$(dirname "$0")/.."

deploy/install-parts.sh containerd kubectl kubectl-newest kubectl-oldest client-node etcd
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
export MKUBE_KUBECTL="$PWD/.tools/kubectl/kubectl"

echo "== build (warnings and style are errors)"
dotnet build MiniKube.sln --nologo -v quiet -consoleLoggerParameters:NoSummary -p:UseSharedCompilation=true

echo "== format"
dotnet format whitespace MiniKube.sln --verify-no-changes --no-restore

echo "== the quick start, as a new user runs it (its binary is the one that the end-to-end tests start)"
data=$(mktemp -d)
quick=0
MKUBE_DATA_DIR=$data UseSharedCompilation=true deploy/quickstart.sh --port 0 --kubelet-port 0 || quick=1
as_root artifacts/mkube/mkube reset --data-dir "$data" || quick=1
export MKUBE_BINARY="$PWD/artifacts/mkube/mkube"

echo "== tests"
log=$(mktemp)
status=0
dotnet test --solution MiniKube.sln --no-build --max-parallel-test-modules 2 --timeout 30m 2>&1 | tee "$log" || status=$?

count() { awk -v key="$1" '$1 == key ":" { n += $2 } END { print n + 0 }' "$log"; }
passed=$(count succeeded)
failed=$(count failed)
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
if [ "$quick" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "the quick start failed; see above"; fi
rm -f "$log"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
