using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Recording.Tracefs;

/// <summary>One CPU's buffer in the kernel, and the file that its pages go to. Used by one thread.</summary>
internal sealed class CpuBuffer : IDisposable
{
    /// <summary>So often the pipe is filled before the other CPUs have their turn.</summary>
    private const int MostRounds = 32;

    /// <summary>So often a cut is drained again when the kernel overwrote events during it.</summary>
    private const int MostDrains = 5;

    private readonly TracefsInstance _instance;
    private readonly FileDescriptor _raw;
    private readonly byte[] _page;
    private string _path;
    private SafeFileHandle? _file;
    private long _offset;

    public CpuBuffer(TracefsInstance instance, int cpu, int pageBytes, string chunkDirectory)
    {
        (_instance, Cpu, _page) = (instance, cpu, new byte[pageBytes]);
        _path = PathIn(chunkDirectory);
        try
        {
            _raw = Libc.Open(instance.At($"per_cpu/cpu{cpu}/trace_pipe_raw"), Libc.ReadOnly | Libc.NonBlocking);
        }
        catch (Win32Exception failure)
        {
            throw instance.Failed($"open trace_pipe_raw of CPU {cpu}", failure);
        }
    }

    public int Cpu { get; }

    /// <summary>For poll(2): readable when the buffer is filled to the instance's <c>buffer_percent</c>.</summary>
    public int PollNumber => _raw.Number;

    /// <summary>Continues a file that was left by a dead process: its last page may be torn.</summary>
    public void ContinueFile()
    {
        if (!File.Exists(_path)) return;
        Open();
        _offset = RandomAccess.GetLength(_file!) / _page.Length * _page.Length;
        RandomAccess.SetLength(_file!, _offset);
    }

    /// <summary>Moves full pages to the file, without a copy in between, until there are none.</summary>
    /// <param name="pipe">Empty, and left empty.</param>
    public void MoveFullPages((FileDescriptor Read, FileDescriptor Write) pipe)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var taken = Libc.Splice(_raw, 0, pipe.Write, 0, 1 << 20, Libc.SpliceMove | Libc.SpliceNonBlocking);
            if (taken < 0)
            {
                var failure = Libc.Failure();
                if (HasNothing(failure)) return;
                if (failure.NativeErrorCode == Libc.Interrupted) continue;
                throw _instance.Failed($"read trace_pipe_raw of CPU {Cpu}", failure);
            }

            if (taken == 0) return;
            Open();
            for (var left = taken; left > 0;)
            {
                var moved = Libc.SpliceToFile(pipe.Read, 0, _file!, ref _offset, left, Libc.SpliceMove);
                if (moved > 0) left -= moved;
                else if (moved == 0) throw WriteFailed(new EndOfStreamException("the pipe ran empty"));
                else if (Marshal.GetLastPInvokeError() != Libc.Interrupted) throw WriteFailed(Libc.Failure());
            }
        }
    }

    /// <summary>
    /// Moves everything that was written before a time, the begun page too, and tells the kernel's counters right behind it: they hold what
    /// was taken up to here, and all loss that the pages taken tell of.
    /// </summary>
    public CpuCounters Drain(ulong end)
    {
        var before = _instance.Counters(Cpu);
        for (var drain = 1; ; drain++)
        {
            Flush(end);
            var after = _instance.Counters(Cpu);
            // Loss that came after the last page was taken is told by the next one: it must not be counted here as well.
            if (after.Lost == before.Lost || drain == MostDrains) return after;
            before = after;
        }
    }

    /// <summary>Moves everything that was written before a time, the begun page too. What is written into that page later comes as a page of its own.</summary>
    public void Flush(ulong end)
    {
        while (TryReadPage(out var time) && time < end)
        {
        }
    }

    /// <summary>Goes on in the next chunk.</summary>
    /// <returns>The file of the chunk that is closed; null when this CPU had nothing.</returns>
    public SafeFileHandle? NextFile(string chunkDirectory)
    {
        var closed = _file;
        (_file, _offset, _path) = (null, 0, PathIn(chunkDirectory));
        return closed;
    }

    public void Dispose()
    {
        _raw.Dispose();
        _file?.Dispose();
    }

    // A read gives a whole page, with zeros after what is valid; the page begins with the u64 time of its begin.
    private bool TryReadPage(out ulong time)
    {
        time = 0;
        while (true)
        {
            var read = Libc.Read(_raw, ref _page[0], _page.Length);
            if (read == _page.Length) break;
            if (read == 0) return false;
            if (read > 0) throw _instance.Failed($"read a whole page of CPU {Cpu}", new EndOfStreamException($"{read} of {_page.Length} bytes"));
            var failure = Libc.Failure();
            if (HasNothing(failure)) return false;
            if (failure.NativeErrorCode != Libc.Interrupted) throw _instance.Failed($"read trace_pipe_raw of CPU {Cpu}", failure);
        }

        Open();
        try
        {
            RandomAccess.Write(_file!, _page, _offset);
        }
        catch (IOException failure)
        {
            throw WriteFailed(failure);
        }

        _offset += _page.Length;
        time = BitConverter.ToUInt64(_page);
        return true;
    }

    // No device: the CPU was not online since the instance was made, and gets its buffer when it comes.
    private static bool HasNothing(Win32Exception failure) => failure.NativeErrorCode is Libc.Again or Libc.NoDevice;

    private void Open()
    {
        if (_file is not null) return;
        try
        {
            _file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw WriteFailed(failure);
        }
    }

    private RecorderException WriteFailed(Exception failure) => new($"ftrace: cannot write {_path}: {failure.Message}", permanent: false, failure);

    private string PathIn(string chunkDirectory) => Path.Combine(chunkDirectory, $"cpu{Cpu}.pages");
}
