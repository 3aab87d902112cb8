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
broken=0 # what was found to be wrong

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

finish() {
  if [[ -n "$load" ]]; then kill "$load" 2>/dev/null || true; fi
  if [[ -n "$collector" ]]; then kill "$collector" 2>/dev/null || true; fi
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

build() {
  [[ "${BUILD:-true}" == true ]] || return 0
  "$LOCAL/build.sh"
  dotnet build "$ROOT/loadtest/Steady" -c "$CONFIGURATION" --nologo -v q >"$work/build.log" 2>&1 || fail "The build failed: $(tail -n 5 "$work/build.log")"
}

# up N: a fresh cluster of N silos; its settings come from the environment.
up() {
  URL="$(BUILD=false "$LOCAL/up.sh" "$1" 2>"$work/up.log" | tail -n 1)"
  [[ -n "$URL" ]] || fail "The cluster did not start: $(tail -n 5 "$work/up.log")"
}
down() {
  "$LOCAL/down.sh"
  URL=""
}

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
  if "$LOCAL/silo.sh" verify >"$work/verify" 2>&1; then
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
