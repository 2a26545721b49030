using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Chaos.Tests;

/// <summary>Two minutes of <c>tests/chaos.sh</c>.</summary>
public sealed class ChaosTests
{
    // How long it takes is no claim: a busy machine starts nine programs for minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    [ChaosFact]
    public async Task Whatever_is_killed_and_cut_every_event_is_counted_once_or_declared_lost()
    {
        var output = await ServerProcess.RunAsync(
            ProjectFiles.Path("tests/chaos.sh"), ["--no-build", "--minutes", "2"], new Dictionary<string, string?>(), ProjectFiles.Path("."), Patience);

        Assert.EndsWith(": it adds up", output, StringComparison.Ordinal);
    }
}

/// <summary>A test that makes network namespaces, and records with both tracers.</summary>
public sealed class ChaosFactAttribute : FactAttribute
{
    public ChaosFactAttribute() => Skip = Environment.UserName != "root" ? "makes network namespaces: needs root" : new TracefsFactAttribute().Skip ?? new LttngFactAttribute().Skip;
}
