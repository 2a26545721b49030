using System.Runtime.InteropServices;
using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Recording.Tracefs;

/// <summary>Makes the description of a run from what the kernel says of itself.</summary>
internal static class RunDescription
{
    /// <summary>The description of an instance whose events are enabled.</summary>
    public static FtraceDescription Of(string root, TracefsInstance instance, TraceClock clock)
    {
        var headerPage = File.ReadAllText(Path.Combine(root, "events", "header_page"));
        var enabled = instance.Read("set_event").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new FtraceDescription
        {
            PageBytes = PageBytes(instance),
            Clock = clock.Name,
            UnixOffsetNanoseconds = clock.UnixOffsetNanoseconds,
            LittleEndian = BitConverter.IsLittleEndian,
            HeaderPage = headerPage,
            HeaderEvent = File.ReadAllText(Path.Combine(root, "events", "header_event")),
            Events = [.. enabled.Select(one => one.Split(':')).Select(parts => Format(root, parts[0], parts[1])), .. Internal(root)],
            SystemCalls = SystemCallTable.Of(RuntimeInformation.OSArchitecture),
        };
    }

    // Kernels before 6.8 have no such file: their pages are the machine's.
    private static int PageBytes(TracefsInstance instance) =>
        instance.Has("buffer_subbuf_size_kb")
            ? int.Parse(instance.Read("buffer_subbuf_size_kb").AsSpan().Trim()) * 1024
            : Environment.SystemPageSize;

    // Those that are always there, trace_marker's among them.
    private static IEnumerable<FtraceEventFormat> Internal(string root) =>
        Directory.EnumerateDirectories(Path.Combine(root, "events", "ftrace"))
            .Where(path => File.Exists(Path.Combine(path, "format")))
            .Select(path => Format(root, "ftrace", Path.GetFileName(path)!));

    private static FtraceEventFormat Format(string root, string system, string name) =>
        new(system, File.ReadAllText(Path.Combine(root, "events", system, name, "format")));
}
