using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Layouts read before, by their metadata's text: the chunks of a run share theirs, and so the plans made from it. Safe for use by several threads at once.</summary>
internal static class LayoutCache
{
    /// <summary>Layouts kept; the one not used for longest goes first.</summary>
    public const int Capacity = 16;

    /// <summary>Larger metadata is not kept. A kernel with all its events has half of it.</summary>
    public const int MaximumBytes = 1 << 20;

    /// <summary>Sizes of all metadata kept together, and what <see cref="BindingBudget"/> counts of their layouts.</summary>
    private const int MaximumTotalBytes = 4 << 20, MaximumTotalWeight = 200_000;

    private static readonly Lock Guard = new();
    private static readonly LinkedList<(ReadOnlyMemory<byte> Text, TraceLayout Layout)> Kept = [];

    /// <summary>The layout of a text: the one kept, or what <paramref name="build"/> makes of it.</summary>
    public static TraceLayout Get(ReadOnlyMemory<byte> text, Func<TraceLayout> build)
    {
        if (text.Length > MaximumBytes) return build();
        lock (Guard)
        {
            for (var node = Kept.First; node is not null; node = node.Next)
            {
                if (!node.Value.Text.Span.SequenceEqual(text.Span)) continue;
                Kept.Remove(node);
                Kept.AddFirst(node);
                return node.Value.Layout;
            }
        }

        var layout = build();
        lock (Guard)
        {
            Kept.AddFirst((text, layout));
            while (Kept.Count > Capacity || Kept.Count > 1 && (Kept.Sum(kept => kept.Text.Length) > MaximumTotalBytes || Kept.Sum(kept => kept.Layout.Weight) > MaximumTotalWeight)) Kept.RemoveLast();
        }

        return layout;
    }
}
