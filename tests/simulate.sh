#!/usr/bin/env bash
# Runs a whole cluster in one thread, again and again, with virtual time and faults that a seed chooses.
#
#   tests/simulate.sh --seeds 10000 [--first 1] [--threads 2]    runs so many; the last line tells how many failed
#   tests/simulate.sh --seed 42                                  replays one, with a line for every step
#
# Both take --faults KIND,KIND...: these kinds of fault in every run and no others, instead of those that the seed chooses; or --kinds N: so many in every
# run, others in each.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Slower for the first thousands of seeds, half as fast again in a run of a million: compiled for what it does, and few collections.
export DOTNET_TieredPGO=1 DOTNET_GCgen0size=0x4000000
project=tests/Steadytrace.Simulation
dotnet build "$project" --configuration Release --verbosity quiet --nologo >&2
exec dotnet "$project/bin/Release/net10.0/Steadytrace.Simulation.dll" "$@"
