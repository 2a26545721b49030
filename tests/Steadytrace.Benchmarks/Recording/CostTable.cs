using System.Globalization;
using System.Text;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>What each contestant cost at each rate.</summary>
internal sealed class CostTable
{
    private readonly List<string> _names = [];
    private readonly Dictionary<(string Name, long Rate), CostAtRate> _costs = [];

    public CostAtRate this[string name, long rate] => _costs[(name, rate)];

    /// <summary>Adds a round.</summary>
    public void Add(string name, long rate, CostAtRate cost)
    {
        if (!_names.Contains(name)) _names.Add(name);
        _costs[(name, rate)] = _costs.TryGetValue((name, rate), out var known) ? known.Or(cost) : cost;
        Console.Error.WriteLine($"bench: {Row(name, rate, cost)}");
    }

    /// <summary>The least share of a core that any of these used.</summary>
    public double LeastCpu(long rate, params IEnumerable<string> names) => names.Min(name => _costs[(name, rate)].CpuShare);

    public string ToMarkdown()
    {
        var text = new StringBuilder("""
            | events/s | recorded by | CPU of one core | the load's time for an event | private | resident | written for an event | lost |
            | --- | --- | --- | --- | --- | --- | --- | --- |

            """);
        foreach (var rate in CostRounds.Rates.Reverse())
        {
            foreach (var name in _names) text.Append(Row(name, rate, _costs[(name, rate)])).Append('\n');
        }

        return text.ToString();
    }

    private static string Row(string name, long rate, CostAtRate cost)
    {
        var isTraced = name != Untraced.Name;
        // Kept within a hundredth.
        var kept = cost.EventsPerSecond >= rate * 0.99 ? "" : string.Create(CultureInfo.InvariantCulture, $" (kept {cost.EventsPerSecond:#,0})");
        return string.Create(CultureInfo.InvariantCulture,
            $"| {rate:#,0}{kept} | {name} | {(isTraced ? $"{cost.CpuShare * 100:0.00} %" : "")} | {(rate > 0 ? $"{cost.LoadSeconds * 1e9:0} ns" : "")} | {Megabytes(cost.Memory.Own)} | {Megabytes(cost.Memory.Now)} | {(isTraced && rate > 0 ? $"{cost.BytesPerEvent:0.0} B" : "")} | {(cost.Lost is { } lost ? $"{lost:#,0}" : "")} |");
    }

    private static string Megabytes(long bytes) => bytes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");
}
