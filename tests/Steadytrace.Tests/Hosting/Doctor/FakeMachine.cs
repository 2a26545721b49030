using Steadytrace.Hosting.Doctor;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Hosting.Doctor;

/// <summary>A machine made of files.</summary>
internal sealed class FakeMachine : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FakeMachine(bool root = true, bool capability = true, string release = "6.1.0-25-amd64", string os = "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n")
    {
        Write("proc/self/status", $"Name:\tx\nUid:\t1000\t{(root ? 0 : 1000)}\t1000\t1000\nGid:\t1000\t1000\nGroups:\t27 1000\nCapEff:\t{(capability || root ? 2 : 0):x16}\n");
        Write("proc/sys/kernel/osrelease", release + "\n");
        Write("proc/filesystems", "nodev\ttracefs\n\text4\n");
        Write("etc/os-release", os);
        Write("etc/group", "sudo:x:27:\ntracing:x:120:\n");
        Directory.CreateDirectory(_folder["sys/kernel/tracing"]);
    }

    public Machine Look() => new(_folder.Path);

    public FakeMachine With(string path, string text)
    {
        Write(path, text);
        return this;
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllText(_folder[path], text);
    }
}
