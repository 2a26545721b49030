using System.Globalization;

namespace Steadytrace.Hosting.Doctor;

/// <summary>The machine as its files tell: what is asked here can be asked without any right.</summary>
/// <param name="root">Where its file system begins: <c>/</c>, or a test's folder.</param>
internal sealed class Machine(string root)
{
    private const int DacOverride = 1;
    private readonly string _status = File.Exists(Path.Combine(root, "proc/self/status")) ? File.ReadAllText(Path.Combine(root, "proc/self/status")) : "";

    /// <summary>What it is called in commands that install things.</summary>
    public Distribution Distribution { get; } = Distribution.Read(Path.Combine(root, "etc/os-release"));

    /// <summary>The kernel's release: <c>6.1.0-25-amd64</c>.</summary>
    public string KernelRelease => Read("proc/sys/kernel/osrelease").Trim();

    public bool IsRoot => Status("Uid") is { } line && line.Split('\t', StringSplitOptions.RemoveEmptyEntries) is [_, "0", ..];

    /// <summary>True when this process may read and write root's files, as tracefs needs it.</summary>
    public bool MayOverrideRights => ulong.TryParse(Status("CapEff")?.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask) && (mask & (1UL << DacOverride)) != 0;

    /// <summary><c>sudo </c> where a command needs root and we are not.</summary>
    public string Sudo => IsRoot ? "" : "sudo ";

    public string At(string path) => Path.Combine(root, path.TrimStart('/'));

    /// <summary>A file's text; empty where there is none, or not for us.</summary>
    public string Read(string path)
    {
        try
        {
            return File.ReadAllText(At(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>True when the process is in this group of the machine.</summary>
    public bool IsInGroup(string group)
    {
        var id = Group(group)?[2];
        return id is not null && ((Status("Groups") ?? "").Split(' ', '\t').Contains(id) || (Status("Gid") ?? "").Split('\t').Contains(id));
    }

    /// <summary>True when the machine's list of groups has the user in this one, whether or not a process of his knows.</summary>
    public bool IsListedIn(string group, string user) => Group(group) is [_, _, _, var members] && members.Split(',').Contains(user);

    private string[]? Group(string name) => Read("etc/group").Split('\n').Select(line => line.Split(':')).FirstOrDefault(fields => fields[0] == name && fields.Length > 2);

    private string? Status(string key) => _status.Split('\n').FirstOrDefault(line => line.StartsWith(key + ":", StringComparison.Ordinal))?[(key.Length + 1)..];
}
