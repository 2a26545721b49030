namespace Steadytrace.Traces.Generated.Fields;

/// <summary>Bytes and a zero byte.</summary>
public sealed class StringType : FieldType
{
    private static readonly string[] Texts = ["", "a", "text", "a longer text than others", "naïve", "%s\n"];

    public string? Encoding { get; init; }

    public override int Alignment => 8;

    public override void Write(ValueWriter writer)
    {
        writer.Bits.Bytes(writer.Current?.Text?.Invoke() ?? System.Text.Encoding.UTF8.GetBytes(writer.Chance.OneOf(Texts)));
        writer.Bits.Bytes([0]);
    }
}
