using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>The tracefs instance of a spool's one run. Others' runs may have the same number: tests of the same clock, at the same time.</summary>
internal static class KernelInstance
{
    public const string Root = "/sys/kernel/tracing";

    /// <summary>Its folder, there or not; null while the spool has no run.</summary>
    public static string? Of(string spool, SourceId source)
    {
        if (!Directory.Exists(Path.Combine(spool, source.Recorder))) return null;
        return SourceSpool.Open(spool, source, files: new UntouchedFiles()).Load().Runs is [{ Number: var run }]
            ? Path.Combine(Root, "instances", InstanceName.Of(SourceSpool.RecordingRunOf(spool, source, run)))
            : null;
    }

    /// <summary>True when a run has begun and the kernel has its instance.</summary>
    public static bool IsThere(string spool, SourceId source) => Directory.Exists(Of(spool, source));
}
