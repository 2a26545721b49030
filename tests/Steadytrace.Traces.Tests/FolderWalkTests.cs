using System.Diagnostics;
using System.Runtime.Versioning;
using Steadytrace.Testing;

namespace Steadytrace.Traces.Tests;

/// <summary>Folders that cannot be looked into, or not to their end, and files that come and go while a trace is counted.</summary>
[SupportedOSPlatform("linux")]
public sealed class FolderWalkTests
{
    private const string Metadata = "/* CTF 1.8 */ trace { major = 1; minor = 8; byte_order = le; }; event { name = tick; fields := struct { integer { size = 8; } x; }; };";

    [Fact]
    public void A_folder_and_a_file_that_cannot_be_asked_are_faults_and_the_rest_is_counted()
    {
        using var deep = new TooDeep();
        Put(deep.Path);
        deep.Shell("mkdir $name-folder; printf 1234 > $name-file");

        var report = TraceCounter.Count(deep.Root, new CountOptions());

        Assert.Equal(3, report.Tally.Events);
        Assert.Equal(["file", "folder"], report.Faults.Select(fault => fault.File[(fault.File.LastIndexOf('-') + 1)..]).Order());
        Assert.All(report.Faults, fault => Assert.StartsWith("cannot be ", fault.Reason, StringComparison.Ordinal));
        Assert.Equal(3, TraceCounter.Bytes(deep.Root));
    }

    // What is left out there would be told as lost by the next chunk.
    [Fact]
    public void Tails_are_refused_where_a_folder_cannot_be_looked_into()
    {
        using var deep = new TooDeep();
        Put(deep.Path);
        deep.Shell("mkdir $name-folder");

        Assert.Contains("cannot be looked into", Assert.Throws<TraceException>(() => StreamTails.Read(deep.Root)).Message);
    }

    [Fact]
    public void Without_any_trace_the_folder_that_cannot_be_looked_into_is_named()
    {
        using var deep = new TooDeep();
        deep.Shell("mkdir $name-folder");

        Assert.EndsWith("-folder", Assert.Throws<TraceException>(() => TraceCounter.Count(deep.Root, new CountOptions())).Fault.File);
        Assert.EndsWith("-folder", Assert.Throws<TraceException>(() => TraceCounter.Kinds(deep.Root)).Fault.File);
    }

    [Fact]
    public void Folders_that_lie_too_deep_are_told_and_the_others_counted()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Path;
        for (var level = 0; level < 33; level++)
        {
            Directory.CreateDirectory(path = Path.Combine(path, "a"));
            if (level is 31 or 32) Put(path);
        }

        var report = TraceCounter.Count(folder.Path, new CountOptions());

        Assert.Equal(3, report.Tally.Events);
        Assert.Equal((Path.GetDirectoryName(path), true), Assert.Single(report.Faults) is var fault ? (fault.File, fault.Reason.Contains("more than 32 levels")) : default);
    }

    [Fact]
    public async Task Files_and_folders_that_come_and_go_meanwhile_are_faults_at_the_most()
    {
        using var folder = new TemporaryFolder();
        Put(folder.Path);
        using var end = new CancellationTokenSource();
        var others = Task.Run(() => ComeAndGo(folder, end.Token));
        try
        {
            for (var i = 0; i < 400; i++)
            {
                var report = TraceCounter.Count(folder.Path, new CountOptions());

                Assert.True(report.Tally.Events >= 3);
                Assert.True(TraceCounter.Bytes(folder.Path) >= 3);
            }
        }
        finally
        {
            await end.CancelAsync();
            await others;
        }
    }

    private static void ComeAndGo(TemporaryFolder folder, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            Directory.CreateDirectory(folder["other"]);
            Put(folder["other"]);
            for (var file = 0; file < 20; file++) File.WriteAllBytes(folder[$"file-{file}"], [1]);
            for (var file = 0; file < 20; file++) File.Delete(folder[$"file-{file}"]);
            Directory.Delete(folder["other"], recursive: true);
        }
    }

    private static void Put(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "metadata"), Metadata);
        File.WriteAllBytes(Path.Combine(folder, "stream"), [1, 2, 3]);
    }

    /// <summary>A folder whose path is so long that no longer name fits behind it: what is made there by a shell, nobody can ask for by its path, not even root.</summary>
    private sealed class TooDeep : IDisposable
    {
        private const int PathBytes = 4000;
        private const int NameBytes = 180;

        public TooDeep()
        {
            Root = Path = Directory.CreateTempSubdirectory("steadytrace-test-").FullName;
            while (PathBytes - Path.Length > 1) Path = System.IO.Path.Combine(Path, new string('d', Math.Min(NameBytes, PathBytes - Path.Length - 1)));
            Directory.CreateDirectory(Path);
        }

        public string Root { get; }

        public string Path { get; }

        /// <summary>Runs something inside the folder; <c>$name</c> begins a name that is too long.</summary>
        public void Shell(string script) => Run("cd \"$1\" && name=$2 && " + script, Path, new string('n', NameBytes));

        // By names alone, as the shell does it: a path is too long for it, too.
        public void Dispose() => Run("rm -rf \"$1\"", Root);

        private static void Run(string script, params string[] arguments)
        {
            using var shell = Process.Start("bash", ["-c", script, "bash", .. arguments]);
            shell.WaitForExit();
            Assert.Equal(0, shell.ExitCode);
        }
    }
}
