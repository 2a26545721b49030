using Steadytrace.Metrics.Names;

namespace Steadytrace.Settings.Parts;

/// <summary>Reads <c>steadytrace.metrics</c>.</summary>
internal static class MetricSettings
{
    private const string Section = "steadytrace.metrics.";

    public static MetricOptions Read(SettingsReader reader)
    {
        const string key = Section + "process-groups";
        return new MetricOptions
        {
            MaxProcessNames = reader.Number(Section + "max-process-names", 0, 1_000_000),
            ProcessGroups = reader.IsAuto(key) ? reader.AutoList(key, MetricOptions.DefaultGroups) : ReadGroups(reader, key),
        };
    }

    private static List<ProcessGroup> ReadGroups(SettingsReader reader, string key)
    {
        var groups = new List<ProcessGroup>();
        foreach (var text in reader.List(key))
        {
            try
            {
                groups.Add(ProcessGroup.Parse(text));
            }
            catch (FormatException)
            {
                reader.Refuse(key, $"PATTERN=NAME in each item, like kworker/*=kworker, not '{text}'");
            }
        }

        return groups;
    }
}
