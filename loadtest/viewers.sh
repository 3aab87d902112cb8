#!/usr/bin/env bash
# What people who watch the live page cost those who buy: /v1/orders from 64 connections against one process, in rounds with viewers and
# rounds without, in turn. Processor time of the process an order, and orders a second; the last line is the median of the rounds with
# viewers to that of those without. Viewers and load have the same cores: processor time is the figure to go by. Needs wrk, and python3
# for the viewers.
#
# usage: viewers.sh [VIEWERS]   how many watch (1000)
#   ROUNDS=5       rounds of each kind, 3 at the least
#   WARMUP=40      seconds of load before the first
#   LENGTH=10      seconds each
#   PORT=18000     where the process serves HTTP; its silo's ports are 31 and 41 more
#   BUILD=false    runs what was built before
# Settings and runtime variables go along, such as DOTNET_TieredPGO=0.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
ROUNDS="${ROUNDS:-5}"
WARMUP="${WARMUP:-40}"
LENGTH="${LENGTH:-10}"
export PORT="${PORT:-18000}"
viewers="${1:-1000}"
if [[ ! "$viewers" =~ ^[1-9][0-9]{0,3}$ ]] || ((ROUNDS < 3)); then fail "usage: viewers.sh [VIEWERS], 1 to 9999, with at least 3 rounds"; fi
command -v wrk >/dev/null || fail "wrk is needed and not on the PATH."
command -v python3 >/dev/null || fail "python3 is needed and not on the PATH."

# Opens so many streams, reads whatever comes, and says how many snapshots came when it is ended.
cat >"$work/watch.py" <<'PY'
import selectors, signal, socket, sys
port, viewers = int(sys.argv[1]), int(sys.argv[2])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
streams, snapshots = selectors.DefaultSelector(), 0
for _ in range(viewers):
    stream = socket.create_connection(("127.0.0.1", port))
    stream.sendall(b"GET /live/stream?coupon=4001&product=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    if not stream.recv(4096).startswith(b"HTTP/1.1 200"):
        sys.exit("A stream was refused.")
    streams.register(stream, selectors.EVENT_READ)
print("watching", flush=True)
try:
    while True:
        for key, _ in streams.select():
            got = key.fileobj.recv(65536)
            if not got:
                sys.exit("A stream ended.")
            snapshots += got.count(b"event: snapshot")
finally:
    print("snapshots", snapshots, flush=True)
PY

# measure: orders a second, and milliseconds of the process's time an order.
measure() { # SECONDS
  local rate cost refused
  read -r rate cost refused < <(order_load "$one_url" "$1" "$one")
  ((refused == 0)) || fail "$refused orders were refused: $(tail -n 3 "$work/one.log")"
  echo "$rate $cost"
}

build
start_one --Live:Public=true --Live:MaxViewers="$viewers"
measure "$WARMUP" >/dev/null

for ((n = 1; n <= ROUNDS; n++)); do
  read -r rate cost < <(measure "$LENGTH")
  say "without viewers: $rate orders/s, $cost ms of processor time an order"
  echo "$rate" >>"$work/rates.without"
  echo "$cost" >>"$work/costs.without"

  python3 "$work/watch.py" "$PORT" "$viewers" >"$work/watch" 2>"$work/watch.err" &
  load=$!
  until grep -q '^watching' "$work/watch"; do
    kill -0 "$load" 2>/dev/null || fail "Nobody watches: $(cat "$work/watch.err")"
    sleep 0.1
  done
  read -r rate cost < <(measure "$LENGTH")
  kill "$load" 2>/dev/null || fail "The viewers did not stay: $(cat "$work/watch.err")"
  wait "$load" || true
  load=""
  say "$viewers viewers: $rate orders/s, $cost ms of processor time an order; they were sent $(awk '/^snapshots/ { print $2 }' "$work/watch") snapshots"
  echo "$rate" >>"$work/rates.with"
  echo "$cost" >>"$work/costs.with"
done
stop_one

say "with $viewers viewers: $(median_ratio "$work/costs.with" "$work/costs.without")x the processor time an order, $(median_ratio "$work/rates.with" "$work/rates.without")x the orders"
