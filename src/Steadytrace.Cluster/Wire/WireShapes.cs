using System.Collections.Frozen;
using System.Reflection;

namespace Steadytrace.Cluster.Wire;

/// <summary>The types that may cross the wire, by the names that stand there.</summary>
internal static class WireShapes
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>By <c>FullName, Assembly</c>.</summary>
    public static FrozenDictionary<string, WireShape> ByName { get; } = AllowedTypes.All.Append(typeof(ActorPathOnWire))
        .ToFrozenDictionary(type => $"{type.FullName}, {type.Assembly.GetName().Name}", Of, StringComparer.Ordinal);

    private static WireShape Of(Type type)
    {
        if (type.IsArray) return new WireShape(IsArray: true, Fields: 0);
        var fields = 0;
        for (var level = type; level is not null; level = level.BaseType) fields += level.GetFields(Own).Length;
        return new WireShape(IsArray: false, fields);
    }
}
