namespace Steadytrace.Hosting.Reports;

/// <summary>What <c>up</c> prints.</summary>
/// <param name="Top">Rows of each table, 1 to 20.</param>
/// <param name="FirstWithin">The first tables are printed after this time at the latest, with what was counted until then.</param>
internal sealed record ReportOptions(int Top, TimeSpan FirstWithin);
