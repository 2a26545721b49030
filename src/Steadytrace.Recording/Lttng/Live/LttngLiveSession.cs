using System.Runtime.CompilerServices;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Lttng.Live;

/// <summary>A recording session that is counted while a relay daemon (<c>lttng-relayd</c>) receives it.</summary>
/// <remarks>
/// <para>All domains of the session, all of its traces (per user or per process), programs that start later included. Packets are fetched into a folder of this
/// process's own, counted, and deleted. What comes when depends on the session's live timer (<c>lttng create --live=MICROSECONDS</c>).</para>
/// <para>A relay daemon lets one viewer attach to a session. It may be anybody: whatever it sends takes no more memory, disk and time than
/// <see cref="LttngLiveOptions"/> allow.</para>
/// </remarks>
public sealed class LttngLiveSession : IAsyncDisposable
{
    private static readonly TimeSpan LongestLeave = TimeSpan.FromSeconds(1);

    private readonly LttngLiveOptions _options;
    private readonly string _folder;
    private readonly LiveViewer _viewer;
    private readonly LiveMap _map;
    private readonly LiveAttachments _attachments;
    private readonly LiveSegment _segment;
    private readonly LiveProblems _problems = new();
    private readonly LiveFollow _follow;
    private bool _isCounting;

    private LttngLiveSession(LttngLiveAddress address, LttngLiveOptions options, LiveConnection connection)
    {
        (Address, _options, _viewer) = (address, options, new LiveViewer(connection, options));
        _folder = options.WorkFolder is { } work ? Directory.CreateDirectory(Path.Combine(work, $"live-{Guid.NewGuid():N}")).FullName : Directory.CreateTempSubdirectory("steadytrace-live-").FullName;
        _map = new LiveMap(_folder, options);
        _attachments = new LiveAttachments(address, options, _viewer, _map);
        _segment = new LiveSegment(Directory.CreateDirectory(Path.Combine(_folder, "segment")).FullName, options);
        _follow = new LiveFollow(_viewer, _attachments, _map, _segment, _problems, options);
    }

    /// <summary>What it is attached to.</summary>
    public LttngLiveAddress Address { get; }

    /// <summary>Connects to a relay daemon and attaches to a session.</summary>
    /// <param name="address">The session.</param>
    /// <param name="options">Checked here.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="LttngLiveException">The relay daemon cannot be reached, or has no such session; the message names those it has.</exception>
    public static async Task<LttngLiveSession> ConnectAsync(LttngLiveAddress address, LttngLiveOptions options, CancellationToken cancellation = default)
    {
        if (options.Validate() is { } wrong) throw new ArgumentException(wrong, nameof(options));
        var connection = await LiveConnection.OpenAsync(address, options, cancellation);
        LttngLiveSession session;
        try
        {
            session = new LttngLiveSession(address, options, connection);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            connection.Dispose();
            throw new LttngLiveException($"{address}: no folder for packets can be made in {options.WorkFolder ?? Path.GetTempPath()}: {error.Message}", error);
        }

        try
        {
            await session._viewer.GreetAsync(cancellation);
            await session._attachments.AttachAsync(cancellation);
            return session;
        }
        catch
        {
            // Whatever it was, the connection and the folder must not stay.
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Counts what comes, until the session ends (the sequence ends) or the relay daemon goes away (it throws, behind the tally of all that came before).</summary>
    /// <param name="cancellation">Ends counting; what was fetched and is not counted by then is dropped.</param>
    /// <returns>A tally every <see cref="LttngLiveOptions.TallyMilliseconds"/> or sooner.</returns>
    /// <exception cref="InvalidOperationException">It was called before: a session is counted once.</exception>
    /// <exception cref="LttngLiveException">The relay daemon went away, breaks its protocol, or the disk has no room.</exception>
    public async IAsyncEnumerable<LttngLiveTally> CountAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (_isCounting) throw new InvalidOperationException("a live session is counted once");
        _isCounting = true;
        LttngLiveException? failure = null;
        while (failure is null)
        {
            failure = await FillAsync(cancellation);
            var isOver = _follow.IsOver;
            var counts = new Tally();
            failure = Keep(() => counts = _segment.Count(_problems, cancellation)) ?? failure;
            yield return new LttngLiveTally(counts, _map.KnownUntilUnixNs, _map.Streams.Count, _problems.Take());
            if (failure is null && isOver) yield break;
            failure ??= Keep(_follow.Forget);
        }

        throw new LttngLiveException(failure.Message, failure);
    }

    /// <summary>Detaches from the session, closes the connection, and deletes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        using var enough = new CancellationTokenSource(LongestLeave);
        try
        {
            await _attachments.DetachAsync(enough.Token);
        }
        catch (Exception e) when (e is LttngLiveException or OperationCanceledException)
        {
            // Closing the connection says the same.
        }

        _viewer.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private async Task<LttngLiveException?> FillAsync(CancellationToken cancellation)
    {
        var due = Environment.TickCount64 + _options.TallyMilliseconds;
        try
        {
            while (true)
            {
                var came = await _follow.RoundAsync(cancellation);
                var left = due - Environment.TickCount64;
                if (_follow.IsOver || _segment.IsFull || left <= 0) return null;
                if (!came) await Task.Delay((int)Math.Min(left, _options.PollMilliseconds), cancellation);
            }
        }
        catch (LttngLiveException failure)
        {
            return failure;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return NotKept(failure);
        }
    }

    private LttngLiveException? Keep(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return NotKept(failure);
        }
    }

    private LttngLiveException NotKept(Exception failure) => new($"{Address}: packets cannot be kept in {_folder}: {failure.Message}", failure);
}
