using Steadytrace.Metrics.Names;

namespace Steadytrace.Metrics.Tests.Names;

public sealed class ProcessGroupTests
{
    [Theory]
    [InlineData("kworker/*", "kworker/0:1", true)]
    [InlineData("kworker/*", "kworker", false)]
    [InlineData("a*b*c", "abc", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("a*a", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("*x", "yx", true)]
    [InlineData("plain", "plain", true)]
    [InlineData("plain", "plainer", false)]
    public void A_star_stands_for_any_characters_and_the_whole_name_must_fit(string pattern, string process, bool takes) =>
        Assert.Equal(takes, new ProcessGroup(pattern, "group").Takes(process));

    [Fact]
    public void The_first_group_that_takes_a_name_wins()
    {
        var options = new MetricOptions { ProcessGroups = [new("ab*", "one"), new("a*", "two")] };

        Assert.Equal(("one", "two", "b"), (options.GroupOf("abc"), options.GroupOf("acb"), options.GroupOf("b")));
    }

    [Fact]
    public void A_group_is_read_from_its_text()
    {
        Assert.Equal(new ProcessGroup("kworker/*", "kworker"), ProcessGroup.Parse("kworker/*=kworker"));
        Assert.Contains("'kworker' is not of the form", Assert.Throws<FormatException>(() => ProcessGroup.Parse("kworker")).Message, StringComparison.Ordinal);
        Assert.Equal(MetricOptions.DefaultGroups, MetricOptions.DefaultGroups.Select(group => ProcessGroup.Parse(group.ToString())));
    }

    [Fact]
    public void Wrong_options_are_named_with_their_value()
    {
        var problems = new MetricOptions { MaxProcessNames = -1, ProcessGroups = [new("", "x")] }.Problems().ToList();

        Assert.Equal(2, problems.Count);
        Assert.Contains("MaxProcessNames is -1", problems[0], StringComparison.Ordinal);
        Assert.Empty(new MetricOptions().Problems());
    }
}
