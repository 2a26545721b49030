namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>The named types seen from a place in the metadata: a block's own, then those of the blocks around it.</summary>
internal sealed class TypeScope(TypeScope? outer)
{
    private readonly Dictionary<string, Declaration> _types = [];

    /// <summary>Finds a type by its key: an alias's words (<c>unsigned long</c>), or <c>struct NAME</c>, <c>variant NAME</c>, <c>enum NAME</c>.</summary>
    public Declaration? Find(string key)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
            if (scope._types.TryGetValue(key, out var found)) return found;
        return null;
    }

    /// <exception cref="MetadataException">This very scope has the name already.</exception>
    public void Add(string key, Declaration type, int offset)
    {
        if (!_types.TryAdd(key, type)) throw new MetadataException(offset, $"type '{key}' is declared twice");
    }

    private TypeScope? Outer { get; } = outer;
}
