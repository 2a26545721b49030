using Microsoft.Extensions.Logging;

namespace Steadytrace.Metrics.RabbitMq;

public sealed partial class RabbitMqPublisher
{
    [LoggerMessage(4001, LogLevel.Information, "Publishing metrics of datacenter {Datacenter} to {Broker}")]
    private partial void LogConnected(string broker, string datacenter);

    [LoggerMessage(4002, LogLevel.Information, "{Broker}: another publisher of datacenter {Datacenter} is still there; waiting for its place")]
    private partial void LogWaiting(string broker, string datacenter);

    [LoggerMessage(4003, LogLevel.Warning, "{Broker}: exchange {Exchange} exists with other properties and is left alone; consumers of it get no metrics until it is deleted (rabbitmqadmin delete exchange) or another name is set")]
    private partial void LogRocksteadyRefused(string broker, string? exchange);

    [LoggerMessage(4004, LogLevel.Information, "The publisher's connection has ended: {Cause}")]
    private partial void LogLost(string cause);
}
