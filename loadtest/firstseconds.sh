#!/usr/bin/env bash
# What an order costs in the first seconds after ready, and what it costs later: /v1/orders from 64 connections, in rounds that begin
# as soon as the last part is ready. Processor time of all parts but the load. The last line is the first round's cost to the steady
# one: the median of the last three rounds. Needs wrk.
#
# usage: firstseconds.sh [SILOS|one]   a cluster of so many silos with 2 front-ends (3), or one process that stands alone
#   ROUNDS=7       rounds, 4 at the least
#   LENGTH=10      seconds each
#   BUILD=false    runs what was built before
# Settings and runtime variables go along, such as DOTNET_TieredPGO=0.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
ROUNDS="${ROUNDS:-7}"
LENGTH="${LENGTH:-10}"
what="${1:-3}"
if [[ ! "$what" =~ ^([1-9]|one)$ ]] || ((ROUNDS < 4)); then fail "usage: firstseconds.sh [SILOS|one], with at least 4 rounds"; fi
command -v wrk >/dev/null || fail "wrk is needed and not on the PATH."

build
started="$(now)"
if [[ "$what" == one ]]; then
  # shellcheck disable=SC2119 # it has no settings of its own
  start_one
  url="$one_url"
  pids=("$one")
else
  up "$what"
  url="$URL"
  mapfile -t pids < <(for file in "$RUN"/*.pid; do with_children "$(cat "$file")"; done)
fi
say "Ready after $(awk -v from="$started" -v to="$(now)" 'BEGIN { printf "%.1f", to - from }') s, the start of every part with it."

costs=()
for ((round = 1; round <= ROUNDS; round++)); do
  read -r rate cost refused < <(order_load "$url" "$LENGTH" "${pids[@]}")
  costs+=("$cost")
  say "round $round: $cost ms of processor time an order, $rate orders/s, $refused refused"
done
stop_one
printf '%s\n' "${costs[@]: -3}" | sort -n | awk -v first="${costs[0]}" 'NR == 2 {
  printf "first %d s to steady: %.2fx (%.3f to %.3f ms)\n", length_ , first / $1, first, $1 }' length_="$LENGTH"
