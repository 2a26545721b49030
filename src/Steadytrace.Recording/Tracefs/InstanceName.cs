using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Steadytrace.Recording.Tracefs;

/// <summary>
/// How our instances are named: <c>steadytrace.OWNER.RUN</c>. The owner is a hash of the folder that all runs of a source lie in, which one process at a
/// time has locked: so an instance tells whose it is, and another Steadytrace on the same machine leaves it alone.
/// </summary>
internal static class InstanceName
{
    /// <summary>What the names of all instances of this run's source begin with.</summary>
    public static string PrefixOf(RecordingRun run)
    {
        var runs = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Directory))) ?? "/";
        // The machine's boot id would add nothing: instances do not outlive a boot.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{runs}\0{run.Source}"));
        return $"steadytrace.{Convert.ToHexStringLower(hash.AsSpan(0, 6))}.";
    }

    /// <summary>True for the instance of this run, and those of earlier runs of its source.</summary>
    public static bool IsOfRunOrEarlier(RecordingRun run, string name) =>
        name.StartsWith(PrefixOf(run), StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(PrefixOf(run).Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= run.Number;

    public static string Of(RecordingRun run) => PrefixOf(run) + run.Number.ToString(CultureInfo.InvariantCulture);
}
