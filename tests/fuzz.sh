#!/usr/bin/env bash
# Fuzzes the reader: tests/fuzz.sh [KIND...] [--cases N] [--seed S] [--first CASE]
# Without kinds it tries all of them, one after the other, N cases each (100,000 unless told). Files lie before a page that may not be
# touched (tests/Steadytrace.Fuzz/guard.c), so that a read behind their end ends the fuzzer. Exit code 1 when something is found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
readonly fuzzer=tests/Steadytrace.Fuzz/bin/Release/net10.0/Steadytrace.Fuzz.dll

main() {
    local kinds=() options=() cases=100000
    while (($# > 0)); do
        case $1 in
            --cases) cases=$2; shift 2 ;;
            --seed | --first) options+=("$1" "$2"); shift 2 ;;
            *) kinds+=("$1"); shift ;;
        esac
    done
    ((${#kinds[@]} > 0)) || kinds=(tsdl ctf2 stream ctf2-stream index ftrace-page ftrace-text trace-dat)

    dotnet build tests/Steadytrace.Fuzz --configuration Release --nologo -nodeReuse:false -p:UseSharedCompilation=false --verbosity quiet
    guard=$(mktemp --suffix .so)
    trap 'rm -f "$guard"' EXIT
    gcc -O1 -shared -fPIC -o "$guard" tests/Steadytrace.Fuzz/guard.c -lpthread

    local kind found=0
    for kind in "${kinds[@]}"; do
        LD_PRELOAD=$guard dotnet "$fuzzer" "$kind" --cases "$cases" ${options[@]+"${options[@]}"} &
        local process=$! exit=0
        wait "$process" || exit=$?
        if ((exit == 0)); then continue; fi
        found=1
        local place=/dev/shm/steadytrace-fuzz-$kind-$process
        if [[ -f $place/case ]]; then
            echo "finding: $kind ${options[*]-} --first $(tr -d ' ' < "$place/case") --cases 1: ended with exit code $exit"
            rm -rf "$place"
        fi
    done
    return "$found"
}

main "$@"
