using Steadytrace.Traces;

namespace Steadytrace.Commands.Count;

/// <summary>A path that is to be counted.</summary>
internal static class TracePath
{
    /// <exception cref="MistakeException">It is no trace.</exception>
    public static void Check(string path)
    {
        if (path.Length == 0) throw new MistakeException("PATH is empty: name a trace's directory");
        if (TraceCounter.Kinds(path) != TraceKinds.None) return;
        if (File.Exists(path)) throw new MistakeException($"{path} is a file that trace-cmd did not write: name the trace's directory");
        if (!Directory.Exists(path)) throw new MistakeException($"{path}: there is no such directory");
        throw new MistakeException($"{path} is no trace: no file named metadata (CTF) or ftrace.json (ftrace), and no *.dat of trace-cmd, in it or below it");
    }

    /// <summary>The recorder's name in metrics made of this trace.</summary>
    public static string RecorderOf(string path) => TraceCounter.Kinds(path).HasFlag(TraceKinds.Ctf) ? "lttng" : "ftrace";
}
