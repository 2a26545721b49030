using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tests.Tracing.PowerLoss;

/// <summary>A disk whose power can be lost: what was not fsynced may then be there, be there in part, or not be there.</summary>
/// <remarks>
/// The folder on the real disk is what processes see. Beside it stands, for each folder, what its entries have been since its last fsync, and for
/// each file what its content was at its own. <see cref="Lose"/> chooses for every entry one of those by itself (so that a rename may be undone on one
/// side only), and for every file its synced content, a piece of the new, zeros, or the new. Harsher than file systems are.
/// </remarks>
internal sealed class ForgetfulFiles : IFileLayer
{
    private readonly string _root;
    private int _powerLostAt;
    private readonly string? _syncLeftOut;
    private readonly FolderNode _top = new();

    /// <param name="root">A folder; all in it is durable now.</param>
    /// <param name="powerLostAt">The operation that does not happen any more, counted from 0.</param>
    /// <param name="syncLeftOut">Kind of fsync (<see cref="KindOf"/>) that does nothing; null: each does its work.</param>
    public ForgetfulFiles(string root, int powerLostAt = int.MaxValue, string? syncLeftOut = null)
    {
        (_root, _powerLostAt, _syncLeftOut) = (root, powerLostAt, syncLeftOut);
        Look(_top, root);
        MakeDurable(_top, root);
    }

    public int Operations { get; private set; }

    /// <summary>Kinds of fsync that were asked for.</summary>
    public SortedSet<string> Kinds { get; } = new(StringComparer.Ordinal);

    public bool IsLost => Operations > _powerLostAt;

    /// <summary>It was the process alone that died: the next one finds all that is there, synced or not, and the power is lost so many operations later.</summary>
    public void GoOn(int powerLostAfter) => _powerLostAt = Operations + powerLostAfter;

    public void CreateFolder(string path) => Do(path, () => DiskFiles.Instance.CreateFolder(path));

