using Steadytrace.Testing;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ftrace.TraceDat;

public sealed class TraceDatTests : IDisposable
{
    private const ulong Second = 1_000_000_000;
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 8)]
    [InlineData(true, 4)]
    [InlineData(false, 4)]
    public void Both_versions_give_the_tally_of_the_same_pages_in_a_chunk_in_any_byte_order(bool littleEndian, int longBytes)
    {
        var description = KernelTexts.Description(4096, littleEndian, longBytes) with { SystemCalls = new Dictionary<int, string>() };
        var pages = Pages(description, longBytes);
        using var chunk = new ChunkFolder(description).Names("5 five\n6 six\n").Cpu(0, pages[0]).Cpu(1, pages[1]);
        var expected = TallyCodec.Encode(chunk.Count());
        var builder = Builder(description, longBytes, "5 five\n6 six\n", [], ("", [.. pages.Select(Joined)]));
        Assert.Equal(expected, TallyCodec.Encode(Count(builder.Version6()).Tally));
        Assert.Equal(expected, TallyCodec.Encode(Count(builder.Version7("none", null)).Tally));
        Assert.Equal(expected, TallyCodec.Encode(Count(builder.Version7("zlib", TraceDatBuilder.Zlib)).Tally));
    }

    [Fact]
    public void What_trace_cmd_makes_of_a_file_is_counted_as_trace_cmd_reports_it()
    {
        var description = KernelTexts.Description() with { SystemCalls = new Dictionary<int, string>() };
        // trace-cmd knows one name of a thread for the whole trace.
        var pages = Pages(description, 8, exec: false);
        var file = Write(Builder(description, 8, "5 five\n6 six\n", [], ("", []), ("other", [.. pages.Select(Joined)])).Version6());
        var expected = Count(file).Tally;
        var (byEvent, byThread) = TraceCmd.Report(file);
        Assert.Equal(byEvent, expected.Total().ByEvent.ToDictionary(pair => pair.Key.Name, pair => pair.Value));
        Assert.Equal(byThread, expected.Total().ByProcess.ToDictionary(pair => pair.Key == "swapper/1" ? "<idle>" : pair.Key, pair => pair.Value));
        foreach (var (version, compression) in new[] { (6, "none"), (7, "none"), (7, "zstd") })
            Assert.Equal(TallyCodec.Encode(expected), TallyCodec.Encode(Count(TraceCmd.Convert(file, version, compression)).Tally));
    }

    [Fact]
    public void Every_buffer_is_counted_and_a_split_names_file_instance_and_cpu()
    {
        var description = KernelTexts.Description();
        var page = new PageBuilder(description, 1).Tick(1).Tick(1).Page();
        var file = Write(Builder(description, 8, "", [], ("", [page, []]), ("one", [page, page])).Version6());
        var report = Count(file, new CountOptions { Split = CountSplit.Stream });
        Assert.Equal(["trace.dat/cpu 0", "trace.dat/one/cpu 0", "trace.dat/one/cpu 1"], report.Parts.Keys);
        Assert.All(report.Parts.Values, part => Assert.Equal(2, part.Events));
        Assert.Equal(6, Count(Path.GetDirectoryName(file)!).Tally.Events);
        Assert.Equal(["cpu 0", "cpu 1"], Count(file, new CountOptions { Split = CountSplit.Cpu }).Parts.Keys);
    }

    [Fact]
    public void Date_and_offset_make_the_time_of_day_and_without_a_date_a_note_says_what_is_not_known()
    {
        var description = KernelTexts.Description();
        var page = new PageBuilder(description, 5 * Second).Tick(1).Page();
        var options = new CountOptions { Interval = IntervalLength.All[0] };
        var dated = Count(Builder(description, 8, "", [(1, "0x3b9aca00"), (7, "-2000000000")], ("", [page])).Version6(), options);
        Assert.Equal([1000 + 5 - 2L], dated.Tally.Intervals.Keys);
        Assert.Empty(dated.Notes);
        var undated = Count(Builder(description, 8, "", [], ("", [page])).Version7("none", null), options);
        Assert.Equal([5L], undated.Tally.Intervals.Keys);
        Assert.Contains("the clock local", Assert.Single(undated.Notes));
    }

    [Fact]
    public void Progress_comes_to_the_length_of_the_file()
    {
        var description = KernelTexts.Description();
        var pages = Pages(description, 8);
        foreach (var bytes in new[] { Builder(description, 8, "", [], ("", [.. pages.Select(Joined)])).Version6(), Builder(description, 8, "", [], ("", [.. pages.Select(Joined)])).Version7("zlib", TraceDatBuilder.Zlib) })
        {
            var sum = new BytesTold();
            Count(bytes, new CountOptions { Progress = sum });
            Assert.Equal(bytes.Length, sum.Sum);
            Assert.Equal(bytes.Length, TraceCounter.Bytes(_folder["trace.dat"]));
        }
    }

    [Theory]
    [InlineData("version 8")]
    [InlineData("compressed by lzo")]
    [InlineData("latency")]
    [InlineData("byte order")]
    public void What_is_not_understood_is_refused_with_a_word_that_names_it(string reason)
    {
        var description = KernelTexts.Description();
        var builder = Builder(description, 8, "", [], ("", [new PageBuilder(description, 1).Tick(1).Page()]));
        var bytes = reason == "compressed by lzo" ? builder.Version7("lzo", null) : builder.Version6();
        if (reason == "version 8") bytes[10] = (byte)'8';
        if (reason == "byte order") bytes[12] = 7;
        if (reason == "latency") "latency  \0"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("flyrecord\0"u8)));
        var fault = Assert.Throws<TraceException>(() => Count(bytes)).Fault;
        Assert.Contains(reason, fault.Reason);
        Assert.EndsWith("trace.dat", fault.File);
        Assert.DoesNotContain('\n', fault.ToString());
    }

    [Fact]
    public void A_file_that_ends_early_or_has_other_bytes_gives_faults_and_nothing_worse()
    {
        var description = KernelTexts.Description();
        var builder = Builder(description, 8, "5 five\n", [(1, "0x10"), (8, "")], ("", [.. Pages(description, 8).Select(Joined)]), ("one", [new PageBuilder(description, 1).Tick(1).Page()]));
        var random = new Random(3);
        var told = 0;
        foreach (var bytes in new[] { builder.Version6(), builder.Version7("none", null), builder.Version7("zlib", TraceDatBuilder.Zlib) })
        {
            for (var round = 0; round < 300; round++)
            {
                var changed = (byte[])bytes.Clone();
                if (round % 3 == 0) changed = changed[..random.Next(10, changed.Length)];
                else for (var change = 0; change < 1 + round % 9; change++) changed[random.Next(10, changed.Length)] = (byte)(random.Next(2) == 0 ? 255 : random.Next(256));
                try
                {
                    told += Count(changed).Faults.Count > 0 ? 1 : 0;
                }
                catch (TraceException)
                {
                    told++;
                }
            }
        }

        Assert.True(told > 300, $"{told} told of");
    }

    public void Dispose() => _folder.Dispose();

    private static byte[][][] Pages(FtraceDescription description, int longBytes, bool exec = true)
    {
        var (path, name) = exec ? ("/bin/seven", "seven") : ("/bin/six", "six");
        var one = Enumerable.Range(1, 5).Select(page => new PageBuilder(description, (ulong)page * Second, longBytes)
            .Tick(5).Switch(5, "five", 6, "six").Call(KernelTexts.EnterId, 6, 1).Exec(6, path).Tick(6).Switch(6, name, 5, "five").Page()).ToArray();
        var two = Enumerable.Range(1, 3).Select(page => new PageBuilder(description, (ulong)page * Second, longBytes).Tick(0).Switch(0, "swapper/1", 8, "eight").Switch(8, "eight", 0, "swapper/1").Page()).ToArray();
        return [one, two];
    }

    private static byte[] Joined(byte[][] pages) => [.. pages.SelectMany(page => page)];

    private static TraceDatBuilder Builder(FtraceDescription description, int longBytes, string names, (ushort, string)[] options, params (string, byte[][])[] buffers) => new()
    {
        LittleEndian = description.LittleEndian,
        LongBytes = (byte)longBytes,
        PageBytes = description.PageBytes,
        HeaderPage = description.HeaderPage,
        HeaderEvent = description.HeaderEvent,
        Events = [.. description.Events.Select(one => (one.System, one.Format))],
        Names = names,
        Options = options,
        Buffers = buffers,
    };

    private string Write(byte[] bytes)
    {
        File.WriteAllBytes(_folder["trace.dat"], bytes);
        return _folder["trace.dat"];
    }

    private CountReport Count(byte[] bytes, CountOptions? options = null) => Count(Write(bytes), options);

    private static CountReport Count(string path, CountOptions? options = null) => TraceCounter.Count(path, options ?? new CountOptions());
}
