namespace Steadytrace.Testing;

/// <summary>A test that records this machine's kernel: skipped, with a word, where that is not possible.</summary>
public sealed class TracefsFactAttribute : Xunit.FactAttribute
{
    public TracefsFactAttribute() => Skip = WhyNot;

    /// <summary>What this machine lacks; null when it lacks nothing.</summary>
    internal static string WhyNot { get; } =
        !OperatingSystem.IsLinux() ? "records the kernel through tracefs: needs Linux"
        : Environment.UserName != "root" ? "records the kernel through tracefs: needs root"
        : !File.ReadAllText("/proc/filesystems").Contains("tracefs", StringComparison.Ordinal) ? "records the kernel through tracefs: this kernel has none"
        : null!;
}

/// <summary>The same for a theory.</summary>
public sealed class TracefsTheoryAttribute : Xunit.TheoryAttribute
{
    public TracefsTheoryAttribute() => Skip = TracefsFactAttribute.WhyNot;
}
