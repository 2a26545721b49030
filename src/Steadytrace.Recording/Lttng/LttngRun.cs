using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Steadytrace.Recording.Lttng;

/// <summary>What belongs to the run that is recorded: its session, its archives, and the daemon that may be ours.</summary>
/// <remarks>
/// The session is named <c>prefix-token-run</c>. The token is made of the source and the spool's path, so that another node on the same
/// machine, with a spool of its own, is never taken for a dead run of ours. Which part of the path is the run's own is told by its number.
/// </remarks>
internal sealed class LttngRun
{
    private const int TokenLength = 12;
    private readonly string _prefix;
    private readonly long _number;

    public LttngRun(RecordingRun run, string prefix, string chunkDirectory)
    {
        var folder = Path.GetFullPath(run.Directory);
        var number = run.Number.ToString(CultureInfo.InvariantCulture);
        var origin = Encoding.UTF8.GetBytes($"{run.Source}\n{SpoolOf(folder, number)}");
        var token = Convert.ToHexStringLower(SHA256.HashData(origin))[..TokenLength];
        (_prefix, _number) = ($"{prefix}-{token}-", run.Number);
        Session = _prefix + number;
        Archives = new LttngArchives(folder);
        Daemon = new LttngDaemon(token);
        ChunkDirectory = chunkDirectory;
    }

    public string Session { get; }
    public LttngArchives Archives { get; }
    public LttngDaemon Daemon { get; }

    /// <summary>The chunk that is recorded into.</summary>
    public string ChunkDirectory { get; set; }

    /// <summary>True for this run's session, and those of all runs of the same source.</summary>
    public bool IsOfOurSource(string session) => session.StartsWith(_prefix, StringComparison.Ordinal);

    /// <summary>True for this run's session, and those of earlier runs of the same source.</summary>
    public bool IsOfRunOrEarlier(string session) =>
        IsOfOurSource(session) && long.TryParse(session.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= _number;

    /// <summary>The part of the run's folder that all runs of the source share: what stands before the run's number.</summary>
    private static string SpoolOf(string folder, string number)
    {
        for (var above = folder; Path.GetDirectoryName(above) is { } parent; above = parent)
        {
            if (Path.GetFileName(above) == number) return parent;
        }

        return Path.GetDirectoryName(folder) ?? folder;
    }
}
