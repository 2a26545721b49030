using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ctf;

public sealed class DamageTests
{
    private const string Sizes = """
        typealias integer { size = 8; } := u8; typealias integer { size = 32; } := u32; typealias integer { size = 64; } := u64;
        trace { major = 1; minor = 8; byte_order = le; };
        stream { packet.context := struct { u32 packet_size; u32 content_size; }; event.header := struct { u8 id; }; };
        event { name = fixed; id = 1; fields := struct { u8 a; }; };
        event { name = text; id = 2; fields := struct { string s; }; };
        event { name = many; id = 3; fields := struct { u64 n; u32 x[n]; }; };
        event { name = nothings; id = 4; fields := struct { u64 n; u8 m; struct { u8 y[m]; } x[n]; }; };
        """;

    [SharedTraceTheory]
    [InlineData("kernel-and-ust-lost/kernel", "kernel_channel_0")]
    [InlineData("kernel-big-endian", "channel-context-switches_0")]
    public void A_file_cut_anywhere_counts_its_whole_events_and_reports_the_cut(string trace, string stream)
    {
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(SharedTraces.Path(trace))) File.Copy(file, copy[Path.GetFileName(file)]);
        foreach (var file in Directory.GetFiles(copy.Path)) File.SetAttributes(file, FileAttributes.Normal);
        var whole = File.ReadAllBytes(copy[stream]);
        var all = TraceCounter.Count(copy.Path, new CountOptions());
        var random = new Random(7);

        long counted = -1;
        foreach (var length in Enumerable.Range(0, 60).Select(_ => random.Next(1, whole.Length)).Order())
        {
            File.WriteAllBytes(copy[stream], whole[..length]);
            var plan = TraceCounter.Count(copy.Path, new CountOptions());
            var slow = TraceCounter.Count(copy.Path, new CountOptions { Reader = ReaderKind.Checked, Threads = 2 });

            Assert.Equal(slow.Faults, plan.Faults);
            Assert.Equal(OracleTally.Of(slow.Tally, slow.Tally), OracleTally.Of(plan.Tally, plan.Tally));
            Assert.InRange(plan.Tally.Events, Math.Max(counted, 0), all.Tally.Events);
            counted = plan.Tally.Events;
            if (length % 4096 != 0) Assert.Contains(plan.Faults, fault => fault.File == copy[stream] && fault.ByteOffset <= length);
        }

