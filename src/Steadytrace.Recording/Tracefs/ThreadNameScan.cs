using System.Globalization;

namespace Steadytrace.Recording.Tracefs;

/// <summary>The names of all threads, as they are now: what the kernel saved while tracing, and over it what <c>/proc</c> says of those alive.</summary>
/// <remarks>At each cut anew, for months: so its buffers are kept and no name is an object.</remarks>
internal sealed class ThreadNameScan
{
    // What a kernel worker works on stands behind its name there.
    private const int LongestShownBytes = 128;
    private const int LongestLine = 10 + 1 + ThreadName.LongestBytes + 1;

    private readonly Dictionary<int, ThreadName> _names = [];
    private readonly List<int> _order = [];
    private byte[] _saved = new byte[1 << 14];
    private byte[] _text = [];

    /// <summary>The names as lines <c>pid comm</c>, in the order of pids; valid until the next call.</summary>
    /// <param name="savedCommandLines">The kernel's global table: read, never written.</param>
    public ReadOnlySpan<byte> Read(string savedCommandLines)
    {
        _names.Clear();
        ReadSaved(ReadWhole(savedCommandLines));
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (TryPid(Path.GetFileName(process.AsSpan()), out _)) ReadThreads(process);
        }

        return Lines();
    }

    private ReadOnlySpan<byte> ReadWhole(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var length = 0;
        for (int read; (read = file.Read(_saved, length, _saved.Length - length)) > 0; length += read)
        {
            if (length + read == _saved.Length) Array.Resize(ref _saved, _saved.Length * 2);
        }

        return _saved.AsSpan(0, length);
    }

    private void ReadSaved(ReadOnlySpan<byte> saved)
    {
        foreach (var range in saved.Split((byte)'\n'))
        {
            var line = saved[range];
            var space = line.IndexOf((byte)' ');
            if (space > 0 && int.TryParse(line[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) _names[pid] = new ThreadName(line[(space + 1)..]);
        }
    }

    private ReadOnlySpan<byte> Lines()
    {
        _order.Clear();
        _order.AddRange(_names.Keys);
        _order.Sort();
        if (_text.Length < _order.Count * LongestLine) _text = new byte[_order.Count * LongestLine * 5 / 4];
        var length = 0;
        foreach (var pid in _order)
        {
            var name = _names[pid];
            // A name may hold a line break; such a thread is named by its first switch.
            if (name.Bytes.Contains((byte)'\n')) continue;
            pid.TryFormat(_text.AsSpan(length), out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
            _text[length++] = (byte)' ';
            name.Bytes.CopyTo(_text.AsSpan(length));
            length += name.Bytes.Length;
            _text[length++] = (byte)'\n';
        }

        return _text.AsSpan(0, length);
    }

    // Once for each thread of the machine at each chunk: so with as few calls as there can be, and no file object.
    private void ReadThreads(string process)
    {
        Span<byte> name = stackalloc byte[LongestShownBytes];
        try
        {
            foreach (var thread in Directory.EnumerateDirectories(Path.Combine(process, "task")))
            {
                if (!TryPid(Path.GetFileName(thread.AsSpan()), out var pid)) continue;
                var length = Libc.TryReadFile($"{thread}/comm", name);
                // The thread ended while we looked.
                if (length <= 0) continue;
                _names[pid] = ThreadName.OfShown(name[..length].TrimEnd((byte)'\n'));
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The process ended while we looked.
        }
    }

    private static bool TryPid(ReadOnlySpan<char> text, out int pid) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pid);
}
