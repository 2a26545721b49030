using System.Buffers.Binary;
using Steadytrace.Chaos.Ending;
using Steadytrace.Testing;

namespace Steadytrace.Chaos.Tests.Ending;

public sealed class WhisperFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_points_of_the_finest_archive_are_read()
    {
        // Two archives of three and two points; the empty point of the first is none, the second archive is not looked at.
        var file = new byte[16 + 2 * 12 + 5 * 12];
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(12), 2);
        uint[] archives = [40, 10, 3, 76, 60, 2];
        for (var i = 0; i < archives.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16 + i * 4), archives[i]);
        Point(file.AsSpan(40), 1_700_000_010, 7);
        Point(file.AsSpan(64), 1_700_000_000, 0.5);
        Point(file.AsSpan(76), 1_700_000_040, 99);
        File.WriteAllBytes(_folder["metric.wsp"], file);

        Assert.Equal(new Dictionary<long, double> { [1_700_000_000] = 0.5, [1_700_000_010] = 7 }, WhisperFile.Read(_folder["metric.wsp"]).OrderBy(point => point.Key).ToDictionary());
    }

    private static void Point(Span<byte> place, uint time, double value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(place, time);
        BinaryPrimitives.WriteDoubleBigEndian(place[4..], value);
    }
}
