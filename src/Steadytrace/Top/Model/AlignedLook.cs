using Steadytrace.Cluster.Top;
namespace Steadytrace.Top.Model;

/// <summary>An interval to look at.</summary>
/// <param name="Span">Its seconds.</param>
/// <param name="IsComplete">Every source is counted from its start to its end.</param>
/// <param name="IsSettled">Nothing of it will change any more.</param>
internal readonly record struct AlignedLook(TopSpan Span, bool IsComplete, bool IsSettled);
