using Steadytrace.Settings;

namespace Steadytrace.Tests.Settings;

public sealed class HoconLinesTests
{
    [Fact]
    public void Each_key_is_found_on_the_line_that_sets_it_last()
    {
        const string text =
            """
            # a comment with { and "
            a {
              b = 1, c = "x # no comment"  // but this is
              d.e : [
                1, # one }
                2
              ]
              f { g = 2 } h = 3
            }
            a.b = "two"
            i = ${a.b}
            """;

        var lines = HoconLines.Find(text);

        Assert.Equal(10, lines["a.b"]);
        Assert.Equal(3, lines["a.c"]);
        Assert.Equal(4, lines["a.d.e"]);
        Assert.Equal(8, lines["a.f.g"]);
        Assert.Equal(8, lines["a.h"]);
        Assert.Equal(11, lines["i"]);
    }

    [Fact]
    public void Texts_of_several_lines_are_stepped_over()
    {
        var lines = HoconLines.Find("a = \"\"\"one {\ntwo = 3\n\"\"\"\nb = 1\r\nc = 2");

        Assert.Equal(["a", "b", "c"], lines.Keys.Order());
        Assert.Equal((4, 5), (lines["b"], lines["c"]));
    }
}
