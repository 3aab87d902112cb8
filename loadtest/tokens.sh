#!/usr/bin/env bash
# What tokens cost: pieces of coupons are issued from 64 connections by one process with Auth:Mode None, and by one with Jwt, whose
# requests have the tokens of their customers; in turns, each a process of its own that is warm. Processor time of the process a piece,
# and pieces a second; the last line is the median with tokens to that without. Each token is verified once and found again by its hash
# from then on, as it is for a customer who does more than one thing. Needs wrk, openssl, xxd and python3.
#
# usage: tokens.sh
#   ROUNDS=5       rounds of each kind, 3 at the least
#   LENGTH=10      seconds each, after as many to warm
#   CUSTOMERS=1000 who have a token; 2,000 at the most, those of the demo data
#   PORT=18000     where the process serves HTTP; its silo's ports are 31 and 41 more, and that of who issues the tokens 51 more
#   BUILD=false    runs what was built before
# Settings and runtime variables go along, such as DOTNET_TieredPGO=0.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
ROUNDS="${ROUNDS:-5}"
LENGTH="${LENGTH:-10}"
CUSTOMERS="${CUSTOMERS:-1000}"
export PORT="${PORT:-18000}"
authority="http://127.0.0.1:$((PORT + 51))"
if ((ROUNDS < 3 || CUSTOMERS < 1 || CUSTOMERS > 2000)); then fail "At least 3 rounds, and 1 to 2,000 customers."; fi
for program in wrk openssl xxd python3; do
  command -v "$program" >/dev/null || fail "$program is needed and not on the PATH."
done

campaigns=$((LENGTH * 30000 / CUSTOMERS + 1)) # of one load: 30,000 pieces a second are not reached
next=100000                                   # the first campaign that nobody has had a piece of

# Campaigns of one piece for each customer, from the first of so many on.
cat >"$work/campaigns.py" <<'PY'
import datetime, http.client, json, sys
port, first, count, pieces, key = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
now, connection = datetime.datetime.now(datetime.timezone.utc), http.client.HTTPConnection("127.0.0.1", port)
for campaign in range(first, first + count):
    connection.request("PUT", f"/admin/coupons/{campaign}", json.dumps({
        "name": "measured", "discountType": "FIXED", "discountAmount": 1, "totalQuantity": pieces,
        "startedAt": (now - datetime.timedelta(hours=1)).isoformat(), "expiredAt": (now + datetime.timedelta(days=1)).isoformat(),
    }), {"Content-Type": "application/json", "Authorization": "Bearer " + key})
    answer = connection.getresponse()
    if answer.read() and answer.status != 201:
        sys.exit(f"A campaign was refused: {answer.status}")
PY

# One customer after the other takes a piece of a campaign, then of the next one.
cat >"$work/issue.lua" <<'LUA'
local customers, campaign, tokens, asked = tonumber(os.getenv("CUSTOMERS")), tonumber(os.getenv("CAMPAIGN")), {}, 0
if os.getenv("TOKENS") ~= "" then
  for token in io.lines(os.getenv("TOKENS")) do tokens[#tokens + 1] = "Bearer " .. token end
end
function request()
  local customer = asked % customers
  local headers = { ["Content-Type"] = "application/json", ["Authorization"] = tokens[customer + 1] }
  local body = string.format('{"couponId":%d,"customerId":%d}', campaign + math.floor(asked / customers), 1001 + customer)
  asked = asked + 1
  return wrk.format("POST", "/coupons/issue", headers, body)
end
LUA

# issue_load TOKENS: pieces a second, and milliseconds of the process's time a piece. TOKENS is a file, or empty.
issue_load() {
  local first="$next" before pieces refused used
  next=$((next + campaigns))
  python3 "$work/campaigns.py" "$PORT" "$first" "$campaigns" "$CUSTOMERS" "$ADMIN_KEY" || fail "There is nothing to issue."
  before="$(ticks "$one")"
  CUSTOMERS="$CUSTOMERS" CAMPAIGN="$first" TOKENS="$1" wrk -t1 -c64 -d"$LENGTH" -s "$work/issue.lua" "$one_url/coupons/issue" >"$work/wrk"
  used="$(($(ticks "$one") - before))"
  pieces="$(awk '/ requests in / { print $1 }' "$work/wrk")"
  refused="$(awk '/Non-2xx/ { print $NF }' "$work/wrk")"
  ((${refused:-0} == 0)) || fail "$refused requests were refused: $(tail -n 3 "$work/one.log")"
  awk -v t="$used" -v hz="$(getconf CLK_TCK)" -v n="$pieces" -v s="$LENGTH" 'BEGIN { printf "%.0f %.4f\n", n / s, 1000 * t / hz / n }'
}

# round KIND TOKENS [SETTING...]: of a process that is warm.
round() {
  local kind="$1" tokens="$2" rate cost
  shift 2
  rm -rf "$work/data" # with what the round before left to publish
  start_one --Admin:ApiKey="$ADMIN_KEY" "$@"
  issue_load "$tokens" >/dev/null
  read -r rate cost < <(issue_load "$tokens")
  stop_one
  echo "$rate" >>"$work/rates.$kind"
  echo "$cost" >>"$work/costs.$kind"
  say "$kind: $rate pieces/s, $cost ms of processor time a piece"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
ratio() { awk -v with="$(median <"$work/$1.Jwt")" -v without="$(median <"$work/$1.None")" 'BEGIN { printf "%.3f", with / without }'; }

build
"$ROOT/loadtest/issuer.sh" "$((PORT + 51))" "$work/issuer" 1001 "$CUSTOMERS" >"$work/issuer.log" 2>&1 &
load=$!
until curl -fsS --noproxy '*' -o /dev/null "$authority/keys" 2>/dev/null; do
  kill -0 "$load" 2>/dev/null || fail "Nobody issues tokens: $(tail -n 3 "$work/issuer.log")"
  sleep 0.1
done

for ((n = 1; n <= ROUNDS; n++)); do
  round None "" --Auth:Mode=None
  round Jwt "$work/issuer/token" --Auth:Mode=Jwt --Auth:Authority="$authority" --Auth:Audience=commerce
done
say "with tokens: $(ratio costs)x the processor time a piece, $(ratio rates)x the pieces"
