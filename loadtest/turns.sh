#!/usr/bin/env bash
# What builds of the silo, or settings of .NET, make of an order. Each is a process of its own with a database of its own on one private
# server; all of them stand side by side, and /v1/orders goes to one after the other from many connections. So what makes the machine slow
# for a minute makes all of them slow, which it does not where whole runs follow each other. Orders a second, and processor time of the
# silo and of the server an order; the last lines are medians, and what both took together to the first one's. Needs wrk, and MariaDB or
# MySQL (deploy/local/database.sh).
#
# usage: turns.sh NAME=FOLDER[,VARIABLE=VALUE...] ...   where a build's Commerce.Silo.dll is, such as deploy/local/.bin/Silo of a clone
#   ROUNDS=7     turns of each, 3 at the least
#   LENGTH=5     seconds each, after 18 to warm
#   CONNECTIONS=64
#   PORT=18000   where the first serves HTTP; its silo's ports are 31 and 41 more, the next one's are 100 more, and the database's 90
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
ROUNDS="${ROUNDS:-7}"
LENGTH="${LENGTH:-5}"
PORT="${PORT:-18000}"
PATH="$PATH:/usr/sbin" # where Debian keeps servers
# shellcheck source=../deploy/local/database.sh
source "$LOCAL/database.sh"
if (($# == 0 || ROUNDS < 3)); then fail "usage: turns.sh NAME=FOLDER[,VARIABLE=VALUE...] ..., with at least 3 rounds"; fi
for program in wrk "${DATABASE_NEEDS[@]}"; do
  command -v "$program" >/dev/null || fail "$program is needed and not on the PATH."
done

database=""
silos=()
stop_all() {
  local pid
  for pid in "${silos[@]}" $database; do kill "$pid" 2>/dev/null || true; done
  for pid in "${silos[@]}" $database; do wait "$pid" 2>/dev/null || true; done
}
trap 'stop_all; finish' EXIT

# until_it PID COMMAND...: waits until the command succeeds, for as long as the process is there.
until_it() {
  local pid="$1"
  shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || fail "It did not start: $(tail -n 5 "$work"/*.log)"
    sleep 0.1
  done
}

server=$((PORT + 90))
database_install "$work"
database_command "$work" "$server" 127.0.0.1 $(($# * 100))
"${DATABASE_COMMAND[@]}" >"$work/database.log" 2>&1 &
database=$!
until_it "$database" database_sql "$work" -e 'SELECT 1'

names=()
urls=()
for side in "$@"; do
  number="${#names[@]}"
  port=$((PORT + 100 * number))
  IFS=, read -ra parts <<<"${side#*=}"
  [[ -f "${parts[0]}/Commerce.Silo.dll" ]] || fail "There is no Commerce.Silo.dll in ${parts[0]}."
  database_sql "$work" -e "CREATE DATABASE side$number"
  login="User ID=root;SslMode=None;AllowPublicKeyRetrieval=true"
  env "${parts[@]:1}" dotnet "${parts[0]}/Commerce.Silo.dll" --Urls="http://127.0.0.1:$port" --Demo:Load=true \
    --Clustering:SiloPort=$((port + 31)) --Clustering:GatewayPort=$((port + 41)) --Storage:Provider=MySql \
    "--Storage:ConnectionString=Server=127.0.0.1;Port=$server;Database=side$number;$login" >"$work/side$number.log" 2>&1 &
  silos+=($!)
  names+=("${side%%=*}")
  urls+=("http://127.0.0.1:$port")
  until_it "${silos[-1]}" curl -fsS --noproxy '*' "${urls[-1]}/health/ready"
done

# turn NUMBER SECONDS: orders a second, milliseconds of silo and of server an order, how many were refused.
turn() {
  local before rate both silo refused
  before="$(ticks "${silos[$1]}")"
  read -r rate both refused < <(order_load "${urls[$1]}" "$2" "${silos[$1]}" "$database")
  silo="$(awk -v t="$(($(ticks "${silos[$1]}") - before))" -v hz="$(getconf CLK_TCK)" -v n="$rate" -v s="$2" 'BEGIN { print 1000 * t / hz / (n * s) }')"
  echo "$rate $silo $both $refused"
}

for seconds in 12 6; do
  for number in "${!names[@]}"; do turn "$number" "$seconds" >/dev/null; done
done
for ((round = 1; round <= ROUNDS; round++)); do
  for number in "${!names[@]}"; do
    read -r rate silo both refused < <(turn "$number" "$LENGTH")
    ((refused == 0)) || say "  $refused were refused" >&2
    echo "$rate" >>"$work/$number.rate"
    echo "$silo" >>"$work/$number.silo"
    echo "$both" >>"$work/$number.both"
    say "round $round, ${names[number]}: $rate orders/s, $silo ms of the silo's processor time an order, $both ms with the server's"
  done
done
for number in "${!names[@]}"; do
  say "${names[number]}: $(median <"$work/$number.rate") orders/s, silo $(median <"$work/$number.silo") ms, with the server" \
    "$(median <"$work/$number.both") ms, $(median_ratio "$work/$number.both" "$work/0.both")x; resident at most" \
    "$(awk '/VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/${silos[number]}/status") MiB"
done
