namespace Steadytrace.Traces.Generated.Fields;

/// <summary>An integer whose values have names.</summary>
public sealed class EnumerationType : FieldType
{
    public required IntegerType Container { get; init; }

    public required IReadOnlyList<EnumerationLabel> Labels { get; init; }

    /// <summary>Name behind <c>enum</c>; null for one without.</summary>
    public string? Name { get; init; }

    public override int Alignment => Container.Alignment;

    public override void Write(ValueWriter writer)
    {
        var field = writer.Current;
        var value = field switch
        {
            { Value: { } given } => given(),
            { Chooses: { Count: > 0 } variants } => OneOf(writer.Chance, [.. Labels.Where(label => variants.TrueForAll(variant => variant.Options.Any(option => option.Name == label.Name)))]),
            _ => writer.Chance.Percent(80) ? OneOf(writer.Chance, Labels) : writer.Chance.Number(Container.Size),
        };
        writer.Keep(field, value);
        Container.Write(writer, value);
    }

    private static ulong OneOf(Chance chance, IReadOnlyList<EnumerationLabel> labels)
    {
        var label = chance.OneOf(labels);
        var above = (ulong)(label.High - label.Low);
        var bits = chance.Bits();

        // A label may stand for all 2^64 values: one more than that is 0.
        return (ulong)label.Low + (above == ulong.MaxValue ? bits : bits % (above + 1));
    }
}
