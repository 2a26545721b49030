namespace Steadytrace.Traces;

/// <summary>The two readers of CTF; each is the other's oracle.</summary>
public enum ReaderKind
{
    /// <summary>Compiled per stream class: reads what counting needs and steps over the rest.</summary>
    Plan,

    /// <summary>Walks the metadata's model field by field with every check.</summary>
    Checked,
}
