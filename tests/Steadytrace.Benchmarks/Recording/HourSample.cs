using System.Globalization;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>How a long run stands.</summary>
/// <param name="Minute">Since its begin.</param>
/// <param name="Tracer">What the tracer has cost.</param>
/// <param name="Counting">What the node that counts has cost.</param>
/// <param name="OpenFiles">Of the tracer.</param>
/// <param name="Threads">Of the tracer.</param>
/// <param name="Source">What the ledger says; null where nobody answered in time.</param>
internal sealed record HourSample(double Minute, ProcessCost Tracer, ProcessCost Counting, int OpenFiles, int Threads, SourceView? Source)
{
    public static readonly string Heading = """
        | minute | recorded | counted | lost | CPU of the tracer | of the node that counts | private (tracer) | resident (tracer) | private (counting) | open files | threads | spool |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """;

    /// <exception cref="BenchException">One of the two has ended.</exception>
    public static async Task<HourSample> TakeAsync(TracerNode node, double minute)
    {
        node.RequireBoth();
        return new(
            minute, ProcessCost.Of(node.Id), ProcessCost.Of(node.CountingId), Directory.GetFileSystemEntries($"/proc/{node.Id}/fd").Length,
            Directory.GetDirectories($"/proc/{node.Id}/task").Length, await node.TrySourceAsync());
    }

    /// <summary>A row, with what was used since an earlier one.</summary>
    public string Row(HourSample since) => string.Create(CultureInfo.InvariantCulture,
        $"| {Minute:0.0} | {Source?.Recorded:#,0} | {Source?.Counted:#,0} | {Source?.Lost:#,0} | {Share(since, one => one.Tracer) * 100:0.00} % | {Share(since, one => one.Counting) * 100:0.00} % | {Tracer.Memory.Own / 1e6:0.0} MB | {Tracer.Memory.Now / 1e6:0} MB | {Counting.Memory.Own / 1e6:0} MB | {OpenFiles} | {Threads} | {Source?.SpoolBytes / 1e6:0} MB |");

    /// <summary>Part of a core that was used since an earlier sample.</summary>
    public double Share(HourSample since, Func<HourSample, ProcessCost> whose) =>
        (whose(this).CpuSeconds - whose(since).CpuSeconds) / Math.Max(1, (Minute - since.Minute) * 60);
}
