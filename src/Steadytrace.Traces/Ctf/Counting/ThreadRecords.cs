using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Which streams tell others which threads run, which are told, and what was told so far.</summary>
internal sealed class ThreadRecords
{
    private static readonly ThreadRecord Nothing = new();
    private readonly HashSet<TraceStream> _tellers = [];
    private readonly Dictionary<TraceStream, bool> _listeners = [];
    private readonly Dictionary<(string Identity, ulong Cpu), ThreadRecord> _records = [];

    /// <param name="cpus">CPUs that have a teller.</param>
    public ThreadRecords(IEnumerable<SharedCpu> cpus)
    {
        foreach (var cpu in cpus)
        {
            _tellers.Add(cpu.Teller!);
            foreach (var listener in cpu.Listeners) _listeners.Add(listener, cpu.IsBeforeTeller(listener));
        }
    }

    public IReadOnlyCollection<TraceStream> Listeners => _listeners.Keys;

    public bool IsTeller(TraceStream stream) => _tellers.Contains(stream);

    public bool IsListener(TraceStream stream) => _listeners.ContainsKey(stream);

    /// <summary>A listener's events come before the teller's events of the same time.</summary>
    public bool IsLate(TraceStream listener) => _listeners[listener];

    /// <summary>Takes what the tellers of a CPU told.</summary>
    public void Add(string identity, ulong cpu, ThreadRecord record)
    {
        if (_tellers.Count > 0) _records[(identity, cpu)] = record;
    }

    /// <summary>Who ran on a CPU; nobody known where no teller read it.</summary>
    public ThreadRecord Of(string identity, ulong cpu) => _records.GetValueOrDefault((identity, cpu), Nothing);
}
