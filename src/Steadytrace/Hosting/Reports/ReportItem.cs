using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Hosting.Reports;

/// <summary>One thing to print: the first counts of all intervals so far, or one interval.</summary>
internal sealed record ReportItem(bool IsFirst, IReadOnlyList<IntervalView> Intervals);
