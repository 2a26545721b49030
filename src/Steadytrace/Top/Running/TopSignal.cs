using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Top.Running;

/// <summary>Something that the screen must take note of.</summary>
/// <param name="Key">A key was pressed.</param>
/// <param name="Counts">There are new counts.</param>
/// <param name="Problem">The source does not answer: why. Empty: it does again.</param>
internal readonly record struct TopSignal(ConsoleKeyInfo? Key = null, LiveView? Counts = null, string? Problem = null);
