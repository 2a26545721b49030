using Steadytrace.Recording.Lttng.Live;

namespace Steadytrace.Recording.Tests.Lttng.Live;

public sealed class LttngLiveAddressTests
{
    [Theory]
    [InlineData("net://localhost/host/web1/auto", "localhost", 5344, "web1", "auto")]
    [InlineData("net://10.0.0.7:15344/host/web1/auto-2026", "10.0.0.7", 15344, "web1", "auto-2026")]
    [InlineData("net://[::1]:15344/host/web1/auto", "::1", 15344, "web1", "auto")]
    [InlineData("net://[::1]/host/web1/auto", "::1", 5344, "web1", "auto")]
    [InlineData("net://localhost", "localhost", 5344, "", "")]
    public void An_address_is_read_and_written_as_it_was(string text, string relay, int port, string host, string session)
    {
        Assert.True(LttngLiveAddress.TryParse(text, out var address, out var mistake));

        Assert.Equal(new LttngLiveAddress(relay, port, host, session), address);
        Assert.Equal(text, address!.ToString());
        Assert.Empty(mistake);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/var/traces")]
    [InlineData("net://")]
    [InlineData("net://:5344/host/web1/auto")]
    [InlineData("net://localhost:0/host/web1/auto")]
    [InlineData("net://localhost:65536/host/web1/auto")]
    [InlineData("net://localhost:x/host/web1/auto")]
    [InlineData("net://localhost/web1/auto")]
    [InlineData("net://localhost/host/web1")]
    [InlineData("net://localhost/host/web1/auto/more")]
    [InlineData("net://localhost/host//auto")]
    [InlineData("net://[::1/host/web1/auto")]
    [InlineData("net://[::1]x/host/web1/auto")]
    public void What_is_no_address_is_told_in_one_line(string text)
    {
        Assert.False(LttngLiveAddress.TryParse(text, out var address, out var mistake));

        Assert.Null(address);
        Assert.Equal($"'{text}' is no address of a live session: net://HOST[:PORT]/host/HOSTNAME/SESSION is expected", mistake);
    }

    [Fact]
    public void An_option_out_of_its_range_is_told_with_what_is_allowed()
    {
        Assert.Null(new LttngLiveOptions().Validate());
        Assert.Equal("lttng live segment-bytes is 1: 65536 to 1073741824 is allowed", new LttngLiveOptions { SegmentBytes = 1 }.Validate());
        Assert.Equal("lttng live maximum-streams is 0: 1 to 20000 is allowed", new LttngLiveOptions { MaximumStreams = 0 }.Validate());
    }
}
