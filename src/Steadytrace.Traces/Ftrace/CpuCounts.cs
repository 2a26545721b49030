using System.Runtime.InteropServices;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ftrace;

/// <summary>
/// The counts of one CPU: a row of cells per thread name, a column per kind of event, and which thread has which name now.
/// </summary>
/// <remarks>
/// Every event carries the pid of the thread it happened in, and a thread comes to a CPU only by a switch that tells its name:
/// so one CPU's records, in their order, name all their threads. Where they do not (before the first switch, after loss) the
/// events are kept by pid and named at the end, by what this CPU or else another one tells of the pid.
/// Rows are limited: when there are too many, all are added to the tally and begun anew.
/// </remarks>
internal sealed partial class CpuCounts
{
    /// <summary>Most rows at once, if there is room.</summary>
    private const int MaximumRows = 8192;

    /// <summary>Most cells: 36 MB, and room for all rows of a kernel with 1,100 kinds of event.</summary>
    private const int MaximumCells = MaximumRows * 1100;

    /// <summary>Most threads that are known at once, and counts of threads without a name: more than any machine runs; each takes about 50 bytes.</summary>
    private const int MaximumThreads = 1 << 17;

    /// <summary>Most intervals of one chunk: five hours of seconds. More come only from damaged times, and each takes memory.</summary>
    private const int MaximumIntervals = 18_000;

    private const int IdleRow = 0;
    private static readonly IReadOnlyDictionary<int, ThreadName> NobodyElse = new Dictionary<int, ThreadName>();
    private readonly EventTable _table;
    private readonly TraceTime _time;
    private readonly Dictionary<int, Thread> _threads = [];
    private readonly Dictionary<int, ThreadName> _firstNames = [];
    private readonly Dictionary<ThreadName, int> _rowOfName = [];
    private readonly List<Row> _rows = [];
    // Rows entered since the last flush: a flush looks at no others, so that times that jump from interval to interval cost no more than others.
    private readonly List<int> _touched = [];
    private readonly List<Unnamed> _unnamed = [];
    private Tally _tally;
    private readonly ThreadRoom _threadRoom;
    private readonly int _maximumRows;
    private int _moves;
    // Rows of threads are good for one era: until all are begun anew.
    private int _era = 1;
    private bool _inRange = true;

    public CpuCounts(EventTable table, TraceTime time, int cpu, IReadOnlyDictionary<int, ThreadName> names, TallyRoom room, ThreadRoom threadRoom, bool cpuTime = false, int maximumCells = MaximumCells)
    {
        (_tally, _threadRoom) = (new Tally(room), threadRoom);
        (_table, _time, Cpu, Width) = (table, time, cpu, table.Columns.Count);
        _maximumRows = Math.Clamp(maximumCells / Width, 16, MaximumRows);
        Cells = new uint[Width * 16];
        foreach (var (pid, name) in names) _threads[pid] = new Thread { Name = name, IsNamed = true };
        if (cpuTime) _ran = new long[16];
        NewRow(new Row($"swapper/{cpu}", 0));
    }

    /// <summary>The CPU's number.</summary>
    public int Cpu { get; }

    /// <summary>What is known of the threads that ran last.</summary>
    public ThreadCache Cache { get; private set; } = new();

    /// <summary>Row after row; taken anew after each call that may move it.</summary>
    public uint[] Cells { get; private set; }

    /// <summary>Cells of a row.</summary>
    public int Width { get; }

    /// <summary>Start of the interval that is counted in now, in Unix seconds; null without intervals.</summary>
    public long? Interval { get; private set; }

    /// <summary>Events that were flushed.</summary>
    public long Events { get; private set; }

    /// <summary>The first cell of the row of a thread.</summary>
    public int Enter(int pid)
    {
        var row = RowOf(pid);
        Cache.Add(pid, row);
        return row;
    }

    private int RowOf(int pid)
    {
        if (pid == 0) return Touch(IdleRow);
        if (_threads.Count >= MaximumThreads) ForgetThreads();
        ref var thread = ref CollectionsMarshal.GetValueRefOrAddDefault(_threads, pid, out var known);
        if (known && thread.Era == _era) return Touch(thread.Row);
        if (_rows.Count >= _maximumRows) BeginRowsAnew();
        thread.Era = _era;
        if (!thread.IsNamed) thread.Row = NewRow(new Row(null, pid));
        else if (_rowOfName.TryGetValue(thread.Name, out var row)) thread.Row = row;
        else _rowOfName.Add(thread.Name, thread.Row = NewRow(new Row(thread.Name.ToString(), 0)));
        return Touch(thread.Row);
    }

    /// <summary>Takes what the trace tells of a thread's name.</summary>
    public void Name(int pid, ThreadName name)
    {
        if (pid == 0) return;
        if (_threads.Count >= MaximumThreads) ForgetThreads();
        ref var thread = ref CollectionsMarshal.GetValueRefOrAddDefault(_threads, pid, out _);
        if (thread.IsNamed && thread.Name == name) return;
        if (!thread.IsNamed && !_firstNames.ContainsKey(pid) && _threadRoom.TryTake()) _firstNames.Add(pid, name);
        thread = new Thread { Name = name, IsNamed = true };
        Cache.Forget(pid);
    }

    /// <summary>Adds all cells to the tally of the interval that they were counted in, and empties them; what lies outside of the range is dropped.</summary>
    /// <returns>Events that were flushed so far.</returns>
    public long Flush()
    {
        foreach (var row in _touched)
        {
            CollectionsMarshal.AsSpan(_rows)[row].IsTouched = false;
            var cells = Cells.AsSpan(row * Width, Width);
            // Most cells are 0: jump from one that is not to the next.
            for (int at = 0, next; (next = cells[at..].IndexOfAnyExcept(0u)) >= 0; at++)
            {
                at += next;
                Add(_rows[row], at, cells[at]);
                cells[at] = 0;
                if (at + 1 == Width) break;
            }

            if (_ran is not null) FlushRan(row);
        }

        _touched.Clear();
        Cache.Clear();
        return Events;
    }

