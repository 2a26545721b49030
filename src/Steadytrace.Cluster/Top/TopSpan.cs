namespace Steadytrace.Cluster.Top;

/// <summary>Whole seconds, in Unix seconds: from the first to before the last.</summary>
public readonly record struct TopSpan(long From, long Until)
{
    /// <summary>How many; 0 where it ends before it begins.</summary>
    public int Seconds => (int)Math.Max(0, Until - From);

    public bool Holds(long second) => second >= From && second < Until;
}
