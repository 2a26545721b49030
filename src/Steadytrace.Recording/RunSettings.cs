using System.Text;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Recording;

/// <summary>What a run was told to record, in its own folder: the next process may be told otherwise, and cannot ask the tracer.</summary>
/// <remarks>A release that writes them in another way begins new runs where it is installed, each with a moment in which nothing is recorded: what is new is written only where it is set.</remarks>
internal static class RunSettings
{
    private const string FileName = "settings";

    /// <summary>Keeps them, durably.</summary>
    public static void Save(RecordingRun run, string settings) => DurableFiles.Write(Path.Combine(run.Directory, FileName), Encoding.UTF8.GetBytes(settings));

    /// <summary>True when a run was told something else. Of a run that has none, an older release's, nothing else is known.</summary>
    public static bool AreOther(RecordingRun run, string settings)
    {
        var path = Path.Combine(run.Directory, FileName);
        return File.Exists(path) && File.ReadAllText(path) != settings;
    }
}
