namespace Steadytrace.Traces;

/// <summary>The traces under one path, taken one by one: what cannot be read at all is a fault, unless it is all there is.</summary>
internal sealed class Pieces
{
    private readonly List<TraceException> _refused = [];
    private int _read;

    /// <summary>Does something with a piece that may turn out to be unreadable.</summary>
    public void Try(Action work)
    {
        try
        {
            work();
            _read++;
        }
        catch (TraceException error)
        {
            _refused.Add(error);
        }
    }

    /// <summary>What could not be read, beside something that could.</summary>
    /// <exception cref="TraceException">Nothing could.</exception>
    public IEnumerable<TraceFault> Faults() => _read == 0 && _refused is [var first, ..] ? throw first : _refused.Select(error => error.Fault);
}
