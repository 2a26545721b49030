namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>A type as metadata declares it: names not yet resolved, byte order not yet known, shared by all who use it.</summary>
/// <param name="Offset">Where it is declared, in bytes from the beginning of the text.</param>
internal abstract record Declaration(int Offset);

/// <summary>An integer; <paramref name="BigEndian"/> null means the trace's own byte order.</summary>
internal sealed record IntegerDeclaration(int Offset, int Size, bool Signed, int Alignment, bool? BigEndian, string? Clock) : Declaration(Offset);

/// <summary>A floating-point number of <paramref name="Size"/> bits.</summary>
internal sealed record FloatDeclaration(int Offset, int Size, int Alignment) : Declaration(Offset);

/// <summary>A zero-terminated text.</summary>
internal sealed record StringDeclaration(int Offset) : Declaration(Offset);

/// <summary>A label and the values that carry it.</summary>
internal readonly record struct EnumerationLabel(string Name, ulong Low, ulong High);

/// <summary>Labels on an integer.</summary>
internal sealed record EnumerationDeclaration(int Offset, IntegerDeclaration Container, List<EnumerationLabel> Labels) : Declaration(Offset);

/// <summary>A fixed number of elements.</summary>
internal sealed record ArrayDeclaration(int Offset, Declaration Element, long Length) : Declaration(Offset);

/// <summary>As many elements as the field at <paramref name="LengthPath"/> says.</summary>
internal sealed record SequenceDeclaration(int Offset, Declaration Element, IReadOnlyList<string> LengthPath) : Declaration(Offset);

/// <summary>A named field.</summary>
internal readonly record struct FieldDeclaration(string Name, Declaration Type, int Offset);

/// <summary>Fields one after the other, aligned to at least <paramref name="MinimumAlignment"/> bits.</summary>
internal sealed record StructureDeclaration(int Offset, List<FieldDeclaration> Fields, int MinimumAlignment) : Declaration(Offset);

/// <summary>One of several fields; <paramref name="TagPath"/> is null until a use of the variant gives it.</summary>
internal sealed record VariantDeclaration(int Offset, IReadOnlyList<string>? TagPath, List<FieldDeclaration> Options) : Declaration(Offset);

/// <summary>A <c>clock</c> block.</summary>
internal sealed record ClockDeclaration(int Offset, string Name, ulong Frequency, long OffsetSeconds, long OffsetCycles);

/// <summary>A <c>stream</c> block.</summary>
internal sealed record StreamDeclaration(int Offset, ulong Id, Declaration? PacketContext, Declaration? EventHeader, Declaration? EventContext);

/// <summary>An <c>event</c> block; without <paramref name="StreamId"/> it belongs to the only stream class.</summary>
internal sealed record EventDeclaration(int Offset, string Name, ulong Id, ulong? StreamId, Declaration? Context, Declaration? Fields);

/// <summary>All that the text declares.</summary>
internal sealed class TraceDeclaration
{
    /// <summary>One for declarations and what is bound of them: both are in memory at once.</summary>
    public BindingBudget Budget { get; } = new();

    public int TraceBlocks { get; set; }

    public int TraceOffset { get; set; }

    public bool? BigEndian { get; set; }

    public byte[]? Uuid { get; set; }

    public Declaration? PacketHeader { get; set; }

    public Dictionary<string, string> Environment { get; } = [];

    public List<ClockDeclaration> Clocks { get; } = [];

    public List<StreamDeclaration> Streams { get; } = [];

    public HashSet<ulong> StreamIds { get; } = [];

    public List<EventDeclaration> Events { get; } = [];
}
