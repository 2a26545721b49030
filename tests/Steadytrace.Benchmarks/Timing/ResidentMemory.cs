using System.Globalization;

namespace Steadytrace.Benchmarks.Timing;

/// <summary>Memory that a process holds, in bytes.</summary>
/// <param name="Own">Resident beyond mapped files: anonymous and shared memory.</param>
/// <param name="Now">Resident, mapped files included.</param>
/// <param name="Peak">The largest resident size so far, mapped files included.</param>
internal readonly record struct ResidentMemory(long Own, long Now, long Peak)
{
    /// <summary>Of a running process; zero for one that is gone.</summary>
    public static ResidentMemory Of(int process)
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{process}/status");
            return new ResidentMemory(Of(status, "RssAnon:") + Of(status, "RssShmem:"), Of(status, "VmRSS:"), Of(status, "VmHWM:"));
        }
        catch (IOException)
        {
            return default;
        }
    }

    /// <summary>The larger of each.</summary>
    public ResidentMemory Or(ResidentMemory other) => new(Math.Max(Own, other.Own), Math.Max(Now, other.Now), Math.Max(Peak, other.Peak));

    private static long Of(string[] status, string name)
    {
        var line = Array.Find(status, line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
