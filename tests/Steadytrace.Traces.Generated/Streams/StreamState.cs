using System.Text;

namespace Steadytrace.Traces.Generated.Streams;

/// <summary>What the special fields of the packet and event being written say.</summary>
public sealed class StreamState
{
    public ulong StreamId { get; set; }

    public ulong Instance { get; set; }

    public ulong Cpu { get; set; }

    public ulong Begin { get; set; }

    public ulong Discarded { get; set; }

    public ulong Sequence { get; set; }

    public ulong Clock { get; set; }

    public ulong EventId { get; set; }

    public bool Extended { get; set; }

    public string Process { get; set; } = "";

    public string Previous { get; set; } = "";

    public string Next { get; set; } = "";

    public string File { get; set; } = "";

    public byte[] ProcessBytes => Encoding.UTF8.GetBytes(Process);

    public byte[] PreviousBytes => Encoding.UTF8.GetBytes(Previous);

    public byte[] NextBytes => Encoding.UTF8.GetBytes(Next);

    public byte[] FileBytes => Encoding.UTF8.GetBytes(File);
}
