namespace Steadytrace.Settings.Parts;

/// <summary>Reads the first and longest pause before something that failed is started again.</summary>
internal static class Backoff
{
    public static (TimeSpan Min, TimeSpan Max) Read(SettingsReader reader, string section)
    {
        var min = reader.Time(section + ".min", TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        var max = reader.Time(section + ".max", TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1));
        if (max < min) reader.Refuse(section + ".max", $"a time no shorter than {section}.min, {Quantities.Show(min)}");
        return (min, max);
    }
}
