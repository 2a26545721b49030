using System.Text.Json;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Commands;

/// <summary><c>steadytrace count</c> as a process, against the oracle's numbers.</summary>
public sealed class CountTests
{
    [SharedTraceTheory]
    [InlineData("kernel-16cores", "kernel-16cores.json")]
    [InlineData("kernel-big-endian", "kernel-big-endian.json")]
    [InlineData("kernel-rotated-files", "kernel-rotated-files.json")]
    [InlineData("kernel-and-ust-lost/kernel", "kernel-and-ust-lost_kernel.json")]
    [InlineData("kernel-and-ust-lost/ust", "kernel-and-ust-lost_ust.json")]
    public async Task Json_gives_the_oracle_s_numbers(string trace, string expectedFile)
    {
        using var expected = JsonDocument.Parse(await File.ReadAllTextAsync(SharedTraces.Path($"expected/{expectedFile}")));
        var length = LengthOf(expected.RootElement);

        var outcome = await SteadytraceCommand.RunAsync(["count", "--json", .. length is null ? (string[])[] : ["--interval", length], SharedTraces.Path(trace)]);

        Assert.Equal("", outcome.Error);
        Assert.Equal(0, outcome.ExitCode);
        using var counted = JsonDocument.Parse(outcome.Output);
        foreach (var part in expected.RootElement.EnumerateObject())
            Assert.Equal(Canonical(part.Value), Canonical(counted.RootElement.GetProperty(part.Name)));
        Assert.True(counted.RootElement.GetProperty("packets").GetInt64() > 0);
    }

