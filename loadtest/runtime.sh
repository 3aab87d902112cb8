#!/usr/bin/env bash
# What settings of .NET's runtime make of one process, without limits and within those of small machines (limited.sh): /v1/orders from
# 64 connections, each setting against a process of its own, in turn. Processor time of the process an order once it is warm, orders a
# second, what the first seconds cost, memory at the end; the last lines are medians, each beside the one without settings of the same
# limit. Needs wrk, and control groups for limits.
#
# usage: runtime.sh [LIMIT...]   none, medium, small (all three)
#   ROUNDS=3       starts of each, 1 at the least
#   WARMUP=20      seconds of load before it is measured; twice as long in half a processor
#   LENGTH=10      seconds each
#   PORT=18000     where the process serves HTTP; its silo's ports are 31 and 41 more
#   BUILD=false    runs what was built before
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
ROUNDS="${ROUNDS:-3}"
WARMUP="${WARMUP:-20}"
LENGTH="${LENGTH:-10}"
(($# > 0)) || set -- none medium small
for limit in "$@"; do
  if [[ ! "$limit" =~ ^(none|medium|small)$ ]] || ((ROUNDS < 1)); then fail "usage: runtime.sh [none|medium|small...], with at least 1 round"; fi
done
command -v wrk >/dev/null || fail "wrk is needed and not on the PATH."

# The name of each, and what it sets.
settings=(
  "as it is:"
  "no spinning: DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0"
  "no profiles: DOTNET_TieredPGO=0"
  "calls counted at once: DOTNET_TC_CallCountingDelayMs=0"
  "collecting not beside: DOTNET_gcConcurrent=0"
  "16 MiB between collections: DOTNET_GCGen0MaxBudget=0x1000000"
  "server collector: DOTNET_gcServer=1"
  "server collector, fixed heaps: DOTNET_gcServer=1 DOTNET_GCDynamicAdaptationMode=0"
  "calls counted at once, no spinning: DOTNET_TC_CallCountingDelayMs=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0"
  "as deployed: DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0 DOTNET_TieredPGO=0 DOTNET_TC_CallCountingDelayMs=0"
)

# measure LIMIT VARIABLE...: first cost, cost, rate, MiB.
measure() {
  local limit="$1" pid first rate cost refused warm="$WARMUP"
  shift
  within=(env "$@")
  if [[ "$limit" != none ]]; then within+=("$ROOT/loadtest/limited.sh" "$limit"); fi
  if [[ "$limit" == small ]]; then warm=$((2 * WARMUP)); fi
  # shellcheck disable=SC2119 # it has no settings of its own
  start_one
  pid="$(pgrep -P "$one" dotnet || echo "$one")" # within limits it is a child of what keeps it there
  read -r _ first _ < <(order_load "$one_url" 5 "$pid")
  order_load "$one_url" "$warm" "$pid" >/dev/null
  read -r rate cost refused < <(order_load "$one_url" "$LENGTH" "$pid")
  ((refused == 0)) || say "  $refused were refused" >&2
  echo "$first $cost $rate $(awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$pid/status")"
  stop_one
  rm -rf "$work/data"
}

build
for ((round = 1; round <= ROUNDS; round++)); do
  for limit in "$@"; do
    for i in "${!settings[@]}"; do
      read -ra variables <<<"${settings[i]#*:}"
      measure "$limit" "${variables[@]}" >"$work/measured"
      read -r first cost rate memory <"$work/measured"
      say "round $round, limit $limit, ${settings[i]%%:*}: first 5 s $first ms, warm $cost ms of processor time an order, $rate orders/s, $memory MiB"
      cat "$work/measured" >>"$work/$limit.$i"
    done
  done
done

for limit in "$@"; do
  say "limit $limit"
  usual="$(awk '{ print $2 }' "$work/$limit.0" | median)"
  for i in "${!settings[@]}"; do
    say "  ${settings[i]%%:*}: $(for column in 1 2 3 4; do awk -v c=$column '{ print $c }' "$work/$limit.$i" | median; done | paste -sd ' ' |
      awk -v usual="$usual" '{ printf "%.2fx warm (%.3f ms), first 5 s %.3f ms, %d orders/s, %d MiB", $2 / usual, $2, $1, $3, $4 }')"
  done
done