    /// <summary>Gives up what only counting needs; the tally stays.</summary>
    public void Close()
    {
        Cells = [];
        Cache = null!;
        _threads.Clear();
        _threads.TrimExcess();
        _rowOfName.Clear();
        _rowOfName.TrimExcess();
        _rows.Clear();
        _rows.TrimExcess();
        _touched.Clear();
        _touched.TrimExcess();
    }

    /// <summary>Gives all counts up: the CPU is counted anew.</summary>
    public void GiveUp(TallyRoom room)
    {
        room.GiveBack(_tally);
        _threadRoom.GiveBack(_firstNames.Count + _unnamed.Count);
    }

    /// <summary>The tally, with the events of unnamed threads under the names that were found for them later.</summary>
    /// <param name="names">First names that any CPU of the chunk tells of a thread: see <see cref="FirstNames"/>.</param>
    public Tally Finish(IReadOnlyDictionary<int, ThreadName> names)
    {
        NameUnnamed(names);
        return _tally;
    }

    /// <summary>The first name that some CPU tells of each thread that began without one; of several CPUs the first one's.</summary>
    public static IReadOnlyDictionary<int, ThreadName> FirstNames(IEnumerable<CpuCounts> all)
    {
        var first = new Dictionary<int, ThreadName>();
        foreach (var (pid, name) in all.SelectMany(cpu => cpu._firstNames)) first.TryAdd(pid, name);
        return first;
    }

    /// <summary>Books loss.</summary>
    /// <param name="time">When it was told, on the trace clock.</param>
    /// <param name="events">Lost events.</param>
    /// <param name="packets">Losses of an unknown number of events.</param>
    public void Lose(ulong time, long events, long packets)
    {
        if (_time.IsInRange(time)) _tally.Lose(_time.StartOf(time), (ulong)Cpu, new LostOnCpu(events, packets));
    }

    /// <summary>Counts a page, by its begin.</summary>
    public void AddPage(ulong time)
    {
        if (_time.IsInRange(time)) _tally.Packets++;
    }

    private int Touch(int row)
    {
        ref var entered = ref CollectionsMarshal.AsSpan(_rows)[row];
        if (!entered.IsTouched)
        {
            entered.IsTouched = true;
            _touched.Add(row);
        }

        return row * Width;
    }

    private void Add(Row row, int column, long count)
    {
        Events += count;
        if (!_inRange) return;
        if (row.Name is { } name) _tally.Add(Interval, _table.Columns[column], name, count);
        else
        {
            if (_unnamed.Count >= MaximumThreads) NameUnnamed(NobodyElse);
            if (_threadRoom.TryTake()) _unnamed.Add(new Unnamed(Interval, row.Pid, column, count));
            else _tally.Add(Interval, _table.Columns[column], NameOf(row.Pid, NobodyElse), count);
        }
    }

    private void NameUnnamed(IReadOnlyDictionary<int, ThreadName> others)
    {
        foreach (var one in _unnamed) Settle(one, NameOf(one.Pid, others));

        _threadRoom.GiveBack(_unnamed.Count);
        _unnamed.Clear();
    }

    private void Settle(Unnamed one, string name)
    {
        if (one.Column == Unnamed.Ran) _tally.AddCpu(one.Interval, name, one.Count);
        else _tally.Add(one.Interval, _table.Columns[one.Column], name, one.Count);
    }

    // Where there are switches, the next one tells a thread's name again.
    private void ForgetThreads()
    {
        _threads.Clear();
        Cache.Clear();
    }

    private string NameOf(int pid, IReadOnlyDictionary<int, ThreadName> others) =>
        _firstNames.TryGetValue(pid, out var name) || others.TryGetValue(pid, out name) ? name.ToString() : "(unknown)";

    private int NewRow(Row row)
    {
        _rows.Add(row);
        var needed = _rows.Count * Width;
        if (needed > Cells.Length)
        {
            var cells = Cells;
            Array.Resize(ref cells, Math.Min(needed * 2, Math.Max(needed, _maximumRows * Width)));
            Cells = cells;
        }

        if (_rows.Count > _ran?.Length) Array.Resize(ref _ran, _ran.Length * 2);
        return _rows.Count - 1;
    }

    private void BeginRowsAnew()
    {
        Flush();
        _rows.RemoveRange(IdleRow + 1, _rows.Count - 1);
        _rowOfName.Clear();
        _era++;
    }

    /// <summary>Goes to the interval of this time; what was counted before belongs to the one before. Rows must be entered anew.</summary>
    /// <returns>False when there are too many intervals already.</returns>
    public bool TryMoveTo(ulong time)
    {
        var (interval, inRange) = (_time.StartOf(time), _time.IsInRange(time));
        if (interval == Interval && inRange == _inRange) return true;
        Flush();
        (Interval, _inRange) = (interval, inRange);
        return ++_moves <= MaximumIntervals;
    }

    private struct Thread
    {
        public ThreadName Name;
        public bool IsNamed;
        public int Row;

        /// <summary>The row is that of this era.</summary>
        public int Era;
    }

    private struct Row(string? name, int pid)
    {
        public readonly string? Name = name;
        public readonly int Pid = pid;
        public bool IsTouched;
    }

    private readonly record struct Unnamed(long? Interval, int Pid, int Column, long Count)
    {
        /// <summary>In place of a column: the count is of nanoseconds that the thread ran.</summary>
        public const int Ran = -1;
    }
}
