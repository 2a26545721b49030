#!/usr/bin/env bash
# Measures what the project promises, on this machine:
#
#     tests/bench.sh reading [--keep FOLDER] [--only WORD]
#     tests/bench.sh recording [--keep FOLDER] [--only WORD]
#     tests/bench.sh hour [--minutes N] [--rate EVENTS_A_SECOND] [--keep FOLDER]
#     tests/bench.sh cluster [--keep FOLDER] [--only WORD]
#     tests/bench.sh inside [options of BenchmarkDotNet]
#
# reading   records its own traces, counts them, and compares with babeltrace2 (or a stated limit) in turn: prints a table with the ratio in
#           each row, closes with "N measures, N below", and keeps the table in tests/Steadytrace.Benchmarks/results/. Takes about five minutes.
# recording what a tracer-only node costs at 0 to 1 million events/s, by ftrace and by LTTng: its processor time, what the traced load loses, memory, bytes on
#           the disk; beside a bare loop, perf record and LTTng's daemons alone. Takes about forty minutes.
# hour      a tracer-only node at 1 million events/s for an hour, and another that counts: each event is counted or declared lost, and nothing grows (told from
#           25 minutes on). A run of less than an hour leaves the kept table as it is
# cluster   publishing, the bridge to carbon, pools, chunks on their way, an aggregator with 10,000 hosts, a hundred nodes: with real brokers, carbon and nodes
# inside    parts of the reader alone, by BenchmarkDotNet: decode loops, metadata, merging of tallies
#
# --keep FOLDER  leaves traces and published program there; the next run with it records and publishes nothing that is there already
# --only WORD    takes only the measures whose names contain it, and leaves the kept table as it is
#
# Exit code 0: all reach their aims; 1: one is below; 2: it cannot start; 3: none is below, but one could not be taken here.
# For figures worth keeping the machine must have nothing else to do. Needs root (LTTng in a place of its own, tracefs) and 3 GB of disk.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly runtime=linux-$(case $(uname -m) in x86_64) echo x64 ;; aarch64) echo arm64 ;; *) uname -m ;; esac)
readonly least_free_kib=$((3 << 20))

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Servers that the build would leave running behind us, and beside what is measured.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

main() {
    local what=${1:-}
    case $what in
        reading | recording | hour | cluster | inside) shift ;;
        -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) stop "say what to measure: reading, recording, hour, cluster or inside (see tests/bench.sh --help)" ;;
    esac
    need dotnet "the .NET SDK"
    build build tests/Steadytrace.Benchmarks
    if [[ $what == inside ]]; then
        run inside "$@"
        return
    fi

    local keep= more=()
    while (($# > 0)); do
        case $1 in
            --keep) keep=${2:?--keep needs a folder}; shift 2 ;;
            --only) more+=(--only "${2:?--only needs a word}"); shift 2 ;;
            --minutes | --rate)
                [[ $what == hour ]] || stop "$1 is for hour alone: see tests/bench.sh --help"
                more+=("$1" "${2:?$1 needs a number}"); shift 2 ;;
            *) stop "$1 is no option: see tests/bench.sh --help" ;;
        esac
    done
    measure "$what"
}

measure() { # what
    ((EUID == 0)) || stop "needs root: LTTng and tracefs are used in places of their own"
    local command needed=(babeltrace2 lttng lttng-sessiond cc unshare nsenter)
    case $1 in
        reading) needed+=(stress-ng) ;;
        recording) needed+=(perf) ;;
    esac
    for command in "${needed[@]}"; do
        need "$command" "apt-get install --no-install-recommends babeltrace2 lttng-tools liblttng-ust-dev gcc libc6-dev util-linux stress-ng linux-perf"
    done

    if [[ -n $keep ]]; then
        mkdir -p "$keep"
        work=$(cd "$keep" && pwd)
    else
        work=$(mktemp -d "${TMPDIR:-/tmp}/steadytrace-bench-XXXXXX")
        # Ended by a signal it cleans up too.
        trap 'rm -rf --one-file-system "$work"' EXIT
        trap 'exit 130' INT TERM
    fi
    (($(df --output=avail -k "$work" | tail -n 1) >= least_free_kib)) || stop "$work has less than $((least_free_kib >> 20)) GiB free: set TMPDIR to another disk"

    if [[ ! -x $work/program/steadytrace ]]; then
        build publish src/Steadytrace --runtime "$runtime" --self-contained --output "$work/program.unfinished"
        mv "$work/program.unfinished" "$work/program"
    fi
    # Not in the middle of a measure: what was written so far goes to the disk now.
    sync
    run "$1" --work "$work/traces" --program "$work/program" "${more[@]}"
}

stop() {
    echo "tests/bench.sh: $1" >&2
    exit 2
}

need() { # command, where from
    command -v "$1" > /dev/null || stop "$1 is missing: $2"
}

build() {
    dotnet "$@" --configuration Release --nologo --verbosity quiet -nodeReuse:false -p:UseSharedCompilation=false >&2 || stop "dotnet $1 $2 failed"
}

run() {
    tests/Steadytrace.Benchmarks/bin/Release/net10.0/Steadytrace.Benchmarks "$@" &
    # It takes down what it measures before it ends.
    trap 'kill -TERM $! 2> /dev/null; wait; exit 130' INT TERM
    wait $!
}

# Bash reads on where it stood, and hours later that may be another line of this file: nothing is read behind this one.
main "$@"; exit
