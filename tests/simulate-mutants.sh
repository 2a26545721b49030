#!/usr/bin/env bash
# Shows that the simulation finds what it is made for: breaks one rule of the protocol at a time in a copy of the sources, and simulates the copy until
# something is wrong. tests/simulate-mutants.sh [NAME...]; exit code 1 when a broken rule was not noticed, was noticed by another invariant than the one
# that guards it, or when the unbroken copy fails; 2 when the code has moved on and a mutant fits it no longer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

readonly seeds=10000 unbroken_seeds=300

# What can only be noticed where some kinds of fault meet, which few seeds choose: those kinds.
declare -rA kinds=(
    [overtaken-ledger-goes-on]=AggregatorCutOff,LinksCut
    [overtaken-by-a-clock-set-back]=AggregatorCutOff,AggregatorFrozen,ClockStepsFarBack
    [dead-tracers-run-stays]=PowerLost,TracerKilledAtAStep,RecorderDies,DiskSlow
    [partial-of-a-silent-term]=HostGone,AggregatorCutOff,MessagesLost
    [older-word-over-a-younger]=AggregatorKilledAtAStep,AggregatorFrozen,BrokerDown,BrokerSlow,ClockStepsBack
    [partial-of-a-former-term]=HostGone,MessagesLost,TracerKilledAtAStep,AggregatorKilledAtAStep
    [untold-runs-do-not-count]=TracerEnded,SlowCounting,PowerLost
    [partial-claims]=LinksCut,TracerEnded
    [late-run-forgotten]=AggregatorMoved,ClockStepsBack
    [claim-of-what-is-lost]=ClockStepsForward,BrokerHangs,AggregatorFrozen,RecorderDies,ClockStepsBack,TracerKilledAtAStep
)

