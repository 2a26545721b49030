using System.Buffers.Binary;

namespace Steadytrace.Chaos.Ending;

/// <summary>Reads the finest archive of a whisper file, as carbon keeps a metric in.</summary>
/// <remarks>
/// whisper.py: 16 bytes (aggregation, longest retention, xFilesFactor, number of archives: u32, u32, f32, u32), 12 bytes for each archive (offset,
/// seconds per point, points: u32 each), then points of 12 bytes (Unix seconds u32, value f64); all big-endian, archives as rings.
/// </remarks>
internal static class WhisperFile
{
    private const int HeadBytes = 16, PointBytes = 12;

    /// <summary>Values by Unix seconds; those that an older round of the ring left behind included.</summary>
    public static IReadOnlyDictionary<long, double> Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var archive = file.AsSpan(HeadBytes);
        var (offset, points) = ((int)BinaryPrimitives.ReadUInt32BigEndian(archive), (int)BinaryPrimitives.ReadUInt32BigEndian(archive[8..]));
        var values = new Dictionary<long, double>();
        for (var i = 0; i < points; i++)
        {
            var point = file.AsSpan(offset + i * PointBytes, PointBytes);
            var time = BinaryPrimitives.ReadUInt32BigEndian(point);
            if (time != 0) values[time] = BinaryPrimitives.ReadDoubleBigEndian(point[4..]);
        }

        return values;
    }
}
