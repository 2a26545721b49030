namespace Steadytrace.Traces;

/// <summary>By what a trace's tally is split into parts.</summary>
public enum CountSplit
{
    /// <summary>No parts.</summary>
    None,

    /// <summary>One part per CPU, named <c>cpu 3</c>; <c>(no cpu)</c> where packets name none. CPUs of one number in several traces are one part.</summary>
    Cpu,

    /// <summary>One part per stream, named after its first file, relative to the path that is counted, with forward slashes: <c>kernel/channel0_3</c>.</summary>
    Stream,
}
