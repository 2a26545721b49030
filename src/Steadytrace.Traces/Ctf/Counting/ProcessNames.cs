using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Gives each process name a row. Names of 16 bytes are found by their raw bytes, which needs no text to be made.</summary>
/// <remarks>
/// An open-addressing table maps the 16 raw bytes to the row. Kernels leave bytes of older names behind the zero byte: several raw keys may
/// lead to one row, and the text decides. The raw table is only a cache: it is emptied when it is full, rows stay.
/// </remarks>
internal sealed class ProcessNames
{
    private const int MaximumRaw = 1 << 16;
    private const int ExecNameBytes = 15;
    private const int LongestBytes = 255; // as that of a file's name; the kernel keeps 15 of a thread's

    private readonly Dictionary<string, int> _rows = [];
    private readonly Dictionary<string, int> _execRows = [];
    private readonly List<(string? Name, bool IsExec)> _names = [(null, false)];
    private RawKey[] _raw = new RawKey[64];
    private int _rawCount;

    /// <summary>Rows in use; row 0 is the thread that ran when the piece began.</summary>
    public int Rows => _names.Count;

    public string? Name(int row) => _names[row].Name;

    /// <summary>True for a row whose process is settled by the pieces before this one.</summary>
    public bool IsOpen(int row) => row == 0 || _names[row].IsExec;

    /// <summary>The row of 16 raw bytes (low half first); -1 when they were not seen before.</summary>
    // Hot from its first call: not to be compiled twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int FindRaw(ulong low, ulong high)
    {
        var mask = _raw.Length - 1;
        for (var at = Place(low, high) & mask; ; at = (at + 1) & mask)
        {
            ref var key = ref _raw[at];
            if (key.Row == 0) return -1;
            if (key.Low == low && key.High == high) return key.Row;
        }
    }

    /// <summary>The row of a name, new or known, and remembers its raw bytes when they are 16.</summary>
    public int Add(ReadOnlySpan<byte> raw)
    {
        var row = AddName(Text(raw));
        if (raw.Length == 16) AddRaw(BinaryPrimitives.ReadUInt64LittleEndian(raw), BinaryPrimitives.ReadUInt64LittleEndian(raw[8..]), row);
        return row;
    }

    public int AddName(string name) => Add(_rows, name, isExec: false);

    /// <summary>The row of a thread that became a file's program, while it is open who ran before.</summary>
    public int AddExec(string name) => Add(_execRows, name, isExec: true);

    public void Clear()
    {
        _rows.Clear();
        _execRows.Clear();
        _names.RemoveRange(1, _names.Count - 1);
        ForgetRaw();
    }

    /// <summary>A file's last part, cut to the 15 bytes that the kernel keeps.</summary>
    public static string OfFile(ReadOnlySpan<byte> file)
    {
        var path = UpToZero(file);
        var bytes = Encoding.UTF8.GetBytes(Text(path[(path.LastIndexOf((byte)'/') + 1)..]));
        return Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, ExecNameBytes)));
    }

    /// <summary>A name as text: up to its zero byte, and no more than 255 bytes of it, so that no name that a trace makes up takes much memory.</summary>
    public static string Text(ReadOnlySpan<byte> raw)
    {
        var name = UpToZero(raw);
        if (name.Length <= LongestBytes) return Encoding.UTF8.GetString(name);
        var end = LongestBytes;
        while (end > LongestBytes - 4 && (name[end] & 0xC0) == 0x80) end--; // not within a character
        return Encoding.UTF8.GetString(name[..end]);
    }

    private static ReadOnlySpan<byte> UpToZero(ReadOnlySpan<byte> raw)
    {
        var zero = raw.IndexOf((byte)0);
        return zero < 0 ? raw : raw[..zero];
    }

    private int Add(Dictionary<string, int> rows, string name, bool isExec)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, name, out var known);
        if (known) return row;
        row = _names.Count;
        _names.Add((name, isExec));
        return row;
    }

    private void AddRaw(ulong low, ulong high, int row)
    {
        if (_rawCount == MaximumRaw) ForgetRaw();
        if (_rawCount * 2 >= _raw.Length) Grow();
        Insert(new RawKey(low, high, row));
        _rawCount++;
    }

    private void Grow()
    {
        var old = _raw;
        _raw = new RawKey[old.Length * 2];
        foreach (var key in old)
            if (key.Row != 0) Insert(key);
    }

    private void Insert(RawKey key)
    {
        var mask = _raw.Length - 1;
        var at = Place(key.Low, key.High) & mask;
        while (_raw[at].Row != 0) at = (at + 1) & mask;
        _raw[at] = key;
    }

    private void ForgetRaw()
    {
        Array.Clear(_raw);
        _rawCount = 0;
    }

    private static int Place(ulong low, ulong high)
    {
        var mixed = (low ^ (high * 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93;
        return (int)(mixed >> 40);
    }

    private readonly record struct RawKey(ulong Low, ulong High, int Row);
}
