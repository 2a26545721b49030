namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>A limit on what metadata declares, and on the field and event classes made of it: a few lines can nest types that unfold to billions.</summary>
internal sealed class BindingBudget
{
    /// <summary>
    /// What is kept of all metadata of one count: types, fields, labels and values as they are declared, fields and events as they are bound.
    /// A kernel with all its events has about 40,000; each takes 100 to 300 bytes.
    /// </summary>
    public const int Maximum = 400_000;

    /// <summary>How many there are so far.</summary>
    public int Taken { get; private set; }

    /// <exception cref="MetadataException">The budget is used up.</exception>
    public void Take(int offset)
    {
        if (++Taken > Maximum) throw new MetadataException(offset, $"more than {Maximum} fields and events");
    }
}
