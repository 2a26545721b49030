using System.Text;
using Steadytrace.Traces;

namespace Steadytrace.Simulation;

/// <summary>The smallest piece of a chunk that can be read alone.</summary>
/// <param name="BeginUnixNs">Nothing inside is earlier.</param>
/// <param name="Overrun">Events lost since the run began, as the stream's running counter says.</param>
/// <param name="Events">The events.</param>
internal sealed record Packet(long BeginUnixNs, long Overrun, IReadOnlyList<(long UnixNs, string Process)> Events)
{
    private const int Magic = 0x5acced;

    public byte[] Encode()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.ASCII);
        writer.Write(Magic);
        writer.Write(BeginUnixNs);
        writer.Write(Overrun);
        writer.Write(Events.Count);
        foreach (var (unixNs, process) in Events)
        {
            writer.Write(unixNs);
            writer.Write(process);
        }

        return bytes.ToArray();
    }

    /// <summary>Where the streams of a chunk stood at its end.</summary>
    public static IReadOnlyList<StreamTail>? TailsAfter(MemoryFiles files, string folder, IReadOnlyList<StreamTail>? before)
    {
        var tails = new List<StreamTail>();
        for (var cpu = 0; cpu < Kernel.Cpus; cpu++)
        {
            var (name, packets) = ($"cpu{cpu}", new List<Packet>());
            if (files.FileExists($"{folder}/{name}")) TryDecode(files.ReadFile($"{folder}/{name}"), packets);
            if (packets.Count > 0) tails.Add(new StreamTail(name, (ulong)packets[^1].Overrun, null));
            else if (before is null) return null;
            else tails.Add(before.FirstOrDefault(tail => tail.Stream == name) ?? new StreamTail(name, 0, null));
        }

        return tails;
    }

    /// <summary>All whole packets of a file.</summary>
    /// <returns>False when something else comes behind them.</returns>
    public static bool TryDecode(byte[] file, List<Packet> packets)
    {
        using var reader = new BinaryReader(new MemoryStream(file), Encoding.ASCII);
        try
        {
            while (reader.BaseStream.Position < file.Length)
            {
                if (reader.ReadInt32() != Magic) return false;
                var (begin, overrun, count) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32());
                var events = new List<(long, string)>();
                for (var i = 0; i < count; i++) events.Add((reader.ReadInt64(), reader.ReadString()));
                packets.Add(new Packet(begin, overrun, events));
            }

            return true;
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }
}
