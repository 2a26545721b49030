using System.Text;
using Steadytrace.Testing;

namespace Steadytrace.Traces.Tests.Ctf;

/// <summary>A trace made of a few lines of metadata and a few bytes, counted by both readers.</summary>
internal sealed class SmallTrace : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallTrace(string metadata, params (string Name, byte[] Bytes)[] streams)
    {
        File.WriteAllText(_folder["metadata"], metadata);
        foreach (var (name, bytes) in streams) File.WriteAllBytes(_folder[name], bytes);
    }

    public string Path => _folder.Path;

    /// <summary>Counts with both readers, which must agree in everything.</summary>
    public CountReport Count(CountOptions? options = null)
    {
        var plan = TraceCounter.Count(Path, (options ?? new CountOptions()) with { Reader = ReaderKind.Plan });
        var slow = TraceCounter.Count(Path, (options ?? new CountOptions()) with { Reader = ReaderKind.Checked });
        Assert.Equal(slow.Faults, plan.Faults);
        Assert.Equal(OracleTally.Of(slow.Tally, slow.Tally), OracleTally.Of(plan.Tally, plan.Tally));
        return plan;
    }

    public static byte[] Bytes(params object[] parts)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var part in parts)
        {
            switch (part)
            {
                case byte value: writer.Write(value); break;
                case ushort value: writer.Write(value); break;
                case uint value: writer.Write(value); break;
                case ulong value: writer.Write(value); break;
                case int value: writer.Write((byte)value); break;
                case byte[] value: writer.Write(value); break;
                case string value: writer.Write(Encoding.UTF8.GetBytes(value + '\0')); break;
                default: throw new ArgumentException(part.GetType().Name);
            }
        }

        return stream.ToArray();
    }

    /// <summary>A name in a field of 16 bytes, with garbage behind its end as kernels leave it.</summary>
    public static byte[] Comm(string name, byte garbage = 0)
    {
        var bytes = new byte[16];
        Array.Fill(bytes, garbage);
        var length = Encoding.UTF8.GetBytes(name, bytes);
        if (length < 16) bytes[length] = 0;
        return bytes;
    }

    public void Dispose() => _folder.Dispose();
}
