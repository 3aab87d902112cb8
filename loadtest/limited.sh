#!/usr/bin/env bash
# Runs a command with no more processor and memory than a small or a medium machine has: those of the reference's ticket shop.
#
#   loadtest/limited.sh small|medium COMMAND [ARGUMENT...]
#
#   small    0.5 processors, 512 MiB
#   medium   1 processor, 1 GiB
#
# It needs control groups that this user may make: version 1 or 2, as root or in a delegated tree.
set -euo pipefail

case ${1:-} in
  small) cpu_us=50000 memory=$((512 << 20)) ;;
  medium) cpu_us=100000 memory=$((1 << 30)) ;;
  *) echo "usage: limited.sh small|medium COMMAND..." >&2; exit 2 ;;
esac
shift

root=${CGROUP_ROOT:-/sys/fs/cgroup}
name=commerce-$$
groups=()

group() { # its hierarchy's folder
  groups+=("$1/$name")
  mkdir "$1/$name"
}

# shellcheck disable=SC2317 # the trap below reaches it
cleanup() {
  # Empty once the command has ended; what it left running goes with it.
  for made in "${groups[@]}"; do
    rmdir "$made" 2>/dev/null || true
  done
}
trap cleanup EXIT

if [ -f "$root/cgroup.controllers" ]; then
  echo "+cpu +memory" >"$root/cgroup.subtree_control" 2>/dev/null || true
  group "$root"
  echo "$cpu_us 100000" >"$root/$name/cpu.max"
  echo "$memory" >"$root/$name/memory.max"
else
  group "$root/cpu"
  echo 100000 >"$root/cpu/$name/cpu.cfs_period_us"
  echo "$cpu_us" >"$root/cpu/$name/cpu.cfs_quota_us"
  group "$root/memory"
  echo "$memory" >"$root/memory/$name/memory.limit_in_bytes"
fi

# A child of its own, so that the groups can be taken away after it; it gets the signals that end this.
(
  for made in "${groups[@]}"; do
    echo "$BASHPID" >"$made/cgroup.procs"
  done
  exec "$@"
) &
child=$!
trap 'kill -TERM "$child" 2>/dev/null || true' TERM INT
status=0
wait "$child" || status=$?
while kill -0 "$child" 2>/dev/null; do # a signal ends a wait before the child has ended
  status=0
  wait "$child" || status=$?
done
exit "$status"
