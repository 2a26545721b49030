namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>A stream's way along a <see cref="ThreadRecord"/>: who runs at each of its events, which come in order of time.</summary>
/// <remarks>An event whose stamp lies before that of an earlier one belongs to the thread that the earlier one had reached.</remarks>
/// <param name="record">What another stream told.</param>
/// <param name="isLate">Changes are seen one cycle late: events of the stream come before those of the same time that <paramref name="record"/> was told by.</param>
internal sealed class ThreadListener(ThreadRecord record, bool isLate)
{
    private int _next;
    private int _window = record.Window;

    /// <summary>Who runs.</summary>
    public string Process => (_next > 0 ? record.Process(_next - 1) : record.Before) ?? ThreadTimeline.Unknown;

    /// <summary>The first clock value at which somebody else may run.</summary>
    public ulong Until => _next < record.Count ? Seen(record.Clock(_next)) : ulong.MaxValue;

    /// <summary>Goes on to the thread of a time; false when it is not known yet.</summary>
    public bool TryReach(ulong clock)
    {
        if (clock >= record.Border && !record.IsComplete) return false;
        if (_window != record.Window) (_next, _window) = (0, record.Window);
        while (_next < record.Count && Seen(record.Clock(_next)) <= clock) _next++;
        return true;
    }

    private ulong Seen(ulong clock) => isLate && clock < ulong.MaxValue ? clock + 1 : clock;
}
