using Steadytrace.Cluster.Fleet;
using Steadytrace.Console.Feed;

namespace Steadytrace.Console.Display;

/// <summary>By what the sources are sorted.</summary>
public enum SourceColumn
{
    /// <summary>Failed and silent first, then those that lost something, then those at work, by host.</summary>
    Attention,
    Host,
    Datacenter,
    State,
    Rate,
    Undecided,
    Spool,
    Counted,
    Lost,
    Lag,
}

/// <summary>An order of sources; equal ones stand by host and recorder, so rows never jump about.</summary>
public sealed record SourceOrder(SourceColumn Column, bool Descending)
{
    public static SourceOrder Default { get; } = new(SourceColumn.Attention, Descending: false);

    /// <summary>The order after a click on a column's head: first its natural direction, then the other, then the default again.</summary>
    public SourceOrder Click(SourceColumn column)
    {
        var natural = column is not (SourceColumn.Host or SourceColumn.Datacenter or SourceColumn.State);
        if (Column != column) return new SourceOrder(column, natural);
        return Descending == natural ? new SourceOrder(column, !natural) : Default;
    }

    public IEnumerable<SourceView> Sort(IEnumerable<SourceView> sources, IReadOnlyDictionary<(string Host, string Recorder), double> rates)
    {
        var sorted = Column switch
        {
            SourceColumn.Host => By(sources, source => source.Host),
            SourceColumn.Datacenter => By(sources, source => source.Datacenter),
            SourceColumn.State => By(sources, source => source.State),
            SourceColumn.Rate => By(sources, source => rates.GetValueOrDefault((source.Host, source.Recorder))),
            SourceColumn.Undecided => By(sources, source => source.Undecided),
            SourceColumn.Spool => By(sources, source => source.SpoolBytes),
            SourceColumn.Counted => By(sources, source => source.Counted),
            SourceColumn.Lost => By(sources, source => source.Lost).ThenByDescending(source => source.LostChunks),
            SourceColumn.Lag => By(sources, source => source.LagSeconds),
            _ => sources.OrderBy(Calm),
        };
        return sorted.ThenBy(source => source.Host, StringComparer.Ordinal).ThenBy(source => source.Recorder, StringComparer.Ordinal);
    }

    private static int Calm(SourceView source) =>
        FleetSummary.IsTroubled(source) ? 0 : FleetSummary.HasLost(source) ? 1 : FleetSummary.IsRecording(source) ? 3 : 2;

    private IOrderedEnumerable<SourceView> By<T>(IEnumerable<SourceView> sources, Func<SourceView, T> key) =>
        Descending ? sources.OrderByDescending(key) : sources.OrderBy(key);
}
