using System.Collections;

namespace Steadytrace.Settings;

/// <summary>Settings from the environment: <c>STEADYTRACE__TRACER__CHUNK_LENGTH</c> is <c>steadytrace.tracer.chunk-length</c>.</summary>
internal static class EnvironmentSettings
{
    public const string Prefix = "STEADYTRACE__";

    /// <summary>Where the terminal commands find a node; no setting of a node.</summary>
    public const string NodeVariable = "STEADYTRACE__NODE";

    public static IEnumerable<Setting> Read(IDictionary environment)
    {
        foreach (DictionaryEntry entry in environment)
        {
            var name = (string)entry.Key;
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || name.Equals(NodeVariable, StringComparison.OrdinalIgnoreCase)) continue;
            yield return Setting.Of(KeyOf(name), (string?)entry.Value ?? "", name);
        }
    }

    private static string KeyOf(string name) =>
        name.Replace("__", ".", StringComparison.Ordinal).Replace('_', '-').ToLowerInvariant();
}