    [Fact]
    public async Task What_a_trace_calls_its_files_and_events_moves_no_cursor()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["metadata"], """trace { major = 1; minor = 8; byte_order = le; }; event { name = "a\x1b[31m\nb\u202ec"; fields := struct { integer { size = 8; } x; string s; }; };""");
        await File.WriteAllBytesAsync(folder["z\e[2J"], [1, (byte)'s', 0, 2]);

        var outcome = await SteadytraceCommand.RunAsync("count", folder.Path);

        Assert.Contains("a?[31m?b?c", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("z?[2J: packet 0, byte ", outcome.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(1, outcome.ExitCode);
    }

    [Fact]
    public async Task A_trace_damaged_from_its_first_event_on_is_not_called_empty()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["metadata"], "trace { major = 1; minor = 8; byte_order = le; }; event { name = e; fields := struct { integer { size = 32; } x; }; };");
        await File.WriteAllBytesAsync(folder["stream"], [1]);

        var outcome = await SteadytraceCommand.RunAsync("count", folder.Path);

        Assert.Contains("There are no events to show: none stands before what is damaged.", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("stream: packet 0, byte ", outcome.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(1, outcome.ExitCode);
    }

    [Theory]
    [InlineData("broken", "sound")]
    [InlineData("")]
    public async Task A_trace_that_cannot_be_read_keeps_no_other_one_from_being_counted_from_its_begin_on(params string[] paths)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["broken", "sound"]) Directory.CreateDirectory(folder[name]);
        await File.WriteAllTextAsync(folder["broken/metadata"], "trace {");
        await File.WriteAllTextAsync(folder["sound/metadata"],
            """
            trace { major = 1; minor = 8; byte_order = le; }; clock { name = c; };
            typealias integer { size = 64; align = 8; map = clock.c.value; } := time;
            stream { packet.context := struct { time timestamp_begin; time timestamp_end; }; event.header := struct { time timestamp; }; }; event { name = e; };
            """);
        await File.WriteAllBytesAsync(folder["sound/stream"], [.. ((long[])[100, 200, 100, 200]).SelectMany(BitConverter.GetBytes)]);

        var outcome = await SteadytraceCommand.RunAsync(["count", "--json", "--from", "+50ns", .. paths.Select(path => folder[path])]);

        Assert.Equal(1, Events(outcome));
        Assert.StartsWith($"steadytrace: {folder["broken/metadata"]}: byte ", outcome.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(1, outcome.ExitCode);
    }

    [SharedTraceFact]
    public async Task Counts_beyond_those_that_are_kept_apart_are_told_and_added_up()
    {
        var path = SharedTraces.Path("kernel-big-endian");
        var all = await SteadytraceCommand.RunAsync("count", "--json", path);

        var few = await SteadytraceCommand.RunAsync("count", "--json", "--max-entries", "5", path);

        Assert.Equal(Events(all), Events(few));
        Assert.Contains("more than 5 counts", few.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(1, few.ExitCode);
    }

    [SharedTraceFact]
    public async Task Several_paths_add_up()
    {
        var path = SharedTraces.Path("kernel-big-endian");

        var once = await SteadytraceCommand.RunAsync("count", "--json", path);
        var twice = await SteadytraceCommand.RunAsync("count", "--json", path, path);

        Assert.Equal(2 * Events(once), Events(twice));
    }

    [SharedTraceFact]
    public async Task Graphite_lines_have_the_published_shape_and_the_same_sum()
    {
        var path = SharedTraces.Path("kernel-big-endian");
        var events = Events(await SteadytraceCommand.RunAsync("count", "--json", path));

        var outcome = await SteadytraceCommand.RunAsync("count", "--format", "graphite", "--interval", "1sec", "--datacenter", "dc1", "--host", "box", path);

        var lines = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        Assert.All(lines, words => Assert.Equal(3, words.Length));
        Assert.All(lines, words => Assert.Matches(@"^1sec\.lttng\.(procname\.[\w-]+|events\.[\w-]+\.[\w-]+|ledger\.\w+)\.dc1\.box$", words[0]));
        Assert.Equal(events, lines.Where(words => words[0].Contains(".procname.", StringComparison.Ordinal)).Sum(words => long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [SharedTraceFact]
    public async Task People_get_aligned_tables_with_the_rest_added_up()
    {
        var outcome = await SteadytraceCommand.RunAsync("count", "--top", "2", SharedTraces.Path("kernel-16cores"));

        Assert.StartsWith("events   388,738 in 77 packets, ", outcome.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nrcu_utilization +97,648 +25\.1 %\n", outcome.Output);
        Assert.Matches(@"\n\(203 others\) +265,732 +68\.4 %\n", outcome.Output);
        Assert.DoesNotContain('\e', outcome.Output);
        Assert.All(outcome.Output.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    [SharedTraceFact]
    public async Task A_damaged_stream_is_named_and_what_is_valid_before_it_is_counted()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(SharedTraces.Path("kernel-big-endian"), "*", SearchOption.AllDirectories))
        {
            var copy = folder[Path.GetRelativePath(SharedTraces.Path("kernel-big-endian"), file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var whole = Events(await SteadytraceCommand.RunAsync("count", "--json", folder.Path));
        var stream = Directory.EnumerateFiles(folder.Path, "*_*", SearchOption.AllDirectories).OrderByDescending(file => new FileInfo(file).Length).First();
        await using (var bytes = File.OpenWrite(stream)) bytes.SetLength(bytes.Length - 4097);

        var outcome = await SteadytraceCommand.RunAsync("count", "--json", folder.Path);

        Assert.Contains(Path.GetFileName(stream), outcome.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(1, outcome.ExitCode);
        Assert.InRange(Events(outcome), 1, whole - 1);
    }

    private static long Events(CommandOutcome outcome)
    {
        using var counted = JsonDocument.Parse(outcome.Output);
        return counted.RootElement.GetProperty("events").GetInt64();
    }

    /// <summary>The interval that the oracle was asked for: the distance of its starts.</summary>
    private static string? LengthOf(JsonElement expected) => expected.TryGetProperty("intervals", out _) ? "1sec" : null;

    private static string Canonical(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", element.EnumerateObject().OrderBy(part => part.Name, StringComparer.Ordinal).Select(part => $"{part.Name}={Canonical(part.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", element.EnumerateArray().Select(Canonical)) + "]",
        _ => element.GetRawText(),
    };
}
