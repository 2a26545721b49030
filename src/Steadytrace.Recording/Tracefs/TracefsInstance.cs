using System.ComponentModel;
using System.Globalization;
using System.Text;
using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Recording.Tracefs;

/// <summary>A tracing instance of our own: a folder under <c>instances/</c> with its own buffers and switches.</summary>
internal sealed class TracefsInstance(string root, string name)
{
    private const int RemoveAttempts = 50;

    /// <summary>The instance's folder.</summary>
    public string Path { get; } = System.IO.Path.Combine(root, "instances", name);

    /// <summary>The names of all instances that begin so.</summary>
    public static IEnumerable<string> Find(string root, string prefix) =>
        Directory.EnumerateDirectories(System.IO.Path.Combine(root, "instances"), prefix + "*").Select(path => System.IO.Path.GetFileName(path)!);

    public bool Exists => Directory.Exists(Path);

    public bool IsOn => Read("tracing_on").Trim() == "1";

    /// <summary>CPUs that have a buffer, whether online or not.</summary>
    public IReadOnlyList<int> Cpus => [.. Directory.EnumerateDirectories(At("per_cpu"), "cpu*")
        .Select(path => int.Parse(System.IO.Path.GetFileName(path.AsSpan())["cpu".Length..], NumberStyles.None, CultureInfo.InvariantCulture)).Order()];

    public void Create()
    {
        if (Libc.MakeDirectory(Path, 0x1C0) != 0) throw Failed("make the instance", Libc.Failure());
    }

    /// <summary>Ends recording and removes the instance, with all that its buffers hold.</summary>
    public async Task RemoveAsync()
    {
        if (!Exists) return;
        Write("tracing_on", "0");
        for (var attempt = 1; Libc.RemoveDirectory(Path) != 0; attempt++)
        {
            var failure = Libc.Failure();
            if (failure.NativeErrorCode == Libc.NoEntry) return;
            // Busy while a file of it is open: ours are closed by now, but a child that was just forked may still hold a copy.
            if (failure.NativeErrorCode != Libc.Busy || attempt == RemoveAttempts) throw Failed("remove the instance", failure);
            await Task.Delay(20);
        }
    }

    /// <summary>True when the kernel has this file.</summary>
    public bool Has(string file) => File.Exists(At(file));

    public string At(string file) => System.IO.Path.Combine(Path, file);

    public string Read(string file)
    {
        try
        {
            return File.ReadAllText(At(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed($"read {file}", failure);
        }
    }

    /// <summary>Writes a file that must exist, in one call, as tracefs wants it.</summary>
    /// <param name="append">Adds to a list (of events, of pids); else the list is emptied first.</param>
    public void Write(string file, string text, bool append = false)
    {
        try
        {
            using var open = Libc.Open(At(file), append ? Libc.WriteOnly | Libc.Append : Libc.WriteOnly | Libc.Truncate);
            var bytes = Encoding.ASCII.GetBytes(text);
            if (bytes.Length > 0 && Libc.Write(open, ref bytes[0], bytes.Length) != bytes.Length) throw Libc.Failure();
        }
        catch (Win32Exception failure)
        {
            throw Failed($"write '{text}' to {file}", failure);
        }
    }

    /// <summary>The kernel's counters of a CPU's buffer.</summary>
    public CpuCounters Counters(int cpu) => Stats(cpu).Counters;

    /// <summary>Events in a CPU's buffer that nobody has taken out yet.</summary>
    public long Held(int cpu) => Stats(cpu).Held;

    private (CpuCounters Counters, long Held) Stats(int cpu)
    {
        long read = 0, lost = 0, held = 0;
        foreach (var line in Read($"per_cpu/cpu{cpu}/stats").AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            if (colon < 0) continue;
            switch (line[..colon])
            {
                case "entries": held = Number(line[(colon + 1)..]); break;
                case "read events": read = Number(line[(colon + 1)..]); break;
                case "overrun" or "commit overrun" or "dropped events": lost += Number(line[(colon + 1)..]); break;
            }
        }

        return (new CpuCounters(read, lost), held);
    }

    public RecorderException Failed(string what, Exception failure)
    {
        var denied = failure is UnauthorizedAccessException or Win32Exception { NativeErrorCode: Libc.NotPermitted or Libc.Denied };
        return new RecorderException($"ftrace: cannot {what} of {Path}: {(denied ? "not allowed, run as root" : failure.Message)}", denied, failure);
    }

    private static long Number(ReadOnlySpan<char> text) => long.Parse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
}
