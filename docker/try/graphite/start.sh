#!/bin/bash
# Carbon and graphite-web; when one ends, the container ends.
set -eu
mkdir -p "$GRAPHITE_STORAGE_DIR/whisper" "$GRAPHITE_STORAGE_DIR/log"
trap 'kill $(jobs -p) 2>/dev/null; wait; exit 0' TERM INT
carbon-cache --config="$GRAPHITE_CONF_DIR/carbon.conf" --nodaemon start &
python3 -m django migrate --run-syncdb --verbosity 0
python3 -m django runserver --noreload "$WEB_ADDRESS" &
wait -n
exit 1
