namespace Steadytrace.Traces.Turns;

/// <summary>What is told of a CPU.</summary>
internal enum TurnStepKind : byte
{
    /// <summary>A packet begins.</summary>
    Begin,

    /// <summary>A packet ends.</summary>
    End,

    /// <summary>The thread that runs gets another name.</summary>
    Rename,

    /// <summary>A thread leaves the CPU to another one.</summary>
    Switch,
}
