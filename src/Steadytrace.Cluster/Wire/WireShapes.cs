using System.Collections.Frozen;

namespace Steadytrace.Cluster.Wire;

/// <summary>The types that may cross the wire, by the names that stand there.</summary>
internal static class WireShapes
{
    /// <summary>By <c>FullName, Assembly</c>.</summary>
    public static FrozenDictionary<string, WireShape> ByName { get; } = AllowedTypes.All.Append(typeof(ActorPathOnWire)).Where(IsNamed)
        .ToFrozenDictionary(type => $"{type.FullName}, {type.Assembly.GetName().Name}", Of, StringComparer.Ordinal);

    /// <summary>The runtime's own values and arrays of them have kinds of their own. By name Hyperion would read them in another way than it looks.</summary>
    private static bool IsNamed(Type type) => !IsOfRuntime(type) && !(type.GetElementType() is { } element && IsOfRuntime(element));

    private static bool IsOfRuntime(Type type) => type.IsPrimitive || type == typeof(string) || type == typeof(DateTimeOffset);

    private static WireShape Of(Type type) => new(type, MessageSerializer.IsRecord(type), Plain: type switch
    {
        { IsEnum: true } => Enum.GetUnderlyingType(type) == typeof(int) ? WireCheck.Int32 : throw new InvalidOperationException($"{type} is in a message and not of 32 bits"),
        _ when type == typeof(ActorPathOnWire) => WireCheck.Text,
        _ => 0,
    });
}
