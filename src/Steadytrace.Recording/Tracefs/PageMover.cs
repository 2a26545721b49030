using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Recording.Tracefs;

/// <summary>The thread that moves pages from the kernel to the chunk's files, for all CPUs.</summary>
/// <remarks>One thread for all: it only makes a few calls for a MiB of pages, and a thread per CPU would wake so many times more.</remarks>
internal sealed class PageMover : IDisposable
{
    private const int PipeBytes = 1 << 20;
    private const int TurnsBetweenFreshLists = 64;
    private readonly IReadOnlyList<CpuBuffer> _buffers;
    private readonly (FileDescriptor Read, FileDescriptor Write) _pipe = Libc.Pipe(PipeBytes);
    private readonly FileDescriptor _wake = Libc.EventCounter();
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly int _pollMilliseconds;

    public PageMover(IReadOnlyList<CpuBuffer> buffers, int pollMilliseconds)
    {
        (_buffers, _pollMilliseconds) = (buffers, pollMilliseconds);
        _thread = new Thread(Run) { IsBackground = true, Name = "ftrace-pages" };
        _thread.Start();
    }

    /// <summary>Completes when the thread has ended; faults when it could not go on.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Moves all that was written before a time into the present chunk, then goes on in the next.</summary>
    /// <param name="end">The time, on the trace clock.</param>
    /// <param name="nextChunkDirectory">The next chunk's folder.</param>
    /// <param name="rotated">Called in between, before anything is written to the next chunk, with the kernel's counters.</param>
    /// <returns>The files of the closed chunk, to be synced and closed by the caller: recording does not wait for the disk.</returns>
    public Task<IReadOnlyList<SafeFileHandle>> CutAsync(ulong end, string nextChunkDirectory, Action<IReadOnlyDictionary<int, CpuCounters>> rotated)
    {
        var request = new Request(end, nextChunkDirectory, rotated);
        Post(request);
        return request.Done.Task;
    }

    /// <summary>Moves all that was written before a time into the present chunk, the begun pages too, which goes on after them.</summary>
    /// <param name="end">The time, on the trace clock.</param>
    public Task FlushAsync(ulong end)
    {
        var request = new Request(end, null, _ => { });
        Post(request);
        return request.Done.Task;
    }

    /// <summary>Ends the thread and closes everything. What the kernel still holds stays there.</summary>
    public void Dispose()
    {
        if (_thread.IsAlive) Post(null);
        _thread.Join();
        foreach (var buffer in _buffers) buffer.Dispose();
        _pipe.Read.Dispose();
        _pipe.Write.Dispose();
        _wake.Dispose();
    }

    private void Post(Request? request)
    {
        _requests.Enqueue(request ?? Request.Stop);
        var one = BitConverter.GetBytes(1UL);
        _ = Libc.Write(_wake, ref one[0], one.Length);
        // A thread that ended in the meantime answers no more.
        if (_ended.Task.IsCompleted) FailRequests();
    }

    private void Run()
    {
        try
        {
            var entries = new Libc.PollEntry[_buffers.Count + 1];
            for (var turn = 0; ; turn++)
            {
                if (turn % TurnsBetweenFreshLists == 0) ListAll(entries);
                _ = Libc.Poll(entries, (nuint)entries.Length, _pollMilliseconds);
                if (entries[0].Returned != 0) ClearWake();
                LeaveOutFailing(entries);
                foreach (var buffer in _buffers) buffer.MoveFullPages(_pipe);
                while (_requests.TryDequeue(out var request))
                {
                    if (ReferenceEquals(request, Request.Stop))
                    {
                        _ended.TrySetResult();
                        return;
                    }

                    if (request.NextChunkDirectory is { } next) Cut(request, next);
                    else Flush(request);
                }
            }
        }
        catch (Exception failure)
        {
            // Whatever it was, nobody records any more: the recorder must learn of it.
            _ended.TrySetException(failure as RecorderException ?? new RecorderException($"ftrace: recording broke off: {failure.Message}", permanent: false, failure));
        }
        finally
        {
            FailRequests();
        }
    }

    private void ListAll(Libc.PollEntry[] entries)
    {
        entries[0] = new Libc.PollEntry { Fd = _wake.Number, Events = Libc.PollIn };
        for (var index = 0; index < _buffers.Count; index++) entries[index + 1] = new Libc.PollEntry { Fd = _buffers[index].PollNumber, Events = Libc.PollIn };
    }

    // A CPU that was never online has no buffer, and poll(2) returns at once with an error for it; it ignores negative numbers.
    private static void LeaveOutFailing(Libc.PollEntry[] entries)
    {
        for (var index = 1; index < entries.Length; index++)
        {
            if ((entries[index].Returned & ~Libc.PollIn) != 0) entries[index].Fd = -1;
        }
    }

    private void Flush(Request request)
    {
        try
        {
            foreach (var buffer in _buffers) buffer.Flush(request.End);
            request.Done.SetResult([]);
        }
        catch (Exception failure)
        {
            request.Done.TrySetException(failure);
            throw;
        }
    }

    private void Cut(Request request, string nextChunkDirectory)
    {
        try
        {
            var counters = _buffers.ToDictionary(buffer => buffer.Cpu, buffer => buffer.Drain(request.End));
            request.Rotated(counters);
            request.Done.SetResult([.. _buffers.Select(buffer => buffer.NextFile(nextChunkDirectory)).OfType<SafeFileHandle>()]);
        }
        catch (Exception failure)
        {
            request.Done.TrySetException(failure);
            throw;
        }
    }

    private void FailRequests()
    {
        while (_requests.TryDequeue(out var request))
        {
            request.Done.TrySetException(_ended.Task.Exception?.InnerException ?? new RecorderException("ftrace: recording has ended"));
        }
    }

    private void ClearWake()
    {
        var count = new byte[sizeof(ulong)];
        _ = Libc.Read(_wake, ref count[0], count.Length);
    }

    private sealed record Request(ulong End, string? NextChunkDirectory, Action<IReadOnlyDictionary<int, CpuCounters>> Rotated)
    {
        public static readonly Request Stop = new(0, "", _ => { });

        public TaskCompletionSource<IReadOnlyList<SafeFileHandle>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
