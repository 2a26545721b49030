using System.Buffers;

namespace Steadytrace.Metrics.Lines;

/// <summary>Cuts the lines of a batch into the bodies of messages.</summary>
internal static class MessageBodies
{
    /// <summary>Bodies of whole lines in order, none above either limit; a single line that is longer than <paramref name="maxBytes"/> is a body of its own.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Cut(IReadOnlyList<MetricLine> lines, int maxLines, int maxBytes)
    {
        var body = new ArrayBufferWriter<byte>(Math.Min(maxBytes, 16 * 1024));
        var (linesInBody, wholeLines) = (0, 0);
        foreach (var line in lines)
        {
            if (linesInBody == maxLines)
            {
                yield return body.WrittenMemory;
                (body, linesInBody) = (new ArrayBufferWriter<byte>(body.WrittenCount), 0);
            }

            wholeLines = body.WrittenCount;
            MetricText.Write(body, line);
            linesInBody++;
            if (body.WrittenCount <= maxBytes || linesInBody == 1) continue;

            // The line that went over the limit begins the next body.
            yield return body.WrittenMemory[..wholeLines];
            var next = new ArrayBufferWriter<byte>(body.WrittenCount);
            next.Write(body.WrittenSpan[wholeLines..]);
            (body, linesInBody) = (next, 1);
        }

        if (linesInBody > 0) yield return body.WrittenMemory;
    }
}
