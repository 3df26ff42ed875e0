#!/bin/sh
# The verbs, environment and exit codes of Apache's zkServer.sh, run by Vivarium's server.
script=$(readlink -f -- "$0")
here=$(CDPATH='' cd -- "$(dirname -- "$script")" && pwd)
exec "${NODE:-node}" "$here/vivarium.js" server "$@"
