# shellcheck shell=bash
# What the measurements of a cluster have in common: it is started by deploy/local, loaded by Steady and ended again.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
LOCAL="$ROOT/deploy/local"
# shellcheck disable=SC2034 # for those who source this
RUN="$LOCAL/.run"
export CONFIGURATION="${CONFIGURATION:-Release}" ADMIN_KEY="${ADMIN_KEY:-local-admin-key}"
STEADY="$ROOT/loadtest/Steady/bin/$CONFIGURATION/net10.0/Commerce.Steady.dll"
COLLECTOR_PORT="${COLLECTOR_PORT:-18099}"
URL=""
work="$(mktemp -d)"
collector=""
load=""
within=()
one="" # the process that stands alone, where there is one
broken=0 # what was found to be wrong

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

finish() {
  if [[ -n "$load" ]]; then kill "$load" 2>/dev/null || true; fi
  if [[ -n "$collector" ]]; then kill "$collector" 2>/dev/null || true; fi
  stop_one
  if [[ -n "$URL" ]]; then "$LOCAL/down.sh" >/dev/null 2>&1 || true; fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# ticks PID...: ticks of processor time that the processes had so far.
ticks() {
  local pid
  for pid in "$@"; do cat "/proc/$pid/stat"; done | awk '{ sub(/^.*\) /, ""); sum += $12 + $13 } END { print sum }'
}

# A process and what it started, such as nginx' workers.
with_children() { echo "$1"; pgrep -P "$1" || true; }

build() {
  [[ "${BUILD:-true}" == true ]] || return 0
  "$LOCAL/build.sh"
  dotnet build "$ROOT/loadtest/Steady" -c "$CONFIGURATION" --nologo -v q >"$work/build.log" 2>&1 || fail "The build failed: $(tail -n 5 "$work/build.log")"
}

# up N: a fresh cluster of N silos; its settings come from the environment.
up() {
  URL="$(BUILD=false "$LOCAL/up.sh" "$1" 2>"$work/up.log" | tail -n 1)" || URL=""
  [[ -n "$URL" ]] || fail "The cluster did not start: $(tail -n 5 "$work/up.log")"
}
down() {
  "$LOCAL/down.sh"
  URL=""
}

# start_one [SETTING...]: one process that stands alone, with the demo data, at one_url; run by the command `within`, where there is one.
start_one() {
  local port="${PORT:-18000}"
  Storage__Directory="$work/data" Clustering__SiloPort=$((port + 31)) Clustering__GatewayPort=$((port + 41)) \
    "${within[@]}" dotnet "${PROGRAMS:-$LOCAL/.bin}/Silo/Commerce.Silo.dll" --Urls="http://127.0.0.1:$port" --Demo:Load=true "$@" >"$work/one.log" 2>&1 &
  one=$!
  until curl -fsS --noproxy '*' -o /dev/null "http://127.0.0.1:$port/health/ready" 2>/dev/null; do
    kill -0 "$one" 2>/dev/null || fail "It did not start: $(tail -n 5 "$work/one.log")"
    sleep 0.1
  done
  # shellcheck disable=SC2034 # for those who source this
  one_url="http://127.0.0.1:$port"
}
stop_one() {
  [[ -n "$one" ]] || return 0
  kill "$one" 2>/dev/null || true
  wait "$one" || true
  one=""
}

# wrk_load SCRIPT URL SECONDS PID...: requests from CONNECTIONS (64), as a script of wrk makes them. Says requests a second, milliseconds of
# the processes' time a request, and how many were refused.
wrk_load() {
  local script="$1" url="$2" seconds="$3" before requests refused used
  shift 3
  before="$(ticks "$@")"
  wrk -t1 -c"${CONNECTIONS:-64}" -d"$seconds" -s "$script" "$url" >"$work/wrk"
  used="$(($(ticks "$@") - before))"
  requests="$(awk '/ requests in / { print $1 }' "$work/wrk")"
  refused="$(awk '/Non-2xx/ { print $NF }' "$work/wrk")"
  awk -v t="$used" -v hz="$(getconf CLK_TCK)" -v n="$requests" -v s="$seconds" -v refused="${refused:-0}" \
    'BEGIN { printf "%.0f %.4f %d\n", n / s, (n > 0 ? 1000 * t / hz / n : 0), refused }'
}

# order_load URL SECONDS PID...: as wrk_load; customers of the demo data order one piece each at the price that is asked.
order_load() {
  local url="$1" seconds="$2"
  shift 2
  cat >"$work/order.lua" <<'LUA'
local prices = { 3000, 1200, 900, 600 }
function init() math.randomseed(os.time()) end
function request()
  local product = math.random(#prices)
  return wrk.format("POST", "/v1/orders", { ["Content-Type"] = "application/json" }, string.format(
    '{"userId":%d,"totalAmount":%d,"products":[{"productId":%d,"quantity":1}]}', math.random(1001, 3000), prices[product], product))
end
LUA
  wrk_load "$work/order.lua" "$url/v1/orders" "$seconds" "$@"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
# median_ratio FILE FILE: the median of the first one's figures, a line each, to that of the second one's.
median_ratio() { awk -v of="$(median <"$1")" -v to="$(median <"$2")" 'BEGIN { printf "%.3f", of / to }'; }

start_collector() {
  dotnet "$STEADY" collect --port "$COLLECTOR_PORT" >"$work/collector.log" 2>&1 &
  collector=$!
  export COLLECTOR="http://127.0.0.1:$COLLECTOR_PORT"
}
totals() { curl -fsS --noproxy '*' "http://127.0.0.1:$COLLECTOR_PORT/totals"; }

# load_in_background ARGUMENTS...: returns when the load has warmed up and what is counted begins.
load_in_background() {
  : >"$work/load"
  dotnet "$STEADY" load --key "$ADMIN_KEY" --quiet "${QUIET:-true}" --proof true "$@" >"$work/load" 2>"$work/load.err" &
  load=$!
  until grep -q '^started=' "$work/load"; do
    kill -0 "$load" 2>/dev/null || fail "The load did not start: $(cat "$work/load.err")"
    sleep 0.1
  done
}
value() { sed -n "s/^$1=//p" "$work/load"; } # of the load's report
after() { awk -v from="$(value started)" -v to="$1" 'BEGIN { printf "%.1f", to - from }'; }
now() { date +%s.%3N; }
# until_second N: of the load
until_second() { sleep "$(awk -v now="$(now)" -v from="$(value started)" -v at="$1" 'BEGIN { d = from + at - now; print (d > 0 ? d : 0) }')"; }

# end_load: waits for the load and what it proves, then asks the laws of conservation.
end_load() {
  local status=0
  wait "$load" || status=$?
  load=""
  grep -E '^(second|phase|  )' "$work/load" || true
  if ! value doubled | grep -q .; then
    say "  the load failed: $(tail -n 3 "$work/load.err")"
    broken=1
    return
  fi
  say "  $(value repeated) repeated under their keys: $(value unsettled) not settled, $(value lost) lost, $(value doubled) doubled"
  if ((status != 0)); then
    grep -vE '^(second|phase|  |[a-z0-9_]+=)' "$work/load" || true
    broken=1
  fi
  local told
  for ((told = 60; told > 0; told--)); do
    status=0
    "$LOCAL/silo.sh" verify >"$work/verify" 2>&1 || status=$?
    ((status == 3)) || break # what is on its way to the read tables has come there soon
    sleep 1
  done
  if ((status == 0)); then
    say "  verify: $(tail -n 1 "$work/verify")"
  else
    grep -A 5 BREACH "$work/verify" || tail -n 5 "$work/verify"
    broken=1
  fi
}

verdict() {
  if ((broken != 0)); then
    say "WRONG: see above."
    exit 1
  fi
  say "Correct: nothing lost, nothing doubled, every law holds."
}
