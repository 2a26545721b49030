using System.Globalization;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>The aims of recording, held against what was measured.</summary>
/// <param name="Ours">Our name in the table.</param>
/// <param name="Bare">Names of those that do the least that recording can be; the better of them counts.</param>
internal sealed record CostVerdict(CostTable Table, string Ours, params string[] Bare)
{
    /// <summary>One percent of a core for each 100,000 events a second, and not less than that one percent.</summary>
    private const double SharePerUnit = 0.01, EventsPerUnit = 100_000;

    /// <summary>So much more than the bare loop may be used where that itself takes more than the share.</summary>
    private const double OverBare = 1.3;

    private const double PrivateBytes = 80e6;

    /// <summary>What the processor takes at each rate.</summary>
    public IEnumerable<Measurement> Cpu(string what) => CostRounds.Rates.Reverse().Select(rate =>
    {
        var (ours, bare) = (Table[Ours, rate].CpuShare, Table.LeastCpu(rate, Bare));
        var share = SharePerUnit * Math.Max(1, rate / EventsPerUnit);
        var limit = Math.Max(share, OverBare * bare);
        var against = limit > share ? $"{Percent(limit)}: 1.3 × the bare {Percent(bare)}" : $"{Percent(limit)} (bare: {Percent(bare)})";
        return new Measurement(string.Create(CultureInfo.InvariantCulture, $"{what}, {rate:#,0} events/s: user and system time, of one core"), Percent(ours), against, limit / ours, 1);
    });

    /// <summary>The most memory that our process held in the end, at whichever rate.</summary>
    public Measurement Memory(string what)
    {
        var most = CostRounds.Rates.Select(rate => Table[Ours, rate].Memory).Aggregate((one, other) => one.Or(other));
        return new Measurement($"{what}: private memory ({most.Now / 1e6:0} MB resident)", Reading.Figure.Bytes(most.Own), Reading.Figure.Bytes(PrivateBytes), PrivateBytes / most.Own, 1);
    }

    /// <summary>What the load loses beyond what it loses to the bare loop: the events are written by the kernel or the load itself, not by us.</summary>
    /// <param name="leastRatio">Allows for noise.</param>
    public Measurement Load(string what, long rate, double leastRatio)
    {
        var (ours, bare) = (Table[Ours, rate].LoadSeconds, Bare.Min(name => Table[name, rate].LoadSeconds));
        return new Measurement(string.Create(CultureInfo.InvariantCulture, $"{what}, {rate:#,0} events/s: the load's own time for an event, against the bare"), Nanoseconds(ours), Nanoseconds(bare), bare / ours, leastRatio);
    }

    /// <summary>What goes to the disk beyond the events themselves.</summary>
    /// <param name="leastRatio">Allows for manifests and noise.</param>
    public Measurement Disk(string what, long rate, double leastRatio)
    {
        var (ours, bare) = (Table[Ours, rate].BytesPerEvent, Bare.Min(name => Table[name, rate].BytesPerEvent));
        return new Measurement(string.Create(CultureInfo.InvariantCulture, $"{what}, {rate:#,0} events/s: written to the disk for an event, against the bare"), Bytes(ours), Bytes(bare), bare / ours, leastRatio);
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.00} %");

    private static string Nanoseconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e9:0} ns");

    private static string Bytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:0.0} B");
}
