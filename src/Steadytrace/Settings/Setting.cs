namespace Steadytrace.Settings;

/// <summary>One configured value as it was written, and where.</summary>
/// <param name="Key">The whole key: <c>steadytrace.tracer.chunk-length</c>.</param>
/// <param name="Items">One text for a value, any number for a list.</param>
/// <param name="IsList">True when it was written as a list.</param>
/// <param name="Origin">Where it was written, for people: <c>default</c>, <c>my.conf:12</c>, <c>STEADYTRACE__HOST</c>, <c>--host</c>.</param>
internal sealed record Setting(string Key, IReadOnlyList<string> Items, bool IsList, string Origin)
{
    /// <summary>The origin of values that ship with the program.</summary>
    public const string DefaultOrigin = "default";

    public static Setting Of(string key, string text, string origin) => new(key, [text], IsList: false, origin);

    /// <summary>As in a file: lists in brackets.</summary>
    public string Text => IsList ? $"[{string.Join(", ", Items)}]" : Items[0];
}
