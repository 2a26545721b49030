using System.Runtime.CompilerServices;
using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Turns;

namespace Steadytrace.Traces.Ftrace;

/// <summary>Which thread runs on one CPU, and since when: all that must be carried from page to page. Times are those of the trace clock.</summary>
/// <remarks>
/// A turn that lies in the interval that is counted in, as nearly all do, is added to its thread's row; others are cut into pieces. Where times step back, turns last
/// nothing. A turn that ends by a switch away from another thread than the one it began with belongs to nobody: a switch between the two was lost.
/// </remarks>
internal sealed class ThreadTurns
{
    private readonly string _stream;
    private readonly CpuCounts _counts;
    private readonly TraceTime _time;
    private readonly TimePieces _pieces;
    private readonly long _shift;
    private bool _hasBegun;
    private bool _isKnown;
    private bool _isLossBehind;
    private int _pid;
    private ulong _since;
    private ulong _seen;
    private ulong _border;

    /// <param name="stream">The pages' name: <see cref="CpuTail.Stream"/>.</param>
    /// <param name="counts">Takes how long threads ran; goes on where the chunk before ended, where <see cref="CountOptions.CpuBefore"/> tells it.</param>
    /// <param name="time">The trace clock.</param>
    /// <param name="options">What to count.</param>
    /// <param name="room">How much the count may hold.</param>
    public ThreadTurns(string stream, CpuCounts counts, TraceTime time, CountOptions options, TallyRoom room)
    {
        (_stream, _counts, _time, _pieces, _shift) = (stream, counts, time, new TimePieces(options, room), options.ShiftNanoseconds);
        if (options.CpuBefore?.FirstOrDefault(tail => tail.Stream == stream && tail.Cpu == (ulong)counts.Cpu) is not { } before) return;
        (_hasBegun, _isKnown, _isLossBehind, _pid) = (true, before.Thread is not null, before.IsLossBehind, before.Thread ?? 0);
        _since = _seen = time.ClockAt(before.UnixNanoseconds + _shift);
    }

    /// <summary>A page begins.</summary>
    /// <param name="begin">When.</param>
    /// <param name="isLossBefore">Events were lost before it.</param>
    public void BeginPage(ulong begin, bool isLossBefore)
    {
        if (!_hasBegun) (_hasBegun, _since, _seen) = (true, begin, begin);
        else if (isLossBefore || _isLossBehind)
        {
            EndTurn();
            _counts.LoseTime(Pieces(_seen, begin));
            (_isKnown, _since) = (false, begin);
        }

        _isLossBehind = false;
    }

    /// <summary>A page was read to its last record.</summary>
    public void EndPage(ulong last) => _seen = last;

    /// <summary>A thread leaves the CPU to another one; both have the names that the switch tells.</summary>
    /// <param name="now">When.</param>
    /// <param name="previous">Who leaves.</param>
    /// <param name="next">Who comes.</param>
    /// <param name="row">The row of the one who leaves, entered since the last flush.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Switch(ulong now, int previous, int next, int row)
    {
        if (!_isKnown || previous != _pid || _since < _border) SwitchSlowly(now, previous);
        else if (now > _since) _counts.AddRan(row, now - _since);
        (_isKnown, _pid, _since) = (true, next, now);
    }

    /// <summary>A thread goes by another name from here on: what it ran before is its old one's.</summary>
    public void Rename(ulong now, int pid)
    {
        if (!_isKnown || pid != _pid || now <= _since) return;
        _counts.AddRan(_pid, Pieces(_since, now));
        _since = now;
    }

    /// <summary>What is added to rows from here on belongs to another interval.</summary>
    public void Cross(ulong now) => _border = now;

    /// <summary>Ends the turn that lasts.</summary>
    /// <param name="isDamaged">What lies behind the last page that was read whole cannot be read.</param>
    /// <returns>Where the CPU stands for the chunk that comes next; null without a page.</returns>
    public CpuTail? End(bool isDamaged)
    {
        if (!_hasBegun) return null;
        if (_since > _seen) _seen = _since;
        EndTurn();
        return new CpuTail(_stream, (ulong)_counts.Cpu, _time.Unix(_seen) - _shift, _isKnown ? _counts.NameNow(_pid) : null, _isKnown ? _pid : null, isDamaged || _isLossBehind);
    }

    private void EndTurn()
    {
        if (_isKnown) _counts.AddRan(_pid, Pieces(_since, _seen));
        else _counts.AddUnknown(Pieces(_since, _seen));
    }

    private void SwitchSlowly(ulong now, int previous)
    {
        if (_isKnown && previous != _pid) _counts.LoseTime(Pieces(_since, now));
        else _counts.AddRan(previous, Pieces(_since, now));
    }

    private IEnumerable<(long? Start, long Nanoseconds)> Pieces(ulong from, ulong until) => _pieces.Of(_time.Unix(from), _time.Unix(until));
}
