#!/usr/bin/env bash
# Restarts every silo and every front-end, one after the other, under a load through the front door. Not one request may
# fail, so none is repeated.
#
# usage: rolling.sh [NAME...]     which processes (silo-1 silo-2 silo-3 api-1 api-2)
#   RATE=100      requests a second
#   BUILD=false   runs what was built before
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
RATE="${RATE:-100}"
(($# > 0)) || set -- silo-1 silo-2 silo-3 api-1 api-2
each=45 # seconds that one restart may take, the rehearsal of what starts included

build
up 3
load_in_background --url "$URL" --rate "$RATE" --seconds "$((10 + each * $#))"
until_second 5
for name in "$@"; do
  from="$(after "$(now)")"
  "$LOCAL/silo.sh" restart "$name" || fail "$name did not come back."
  say "$name was restarted from second $from to second $(after "$(now)")"
done
kill -0 "$load" 2>/dev/null || fail "The load ended before the last restart."
end_load
say "  $(value failed) of $(value sent) failed; p95 $(value p95) ms, slowest answer $(value max) ms"
if [[ "$(value failed)" != 0 ]]; then broken=1; fi
verdict
