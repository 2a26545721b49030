using System.Diagnostics;
using System.Globalization;
using Steadytrace.Simulation;

return Commands.Run(args);

/// <summary>The command line.</summary>
internal static class Commands
{
    private const string Usage = "usage: simulate [--seeds N] [--first S] [--threads N] [--until-wrong K] | --seed S    and of either [--faults KIND,KIND... | --kinds N]";

    public static int Run(string[] args)
    {
        var (seeds, first, threads, untilWrong, seed, kinds) = (10_000, 1, Environment.ProcessorCount, int.MaxValue, (int?)null, 0);
        IReadOnlyList<Fault> faults = [];
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] == "--faults" && i + 1 < args.Length)
            {
                if (!TryParse(args[i + 1], out faults)) return 2;
                continue;
            }

            if (i + 1 >= args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return Wrong();
            switch (args[i])
            {
                case "--seeds": seeds = value; break;
                case "--first": first = value; break;
                case "--threads" when value > 0: threads = value; break;
                case "--until-wrong" when value > 0: untilWrong = value; break;
                case "--seed": seed = value; break;
                case "--kinds" when value > 0: kinds = value; break;
                default: return Wrong();
            }
        }

        if (kinds > 0 && faults.Count > 0) return Wrong();
        IReadOnlyCollection<Fault> KindsOf(int of) => kinds > 0 ? Plan.Choose(of, kinds) : faults;
        return seed is { } one ? Replay(one, KindsOf(one)) : Many(first, seeds, threads, untilWrong, KindsOf);
    }

    private static int Wrong()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    private static bool TryParse(string names, out IReadOnlyList<Fault> faults)
    {
        var kinds = new List<Fault>();
        faults = kinds;
        foreach (var name in names.Split(','))
        {
            // Enum.TryParse takes numbers as well.
            if (Enum.GetNames<Fault>().Contains(name, StringComparer.Ordinal))
            {
                kinds.Add(Enum.Parse<Fault>(name));
                continue;
            }

            Console.Error.WriteLine($"simulate: no kind of fault is named {name}: {string.Join(' ', Enum.GetNames<Fault>())}");
            return false;
        }

        return true;
    }

    private static int Replay(int seed, IReadOnlyCollection<Fault> faults)
    {
        var result = SimulatedRun.Of(seed, Console.Out, faults);
        Console.WriteLine(result);
        return result.Wrongs.Count == 0 ? 0 : 1;
    }

    private static int Many(int first, int seeds, int threads, int untilWrong, Func<int, IReadOnlyCollection<Fault>> kindsOf)
    {
        var began = Stopwatch.GetTimestamp();
        var total = RunTotal.Of(Enumerable.Range(first, seeds), threads, Console.Error, untilWrong, kindsOf);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine($"{total} in {seconds:0} s, {total.Runs / seconds:0} a second");
        return total.Failed.Count == 0 ? 0 : 1;
    }
}
