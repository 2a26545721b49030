using System.Globalization;

namespace Steadytrace.Hosting.Doctor;

/// <summary>How much the system lets a process have.</summary>
internal static class LimitsCheck
{
    private const string What = "limits";

    /// <summary>What a node with many connections and CPUs comes to, with room.</summary>
    private const long FewestFiles = 4096;

    /// <summary>As the units give it.</summary>
    private const long Enough = 65536;

    public static Finding Look(Machine machine)
    {
        var lines = machine.Read("proc/self/limits").Split('\n');
        // The runtime raises what is given to what is allowed.
        var files = Allowed(lines, "Max open files");
        var memory = Allowed(lines, "Max locked memory");
        var found = $"{Show(files, "")} open files, {(memory == long.MaxValue ? "unlimited" : Output.Figures.Size(memory))} locked memory";
        return files >= FewestFiles ? Finding.Well(What, found) : Finding.Lack(What, $"{found}: {FewestFiles} open files are needed", MendOf(machine));
    }

    // What is looked at is the hard limit, and only root may raise that; of the shell, for what it starts inherits it.
    private static string MendOf(Machine machine) => machine.IsRoot ? $"ulimit -n {Enough}" : $"sudo prlimit --pid $$ --nofile={Enough}:{Enough}";

    private static string Show(long limit, string unit) => limit == long.MaxValue ? "unlimited" : limit.ToString("N0", CultureInfo.InvariantCulture) + unit;

    // Name, given, allowed, unit, in columns; the name has blanks.
    private static long Allowed(string[] lines, string name)
    {
        var words = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, var most, ..] && long.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
    }
}
