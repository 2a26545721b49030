using Microsoft.Extensions.Logging;

namespace Steadytrace.Metrics.Graphite;

public sealed partial class CarbonBridge
{
    [LoggerMessage(4101, LogLevel.Information, "Moving metrics from queue {Queue} of {Broker} to {Carbon}")]
    private partial void LogRunning(string broker, string queue, string carbon);

    [LoggerMessage(4103, LogLevel.Information, "Another consumer has queue {Queue} of {Broker}: this bridge stands by until it is gone")]
    private partial void LogStandsBy(string broker, string queue);

    [LoggerMessage(4102, LogLevel.Warning, "{Bad} lines of a message of {Bytes} bytes in queue {Queue} are no metrics and are skipped; somebody else sends to this exchange")]
    private partial void LogBadLines(int bad, string queue, int bytes);
}
