namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Where a time lies to the range that is counted.</summary>
internal enum RangeSide
{
    Inside,
    Before,
    After,
}
