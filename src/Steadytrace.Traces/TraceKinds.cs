namespace Steadytrace.Traces;

/// <summary>Kinds of traces that may lie under one path.</summary>
[Flags]
public enum TraceKinds
{
    /// <summary>No trace.</summary>
    None = 0,

    /// <summary>CTF: a directory with a file <c>metadata</c>.</summary>
    Ctf = 1,

    /// <summary>Raw ring-buffer pages of ftrace: a directory with a file <c>ftrace.json</c>.</summary>
    Ftrace = 2,

    /// <summary>Files that trace-cmd wrote.</summary>
    TraceDat = 4,
}
