namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>A field class as a fragment declares it. Shared by all who name its alias.</summary>
/// <param name="Offset">Where it stands in the metadata.</param>
internal abstract record FieldClassDeclaration(int Offset);

/// <summary>What the bits of a fixed-length field are.</summary>
internal enum BitsKind
{
    Plain,
    Boolean,
    Unsigned,
    Signed,
}

/// <summary>A fixed-length bit array, bit map, boolean, integer, or floating-point number.</summary>
internal sealed record BitsDeclaration(int Offset, BitsKind Kind, long Length, bool BigEndian, bool Reversed, int Alignment, IReadOnlyList<string> Roles) : FieldClassDeclaration(Offset);

/// <summary>A variable-length integer.</summary>
internal sealed record VariableIntegerDeclaration(int Offset, bool Signed, IReadOnlyList<string> Roles) : FieldClassDeclaration(Offset);

/// <summary>A null-terminated string; <paramref name="UnitBytes"/> is the size of the zero character.</summary>
internal sealed record TerminatedStringDeclaration(int Offset, int UnitBytes) : FieldClassDeclaration(Offset);

/// <summary>A static-length string or BLOB.</summary>
internal sealed record StaticBytesDeclaration(int Offset, long Length, bool IsText, IReadOnlyList<string> Roles) : FieldClassDeclaration(Offset);

/// <summary>A dynamic-length string or BLOB.</summary>
internal sealed record DynamicBytesDeclaration(int Offset, FieldLocation Length, bool IsText) : FieldClassDeclaration(Offset);

/// <summary>A structure.</summary>
internal sealed record StructureDeclaration(int Offset, IReadOnlyList<MemberDeclaration> Members, int MinimumAlignment) : FieldClassDeclaration(Offset);

/// <summary>A member of a structure.</summary>
internal sealed record MemberDeclaration(int Offset, string Name, FieldClassDeclaration Class);

/// <summary>A static-length array.</summary>
internal sealed record StaticArrayDeclaration(int Offset, FieldClassDeclaration Element, long Length, int MinimumAlignment) : FieldClassDeclaration(Offset);

/// <summary>A dynamic-length array.</summary>
internal sealed record DynamicArrayDeclaration(int Offset, FieldClassDeclaration Element, FieldLocation Length, int MinimumAlignment) : FieldClassDeclaration(Offset);

/// <summary>An optional field; without ranges its selector must be a boolean.</summary>
internal sealed record OptionalDeclaration(int Offset, FieldClassDeclaration Field, FieldLocation Selector, IReadOnlyList<IntegerRange>? Ranges) : FieldClassDeclaration(Offset);

/// <summary>A variant.</summary>
internal sealed record VariantDeclaration(int Offset, IReadOnlyList<OptionDeclaration> Options, FieldLocation Selector) : FieldClassDeclaration(Offset);

/// <summary>An option of a variant.</summary>
internal sealed record OptionDeclaration(int Offset, IReadOnlyList<IntegerRange> Ranges, FieldClassDeclaration Class);
