using Steadytrace.Traces;

namespace Steadytrace.Commands.Count;

/// <summary>The range of time that is asked for: <c>--from</c> and <c>--to</c>.</summary>
internal sealed record AskedRange(string? From, string? To)
{
    /// <summary>True when any end is given.</summary>
    public bool IsGiven => From is not null || To is not null;

    /// <summary>The options with the range in them.</summary>
    /// <exception cref="MistakeException">The range is empty, or told from the begin of a trace that has no times.</exception>
    public CountOptions ApplyTo(CountOptions options, IReadOnlyCollection<string> paths)
    {
        if (!IsGiven) return options;
        var begin = new Lazy<long?>(() => EarliestBegin(paths));
        var (from, to) = (Resolve("--from", From, begin), Resolve("--to", To, begin));
        if (from >= to) throw new MistakeException($"--from is '{From}' and --to is '{To}': expected --to to be later, since nothing lies between them");
        return options with { FromUnixNanoseconds = from, ToUnixNanoseconds = to };
    }

    /// <summary>When the first of several traces begins; null when none of them tells.</summary>
    /// <exception cref="TraceException">None of them can be read. Where only some cannot, whoever counts them tells of it.</exception>
    public static long? EarliestBegin(IEnumerable<string> paths)
    {
        var (read, earliest, first) = (0, (long?)null, (TraceException?)null);
        foreach (var path in paths)
        {
            try
            {
                if (TraceCounter.Begin(path) is { } begin && !(begin >= earliest)) earliest = begin;
                read++;
            }
            catch (TraceException error)
            {
                first ??= error;
            }
        }

        return read == 0 && first is not null ? throw first : earliest;
    }

    private static long? Resolve(string option, string? text, Lazy<long?> begin)
    {
        if (text is null) return null;
        var point = TimePoint.Parse(text)!;
        try
        {
            return point.ToUnixNanoseconds(point.NeedsBegin ? begin.Value ?? throw new MistakeException($"{option} is '{text}': the trace's packets have no times to count it from") : 0);
        }
        catch (OverflowException)
        {
            throw new MistakeException($"{option} is '{text}': expected a time before the year 2262");
        }
    }
}
