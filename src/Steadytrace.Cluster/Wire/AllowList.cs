using Hyperion;

namespace Steadytrace.Cluster.Wire;

/// <summary>Hyperion's question whether a type may be read or written, answered from a fixed list.</summary>
/// <remarks>
/// Hyperion asks with a type's short name (<c>FullName, Assembly</c>) when it reads, and with its <see cref="Type.AssemblyQualifiedName"/> when it
/// writes; its own filter knows only the first. Both spellings of each type are held here.
/// </remarks>
public sealed class AllowList : ITypeFilter
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public AllowList(IEnumerable<Type> types)
    {
        foreach (var type in types)
        {
            _names.Add(type.AssemblyQualifiedName!);
            _names.Add($"{type.FullName}, {type.Assembly.GetName().Name}");
        }
    }

    public bool IsAllowed(string typeName) => _names.Contains(typeName);
}
