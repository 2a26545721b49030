using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Commands.Count;

/// <summary>A path that is to be counted.</summary>
internal static class TracePath
{
    private const string CtfMetadata = "metadata";

    /// <exception cref="MistakeException">It is no trace.</exception>
    public static void Check(string path)
    {
        if (File.Exists(path))
        {
            if (FtraceReader.IsTraceDat(path)) return;
            throw new MistakeException($"{path} is a file that trace-cmd did not write: name the trace's directory");
        }

        if (!Directory.Exists(path)) throw new MistakeException($"{path}: there is no such directory");
        try
        {
            if (!Holds(path, CtfMetadata) && !Holds(path, FtraceDescription.FileName) && !Files(path, "*.dat").Any(FtraceReader.IsTraceDat))
                throw new MistakeException($"{path} is no trace: no file named {CtfMetadata} (CTF) or {FtraceDescription.FileName} (ftrace), and no *.dat of trace-cmd, in it or below it");
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new FailureException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The recorder's name in metrics made of this trace.</summary>
    public static string RecorderOf(string path) => Directory.Exists(path) && Holds(path, CtfMetadata) ? "lttng" : "ftrace";

    private static bool Holds(string path, string name) => Files(path, name).Any();

    private static IEnumerable<string> Files(string path, string name) => Directory.EnumerateFiles(path, name, SearchOption.AllDirectories);
}
