using System.Collections.Concurrent;
using System.Text;

namespace Steadytrace.Traces.Tallies;

/// <summary>A tally as bytes: one tally has one encoding, so that equal tallies have equal hashes, and a prefix is never a whole tally.</summary>
/// <remarks>
/// Version byte (1; 2 with loss by CPU behind the sums of loss; 3 with CPU time at each interval's end besides), packets, the table of strings (sorted), the table of events (pairs of string numbers, sorted), then the intervals in
/// order of time, the untimed counts first. Integers are LEB128, signed ones zig-zag. Format of the wire and of the spool; a new
/// version gets a new first byte.
/// </remarks>
public static class TallyCodec
{
    private const byte Version = 1;

    /// <summary>Each interval has what was lost by CPU too. Where nothing was, the version before is written: nodes of different releases agree on most tallies.</summary>
    private const byte VersionWithCpus = 2;

    /// <summary>Each interval has how long processes ran, too.</summary>
    private const byte VersionWithCpuTime = 3;

    // Names are the same on host after host: an aggregator of thousands keeps one copy of each. Longer ones are not shared, so that what is kept stays
    // within some ten megabytes whatever comes.
    private const int MaxSharedNames = 50_000;
    private const int MaxSharedNameBytes = 64;

    /// <summary>Room made for an interval's counts before they are read; more of them make room for themselves.</summary>
    private const int MaxRoomBefore = 4096;

    private static readonly ConcurrentDictionary<string, string> SharedNames = new(StringComparer.Ordinal);
    private static int _sharedNames;

    /// <summary>Encodes a tally.</summary>
    public static byte[] Encode(Tally tally)
    {
        var all = tally.Intervals.Values.Prepend(tally.Untimed).ToList();
        var events = all.SelectMany(interval => interval.ByEvent.Keys).Distinct().Order().ToList();
        var strings = events.SelectMany(e => new[] { e.Type, e.Name }).Concat(all.SelectMany(interval => interval.ByProcess.Keys.Concat(interval.CpuByProcess.Keys)))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var eventNumber = Numbers(events);
        var stringNumber = Numbers(strings);

        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        var version = all.Exists(interval => interval.CpuLost != 0 || interval.CpuByProcess.Count > 0) ? VersionWithCpuTime
            : all.Exists(interval => interval.LostByCpu.Count > 0) ? VersionWithCpus : Version;
        writer.Write(version);
        writer.Write7BitEncodedInt64(tally.Packets);
        writer.Write7BitEncodedInt(strings.Count);
        foreach (var text in strings) writer.Write(text);
        writer.Write7BitEncodedInt(events.Count);
        foreach (var e in events)
        {
            writer.Write7BitEncodedInt(stringNumber[e.Type]);
            writer.Write7BitEncodedInt(stringNumber[e.Name]);
        }

        WriteInterval(tally.Untimed);
        writer.Write7BitEncodedInt(tally.Intervals.Count);
        foreach (var (start, interval) in tally.Intervals)
        {
            writer.Write7BitEncodedInt64(ZigZag(start));
            WriteInterval(interval);
        }

        writer.Flush();
        return bytes.ToArray();

        void WriteInterval(IntervalTally interval)
        {
            writer.Write7BitEncodedInt64(interval.Lost);
            writer.Write7BitEncodedInt64(interval.LostPackets);
            if (version >= VersionWithCpus) WriteCpus(interval.LostByCpu);
            WriteCounts(interval.ByEvent.Select(count => ((long)eventNumber[count.Key], count.Value)));
            WriteCounts(interval.ByProcess.Select(count => ((long)stringNumber[count.Key], count.Value)));
            WriteCounts(interval.ByPair.Select(count =>
                ((long)eventNumber[count.Key.Event] * strings.Count + stringNumber[count.Key.Process], count.Value)));
            if (version < VersionWithCpuTime) return;
            writer.Write7BitEncodedInt64(interval.CpuLost);
            WriteCounts(interval.CpuByProcess.Select(time => ((long)stringNumber[time.Key], time.Value)));
        }

        void WriteCpus(IReadOnlyDictionary<int, LostOnCpu> losses)
        {
            writer.Write7BitEncodedInt(losses.Count);
            foreach (var (cpu, loss) in losses)
            {
                writer.Write7BitEncodedInt64(ZigZag(cpu));
                writer.Write7BitEncodedInt64(loss.Events);
                writer.Write7BitEncodedInt64(loss.Packets);
            }
        }

        void WriteCounts(IEnumerable<(long Key, long Count)> counts)
        {
            var sorted = counts.OrderBy(count => count.Key).ToList();
            writer.Write7BitEncodedInt(sorted.Count);
            foreach (var (key, count) in sorted)
            {
                writer.Write7BitEncodedInt64(key);
                writer.Write7BitEncodedInt64(count);
            }
        }
    }

    /// <summary>Decodes what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a whole tally of a known version.</exception>
    public static Tally Decode(byte[] encoded) => Decode(encoded, withPairs: true);

