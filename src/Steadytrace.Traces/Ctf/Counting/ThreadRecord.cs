namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>
/// Who ran on a CPU, told by one stream for the streams beside it: the last changes of the thread that runs, in order of time. When it is full, the
/// other streams are counted as far as it reaches, and it goes on from its last change. So its size is the same for a trace of any length.
/// </summary>
/// <param name="capacity">Most changes that are kept at once, at least 2.</param>
internal sealed class ThreadRecord(int capacity)
{
    private readonly List<ulong> _clocks = [];
    private readonly List<string> _processes = [];

    /// <summary>There is no room for another change.</summary>
    public bool IsFull => _clocks.Count >= capacity;

    /// <summary>Nothing will be added: the last change holds to the end of time.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Who ran before the first change that is kept; null as long as nobody is known to run.</summary>
    public string? Before { get; private set; }

    /// <summary>Changes that are kept.</summary>
    public int Count => _clocks.Count;

    /// <summary>Grows when changes were dropped: their places are new then.</summary>
    public int Window { get; private set; }

    /// <summary>Nothing will be added that happens before this time, in clock cycles.</summary>
    public ulong Border => _clocks.Count > 0 ? _clocks[^1] : 0;

    /// <summary>When a change happened, in clock cycles.</summary>
    public ulong Clock(int change) => _clocks[change];

    /// <summary>Who runs from a change on.</summary>
    public string Process(int change) => _processes[change];

    /// <summary>Notes who runs until the first change; what is known already stays.</summary>
    public void Begin(string process) => Before ??= process;

    /// <summary>Notes that another thread runs.</summary>
    /// <remarks>A stamp that lies before one that was read earlier counts as that: what was written later happened later. Of changes of one time the last one holds.</remarks>
    public void Add(ulong clock, string process)
    {
        if (_clocks.Count == 0 || clock > _clocks[^1])
        {
            _clocks.Add(clock);
            _processes.Add(process);
        }
        else
        {
            _processes[^1] = process;
        }
    }

    /// <summary>Notes that the thread that runs goes by another name: that tells nobody who runs where nobody was known before.</summary>
    public void Rename(ulong clock, string process)
    {
        if (_clocks.Count > 0) Add(clock, process);
    }

    /// <summary>Drops all changes but the last.</summary>
    public void GoOn()
    {
        if (_clocks.Count < 2) return;
        Before = _processes[^2];
        _clocks.RemoveRange(0, _clocks.Count - 1);
        _processes.RemoveRange(0, _processes.Count - 1);
        Window++;
    }
}
