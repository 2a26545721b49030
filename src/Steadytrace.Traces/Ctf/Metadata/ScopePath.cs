namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>The names by which a path reaches into a scope: <c>trace.packet.header</c>, <c>stream.event.context</c>, …</summary>
internal static class ScopePath
{
    private static readonly (FieldBinder.Scope Scope, string[] Name)[] Names =
    [
        (FieldBinder.Scope.PacketHeader, ["trace", "packet", "header"]),
        (FieldBinder.Scope.PacketContext, ["stream", "packet", "context"]),
        (FieldBinder.Scope.EventHeader, ["stream", "event", "header"]),
        (FieldBinder.Scope.StreamEventContext, ["stream", "event", "context"]),
        (FieldBinder.Scope.EventContext, ["event", "context"]),
        (FieldBinder.Scope.EventFields, ["event", "fields"]),
    ];

    /// <summary>The scope that a path begins with, null for a relative one, and where its field names begin.</summary>
    public static (FieldBinder.Scope? Scope, int From) Parse(IReadOnlyList<string> path)
    {
        foreach (var (scope, name) in Names)
            if (path.Count > name.Length && path.Take(name.Length).SequenceEqual(name)) return (scope, name.Length);
        return (null, 0);
    }
}
