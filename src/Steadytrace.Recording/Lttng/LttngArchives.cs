using System.Globalization;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Following;

namespace Steadytrace.Recording.Lttng;

/// <summary>The archives that LTTng leaves in a run's folder, and their way into chunks.</summary>
/// <remarks>
/// <para>An archive becomes a chunk's <c>trace/</c> by one rename, together with the state that says so (<see cref="LttngArchiveState"/>): a
/// crash leaves it on one side or the other. The copy of the state in the run's folder follows; where it is behind, the chunk's is newer.</para>
/// <para>When a process died between two cuts, the chunk it left open may have its archive already, or archives may lie about. What the chunk
/// has is then <em>held</em> in the run's folder and merged with all that follows at the next cut.</para>
/// </remarks>
internal sealed class LttngArchives(string runDirectory)
{
    /// <summary>Name of the folder in each chunk that holds the CTF trace: there even when the chunk is empty.</summary>
    public const string TraceFolder = "trace";

    private readonly string _held = Path.Combine(runDirectory, "held");
    private readonly string _merged = Path.Combine(runDirectory, "merged");

    /// <summary>The session's output folder.</summary>
    public string Output { get; } = Path.Combine(runDirectory, "lttng");

    /// <summary>Where all streams of the run stand.</summary>
    public LttngArchiveState State { get; private set; } = LttngArchiveState.Empty;

    /// <summary>Takes over what a dead process left, in the run's folder and in the chunk that it had open.</summary>
    public void Adopt(string chunkDirectory)
    {
        State = LttngArchiveState.Read(runDirectory) ?? LttngArchiveState.Empty;
        var trace = Path.Combine(chunkDirectory, TraceFolder);
        if (Directory.Exists(trace))
        {
            State = LttngArchiveState.Read(trace) ?? State;
            // Whatever was held went into the chunk's trace; and with a session that was at its end, all that it had left.
            Delete(_held);
            if (State.TookUnfinished) Delete(Output);
            Directory.Move(trace, _held);
        }
        else if (Directory.Exists(_held))
        {
            State = LttngArchiveState.Read(_held) ?? State;
        }

        Delete(_merged);
        DeleteTaken();
    }

    /// <summary>Learns from a chunk that a dead process left open behind its cut which archives are in it, where the run's folder does not say so yet: none goes into the next chunk too.</summary>
    public void CatchUp(string leftChunkDirectory)
    {
        State = LttngArchiveState.Read(runDirectory) ?? LttngArchiveState.Empty;
        if (LttngArchiveState.Read(Path.Combine(leftChunkDirectory, TraceFolder)) is not { } left || left.LastArchive <= State.LastArchive) return;
        State = left;
        Delete(_held);
        Delete(_merged);
        DeleteTaken();
        State.Write(runDirectory);
    }

    /// <summary>Moves all finished archives into a chunk.</summary>
    /// <param name="chunkDirectory">The chunk's folder, on the same file system.</param>
    /// <param name="withUnfinished">Also what a dead tracer had not archived: whole packets only.</param>
    /// <returns>Streams whose place cannot be told, as their index is missing or damaged: loss at their next chunk's begin will not be seen.</returns>
    public IReadOnlyList<string> MoveInto(string chunkDirectory, bool withUnfinished = false)
    {
        var finished = Finished();
        List<string> pieces = [.. Directory.Exists(_held) ? [_held] : Array.Empty<string>(), .. finished.Select(archive => archive.Path)];
        if (withUnfinished) pieces.AddRange(Unfinished());

        var piece = pieces.Count == 1 && !withUnfinished ? pieces[0] : _merged;
        if (piece == _merged)
        {
            Delete(_merged);
            LttngArchiveMerge.Write(pieces, _merged);
        }

        var (tails, unknown) = LttngTails.After(State.Tails, piece);
        State = new LttngArchiveState(finished.Count > 0 ? finished[^1].Number : State.LastArchive, tails) { TookUnfinished = withUnfinished };
        State.Write(piece);
        Directory.Move(piece, Path.Combine(chunkDirectory, TraceFolder));
        DurableFiles.SyncFolder(chunkDirectory);
        State.Write(runDirectory);
        foreach (var rest in pieces) Delete(rest);
        return unknown;
    }

    /// <summary>
    /// A file that every archive not yet in a chunk must have and one lacks: a stream that had packets before, or its declarations; null when all are there.
    /// </summary>
    /// <remarks>LTTng begins each archive with a file for each stream, whatever happens in it, and keeps a stream as long as the session.</remarks>
    public string? MissingFile()
    {
        var streams = State.Tails.Select(tail => Path.GetRelativePath(TraceFolder, tail.Stream)).ToList();
        var needed = streams.Concat(streams.Select(stream => Path.Combine(Path.GetDirectoryName(stream)!, "metadata")).Distinct()).ToList();
        return Finished().SelectMany(archive => needed.Where(file => !File.Exists(Path.Combine(archive.Path, file)))).FirstOrDefault();
    }

    /// <summary>Where the archive that comes next is being written: <c>begin-7</c> in the output folder, and before the first rotation in that folder itself.</summary>
    /// <remarks>What is told now of an archive's number holds on, whichever is written later. An archive that will be merged with what is held shows nothing before it is.</remarks>
    public Func<IReadOnlyList<GrowingPlace>> Growing()
    {
        var number = State.LastArchive + 1;
        if (Directory.Exists(_held)) return () => [];
        return () =>
        {
            var folder = number == 0 ? Output : Numbered(Output).FirstOrDefault(open => open.Number == number).Path;
            return folder is null ? [] : [.. LttngArchiveMerge.Domains.Select(domain => new GrowingPlace(Path.Combine(folder, domain), $"{TraceFolder}/{domain}/"))];
        };
    }

    /// <summary>Removes all that a run leaves besides its state.</summary>
    public void Clear()
    {
        Delete(Output);
        Delete(_held);
        Delete(_merged);
    }

    /// <summary>Archives that are not in a chunk yet, in the order of their numbers, which end their names: <c>begin-end-7</c>.</summary>
    private List<(long Number, string Path)> Finished() => [.. Numbered(Path.Combine(Output, "archives")).OrderBy(archive => archive.Number)];

    /// <summary>What the tracer was writing when it died: <c>begin-7</c>, or before the first rotation the output folder itself.</summary>
    private IEnumerable<string> Unfinished() => [Output, .. Numbered(Output).OrderBy(open => open.Number).Select(open => open.Path)];

    private static IEnumerable<(long Number, string Path)> Numbered(string folder)
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var path in Directory.EnumerateDirectories(folder))
        {
            var name = Path.GetFileName(path);
            var dash = name.LastIndexOf('-');
            if (dash > 0 && long.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                yield return (number, path);
        }
    }

    private void DeleteTaken()
    {
        foreach (var (number, path) in Finished().Where(archive => archive.Number <= State.LastArchive)) Delete(path);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
