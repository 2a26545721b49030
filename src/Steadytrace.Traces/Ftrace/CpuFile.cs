using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Steadytrace.Traces.Ftrace;

/// <summary>Reads one CPU's pages, in order, and books what they say was lost.</summary>
/// <remarks>
/// A page that says only that events were lost, not how many (the number finds no room behind its data), counts as one lost
/// packet, unless <see cref="ChunkCounters"/> tell the CPU's whole loss: then the rest of it is booked to the first such page.
/// </remarks>
internal sealed class CpuFile
{
    /// <summary>After so many bytes counts are flushed: a record has at least 12.</summary>
    private const long FlushBytes = 1L << 34;

    /// <summary>More lost events than any CPU can produce between two pages: the number is damaged.</summary>
    private const ulong MostLost = 1UL << 48;

    private readonly CpuPages _pages;
    private readonly PageLayout _layout;
    private readonly CpuCounts _counts;
    private readonly PageWalk _walk;
    private long _lostKnown;
    // Booked at the end, when it is known whether the kernel's counters tell their sum.
    private readonly List<ulong> _lossesWithoutNumber = [];
    private readonly ThreadTurns? _turns;
    private ulong? _firstPageTime;
    private ulong _adopted = ulong.MaxValue;
    private long _number;
    private long _counted;
    private bool _isDamaged;

    public CpuFile(CpuPages pages, PageLayout layout, CpuCounts counts, PageWalk walk, ThreadTurns? turns = null) => (_pages, _layout, _counts, _walk, _turns) = (pages, layout, counts, walk, turns);

    /// <summary>Times of the first and the last page, on the trace clock; null without pages.</summary>
    public (ulong First, ulong Last)? Times { get; private set; }

    /// <summary>Who runs at the end; null where nobody asks.</summary>
    public CpuTail? Tail { get; private set; }

    /// <summary>Counts the file.</summary>
    /// <returns>Null, or where it is damaged; what lies before is counted.</returns>
    public TraceFault? Count(ChunkCounters? counters, IProgress<long>? progress, CancellationToken cancellation)
    {
        Begin(counters);
        var fault = CountMore(_pages.Open, progress, cancellation);
        End(counters);
        _counts.Close();
        return fault;
    }

    /// <summary>To be told before the first page.</summary>
    public void Begin(ChunkCounters? counters) => _adopted = counters?.Adopted ?? ulong.MaxValue;

