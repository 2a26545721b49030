namespace Steadytrace.Traces.Generated;

/// <summary>How often each construct was generated.</summary>
public sealed class ConstructCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<Construct>().Length];

    public long this[Construct construct] => _counts[(int)construct];

    public void Note(Construct construct) => _counts[(int)construct]++;

    public void NoteIf(bool holds, Construct construct)
    {
        if (holds) Note(construct);
    }

    public void Add(ConstructCounts other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
    }

    /// <summary>A line per construct: how often it was generated.</summary>
    public override string ToString() => string.Join('\n', Enum.GetValues<Construct>().Select(construct => $"{this[construct],9} {construct}"));
}
