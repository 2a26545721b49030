namespace Steadytrace.Simulation;

/// <summary>A process's clocks: the monotonic one of the world, the wall's of its machine.</summary>
internal sealed class VirtualClock(SimulatedProcess process) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => process.World.Now.Ticks;

    public override DateTimeOffset GetUtcNow() => process.Machine.Wall;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new VirtualTimer(process, () => callback(state), dueTime);

    private sealed class VirtualTimer : ITimer
    {
        private readonly SimulatedProcess _process;
        private readonly Action _callback;
        private int _version;

        public VirtualTimer(SimulatedProcess process, Action callback, TimeSpan due)
        {
            (_process, _callback) = (process, callback);
            Change(due, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var version = ++_version;
            if (dueTime >= TimeSpan.Zero)
            {
                _process.After(dueTime, () =>
                {
                    if (version == _version) _callback();
                });
            }

            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
