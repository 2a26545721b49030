using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>The tallies of several traces, added up.</summary>
/// <param name="Tally">All that is valid.</param>
/// <param name="Read">Traces of which something could be read.</param>
/// <param name="Faults">Faults found, each told on standard error.</param>
internal sealed record CountedPaths(Tally Tally, int Read, int Faults)
{
    public static CountedPaths Count(IEnumerable<string> paths, CountOptions options, bool verbose, CancellationToken cancellation)
    {
        var tally = new Tally();
        var (read, faults) = (0, 0);
        foreach (var path in paths)
        {
            try
            {
                var report = TraceCounter.Count(path, options, cancellation);
                read++;
                tally.Add(report.Tally);
                faults += report.Faults.Count;
                foreach (var fault in report.Faults) Tell(fault.ToString());
                foreach (var note in verbose ? report.Notes : []) Tell(note);
            }
            catch (TraceException exception)
            {
                faults++;
                Tell(exception.Message);
                if (verbose) Terminal.Error.WriteLine(exception.ToString());
            }
        }

        return new CountedPaths(tally, read, faults);
    }

    private static void Tell(string line) => Terminal.Error.WriteLine($"steadytrace: {line}");
}
