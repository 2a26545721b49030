using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Fuzz;

/// <summary>Counts a folder with both readers and judges what happens.</summary>
internal static class Verdict
{
    /// <summary>The limit that the library states for any input.</summary>
    public const long MaximumBytes = 256L << 20;

    // Of the processor, not of the clock: other processes may have it for long.
    private static readonly TimeSpan MaximumTime = TimeSpan.FromSeconds(10);

    /// <summary>True when something of the folder could be read.</summary>
    /// <exception cref="FindingException">The readers disagree, take too long or too much memory, or throw what they may not.</exception>
    public static bool Judge(InputFolder folder, bool bySecond, bool hasTwoReaders)
    {
        var plan = Guarded(() => Count(folder, ReaderKind.Plan, bySecond));
        if (!hasTwoReaders) return plan is not null;
        var slow = Guarded(() => Count(folder, ReaderKind.Checked, bySecond));
        if (plan == slow) return plan is not null;
        var (one, other) = ((plan ?? "nothing").Split('\n'), (slow ?? "nothing").Split('\n'));
        throw new FindingException($"the readers disagree: the plan says\n  {string.Join("\n  ", one.Except(other))}\nthe checked reader\n  {string.Join("\n  ", other.Except(one))}");
    }

    /// <summary>Runs something that may refuse its input, but nothing else.</summary>
    public static T? Guarded<T>(Func<T> work)
        where T : class
    {
        var (before, began) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);
        T? result = null;
        try
        {
            result = work();
        }
        catch (TraceException)
        {
            // Refused, as it may be.
        }
        catch (Exception error) when (error is not FindingException)
        {
            throw new FindingException(error.ToString());
        }

        var (bytes, time) = (GC.GetAllocatedBytesForCurrentThread() - before, Environment.CpuUsage.TotalTime - began);
        if (bytes > MaximumBytes) throw new FindingException($"{bytes} bytes allocated, {MaximumBytes} are allowed");
        return time > MaximumTime ? throw new FindingException($"took {time}, {MaximumTime} are allowed") : result;
    }

    private static string Count(InputFolder folder, ReaderKind reader, bool bySecond)
    {
        var report = TraceCounter.CountFound(folder.Path, folder.Found, new CountOptions { Reader = reader, Interval = bySecond ? IntervalLength.All[0] : null });
        return Convert.ToHexString(TallyCodec.Encode(report.Tally)) + string.Concat(report.Faults.Select(fault => $"\n{fault}"));
    }
}
