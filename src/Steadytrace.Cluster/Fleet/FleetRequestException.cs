using System.Net;

namespace Steadytrace.Cluster.Fleet;

/// <summary>A node could not be asked, or refused. The message is one line that names the address and what went wrong.</summary>
public sealed class FleetRequestException : Exception
{
    /// <param name="message">One line for a person.</param>
    /// <param name="status">What the node answered; null when it did not.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public FleetRequestException(string message, HttpStatusCode? status, Exception? inner = null)
        : base(message, inner) => Status = status;

    /// <summary>What the node answered; null when it did not.</summary>
    public HttpStatusCode? Status { get; }
}
