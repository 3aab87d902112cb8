#!/usr/bin/env bash
# What a request costs each part of a cluster: processor time of front-ends, silos, database, nginx and Redis, at a fixed rate below
# saturation, for each kind of request by itself, on 1 to 4 warm silos of one machine. What docs/scale.md is made of. Every request is
# proved to have taken effect exactly once; the exit code tells of that alone.
#
# usage: costs.sh [SILOS...]     which sizes (1 2 3 4)
#   RATE=300      requests a second
#   LENGTH=15     seconds each
#   WARMUP=30     seconds of all kinds before the first, and a third of it before each
#   KINDS="..."   of issue, charge, pay (an order placed and paid in one request) and read (issue charge pay read)
#   MESSAGES=true says as well how many messages of Orleans a request is between front-ends and silos, and between silos, answers and
#                 the silos' own included, and their bytes; counting costs a little by itself
#   BUILD=false   runs what was built before
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
RATE="${RATE:-300}"
LENGTH="${LENGTH:-15}"
WARMUP="${WARMUP:-30}"
KINDS="${KINDS:-issue charge pay read}"

# pids PART: of every process of that name with a number or without.
pids() {
  local file
  for file in "$RUN/$1".pid "$RUN/$1"-[0-9].pid; do
    [[ ! -f "$file" ]] || with_children "$(cat "$file")"
  done
}
used() { # by each part, in one line
  local part
  for part in "${parts[@]}"; do
    # shellcheck disable=SC2046 # a number each
    ticks $(pids "$part")
  done | paste -sd ' '
}

# messages: of what was counted before and after.
messages() {
  awk -F '\t' -v n="$((RATE * LENGTH))" '
    NR == FNR { before[$1 FS $2 FS $3] = $4; next }
    $2 !~ /^orleans-messaging-received-messages-size/ { next }
    {
      between = $3 ~ /SiloToSilo/ ? "silos" : "front"
      if ($2 ~ /\.sum$/) bytes[between] += $4 - before[$1 FS $2 FS $3]
      else count[between] += $4 - before[$1 FS $2 FS $3]
    }
    END {
      printf "  front-ends and silos: %.2f messages, %.0f bytes a request; between silos: %.2f messages, %.0f bytes\n",
        count["front"] / n, bytes["front"] / n, count["silos"] / n, bytes["silos"] / n
    }' "$work/before" "$work/after"
}

# cost KIND: one line of the table, in microseconds a request.
cost() {
  local before
  load_in_background --url "$URL" --rate "$RATE" --mix "$1:1" --phases "warm-up:$((WARMUP / 3)),measured:$LENGTH"
  until_second "$((WARMUP / 3))"
  [[ -z "$collector" ]] || totals >"$work/before"
  before="$(used)"
  until_second "$((WARMUP / 3 + LENGTH))"
  [[ -z "$collector" ]] || totals >"$work/after"
  printf '| %s | %s |%s\n' "$silos" "$1" "$(paste <(tr ' ' '\n' <<<"$before") <(used | tr ' ' '\n') |
    awk -v hz="$(getconf CLK_TCK)" -v n="$((RATE * LENGTH))" '{ us = 1e6 * ($2 - $1) / hz / n; sum += us; printf " %.0f |", us } END { printf " %.0f |", sum }')"
  [[ -z "$collector" ]] || messages
  end_load >"$work/end"
  shown
}

# What was proved of a load is told when something was wrong.
shown() { ((broken == 0)) || cat "$work/end"; }

(($# > 0)) || set -- 1 2 3 4
parts=(api silo database nginx redis)
build
[[ "${MESSAGES:-false}" != true ]] || start_collector
printf 'microseconds of processor time a request, %s/s of one kind at a time\n| silos | request | front-ends | silos | database | nginx | Redis | together |\n|---|---|---|---|---|---|---|---|\n' "$RATE"
for silos in "$@"; do
  [[ "$silos" =~ ^[1-9]$ ]] || fail "usage: costs.sh [SILOS...]"
  up "$silos"
  load_in_background --url "$URL" --rate "$RATE" --seconds "$WARMUP"
  end_load >"$work/end"
  shown
  for kind in $KINDS; do cost "$kind"; done
  down
done
verdict
