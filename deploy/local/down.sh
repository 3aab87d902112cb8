#!/usr/bin/env bash
# Stops what up.sh started, and nothing else: front door first, then front-ends, silos, database and Redis. Logs and data stay in .run.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

end nginx QUIT 20
for name in $(names api 9) $(names silo 9); do
  if is_up "$name"; then
    kill -CONT "$(pid_of "$name")" 2>/dev/null || true # one that is frozen could not stop
    end "$name" TERM 40 &
  fi
done
wait
end database TERM 60
end redis TERM 20
