using System.Collections;
using Akka.Configuration;

namespace Steadytrace.Settings;

/// <summary>Every setting after all layers: what ships with the program &lt; files &lt; environment &lt; command line.</summary>
internal sealed class EffectiveSettings
{
    private EffectiveSettings(IReadOnlyDictionary<string, Setting> settings, Config cluster) => (All, Cluster) = (settings, cluster);

    /// <summary>By whole key.</summary>
    public IReadOnlyDictionary<string, Setting> All { get; }

    /// <summary>The <c>akka</c> sections of all files.</summary>
    public Config Cluster { get; }

    /// <summary>Reads all layers.</summary>
    /// <param name="commandDefaults">What the command itself sets below the files; its origin names the command.</param>
    /// <param name="files">Later ones win.</param>
    /// <param name="environment">Variables by name.</param>
    /// <param name="options">What the command line sets.</param>
    /// <exception cref="SettingsException">A file cannot be read.</exception>
    public static EffectiveSettings Load(IEnumerable<Setting> commandDefaults, IEnumerable<string> files, IDictionary environment, IEnumerable<Setting> options)
    {
        var settings = new Dictionary<string, Setting>();
        var cluster = Config.Empty;

        foreach (var file in EmbeddedSettings.Read())
        {
            // Which role a node has that is started with one role's file alone is no default.
            Lay(settings, file.Settings.Values.Where(setting => setting.Key != SettingKeys.Roles));
            cluster = file.Cluster.WithFallback(cluster);
        }

        Lay(settings, [Setting.Of(SettingKeys.Roles, "", Setting.DefaultOrigin)]);
        Lay(settings, commandDefaults);
        foreach (var file in files.Select(HoconFile.Read))
        {
            Lay(settings, file.Settings.Values);
            cluster = file.Cluster.WithFallback(cluster);
        }

        Lay(settings, EnvironmentSettings.Read(environment));
        Lay(settings, options);
        return new EffectiveSettings(settings, cluster);
    }

    private static void Lay(Dictionary<string, Setting> settings, IEnumerable<Setting> layer)
    {
        foreach (var setting in layer) settings[setting.Key] = setting;
    }
}
