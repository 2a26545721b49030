namespace Steadytrace.Traces.Turns;

/// <summary>
/// A piece of a CPU's packets that is read by itself: what comes before its first switch is noted, since only the pieces before it tell who runs there; from there on all
/// is known. Pieces are settled in order of time, whoever read them when: so their sums are those of one reading.
/// </summary>
internal sealed class TurnPiece(ITurnTimes inside)
{
    // More come only from a trace that makes up renames without switches: the thread keeps its name then.
    private const int MaximumSteps = 10_000;

    private readonly List<TurnStep> _steps = [];
    private CpuTurns? _inside;

    public void BeginPacket(long? first, bool isLossBefore)
    {
        if (_inside is { } turns) turns.BeginPacket(first, isLossBefore);
        else _steps.Add(new TurnStep(TurnStepKind.Begin, first, null, isLossBefore));
    }

    public void EndPacket(long? last, bool isLossBehind)
    {
        if (_inside is { } turns) turns.EndPacket(last, isLossBehind);
        else _steps.Add(new TurnStep(TurnStepKind.End, last, null, isLossBehind));
    }

    public void Switch(long time, string previous, string next)
    {
        if (_inside is null)
        {
            // Its own turns begin here, with a turn of no length.
            _steps.Add(new TurnStep(TurnStepKind.Switch, time, previous, false));
            _inside = new CpuTurns(inside);
            _inside.BeginPacket(time, isLossBefore: false);
        }

        _inside.Switch(time, previous, next);
    }

    public void Rename(long time, string name)
    {
        if (_inside is { } turns) turns.Rename(time, name);
        else if (_steps.Count < MaximumSteps) _steps.Add(new TurnStep(TurnStepKind.Rename, time, name, false));
    }

    /// <summary>Tells the CPU's turns so far of this piece, which comes next.</summary>
    public void SettleIn(CpuTurns turns)
    {
        foreach (var step in _steps)
        {
            switch (step.Kind)
            {
                case TurnStepKind.Begin: turns.BeginPacket(step.Time, step.IsLoss); break;
                case TurnStepKind.End: turns.EndPacket(step.Time, step.IsLoss); break;
                case TurnStepKind.Rename: turns.Rename(step.Time!.Value, step.Process!); break;
                default: turns.Switch(step.Time!.Value, step.Process!, step.Process!); break;
            }
        }

        if (_inside is not null) turns.Become(_inside);
    }
}
