namespace Steadytrace.Recording.Lttng;

/// <summary>In which format LTTng writes. Before 2.15 there is only one.</summary>
public enum LttngTraceFormat
{
    /// <summary>CTF 1.8, which every version writes and every reader reads.</summary>
    Auto,

    /// <summary>CTF 1.8.</summary>
    Ctf1,

    /// <summary>CTF 2; needs LTTng 2.15.</summary>
    Ctf2,
}
