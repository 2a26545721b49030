namespace Steadytrace.Cluster.Top;

/// <summary>One look at the fleet.</summary>
/// <param name="At">When.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Rows">All that the filter lets through, in order.</param>
/// <param name="Hidden">Rows that the filter holds back.</param>
/// <param name="Sources">Every source of the hosts asked for, by host and recorder; as a row whatever the filter says.</param>
/// <param name="Hosts">How many hosts are known, asked for or not.</param>
/// <param name="Total">Over the hosts asked for, whatever the filter says.</param>
/// <param name="Trend">Events of all those hosts in each of the last seconds that are counted wholly, the oldest first.</param>
public sealed record TopLook(
    DateTimeOffset At, TopQuestion Question, IReadOnlyList<TopRow> Rows, int Hidden, IReadOnlyList<TopRow> Sources, int Hosts, TopRow Total, IReadOnlyList<long> Trend);
