using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>
/// The counts of one stream class at one worker: a row per process, a column per event class. Both readers count here; nothing is
/// allocated per event. Counts go to the worker's tally when the interval changes, when the table is full, and at the end.
/// </summary>
internal sealed class CountTable(StreamClass stream, Tally tally, IntervalLength? interval, long shiftNanoseconds)
{
    // 32 MiB: made-up process names cannot take more; the tally, of course, holds every name there is.
    private const int MaximumCells = 4 << 20;

    private readonly int _columns = Math.Max(stream.Events.Count, 1);
    private readonly ProcessNames _names = new();
    private long[] _cells = new long[Math.Max(stream.Events.Count, 1) * 8];
    private ThreadSegment _segment = new();
    private long? _slot;
    private bool _tracking;
    private bool _settled;

    /// <summary>Row of the thread that runs now.</summary>
    public int Current { get; private set; }

    /// <summary>The interval that is counted now, in clock cycles: first cycle in it, and first after it; an empty one at first.</summary>
    public ulong SlotFrom { get; private set; }

    public ulong SlotTo { get; private set; }

    /// <summary>Begins a piece of one CPU's events.</summary>
    /// <param name="segment">Takes what the piece leaves open.</param>
    /// <param name="tracksThreads">False where no <c>sched_switch</c> can tell who runs: events without a name of their own belong to nobody known.</param>
    public void Begin(ThreadSegment segment, bool tracksThreads)
    {
        _segment = segment;
        _tracking = tracksThreads;
        _settled = false;
        Current = tracksThreads ? 0 : Row(_names.AddName(ThreadTimeline.Unknown));
    }

    /// <summary>Ends the piece: what it left open goes to its segment.</summary>
    public void End() => Flush(openOnly: true);

    /// <summary>All counts go to the tally; the table is empty after it.</summary>
    public void Flush() => Flush(openOnly: false);

    /// <summary>Counts what follows without intervals.</summary>
    public void EnterUntimed() => Enter(null, 0, ulong.MaxValue);

    /// <summary>Counts what follows in the interval of a clock value, until <see cref="SlotTo"/>.</summary>
    public void EnterIntervalOf(ulong clock)
    {
        if (interval is not { } length || stream.Clock is not { } clockClass)
        {
            EnterUntimed();
            return;
        }

        if (_slot is not null && clock >= SlotFrom && clock < SlotTo) return;
        var start = StartOf(clock, clockClass, length);
        var from = (Int128)start * 1_000_000_000 - shiftNanoseconds;
        Enter(start, FirstCycle(clockClass, from), FirstCycle(clockClass, from + length.Nanoseconds));
    }

    /// <summary>The interval of a clock value, in Unix seconds; null without intervals or without a clock.</summary>
    public long? StartOf(ulong clock) => interval is { } length && stream.Clock is { } clockClass ? StartOf(clock, clockClass, length) : null;

    /// <summary>The counts of a row; good until the next call of any method of this table.</summary>
    public Span<long> Cells(int row) => _cells.AsSpan(row * _columns, _columns);

    /// <summary>The row of a process name.</summary>
    // Hot from its first call: not to be compiled twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int RowOf(ReadOnlySpan<byte> name)
    {
        if (name.Length == 16 && _names.FindRaw(BinaryPrimitives.ReadUInt64LittleEndian(name), BinaryPrimitives.ReadUInt64LittleEndian(name[8..])) is var known and >= 0) return known;
        MakeRoom();
        return Row(_names.Add(name));
    }

    /// <summary>Counts an event of the thread that runs now.</summary>
    public void Count(int column) => Cells(Current)[column]++;

    public void Count(int column, ReadOnlySpan<byte> process) => Cells(RowOf(process))[column]++;

    /// <summary>Counts a <c>sched_switch</c>: it belongs to the thread that leaves; the next one runs from here on.</summary>
    // Hot from its first call: not to be compiled twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CountSwitch(int column, ReadOnlySpan<byte> previous, ReadOnlySpan<byte> next)
    {
        if (!_tracking)
        {
            Count(column);
            return;
        }

        var row = RowOf(previous);
        Cells(row)[column]++;
        if (!_settled)
        {
            _settled = true;
            _segment.FirstPrevious = _names.Name(row);
        }

        Current = RowOf(next);
        _segment.Last = _names.Name(Current);
    }

    /// <summary>Counts a <c>sched_process_exec</c>: the thread that runs goes by the file's name from here on.</summary>
    public void CountExec(int column, ReadOnlySpan<byte> file)
    {
        Count(column);
        if (!_tracking) return;
        MakeRoom();
        var name = ProcessNames.OfFile(file);
        Current = Row(_settled ? _names.AddName(name) : _names.AddExec(name));
        _segment.Last = name;
    }

    private long StartOf(ulong clock, ClockClass clockClass, IntervalLength length) =>
        length.StartOf(Clamp((Int128)clockClass.ToUnixNanoseconds(clock) + shiftNanoseconds));

    private static ulong FirstCycle(ClockClass clockClass, Int128 unixNanoseconds) => clockClass.FirstCycleAt(Clamp(unixNanoseconds));

    private static long Clamp(Int128 value) => value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;

    private void Enter(long? slot, ulong from, ulong to)
    {
        if (slot != _slot) Flush();
        (_slot, SlotFrom, SlotTo) = (slot, from, to);
    }

    // Every row handed out has its cells.
    private int Row(int row)
    {
        var needed = (row + 1) * _columns;
        if (needed > _cells.Length) Array.Resize(ref _cells, Math.Max(needed, _cells.Length * 2));
        return row;
    }

    private void MakeRoom()
    {
        if ((long)(_names.Rows + 1) * _columns <= Math.Max(MaximumCells, _columns * 16L)) return;
        Flush();
        var (name, isOpen) = (_names.Name(Current), _names.IsOpen(Current));
        _names.Clear();
        Current = name is null ? 0 : Row(isOpen ? _names.AddExec(name) : _names.AddName(name));
    }

    private void Flush(bool openOnly)
    {
        for (var row = 0; row < _names.Rows; row++)
        {
            var isOpen = _names.IsOpen(row);
            if (openOnly && !isOpen) continue;
            var cells = Cells(row);
            for (var column = cells.IndexOfAnyExcept(0L); column >= 0;)
            {
                var traced = stream.Events[column].Traced;
                if (isOpen) _segment.Open.Add(new OpenCount(traced, _slot, _names.Name(row), cells[column]));
                else tally.Interval(_slot).Add(traced, _names.Name(row)!, cells[column]);
                cells[column] = 0;
                var next = cells[(column + 1)..].IndexOfAnyExcept(0L);
                column = next < 0 ? -1 : column + 1 + next;
            }
        }
    }
}
