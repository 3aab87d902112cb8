#!/usr/bin/env bash
# Checks what is in this folder with the tools that are here; what is missing is named and left out. Whether metrics,
# settings and runbook sections named here exist is checked by the tests.
# publish-check.sh does what the images' build does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "$*"; }
missing() { say "left out: $1 is not installed ($2)"; }

if command -v yamllint >/dev/null; then
  yamllint -s -c .yamllint.yaml deploy
  say "ok: YAML"
else
  missing yamllint "style of the YAML files"
fi

if command -v promtool >/dev/null; then
  promtool check rules deploy/prometheus/rules.yaml
  promtool test rules deploy/prometheus/rules.test.yaml
  say "ok: alerts"
else
  missing promtool "alerts and their tests"
fi

# Older clients know neither a project's name nor .env beside the file: both are told another way.
compose() {
  if docker compose version >/dev/null 2>&1; then
    docker compose --env-file deploy/.env.example -f deploy/compose.yaml "$@"
  else
    mkdir -p "$work/deploy"
    sed '/^name:/d' deploy/compose.yaml >"$work/deploy/compose.yaml"
    docker-compose --env-file deploy/.env.example -f "$work/deploy/compose.yaml" "$@"
  fi
}
if docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null; then
  compose config -q
  say "ok: compose.yaml"
else
  missing "docker compose" "compose.yaml beyond its YAML"
fi

if command -v nginx >/dev/null; then
  # The names are those of containers.
  sed -e 's/api-[12]:/127.0.0.1:/' deploy/nginx/nginx.conf >"$work/nginx.conf"
  nginx -t -q -p "$work" -e "$work/error.log" -g "pid $work/nginx.pid;" -c "$work/nginx.conf"
  # What up.sh fills in.
  mkdir -p "$work/.run"
  echo 'upstream all { server 127.0.0.1:8080; }' >"$work/.run/servers.conf"
  : >"$work/.run/out.conf"
  sed -e '/^user /d' -e "s|@RUN@|$work/.run|g" -e 's|@PORT@|8080|' deploy/local/nginx.conf >"$work/local.conf"
  nginx -t -q -p "$work" -e "$work/error.log" -c "$work/local.conf"
  # What others read line by line has to be JSON, whatever a client sends.
  for conf in deploy/nginx/nginx.conf deploy/local/nginx.conf; do
    if ! grep -q 'log_format json escape=json' "$conf" || ! grep -q '^  access_log .* json' "$conf" \
      || ! grep -qF "proxy_set_header X-Request-Id \$request_id;" "$conf"; then
      say "$conf writes no access log as JSON, or does not pass the request's id on"
      exit 1
    fi
  done
  say "ok: nginx.conf"
else
  missing nginx "nginx.conf"
fi

if command -v kubectl >/dev/null; then
  kubectl kustomize deploy/k8s >/dev/null
  say "ok: k8s"
else
  missing kubectl "the kustomization"
fi
