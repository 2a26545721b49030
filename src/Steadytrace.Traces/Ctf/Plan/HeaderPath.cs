namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>One of the forms of an event header.</summary>
/// <param name="Low">The lowest tag that chooses this form.</param>
/// <param name="High">The highest one.</param>
/// <param name="Align">Alignment in bytes, from the packet's beginning, before this form's own fields; 1 when none is needed.</param>
/// <param name="Id">The event's id, counted from where the form's fields begin; null when the common part holds it.</param>
/// <param name="Stamp">The event's stamp; null when the form has none.</param>
/// <param name="Bytes">Size of the form's fields.</param>
/// <param name="Need">Bytes that its loads may touch: at least <paramref name="Bytes"/>.</param>
internal sealed record HeaderPath(ulong Low, ulong High, int Align, BitLoad? Id, BitLoad? Stamp, long Bytes, long Need);
