namespace Steadytrace.Recording.Lttng.Live;

/// <summary>Fetches what a session's streams have, round by round.</summary>
internal sealed class LiveFollow(LiveViewer viewer, LiveAttachments attachments, LiveMap map, LiveSegment segment, LiveProblems problems, LttngLiveOptions options)
{
    private const int PieceBytes = 1 << 20;

    // A relay daemon that sends its metadata byte by byte keeps nobody from anything else.
    private const int MaximumMetadataPieces = 256;

    /// <summary>The session is closed, and all of it was fetched.</summary>
    public bool IsOver => attachments.Open.Count == 0 && map.Streams.Count == 0;

    /// <summary>One round: new streams, metadata, what is next in each stream, packets as long as there is room.</summary>
    /// <returns>True when something came, and more may be waiting.</returns>
    public async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        var came = await attachments.RefreshAsync(cancellation);
        foreach (var trace in map.Traces.Where(trace => trace.NeedsMetadata).ToList()) came |= await FetchMetadataAsync(trace, cancellation);
        foreach (var streams in map.Streams.Where(stream => stream.Ahead is null && stream.Trace.IsReady).ToList().Chunk(LiveViewer.MaximumQuestions))
        {
            var indexes = await viewer.NextIndexesAsync([.. streams.Select(stream => stream.Id)], cancellation);
            for (var i = 0; i < streams.Length; i++) came |= Take(streams[i], indexes[i]);
        }

        foreach (var stream in map.Streams.Where(stream => stream.Ahead is not null && stream.Trace.IsReady).ToList())
        {
            if (segment.IsFull) return true;
            if (stream.Trace.IsReady) came |= await FetchPacketAsync(stream, stream.Ahead!.Value, cancellation);
        }

        return came;
    }

    /// <summary>Forgets traces that nothing comes of any more. To be called when no packet of theirs waits to be counted.</summary>
    public void Forget()
    {
        foreach (var trace in map.Traces.ToList())
        {
            if (trace.Streams.Count > 0) continue;
            if (!attachments.Open.Contains(trace.Session) || trace.HadStreams && trace.MetadataStream is null) map.Remove(trace);
            else trace.NeedsMetadata |= trace.HadStreams; // asked for until the relay daemon says that it is closed
        }
    }

    private bool Take(LiveStream stream, LiveIndex index)
    {
        if (index.Flags.HasFlag(LiveFlags.NewStreams)) attachments.AskForStreams();
        if (index.Flags.HasFlag(LiveFlags.NewMetadata)) stream.Trace.NeedsMetadata = true;
        switch (index.Status)
        {
            case IndexStatus.Packet:
                stream.Await(index);
                return true;
            case IndexStatus.Inactive:
                stream.Rest(index.End);
                return false;
            case IndexStatus.Retry:
                return false;
            case IndexStatus.Error:
                problems.Add($"{stream.Label}: the relay daemon says that it cannot read the stream: what comes of it is not counted");
                break;
        }

        map.Remove(stream);
        return true;
    }

    private async Task<bool> FetchPacketAsync(LiveStream stream, LiveIndex index, CancellationToken cancellation)
    {
        if (await segment.AppendAsync(stream, file => WriteAsync(stream, index, file, cancellation)))
        {
            stream.GoOn();
            return true;
        }

        stream.RefusedSince ??= Environment.TickCount64;
        if (stream.Trace.NeedsMetadata && Environment.TickCount64 - stream.RefusedSince < options.MetadataTimeoutMilliseconds) return false;
        problems.Add($"{stream.Label}: the relay daemon does not give a packet of {index.Bits / 8} bytes that it announced: it is not counted");
        stream.GoOn();
        return true;
    }

    private async Task<bool> WriteAsync(LiveStream stream, LiveIndex index, FileStream file, CancellationToken cancellation)
    {
        for (var left = (long)(index.Bits / 8); left > 0;)
        {
            var offset = index.Offset + (index.Bits / 8 - (ulong)left);
            var (status, flags, bytes) = await viewer.PacketAsync(stream.Id, offset, (int)Math.Min(left, PieceBytes), file, cancellation);
            if (flags.HasFlag(LiveFlags.NewStreams)) attachments.AskForStreams();
            // Whatever the refusal is for, asking again is only of use after something was new: metadata is looked for in any case.
            if (status != PacketStatus.Done) stream.Trace.NeedsMetadata |= status == PacketStatus.Retry || flags != LiveFlags.None;
            if (status != PacketStatus.Done) return false;
            left -= bytes;
        }

        return true;
    }

    private async Task<bool> FetchMetadataAsync(LiveTrace trace, CancellationToken cancellation)
    {
        var (came, status) = trace.MetadataStream is { } stream ? await FetchMetadataAsync(trace, stream, cancellation) : (0, MetadataStatus.NothingNew);
        if (came > 0) trace.Grow(came);
        if (status == MetadataStatus.Error) trace.MetadataStream = null;
        if (trace.IsReadable && !trace.IsGivenUp) trace.NeedsMetadata = status == MetadataStatus.Done;
        else if (status == MetadataStatus.Error) GiveUp(trace, $"{trace.Unreadable}, and its metadata is closed");
        else if (Environment.TickCount64 - (trace.WaitsSince ??= Environment.TickCount64) > options.MetadataTimeoutMilliseconds) GiveUp(trace, $"{trace.Unreadable}, for {options.MetadataTimeoutMilliseconds} ms");
        return came > 0;
    }

    private async Task<(long Came, MetadataStatus Status)> FetchMetadataAsync(LiveTrace trace, ulong stream, CancellationToken cancellation)
    {
        using var file = new FileStream(trace.GrowingPath, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        long came = 0;
        for (var piece = 0; piece < MaximumMetadataPieces; piece++)
        {
            var (status, bytes) = await viewer.MetadataAsync(stream, trace.MetadataRoom - came, file, cancellation);
            came += bytes;
            if (status != MetadataStatus.Done || bytes == 0) return (came, status);
        }

        return (came, MetadataStatus.Done);
    }

    // Its packets stay where they are; whether any are lost to it is not known here.
    private void GiveUp(LiveTrace trace, string reason)
    {
        trace.NeedsMetadata = false;
        if (trace.IsGivenUp) return;
        var names = string.Join(", ", trace.Streams.Select(stream => stream.Label).DefaultIfEmpty("no streams").Take(3));
        problems.Add($"trace {trace.Id} ({names}): metadata cannot be read: {reason}: nothing more of it is counted");
        foreach (var stream in trace.Streams.ToList()) map.Remove(stream);
        (trace.IsGivenUp, trace.HadStreams) = (true, true);
    }
}
