using Akka.Actor;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Tracing;

/// <summary>The conversation with the aggregator of the present term: inventory, decided tallies, published-through.</summary>
public sealed partial class SpoolPart
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    /// <summary>After so long without a word from it, an aggregator whose clock runs behind may follow this one.</summary>
    private static readonly TimeSpan TermIsSilentAfter = TimeSpan.FromSeconds(15);

    private IActorRef _aggregator = ActorRefs.Nobody;
    private (Term Term, IActorRef Aggregator, long? Place)? _passedOver;
    private Term _term;
    private long? _place;
    private long _sendUntilUnixNs = long.MinValue;
    private long _ledger;
    private long _sequence;
    private TimeSpan? _reportedAt;
    private TimeSpan _heardAt;
    private string _refusal = "";

    private void ReceiveFromAggregator()
    {
        Receive<InventoryWanted>(OnInventoryWanted);
        Receive<InventoryTaken>(OnInventoryTaken);
        Receive<TallyTaken>(taken =>
        {
            if (taken.Term != _term || !FollowLedger(taken.Ledger)) return;
            _index.Taken(taken.Id);
            SendDue();
        });
        Receive<SourceRefused>(refused =>
        {
            if (refused.Term != _term) return;
            // It lives, and may take this source later: there is no other to follow.
            _heardAt = Now;
            if (refused.Reason != _refusal) LogRefused(_context.Source, refused.Reason);
            _refusal = refused.Reason;
        });
    }

    private void OnInventoryWanted(InventoryWanted wanted)
    {
        if (wanted.Datacenter != _context.Datacenter) return;
        if (wanted.Term != _term)
        {
            var follows = wanted.Term.BeganUnixNs > _term.BeganUnixNs || Now - _heardAt > TermIsSilentAfter;
            if (!follows && !_aggregator.IsNobody())
            {
                _passedOver = (wanted.Term, Sender, wanted.Place);
                return;
            }

            Follow(wanted.Term, Sender, wanted.Place);
        }

        _place = wanted.Place;
        ReportSoon();
    }

    private void Follow(Term term, IActorRef aggregator, long? place)
    {
        (_term, _aggregator, _place, _passedOver, _sendUntilUnixNs, _heardAt, _ledger) = (term, aggregator, place, null, long.MinValue, Now, 0);
        _index.BeginTerm();
    }

    /// <summary>An aggregator asks a host's tracer until it is heard, and another source of the host may have followed it at once: it need not ask again.</summary>
    private void FollowWhoWasPassedOver()
    {
        if (_passedOver is not { } other || Now - _heardAt <= TermIsSilentAfter) return;
        var left = (_term, _aggregator, _place);
        Follow(other.Term, other.Aggregator, other.Place);
        // The other may be the one that is dead, and need not have seen that this one was left: then back to it.
        _passedOver = left;
        ReportSoon();
    }

    private void OnInventoryTaken(InventoryTaken taken)
    {
        if (taken.Term != _term || !FollowLedger(taken.Ledger)) return;
        (_heardAt, _sendUntilUnixNs) = (Now, taken.SendUntilUnixNs);
        foreach (var (run, before) in (taken.LateRuns ?? []).Zip(taken.LateBeforeUnixNs ?? [])) KnowLate(run, before);
        // A word that does not know the newest run when the clock was set back, or one that came late, changes nothing.
        if (taken.PublishedThroughUnixNs is { } through && taken.NewestRun >= _spool.PublishedThroughRun && !(through <= _spool.PublishedThroughUnixNs) && !IsCutBy(through, taken.NewestRun))
        {
            Write(() => _spool.SavePublishedThrough(through, taken.NewestRun));
            ForgetPublished();
        }

        SendDue();
    }

    /// <summary>Within a term the aggregator may begin its ledger of this source anew: after another host had its name, or after a long silence.</summary>
    /// <returns>False when the word is of a former ledger.</returns>
    private bool FollowLedger(long ledger)
    {
        if (ledger < _ledger) return false;
        if (ledger > _ledger && _ledger != 0) _index.BeginLedger();
        _ledger = ledger;
        return true;
    }

    /// <summary>Before published-through moves over it: a later term knows of the run from its first inventory on, and could not tell what came too late.</summary>
    private void KnowLate(long number, long beforeUnixNs)
    {
        if (_index.Runs.FirstOrDefault(run => run.Number == number) is { } run && !(run.LateBeforeUnixNs >= beforeUnixNs)) SaveRun(run with { LateBeforeUnixNs = beforeUnixNs });
    }

    /// <summary>
    /// A run that the word's sender had not heard of begins before it, since the clock was set back a little: what it recorded until then is late, and only the next word, whose
    /// sender knows the run, says so. Moved over now, a later term would take it for published.
    /// </summary>
    private bool IsCutBy(long through, long newestRun) => _index.Runs.Any(run => run.Number > newestRun && (run.IsStarted || run.IsOver) && run.BeganUnixNs < through && !(run.LateBeforeUnixNs >= through));

    private void ForgetPublished()
    {
        if (_spool.PublishedThroughUnixNs is not { } through) return;
        var (chunks, runs) = _index.Forget(through);
        if (chunks.Count > 0) _spool.RemoveDecided(chunks);
        foreach (var run in runs) _spool.RemoveRun(run);
    }

    private void SendDue()
    {
        if (_aggregator.IsNobody()) return;
        // Of a run that the aggregator has not heard of it would take none.
        foreach (var id in _index.Send(Math.Min(_sendUntilUnixNs, _index.UntoldFromUnixNs ?? long.MaxValue), Now))
        {
            var decided = _spool.ReadDecided(id);
            foreach (var part in TallyParts.Cut(decided.Tally)) _aggregator.Tell(new TallyDecided(_term, decided with { Tally = [], LostByCpu = [] }, part));
        }
    }

    private void ReportSoon()
    {
        _reportedAt = null;
        ReportIfDue();
    }

    private void ReportIfDue()
    {
        if (_aggregator.IsNobody() || (_reportedAt is { } at && Now - at < ReportEvery)) return;
        // A source that is recorded no longer has nothing more to say once its last interval is published.
        if (!_context.IsRecorded && _index.Chunks == 0) return;
        _reportedAt = Now;
        _aggregator.Tell(new InventoryReported(
            _term, _context.Source, ++_sequence, AsOfUnixNs(), _spool.PublishedThroughUnixNs,
            [.. _index.Inventory()], _context.Node) { Place = _place });
    }

    /// <summary>A run that is not in the inventory begins at or after this time.</summary>
    private long AsOfUnixNs() => Math.Min(NewestAsOfUnixNs(), _index.UntoldFromUnixNs ?? long.MaxValue);

    private long NewestAsOfUnixNs() => _index.NewestRun switch
    {
        // It is listed only once it has started: it began at or after the time that was noted for it.
        { IsStarted: false, IsOver: false } run => Math.Min(run.BeganUnixNs, UnixNowNs),
        // A replay of the past: the clock on the wall says nothing of its time.
        { IsLive: false, EndUnixNs: null } run => run.BeganUnixNs,
        // It has come to its end: its last interval need not be waited for, and the time since is not a gap.
        { IsLive: false, EndUnixNs: { } end } => (_options.Interval.StartOf(end) + _options.Interval.Seconds) * 1_000_000_000,
        _ => UnixNowNs,
    };
}
