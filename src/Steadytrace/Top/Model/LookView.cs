using Steadytrace.Cluster.Top;
namespace Steadytrace.Top.Model;

/// <summary>A look for programs.</summary>
/// <param name="Start">Of the interval.</param>
/// <param name="Interval">Its length, as metrics name it.</param>
/// <param name="Complete">Every source is counted from its start to its end.</param>
/// <param name="Settled">Nothing of it will change any more: these are the counts that are published. Else a few events may yet get another process, or come.</param>
/// <param name="Events">Of all hosts asked for, whatever the filter says.</param>
/// <param name="Lost">Events that tracers lost.</param>
/// <param name="LostPackets">Whole packets that tracers lost.</param>
/// <param name="Sources">Each recorder of each host.</param>
/// <param name="Processes">By process, in the order asked for; as <paramref name="Types"/> and <paramref name="ByEvent"/>, by host where hosts are apart.</param>
/// <param name="Types">By event type.</param>
/// <param name="ByEvent">By event.</param>
internal sealed record LookView(
    DateTimeOffset Start, string Interval, bool Complete, bool Settled, long Events, long Lost, long LostPackets,
    IReadOnlyList<LookSourceView> Sources, IReadOnlyList<LookRowView> Processes, IReadOnlyList<LookRowView> Types, IReadOnlyList<LookRowView> ByEvent)
{
    /// <summary>A look at one interval.</summary>
    /// <param name="rows">At most so many of each kind; the sums are of all.</param>
    public static LookView Of(TopModel model, TopQuestion question, AlignedLook look, int rows)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(look.Span.From);
        var total = See(TopView.Hosts);
        return new LookView(
            start, question.Interval.Name, look.IsComplete, look.IsSettled, total.Total.Events, total.Total.Lost, total.Total.LostPackets,
            [.. total.Sources.Select(source => new LookSourceView(source.Host, source.Recorder, source.Events, source.Lost, source.LostPackets, source.Problem.Length > 0 ? source.Problem : null))],
            Rows(TopView.Processes), Rows(TopView.Types), Rows(TopView.Events));

        TopLook See(TopView view) => model.Look(question with { View = view, Sort = Sorted(view) }, start, look.Span);

        TopSort Sorted(TopView view) => question.View == view ? question.Sort : TopSort.Events;

        IReadOnlyList<LookRowView> Rows(TopView view) => [.. See(view).Rows.Take(rows).Select(LookRowView.Of)];
    }
}
