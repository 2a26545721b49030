using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>
/// The counts of one stream class at one worker: a row per process, a column per event class. Both readers count here; nothing is
/// allocated per event. Counts go to the tally of the piece when the time slot changes, when the table is full, and at the end; those of a slot
/// outside the range that is counted go nowhere.
/// </summary>
internal sealed class CountTable(StreamClass stream, TimeSlots slots, TallyRoom room)
{
    // 16 MiB: made-up process names cannot take more.
    private const int MaximumCells = 2 << 20;
    private const int MaximumRows = 1 << 15;

    private readonly int _columns = Math.Max(stream.Events.Count, 1);
    private readonly ProcessNames _names = new();

    // Rows handed out since the last flush, which looks at no others: times that jump from interval to interval cost no more than others.
    private readonly List<int> _touched = [];
    private bool[] _isTouched = new bool[8];
    private int _handedOut;
    private long[] _cells = new long[Math.Max(stream.Events.Count, 1) * 8];
    private ThreadSegment _segment = new();
    private Tally _tally = new();
    private ThreadRecord? _noted;
    private ThreadListener? _threads;
    private TimeSlot _slot;
    private bool _tracking;
    private bool _settled;

    /// <summary>The clock at the event that is counted; kept by whoever counts events that tell which thread runs.</summary>
    public ulong Clock { get; set; }

    /// <summary>Takes how long who ran; null where nobody asks.</summary>
    public TurnReader? Turns { get; set; }

    /// <summary>Room for counts, in bytes.</summary>
    public long Bytes => (long)_cells.Length * sizeof(long);

    /// <summary>Row of the thread that runs now.</summary>
    public int Current { get; private set; }

    /// <summary>The time slot that is counted now, in clock cycles: first cycle in it, and first after it; an empty one at first.</summary>
    public ulong SlotFrom { get; private set; }

    public ulong SlotTo { get; private set; }

    /// <summary>Who runs is noted for other streams, and there is no room to note more.</summary>
    public bool NotesNoMore => _noted is { IsFull: true };

    /// <summary>The piece cannot be counted further for now.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The clock at the event that it stopped before.</summary>
    public ulong StoppedAt { get; private set; }

    /// <summary>Begins a piece of one CPU's events.</summary>
    /// <param name="batch">
    /// Whose events they are. Where no <c>sched_switch</c> can tell who runs, and no other stream did, events without a name of their own belong
    /// to nobody known.
    /// </param>
    /// <param name="tally">Takes the counts of the piece.</param>
    public void Begin(PacketBatch batch, Tally tally)
    {
        if (_tally != tally) Flush();
        (_segment, _tally, _noted, _threads) = (batch.Segment, tally, batch.Noted, batch.Threads);
        _tracking = batch.TracksThreads;
        (_settled, IsStopped) = (false, false);
        Current = _tracking ? 0 : Row(_names.AddName(ThreadTimeline.Unknown));
        (SlotFrom, SlotTo) = (0, 0);
    }

    /// <summary>Ends the piece: what it left open goes to its segment.</summary>
    public void End() => Flush(openOnly: true);

    /// <summary>All counts go to the tally; the table is empty after it.</summary>
    public void Flush() => Flush(openOnly: false);

    /// <summary>Counts what follows in one time slot without a look at the clock; whoever looks again finds no borders that hold.</summary>
    public void Enter(TimeSlot slot) => Enter(slot, 0, 0);

    /// <summary>Counts what follows in the time slot of a clock value, until <see cref="SlotTo"/>; false when the table stops: what follows is for a later piece.</summary>
    public bool TryEnter(ulong clock)
    {
        if (NotesNoMore) return Stop(clock);
        if (clock >= SlotFrom && clock < SlotTo) return true;
        var (slot, from, to) = (TimeSlot.Untimed, 0UL, ulong.MaxValue);
        if (slots.AreNeeded && stream.Clock is { } clockClass)
        {
            slot = slots.Of(clock, clockClass);
            (from, to) = slots.BordersOf(slot, clockClass);
        }

        if (_threads is not null)
        {
            if (!_threads.TryReach(clock)) return Stop(clock);
            to = Math.Min(to, _threads.Until);
        }

        Enter(slot, from, to);
        if (_threads is null) return true;
        MakeRoom();
        Current = Row(_names.AddName(_threads.Process));
        return true;
    }

