using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Turns;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>The turns of one CPU, of pieces that are taken in order of time.</summary>
internal sealed class TurnOrder
{
    private readonly string _stream;
    private readonly ulong _cpu;
    private readonly long _shift;
    private readonly TurnTimes _between;

    /// <param name="stream">The stream that tells of the CPU's switches.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="options">What to count.</param>
    /// <param name="tally">Takes turns that last from piece to piece.</param>
    /// <param name="room">How much the count may hold.</param>
    public TurnOrder(string stream, ulong cpu, CountOptions options, Tally tally, TallyRoom room)
    {
        (_stream, _cpu, _shift, _between) = (stream, cpu, options.ShiftNanoseconds, new TurnTimes(new TimePieces(options, room), tally));
        Turns = new CpuTurns(_between);
        if (options.CpuBefore?.FirstOrDefault(tail => tail.Stream == stream && tail.Cpu == cpu) is { } before) Turns.Continue(before, _shift);
    }

    /// <summary>The turns of the CPU of a stream.</summary>
    public static TurnOrder Of(TraceStream stream, CountOptions options, TallyParts into) =>
        new(stream.Name, stream.Cpu!.Value, options, into.Of(into.NameOf(stream.Cpu, stream.Name)), into.Room);

    /// <summary>Where the CPU stands.</summary>
    public CpuTurns Turns { get; }

    /// <summary>Takes the next piece.</summary>
    public void Append(TurnPiece piece) => piece.SettleIn(Turns);

    /// <summary>Ends the turn that lasts.</summary>
    /// <returns>Where the CPU stands for the chunk that comes next; null where no packet told a time.</returns>
    public CpuTail? End()
    {
        var end = Turns.End();
        _between.Flush();
        return end is { } at ? new CpuTail(_stream, _cpu, at.Time - _shift, at.Process, Thread: null, at.IsLossBehind) : null;
    }
}
