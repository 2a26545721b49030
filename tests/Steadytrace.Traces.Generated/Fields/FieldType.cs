namespace Steadytrace.Traces.Generated.Fields;

/// <summary>The shape of a field.</summary>
public abstract class FieldType
{
    /// <summary>Bits; a power of two.</summary>
    public abstract int Alignment { get; }

    /// <summary>The alias by which the metadata names it; null where it is written out.</summary>
    public string? Alias { get; set; }

    /// <summary>Writes a random value.</summary>
    public abstract void Write(ValueWriter writer);
}
