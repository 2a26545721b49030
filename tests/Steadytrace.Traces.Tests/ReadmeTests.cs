using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Tests.Ctf;

namespace Steadytrace.Traces.Tests;

/// <summary>The example in the library's README, as it stands there.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_compiles_and_tells_what_was_counted()
    {
        const string Metadata = "trace { major = 1; minor = 8; byte_order = le; }; event { name = tick; fields := struct { integer { size = 8; } x; integer { size = 16; } y; }; };";
        using var trace = new SmallTrace(Metadata, ("stream", [1, 2, 3, 4, 5, 6, 7]));

        Example(trace.Path);

        Assert.Equal("(unknown): 2\n", Console.Out.ToString());
        Assert.StartsWith($"{Path.Combine(trace.Path, "stream")}: packet 0, byte ", Console.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_is_the_one_that_the_README_shows()
    {
        var readme = File.ReadAllText(ProjectFiles.Path("src/Steadytrace.Traces/README.md"));
        var shown = readme.Split("```csharp\n")[1].Split("```")[0].Replace("\"/path/to/trace\"", "path");

        var compiled = File.ReadAllText(ProjectFiles.Path("tests/Steadytrace.Traces.Tests/ReadmeTests.cs")).Split('\n').Select(line => line.Trim());

        Assert.Contains(shown.Trim(), string.Join('\n', compiled));
    }

    private static void Example(string path)
    {
        var report = TraceCounter.Count(path, new CountOptions { Threads = 4, Interval = IntervalLength.OneMinute });
        foreach (var (process, events) in report.Tally.Total().ByProcess) Console.WriteLine($"{process}: {events}");
        foreach (var fault in report.Faults) Console.Error.WriteLine(fault); // file, packet, byte, reason
    }

    // In the place of the process's own, which other tests write to as well.
    private static class Console
    {
        public static StringWriter Out { get; } = new() { NewLine = "\n" };

        public static StringWriter Error { get; } = new() { NewLine = "\n" };

        public static void WriteLine(string line) => Out.WriteLine(line);
    }
}
