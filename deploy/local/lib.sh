# shellcheck shell=bash
# What the scripts of a cluster on one machine have in common: names, ports, settings, starting and stopping by pid file.
set -euo pipefail

LOCAL="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck disable=SC2034 # for those who source this
ROOT="$(cd "$LOCAL/../.." && pwd)"
RUN="$LOCAL/.run"
PROGRAMS="${PROGRAMS:-$LOCAL/.bin}" # where build.sh puts what is run

# The settings that a cluster was started with are kept: later commands mean the same one.
# shellcheck source=/dev/null
if [[ -f "$RUN/settings" && "$(basename "$0")" != @(up|build).sh ]]; then source "$RUN/settings"; fi
CONFIGURATION="${CONFIGURATION:-Release}"
PORT="${PORT:-18000}"           # the front door; the others follow
SILO_HTTP="${SILO_HTTP:-false}" # true: silos serve HTTP themselves, behind the front door
APIS="${APIS:-$([[ "$SILO_HTTP" == true ]] && echo 0 || echo 2)}"
ADMIN_KEY="${ADMIN_KEY:-local-admin-key}"
ADDRESS="${ADDRESS:-127.0.0.1}" # where silos, Redis and the database are reached
REDIS_ADDRESS="${REDIS_ADDRESS:-$ADDRESS}"
NETNS="${NETNS:-}"              # the network namespace that a part is started in
TLS="${TLS:-false}"             # true: silos and front-ends show each other certificates
COLLECTOR="${COLLECTOR:-}"      # where silos and front-ends send metrics, each under its own name
REDIS_PORT=$((PORT + 50))
DATABASE_PORT=$((PORT + 51)) # DATABASE_THROUGH: the port of a proxy before it, where there is one
PATH="$PATH:/usr/sbin:/usr/local/sbin"
source "$LOCAL/database.sh"
source "$LOCAL/certificates.sh"

