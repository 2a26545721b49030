using Steadytrace.Cluster.Aggregation;
using Steadytrace.Cluster.Dispatch;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Simulation;

/// <summary>What a seed decides before anything happens: the settings, and which kinds of fault there will be.</summary>
internal sealed class Plan
{
    private const int LongNameLength = 12_000;

    private const int MostSeconds = 89, MostSkewSeconds = 30, FewRuns = 3;

    /// <summary>One run in sixty is so long that a recorder's run began more than ten minutes before published-through: nobody may take that for a clock set back.</summary>
    private const int LongSeconds = 750;
    private static readonly string[] ShortNames = ["kthread", "nginx", "postgres", "sshd", "idle"];

    /// <summary>With names as long as these a tally does not fit one message.</summary>
    private static readonly string[] LongNames = [.. ShortNames.Select(name => name + new string('x', LongNameLength))];
    private static readonly Fault[] ManyRuns = [Fault.RecorderFails, Fault.RecorderCommanded, Fault.ClockStepsForward, Fault.ClockStepsBack, Fault.ClockStepsFarBack, Fault.DiskFull];
    private readonly HashSet<Fault> _faults = [];

    /// <param name="chance">The seed's.</param>
    /// <param name="faults">All of these kinds and no others; empty: the seed chooses.</param>
    public Plan(Random chance, params IReadOnlyCollection<Fault> faults)
    {
        IntervalLength.TryParse("10sec", out var interval);
        Interval = interval;
        Hosts = chance.Next(1, 3);
        Pools = chance.Next(1, 3);
        EventsPerSecond = 1 + (chance.NextDouble() * 6);
        RingEvents = chance.Next(2) == 0 ? int.MaxValue : chance.Next(8, 60);
        Seconds = chance.Next(30, 90) is var seconds and < MostSeconds ? seconds : LongSeconds;
        Processes = chance.Next(50) == 0 ? LongNames : ShortNames;
        // Few kinds in most runs: a run with all of them hides more than it shows.
        var kinds = chance.Next(5) == 0 ? Enum.GetValues<Fault>().Length : chance.Next(0, 5);
        _faults.UnionWith(faults.Count > 0 ? faults : Enum.GetValues<Fault>().OrderBy(_ => chance.Next()).Take(kinds));
        // A predecessor that still lives is told from its successor by their clocks, which differ by less than the time after which a node is taken for dead. One that is dead
        // may have had any.
        AggregatorSkewSeconds = !Has(Fault.AggregatorFrozen) && !Has(Fault.AggregatorCutOff) && chance.Next(3) == 0 ? MostSkewSeconds : 0;
        // Runs that follow each other within an interval are published together: with fewer than begin in one, those that are told would not go. In truth 4,096 are told, and a
        // recorder begins one in a second at most, in an interval of five minutes at most. Here so few, and none of the faults that begin some within one life of a tracer; a
        // tracer that died too often waits for the next interval, see MayStartTracer.
        MaxRunsTold = !_faults.Overlaps(ManyRuns) && chance.Next(3) == 0 && !Has(Fault.RecorderDies) ? FewRuns : int.MaxValue;
        // In a third of the runs a host is forgotten before the faults are over, and may come back.
        ForgetsHosts = Seconds % 3 == 1;
        Aggregator = new AggregatorOptions { Grace = TimeSpan.FromSeconds(25), ForgetAfter = ForgetsHosts ? TimeSpan.FromSeconds(28) : TimeSpan.FromDays(1), MaxBackoff = TimeSpan.FromSeconds(5) };
        Tracer = new TracerOptions
        {
            Interval = interval,
            ChunkLength = TimeSpan.FromSeconds(chance.Next(2, 7)),
            ChunkMaxBytes = 0,
            SpoolDirectory = "/spool",
            SpoolMinFreeBytes = 1 << 20,
            SpoolMaxChunks = Has(Fault.SmallSpool) ? chance.Next(2, 6) : 100_000,
            SpoolMaxTallies = chance.Next(4) == 0 ? chance.Next(30, 60) : 200_000,
            SpoolAsideBytes = chance.Next(2) << 20,
            SpoolKeepBytes = chance.Next(2) * 2000,
        };
    }

    /// <summary>So many kinds that a seed chooses by itself, apart from what it decides besides.</summary>
    public static IReadOnlyCollection<Fault> Choose(int seed, int kinds)
    {
        var chance = new Random(~seed);
        return [.. Enum.GetValues<Fault>().OrderBy(_ => chance.Next()).Take(kinds)];
    }

    public IntervalLength Interval { get; }

    public int Hosts { get; }

    public int Pools { get; }

    public double EventsPerSecond { get; }

    public int RingEvents { get; }

    /// <summary>The names of those that make events.</summary>
    public IReadOnlyList<string> Processes { get; }

    /// <summary>How long faults happen.</summary>
    public int Seconds { get; }

    /// <summary>The clocks of the machines that an aggregator comes to are wrong by up to so much.</summary>
    public int AggregatorSkewSeconds { get; }

    /// <summary>True when a host that is no member is forgotten soon.</summary>
    public bool ForgetsHosts { get; }

    /// <summary>So many runs in one inventory.</summary>
    public int MaxRunsTold { get; }

    public TracerOptions Tracer { get; }

    public PoolOptions Pool { get; } = new() { Workers = 2 };

    public LeaseOptions Lease { get; } = new() { Duration = TimeSpan.FromSeconds(10) };

    public AggregatorOptions Aggregator { get; }

    public IEnumerable<Fault> Faults => _faults.Order();

    /// <summary>Set when the faults are over.</summary>
    public bool IsCalm { get; set; }

    public bool Has(Fault fault) => _faults.Contains(fault);

    public int RecorderFailsOneIn() => Has(Fault.RecorderFails) && !IsCalm ? 5 : 0;
}
