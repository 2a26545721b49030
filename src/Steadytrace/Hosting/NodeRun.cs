namespace Steadytrace.Hosting;

/// <summary>How a node is run, besides its settings.</summary>
/// <param name="Json">The log, and the tables of <c>up</c>, as JSON.</param>
/// <param name="Verbose">The log with stack traces.</param>
/// <param name="Report">Prints tables of what is counted to standard output (<c>up</c>); null: nothing is printed there.</param>
/// <param name="EndRecordersAtStop">Ends the recorders with the node, instead of leaving them to its successor.</param>
internal sealed record NodeRun(bool Json, bool Verbose, Reports.ReportOptions? Report, bool EndRecordersAtStop);
