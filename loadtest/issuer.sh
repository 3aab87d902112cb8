#!/usr/bin/env bash
# An OpenID provider for measurements: makes a key, what is published of it, and customers' tokens, and serves what is published on
# loopback until it is stopped.
#
#   loadtest/issuer.sh PORT FOLDER [CUSTOMER [COUNT]]
#
# The tokens of so many customers (1), from CUSTOMER (1001) on, are the lines of FOLDER/token.
#
# Then: dotnet run --project Silo -- --Auth:Mode=Jwt --Auth:Authority=http://127.0.0.1:PORT --Auth:Audience=commerce
set -euo pipefail

port="${1:?a port}" folder="${2:?a folder}" customer="${3:-1001}" count="${4:-1}"
mkdir -p "$folder/www/.well-known" # the key itself is beside what is served
issuer="http://127.0.0.1:$port"

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

[[ -f "$folder/key.pem" ]] || openssl genrsa -out "$folder/key.pem" 2048 2>/dev/null
modulus="$(openssl rsa -in "$folder/key.pem" -noout -modulus | cut -d= -f2 | xxd -r -p | base64url)"
printf '{"issuer":"%s","jwks_uri":"%s/keys"}' "$issuer" "$issuer" >"$folder/www/.well-known/openid-configuration"
printf '{"keys":[{"kty":"RSA","kid":"1","use":"sig","n":"%s","e":"AQAB"}]}' "$modulus" >"$folder/www/keys"

head="$(printf '{"alg":"RS256","typ":"at+jwt","kid":"1"}' | base64url)"
ends="$(($(date +%s) + 86400))"
: >"$folder/token"
for ((i = 0; i < count; i++)); do
  body="$(printf '{"iss":"%s","aud":"commerce","sub":"measured-%d","exp":%d,"customer_id":%d,"scope":"balance:charge"}' \
    "$issuer" $((customer + i)) "$ends" $((customer + i)) | base64url)"
  signature="$(printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -sign "$folder/key.pem" | base64url)"
  printf '%s.%s.%s\n' "$head" "$body" "$signature" >>"$folder/token"
done

echo "token in $folder/token; serving $issuer"
cd "$folder/www"
exec python3 -m http.server "$port" --bind 127.0.0.1
