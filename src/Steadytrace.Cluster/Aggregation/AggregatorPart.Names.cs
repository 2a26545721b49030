using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Metrics.Names;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>Two hosts of one name, or of names that are one in metrics: who keeps it.</summary>
public sealed partial class AggregatorPart
{
    /// <summary>Whose lines have these names.</summary>
    private readonly Dictionary<(string Recorder, string Host), SourceId> _names = [];

    /// <summary>Another source whose lines would have the very same names: <c>db.1</c> and <c>db_1</c> are one host in metrics.</summary>
    private SourceEntry? OtherOfItsName(SourceId source) => _names.TryGetValue(NameOf(source), out var other) && other != source ? _sources.GetValueOrDefault(other) : null;

    private static (string Recorder, string Host) NameOf(SourceId source) => (MetricNames.Part(source.Recorder), MetricNames.Part(source.Host.Value));

    /// <summary>Of two tracers with one host's name the one whose run is older stays, as long as it is heard now and then; one that has none yet gives way.</summary>
    private bool IsNameTaken(SourceEntry source, InventoryReported report) =>
        Now - source.HeardAt < _options.Grace && !(report.Runs.Length > 0 && !(report.Runs.Min(run => run.BeganUnixNs) >= source.Ledger.OldestRunBeganUnixNs));

    private void Refuse(SourceEntry source, InventoryReported report)
    {
        var reason = $"{source.Node} and {report.Node} both record a host of this name{InMetrics(source, report)}; give one of them another (steadytrace.host)";
        _failures.Report($"source {report.Source}", $"{report.Node} is refused: {reason}", staysDown: false);
        Sender.Tell(new SourceRefused(_term, report.Source, reason));
    }

    private static string InMetrics(SourceEntry source, InventoryReported report) =>
        source.Ledger.Source == report.Source ? "" : $" (in metrics {source.Ledger.Source.Host} and {report.Source.Host} are both {MetricNames.Part(report.Source.Host.Value)})";
}
