using Steadytrace.Cluster.Fleet;
using Steadytrace.Console.Display;

namespace Steadytrace.Console.Tests.Display;

public sealed class SourceOrderTests
{
    private static readonly Dictionary<(string Host, string Recorder), double> NoRates = [];

    private static readonly SourceView[] Sources =
    [
        Fleets.Source("calm"), Fleets.Source("away", state: "silent"), Fleets.Source("loses", lost: 5), Fleets.Source("rests", state: "paused"),
    ];

    [Fact]
    public void What_needs_attention_comes_first() =>
        Assert.Equal(["away", "loses", "rests", "calm"], SourceOrder.Default.Sort(Sources, NoRates).Select(source => source.Host));

    [Fact]
    public void A_head_clicked_three_times_is_back_where_it_was()
    {
        var once = SourceOrder.Default.Click(SourceColumn.Lost);
        Assert.Equal("loses", once.Sort(Sources, NoRates).First().Host);
        var twice = once.Click(SourceColumn.Lost);
        Assert.Equal("loses", twice.Sort(Sources, NoRates).Last().Host);
        Assert.Equal(SourceOrder.Default, twice.Click(SourceColumn.Lost));
    }
}
