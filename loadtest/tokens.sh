#!/usr/bin/env bash
# What tokens cost: pieces of coupons are issued from 64 connections by a process with Auth:Mode None, by another one whose requests carry
# the tokens of their customers though nobody looks at them, and by one with Jwt; in turns, each a process of its own that is warm.
# Processor time of the process a piece, and pieces a second; the last lines are medians. What looking at tokens costs is Jwt to tokens
# that nobody looks at; what sending them costs is in the other ratio: a header that is read, and wrk's work, which has the same cores.
# Each token is verified once and found again by its hash from then on, as it is for a customer who does more than one thing. Needs wrk,
# openssl, xxd and python3.
#
# usage: tokens.sh
#   ROUNDS=5       rounds of each kind, 3 at the least
#   LENGTH=20      seconds each, after as many to warm
#   CUSTOMERS=1000 who have a token; 2,000 at the most, those of the demo data
#   PORT=18000     where the process serves HTTP; its silo's ports are 31 and 41 more, and that of who issues the tokens 51 more
#   BUILD=false    runs what was built before
# Settings and runtime variables go along, such as DOTNET_TieredPGO=0.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
ROUNDS="${ROUNDS:-5}"
LENGTH="${LENGTH:-20}"
export CUSTOMERS="${CUSTOMERS:-1000}"
export PORT="${PORT:-18000}"
authority="http://127.0.0.1:$((PORT + 51))"
if ((ROUNDS < 3 || CUSTOMERS < 1 || CUSTOMERS > 2000)); then fail "At least 3 rounds, and 1 to 2,000 customers."; fi
for program in wrk openssl xxd python3; do
  command -v "$program" >/dev/null || fail "$program is needed and not on the PATH."
done

campaigns=$((LENGTH * 30000 / CUSTOMERS + 1)) # of one load: 30,000 pieces a second are not reached
first=100000                                  # campaigns that the demo data does not have

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

# issue_load FIRST TOKENS: pieces a second, and milliseconds of the process's time a piece, of campaigns from FIRST on. TOKENS is a file, or
# empty.
issue_load() {
  local rate cost refused
  python3 "$work/campaigns.py" "$PORT" "$1" "$campaigns" "$CUSTOMERS" "$ADMIN_KEY" || fail "There is nothing to issue."
  read -r rate cost refused < <(CAMPAIGN="$1" TOKENS="$2" wrk_load "$work/issue.lua" "$one_url/coupons/issue" "$LENGTH" "$one")
  ((refused == 0)) || fail "$refused requests were refused: $(tail -n 3 "$work/one.log")"
  echo "$rate $cost"
}

# round KIND TOKENS [SETTING...]: of a process that is warm.
round() {
  local kind="$1" tokens="$2" rate cost
  shift 2
  rm -rf "$work/data" # with what the round before left to publish
  start_one --Admin:ApiKey="$ADMIN_KEY" "$@"
  issue_load "$first" "$tokens" >/dev/null
  read -r rate cost < <(issue_load "$((first + campaigns))" "$tokens")
  stop_one
  echo "$rate" >>"$work/rates.$kind"
  echo "$cost" >>"$work/costs.$kind"
  say "$kind: $rate pieces/s, $cost ms of processor time a piece"
}

build
"$ROOT/loadtest/issuer.sh" "$((PORT + 51))" "$work/issuer" 1001 "$CUSTOMERS" >"$work/issuer.log" 2>&1 &
load=$!
until curl -fsS --noproxy '*' -o /dev/null "$authority/keys" 2>/dev/null; do
  kill -0 "$load" 2>/dev/null || fail "Nobody issues tokens: $(tail -n 3 "$work/issuer.log")"
  sleep 0.1
done

for ((n = 1; n <= ROUNDS; n++)); do
  round none "" --Auth:Mode=None
  round sent "$work/issuer/token" --Auth:Mode=None
  round jwt "$work/issuer/token" --Auth:Mode=Jwt --Auth:Authority="$authority" --Auth:Audience=commerce
done
for without in sent none; do
  say "jwt to $without: $(median_ratio "$work/costs.jwt" "$work/costs.$without")x the processor time a piece, $(median_ratio "$work/rates.jwt" "$work/rates.$without")x the pieces"
done
