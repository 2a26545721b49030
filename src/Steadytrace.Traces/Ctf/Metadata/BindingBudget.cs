namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>A limit on the field and event classes of a trace: metadata of a few lines can nest types that unfold to billions.</summary>
internal sealed class BindingBudget
{
    /// <summary>Field and event classes of a whole trace; a kernel with all its events has about 10,000.</summary>
    public const int Maximum = 1_000_000;

    private int _left = Maximum;

    /// <exception cref="MetadataException">The budget is used up.</exception>
    public void Take(int offset)
    {
        if (--_left < 0) throw new MetadataException(offset, $"more than {Maximum} fields and events");
    }
}
