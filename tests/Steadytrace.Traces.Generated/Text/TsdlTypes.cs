using System.Text;
using Steadytrace.Traces.Generated.Fields;

namespace Steadytrace.Traces.Generated.Text;

/// <summary>Writes types as TSDL.</summary>
public sealed class TsdlTypes(Chance chance, ConstructCounts counts, TsdlPieces pieces, bool bigEndian)
{
    /// <summary>The declaration of a type with an alias or a name.</summary>
    public string Declaration(FieldType type)
    {
        if (type.Alias is not { } alias) return Body(type) + ";\n";
        var typedef = !alias.Contains(' ') && alias != "double" && chance.Percent(50);
        counts.Note(typedef ? Construct.Typedef : Construct.Typealias);
        return typedef ? $"typedef {Body(type)} {alias};\n" : $"typealias {Body(type)} := {alias};\n";
    }

    /// <summary>A type where it is used: by its name, if it has one.</summary>
    public string Use(FieldType type) => type switch
    {
        { Alias: { } alias } => alias,
        StructureType { Name: { } name } => $"struct {name}",
        EnumerationType { Name: { } name } => $"enum {name}",
        VariantType { Name: { } name, Path: var path } => $"variant {name}{pieces.Gap()}<{path}>",
        _ => Body(type),
    };

    /// <summary>A structure with a name that only the metadata's text knows.</summary>
    public string Named(StructureType structure, string name) => $"struct {name}{pieces.Gap()}{Members(structure.Fields)}{Align(structure)};\n";

    private string Body(FieldType type) => type switch
    {
        IntegerType integer => Integer(integer),
        FloatType number => Float(number),
        StringType { Encoding: { } encoding } => $"string {{ encoding = {encoding}; }}",
        StringType => "string",
        EnumerationType enumeration => $"enum{(enumeration.Name is { } name ? " " + name : "")} : {Use(enumeration.Container)}{pieces.Gap()}{Labels(enumeration)}",
        StructureType structure => $"struct{(structure.Name is { } name ? " " + name : "")}{pieces.Gap()}{Members(structure.Fields)}{Align(structure)}",
        VariantType { Name: { } name } variant => $"variant {name}{pieces.Gap()}{Members(variant.Options)}",
        VariantType variant => $"variant <{variant.Path}>{pieces.Gap()}{Members(variant.Options)}",
        _ => throw new InvalidOperationException($"{type.GetType().Name} has no text of its own"),
    };

    private string Integer(IntegerType type)
    {
        var attributes = new List<string> { $"size = {pieces.Expression((ulong)type.Size)}" };
        if (type.Align != (type.Size % 8 == 0 ? 8 : 1) || chance.Percent(20)) attributes.Add($"align = {pieces.Expression((ulong)type.Align)}");
        if (type.Signed) attributes.Add($"signed = {chance.Pick("true", "1", "TRUE")}");
        else if (chance.Percent(10)) attributes.Add($"signed = {chance.Pick("false", "0", "FALSE")}");
        if (type.TellsByteOrder) attributes.Add(ByteOrder(type.BigEndian));
        if (type.Base is { } radix) attributes.Add($"base = {radix}");
        if (type.Encoding is { } encoding) attributes.Add($"encoding = {encoding}");
        if (type.Clock is { } clock) attributes.Add($"map = clock.{clock}.value");
        return $"integer{pieces.Gap()}{pieces.Block(attributes)}";
    }

    private string Float(FloatType type)
    {
        var attributes = new List<string> { $"exp_dig = {pieces.Number(type.IsDouble ? 11UL : 8)}", $"mant_dig = {pieces.Number(type.IsDouble ? 53UL : 24)}" };
        attributes.Add($"align = {pieces.Number((ulong)type.Align)}");
        if (type.TellsByteOrder) attributes.Add(ByteOrder(type.BigEndian));
        return $"floating_point{pieces.Gap()}{pieces.Block(attributes)}";
    }

    private string ByteOrder(bool big) => $"byte_order = {(big == bigEndian && chance.Percent(30) ? "native" : big ? chance.Pick("be", "network") : "le")}";

    private string Labels(EnumerationType type)
    {
        var labels = type.Labels.Select(label =>
        {
            var name = label.IsQuoted ? $"\"{label.Name}\"" : label.Name;
            if (label.IsImplicit) return name;
            return label.Low == label.High && chance.Percent(80) ? $"{name} = {pieces.Signed(label.Low)}" : $"{name} = {pieces.Signed(label.Low)} ... {pieces.Signed(label.High)}";
        });
        return $"{{{pieces.Gap()}{string.Join("," + pieces.Gap(), labels)}{(chance.Percent(40) ? "," : "")}{pieces.Gap()}}}";
    }

    private string Members(IReadOnlyList<Field> fields)
    {
        var text = new StringBuilder("{" + pieces.Gap());
        for (var i = 0; i < fields.Count; i++)
        {
            var (type, name) = Declarator(fields[i]);
            text.Append(Use(type)).Append(' ').Append(name);
            while (type.Alias is not null && i + 1 < fields.Count && Declarator(fields[i + 1]) is var (next, nextName) && next == type && chance.Percent(70))
            {
                counts.Note(Construct.SeveralDeclarators);
                text.Append(',').Append(pieces.Gap()).Append(nextName);
                i++;
            }

            text.Append(';').Append(pieces.Gap());
        }

        return text.Append('}').ToString();
    }

    // The type before the name, and the name with its dimensions.
    private (FieldType Type, string Name) Declarator(Field field)
    {
        var (type, name) = (field.Type, field.Name);
        while (type.Alias is null && type is ArrayType or SequenceType)
        {
            if (type is ArrayType array) (name, type) = ($"{name}[{pieces.Number((ulong)array.Length)}]", array.Element);
            else if (type is SequenceType sequence) (name, type) = ($"{name}[{sequence.Path}]", sequence.Element);
        }

        return (type, name);
    }

    private string Align(StructureType structure) => structure.MinimumAlignment > 1 ? $" align({pieces.Number((ulong)structure.MinimumAlignment)})" : "";
}
