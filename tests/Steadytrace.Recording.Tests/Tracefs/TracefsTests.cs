namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>The kernel is one: tests that load it and count its events run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TracefsTests
{
    public const string Name = "tracefs";
}