        Assert.True(counted > 0);
    }

    [SharedTraceFact]
    public void Bytes_changed_anywhere_crash_neither_reader_and_both_say_the_same()
    {
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(SharedTraces.Path("kernel-rotated-files/kernel")).Where(file => file.EndsWith("metadata") || file.EndsWith("_0_2")))
            File.Copy(file, copy[Path.GetFileName(file)]);
        File.SetAttributes(copy["mychan_0_2"], FileAttributes.Normal);
        var whole = File.ReadAllBytes(copy["mychan_0_2"]);
        var random = new Random(11);
        var damaged = 0;
        for (var round = 0; round < 150; round++)
        {
            var bytes = whole.ToArray();
            for (var i = random.Next(1, 20); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(copy["mychan_0_2"], bytes);

            var options = new CountOptions { Interval = IntervalLength.All[round % 4] };
            var plan = TraceCounter.Count(copy.Path, options);
            var slow = TraceCounter.Count(copy.Path, options with { Reader = ReaderKind.Checked });

            Assert.Equal(slow.Faults, plan.Faults);
            Assert.Equal(OracleTally.Of(slow.Tally, slow.Tally), OracleTally.Of(plan.Tally, plan.Tally));
            damaged += plan.Faults.Count;
        }

        Assert.InRange(damaged, 10, 150);
    }

    [Fact]
    public void A_damaged_event_ends_its_packet_and_the_next_packet_is_counted()
    {
        using var trace = new SmallTrace(Sizes, ("stream",
            [.. SmallTrace.Bytes(112u, 112u, 1, 7, 9, 1, 7, 1), .. SmallTrace.Bytes(96u, 96u, 1, 7, 1, 7)]));

        var report = trace.Count();

        Assert.Equal(3, report.Tally.Events);
        Assert.Equal(2, report.Tally.Packets);
        var fault = Assert.Single(report.Faults);
        Assert.Equal((0L, 11L), (fault.Packet, fault.ByteOffset));
        Assert.Contains("id 9", fault.Reason);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 62)]
    [InlineData((1UL << 62) + 1)]
    [InlineData(1UL << 31)]
    [InlineData(3UL)]
    public void A_length_that_the_packet_made_up_is_a_fault(ulong length)
    {
        using var trace = new SmallTrace(Sizes, ("stream", SmallTrace.Bytes(200u, 200u, 1, 7, 3, length, 1u, (ushort)0)));

        var report = trace.Count();

        Assert.Equal(1, report.Tally.Events);
        Assert.Contains("elements", Assert.Single(report.Faults).Reason);
    }

    [Fact]
    public void Elements_that_take_no_room_cannot_keep_the_reader_busy_for_ever()
    {
        using var trace = new SmallTrace(Sizes, ("stream", SmallTrace.Bytes(144u, 144u, 4, ulong.MaxValue, 0)));

        var report = trace.Count();

        Assert.Equal(0, report.Tally.Events);
        Assert.Contains("no room", Assert.Single(report.Faults).Reason);
    }

    [Theory]
    [InlineData(0u, 0u, "no size")]
    [InlineData(68u, 64u, "whole bytes")]
    [InlineData(80u, 88u, "88 bits of content in 80")]
    [InlineData(80u, 32u, "header and context have 64")]
    [InlineData(800u, 80u, "only 10 are left")]
    public void A_packet_whose_sizes_cannot_be_is_a_fault(uint packet, uint content, string reason)
    {
        using var trace = new SmallTrace(Sizes, ("stream", SmallTrace.Bytes(packet, content, 1, 7)));

        var report = trace.Count();

        Assert.Equal(0, report.Tally.Events);
        Assert.Contains(reason, Assert.Single(report.Faults).Reason);
    }

    [Fact]
    public void A_text_without_end_is_a_fault()
    {
        using var trace = new SmallTrace(Sizes, ("stream", SmallTrace.Bytes(128u, 128u, 1, 7, 2, (byte)'a', (byte)'b', (byte)'c', (byte)'d', (byte)'e')));

        var report = trace.Count();

        Assert.Equal(1, report.Tally.Events);
        Assert.Contains("text", Assert.Single(report.Faults).Reason);
    }

    [Fact]
    public void An_event_that_takes_no_room_is_a_fault()
    {
        using var trace = new SmallTrace("trace { major = 1; minor = 8; byte_order = le; }; event { name = nothing; };", ("stream", [1, 2, 3]));

        Assert.Contains("takes no room", Assert.Single(trace.Count().Faults).Reason);
    }

    [Fact]
    public void One_sound_trace_beside_a_broken_one_is_counted()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["broken", "sound"]) Directory.CreateDirectory(folder[name]);
        File.WriteAllText(folder["broken/metadata"], "trace {");
        File.WriteAllText(folder["sound/metadata"], Sizes);
        File.WriteAllBytes(folder["sound/stream"], SmallTrace.Bytes(80u, 80u, 1, 7));

        var report = TraceCounter.Count(folder.Path, new CountOptions());

        Assert.Equal(1, report.Tally.Events);
        Assert.Equal(folder["broken/metadata"], Assert.Single(report.Faults).File);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\u001e{}", "without property 'type'")]
    [InlineData("trace { major = 1; minor = 9; };", "version 1.9")]
    [InlineData("env { };", "trace block")]
    public void Metadata_that_cannot_be_read_is_refused(string metadata, string reason)
    {
        using var trace = new SmallTrace(metadata);

        var error = Assert.Throws<TraceException>(() => TraceCounter.Count(trace.Path, new CountOptions()));

        Assert.Contains(reason, error.Message);
        Assert.EndsWith("metadata", error.Fault.File);
    }

    [Fact]
    public void A_path_that_is_no_trace_is_refused()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("no trace", Assert.Throws<TraceException>(() => TraceCounter.Count(folder.Path, new CountOptions())).Message);
        Assert.Contains("no such directory", Assert.Throws<TraceException>(() => TraceCounter.Count(folder["gone"], new CountOptions())).Message);
    }
}
