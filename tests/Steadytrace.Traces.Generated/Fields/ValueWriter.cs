namespace Steadytrace.Traces.Generated.Fields;

/// <summary>Writes fields into a packet, and remembers what later lengths and tags ask for.</summary>
public sealed class ValueWriter(Chance chance, ConstructCounts counts, bool bigEndian)
{
    private readonly Dictionary<Field, ulong> _numbers = [];
    private readonly Dictionary<Field, long> _places = [];
    private readonly List<NumberPlace> _lengths = [];

    public Chance Chance { get; } = chance;

    public ConstructCounts Counts { get; } = counts;

    /// <summary>The packet.</summary>
    public BitWriter Bits { get; private set; } = new(bigEndian);

    /// <summary>The field that is being written.</summary>
    public Field? Current { get; private set; }

    /// <summary>Integers of the packet that are lengths; places from its beginning.</summary>
    public IReadOnlyList<NumberPlace> Lengths => _lengths;

    public void BeginPacket()
    {
        Bits = new BitWriter(bigEndian);
        _lengths.Clear();
    }

    public void Write(Field field)
    {
        Current = field;
        Bits.Align(field.Type.Alignment, Chance);
        _places[field] = Bits.At;
        if (field is { IsLength: true, Type: IntegerType length }) _lengths.Add(new NumberPlace(Bits.At, length.Size, length.BigEndian));
        field.Type.Write(this);
    }

    /// <summary>A nameless field: an array's element, a variant's option.</summary>
    public void Write(FieldType type)
    {
        Current = null;
        Bits.Align(type.Alignment, Chance);
        type.Write(this);
    }

    public void Keep(Field? field, ulong number)
    {
        if (field is not null) _numbers[field] = number;
    }

    /// <summary>The value written last for a field.</summary>
    public ulong NumberOf(Field field) => _numbers[field];

    /// <summary>Where a field was written last, in bits from the packet's beginning.</summary>
    public long PlaceOf(Field field) => _places[field];
}
