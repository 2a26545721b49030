using System.Net.Sockets;
using System.Security.Authentication;
using RabbitMQ.Client.Exceptions;

namespace Steadytrace.Metrics.RabbitMq;

/// <summary>What went wrong between a program and its broker, in one line for a person: what, where, and what to do. No secret is in it.</summary>
internal static class BrokerFailure
{
    private const ushort AccessRefused = 403;
    private const ushort PreconditionFailed = 406;
    private const ushort NotAllowed = 530;

    public static string Explain(RabbitMqOptions options, Exception exception)
    {
        foreach (var cause in Causes(exception))
        {
            if (Explain(options, cause, exception is BrokerUnreachableException) is { } line) return line;
        }

        return $"{options.BrokerName}: {FirstLine(exception)}";
    }

    /// <summary>The broker's own code for refusing an operation, or 0.</summary>
    public static ushort ReplyCode(OperationInterruptedException exception) => exception.ShutdownReason?.ReplyCode ?? 0;

    private static string? Explain(RabbitMqOptions options, Exception cause, bool connecting) => cause switch
    {
        AuthenticationFailureException or PossibleAuthenticationFailureException =>
            $"{options.BrokerName} refused user '{options.User}': wrong name or password, or a guest from another machine; mend the address, or add the user (rabbitmqctl add_user)",
        AuthenticationException =>
            $"{options.BrokerName}: no TLS connection: {FirstLine(cause)}; check the broker's certificate, who signed it, and the name in it",
        OperationInterruptedException refused when ReplyCode(refused) == NotAllowed =>
            $"{options.BrokerName} has no virtual host '{options.VirtualHost}', or user '{options.User}' may not use it; add it (rabbitmqctl add_vhost) and permit it (rabbitmqctl set_permissions)",
        OperationInterruptedException refused when ReplyCode(refused) == AccessRefused =>
            $"{options.BrokerName}: user '{options.User}' lacks a permission: {refused.ShutdownReason!.ReplyText}; grant it (rabbitmqctl set_permissions)",
        OperationInterruptedException refused when ReplyCode(refused) == PreconditionFailed =>
            $"{options.BrokerName}: {refused.ShutdownReason!.ReplyText}; it was made with other properties: delete it there or choose another name here",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            $"{options.BrokerName}: host name '{options.Uri.Host}' is not known; check the address",
        SocketException socket when connecting =>
            $"{options.BrokerName} cannot be reached: {FirstLine(socket)}; check the address, and that the broker runs",
        TimeoutException or OperationCanceledException =>
            $"{options.BrokerName} did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s; check the network and the broker's log",
        OperationInterruptedException { ShutdownReason: { } reason } =>
            $"{options.BrokerName} ended the connection: {reason.ReplyText}",
        _ => null,
    };

    // The innermost says most: the client wraps a refused socket into three of its own.
    private static IEnumerable<Exception> Causes(Exception exception)
    {
        var chain = new List<Exception>();
        for (var next = exception; next is not null; next = next is AggregateException { InnerExceptions.Count: > 0 } many ? many.InnerExceptions[^1] : next.InnerException)
            chain.Add(next);
        chain.Reverse();
        return chain;
    }

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].TrimEnd('\r', ' ', '.');
}
