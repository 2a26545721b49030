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

    private const int MaxFields = 256, MaxName = 256, MaxNamesAtOnce = 1024;

    // A message is written and read by one thread from its begin to its end. A table that holds sessions weakly costs the collector more than all of our messages do else.
    [ThreadStatic] private static OfMessage<object>? _written;
    [ThreadStatic] private static OfMessage<FieldInfo?[]>? _read;

    public override bool CanSerialize(Serializer serializer, Type type) => isRecord(type);

    public override bool CanDeserialize(Serializer serializer, Type type) => isRecord(type);

    public override ValueSerializer BuildSerializer(Serializer serializer, Type type, ConcurrentDictionary<Type, ValueSerializer> typeMapping)
    {
        var record = new ObjectSerializer(type);
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(field => field.Name, StringComparer.Ordinal).ToArray();
        var carried = fields.Select(field => (Field: field, AsArray: AsArrayOf(field))).ToArray();
        var names = NamesOf(fields);
        var defaults = fields.Select(field => (field, DefaultOf(field))).Where(pair => pair.Item2 is not null).ToArray();
        record.Initialize(Read, Write);
        return typeMapping.GetOrAdd(type, record);

        void Write(Stream stream, object value, SerializerSession session)
        {
            if ((_written ??= new OfMessage<object>()).In(session).TryAdd(type, record))
            {
                stream.WriteByte(Table);
                stream.Write(names);
            }
            else
            {
                stream.WriteByte(Value);
            }

            foreach (var (field, asArray) in carried)
            {
                var held = field.GetValue(value);
                if (held is not null and not Array && asArray is not null) held = asArray.Invoke(null, [held])!;
                if (held is not null)
                {
                    stream.WriteByte(Value);
                    // Not Serialize: that asks the list about each value, and primitives are not on it.
                    var content = serializer.GetSerializerByType(held.GetType());
                    content.WriteManifest(stream, session);
                    content.WriteValue(stream, held, session);
                }
                else
                {
                    stream.WriteByte(Null);
                }
            }
        }

        object Read(Stream stream, DeserializerSession session)
        {
            var tables = (_read ??= new OfMessage<FieldInfo?[]>()).In(session);
            if (stream.ReadByte() == Table) tables[type] = ReadTable(stream, fields, names);
            if (!tables.TryGetValue(type, out var table)) throw new InvalidDataException($"{type} comes without the names of its fields");
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

    private static FieldInfo?[] ReadTable(Stream stream, FieldInfo[] fields, byte[] names)
    {
        if (IsNext(stream, names)) return fields;
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

    /// <summary>Passes over the names that this release writes, as most messages have them; else stays where it is.</summary>
    private static bool IsNext(Stream stream, byte[] names)
    {
        var begin = stream.Position;
        Span<byte> there = stackalloc byte[MaxNamesAtOnce];
        if (names.Length <= MaxNamesAtOnce && stream.ReadAtLeast(there[..names.Length], names.Length, throwOnEndOfStream: false) == names.Length && there[..names.Length].SequenceEqual(names)) return true;
        stream.Position = begin;
        return false;
    }

    /// <summary>Lists in messages travel as arrays: the wire's types are exactly those on the list. Null for a field that is none.</summary>
    private static MethodInfo? AsArrayOf(FieldInfo field) =>
        field.FieldType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? typeof(Enumerable).GetMethod(nameof(Enumerable.ToArray))!.MakeGenericMethod(list.GenericTypeArguments[0])
            : null;

    /// <summary>For a field that another release does not send: nothing where it may be null, else the empty text or list; null: the runtime's own default will do.</summary>
    private static object? DefaultOf(FieldInfo field)
    {
        if (field.FieldType.IsValueType || new NullabilityInfoContext().Create(field).ReadState == NullabilityState.Nullable) return null;
        if (field.FieldType == typeof(string)) return "";
        var element = field.FieldType.GetElementType()
            ?? (field.FieldType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? list.GenericTypeArguments[0] : null);
        return element is null ? null : Array.CreateInstance(element, 0);
    }

    /// <summary>What belongs to the message at hand, by type of record.</summary>
    private sealed class OfMessage<T>
    {
        private readonly Dictionary<Type, T> _items = [];
        private object? _session;

        /// <summary>The items of a session's message; those of another are gone.</summary>
        public Dictionary<Type, T> In(object session)
        {
            if (ReferenceEquals(session, _session)) return _items;
            _items.Clear();
            _session = session;
            return _items;
        }
    }
}
