#!/usr/bin/env bash
# A whole datacenter of real processes on a network of its own, to which bad things happen; at its end every event must be counted once or declared lost.
#
#   tests/chaos.sh [--minutes N] [--seed S] [--keep FOLDER] [--no-build]
#
# --minutes N    how long faults happen: 10 unless told, at least 1
# --seed S       chooses the faults; the first line of each run tells its seed
# --keep FOLDER  leaves the nodes' logs there
# --no-build     takes what is built already
#
# The last line tells events in, events out, declared lost, kills and cuts. Exit code 0: they add up; 1: they do not; 2: it cannot start.
# tests/Steadytrace.Chaos/README.md tells more. Needs root (network namespaces, tracefs); nothing of it is left on the machine, also after Ctrl-C.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
readonly program=tests/Steadytrace.Chaos/bin/Release/net10.0/Steadytrace.Chaos.dll

main() {
    local more=() keep= build=yes command
    while (($# > 0)); do
        case $1 in
            -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
            --minutes | --seed) more+=("$1" "${2:?$1 needs a number}"); shift 2 ;;
            --keep) keep=${2:?--keep needs a folder}; shift 2 ;;
            --no-build) build=; shift ;;
            *) stop "$1 is no option: see tests/chaos.sh --help" ;;
        esac
    done
    ((EUID == 0)) || stop "needs root: it makes network namespaces and records the kernel"
    for command in dotnet ip unshare nsenter lttng lttng-sessiond cc rabbitmqctl carbon-cache; do
        command -v "$command" > /dev/null || stop "$command is missing: apt-get install --no-install-recommends iproute2 util-linux lttng-tools liblttng-ust-dev gcc libc6-dev rabbitmq-server graphite-carbon"
    done
    if [[ -n $build ]]; then
        dotnet build tests/Steadytrace.Chaos --configuration Release --nologo --verbosity quiet -nodeReuse:false -p:UseSharedCompilation=false >&2 || stop "it does not build"
    fi

    # All that is started carries this variable: so whatever the program leaves behind, when it crashes, is known.
    STEADYTRACE_CHAOS=$(mktemp -d "${TMPDIR:-/tmp}/steadytrace-chaos-XXXXXX")
    export STEADYTRACE_CHAOS
    trap clean_up EXIT
    trap 'end_program; exit 130' INT TERM HUP PIPE
    mkdir "$STEADYTRACE_CHAOS/tmp"

    # A network and mounts of its own, which end with the last process in them. /run is empty in there: `ip netns` keeps its names below it.
    TMPDIR=$STEADYTRACE_CHAOS/tmp unshare --mount --net --propagation private -- sh -c '
        mount -t tmpfs tmpfs /run && { grep -q " /sys/kernel/tracing tracefs " /proc/mounts || mount -t tracefs nodev /sys/kernel/tracing; } && exec "$@"
    ' sh dotnet "$program" --work "$STEADYTRACE_CHAOS" "${more[@]}" < /dev/null &
    local exit=0
    wait $! || exit=$?
    if [[ -n $keep ]]; then
        mkdir -p "$keep"
        find "$STEADYTRACE_CHAOS" -maxdepth 1 -name '*.log' -exec cp {} "$keep" \;
    fi
    exit "$exit"
}

stop() {
    echo "tests/chaos.sh: $1" >&2
    exit 2
}

# It takes down in order what it started.
end_program() {
    kill -TERM $! 2> /dev/null || return 0
    wait $! || true
}

clean_up() {
    trap '' INT TERM HUP PIPE
    local try process id left
    for try in 1 2 3; do
        left=
        for process in /proc/[0-9]*; do
            id=${process#/proc/}
            if ((id != $$ && id != BASHPID)) && { tr '\0' '\n' < "$process/environ"; } 2> /dev/null | grep -qxF "STEADYTRACE_CHAOS=$STEADYTRACE_CHAOS"; then
                kill -9 "$id" 2> /dev/null && left=1
            fi
        done
        [[ -n $left ]] || break
        sleep 0.5
    done
    # Instances of tracefs are the kernel's, not of a namespace.
    if [[ -s $STEADYTRACE_CHAOS/instances ]]; then
        unshare --mount sh -c '
            grep -q " /sys/kernel/tracing tracefs " /proc/mounts || mount -t tracefs nodev /sys/kernel/tracing
            while read -r instance; do [ ! -d "$instance" ] || rmdir "$instance"; done < "$1"
        ' sh "$STEADYTRACE_CHAOS/instances"
    fi
    rm -rf --one-file-system "$STEADYTRACE_CHAOS"
}

main "$@"
