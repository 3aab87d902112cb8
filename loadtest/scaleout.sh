#!/usr/bin/env bash
# What more silos change, and what the loss of one costs: a fixed load on 1, 2, 3 and 4 silos of one machine, far from
# saturation; then kill -9 of one of three under that load. Every request is proved to have taken effect exactly once.
# The exit code tells of correctness alone: what is measured on a busy machine is not judged.
#
# usage: scaleout.sh [SILOS...]     which sizes (1 2 3 4); "kill" among them, or nothing at all, is the kill
#   RATE=100      requests a second
#   LENGTH=20     seconds each
#   WARMUP=20     seconds of the same load before: a process that still compiles tells nothing of its share
#   BUILD=false   runs what was built before
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
RATE="${RATE:-100}"
LENGTH="${LENGTH:-20}"
WARMUP="${WARMUP:-20}"

ticks_of() { ticks "$(cat "$RUN/$1.pid")"; }
processor() { # NAME, TICKS before: percent of one core since
  awk -v ticks="$(($(ticks_of "$1") - $2))" -v hz="$(getconf CLK_TCK)" -v s="$LENGTH" 'BEGIN { printf "%.0f%%", 100 * ticks / hz / s }'
}

# Requests that silos took from front-ends, and the share of calls between grains, and from front-ends to grains, that went
# from one silo to another. A silo's calls of its own (the directory, probes) are not among them.
calls() {
  awk -F '\t' '
    NR == FNR { before[$1 FS $2 FS $3] = $4; next }
    $1 !~ /^silo/ { next }
    { n = $4 - before[$1 FS $2 FS $3] }
    $2 == "orleans-messaging-received-messages-size" && $3 ~ /GatewayToClient MessageDirection=Request/ { taken[$1] += n }
    $2 == "orleans-messaging-received-messages-size" && $3 ~ /SiloToSilo MessageDirection=Request/ { crossed += n }
    $2 == "orleans-messaging-processing-ima-enqueued" && $3 ~ /ToSystemTarget/ { crossed -= n }
    $2 == "orleans-messaging-processing-dispatcher-processed" && $3 ~ /Direction=Request/ { dispatched += n }
    END {
      crossed = crossed > 0 ? crossed : 0
      printf "requests taken by"
      for (i = 1; ("silo-" i) in taken; i++) printf " silo-%d %d", i, taken["silo-" i]
      printf "; %.0f%% of %d calls crossed silos\n", (dispatched > 0 ? 100 * crossed / dispatched : 0), dispatched
    }' "$work/before" "$work/after"
}

scale() {
  local silos="$1" i line="" before=()
  up "$silos"
  load_in_background --url "$URL" --rate "$RATE" --phases "warm-up:$WARMUP,measured:$LENGTH"
  until_second "$WARMUP"
  for ((i = 1; i <= silos; i++)); do before+=("$(ticks_of "silo-$i")"); done
  totals >"$work/before"
  until_second "$((WARMUP + LENGTH))"
  for ((i = 1; i <= silos; i++)); do line+=" silo-$i $(processor "silo-$i" "${before[i - 1]}")"; done
  totals >"$work/after"
  say "$silos silo(s), $RATE requests/s for $LENGTH s"
  end_load
  say "  warm-up included: p95 $(value p95) ms, p99 $(value p99) ms; processor$line; $(calls)"
  down
}

killed() {
  local at
  up 3
  load_in_background --url "$URL" --rate "$RATE" --phases "before:10,after:30"
  until_second 10
  at="$(now)"
  "$LOCAL/silo.sh" kill 2
  say "kill -9 of silo-2 of 3, $RATE requests/s"
  end_load
  if [[ -n "$(value last_failure)" ]]; then
    say "  full service after $(awk -v at="$at" -v last="$(value last_failure)" 'BEGIN { d = last - at; printf "%.1f", (d > 0 ? d : 0) }') s (the last failing request was sent then); slowest answer $(value max) ms"
  else
    say "  no request failed; slowest answer $(value max) ms"
  fi
  down
}

(($# > 0)) || set -- 1 2 3 4 kill
build
start_collector
for what in "$@"; do
  case "$what" in
    kill) killed ;;
    [1-9]) scale "$what" ;;
    *) fail "usage: scaleout.sh [SILOS...|kill]" ;;
  esac
done
verdict
