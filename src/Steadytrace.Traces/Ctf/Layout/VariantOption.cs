namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>A choice of a variant, and the tag values that choose it (both ends included, in the tag's own signedness).</summary>
internal readonly record struct VariantOption(ulong Low, ulong High, FieldClass Class);
