using System.Buffers.Binary;
using System.Globalization;

namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>All that metadata says about a trace.</summary>
internal sealed class TraceLayout
{
    /// <summary>The trace's identity, 16 bytes; null when the metadata gives none.</summary>
    public required byte[]? Uuid { get; init; }

    public required StructureClass? PacketHeader { get; init; }

    public required IReadOnlyDictionary<ulong, StreamClass> Streams { get; init; }

    /// <summary>What traces of several directories have in common when they are pieces of one; null when the metadata tells nothing.</summary>
    public required string? Identity { get; init; }

    /// <summary>Packet headers hold the stream class's id; without one the trace has one stream class.</summary>
    public required bool HasStreamId { get; init; }

    /// <summary>The class of a packet whose header told no stream class; null when there can be none.</summary>
    public required StreamClass? WithoutStreamId { get; init; }

    /// <summary>Each packet's clock begins at 0 where the packet does not tell its begin (CTF 2); else where the packet before it ended.</summary>
    public bool ClockRestarts { get; init; }

    /// <summary>Times told at a packet's begin and end hold for all its events; false for tracers known to get them wrong, and unknown ones.</summary>
    public required bool PacketTimesHold { get; init; }

    /// <summary>What was taken of <see cref="Metadata.BindingBudget.Maximum"/> to make it.</summary>
    public int Weight { get; init; }

    /// <summary>Slots kept free for values of the packet header, which is read before the stream class is known.</summary>
    public const int HeaderSlots = 16;

    /// <summary>Slots kept free for values of packet header and packet context: what each packet keeps for its events.</summary>
    public const int PacketSlots = 64;

    /// <summary>Some event of the trace tells which thread runs.</summary>
    public bool HasSwitches => Streams.Values.Any(stream => stream.Events.Any(traced => traced.IsSwitch && !traced.HasProcessName));

    /// <summary>A trace's identity as text: its 16 bytes in hexadecimal digits.</summary>
    // The framework's own, for any number of bytes, is compiled at run time, at every start.
    public static string IdentityOf(ReadOnlySpan<byte> uuid) =>
        BinaryPrimitives.ReadUInt64BigEndian(uuid).ToString("X16", CultureInfo.InvariantCulture) + BinaryPrimitives.ReadUInt64BigEndian(uuid[8..]).ToString("X16", CultureInfo.InvariantCulture);
}
