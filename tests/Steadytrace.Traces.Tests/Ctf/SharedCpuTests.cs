using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ctf;

/// <summary>Channels of one trace on the same CPU: one tells which thread runs, the others are told.</summary>
public sealed class SharedCpuTests
{
    private const ulong Second = 1_000_000_000;

    private enum Kind
    {
        Tick,
        Switch,
        Exec,
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Every_event_belongs_to_the_thread_of_its_time_whatever_channel_it_is_in(int tellers)
    {
        var random = new Random(17 + tellers);
        for (var round = 0; round < 25; round++)
        {
            var events = Events(random, second: tellers == 0);
            using var trace = new SmallTrace(Metadata, [.. Files(events, random)]);
            foreach (var (threads, changes) in ((int, int)[])[(1, 2), (2, 3), (1, 1000)])
            {
                var options = new CountOptions { Threads = threads, ThreadChanges = changes, Interval = IntervalLength.All[0], ShiftNanoseconds = 7 };
                var report = trace.Count(options);
                var told = new BytesTold();
                var range = TraceCounter.Count(trace.Path, options with { FromUnixNanoseconds = (long)Second, ToUnixNanoseconds = 2 * (long)Second + 500, Progress = told });

                Assert.Empty(report.Faults);
                Assert.Equal(tellers == 1, report.Notes.Count == 0);
                Assert.Equal(Expected(events, 7, long.MinValue, long.MaxValue), Lines(report));
                Assert.Equal(TraceCounter.Bytes(trace.Path), told.Sum);
                Assert.Equal(Expected(events, 7, (long)Second, 2 * (long)Second + 500), Lines(range));
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1000)]
    public void An_event_whose_stamp_steps_back_belongs_to_the_thread_that_its_stream_had_reached(int changes)
    {
        List<Event> events =
        [
            new(0, 1, 10, Kind.Switch, "a", "b"), new(0, 1, 20, Kind.Switch, "b", "c"), new(0, 1, 30, Kind.Switch, "c", "d"), new(0, 1, 40, Kind.Switch, "d", "e"), new(0, 1, 35, Kind.Switch, "e", "f"),
            new(0, 2, 25, Kind.Tick, "", ""), new(0, 2, 5, Kind.Tick, "", ""), new(0, 2, 32, Kind.Tick, "", ""), new(0, 2, 15, Kind.Tick, "", ""), new(0, 2, 38, Kind.Tick, "", ""), new(0, 2, 45, Kind.Tick, "", ""),
        ];
        using var trace = new SmallTrace(Metadata, [.. Files(events, new Random(1))]);

        var report = trace.Count(new CountOptions { ThreadChanges = changes });

        Assert.Equal(["c: 2", "d: 3", "f: 1"], report.Tally.Untimed.ByPair.Where(pair => pair.Key.Event.Name == "tick2").Select(pair => $"{pair.Key.Process}: {pair.Value}").Order());
    }

    [Fact]
    public void A_packet_of_another_CPU_than_its_stream_is_counted_for_nobody_known_and_named()
    {
        List<Event> events = [new(0, 1, 5, Kind.Switch, "x", "y"), new(0, 2, 7, Kind.Tick, "", "")];
        var files = Files(events, new Random(1)).ToList();
        files[1] = (files[1].Name, [.. files[1].Bytes, .. SmallTrace.Bytes((byte)2, (byte)0, 28u * 8, 28u * 8, 8UL, (byte)1, SmallTrace.Bytes((byte)0, 8UL)), .. files[1].Bytes]);
        using var trace = new SmallTrace(Metadata, [.. files]);

        var report = trace.Count();

        Assert.Equal(["(unknown): 1", "x: 1", "y: 2"], report.Tally.Total().ByProcess.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal));
        Assert.Contains("packet of CPU 1 in a stream of CPU 0", Assert.Single(report.Faults).Reason);
    }

    [Fact]
    public void Where_nobody_tells_until_the_end_nobody_is_known()
    {
        List<Event> events = [new(0, 1, 5, Kind.Exec, "x", ""), new(0, 2, 7, Kind.Tick, "", ""), new(0, 0, 4, Kind.Tick, "", "")];
        using var trace = new SmallTrace(Metadata, [.. Files(events, new Random(1))]);

        Assert.Equal(["(unknown)"], trace.Count().Tally.Total().ByProcess.Select(pair => pair.Key));
    }

    private sealed record Event(int Cpu, int Channel, ulong Time, Kind Kind, string First, string Second)
    {
        public string Name => Kind switch { Kind.Switch => "sched_switch", Kind.Exec => "sched_process_exec", _ => $"tick{Channel}" };
    }

