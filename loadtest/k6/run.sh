#!/usr/bin/env bash
# Runs k6 profiles, each against a fresh server of its own, and keeps the summaries as JSON in results/. Afterwards the
# store is checked by `Silo verify`.
#
#   loadtest/k6/run.sh [PROFILE...]      all of them unless named; see PROFILES below
#
#   STORAGE=sqlite|mysql   where the server keeps its data; mysql starts a private MariaDB, or MySQL (see
#                          deploy/local/database.sh) (sqlite)
#   SCALE=0.1              shortens every stage
#   LIMITS=small|medium    keeps the server within 0.5 processors and 512 MiB, or 1 and 1 GiB; see loadtest/limited.sh
#   DASHBOARD=true         keeps k6's web dashboard of each run beside its summary, as HTML; while it runs, k6 serves it on
#                          http://127.0.0.1:5665
#   DEMO=1                 uses the campaigns, customers and products of the demo data
#   BASE_URL=http://...    uses a server that runs already, instead of starting any; ADMIN_KEY is its key
set -euo pipefail

PROFILES="noop coupon-peak
  coupon-apply-baseline coupon-apply-rampup coupon-apply-stress coupon-apply-spike
  coupon-code-normal coupon-code-peak coupon-code-stress
  order-payment order-life balance-read-vus balance-read-rate balance-charge-vus balance-charge-rate
  order-vus order-rate product-read-vus product-read-rate
  queue-spike queue-opening
  reservation-stress reservation-crowd seat-payment concert-read-endurance concert-read-soak"
DEFAULT_COUPON=4002

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
SILO=$root/deploy/local/.bin/Silo/Commerce.Silo.dll
storage=${STORAGE:-sqlite}
limits=${LIMITS:-}
within=()
[ -z "$limits" ] || within=("$root/loadtest/limited.sh" "$limits")
work=$(mktemp -d)
server_pid=
database_pid=
settings=()
# Debian keeps servers where an ordinary user's PATH does not look.
PATH=$PATH:/usr/sbin
# shellcheck source=../../deploy/local/database.sh
source "$root/deploy/local/database.sh"

stop() { # pid
  if [ -n "$1" ] && kill "$1" 2>/dev/null; then
    wait "$1" 2>/dev/null || true
  fi
}

cleanup() {
  stop "$server_pid"
  stop "$database_pid"
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

need() {
  for program in "$@"; do
    command -v "$program" >/dev/null || { echo "run.sh needs $program on the PATH" >&2; exit 2; }
  done
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

wait_until() { # what, pid, command...
  local what=$1 pid=$2
  shift 2
  for _ in $(seq 600); do
    if "$@" >/dev/null 2>&1; then
      return
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  echo "$what did not start:" >&2
  tail -n 20 "$work"/*.log >&2
  exit 1
}

start_database() {
  need "${DATABASE_NEEDS[@]}"
  database_port=$(free_port)
  database_install "$work"
  database_command "$work" "$database_port" 127.0.0.1 300
  "${DATABASE_COMMAND[@]}" >"$work/database.log" 2>&1 &
  database_pid=$!
  wait_until "$DATABASE_KIND" "$database_pid" database_sql "$work" -e 'SELECT 1'
}

start_server() { # profile
  local port
  port=$(free_port)
  if [ "$storage" = mysql ]; then
    local database="commerce_${1//-/_}"
    database_sql "$work" -e "CREATE DATABASE $database"
    settings=("--Storage:Provider=MySql"
      "--Storage:ConnectionString=Server=127.0.0.1;Port=$database_port;User ID=root;Database=$database;SslMode=None;AllowPublicKeyRetrieval=true")
  else
    settings=("--Storage:Directory=$work/$1")
  fi
  # Only the demo ids need the demo data; else every profile makes what it uses.
  "${within[@]}" dotnet "$SILO" --Urls="http://127.0.0.1:$port" --Http:NoOp=true \
    --Admin:ApiKey="$ADMIN_KEY" --Demo:Load="$([ "${DEMO:-0}" = 1 ] && echo true || echo false)" \
    --Coupons:DefaultCouponId="$DEFAULT_COUPON" --Clustering:SiloPort="$(free_port)" --Clustering:GatewayPort="$(free_port)" \
    "${settings[@]}" >"$work/server.log" 2>&1 &
  server_pid=$!
  BASE_URL="http://127.0.0.1:$port"
  wait_until "The server" "$server_pid" curl --silent --fail "$BASE_URL/health/ready"
}

run() { # profile
  local script=$1 profile='' result="$here/results/$1-$storage${limits:+-$limits}"
  if [ ! -f "$here/$script.js" ]; then
    script=${1%-*} profile=${1##*-}
  fi
  echo "== $1, $storage${limits:+, $limits}"
  if [ "${DASHBOARD:-}" = true ]; then
    export K6_WEB_DASHBOARD=true K6_WEB_DASHBOARD_PERIOD=1s K6_WEB_DASHBOARD_EXPORT="$result.html"
  fi
  k6 run --quiet --no-usage-report --env BASE_URL="$BASE_URL" --env ADMIN_KEY="$ADMIN_KEY" --env PROFILE="$profile" \
    --env SCALE="${SCALE:-1}" --env DEMO="${DEMO:-0}" --env DEFAULT_COUPON_ID="$DEFAULT_COUPON" \
    --env RESULT_FILE="$result.json" "$here/$script.js"
}

finish() {
  # Within limits the server is a child of what keeps it there.
  grep -E 'VmRSS|VmHWM' "/proc/$(pgrep -P "$server_pid" dotnet || echo "$server_pid")/status" | tr '\n' ' '
  echo
  stop "$server_pid"
  server_pid=
  local status=0
  dotnet "$SILO" verify "${settings[@]}" >"$work/verify.log" || status=$?
  if [ $status -ne 0 ]; then
    grep -v '^ok' "$work/verify.log"
    [ $status -eq 3 ] || return 1 # nothing is broken: the server stopped with events on their way to the read tables
  fi
  tail -n 1 "$work/verify.log"
}

read -ra known <<<"${PROFILES//$'\n'/ }"
chosen=("$@")
[ $# -gt 0 ] || chosen=("${known[@]}")
for profile in "${chosen[@]}"; do
  printf '%s\n' "${known[@]}" | grep -qx -- "$profile" || { echo "no profile $profile; there are: ${known[*]}" >&2; exit 2; }
done

need k6
mkdir -p "$here/results"
given=${BASE_URL:-}
# A server that runs already is most likely `dotnet run`; one that is started here takes no key that everybody knows.
if [ -z "${ADMIN_KEY:-}" ]; then
  ADMIN_KEY=development
  [ -n "$given" ] || ADMIN_KEY=$(head -c 24 /dev/urandom | base64)
fi
if [ -n "$given" ]; then
  storage=given
else
  need dotnet curl python3
  "$root/deploy/local/build.sh" # as it is deployed: compiled ahead
  [ "$storage" != mysql ] || start_database
fi

failed=()
for profile in "${chosen[@]}"; do
  [ -n "$given" ] || start_server "$profile"
  good=true
  run "$profile" || good=false
  [ -n "$given" ] || finish || good=false
  $good || failed+=("$profile")
done

if [ ${#failed[@]} -gt 0 ]; then
  echo "missed a threshold or broke a law: ${failed[*]}" >&2
  exit 1
fi
