using System.Text.Json;
using Steadytrace.Testing;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tests.Ftrace;

namespace Steadytrace.Traces.Tests;

/// <summary>Traces of all kinds below one path, of which some cannot be read at all.</summary>
public sealed class PiecesTests : IDisposable
{
    private const string Metadata = "trace { major = 1; minor = 8; byte_order = le; }; event { name = tick; fields := struct { integer { size = 8; } x; }; };";
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("metadata")]
    [InlineData("ftrace.json")]
    [InlineData("trace.dat")]
    public void A_trace_that_cannot_be_read_costs_none_of_the_others(string broken)
    {
        var description = KernelTexts.Description() with { SystemCalls = new Dictionary<int, string>() };
        var page = new PageBuilder(description, 7).Tick(1).Page();
        Put("sound-ctf/metadata", [.. System.Text.Encoding.ASCII.GetBytes(Metadata)]);
        Put("sound-ctf/stream", [1, 2, 3]);
        Put("sound-ftrace/ftrace.json", JsonSerializer.SerializeToUtf8Bytes(description, FtraceJson.Default.FtraceDescription));
        Put("sound-ftrace/cpu0.pages", page);
        Put("sound-dat/trace.dat", new TraceDatBuilder
        {
            LittleEndian = true, LongBytes = 8, PageBytes = description.PageBytes, HeaderPage = description.HeaderPage, HeaderEvent = description.HeaderEvent,
            Events = [.. description.Events.Select(one => (one.System, one.Format))], Names = "", Options = [], Buffers = [("", [page])],
        }.Version6());
        var all = TraceCounter.Count(_folder.Path, new CountOptions()).Tally.Events;
        var begin = TraceCounter.Begin(_folder.Path);
        Put($"a-broken-one/{broken}", [.. "\x17\b\x44tracing8\0 no trace"u8]);

        var report = TraceCounter.Count(_folder.Path, new CountOptions());

        Assert.Equal(5, all);
        Assert.Equal(all, report.Tally.Events);
        Assert.Equal(_folder[$"a-broken-one/{broken}"], Assert.Single(report.Faults).File);
        Assert.NotNull(begin);
        Assert.Equal(begin, TraceCounter.Begin(_folder.Path));
    }

    [Fact]
    public void Where_none_can_be_read_the_first_is_refused()
    {
        Put("one/ftrace.json", "{"u8.ToArray());
        Put("two/ftrace.json", "{"u8.ToArray());

        Assert.Equal(_folder["one/ftrace.json"], Assert.Throws<TraceException>(() => TraceCounter.Count(_folder.Path, new CountOptions())).Fault.File);
        Assert.Equal(_folder["one/ftrace.json"], Assert.Throws<TraceException>(() => TraceCounter.Begin(_folder.Path)).Fault.File);
    }

    public void Dispose() => _folder.Dispose();

    private void Put(string file, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
        File.WriteAllBytes(_folder[file], bytes);
    }
}
