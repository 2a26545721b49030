namespace Steadytrace.Settings;

/// <summary>The configuration has mistakes; each is one line that names key, value, origin and what is allowed.</summary>
internal sealed class SettingsException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes))
{
    public SettingsException(string mistake)
        : this([mistake])
    {
    }

    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
