#!/usr/bin/env bash
# Builds what up.sh runs, into .bin: as the images are built, compiled ahead (ReadyToRun), so that no start compiles what every start needs.
#
# usage: build.sh      CONFIGURATION=Release
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need dotnet

case "$(uname -m)" in
  x86_64) runtime=linux-x64 ;;
  aarch64) runtime=linux-arm64 ;;
  *) fail "Nothing is compiled for $(uname -m)." ;;
esac

mkdir -p "$PROGRAMS"
for program in Silo Api; do
  {
    dotnet restore "$ROOT/$program" --locked-mode -p:RuntimeIdentifier="$runtime" -p:PublishReadyToRun=true
    dotnet publish "$ROOT/$program" -c "$CONFIGURATION" -r "$runtime" --no-restore --self-contained false \
      -p:PublishReadyToRun=true -o "$PROGRAMS/$program"
  } >"$PROGRAMS/build.log" 2>&1 || fail "The build failed; see $PROGRAMS/build.log"
done
