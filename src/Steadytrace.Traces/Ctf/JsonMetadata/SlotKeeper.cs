using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Gives slots to the fields whose values others ask for.</summary>
internal sealed class SlotKeeper
{
    private int _headerCount;
    private int _contextCount = TraceLayout.HeaderSlots;

    /// <summary>Slots in use so far, those kept free for packets included.</summary>
    public int Count { get; private set; } = TraceLayout.PacketSlots;

    /// <summary>Each stream class has its own packet context.</summary>
    public void BeginStream() => _contextCount = TraceLayout.HeaderSlots;

    /// <summary>The slot that all of these members write.</summary>
    /// <param name="members">The fields that a location may mean.</param>
    /// <param name="choices">Variants and optional fields around them.</param>
    /// <param name="scope">What they are in.</param>
    /// <param name="offset">Of the location.</param>
    public int SlotOf(IReadOnlyList<StructureMember> members, IEnumerable<IChoice> choices, FieldScope scope, int offset)
    {
        var slot = SlotsOf(members[0]).Cast<int?>().FirstOrDefault(slot => members.All(member => SlotsOf(member).Contains(slot!.Value))) ?? New(scope, offset);
        foreach (var member in members.Where(member => !SlotsOf(member).Contains(slot)))
        {
            if (member.Slot < 0) member.Slot = slot;
            else member.OtherSlots = [.. member.OtherSlots ?? [], slot];
        }

        foreach (var choice in choices) choice.InnerSlots.Add(slot);
        return slot;
    }

    private static IEnumerable<int> SlotsOf(StructureMember member) => member.Slot < 0 ? [] : [member.Slot, .. member.OtherSlots ?? []];

    private int New(FieldScope scope, int offset)
    {
        if (scope > FieldScope.PacketContext) return Count++;
        if (scope == FieldScope.PacketHeader && _headerCount < TraceLayout.HeaderSlots) return _headerCount++;
        if (scope == FieldScope.PacketContext && _contextCount < TraceLayout.PacketSlots) return _contextCount++;
        throw new MetadataException(offset, $"more than {(scope == FieldScope.PacketHeader ? TraceLayout.HeaderSlots : TraceLayout.PacketSlots - TraceLayout.HeaderSlots)} lengths and selectors in a packet's header or context");
    }
}
