using System.Text.Json.Nodes;
using Steadytrace.Testing;
using Steadytrace.Traces.Ctf.Metadata;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ctf.Json;

/// <summary>Recorded traces whose metadata is said in CTF 2: the streams are the same, and so must be the tally.</summary>
public sealed class TranslatedTraceTests
{
    private static readonly IntervalLength OneSecond = IntervalLength.All[0];

    [SharedTraceTheory]
    [InlineData("kernel-16cores")]
    [InlineData("kernel-big-endian")]
    [InlineData("kernel-rotated-files")]
    [InlineData("kernel-and-ust-lost_kernel")]
    [InlineData("kernel-and-ust-lost_ust")]
    [InlineData("ctf1.8-valid_succeed1")]
    [InlineData("ctf1.8-valid_debug-info")]
    public void A_recorded_trace_counts_the_same_with_its_metadata_in_CTF_2(string name)
    {
        using var folder = new TemporaryFolder();
        Translate(SharedTracesTests.TraceOf(name), folder);

        foreach (var reader in Enum.GetValues<ReaderKind>())
        {
            foreach (var threads in (int[])[1, 2])
            {
                var options = new CountOptions { Reader = reader, Threads = threads };
                var whole = TraceCounter.Count(folder.Path, options);
                var bySecond = TraceCounter.Count(folder.Path, options with { Interval = OneSecond });

                Assert.Empty(whole.Faults);
                Assert.Equal(OracleTally.Read(SharedTraces.Path($"expected/{name}.json")), OracleTally.Of(whole.Tally, bySecond.Tally));
            }
        }
    }

    [SharedTraceTheory]
    [InlineData("kernel-16cores")]
    [InlineData("kernel-big-endian")]
    [InlineData("kernel-rotated-files")]
    [InlineData("kernel-and-ust-lost_kernel")]
    [InlineData("kernel-and-ust-lost_ust")]
    public void The_plan_covers_a_tracers_CTF_2_whole(string name)
    {
        using var folder = new TemporaryFolder();
        Translate(SharedTracesTests.TraceOf(name), folder);

        Assert.Empty(TraceCounter.Count(folder.Path, new CountOptions { Interval = OneSecond }).Notes);
    }

    private static void Translate(string trace, TemporaryFolder into)
    {
        var environment = new JsonObject { ["tracer_name"] = "lttng-modules", ["tracer_major"] = 2, ["tracer_minor"] = 15 };
        var metadata = Directory.GetFiles(trace, "metadata", SearchOption.AllDirectories).Single();
        var layout = LayoutBuilder.Read(metadata);
        File.WriteAllText(into["metadata"], LayoutToJson.Write(layout, layout.PacketTimesHold ? environment : []));
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(metadata)!).Where(file => Path.GetFileName(file) != "metadata" && new FileInfo(file).Length > 0))
            File.CreateSymbolicLink(into[Path.GetFileName(file)], file);
    }
}
