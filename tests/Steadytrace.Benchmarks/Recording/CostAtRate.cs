using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>What recording costs at one rate.</summary>
/// <param name="EventsPerSecond">The rate that the load kept.</param>
/// <param name="CpuShare">User and system time of the recording processes, as a part of one core.</param>
/// <param name="LoadSeconds">Time of its core that the load used for one event, tracing included; not a number without events.</param>
/// <param name="BytesPerEvent">Bytes of files changed for one event; not a number without events.</param>
/// <param name="Memory">What the recording process holds in the end.</param>
/// <param name="Lost">Events lost; null where nobody knows.</param>
internal readonly record struct CostAtRate(double EventsPerSecond, double CpuShare, double LoadSeconds, double BytesPerEvent, ResidentMemory Memory, long? Lost)
{
    /// <summary>The better of two rounds, since noise only adds; but the larger memory, and all that was lost.</summary>
    public CostAtRate Or(CostAtRate other) => new(
        Math.Max(EventsPerSecond, other.EventsPerSecond), Math.Min(CpuShare, other.CpuShare), Math.Min(LoadSeconds, other.LoadSeconds),
        Math.Min(BytesPerEvent, other.BytesPerEvent), Memory.Or(other.Memory), Lost + other.Lost);
}
