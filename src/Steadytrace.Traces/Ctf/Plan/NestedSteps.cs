namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>The steps inside a step: those of each element, or of each option.</summary>
internal sealed class NestedSteps(IReadOnlyList<NestedSteps.List> lists)
{
    public IReadOnlyList<List> Lists { get; } = lists;

    /// <summary>How many steps there are, those inside them included.</summary>
    public int Count => Lists.Sum(list => CountOf(list.Steps));

    public static int CountOf(IEnumerable<Step> steps) => steps.Sum(step => 1 + (step.Nested?.Count ?? 0));

    // Events are told apart by what their steps print.
    public override string ToString() => string.Join('|', Lists.Select(list => $"[{list.Low}..{list.High}: {string.Join(';', list.Steps)}]"));

    /// <summary>Steps, and the tags that choose them (both ends included).</summary>
    internal sealed record List(ulong Low, ulong High, IReadOnlyList<Step> Steps);
}
