using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Hyperion;
using Hyperion.SerializerFactories;
using Hyperion.ValueSerializers;

namespace Steadytrace.Cluster.Wire;

/// <summary>Writes records with the names of their fields, so that nodes of two releases understand each other: who reads passes over what it does not know, and takes a default for what is missing.</summary>
/// <remarks>
/// Hyperion's own <c>versionTolerance</c> writes the names too, and reads by position all the same: with one field more it puts values into wrong fields or fails. Here the names stand once per
/// type and message, then each value with its type, which must be the field's. A new field may hold anything that the older release knows; a field of a new type makes its message one that is
/// refused as a whole.
/// </remarks>
/// <param name="isRecord">Which types are written so.</param>
internal sealed class TolerantRecords(Func<Type, bool> isRecord) : ValueSerializerFactory
{
    /// <summary>Marks: of a field that is null, of a value, of a record that begins with the names of its fields.</summary>
    public const byte Null = 0, Value = 1, Table = 2;

    private const int MaxFields = 256, MaxName = 256;

    public override bool CanSerialize(Serializer serializer, Type type) => isRecord(type);

    public override bool CanDeserialize(Serializer serializer, Type type) => isRecord(type);

    public override ValueSerializer BuildSerializer(Serializer serializer, Type type, ConcurrentDictionary<Type, ValueSerializer> typeMapping)
    {
        var record = new ObjectSerializer(type);
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(field => field.Name, StringComparer.Ordinal).ToArray();
        var names = NamesOf(fields);
        var defaults = fields.Select(field => (field, DefaultOf(field))).Where(pair => pair.Item2 is not null).ToArray();
        var (written, read) = (new ConditionalWeakTable<SerializerSession, object>(), new ConditionalWeakTable<DeserializerSession, FieldInfo?[]>());
        record.Initialize(Read, Write);
        return typeMapping.GetOrAdd(type, record);

        void Write(Stream stream, object value, SerializerSession session)
        {
            if (written.TryAdd(session, record))
            {
                stream.WriteByte(Table);
                stream.Write(names);
            }
            else
            {
                stream.WriteByte(Value);
            }

            foreach (var field in fields)
            {
                if (Carried(field, field.GetValue(value)) is { } carried)
                {
                    stream.WriteByte(Value);
                    // Not Serialize: that asks the list about each value, and primitives are not on it.
                    var content = serializer.GetSerializerByType(carried.GetType());
                    content.WriteManifest(stream, session);
                    content.WriteValue(stream, carried, session);
                }
                else
                {
                    stream.WriteByte(Null);
                }
            }
        }

        object Read(Stream stream, DeserializerSession session)
        {
            if (stream.ReadByte() == Table) read.AddOrUpdate(session, ReadTable(stream, fields));
            if (!read.TryGetValue(session, out var table)) throw new InvalidDataException($"{type} comes without the names of its fields");
            var value = RuntimeHelpers.GetUninitializedObject(type);
            foreach (var (field, fallback) in defaults) field.SetValue(value, fallback);
            foreach (var field in table)
            {
                var content = stream.ReadByte() == Null ? null : serializer.GetDeserializerByManifest(stream, session).ReadValue(stream, session);
                field?.SetValue(value, content);
            }

            return value;
        }
    }

    private static byte[] NamesOf(FieldInfo[] fields)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write((ushort)fields.Length);
        foreach (var field in fields) writer.Write(field.Name);
        writer.Flush();
        return bytes.ToArray();
    }

    private static FieldInfo?[] ReadTable(Stream stream, FieldInfo[] fields)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var count = reader.ReadUInt16();
        if (count > MaxFields) throw new InvalidDataException($"a record of {count} fields; allowed: {MaxFields}");
        var table = new FieldInfo?[count];
        for (var index = 0; index < count; index++)
        {
            var name = reader.ReadString();
            if (name.Length > MaxName) throw new InvalidDataException($"a field's name of {name.Length} characters; allowed: {MaxName}");
            table[index] = Array.Find(fields, field => field.Name == name);
        }

        return table;
    }

    /// <summary>Lists in messages travel as arrays: the wire's types are exactly those on the list.</summary>
    private static object? Carried(FieldInfo field, object? value) =>
        value is not null and not Array && field.FieldType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? typeof(Enumerable).GetMethod(nameof(Enumerable.ToArray))!.MakeGenericMethod(list.GenericTypeArguments[0]).Invoke(null, [value])
            : value;

    /// <summary>For a field that another release does not send: nothing where it may be null, else the empty text or list; null: the runtime's own default will do.</summary>
    private static object? DefaultOf(FieldInfo field)
    {
        if (field.FieldType.IsValueType || new NullabilityInfoContext().Create(field).ReadState == NullabilityState.Nullable) return null;
        if (field.FieldType == typeof(string)) return "";
        var element = field.FieldType.GetElementType()
            ?? (field.FieldType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? list.GenericTypeArguments[0] : null);
        return element is null ? null : Array.CreateInstance(element, 0);
    }
}
