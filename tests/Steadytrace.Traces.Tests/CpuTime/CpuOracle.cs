using System.Diagnostics;
using System.Text.Json;
using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.CpuTime;

/// <summary>How long processes ran by what babeltrace2 reads: lines as those of <see cref="CpuLines"/>.</summary>
internal static class CpuOracle
{
    /// <summary>Asks about some traces: the times of each second, then their sum, and what was lost of it.</summary>
    public static List<List<string>> Ask(params IEnumerable<string> traces)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [ProjectFiles.Path("tests/Steadytrace.Traces.Tests/CpuTime/oracle.py"), .. traces]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var oracle = Process.Start(start)!;
        var said = oracle.StandardError.ReadToEndAsync();
        var answers = new List<List<string>>();
        while (oracle.StandardOutput.ReadLine() is { } line)
        {
            using var answer = JsonDocument.Parse(line);
            answers.Add(Lines(answer.RootElement));
        }

        oracle.WaitForExit();
        Assert.True(oracle.ExitCode == 0, said.Result);
        return answers;
    }

    /// <summary>The same of what was counted.</summary>
    public static List<string> Lines(Tally whole, Tally bySecond) => [.. CpuLines.Of(bySecond).Where(line => !line.Contains(" lost: ")), .. CpuLines.OfSum(whole)];

    private static List<string> Lines(JsonElement answer)
    {
        var seconds = answer.GetProperty("seconds").EnumerateObject().OrderBy(second => long.Parse(second.Name))
            .SelectMany(second => Sorted(second.Value).Select(time => $"{second.Name} {time.Name}: {time.Value}"));
        var sum = Sorted(answer.GetProperty("total")).Select(time => $"sum {time.Name}: {time.Value}");
        var lost = answer.GetProperty("lost").GetInt64();
        return [.. seconds, .. sum, .. lost == 0 ? Array.Empty<string>() : [$"sum lost: {lost}"]];
    }

    private static IEnumerable<JsonProperty> Sorted(JsonElement times) =>
        times.EnumerateObject().Where(time => time.Value.GetInt64() != 0).OrderBy(time => time.Name, StringComparer.Ordinal);
}
