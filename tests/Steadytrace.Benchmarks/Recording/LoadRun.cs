namespace Steadytrace.Benchmarks.Recording;

/// <summary>What a load made.</summary>
/// <param name="Events">How many.</param>
/// <param name="Seconds">In this time.</param>
/// <param name="CpuSeconds">What it used of its processor, tracing included.</param>
internal readonly record struct LoadRun(long Events, double Seconds, double CpuSeconds)
{
    /// <summary>Less than was asked for where the machine did not keep up.</summary>
    public double EventsPerSecond => Events / Seconds;
}