    /// <summary>Decodes all but the counts by pair, which are most of a tally: for whoever only adds up the others.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Decode(byte[])"/> throws it.</exception>
    public static Tally DecodeWithoutPairs(byte[] encoded) => Decode(encoded, withPairs: false);

    private static Tally Decode(byte[] encoded, bool withPairs)
    {
        using var bytes = new MemoryStream(encoded, writable: false);
        using var reader = new BinaryReader(bytes, Encoding.UTF8);
        try
        {
            var version = reader.ReadByte();
            if (version is < Version or > VersionWithCpuTime) throw new InvalidDataException($"a tally of version {version}; this program knows versions {Version} to {VersionWithCpuTime}");
            var tally = new Tally { Packets = reader.Read7BitEncodedInt64() };
            var strings = new string[Length()];
            for (var i = 0; i < strings.Length; i++) strings[i] = Text();
            var events = new TracedEvent[Length()];
            for (var i = 0; i < events.Length; i++) events[i] = new TracedEvent(strings[reader.Read7BitEncodedInt()], strings[reader.Read7BitEncodedInt()]);

            ReadInterval(tally.Untimed);
            for (var left = Length(); left > 0; left--) ReadInterval(tally.Interval(UnZigZag(reader.Read7BitEncodedInt64())));
            if (bytes.Position != bytes.Length) throw new InvalidDataException("bytes behind the end of a tally");
            return tally;

            void ReadInterval(IntervalTally interval)
            {
                interval.Lost = reader.Read7BitEncodedInt64();
                interval.LostPackets = reader.Read7BitEncodedInt64();
                for (var left = version >= VersionWithCpus ? Length() : 0; left > 0; left--)
                    interval.LoseOn(checked((int)UnZigZag(reader.Read7BitEncodedInt64())), new LostOnCpu(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()));
                for (var left = Room(interval.ByEvent); left > 0; left--) interval.ByEvent.Add(events[reader.Read7BitEncodedInt64()], reader.Read7BitEncodedInt64());
                for (var left = Room(interval.ByProcess); left > 0; left--) interval.ByProcess.Add(strings[reader.Read7BitEncodedInt64()], reader.Read7BitEncodedInt64());
                for (var left = withPairs ? Room(interval.ByPair) : Length(); left > 0; left--)
                {
                    var (e, process) = Math.DivRem(reader.Read7BitEncodedInt64(), strings.Length);
                    var (pair, count) = (new EventOfProcess(events[e], strings[process]), reader.Read7BitEncodedInt64());
                    if (withPairs) interval.ByPair.Add(pair, count);
                }

                interval.Events = interval.ByEvent.Values.Sum();
                if (version < VersionWithCpuTime) return;
                interval.CpuLost = reader.Read7BitEncodedInt64();
                for (var left = Room(interval.CpuByProcess); left > 0; left--) interval.CpuByProcess.Add(strings[reader.Read7BitEncodedInt64()], reader.Read7BitEncodedInt64());
            }
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or IndexOutOfRangeException or ArgumentException or DivideByZeroException or OverflowException or IOException)
        {
            throw new InvalidDataException($"not a whole tally: {e.Message}", e);
        }

        // Every entry takes a byte at least, so a length that the bytes made up is found before memory is taken by it.
        int Length()
        {
            var length = reader.Read7BitEncodedInt();
            return length >= 0 && length <= bytes.Length - bytes.Position
                ? length
                : throw new InvalidDataException($"a table of {length} entries in {bytes.Length - bytes.Position} bytes");
        }

        int Room<TKey>(Dictionary<TKey, long> counts) where TKey : notnull
        {
            var length = Length();
            counts.EnsureCapacity(Math.Min(length, MaxRoomBefore));
            return length;
        }

        string Text()
        {
            var length = Length();
            var at = (int)bytes.Position;
            bytes.Position += length;
            return Shared(encoded.AsSpan(at, length));
        }
    }

    /// <summary>A name; short ones as one copy for all who read it.</summary>
    private static string Shared(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxSharedNameBytes) return Encoding.UTF8.GetString(utf8);
        Span<char> text = stackalloc char[MaxSharedNameBytes];
        var name = text[..Encoding.UTF8.GetChars(utf8, text)];
        if (SharedNames.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known)) return known;
        if (Interlocked.Increment(ref _sharedNames) > MaxSharedNames)
        {
            // Those in use are soon there again; which are, nobody needs to keep in mind.
            SharedNames.Clear();
            Volatile.Write(ref _sharedNames, 0);
        }

        var made = name.ToString();
        return SharedNames.GetOrAdd(made, made);
    }

    private static Dictionary<T, int> Numbers<T>(List<T> items) where T : notnull
    {
        var numbers = new Dictionary<T, int>(items.Count);
        for (var i = 0; i < items.Count; i++) numbers.Add(items[i], i);
        return numbers;
    }

    private static long ZigZag(long value) => (value << 1) ^ (value >> 63);

    private static long UnZigZag(long value) => (long)((ulong)value >> 1) ^ -(value & 1);
}
