using System.Globalization;

namespace Steadytrace.Chaos.Ending;

/// <summary>The kernel's own counts of an ftrace instance: <c>per_cpu/cpuN/stats</c>.</summary>
internal static class KernelStats
{
    public static TracersCount Of(string instance)
    {
        var (recorded, lost) = (0L, 0L);
        foreach (var cpu in Directory.GetDirectories(Path.Combine(instance, "per_cpu")))
        {
            var stats = Parse(File.ReadAllLines(Path.Combine(cpu, "stats")));
            var lostHere = stats.GetValueOrDefault("overrun") + stats.GetValueOrDefault("commit overrun") + stats.GetValueOrDefault("dropped events");
            recorded += stats.GetValueOrDefault("entries") + stats.GetValueOrDefault("read events") + lostHere;
            lost += lostHere;
        }

        return new TracersCount(recorded, lost);
    }

    private static Dictionary<string, long> Parse(IEnumerable<string> lines)
    {
        var stats = new Dictionary<string, long>();
        foreach (var line in lines)
        {
            if (line.Split(": ") is [var name, var value] && long.TryParse(value, CultureInfo.InvariantCulture, out var number)) stats[name] = number;
        }

        return stats;
    }
}