    /// <summary>Counts pages that follow those counted before.</summary>
    /// <returns>Null, or where they are damaged; what lies before is counted.</returns>
    public TraceFault? CountMore(Func<PageSource> open, IProgress<long>? progress, CancellationToken cancellation)
    {
        TraceFault? fault;
        try
        {
            using var pages = open();
            fault = CountPages(pages, progress, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            fault = new TraceFault(_pages.Path, null, 0, failure.Message);
        }

        _isDamaged |= fault is not null;
        _counts.Flush();
        return fault;
    }

    /// <summary>No pages follow: books the loss that only the whole file tells.</summary>
    public void End(ChunkCounters? counters)
    {
        Tail = _turns?.End(_isDamaged);
        BookRest(counters, whole: !_isDamaged);
    }

    /// <summary>Time of the first page, on the trace clock; null without a whole one, or where it cannot be read.</summary>
    public ulong? Begin()
    {
        try
        {
            using var pages = _pages.Open();
            var first = pages.Next(_layout.PageBytes);
            return first.Length < _layout.PageBytes ? null : Number(first[_layout.TimestampOffset..], sizeof(ulong));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException or FormatException)
        {
            return null; // who counts the file tells of it
        }
    }

    private TraceFault? CountPages(PageSource source, IProgress<long>? progress, CancellationToken cancellation)
    {
        var pageBytes = _layout.PageBytes;
        try
        {
            for (var pages = source.Next(pageBytes); !pages.IsEmpty; pages = source.Next(pageBytes))
            {
                cancellation.ThrowIfCancellationRequested();
                if (CountRun(pages, pageBytes, ref _number) is { } damage) return new TraceFault(_pages.Path, _number, source.Offset + damage.Offset, damage.Reason);
                // Cells are 32 bits wide.
                if ((_counted += pages.Length) >= FlushBytes) (_, _counted) = (_counts.Flush(), 0);
                progress?.Report(source.TakenBytes);
            }

            return null;
        }
        catch (FormatException damage)
        {
            return new TraceFault(_pages.Path, _number, source.Offset, damage.Message);
        }
    }

    // Hot from its first call: not to be compiled twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Offset, string Reason)? CountRun(ReadOnlySpan<byte> pages, int pageBytes, ref long number)
    {
        var at = 0;
        for (; pages.Length - at >= pageBytes; at += pageBytes, number++)
        {
            if (CountPage(pages.Slice(at, pageBytes)) is { } damage) return (at + damage.Offset, damage.Reason);
        }

        return at == pages.Length ? null : (at, $"the file ends within a page: {pages.Length - at} of {pageBytes} bytes");
    }

    // Hot from its first call: not to be compiled twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Offset, string Reason)? CountPage(ReadOnlySpan<byte> page)
    {
        var time = Number(page[_layout.TimestampOffset..], sizeof(ulong));
        var commit = (uint)Number(page[_layout.CommitOffset..], _layout.CommitBytes);
        var length = (int)(commit & PageLayout.LengthMask);
        if (length > _layout.DataBytes) return (_layout.CommitOffset, $"a page with {length} bytes of data, it has room for {_layout.DataBytes}");
        if (length > 0) (_firstPageTime, Times) = (_firstPageTime ?? time, (Times?.First ?? time, time));
        if ((commit & PageLayout.LossFlag) != 0 && BookLoss(page, time, commit, length) is { } damage) return damage;
        _counts.AddPage(time);
        if (_turns is not null && length > 0) BeginPage(_turns, time, commit);
        return _walk.Walk(page.Slice(_layout.DataOffset, length), time) is { } fault ? (_layout.DataOffset + fault.Offset, fault.Reason) : null;
    }

    // Pages that a dead recorder took with it are missing in front of the first one after it, which says nothing of them.
    private void BeginPage(ThreadTurns turns, ulong time, uint commit)
    {
        var isAdopted = time >= _adopted;
        if (isAdopted) _adopted = ulong.MaxValue;
        turns.BeginPage(time, isLossBefore: isAdopted || (commit & PageLayout.LossFlag) != 0);
    }

    private (int Offset, string Reason)? BookLoss(ReadOnlySpan<byte> page, ulong time, uint commit, int length)
    {
        if ((commit & PageLayout.LossStored) == 0)
        {
            _lossesWithoutNumber.Add(time);
            return null;
        }

        var offset = _layout.DataOffset + length;
        if (offset + _layout.CommitBytes > page.Length) return (_layout.CommitOffset, "the number of lost events does not fit into the page");
        var lost = Number(page[offset..], _layout.CommitBytes);
        if (lost > MostLost) return (offset, $"{lost} events lost before one page");
        _lostKnown += (long)lost;
        _counts.Lose(time, (long)lost, 0);
        return null;
    }

    private void BookRest(ChunkCounters? counters, bool whole)
    {
        var within = whole ? counters?.Within(_counts.Cpu) : null;
        if (within is not { } kernel)
        {
            foreach (var time in _lossesWithoutNumber) _counts.Lose(time, 0, 1);
            return;
        }

        var at = _lossesWithoutNumber.Count > 0 ? _lossesWithoutNumber[0] : _firstPageTime ?? counters!.Begin;
        if (kernel.Lost > _lostKnown) _counts.Lose(at, kernel.Lost - _lostKnown, 0);
        if (counters!.Adopted is { } adopted && kernel.Read > _counts.Events) _counts.Lose(adopted, kernel.Read - _counts.Events, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Number(ReadOnlySpan<byte> bytes, int size) => (size, _layout.LittleEndian) switch
    {
        (sizeof(uint), true) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (sizeof(uint), false) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (_, true) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
    };
}
