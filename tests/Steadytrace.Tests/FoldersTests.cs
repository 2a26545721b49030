using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Steadytrace.Tests;

/// <summary>Who may know whom.</summary>
public sealed class FoldersTests
{
    private const string ProgramProject = "Steadytrace";
    private const string TracesProject = "Steadytrace.Traces";
    private const string RecordingProject = "Steadytrace.Recording";
    private const string MetricsProject = "Steadytrace.Metrics";
    private const string ClusterProject = "Steadytrace.Cluster";
    private const string ConsoleProject = "Steadytrace.Console";

    private static readonly System.Reflection.Assembly[] Assemblies =
    [
        typeof(Traces.TraceCounter).Assembly, typeof(Recording.IRecorder).Assembly, typeof(Metrics.MetricLine).Assembly, typeof(Cluster.NodeOptions).Assembly,
        typeof(Console.ConsoleExtensions).Assembly, typeof(global::Steadytrace.Commands.CommandLine).Assembly,
    ];

    private static readonly Lazy<Architecture> House = new(() => new ArchLoader().LoadAssemblies(Assemblies).Build());

    /// <summary>Each project and the projects of ours that it may know.</summary>
    public static TheoryData<string, string[]> Rules => new()
    {
        { TracesProject, [] },
        { RecordingProject, [TracesProject] },
        { MetricsProject, [TracesProject] },
        { ClusterProject, [TracesProject, RecordingProject, MetricsProject] },
        // Through the cluster's words it speaks of metrics and recorders too.
        { ConsoleProject, [ClusterProject, MetricsProject, RecordingProject, TracesProject] },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_project_knows_only_those_below_it(string project, string[] mayKnow)
    {
        var strangers = Assemblies.Where(assembly => assembly.GetName().Name is { } name && NameOf(name) != project && !mayKnow.Contains(NameOf(name)));
        foreach (var stranger in strangers)
        {
            IArchRule rule = Types().That().ResideInAssembly(AssemblyOf(project)).Should().NotDependOnAny(Types().That().ResideInAssembly(stranger));
            Assert.True(rule.HasNoViolations(House.Value), $"{project} knows {stranger.GetName().Name}: {string.Join("; ", rule.Evaluate(House.Value).Where(result => !result.Passed).Take(5).Select(result => result.Description))}");
        }
    }

    [Fact]
    public void Counting_knows_no_actors_no_network_and_no_logging_framework()
    {
        var known = typeof(Traces.TraceCounter).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();

        Assert.DoesNotContain(known, name => name.StartsWith("Akka", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal) || name.StartsWith("System.Net.", StringComparison.Ordinal));
    }

    /// <summary>The executable's assembly is named like its command.</summary>
    private static string NameOf(string assembly) => assembly == "steadytrace" ? ProgramProject : assembly;

    private static System.Reflection.Assembly AssemblyOf(string project) => Assemblies.Single(assembly => NameOf(assembly.GetName().Name!) == project);
}
