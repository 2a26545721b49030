using System.Reflection;
using System.Reflection.Emit;
using Steadytrace.Cluster.Wire;

namespace Steadytrace.Cluster.Tests.Wire;

/// <summary>Messages as a node of another release would write them: types of the same name in an assembly of the same name, with other fields.</summary>
internal sealed class OtherRelease
{
    private readonly ModuleBuilder _module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Steadytrace.Cluster"), AssemblyBuilderAccess.Run).DefineDynamicModule("main");

    /// <summary>Bytes of a message of this type.</summary>
    /// <param name="name">The type's whole name.</param>
    /// <param name="fields">Its fields, by the names that the compiler gives to those of properties, with their values.</param>
    public byte[] Write(string name, params (string Property, object Value)[] fields)
    {
        var builder = _module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.Class);
        foreach (var (property, value) in fields) builder.DefineField($"<{property}>k__BackingField", value.GetType(), FieldAttributes.Private);
        builder.DefineDefaultConstructor(MethodAttributes.Public);
        var type = builder.CreateType();
        var message = Activator.CreateInstance(type)!;
        foreach (var (property, value) in fields) type.GetField($"<{property}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(message, value);

        using var bytes = new MemoryStream();
        new Hyperion.Serializer(new Hyperion.SerializerOptions(
            versionTolerance: false, preserveObjectReferences: false, surrogates: [], serializerFactories: [new TolerantRecords(written => written == type || MessageSerializer.IsRecord(written))], knownTypes: [], ignoreISerializable: true,
            packageNameOverrides: [], disallowUnsafeTypes: false, typeFilter: Hyperion.DisabledTypeFilter.Instance)).Serialize(message, bytes);
        return bytes.ToArray();
    }
}