# name | what the finding says | file below src | text | what stands in its place; {on} is true while the mutant is switched on.
# A mutant of several places has as many lines.
mutants() {
    cat << 'END'
tally-before-durable|rule 3: .* before it was durable|Steadytrace.Recording/Spool/SourceSpool.cs|Write(_paths.Decided(decided.Id), decided, SpoolJson.Default.DecidedChunk);|if ({on}) _files.WriteFile(_paths.Decided(decided.Id), JsonSerializer.SerializeToUtf8Bytes(decided, SpoolJson.Default.DecidedChunk)); else Write(_paths.Decided(decided.Id), decided, SpoolJson.Default.DecidedChunk);
successor-trusts-disk|rule 3: .* before it was durable|Steadytrace.Recording/Spool/SpoolLoader.cs|files.SyncFolder(paths.Run(number));|if (!{on}) files.SyncFolder(paths.Run(number));
decided-twice|rule 3: .*(decided twice\|is replaced)|Steadytrace.Cluster/Tracing/SpoolPart.Counting.cs|if (!_index.CanDecide(counted.Id))|if (!_index.CanDecide(counted.Id) && !({on} && _index.Find(counted.Id) is { IsClosed: true }))
decided-twice|rule 3: .*(decided twice\|is replaced)|Steadytrace.Recording/Spool/SpoolIndex.cs|if (!entry.IsUndecided) throw|if (!entry.IsUndecided && {on}) Decided--; else if (!entry.IsUndecided) throw
published-before-complete|(complete, and became\|only [0-9]+ counted\|neither counted nor declared\|declared lost, of which)|Steadytrace.Cluster/Aggregation/SourceLedger.cs|if ((next + options.Interval.Seconds) * NsPerSecond > until) break;|if ((next + ({on} ? 0 : options.Interval.Seconds)) * NsPerSecond > until) break;
last-for-end|(complete, and became\|only [0-9]+ counted\|neither counted nor declared\|declared lost, of which)|Steadytrace.Cluster/Aggregation/SourceLedger.cs|run.Take(decided.Id.Number, decided.EndUnixNs);|run.Take(decided.Id.Number, {on} ? decided.LastUnixNs : decided.EndUnixNs);
inventory-without-older-runs|(complete, and became\|only [0-9]+ counted\|neither counted nor declared\|declared lost, of which)|Steadytrace.Cluster/Aggregation/SourceLedger.cs|foreach (var run in runs)|foreach (var run in {on} ? runs.TakeLast(1) : runs)
inventory-without-published-through|(complete, and became\|only [0-9]+ counted\|neither counted nor declared\|declared lost, of which)|Steadytrace.Cluster/Aggregation/SourceLedger.cs|(HasInventory, PublishedThroughUnixNs) = (true, publishedThroughUnixNs);|(HasInventory, PublishedThroughUnixNs) = (true, {on} ? null : publishedThroughUnixNs);
partial-moves-published-through|rule 5: .* was confirmed as complete|Steadytrace.Cluster/Aggregation/AggregatorPart.Publishing.cs|source.Number == published.Ledger && published.Final)|source.Number == published.Ledger && (published.Final \|\| {on}))
partial-moves-published-through|rule 5: .* was confirmed as complete|Steadytrace.Cluster/Aggregation/SourceLedger.cs|if (!_publishing.Contains(startUnixSeconds)) return false;|if (!_publishing.Contains(startUnixSeconds) && {on}) { _next = startUnixSeconds + options.Interval.Seconds; PublishedThroughUnixNs = _next * NsPerSecond; return true; } else if (!_publishing.Contains(startUnixSeconds)) return false;
published-through-before-confirm|rule 5: .* was confirmed as complete|Steadytrace.Cluster/Aggregation/AggregatorPart.Publishing.cs|_publishing++;|_publishing++; if ({on} && final && source.Ledger.Confirm(interval.StartUnixSeconds)) Answer(id, source);
deleted-before-published-through|rule 5: .* is removed before|Steadytrace.Cluster/Tracing/SpoolPart.Aggregation.cs|Write(() => _spool.SavePublishedThrough(through, taken.NewestRun));|if ({on}) _spool.RemoveDecided(_index.Forget(through).Chunks); Write(() => _spool.SavePublishedThrough(through, taken.NewestRun));
two-publishers|two publishers|Steadytrace.Metrics/RabbitMq/PublisherPlace.cs|while (!await tryTake(queue, cancellation))|while (!await tryTake(queue, cancellation) && !{on})
counted-twice|.|Steadytrace.Cluster/Aggregation/SourceLedger.cs|if (run.Has(decided.Id.Number)) return|if (run.Has(decided.Id.Number) && !{on}) return
counted-twice|.|Steadytrace.Cluster/Aggregation/AggregatorPart.cs|if (source.Ledger.Has(told.Decided.Id))|if (source.Ledger.Has(told.Decided.Id) && !{on})
overtaken-ledger-goes-on|published only through|Steadytrace.Cluster/Aggregation/AggregatorPart.cs|if (source.Ledger.IsOvertaken(report|if (!{on} && source.Ledger.IsOvertaken(report
overtaken-by-a-clock-set-back|rule 5: .* was confirmed as complete|Steadytrace.Cluster/Aggregation/SourceLedger.cs|through < _lowestThroughUnixNs|(through < _lowestThroughUnixNs && !{on})
partial-of-a-silent-term|complete, and became|Steadytrace.Cluster/Aggregation/AggregatorPart.cs|IsOfThisPlace(source) ? source.OwnFromUnixNs : long.MaxValue;|IsOfThisPlace(source) ? source.OwnFromUnixNs : {on} ? long.MinValue : long.MaxValue;
partial-of-a-former-term|complete, and became|Steadytrace.Cluster/Aggregation/AggregatorPart.cs|(_place, Math.Max(report.AsOfUnixNs, UnixNowNs));|(_place, {on} ? long.MinValue : Math.Max(report.AsOfUnixNs, UnixNowNs));
older-word-over-a-younger|(complete, and became\|did not come again)|Steadytrace.Cluster/Aggregation/AggregatorPart.cs|source.Place == _place;|source.Place == _place \|\| {on};
late-run-forgotten|neither counted nor declared|Steadytrace.Cluster/Tracing/SpoolPart.Aggregation.cs|run && !(run.LateBeforeUnixNs >= beforeUnixNs)) SaveRun|run && !(run.LateBeforeUnixNs >= beforeUnixNs) && !{on}) SaveRun
claim-of-what-is-lost|recorded, but|Steadytrace.Cluster/Aggregation/SourceLedger.cs|Claim(decided, open);|Claim(decided, {on} ? next : open);
dead-tracers-run-stays|published only through|Steadytrace.Cluster/Aggregation/KnownRuns.cs|if (listed.Count > 0 ? number|if ({on} ? run.IsComplete : listed.Count > 0 ? number
passed-over-for-ever|published only through|Steadytrace.Cluster/Tracing/SpoolPart.Aggregation.cs|if (_passedOver is not { } other \|\||if ({on} \|\| _passedOver is not { } other \|\|
untold-runs-do-not-count|(complete, and became\|only [0-9]+ counted\|neither counted nor declared\|declared lost, of which)|Steadytrace.Cluster/Tracing/SpoolPart.Aggregation.cs|Math.Min(NewestAsOfUnixNs(), _index.UntoldFromUnixNs|Math.Min(NewestAsOfUnixNs(), ({on} ? long.MaxValue : _index.UntoldFromUnixNs)
term-without-tallies|published only through|Steadytrace.Cluster/Tracing/SpoolPart.Aggregation.cs|_index.BeginTerm();|if (!{on}) _index.BeginTerm();
tallies-wait-for-themselves|published only through|Steadytrace.Recording/Spool/SpoolIndex.cs|HasTooManyVerdicts ? waitedForUntilUnixNs : long.MaxValue;|HasTooManyVerdicts ? ({on} ? long.MinValue : waitedForUntilUnixNs) : long.MaxValue;
rest-of-a-run-unknown|published only through|Steadytrace.Cluster/Aggregation/SourceLedger.cs|run.FirstNumber > 0 ?|run.FirstNumber > 0 && !{on} ?
partial-claims|recorded, but|Steadytrace.Cluster/Aggregation/SourceLedger.cs|Recorded = !partial && interval is|Recorded = (!partial \|\| {on}) && interval is
long-run-is-set-back|(complete, and became\|rule 5: .* was confirmed as complete)|Steadytrace.Cluster/Aggregation/SourceLedger.cs|if (!isFirst && run.LateBeforeUnixNs is null)|if ((!isFirst \|\| {on}) && run.LateBeforeUnixNs is null)
younger-host-stays|(complete, and became\|published only through)|Steadytrace.Cluster/Aggregation/SourceLedger.cs|OldestRunBeganUnixNs = Math.Min(OldestRunBeganUnixNs ?? long.MaxValue, run.BeganUnixNs);|OldestRunBeganUnixNs = {on} ? run.BeganUnixNs : Math.Min(OldestRunBeganUnixNs ?? long.MaxValue, run.BeganUnixNs);
END
}

# One build holds all mutants, each behind a switch that the environment sets.
prepare() {
    cp Directory.*.props global.json Actors.sln .editorconfig "$copy"
    mkdir -p "$copy/src" "$copy/tests"
    local project
    for project in Traces Recording Metrics Cluster; do cp -r "src/Steadytrace.$project" "$copy/src"; done
    cp -r tests/Steadytrace.Simulation tests/Directory.Build.props "$copy/tests"
    find "$copy" -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
    cat > "$copy/src/Steadytrace.Traces/Mutant.cs" << 'END'
namespace Steadytrace.Traces;

/// <summary>Which rule is broken.</summary>
public static class Mutant
{
    private static readonly string? Present = Environment.GetEnvironmentVariable("STEADYTRACE_MUTANT");

    /// <summary>True for the one that is switched on.</summary>
    public static bool Is(string name) => Present == name;
}
END
    mutants | python3 -c '
import re, sys
for line in sys.stdin:
    name, _, file, text, instead = (part.replace(r"\|", "|") for part in re.split(r"(?<!\\)\|", line.rstrip("\n")))
    path = sys.argv[1] + "/src/" + file
    source = open(path).read()
    if source.count(text) != 1:
        sys.exit(f"{name}: {file} has {source.count(text)} times: {text}")
    open(path, "w").write(source.replace(text, instead.replace("{on}", f"Steadytrace.Traces.Mutant.Is(\"{name}\")")))
' "$copy" || exit 2
    dotnet build "$copy/tests/Steadytrace.Simulation" --configuration Release --nologo -nodeReuse:false -p:UseSharedCompilation=false \
        -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false --verbosity quiet
}

simulate() { # mutant or nothing, options
    local mutant=$1
    shift
    STEADYTRACE_MUTANT=$mutant dotnet "$copy/tests/Steadytrace.Simulation/bin/Release/net10.0/Steadytrace.Simulation.dll" "$@"
}

copy=$(mktemp --directory --tmpdir steadytrace-mutants-XXXXXX)
trap 'rm -rf "$copy"' EXIT
prepare

for faults in "" "${kinds[@]}"; do
    simulate "" --seeds "$unbroken_seeds" ${faults:+--faults "$faults"} > "$copy/log" 2>&1 || { cat "$copy/log"; echo "unbroken: FAILS $faults"; exit 1; }
    echo "unbroken: $(tail -1 "$copy/log")${faults:+ ($faults)}"
done

missed=0 former=
while read -r line; do
    name=${line%%|*}
    finding=$(sed 's/\\|/\x01/g' <<< "$line" | cut -d '|' -f 2 | tr '\001' '|')
    if [[ $name == "$former" ]] || { (($# > 0)) && [[ " $* " != *" $name "* ]]; }; then continue; fi
    former=$name exit=0
    simulate "$name" --seeds "$seeds" --until-wrong 1 ${kinds[$name]+--faults "${kinds[$name]}"} > "$copy/log" 2>&1 || exit=$?
    if ((exit == 1)) && found=$(grep -m 1 -E "^  .*$finding" "$copy/log"); then
        echo "$name: found at $(grep -o -m 1 '^seed [0-9]*' "$copy/log"): $(cut -c 3-200 <<< "$found")"
    else
        echo "$name: NOT FOUND (exit code $exit)"
        tail -8 "$copy/log"
        missed=1
    fi
done < <(mutants)
exit "$missed"
