using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>A CPU with several streams whose events take their process from the thread that runs.</summary>
/// <param name="Streams">All of them, in the order in which events of one time are taken.</param>
internal sealed record SharedCpu(IReadOnlyList<TraceStream> Streams)
{
    /// <summary>
    /// The one stream that tells which thread runs: it is counted first, alone, and the others after it by what it told. Null when several
    /// tell, or the streams have different clocks: then all must be read together.
    /// </summary>
    public TraceStream? Teller { get; } = Streams.Where(TellsThreads).ToList() is [var only] && Streams.All(stream => stream.Class.Clock!.IsSameAs(only.Class.Clock!)) ? only : null;

    /// <summary>The streams beside the teller.</summary>
    public IEnumerable<TraceStream> Listeners => Streams.Where(stream => stream != Teller);

    /// <summary>Events of a stream come before the teller's events of the same time.</summary>
    public bool IsBeforeTeller(TraceStream stream) => Streams.TakeWhile(other => other != Teller).Contains(stream);

    private static bool TellsThreads(TraceStream stream) => stream.Class.Events.Any(traced => !traced.HasProcessName && (traced.IsSwitch || traced.IsExec));
}
