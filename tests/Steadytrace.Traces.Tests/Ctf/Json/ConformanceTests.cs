using Steadytrace.Testing;

namespace Steadytrace.Traces.Tests.Ctf.Json;

/// <summary>babeltrace's own CTF 2 traces: <c>refs/out.ref</c> has a line per event.</summary>
public sealed class ConformanceTests
{
    // Metadata that has to be refused, and with it the whole trace; other refused traces have valid events before the fault.
    private static readonly string[] RefusedWhole =
    [
        "CTF2-PMETA-1.0-be_partial_data_nok", "CTF2-PMETA-1.0_bad_major_nok", "fxd_len_int_unsupported_len_nok", "static_len_arr_fld_loc_nok", "variant_invalid_selector_rng_nok",
    ];

    public static TheoryData<string> Valid() => Traces(name => !name.EndsWith("_nok", StringComparison.Ordinal));

    public static TheoryData<string> Invalid() => Traces(name => name.EndsWith("_nok", StringComparison.Ordinal));

    [SharedTraceTheory]
    [MemberData(nameof(Valid))]
    public void A_valid_trace_is_counted_whole_by_both_readers_and_any_number_of_threads(string name)
    {
        var expected = Expected(name);
        foreach (var reader in Enum.GetValues<ReaderKind>())
        {
            foreach (var threads in (int[])[1, 2])
            {
                var report = TraceCounter.Count(PathOf(name), new CountOptions { Reader = reader, Threads = threads });

                Assert.Empty(report.Faults);
                Assert.Equal(expected, Names(report));
            }
        }
    }

    [SharedTraceTheory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_trace_is_refused_with_its_place_and_reason_and_counted_up_to_it(string name)
    {
        var expected = Expected(name);
        foreach (var reader in Enum.GetValues<ReaderKind>())
        {
            foreach (var threads in (int[])[1, 2])
            {
                var fault = Refusal(PathOf(name), new CountOptions { Reader = reader, Threads = threads }, out var counted);

                Assert.Equal(expected, counted);
                Assert.True(File.Exists(fault.File), fault.File);
                Assert.InRange(fault.ByteOffset, 0, new FileInfo(fault.File).Length);
                Assert.NotEmpty(fault.Reason);
                Assert.Equal(RefusedWhole.Contains(name), Path.GetFileName(fault.File) == "metadata");
            }
        }
    }

    private static TraceFault Refusal(string trace, CountOptions options, out List<string> counted)
    {
        counted = [];
        try
        {
            var report = TraceCounter.Count(trace, options);
            counted = Names(report);
            return Assert.Single(report.Faults);
        }
        catch (TraceException error)
        {
            return error.Fault;
        }
    }

    // A line is "[time] name: { …", or "{ …" for an event class without name.
    private static List<string> Expected(string name) =>
        [.. File.ReadLines(Path.Combine(PathOf(name), "refs/out.ref"))
            .Select(line => line.StartsWith('[') ? line[(line.IndexOf(']') + 2)..] : line)
            .Select(line => line.StartsWith('{') ? "(unnamed)" : line[..line.IndexOf(": {", StringComparison.Ordinal)])
            .GroupBy(line => line)
            .Select(group => $"{group.Key} {group.Count()}")
            .Order(StringComparer.Ordinal)];

    private static List<string> Names(CountReport report) =>
        [.. report.Tally.Total().ByEvent
            .GroupBy(pair => pair.Key.Name.StartsWith("(unnamed", StringComparison.Ordinal) ? "(unnamed)" : pair.Key.Name)
            .Select(group => $"{group.Key} {group.Sum(pair => pair.Value)}")
            .Order(StringComparer.Ordinal)];

    private static TheoryData<string> Traces(Func<string, bool> wanted)
    {
        var data = new TheoryData<string>();
        if (SharedTraces.Root is null) return data;
        foreach (var name in Directory.GetDirectories(SharedTraces.Path("conformance/ctf2")).Select(Path.GetFileName).Order(StringComparer.Ordinal))
            if (wanted(name!)) data.Add(name!);
        return data;
    }

    private static string PathOf(string name) => SharedTraces.Path($"conformance/ctf2/{name}");
}
