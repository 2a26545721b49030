using System.Globalization;

namespace Steadytrace.Chaos.Faults;

/// <summary>One thing that goes wrong.</summary>
/// <param name="At">Since the begin of the chaos.</param>
/// <param name="Kind">What.</param>
/// <param name="Target">A node's or a host's name.</param>
/// <param name="Lasts">Until it is healed.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, string Target, TimeSpan Lasts)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds,6:0.0} s  {Kind} {Target} for {Lasts.TotalSeconds:0.0} s");
}
