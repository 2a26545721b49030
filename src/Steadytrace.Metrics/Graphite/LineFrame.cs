using System.Buffers;
using Steadytrace.Metrics.Lines;

namespace Steadytrace.Metrics.Graphite;

/// <summary>Text for carbon's line port; a frame is only what is sent at once.</summary>
internal sealed class LineFrame(int maxBytes) : ICarbonFrame
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private bool _taken;

    public bool TryAdd(in MetricLine line)
    {
        if (_taken) _bytes.ResetWrittenCount();
        _taken = false;
        if (_bytes.WrittenCount >= maxBytes) return false;
        MetricText.Write(_bytes, line);
        return true;
    }

    public ReadOnlyMemory<byte> Take()
    {
        if (_taken) return default;
        _taken = true;
        return _bytes.WrittenMemory;
    }
}