    private bool Stop(ulong clock)
    {
        (IsStopped, StoppedAt) = (true, clock);
        return false;
    }

    /// <summary>The counts of a row; good until the next call that hands one out. They may be written to across a flush.</summary>
    public Span<long> Cells(int row)
    {
        _handedOut = row;
        if (!_isTouched[row]) Touch(row);
        return _cells.AsSpan(row * _columns, _columns);
    }

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
        Turns?.Switch(Clock, previous, next);
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
            _noted?.Begin(_segment.FirstPrevious!);
        }

        Current = RowOf(next);
        _segment.Last = _names.Name(Current);
        _noted?.Add(Clock, _segment.Last!);
    }

    /// <summary>Counts a <c>sched_process_exec</c>: the thread that runs goes by the file's name from here on.</summary>
    public void CountExec(int column, ReadOnlySpan<byte> file)
    {
        Turns?.Exec(Clock, file);
        Count(column);
        if (!_tracking) return;
        MakeRoom();
        var name = ProcessNames.OfFile(file);
        Current = Row(_settled ? _names.AddName(name) : _names.AddExec(name));
        _segment.Last = name;
        _noted?.Rename(Clock, name);
    }

    private void Enter(TimeSlot slot, ulong from, ulong to)
    {
        if (slot != _slot) Flush();
        (_slot, SlotFrom, SlotTo) = (slot, from, to);
    }

    // Every row handed out has its cells.
    private int Row(int row)
    {
        var needed = (row + 1) * _columns;
        if (needed > _cells.Length) Array.Resize(ref _cells, Math.Max(needed, _cells.Length * 2));
        if (row >= _isTouched.Length) Array.Resize(ref _isTouched, _isTouched.Length * 2);
        return row;
    }

    private void MakeRoom()
    {
        if (_names.Rows < MaximumRows && (long)(_names.Rows + 1) * _columns <= Math.Max(MaximumCells, _columns * 16L)) return;
        Flush();
        var (name, isOpen) = (_names.Name(Current), _names.IsOpen(Current));
        _names.Clear();
        ForgetTouched();
        _handedOut = 0;
        Current = name is null ? 0 : Row(isOpen ? _names.AddExec(name) : _names.AddName(name));
    }

    private void Touch(int row)
    {
        _isTouched[row] = true;
        _touched.Add(row);
    }

    private void ForgetTouched()
    {
        foreach (var row in _touched) _isTouched[row] = false;
        _touched.Clear();
    }

    private void Flush(bool openOnly)
    {
        foreach (var row in _touched)
        {
            var isOpen = _names.IsOpen(row);
            if (openOnly && !isOpen) continue;
            var cells = _cells.AsSpan(row * _columns, _columns);
            if (_slot.IsOutside) cells.Clear();
            for (var column = NextCounted(cells, 0); column < cells.Length; column = NextCounted(cells, column + 1))
            {
                var traced = stream.Events[column].Traced;
                if (isOpen && room.TryTake(OpenCount.Entries)) _segment.Open.Add(new OpenCount(traced, _slot.Start, _names.Name(row), cells[column]));
                else _tally.Add(_slot.Start, traced, _names.Name(row) ?? ThreadTimeline.Unknown, cells[column]);
                cells[column] = 0;
            }
        }

        if (openOnly) return;

        // Whoever was given a row last still counts there.
        ForgetTouched();
        Touch(_handedOut);
    }

    // Of many columns few have counts: four at once are passed over. The framework's search is compiled at run time for this type, at every start.
    private static int NextCounted(ReadOnlySpan<long> cells, int column)
    {
        while (column + 4 <= cells.Length && (cells[column] | cells[column + 1] | cells[column + 2] | cells[column + 3]) == 0) column += 4;
        while (column < cells.Length && cells[column] == 0) column++;
        return column;
    }
}
