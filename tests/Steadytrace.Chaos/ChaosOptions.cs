using System.Globalization;

namespace Steadytrace.Chaos;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Minutes">How long faults happen, 1 to 1,440.</param>
/// <param name="Seed">Chooses the faults, their times and their targets.</param>
/// <param name="Work">Folder for spools, logs and servers' data; whoever made it removes it.</param>
/// <param name="Program">What starts <c>steadytrace</c>: its words before the command.</param>
internal sealed record ChaosOptions(int Minutes, int Seed, string Work, IReadOnlyList<string> Program)
{
    public const string Usage = "usage: Steadytrace.Chaos --work FOLDER [--minutes N] [--seed S] [--program FILE]";

    /// <summary>Reads them; null where something is wrong.</summary>
    public static ChaosOptions? Of(IReadOnlyList<string> args)
    {
        var options = new ChaosOptions(10, Random.Shared.Next(1, 1_000_000), "", ["dotnet", Path.Combine(AppContext.BaseDirectory, "steadytrace.dll")]);
        for (var i = 0; i < args.Count; i += 2)
        {
            if (i + 1 == args.Count) return null;
            var isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (args[i])
            {
                case "--minutes" when isNumber && number is >= 1 and <= 1440: options = options with { Minutes = number }; break;
                case "--seed" when isNumber: options = options with { Seed = number }; break;
                case "--work" when Directory.Exists(args[i + 1]): options = options with { Work = Path.GetFullPath(args[i + 1]) }; break;
                case "--program" when File.Exists(args[i + 1]): options = options with { Program = [Path.GetFullPath(args[i + 1])] }; break;
                default: return null;
            }
        }

        return options.Work.Length > 0 ? options : null;
    }
}
