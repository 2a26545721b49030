using System.IO.Compression;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>The sample trace that ships with the project: real pages, so the reader is tried on them also where nobody is root.</summary>
public sealed class SampleTests
{
    private const string Resource = "Steadytrace.Recording.Replay.Sample.sample.zip";

    [Fact]
    public void The_sample_is_small_and_each_of_its_chunks_counts_to_what_the_kernel_said()
    {
        using var zip = typeof(RecorderException).Assembly.GetManifestResourceStream(Resource)!;
        Assert.InRange(zip.Length, 1, 2_000_000);
        using var folder = new TemporaryFolder();
        ZipFile.ExtractToDirectory(zip, folder.Path);
        var chunks = Directory.GetDirectories(folder.Path);
        Assert.Equal(15, chunks.Length);
        foreach (var chunk in chunks)
        {
            var tally = new Tally();
            var faults = new List<TraceFault>();
            FtraceReader.Count(chunk, new CountOptions { Interval = IntervalLength.All[0] }, tally, faults, default);
            var kernel = ChunkCounters.Parse(File.ReadAllText(Path.Combine(chunk, ChunkCounters.FileName)));
            Assert.Empty(faults);
            Assert.Equal(kernel.After.Keys.Sum(cpu => kernel.Within(cpu)!.Value.Read), tally.Events);
            Assert.Equal(0, tally.Lost);
            Assert.True(tally.Total().ByProcess["sh"] > 100);
            Assert.DoesNotContain("(unknown)", tally.Total().ByProcess.Keys);
        }
    }

    [Fact]
    public void The_sample_names_only_ordinary_programs_and_kernel_threads()
    {
        using var zip = typeof(RecorderException).Assembly.GetManifestResourceStream(Resource)!;
        using var folder = new TemporaryFolder();
        ZipFile.ExtractToDirectory(zip, folder.Path);
        string[] programs = ["cat", "dd", "find", "grep", "gzip", "mktemp", "program", "rm", "sh", "sha256sum", "sleep", "sort", "wc"];
        string[] kernel = ["ext4", "idle_inject", "irq/", "jbd2/", "k", "migration/", "rcu", "swapper/", "cpuhp/"];
        foreach (var chunk in Directory.GetDirectories(folder.Path))
        {
            var tally = new Tally();
            FtraceReader.Count(chunk, new CountOptions(), tally, [], default);
            Assert.DoesNotContain(tally.Untimed.ByProcess.Keys, name => !programs.Contains(name) && !kernel.Any(name.StartsWith));
        }
    }
}
