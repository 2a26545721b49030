namespace Steadytrace.Cluster.Aggregation;

/// <summary>Which chunks of a run have been taken in: all up to <see cref="Frontier"/>, and some beyond.</summary>
/// <param name="beganUnixNs">Nothing of the run is earlier. Unix nanoseconds.</param>
/// <param name="firstNumber">The first chunk that is not behind published-through.</param>
/// <param name="firstBeginUnixNs">The begin of that chunk, or of the run where nobody has told it. Unix nanoseconds.</param>
/// <param name="openFromUnixNs">What the run recorded before it came too late for intervals that were published: it is lost. Unix nanoseconds.</param>
internal sealed class RunLedger(long beganUnixNs, long firstNumber, long firstBeginUnixNs, long openFromUnixNs)
{
    private readonly Dictionary<long, long> _endsBeyond = [];

    public long BeganUnixNs { get; } = beganUnixNs;

    public long OpenFromUnixNs { get; } = openFromUnixNs;

    /// <summary>Every number up to it is taken in, or was published before this term.</summary>
    public long Frontier { get; private set; } = firstNumber - 1;

    /// <summary>Nothing of this run that is earlier can still come. Unix nanoseconds.</summary>
    public long FrontierEndUnixNs { get; private set; } = firstBeginUnixNs;

    public long? EndUnixNs { get; private set; }

    public long? LastNumber { get; private set; }

    /// <summary>Over, and every number taken in.</summary>
    public bool IsComplete => LastNumber is { } last && Frontier >= last;

    public bool Has(long number) => number <= Frontier || _endsBeyond.ContainsKey(number);

    public void Take(long number, long endUnixNs)
    {
        _endsBeyond.Add(number, endUnixNs);
        while (_endsBeyond.Remove(Frontier + 1, out var end))
        {
            Frontier++;
            FrontierEndUnixNs = Math.Max(FrontierEndUnixNs, end);
        }
    }

    public void Over(long endUnixNs, long lastNumber) => (EndUnixNs, LastNumber) = (endUnixNs, lastNumber);
}