url() { echo "http://127.0.0.1:$PORT"; }
http_port() { # of silo-N or api-N
  case "$1" in
    api-*) echo $((PORT + 10 + ${1#api-})) ;;
    silo-*) echo $((PORT + 20 + ${1#silo-})) ;;
  esac
}

say() { echo "$*" >&2; }
fail() { say "$*"; exit 1; }
need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || fail "$program is needed and not on the PATH."
  done
}

# A pid is used again one day, so the moment its process started is kept beside it.
started_at() { awk '{ sub(/^.*\) /, ""); print $20 }' "/proc/$1/stat" 2>/dev/null || true; }
pid_of() { cat "$RUN/$1.pid" 2>/dev/null || true; }
is_up() {
  local pid
  pid="$(pid_of "$1")"
  [[ -n "$pid" && "$(started_at "$pid")" == "$(cat "$RUN/$1.started" 2>/dev/null)" ]]
}

told_where_to_report() { # NAME: its settings, in the environment
  [[ -n "$COLLECTOR" ]] || return 0
  export OTEL_EXPORTER_OTLP_METRICS_ENDPOINT="$COLLECTOR/$1/v1/metrics" OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/protobuf
}

# launch NAME COMMAND...: in the background, its output in .run/NAME.log, its pid in .run/NAME.pid.
launch() {
  local name="$1"
  shift
  local inside=()
  if [[ -n "$NETNS" ]]; then inside=(ip netns exec "$NETNS"); fi
  if is_up "$name"; then fail "$name runs already (pid $(pid_of "$name"))."; fi
  setsid "${inside[@]}" "$@" >>"$RUN/$name.log" 2>&1 </dev/null &
  echo "$!" >"$RUN/$name.pid"
  started_at "$!" >"$RUN/$name.started"
}

# until_true SECONDS WHAT COMMAND...
until_true() {
  local deadline=$((SECONDS + $1)) what="$2"
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= deadline)); then fail "Waited in vain for $what; see $RUN."; fi
    sleep 0.1
  done
}

is_ready() {
  local ask=(curl -fsS --noproxy '*' --max-time 2 "http://127.0.0.1:$(http_port "$1")/health/ready")
  if [[ -n "$NETNS" ]]; then ip netns exec "$NETNS" "${ask[@]}"; else "${ask[@]}"; fi
}
ready_or_gone() { is_ready "$1" || ! is_up "$1"; }
wait_ready() {
  until_true 120 "$1 to be ready" ready_or_gone "$1"
  is_up "$1" || fail "$1 ended: $(tail -n 5 "$RUN/$1.log")"
}

# end NAME SIGNAL SECONDS: the signal, then a wait, then SIGKILL.
end() {
  local name="$1" signal="$2" deadline=$((SECONDS + $3)) pid
  is_up "$name" || { rm -f "$RUN/$name.pid" "$RUN/$name.started"; return 0; }
  pid="$(pid_of "$name")"
  kill "-$signal" "$pid" 2>/dev/null || true # it may end by itself meanwhile
  while is_up "$name"; do
    if ((SECONDS >= deadline)); then
      say "$name did not end within $3 s; killing it."
      kill -KILL "$pid" 2>/dev/null || true
      deadline=$((SECONDS + 5))
    fi
    sleep 0.05
  done
  rm -f "$RUN/$name.pid" "$RUN/$name.started"
}

# Idle workers sleep instead of yielding in a loop: all parts share the cores, and the others have a use for that time.
export DOTNET_ThreadPool_UnfairSemaphoreSpinLimit="${DOTNET_ThreadPool_UnfairSemaphoreSpinLimit:-0}"
# Hot code is compiled again while a start warms up, and not while customers wait.
export DOTNET_TC_CallCountingDelayMs="${DOTNET_TC_CallCountingDelayMs:-0}" DOTNET_TieredPGO="${DOTNET_TieredPGO:-0}"
# Whom the front door says a request is from is believed.
export Http__TrustedProxies="${Http__TrustedProxies:-127.0.0.1}"
export Http__WarmUpFor="${Http__WarmUpFor:-00:00:20}"

# What silos and front-ends are told. Secrets go by environment: a command line can be read by everybody.
connection_string() { echo "Server=$ADDRESS;Port=${DATABASE_THROUGH:-$DATABASE_PORT};UserID=commerce;Password=$(cat "$RUN/password");Database=commerce;SslMode=None;AllowPublicKeyRetrieval=true"; }
commerce() { # commerce PROGRAM ARGUMENTS...
  local program="$1"
  shift
  Storage__ConnectionString="$(connection_string)" Clustering__ConnectionString="$REDIS_ADDRESS:$REDIS_PORT,password=$(cat "$RUN/password")" \
    Admin__ApiKey="$ADMIN_KEY" Storage__Provider=MySql \
    exec dotnet "$PROGRAMS/$program/Commerce.$program.dll" "$@"
}

start_redis() {
  mkdir -p "$RUN/redis"
  printf 'requirepass %s\n' "$(cat "$RUN/password")" >"$RUN/redis.conf"
  # The list of silos must survive a restart of Redis: appended to a file at every change.
  launch redis redis-server "$RUN/redis.conf" --bind "$REDIS_ADDRESS" --port "$REDIS_PORT" --dir "$RUN/redis" \
    --appendonly yes --appendfsync always --save '' --daemonize no
  until_true 30 "Redis" redis_answers
}
redis_answers() { REDISCLI_AUTH="$(cat "$RUN/password")" redis-cli -h "$REDIS_ADDRESS" -p "$REDIS_PORT" ping | grep -q PONG; }

start_database() {
  [[ -d "$RUN/database" ]] || database_install "$RUN"
  database_command "$RUN" "$DATABASE_PORT" "$([[ "$ADDRESS" == 127.0.0.1 ]] && echo 127.0.0.1 || echo 0.0.0.0)" 500
  launch database "${DATABASE_COMMAND[@]}"
  until_true 60 "the database" sql -e 'SELECT 1'
}
sql() { database_sql "$RUN" "$@"; }

in_cluster() { # silo|api: its settings, in the environment
  export Clustering__Provider=Redis Clustering__ClusterId=local
  [[ "$TLS" == true ]] || return 0
  export Clustering__Tls__Mode=Mutual Clustering__Tls__AuthorityFile="$RUN/tls/ca.crt" \
    Clustering__Tls__CertificateFile="$RUN/tls/$1.crt" Clustering__Tls__KeyFile="$RUN/tls/$1.key"
}
# In a shell of their own: what one part is told is not for the next.
start_silo() (
  number="${1#silo-}"
  in_cluster silo
  export Clustering__AdvertisedAddress="${SILO_ADDRESS:-$ADDRESS}" \
    Clustering__SiloPort=$((PORT + 30 + number)) Clustering__GatewayPort=$((PORT + 40 + number)) Http__Enabled="$SILO_HTTP"
  told_where_to_report "$1"
  launch "$1" bash -c "source '$LOCAL/lib.sh' && commerce Silo --Urls=http://${SILO_HTTP_ADDRESS:-127.0.0.1}:$(http_port "$1")"
)
start_api() (
  in_cluster api
  told_where_to_report "$1"
  launch "$1" bash -c "source '$LOCAL/lib.sh' && commerce Api --Urls=http://127.0.0.1:$(http_port "$1")"
)

start_nginx() {
  write_nginx
  launch nginx nginx -p "$RUN" -c "$RUN/nginx.conf" -g 'daemon off;'
  until_true 30 "nginx" curl -sS --noproxy '*' -o /dev/null "$(url)/health/live"
}

# The front door's lists of servers: all of them, and one without each. Which is used is looked up at every request, by
# whether there is a file that says who is out: a reload would close clients' connections, some of them under a request.
write_nginx() {
  local name
  {
    upstream all
    for name in $(behind_front_door); do upstream "without-$name" "$name"; done
  } >"$RUN/servers.conf"
  for name in $(behind_front_door); do
    printf "if (-f '%s') { set \$servers without-%s; }\n" "$RUN/$name.out" "$name"
  done >"$RUN/out.conf"
  sed -e "s|@USER@|$(id -un)|" -e "s|@RUN@|$RUN|g" -e "s|@PORT@|$PORT|g" "$LOCAL/nginx.conf" >"$RUN/nginx.conf"
}
upstream() { # NAME [WITHOUT]
  local name servers=()
  for name in $(behind_front_door); do
    if [[ "$name" != "${2:-}" ]]; then servers+=("server 127.0.0.1:$(http_port "$name") max_fails=1 fail_timeout=2s;"); fi
  done
  ((${#servers[@]} > 0)) || servers=("server 127.0.0.1:$PORT down;") # there was only one
  printf 'upstream %s {\n  zone %s 64k;\n  least_conn;\n' "$1" "$1"
  printf '  %s\n' "${servers[@]}"
  # Idle for less long than servers keep a connection: it is this side that closes, never the other under a request.
  printf '  keepalive 512;\n  keepalive_requests 100000;\n  keepalive_timeout 4s;\n}\n'
}
behind_front_door() { if [[ "$SILO_HTTP" == true ]]; then names silo "$SILOS"; else names api "$APIS"; fi; }
names() { # names KIND COUNT
  local i
  for ((i = 1; i <= $2; i++)); do echo "$1-$i"; done
}

start() {
  case "$1" in
    redis) start_redis ;;
    database) start_database ;;
    nginx) start_nginx ;;
    silo-*) start_silo "$1" ;;
    api-*) start_api "$1" ;;
    *) fail "There is no $1." ;;
  esac
}
