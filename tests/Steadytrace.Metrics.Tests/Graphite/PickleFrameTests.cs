using System.Buffers.Binary;
using System.Globalization;
using Steadytrace.Metrics.Graphite;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Metrics.Tests.Graphite;

public sealed class PickleFrameTests
{
    [Fact]
    public async Task Python_reads_the_same_metrics()
    {
        using var folder = new TemporaryFolder();
        MetricLine[] lines = [new("1min.a.b", 1.5, 60), new("1min.c", -9_007_199_254_740_991, 0), new("x", 1e300, 4_102_444_800), new("y", 0, int.MaxValue)];
        var frame = new PickleFrame(4096);
        Assert.All(lines, line => Assert.True(frame.TryAdd(line)));
        await File.WriteAllBytesAsync(folder["frame"], frame.Take()[4..].ToArray());

        const string Print = "import pickle,sys\nfor n,(t,v) in pickle.load(open(sys.argv[1],'rb')): print(n,repr(v),t,type(t).__name__)";
        var read = await ServerProcess.RunAsync("/usr/bin/python3", ["-c", Print, folder["frame"]], new Dictionary<string, string?>(), folder.Path, TimeSpan.FromSeconds(30));

        Assert.Equal("1min.a.b 1.5 60 int\n1min.c -9007199254740991.0 0 int\nx 1e+300 4102444800 int\ny 0.0 2147483647 int", read);
    }

    [Fact]
    public void A_full_frame_takes_no_more_and_the_next_one_goes_on()
    {
        var frame = new PickleFrame(4096);
        var (sent, frames) = (0, 0);
        for (var n = 0; n < 1000; n++)
        {
            var line = new MetricLine(string.Create(CultureInfo.InvariantCulture, $"1min.metric{n}"), n, 60);
            if (frame.TryAdd(line)) continue;
            Check(frame.Take());
            Assert.True(frame.TryAdd(line));
        }

        Check(frame.Take());
        Assert.True(frame.Take().IsEmpty);
        Assert.Equal(1000, sent);
        Assert.InRange(frames, 8, 12);

        void Check(ReadOnlyMemory<byte> bytes)
        {
            Assert.InRange(bytes.Length, 5, 4 + 4096);
            Assert.Equal(bytes.Length - 4, BinaryPrimitives.ReadInt32BigEndian(bytes.Span));
            sent += bytes.Span.Count("metric"u8);
            frames++;
        }
    }

    [Fact]
    public void An_empty_frame_is_not_sent()
    {
        Assert.True(new PickleFrame(4096).Take().IsEmpty);
        Assert.True(new LineFrame(4096).Take().IsEmpty);
    }
}
