#!/usr/bin/env bash
# Does what the build stage of the Dockerfile does, with nothing but the files that it copies, and starts what comes out:
# a silo with HTTP, and an API in front of it. Needs the SDK, git and curl; no container.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly seconds_to_ready=60

work="$(mktemp -d)"
silo='' api=''
finish() {
  [[ -z "$silo" ]] || kill "$silo" 2>/dev/null || true
  [[ -z "$api" ]] || kill "$api" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap finish EXIT
fail() { printf 'publish check: %s\n' "$*" >&2; exit 1; }

# The instructions of the build stage, one a line: comments left out, continued lines joined.
build_stage() {
  awk '/^[[:space:]]*#/ { next }
       { line = line $0 }
       /\\$/ { sub(/\\$/, "", line); next }
       { if (line ~ /^FROM /) inside = line ~ / AS build$/; else if (inside && line != "") print line; line = "" }' deploy/Dockerfile
}

mapfile -t never_sent < <(grep -v -e '^#' -e '^$' .dockerignore)

# Whether a file never reaches the builder.
is_ignored() {
  local pattern
  for pattern in "${never_sent[@]}"; do
    if [[ "$pattern" == '**/'* ]]; then
      pattern="*/${pattern#'**/'}"
    else
      pattern="/$pattern"
    fi
    # shellcheck disable=SC2053 # it is a pattern
    [[ "/$1" == $pattern || "/$1" == $pattern/* ]] && return
  done
  return 1
}

# copy SOURCE... TARGET: as COPY does, without what a fresh clone would not have.
copy() {
  local sources=("${@:1:$#-1}") target="$work/src/${*: -1}" source file
  for source in "${sources[@]}"; do
    local files=()
    mapfile -d '' files < <(git ls-files -z --cached --others --exclude-standard -- "$source")
    ((${#files[@]} > 0)) || fail "COPY finds no file for $source"
    for file in "${files[@]}"; do
      if is_ignored "$file"; then
        [[ "$file" != "$source" ]] || fail "$source is to be copied, and .dockerignore leaves it out"
      elif [[ "$file" == "$source" ]]; then
        install -D -m 644 "$file" "$target/${file##*/}"
      else
        install -D -m 644 "$file" "$target/${file#"$source"/}"
      fi
    done
  done
}

export TARGETARCH DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
case "$(uname -m)" in
  x86_64) TARGETARCH=amd64 ;;
  aarch64) TARGETARCH=arm64 ;;
  *) fail "no image is made for $(uname -m)" ;;
esac

mkdir "$work/src"
while read -r instruction rest; do
  case "$instruction" in
    COPY)
      read -ra words <<<"$rest"
      copy "${words[@]}"
      ;;
    RUN)
      # Locked mode locks nothing where there is no file.
      while read -r project; do
        [[ -f "${project%/*}/packages.lock.json" ]] || fail "${project#"$work/src/"} is restored without its packages.lock.json"
      done < <(find "$work/src" -name '*.csproj')
      (cd "$work/src" && sh -c "${rest//\/out\//$work/out/}") || fail "failed: $rest"
      ;;
    ARG | WORKDIR) ;;
    *) fail "does not know the instruction $instruction" ;;
  esac
done < <(build_stage)

# The key in them is known to everybody who can read the source.
[[ -z "$(find "$work/out" -name 'appsettings.Development.json')" ]] || fail "settings of Development are published"

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# ready NAME PID URL LOG
ready() {
  local until=$((SECONDS + seconds_to_ready))
  until curl -fsS -o /dev/null "$3/health/ready" 2>/dev/null; do
    if ! kill -0 "$2" 2>/dev/null || ((SECONDS >= until)); then
      cat "$4" >&2
      fail "the published $1 did not get ready"
    fi
    sleep 0.2
  done
  echo "ok: the published $1 is ready"
}

silo_url="http://127.0.0.1:$(free_port)" api_url="http://127.0.0.1:$(free_port)"
export ASPNETCORE_ENVIRONMENT=Production DOTNET_EnableDiagnostics=0 no_proxy=127.0.0.1
export Clustering__SiloPort Clustering__GatewayPort
Clustering__SiloPort=$(free_port) Clustering__GatewayPort=$(free_port)

dotnet "$work/out/Silo/Commerce.Silo.dll" --Urls="$silo_url" --Storage:Directory="$work/data" >"$work/silo.log" 2>&1 &
silo=$!
ready silo "$silo" "$silo_url" "$work/silo.log"
dotnet "$work/out/Api/Commerce.Api.dll" --Urls="$api_url" >"$work/api.log" 2>&1 &
api=$!
ready API "$api" "$api_url" "$work/api.log"
