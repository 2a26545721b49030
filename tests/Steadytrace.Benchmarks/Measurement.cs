namespace Steadytrace.Benchmarks;

/// <summary>A row of the table: what was measured, against what, and whether that is enough.</summary>
/// <param name="Measure">What was measured, on which input.</param>
/// <param name="Ours">Our figure, with its unit.</param>
/// <param name="Against">The other program's figure, or the limit.</param>
/// <param name="Ratio">How many times better than <paramref name="Against"/> ours is.</param>
/// <param name="Aim">The least ratio.</param>
internal sealed record Measurement(string Measure, string Ours, string Against, double Ratio, double Aim)
{
    /// <summary>The ratio reaches the aim.</summary>
    public bool IsMet => Ratio >= Aim;
}
