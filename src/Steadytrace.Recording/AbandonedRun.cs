using Steadytrace.Recording.Spool;

namespace Steadytrace.Recording;

/// <summary>What a tracer that was ended without being saved said last of the chunk that was open.</summary>
/// <param name="RecordedEvents">Events that it recorded into the chunk, those that it still held and those that were taken out and never written included; null where it does not say.</param>
/// <param name="LostByCpu">What it lost meanwhile, by its own counts.</param>
public sealed record AbandonedRun(long? RecordedEvents, IReadOnlyList<LossOfCpu> LostByCpu)
{
    /// <summary>Nobody knows.</summary>
    public static AbandonedRun Unknown { get; } = new(null, []);
}
