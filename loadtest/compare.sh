#!/usr/bin/env bash
# This system and what one would build instead (locks in Redis around SQL transactions; Redis that decides, Kafka, a consumer that
# writes), in turn on this machine. Makes docs/report: results.json, index.html and README.md. Ten minutes, and nothing else should run.
# Needs mariadbd and redis-server. The exit code tells of correctness alone.
#
# usage: compare.sh
#   SECONDS_EACH=2       seconds of one measurement
#   ROUNDS=3             measurements of each side at each load
#   LOADS=16,64,256      connections, the heaviest last
#   SCENARIOS=...        those alone, of coupon, charge, hot-order, order, seats, balance-read, product-read, tokens, polls, spike, losses
#   NOTE="..."           what readers must know besides
#   OUT=docs/report      where it goes
#   BUILD=false          runs what was built before
#   RENDER=only          measures nothing: makes the pages of the results that are there
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
out="${OUT:-$root/docs/report}"
bench="$root/loadtest/Bench/bin/Release/net10.0/Commerce.Bench"
PATH="$PATH:/usr/sbin:/usr/local/sbin" # where Debian keeps servers

if [[ "${BUILD:-true}" == true ]]; then
  dotnet build "$root/loadtest/Bench" -c Release --nologo -v q
fi
mkdir -p "$out"
status=0
if [[ "${RENDER:-}" != only ]]; then
  arguments=(--seconds "${SECONDS_EACH:-2}" --rounds "${ROUNDS:-3}" --loads "${LOADS:-16,64,256}" --results "$out/results.json")
  [[ -z "${SCENARIOS:-}" ]] || arguments+=(--scenarios "$SCENARIOS")
  [[ -z "${NOTE:-}" ]] || arguments+=(--note "$NOTE")
  "$bench" compare "${arguments[@]}" || status=$?
fi
"$bench" report --results "$out/results.json" --out "$out"
exit "$status"
