using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ftrace;

public sealed class FtraceDamageTests
{
    private static readonly FtraceDescription Plain = KernelTexts.Description();

    public static TheoryData<string, byte[], int> DamagedPages => new()
    {
        { "a record of 60 bytes, 8 are left", new PageBuilder(Plain, 1).Tick(1).Head(14, 1).Word(0).Page(), 28 },
        { "4 bytes of payload, at least 8", new PageBuilder(Plain, 1).Tick(1).Head(1, 1).Word(0).Page(), 28 },
        { "second word", new PageBuilder(Plain, 1).Tick(1).Head(30, 1).Page(), 28 },
        { "head does not fit", new PageBuilder(Plain, 1).Tick(1).Raw(1, 2).Page(), 28 },
        { "a record of 2 bytes", new PageBuilder(Plain, 1).Tick(1).Head(0, 1).Word(2).Page(), 28 },
        { "a record of 4294967299 bytes", new PageBuilder(Plain, 1).Tick(1).Head(0, 1).Word(uint.MaxValue).Page(), 28 },
        { "padding of 4294967299 bytes", new PageBuilder(Plain, 1).Tick(1).Head(29, 1).Word(uint.MaxValue).Page(), 28 },
        { "sched_switch with 8 bytes", new PageBuilder(Plain, 1).Tick(1).Unknown(KernelTexts.SwitchId, 1).Page(), 28 },
        { "string ends at", new PageBuilder(Plain, 1).Tick(1).Head(4, 1).Word(KernelTexts.ExecId).Word(1).Word(0xFFFFFFFF).Word(1).Page(), 28 },
    };

    [Theory]
    [MemberData(nameof(DamagedPages))]
    public void A_damaged_record_is_told_with_its_place_and_what_lies_before_is_counted(string reason, byte[] page, int offset)
    {
        var good = new PageBuilder(Plain, 1).Tick(1).Tick(1).Page();
        using var chunk = new ChunkFolder(Plain).Cpu(0, good, page, good).Cpu(1, good);
        var (tally, faults) = chunk.CountWithFaults();
        var fault = Assert.Single(faults);
        Assert.Contains(reason, fault.Reason);
        Assert.Equal((1, 4096 + offset), (fault.Packet, fault.ByteOffset));
        Assert.EndsWith("cpu0.pages", fault.File);
        Assert.Equal(2 + 1 + 2, tally.ByName("tick"));
    }

    [Fact]
    public void A_page_that_says_it_holds_more_than_it_can_is_told()
    {
        using var chunk = new ChunkFolder(Plain).Cpu(0, new PageBuilder(Plain, 1).Tick(1).Page(length: 4096));
        Assert.Contains("4096 bytes of data", Assert.Single(chunk.CountWithFaults().Faults).Reason);
    }

    [Fact]
    public void A_number_of_lost_events_without_room_or_sense_is_told()
    {
        using var outside = new ChunkFolder(Plain).Cpu(0, Flagged());
        Assert.Contains("does not fit", Assert.Single(outside.CountWithFaults().Faults).Reason);
        using var senseless = new ChunkFolder(Plain).Cpu(0, new PageBuilder(Plain, 1).Tick(1).Lost(ulong.MaxValue).Page());
        Assert.Contains("events lost before one page", Assert.Single(senseless.CountWithFaults().Faults).Reason);

        static byte[] Flagged()
        {
            var page = new PageBuilder(Plain, 1).FillTo(0, 1).Page();
            page[11] |= 0xC0;
            return page;
        }
    }

    [Fact]
    public void A_file_that_ends_within_a_page_is_told_and_its_whole_pages_are_counted()
    {
        var page = new PageBuilder(Plain, 1).Tick(1).Page();
        using var chunk = new ChunkFolder(Plain).Cpu(0, page, page[..100]);
        var (tally, faults) = chunk.CountWithFaults();
        Assert.Contains("ends within a page: 100 of 4096", Assert.Single(faults).Reason);
        Assert.Equal(1, tally.Events);
    }

