using Steadytrace.Commands.Count;

namespace Steadytrace.Tests.Commands.Count;

public sealed class TimePointTests
{
    private const long Begin = 1_469_037_725_196_274_002; // 2016-07-20 18:02:05.196274002 UTC

    [Theory]
    [InlineData("2016-07-20T18:02:05.196274002Z", 1_469_037_725_196_274_002)]
    [InlineData("2016-07-20T20:02:05.5+02:00", 1_469_037_725_500_000_000)]
    [InlineData("2016-07-20 18:02:05", 1_469_037_725_000_000_000)]
    [InlineData("1969-12-31T23:59:59.75Z", -250_000_000)]
    [InlineData("1469037725", 1_469_037_725_000_000_000)]
    [InlineData("1469037725.196274002", 1_469_037_725_196_274_002)]
    [InlineData("18:02:06.000000001", 1_469_037_726_000_000_001)]
    [InlineData("00:00:00", 1_468_972_800_000_000_000)]
    [InlineData("+0s", Begin)]
    [InlineData("+1.5s", Begin + 1_500_000_000)]
    [InlineData("+250ms", Begin + 250_000_000)]
    [InlineData("+2us", Begin + 2_000)]
    [InlineData("+7ns", Begin + 7)]
    [InlineData("+1.5min", Begin + 90_000_000_000)]
    [InlineData("+1h", Begin + 3_600_000_000_000)]
    public void A_time_is_exact_to_the_nanosecond(string text, long expected) =>
        Assert.Equal(expected, TimePoint.Parse(text)!.ToUnixNanoseconds(Begin));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2016-13-01T00:00:00Z")]
    [InlineData("2016-07-20")]
    [InlineData("2016-07-20T18:02:05.1234567890Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("24:00:00")]
    [InlineData("+1.5")]
    [InlineData("+1 week")]
    [InlineData("+999999999999999999h")]
    [InlineData("-5s")]
    [InlineData("1469037725196274002")]
    public void A_text_that_is_no_time_is_none(string text) => Assert.Null(TimePoint.Parse(text));
}
