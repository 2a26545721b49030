namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>One of several fields, chosen by an earlier enumeration.</summary>
internal sealed class VariantClass : FieldClass, IChoice
{
    /// <summary>The slot that holds the tag.</summary>
    public required int TagSlot { get; init; }

    public required bool TagSigned { get; init; }

    /// <summary>In the order of the tag's labels: the first range that holds the tag's value wins.</summary>
    public required VariantOption[] Options { get; init; }

    public HashSet<int> InnerSlots { get; } = [];

    public override long? FixedSize => null;

    public override long MinimumSize => 0;

    /// <summary>The field chosen by a tag; null when no label holds it.</summary>
    public FieldClass? Choose(ulong tag)
    {
        foreach (var option in Options)
        {
            var holds = TagSigned
                ? (long)tag >= (long)option.Low && (long)tag <= (long)option.High
                : tag >= option.Low && tag <= option.High;
            if (holds) return option.Class;
        }

        return null;
    }
}
