using System.Runtime.ExceptionServices;
using Akka.Actor;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Room on the disk. What gives way, in this order: bytes of decided chunks, then the oldest undecided chunk, which is declared lost.</summary>
public sealed partial class SpoolPart
{
    /// <summary>On a small disk less than <see cref="TracerOptions.SpoolMinFreeBytes"/> is kept free: this part of it.</summary>
    private const int LeastPartFree = 20;

    private bool _isHeld;
    private bool _isDiskFull;
    private bool _isMakingRoom;

    private string DiskPart => $"disk of {_context.Source.Recorder}";

    private void KeepWithinLimits()
    {
        ShrinkShelves(_index.Bytes + _spool.Aside.Bytes + _spool.Kept.Bytes - _options.SpoolMaxBytes);
        Hold(_index.HasTooManyVerdicts && _index.NextToDrop(UnixNowNs) is not null);
        if (!_isHeld) DropWhile(() => _index.NextToDrop(UnixNowNs));
        KeepDiskFree();
    }

    /// <summary>Verdicts of dropped chunks would pile up where tallies do already: then the recorder rests, and the time is told as a gap.</summary>
    private void Hold(bool isHeld)
    {
        if (isHeld || _isHeld) Context.Parent.Tell(new HoldRecording(isHeld));
        if (isHeld == _isHeld) return;
        _isHeld = isHeld;
        LogHeld(isHeld);
        if (isHeld) _context.Failures?.Report($"tallies of {_context.Source.Recorder}", $"{_index.Decided} tallies wait to be published and the spool is full: recording rests", staysDown: true);
        else _context.Failures?.Clear($"tallies of {_context.Source.Recorder}");
    }

    private void KeepDiskFree()
    {
        if (_spool.Room is not { } room) return;
        var missing = Math.Min(_options.SpoolMinFreeBytes, room.TotalBytes / LeastPartFree) - room.FreeBytes;
        TellOfDisk(missing > 0, room.FreeBytes);
        if (missing <= 0) return;

        var shelves = _spool.Aside.Bytes + _spool.Kept.Bytes;
        ShrinkShelves(missing);
        missing -= shelves - _spool.Aside.Bytes - _spool.Kept.Bytes;
        DropWhile(() =>
        {
            if (missing <= 0 || _index.OldestUndecided is not { } oldest) return null;
            missing -= oldest.DiskBytes;
            return new DropDue(oldest, "the spool's disk is full");
        });
    }

    private void TellOfDisk(bool isFull, long freeBytes)
    {
        if (isFull == _isDiskFull) return;
        _isDiskFull = isFull;
        if (!isFull)
        {
            _spool.KeepReserve();
            _context.Failures?.Clear(DiskPart);
            return;
        }

        var words = $"the disk of the spool {_options.SpoolDirectory} is full ({freeBytes} bytes free): the oldest chunks go uncounted and are declared lost; make room on it, or add parsers";
        LogDiskFull(words);
        _context.Failures?.Report(DiskPart, words, staysDown: true);
    }

    /// <summary>One line in the log for all that go at once.</summary>
    private void DropWhile(Func<DropDue?> next)
    {
        var dropped = new List<ChunkManifest>();
        var cause = "";
        while (next() is { } due)
        {
            cause = due.Cause;
            dropped.Add(due.Chunk);
            Decide(Verdict.Dropped(due.Chunk, due.Cause, _options));
        }

        if (dropped.Count > 0) LogDropped(dropped, cause);
    }

    private void DropLost(DropDue lost)
    {
        LogLost(lost);
        _index.Add(lost.Chunk);
        Decide(Verdict.Dropped(lost.Chunk, lost.Cause, _options));
    }

    /// <summary>The chunks put aside go first: the kept ones can be had from elsewhere only if somebody took them already.</summary>
    private void ShrinkShelves(long excess)
    {
        if (excess <= 0) return;
        var aside = _spool.Aside.Bytes;
        _spool.Aside.Shrink(Math.Max(0, aside - excess));
        _spool.Kept.Shrink(Math.Max(0, _spool.Kept.Bytes - (excess - (aside - _spool.Aside.Bytes))));
    }

    private void PackDue()
    {
        if (!_isDiskFull && !_packer.IsBusy && _index.NextToPack(UnixNowNs) is { } chunk) _packer.Begin(chunk);
    }

    private void OnPacked(PackingEnded packed)
    {
        _packer.Done();
        // Decided meanwhile: what was written goes with the next one.
        if (!_index.CanDecide(packed.Id)) return;
        try
        {
            if (packed.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
            _index.Packed(_spool.TakePacked(_index.Find(packed.Id)!));
        }
        catch (IOException e) when (DiskRoom.IsFull(e))
        {
            // Compressing needs room first; the chunk stays as it is, and what was begun goes with the next attempt.
            TellOfDisk(isFull: true, freeBytes: 0);
        }
    }

    /// <summary>The verdict is known: where there is no room for it, the chunk's own bytes make it.</summary>
    private void Save(DecidedChunk decided)
    {
        var shelves = new ShelfLimits(_options.SpoolKeepBytes, _options.SpoolAsideBytes);
        try
        {
            _spool.SaveDecided(decided, shelves);
        }
        catch (IOException e) when (DiskRoom.IsFull(e))
        {
            _spool.RemoveBytes(decided.Id);
            Write(() => _spool.SaveDecided(decided, shelves), decided.Id);
        }
    }

    /// <summary>Does a write that may find the disk full: then it makes room and tries again, as long as anything can go.</summary>
    /// <param name="write">Does the same when it is done again.</param>
    /// <param name="subject">The chunk that it is about, which must not go meanwhile.</param>
    private void Write(Action write, ChunkId? subject = null)
    {
        while (true)
        {
            try
            {
                write();
                return;
            }
            catch (IOException e) when (DiskRoom.IsFull(e) && !_isMakingRoom)
            {
                TellOfDisk(isFull: true, freeBytes: 0);
                if (!MakeRoom(subject)) throw;
            }
        }
    }

    private bool MakeRoom(ChunkId? subject)
    {
        if (_spool.Aside.Bytes + _spool.Kept.Bytes > 0)
        {
            ShrinkShelves(long.MaxValue);
            return true;
        }

        if (_index.UndecidedChunks.FirstOrDefault(chunk => chunk.IsClosed && chunk.Id != subject) is not { } oldest) return _spool.ReleaseReserve();
        _isMakingRoom = true;
        try
        {
            _spool.RemoveBytes(oldest.Id);
            DropWhile(() => _index.CanDecide(oldest.Id) ? new DropDue(oldest, "the spool's disk is full") : null);
            return true;
        }
        finally
        {
            _isMakingRoom = false;
        }
    }
}
