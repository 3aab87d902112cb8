# shellcheck shell=bash
# A private MariaDB or MySQL on this machine, for scripts that start one. The caller says where and with how many connections.
#   COMMERCE_TEST_SQL_SERVER=mariadb|mysql   whose server (mariadb)
#   COMMERCE_TEST_SQL_PROGRAM=/path          its program, when it is not on the PATH or is started through another

DATABASE_KIND="${COMMERCE_TEST_SQL_SERVER:-mariadb}"
case "$DATABASE_KIND" in
  mariadb) DATABASE_PROGRAM="${COMMERCE_TEST_SQL_PROGRAM:-mariadbd}" DATABASE_NEEDS=(mariadb-install-db) ;;
  mysql) DATABASE_PROGRAM="${COMMERCE_TEST_SQL_PROGRAM:-mysqld}" DATABASE_NEEDS=() ;;
  *) echo "COMMERCE_TEST_SQL_SERVER must be mariadb or mysql." >&2; exit 2 ;;
esac
# Either's client speaks to either's server.
DATABASE_CLIENT="$(command -v mariadb || echo mysql)"
DATABASE_NEEDS+=("$DATABASE_PROGRAM" "$DATABASE_CLIENT")

# database_install FOLDER: an empty data folder in it, whose user root needs no password. Temporary files are there, too: a server that
# begins removes what another one has in a folder that they share.
database_install() {
  local -x TMPDIR="$1"
  if [[ "$DATABASE_KIND" == mariadb ]]; then
    mariadb-install-db --no-defaults --datadir="$1/database" --auth-root-authentication-method=normal --skip-test-db \
      --skip-name-resolve --user="$(id -un)" >"$1/database-install.log" 2>&1
    return
  fi
  if "$DATABASE_PROGRAM" --no-defaults --version | grep -q MariaDB; then # where MariaDB is installed, mysqld is another name of its server
    echo "$DATABASE_PROGRAM is MariaDB's; name MySQL's in COMMERCE_TEST_SQL_PROGRAM." >&2
    return 1
  fi
  # Its root may only come from localhost, and without names no address is that.
  printf "%s\n" "CREATE USER 'root'@'127.0.0.1';" "GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;" >"$1/users.sql"
  "$DATABASE_PROGRAM" --no-defaults --datadir="$1/database" --initialize-insecure --init-file="$1/users.sql" \
    --user="$(id -un)" >"$1/database-install.log" 2>&1
}

# database_command FOLDER PORT ADDRESS CONNECTIONS: sets DATABASE_COMMAND, which serves it. Flushes at every commit.
database_command() {
  DATABASE_COMMAND=("$DATABASE_PROGRAM" --no-defaults --datadir="$1/database" --tmpdir="$1" --socket="$1/database.sock" --port="$2"
    --bind-address="$3" --skip-name-resolve --pid-file="$1/database/server.pid" --innodb-flush-log-at-trx-commit=1
    --innodb-buffer-pool-size=256M --max-connections="$4" --user="$(id -un)")
  # MySQL's other protocol has a port of its own, which every server on the machine would want.
  if [[ "$DATABASE_KIND" == mysql ]]; then DATABASE_COMMAND+=(--mysqlx=OFF); fi
}

# database_sql FOLDER ARGUMENTS...: the client, as root.
database_sql() {
  local folder="$1"
  shift
  "$DATABASE_CLIENT" --no-defaults --socket="$folder/database.sock" -uroot -N -B "$@"
}
