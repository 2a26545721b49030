namespace Steadytrace.Testing;

/// <summary>Real traces recorded by others, in <c>../shared/traces</c> beside the project; tests that need them are skipped, with a word, where the folder is missing.</summary>
public static class SharedTraces
{
    public static string? Root { get; } = Find();

    /// <summary>Path of a trace, or of a file below <c>expected/</c>.</summary>
    public static string Path(string relative) =>
        System.IO.Path.Combine(Root ?? throw new InvalidOperationException("../shared/traces is missing beside the project"), relative);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Actors.sln"))) continue;
            var traces = System.IO.Path.Combine(folder.Parent!.FullName, "shared", "traces");
            return Directory.Exists(traces) ? traces : null;
        }

        return null;
    }
}

/// <summary>A test that reads <c>../shared/traces</c>.</summary>
public sealed class SharedTraceFactAttribute : Xunit.FactAttribute
{
    public SharedTraceFactAttribute() => Skip = SharedTraces.Root is null ? "../shared/traces is missing beside the project" : null!;
}

/// <summary>A theory that reads <c>../shared/traces</c>.</summary>
public sealed class SharedTraceTheoryAttribute : Xunit.TheoryAttribute
{
    public SharedTraceTheoryAttribute() => Skip = SharedTraces.Root is null ? "../shared/traces is missing beside the project" : null!;
}
