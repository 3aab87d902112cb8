#!/usr/bin/env bash
# What a request costs each part of a cluster: processor time of front-ends, silos, database, nginx and Redis, at a fixed rate below
# saturation, for each kind of request by itself, on 1 to 4 warm silos of one machine. What docs/scale.md is made of. Every request is
# proved to have taken effect exactly once; the exit code tells of that alone. With RATE=full wrk asks from 64 connections without a
# pause instead, and the laws of conservation alone are asked.
#
# usage: costs.sh [SILOS...]     which sizes (1 2 3 4)
#   RATE=300      requests a second; "full": as many as there can be
#   LENGTH=15     seconds each
#   WARMUP=30     seconds of all kinds before the first, and a third of it before each
#   KINDS="..."   of issue, charge, pay (an order placed and paid in one request) and read (issue charge pay read)
#   BUILD=false   runs what was built before
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
RATE="${RATE:-300}"
LENGTH="${LENGTH:-15}"
WARMUP="${WARMUP:-30}"
KINDS="${KINDS:-issue charge pay read}"

# pids PART: of every process of that name with a number or without, and of what they started, such as nginx' workers.
pids() {
  local file pid
  for file in "$RUN/$1".pid "$RUN/$1"-[0-9].pid; do
    [[ -f "$file" ]] || continue
    pid="$(cat "$file")"
    echo "$pid"
    pgrep -P "$pid" || true
  done
}
used() { # by each part, in one line
  local part
  for part in "${parts[@]}"; do
    # shellcheck disable=SC2046 # a number each
    ticks $(pids "$part")
  done | paste -sd ' '
}

# What wrk asks for; ids are drawn, and nobody takes a second piece but by chance.
write_script() {
  cat >"$work/load.lua" <<'LUA'
local prices = { 3000, 1200, 900, 600 }
local json = { ["Content-Type"] = "application/json" }
local kind
function init(args) kind = args[1]; math.randomseed(os.time()) end
function request()
  local customer, product = math.random(1001, 3000), math.random(#prices)
  if kind == "issue" then
    return wrk.format("POST", "/coupons/issue", json,
      string.format('{"couponId":%d,"customerId":%d}', 990000 + math.random(0, 31), math.random(1, 2 ^ 50)))
  elseif kind == "charge" then
    return wrk.format("POST", string.format("/v1/users/%d/balance", customer), json, '{"amount":1}')
  elseif kind == "pay" then
    return wrk.format("POST", "/v1/orders", json, string.format(
      '{"userId":%d,"totalAmount":%d,"products":[{"productId":%d,"quantity":1}]}', customer, prices[product], product))
  end
  return wrk.format("GET", string.format("/v1/users/%d/balance", customer))
end
LUA
}

define_campaigns() {
  local id
  for id in {990000..990031}; do
    curl -fsS --noproxy '*' -o /dev/null -X PUT "$URL/admin/coupons/$id" -H "Authorization: Bearer $ADMIN_KEY" \
      -H 'Content-Type: application/json' -d '{"name":"costs","discountType":"FIXED","discountAmount":1000,"totalQuantity":100000000,
        "startedAt":"2026-01-01T00:00:00Z","expiredAt":"2099-01-01T00:00:00Z"}'
  done
}

# row KIND REQUESTS BEFORE: one line of the table, in microseconds a request.
row() {
  printf '| %s | %s |%s\n' "$silos" "$1" "$(paste <(tr ' ' '\n' <<<"$3") <(used | tr ' ' '\n') |
    awk -v hz="$(getconf CLK_TCK)" -v n="$2" '{ us = 1e6 * ($2 - $1) / hz / n; sum += us; printf " %.0f |", us } END { printf " %.0f |", sum }')"
}

full_cost() {
  local before requests
  wrk -t1 -c64 -d"$((WARMUP / 3))" -s "$work/load.lua" "$URL" "$1" >/dev/null
  before="$(used)"
  wrk -t1 -c64 -d"$LENGTH" -s "$work/load.lua" "$URL" "$1" >"$work/wrk"
  requests="$(awk '/ requests in / { print $1 }' "$work/wrk")"
  row "$1, $((requests / LENGTH))/s$(awk '/Non-2xx/ { print ", refused " $NF }' "$work/wrk")" "$requests" "$before"
}

cost() {
  local before
  load_in_background --url "$URL" --rate "$RATE" --mix "$1:1" --phases "warm-up:$((WARMUP / 3)),measured:$LENGTH"
  until_second "$((WARMUP / 3))"
  before="$(used)"
  until_second "$((WARMUP / 3 + LENGTH))"
  row "$1" "$((RATE * LENGTH))" "$before"
  end_load >"$work/end"
  grep -q ' 0 lost, 0 doubled' "$work/end" || cat "$work/end"
}

(($# > 0)) || set -- 1 2 3 4
parts=(api silo database nginx redis)
build
write_script
printf 'microseconds of processor time a request, %s/s of one kind at a time\n| silos | request | front-ends | silos | database | nginx | Redis | together |\n|---|---|---|---|---|---|---|---|\n' "$RATE"
for silos in "$@"; do
  [[ "$silos" =~ ^[1-9]$ ]] || fail "usage: costs.sh [SILOS...]"
  up "$silos"
  if [[ "$RATE" == full ]]; then
    define_campaigns
    for kind in $KINDS; do full_cost "$kind"; done
    "$LOCAL/silo.sh" verify >"$work/verify" 2>&1 || { grep -A 5 BREACH "$work/verify"; broken=1; }
  else
    load_in_background --url "$URL" --rate "$RATE" --seconds "$WARMUP"
    end_load >"$work/end"
    for kind in $KINDS; do cost "$kind"; done
  fi
  down
done
verdict
