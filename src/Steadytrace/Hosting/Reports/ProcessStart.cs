using System.Diagnostics;

namespace Steadytrace.Hosting.Reports;

/// <summary>When this process began: what people wait from.</summary>
internal static class ProcessStart
{
    public static DateTimeOffset Time(TimeProvider time)
    {
        using var process = Process.GetCurrentProcess();
        return time.GetUtcNow() - (DateTime.Now - process.StartTime);
    }
}
