using System.Runtime.InteropServices;
using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks;

/// <summary>The machine that figures were taken on: what bears on them, and nothing that names it.</summary>
internal static class Machine
{
    public static IReadOnlyList<string> Describe() =>
    [
        $"{Field("/proc/cpuinfo", "model name")}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB of memory",
        $"{Field("/etc/os-release", "PRETTY_NAME")}, Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}",
        $".NET {Environment.Version}, {RuntimeInformation.ProcessArchitecture}, {FirstLine("babeltrace2", "--version")}, {FirstLine("lttng", "--version")}",
    ];

    private static string Field(string file, string name) => File.Exists(file) && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        ? line[(line.IndexOfAny([':', '=']) + 1)..].Trim().Trim('"')
        : $"unknown {name}";

    private static string FirstLine(string command, string argument) => Command.Read(command, argument).Split('\n')[0].Trim();
}
