using System.Net;
using System.Net.Sockets;
using Steadytrace.Metrics.Graphite;

namespace Steadytrace.Metrics.Tests.Graphite;

/// <summary>Against a listener that ends as carbon can end.</summary>
public sealed class CarbonDeliveryTests : IDisposable
{
    private static readonly byte[] Frame = new byte[100_000];
    private readonly TcpListener _carbon = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(20));

    public CarbonDeliveryTests() => _carbon.Start();

    private CarbonOptions Options => new() { Port = ((IPEndPoint)_carbon.LocalEndpoint).Port };

    [Fact]
    public async Task A_delivery_is_done_when_carbon_has_read_to_the_end_and_closed()
    {
        using var delivery = await CarbonDelivery.OpenAsync(Options, _limit.Token);
        using var end = await _carbon.AcceptSocketAsync(_limit.Token);
        var finishing = SendAsync(delivery);
        var read = await ReadAsync(end, int.MaxValue);
        Assert.False(finishing.IsCompleted);

        end.Close();
        await finishing;

        Assert.Equal(Frame.Length, read);
    }

    [Fact]
    public async Task Carbon_that_ends_with_bytes_unread_has_not_taken_the_delivery()
    {
        using var delivery = await CarbonDelivery.OpenAsync(Options, _limit.Token);
        using var end = await _carbon.AcceptSocketAsync(_limit.Token);
        var finishing = SendAsync(delivery);
        await ReadAsync(end, Frame.Length / 2);

        end.Close();

        await Assert.ThrowsAsync<SocketException>(() => finishing);
    }

    [Fact]
    public async Task Carbon_that_has_read_all_that_came_so_far_and_ends_has_not_taken_what_comes_later()
    {
        for (var round = 0; round < 50; round++)
        {
            using var delivery = await CarbonDelivery.OpenAsync(Options, _limit.Token);
            using (var end = await _carbon.AcceptSocketAsync(_limit.Token))
            {
                await delivery.WriteAsync(Frame.AsMemory(0, 100), _limit.Token);
                await ReadAsync(end, 100);
            }

            // Its end of the connection has come before the rest is sent.
            await Assert.ThrowsAsync<SocketException>(() => SendAsync(delivery));
        }
    }

    public void Dispose()
    {
        _carbon.Dispose();
        _limit.Dispose();
    }

    private async Task SendAsync(CarbonDelivery delivery)
    {
        await delivery.WriteAsync(Frame, _limit.Token);
        await delivery.FinishAsync(_limit.Token);
    }

    private async Task<int> ReadAsync(Socket end, int most)
    {
        var (all, buffer) = (0, new byte[1000]);
        while (all < most && await end.ReceiveAsync(buffer.AsMemory(0, Math.Min(buffer.Length, most - all)), _limit.Token) is > 0 and var read) all += read;
        return all;
    }
}
