namespace Steadytrace.Top.Running;

/// <summary>How looks are printed one after another.</summary>
/// <param name="Looks">So many; null: without end.</param>
/// <param name="Json">An object a look, each on a line.</param>
/// <param name="Rows">Of each table.</param>
/// <param name="IsExact">Waits until nothing of an interval will change any more.</param>
internal sealed record BatchOptions(int? Looks, bool Json, int Rows, bool IsExact);
