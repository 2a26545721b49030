using System.Buffers.Binary;
using System.Text;
using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Traces.Tests.Ftrace;

/// <summary>Writes one ring-buffer page, record by record.</summary>
internal sealed class PageBuilder(FtraceDescription description, ulong time, int longBytes = 8)
{
    private readonly byte[] _page = new byte[description.PageBytes];
    private int _at = 8 + longBytes;
    private uint _flags;

    public int DataOffset => 8 + longBytes;

    public int Left => _page.Length - _at;

    public int At => _at;

    public PageBuilder Tick(int pid, uint delta = 1) => Event(KernelTexts.TickId, pid, delta, []);

    public PageBuilder Unknown(int id, int pid) => Event(id, pid, 1, []);

    public PageBuilder Switch(int prev, string prevComm, int next, string nextComm, uint delta = 1) =>
        Event(KernelTexts.SwitchId, prev, delta, [.. Comm(nextComm), .. U32((uint)next), .. Comm(prevComm), .. U32((uint)prev)]);

    public PageBuilder Exec(int pid, string path, uint delta = 1)
    {
        var text = Encoding.UTF8.GetBytes(path + "\0");
        return Event(KernelTexts.ExecId, pid, delta, [.. U32((uint)(text.Length << 16 | 16)), .. U32((uint)pid), .. text]);
    }

    public PageBuilder Fork(int pid, int child, string comm, uint delta = 1)
    {
        var text = Encoding.UTF8.GetBytes(comm + "\0");
        return Event(KernelTexts.ForkId, pid, delta, [.. U32((uint)(text.Length << 16 | 4)), .. U32((uint)child), .. text]);
    }

    public PageBuilder Rename(int by, int pid, string comm, uint delta = 1) => Event(KernelTexts.RenameId, by, delta, [.. U32((uint)pid), .. Comm(comm)]);

    public PageBuilder Call(int id, int pid, long number, uint delta = 1)
    {
        var bytes = new byte[8];
        if (description.LittleEndian) BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        else BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Event(id, pid, delta, bytes);
    }

    /// <summary>A record whose length stands in a word of its own.</summary>
    public PageBuilder Long(int pid, int payloadBytes)
    {
        Head(0, 1);
        Put(U32((uint)payloadBytes + 4));
        var payload = new byte[payloadBytes];
        Common(KernelTexts.TickId, pid).CopyTo(payload, 0);
        return Put(payload);
    }

    public PageBuilder Extend(ulong delta)
    {
        Head(30, (uint)(delta & 0x7FFFFFF));
        return Put(U32((uint)(delta >> 27)));
    }

    public PageBuilder Absolute(ulong stamp)
    {
        Head(31, (uint)(stamp & 0x7FFFFFF));
        return Put(U32((uint)((stamp & ~(0xF8UL << 56)) >> 27)));
    }

    public PageBuilder Padding(int bytes, uint delta)
    {
        Head(29, delta);
        Put(U32((uint)bytes - 4));
        return Put(new byte[bytes - 8]);
    }

    public PageBuilder EndPadding() => Head(29, 0);

    public PageBuilder Raw(params byte[] bytes) => Put(bytes);

    public PageBuilder Word(uint word) => Put(U32(word));

    public PageBuilder Head(uint type, uint delta) => Put(U32(description.LittleEndian ? delta << 5 | type : type << 27 | delta));

    /// <summary>Fills the page to the last byte but some.</summary>
    public PageBuilder FillTo(int left, int pid)
    {
        while (Left - left >= 24) Tick(pid);
        return Left - left < 16 ? Tick(pid) : Long(pid, Left - left - 8);
    }

    public PageBuilder Lost(ulong? number)
    {
        _flags |= 1u << 31;
        if (number is { } lost)
        {
            _flags |= 1u << 30;
            var word = _page.AsSpan(_at);
            if (longBytes == 4) U32((uint)lost).CopyTo(word);
            else if (description.LittleEndian) BinaryPrimitives.WriteUInt64LittleEndian(word, lost);
            else BinaryPrimitives.WriteUInt64BigEndian(word, lost);
        }

        return this;
    }

    public byte[] Page(int? length = null)
    {
        var commit = (uint)(length ?? _at - DataOffset) | _flags;
        if (description.LittleEndian)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_page, time);
            BinaryPrimitives.WriteUInt32LittleEndian(_page.AsSpan(8), commit);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(_page, time);
            BinaryPrimitives.WriteUInt32BigEndian(_page.AsSpan(8 + longBytes - 4), commit);
        }

        return _page;
    }

    private PageBuilder Event(int id, int pid, uint delta, byte[] rest)
    {
        var words = (8 + rest.Length + 3) / 4;
        Head((uint)words, delta);
        Put(Common(id, pid));
        Put(rest);
        return Put(new byte[words * 4 - 8 - rest.Length]);
    }

    private byte[] Common(int id, int pid) =>
        [.. description.LittleEndian ? (byte[])[(byte)id, (byte)(id >> 8)] : [(byte)(id >> 8), (byte)id], 0, 0, .. U32((uint)pid)];

    private byte[] U32(uint value)
    {
        var bytes = new byte[4];
        if (description.LittleEndian) BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Comm(string name)
    {
        var bytes = new byte[16];
        Encoding.UTF8.GetBytes(name).CopyTo(bytes, 0);
        return bytes;
    }

    private PageBuilder Put(byte[] bytes)
    {
        bytes.CopyTo(_page, _at);
        _at += bytes.Length;
        return this;
    }
}
