namespace Steadytrace.Settings.Parts;

/// <summary>Where state of this machine belongs: root's in <c>/var/lib</c>, others' in their own state folder.</summary>
internal static class StateFolder
{
    public static string Of(string name)
    {
        if (Environment.IsPrivilegedProcess) return $"/var/lib/steadytrace/{name}";
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "steadytrace", name);
    }
}
