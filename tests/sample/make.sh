#!/bin/sh
# Makes src/Steadytrace.Recording/Replay/Sample/sample.zip anew: records a small load for half a minute with the project's own
# recorder (root, tracefs), takes every name out that is not of an ordinary program, and packs it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
STEADYTRACE_SAMPLE_FOLDER=$folder STEADYTRACE_SAMPLE_LOAD=$here/load.sh \
  dotnet test "$here/../Steadytrace.Recording.Tests" --filter FullyQualifiedName~SampleRecording
mkdir -p "$here/../../src/Steadytrace.Recording/Replay/Sample"
python3 "$here/pack.py" "$folder" "$here/../../src/Steadytrace.Recording/Replay/Sample/sample.zip"
