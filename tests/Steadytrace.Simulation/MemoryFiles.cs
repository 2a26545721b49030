using Steadytrace.Recording.Spool;

namespace Steadytrace.Simulation;

/// <summary>The disk of a machine: what was not synced may be there, in part, or not at all after the loss of power; it fills up.</summary>
/// <remarks>Each entry of a folder goes back by itself to what it was at any moment since the folder's last sync, each file to its last synced content, to zeros, or to a piece of what it is.</remarks>
internal sealed class MemoryFiles(Machine machine) : IFileLayer
{
    private const int NoSpaceLeft = 28;
    private const int NodeBytes = 32;

    /// <summary>A disk that never fills up: nobody adds up what is on it.</summary>
    public const long Endless = 1L << 40;
    private FolderNode _root = new();

    /// <summary>Whose operations these are; null: nobody's that could die.</summary>
    public SimulatedProcess? Owner { get; set; }

    /// <summary>Room on the whole disk, in bytes.</summary>
    public long Capacity { get; set; } = Endless;

    /// <summary>The longest that bringing something to the disk takes.</summary>
    public double MaxSyncSeconds { get; set; }

    /// <summary>Sees each file before it is replaced or removed.</summary>
    public Action<string, byte[]?>? Changing { get; set; }

    /// <summary>Sees each file before it comes to its place under its last name.</summary>
    public Action<string, byte[]>? Coming { get; set; }

    /// <summary>Taken by files, and a little by every file and folder itself.</summary>
    public long Used => SizeOf(_root);

    public DiskRoom? RoomOf(string folder) => new DiskRoom(Capacity < Endless ? Math.Max(0, Capacity - Used) : Endless, 2 * Endless);

    public bool FileExists(string path) => Find(path) is FileNode;

    public bool FolderExists(string path) => Find(path) is FolderNode;

    public byte[] ReadFile(string path) => FileAt(path).Content;

    public IEnumerable<string> FilesIn(string folder) => EntriesOf<FileNode>(folder);

    public IEnumerable<string> FoldersIn(string folder) => EntriesOf<FolderNode>(folder);

    public long BytesOf(string path) => FileAt(path).Content.Length;

    public long LastWrittenUnixNs(string path) => FileAt(path).WrittenUnixNs;

    public void TouchFile(string path) => FileAt(path);

    public void CreateFolder(string path)
    {
        Owner?.Step();
        var parent = FolderAt(Path.GetDirectoryName(path)!);
        if (!parent.Entries.ContainsKey(Path.GetFileName(path))) parent.Set(Path.GetFileName(path), new FolderNode());
    }

