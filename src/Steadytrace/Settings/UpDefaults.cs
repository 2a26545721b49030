namespace Steadytrace.Settings;

/// <summary>In what <c>up</c> differs from a node of a cluster: all roles at once, and alone.</summary>
internal static class UpDefaults
{
    private const string Origin = "default of up";

    public static IReadOnlyList<Setting> Settings { get; } =
    [
        new(SettingKeys.Roles, ["tracer", "parser", "aggregator", "console"], IsList: true, Origin),
        // Nobody joins it, so any port will do, and two of them can run beside each other.
        Setting.Of(SettingKeys.ClusterPort, "0", Origin),
        Setting.Of(SettingKeys.LogLevel, "warning", Origin),
    ];
}
