namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>A field that is there or not, as an earlier field says.</summary>
internal sealed class OptionalClass : FieldClass, IChoice
{
    /// <summary>The slot that holds the selector.</summary>
    public required int SelectorSlot { get; init; }

    public required bool SelectorSigned { get; init; }

    /// <summary>The selector's values with which the field is there.</summary>
    public required NumberRange[] Ranges { get; init; }

    public required FieldClass Field { get; init; }

    public HashSet<int> InnerSlots { get; } = [];

    public override long? FixedSize => null;

    public override long MinimumSize => 0;

    /// <summary>The selector's values with which the field is not there, in order.</summary>
    public IEnumerable<NumberRange> Gaps()
    {
        var next = SelectorSigned ? long.MinValue : (Int128)0;
        foreach (var (low, high) in Ranges.Select(range => (Low: Value(range.Low), High: Value(range.High))).OrderBy(range => range.Low))
        {
            if (low > next) yield return new NumberRange((ulong)(next & ulong.MaxValue), (ulong)((low - 1) & ulong.MaxValue));
            if (high >= next) next = high + 1;
        }

        var last = SelectorSigned ? long.MaxValue : (Int128)ulong.MaxValue;
        if (next <= last) yield return new NumberRange((ulong)(next & ulong.MaxValue), (ulong)(last & ulong.MaxValue));

        Int128 Value(ulong bits) => SelectorSigned ? (long)bits : (Int128)bits;
    }

    public bool IsThere(ulong selector)
    {
        foreach (var range in Ranges)
            if (range.Holds(selector, SelectorSigned)) return true;
        return false;
    }
}
