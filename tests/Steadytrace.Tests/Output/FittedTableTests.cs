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

    private static string[] Printed(int width)
    {
        var output = new StringWriter();
        var screen = Tables.Plain(output);
        screen.Profile.Width = width;
        var table = new FittedTable("~event", ">count", ">share");
        table.Row("a_very_long_name_of_an_event_that_goes_on_and_on", "1,234,567", "99.9 %");
        table.Row("short", "1", "0.1 %");
        table.Print(screen);
        return output.ToString().Split('\n');
    }
}
