using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>The tallies of several traces, added up.</summary>
/// <param name="Tally">All that is valid.</param>
/// <param name="Parts">By CPU or stream, where that was asked for.</param>
/// <param name="Span">From when to when the traces tell of; null when they do not say.</param>
/// <param name="Read">Traces of which something could be read.</param>
/// <param name="Faults">Faults found.</param>
/// <param name="Lines">What is to be told on standard error: faults, and notes for those who asked for them.</param>
internal sealed record CountedPaths(Tally Tally, IReadOnlyCollection<CountedPart> Parts, TraceSpan? Span, int Read, int Faults, IReadOnlyList<string> Lines)
{
    public static CountedPaths Count(IReadOnlyCollection<string> paths, CountOptions options, bool verbose, CancellationToken cancellation)
    {
        var (tally, parts, lines) = (new Tally(), new Dictionary<string, CountedPart>(), new List<string>());
        var (read, faults) = (0, 0);
        TraceSpan? span = null;
        foreach (var path in paths)
        {
            try
            {
                var report = TraceCounter.Count(path, options, cancellation);
                read++;
                tally.Add(report.Tally);
                span = TraceSpan.Around(span, report.Span);
                foreach (var (name, part) in report.Parts) PartOf(name, path).Tally.Add(part);
                faults += report.Faults.Count;
                lines.AddRange(report.Faults.Select(fault => fault.ToString()));
                if (verbose) lines.AddRange(report.Notes);
            }
            catch (TraceException exception)
            {
                faults++;
                lines.Add(verbose ? exception.ToString() : exception.Message);
            }
        }

        return new CountedPaths(tally, parts.Values, span, read, faults, lines);

        // CPUs of several traces add up; their streams are different ones.
        CountedPart PartOf(string name, string path)
        {
            var full = options.Split == CountSplit.Stream && paths.Count > 1 ? $"{path.TrimEnd('/')}/{name}" : name;
            if (!parts.TryGetValue(full, out var part)) parts.Add(full, part = new CountedPart(full, new Tally()));
            return part;
        }
    }
}
