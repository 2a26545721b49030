using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Time.Testing;
using Steadytrace.Hosting;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Hosting;

public sealed class NativeHeapTrimTests
{
    private const int Pieces = 1024, PieceBytes = 64 << 10; // each too small for pages of its own
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_was_freed_behind_something_that_is_still_needed_goes_back_to_the_system()
    {
        var time = new FakeTimeProvider();
        using var trim = new NativeHeapTrim(time);
        await trim.StartAsync(CancellationToken.None);
        try
        {
            // At the start, and again and again.
            for (var round = 0; round < 2; round++) await IsGivenBackAsync(time);
        }
        finally
        {
            await trim.StopAsync(CancellationToken.None);
        }
    }

    private static async Task IsGivenBackAsync(FakeTimeProvider time)
    {
        var last = Peak();
        var before = OwnBytes();
        try
        {
            await Eventually.HoldsAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromMinutes(1));
                    return OwnBytes() < before - (Pieces * PieceBytes / 2);
                },
                "memory that is given back", Patience);
        }
        finally
        {
            Marshal.FreeHGlobal(last);
        }
    }

    /// <summary>Takes 64 MiB, writes to all of it, and frees all but the last piece.</summary>
    private static nint Peak()
    {
        var pieces = new nint[Pieces];
        var bytes = new byte[PieceBytes];
        for (var piece = 0; piece < Pieces; piece++)
        {
            pieces[piece] = Marshal.AllocHGlobal(PieceBytes);
            Marshal.Copy(bytes, 0, pieces[piece], PieceBytes);
        }

        foreach (var piece in pieces.SkipLast(1)) Marshal.FreeHGlobal(piece);
        return pieces[^1];
    }

    private static long OwnBytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
}