    public void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        Do(path, () => DiskFiles.Instance.WriteFile(path, bytes));
    }

    public void RenameFile(string from, string to) => Move(from, to, () => DiskFiles.Instance.RenameFile(from, to));

    public void MoveFolder(string from, string to) => Move(from, to, () => DiskFiles.Instance.MoveFolder(from, to));

    public void DeleteFile(string path) => Do(path, () => DiskFiles.Instance.DeleteFile(path));

    public void DeleteFolder(string path) => Do(path, () => DiskFiles.Instance.DeleteFolder(path));

    public void SyncFile(string path) => Do(path, () =>
    {
        if (IsLeftOut(path) || Find(path) is not FileNode file) return;
        file.Durable = File.ReadAllBytes(path);
    });

    public void SyncFolder(string path) => Do(path, () =>
    {
        if (IsLeftOut(path) || Find(path) is not FolderNode folder) return;
        folder.Forget();
    });

    /// <summary>The power is lost: the real folder becomes what the disk may hold.</summary>
    public void Lose(Random chance)
    {
        Look(_top, _root);
        var left = _root + ".left";
        Build(_top, _root, left, chance);
        Directory.Delete(_root, recursive: true);
        Directory.Move(left, _root);
    }

    /// <summary>A file or folder by what it is for, whatever its numbers.</summary>
    public static string KindOf(string root, string path)
    {
        var names = Path.GetRelativePath(root, path).Split('/');
        return string.Join('/', names.Select(name => long.TryParse(name.Split('.', '-')[0], out _) ? "N" + name[name.Split('.', '-')[0].Length..] : name));
    }

    private bool IsLeftOut(string path)
    {
        var kind = KindOf(_root, path);
        Kinds.Add(kind);
        return kind == _syncLeftOut;
    }

    private void Do(string path, Action operation)
    {
        if (Operations++ >= _powerLostAt) throw new PowerLostException();
        var parent = Path.GetDirectoryName(path)!;
        if (path != _root) LookAround(parent);
        if (Directory.Exists(path)) LookAround(path);
        operation();
        if (path != _root) LookAround(parent);
    }

    private void Move(string from, string to, Action operation)
    {
        Do(from, () => { });
        LookAround(Path.GetDirectoryName(to)!);
        var node = Find(from);
        operation();
        Parent(from).Set(Path.GetFileName(from), null);
        Parent(to).Set(Path.GetFileName(to), node);
    }

    /// <summary>Learns of what somebody else did in the folder: a recorder writes as it likes.</summary>
    private void LookAround(string path)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path)!;
        if (Find(folder) is FolderNode known)
        {
            Look(known, folder, deep: false);
            return;
        }

        // Its folder is new as well.
        if (folder != _root) LookAround(Path.GetDirectoryName(folder)!);
        if (Find(folder) is FolderNode found) Look(found, folder, deep: false);
    }

    private static void Look(FolderNode folder, string path, bool deep = true)
    {
        var there = Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path).ToDictionary(entry => Path.GetFileName(entry)!) : [];
        foreach (var gone in folder.Entries.Keys.Where(name => !there.ContainsKey(name)).ToList()) folder.Set(gone, null);
        foreach (var (name, entry) in there)
        {
            var isFolder = Directory.Exists(entry);
            if (!folder.Entries.TryGetValue(name, out var node) || node is FolderNode != isFolder) folder.Set(name, node = isFolder ? new FolderNode() : new FileNode());
            if (deep && node is FolderNode inner) Look(inner, entry);
        }
    }

    private static void MakeDurable(FolderNode folder, string path)
    {
        folder.Forget();
        foreach (var (name, node) in folder.Entries)
        {
            var at = Path.Combine(path, name);
            if (node is FolderNode inner) MakeDurable(inner, at);
            else ((FileNode)node).Durable = File.ReadAllBytes(at);
        }
    }

    private FolderNode Parent(string path) => (FolderNode)Find(Path.GetDirectoryName(path)!)!;

    private Node? Find(string path)
    {
        Node? node = _top;
        foreach (var name in Path.GetRelativePath(_root, path).Split('/').Where(name => name != ".")) node = (node as FolderNode)?.Entries.GetValueOrDefault(name);
        return node;
    }

    private void Build(FolderNode folder, string? path, string left, Random chance)
    {
        Directory.CreateDirectory(left);
        foreach (var (name, candidates) in folder.Candidates.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var node = candidates[chance.Next(candidates.Count)];
            // Where the node is now, if it still is anywhere.
            var at = node is null ? null : PathOf(node);
            if (node is FolderNode inner) Build(inner, at, Path.Combine(left, name), chance);
            else if (node is FileNode file) File.WriteAllBytes(Path.Combine(left, name), ContentOf(file, at, chance));
        }
    }

    private string? PathOf(Node sought)
    {
        return In(_top, _root);

        string? In(FolderNode folder, string path)
        {
            foreach (var (name, node) in folder.Entries)
            {
                var at = Path.Combine(path, name);
                if (ReferenceEquals(node, sought)) return at;
                if (node is FolderNode inner && In(inner, at) is { } found) return found;
            }

            return null;
        }
    }

    private static byte[] ContentOf(FileNode file, string? path, Random chance)
    {
        var durable = file.Durable ?? [];
        if (path is null) return durable;
        var now = File.ReadAllBytes(path);
        if (file.Durable is not null && now.AsSpan().SequenceEqual(durable)) return now;
        return chance.Next(4) switch
        {
            0 => durable,
            1 => now[..chance.Next(now.Length + 1)],
            2 => new byte[now.Length],
            _ => now,
        };
    }

    private abstract class Node;

    private sealed class FileNode : Node
    {
        public byte[]? Durable { get; set; }
    }

    private sealed class FolderNode : Node
    {
        public Dictionary<string, Node> Entries { get; } = [];

        /// <summary>For each name all that stood there since the last fsync, what stood there then included; null is nothing.</summary>
        public Dictionary<string, List<Node?>> Candidates { get; private set; } = [];

        public void Set(string name, Node? node)
        {
            if (!Candidates.TryGetValue(name, out var candidates)) Candidates.Add(name, candidates = [null]);
            candidates.Add(node);
            if (node is null) Entries.Remove(name);
            else Entries[name] = node;
        }

        public void Forget() => Candidates = Entries.ToDictionary(entry => entry.Key, entry => new List<Node?> { entry.Value });
    }
}
