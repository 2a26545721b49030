namespace Steadytrace.Commands.Count;

/// <summary>What a time is counted from.</summary>
internal enum TimePointKind
{
    /// <summary>1970-01-01 00:00:00 UTC.</summary>
    Unix,

    /// <summary>The trace's begin.</summary>
    AfterBegin,

    /// <summary>The begin of the day (UTC) on which the trace begins.</summary>
    TimeOfDay,
}
