using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parts;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Performs what <see cref="SpoolIndex"/> decides for one source: first on the disk, then in the index, then towards the others.</summary>
/// <remarks>
/// Waits for the disk. Three conversations meet here: the cycle opens and closes chunks, the dispatcher and
/// the pools get undecided ones and bring tallies, the aggregator gets decided ones. Each is a partial of its own.
/// </remarks>
public sealed partial class SpoolPart : Part
{
    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);
    private readonly ILoggingAdapter _log;
    private readonly SpoolContext _context;
    private readonly TracerOptions _options;
    private readonly TimeProvider _clock;
    private readonly SpoolIndex _index;
    private readonly SourceSpool _spool;
    private readonly ChunkPacker _packer;
    private readonly TallyAssembly _tallies = new(maxOpen: 256, maxBytes: 64 << 20);
    private readonly RunTotals _totals = new();
    private readonly LossBursts _losses = new();
    private readonly long _began;
    private string _state = "starting";

    public SpoolPart(IPartContext actor, SpoolContext context, TracerOptions options, TimeProvider clock) : base(actor)
    {
        (_context, _options, _clock, _log) = (context, options, clock, actor.Log);
        _began = clock.GetTimestamp();
        _index = new SpoolIndex(new SpoolLimits(
            options.SpoolMaxBytes, options.SpoolMaxChunks, options.RepeatAfter, OfferAgainAfter: TimeSpan.FromSeconds(30), MaxInFlight: 64)
        {
            MaxAge = options.SpoolMaxAge, PackAfter = options.SpoolCompressAfter, MaxVerdicts = options.SpoolMaxTallies, MaxRunsTold = context.MaxRunsTold, RepeatAtMost = options.RepeatAtMost,
        });
        _spool = SourceSpool.Open(options.SpoolDirectory, context.Source, context.SpoolId, context.Files);
        _packer = new ChunkPacker(_spool, Self.Tell, context.Background);
        var content = _spool.Load();
        _index.Load(content);
        foreach (var lost in content.Lost) DropLost(lost);
        ForgetPublished();

        ReceiveFromCycle();
        ReceiveFromPools();
        ReceiveFromAggregator();
        Receive<PackingEnded>(OnPacked);
        Receive<Tick>(_ => OnTick());
        Receive<SourceReportWanted>(_ => Sender.Tell(Report()));
    }

    private TimeSpan Now => _clock.GetElapsedTime(_began);

    private long UnixNowNs => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <inheritdoc/>
    public override void OnStart()
    {
        // It could be opened, read and written.
        _context.Failures?.Clear($"spool {_context.Source.Recorder}");
        Context.Every(TickPeriod, Tick.Instance);
    }

    /// <inheritdoc/>
    public override void OnStop() => _packer.Dispose();

    private void OnTick()
    {
        KeepWithinLimits();
        PackDue();
        if (_losses.Quiet(Now) is { } burst) LogLoss(burst);
        FollowWhoWasPassedOver();
        OfferDue();
        SendDue();
        ReportIfDue();
    }

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class Tick : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Tick Instance = new();
    }
}
