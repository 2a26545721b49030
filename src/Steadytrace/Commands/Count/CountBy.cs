using Steadytrace.Traces;

namespace Steadytrace.Commands.Count;

/// <summary>By what a person wants events told apart.</summary>
/// <param name="Name">As given on the command line; null for the usual two tables.</param>
internal sealed record CountBy(string? Name)
{
    public const string Cpu = "cpu";
    public const string Stream = "stream";

    /// <summary>All that can be asked for.</summary>
    public static IReadOnlyList<string> Names { get; } = ["event", "process", "event,process", "process,event", Cpu, Stream];

    /// <summary>The split that the count needs.</summary>
    public CountSplit Split => Name switch
    {
        Cpu => CountSplit.Cpu,
        Stream => CountSplit.Stream,
        _ => CountSplit.None,
    };

    /// <summary>True for a table of names.</summary>
    public bool Shows(string name) => Name is null ? name is "event" or "process" : Name == name;
}
