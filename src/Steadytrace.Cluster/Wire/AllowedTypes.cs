using System.Reflection;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Wire;

/// <summary>The types that may cross the wire: the messages of this assembly, and what their constructors' parameters are made of. Nothing else.</summary>
/// <remarks>
/// Worked out from the declared types once, so that the list is never longer than what messages need: primitives aside, each type on it is a
/// sealed record or struct of ours, or an array of one. Declared types only: an interface or <see cref="object"/> in a message is an error at start.
/// </remarks>
public static class AllowedTypes
{
    /// <summary>Every message type, every type inside one, and every array of those; in a fixed order.</summary>
    public static IReadOnlyList<Type> All { get; } = Find();

    private static List<Type> Find()
    {
        var found = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        foreach (var message in typeof(IClusterMessage).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IClusterMessage)) && !type.IsInterface)) Add(message);
        return [.. found.Values];

        void Add(Type type)
        {
            if (Nullable.GetUnderlyingType(type) is { } underlying) type = underlying;
            if (type.IsPrimitive || type == typeof(string) || IsCarriedBySurrogate(type)) return;
            if (!found.TryAdd(type.FullName!, type)) return;
            if (type.IsEnum || type == typeof(DateTimeOffset)) return;
            if (type.GetElementType() is { } element)
            {
                Add(element);
                return;
            }

            if (!type.IsSealed && !type.IsValueType) throw new InvalidOperationException($"{type} is in a message and not sealed");
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)) Add(Carried(field.FieldType));
        }
    }

    /// <summary>Lists in messages are arrays by convention; the serializer sees the array.</summary>
    private static Type Carried(Type field) =>
        field is { IsGenericType: true } && field.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? field.GenericTypeArguments[0].MakeArrayType() : field;

    private static bool IsCarriedBySurrogate(Type type) => type == typeof(Akka.Actor.IActorRef);
}
