using Steadytrace.Chaos.Ending;
using Steadytrace.Chaos.Lan;
using Steadytrace.Chaos.Load;
using Steadytrace.Testing;

namespace Steadytrace.Chaos.Nodes;

/// <summary>A traced machine: a spool, a session daemon in a place of its own, and two programs whose events are recorded, by LTTng and by ftrace.</summary>
internal sealed class TracedHost : IAsyncDisposable
{
    private readonly MountedDisk? _disk;
    private readonly LttngSessionDaemon _place;
    private readonly FtraceInstances _instances;
    private readonly MarkLoad _marks;
    private CallLoad? _calls;

    private TracedHost(LanHost lan, string spool, MountedDisk? disk, LttngSessionDaemon place, FtraceInstances instances, MarkLoad marks, int intervalSeconds)
    {
        (Lan, Spool, _disk, _place, _instances, _marks) = (lan, spool, disk, place, instances, marks);
        Calls = new OwnCounts(intervalSeconds);
    }

    public LanHost Lan { get; }

    public string Spool { get; }

    /// <summary>What the program traced by LTTng did.</summary>
    public OwnCounts Calls { get; }

    /// <summary>What the program recorded by ftrace did.</summary>
    public OwnCounts Marks => _marks.Counts;

    /// <summary>True once its disk was filled: then chunks may be lost.</summary>
    public bool WasFilled { get; private set; }

    /// <summary>Settings of its tracer, beside the node's.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        .. _place.Variables.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)),
        new("STEADYTRACE__TRACER__RECORDERS", "lttng,ftrace"),
        new("STEADYTRACE__TRACER__CHUNK_LENGTH", "2s"),
        new("STEADYTRACE__TRACER__SPOOL__DIRECTORY", Spool),
        new("STEADYTRACE__TRACER__LTTNG__DOMAIN", "user"),
        new("STEADYTRACE__TRACER__LTTNG__COMMAND", _place.Command),
        new("STEADYTRACE__TRACER__LTTNG__DAEMON_COMMAND", _place.DaemonCommand),
        new("STEADYTRACE__TRACER__LTTNG__USER_EVENTS", CallLoad.Events),
        // Small: a storm must be too much for them.
        new("STEADYTRACE__TRACER__LTTNG__SUB_BUFFER_BYTES", "64KiB"),
        new("STEADYTRACE__TRACER__LTTNG__SUB_BUFFER_COUNT", "4"),
        // Marks are recorded whatever is chosen; of these events there are none.
        new("STEADYTRACE__TRACER__FTRACE__EVENTS", "power:suspend_resume,mce:mce_record"),
        // Some seconds of marks: a tracer that is away for longer loses some, and the kernel counts them.
        new("STEADYTRACE__TRACER__FTRACE__BUFFER_BYTES", "512KiB"),
    ];

    /// <param name="lan">The machine.</param>
    /// <param name="folder">Where its spool is to be.</param>
    /// <param name="diskKib">The size of a disk of its own for the spool; null: the folder's.</param>
    /// <param name="instancesFile">See <see cref="FtraceInstances"/>.</param>
    /// <param name="intervalSeconds">Length of the published intervals.</param>
    public static async Task<TracedHost> StartAsync(LanHost lan, string folder, int? diskKib, string instancesFile, int intervalSeconds)
    {
        // Before the place: what is mounted later is not seen in it.
        var disk = diskKib is { } kib ? new MountedDisk(kib) : null;
        var spool = Path.Combine(disk?.Path ?? Directory.CreateDirectory(Path.Combine(folder, lan.Name)).FullName, "spool");
        var instances = new FtraceInstances(spool, lan.Name, instancesFile);
        return new TracedHost(lan, spool, disk, await LttngSessionDaemon.StartAsync(), instances, await MarkLoad.StartAsync(instances, new OwnCounts(intervalSeconds)), intervalSeconds);
    }

    /// <summary>Load from now on; the tracer records.</summary>
    public async Task StartLoadAsync()
    {
        _calls = await CallLoad.StartAsync(_place, Calls);
        _marks.Begin();
    }

    public async Task StopLoadAsync()
    {
        if (_calls is not null) await _calls.StopAsync();
        await _marks.StopAsync();
    }

    public void Storm() => _calls?.Storm();

    /// <summary>Somebody else takes all the room; the file's removal gives it back.</summary>
    public string FillDisk()
    {
        WasFilled = true;
        return _disk!.Fill();
    }

    /// <summary>What LTTng itself says; null when there is more than the one session that should be.</summary>
    public async Task<TracersCount?> LttngCountAsync() => await DiscardedEvents.OfAsync(_place) is { Sessions: 1 } only ? only.Count : null;

    /// <summary>What the kernel itself says; null when there was more than the one instance that should be.</summary>
    public TracersCount? KernelCount() => _instances.Newest() is { } instance && _instances.Seen == 1 ? KernelStats.Of(instance) : null;

    public async ValueTask DisposeAsync()
    {
        if (_calls is not null) await _calls.DisposeAsync();
        await _marks.DisposeAsync();
        await _place.DisposeAsync();
        _disk?.Dispose();
    }
}
