using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ctf;

public sealed class SharedTracesTests
{
    private static readonly IntervalLength OneSecond = IntervalLength.All[0];

    public static TheoryData<string, ReaderKind, int> Expected()
    {
        var data = new TheoryData<string, ReaderKind, int>();
        if (SharedTraces.Root is null) return data;
        foreach (var file in Directory.GetFiles(SharedTraces.Path("expected"), "*.json").Order())
        {
            var name = Path.GetFileNameWithoutExtension(file);
            foreach (var reader in Enum.GetValues<ReaderKind>())
            {
                data.Add(name, reader, 1);
                data.Add(name, reader, 2);
            }
        }

        return data;
    }

    [SharedTraceTheory]
    [MemberData(nameof(Expected))]
    public void A_trace_is_counted_as_the_oracle_counts_it(string name, ReaderKind reader, int threads)
    {
        var trace = TraceOf(name);
        var options = new CountOptions { Reader = reader, Threads = threads };

        var whole = TraceCounter.Count(trace, options);
        var bySecond = TraceCounter.Count(trace, options with { Interval = OneSecond });

        Assert.Empty(whole.Faults);
        Assert.Empty(bySecond.Faults);
        Assert.Equal(OracleTally.Read(SharedTraces.Path($"expected/{name}.json")), OracleTally.Of(whole.Tally, bySecond.Tally));
        Assert.Equal(whole.Tally.Lost, bySecond.Tally.Lost);
    }

    // babeltrace2 2.0.4 refuses to merge these; the totals come from reading their streams one by one.
    [SharedTraceTheory]
    [InlineData("kernel-two-hosts/scp_src", 110_771, 0)]
    [InlineData("kernel-two-hosts/scp_dest", 85_729, 0)]
    [InlineData("ust-lost", 32_300, 967_700)]
    [InlineData("kernel-and-ust-lost", 4_272, 728)]
    [InlineData("kernel-two-hosts", 196_500, 0)]
    public void A_trace_that_the_oracle_refuses_has_the_totals_of_its_streams(string name, long events, long lost)
    {
        foreach (var reader in Enum.GetValues<ReaderKind>())
        {
            var report = TraceCounter.Count(SharedTraces.Path(name), new CountOptions { Reader = reader });

            Assert.Empty(report.Faults);
            Assert.Equal(events, report.Tally.Events);
            if (lost > 0) Assert.Equal(lost, report.Tally.Lost);
        }
    }

    // Every trace with an expected count, and those that the oracle refuses. No stream of theirs is left to the checked reader.
    [SharedTraceFact]
    public void The_plan_covers_every_stream_of_the_real_traces_whole()
    {
        string[] refused = ["kernel-two-hosts/scp_src", "kernel-two-hosts/scp_dest", "kernel-and-ust-lost", "ust-lost", "conformance/ctf1.8-valid/meta-ctx-sequence"];
        var traces = Directory.GetFiles(SharedTraces.Path("expected"), "*.json").Select(file => TraceOf(Path.GetFileNameWithoutExtension(file))).Concat(refused.Select(SharedTraces.Path));

        Assert.Empty(traces.SelectMany(trace => TraceCounter.Count(trace, new CountOptions { Interval = OneSecond }).Notes.Select(note => $"{trace}: {note}")));
    }

    public static TheoryData<string> Invalid()
    {
        var data = new TheoryData<string>();
        if (SharedTraces.Root is null) return data;
        foreach (var folder in Directory.GetDirectories(SharedTraces.Path("conformance/ctf1.8-invalid"))) data.Add(Path.GetFileName(folder));
        return data;
    }

    [SharedTraceTheory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_trace_is_refused_with_its_place_and_reason(string name)
    {
        foreach (var reader in Enum.GetValues<ReaderKind>())
        {
            var (fault, events) = Refusal(SharedTraces.Path($"conformance/ctf1.8-invalid/{name}"), reader);

            Assert.NotNull(fault);
            Assert.True(File.Exists(fault.File), fault.File);
            Assert.InRange(fault.ByteOffset, 0, new FileInfo(fault.File).Length);
            Assert.NotEmpty(fault.Reason);
            Assert.Equal(name == "valid-events-then-invalid-events" ? 2 : 0, events);
        }
    }

    private static (TraceFault? Fault, long Events) Refusal(string trace, ReaderKind reader)
    {
        try
        {
            var report = TraceCounter.Count(trace, new CountOptions { Reader = reader });
            return (report.Faults is [var fault, ..] ? fault : null, report.Tally.Events);
        }
        catch (TraceException error)
        {
            return (error.Fault, 0);
        }
    }

    internal static string TraceOf(string expected) => SharedTraces.Path(expected switch
    {
        "kernel-and-ust-lost_kernel" => "kernel-and-ust-lost/kernel",
        "kernel-and-ust-lost_ust" => "kernel-and-ust-lost/ust",
        _ when expected.StartsWith("ctf1.8-valid_", StringComparison.Ordinal) => "conformance/ctf1.8-valid/" + expected["ctf1.8-valid_".Length..],
        _ => expected,
    });
}
