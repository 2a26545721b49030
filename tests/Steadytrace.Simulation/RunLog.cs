using System.Globalization;

namespace Steadytrace.Simulation;

/// <summary>What happened in a run, step by step, for a person; says nothing where nobody reads it.</summary>
internal sealed class RunLog(TextWriter? writer)
{
    public bool IsRead => writer is not null;

    public void Write(TimeSpan now, string who, string what) =>
        writer?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now.TotalSeconds,9:0.000} {who,-14} {what}"));
}
