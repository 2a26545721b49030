#!/usr/bin/env bash
# Runs every test of the project on Debian 12 with the .NET SDK: installs what the tests need, builds with warnings as errors,
# runs the test projects one after another (they start real servers and tracers, and two cores are few), and closes
# with the line "N passed, N failed". Exit code 1 when a test failed or something was left behind, 2 when it cannot start.
# With arguments it runs only the projects whose names contain one of them: tests/run.sh Metrics Console
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly results=$PWD/tests/TestResults
readonly longest_project=40m # of one test project: that of the reader counts 800,000 damaged traces
readonly longest_test=12m    # of one test that says nothing: two minutes of chaos start and settle for as long again, and longer on a busy machine

# Traced programs and LTTng; oracle and perf; broker; Graphite and its pictures; browser; kernel traces; load; processes and networks.
readonly packages=(
    lttng-tools liblttng-ust-dev gcc libc6-dev util-linux
    babeltrace2 python3-bt2 linux-perf
    rabbitmq-server
    graphite-carbon graphite-web
    chromium fonts-dejavu-core
    trace-cmd stress-ng
    procps
    iproute2
)

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Servers that the build would leave running behind us.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

main() {
    command -v dotnet > /dev/null || stop "the .NET SDK $(sed -n 's/.*"version": "\([^"]*\)".*/\1/p' global.json) or newer is missing: https://dotnet.microsoft.com/download"
    install_packages
    rm -rf "$results"
    mkdir -p "$results"
    leftovers > "$results/before"

    dotnet build Actors.sln --configuration Release --nologo -nodeReuse:false -p:UseSharedCompilation=false --verbosity quiet

    passed=0 failed=0 skipped=0
    local project
    while read -r project; do
        if is_wanted "$project" "$@"; then test_project "$project"; fi
    done < <(dotnet sln Actors.sln list | grep '^tests/.*\.Tests\.csproj$' | sort)

    check_leftovers
    if ((passed == 0)); then failed=$((failed + 1)); fi
    local summary="$passed passed, $failed failed"
    if ((skipped > 0)); then summary+=", $skipped skipped"; fi
    echo "$summary"
    ((failed == 0))
}

stop() {
    echo "tests/run.sh: $1" >&2
    exit 2
}

install_packages() {
    local package missing=()
    for package in "${packages[@]}"; do
        [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2> /dev/null) == installed ]] || missing+=("$package")
    done
    ((${#missing[@]} > 0)) || return 0
    if ((EUID != 0)); then stop "packages are missing: sudo apt-get install --no-install-recommends ${missing[*]}"; fi

    # Brokers and daemons must not start because they are installed: the tests start their own.
    local policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' > "$policy"
        chmod +x "$policy"
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet
    apt-get install --quiet --yes --no-install-recommends "${missing[@]}"
    if [[ -n $(trap -p EXIT) ]]; then
        rm -f "$policy"
        trap - EXIT
    fi
}

is_wanted() { # project, names
    local project=$1 name
    shift
    (($# > 0)) || return 0
    for name in "$@"; do
        if [[ $project == *"$name"* ]]; then return 0; fi
    done
    return 1
}

test_project() {
    local name
    name=$(basename "$1" .csproj)
    echo "== $name"
    local began=$SECONDS exit=0
    timeout --kill-after=30s "$longest_project" \
        dotnet test "$1" --configuration Release --no-build --nologo --verbosity quiet \
        --logger "console;verbosity=minimal" --logger "trx;LogFileName=$name.trx" --results-directory "$results" \
        --blame-hang --blame-hang-timeout "$longest_test" --blame-hang-dump-type none < /dev/null || exit=$?

    local counters total executed good
    counters=$(grep -o '<Counters [^>]*' "$results/$name.trx" 2> /dev/null || true)
    total=$(counter total "$counters") executed=$(counter executed "$counters") good=$(counter passed "$counters")
    # A run that ended badly without a failed test (a crash, a hang, no result) is a failure too.
    local bad=$((executed - good))
    if ((exit != 0 && bad == 0)); then bad=1; fi
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + total - executed))
    echo "   $good passed, $bad failed, $((total - executed)) skipped in $((SECONDS - began)) s"
}

counter() { # name, counters
    local value
    value=$(sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<< "$2")
    echo "${value:-0}"
}

# What tests may leave behind, one line each: instances and mount of tracefs, LTTng's sessions and daemons, servers, folders.
leftovers() {
    {
        grep -s ' tracefs ' /proc/mounts | awk '{ print "mount " $2 }' || true
        find /sys/kernel/tracing/instances -mindepth 1 -maxdepth 1 -name 'steadytrace*' -printf 'tracefs instance %f\n' 2> /dev/null || true
        if command -v lttng > /dev/null; then
            lttng --no-sessiond list 2> /dev/null | grep -o 'steadytrace[^ ]*' | sed 's/^/lttng session /' || true
        fi
        ps -e -o pid=,comm= | awk '$2 ~ /^(lttng-sessiond|lttng-consumerd|lttng-relayd|beam.smp|epmd|carbon-cache|chromium|chrome|steadytrace)$/ { print "process", $1, $2 }'
        find "${TMPDIR:-/tmp}" -mindepth 1 -maxdepth 1 -name 'steadytrace-*' 2> /dev/null | sed 's/^/folder /' || true
    } | sort -u
}

# A server that was told to end may take a moment to be gone.
check_leftovers() {
    local try left=
    for try in 1 2 3 4 5 6 7 8 9 10; do
        left=$(leftovers | comm -13 "$results/before" -)
        [[ -n $left ]] || return 0
        sleep 1
    done
    echo "left behind:" >&2
    sed 's/^/  /' <<< "$left" >&2
    failed=$((failed + 1))
}

main "$@"
