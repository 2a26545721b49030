using System.Text;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Messages;

/// <summary>Cuts a tally by seconds into pieces that fit a message each; the pieces add up to it.</summary>
public static class LiveTallyParts
{
    /// <summary>The most bytes of counts in one message; less than half of Akka.Remote's default frame of 128,000.</summary>
    public const int MaxBytes = 48 * 1024;

    // Numbers, lengths and type marks around the names of one count.
    private const int BytesOfCount = 32;
    private const int BytesOfSecond = 64;

    // A longer one comes only from made-up metadata.
    private const int LongestName = 1024;

    /// <summary>At least one piece, empty for an empty tally.</summary>
    /// <param name="tally">Counted by intervals of a second.</param>
    public static IReadOnlyList<LiveSecond[]> Cut(Tally tally)
    {
        List<LiveSecond[]> parts = [];
        List<LiveSecond> seconds = [];
        var bytes = 0;
        foreach (var (start, interval) in tally.Intervals.Select(pair => ((long?)pair.Key, pair.Value)).Prepend((null, tally.Untimed)))
        {
            if (interval is { ByPair.Count: 0, CpuByProcess.Count: 0, Lost: 0, LostPackets: 0 }) continue;
            List<LiveCount> counts = [];
            List<LiveCpuTime> times = [];
            var (lost, lostPackets) = (interval.Lost, interval.LostPackets);
            bytes += BytesOfSecond;
            foreach (var (pair, events) in interval.ByPair)
            {
                var count = new LiveCount(Short(pair.Event.Type), Short(pair.Event.Name), pair.Process, events);
                if (bytes + Bytes(count) > MaxBytes) Close();
                counts.Add(count);
                bytes += Bytes(count);
            }

            foreach (var (process, nanoseconds) in interval.CpuByProcess)
            {
                if (bytes + Bytes(process) > MaxBytes) Close();
                times.Add(new LiveCpuTime(process, nanoseconds));
                bytes += Bytes(process);
            }

            End();

            void End()
            {
                seconds.Add(new LiveSecond(start, [.. counts], lost, lostPackets, [.. times]));
                (lost, lostPackets) = (0, 0);
                counts.Clear();
                times.Clear();
            }

            void Close()
            {
                End();
                parts.Add([.. seconds]);
                seconds.Clear();
                bytes = BytesOfSecond;
            }
        }

        parts.Add([.. seconds]);
        return parts;
    }

    private static string Short(string name) => name.Length <= LongestName ? name : name[..LongestName];

    private static int Bytes(LiveCount count) => Bytes(count.Process) + Encoding.UTF8.GetByteCount(count.Type) + Encoding.UTF8.GetByteCount(count.Event);

    private static int Bytes(string process) => BytesOfCount + Encoding.UTF8.GetByteCount(process);
}
