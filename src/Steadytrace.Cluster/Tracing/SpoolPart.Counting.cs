using System.Globalization;
using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Wire;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tracing;

/// <summary>The conversation with the dispatcher and the pools: undecided chunks go out, tallies come in, each number is decided once.</summary>
public sealed partial class SpoolPart
{
    private void ReceiveFromPools()
    {
        Receive<OfferAnswered>(answered =>
        {
            if (answered.Accepted) _index.OfferAccepted(answered.Id);
        });
        Receive<ChunkCounted>(OnCounted);
    }

    private void OfferDue()
    {
        var nextEndUnixNs = _spool.PublishedThroughUnixNs + _options.Interval.Nanoseconds ?? long.MinValue;
        foreach (var chunk in _index.Offer(Now, nextEndUnixNs))
        {
            if (chunk.Files.Count == 0)
            {
                // Nothing was recorded into it: there is nothing to read.
                Decide(Verdict.Counted(chunk, new Tally(), fault: "", _options));
                continue;
            }

            if (_index.IsOfferedAgain(chunk.Id) && _spool.DamageOf(chunk) is { } damage)
            {
                // Whoever asks for it here gets nothing, and cannot tell that from a tracer that is out of reach.
                CountTry(chunk, new Tally(), damage);
                continue;
            }

            var offer = new ChunkOffer(
                chunk.Id, _context.Datacenter, _options.Interval.Name, chunk.BeginUnixNs, chunk.EndUnixNs!.Value, chunk.ShiftNs, chunk.Before?.ToArray(),
                [.. chunk.Files], _context.SpoolId, _spool.DataPath(chunk.Id), _context.Address.AbsoluteUri, Self);
            if (MessageSizes.Of(offer) > MessageLimits.MaxBytes)
            {
                // Offered for ever it would never arrive.
                var dropped = Verdict.Dropped(chunk, $"it has {chunk.Files.Count} files, more than a message carries: record fewer channels", _options);
                LogLost(new DropDue(chunk, dropped.Cause));
                Decide(dropped);
                continue;
            }

            _context.Dispatcher.Tell(new OfferChunk(offer));
        }
    }

    private void OnCounted(ChunkCounted counted)
    {
        if (!_index.CanDecide(counted.Id))
        {
            // Whoever leased it out has not heard of the verdict, and would go on with it for ever.
            _context.Dispatcher.Tell(new ChunkDecided(counted.Id), ActorRefs.NoSender);
            Sender.Tell(new ChunkCountedTaken(counted.Id));
            return;
        }

        if (_tallies.Add(counted.Id, counted.Part) is not { } encoded) return;
        Tally tally;
        try
        {
            tally = TallyCodec.Decode(encoded);
        }
        catch (InvalidDataException e)
        {
            LogBadTally(counted.Id, counted.Pool, e.Message);
            return;
        }

        var chunk = _index.Find(counted.Id)!;
        var thisTry = NameOfTry(counted);
        if (counted.Fault.Length == 0) Decide(Verdict.Counted(chunk, tally, fault: "", _options));
        else if (chunk.LastTry != thisTry) CountTry(chunk with { LastTry = thisTry }, tally, counted.Fault);
        Sender.Tell(new ChunkCountedTaken(counted.Id));
    }

    /// <summary>A pool repeats its word until it hears that it arrived, to a successor of this process too: one try all the same.</summary>
    private static string NameOfTry(ChunkCounted counted) => string.Create(CultureInfo.InvariantCulture, $"{counted.Pool} {counted.Attempt}");

    private void CountTry(ChunkManifest chunk, Tally readable, string fault)
    {
        var tried = chunk with { Tries = chunk.Tries + 1 };
        if (tried.Tries >= _options.MaxTries)
        {
            LogSetAside(chunk.Id, tried.Tries, fault);
            Decide(Verdict.Counted(tried, readable, fault, _options));
            return;
        }

        LogTryFailed(chunk.Id, tried.Tries, _options.MaxTries, fault);
        SaveManifest(tried);
        OfferDue();
    }

    private void Decide(DecidedChunk decided)
    {
        if (decided is { Outcome: ChunkOutcome.Counted, Cause.Length: > 0 }) LogMismatch(decided.Id, decided.Cause);
        _packer.CallOff(decided.Id);
        Save(decided);
        _index.Decide(decided);
        var tally = TallyCodec.Decode(decided.Tally);
        _totals.Add(decided, tally);
        if (_losses.Add(decided, tally.Lost, tally.LostPackets, Now) is { } burst) LogLoss(burst);
        _context.Dispatcher.Tell(new ChunkDecided(decided.Id), ActorRefs.NoSender);
        SendDue();
    }
}
