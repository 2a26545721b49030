using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Wire;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Wire;

/// <summary>What an enemy on the cluster's port could send: nothing but messages comes in, and nothing ends the process or takes its memory.</summary>
public sealed class HostileMessagesTests : IAsyncLifetime
{
    private const string Steadytrace = "Steadytrace.Cluster";
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)ActorSystem.Create("wire", ConfigurationFactory.ParseString("akka.loglevel = OFF"));
    private readonly MessageSerializer _serializer;

    public HostileMessagesTests() => _serializer = new MessageSerializer(_system);

    /// <summary>Types that others' deserializers were made to work with, by the names by which they are sent; and types of our own that are no messages.</summary>
    public static TheoryData<string> Gadgets => new(
        "System.Diagnostics.Process, System.Diagnostics.Process",
        "System.Diagnostics.ProcessStartInfo, System.Diagnostics.Process",
        "System.Windows.Data.ObjectDataProvider, PresentationFramework",
        "System.Windows.Data.ObjectDataProvider, PresentationFramework, Version=4.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35",
        "System.Windows.ResourceDictionary, PresentationFramework",
        "System.Collections.Generic.SortedSet`1[[System.String, System.Private.CoreLib]], System.Collections",
        "System.Collections.Generic.ComparisonComparer`1[[System.String, System.Private.CoreLib]], System.Private.CoreLib",
        "System.Comparison`1[[System.String, System.Private.CoreLib]], System.Private.CoreLib",
        "System.Func`2[[System.String, System.Private.CoreLib],[System.Object, System.Private.CoreLib]], System.Private.CoreLib",
        "System.Action, System.Private.CoreLib",
        "System.MulticastDelegate, System.Private.CoreLib",
        "System.DelegateSerializationHolder, mscorlib",
        "System.Security.Principal.WindowsIdentity, System.Security.Principal.Windows",
        "System.Security.Principal.WindowsPrincipal, System.Security.Principal.Windows",
        "System.Security.Claims.ClaimsPrincipal, System.Security.Claims",
        "System.Security.Claims.ClaimsIdentity, System.Security.Claims",
        "System.Data.DataSet, System.Data.Common",
        "System.Data.DataTable, System.Data.Common",
        "System.IO.FileInfo, System.Private.CoreLib",
        "System.IO.DirectoryInfo, System.Private.CoreLib",
        "System.IO.FileSystemInfo, System.Private.CoreLib",
        "System.Management.Automation.PSObject, System.Management.Automation",
        "System.Collections.Hashtable, System.Private.CoreLib",
        "System.Collections.Generic.Dictionary`2[[System.String, System.Private.CoreLib],[System.Object, System.Private.CoreLib]], System.Private.CoreLib",
        "System.Collections.Generic.List`1[[Steadytrace.Cluster.Messages.ChunkDecided, Steadytrace.Cluster]], System.Private.CoreLib",
        "System.Exception, System.Private.CoreLib",
        "System.AggregateException, System.Private.CoreLib",
        "System.Reflection.MethodInfo, System.Private.CoreLib",
        "System.Reflection.RuntimeMethodInfo, System.Private.CoreLib",
        "System.RuntimeType, System.Private.CoreLib",
        "System.Reflection.Assembly, System.Private.CoreLib",
        "System.Reflection.FieldInfo, System.Private.CoreLib",
        "System.Reflection.PropertyInfo, System.Private.CoreLib",
        "System.Reflection.ConstructorInfo, System.Private.CoreLib",
        "System.Dynamic.ExpandoObject, System.Linq.Expressions",
        "System.Configuration.Install.AssemblyInstaller, System.Configuration.Install",
        "System.Workflow.ComponentModel.Serialization.ActivitySurrogateSelector, System.Workflow.ComponentModel",
        "System.Resources.ResourceSet, System.Private.CoreLib",
        "System.Uri, System.Private.Uri",
        "System.Object, System.Private.CoreLib",
        "Akka.Actor.Props, Akka",
        "Akka.Remote.DaemonMsgCreate, Akka.Remote",
        "Akka.Util.ISurrogate, Akka",
        "Steadytrace.Cluster.NodeOptions, Steadytrace.Cluster",
        "Steadytrace.Cluster.Messages.HandOver, Steadytrace.Cluster",
        "Steadytrace.Cluster.Parsing.ChunkFetcher, Steadytrace.Cluster",
        "Steadytrace.Cluster.Messages.ChunkDecided, Steadytrace.Cluster, Version=9.0.0.0",
        "Steadytrace.Cluster.Messages.ChunkDecided, Elsewhere",
        "Steadytrace.Cluster.Messages.ChunkDecided[,], Steadytrace.Cluster",
        "Steadytrace.Cluster.Messages.ChunkDecided&, Steadytrace.Cluster",
        "System.Nullable`1[[Steadytrace.Cluster.Messages.PoolId, Steadytrace.Cluster]], System.Private.CoreLib",
        "");

    [Theory]
    [MemberData(nameof(Gadgets))]
    public void A_type_that_is_no_message_is_refused_wherever_it_stands_and_however_it_is_spelled(string name)
    {
        foreach (var spelled in new[] { name, $"{name}, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null", name + "\0", name.ToUpperInvariant() })
        {
            Refused(new HostileBytes().Type(spelled).Raw(0, 0, 0, 0).Done);
            Refused(new HostileBytes().Type(spelled, manifest: 251).Raw(0, 0, 0, 0).Done);
            // Inside a message, in the place of its chunk's id.
            Refused(new HostileBytes().Type(NameOf<ChunkDecided>()).Fields("<Id>k__BackingField").Raw(1).Type(spelled).Raw(0, 0, 0, 0).Done);
            // In a field that this release does not know.
            Refused(new HostileBytes().Type(NameOf<ChunkDecided>()).Fields("mood").Raw(1).Type(spelled).Raw(0, 0, 0, 0).Done);
            // As an item of an array that is allowed.
            Refused(new HostileBytes().Type($"{typeof(Cluster.Fleet.FailureView).FullName}[], {Steadytrace}").Int(1).Type(spelled).Raw(0, 0, 0, 0).Done);
            // As a value of type Type.
            Refused(new HostileBytes().Raw(16, (byte)Math.Min(spelled.Length + 1, 254)).Raw(System.Text.Encoding.UTF8.GetBytes(spelled)).Done);
        }

        // The list alone, without the walk before it, says the same.
        Assert.False(new AllowList([.. AllowedTypes.All, typeof(ActorPathOnWire)]).IsAllowed(name));
    }

    [Theory]
    [InlineData(typeof(System.Diagnostics.Process))]
    [InlineData(typeof(FileInfo))]
    [InlineData(typeof(System.Data.DataSet))]
    [InlineData(typeof(System.Security.Claims.ClaimsPrincipal))]
    [InlineData(typeof(System.Collections.Generic.SortedSet<string>))]
    [InlineData(typeof(Comparison<string>))]
    [InlineData(typeof(System.Dynamic.ExpandoObject))]
    [InlineData(typeof(InvalidOperationException))]
    public void Hyperions_own_list_refuses_a_type_that_is_no_message_even_where_nothing_walked_the_bytes(Type type)
    {
        var name = $"{type.FullName}, {type.Assembly.GetName().Name}";
        var hyperion = new Hyperion.Serializer(new Hyperion.SerializerOptions(
            versionTolerance: true, preserveObjectReferences: false, surrogates: [], serializerFactories: [], knownTypes: [], ignoreISerializable: true, packageNameOverrides: [],
            disallowUnsafeTypes: true, typeFilter: new AllowList(AllowedTypes.All)));
        using var bytes = new MemoryStream(new HostileBytes().Type(name).Raw(0, 0, 0, 0, 0).Done);

        var refusal = Assert.ThrowsAny<Exception>(() => hyperion.Deserialize<object>(bytes));

        Assert.Contains("EvilDeserializationException", refusal.GetType().Name, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_inside_a_message_is_refused_alone()
    {
        Refused(_serializer.Bytes(new HostId("a")));
        Refused(new HostileBytes().Raw(7, 3, (byte)'h', (byte)'i').Done);
        Refused(new HostileBytes().Raw(0).Done);
        Refused([]);
    }

    [Fact]
    public void Nesting_deeper_than_messages_do_is_refused_before_it_fills_the_stack()
    {
        // A message in a field of itself that this release does not know: three times, and 100,000 times over.
        Assert.IsType<ChunkDecided>(_serializer.FromBinary(Nested(3), typeof(object)));
        Refused(Nested(100_000));

        var arrays = new HostileBytes().Type($"{typeof(Cluster.Fleet.FailureView).FullName}[], {Steadytrace}").Int(1);
        for (var level = 0; level < 100_000; level++) arrays.Known(0).Int(1);
        Refused(arrays.Done);
    }

    [Fact]
    public void The_fields_of_a_type_are_named_once()
    {
        // Whoever believed the second names would look for two values where the first ones say one.
        Refused(new HostileBytes().Type(NameOf<ChunkDecided>()).Fields("a").Raw(1).Type(NameOf<ChunkDecided>()).Fields("a", "b").Raw(0, 0).Done);
        Refused(new HostileBytes().Type(NameOf<ChunkDecided>()).Raw(1, 0).Done);
    }

    [Theory]
    [InlineData("System.Int64[], System.Private.CoreLib")]
    [InlineData("System.Int64[], System.Private.CoreLib,%core%")]
    [InlineData("System.String[], System.Private.CoreLib,%core%")]
    [InlineData("System.DateTimeOffset, System.Private.CoreLib,%core%")]
    public void Values_of_the_runtime_are_not_read_by_the_names_of_their_types(string name)
    {
        // Two nulls of an array; or, to whoever reads arrays of values by their kind, very many 64-bit numbers.
        var before = GC.GetAllocatedBytesForCurrentThread();

        Refused(new HostileBytes().Type(NameOf<ChunkDecided>()).Fields("mood").Raw(1).Type(name).Int(2).Raw(4, 40, 4, 40).Done);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue - 100)]
    [InlineData(1 << 20)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_length_that_the_sender_made_up_takes_no_memory(int length)
    {
        byte[][] bombs =
        [
            new HostileBytes().Raw(9).Int(length).Done, // bytes
            new HostileBytes().Raw(7, 255).Int(length).Done, // text
            new HostileBytes().Raw(252, 2).Int(length).Done, // 64-bit numbers
            new HostileBytes().Raw(252, 7).Int(length).Done, // texts
            new HostileBytes().Type($"{typeof(Cluster.Fleet.FailureView).FullName}[], {Steadytrace}").Int(length).Done,
            new HostileBytes().Raw(255).Int(length).Done, // a type's name
            new HostileBytes().Raw(251).Int(length).Done,
            new HostileBytes().Type(NameOf<ChunkDecided>()).Raw(2, 1, 0).Raw(BitConverter.GetBytes(length)).Done, // a field's name
            new HostileBytes().Type(NameOf<ChunkDecided>()).Raw(2, 255, 255).Done, // fields
        ];
        foreach (var bomb in bombs) Refused(bomb);
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var bomb in bombs) Refused(bomb);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_message_larger_than_the_limit_is_neither_written_nor_read()
    {
        var large = new MetricNamesGiven([new string('x', MessageLimits.MaxBytes)]);

        Assert.Contains("it is not sent", Assert.ThrowsAny<Exception>(() => _serializer.ToBinary(large)).Message, StringComparison.Ordinal);
        Assert.Contains("more than", Assert.ThrowsAny<Exception>(() => _serializer.FromBinary(new byte[MessageLimits.MaxBytes + 1], typeof(object))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_and_damaged_messages_are_refused_or_are_messages()
    {
        var random = new Random(20260301);
        var samples = AllowedTypes.All.Where(type => type.IsAssignableTo(typeof(IClusterMessage)))
            .Select(type => _serializer.ToBinary(Samples.Of(type, _system.DeadLetters))).ToList();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = round % 4 == 0 ? new byte[random.Next(200)] : (byte[])samples[random.Next(samples.Count)].Clone();
            if (round % 4 == 0) random.NextBytes(bytes);
            for (var damage = random.Next(1, 6); damage > 0 && bytes.Length > 0; damage--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (round % 5 == 0) bytes = bytes[..random.Next(bytes.Length + 1)];

            try
            {
                Assert.IsAssignableFrom<IClusterMessage>(_serializer.FromBinary(bytes, typeof(object)));
            }
            catch (Exception refusal) when (refusal is not (Xunit.Sdk.XunitException or OutOfMemoryException))
            {
                // Refused, by an exception that remoting logs.
            }
        }
    }

    [Fact]
    public void Every_message_passes_the_walk_with_room_to_spare()
    {
        foreach (var type in AllowedTypes.All.Where(type => type.IsAssignableTo(typeof(IClusterMessage))))
            WireCheck.Pass(_serializer.ToBinary(Samples.Of(type, _system.DeadLetters)));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    private static byte[] Nested(int levels)
    {
        var deep = new HostileBytes().Type(NameOf<ChunkDecided>()).Fields("mood");
        for (var level = 0; level < levels; level++) deep.Raw(1).Known(0).Raw(1);
        return deep.Raw(0).Done;
    }

    private static string NameOf<T>() => $"{typeof(T).FullName}, {typeof(T).Assembly.GetName().Name}";

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refused(byte[] bytes) => Assert.ThrowsAny<Exception>(() => _serializer.FromBinary(bytes, typeof(object)));
}

/// <summary>Writes what our serializer would not.</summary>
internal static class MessageSerializerExtensions
{
    /// <summary>The bytes of any value, as a sender without our list writes them, in our own way.</summary>
    public static byte[] Bytes(this MessageSerializer _, object value)
    {
        using var bytes = new MemoryStream();
        new Hyperion.Serializer(new Hyperion.SerializerOptions(
            versionTolerance: false, preserveObjectReferences: false, surrogates: [], serializerFactories: [new TolerantRecords(MessageSerializer.IsRecord)], knownTypes: [], ignoreISerializable: true, packageNameOverrides: [],
            disallowUnsafeTypes: false, typeFilter: Hyperion.DisabledTypeFilter.Instance)).Serialize(value, bytes);
        return bytes.ToArray();
    }
}
