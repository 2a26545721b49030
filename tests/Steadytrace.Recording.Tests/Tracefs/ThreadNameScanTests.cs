using System.Text;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Tracefs;

public sealed class ThreadNameScanTests : IDisposable
{
    private const int NobodysPid = 4_194_304;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_thread_is_named_and_one_that_is_gone_as_the_kernel_saved_it()
    {
        using var enough = new ManualResetEventSlim();
        using var begun = new CountdownEvent(2);
        foreach (var name in (string[])["scanned-one", "scanned one too"])
        {
            new Thread(() =>
            {
                begun.Signal();
                enough.Wait();
            }) { IsBackground = true, Name = name }.Start();
        }

        begun.Wait();
        File.WriteAllText(_folder["saved"], $"{Environment.ProcessId} its name before\n{NobodysPid} gone\n");

        var names = Encoding.Latin1.GetString(new ThreadNameScan().Read(_folder["saved"])).Split('\n');
        enough.Set();

        Assert.Single(names, line => line.EndsWith(" scanned-one", StringComparison.Ordinal));
        Assert.Single(names, line => line.EndsWith(" scanned one too", StringComparison.Ordinal));
        Assert.Contains($"{NobodysPid} gone", names);
        Assert.Contains($"{Environment.ProcessId} {File.ReadAllText("/proc/self/comm").Trim()}", names);
    }

    [Fact]
    public void A_table_of_any_size_is_read_each_time_anew()
    {
        var scan = new ThreadNameScan();
        File.WriteAllLines(_folder["saved"], Enumerable.Range(NobodysPid, 20_000).Select(pid => $"{pid} thread {pid % 100}"));
        var first = Gone(scan);
        File.WriteAllText(_folder["saved"], $"{NobodysPid} another\n");
        Assert.Equal(Enumerable.Range(NobodysPid, 20_000).Select(pid => $"{pid} thread {pid % 100}"), first);
        Assert.Equal([$"{NobodysPid} another"], Gone(scan));
    }

    private List<string> Gone(ThreadNameScan scan) =>
        [.. Encoding.Latin1.GetString(scan.Read(_folder["saved"])).Split('\n').Where(line => line.Length > 0 && int.Parse(line.Split(' ')[0]) >= NobodysPid)];

    [Fact]
    public void A_file_that_is_not_there_has_no_bytes() => Assert.True(Libc.TryReadFile(_folder["nothing"], new byte[8]) < 0);
}
