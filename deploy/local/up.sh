#!/usr/bin/env bash
# Starts a whole cluster on this machine, without containers: Redis, MariaDB or MySQL, N silos, 2 front-ends and nginx before them.
# Waits until they are ready. The last line it prints is the front door's URL; pids are in .run/NAME.pid, logs in .run/NAME.log.
#
# usage: up.sh [N]     N silos, 1 to 9 (3)
#   CONFIGURATION=Release   what is built and run
#   PORT=18000              the front door; PORT+1 to PORT+60 are used too
#   SILO_HTTP=true          silos serve HTTP themselves: one hop less, and no front-ends
#   APIS=2                  front-ends
#   SEED=false              leaves the demo data out
#   BUILD=false             runs what was built before
#   KEEP_DATA=true          goes on with the data of the last time
#   TLS=true                silos and front-ends show each other certificates, made for this run
#   COLLECTOR=http://...    where metrics go, over OTLP: NAME/v1/metrics under it (nowhere)
#   ADMIN_KEY=...           key of /admin (local-admin-key)
#   COMMERCE_TEST_SQL_SERVER=mysql   MySQL instead of MariaDB; COMMERCE_TEST_SQL_PROGRAM names its program
# Settings of the silos and front-ends can be added as environment variables, such as Journal__Lanes=8.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SILOS="${1:-3}"
[[ "$SILOS" =~ ^[1-9]$ ]] || fail "usage: up.sh [N], with N from 1 to 9"
need dotnet curl ss redis-server redis-cli "${DATABASE_NEEDS[@]}" nginx
for name in nginx redis database $(names silo 9) $(names api 9); do
  if is_up "$name"; then fail "$name runs already; stop what runs with $LOCAL/down.sh first."; fi
done

if ss -ltnH | awk '{ print $4 }' | grep -qE ":($(seq -s '|' "$PORT" $((PORT + 60))))$"; then
  fail "Something listens between port $PORT and $((PORT + 60)) already; choose others with PORT=..."
fi

mkdir -p "$RUN"
if [[ "${KEEP_DATA:-false}" == true ]]; then
  find "$RUN" -mindepth 1 -maxdepth 1 ! -name database ! -name redis ! -name password -exec rm -rf {} +
else
  find "$RUN" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
fi
chmod 700 "$RUN"
[[ -f "$RUN/password" ]] || head -c 18 /dev/urandom | base64 | tr '+/' '-_' >"$RUN/password"
if [[ "$TLS" == true ]]; then need openssl && make_certificates "$RUN/tls"; fi
export COMMERCE_TEST_SQL_SERVER="$DATABASE_KIND" COMMERCE_TEST_SQL_PROGRAM="$DATABASE_PROGRAM"
declare -p COMMERCE_TEST_SQL_SERVER COMMERCE_TEST_SQL_PROGRAM CONFIGURATION PROGRAMS PORT SILO_HTTP TLS APIS SILOS ADMIN_KEY ADDRESS REDIS_ADDRESS COLLECTOR |
  sed 's/^declare -[-x]*/export/' >"$RUN/settings"

if [[ "${BUILD:-true}" == true ]]; then
  say "Building ($CONFIGURATION) ..."
  "$LOCAL/build.sh"
fi

trap 'say "Not everything came up; stopping what did."; "$LOCAL/down.sh"' EXIT
say "Starting Redis and $DATABASE_KIND ..."
start redis
start database
sql -e "CREATE DATABASE IF NOT EXISTS commerce;
        CREATE USER IF NOT EXISTS 'commerce'@'%' IDENTIFIED BY '$(cat "$RUN/password")'; GRANT ALL ON commerce.* TO 'commerce'@'%'"
"$LOCAL/silo.sh" migrate >&2
if [[ "${SEED:-true}" == true ]]; then "$LOCAL/silo.sh" seed >&2; fi

say "Starting $SILOS silo(s) and $APIS front-end(s) ..."
for name in $(names silo "$SILOS") $(names api "$APIS"); do start "$name"; done
for name in $(names silo "$SILOS") $(names api "$APIS"); do wait_ready "$name"; done
start nginx
until_true 30 "the front door" curl -fsS --noproxy '*' "$(url)/health/ready"
trap - EXIT
url
