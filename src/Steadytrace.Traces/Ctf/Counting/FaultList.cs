namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>The faults found so far: the first one of each file. Safe for use by several threads at once.</summary>
internal sealed class FaultList
{
    private readonly Dictionary<string, TraceFault> _faults = [];
    private readonly Lock _lock = new();

    public void Add(TraceFault fault)
    {
        lock (_lock)
        {
            if (!_faults.TryGetValue(fault.File, out var known) || fault.ByteOffset < known.ByteOffset) _faults[fault.File] = fault;
        }
    }

    /// <summary>Takes out the first fault; null when there is none.</summary>
    public TraceFault? Take()
    {
        lock (_lock)
        {
            var first = _faults.Values.FirstOrDefault();
            _faults.Clear();
            return first;
        }
    }

    /// <summary>In order of file, whichever thread found them.</summary>
    public List<TraceFault> InOrder() => [.. _faults.Values.OrderBy(fault => fault.File, StringComparer.Ordinal)];
}
