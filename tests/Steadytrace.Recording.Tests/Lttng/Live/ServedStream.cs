using Steadytrace.Recording.Lttng.Live;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>A stream that a <see cref="ScriptedRelay"/> serves.</summary>
internal sealed class ServedStream(ulong id, byte[] file)
{
    public ulong Id => id;

    /// <summary>The packets that are not announced: offset, bits, bits of content, begin, end, lost events, stream class (64 bits each).</summary>
    public Queue<byte[]> Packets { get; } = [];

    /// <summary>Nothing more will come when all packets are announced.</summary>
    public bool IsClosed { get; set; } = true;

    public bool HasHungUp { get; private set; }

    public byte[] NextIndex()
    {
        if (Packets.TryDequeue(out var packet)) return [.. packet, .. ScriptedRelay.Bytes((uint)IndexStatus.Packet, 0u)];
        HasHungUp = IsClosed;
        return [.. new byte[56], .. ScriptedRelay.Bytes((uint)(IsClosed ? IndexStatus.HungUp : IndexStatus.Retry), 0u)];
    }

    public byte[] Packet(ulong offset, uint bytes) => [.. ScriptedRelay.Bytes((uint)PacketStatus.Done, bytes, 0u), .. file.AsSpan((int)offset, (int)bytes)];
}