    public void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        Owner?.Step();
        var parent = FolderAt(Path.GetDirectoryName(path)!);
        if (parent.Entries.GetValueOrDefault(Path.GetFileName(path)) is not FileNode file) parent.Set(Path.GetFileName(path), file = new FileNode());
        file.Content = [];
        TakeRoom(path, content.Length);
        (file.Content, file.WrittenUnixNs) = (content.ToArray(), machine.WallUnixNs);
    }

    /// <summary>As a recorder does, without a temporary name.</summary>
    public void Append(string path, byte[] more)
    {
        Owner?.Step();
        TakeRoom(path, more.Length);
        var parent = FolderAt(Path.GetDirectoryName(path)!);
        if (parent.Entries.GetValueOrDefault(Path.GetFileName(path)) is not FileNode file) parent.Set(Path.GetFileName(path), file = new FileNode());
        (file.Content, file.WrittenUnixNs) = ([.. file.Content, .. more], machine.WallUnixNs);
    }

    public void RenameFile(string from, string to) => Move(from, to);

    public void MoveFolder(string from, string to) => Move(from, to);

    public void DeleteFile(string path) => Delete(path);

    public void DeleteFolder(string path) => Delete(path);

    public void SyncFile(string path)
    {
        Owner?.Step();
        Wait();
        var file = FileAt(path);
        file.Synced = file.Content;
    }

    public void SyncFolder(string path)
    {
        Owner?.Step();
        Wait();
        FolderAt(path).Since.Clear();
    }

    /// <summary>True when the loss of power cannot take the file, or any folder above it, away.</summary>
    public bool IsDurable(string path)
    {
        var folder = _root;
        foreach (var range in path.AsSpan().Split('/'))
        {
            var name = path.AsSpan(range);
            if (name.IsEmpty) continue;
            if (folder.SinceByName.ContainsKey(name) || !folder.ByName.TryGetValue(name, out var node)) return false;
            if (node is FileNode file) return ReferenceEquals(file.Synced, file.Content);
            folder = (FolderNode)node;
        }

        return true;
    }

    public void LosePower(Random chance) => _root = (FolderNode)Left(_root, chance);

    /// <summary>Whoever asked for it is held up.</summary>
    private void Wait()
    {
        if (MaxSyncSeconds > 0 && Owner?.World is { Current: { } waits } world) waits.Work(world.Between(0, MaxSyncSeconds));
    }

    private void TakeRoom(string path, long bytes)
    {
        if (Capacity < Endless && Used + bytes > Capacity) throw new IOException($"{path}: no space left on device", NoSpaceLeft);
    }

    private static long SizeOf(Node node) => NodeBytes + (node is FileNode file ? file.Content.Length : ((FolderNode)node).Entries.Values.Sum(SizeOf));

    private static Node Left(Node node, Random chance)
    {
        if (node is FileNode file)
        {
            return new FileNode
            {
                WrittenUnixNs = file.WrittenUnixNs,
                Content = ReferenceEquals(file.Synced, file.Content) ? file.Content : chance.Next(4) switch
                {
                    0 => file.Synced ?? [],
                    1 => new byte[file.Content.Length],
                    2 => file.Content[..chance.Next(file.Content.Length + 1)],
                    _ => file.Content,
                },
            }.Durable();
        }

        var (folder, left) = ((FolderNode)node, new FolderNode());
        foreach (var name in folder.Entries.Keys.Union(folder.Since.Keys).Order(StringComparer.Ordinal).ToList())
        {
            List<Node?> states = [.. folder.Since.GetValueOrDefault(name) ?? [], folder.Entries.GetValueOrDefault(name)];
            if (states[chance.Next(states.Count)] is { } stays) left.Entries.Add(name, Left(stays, chance));
        }

        return left;
    }

    private void Move(string from, string to)
    {
        Owner?.Step();
        var node = Find(from) ?? throw new FileNotFoundException($"{from} is not there");
        var target = FolderAt(Path.GetDirectoryName(to)!);
        if (node is FileNode moved)
        {
            Tell(to, target.Entries.GetValueOrDefault(Path.GetFileName(to)), moved.Content);
            Coming?.Invoke(to, moved.Content);
        }

        FolderAt(Path.GetDirectoryName(from)!).Set(Path.GetFileName(from), null);
        target.Set(Path.GetFileName(to), node);
    }

    private void Delete(string path)
    {
        Owner?.Step();
        Tell(path, Find(path), null);
        FolderAt(Path.GetDirectoryName(path)!).Set(Path.GetFileName(path), null);
    }

    /// <summary>Of each file that goes.</summary>
    private void Tell(string path, Node? gone, byte[]? replacedBy)
    {
        if (Changing is null || gone is null) return;
        if (gone is FileNode) Changing(path, replacedBy);
        else foreach (var (name, inner) in ((FolderNode)gone).Entries) Tell($"{path}/{name}", inner, null);
    }

    private IEnumerable<string> EntriesOf<T>(string folder) where T : Node =>
        [.. FolderAt(folder).Entries.Where(entry => entry.Value is T).Select(entry => $"{folder}/{entry.Key}").Order(StringComparer.Ordinal)];

    private FileNode FileAt(string path) => Find(path) as FileNode ?? throw new FileNotFoundException($"{path} is not there");

    private FolderNode FolderAt(string path) => Find(path) as FolderNode ?? throw new DirectoryNotFoundException($"{path} is not there");

    private Node? Find(string path)
    {
        Node? node = _root;
        foreach (var range in path.AsSpan().Split('/'))
        {
            var name = path.AsSpan(range);
            if (name.IsEmpty) continue;
            if (node is not FolderNode folder || !folder.ByName.TryGetValue(name, out node)) return null;
        }

        return node;
    }

    private abstract class Node;

    private sealed class FileNode : Node
    {
        public byte[] Content { get; set; } = [];

        public byte[]? Synced { get; set; }

        public long WrittenUnixNs { get; set; }

        public FileNode Durable()
        {
            Synced = Content;
            return this;
        }
    }

    private sealed class FolderNode : Node
    {
        public FolderNode()
        {
            ByName = Entries.GetAlternateLookup<ReadOnlySpan<char>>();
            SinceByName = Since.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public Dictionary<string, Node> Entries { get; } = [];

        public Dictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> ByName { get; }

        public Dictionary<string, List<Node?>>.AlternateLookup<ReadOnlySpan<char>> SinceByName { get; }

        /// <summary>What entries have been since the last sync, the oldest first.</summary>
        public Dictionary<string, List<Node?>> Since { get; } = [];

        public void Set(string name, Node? node)
        {
            if (!Since.TryGetValue(name, out var states)) Since.Add(name, states = []);
            states.Add(Entries.GetValueOrDefault(name));
            if (node is null) Entries.Remove(name);
            else Entries[name] = node;
        }
    }
}
