#!/usr/bin/env bash
# An OpenID provider for measurements: makes a key, what is published of it, and a token of a customer, and serves the former on loopback.
#
#   loadtest/issuer.sh PORT FOLDER [CUSTOMER]     the token is in FOLDER/token; runs until it is stopped
#
# Then: dotnet run --project Silo -- --Auth:Mode=Jwt --Auth:Authority=http://127.0.0.1:PORT --Auth:Audience=commerce
set -euo pipefail

port="${1:?a port}" folder="${2:?a folder}" customer="${3:-1001}"
mkdir -p "$folder/www/.well-known" # the key itself is beside what is served
issuer="http://127.0.0.1:$port"

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

[[ -f "$folder/key.pem" ]] || openssl genrsa -out "$folder/key.pem" 2048 2>/dev/null
modulus="$(openssl rsa -in "$folder/key.pem" -noout -modulus | cut -d= -f2 | xxd -r -p | base64url)"
printf '{"issuer":"%s","jwks_uri":"%s/keys"}' "$issuer" "$issuer" >"$folder/www/.well-known/openid-configuration"
printf '{"keys":[{"kty":"RSA","kid":"1","use":"sig","n":"%s","e":"AQAB"}]}' "$modulus" >"$folder/www/keys"

head="$(printf '{"alg":"RS256","typ":"at+jwt","kid":"1"}' | base64url)"
body="$(printf '{"iss":"%s","aud":"commerce","sub":"measured","exp":%d,"customer_id":%d,"scope":"balance:charge"}' \
  "$issuer" "$(($(date +%s) + 86400))" "$customer" | base64url)"
signature="$(printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -sign "$folder/key.pem" | base64url)"
printf '%s.%s.%s' "$head" "$body" "$signature" >"$folder/token"

echo "token in $folder/token; serving $issuer"
cd "$folder/www"
exec python3 -m http.server "$port" --bind 127.0.0.1
