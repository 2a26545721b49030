using Steadytrace.Traces.Generated.Fields;

namespace Steadytrace.Traces.Generated.Streams;

/// <summary>Makes the event header of a stream, in one of the forms that tracers use or another.</summary>
public sealed class HeaderMaker(Chance chance, ConstructCounts counts, TypeMaker types, bool bigEndian, StreamState state, bool isJson)
{
    /// <summary>The header, the bits of its stamps, and the ids that its short form holds.</summary>
    /// <param name="clock">What stamps are mapped to; null for events without stamps.</param>
    /// <param name="tellsClock">Stamps name their clock.</param>
    /// <param name="hasIds">The stream has several events.</param>
    /// <param name="fields">How many random fields may stand in it.</param>
    public (StructureType? Header, int StampBits, ulong? ShortIds) Make(ClockModel? clock, bool tellsClock, bool hasIds, int fields)
    {
        var name = tellsClock ? clock?.Name : null;
        if (clock is not null && chance.Percent(50))
        {
            var compact = !types.Leaves.IsBytewise && chance.Percent(60);
            return compact ? Compact(name) : Large(name);
        }

        if (clock is null && !hasIds && chance.Percent(60))
        {
            counts.Note(Construct.HeaderMissing);
            return (null, 0, null);
        }

        return Plain(clock is not null, name, hasIds, fields);
    }

    private (StructureType Header, int StampBits, ulong? ShortIds) Compact(string? clock)
    {
        counts.Note(Construct.HeaderCompact);
        counts.Note(Construct.Stamp27Bits);
        return TwoForms(Bits(5, 1), 31, [Stamp(27, 1, clock)], clock);
    }

    private (StructureType Header, int StampBits, ulong? ShortIds) Large(string? clock)
    {
        counts.Note(Construct.HeaderLarge);
        counts.Note(Construct.Stamp32Bits);
        return TwoForms(Bits(16, 8), 65535, [Stamp(32, 8, clock)], clock);
    }

    private (StructureType Header, int StampBits, ulong? ShortIds) TwoForms(IntegerType container, ulong extended, List<Field> shortForm, string? clock)
    {
        types.Begin(FieldScope.EventHeader);
        var tag = new EnumerationType
        {
            Container = container,
            Labels = [new("compact", 0, (long)extended - 1, false, false), new("extended", (long)extended, (long)extended, false, false)],
        };
        var id = types.Add(new Field("id", tag) { Value = () => state.Extended ? extended : state.EventId });
        var options = new List<Field>
        {
            new("compact", new StructureType { Fields = shortForm }),
            new("extended", new StructureType { Fields = [new Field("id", Bits(32, 8)) { Value = () => state.EventId }, Stamp(64, 8, clock)] }),
        };
        types.Add(new Field("v", new VariantType { Tag = id, Path = "id", Options = options }));
        return (types.End(minimumAlignment: 8), shortForm[0].Type is IntegerType { Size: var bits } ? bits : 64, extended - 1);
    }

    private (StructureType Header, int StampBits, ulong? ShortIds) Plain(bool hasStamp, string? clock, bool hasIds, int fields)
    {
        types.Begin(FieldScope.EventHeader);
        var bytewise = types.Leaves.IsBytewise;
        var odd = !bytewise && chance.Percent(40);
        var stampBits = hasStamp ? odd ? chance.Between(20, 64) : chance.Pick(32, 64, 64, 24, 40) : 0;
        types.AddRandom(chance.Percent(70) ? 0 : chance.Below(fields + 1));
        var isStampVariable = hasStamp && IsVariable();
        if (isStampVariable) stampBits = 64;
        if (hasIds)
        {
            var size = odd ? chance.Between(5, 20) : chance.Pick(8, 16, 32, 64);
            types.Add(new Field("id", IsVariable() ? new VariableIntegerType { Signed = false } : Bits(size, odd ? 1 : chance.Pick(8, 8, 8, 16, 32))) { Value = () => state.EventId });
        }

        if (chance.Percent(20)) types.AddRandom(chance.Below(fields + 1));
        if (isStampVariable) types.Add(new Field("timestamp", new VariableIntegerType { Signed = false }) { Value = () => state.Clock });
        else if (hasStamp) types.Add(Stamp(stampBits, odd ? 1 : chance.Pick(8, 8, stampBits == 24 || stampBits == 40 ? 8 : stampBits), clock));
        var header = types.End(chance.Percent(20) ? 8 << chance.Below(4) : 1);
        counts.Note(odd ? Construct.HeaderOddBits : Construct.HeaderPlain);
        counts.NoteIf(stampBits == 32, Construct.Stamp32Bits);
        counts.NoteIf(stampBits == 64, Construct.Stamp64Bits);
        counts.NoteIf(!hasStamp, Construct.StampMissing);
        return (header, stampBits, null);
    }

    private bool IsVariable()
    {
        var isVariable = isJson && chance.Percent(20);
        counts.NoteIf(isVariable, Construct.RoleOfVariableInteger);
        return isVariable;
    }

    private Field Stamp(int size, int align, string? clock) => new("timestamp", Bits(size, align, clock)) { Value = () => size == 64 ? state.Clock : state.Clock & ((1UL << size) - 1) };

    private IntegerType Bits(int size, int align, string? clock = null) => new() { Size = size, Align = align, BigEndian = bigEndian, Clock = clock };
}
