using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>How event headers are read: fixed integers, the last field perhaps a variant of fixed integers (LTTng's compact and large headers).</summary>
/// <remarks>
/// The forms' loads count from the event's beginning when the form needs no alignment of its own (<see cref="HeaderPath.Align"/> 1), else
/// from the aligned place behind the common part.
/// </remarks>
internal sealed class HeaderPlan
{
    private HeaderPlan()
    {
    }

    /// <summary>Alignment of an event, in bytes.</summary>
    public required int Align { get; init; }

    /// <summary>The id in the common part; null when the stream has one event class and no ids.</summary>
    public required BitLoad? Id { get; init; }

    /// <summary>What chooses the form; null when there is only one.</summary>
    public required BitLoad? Tag { get; init; }

    /// <summary>Lengths and tags in the common part, by slot, for the fields behind the header.</summary>
    public required IReadOnlyDictionary<int, BitLoad> Slots { get; init; }

    /// <summary>Bytes of the common part.</summary>
    public required long CommonBytes { get; init; }

    public required IReadOnlyList<HeaderPath> Paths { get; init; }

    /// <summary>Alignment of the place behind the header that holds for all forms, in bits.</summary>
    public required int EndAlignment { get; init; }

    /// <summary>Reads the header's class; null with a reason when it has another shape.</summary>
    public static HeaderPlan? Of(StructureClass? header, out string? obstacle)
    {
        obstacle = null;
        if (header is null) return new HeaderPlan { Align = 1, Id = null, Tag = null, Slots = new Dictionary<int, BitLoad>(), CommonBytes = 0, Paths = [new HeaderPath(0, ulong.MaxValue, 1, null, null, 0, 0)], EndAlignment = 8 };
        var fields = new FieldRun(0);
        VariantClass? variant = null;
        foreach (var member in header.Members)
        {
            if (variant is not null || !fields.TryAdd(member, out variant)) obstacle = $"event header field '{member.Name}' is neither an integer nor a last variant";
            if (obstacle is not null) return null;
        }

        var paths = new List<HeaderPath>();
        var end = Math.Max(header.Alignment, 8);
        if (variant is null)
        {
            if (fields.Bits % 8 != 0) obstacle = "event header ends inside a byte";
            else paths.Add(new HeaderPath(0, ulong.MaxValue, 1, fields.Id, fields.Stamp, fields.Bits / 8, fields.Need));
            end = Lowest(end, fields.Bits);
        }
        else
        {
            if (fields.Stamp is not null || fields.Slots.GetValueOrDefault(variant.TagSlot) is { Size: 0 } || variant.TagSigned) obstacle = "event header of unusual shape before its variant";
            foreach (var option in variant.Options)
            {
                if (obstacle is not null || Path(option, fields, header.Alignment, ref end, out obstacle) is not { } path) return null;
                paths.Add(path);
            }
        }

        if (paths.Exists(path => path.Id is null) && paths.Exists(path => path.Id is not null) && fields.Id is null) obstacle = "event header holds no id in some of its forms";
        if (obstacle is not null || paths.Count is 0 or > 8) return null;
        return new HeaderPlan
        {
            Align = Math.Max(header.Alignment / 8, 1),
            Id = fields.Id,
            Tag = variant is null ? null : fields.Slots[variant.TagSlot],
            Slots = fields.Slots,
            CommonBytes = (fields.Bits + 7) / 8,
            Paths = paths,
            EndAlignment = end,
        };
    }

    private static HeaderPath? Path(VariantOption option, FieldRun common, int headerAlignment, ref int end, out string? obstacle)
    {
        obstacle = "event header's variant has options that are no structures of integers";
        if (option.Class is not StructureClass structure) return null;
        var aligned = structure.Alignment > headerAlignment;
        var run = aligned ? new FieldRun(0) : new FieldRun((common.Bits + structure.Alignment - 1) & -(long)structure.Alignment, common.BigEndian);
        foreach (var member in structure.Members)
            if (!run.TryAdd(member, out var nested) || nested is not null) return null;
        if (run.Bits % 8 != 0) return null;
        end = Math.Min(end, Lowest(aligned ? structure.Alignment : headerAlignment, run.Bits));
        obstacle = null;
        return new HeaderPath(option.Low, option.High, aligned ? structure.Alignment / 8 : 1, run.Id, run.Stamp, run.Bits / 8, run.Need);
    }

    private static int Lowest(int alignment, long bits) => (int)Math.Max(8, ((uint)alignment | bits) & -((uint)alignment | bits));

    // Integers one after the other from a bit on.
    private sealed class FieldRun(long from, bool? bigEndian = null)
    {
        private bool? _bigEndian = bigEndian;

        public long Bits { get; private set; } = from;

        /// <summary>Byte order of the last field.</summary>
        public bool? BigEndian => _bigEndian;

        public long Need { get; private set; }

        public BitLoad? Id { get; private set; }

        public BitLoad? Stamp { get; private set; }

        public Dictionary<int, BitLoad> Slots { get; } = [];

        public bool TryAdd(StructureMember member, out VariantClass? variant)
        {
            variant = member.Class as VariantClass;
            if (variant is not null) return true;
            if (member.Class is not IntegerClass integer) return false;
            Bits = (Bits + integer.Alignment - 1) & -(long)integer.Alignment;
            if (Bits % 8 != 0 && _bigEndian is { } last && last != integer.BigEndian) return false;
            _bigEndian = integer.BigEndian;
            var load = new BitLoad(Bits, integer.Size, integer.BigEndian);
            Bits += integer.Size;
            if (integer.OwnRoles.Length > 0 || member.OtherSlots is not null || integer.Reversed && (member.Slot >= 0 || member.Role == FieldRole.EventId || integer.UpdatesClock)) return false;
            if (member.Role == FieldRole.EventId) Id = load;
            if (integer.UpdatesClock && Stamp is not null || (member.Role == FieldRole.EventId || integer.UpdatesClock) && (load.Bytes == 0 || integer.Signed)) return false;
            if (integer.UpdatesClock) Stamp = load;
            if (member.Slot >= 0)
            {
                if (load.Bytes == 0 || integer.Signed) return false;
                Slots[member.Slot] = load;
            }

            Need = Math.Max(Need, Math.Max((Bits + 7) / 8, load.Bytes == 0 ? 0 : load.Offset + load.Bytes));
            return true;
        }
    }
}
