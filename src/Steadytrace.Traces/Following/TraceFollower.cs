using Steadytrace.Traces.Ctf.Following;
using Steadytrace.Traces.Ftrace.Following;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Following;

/// <summary>Counts a trace while it is being written: each look counts the whole packets, or pages, that came since the last one, and nothing twice.</summary>
/// <remarks>
/// <para><b>The looks add up.</b> The sum of all looks, <see cref="End"/> included, is what <see cref="TraceCounter.Count"/> says of the closed trace:
/// events, lost events and packets, per interval, kind, process and pair. Where what comes later decides what came earlier, one of two rules holds:</para>
/// <list type="bullet">
/// <item>Held back. Events before the first <c>sched_switch</c> of their CPU wait for it (its <c>prev_comm</c> ran then), events of an ftrace thread without a name
/// wait until their own CPU names it, packets of a stream wait while the metadata lacks their events. What still waits when the trace is closed is counted then, as is the loss that only the kernel's
/// counters at the end of an ftrace chunk tell. See <see cref="FollowedLook.Waiting"/>.</item>
/// <item>Corrected. In rare cases the closed trace is counted once more, and the last look is the difference to what was shown, which may be below zero:
/// an ftrace thread was named by another (or the trace has no switches), several streams of one CPU tell each other who runs, a stream has several files or packets without a size,
/// something is damaged, or a limit of <see cref="CountOptions"/> was met. Streams that only the closed trace tells in order are held back until then.</item>
/// </list>
/// <para><b>Memory</b> does not grow with the trace: 4 MiB of bytes at once, or one packet or page where that is larger; 32 MiB of cells for all CPUs of an ftrace chunk, or 16 rows of each;
/// 4,096 stream files with what a stream needs (a few hundred bytes each); and the sum of what was shown, with at most <see cref="CountOptions.MaximumEntries"/> counts.</para>
/// <para><see cref="CountOptions.CpuTime"/> is followed in ftrace chunks: a turn is shown when it ends. Of CTF traces none is.</para>
/// <para>What grows is read, not mapped: a file that somebody shortens meanwhile takes nothing down. One thread at a time.</para>
/// </remarks>
public sealed class TraceFollower
{
    private readonly CountOptions _options;
    private readonly ShownTally _shown;
    private readonly CtfFollowing _ctf;
    private readonly FtraceFollowing _ftrace;
    private bool _isEnded;

    /// <param name="options">What to count: intervals, shift, <see cref="CountOptions.Before"/>, limits. Parts, spans and ranges of time are not followed; threads beyond one are for the correction only.</param>
    /// <exception cref="ArgumentException">A range, a split or a span was asked for, or an option is out of its range.</exception>
    public TraceFollower(CountOptions options)
    {
        TraceCounter.Check(options);
        if (TimeRange.Of(options).IsLimited || options.Split != CountSplit.None || options.WithSpan) throw new ArgumentException("a growing trace is followed whole: without a range, a split and a span", nameof(options));
        _options = options with { Progress = null };
        _shown = new ShownTally(options.MaximumIntervals, options.MaximumEntries);
        (_ctf, _ftrace) = (new CtfFollowing(_options with { CpuTime = false }), new FtraceFollowing(_options));
    }

    /// <summary>Events that are held back, as of the last look.</summary>
    public long Waiting => _ctf.Waiting + _ftrace.Waiting;

    /// <summary>Counts what came since the last look.</summary>
    /// <param name="places">Where the pieces of the trace lie now; they may move between two looks. What is not there at the moment is looked for again next time.</param>
    /// <param name="cancellation">Ends the look; the follower is of no use then.</param>
    public FollowedLook Look(IReadOnlyList<GrowingPlace> places, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        var look = new Tally();
        foreach (var (path, prefix) in places)
        {
            if (TryFind(path) is not { } found) continue;
            if (found.Ctf.Count > 0) _ctf.Look(new FollowedPlace(path, prefix, found.Ctf), look, cancellation);
            if (found.Ftrace.Count > 0) _ftrace.Look(new FollowedPlace(path, prefix, found.Ftrace), look, cancellation);
        }

        return new FollowedLook(_shown.Add(look), Waiting, IsCorrection: false, []);
    }

    /// <summary>Counts what came since the last look to a trace that grows in its own folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="cancellation">Ends the look; the follower is of no use then.</param>
    public FollowedLook Look(string path, CancellationToken cancellation = default) => Look([new GrowingPlace(path)], cancellation);

    /// <summary>The last look: the trace is closed. Afterwards the sum of all looks is the tally of the closed trace.</summary>
    /// <param name="path">The closed trace.</param>
    /// <param name="cancellation">Ends the look; the follower is of no use then.</param>
    /// <exception cref="TraceException">It had to be counted once more, and nothing of it could be read.</exception>
    public FollowedLook End(string path, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _isEnded = true;
        var look = new Tally();
        var found = TraceFolders.Look(path);
        _ctf.End(new FollowedPlace(path, "", found.Ctf), look, cancellation);
        _ftrace.End(new FollowedPlace(path, "", found.Ftrace), look, cancellation);
        var shown = _shown.Add(look);
        if (!_ctf.NeedsRecount && !_ftrace.NeedsRecount && !_shown.IsShort && found.TraceDat.Count == 0 && found.Unseen.Count == 0) return new FollowedLook(shown, 0, IsCorrection: false, []) { CpuTails = _ftrace.CpuTails };

        var report = found.Kinds == TraceKinds.None ? new CountReport(new Tally(), [], []) : TraceCounter.CountFound(path, found, _options with { CpuTime = _options.CpuTime && found.Ctf.Count == 0 }, cancellation);
        shown.Add(_shown.MissingTo(report.Tally));
        return new FollowedLook(shown, 0, IsCorrection: true, report.Faults) { CpuTails = report.CpuTails };
    }

    private static TraceFolders? TryFind(string path)
    {
        try
        {
            return TraceFolders.Look(path);
        }
        catch (Exception failure) when (failure is TraceException or IOException or UnauthorizedAccessException)
        {
            // On its way to another place: the next look finds it, and the last one insists.
            return null;
        }
    }
}
