using System.Collections;
using System.Globalization;
using Akka.Actor;

namespace Steadytrace.Cluster.Tests.Wire;

/// <summary>Makes a message of any type with every field set, and tells two of them apart by all they hold.</summary>
internal static class Samples
{
    public static object Of(Type type, IActorRef actor)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) type = underlying;
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return true;
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2026, 3, 1, 12, 0, 3, TimeSpan.Zero);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (type.IsPrimitive) return Convert.ChangeType(42, type, CultureInfo.InvariantCulture);
        if (type == typeof(IActorRef)) return actor;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) type = type.GenericTypeArguments[0].MakeArrayType();
        if (type.GetElementType() is { } element)
        {
            var array = Array.CreateInstance(element, 2);
            for (var i = 0; i < array.Length; i++) array.SetValue(Of(element, actor), i);
            return array;
        }

        var constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType, actor))]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite && constructor.GetParameters().All(parameter => parameter.Name != property.Name)))
            property.SetValue(made, Of(property.PropertyType, actor));
        return made;
    }

    public static string AsText(object? value) => value switch
    {
        null => "null",
        string or IActorRef or DateTimeOffset => $"{value}",
        IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(AsText))}]",
        _ when value.GetType().IsPrimitive || value.GetType().IsEnum => $"{value}",
        _ => $"{value.GetType().Name}({string.Join(", ", value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => $"{property.Name}={AsText(property.GetValue(value))}"))})",
    };
}
