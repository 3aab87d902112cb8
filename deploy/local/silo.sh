#!/usr/bin/env bash
# Acts on one part of the cluster that up.sh started.
#
# usage: silo.sh start|stop|restart|kill|freeze|wake NAME   NAME: a silo's number, or silo-N, api-N, redis, database, nginx
#   start     and waits until it is ready
#   stop      in order: taken out of the front door where it is behind it, then SIGTERM
#   restart   stop, then start
#   kill      -9
#   freeze    SIGSTOP, until wake
# usage: silo.sh migrate|seed|verify       runs a command of the program on the cluster's database; seed before the silos start
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

is_behind_front_door() { is_up nginx && behind_front_door | grep -qx "$1"; }

start_one() {
  start "$1"
  case "$1" in silo-* | api-*) wait_ready "$1" ;; esac
  rm -f "$RUN/$1.out"
}

stop_one() {
  if is_behind_front_door "$1"; then
    # nginx cannot be told by readiness: it only learns from requests that fail. So it is told first, and what it sent
    # before is answered before the server stops listening. One at a time: of two that are out, one would be asked.
    touch "$RUN/$1.out"
    sleep "${OUT_SECONDS:-2}"
  fi
  end "$1" "$([[ "$1" == nginx ]] && echo QUIT || echo TERM)" 60
}

(($# >= 1)) || fail "usage: silo.sh start|stop|restart|kill|freeze|wake NAME, or silo.sh migrate|seed|verify"
case "$1" in
  migrate | verify) commerce Silo "$@" ;;
  # Alone, so before the first silo starts: it stands in for the cluster while it loads.
  seed) Clustering__ClusterId=local Clustering__SiloPort=$((PORT + 31)) Clustering__GatewayPort=$((PORT + 41)) commerce Silo "$@" ;;
esac

(($# == 2)) || fail "usage: silo.sh $1 NAME"
name="$([[ "$2" =~ ^[1-9]$ ]] && echo "silo-$2" || echo "$2")"
case "$1" in
  start) start_one "$name" ;;
  stop) stop_one "$name" ;;
  restart) stop_one "$name" && start_one "$name" ;;
  kill) end "$name" KILL 10 ;;
  freeze) is_up "$name" && kill -STOP "$(pid_of "$name")" ;;
  wake) is_up "$name" && kill -CONT "$(pid_of "$name")" ;;
  *) fail "There is no $1." ;;
esac
