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
PROGRAMS="${PROGRAMS:-$LOCAL/.bin}" # as deploy/local has it
what="${1:-3}"
if [[ ! "$what" =~ ^([1-9]|one)$ ]] || ((ROUNDS < 4)); then fail "usage: firstseconds.sh [SILOS|one], with at least 4 rounds"; fi
command -v wrk >/dev/null || fail "wrk is needed and not on the PATH."

# Customers and products of the demo data; one piece each, at the price that is asked.
cat >"$work/order.lua" <<'LUA'
local prices = { 3000, 1200, 900, 600 }
function init() math.randomseed(os.time()) end
function request()
  local product = math.random(#prices)
  return wrk.format("POST", "/v1/orders", { ["Content-Type"] = "application/json" }, string.format(
    '{"userId":%d,"totalAmount":%d,"products":[{"productId":%d,"quantity":1}]}', math.random(1001, 3000), prices[product], product))
end
LUA

# A process and what it started, such as nginx' workers.
with_children() { echo "$1"; pgrep -P "$1" || true; }

start_one() {
  local port="${PORT:-18000}"
  Storage__Directory="$work/data" Clustering__SiloPort=$((port + 31)) Clustering__GatewayPort=$((port + 41)) \
    dotnet "$PROGRAMS/Silo/Commerce.Silo.dll" --Urls="http://127.0.0.1:$port" --Demo:Load=true >"$work/one.log" 2>&1 &
  one=$!
  url="http://127.0.0.1:$port"
  until curl -fsS --noproxy '*' -o /dev/null "$url/health/ready" 2>/dev/null; do
    kill -0 "$one" 2>/dev/null || fail "It did not start: $(tail -n 5 "$work/one.log")"
    sleep 0.1
  done
  pids=("$one")
}

build
started="$(now)"
if [[ "$what" == one ]]; then
  start_one
else
  up "$what"
  url="$URL"
  mapfile -t pids < <(for file in "$RUN"/*.pid; do with_children "$(cat "$file")"; done)
fi
say "Ready after $(awk -v from="$started" -v to="$(now)" 'BEGIN { printf "%.1f", to - from }') s, the start of every part with it."

costs=()
for ((round = 1; round <= ROUNDS; round++)); do
  before="$(ticks "${pids[@]}")"
  wrk -t1 -c64 -d"$LENGTH" -s "$work/order.lua" "$url/v1/orders" >"$work/wrk"
  orders="$(awk '/ requests in / { print $1 }' "$work/wrk")"
  refused="$(awk '/Non-2xx/ { print $NF }' "$work/wrk")"
  used="$(($(ticks "${pids[@]}") - before))"
  cost="$(awk -v t="$used" -v hz="$(getconf CLK_TCK)" -v n="$orders" 'BEGIN { printf "%.3f", (n > 0 ? 1000 * t / hz / n : 0) }')"
  costs+=("$cost")
  say "round $round: $cost ms of processor time an order, $((orders / LENGTH)) orders/s, ${refused:-0} refused"
done
[[ -z "${one:-}" ]] || { kill "$one"; wait "$one" || true; }
printf '%s\n' "${costs[@]: -3}" | sort -n | awk -v first="${costs[0]}" 'NR == 2 {
  printf "first %d s to steady: %.2fx (%.3f to %.3f ms)\n", length_ , first / $1, first, $1 }' length_="$LENGTH"