    [Fact]
    public void Damage_beside_the_pages_is_told_and_the_pages_are_counted()
    {
        using var chunk = new ChunkFolder(Plain).Names("5 five\nrubbish\n").Counters("begin x\n").Cpu(0, new PageBuilder(Plain, 1).Tick(5).Page());
        var (tally, faults) = chunk.CountWithFaults();
        Assert.Equal(["names", "counters"], faults.Select(fault => Path.GetFileName(fault.File)));
        Assert.Equal(7, faults[0].ByteOffset);
        Assert.Equal(1, tally.Total().ByProcess["five"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"pageBytes\":4096}")]
    public void A_description_that_is_none_is_an_error_that_names_it(string json)
    {
        using var chunk = new ChunkFolder(Plain).Cpu(0);
        File.WriteAllText(Path.Combine(chunk.Path, FtraceDescription.FileName), json);
        Assert.EndsWith("ftrace.json", Assert.Throws<TraceException>(() => chunk.Count()).Fault.File);
    }

    public static TheoryData<string, FtraceDescription> DamagedDescriptions => new()
    {
        { "pageBytes", Plain with { PageBytes = int.MaxValue } },
        { "header_page", Plain with { HeaderPage = "field: u64 timestamp;	offset:0;	size:8;" } },
        { "outside the page", Plain with { HeaderPage = Plain.HeaderPage.Replace("offset:16", "offset:99999") } },
        { "type_len", Plain with { HeaderEvent = Plain.HeaderEvent.Replace("5 bits", "6 bits") } },
        { "ID", Plain with { Events = [new("my", "name: tick\nID: 70000\n")] } },
        { "common_type", Plain with { Events = [new("my", "name: tick\nID: 7\n")] } },
        { "prev_comm", Plain with { Events = [new("sched", Plain.Events[0].Format.Replace("prev_comm", "comm"))] } },
        { "two events", Plain with { Events = [Plain.Events[0], Plain.Events[0]] } },
    };

    [Theory]
    [MemberData(nameof(DamagedDescriptions))]
    public void A_description_of_what_no_kernel_writes_is_refused(string reason, FtraceDescription description)
    {
        using var chunk = new ChunkFolder(description).Cpu(0);
        Assert.Contains(reason, Assert.Throws<TraceException>(() => chunk.Count()).Message);
    }

    [Fact]
    public void Times_that_jump_about_take_neither_long_nor_much_memory()
    {
        var random = new Random(1);
        var pages = Enumerable.Range(0, 2000).Select(_ =>
        {
            var page = new PageBuilder(Plain, 0);
            while (page.Left >= 20) page.Absolute((ulong)random.NextInt64()).Tick(random.Next());
            return page.Page();
        });
        using var chunk = new ChunkFolder(Plain).Cpu(0, [.. pages]);
        var (_, faults) = chunk.CountWithFaults(new CountOptions { Interval = IntervalLength.All[0] });
        Assert.Contains("too many intervals", Assert.Single(faults).Reason);
    }

    [Fact]
    public void Bytes_at_random_never_do_more_than_give_faults()
    {
        var random = new Random(2);
        var good = new PageBuilder(Plain, 1).Switch(1, "one", 2, "two").Exec(2, "/bin/x").Call(KernelTexts.EnterId, 2, 0).Rename(2, 9, "nine").Fork(2, 3, "three").Extend(9).Long(2, 99 * 4).FillTo(0, 5).Page();
        for (var round = 0; round < 40; round++)
        {
            using var chunk = new ChunkFolder(Plain).Cpu(0, good);
            for (var cpu = 1; cpu <= 100; cpu++)
            {
                var page = (byte[])good.Clone();
                for (var change = 0; change < 1 + cpu % 20; change++) page[random.Next(cpu % 3 == 0 ? page.Length : 400)] = (byte)random.Next(256);
                chunk.Cpu(cpu, page);
            }

            var (tally, faults) = chunk.CountWithFaults(new CountOptions { Interval = IntervalLength.OneMinute });
            Assert.True(tally.Events > 300);
            Assert.InRange(faults.Count, 1, 100);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"system":null,"format":""}""")]
    [InlineData("""{"system":"my","format":null}""")]
    public void A_description_with_nothing_where_an_event_is_told_is_refused(string entry)
    {
        using var chunk = new ChunkFolder(Plain).Cpu(0, new PageBuilder(Plain, 1).Tick(1).Page());
        var file = Path.Combine(chunk.Path, FtraceDescription.FileName);
        var sound = File.ReadAllText(file);
        File.WriteAllText(file, sound.Replace("\"events\":[", $"\"events\":[{entry},"));
        Assert.NotEqual(sound, File.ReadAllText(file));

        var refusal = Assert.Throws<TraceException>(() => TraceCounter.Count(chunk.Path, new CountOptions()));

        Assert.Equal(file, refusal.Fault.File);
    }

    [Fact]
    public void A_description_with_nothing_for_a_system_calls_name_is_refused()
    {
        using var chunk = new ChunkFolder(Plain).Cpu(0, new PageBuilder(Plain, 1).Tick(1).Page());
        var file = Path.Combine(chunk.Path, FtraceDescription.FileName);
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"read\"", "null"));

        Assert.Contains("system call is null", Assert.Throws<TraceException>(() => TraceCounter.Count(chunk.Path, new CountOptions())).Message);
    }

    [Fact]
    public void More_names_than_rows_are_all_counted()
    {
        var pages = Enumerable.Range(0, 400).Select(number =>
        {
            var page = new PageBuilder(Plain, (ulong)number);
            for (var one = 0; one < 50; one++) page.Rename(number * 50 + one + 1, number * 50 + one + 1, $"n{number * 50 + one}").Tick(number * 50 + one + 1);
            return page.Page();
        });
        using var chunk = new ChunkFolder(Plain).Cpu(0, [.. pages]);
        var total = chunk.Count().Total();
        Assert.Equal(40_000, total.Events);
        Assert.Equal(20_000, total.ByProcess.Count(pair => pair.Key[0] == 'n'));
        Assert.All(total.ByProcess, pair => Assert.Equal(2, pair.Value));
    }

    [Fact]
    public void Counting_can_be_called_off()
    {
        using var chunk = new ChunkFolder(Plain).Cpu(0, new PageBuilder(Plain, 1).Tick(1).Page());
        Assert.Throws<OperationCanceledException>(() => FtraceReader.Count(chunk.Path, new CountOptions(), new Tally(), [], new CancellationToken(canceled: true)));
    }
}
