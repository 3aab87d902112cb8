#!/usr/bin/env bash
# What a cluster of three silos does under load while something it needs is gone, and afterwards: figures of before, during
# and after each fault, and the proof that every request took effect exactly once, failed ones when they were repeated.
# The exit code tells of correctness alone.
#
# usage: faults.sh [FAULT...]     which (all but those that need what is not here)
#   database-frozen   the database does not answer for 10 s
#   database-killed   the database is killed with -9, and started again after 10 s
#   database-moves    the database becomes read-only and stays up, and another server takes over behind a proxy
#   redis             Redis is killed with -9, and started again after 10 s
#   silo-frozen       a silo does not answer for 30 s, and is woken
#   silo-cut          a silo reaches neither its peers nor Redis for 30 s, but the database and its clients; both sides are asked
#                     for the same campaigns and the same customers' money (root: it needs network namespaces)
# Kafka stopped and back is left to tests/Streaming.Tests: Brokers_GoneAndBack_CommandsGoOn_AndTheBacklogDrainsInOrder.
#   RATE=100      requests a second
#   BUILD=false   runs what was built before
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
RATE="${RATE:-100}"
BEFORE=10
AFTER=25

# fault NAME SECONDS BREAK MEND [ARGUMENTS...]: of the load
fault() {
  local name="$1" length="$2" break="$3" mend="$4" urls=(--url "$URL")
  shift 4
  if (($# > 0)); then urls=(); fi
  load_in_background "${urls[@]}" "$@" --rate "$RATE" --phases "before:$BEFORE,during:$length,after:$AFTER"
  until_second "$BEFORE"
  "$break"
  until_second "$((BEFORE + length))"
  "$mend"
  say "$name for $length s, $RATE requests/s"
  end_load
  if [[ -n "$(value last_failure)" ]]; then
    say "  the last failing request was sent $(awk -v at="$(after "$(value last_failure)")" -v mended="$((BEFORE + length))" 'BEGIN { printf "%.1f s %s", (at > mended ? at - mended : mended - at), (at > mended ? "after" : "before") }') the end of it; slowest answer $(value max) ms"
  else
    say "  no request failed; slowest answer $(value max) ms"
  fi
}

freeze_database() { "$LOCAL/silo.sh" freeze database; }
wake_database() { "$LOCAL/silo.sh" wake database; }
kill_database() { "$LOCAL/silo.sh" kill database; }
start_database() { "$LOCAL/silo.sh" start database; }
# The other server is brought up with what the first has when it takes no writes any more; then the proxy leads to it.
NEXT="$work/next"
NEXT_PORT=$((${PORT:-18000} + 62)) # up.sh wants those up to PORT+60 to be free
proxy=""
next=""
moved=""
start_proxy() {
  export DATABASE_THROUGH=$((${PORT:-18000} + 61))
  echo $((${PORT:-18000} + 51)) >"$work/leads-to"
  dotnet "$STEADY" proxy --port "$DATABASE_THROUGH" --to "$work/leads-to" >"$work/proxy.log" 2>&1 &
  proxy=$!
}
# shellcheck source=../deploy/local/database.sh
start_next() {
  source "$LOCAL/database.sh"
  mkdir -p "$NEXT"
  database_install "$NEXT"
  database_command "$NEXT" "$NEXT_PORT" 127.0.0.1 500
  "${DATABASE_COMMAND[@]}" >"$work/next.log" 2>&1 &
  next=$!
  until database_sql "$NEXT" -e 'SELECT 1' >/dev/null 2>&1; do
    kill -0 "$next" 2>/dev/null || fail "The other server did not start: $(tail -n 5 "$work/next.log")"
    sleep 0.1
  done
  database_sql "$NEXT" -e "CREATE DATABASE commerce; CREATE USER 'commerce'@'%' IDENTIFIED BY '$(cat "$RUN/password")'; GRANT ALL ON commerce.* TO 'commerce'@'%'"
}
move_database() {
  database_sql "$RUN" -e "SET GLOBAL read_only = 1"
  "$(command -v mariadb-dump || echo mysqldump)" --no-defaults --socket="$RUN/database.sock" -uroot --single-transaction commerce | database_sql "$NEXT" commerce
  echo "$NEXT_PORT" >"$work/leads-to"
  moved="$(now)"
}
expect_let_go() {
  local left
  left="$(database_sql "$RUN" -e "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'commerce'")"
  say "  new connections led to the other server at second $(after "$moved"); $left connections to the first are left"
  if ((left > 0)); then broken=1; fi
}
end_moved() {
  if [[ -n "$proxy" ]]; then kill "$proxy" 2>/dev/null || true; fi
  if [[ -n "$next" ]]; then kill "$next" 2>/dev/null || true; fi
  wait "$proxy" "$next" 2>/dev/null || true
}
database_moves() {
  trap 'end_moved; finish' EXIT
  start_proxy
  up 3
  start_next
  fault database-moves 10 move_database expect_let_go
  down
  end_moved
  unset DATABASE_THROUGH
  trap finish EXIT
}

kill_redis() { "$LOCAL/silo.sh" kill redis; }
start_redis() { "$LOCAL/silo.sh" start redis; }
freeze_silo() { "$LOCAL/silo.sh" freeze 2; }
wake_silo() { "$LOCAL/silo.sh" wake 2; }

gone() { # whether a silo has ended by itself
  local deadline=$((SECONDS + 90)) pid # its orderly end waits for silos that do not answer
  pid="$(cat "$RUN/$1.pid")"
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS >= deadline)); then return 1; fi
    sleep 0.2
  done
}
expect_gone() {
  if gone "$1"; then
    say "  $1 found that it had been given up, and ended"
  else
    say "  $1 goes on though it was given up"
    broken=1
  fi
}

