using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>What of the kernel is recorded in these measures: the load's system calls, and nothing else, so that each event is known to have been made.</summary>
internal static class TracedKernel
{
    public const string Events = "raw_syscalls:*";

    /// <summary>All else as the program is shipped.</summary>
    public static TracefsOptions Options(SteadyLoad load) => new() { Events = [Events], Filters = [new EventFilter(Events, load.Filter)], ExcludeOwnProcess = false };
}
