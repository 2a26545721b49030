using System.Globalization;

namespace Steadytrace.Recording.Spool;

/// <summary>A folder for the bytes of decided chunks that are kept within a limit: the oldest go first.</summary>
/// <remarks>What stands here counts for nothing any more: moves are not synced, and what a crash leaves of them is no harm.</remarks>
public sealed class SpoolShelf
{
    private readonly string _folder;
    private readonly IFileLayer _files;
    private readonly SortedDictionary<(long Run, long Number), long> _chunks = [];

    internal SpoolShelf(string folder, IFileLayer files)
    {
        (_folder, _files) = (folder, files);
        if (!files.FolderExists(folder)) return;
        foreach (var chunk in files.FoldersIn(folder))
        {
            if (Path.GetFileName(chunk).Split('-') is [var run, var number]
                && long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out var ofRun)
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var ofNumber))
                _chunks[(ofRun, ofNumber)] = BytesIn(chunk);
        }

        Bytes = _chunks.Values.Sum();
    }

    /// <summary>Bytes of all chunks here.</summary>
    public long Bytes { get; private set; }

    /// <summary>Chunks here, oldest first, with their bytes.</summary>
    public IEnumerable<(long Run, long Number, long Bytes)> Chunks => _chunks.Select(chunk => (chunk.Key.Run, chunk.Key.Number, chunk.Value));

    /// <summary>Lets the oldest chunks go until no more than so many bytes are left.</summary>
    public void Shrink(long maxBytes)
    {
        while (Bytes > maxBytes && _chunks.Count > 0)
        {
            var (key, bytes) = _chunks.First();
            if (_files.FolderExists(PathOf(key))) _files.DeleteFolder(PathOf(key));
            _chunks.Remove(key);
            Bytes -= bytes;
        }
    }

    /// <summary>Moves a decided chunk's folder here.</summary>
    internal void Take(string chunk, ChunkId id, long maxBytes)
    {
        var key = (id.Run, id.Number);
        if (!_files.FolderExists(_folder)) _files.CreateFolder(_folder);
        if (_files.FolderExists(PathOf(key))) _files.DeleteFolder(PathOf(key));
        _files.MoveFolder(chunk, PathOf(key));
        Bytes -= _chunks.GetValueOrDefault(key);
        _chunks[key] = BytesIn(PathOf(key));
        Bytes += _chunks[key];
        Shrink(maxBytes);
    }

    private long BytesIn(string chunk) => _files.AllFilesIn(chunk).Sum(_files.BytesOf);

    private string PathOf((long Run, long Number) chunk) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{chunk.Run}-{chunk.Number}"));
}
