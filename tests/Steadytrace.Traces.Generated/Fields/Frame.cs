namespace Steadytrace.Traces.Generated.Fields;

/// <summary>A structure that is being made: what its fields so far offer as lengths and tags, by path from the structure.</summary>
public sealed record Frame(FieldScope Scope, bool IsRoot)
{
    public List<Field> Fields { get; } = [];

    public List<(Field Field, string Path)> Offers { get; } = [];

    /// <summary>The scope's name in paths.</summary>
    public string ScopeName => Scope switch
    {
        FieldScope.PacketHeader => "trace.packet.header",
        FieldScope.PacketContext => "stream.packet.context",
        FieldScope.EventHeader => "stream.event.header",
        FieldScope.StreamEventContext => "stream.event.context",
        FieldScope.EventContext => "event.context",
        _ => "event.fields",
    };
}
