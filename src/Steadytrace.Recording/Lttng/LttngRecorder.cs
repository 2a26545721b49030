using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Steadytrace.Traces.Following;

namespace Steadytrace.Recording.Lttng;

/// <summary>Records with LTTng: a session of our own, cut by rotation.</summary>
/// <remarks>
/// <para>A rotation moves each stream on at one of its own packets: an event is in exactly one archive, and nothing pauses. The archive is
/// whole and is never touched again by LTTng, so it becomes the chunk by a rename.</para>
/// <para>The session lives in the session daemon, not in this process: it outlives us, and is found again by its name.</para>
/// </remarks>
public sealed partial class LttngRecorder : IRecorder
{
    private readonly LttngOptions _options;
    private readonly ILogger _logger;
    private readonly LttngCommand _command;
    private readonly LttngClock _clock;
    private readonly LttngWatch _watch;
    private LttngRun? _run;

    /// <param name="options">Checked here.</param>
    /// <param name="logger">Where steps are told; nowhere when null.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public LttngRecorder(LttngOptions options, ILogger<LttngRecorder>? logger = null, TimeProvider? time = null)
    {
        if (options.Validate() is { } wrong) throw new ArgumentException(wrong, nameof(options));
        _options = options;
        _logger = logger ?? NullLogger<LttngRecorder>.Instance;
        _command = new LttngCommand(options);
        _clock = new LttngClock(time ?? TimeProvider.System);
        _watch = new LttngWatch(_command, options, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => "lttng";

    /// <inheritdoc/>
    public Task Ended => _watch.Ended;

    /// <inheritdoc/>
    public bool IsOutdated { get; private set; }

    /// <inheritdoc/>
    /// <remarks>The time returned was read before the start: it is at or before the first event.</remarks>
    public async Task<long> StartAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation)
    {
        var mine = new LttngRun(run, _options.SessionPrefix, chunkDirectory);
        try
        {
            var version = await LttngVersion.AskAsync(_options, cancellation);
            if (await TryListAsync(cancellation) is { } sessions) await DestroyLeftoversAsync(mine, sessions, cancellation);
            else await _command.StartDaemonAsync(mine.Daemon.Mark, cancellation);
            mine.Archives.Clear();
            var domain = await ChooseDomainAsync(cancellation);
            RequireContexts(domain);
            SaveSettings(run);
            var before = _clock.Now();
            foreach (var arguments in LttngSetup.Commands(mine.Session, mine.Archives.Output, domain, version, _options))
            {
                before = _clock.Now();
                await _command.RunAsync(arguments, cancellation);
            }

            Log.Started(_logger, mine.Session, domain);
            Begin(mine);
            return _clock.Earliest(before);
        }
        catch (Exception)
        {
            // Whatever it was, a cancellation too: nothing of ours may stay behind.
            await TakeAwayAsync(mine);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// When false, what the dead session left on disk is in the chunk's folder, in whole packets, to be sealed. Where nobody can tell whether the session is dead, nothing is touched,
    /// and it fails.
    /// </remarks>
    public async Task<bool> TryAdoptAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation)
    {
        var mine = new LttngRun(run, _options.SessionPrefix, chunkDirectory);
        var session = (await TryListAsync(cancellation))?.FirstOrDefault(session => session.Name == mine.Session);
        mine.Archives.Adopt(chunkDirectory);
        if (session is { Active: true } && session.Path == mine.Archives.Output)
        {
            Log.Adopted(_logger, mine.Session);
            Begin(mine);
            IsOutdated = RunSettings.AreOther(run, LttngSetup.RunSettings(_options));
            return true;
        }

        Log.Gone(_logger, mine.Session);
        if (session is not null) await DestroyAsync(mine.Session, cancellation);
        MoveInto(mine, withUnfinished: true);
        mine.Archives.Clear();
        return false;
    }

    /// <summary>
    /// Called before anybody adopts a run whose process died in a cut, with the chunk that it left open behind it: what is in there already goes into no other chunk.
    /// </summary>
    /// <exception cref="IOException">The disk is full, or gone.</exception>
    public static void CatchUp(RecordingRun run, string left)
    {
        try
        {
            new LttngArchives(run.Directory).CatchUp(left);
        }
        catch (RecorderException)
        {
            // A damaged note: so says the adoption that follows, and the spool goes on.
        }
    }

    /// <inheritdoc/>
    public async Task<ChunkCut> CutAsync(string nextChunkDirectory, CancellationToken cancellation)
    {
        var mine = Running();
        var before = _clock.Now();
        await RotateAsync(mine, cancellation);
        var cut = Close(mine, before);
        mine.ChunkDirectory = nextChunkDirectory;
        return cut;
    }

    /// <inheritdoc/>
    public async Task<ChunkCut> StopAsync(CancellationToken cancellation)
    {
        var mine = Running();
        await _watch.StopAsync();
        // Waits until the buffers are on disk.
        await _command.RunAsync(["stop", mine.Session], cancellation);
        var before = _clock.Now();
        await RotateAsync(mine, cancellation);
        var cut = Close(mine, before);
        await DestroyAsync(mine.Session, cancellation);
        mine.Archives.Clear();
        await EndDaemonAsync(mine, cancellation);
        _run = null;
        return cut;
    }

    /// <inheritdoc/>
    /// <remarks>A session is destroyed with all its domains. What it had written stays in the run's folder, for a successor that finds the spool again.</remarks>
    public async Task<AbandonedRun> AbandonAsync(RecordingRun run, string? chunkDirectory)
    {
        await _watch.StopAsync();
        _run = null;
        await AbandonAsync(new LttngRun(run, _options.SessionPrefix, chunkDirectory ?? ""));
        // How many events were in its buffers LTTng does not tell.
        return AbandonedRun.Unknown;
    }

    /// <inheritdoc/>
    /// <remarks>The session's channels hand on by themselves, by their switch timer.</remarks>
    public Func<IReadOnlyList<GrowingPlace>> Growing(string chunkDirectory) => Running().Archives.Growing();

    /// <summary>Lets go of the session; it goes on recording.</summary>
    public async ValueTask DisposeAsync() => await _watch.StopAsync();

    private void Begin(LttngRun mine)
    {
        _run = mine;
        _watch.Start(mine.Session);
    }

    private LttngRun Running() => _run ?? throw new InvalidOperationException("the recorder is not started");

    private async Task DestroyLeftoversAsync(LttngRun mine, IReadOnlyList<LttngSessionInfo> sessions, CancellationToken cancellation)
    {
        foreach (var leftover in sessions.Where(session => mine.IsOfOurSource(session.Name)))
        {
            await DestroyAsync(leftover.Name, cancellation);
            Log.LeftoverDestroyed(_logger, leftover.Name);
        }
    }

    private ChunkCut Close(LttngRun mine, LttngMoment before)
    {
        var after = _clock.Now();
        MoveInto(mine);
        _clock.Learn(Path.Combine(mine.ChunkDirectory, LttngArchives.TraceFolder));
        return new ChunkCut { EndUnixNs = _clock.Earliest(before), LastUnixNs = _clock.Latest(after), Tails = mine.Archives.State.Tails };
    }

    private void MoveInto(LttngRun mine, bool withUnfinished = false)
    {
        try
        {
            foreach (var reason in mine.Archives.MoveInto(mine.ChunkDirectory, withUnfinished))
                Log.TailUnknown(_logger, mine.Session, reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecorderException($"an archive of session {mine.Session} cannot be moved to {mine.ChunkDirectory}: {e.Message}", inner: e);
        }
    }

    private void SaveSettings(RecordingRun run)
    {
        try
        {
            RunSettings.Save(run, LttngSetup.RunSettings(_options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecorderException($"the folder {run.Directory} of a run cannot be written: {e.Message}", inner: e);
        }
    }

    private void RequireContexts(LttngDomain domain)
    {
        var contexts = LttngSetup.Channels(domain, _options).SelectMany(channel => channel.Contexts ?? (channel.Domain == LttngDomain.Kernel ? _options.KernelContexts : _options.UserContexts));
        if (LttngPerfContext.WhyNot(contexts, "/", Environment.IsPrivilegedProcess) is { } reason) throw new RecorderException(reason, permanent: true);
    }

    private async Task<LttngDomain> ChooseDomainAsync(CancellationToken cancellation)
    {
        if (_options.Domain == LttngDomain.User) return LttngDomain.User;
        try
        {
            await _command.RunAsync(["list", "--kernel"], cancellation);
            return _options.Domain == LttngDomain.Auto ? LttngDomain.Kernel : _options.Domain;
        }
        catch (RecorderException) when (_options.Domain == LttngDomain.Auto)
        {
            return LttngDomain.User;
        }
        catch (RecorderException e)
        {
            throw new RecorderException(
                $"{e.Message}: LTTng's kernel modules are missing, or its session daemon is not root's: apt install lttng-modules-dkms, or record the user domain (steadytrace doctor tells more)",
                permanent: true, e);
        }
    }

    /// <summary>
    /// The sessions of the daemon; null when there is no daemon. One that is slow to answer is there, and a command that failed for itself (the kernel killed it for want of
    /// memory) says nothing of its daemon.
    /// </summary>
    private async Task<IReadOnlyList<LttngSessionInfo>?> TryListAsync(CancellationToken cancellation)
    {
        try
        {
            return LttngSessionInfo.ReadAll(await _command.RunAsync(["list"], cancellation));
        }
        catch (RecorderException e) when (!e.Permanent && e.InnerException is not TimeoutException && IsWithoutDaemon(e))
        {
            return null;
        }
    }

    /// <summary>By its own word, or, in a release that has another one, by nobody being there.</summary>
    private bool IsWithoutDaemon(RecorderException failure) =>
        failure.Message.Contains(LttngCommand.NoDaemon, StringComparison.Ordinal) || !LttngSocket.Accepts(_options.Environment);

    private async Task EndDaemonAsync(LttngRun mine, CancellationToken cancellation)
    {
        try
        {
            // Others may have come to use the daemon that we started.
            if (await TryListAsync(cancellation) is not { Count: > 0 }) await mine.Daemon.EndAsync(cancellation);
        }
        catch (RecorderException e)
        {
            // Nobody can tell whether others use it, or it does not end: it stays. What it recorded is saved.
            Log.CleanUpFailed(_logger, mine.Session, e.Message);
        }
    }

    private async Task TakeAwayAsync(LttngRun mine)
    {
        try
        {
            if (await TryListAsync(CancellationToken.None) is { } sessions && sessions.Any(session => session.Name == mine.Session))
                await DestroyAsync(mine.Session, CancellationToken.None);
            await EndDaemonAsync(mine, CancellationToken.None);
        }
        catch (RecorderException e)
        {
            Log.CleanUpFailed(_logger, mine.Session, e.Message);
        }
    }
}
