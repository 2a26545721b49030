namespace Steadytrace.Recording.Spool;

/// <summary>What a tracer tells an aggregator of a run.</summary>
/// <param name="Number">The run.</param>
/// <param name="BeganUnixNs">Nothing of it is earlier. Unix nanoseconds.</param>
/// <param name="FirstNumber">The first chunk that is not behind published-through: all before it are decided, confirmed and gone.</param>
/// <param name="EndUnixNs">Set when the run is over: nothing of it is later. Unix nanoseconds.</param>
/// <param name="LastNumber">The last chunk of a run that is over; below <paramref name="FirstNumber"/> when none is left.</param>
/// <param name="LateBeforeUnixNs">Set when the clock was set back a little: what the run recorded before it is declared lost. Unix nanoseconds.</param>
public sealed record RunInventory(long Number, long BeganUnixNs, long FirstNumber, long? EndUnixNs, long? LastNumber, long? LateBeforeUnixNs = null)
{
    /// <summary>
    /// The begin of the first chunk: what this run has left to tell is not earlier, however early the run began. Null where no chunk is left, and from a
    /// release that does not tell. Unix nanoseconds.
    /// </summary>
    public long? FirstBeginUnixNs { get; init; }

    public bool IsOver => EndUnixNs is not null;
}
