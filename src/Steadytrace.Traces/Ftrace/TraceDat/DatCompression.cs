namespace Steadytrace.Traces.Ftrace.TraceDat;

/// <summary>How a <c>trace.dat</c> of version 7 is compressed.</summary>
internal enum DatCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Zstandard frames.</summary>
    Zstd,

    /// <summary>zlib streams.</summary>
    Zlib,
}
