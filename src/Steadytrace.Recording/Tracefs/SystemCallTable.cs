using System.Globalization;
using System.Runtime.InteropServices;

namespace Steadytrace.Recording.Tracefs;

/// <summary>Names of system calls by number. tracefs does not tell the numbers, so they come with the project, for the architectures it knows.</summary>
internal static class SystemCallTable
{
    /// <summary>The table of an architecture; empty for one that we have none of.</summary>
    public static IReadOnlyDictionary<int, string> Of(Architecture architecture)
    {
        var table = new Dictionary<int, string>();
        if (architecture is not (Architecture.X64 or Architecture.Arm64)) return table;
        var resource = $"Steadytrace.Recording.Tracefs.SystemCalls.{architecture.ToString().ToLowerInvariant()}.txt";
        using var stream = typeof(SystemCallTable).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"resource {resource} is missing");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var space = line.IndexOf(' ');
            table.Add(int.Parse(line.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture), line[(space + 1)..]);
        }

        return table;
    }
}