    // Channels 0 and 2 are told by channel 1; with a second teller, channel 2 tells execs too.
    private static string Metadata
    {
        get
        {
            var text = """
                typealias integer { size = 8; } := u8; typealias integer { size = 32; } := u32; typealias integer { size = 64; } := u64;
                typealias integer { size = 8; encoding = UTF8; } := char_t;
                trace { major = 1; minor = 8; byte_order = le; uuid = "2a6422d0-6cee-11e0-8c08-cb07d7b3a564"; packet.header := struct { u8 stream_id; u8 stream_instance_id; }; };
                clock { name = mono; };
                """;
            for (var channel = 0; channel < 4; channel++)
            {
                text += $$"""
                    stream { id = {{channel}}; packet.context := struct { u32 packet_size; u32 content_size; u64 timestamp_begin; u8 cpu_id; }; event.header := struct { u8 id; u64 timestamp; }; };
                    event { name = tick{{channel}}; id = 0; stream_id = {{channel}}; };
                    """;
            }

            return text + """
                event { name = sched_switch; id = 1; stream_id = 1; fields := struct { char_t _prev_comm[16]; char_t _next_comm[16]; }; };
                event { name = sched_process_exec; id = 2; stream_id = 1; fields := struct { string _filename; }; };
                event { name = sched_process_exec; id = 2; stream_id = 3; fields := struct { string _filename; }; };
                """;
        }
    }

    private static List<Event> Events(Random random, bool second)
    {
        var events = new List<Event>();
        for (var cpu = 0; cpu < 2; cpu++)
        {
            var current = "p0";
            ulong time = 0;
            for (var i = random.Next(200); i > 0; i--)
            {
                // Several events of one time are no rarity.
                time += (ulong)random.Next(3) * (ulong)random.Next(1, 30_000_000);
                var (kind, channel) = (random.Next(6) == 0 ? Kind.Switch : random.Next(12) == 0 ? Kind.Exec : Kind.Tick, second ? random.Next(4) : random.Next(3));
                if (kind == Kind.Switch) channel = 1;
                if (kind == Kind.Exec) channel = channel == 3 ? 3 : 1;
                var next = $"p{random.Next(5)}";
                events.Add(new Event(cpu, channel, time, kind, kind == Kind.Exec ? $"/bin/x{random.Next(3)}" : current, next));
                if (kind == Kind.Switch) current = next;
            }
        }

        return events;
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Files(List<Event> events, Random random)
    {
        foreach (var stream in events.GroupBy(traced => (traced.Channel, traced.Cpu)))
        {
            byte[] bytes = [];
            for (var rest = stream.ToList(); rest.Count > 0;)
            {
                var packet = rest[..random.Next(1, rest.Count + 1)];
                rest = rest[packet.Count..];
                byte[] content = [.. packet.SelectMany(Bytes)];
                var bits = (uint)(2 + 4 + 4 + 8 + 1 + content.Length) * 8;
                bytes = [.. bytes, .. SmallTrace.Bytes(stream.Key.Channel, stream.Key.Cpu, bits, bits, packet[0].Time, stream.Key.Cpu, content)];
            }

            yield return ($"chan{stream.Key.Channel}_{stream.Key.Cpu}", bytes);
        }
    }

    private static byte[] Bytes(Event traced) => traced.Kind switch
    {
        Kind.Switch => SmallTrace.Bytes(1, traced.Time, SmallTrace.Comm(traced.First), SmallTrace.Comm(traced.Second)),
        Kind.Exec => SmallTrace.Bytes(2, traced.Time, traced.First),
        _ => SmallTrace.Bytes(0, traced.Time),
    };

    // The rule of the design, event by event: in order of time, of equal times in order of channel.
    private static List<string> Expected(List<Event> events, long shift, long from, long to)
    {
        var counts = new Dictionary<string, int>();
        foreach (var cpu in events.GroupBy(traced => traced.Cpu))
        {
            var ordered = cpu.OrderBy(traced => traced.Time).ThenBy(traced => traced.Channel).ToList();
            var current = ordered.Find(traced => traced.Kind == Kind.Switch)?.First ?? "(unknown)";
            var known = false;
            foreach (var traced in ordered)
            {
                var process = traced.Kind == Kind.Switch ? traced.First : current;
                var time = (long)traced.Time + shift;
                if (time >= from && time < to)
                {
                    var key = $"{time / (long)Second} {traced.Name} {process}";
                    counts[key] = counts.GetValueOrDefault(key) + 1;
                }

                if (traced.Kind == Kind.Switch) (current, known) = (traced.Second, true);
                if (traced.Kind == Kind.Exec && known) current = traced.First["/bin/".Length..];
            }
        }

        return [.. counts.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal)];
    }

    private static List<string> Lines(CountReport report) =>
        [.. report.Tally.Intervals.SelectMany(pair => pair.Value.ByPair.Select(count => $"{pair.Key} {count.Key.Event} {count.Key.Process}: {count.Value}")).Order(StringComparer.Ordinal)];
}
