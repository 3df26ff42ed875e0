#!/bin/sh
# member N: the server with id N. dashboard HOSTS: the page of the ensemble at HOSTS.
set -eu
vivarium=/vivarium/apps/cli/bin/vivarium.js
case "${1:-}" in
  member)
    printf '%s' "$2" >/data/myid
    exec node "$vivarium" server start-foreground /vivarium/apps/server/container/zoo.cfg
    ;;
  dashboard)
    exec node "$vivarium" up --connect "$2" --data /data --port 8080 --host 0.0.0.0 --published-on-loopback
    ;;
  *)
    echo "usage: member N | dashboard HOST:PORT,…" >&2
    exit 1
    ;;
esac
