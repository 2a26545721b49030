namespace Steadytrace.Cluster.Top;

/// <summary>The order of rows; ties by name and host, so that rows do not jump.</summary>
public sealed class TopOrder(TopSort sort, bool isReversed) : IComparer<TopRow>
{
    public int Compare(TopRow? x, TopRow? y)
    {
        var (one, other) = (x!, y!);
        var order = sort switch
        {
            TopSort.Cpu => Nullable.Compare(other.Cpu, one.Cpu),
            TopSort.Minute => other.Minute.CompareTo(one.Minute),
            TopSort.Lost => other.LostSinceStart.CompareTo(one.LostSinceStart),
            TopSort.Name => 0,
            _ => other.PerSecond.CompareTo(one.PerSecond),
        };
        if (order == 0 && sort != TopSort.Name) return ByName(one, other);
        if (sort == TopSort.Name) order = ByName(one, other);
        return isReversed ? -order : order;
    }

    private static int ByName(TopRow one, TopRow other)
    {
        var byName = string.CompareOrdinal(one.Name, other.Name);
        if (byName != 0) return byName;
        var byHost = string.CompareOrdinal(one.Host, other.Host);
        if (byHost != 0) return byHost;
        var byType = string.CompareOrdinal(one.Type, other.Type);
        return byType != 0 ? byType : string.CompareOrdinal(one.Recorder, other.Recorder);
    }
}
