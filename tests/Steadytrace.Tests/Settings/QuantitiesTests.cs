using Steadytrace.Settings;

namespace Steadytrace.Tests.Settings;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("10s", 10)]
    [InlineData("10 sec", 10)]
    [InlineData("1.5min", 90)]
    [InlineData("2h", 7200)]
    [InlineData("1 day", 86400)]
    [InlineData("0s", 0)]
    public void Times_are_read_with_their_units(string text, double seconds)
    {
        Assert.True(Quantities.TryTime(text, out var time));
        Assert.Equal(seconds, time.TotalSeconds);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("0")]
    [InlineData("ten s")]
    [InlineData("-1s")]
    [InlineData("1 fortnight")]
    [InlineData("99999999999999d")]
    [InlineData("")]
    public void A_time_without_a_known_unit_is_none(string text) => Assert.False(Quantities.TryTime(text, out _));

    [Theory]
    [InlineData("65536", 65536)]
    [InlineData("0", 0)]
    [InlineData("4GiB", 4L << 30)]
    [InlineData("4 gib", 4L << 30)]
    [InlineData("1.5MiB", 3L << 19)]
    [InlineData("2MB", 2_000_000)]
    [InlineData("8k", 8192)]
    public void Sizes_are_read_with_their_units(string text, long bytes)
    {
        Assert.True(Quantities.TrySize(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("lots")]
    [InlineData("1 pile")]
    [InlineData("99999999TiB")]
    public void A_size_without_a_known_unit_is_none(string text) => Assert.False(Quantities.TrySize(text, out _));
}
