using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ctf;

/// <summary>User-space traces recorded here, with every field type and context, against babeltrace2.</summary>
public sealed partial class RecordedFieldsTests
{
    private const int Calls = 1500;

    [LttngFact]
    public async Task Every_field_type_in_channels_with_names_and_without_over_rotations_is_counted_by_the_plan_as_babeltrace_counts_it()
    {
        using var output = new TemporaryFolder();
        using var program = new TracedProgram(FieldTypesProgram.Provider, FieldTypesProgram.Call);
        await using (var place = await LttngSessionDaemon.StartAsync())
        {
            await place.LttngAsync("create", "fields", $"--output={output.Path}/trace");
            foreach (var channel in (string[])["named", "plain", "placed", "late_name"])
            {
                await place.LttngAsync("enable-channel", "--userspace", channel, "--subbuf-size=64K", "--num-subbuf=16");
                await place.LttngAsync("enable-event", "--userspace", "--channel", channel, "steadytrace_test:*");
            }

            await place.LttngAsync(["add-context", "--userspace", "--channel=named", .. Types("procname", "vpid", "vtid")]);
            await place.LttngAsync(["add-context", "--userspace", "--channel=placed", .. Types("vpid", "pthread_id", "ip", "cgroup_ns", "ipc_ns", "mnt_ns", "net_ns", "pid_ns", "user_ns", "uts_ns", "vuid", "veuid", "vsuid", "vgid", "vegid", "vsgid")]);

            // An application's context is a variant; no program here gives it a value.
            await place.LttngAsync(["add-context", "--userspace", "--channel=late_name", .. Types("$app.provider:thing", "vtid", "procname")]);
            await place.LttngAsync("start");
            await using (var process = await program.StartAsync(place))
            {
                for (var rotation = 0; rotation < 3; rotation++)
                {
                    await process.CallAsync(Calls / 3, batch: 20, pauseMicroseconds: 1000);
                    if (rotation < 2) await place.LttngAsync("rotate");
                }
            }

            await place.LttngAsync("destroy");
        }

        var (byPair, bySecond) = await BabeltraceAsync(output["trace"]);
        foreach (var threads in (int[])[1, 2])
        {
            foreach (var reader in Enum.GetValues<ReaderKind>())
            {
                var report = TraceCounter.Count(output["trace"], new CountOptions { Interval = IntervalLength.All[0], Reader = reader, Threads = threads });

                Assert.Empty(report.Faults);
                Assert.Empty(report.Notes);
                Assert.Equal(byPair, Lines(report.Tally.Total().ByPair.Select(pair => ($"{pair.Key.Event} {pair.Key.Process}", pair.Value))));
                Assert.Equal(bySecond, Lines(report.Tally.Intervals.SelectMany(interval => interval.Value.ByEvent.Select(pair => ($"{interval.Key} {pair.Key}", pair.Value)))));
                if (report.Tally.Lost == 0) Assert.Equal(Calls * 4 * FieldTypesProgram.Events.Count, report.Tally.Events);
            }
        }
    }

    private static IEnumerable<string> Types(params string[] types) => types.Select(type => $"--type={type}");

    private static async Task<(List<string> ByPair, List<string> BySecond)> BabeltraceAsync(string trace)
    {
        var start = new ProcessStartInfo("babeltrace2", ["--clock-seconds", "--no-delta", trace]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var (byPair, bySecond) = (new Dictionary<string, long>(), new Dictionary<string, long>());
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var match = Event().Match(line);
            Assert.True(match.Success, line);
            var name = Name().Match(line);
            Add(byPair, $"{match.Groups[2].Value} {(name.Success ? name.Groups[1].Value : "(unknown)")}");
            Add(bySecond, $"{match.Groups[1].Value} {match.Groups[2].Value}");
        }

        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return (Lines(byPair.Select(pair => (pair.Key, pair.Value))), Lines(bySecond.Select(pair => (pair.Key, pair.Value))));

        static void Add(Dictionary<string, long> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    private static List<string> Lines(IEnumerable<(string Key, long Count)> counts) =>
        [.. counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: {pair.Count}")).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^\[(\d+)\.\d{9}\] \S+ (steadytrace_test:\w+): ")]
    private static partial Regex Event();

    [GeneratedRegex("procname = \"([^\"]*)\"")]
    private static partial Regex Name();
}
