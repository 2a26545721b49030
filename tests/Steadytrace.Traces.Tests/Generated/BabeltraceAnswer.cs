using System.Diagnostics;
using System.Text.Json;
using Steadytrace.Testing;

namespace Steadytrace.Traces.Tests.Generated;

/// <summary>What babeltrace2 counted in a folder: lines, or why it refused.</summary>
internal sealed record BabeltraceAnswer(string Trace, IReadOnlyList<string>? Lines, string? Refused)
{
    /// <summary>Asks about many folders at once.</summary>
    public static List<BabeltraceAnswer> Of(IEnumerable<string> folders)
    {
        var script = ProjectFiles.Path("tests/Steadytrace.Traces.Tests/Generated/oracle.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script, .. folders]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var oracle = Process.Start(start)!;
        var said = oracle.StandardError.ReadToEndAsync();
        var answers = new List<BabeltraceAnswer>();
        while (oracle.StandardOutput.ReadLine() is { } line)
            answers.Add(JsonSerializer.Deserialize<BabeltraceAnswer>(line, JsonSerializerOptions.Web)!);
        oracle.WaitForExit();
        Assert.True(oracle.ExitCode == 0, said.Result);
        return answers;
    }
}
