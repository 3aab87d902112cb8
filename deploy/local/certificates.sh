# shellcheck shell=bash
# An authority for one cluster, and the certificates of its silos and front-ends. Its key is thrown away.

# make_certificates FOLDER
make_certificates() {
  local folder="$1" name
  mkdir -p "$folder"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 -subj /CN=local-authority \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
    -keyout "$folder/ca.key" -out "$folder/ca.crt" 2>/dev/null
  for name in silo api; do
    # A front-end calls, and is called by nobody.
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj "/CN=commerce-$name" \
      -keyout "$folder/$name.key" -out "$folder/$name.csr" 2>/dev/null
    printf 'subjectAltName=DNS:commerce-%s\nextendedKeyUsage=%s\n' "$name" \
      "$([[ "$name" == silo ]] && echo serverAuth,clientAuth || echo clientAuth)" >"$folder/$name.ext"
    openssl x509 -req -in "$folder/$name.csr" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -days 30 -extfile "$folder/$name.ext" \
      -out "$folder/$name.crt" 2>/dev/null
  done
  rm -f "$folder/ca.key" "$folder"/*.csr "$folder"/*.ext
}
