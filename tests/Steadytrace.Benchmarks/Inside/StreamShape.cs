namespace Steadytrace.Benchmarks.Inside;

/// <summary>What a stream's events look like: each shape takes another way through the loop.</summary>
public enum StreamShape
{
    /// <summary>Compact headers, process names, fields of fixed size: one addition steps over an event.</summary>
    Fixed,

    /// <summary>The same with a text, whose end must be looked for.</summary>
    Texts,

    /// <summary>The same with a sequence, whose length must be read.</summary>
    Sequences,

    /// <summary>No process names: each fourth event is a switch between threads, which tells them.</summary>
    Switches,

    /// <summary>Integers that begin inside bytes, in big-endian order.</summary>
    Bits,
}
