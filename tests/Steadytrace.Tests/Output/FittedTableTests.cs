using Steadytrace.Output;

namespace Steadytrace.Tests.Output;

public sealed class FittedTableTests
{
    [Fact]
    public void On_a_narrow_screen_names_lose_their_middle_and_numbers_nothing()
    {
        var lines = Printed(40);

        Assert.All(lines, line => Assert.InRange(line.Length, 0, 40));
        Assert.Contains(lines, line => line.StartsWith("a_very_lo…", StringComparison.Ordinal) && line.EndsWith("1,234,567   99.9 %", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("short ", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_screen_nothing_is_cut() =>
        Assert.Contains(Printed(Tables.WidthOfNoTerminal), line => line.StartsWith("a_very_long_name_of_an_event_that_goes_on_and_on   1,234,567", StringComparison.Ordinal));

    [Fact]
    public void On_a_screen_too_narrow_for_its_numbers_they_stay_whole() => Assert.Contains(Printed(12), line => line.Contains("1,234,567   99.9 %", StringComparison.Ordinal));

    [Fact]
    public void Names_of_wide_characters_keep_columns_straight()
    {
        var lines = Lines(40, table =>
        {
            table.Row("日本語のプロセス", "7", "70.0 %");
            table.Row("日本語のとても長い名前のプロセスが一つありました", "2", "20.0 %");
            table.Row("a", "1", "10.0 %");
        });

        Assert.All(lines.Where(line => line.Contains('%', StringComparison.Ordinal)), line => Assert.Equal(40, CellWidth.Of(line)));
        Assert.Contains(lines, line => line.StartsWith("日本語のプロセス ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains('…', StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_without_rows_is_not_there() => Assert.Equal([""], Lines(40, _ => { }));

    private static string[] Printed(int width) => Lines(width, table =>
    {
        table.Row("a_very_long_name_of_an_event_that_goes_on_and_on", "1,234,567", "99.9 %");
        table.Row("short", "1", "0.1 %");
    });

    private static string[] Lines(int width, Action<FittedTable> fill)
    {
        var output = new StringWriter();
        var table = new FittedTable("~event", ">count", ">share");
        fill(table);
        table.Print(new PlainScreen(output, width));
        return output.ToString().Split('\n');
    }
}