# Two links lead to the third silo's namespace: its peers and Redis are on one, the database and its clients on the other.
NAMESPACE=commerce-cut
PEERS=10.213.0
OTHERS=10.213.1
make_links() {
  remove_links
  ip netns add "$NAMESPACE"
  ip -n "$NAMESPACE" link set lo up
  make_link peers "$PEERS"
  make_link others "$OTHERS"
}
make_link() {
  ip link add "commerce-$1" type veth peer name "$1" netns "$NAMESPACE"
  ip addr add "$2.1/24" dev "commerce-$1"
  ip link set "commerce-$1" up
  ip -n "$NAMESPACE" addr add "$2.2/24" dev "$1"
  ip -n "$NAMESPACE" link set "$1" up
}
remove_links() {
  ip link del commerce-peers 2>/dev/null || true
  ip link del commerce-others 2>/dev/null || true
  ip netns del "$NAMESPACE" 2>/dev/null || true
}
# Packets are lost without a word, as in a network that is torn: nobody is told that a connection has ended.
cut_link() { ip -n "$NAMESPACE" link set peers down; }
mend_link() {
  ip -n "$NAMESPACE" link set peers up
  expect_gone silo-3
  start_third
}
start_third() { NETNS="$NAMESPACE" SILO_ADDRESS="$PEERS.2" SILO_HTTP_ADDRESS=0.0.0.0 "$LOCAL/silo.sh" start 3; }

silo_cut() {
  if ((EUID != 0)); then
    say "silo-cut is left out: it needs root."
    return
  fi
  trap 'finish; remove_links' EXIT
  make_links
  export ADDRESS="$OTHERS.1" REDIS_ADDRESS="$PEERS.1" SILO_ADDRESS="$PEERS.1" SILO_HTTP=true
  up 2
  start_third
  AFTER=60 # the cut silo ends, and is started again
  fault silo-cut 30 cut_link mend_link --url "$URL" --url "http://$OTHERS.2:$(http_of_third)" --campaigns 4 --quantity 500 --customers 20
  down
  unset ADDRESS REDIS_ADDRESS SILO_ADDRESS SILO_HTTP
  remove_links
  trap finish EXIT
}
http_of_third() { echo $((${URL##*:} + 23)); }

(($# > 0)) || set -- database-frozen database-killed database-moves redis silo-frozen silo-cut
build
for name in "$@"; do
  if [[ "$name" == silo-cut ]]; then
    silo_cut
    continue
  fi
  if [[ "$name" == database-moves ]]; then
    database_moves
    continue
  fi
  up 3
  case "$name" in
    database-frozen) fault "$name" 10 freeze_database wake_database ;;
    database-killed) fault "$name" 10 kill_database start_database ;;
    redis) fault "$name" 10 kill_redis start_redis ;;
    silo-frozen)
      fault "$name" 30 freeze_silo wake_silo
      expect_gone silo-2
      ;;
    *) fail "There is no fault $name." ;;
  esac
  down
done
verdict
